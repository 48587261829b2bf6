# SPDX-License-Identifier: GPL-3.0-or-later
"""Big rooms (XEP-0045): a component that plays a service with as many rooms and people in them as are
wanted. What is measured is the client: no server here could hold thousands of clients beside it."""
import re

from crowd import Component, attribute

MUC = "http://jabber.org/protocol/muc"
FEATURES = (MUC, "jabber:iq:register", "muc_nonanonymous", "muc_open", "muc_persistent", "muc_public",
            "muc_unmoderated", "muc_unsecured", "urn:xmpp:occupant-id:0", "urn:xmpp:sid:0")
PRESENCE = re.compile(rb"<presence\b([^>]*)>")
IQ = re.compile(rb"<iq\b([^>]*)>\s*(?:<(\w+)\b([^>]*)>)?")
SHOWS = ("", "away", "dnd", "xa")


class Hall(Component):
    """Each room has as many people as its name says: big5000 has 5,000."""

    def __init__(self, server):
        super().__init__(server, f"hall.{server.domain}")
        self.said = 0

    def room(self, name):
        return f"{name}@{self.domain}"

    @staticmethod
    def count(room):
        return int(re.search(r"(\d+)@", room)[1])

    def answer(self, data, moment):
        answers = [self._answer_presence(match[1]) for match in PRESENCE.finditer(data)]
        answers += [self._answer_iq(*match.groups()) for match in IQ.finditer(data)]
        return "".join(answers)

    def _answer_presence(self, attributes):
        me, place = attribute(attributes, b"from"), attribute(attributes, b"to")
        room, _, nick = place.partition("/")
        kind = attribute(attributes, b"type")
        if not nick or "@" not in room:
            return ""
        if kind == "unavailable":
            return self._presence(room, nick, me, "none", "<status code='110'/>", kind="unavailable")
        people = "".join(self.presence(room, me, number) for number in range(self.count(room)))
        return (people + self._presence(room, nick, me, "member",
                                        "<status code='100'/><status code='110'/>")
                + f"<message type='groupchat' from='{room}' to='{me}'><subject>A big room</subject>"
                  "</message>")

    def _answer_iq(self, attributes, name, inner):
        kind = attribute(attributes, b"type")
        if kind not in ("get", "set"):
            return ""
        head = (f"from='{attribute(attributes, b'to')}' to='{attribute(attributes, b'from')}' "
                f"id='{attribute(attributes, b'id')}'")
        space = attribute(inner, b"xmlns") if inner else None
        if name == b"ping":
            return f"<iq type='result' {head}/>"
        if space == "http://jabber.org/protocol/disco#info" and not attribute(inner, b"node"):
            features = "".join(f"<feature var='{feature}'/>" for feature in FEATURES)
            return (f"<iq type='result' {head}><query xmlns='{space}'><identity category='conference' "
                    f"type='text' name='Big'/>{features}</query></iq>")
        return (f"<iq type='error' {head}><error type='cancel'><service-unavailable "
                "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")

    @staticmethod
    def _presence(room, nick, to, affiliation, extra="", inner="", kind=None):
        role = "none" if kind else "participant"
        kind = f" type='{kind}'" if kind else ""
        return (f"<presence from='{room}/{nick}' to='{to}'{kind}>{inner}"
                f"<occupant-id xmlns='urn:xmpp:occupant-id:0' id='{nick}@{room}'/>"
                f"<x xmlns='{MUC}#user'><item affiliation='{affiliation}' role='{role}' "
                f"jid='{nick.lower()}@elsewhere.example/home'/>{extra}</x></presence>")

    def presence(self, room, to, number, turn=0):
        """What is told of person `number`, another thing with each `turn`."""
        show = SHOWS[(number + turn) % len(SHOWS)]
        inner = (f"<show>{show}</show>" if show else "") + (f"<status>Turn {turn}</status>" if turn else "")
        affiliation = "owner" if number == 0 else "admin" if number < 5 else "member"
        return self._presence(room, f"Person{number}", to, affiliation, inner=inner)

    def presences(self, room, to, count):
        """So many changes, of all who are there in turns, in one go."""
        people = self.count(room)
        self.write("".join(self.presence(room, to, number % people, 1 + number // people)
                           for number in range(count)))

    def talk(self, room, to, count):
        """So many messages of all who are there in turns, in one go."""
        people, first = self.count(room), self.said
        self.said += count
        self.write("".join(
            f"<message from='{room}/Person{number % people}' to='{to}' type='groupchat' "
            f"id='talk{number}'><body>Said {number} in a big room, as long as what people write</body>"
            f"<stanza-id xmlns='urn:xmpp:sid:0' id='sid{number}' by='{room}'/>"
            f"<occupant-id xmlns='urn:xmpp:occupant-id:0' id='Person{number % people}@{room}'/></message>"
            for number in range(first, first + count)))
