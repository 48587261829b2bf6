#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same state on every device of an account: what was read on one is read on the others."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import case, equal, main, wait_for  # noqa: E402

MDS = "urn:xmpp:mds:displayed:0"
CHATS = "https://charla.im/protocol/conversations:0"
PUBSUB = "http://jabber.org/protocol/pubsub"


def conversation(charla, peer):
    return next((found for found in charla.call("ListConversations")
                 if found["address"] == peer.jid), {})


def unread(charla, peer):
    return conversation(charla, peer).get("unread")


def receive(charla, jid, peer, bodies):
    """They come to all devices, and nobody has read them; the archive's ids of them."""
    for body in bodies:
        peer.send(jid, body, marker=False)
    wait_for(lambda: unread(charla, peer) == len(bodies), 60, "all of them are here, and unread")
    return [message["archive-id"] for message in charla.history(peer.jid)[-len(bodies):]]


def displayed(device, chat):
    """What the node says of a conversation: by whom and which; None: nothing."""
    try:
        answer = device.request(f"<pubsub xmlns='{PUBSUB}'><items node='{MDS}'/></pubsub>", "get")
    except Exception:  # pylint: disable=broad-except
        return None  # there is no such node yet
    for item in answer.iter(f"{{{PUBSUB}}}item"):
        if item.get("id") == chat:
            found = item.find(f"{{{MDS}}}displayed/{{urn:xmpp:sid:0}}stanza-id")
            return found.get("by"), found.get("id")
    return None


def publish(device, chat, by, identity):
    device.request(
        f"<pubsub xmlns='{PUBSUB}'><publish node='{MDS}'><item id='{chat}'>"
        f"<displayed xmlns='{MDS}'><stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='{identity}'/>"
        "</displayed></item></publish></pubsub>")


