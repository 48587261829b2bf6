#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rooms: joined, talked in and left, with somebody whose client is not ours."""
import pathlib
import sys

from gi.repository import GLib
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import CommandError, Room, case, contains, equal, main, wait_for  # noqa: E402


def rooms(charla):
    return {room["address"]: room for room in charla.call("ListRooms", "(s)", "")}


def join(charla, jid, room, **options):
    charla.call("JoinRoom", "(ssa{sv})", jid, room,
                {name: GLib.Variant("s", value) for name, value in options.items()})


def in_a_room(t, **options):
    """Charla, called ana, and a peer, who has made the room."""
    charla, jid = t.signed_in(**options)
    peer = t.peer()
    room = Room(peer, t.room_address(), "ben").join().open()
    join(charla, jid, room.address, nick="ana")
    wait_for(lambda: room.has("ana"), 60, "Charla is in the room")
    return charla, jid, room


def archived(t):
    """What has a room keep what is said there; Prosody does by itself."""
    return {"mam": 1} if t.kind == "ejabberd" else {}


def said(charla, room):
    return [(message["sender-name"] if not message["outgoing"] else "", message["body"])
            for message in charla.whole_history(room) if message["kind"] == "text"]


@case
def joins_talks_and_leaves(t):
    charla, jid, room = in_a_room(t)
    found = rooms(charla)[room.address]
    equal((found["state"], found["nick"], found["occupants"]), ("joined", "ana", 2))
    room.say("Hello ana")
    wait_for(lambda: said(charla, room.address), 60, "Charla hears it")
    identity = charla.send(room.address, "Hello yourself")
    wait_for(lambda: ("ana", "Hello yourself") in room.heard(), 60, "the other hears it")
    wait_for(lambda: charla.history(room.address)[-1]["state"] == "delivered", 60, "it comes back")
    equal(said(charla, room.address), [("ben", "Hello ana"), ("", "Hello yourself")])
    messages = charla.history(room.address)
    equal(messages[-1]["id"], identity)
    equal([message["mention"] for message in messages], [True, False])
    equal(messages[0]["sender"], f"{room.address}/ben")

    charla.call("LeaveRoom", "(ss)", jid, room.address)
    wait_for(lambda: not room.has("ana"), 60, "Charla has left")
    equal(rooms(charla), {})
    room.say("Is she gone?")
    room.peer.flushed()
    equal(len(said(charla, room.address)), 2)


@case
def says_why_it_is_not_let_in(t):
    user = t.user()
    charla, jid, room = in_a_room(t, name=user)
    refused = [
        (t.room_address("nowhere"), {}, "RoomNotFound"),
        (room.address.replace("conference", "nowhere"), {}, "RoomUnreachable"),
    ]
    other = Room(room.peer, t.room_address("locked"), "ben").join().open(passwordprotectedroom=1, roomsecret="pass")
    refused.append((other.address, {}, "RoomPassword"))
    third = Room(room.peer, t.room_address("taken"), "ben").join().open()
    refused.append((third.address, {"nick": "ben"}, "RoomNickTaken"))
    for place, options, name in refused[:1] + refused[2:]:
        try:
            join(charla, jid, place, **options)
        except GLib.Error as error:
            equal(name in str(error), True, f"{place}: {error}")
        else:
            raise AssertionError(f"{place} was joined")
    join(charla, jid, other.address, nick="ana", password="pass")
    wait_for(lambda: other.has("ana"), 60, "with the password")
    # It is kept with the bookmark alone, so the room waits for that.
    device = t.charla()
    device.add_account(t.server, user)
    wait_for(lambda: rooms(device).get(other.address, {}).get("state") == "joined", 60, "the other device, too")
    charla.restart()
    charla.wait_online(jid)
    wait_for(lambda: rooms(charla).get(other.address, {}).get("state") == "joined", 60, "and once more")


@case
def comes_back_after_a_restart(t):
    charla, jid, room = in_a_room(t)
    charla.restart()
    charla.wait_online(jid)
    wait_for(lambda: rooms(charla).get(room.address, {}).get("state") == "joined", 60, "joined again")
    equal(rooms(charla)[room.address]["nick"], "ana")
    charla.send(room.address, "Back again")
    wait_for(lambda: ("ana", "Back again") in room.heard(), 60, "the other hears it")


