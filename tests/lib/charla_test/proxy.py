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
        self.budget = None
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
            self._reset()
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
            if from_server and self.budget is not None:
                data, rest = data[:self.budget], data[self.budget:]
                self.budget -= len(data)
                if rest or self.budget == 0:
                    writer.write(data)
                    await asyncio.sleep(0)
                    self.budget = None
                    self._reset()
                    return
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    def _reset(self):
        for writer in list(self.writers):
            writer.transport.abort()

    def cut(self):
        async def work():
            self.refusing = True
            self._reset()
        self.loop.call(work())

    def drop(self):
        """Resets what is connected now; the next connection gets through."""
        async def work():
            self._reset()
        self.loop.call(work())

    def heal(self):
        async def work():
            self.refusing = False
            self.seconds = 0
            self.flowing.set()
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
            self.budget = size
        self.loop.call(work())
