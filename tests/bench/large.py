#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gigabyte to a server and from there by the whole program, in the background and with a window: how
much larger it gets meanwhile, at most, than it was before. Beside what is fetched: curl the same way, without
a sum and without waiting for the disk. With a window the main thread is asked all the time, and the bus
beside it: server, proxy and whoever asks want the processors, too. By ejabberd: Prosody takes some two
megabytes a second, from whomever."""
import argparse
import base64
import contextlib
import hashlib
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (Authority, Charla, Ejabberd, Gateway, Peer, Session, equal, tap,  # noqa: E402
                         temporary_directory, wait_for)

from measure import MEGABYTE, Stalls, memory, settle  # noqa: E402
from report import Report  # noqa: E402

NAME = "im.charla.Charla"
SHARE = ("<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>"
         "<name>back.bin</name><size>{size}</size>"
         "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{sha256}</hash></file><sources>"
         "<url-data xmlns='http://jabber.org/protocol/url-data' target='{url}'/></sources>"
         "</file-sharing><x xmlns='jabber:x:oob'><url>{url}</url></x>")


def sum_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def grown(charla, idle, work):
    """How many bytes it is larger than `idle` at most while it works, and what `work` has returned."""
    pid = charla.process.pid
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak begins anew
    result = work()
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 - idle, result
    raise AssertionError("the kernel does not tell")


def curl(server, gateway, url, path):
    """Seconds."""
    since = time.monotonic()
    subprocess.run(["curl", "--silent", "--fail", "--cacert", server.ca, "--proxy",
                    gateway.uri("socks5h"), "--output", path, url], check=True)
    took = time.monotonic() - since
    path.unlink()
    return took


def play(stack, report, options, server, gateway, path, headless):
    name = "background" if headless else "window"
    directory = path.parent / name
    session = stack.enter_context(Session(directory, display=not headless))
    charla = stack.enter_context(Charla(session, options.build, headless=headless))
    server.add_user(name)
    server.add_user(f"{name}-peer")
    jid = server.jid(name)
    charla.command("account", "add", jid, "--password-stdin", "--ca", server.ca, "--proxy",
                   gateway.uri("socks5"), stdin="secret\n")
    charla.wait_online(jid)
    peer = stack.enter_context(Peer(server, f"{name}-peer"))
    content = sum_of(path)

    settle(charla.process.pid)
    idle = memory(charla.process.pid)[0]
    stalls = None if headless else Stalls(session, NAME)
    since = time.monotonic()
    growth, _ = grown(charla, idle,
                      lambda: charla.command("send", peer.jid, "--file", path, "--wait", "sent",
                                             "--timeout", "600", timeout=600))
    what = f"{options.megabytes} MB, {'in the' if headless else 'with a'} {name}: "
    report.add(what + "sent", time.monotonic() - since, "s")
    report.add("  grown by at most", growth / MEGABYTE, "MB", wanted="under 20 MB")
    wait_for(lambda: peer.messages, 60, "it arrives")
    url = peer.messages[0].xml.findtext("{jabber:x:oob}x/{jabber:x:oob}url")
    identity = peer.send(jid, url, extra=SHARE.format(size=path.stat().st_size, url=url,
                                                      sha256=base64.b64encode(content).decode()))
    wait_for(lambda: charla.history(peer.jid)[-1].get("id") == identity, 60, "it is announced")
    since = time.monotonic()
    growth, got = grown(charla, idle,
                        lambda: charla.command("download", peer.jid, identity, "--timeout", "600",
                                               timeout=600))
    took = time.monotonic() - since
    asked = stalls.stop() if stalls is not None else None  # nobody asks while curl is measured
    report.add(what + "fetched", took, "s", curl(server, gateway, url, path.parent / "curl"), "curl")
    report.add("  grown by at most", growth / MEGABYTE, "MB", wanted="under 20 MB")
    if stalls is not None:
        longest, over, asked = asked
        report.add("  longest stall", longest * 1000, "ms", stalls.alone * 1000, "the bus alone",
                   f"≤ 50 ms ({over} of {asked} over)")
        report.add("  of it work of its own, at most", stalls.own * 1000, "ms")
        report.add("  without waiting for a processor", stalls.apart * 1000, "ms", wanted="≤ 50 ms")
    equal(sum_of(pathlib.Path(got.strip())), content)
    pathlib.Path(got.strip()).unlink()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--megabytes", type=int, default=1024)
    options = parser.parse_args()
    options.build = options.build.absolute()
    report = Report()
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(temporary_directory("charla-bench."))
        server = stack.enter_context(Ejabberd(directory / "server", Authority(directory / "ca"),
                                              upload=2 * options.megabytes * MEGABYTE))
        gateway = stack.enter_context(Gateway(dict.fromkeys(
            (server.domain, f"upload.{server.domain}"), server.address)))
        path = directory / "large.bin"
        with path.open("wb") as file:
            for number in range(options.megabytes):
                file.write(bytes([number % 256]) * MEGABYTE)
        for headless in (True, False):
            with contextlib.ExitStack() as inner:
                play(inner, report, options, server, gateway, path, headless)
    return 0


tap.leave(main())
