# SPDX-License-Identifier: GPL-3.0-or-later
"""The office itself: a private server and the colleagues, each signed in with slixmpp."""
import asyncio
import base64
import contextlib
import datetime
import sqlite3

from gi.repository import GLib
from charla_test import Authority, Charla, Gateway, Peer, Prosody, Proxy, befriend, wait_for

import people
import portraits
import room_views
import shared


class Colleague(Peer):
    """A colleague: has a portrait and a status, reads what is written, and may answer."""

    def __init__(self, server, person):
        super().__init__(server, person.user, people.PASSWORD, resource="desk")
        self.person = person
        self.answering = False
        self.answered = 0

    def introduce(self):
        """Publishes name and portrait; Prosody makes a PEP avatar of it (XEP-0054, XEP-0398)."""
        self.request("<pubsub xmlns='http://jabber.org/protocol/pubsub'>"
                     "<publish node='http://jabber.org/protocol/nick'><item id='current'>"
                     f"<nick xmlns='http://jabber.org/protocol/nick'>{self.person.name}</nick>"
                     "</item></publish></pubsub>")
        picture = base64.b64encode(portraits.portrait(self.person.look)).decode()
        self.request(f"<vCard xmlns='vcard-temp'><FN>{self.person.name}</FN><PHOTO>"
                     f"<TYPE>image/png</TYPE><BINVAL>{picture}</BINVAL></PHOTO></vCard>")

    def appear(self):
        self.set_presence(self.person.show or None, self.person.status or None)

    def start_answering(self):
        self.answering = bool(self.person.answers)

    def on_message(self, message):
        if self.answering:
            asyncio.ensure_future(self._answer(message))

    async def _answer(self, message):
        """As a person does: reads, thinks, types for a while, answers."""
        answers = self.person.answers
        answer = answers[self.answered % len(answers)]
        self.answered += 1
        client, states = self.client, "http://jabber.org/protocol/chatstates"

        def send(payload, identity=""):
            if client.transport:
                client.send_raw(f"<message to='{message.bare}' type='chat'{identity}>{payload}"
                                "</message>")
        await asyncio.sleep(0.8)
        send(f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{message.id}'/>")
        await asyncio.sleep(0.5)
        send(f"<composing xmlns='{states}'/>")
        await asyncio.sleep(min(1 + len(answer) * 0.04, 4))
        send(f"<body>{answer}</body><active xmlns='{states}'/>"
             "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>",
             f" id='{self.person.user}-{self.answered}'")


class Office:
    """The server with everybody on it. `owner` is the account that the window shows."""

    def __init__(self, directory):
        self.authority = Authority(directory / "ca")
        self.server = Prosody(directory / "prosody", self.authority, people.DOMAIN, log_level="warn",
                              room_modules=("room_facts", "muc_moderation"),
                              settings=room_views.FACTS, upload=50_000_000)
        self.wire = Proxy(self.server)  # between Charla and the server
        # Knows the name of the place for files, which nobody else does.
        self.gateway = Gateway({self.upload: self.server.address})
        self.colleagues = {}
        self.rooms = {}  # where colleagues are in Ana's own

    @property
    def upload(self):
        return f"upload.{people.DOMAIN}"

    @property
    def owner(self):
        return self.server.jid(people.OWNER)

    def open(self):
        self.server.start()
        self.wire.start()
        self.gateway.__enter__()
        self.server.add_user(people.OWNER, people.PASSWORD)
        for person in people.COLLEAGUES:
            self.server.add_user(person.user, people.PASSWORD)
            self.colleagues[person.user] = Colleague(self.server, person).connect()
        self._introduce_everybody()
        for colleague in self.colleagues.values():
            colleague.appear()

    def let_in(self, person):
        """Somebody whom nobody has as a contact."""
        self.server.add_user(person.user, people.PASSWORD)
        stranger = self.colleagues[person.user] = Colleague(self.server, person).connect()
        stranger.introduce()
        stranger.appear()
        return stranger

    def _introduce_everybody(self):
        owner = people.Colleague(people.OWNER, people.OWNER_NAME, (), people.OWNER_LOOK)
        with Colleague(self.server, owner) as desk:
            desk.introduce()
            for person in people.COLLEAGUES:
                colleague = self.colleagues[person.user]
                colleague.introduce()
                desk.set_contact(colleague.jid, person.name, person.groups)
                befriend(colleague, desk)

    @property
    def room(self):
        return f"{people.ROOM}@conference.{people.DOMAIN}"

    def open_room(self):
        """A room that Tom has made, with everybody who is here in it."""
        owner = "http://jabber.org/protocol/muc#owner"
        tom = self.colleagues["tom"]
        here = [tom] + [other for other in self.colleagues.values()
                        if other is not tom and other.person.here]
        for colleague in here:
            colleague.raw(f"<presence to='{self.room}/{colleague.person.name}'>"
                          "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>"
                          "</presence>")
            if colleague is tom:
                values = {"FORM_TYPE": "http://jabber.org/protocol/muc#roomconfig",
                          "muc#roomconfig_roomname": people.ROOM_NAME,
                          "muc#roomconfig_persistentroom": "1",
                          "muc#roomconfig_publicroom": "1",
                          "muc#roomconfig_whois": "anyone",
                          "muc#roomconfig_enablelogging": "1",
                          "muc#roomconfig_historylength": "20"}
                fields = "".join(f"<field var='{name}'><value>{value}</value></field>"
                                 for name, value in values.items())
                tom.request(f"<query xmlns='{owner}'><x xmlns='jabber:x:data' type='submit'>"
                            f"{fields}</x></query>", to=self.room)
        tom.raw(f"<message to='{self.room}' type='groupchat'>"
                f"<subject>{people.ROOM_SUBJECT}</subject></message>")
        for number, (user, text) in enumerate(people.ROOM_HISTORY, 1):
            speaker = self.colleagues[user]
            speaker.raw(f"<message to='{self.room}' type='groupchat' id='office-{number}'>"
                        f"<body>{text}</body></message>")
            speaker.flushed()

    def bring_in(self, charla):
        """Ana comes into the room, and hears what was said."""
        charla.call("JoinRoom", "(ssa{sv})", self.owner, self.room,
                    {"nick": GLib.Variant("s", people.OWNER_NAME)})
        wait_for(lambda: len([message for message in charla.history(self.room)
                              if message["kind"] == "text"]) == len(people.ROOM_HISTORY), 30,
                 "what was said in the room")

    def talk(self, charla):
        """Says everything that was said, through the server, with Charla on the other side."""
        for user, lines in people.HISTORY.items():
            colleague = self.colleagues[user]
            for number, (_, _, who, text) in enumerate(lines, 1):
                if who == people.OWNER:
                    charla.send(colleague.jid, text)
                    sent = colleague.wait_for_body(text)
                    colleague.mark_displayed(self.owner, sent.id)
                elif isinstance(text, shared.File):
                    self.share(colleague, text, shared.content_of(text))
                else:
                    colleague.send(self.owner, text)
                wait_for(lambda jid=colleague.jid, wanted=number:
                         len(charla.history(jid)) == wanted, 20, f"what {user} said is stored")
        for user in people.HISTORY:
            self._wait_until_read(charla, self.colleagues[user].jid)

    def share(self, colleague, file, content):
        """As a colleague's program does: to the server's place for files, and a message about it."""
        url = shared.upload(colleague, self.upload, file, content)
        colleague.send(self.owner, f"{file.text}\n{url}" if file.text else url,
                       extra=shared.payload(file, content, url))

    @staticmethod
    def _wait_until_read(charla, jid):
        wait_for(lambda: all(message["state"] == "displayed" for message in charla.history(jid)
                             if message["outgoing"]), 20, f"{jid} has read everything")

    def start_answering(self):
        for colleague in self.colleagues.values():
            colleague.start_answering()
            if not colleague.person.here:
                colleague.disconnect()

    def stranger(self, user):
        """Somebody whom nobody in the office knows."""
        self.server.add_user(user, people.PASSWORD)
        return Peer(self.server, user, people.PASSWORD, approve=False)

    def change_password(self, user, old, new):
        """As another client of the account would (XEP-0077, 3.3)."""
        with Peer(self.server, user, old, resource="phone") as phone:
            phone.request("<query xmlns='jabber:iq:register'>"
                          f"<username>{user}</username><password>{new}</password></query>")

    def close(self):
        for colleague in self.colleagues.values():
            colleague.disconnect()
        self.gateway.__exit__()
        self.wire.stop()
        self.server.stop()

    def __enter__(self):
        self.open()
        return self

    def __exit__(self, *_):
        self.close()


def moments(lines):
    """When each line was said, in microseconds; never in the future, whatever the time is now."""
    now = datetime.datetime.now().astimezone()
    latest = max(clock for conversation in people.HISTORY.values()
                 for days_ago, clock, _, _ in conversation if days_ago == 0)
    early = 1 if now.strftime("%H:%M") <= latest else 0
    for number, (days_ago, clock, _, _) in enumerate(lines):
        hour, minute = map(int, clock.split(":"))
        day = now - datetime.timedelta(days=days_ago + early)
        moment = day.replace(hour=hour, minute=minute, second=number, microsecond=0)
        yield int(moment.timestamp() * 1_000_000)


def put_in_its_time(database):
    """Moves what was just said to the days on which it was said. Charla must not be running."""
    with sqlite3.connect(database) as archive:
        for user, lines in people.HISTORY.items():
            conversation, = archive.execute(
                "SELECT conversation.id FROM conversation JOIN entity "
                "ON entity.id = conversation.entity_id WHERE address = ?",
                (f"{user}@{people.DOMAIN}",)).fetchone()
            rows = archive.execute("SELECT id FROM message WHERE conversation_id = ? "
                                   "ORDER BY sort_us, id", (conversation,)).fetchall()
            times = list(moments(lines))
            for (row,), time in zip(rows, times, strict=True):
                archive.execute("UPDATE message SET id = ?, sort_us = ?, time_us = ? WHERE id = ?",
                                (time, time, time, row))
                archive.execute("UPDATE file SET message = ? WHERE message = ?", (time, row))
            read = times[people.UNREAD[user]] if user in people.UNREAD else times[-1]
            archive.execute("UPDATE conversation SET created_us = ?, read_sort_us = ? "
                            "WHERE id = ?", (times[0], read, conversation))
        # The index of the search goes by the numbers that were just changed.
        archive.execute("INSERT INTO message_search (message_search) VALUES ('rebuild')")
        archive.execute("DELETE FROM marker")


@contextlib.contextmanager
def signed_in(office, session, prefix):
    """Ana's Charla without a window, signed in for the first time."""
    with Charla(session, None, prefix=prefix) as charla:
        charla.add_account(office.server, people.OWNER, people.PASSWORD,
                           proxy=(office.wire.address, office.wire.port),
                           gateway=office.gateway.uri("socks5"))
        yield charla


def prepare(office, session, prefix):
    """Ana's Charla signed in once, all history in it, and nobody running it."""
    with signed_in(office, session, prefix) as charla:
        office.talk(charla)
        office.open_room()
        office.bring_in(charla)
        wait_for(lambda: len(charla.contacts()) == len(people.COLLEAGUES), 20, "the contacts")
    put_in_its_time(session.folder("data") / "charla" / "messages.db")
