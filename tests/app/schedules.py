#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random schedules of everything that can come between a message and an archive; afterwards the local
archive equals the server's, message for message, in order (design: "The life of a message").

Many accounts of one Charla live through schedules of their own at once: live messages, carbons of a
second device, corrections, cuts of the wire at any byte, of either direction; together they live through
kill -9 of Charla, polite restarts, and restarts of the server. A third of them have a room as well, in
which somebody else speaks, too, comes and goes. Every schedule has a seed, which is printed.

    tests/app/schedules.py --server prosody --schedules 5000 --seed 7

Those that share a Charla share what happens to it, which goes by the seed of the first of them: what
failed is tried again with the command that is printed with it.
"""
import argparse
import asyncio
import contextlib
import datetime
import pathlib
import random
import re
import shutil
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from gi.repository import GLib  # noqa: E402
from charla_test import (TOP, Authority, Charla, Proxy, Session, tap,  # noqa: E402
                         temporary_directory, wait_for)
from charla_test.peer import shared_loop  # noqa: E402
from charla_test.raw import RawClient  # noqa: E402
from charla_test.servers import KINDS  # noqa: E402

AT_ONCE = 40     # accounts that share a Charla
STEPS = 24       # of one schedule
NICK = "ana"     # of Charla in rooms
OUTBOX = "chat-outbox"  # the domain in which Charla's log tells what it sends
CALM_S = 150     # for everything to come to rest, beside whatever else the machine has to do


def do(coroutine, timeout=120):
    return shared_loop().call(coroutine, timeout)


class World:
    """One account with a second device and two contacts, its wire, and what was said."""

    def __init__(self, seed, server, charla, stack):
        self.seed, self.server, self.charla = seed, server, charla
        self.random = random.Random(seed)
        self.name = f"u{seed}x{time.monotonic_ns() % 10**9}"
        self.jid = server.jid(self.name)
        self.proxy = stack.enter_context(Proxy(server))
        self.device = RawClient(server, self.name, "device")
        self.contacts = [RawClient(server, f"{self.name}{letter}", "contact") for letter in "ab"]
        self.number = 0
        self.said = {}         # contact → identities that it said, in order
        self.said_in_room = [] # the same in the room
        self.own = []          # (contact, identity) that the device said
        self.promised = {contact.jid: [] for contact in self.contacts}  # what Charla took to send
        self.room = f"{self.name}@conference.{server.domain}" if seed % 3 == 0 else None
        if self.room:
            self.promised[self.room] = []
        self.uncertain = set() # and what it may have taken just before it was killed
        self.stops = []        # (from, until): when the server was being stopped
        self.log = []

    async def begin(self):
        await self.device.connect(register=True, carbons=True)
        for contact in self.contacts:
            await contact.connect(register=True)
        if self.room:
            await self.speaker_enters()

    def sign_in(self):
        self.charla.add_account(self.server, self.name, wait=False,
                                proxy=(self.proxy.address, self.proxy.port))

    def join(self):
        if self.room:
            self.charla.call("JoinRoom", "(ssa{sv})", self.jid, self.room,
                             {"nick": GLib.Variant("s", NICK)})

    def text(self, what):
        self.number += 1
        return f"{what} {self.number} of {self.seed}"

    # What may happen

    async def contact_says(self, count=1):
        contact = self.random.choice(self.contacts)
        if not contact.online:
            return
        for _ in range(count):
            body, identity = self.text("in"), f"i{self.number}-{self.seed}"
            contact.send(self.jid, body, identity)
            self.said.setdefault(contact, []).append(identity)

    async def burst(self):
        await self.contact_says(self.random.randint(5, 60))

    async def contact_corrects(self):
        candidates = [contact for contact in self.contacts if contact.online and self.said.get(contact)]
        if candidates:
            contact = self.random.choice(candidates)
            body = self.text("in, corrected")
            contact.send(self.jid, body, f"c{self.number}-{self.seed}",
                         replaces=self.random.choice(self.said[contact][-5:]))

    async def device_says(self):
        if self.device.online:
            contact = self.random.choice(self.contacts)
            body, identity = self.text("device"), f"d{self.number}-{self.seed}"
            self.device.send(contact.jid, body, identity)
            self.own.append((contact.jid, identity))

    async def device_corrects(self):
        if self.device.online and self.own:
            to, identity = self.random.choice(self.own[-5:])
            self.device.send(to, self.text("device, corrected"), f"c{self.number}-{self.seed}",
                             replaces=identity)

    async def charla_says(self):
        contact = self.random.choice(self.contacts)
        body = self.text("out")
        def ask():
            try:
                self.charla.send(contact.jid, body, account=self.jid)
                self.promised[contact.jid].append(body)
            except GLib.Error:
                self.uncertain.add(body)
        await asyncio.get_running_loop().run_in_executor(None, ask)

    async def charla_corrects(self):
        await self.correct(self.random.choice(self.contacts).jid)

    async def correct(self, to):
        """One of what Charla has said there last."""
        body = self.text("out, corrected")
        which = self.random.randint(1, 5)
        def ask():
            try:
                own = [message for message in self.charla.history(to, 20, account=self.jid)
                       if message["outgoing"] and message.get("id")]
                if own:
                    self.charla.call("SendMessage", "(sssa{sv})", self.jid, to, body,
                                     {"correct": GLib.Variant("s", own[-min(which, len(own))]["id"])})
                    self.promised[to].append(body)
            except GLib.Error:
                self.uncertain.add(body)
        await asyncio.get_running_loop().run_in_executor(None, ask)

    # In the room

    @property
    def speaker(self):
        return self.contacts[0]

    async def speaker_enters(self):
        if f"{self.room}/ben" not in self.speaker.places:
            await self.speaker.enter(self.room, "ben")

    async def room_says(self, count=1):
        if not self.speaker.online:
            return
        await self.speaker_enters()
        for _ in range(count):
            body, identity = self.text("room"), f"r{self.number}-{self.seed}"
            self.speaker.say(self.room, body, identity)
            self.said_in_room.append(identity)

    async def room_burst(self):
        await self.room_says(self.random.randint(5, 60))

    async def room_corrects(self):
        if self.speaker.online and self.said_in_room:
            await self.speaker_enters()
            self.speaker.say(self.room, self.text("room, corrected"), f"c{self.number}-{self.seed}",
                             replaces=self.random.choice(self.said_in_room[-5:]))

    async def charla_corrects_in_room(self):
        await self.correct(self.room)

    async def speaker_leaves(self):
        if self.speaker.online:
            self.speaker.leave_room(self.room, "ben")
            await self.speaker.flushed()

    async def charla_says_in_room(self):
        body = self.text("out, room")
        def ask():
            try:
                self.charla.send(self.room, body, account=self.jid)
                self.promised[self.room].append(body)
            except GLib.Error:
                self.uncertain.add(body)
        await asyncio.get_running_loop().run_in_executor(None, ask)

    @staticmethod
    async def leave(client):
        """Not before the server has handled what the client said."""
        if client.online:
            with contextlib.suppress(ConnectionError, asyncio.TimeoutError):
                await client.flushed()
        await client.close()

    async def toggle(self, client, **options):
        if client.online:
            await self.leave(client)
        else:
            await client.close()
            await client.connect(**options)

    async def toggle_device(self):
        await self.toggle(self.device, carbons=True)

    async def toggle_contact(self):
        await self.toggle(self.random.choice(self.contacts))

    async def drop_wire(self):
        self.proxy.reset()

    async def cut_wire_at_a_byte(self):
        self.proxy.cut_within(self.random.randint(1, 6000), self.random.random() < 0.6)

    async def break_wire(self):
        self.proxy.refuse()

    async def mend_wire(self):
        self.proxy.allow()
        await self.nudge()

    async def stall_wire(self):
        self.proxy.flowing.clear()

    async def nudge(self):
        await asyncio.get_running_loop().run_in_executor(None, self.reconnect)

    def reconnect(self):
        with contextlib.suppress(GLib.Error):
            self.charla.call("Reconnect", "(s)", self.jid)

    async def read(self):
        def mark():
            with contextlib.suppress(GLib.Error):
                self.charla.call("MarkRead", "(ss)", self.jid, self.contacts[0].jid)
        await asyncio.get_running_loop().run_in_executor(None, mark)

    async def wait(self):
        await asyncio.sleep(self.random.random() * 0.4)

    EVENTS = {contact_says: 20, burst: 4, contact_corrects: 4, device_says: 8, device_corrects: 2,
              charla_says: 20, charla_corrects: 5, toggle_device: 4, toggle_contact: 3, drop_wire: 5,
              cut_wire_at_a_byte: 8, break_wire: 3, mend_wire: 8, stall_wire: 1, nudge: 4, read: 3,
              wait: 6}

    ROOM_EVENTS = {room_says: 14, room_burst: 4, charla_says_in_room: 14, room_corrects: 3,
                   charla_corrects_in_room: 4, speaker_leaves: 2}

    async def live(self, steps):
        events = {**self.EVENTS, **(self.ROOM_EVENTS if self.room else {})}
        for _ in range(steps):
            event = self.random.choices(list(events), events.values())[0]
            self.log.append(event.__name__)
            try:
                await event(self)
            except (ConnectionError, OSError, asyncio.TimeoutError):
                self.log.append("… nobody there")
            await asyncio.sleep(self.random.random() * 0.05)

    async def before_server_restart(self):
        for client in (self.device, *self.contacts):
            await self.leave(client)

    async def all_online(self):
        self.proxy.allow()
        for from_server in (True, False):
            self.proxy.cut_within(None, from_server)
        for client in (self.device, *self.contacts):
            if not client.online:
                await client.close()
                await client.connect(carbons=client is self.device)
            await client.flushed()

    # What must hold afterwards

    async def archive(self, client, of=None):
        """What a server holds. ejabberd goes on reading a connection for a moment after it has told the
        one that resumes its session how much it had read (mod_stream_mgmt, c2s_handle_call): what it is
        then sent again, as XEP-0198 wants, is there twice within what its backlog takes. Everybody
        knows it by its id. What Charla has sent again by itself, its log tells, and that counts."""
        kept, last = [], {}
        for message in await client.archive(of=of):
            before = last.get((message.sender, message.identity))
            if before and self.server.kind == "ejabberd" and before.body == message.body \
                    and is_within(before.stamp, message.stamp, 3) \
                    and times_written(self.charla, message.identity) == 1:
                print(f"# the server has taken {message.body} twice from a session that was resumed",
                      flush=True)
                continue
            last[message.sender, message.identity] = message
            kept.append(message)
        return kept

    async def wanted(self):
        """What the server's archive comes to, by contact: (archive id, outgoing, text)."""
        conversations = {contact.jid: [] for contact in self.contacts}
        places = {}
        for message in await self.archive(self.device):
            if message.body is None:
                continue
            outgoing = message.sender == self.jid
            other = message.recipient if outgoing else message.sender
            place = places.get((message.sender, message.replaces))
            if message.replaces and place is not None:
                place[2] = message.body
                continue
            entry = [message.archive_id, outgoing, message.body]
            places[message.sender, message.identity] = entry
            conversations.setdefault(other, []).append(entry)
        return {other: [tuple(entry) for entry in entries]
                for other, entries in conversations.items()}

    def corrected(self, messages, shown):
        """What a room's archive comes to: (archive id, ours, text). ejabberd does not say whose a nick
        was: a correction by somebody else may be `shown` by itself, since nobody can prove it."""
        entries, places = [], {}
        for message in messages:
            place = places.get((message.nick, message.replaces))
            is_apart = (self.server.kind == "ejabberd" and message.nick != NICK
                        and message.archive_id in shown)
            if message.replaces and place is not None and not is_apart:
                place[2] = message.body
                continue
            entries.append([message.archive_id, message.nick == NICK, message.body])
            places[message.nick, message.identity] = entries[-1]
        return [tuple(entry) for entry in entries]

    def found_of_room(self):
        return [(message.get("archive-id"), message["outgoing"], message["body"])
                for message in self.charla.whole_history(self.room, self.jid)
                if message["kind"] == "text"]

    async def compare_room(self):
        found = await asyncio.get_running_loop().run_in_executor(None, self.found_of_room)
        said = [message for message in await self.archive(self.speaker, of=self.room)
                if message.body is not None]
        wanted = self.corrected(said, {archive_id for archive_id, _, _ in found})
        if found != wanted:
            return describe(self.room, found, wanted)
        bodies = [message.body for message in said]
        lost = await self.lost_by_server()
        ours = [message.body for message in said
                if message.nick == NICK and message.body not in self.uncertain]
        promised = [body for body in self.promised[self.room]
                    if body in ours or body not in lost]
        if ours != promised:
            return describe(f"what {self.room} got", ours, promised)
        doubled = {body for body in bodies if bodies.count(body) > 1}
        return f"twice in the room: {sorted(doubled)[:5]}" if doubled else None

    def found(self):
        return {contact.jid: [(message.get("archive-id"), message["outgoing"], message["body"])
                              for message in self.charla.whole_history(contact.jid, self.jid)]
                for contact in self.contacts}

    async def compare(self):
        """None where all is well; else what is not."""
        state = await asyncio.get_running_loop().run_in_executor(None, self.charla.state, self.jid)
        if state != "online":
            if state == "waiting":
                await self.nudge()
            why = await asyncio.get_running_loop().run_in_executor(None, self.charla.account, self.jid)
            return f"the account is {state}: {why.get('error-name')}: {why.get('error')}"
        found = await asyncio.get_running_loop().run_in_executor(None, self.found)
        nameless = [body for entries in found.values() for name, _, body in entries if not name]
        if nameless:  # nothing to compare yet
            return f"the archive has not said what it calls {nameless[:5]}"
        wanted = await self.wanted()
        for other, entries in wanted.items():
            if found[other] != entries:
                return describe(other, found[other], entries)
        bodies = [body for entries in wanted.values() for _, _, body in entries]
        return await self.compare_promises(bodies) or (self.room and await self.compare_room())

    async def lost_by_server(self):
        """What it took while it was being stopped: it is in the sender's archive, so that nobody sends
        it again, and may have gone nowhere."""
        return {message.body for message in await self.device.archive()
                if any(since <= message.stamp <= until for since, until in self.stops)}

    async def compare_promises(self, bodies):
        lost = await self.lost_by_server()
        for contact in self.contacts:
            theirs = [message.body for message in await self.archive(contact)
                      if message.sender == self.jid and (message.body or "").startswith("out")
                      and message.body not in self.uncertain]
            promised = [body for body in self.promised[contact.jid]
                        if body in theirs or body not in lost]
            if theirs != promised:
                return describe(f"what {contact.jid} got", theirs, promised)
            if promised != self.promised[contact.jid]:
                print(f"# the server lost {set(self.promised[contact.jid]) - set(promised)}", flush=True)
        doubled = {body for body in bodies if bodies.count(body) > 1}
        return f"twice: {sorted(doubled)[:5]}" if doubled else None

    async def end(self):
        for client in (self.device, *self.contacts):
            await client.close()


