#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rooms: made, configured, found and destroyed; people in them, what they may do, and what is taken away."""
import pathlib
import sys

from gi.repository import GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Room, Skip, case, equal, main, wait_for  # noqa: E402


def rooms(charla):
    return {room["address"]: room for room in charla.call("ListRooms", "(s)", "")}


def rights(charla, room):
    return rooms(charla)[room]["rights"]


def create(charla, jid, name, **options):
    signatures = {"address": "s", "public": "b", "people": "as"}
    return charla.call("CreateRoom", "(ssa{sv})", jid, name,
                       {key: GLib.Variant(signatures[key], value) for key, value in options.items()})


def join(charla, jid, room, **options):
    charla.call("JoinRoom", "(ssa{sv})", jid, room,
                {name: GLib.Variant("s", value) for name, value in options.items()})


def occupants(charla, jid, room):
    return {one["nick"]: one for one in charla.call("ListOccupants", "(ss)", jid, room)}


def members(charla, jid, room):
    return {one["address"]: one["affiliation"] for one in charla.call("ListMembers", "(ss)", jid, room)}


def refused(charla, method, signature, *arguments):
    """The name of the error that it ends with."""
    try:
        charla.call(method, signature, *arguments)
    except GLib.Error as error:
        return str(error)
    raise AssertionError(f"{method} was not refused")


def with_ben(t, **options):
    """Charla, which has made a room for everybody, and a peer in it, called ben."""
    charla, jid = t.signed_in()
    address = create(charla, jid, "The heath", public=True, **options)
    room = Room(t.peer(), address, "ben").join()
    wait_for(lambda: "ben" in occupants(charla, jid, address), 60, "ben is in the room")
    return charla, jid, room


@case
def makes_a_group_and_invites(t):
    charla, jid = t.signed_in()
    other, other_jid = t.signed_in(t.user("ben"))
    stranger = t.peer()
    third_jid = t.server.jid("carla")
    address = create(charla, jid, "Three of us", people=[third_jid, other_jid])
    found = rooms(charla)[address]
    equal((found["state"], found["affiliation"], found["role"]), ("joined", "owner", "moderator"))
    wait_for(lambda: rooms(charla)[address]["name"] == "Three of us", 60, "its name")
    features = set(rooms(charla)[address]["features"])
    equal(features >= {"members-only", "hidden", "persistent", "shows-addresses", "archived"}, True, str(features))
    equal(members(charla, jid, address), {jid: "owner", third_jid: "member", other_jid: "member"})
    wait_for(lambda: [one["room"] for one in other.call("ListInvitations", "(s)", "")] == [address], 60,
             "an invitation")
    other.call("AnswerInvitation", "(ssb)", other_jid, address, True)
    wait_for(lambda: len(occupants(charla, jid, address)) == 2, 60, "who is invited comes in")
    equal({one["address"] for one in occupants(charla, jid, address).values()}, {jid, other_jid})
    stranger.raw(f"<presence to='{address}/paris'><x xmlns='http://jabber.org/protocol/muc'/></presence>")
    stranger.flushed()
    equal("paris" in occupants(charla, jid, address), False, "nobody else does")


@case
def makes_a_channel_that_is_found(t):
    charla, jid = t.signed_in()
    address = create(charla, jid, "Open air", public=True)
    equal(address.split("@")[0], "open-air")
    hidden = create(charla, jid, "Behind doors")
    other, other_jid = t.signed_in(t.user("ben"))  # who is in a room may see it listed all the same
    found = {one["address"]: one for one in other.call("FindRooms", "(ssa{sv})", other_jid, "", {})}
    equal((address in found, hidden in found), (True, False), str(found))
    found = other.call("FindRooms", "(ssa{sv})", other_jid, "OPEN", {})
    equal([one["address"] for one in found], [address])
    equal(other.call("FindRooms", "(ssa{sv})", other_jid, "nothing like it", {}), [])
    error = refused(charla, "CreateRoom", "(ssa{sv})", jid, "Again", {"address": GLib.Variant("s", address)})
    equal("RoomExists" in error, True, error)
    room = Room(t.peer(), t.room_address("theirs"), "ben").join().open()
    error = refused(charla, "CreateRoom", "(ssa{sv})", jid, "Mine", {"address": GLib.Variant("s", room.address)})
    equal("RoomExists" in error, True, error)
    equal(room.address in rooms(charla), False, "it was left again")


