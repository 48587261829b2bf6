#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive of a room: what was missed, what is older, in its order, each message once."""
import pathlib
import sys

from gi.repository import GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import case, equal, main, wait_for  # noqa: E402
from charla_test.peer import shared_loop  # noqa: E402
from charla_test.raw import RawClient  # noqa: E402


def do(coroutine):
    return shared_loop().call(coroutine, 120)


class Cave:
    """A room that keeps what is said, made by somebody with another client."""

    def __init__(self, t):
        self.address = t.room_address()
        self.client = RawClient(t.server, t.user("ben"), "cave")
        self.number = 0
        do(self.begin())
        t.stack.callback(lambda: do(self.client.close()))

    async def begin(self):
        await self.client.connect()
        await self.client.enter(self.address, "ben")

    def say(self, count=1):
        async def talk():
            for _ in range(count):
                self.number += 1
                self.client.say(self.address, f"said {self.number}", f"i{self.number}")
            await self.client.flushed()
        do(talk())

    def archive(self):
        """(archive id, who, text) of all that the server has, in its order."""
        return [(message.archive_id, message.nick, message.body)
                for message in do(self.client.archive(of=self.address)) if message.body is not None]


def held(charla, room):
    return [(message.get("archive-id"), message["sender-name"] if not message["outgoing"] else "ana",
             message["body"])
            for message in charla.whole_history(room) if message["kind"] == "text"]


def join(charla, jid, room):
    charla.call("JoinRoom", "(ssa{sv})", jid, room, {"nick": GLib.Variant("s", "ana")})


def wait_same(charla, cave, what):
    def same():
        return held(charla, cave.address) == cave.archive()
    try:
        wait_for(same, 60, what, interval=0.3)
    except AssertionError:
        print("# found", held(charla, cave.address)[-8:], "wanted", cave.archive()[-8:])
        raise


@case
def what_was_missed_is_fetched(t):
    charla, jid = t.signed_in()
    cave = Cave(t)
    join(charla, jid, cave.address)
    cave.say(3)
    charla.send(cave.address, "said by ana")
    cave.say(2)
    wait_for(lambda: len(cave.archive()) == 6, 60, "all is in the archive")
    wait_same(charla, cave, "what was said while we were there")
    charla.stop()
    cave.say(130)
    charla.start()
    wait_same(charla, cave, "what was missed")
    charla.kill()
    cave.say(7)
    charla.start()
    wait_same(charla, cave, "what was missed after a crash")


@case
def what_is_older_comes_by_scrolling(t):
    charla, jid = t.signed_in()
    cave = Cave(t)
    cave.say(260)
    join(charla, jid, cave.address)
    wait_for(lambda: charla.history(cave.address, 1)[-1:], 60, "the newest are here")
    cave.say(3)
    wait_same(charla, cave, "all of it")
    conversation = next(one for one in charla.call("ListConversations")
                        if one["address"] == cave.address)
    assert conversation["unread"] <= 3, "what is older is not unread"


@case
def the_wire_is_cut(t):
    proxy = t.proxy()
    charla, jid = t.signed_in(proxy=(proxy.address, proxy.port))
    cave = Cave(t)
    join(charla, jid, cave.address)
    cave.say(2)
    wait_same(charla, cave, "the first")
    for _ in range(3):
        proxy.refuse()
        cave.say(20)
        proxy.allow()
        charla.call("Reconnect", "(s)", jid)
        charla.send(cave.address, f"after {cave.number}")
        cave.say(2)
        wait_for(lambda: any(body == f"after {cave.number - 2}" for _, _, body in cave.archive()),
                 90, "what was written is said")
        wait_same(charla, cave, "all of it")
    bodies = [body for _, _, body in cave.archive()]
    equal(sorted(set(bodies)), sorted(bodies), "nothing twice")


main()
