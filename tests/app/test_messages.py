#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages, with a second client that is not ours: each once, in order, none lost."""
import contextlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import befriend, case, contains, equal, main, wait_for  # noqa: E402

MANY = 1000


def bodies(messages, outgoing=None):
    return [message["body"] for message in messages
            if outgoing is None or message["outgoing"] == outgoing]


def talking(t, **options):
    """Charla and a peer who have each other in their contacts."""
    charla, jid = t.signed_in(**options)
    peer = t.peer()
    charla.call("AddContact", "(sssas)", jid, peer.jid, "", [])
    wait_for(lambda: peer.roster().get(jid, ("",))[0] == "from" or jid in peer.requests, 60,
             "the request arrives")

    def mutual():
        contact = charla.contacts().get(peer.jid, {})
        if contact.get("requests"):
            charla.call("AnswerRequest", "(ssb)", jid, peer.jid, True)
        return contact.get("subscription") == "both"
    wait_for(mutual, 60, "both are contacts", interval=0.2)
    return charla, jid, peer


@case(limit=800)
def a_thousand_messages_each_way_arrive_once_and_in_order(t):
    # Mnesia's archive gets slower with each message; Prosody's files are read wholly for each page of 50.
    if t.kind == "ejabberd":
        t.new_server(sql=True)  # as large ones have it
    else:
        t.new_server(settings='storage = { archive = "memory" }\n'
                              f'storage_archive_item_limit = {10 * MANY}\n')
    charla, jid, peer = talking(t)
    there = [f"there {number}" for number in range(MANY)]
    back = [f"back {number}" for number in range(MANY)]
    for one, other in zip(there, back):
        charla.send(peer.jid, one)
        peer.send(jid, other)
    wait_for(lambda: len(peer.messages) >= MANY, 300, "the peer has them all")
    wait_for(lambda: len(charla.whole_history(peer.jid)) >= 2 * MANY, 300, "Charla has them all",
             interval=1)
    wait_for(lambda: len(peer.receipts) >= MANY, 300, "a receipt for each")

    charla.restart()
    charla.wait_online(jid)
    # Messages move to where the server's archive has them, so that pages may overlap until all is
    # caught up with; then it stays.
    stored = []

    def is_at_rest():
        before, stored[:] = list(stored), charla.whole_history(peer.jid)
        return stored == before and all(message.get("archive-id") for message in stored)
    with contextlib.suppress(AssertionError):
        wait_for(is_at_rest, 300, "all have their places", interval=3)
    equal(bodies(stored, outgoing=True), there, "what Charla said")
    equal(bodies(stored, outgoing=False), back, "what Charla heard")
    equal(peer.bodies(), there, "what the peer heard")
    equal({message["state"] for message in stored if message["outgoing"]}, {"delivered"})


@case
def the_state_of_a_message_follows_what_the_other_does(t):
    charla, jid, peer = talking(t)
    identity = charla.send(peer.jid, "Are you there?")
    arrived = peer.wait_for_body("Are you there?")
    equal(arrived.id, identity)
    equal(arrived.origin_id, identity)

    def state():
        return charla.history(peer.jid)[-1]["state"]
    wait_for(lambda: state() == "delivered", 60, "delivered")
    peer.mark_displayed(jid, identity)
    wait_for(lambda: state() == "displayed", 60, "displayed")


@case
def says_when_it_received_and_when_it_was_read(t):
    charla, jid, peer = talking(t)
    identity = peer.send(jid, "Read me")
    wait_for(lambda: identity in peer.receipts, 60, "a receipt")
    equal(identity in peer.displayed, False, "displayed before anybody looked")
    wait_for(lambda: charla.call("GetStatus")["unread"] == 1, 60, "one unread")
    charla.call("MarkRead", "(ss)", jid, peer.jid)
    wait_for(lambda: identity in peer.displayed, 60, "a marker")
    equal(charla.call("GetStatus")["unread"], 0)