@case
def lists_who_is_there(t):
    charla, jid, room = with_ben(t)
    own = rooms(charla)[room.address]["nick"]
    there = occupants(charla, jid, room.address)
    equal(set(there), {own, "ben"})
    equal((there[own]["self"], there[own]["role"], there[own]["affiliation"]), (True, "moderator", "owner"))
    equal((there["ben"]["self"], there["ben"]["role"], there["ben"]["affiliation"]), (False, "participant", "none"))
    equal(there["ben"]["author"].startswith(("o:", "j:")), True)
    other = Room(t.peer(), room.address, "bеn").join()  # with a Cyrillic letter
    wait_for(lambda: len(occupants(charla, jid, room.address)) == 3, 60, "another one")
    there = occupants(charla, jid, room.address)
    equal((there["ben"]["look-alike"], there[other.nick]["look-alike"], there[own]["look-alike"]), (True, True, False))


@case
def kicks_and_bans(t):
    charla, jid, room = with_ben(t)
    charla.call("SetRoomRole", "(sssss)", jid, room.address, "ben", "none", "Enough")
    wait_for(lambda: not room.has("ben"), 60, "ben is out")
    equal("ben" in occupants(charla, jid, room.address), False)
    room.join()
    charla.call("SetRoomAffiliation", "(sssss)", jid, room.address, room.peer.jid, "outcast", "For good")
    wait_for(lambda: not room.has("ben"), 60, "ben is out again")
    equal(members(charla, jid, room.address), {jid: "owner", room.peer.jid: "outcast"})
    charla.call("SetRoomAffiliation", "(sssss)", jid, room.address, room.peer.jid, "none", "")
    equal(members(charla, jid, room.address), {jid: "owner"})
    room.join()
    charla.call("SetRoomAffiliation", "(sssss)", jid, room.address, room.peer.jid, "admin", "")
    wait_for(lambda: occupants(charla, jid, room.address)["ben"]["affiliation"] == "admin", 60, "ben is admin")


@case
def may_not_do_what_others_may(t):
    charla, jid = t.signed_in()
    room = Room(t.peer(), t.room_address(), "ben").join().open()
    join(charla, jid, room.address, nick="ana")
    equal(set(rights(charla, room.address)) & {"kick", "ban", "configure", "moderate"}, set())
    for method, signature, arguments in (
            ("SetRoomRole", "(sssss)", ("ben", "none", "")),
            ("SetRoomAffiliation", "(sssss)", (room.peer.jid, "outcast", "")),
            ("GetRoomConfig", "(ss)", ()),
            ("DestroyRoom", "(ssss)", ("", ""))):
        error = refused(charla, method, signature, jid, room.address, *arguments)
        equal("Refused" in error, True, f"{method}: {error}")
    equal(room.has("ben"), True)
    error = refused(charla, "SetRoomAffiliation", "(sssss)", jid, room.address, "@", "member", "")
    equal("InvalidAddress" in error, True, error)


@case
def configures(t):
    charla, jid, room = with_ben(t)
    fields = {one["name"]: one for one in charla.call("GetRoomConfig", "(ss)", jid, room.address)}
    equal(fields["muc#roomconfig_roomname"]["values"], ["The heath"])
    charla.call("SetRoomConfig", "(ssa{sas})", jid, room.address,
                {"muc#roomconfig_roomname": ["The moor"], "muc#roomconfig_moderatedroom": ["1"]})
    wait_for(lambda: rooms(charla)[room.address]["name"] == "The moor", 60, "the new name")
    wait_for(lambda: "moderated" in rooms(charla)[room.address]["features"], 60, "it is moderated")
    fields = {one["name"]: one for one in charla.call("GetRoomConfig", "(ss)", jid, room.address)}
    equal(fields["muc#roomconfig_persistentroom"]["values"], ["1"], "the rest is as it was")
    error = refused(charla, "SetRoomConfig", "(ssa{sas})", jid, room.address, {"no-such": ["1"]})
    equal("NotFound" in error, True, error)


