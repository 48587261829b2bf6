# SPDX-License-Identifier: GPL-3.0-or-later
"""A room as somebody else is in it: joins, speaks and looks on with a client that is not ours."""
import html
import uuid

from .peer import MARKERS, SID
from .process import wait_for

MUC = "http://jabber.org/protocol/muc"


class Room:
    """@peer in the room @address, called @nick."""

    def __init__(self, peer, address, nick=None):
        self.peer, self.address = peer, address
        self.nick = nick or peer.jid.split("@")[0]
        self.place = f"{address}/{self.nick}"

    def join(self, timeout=60):
        """In, whether there was such a room or not; a new one is opened as it is."""
        self.peer.raw(f"<presence to='{self.place}'><x xmlns='{MUC}'><history maxstanzas='0'/></x></presence>")
        wait_for(lambda: self.place in self.peer.presences, timeout, f"{self.place} is in the room")
        return self

    def open(self, **fields):
        """Sets what the room is: the owner's form, of which the rest stays as it is."""
        values = "".join(f"<field var='{'' if name == 'mam' else 'muc#roomconfig_'}{name}'><value>{value}</value></field>"
                         for name, value in fields.items())
        self.peer.request(
            f"<query xmlns='{MUC}#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
            f"<value>{MUC}#roomconfig</value></field>{values}</x></query>", to=self.address)
        return self

    def leave(self):
        self.peer.raw(f"<presence to='{self.place}' type='unavailable'/>")
        wait_for(lambda: self.place not in self.peer.presences, 60, f"{self.place} has left")

    def rename(self, nick):
        self.nick, self.place = nick, f"{self.address}/{nick}"
        self.peer.raw(f"<presence to='{self.place}'/>")
        wait_for(lambda: self.place in self.peer.presences, 60, f"{self.place} is in the room")

    def has(self, nick):
        return f"{self.address}/{nick}" in self.peer.presences

    def say(self, body, identity=None, extra=""):
        identity = identity or str(uuid.uuid4())
        self.peer.raw(f"<message to='{self.address}' type='groupchat' id='{identity}'>"
                      f"<body>{html.escape(body, quote=False)}</body>"
                      f"<origin-id xmlns='{SID}' id='{identity}'/>{extra}</message>")
        return identity

    def tell_state(self, state):
        """XEP-0085, to all."""
        self.peer.raw(f"<message to='{self.address}' type='groupchat'>"
                      f"<{state} xmlns='http://jabber.org/protocol/chatstates'/></message>")

    def tell_displayed(self, stanza_id):
        """XEP-0333, to all."""
        self.peer.raw(f"<message to='{self.address}' type='groupchat'>"
                      f"<displayed xmlns='{MARKERS}' id='{stanza_id}'/></message>")

    def get_stanza_id(self, body):
        """What the room calls what was said there."""
        message = self.peer.wait_for_body(body)
        return next(one.get("id") for one in message.xml.findall(f"{{{SID}}}stanza-id")
                    if one.get("by") == self.address)

    def whisper(self, nick, body):
        identity = str(uuid.uuid4())
        self.peer.raw(f"<message to='{self.address}/{nick}' type='chat' id='{identity}'>"
                      f"<body>{html.escape(body, quote=False)}</body><x xmlns='{MUC}#user'/>"
                      f"<origin-id xmlns='{SID}' id='{identity}'/></message>")
        return identity

    def heard(self):
        """What was said in it: (nick, body)."""
        return [(message.sender.partition("/")[2], message.body) for message in self.peer.messages
                if message.bare == self.address and message.xml.get("type") == "groupchat"]

    def set_affiliation(self, jid, affiliation):
        self.peer.request(f"<query xmlns='{MUC}#admin'><item jid='{jid}' affiliation='{affiliation}'/></query>",
                          to=self.address)

    def set_role(self, nick, role):
        self.peer.request(f"<query xmlns='{MUC}#admin'><item nick='{nick}' role='{role}'/></query>",
                          to=self.address)