@case
def speaks_in_private(t):
    charla, jid, room = in_a_room(t)
    place = f"{room.address}/ben"
    room.whisper("ana", "Between us")
    wait_for(lambda: charla.history(place), 60, "Charla hears it")
    charla.send(place, "Nobody else")
    wait_for(lambda: "Nobody else" in room.peer.bodies(), 60, "the other hears it")
    equal(said(charla, place), [("ben", "Between us"), ("", "Nobody else")])
    equal(said(charla, room.address), [], "nothing of it in the room")
    equal([body for _, body in room.heard()], [])
    kinds = {one["address"]: one["kind"] for one in charla.call("ListConversations")}
    equal((kinds[room.address], kinds[place]), ("room", "private"))


@case
def shows_who_is_typing(t):
    charla, jid, room = in_a_room(t)

    def type_and_stop():
        room.tell_state("composing")
        room.tell_state("active")

    def nicks(events):
        return [event["nicks"] for event in events if event["event"] == "typing"]
    with charla.watching() as events:
        # Nothing tells when the watching has begun, so there is something to see again and again.
        wait_for(lambda: type_and_stop() or [] in nicks(events)[1:], 60, "typing", interval=0.3)
        equal(["ben"] in nicks(events), True)
    room.say("What I have written")
    wait_for(lambda: said(charla, room.address), 60, "Charla hears it")
    equal(said(charla, room.address), [("ben", "What I have written")], "nothing of it is a message")
    equal({one["address"]: one["unread"] for one in charla.call("ListConversations")}[room.address], 1)


