#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole program, measured beside a bare libadwaita window in the same run, by turns.

Fails only where something does not work: times belong to the machine and the hour, so the table says
what is wanted and people judge the ratios.

What the server finds in its archive (XEP-0431) is not measured, since no server here searches: Prosody
0.12 has no module for it, and ejabberd 23.01 searches in MySQL alone. With SQLite it offers its older
field "withtext" and finds nothing, with Mnesia it offers none.
"""
import argparse
import contextlib
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (Authority, Charla, Peer, Process, Prosody, Session,  # noqa: E402
                         tap, temporary_directory, wait_for)
from charla_test.peer import shared_loop  # noqa: E402
from charla_test.raw import RawClient  # noqa: E402

from crowd import Crowd  # noqa: E402
from measure import (MEGABYTE, Stalls, Windows, cpu, hold_cursor, memory, quiet_after,  # noqa: E402
                     settle, wakeups)
from report import Report  # noqa: E402

CONTACTS = 1000
FLOOD = 10000
ARCHIVE = 100000
NAME = "im.charla.Charla"
# Prosody's files are far slower than what is measured, and so is its SQLite; in memory it takes longer
# for each message the more it holds. The flood lasts as long as the server wants, which counts: what
# comes slowly is shown in more pictures.
SETTINGS = f'storage = {{ archive = "memory" }}\nstorage_archive_item_limit = {2 * FLOOD}\n'


def median(values):
    return statistics.median(values)


class Bench:
    """A server with a crowd on it, a session with a display, and an account of Charla there."""

    def __init__(self, stack, options):
        self.options, self.report = options, Report()
        directory = stack.enter_context(temporary_directory("charla-bench."))
        self.server = Prosody(directory / "server", Authority(directory / "ca"), log_level="warn",
                              settings=SETTINGS)
        self.crowd = Crowd(self.server, "ana", count=CONTACTS)
        stack.enter_context(self.server)
        for name in ("ana", "sink"):
            self.server.add_user(name)
        stack.enter_context(self.crowd)
        self.session = stack.enter_context(Session(directory / "session", display=True))
        hold_cursor(self.session)
        self.charla = Charla(self.session, options.build)
        self.floor = options.build / "tests/bench/floor-window"
        with self.charla:
            since = time.monotonic()
            self.jid = self.charla.add_account(self.server, "ana")
            wait_for(lambda: len(self.charla.contacts()) == CONTACTS, 60, "the contacts")
            settle(self.charla.process.pid)
        self.crowd.wait_gone(since)
        self.charla.headless = False

    @contextlib.contextmanager
    def running(self):
        """Charla with its window, online and at rest; its process id."""
        since = time.monotonic()
        with self.charla:
            self.crowd.appears(since)
            pid = self.charla.process.pid
            settle(pid)
            yield pid
        self.crowd.wait_gone(since)

    def press(self, *keys):
        self.session.run(["xdotool", "key", *keys])

    def picture(self, name):
        if self.options.pictures:
            self.options.pictures.mkdir(parents=True, exist_ok=True)
            self.session.screenshot(self.options.pictures / f"{name}.png")


def measure_online_floor(bench):
    """What the server alone needs until the contacts hear of it: a client without a roster and without
    a window."""
    since = time.monotonic()
    client = RawClient(bench.server, "ana", "floor")
    shared_loop().call(client.connect(), 60)
    took = bench.crowd.appears(since) - since
    shared_loop().call(client.close(), 60)
    bench.crowd.wait_gone(since)
    return took


def measure_starts(bench):
    windows = Windows(bench.session)
    floors, ours, servers = [], [], []
    for turn in range(bench.options.rounds):
        since = time.monotonic()
        floor = Process([bench.floor], bench.session.folder("floor.log"), bench.charla.environment)
        shown = windows.next(since) - since
        floors.append((shown, settle(floor.pid), *memory(floor.pid)))
        floor.stop()
        servers.append(measure_online_floor(bench))

        since = time.monotonic()
        process = Process([bench.charla.program], bench.session.folder("starts.log"),
                          bench.charla.environment)
        shown = windows.next(since) - since
        online = bench.crowd.appears(since) - since
        ours.append((shown, settle(process.pid), *memory(process.pid), online))
        if turn == bench.options.rounds - 1:
            bench.picture("start")
            wakeup = wakeups(process.pid)
        process.stop()
        bench.crowd.wait_gone(since)
    windows.close()
    shown, spent, resident, dirty, online = (median(column) for column in zip(*ours))
    floor = [median(column) for column in zip(*floors)]
    add = bench.report.add
    add("second start to window", shown * 1000, "ms", floor[0] * 1000, "floor", "≤ 1.5 × floor")
    add("second start to online", online * 1000, "ms", (floor[0] + median(servers)) * 1000,
        "floor and server", "≤ 350 ms")
    add("  of which the server alone", median(servers) * 1000, "ms", None, "", "")
    add(f"CPU until settled, {CONTACTS} contacts", spent * 1000, "ms", floor[1] * 1000, "floor",
        "≤ 400 ms")
    add(f"resident memory, {CONTACTS} contacts", resident / MEGABYTE, "MB", floor[2] / MEGABYTE,
        "floor", "≤ 120 MB")
    add(f"private dirty memory, {CONTACTS} contacts", dirty / MEGABYTE, "MB", floor[3] / MEGABYTE,
        "floor", "≤ 50 MB")
    add("idle: wake-ups a second", wakeup[0], "", None, "", "≤ 1")
    add("idle: CPU a second", wakeup[1] * 1000, "ms", None, "", "")


def measure_presences(bench):
    """Everybody's presence changes, while the chats are shown and while the contacts are."""
    for view in ("chats", "contacts"):
        with bench.running() as pid:
            resource = bench.charla.account(bench.jid)["resource"]
            if view == "contacts":
                bench.press("ctrl+shift+k")
                settle(pid)
            stalls = Stalls(bench.session, NAME)
            asking = stalls.cost(pid)
            before, since = cpu(pid), time.monotonic()
            bench.crowd.presences()
            bench.crowd.barrier(f"{bench.jid}/{resource}")
            quiet_after(pid, time.monotonic(), share=0.1)
            longest, over, asked = stalls.stop()
            cost = asking * (time.monotonic() - since)
            spent = settle(pid) - before - cost
            bench.picture(f"presences-{view}")
            if view == "contacts":
                bench.press("ctrl+shift+k")
        bench.report.add(f"{CONTACTS} presences, {view} shown: CPU", spent * 1000, "ms", None, "",
                         "≤ 150 ms")
        bench.report.add("  longest stall", longest * 1000, "ms", None, "",
                         f"≤ 50 ms ({over} of {asked} over)")


