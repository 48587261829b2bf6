#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What signing in takes on loopback, from the first packet until the session is bound, by SASL, by
SASL2 with Bind 2 and with a token; beside it slixmpp, and what no client can do without: a connection
with TLS. All by turns, against two Prosodys that differ in nothing but SASL2."""
import argparse
import contextlib
import pathlib
import re
import socket
import ssl
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Authority, Peer, Prosody, tap, temporary_directory, wait_for  # noqa: E402

from report import Report  # noqa: E402

RUNS = 10
TURNS = 3


class Timed(Peer):
    """Knows when it was bound."""
    bound = None

    def configure(self, client):
        client.add_event_handler("session_bind",
                                 lambda _: setattr(self, "bound", time.monotonic()))


def measure_slixmpp(server):
    peer = Timed(server, "ana", resource="slixmpp")
    since = time.monotonic()
    peer.connect()
    wait_for(lambda: peer.bound, 20, "slixmpp is bound")
    took = peer.bound - since
    peer.disconnect()
    return took * 1000


def measure_floor(server):
    """TCP, TLS and the first answer; a TLS context costs nothing here."""
    context = ssl.create_default_context(cafile=str(server.ca))
    since = time.monotonic()
    with socket.create_connection((server.address, server.tls_port)) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with context.wrap_socket(plain, server_hostname=server.domain) as stream:
            stream.sendall(f"<stream:stream to='{server.domain}' version='1.0' xmlns='jabber:client' "
                           "xmlns:stream='http://etherx.jabber.org/streams'>".encode())
            heard = b""
            while b"</stream:features>" not in heard:
                heard += stream.recv(65536)
    return (time.monotonic() - since) * 1000


def measure_ours(program, server, port, *options):
    words = [program, "--address", server.jid("ana"), "--password", "secret", "--host",
             server.address, "--port", str(port), "--ca", str(server.ca), "--runs",
             str(RUNS + 1), *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"bench-signin: {done.stdout}{done.stderr}")
    print("#", " / ".join(done.stdout.split("\n")).strip())
    return [(float(ms), int(trips), int(size)) for ms, trips, size in
            re.findall(r"^run: ([\d.]+) ms, (\d+) round trips, (\d+) bytes", done.stdout, re.M)]


# What is measured, on which server, and how
WAYS = (("by SASL", "sasl", ()),
        ("by SASL, with nothing kept", "sasl", ("--fresh",)),
        ("by SASL2 and Bind 2", "sasl2", ()),
        ("with a token", "sasl2", ("--tokens",)),
        ("with a token, direct TLS", "sasl2", ("--tokens", "--tls", "direct")))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    options = parser.parse_args()
    program = options.build.absolute() / "tests/bench/bench-signin"
    report = Report()
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(temporary_directory("charla-bench."))
        authority = Authority(directory / "ca")
        servers = {name: stack.enter_context(Prosody(directory / name, authority, log_level="warn",
                                                     **its))
                   for name, its in (("sasl", {"channel_binding": True}),
                                     ("sasl2", {"fast_login": True}))}
        for server in servers.values():
            server.add_user("ana")
        runs = {way: [] for way, _, _ in WAYS}
        peer, floor = [], []
        for _ in range(TURNS):
            for way, name, words in WAYS:
                server = servers[name]
                port = server.tls_port if "direct" in words else server.port
                runs[way] += measure_ours(program, server, port, *words)
            peer += [measure_slixmpp(servers["sasl"]) for _ in range(RUNS)]
            floor += [measure_floor(servers["sasl"]) for _ in range(RUNS)]
    beside, least = statistics.median(peer), statistics.median(floor)
    for way, _, _ in WAYS:
        times, trips, sizes = zip(*runs[way])
        report.add(f"signing in {way}", statistics.median(times), "ms", beside, "slixmpp",
                   "≤ 45 ms" if way == "by SASL" else "")
        report.add("  beside a bare connection", statistics.median(times), "ms", least, "TCP and TLS")
        report.add("  round trips", statistics.median(trips), "", None, "")
        report.add("  bytes of XML", statistics.median(sizes), "", None, "")
    tap.leave(0)


if __name__ == "__main__":
    main()
