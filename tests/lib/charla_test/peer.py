# SPDX-License-Identifier: GPL-3.0-or-later
"""The second client, which is not ours: slixmpp in a thread, driven by plain calls."""
import asyncio
import collections
import dataclasses
import html
import logging
import threading
import uuid
import xml.etree.ElementTree as ElementTree

import slixmpp

from .process import wait_for

NS = "{jabber:client}"
RECEIPTS = "urn:xmpp:receipts"
MARKERS = "urn:xmpp:chat-markers:0"
STATES = "http://jabber.org/protocol/chatstates"
SID = "urn:xmpp:sid:0"

logging.getLogger("slixmpp").setLevel(logging.CRITICAL)


class Loop:
    """The thread in which all peers of a test live."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda *_: None)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, coroutine, timeout=60):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)


_loop = None


def shared_loop():
    global _loop  # pylint: disable=global-statement
    _loop = _loop or Loop()
    return _loop


@dataclasses.dataclass
class Message:
    sender: str
    body: str
    id: str
    origin_id: str
    xml: object

    @property
    def bare(self):
        return self.sender.split("/")[0]


class Peer:
    """One signed-in account. What it hears is kept; what a good client answers, it answers."""

    def __init__(self, server, name, password="secret", *, resource="peer", receipts=True,
                 approve=True, proxy=None):
        self.server = server
        self.jid = f"{name}@{server.domain}"
        self.resource, self.password = resource, password
        self.answer_receipts, self.approve = receipts, approve
        self.address = proxy or (server.address, server.port)
        self.loop = shared_loop()
        self.messages = []
        self.receipts = set()
        self.displayed = set()
        self.states = collections.defaultdict(list)  # of chat states, by bare address
        self.presences = {}  # (show, status) of each full address that is online
        self.requests = []   # who asked for our presence
        self.client = None
        self.failure = None
        self.online = threading.Event()

    # The connection

    def connect(self, timeout=60):
        self.loop.call(self._connect())
        wait_for(lambda: self.online.is_set() or self.failure, timeout, f"{self.jid} signs in")
        if self.failure:
            raise AssertionError(f"{self.jid}: {self.failure}")
        return self

    async def _connect(self):
        client = slixmpp.ClientXMPP(f"{self.jid}/{self.resource}", self.password)
        self.client = client
        self.failure = None
        self.online.clear()
        client.ca_certs = str(self.server.ca)
        client.auto_authorize = client.auto_subscribe = None
        client.roster.auto_authorize = client.roster.auto_subscribe = None
        for plugin in ("xep_0030", "xep_0115", "xep_0092", "xep_0199", "xep_0054", "xep_0084",
                       "xep_0153", "xep_0163", "xep_0172"):
            client.register_plugin(plugin)
        client.add_event_handler("session_start", self._started)
        client.add_event_handler("failed_all_auth", lambda _: self._failed("not authorized"))
        client.add_event_handler("disconnected", lambda _: self.online.clear())
        client.add_event_handler("presence", self._on_presence)
        client.register_handler(slixmpp.xmlstream.handler.Callback(
            "every message", slixmpp.xmlstream.matcher.MatchXPath(NS + "message"),
            self._on_message))
        self.configure(client)
        client.connect(self.address)

    def configure(self, client):
        """For those who want more of the client before it connects."""

    async def _started(self, _event):
        await self.client.get_roster()
        self.client.send_presence()
        self.online.set()

    def _failed(self, reason):
        self.failure = reason

    def disconnect(self):
        client, self.client = self.client, None
        if client is None:
            return

        async def leave():
            client.auto_reconnect = False
            await client.disconnect(wait=2)
        try:
            self.loop.call(leave(), 10)
        except Exception:  # pylint: disable=broad-except
            self.loop.loop.call_soon_threadsafe(client.abort)
        self.online.clear()

    def __enter__(self):
        return self.connect()

    def __exit__(self, *_):
        self.disconnect()

    def do(self, function, timeout=60):
        """Calls `function` with the client in its thread; waits for it where it is a coroutine."""
        async def work():
            result = function(self.client)
            return await result if asyncio.iscoroutine(result) \
                or isinstance(result, asyncio.Future) else result
        return self.loop.call(work(), timeout)

    def raw(self, xml):
        self.do(lambda client: client.send_raw(xml))

    def request(self, payload, kind="set", to=None, timeout=60):
        """Sends an IQ with `payload`, a string of XML; the answer, an element."""
        async def ask(client):
            iq = client.make_iq(itype=kind, ito=to)
            iq.append(ElementTree.fromstring(payload))
            return (await iq.send(timeout=timeout)).xml
        return self.do(ask, timeout + 5)

    def flushed(self, timeout=60):
        """Returns when the server has handled all that was sent so far."""
        self.do(lambda client: client["xep_0199"].send_ping(self.server.domain, timeout=timeout),
                timeout)

    # What comes in

    def _on_message(self, stanza):
        xml = stanza.xml
        sender = str(stanza["from"])
        bare = sender.split("/")[0]
        if xml.get("type") == "error":
            self.on_error(stanza)
            return
        for child in xml:
            namespace, _, name = child.tag[1:].partition("}")
            if namespace == STATES:
                self.states[bare].append(name)
                self.on_state(bare, name)
            elif namespace == RECEIPTS and name == "received":
                self.receipts.add(child.get("id"))
            elif namespace == MARKERS and name == "displayed":
                self.displayed.add(child.get("id"))
            elif namespace == RECEIPTS and name == "request" and self.answer_receipts:
                self.client.send_raw(
                    f"<message to='{sender}' type='{xml.get('type', 'chat')}'>"
                    f"<received xmlns='{RECEIPTS}' id='{xml.get('id')}'/></message>")
        body = xml.find(NS + "body")
        if body is not None:
            origin = xml.find(f"{{{SID}}}origin-id")
            message = Message(sender, body.text or "", xml.get("id"),
                              origin.get("id") if origin is not None else None, xml)
            self.messages.append(message)
            self.on_message(message)

    def _on_presence(self, stanza):
        sender = str(stanza["from"])
        kind = stanza.xml.get("type", "available")
        if kind == "available":
            self.presences[sender] = (stanza["show"], stanza["status"])
        elif kind == "unavailable":
            self.presences.pop(sender, None)
        elif kind == "subscribe":
            bare = sender.split("/")[0]
            self.requests.append(bare)
            if self.approve:
                self.client.send_presence(pto=bare, ptype="subscribed")
                self.client.send_presence(pto=bare, ptype="subscribe")

    def on_message(self, message):
        """For those who answer."""

    def on_state(self, bare, state):
        """For those who look at who is typing."""

    def on_error(self, stanza):
        """For those who send to where nobody is."""

    def bodies(self, sender=None):
        return [message.body for message in self.messages
                if sender is None or message.bare == sender]

    def wait_for_body(self, body, timeout=60):
        def find():
            return next((message for message in self.messages if message.body == body), None)
        return wait_for(find, timeout, f"{self.jid} receives {body!r}")

    # What goes out

    def send(self, to, body, *, receipt=True, marker=True, identity=None, extra=""):
        identity = identity or str(uuid.uuid4())
        escaped = html.escape(body, quote=False)
        parts = [f"<body>{escaped}</body>", f"<origin-id xmlns='{SID}' id='{identity}'/>", extra]
        if receipt:
            parts.append(f"<request xmlns='{RECEIPTS}'/>")
        if marker:
            parts.append(f"<markable xmlns='{MARKERS}'/>")
        self.raw(f"<message to='{to}' type='chat' id='{identity}'>{''.join(parts)}</message>")
        return identity

    def send_state(self, to, state):
        self.raw(f"<message to='{to}' type='chat'><{state} xmlns='{STATES}'/></message>")

    def mark_displayed(self, to, identity):
        self.raw(f"<message to='{to}' type='chat'>"
                 f"<displayed xmlns='{MARKERS}' id='{identity}'/></message>")

    def set_presence(self, show=None, status=None, kind=None):
        self.do(lambda client: client.send_presence(pshow=show, pstatus=status, ptype=kind))

    # The roster

    def roster(self):
        """(subscription, name, groups) of each contact."""
        def read(client):
            return {jid: (item["subscription"], item["name"], sorted(item["groups"]))
                    for jid in client.client_roster.keys()
                    for item in [client.client_roster[jid]] if jid != self.jid}
        return self.do(read)

    def set_contact(self, jid, name=None, groups=()):
        async def update(client):
            await client.update_roster(jid, name=name, groups=list(groups))
        self.do(update)

    def subscribe(self, jid):
        self.do(lambda client: client.send_presence(pto=jid, ptype="subscribe"))

    def allow(self, jid):
        self.do(lambda client: client.send_presence(pto=jid, ptype="subscribed"))


def befriend(one, other):
    """Both see each other's presence afterwards. Both peers must approve."""
    one.subscribe(other.jid)

    def mutual():
        return all(mine.roster().get(theirs, ("none",))[0] == "both"
                   for mine, theirs in ((one, other.jid), (other, one.jid)))
    wait_for(mutual, 60, f"{one.jid} and {other.jid} are contacts")
