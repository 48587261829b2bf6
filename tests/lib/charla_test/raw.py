# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that does little and hides nothing: for hundreds of accounts, and for what a server holds."""
import asyncio
import base64
import dataclasses
import html
import itertools
import ssl
import xml.etree.ElementTree as ElementTree

CLIENT = "{jabber:client}"
MAM = "urn:xmpp:mam:2"
FORWARD = "{urn:xmpp:forward:0}forwarded"
CARBONS = "{urn:xmpp:carbons:2}"
SID = "urn:xmpp:sid:0"
CORRECT = "urn:xmpp:message-correct:0"
RSM = "http://jabber.org/protocol/rsm"
MUC = "http://jabber.org/protocol/muc"
FORM = "jabber:x:data"
# What makes a room stay, and keep what is said in it; servers call it by names of their own.
KEPT = ("muc#roomconfig_persistentroom", "muc#roomconfig_enablearchiving", "mam", "muc#roomconfig_mam")


@dataclasses.dataclass
class Archived:
    """One message as a server's archive has it."""
    archive_id: str
    sender: str
    recipient: str
    body: str
    identity: str
    replaces: str
    stamp: str
    nick: str = ""  # in a room's archive

    @classmethod
    def read(cls, result):
        forwarded = result.find(FORWARD)
        message = forwarded.find(CLIENT + "message")
        replace = message.find(f"{{{CORRECT}}}replace")
        delay = forwarded.find("{urn:xmpp:delay}delay")
        return cls(result.get("id"), bare(message.get("from")), bare(message.get("to")),
                   message.findtext(CLIENT + "body"), message.get("id"),
                   replace.get("id") if replace is not None else None,
                   delay.get("stamp") if delay is not None else "",
                   (message.get("from") or "").partition("/")[2])


def bare(address):
    return (address or "").split("/")[0]