@case
def tells_strangers_nothing(t):
    charla, jid = t.signed_in()
    stranger = t.peer(approve=False)
    identity = stranger.send(jid, "Who are you?")
    wait_for(lambda: charla.history(stranger.jid), 60, "the message")
    charla.call("MarkRead", "(ss)", jid, stranger.jid)
    # An answer that was to come would be on its way before the one to this question.
    fence = charla.send(stranger.jid, "A fence")
    stranger.wait_for_body("A fence")
    equal(identity in stranger.receipts, False, "a receipt for a stranger")
    equal(identity in stranger.displayed, False, "a marker for a stranger")
    assert fence


@case
def text_arrives_as_it_was_written(t):
    charla, jid, peer = talking(t)
    texts = ["<b>&amp;</b> \"'", "línea uno\nlínea dos", "👩‍👩‍👧 ﷽ \u202eabc", "%s %n {0}",
             "a" * 20000, "  spaces  ", "]]>", "שלום עולם"]
    for number, text in enumerate(texts, 1):
        charla.send(peer.jid, text)
        wait_for(lambda: len(peer.messages) == number, 60, f"the peer has {text[:20]!r}")
        peer.send(jid, text)
        wait_for(lambda: len(charla.history(peer.jid)) == 2 * number, 60,
                 f"Charla has {text[:20]!r}")
    equal(peer.bodies(), texts)
    equal(bodies(charla.history(peer.jid), outgoing=False), texts)
    equal(bodies(charla.history(peer.jid), outgoing=True), texts)


@case
def what_came_while_nobody_was_online_comes_later_in_its_time(t):
    charla, jid, peer = talking(t)
    charla.stop()
    for number in range(20):
        peer.send(jid, f"later {number}")
    peer.flushed()
    charla.start()
    wait_for(lambda: len(charla.history(peer.jid)) >= 20, 60, "what was kept")
    messages = charla.history(peer.jid)
    equal(bodies(messages), [f"later {number}" for number in range(20)])
    equal({message["delayed"] for message in messages}, {True})


@case
def what_is_written_offline_is_sent_later_in_order(t):
    proxy = t.proxy()
    charla, jid, peer = talking(t, proxy=(proxy.address, proxy.port))
    proxy.cut()
    wait_for(lambda: charla.state(jid) != "online", 60, "the loss is noticed")
    texts = [f"queued {number}" for number in range(50)]
    for text in texts:
        charla.send(peer.jid, text)
    equal({message["state"] for message in charla.history(peer.jid)}, {"queued"})
    charla.restart()
    equal(bodies(charla.history(peer.jid)), texts, "after a restart")
    proxy.heal()
    charla.call("Reconnect", "(s)", jid)
    charla.wait_online(jid)
    wait_for(lambda: len(peer.messages) >= len(texts), 60, "the peer has them")
    equal(peer.bodies(), texts)
    wait_for(lambda: {message["state"] for message in charla.history(peer.jid)} == {"delivered"},
             60, "all delivered")


@case(limit=300)
def a_crash_while_sending_loses_nothing(t):
    charla, jid, peer = talking(t)
    texts = [f"crash {number}" for number in range(200)]
    for number, text in enumerate(texts):
        charla.send(peer.jid, text)
        if number in (40, 120):
            charla.kill()
            charla.start()
    charla.kill()
    charla.start()
    charla.wait_online(jid)
    wait_for(lambda: set(texts) <= set(peer.bodies()), 60, "every one arrives")
    # Receipts that came while nobody was there are gone: the server keeps none of them.
    wait_for(lambda: {message["state"] for message in charla.whole_history(peer.jid)}
             <= {"sent", "delivered"}, 60, "all sent")
    equal(bodies(charla.whole_history(peer.jid)), texts, "once each, in order, in the archive")
    first = list(dict.fromkeys(peer.bodies()))
    equal(first, texts, "the order at the peer")
    identities = {}
    for message in peer.messages:
        identities.setdefault(message.body, set()).add(message.origin_id)
    equal({body: ids for body, ids in identities.items() if len(ids) > 1}, {},
          "what was sent twice has one identity")