@case
def what_is_read_here_is_told_to_the_others_alone(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    phone = t.peer(jid.split("@")[0], resource="phone")
    ids = receive(charla, jid, peer, ["one", "two", "three"])
    equal(displayed(phone, peer.jid), None, "nothing is read yet")
    charla.call("MarkRead", "(ss)", "", peer.jid)
    wait_for(lambda: displayed(phone, peer.jid) == (jid, ids[2]), 60, "the phone can know of it")

    # Nobody else may look at that.
    try:
        found = peer.request(f"<pubsub xmlns='{PUBSUB}'><items node='{MDS}'/></pubsub>", "get",
                             to=jid)
    except Exception:  # pylint: disable=broad-except
        found = None
    equal(found, None, "a stranger is refused")


@case
def what_the_phone_reads_is_read_here(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    phone = t.peer(jid.split("@")[0], resource="phone")
    first = receive(charla, jid, peer, ["one"])
    charla.call("MarkRead", "(ss)", "", peer.jid)
    wait_for(lambda: displayed(phone, peer.jid) == (jid, first[0]), 60, "the node is there")

    ids = receive(charla, jid, peer, ["two", "three", "four"])
    publish(phone, peer.jid, jid, ids[1])
    wait_for(lambda: unread(charla, peer) == 1, 60, "two of three are read")
    publish(phone, peer.jid, jid, ids[0])
    publish(phone, peer.jid, jid, ids[2])
    wait_for(lambda: unread(charla, peer) == 0, 60, "all are read")

    # And what it reads while Charla is away.
    charla.kill()
    peer.send(jid, "five", marker=False)
    peer.send(jid, "six", marker=False)
    peer.flushed()
    wait_for(lambda: "six" in phone.bodies(), 60, "the phone has them")
    message = next(message for message in phone.messages if message.body == "five")
    identity = message.xml.find("{urn:xmpp:sid:0}stanza-id").get("id")
    publish(phone, peer.jid, jid, identity)
    charla.start()
    charla.wait_online(jid)
    wait_for(lambda: len(charla.history(peer.jid)) == 6, 60, "all is here")
    wait_for(lambda: unread(charla, peer) == 1, 60, "one of them is new")


@case
def two_of_them_agree(t):
    one, jid = t.signed_in()
    two = t.charla()
    two.add_account(t.server, jid.split("@")[0])
    peer = t.peer()
    receive(one, jid, peer, ["one", "two"])
    wait_for(lambda: unread(two, peer) == 2, 60, "both have them")
    one.call("MarkRead", "(ss)", "", peer.jid)
    wait_for(lambda: unread(two, peer) == 0, 60, "what one has read is read on the other")

    two.kill()
    receive(one, jid, peer, ["three"])
    one.call("MarkRead", "(ss)", "", peer.jid)
    phone = t.peer(jid.split("@")[0], resource="phone")
    last = one.history(peer.jid)[-1]["archive-id"]
    wait_for(lambda: displayed(phone, peer.jid) == (jid, last), 60, "it is told")
    two.start()
    two.wait_online(jid)
    wait_for(lambda: len(two.history(peer.jid)) == 3, 60, "the other has caught up")
    wait_for(lambda: unread(two, peer) == 0, 60, "and has nothing to be read")


@case(limit=300)
def what_is_older_comes_when_it_is_read_back_to(t):
    """A second device, new on an account with a long archive, of which one conversation is a part."""
    first, jid = t.signed_in()
    peer, other = t.peer(), t.peer()
    for number in range(60):
        peer.send(jid, f"early {number}", marker=False, receipt=False)
    peer.flushed()
    wait_for(lambda: len(first.whole_history(peer.jid)) == 60, 60, "the early ones are there")
    for number in range(900):
        other.send(jid, f"other {number}", marker=False, receipt=False)
    other.flushed()
    for number in range(5):
        peer.send(jid, f"late {number}", marker=False, receipt=False)
    peer.flushed()
    wait_for(lambda: len(first.whole_history(peer.jid)) == 65, 60, "the late ones are there")
    first.stop()

    second = t.charla()
    second.add_account(t.server, jid.split("@")[0])
    wait_for(lambda: conversation(second, peer), 60, "the newest page is here")
    expected = ([f"early {number}" for number in range(60)]
                + [f"late {number}" for number in range(5)])
    equal([message["body"] for message in second.whole_history(peer.jid)], expected)
    wait_for(lambda: len(second.whole_history(other.jid)) == 900, 60, "all is here")
    equal([message["body"] for message in second.whole_history(peer.jid)], expected)
    equal([message["body"] for message in second.whole_history(other.jid)],
          [f"other {number}" for number in range(900)])
    equal(unread(second, peer), 0, "what was there before this device is not new to it")


@case
def what_another_one_mutes_is_muted_here(t):
    charla, jid = t.signed_in()
    two = t.charla()
    two.add_account(t.server, jid.split("@")[0])
    peer = t.peer()
    phone = t.peer(jid.split("@")[0], resource="phone")
    receive(charla, jid, peer, ["one"])
    for setting, muted in (("never", True), ("always", False)):
        phone.request(
            f"<pubsub xmlns='{PUBSUB}'><publish node='{CHATS}'><item id='{peer.jid}'>"
            f"<conversation xmlns='{CHATS}'><extensions>"
            f"<notify xmlns='urn:xmpp:notification-settings:1'><{setting}/></notify>"
            "</extensions></conversation></item></publish></pubsub>")
        for device in (charla, two):
            wait_for(lambda d=device, m=muted: conversation(d, peer)["muted"] == m, 60,
                     f"'{setting}' is heard")


@case
def two_of_them_pin_and_mute_alike(t):
    one, jid = t.signed_in()
    two = t.charla()
    two.add_account(t.server, jid.split("@")[0])
    peer = t.peer()
    receive(one, jid, peer, ["one"])
    wait_for(lambda: conversation(two, peer), 60, "both have it")

    def both(**expected):
        for device in (one, two):
            for key, value in expected.items():
                wait_for(lambda d=device, k=key, v=value: conversation(d, peer)[k] == v, 60,
                         f"{key} is {value}")
    one.call("SetPinned", "(ssb)", "", peer.jid, True)
    both(pinned=True, muted=False)
    two.call("SetMuted", "(ssb)", "", peer.jid, True)
    both(pinned=True, muted=True)
    two.call("SetPinned", "(ssb)", "", peer.jid, False)
    both(pinned=False, muted=True)
    for device in (one, two):
        status = device.json("status")[0]["accounts"][0]
        equal("settings-sync" in status["features"], True, "it says so")
        equal(status.get("settings-sync-refusal"), None)

    # What one sets while the other is away.
    two.kill()
    one.call("SetPinned", "(ssb)", "", peer.jid, True)
    one.call("SetMuted", "(ssb)", "", peer.jid, False)
    phone = t.peer(jid.split("@")[0], resource="phone")

    def stored():
        answer = phone.request(f"<pubsub xmlns='{PUBSUB}'><items node='{CHATS}'/></pubsub>", "get")
        item = next((item for item in answer.iter(f"{{{PUBSUB}}}item")
                     if item.get("id") == peer.jid), None)
        return (item is not None and item.find(".//{urn:xmpp:bookmarks-pinning:0}pinned") is not None
                and item.find(".//{urn:xmpp:notification-settings:1}never") is None)
    wait_for(stored, 60, "the server has it")
    two.start()
    two.wait_online(jid)
    both(pinned=True, muted=False)

    # Nobody else may look at that.
    try:
        found = peer.request(f"<pubsub xmlns='{PUBSUB}'><items node='{CHATS}'/></pubsub>", "get",
                             to=jid)
    except Exception:  # pylint: disable=broad-except
        found = None
    equal(found, None, "a stranger is refused")


if __name__ == "__main__":
    main()
