#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dead wires: a session goes on where it was, and every message arrives once."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import case, equal, main, wait_for  # noqa: E402


def bodies(messages, outgoing=None):
    return [message["body"] for message in messages
            if outgoing is None or message["outgoing"] == outgoing]


def talking(t, **options):
    """Charla and a peer who see each other, over a wire that can be cut."""
    proxy = t.proxy()
    charla, jid = t.signed_in(proxy=(proxy.address, proxy.port), **options)
    peer = t.peer()
    charla.call("AddContact", "(sssas)", jid, peer.jid, "", [])

    def mutual():
        contact = charla.contacts().get(peer.jid, {})
        if contact.get("requests"):
            charla.call("AnswerRequest", "(ssb)", jid, peer.jid, True)
        return contact.get("subscription") == "both" and contact["presence"] == "available"
    wait_for(mutual, 60, "they see each other", interval=0.2)
    wait_for(lambda: sees(peer, jid), 60, "the peer sees Charla")
    return proxy, charla, jid, peer


def sees(peer, jid):
    return any(sender.startswith(f"{jid}/") for sender in peer.presences)


def status(charla, jid):
    """As people ask for it."""
    accounts = charla.json("status")[0]["accounts"]
    return next(account for account in accounts if account["address"] == jid)


def come_back(charla, jid):
    """Whatever is still to be cut on the way; nobody waits for the next try by itself."""
    def back():
        state = charla.state(jid)
        if state == "waiting":
            charla.call("Reconnect", "(s)", jid)
        return state == "online"
    try:
        wait_for(back, 60, "it is back")
    except AssertionError:
        raise AssertionError(f"it is not back: {charla.account(jid)}") from None


@case
def what_is_sent_into_a_dead_wire_arrives_once(t):
    proxy, charla, jid, peer = talking(t)
    equal(status(charla, jid)["resumed"], False)
    equal(status(charla, jid)["resumable"], True)
    proxy.stall()
    charla.send(peer.jid, "into the void")
    equal(charla.history(peer.jid)[-1]["state"], "queued")
    peer.send(jid, "out of the void")
    peer.flushed()
    proxy.cut()
    proxy.heal()
    charla.call("Reconnect", "(s)", jid)
    peer.wait_for_body("into the void")
    wait_for(lambda: {message["state"] for message in charla.history(peer.jid)
                      if message["outgoing"]} == {"delivered"}, 60, "delivered")
    wait_for(lambda: "out of the void" in bodies(charla.history(peer.jid)), 60, "and back")
    equal(status(charla, jid)["resumed"], True)

    # A fence: what would come twice has come by now.
    charla.send(peer.jid, "the end")
    peer.wait_for_body("the end")
    peer.send(jid, "the end, too")
    wait_for(lambda: bodies(charla.history(peer.jid))[-1] == "the end, too", 60, "the fence")
    equal(peer.bodies(), ["into the void", "the end"])
    equal(bodies(charla.history(peer.jid), outgoing=False), ["out of the void", "the end, too"])


@case
def people_stay_who_they_were_through_an_outage(t):
    proxy, charla, jid, peer = talking(t)
    proxy.cut()
    charla.wait_state("waiting", jid)
    equal(charla.contacts()[peer.jid]["presence"], "available")
    equal(sees(peer, jid), True)
    peer.set_presence("away", "Gone fishing")
    peer.flushed()
    proxy.heal()
    charla.call("Reconnect", "(s)", jid)
    wait_for(lambda: charla.contacts()[peer.jid]["presence"] == "away", 60,
             "what changed meanwhile")
    equal(status(charla, jid)["resumed"], True)
    equal(sees(peer, jid), True)


@case
def nobody_is_thought_to_be_there_after_the_session_is_lost(t):
    proxy, charla, jid, peer = talking(t)
    proxy.cut()
    charla.wait_state("waiting", jid)
    peer.disconnect()
    t.server.restart()
    proxy.heal()
    charla.call("Reconnect", "(s)", jid)
    charla.wait_state("online", jid, 90)
    wait_for(lambda: charla.contacts()[peer.jid]["presence"] == "offline", 60, "the peer has gone")
    equal(status(charla, jid)["resumed"], False)


@case
def who_signs_out_leaves_nothing_behind(t):
    proxy, charla, jid, peer = talking(t)
    charla.call("SetPresence", "(sss)", jid, "offline", "")
    wait_for(lambda: not sees(peer, jid), 60, "the peer sees it")


@case(limit=400)
def wherever_the_wire_is_cut_everything_arrives_once_and_in_order(t):
    proxy, charla, jid, peer = talking(t)
    sizes = (1, 2, 17, 40, 100, 333, 500, 700, 1000, 1300, 1700, 2200, 2800, 3500)
    there, back = [], []

    def cut_within(size, from_server):
        async def work():
            proxy.cut_within(size, from_server)
        proxy.loop.call(work())

    for size in sizes:
        for from_server in (True, False):
            cut_within(size, from_server)
            for _ in range(3):
                there.append(f"there {len(there)}")
                back.append(f"back {len(back)}")
                charla.send(peer.jid, there[-1])
                peer.send(jid, back[-1])
            proxy.drop()
            come_back(charla, jid)
    cut_within(None, True)
    cut_within(None, False)
    come_back(charla, jid)

    def heard():
        return bodies(charla.history(peer.jid, 1000), outgoing=False)
    wait_for(lambda: len(peer.messages) >= len(there), 60, "the peer has them all")
    wait_for(lambda: len(heard()) >= len(back), 60, "Charla has them all")
    equal(peer.bodies(), there)
    equal(heard(), back)
    equal(bodies(charla.history(peer.jid, 1000), outgoing=True), there)


main()