@case(limit=300)
def a_crash_in_the_midst_of_a_burst_loses_nothing(t):
    charla, jid, peer = talking(t)
    texts = [f"burst {number}" for number in range(600)]
    for first in range(0, len(texts), 200):
        here = len(charla.whole_history(peer.jid))
        for text in texts[first:first + 200]:
            peer.send(jid, text)
        # What comes is stored in strides: some of it is, the rest waits or is on its way.
        wait_for(lambda: len(charla.whole_history(peer.jid)) > here, 60, "the first of it",
                 interval=0.01)
        charla.kill()
        charla.start()
        charla.wait_online(jid)
    peer.flushed()
    # What the server had for a Charla that is gone comes once more; it is in order when the archive
    # has been caught up with.
    with contextlib.suppress(AssertionError):
        wait_for(lambda: bodies(charla.whole_history(peer.jid)) == texts, 120, "all of it",
                 interval=0.5)
    found = charla.whole_history(peer.jid)
    for before, after in zip(found, found[1:]):
        if int(after["body"].split()[1]) != int(before["body"].split()[1]) + 1:
            print(f"# out of order: {before}\n# then: {after}", flush=True)
    equal(bodies(found), texts, "once each, in order")
    charla.restart()
    charla.wait_online(jid)
    equal(bodies(charla.whole_history(peer.jid)), texts, "and so it stays")


@case(limit=300)
def cuts_while_sending_lose_nothing(t):
    proxy = t.proxy()
    charla, jid, peer = talking(t, proxy=(proxy.address, proxy.port))
    texts = [f"cut {number}" for number in range(200)]
    for number, text in enumerate(texts):
        charla.send(peer.jid, text)
        if number % 45 == 30:
            proxy.drop()
            charla.call("Reconnect", "(s)", jid)
    wait_for(lambda: set(texts) <= set(peer.bodies()), 100, "every one arrives")
    equal(bodies(charla.whole_history(peer.jid)), texts, "once each, in order, in the archive")
    equal(list(dict.fromkeys(peer.bodies())), texts, "the order at the peer")


@case
def a_stalled_wire_only_delays(t):
    proxy = t.proxy()
    charla, jid, peer = talking(t, proxy=(proxy.address, proxy.port))
    proxy.stall()
    charla.send(peer.jid, "through the fog")
    equal(charla.history(peer.jid)[-1]["state"], "queued")
    proxy.heal()
    peer.wait_for_body("through the fog", 60)
    wait_for(lambda: charla.history(peer.jid)[-1]["state"] == "delivered", 60, "delivered")


@case
def a_message_to_nobody_fails_with_a_reason(t):
    charla, jid = t.signed_in()
    charla.send(t.server.jid("nobody-here"), "Hello?")
    wait_for(lambda: charla.history(t.server.jid("nobody-here"))[-1]["state"] == "failed", 60,
             "it fails")
    message = charla.history(t.server.jid("nobody-here"))[-1]
    contains(message, "error")
    assert message["error"]


@case
def typing_is_shown_and_told(t):
    charla, jid, peer = talking(t)
    charla.send(peer.jid, "Tell me more")
    peer.wait_for_body("Tell me more")
    def type_and_stop():
        peer.send_state(jid, "composing")
        peer.send_state(jid, "active")
    with charla.watching() as events:
        # Nothing tells when the watching has begun, so there is something to see again and again.
        wait_for(lambda: type_and_stop() or any(event["event"] == "typing" for event in events),
                 60, "typing", interval=0.3)


@case
def two_peers_do_not_mix(t):
    charla, jid, peer = talking(t)
    other = t.peer()
    befriend(peer, other)
    peer.send(jid, "from one")
    other.send(jid, "from the other")
    wait_for(lambda: charla.history(peer.jid) and charla.history(other.jid), 60, "both")
    equal(bodies(charla.history(peer.jid)), ["from one"])
    equal(bodies(charla.history(other.jid)), ["from the other"])
    wait_for(lambda: {entry["address"] for entry in charla.call("ListConversations")}
             == {peer.jid, other.jid}, 60, "a conversation of each")


main()
