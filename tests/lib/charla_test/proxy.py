# SPDX-License-Identifier: GPL-3.0-or-later
"""A wire between a client and a server that can be cut, stalled and slowed."""
import asyncio

from .peer import shared_loop
from .process import free_address


class Proxy:
    """Listens at (address, port) and forwards to the server.

    cut() resets the connections that there are and refuses new ones; heal() allows them again.
    stall() keeps them open and lets nothing through; delay(s) holds every piece back.
    cut_after(bytes) cuts once when so many more bytes came from the server.

    Those that say so are for the thread of the loop, in which everything here happens.
    """

    def __init__(self, server, port=None):
        self.target = (server.address, port or server.port)
        self.address = free_address()
        self.port = self.target[1]
        self.loop = shared_loop()
        self.writers = set()
        self.tasks = set()
        self.refusing = False
        self.seconds = 0
        self.budgets = {True: None, False: None}  # from the server; towards it
        self.accepted = 0
        self.flowing = None
        self.listener = None

    def start(self):
        self.loop.call(self._start())
        return self

    async def _start(self):
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.listener = await asyncio.start_server(self._serve, self.address, self.port)

    def stop(self):
        async def work():
            self.listener.close()
            self.reset()
            for task in list(self.tasks):
                task.cancel()
        self.loop.call(work())

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    async def _serve(self, reader, writer):
        if self.refusing:
            writer.transport.abort()
            return
        self.accepted += 1
        try:
            theirs, ours = await asyncio.open_connection(*self.target)
        except OSError:
            writer.transport.abort()
            return
        self.writers |= {writer, ours}
        self.tasks.add(asyncio.current_task())
        try:
            await asyncio.gather(self._pump(reader, ours, False), self._pump(theirs, writer, True))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(asyncio.current_task())
            for end in (writer, ours):
                self.writers.discard(end)
                end.transport.abort()

    async def _pump(self, reader, writer, from_server):
        while data := await reader.read(65536):
            if self.seconds:
                await asyncio.sleep(self.seconds)
            await self.flowing.wait()
            budget = self.budgets[from_server]
            if budget is not None:
                data, rest = data[:budget], data[budget:]
                self.budgets[from_server] = budget - len(data)
                if rest or budget == len(data):
                    writer.write(data)
                    await asyncio.sleep(0)
                    self.budgets[from_server] = None
                    self.reset()
                    return
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    def reset(self):
        """In the loop: cuts what is connected now."""
        for writer in list(self.writers):
            writer.transport.abort()

    def refuse(self):
        """In the loop: cuts, and lets nobody through."""
        self.refusing = True
        self.reset()

    def allow(self):
        """In the loop: everything flows again."""
        self.refusing = False
        self.seconds = 0
        self.flowing.set()

    def cut_within(self, size, from_server):
        """In the loop: cuts once when so many more bytes went this way; None: not at all."""
        self.budgets[from_server] = size

    def is_to_cut(self, from_server):
        return self.budgets[from_server] is not None

    def cut(self):
        async def work():
            self.refuse()
        self.loop.call(work())

    def drop(self):
        """Resets what is connected now; the next connection gets through."""
        async def work():
            self.reset()
        self.loop.call(work())

    def heal(self):
        async def work():
            self.allow()
        self.loop.call(work())

    def stall(self):
        async def work():
            self.flowing.clear()
        self.loop.call(work())

    def delay(self, seconds):
        async def work():
            self.seconds = seconds
        self.loop.call(work())

    def cut_after(self, size):
        async def work():
            self.cut_within(size, True)
        self.loop.call(work())