def stamp(later=datetime.timedelta()):
    """Now, or later, to be compared with what a server says (XEP-0082)."""
    return (datetime.datetime.utcnow() + later).isoformat()


def is_within(earlier, later, seconds):
    """Of two stamps of a server (XEP-0082)."""
    return abs((datetime.datetime.fromisoformat(later.rstrip("Z"))
                - datetime.datetime.fromisoformat(earlier.rstrip("Z"))).total_seconds()) <= seconds


def describe(what, found, wanted):
    place = next((at for at, (one, other) in enumerate(zip(found, wanted)) if one != other),
                 min(len(found), len(wanted)))
    return (f"{what}: {len(found)} of {len(wanted)}, other from {place} on: "
            f"found {found[place:place + 4]}, wanted {wanted[place:place + 4]}")


class Round:
    """Some schedules that share one Charla and one server."""

    def __init__(self, server, charla, seeds):
        self.server, self.charla = server, charla
        self.random = random.Random(seeds[0])
        self.stack = contextlib.ExitStack()
        self.worlds = [World(seed, server, charla, self.stack) for seed in seeds]

    def each(self, method, *arguments, timeout=180):
        async def all_of_them():
            return await asyncio.gather(*(getattr(world, method)(*arguments)
                                          for world in self.worlds))
        return do(all_of_them(), timeout)

    def crash(self):
        self.charla.kill()
        self.charla.start()

    def leave(self):
        self.charla.restart()

    def restart_server(self):
        self.each("before_server_restart")
        # What it took a moment before, and was not done with, goes the same way.
        since = stamp(datetime.timedelta(seconds=-10))
        self.server.restart()
        for world in self.worlds:
            world.stops.append((since, stamp()))

    def upheavals(self):
        """What happens to all at once, between the parts of the schedules."""
        chosen = self.random.sample([self.crash, self.crash, self.leave, self.restart_server],
                                    k=self.random.randint(1, 3))
        return [*chosen, None]

    def live(self):
        self.each("begin")
        for world in self.worlds:
            world.sign_in()
        for world in self.worlds:
            self.charla.wait_online(world.jid)
            world.join()
        parts = self.upheavals()
        for upheaval in parts:
            living = asyncio.run_coroutine_threadsafe(self.all_live(STEPS // len(parts)),
                                                      shared_loop().loop)
            if upheaval in (self.crash, self.leave):
                # In the midst of it; what is asked of a Charla that is not there is not promised.
                time.sleep(self.random.random() * 0.6)
                upheaval()
            living.result(120)
            if upheaval == self.restart_server:
                upheaval()

    async def all_live(self, steps):
        await asyncio.gather(*(world.live(steps) for world in self.worlds))

    def verdicts(self):
        """The failure of each world, None for those in which all is well."""
        self.each("all_online")
        for world in self.worlds:
            world.reconnect()
        left, end = dict.fromkeys(self.worlds), time.monotonic() + CALM_S
        while True:
            for world in list(left):
                left[world] = do(world.compare())
                if left[world] is None:
                    del left[world]
            if not left or time.monotonic() > end:
                return [left.get(world) for world in self.worlds]
            time.sleep(1)

    def finish(self):
        self.each("end")
        for world in self.worlds:
            with contextlib.suppress(GLib.Error):
                self.charla.call("RemoveAccount", "(sb)", world.jid, False)
        self.stack.close()


def new_charla(stack, directory, build, number):
    session = stack.enter_context(Session(directory / f"session{number}"))
    return stack.enter_context(Charla(session, build, environment={"G_MESSAGES_DEBUG": OUTBOX}))


def times_written(charla, identity):
    """How often the outbox has handed a message over: not how often a resumed session has sent it."""
    line = re.compile(rf"{OUTBOX}-DEBUG: .*: writes {re.escape(identity)}(?: again)?$", re.M)
    return sum(len(line.findall(log.read_text(errors="replace")))
               for log in charla.session.directory.glob("charla-*.log"))


def save(directory, there):
    """The server's files and Charla's, as they are now, for whoever looks into it later."""
    shutil.copytree(directory, there, dirs_exist_ok=True, ignore_dangling_symlinks=True,
                    ignore=lambda folder, names: [name for name in names
                                                  if (pathlib.Path(folder) / name).is_socket()])
    print(f"# kept in {there}", flush=True)


def run_all(options):
    failed = 0
    print(f"1..{options.schedules}", flush=True)
    with contextlib.ExitStack() as outer:
        directory = outer.enter_context(temporary_directory("charla-schedules."))
        server = outer.enter_context(
            KINDS[options.server](directory / "server", Authority(directory / "ca"), sql=options.sql))
        charla = new_charla(outer, directory, options.build.absolute(), 0)
        seeds = list(range(options.seed, options.seed + options.schedules))
        for at in range(0, len(seeds), AT_ONCE):
            now = Round(server, charla, seeds[at:at + AT_ONCE])
            again = (f"tests/app/schedules.py --server {options.server} --seed {seeds[at]} "
                     f"--schedules {len(now.worlds)}" + (" --sql" if options.sql else ""))
            now.live()
            for world, verdict in zip(now.worlds, now.verdicts()):
                number = world.seed - options.seed + 1
                if verdict:
                    failed += 1
                    # The last line is what stands beside the name in the report of tests/run.
                    print(f"# {', '.join(world.log)}\n# {verdict:.1500}\n# again: {again}; {verdict:.180}")
                print(f"{'not ' if verdict else ''}ok {number} schedule of seed {world.seed}",
                      flush=True)
            if failed and options.save:
                save(directory, options.save / f"{options.server}-{seeds[at]}")
            if failed and options.keep:
                input("# kept for a look; Enter goes on")
            now.finish()
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", choices=sorted(KINDS), default="prosody")
    parser.add_argument("--sql", action="store_true", help="ejabberd keeps its archive in SQLite")
    parser.add_argument("--build", type=pathlib.Path, default=TOP / "build-tests")
    parser.add_argument("--schedules", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--save", type=pathlib.Path, help="copy all files to there where something failed")
    parser.add_argument("--keep", action="store_true", help="stop where something failed")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, tap.end_on_signal)
    tap.leave(run_all(options))


main()
