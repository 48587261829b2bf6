# SPDX-License-Identifier: GPL-3.0-or-later
"""What the whole-program tests, the demonstration and the benchmarks are made of."""
import argparse
import contextlib
import pathlib
import re
import signal
import sys

from .accessibility import Screen
from .certificates import Authority
from .charla import Charla, CommandError
from .gateway import Gateway
from .picture import noise, picture, size_of
from .peer import Message, Peer, befriend
from .process import TOP, Process, free_address, run, temporary_directory, wait_for
from .proxy import Proxy
from .room import Room
from .servers import KINDS, Ejabberd, Prosody
from .session import Session
from .sound import SoundServer
from .tap import Skip, case, contains, equal
from . import network, tap

__all__ = [
    "Authority", "Charla", "CommandError", "Ejabberd", "Gateway", "Message", "Peer", "Process", "Prosody",
    "Proxy", "Room", "Screen", "Session", "Skip", "SoundServer", "TOP", "Test", "befriend", "case", "contains",
    "equal", "free_address", "main", "network", "noise", "picture", "run", "size_of", "tap", "temporary_directory",
    "wait_for",
]


class Fixture:
    """What the cases of one file share: a folder, the authority and the server."""

    def __init__(self, directory, server_kind, build):
        self.directory = directory
        self.kind = server_kind
        self.build = build
        self.authority = Authority(directory / "ca")
        self.stack = contextlib.ExitStack()
        self.count = 0
        self._servers = {}

    def server(self, **options):
        """The one with these options, which all cases share."""
        key = repr(sorted(options.items()))
        if key not in self._servers:
            self._servers[key] = self.new_server(self.stack, **options)
        return self._servers[key]

    def new_server(self, stack, **options):
        self.count += 1
        made = KINDS[self.kind](self.directory / f"server{self.count}", self.authority, **options)
        return stack.enter_context(made)


class Test:
    """What one case gets: accounts, peers and clients of its own, ended with it."""

    def __init__(self, fixture, stack):
        self.fixture, self.stack = fixture, stack
        self.kind = fixture.kind
        self._server = None
        self.authority = fixture.authority

    def _number(self):
        self.fixture.count += 1
        return self.fixture.count

    def user(self, name="ana", password="secret", server=None):
        """A new account, which no other case has; its user name."""
        unique = f"{name}{self._number()}"
        (server or self.server).add_user(unique, password)
        return unique

    @property
    def server(self):
        if self._server is None:
            self._server = self.fixture.server()
        return self._server

    def new_server(self, **options):
        """A server for this case alone, which becomes its server."""
        self._server = self.fixture.new_server(self.stack, **options)
        return self._server

    def shared_server(self, **options):
        """One that all cases share which want the same: nobody may stop it. It becomes the case's server."""
        self._server = self.fixture.server(**options)
        return self._server

    def room_address(self, name="cave"):
        """Of a room that no other case knows, and that nobody has made yet."""
        return f"{name}{self._number()}@conference.{self.server.domain}"

    def peer(self, name=None, **options):
        """A signed-in peer, on a new account where none is named."""
        name = name or self.user("peer")
        return self.stack.enter_context(Peer(self.server, name, **options))

    def session(self, **options):
        directory = self.fixture.directory / f"session{self._number()}"
        return self.stack.enter_context(Session(directory, **options))

    def charla(self, session=None, **options):
        """A running Charla without an account."""
        session = session or self.session()
        return self.stack.enter_context(Charla(session, self.fixture.build, **options))

    def signed_in(self, name=None, **options):
        """(Charla, its address), online on a new account."""
        charla = self.charla()
        return charla, charla.add_account(self.server, name or self.user(), **options)

    def proxy(self, port=None):
        return self.stack.enter_context(Proxy(self.server, port))


def main():
    """Runs the cases of the file that calls it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", choices=sorted(KINDS), default="prosody")
    parser.add_argument("--build", type=pathlib.Path, default=TOP / "build-tests")
    parser.add_argument("--keep", action="store_true", help="leave the folder of the run")
    parser.add_argument("names", nargs="*", help="only the cases whose name contains one of these")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, tap.end_on_signal)
    with contextlib.ExitStack() as outer:
        directory = outer.enter_context(temporary_directory("charla-app."))
        fixture = Fixture(directory, options.server, options.build.absolute())

        @contextlib.contextmanager
        def setup(_function):
            with contextlib.ExitStack() as stack:
                yield Test(fixture, stack)
        with fixture.stack:
            status = tap.run(setup, [re.sub(r"\W", "_", name) for name in options.names])
        if options.keep:
            print("# kept:", directory, file=sys.stderr)
            fixture.kept = outer.pop_all()  # what is no longer referred to is tidied up
    tap.leave(status)