class RawClient:
    """One account on one connection, over direct TLS, with nothing done by itself."""

    def __init__(self, server, name, resource, password="secret"):
        self.server, self.name, self.resource, self.password = server, name, resource, password
        self.jid = server.jid(name)
        self.bodies = []      # every body that came directly, in order
        self.copies = []      # and by carbon
        self.answers = {}     # id → Future
        self.results = {}     # query id → Archived, in order
        self.entering = {}    # address in a room → Future: the codes of our own presence there
        self.places = set()   # addresses in rooms where we are
        self.numbers = itertools.count(1)
        self.writer = self.task = self.parser = self.depth = None
        self.features = asyncio.Queue()

    # The connection

    async def connect(self, register=False, carbons=False):
        context = ssl.create_default_context(cafile=str(self.server.ca))
        reader, self.writer = await asyncio.open_connection(
            self.server.address, self.server.tls_port, ssl=context,
            server_hostname=self.server.domain)
        self._open()
        self.task = asyncio.ensure_future(self._read(reader))
        await self.features.get()
        if register:
            await self.request(f"<query xmlns='jabber:iq:register'><username>{self.name}</username>"
                               f"<password>{self.password}</password></query>")
        plain = base64.b64encode(f"\0{self.name}\0{self.password}".encode()).decode()
        self.write(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>")
        if (await self.features.get()).tag.endswith("failure"):
            raise AssertionError(f"{self.jid}: not authorized")
        self._open()
        await self.features.get()
        await self.request("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                           f"<resource>{self.resource}</resource></bind>")
        if carbons:
            await self.request("<enable xmlns='urn:xmpp:carbons:2'/>")
        self.write("<presence/>")
        return self

    def _open(self):
        self.parser, self.depth = ElementTree.XMLPullParser(("start", "end")), 0
        self.write("<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' "
                   f"xmlns:stream='http://etherx.jabber.org/streams' to='{self.server.domain}'>")

    async def _read(self, reader):
        try:
            while data := await reader.read(65536):
                self.parser.feed(data)
                for event, element in self.parser.read_events():
                    self.depth += 1 if event == "start" else -1
                    if event == "end" and self.depth == 1:
                        self._take(element)
                        element.clear()
        except (OSError, ElementTree.ParseError):
            pass
        finally:
            self.writer.transport.abort()
            for answer in (*self.answers.values(), *self.entering.values()):
                if not answer.done():
                    answer.set_exception(ConnectionError(f"{self.jid} is offline"))
            self.answers.clear()
            self.entering.clear()
            self.places.clear()

    def _take(self, element):
        name = element.tag.rpartition("}")[2]
        if name in ("features", "success", "failure"):
            self.features.put_nowait(element)
        elif name == "iq":
            self._take_iq(element)
        elif name == "message":
            self._take_message(element)
        elif name == "presence":
            self._take_presence(element)

    def _take_presence(self, element):
        """Our own in a room."""
        codes = {status.get("code") for status in element.iter(f"{{{MUC}#user}}status")}
        place, kind = element.get("from"), element.get("type")
        if kind == "unavailable" and "110" in codes:
            self.places.discard(place)
        waits = self.entering.get(place)
        if waits is None or waits.done():
            return
        if kind == "error":
            waits.set_exception(AssertionError(ElementTree.tostring(element).decode()))
        elif "110" in codes and kind is None:
            self.places.add(place)
            waits.set_result(codes)

    def _take_iq(self, element):
        answer = self.answers.pop(element.get("id"), None)
        if answer is None:
            if element.get("type") in ("get", "set"):
                self.write(f"<iq type='result' id='{element.get('id')}' to='{element.get('from')}'/>")
        elif element.get("type") == "result":
            answer.set_result(ElementTree.fromstring(ElementTree.tostring(element)))
        else:
            answer.set_exception(AssertionError(ElementTree.tostring(element).decode()))

    def _take_message(self, element):
        result = element.find(f"{{{MAM}}}result")
        if result is not None:
            self.results.get(result.get("queryid"), []).append(Archived.read(result))
            return
        for copy in ("sent", "received"):
            carbon = element.find(CARBONS + copy)
            if carbon is not None:
                body = carbon.findtext(f"{FORWARD}/{CLIENT}message/{CLIENT}body")
                if body is not None:
                    self.copies.append(body)
                return
        if element.get("type") != "error" and element.find(CLIENT + "body") is not None:
            self.bodies.append(element.findtext(CLIENT + "body"))

    @property
    def online(self):
        return self.task is not None and not self.task.done()

    async def close(self):
        if self.task is None:
            return
        if self.online:
            self.write("<presence type='unavailable'/></stream:stream>")
            await asyncio.wait([self.task], timeout=2)
        self.writer.transport.abort()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        self.task = None

    # What goes out

    def write(self, xml):
        self.writer.write(xml.encode())

    async def request(self, payload, kind="set", timeout=60, to=None):
        identity = f"r{next(self.numbers)}"
        answer = self.answers[identity] = asyncio.get_running_loop().create_future()
        to = f" to='{to}'" if to else ""
        self.write(f"<iq type='{kind}' id='{identity}'{to}>{payload}</iq>")
        return await asyncio.wait_for(answer, timeout)

    async def flushed(self):
        """Returns when the server has handled what was sent so far."""
        await self.request("<query xmlns='jabber:iq:roster'/>", "get")

    def send(self, to, body, identity, replaces=None, extra=""):
        correction = f"<replace xmlns='{CORRECT}' id='{replaces}'/>" if replaces else ""
        self.write(f"<message to='{to}' type='chat' id='{identity}'>"
                   f"<body>{html.escape(body, quote=False)}</body>{correction}{extra}"
                   f"<origin-id xmlns='{SID}' id='{identity}'/></message>")

    # Rooms

    async def enter(self, room, nick, timeout=60):
        """Into a room, made and kept where there was none."""
        place = f"{room}/{nick}"
        waits = self.entering[place] = asyncio.get_running_loop().create_future()
        self.write(f"<presence to='{place}'><x xmlns='{MUC}'><history maxstanzas='0'/></x></presence>")
        if "201" in await asyncio.wait_for(waits, timeout):
            await self.keep_room(room)

    async def keep_room(self, room):
        form = await self.request(f"<query xmlns='{MUC}#owner'/>", "get", to=room)
        fields = "".join(f"<field var='{field.get('var')}'><value>1</value></field>"
                         for field in form.iter(f"{{{FORM}}}field") if field.get("var") in KEPT)
        await self.request(
            f"<query xmlns='{MUC}#owner'><x xmlns='{FORM}' type='submit'><field var='FORM_TYPE'>"
            f"<value>{MUC}#roomconfig</value></field>{fields}</x></query>", to=room)

    def leave_room(self, room, nick):
        self.write(f"<presence to='{room}/{nick}' type='unavailable'/>")

    def say(self, room, body, identity, replaces=None, extra=""):
        correction = f"<replace xmlns='{CORRECT}' id='{replaces}'/>" if replaces else ""
        self.write(f"<message to='{room}' type='groupchat' id='{identity}'>"
                   f"<body>{html.escape(body, quote=False)}</body>{correction}{extra}"
                   f"<origin-id xmlns='{SID}' id='{identity}'/></message>")

    async def archive(self, page=250, of=None):
        """Everything in the own archive (XEP-0313), or that of a room, in its order."""
        found, after = [], ""
        while True:
            query = f"q{next(self.numbers)}"
            self.results[query] = []
            fin = await self.request(
                f"<query xmlns='{MAM}' queryid='{query}'><set xmlns='{RSM}'><max>{page}</max>"
                + (f"<after>{after}</after>" if after else "") + "</set></query>", to=of)
            found += self.results.pop(query)
            fin = fin.find(f"{{{MAM}}}fin")
            after = fin.findtext(f"{{{RSM}}}set/{{{RSM}}}last")
            if fin.get("complete") in ("true", "1") or not after:
                return found
