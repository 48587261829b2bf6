# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that a client is told to use: SOCKS 5 (RFC 1928, RFC 1929) and HTTP CONNECT."""
import asyncio
import base64
import contextlib
import ipaddress

from .peer import shared_loop
from .process import free_address

STEPS = ("start", "greeting", "login", "request", "answer")


class Gateway:
    """Listens at (address, port) and speaks both. `places`: name → address, known here alone.
    `ports`: the only ones that lead anywhere, and where to.

    asked: what clients wanted, in order, as (name, port). fault = (step, what): at that step, one of
    STEPS, it hangs, cuts, babbles or refuses. reached counts how often it came to the fault.
    """

    def __init__(self, places, user=None, password=None, ports=None):
        self.places = dict(places)
        self.ports = ports  # port → port; None: all lead where they say
        self.login = (user, password) if user else None
        self.address = free_address()
        self.port = 1080
        self.asked = []
        self.served = 0
        self.fault = None
        self.reached = 0
        self.held, self.n_held = None, 0
        self.loop = shared_loop()
        self.tasks = set()
        self.writers = set()
        self.listener = None

    def uri(self, scheme, user=None):
        return f"{scheme}://{user + '@' if user else ''}{self.address}:{self.port}"

    def __enter__(self):
        async def work():
            self.listener = await asyncio.start_server(self._serve, self.address, self.port)
        self.loop.call(work())
        return self

    def __exit__(self, *_):
        async def work():
            self.listener.close()
            for task in list(self.tasks):
                task.cancel()
        self.loop.call(work())

    def hold(self, name):
        """What is sent to `name` from now on gets nowhere, until all is cut; n_held: how much that is."""
        self.n_held, self.held = 0, name

    def drop(self):
        """Cuts what goes through it now."""
        async def work():
            self.held, self.n_held = None, 0
            for writer in list(self.writers):
                writer.transport.abort()
        self.loop.call(work())

    async def _serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        self.writers.add(writer)
        try:
            await self._at("start", reader, writer)
            first = await reader.readexactly(1)
            if first == b"\x05":
                await self._socks(reader, writer)
            else:
                await self._http(first, reader, writer)
        except (OSError, EOFError, ConnectionError, asyncio.CancelledError, ValueError):
            pass
        finally:
            self.tasks.discard(asyncio.current_task())
            self.writers.discard(writer)
            writer.transport.abort()

    async def _at(self, step, reader, writer):
        if self.fault is None or self.fault[0] != step:
            return False
        self.reached += 1
        what = self.fault[1]
        if what == "refuses":
            return True
        if what == "babbles":
            writer.write(b"\x07what is this?\r\n\r\n\xff")
            await writer.drain()
        if what != "cuts":
            while await reader.read(4096):
                pass
        raise ConnectionError

    async def _socks(self, reader, writer):
        methods = await reader.readexactly((await reader.readexactly(1))[0])
        method = 2 if self.login else 0
        if await self._at("greeting", reader, writer) or method not in methods:
            writer.write(b"\x05\xff")
            await writer.drain()
            return
        writer.write(bytes((5, method)))
        if self.login:
            fields = []
            await reader.readexactly(1)
            for _ in range(2):
                fields.append((await reader.readexactly((await reader.readexactly(1))[0])).decode())
            refused = await self._at("login", reader, writer) or tuple(fields) != self.login
            writer.write(bytes((1, refused)))
            if refused:
                await writer.drain()
                return
        kind = (await reader.readexactly(4))[3]
        if kind == 3:
            name = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            name = str(ipaddress.ip_address(await reader.readexactly(16 if kind == 4 else 4)))
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append((name, port))
        if await self._at("request", reader, writer):
            writer.write(bytes((5, 2, 0, 1, 0, 0, 0, 0, 0, 0)))
            await writer.drain()
            return
        await self._lead(name, port, reader, writer, bytes((5, 0, 0, 1, 0, 0, 0, 0, 0, 0)),
                         bytes((5, 4, 0, 1, 0, 0, 0, 0, 0, 0)))

    async def _http(self, first, reader, writer):
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode()
        method, place, _ = head.split(" ", 2)
        name, _, port = place.rpartition(":")
        if method != "CONNECT":
            raise ValueError(method)
        self.asked.append((name.strip("[]"), int(port)))
        if await self._at("request", reader, writer):
            writer.write(b"HTTP/1.1 403 No\r\n\r\n")
            await writer.drain()
            return
        if self.login:
            token = base64.b64encode(":".join(self.login).encode()).decode()
            if f"\r\nProxy-Authorization: Basic {token}\r\n" not in head:
                writer.write(b"HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=x\r\n\r\n")
                await writer.drain()
                return
        await self._lead(name.strip("[]"), int(port), reader, writer,
                         b"HTTP/1.1 200 Go on\r\nVia: 1.1 test\r\n\r\n",
                         b"HTTP/1.1 502 Nobody\r\n\r\n")

    async def _lead(self, name, port, reader, writer, yes, no):
        try:
            if self.ports is not None:
                port = self.ports[port]
            theirs, ours = await asyncio.open_connection(self.places.get(name, name), port)
        except (OSError, KeyError):
            writer.write(no)
            await writer.drain()
            return
        writer.write(yes[:4])
        await self._at("answer", reader, writer)
        writer.write(yes[4:])
        self.served += 1
        self.writers.add(ours)
        try:
            await asyncio.gather(self._pump(reader, ours, name), self._pump(theirs, writer))
        finally:
            self.writers.discard(ours)
            ours.transport.abort()

    async def _pump(self, reader, writer, name=None):
        while data := await reader.read(65536):
            if name is not None and name == self.held:
                self.n_held += len(data)
                continue
            writer.write(data)
            await writer.drain()
        with contextlib.suppress(OSError):
            if writer.can_write_eof():
                writer.write_eof()