@case
def lets_speak(t):
    charla, jid, room = with_ben(t)
    charla.call("SetRoomConfig", "(ssa{sas})", jid, room.address, {"muc#roomconfig_moderatedroom": ["1"]})
    charla.call("SetRoomRole", "(sssss)", jid, room.address, "ben", "visitor", "")
    wait_for(lambda: occupants(charla, jid, room.address)["ben"]["role"] == "visitor", 60, "ben may not speak")
    with charla.watching() as events:
        # Who watches is there after a moment; and servers let nobody ask twice.
        def rename():
            charla.call("SetRoomConfig", "(ssa{sas})", jid, room.address,
                        {"muc#roomconfig_roomname": [f"The heath {len(renamed)}"]})
            renamed.append(1)
        renamed = []
        wait_for(lambda: rename() or any(one["event"] == "room-status" for one in events), 60, "is watching")
        room.peer.raw(f"<message to='{room.address}'><x xmlns='jabber:x:data' type='submit'>"
                      "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>"
                      "<field var='muc#role' type='list-single'><value>participant</value></field></x></message>")
        wait_for(lambda: any(one["event"] == "room-voice-request" for one in events), 60, "ben asks to speak")
    charla.call("AnswerVoice", "(sssb)", jid, room.address, "ben", True)
    wait_for(lambda: occupants(charla, jid, room.address)["ben"]["role"] == "participant", 60, "ben may speak")


@case
def moderates(t):
    if t.kind != "prosody":
        raise Skip("the server's rooms cannot")
    t.new_server(room_modules=("muc_moderation",))
    charla, jid, room = with_ben(t)
    wait_for(lambda: "moderate" in rights(charla, room.address), 60, "it may be done")
    room.say("Something rude")
    room.say("Something kind")
    wait_for(lambda: len(charla.history(room.address)) >= 2, 60, "Charla hears it")
    rude = next(one for one in charla.history(room.address) if one["body"] == "Something rude")
    charla.call("ModerateMessage", "(ssss)", jid, room.address, rude["id"], "Manners")
    wait_for(lambda: "Something rude" not in [one["body"] for one in charla.history(room.address)], 60, "it is gone")
    gone = next(one for one in charla.history(room.address) if one["id"] == rude["id"])
    equal((gone["removed-by"], gone["removal-reason"]), (rooms(charla)[room.address]["nick"], "Manners"))
    equal("Something kind" in [one["body"] for one in charla.history(room.address)], True)
    equal(charla.call("Search", "(sssu)", "rude", jid, "", 10), [])


@case
def asks_to_become_a_member(t):
    if t.kind != "prosody":
        raise Skip("the server's rooms take members from others only")
    t.new_server(settings="allow_unaffiliated_register = true\n")
    charla, jid = t.signed_in()
    address = create(charla, jid, "The crypt")
    other, other_jid = t.signed_in(t.user("ben"))
    error = refused(other, "JoinRoom", "(ssa{sv})", other_jid, address, {})
    equal("RoomMembersOnly" in error, True, error)
    error = refused(other, "RegisterInRoom", "(ssa{sas})", other_jid, address, {"no-such": ["1"]})
    equal("NotFound" in error, True, error)
    other.command("room", "register", address, "muc#register_roomnick=Ben Volio")
    equal(members(charla, jid, address), {jid: "owner", other_jid: "member"})
    join(other, other_jid, address, nick="Ben Volio")
    wait_for(lambda: "Ben Volio" in occupants(charla, jid, address), 60, "ben is in the room")
    error = refused(other, "RegisterInRoom", "(ssa{sas})", other_jid, address, {})
    equal("AlreadyExists" in error, True, error)


@case
def destroys(t):
    charla, jid, room = with_ben(t)
    charla.call("DestroyRoom", "(ssss)", jid, room.address, "elsewhere@conference.example", "Rain")
    wait_for(lambda: not room.has("ben"), 60, "ben is out")
    wait_for(lambda: room.address not in rooms(charla), 60, "nobody comes back to it")
    charla.restart()
    charla.wait_online(jid)
    equal(rooms(charla), {})


@case
def by_the_command_line(t):
    charla, jid = t.signed_in()
    address = charla.command("room", "create", "By hand", "--public", "--address", t.room_address()).strip()
    Room(t.peer(), address, "ben").join()
    wait_for(lambda: "ben" in occupants(charla, jid, address), 60, "ben is in the room")
    equal({one["nick"] for one in charla.json("room", "occupants", address)} >= {"ben"}, True)
    equal([one["address"] for one in charla.json("room", "members", address)], [jid])
    charla.command("room", "config", address, "--set", "muc#roomconfig_roomname=By machine")
    wait_for(lambda: rooms(charla)[address]["name"] == "By machine", 60, "its name")
    equal("muc#roomconfig_roomname=By machine" in charla.command("room", "config", address), True)
    equal(address in [one["address"] for one in charla.json("room", "find")], True)
    charla.command("room", "kick", address, "ben", "--reason", "Late")
    wait_for(lambda: "ben" not in occupants(charla, jid, address), 60, "ben is out")
    charla.command("room", "destroy", address)
    wait_for(lambda: address not in rooms(charla), 60, "it is gone")


if __name__ == "__main__":
    main()