@case
def who_has_read_it_in_a_private_group(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    room = Room(peer, t.room_address(), "ben").join().open(membersonly=1, whois="anyone", **archived(t))
    room.set_affiliation(jid, "member")
    join(charla, jid, room.address, nick="ana")
    wait_for(lambda: {"members-only", "shows-addresses"} <= set(rooms(charla)[room.address]["features"]), 60,
             "Charla knows that all know one another there")

    room.say("Have you read this?")
    wait_for(lambda: said(charla, room.address), 60, "Charla hears it")
    charla.call("MarkRead", "(ss)", jid, room.address)
    stanza_id = room.get_stanza_id("Have you read this?")
    wait_for(lambda: stanza_id in peer.displayed, 60, "the other hears that it was read")

    identity = charla.send(room.address, "And you?")
    wait_for(lambda: charla.history(room.address)[-1]["state"] == "delivered", 60, "it comes back")

    def readers():
        return charla.call("GetReaders", "(sss)", jid, room.address, identity)
    equal(readers(), [])
    room.tell_displayed(room.get_stanza_id("And you?"))
    wait_for(readers, 60, "Charla hears that it was read")
    equal(readers(), [{"address": peer.jid, "name": "ben"}])
    equal(charla.json("readers", room.address, identity), readers())
    charla.restart()
    charla.wait_online(jid)
    wait_for(lambda: readers() == [{"address": peer.jid, "name": "ben"}], 60, "and after a start")


@case
def does_not_hear_who_is_ignored(t):
    charla, jid = t.signed_in()
    # What a room without an archive tells those who come says nobody's name but a nick.
    room = Room(t.peer(), t.room_address(), "ben").join().open(whois="anyone", **archived(t))
    other = Room(t.peer(), room.address, "eva").join()
    join(charla, jid, room.address, nick="ana")
    wait_for(lambda: rooms(charla)[room.address]["occupants"] == 3
             and "shows-addresses" in rooms(charla)[room.address]["features"], 60, "Charla is in the room")
    charla.command("room", "ignore", room.address, "ben")
    equal({one["nick"]: one["ignored"] for one in charla.json("room", "occupants", room.address)},
          {"ana": False, "ben": True, "eva": False})
    room.say("ana: not heard")
    room.rename("bob")
    room.say("Not heard either")
    room.peer.flushed()
    other.say("Heard")
    wait_for(lambda: said(charla, room.address), 60, "Charla hears the other")
    equal(said(charla, room.address), [("eva", "Heard")])
    charla.command("room", "unignore", room.address, "bob")
    room.say("Heard again")
    wait_for(lambda: said(charla, room.address)[-1:] == [("bob", "Heard again")], 60, "Charla hears it")
    equal(rooms(charla)[room.address]["ignored"], [])

    charla.command("room", "ignore", room.address, "bob")
    charla.restart()
    charla.wait_online(jid)
    wait_for(lambda: rooms(charla)[room.address]["state"] == "joined", 60, "joined again")
    room.say("Nor after a start")
    room.peer.flushed()
    other.say("Heard as well")
    wait_for(lambda: said(charla, room.address)[-1:] == [("eva", "Heard as well")], 60, "Charla hears the other")
    equal(said(charla, room.address), [("eva", "Heard"), ("bob", "Heard again"), ("eva", "Heard as well")])


@case
def the_topic_and_the_nick(t):
    charla, jid, room = in_a_room(t)
    room.set_affiliation(jid, "admin")
    wait_for(lambda: "kick" in rooms(charla)[room.address]["rights"], 60, "is a moderator")
    charla.call("SetRoomTopic", "(sss)", jid, room.address, "Cauldrons")
    wait_for(lambda: rooms(charla)[room.address].get("topic") == "Cauldrons", 60, "the topic")
    charla.call("SetRoomNick", "(sss)", jid, room.address, "anna")
    wait_for(lambda: room.has("anna"), 60, "the nick")
    wait_for(lambda: rooms(charla)[room.address]["nick"] == "anna", 60, "and here")


@case
def is_invited(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    room = Room(peer, t.room_address(), "ben").join().open()
    peer.raw(f"<message to='{room.address}'><x xmlns='http://jabber.org/protocol/muc#user'>"
             f"<invite to='{jid}'><reason>Come</reason></invite></x></message>")
    invitation = wait_for(lambda: charla.call("ListInvitations", "(s)", ""), 60, "an invitation")[0]
    equal((invitation["room"], invitation["reason"]), (room.address, "Come"))
    equal(rooms(charla), {}, "nothing is joined by itself")
    charla.call("AnswerInvitation", "(ssb)", jid, room.address, True)
    wait_for(lambda: rooms(charla).get(room.address, {}).get("state") == "joined", 60, "joined")
    equal(charla.call("ListInvitations", "(s)", ""), [])


@case
def from_the_command_line(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    room = Room(peer, t.room_address(), "ben").join().open()
    charla.command("room", "join", room.address, "--nick", "ana")
    listed = charla.json("room", "list")
    equal([(one["address"], one["state"], one["nick"]) for one in listed], [(room.address, "joined", "ana")])
    contains(charla.command("room", "list"), room.address)
    charla.command("send", room.address, "Hello", "--wait", "delivered")
    equal(room.heard(), [("ana", "Hello")])
    room.say("ana: hello yourself")
    wait_for(lambda: len(charla.json("history", room.address)) == 2, 60, "Charla hears it")
    equal([line["mention"] for line in charla.json("history", room.address)], [False, True])
    charla.command("room", "notify", room.address, "never")
    equal(charla.json("room", "list")[0]["notify"], "never")
    guest = t.peer()

    def is_invited():
        guest.flushed()
        return guest.invited
    guest.invited = []
    guest.do(lambda client: client.register_handler(Callback(
        "invitations", MatchXPath("{jabber:client}message/{jabber:x:conference}x"), guest.invited.append)))
    charla.command("room", "invite", room.address, guest.jid, "--reason", "Do come")
    wait_for(is_invited, 60, "the guest is invited")
    equal(guest.invited[0].xml.find("{jabber:x:conference}x").get("jid"), room.address)
    charla.command("room", "leave", room.address)
    wait_for(lambda: not room.has("ana"), 60, "Charla has left")
    try:
        charla.command("room", "leave", t.room_address("nowhere"))
    except CommandError as error:
        equal((error.status, error.reason), (1, "charla: You are not in such a room."))


@case
def all_devices_are_in_the_same_rooms(t):
    name = t.user()
    charla, jid, room = in_a_room(t, name=name)
    other = t.charla()
    other.add_account(t.server, name)
    wait_for(lambda: rooms(other).get(room.address, {}).get("state") == "joined", 60, "the other device joins it")
    equal(rooms(other)[room.address]["nick"], "ana")

    room.say("To both")
    for device in (charla, other):
        wait_for(lambda d=device: said(d, room.address)[-1:] == [("ben", "To both")], 60, "both hear it")
    charla.send(room.address, "From one")
    wait_for(lambda: said(other, room.address)[-1:] == [("", "From one")], 60, "the other has it as its own")
    wait_for(lambda: charla.history(room.address)[-1]["state"] == "delivered", 60, "it comes back")
    equal(said(charla, room.address), [("ben", "To both"), ("", "From one")])

    def unread():
        return {one["address"]: one["unread"] for one in charla.call("ListConversations")}[room.address]
    room.say("Read elsewhere")
    wait_for(lambda: unread() > 0 and said(other, room.address)[-1:] == [("ben", "Read elsewhere")], 60, "unread")
    if "archived" in rooms(charla)[room.address]["features"]:  # else nothing has a name that both know
        other.call("MarkRead", "(ss)", jid, room.address)
        wait_for(lambda: unread() == 0, 60, "read here as well")

    charla.call("SetMuted", "(ssb)", jid, room.address, True)
    charla.call("SetPinned", "(ssb)", jid, room.address, True)

    def conversation():
        return {one["address"]: one for one in other.call("ListConversations")}[room.address]
    wait_for(lambda: conversation()["muted"] and conversation()["pinned"], 60, "muted and pinned on both")
    equal(rooms(other)[room.address]["notify"], "never")

    other.call("LeaveRoom", "(ss)", jid, room.address)
    wait_for(lambda: not rooms(charla), 60, "left on both")
    wait_for(lambda: not room.has("ana"), 60, "nobody is left")
    charla.restart()
    charla.wait_online(jid)
    room.say("Anybody?")
    room.peer.flushed()
    equal(rooms(charla), {})


@case
def is_thrown_out_and_stays_out(t):
    charla, jid, room = in_a_room(t)
    room.set_role("ana", "none")
    found = wait_for(lambda: [one for one in rooms(charla).values() if one["state"] == "failed"], 60, "out")[0]
    equal(found["error-name"], "room-kicked")
    charla.send(room.address, "Too late")
    equal(charla.history(room.address)[-1]["state"], "queued")
    join(charla, jid, room.address)
    wait_for(lambda: ("ana", "Too late") in room.heard(), 60, "said once it is in again")
    room.set_affiliation(jid, "outcast")
    wait_for(lambda: rooms(charla)[room.address].get("error-name") == "room-banned", 60, "banned")


@case
def a_crash_while_speaking_loses_nothing(t):
    charla, jid, room = in_a_room(t)
    texts = [f"crash {number}" for number in range(60)]
    for number, text in enumerate(texts):
        charla.send(room.address, text)
        if number in (20, 40):
            charla.kill()
            charla.start()
    charla.wait_online(jid)
    wait_for(lambda: set(texts) <= {body for _, body in room.heard()}, 100, "every one arrives")
    wait_for(lambda: {message["state"] for message in charla.history(room.address)} == {"delivered"}, 60,
             "all came back")
    equal([body for _, body in said(charla, room.address)], texts, "once each, in order, in the archive")
    equal([body for _, body in room.heard()], texts, "once each, in order, for the others")


@case
def what_is_said_offline_is_said_once_in_the_room(t):
    proxy = t.proxy()
    charla, jid, room = in_a_room(t, proxy=(proxy.address, proxy.port))
    proxy.cut()
    wait_for(lambda: charla.state(jid) != "online", 60, "the loss is noticed")
    texts = [f"queued {number}" for number in range(10)]
    for text in texts:
        charla.send(room.address, text)
    charla.restart()
    proxy.heal()
    charla.call("Reconnect", "(s)", jid)
    charla.wait_online(jid)
    wait_for(lambda: len(room.heard()) >= len(texts), 100, "the other hears them")
    equal([body for _, body in room.heard()], texts)
    wait_for(lambda: {message["state"] for message in charla.history(room.address)} == {"delivered"}, 60,
             "all came back")


if __name__ == "__main__":
    main()