def measure_flood_floor(bench):
    """What the server alone needs: a client that only counts bytes."""
    with Peer(bench.server, "sink", receipts=False) as sink:
        tail = bytearray()

        def swallow(data):
            tail.extend(data)
            del tail[:-2000]
        sink.do(lambda client: setattr(client, "data_received", swallow))
        before = time.monotonic()
        bench.crowd.flood(FLOOD, to=sink.jid)
        wait_for(lambda: f"flood{FLOOD - 1}".encode() in tail, 300, "the floor", interval=0.02)
        return time.monotonic() - before


def measure_flood(bench):
    floor_s = measure_flood_floor(bench)
    charla, crowd = bench.charla, bench.crowd
    who = crowd.contact(0)
    with bench.running() as pid:
        resource = charla.account(bench.jid)["resource"]
        crowd.message("first")
        wait_for(lambda: charla.history(who), 20, "the first message")
        charla.call("Open", "(s)", f"xmpp:{who}")
        settle(pid)
        size_before = memory(pid)[0]
        stalls = Stalls(bench.session, NAME)
        asking = stalls.cost(pid)
        before, since = cpu(pid), time.monotonic()
        crowd.flood(FLOOD)
        crowd.barrier(f"{bench.jid}/{resource}")
        handled = time.monotonic() - since
        done = quiet_after(pid, time.monotonic(), quiet=1, share=0.15)  # being asked costs some
        longest, over, asked = stalls.stop()
        cost = asking * (time.monotonic() - since)
        spent = settle(pid) - before - cost
        growth = memory(pid)[0] - size_before
        bench.picture("flood")
        stored = [message["body"] for message in charla.whole_history(who)
                  if message["body"].startswith("Message ")]
    if stored != [body for body in stored if body] or len(stored) != FLOOD \
            or any(not body.startswith(f"Message {n} ") for n, body in enumerate(stored)):
        raise AssertionError(f"{len(stored)} of {FLOOD} messages are stored, or out of order")
    add = bench.report.add
    add(f"{FLOOD} messages on screen: CPU", spent * 1000, "ms", None, "", "≤ 2,000 ms")
    add("  until the last is handled", handled * 1000, "ms", floor_s * 1000, "server alone", "")
    add("  until it is quiet", (done - since) * 1000, "ms", floor_s * 1000, "server alone", "")
    add("  longest stall", longest * 1000, "ms", None, "", f"≤ 50 ms ({over} of {asked} over)")
    add("  growth of resident memory", growth / MEGABYTE, "MB", None, "", "< 20 MB")


