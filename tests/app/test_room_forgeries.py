#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not believed in rooms: who somebody pretends to be, and what is said in another's name. What no
honest server lets through is sent by a scripted one: tests/xmpp/test-room-messages.c, tests/model/test-room.c.
"""
import pathlib
import sys

from gi.repository import GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Room, case, equal, main, wait_for  # noqa: E402
from charla_test.peer import shared_loop  # noqa: E402
from charla_test.raw import RawClient  # noqa: E402

CORRECT = "urn:xmpp:message-correct:0"
MUC = "http://jabber.org/protocol/muc"
SID = "urn:xmpp:sid:0"


class Stage:
    """Charla, called ana, with ben, who has made the room, and eve, who pretends."""

    def __init__(self, t):
        self.t = t
        self.charla, self.jid = t.signed_in()
        self.ben = Room(t.peer(), t.room_address(), "ben").join()
        self.address = self.ben.address
        shared_loop().call(self.keep())
        self.eve = Room(t.peer(), self.address, "eve").join()
        self.join()

    async def keep(self):
        """By another client of ben's, since that can read forms."""
        client = RawClient(self.t.server, self.ben.peer.jid.split("@")[0], "keeper")
        await client.connect()
        await client.keep_room(self.address)
        await client.close()

    def join(self):
        self.charla.call("JoinRoom", "(ssa{sv})", self.jid, self.address, {"nick": GLib.Variant("s", "ana")})
        wait_for(lambda: self.ben.has("ana"), 60, "Charla is in the room")

    def messages(self):
        return self.charla.whole_history(self.address)

    def texts(self):
        """Who has said what, by what is shown."""
        return [("" if message["outgoing"] else message["sender-name"], message["body"])
                for message in self.messages() if message["kind"] == "text"]

    def settled(self):
        """What was said before this has been dealt with."""
        self.t.fixture.count += 1
        body = f"settled {self.t.fixture.count}"
        self.ben.say(body)
        wait_for(lambda: ("ben", body) in self.texts(), 60, "Charla hears the last")
        return [entry for entry in self.texts() if not entry[1].startswith("settled")]

    def away(self, function):
        """Charla hears of what happens meanwhile from the archive alone."""
        self.charla.stop()
        function()
        self.charla.start()
        self.charla.wait_online(self.jid)
        wait_for(lambda: self.ben.has("ana"), 60, "Charla is back in the room")


def correct(room, identity, body):
    return room.say(body, extra=f"<replace xmlns='{CORRECT}' id='{identity}'/>")


def become(stage, nick):
    """eve takes a nick that is free."""
    if stage.eve.has("eve"):
        stage.eve.leave()
    stage.eve = Room(stage.eve.peer, stage.address, nick).join()


@case
def another_occupant_corrects_nothing(t):
    stage = Stage(t)
    identity = stage.ben.say("I owe nothing")
    correct(stage.eve, identity, "I owe eve a hundred")
    assert ("ben", "I owe nothing") in stage.settled(), "as ben has said it"
    stage.away(lambda: correct(stage.eve, identity, "I owe eve a thousand"))
    assert ("ben", "I owe nothing") in stage.settled(), "from the archive, too"
    correct(stage.ben, identity, "I owe ana ten")
    texts = wait_for(lambda: [body for _, body in stage.texts() if body == "I owe ana ten"], 60, "ben's own")
    equal(len(texts), 1)


@case
def who_takes_a_nick_that_is_free_is_another_one(t):
    stage = Stage(t)
    keeper = Room(t.peer(), stage.address, "keeper").join()
    identity = stage.ben.say("Mine alone")
    keeper.peer.wait_for_body("Mine alone")
    wait_for(lambda: ("ben", "Mine alone") in stage.texts(), 60, "Charla hears it")
    stage.ben.leave()
    become(stage, "ben")
    correct(stage.eve, identity, "Not yours any more")
    stage.ben = keeper  # who settles from here on
    keeper.say("looked on")
    wait_for(lambda: ("keeper", "looked on") in stage.texts(), 60, "Charla hears the last")
    assert ("ben", "Mine alone") in stage.texts(), "as the first ben has said it"

    def meanwhile():
        correct(stage.eve, identity, "Nor now")
        stage.eve.peer.flushed()
    stage.away(meanwhile)
    keeper.say("looked on again")
    wait_for(lambda: ("keeper", "looked on again") in stage.texts(), 60, "Charla hears the last")
    assert ("ben", "Mine alone") in stage.texts(), "from the archive, too"


@case
def who_takes_our_nick_while_we_are_away_is_not_us(t):
    stage = Stage(t)
    stage.charla.send(stage.address, "I am ana")
    wait_for(lambda: ("ana", "I am ana") in stage.ben.heard(), 60, "said")
    own = stage.messages()[-1]["id"]

    def meanwhile():
        wait_for(lambda: not stage.ben.has("ana"), 60, "Charla has left")
        become(stage, "ana")
        stage.eve.say("I am ana, too")
        correct(stage.eve, own, "I am eve")
        stage.eve.peer.flushed()
        stage.eve.leave()
    stage.away(meanwhile)
    wait_for(lambda: any(body == "I am ana, too" for _, body in stage.texts()), 60, "it comes from the archive")
    found = {message["body"]: message["outgoing"] for message in stage.messages()}
    equal(found["I am ana"], True)
    equal(found["I am ana, too"], False)


