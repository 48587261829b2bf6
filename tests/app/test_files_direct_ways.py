#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that go from one to the other: on which way, and what each learns of the other's addresses."""
import os
import pathlib
import re
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Skip, case, equal, main, wait_for  # noqa: E402
from charla_test.charla import NAME  # noqa: E402
from charla_test.process import run  # noqa: E402

TALKATIVE = {"G_MESSAGES_DEBUG": "xmpp-jingle xmpp-socks"}


def start(t, *, hides=(False, False), proxy=None):
    """Two Charlas that see each other."""
    sides = []
    for number, hidden in enumerate(hides):
        charla = t.charla(environment=TALKATIVE)
        if hidden:
            charla.stop()
            charla.settings(NAME, show_address="false")
            charla.start()
        sides.append((charla, charla.add_account(t.server, t.user(), proxy=proxy if number == 0 else None)))
    (one, ours), (two, theirs) = sides
    one.command("contact", "add", theirs)
    wait_for(lambda: two.contacts().get(ours, {}).get("requests"), 60, "the request")
    two.command("contact", "approve", ours)

    def sees(charla, other):
        return charla.contacts().get(other, {}).get("presence", "offline") != "offline"
    wait_for(lambda: sees(one, theirs) and (one.contacts()[theirs].get("requests") or sees(two, ours)), 60,
             "the answer")
    if one.contacts()[theirs].get("requests"):
        one.command("contact", "approve", theirs)
    wait_for(lambda: sees(one, theirs) and sees(two, ours), 60, "they see each other")
    return one, ours, two, theirs


def last(charla, other):
    files = [message for message in charla.history(other) if "files" in message]
    return files[-1] if files else {}


def pass_file(one, ours, two, theirs, content):
    folder = one.session.folder("to send")
    folder.mkdir(exist_ok=True)
    (folder / "a.bin").write_bytes(content)
    words = f"{len(content)} bytes, {os.urandom(8).hex()}"
    one.command("send", theirs, words, "--file", folder / "a.bin", "--direct")
    wait_for(lambda: words in [message["body"] for message in two.history(ours)[-2:-1]], 60,
             "the words, and an offer after them")
    path = two.command("download", ours, last(two, ours)["id"]).strip()
    equal(pathlib.Path(path).read_bytes() == content, True, "it is the same file")
    wait_for(lambda: last(one, theirs)["state"] == "delivered", 60, "its sender knows")


def way_of(charla):
    ends = re.findall(r"xmpp-jingle-DEBUG: .*, (.*): done", charla.log.read_text(errors="replace"))
    return ends[-1] if ends else None


@case
def through_the_proxy_of_the_server(t):
    sides = start(t, hides=(True, True))
    for size in (0, 1, 3_000_000):
        pass_file(*sides, os.urandom(size))
        equal([way_of(sides[0]), way_of(sides[2])], ["through a proxy"] * 2)


@case
def what_is_said_in_an_outage_is_said_after_it(t):
    """In stanzas; and another outage in the midst of it does not end it."""
    content = os.urandom(5_000_000)
    server = t.new_server()
    server.stop_relay()
    proxy = t.proxy()
    two, theirs, one, ours = start(t, hides=(True, True), proxy=(proxy.address, proxy.port))
    folder = one.session.folder("to send")
    folder.mkdir(exist_ok=True)
    (folder / "a.bin").write_bytes(content)
    one.command("send", theirs, "--file", folder / "a.bin", "--direct")
    wait_for(lambda: last(two, ours).get("files"), 60, "an offer")
    proxy.cut()
    two.wait_state("waiting", theirs)
    came = []
    taking = threading.Thread(
        target=lambda: came.append(two.command("download", ours, last(two, ours)["id"]).strip()))
    taking.start()
    wait_for(lambda: last(two, ours)["files"][0].get("offer") != "open", 30, "it is accepted")
    proxy.heal()
    two.call("Reconnect", "(s)", theirs)
    wait_for(lambda: came or last(two, ours)["files"][0].get("done", 0) > 0, 60, "it is on its way")
    proxy.cut()
    two.wait_state("waiting", theirs)
    proxy.heal()
    two.call("Reconnect", "(s)", theirs)
    taking.join()
    equal(pathlib.Path(came[0]).read_bytes() == content, True, "it is the same file")
    equal([way_of(one), way_of(two)], ["in band"] * 2)
    wait_for(lambda: last(one, theirs)["state"] == "delivered", 60, "its sender knows")

    proxy.cut()
    two.wait_state("waiting", theirs)
    (one.session.folder("to send") / "b.bin").write_bytes(b"b" * 50_000)
    two.command("send", ours, "--file", one.session.folder("to send") / "b.bin", "--direct")
    equal([last(two, ours)["state"], last(two, ours)["files"][0]["transfer"]], ["queued", "waiting"])
    proxy.heal()
    two.call("Reconnect", "(s)", theirs)
    wait_for(lambda: last(one, theirs)["files"][0].get("offer") == "open", 60, "it is offered")
    path = one.command("download", theirs, last(one, theirs)["id"]).strip()
    equal(pathlib.Path(path).read_bytes(), b"b" * 50_000)


def cut_relayed(server):
    """Cuts what goes through the server's proxy, which is what its kernel has to be able to."""
    return "ESTAB" in run(["ss", "-K", "dst", server.address, "dport", "=", "5000"], check=False)[1]


@case
def a_cut_connection_is_gone_on_with(t):
    """Nobody has gone, and nobody is asked for anything."""
    one, ours, two, theirs = start(t, hides=(True, True))
    path = one.session.folder("to send")
    path.mkdir(exist_ok=True)
    path /= "a.bin"
    path.touch()
    os.truncate(path, 100_000_000)
    one.command("send", theirs, "--file", path, "--direct")
    wait_for(lambda: last(two, ours).get("files"), 60, "an offer")
    came = []
    taking = threading.Thread(
        target=lambda: came.append(two.command("download", ours, last(two, ours)["id"]).strip()))
    taking.start()
    wait_for(lambda: last(two, ours)["files"][0].get("done", 0) > 100_000, 60, "some of it")
    if not cut_relayed(t.server):
        taking.join()
        raise Skip("no connection could be cut")
    taking.join()
    equal(pathlib.Path(came[0]).read_bytes() == bytes(100_000_000), True, "it is the same file")
    wait_for(lambda: last(one, theirs)["state"] == "delivered", 60, "its sender knows")
    equal([way_of(one), way_of(two)], ["through a proxy"] * 2)
    equal([len([message for message in side.history(other) if "files" in message])
           for side, other in ((one, theirs), (two, ours))], [1, 1])


@case
def one_of_them_hides(t):
    one, ours, two, theirs = start(t, hides=(True, False))
    pass_file(one, ours, two, theirs, os.urandom(100_000))
    pass_file(two, theirs, one, ours, os.urandom(100_000))
    equal(way_of(one), way_of(two))


if __name__ == "__main__":
    main()
