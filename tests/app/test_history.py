#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's archive: what was missed comes, once and in order, whatever happens meanwhile."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import case, equal, main, wait_for  # noqa: E402

MISSED = 300


def bodies(charla, peer):
    return [message["body"] for message in charla.whole_history(peer.jid)]


@case(limit=300)
def what_was_missed_comes_though_it_is_killed_on_the_way(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    peer.send(jid, "before")
    wait_for(lambda: bodies(charla, peer) == ["before"], 60, "the first one is here")
    charla.kill()

    missed = [f"missed {number}" for number in range(MISSED)]
    for body in missed:
        peer.send(jid, body)
    peer.flushed()
    for _ in range(3):
        charla.start()
        charla.wait_online(jid)
        charla.kill()
    peer.send(jid, "after")
    peer.flushed()
    charla.start()
    charla.wait_online(jid)
    expected = ["before"] + missed + ["after"]
    wait_for(lambda: len(bodies(charla, peer)) >= len(expected), 60, "all of it is here",
             interval=0.5)
    equal(bodies(charla, peer), expected)
    identities = [message["archive-id"] for message in charla.whole_history(peer.jid)]
    equal(len(set(identities)), len(expected), "each has an id of the archive")


@case
def what_another_device_does_is_here_too(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    phone = t.peer(jid.split("@")[0], resource="phone")
    peer.send(jid, "to both")
    wait_for(lambda: bodies(charla, peer) == ["to both"], 60, "it is here")
    phone.send(peer.jid, "from the phone")
    wait_for(lambda: bodies(charla, peer) == ["to both", "from the phone"], 60, "a copy is here")
    last = charla.history(peer.jid)[-1]
    equal(last["outgoing"], True)

    charla.kill()
    phone.send(peer.jid, "while you were away")
    phone.flushed()
    charla.start()
    charla.wait_online(jid)
    expected = ["to both", "from the phone", "while you were away"]
    wait_for(lambda: len(bodies(charla, peer)) >= 3, 60, "what was missed is here")
    equal(bodies(charla, peer), expected)


if __name__ == "__main__":
    main()