@case
def ids_of_others_are_not_taken(t):
    stage = Stage(t)
    first = stage.ben.say("The first")
    wait_for(lambda: ("ben", "The first") in stage.texts(), 60, "Charla hears it")
    taken = wait_for(lambda: stage.messages()[-1].get("archive-id"), 60, "its id in the archive")
    stage.eve.say("Under another's id", extra=(
        f"<stanza-id xmlns='{SID}' id='{taken}' by='{stage.address}'/>"
        f"<occupant-id xmlns='urn:xmpp:occupant-id:0' id='ben'/>"
        f"<delay xmlns='urn:xmpp:delay' from='{stage.address}' stamp='2001-01-01T00:00:00Z'/>"))
    stage.eve.say("Under ben's own", identity=first)
    texts = stage.settled()
    equal(texts, [("ben", "The first"), ("eve", "Under another's id"), ("eve", "Under ben's own")])
    ids = [message.get("archive-id") for message in stage.messages()]
    equal(len(set(ids)), len(ids), "each has its own")
    times = [message["time"] for message in stage.messages()]
    equal(times, sorted(times), "nor does it stand in another's time")


@case
def nobody_else_takes_a_message_away(t):
    stage = Stage(t)
    stage.ben.say("It stays")
    wait_for(lambda: ("ben", "It stays") in stage.texts(), 60, "Charla hears it")
    archive_id = wait_for(lambda: stage.messages()[-1].get("archive-id"), 60, "its id in the archive")
    for extra in (
            f"<retract xmlns='urn:xmpp:message-retract:1' id='{archive_id}'/>",
            f"<retract xmlns='urn:xmpp:message-retract:1' id='{archive_id}'>"
            f"<moderated xmlns='urn:xmpp:message-moderate:1' by='{stage.address}/ben'/></retract>",
            f"<apply-to xmlns='urn:xmpp:fasten:0' id='{archive_id}'><moderated xmlns='urn:xmpp:message-moderate:0' "
            f"by='{stage.address}/ben'><retract xmlns='urn:xmpp:message-retract:0'/></moderated></apply-to>"):
        stage.eve.say("Taken back", extra=extra)
    assert ("ben", "It stays") in stage.settled(), "it does"


@case
def what_comes_from_no_room_is_not_said_in_one(t):
    stage = Stage(t)
    stranger = stage.eve.peer
    listed = {one["address"] for one in stage.charla.call("ListConversations")}
    stranger.raw(f"<message to='{stage.jid}' type='groupchat' id='g1'><body>To all</body></message>")
    stranger.raw(f"<message to='{stage.jid}' type='groupchat' id='g2'><subject>Ours now</subject></message>")
    stranger.raw(f"<presence to='{stage.jid}'><x xmlns='{MUC}#user'><item affiliation='owner' role='moderator'/>"
                 "<status code='110'/><status code='201'/></x></presence>")
    stranger.flushed()
    stage.settled()
    equal({one["address"] for one in stage.charla.call("ListConversations")}, listed)
    equal([room["address"] for room in stage.charla.call("ListRooms", "(s)", "")], [stage.address])
    equal("To all" in [body for _, body in stage.texts()], False)


@case
def nobody_is_invited_in_anothers_name(t):
    stage = Stage(t)
    stranger = stage.eve.peer
    other = f"trap@conference.{t.server.domain}"
    # As a room would say it, by somebody who is none.
    stranger.raw(f"<message to='{stage.jid}'><x xmlns='{MUC}#user'>"
                 f"<invite from='{stage.ben.peer.jid}'><reason>Come</reason></invite></x></message>")
    stranger.flushed()
    stage.settled()
    equal(stage.charla.call("ListInvitations", "(s)", ""), [])
    # By oneself one may invite, which joins nothing.
    stranger.raw(f"<message to='{stage.jid}'><x xmlns='jabber:x:conference' jid='{other}'/></message>")
    found = wait_for(lambda: stage.charla.call("ListInvitations", "(s)", ""), 60, "an invitation")[0]
    equal((found["room"], found["inviter"], found["from-contact"]), (other, stranger.jid, False))
    equal([room["address"] for room in stage.charla.call("ListRooms", "(s)", "")], [stage.address])


@case
def another_accounts_bookmark_joins_nothing(t):
    stage = Stage(t)
    stage.eve.peer.raw(
        f"<message to='{stage.jid}' type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
        f"<items node='urn:xmpp:bookmarks:1'><item id='trap@conference.{t.server.domain}'>"
        "<conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'/></item></items></event></message>")
    stage.eve.peer.flushed()
    stage.settled()
    equal([room["address"] for room in stage.charla.call("ListRooms", "(s)", "")], [stage.address])


@case
def whoever_whispers_is_no_contact(t):
    stage = Stage(t)
    stage.eve.whisper("ana", "It is me")
    place = f"{stage.address}/eve"
    wait_for(lambda: stage.charla.history(place), 60, "Charla hears it")
    kinds = {one["address"]: one["kind"] for one in stage.charla.call("ListConversations")}
    equal(kinds.get(place), "private")
    assert stage.eve.peer.jid not in kinds, "nobody's own conversation"
    equal(stage.charla.contacts(), {})
    equal([body for _, body in stage.settled()], [])


main()
