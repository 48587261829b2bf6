#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mentions in rooms (XEP-0513): said and heard, with somebody whose client is not ours."""
import pathlib
import sys

from gi.repository import GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Room, case, equal, main, wait_for  # noqa: E402

MENTIONS = "urn:xmpp:mentions:0"
OCCUPANT_ID = "{urn:xmpp:occupant-id:0}occupant-id"


def in_a_room(t, **options):
    """Charla, called ana, in a room where all see all addresses; ben, who has made it, and eva."""
    charla, jid = t.signed_in(**options)
    archived = {"mam": 1} if t.kind == "ejabberd" else {}  # Prosody keeps what is said by itself
    room = Room(t.peer(), t.room_address(), "ben").join().open(whois="anyone", **archived)
    eva = Room(t.peer(), room.address, "eva").join()
    charla.call("JoinRoom", "(ssa{sv})", jid, room.address, {"nick": GLib.Variant("s", "ana")})

    def is_in():
        found = next((one for one in charla.call("ListRooms", "(s)", "") if one["address"] == room.address), {})
        return found.get("occupants") == 3 and "shows-addresses" in found["features"]
    wait_for(is_in, 60, "Charla is in the room")
    return charla, jid, room, eva


def name_of(room, speak, body, jid):
    """How @jid is named in a mention: by what the room calls whoever says @body there, or its address."""
    speak(body)
    element = room.peer.wait_for_body(body).xml.find(OCCUPANT_ID)
    return ("occupantid", element.get("id")) if element is not None else ("jid", jid)


def mentions(room, body):
    return [dict(one.attrib) for one in room.peer.wait_for_body(body).xml.findall(f"{{{MENTIONS}}}mention")]


def mention(name, value, content=""):
    return f"<mention xmlns='{MENTIONS}' {name}='{value}'>{content}</mention>"


@case
def says_whom_it_is_for(t):
    charla, _jid, room, eva = in_a_room(t)
    ben = dict([name_of(room, room.say, "I am Ben", room.peer.jid)])
    charla.send(room.address, "¡Hé! @ben, eva and @nobody")
    equal(mentions(room, "¡Hé! @ben, eva and @nobody"), [{**ben, "begin": "5", "end": "9"}])
    charla.send(room.address, "ben: hello")
    equal(mentions(room, "ben: hello"), [{**ben, "begin": "0", "end": "3"}])
    charla.send(room.address, "ben and eva")
    equal(mentions(room, "ben and eva"), [])
    charla.send(room.address, "@here")
    equal(mentions(room, "@here"), [{"mentions": f"{MENTIONS}#channel", "begin": "0", "end": "5"}])
    eva.leave()


@case
def what_waits_speaks_to_who_is_there_then(t):
    proxy = t.proxy()
    charla, jid, room, eva = in_a_room(t, proxy=(proxy.address, proxy.port))
    ben = dict([name_of(room, room.say, "I am Ben", room.peer.jid)])
    proxy.cut()
    wait_for(lambda: charla.state(jid) != "online", 60, "the loss is noticed")
    charla.send(room.address, "@ben and @eva")
    eva.leave()
    charla.restart()
    proxy.heal()
    charla.call("Reconnect", "(s)", jid)
    charla.wait_online(jid)
    equal(mentions(room, "@ben and @eva"), [{**ben, "begin": "0", "end": "4"}])


@case
def hears_what_is_for_it(t):
    charla, jid, room, eva = in_a_room(t)
    us = name_of(room, lambda body: charla.send(room.address, body), "I am Ana", jid)
    her = name_of(room, eva.say, "I am Eva", eva.peer.jid)
    cases = (
        ("You there", mention(*us), True),
        ("ana", "", True),
        ("See ana, Eva", mention(*her), False),
        ("Sorry, ana", mention(*us, "<noping/>"), False),
        ("Everybody!", mention("mentions", f"{MENTIONS}#channel"), True),
        ("@all, as a word", "", False),
    )
    for body, extra, _ in cases:
        room.say(body, extra=extra)

    def heard():
        return {message["body"]: message["mention"] for message in charla.whole_history(room.address)}
    wait_for(lambda: cases[-1][0] in heard(), 60, "Charla hears it")
    equal([heard()[body] for body, _, _ in cases], [is_mention for _, _, is_mention in cases])

    # What the room's archive tells to another device is heard in the same way.
    device = t.charla()
    device.add_account(t.server, jid.split("@")[0])
    wait_for(lambda: cases[-1][0] in [message["body"] for message in device.whole_history(room.address)], 60,
             "another device hears it, too")
    there = {message["body"]: message["mention"] for message in device.whole_history(room.address)}
    equal([there[body] for body, _, _ in cases], [is_mention for _, _, is_mention in cases])


@case
def words_of_ones_choice_speak_to_one(t):
    charla, _jid, room, eva = in_a_room(t)
    charla.settings("im.charla.Charla", alert_words="['Broom', 'maría josé']")
    charla.restart()
    cases = (("My BROÖM!", True), ("Brooms", False), ("ask Maria  Jose", True), ("The end", False))
    for body, _ in cases:
        eva.say(body)

    def heard():
        return {message["body"]: message["mention"] for message in charla.whole_history(room.address)}
    wait_for(lambda: cases[-1][0] in heard(), 60, "Charla hears it")
    equal([heard()[body] for body, _ in cases], [is_mention for _, is_mention in cases])


if __name__ == "__main__":
    main()
