#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Own messages that are corrected (XEP-0308), as a client that is not ours and a server's archive see them."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import case, contains, equal, main, wait_for  # noqa: E402

CORRECT = "{urn:xmpp:message-correct:0}replace"


def talking(t, **options):
    """Charla and a peer who have each other in their contacts."""
    charla, jid = t.signed_in(**options)
    peer = t.peer()
    charla.call("AddContact", "(sssas)", jid, peer.jid, "", [])

    def mutual():
        contact = charla.contacts().get(peer.jid, {})
        if contact.get("requests"):
            charla.call("AnswerRequest", "(ssb)", jid, peer.jid, True)
        return contact.get("subscription") == "both"
    wait_for(mutual, 60, "both are contacts", interval=0.2)
    return charla, jid, peer


def replaced(message):
    replace = message.xml.find(CORRECT)
    return replace.get("id") if replace is not None else None


def shown(charla, peer):
    return [(message["body"], message["edited"]) for message in charla.whole_history(peer.jid)]


def correct(charla, peer, identity, text):
    return charla.command("send", peer.jid, text, "--correct", identity).strip()


@case
def each_correction_names_the_first_version(t):
    charla, jid, peer = talking(t)
    first = charla.send(peer.jid, "Wherfore?")
    once = correct(charla, peer, first, "Wherefore")
    twice = correct(charla, peer, once, "Wherefore?")
    arrived = [peer.wait_for_body(body) for body in ("Wherfore?", "Wherefore", "Wherefore?")]
    equal([message.id for message in arrived], [first, once, twice])
    equal([message.origin_id for message in arrived], [first, once, twice])
    equal([replaced(message) for message in arrived], [None, first, first])
    equal(shown(charla, peer), [("Wherefore?", True)])
    equal(charla.command("send", peer.jid, "Wherefore??", "--correct", first, "--wait", "delivered").strip()
          != twice, True, "an id of its own")
    wait_for(lambda: charla.history(peer.jid)[-1]["state"] == "delivered", 60, "delivered")
    versions = charla.json("versions", peer.jid, first)
    equal([version["body"] for version in versions],
          ["Wherfore?", "Wherefore", "Wherefore?", "Wherefore??"])

    charla.restart()
    charla.wait_online(jid)
    equal(shown(charla, peer), [("Wherefore??", True)])


@case
def what_may_not_be_corrected_is_refused(t):
    charla, jid, peer = talking(t)
    theirs = peer.send(jid, "Mine")
    wait_for(lambda: charla.history(peer.jid), 60, "it arrives")
    status, _, reason = charla.run("send", peer.jid, "Not yours", "--correct", theirs)
    equal(status, 1)
    assert reason
    status, _, reason = charla.run("send", peer.jid, "Nothing", "--correct", "nothing-like-it")
    equal(status, 1)
    assert reason
    equal(shown(charla, peer), [("Mine", False)])
    peer.flushed()
    equal(peer.bodies(), [])


@case(limit=300)
def what_is_corrected_offline_goes_out_in_order_after_a_crash(t):
    proxy = t.proxy()
    charla, jid, peer = talking(t, proxy=(proxy.address, proxy.port))
    sent = charla.send(peer.jid, "sent")
    peer.wait_for_body("sent")
    wait_for(lambda: charla.history(peer.jid)[-1]["state"] == "delivered", 60, "delivered")
    proxy.cut()
    wait_for(lambda: charla.state(jid) != "online", 60, "the loss is noticed")
    waiting = charla.send(peer.jid, "waiting")
    edits = [correct(charla, peer, waiting, "waiting, edited"),
             correct(charla, peer, sent, "sent, edited")]
    charla.send(peer.jid, "last")
    equal({message["state"] for message in charla.history(peer.jid)}, {"queued"})
    charla.kill()
    charla.start()
    equal(shown(charla, peer), [("sent, edited", True), ("waiting, edited", True), ("last", False)])
    proxy.heal()
    charla.call("Reconnect", "(s)", jid)
    charla.wait_online(jid)
    peer.wait_for_body("last", 60)
    equal(peer.bodies(), ["sent", "waiting", "waiting, edited", "sent, edited", "last"])
    equal([(message.id, replaced(message)) for message in peer.messages[2:4]],
          [(edits[0], waiting), (edits[1], sent)])
    wait_for(lambda: {message["state"] for message in charla.history(peer.jid)} == {"delivered"},
             60, "all delivered")


@case(limit=300)
def cuts_while_correcting_lose_and_double_nothing(t):
    proxy = t.proxy()
    charla, jid, peer = talking(t, proxy=(proxy.address, proxy.port))
    identities = []
    for number in range(60):
        identities.append(charla.send(peer.jid, f"cut {number}"))
        correct(charla, peer, identities[-1], f"cut {number}, edited")
        if number % 17 == 10:
            proxy.drop()
            charla.call("Reconnect", "(s)", jid)
        if number == 40:
            charla.kill()
            charla.start()
    expected = [text for number in range(60) for text in (f"cut {number}", f"cut {number}, edited")]
    wait_for(lambda: set(expected) <= set(peer.bodies()), 100, "every one arrives")
    equal(list(dict.fromkeys(peer.bodies())), expected, "the order at the peer")
    equal({replaced(message) for message in peer.messages if "edited" in message.body},
          set(identities), "each names its first version")
    wait_for(lambda: {message["state"] for message in charla.whole_history(peer.jid)}
             <= {"sent", "delivered"}, 60, "all sent")
    equal(shown(charla, peer), [(f"cut {number}, edited", True) for number in range(60)])


@case
def a_correction_that_is_refused_leaves_the_old_text(t):
    charla, jid = t.signed_in()
    nobody = t.server.jid("nobody-here")
    first = charla.send(nobody, "Hello?")
    wait_for(lambda: charla.history(nobody)[-1]["state"] == "failed", 60, "it fails")
    charla.command("send", nobody, "Hello!", "--correct", first)
    wait_for(lambda: charla.history(nobody)[-1]["state"] == "failed"
             and charla.history(nobody)[-1].get("unsent") == "Hello!", 60, "both come back")
    message = charla.history(nobody)[-1]
    equal((message["body"], message["edited"]), ("Hello?", False))
    contains(message, "unsent-error")
    equal(len(charla.history(nobody)), 1)


@case
def pages_go_past_messages_without_an_id(t):
    charla, jid, peer = talking(t)
    for number in range(6):
        peer.raw(f"<message to='{jid}' type='chat'><body>nameless {number}</body></message>")
    wait_for(lambda: len(charla.history(peer.jid)) == 6, 60, "they arrive")
    page = charla.history(peer.jid, limit=2)
    seen = [message["body"] for message in page]
    while page:
        page = charla.history(peer.jid, limit=2, before=f"#{page[0]['row']}")
        seen = [message["body"] for message in page] + seen
    equal(seen, [f"nameless {number}" for number in range(6)])
    lines = charla.json("history", peer.jid, "--limit", "1")
    earlier = charla.json("history", peer.jid, "--before", f"#{lines[0]['row']}")
    equal([message["body"] for message in earlier], seen[:-1])
    status, _, reason = charla.run("history", peer.jid, "--before", "#1")
    equal(status, 1)
    assert reason


main()
