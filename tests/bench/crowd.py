# SPDX-License-Identifier: GPL-3.0-or-later
"""All contacts at once: a component (XEP-0114) that plays as many people as are wanted and costs
little itself, so that what is measured is the client and the server."""
import base64
import hashlib
import re
import socket
import threading
import time

from charla_test import wait_for

SECRET = "crowd"
PORT = 5347
FEATURES = ("http://jabber.org/protocol/caps", "http://jabber.org/protocol/chatstates",
            "http://jabber.org/protocol/disco#info", "urn:xmpp:receipts")
NODE = "https://crowd.example"
VERSION = base64.b64encode(hashlib.sha1(
    ("client/pc//Crowd<" + "".join(f"{feature}<" for feature in FEATURES)).encode()).digest()).decode()
PRESENCE = re.compile(rb"<presence\b([^>]*?)/?>")
QUERY = re.compile(rb"<iq\b([^>]*)>\s*<query\b[^>]*disco#info")
ANSWER = re.compile(rb"<iq\b[^>]*id=['\"]barrier['\"]")


def attribute(text, name):
    found = re.search(rb"\b" + name + rb"=['\"]([^'\"]*)", text)
    return found[1].decode() if found else None


class Component:
    """A part of the server that is played here (XEP-0114), as `domain`; connected once it runs."""

    def __init__(self, server, domain, port=PORT):
        self.server, self.domain, self.port = server, domain, port
        self.answered = threading.Event()
        self.socket = self.thread = None
        ports, before = server.ready_ports(), server.options.get("configuration", "")
        server.options["configuration"] = (
            f'{before}Component "{domain}"\n  component_secret = "{SECRET}"\n')
        server.ready_ports = lambda: (*ports, *(() if port in ports else (port,)))

    def __enter__(self):
        self.socket = socket.create_connection((self.server.address, self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.write("<stream:stream xmlns='jabber:component:accept' "
                   f"xmlns:stream='http://etherx.jabber.org/streams' to='{self.domain}'>")
        seen = self._read_until(b"id=")
        digest = hashlib.sha1((attribute(seen, b"id") + SECRET).encode()).hexdigest()
        self.write(f"<handshake>{digest}</handshake>")
        self._read_until(b"<handshake")
        self.socket.settimeout(None)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join(10)
        self.socket.close()

    def _read_until(self, mark):
        seen = b""
        while mark not in seen or not seen.endswith(b">"):
            piece = self.socket.recv(65536)
            if not piece:
                raise AssertionError(f"the server ended the component's stream: {seen}")
            seen += piece
        return seen

    def write(self, text):
        self.socket.sendall(text.encode())

    def _listen(self):
        rest = b""
        while piece := self.socket.recv(1 << 18):
            moment = time.monotonic()
            data = rest + piece
            end = data.rfind(b">") + 1
            data, rest = data[:end], data[end:]
            text = self.answer(data, moment)
            if ANSWER.search(data):
                self.answered.set()
            if text:
                self.write(text)

    def answer(self, data, moment):
        """What is said to `data`, whole tags, which came at `moment`."""
        raise NotImplementedError

    def barrier(self, resource_jid, sender=None, timeout=300):
        """Returns when the client has handled everything that was sent before: the server keeps the
        order, and the client answers a ping."""
        self.answered.clear()
        self.write(f"<iq type='get' id='barrier' from='{sender or self.domain}' to='{resource_jid}'>"
                   "<ping xmlns='urn:xmpp:ping'/></iq>")
        if not self.answered.wait(timeout):
            raise AssertionError("the client does not answer")


class Crowd(Component):
    """`count` people in `n_groups` groups, the first `online` of them reachable. Written into the
    roster of `user` before the server starts; connected after."""

    def __init__(self, server, user, *, count=1000, online=100, n_groups=20):
        super().__init__(server, f"crowd.{server.domain}")
        self.user = user
        self.count, self.online, self.n_groups = count, online, n_groups
        self.appeared = []    # moments when the account came online
        self.disappeared = []
        self._configure()

    @property
    def jid(self):
        return self.server.jid(self.user)

    def contact(self, number):
        return f"contact{number}@{self.domain}"

    def _configure(self):
        folder = self.server.directory / "data" / self.server.domain.replace(".", "%2e") / "roster"
        folder.mkdir(parents=True)
        items = "".join(
            f'  ["{self.contact(number)}"] = {{ subscription = "both"; name = "Contact {number}"; '
            f'groups = {{ ["Group {number % self.n_groups}"] = true; }}; }};\n'
            for number in range(self.count))
        (folder / f"{self.user}.dat").write_text(
            f"return {{\n  [false] = {{ version = 1; pending = {{}}; }};\n{items}}};\n")

    def answer(self, data, moment):
        answers = [self._answer_presence(match[1], moment) for match in PRESENCE.finditer(data)]
        answers += [self._answer_query(match[1]) for match in QUERY.finditer(data)]
        return "".join(answers)

    def _answer_presence(self, attributes, moment):
        kind = attribute(attributes, b"type")
        if kind == "unavailable":
            self.disappeared.append(moment)
        elif kind is None:
            self.appeared.append(moment)
        elif kind == "probe":
            who = attribute(attributes, b"to")
            number = int(re.match(r"contact(\d+)@", who)[1])
            if number < self.online:
                return self._presence(number)
        return ""

    def _presence(self, number, status="", show=""):
        if status:
            status = f"<status>{status}</status>"
        if show:
            show = f"<show>{show}</show>"
        return (f"<presence from='{self.contact(number)}/crowd' to='{self.jid}'>{show}{status}"
                f"<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='{NODE}' "
                f"ver='{VERSION}'/></presence>")

    @staticmethod
    def _answer_query(attributes):
        if attribute(attributes, b"type") != "get":
            return ""
        sender, to = attribute(attributes, b"from"), attribute(attributes, b"to")
        features = "".join(f"<feature var='{feature}'/>" for feature in FEATURES)
        return (f"<iq type='result' from='{to}' to='{sender}' id='{attribute(attributes, b'id')}'>"
                f"<query xmlns='http://jabber.org/protocol/disco#info' node='{NODE}#{VERSION}'>"
                f"<identity category='client' type='pc' name='Crowd'/>{features}</query></iq>")

    def presences(self):
        """Everybody's presence changes, in one go."""
        shows = ("", "away", "dnd", "xa")
        self.write("".join(self._presence(number, f"Status {number}", shows[number % 4])
                           for number in range(self.count)))

    def flood(self, count, number=0, to=None):
        """As many messages of one contact as fast as the server takes them."""
        to = to or self.jid
        self.write("".join(
            f"<message from='{self.contact(number)}/crowd' to='{to}' type='chat' id='flood{i}'>"
            f"<body>Message {i} of a flood that is as long as what people write</body>"
            f"<origin-id xmlns='urn:xmpp:sid:0' id='flood{i}'/><request xmlns='urn:xmpp:receipts'/>"
            "<markable xmlns='urn:xmpp:chat-markers:0'/></message>" for i in range(count)))

    def message(self, body, number=0):
        self.write(f"<message from='{self.contact(number)}/crowd' to='{self.jid}' type='chat' "
                   f"id='one'><body>{body}</body></message>")

    def barrier(self, resource_jid, sender=None, timeout=300):
        super().barrier(resource_jid, sender or f"{self.contact(0)}/crowd", timeout)

    def appears(self, since, timeout=60):
        """When the account came online after `since`."""
        return wait_for(lambda: next((moment for moment in self.appeared if moment > since), None),
                        timeout, f"{self.jid} is online", interval=0.002)

    def wait_gone(self, since, timeout=30):
        wait_for(lambda: any(moment > since for moment in self.disappeared), timeout,
                 f"{self.jid} is offline")