def type_word(bench, pid, word, share):
    """Types it where everything is found; seconds from the last key until it is quiet, and CPU.
    `share`: of a processor, that counts as quiet."""
    bench.press("ctrl+k", "ctrl+a", "BackSpace")
    quiet_after(pid, time.monotonic(), quiet=1, share=share)
    before = cpu(pid)
    bench.session.run(["xdotool", "type", "--delay", "20", word])
    since = time.monotonic()
    done = quiet_after(pid, since, share=share)
    return done - since, cpu(pid) - before


def measure_typed(bench, pid, word):
    """Nobody asks while times are taken: to answer is work, and it would never be quiet."""
    typed = [type_word(bench, pid, word, 0.05) for _ in range(3)]
    stalls = Stalls(bench.session, NAME)
    for _ in range(3):
        type_word(bench, pid, word, 0.25)
    return *(median(column) for column in zip(*typed)), *stalls.stop()


def measure_search(bench):
    """A word in a big archive: what the door needs, and the search entry."""
    file = next(bench.session.folder("data").glob("charla/*.db"))
    subprocess.run([bench.options.build / "tests/bench/fill-archive", file, bench.jid,
                    bench.crowd.contact(1), str(ARCHIVE)], check=True)
    with bench.running() as pid:
        def ask(word):
            since = time.monotonic()
            found = bench.charla.call("Search", "(sssu)", word, "", "", 50)
            if not found:
                raise AssertionError(f"{word!r} is not found")
            return time.monotonic() - since
        ask("needle")
        rare, common = (median([ask(word) for _ in range(9)]) for word in ("needle", "coffee"))
        took, spent, longest, over, asked = measure_typed(bench, pid, "needle")
        bench.picture("search")
    add = bench.report.add
    add(f"search in {ARCHIVE} messages: rare word, D-Bus", rare * 1000, "ms", None, "", "≤ 50 ms")
    add("  frequent word, D-Bus", common * 1000, "ms", None, "", "≤ 50 ms")
    add("  typed: last key until quiet", took * 1000, "ms", None, "", "≤ 50 ms")
    add("  typed: CPU", spent * 1000, "ms", None, "", "")
    add("  longest stall", longest * 1000, "ms", None, "", f"≤ 50 ms ({over} of {asked} over)")


PARTS = {"start": measure_starts, "presences": measure_presences, "flood": measure_flood,
         "search": measure_search}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=7, help="how often it is started")
    parser.add_argument("--pictures", type=pathlib.Path, help="a folder for pictures of the screen")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    options = parser.parse_args()
    options.build = options.build.absolute()
    if not shutil.which("prosody"):
        raise SystemExit("there is no prosody: tests/lib/packages office")
    with contextlib.ExitStack() as stack:
        bench = Bench(stack, options)
        for name in options.parts or PARTS:
            PARTS[name](bench)
    tap.leave(0)


if __name__ == "__main__":
    main()
