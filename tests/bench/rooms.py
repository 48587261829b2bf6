#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Big rooms in the window: joining 5,000 people, their presence, what they say; fifty rooms at
sign-in. Fails only where something does not work: see program.py."""
import argparse
import contextlib
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (Authority, Charla, Prosody, Session, tap,  # noqa: E402
                         temporary_directory, wait_for)

from hall import Hall  # noqa: E402
from measure import (MEGABYTE, Stalls, cpu, hold_cursor, memory, quiet_after,  # noqa: E402
                     settle)
from report import Report  # noqa: E402

NAME = "im.charla.Charla"
BIG, CHANGES, SAID = 5000, 10000, 1000
SMALL = 500
ROOMS, IN_EACH = 50, 200


class Bench:
    """A server with the rooms, a session with a display, and an account of Charla there."""

    def __init__(self, stack, options):
        self.options, self.report = options, Report()
        directory = stack.enter_context(temporary_directory("charla-bench."))
        self.server = Prosody(directory / "server", Authority(directory / "ca"), log_level="warn",
                              settings='storage = { archive = "memory" }\n')
        self.hall = Hall(self.server)
        stack.enter_context(self.server)
        self.server.add_user("ana")
        stack.enter_context(self.hall)
        self.session = stack.enter_context(Session(directory / "session", display=True))
        hold_cursor(self.session)
        self.charla = Charla(self.session, options.build)
        with self.charla:
            self.jid = self.charla.add_account(self.server, "ana")
        self.charla.headless = False

    @contextlib.contextmanager
    def running(self):
        """Charla with its window, online and at rest; its process id."""
        with self.charla:
            self.charla.wait_online(self.jid)
            pid = self.charla.process.pid
            settle(pid)
            yield pid

    @property
    def resource(self):
        return f"{self.jid}/{self.charla.account(self.jid)['resource']}"

    def join(self, room):
        self.charla.call("JoinRoom", "(ssa{sv})", self.jid, room, {})

    def open(self, room, pid):
        self.charla.call("Open", "(s)", f"xmpp:{room}?join")
        settle(pid)

    def occupants(self, room):
        return next(entry["occupants"] for entry in self.charla.call("ListRooms", "(s)", self.jid)
                    if entry["address"] == room)

    @contextlib.contextmanager
    def measured(self, pid, what, wanted):
        """What is done within, until it is quiet: CPU, the longest stall, memory that stays."""
        resource = self.resource
        size = memory(pid)[0]
        stalls = Stalls(self.session, NAME)
        asking = stalls.cost(pid)
        before, since = cpu(pid), time.monotonic()
        yield
        self.hall.barrier(resource)
        handled = time.monotonic() - since
        quiet_after(pid, time.monotonic(), quiet=1, share=0.15)  # being asked costs some
        longest, over, asked = stalls.stop()
        cost = asking * (time.monotonic() - since)
        spent = settle(pid) - before - cost
        add = self.report.add
        add(f"{what}: CPU", spent * 1000, "ms", None, "", wanted)
        add("  until all is handled", handled * 1000, "ms", None, "", "")
        add("  longest stall", longest * 1000, "ms", None, "", f"≤ 50 ms ({over} of {asked} over)")
        add("  growth of resident memory", (memory(pid)[0] - size) / MEGABYTE, "MB", None, "", "")

    def picture(self, name):
        if self.options.pictures:
            self.options.pictures.mkdir(parents=True, exist_ok=True)
            self.session.screenshot(self.options.pictures / f"{name}.png")


def measure_big(bench):
    """A room of 5,000, in which everybody is told about and some speak."""
    room = bench.hall.room(f"big{BIG}")
    with bench.running() as pid:
        with bench.measured(pid, f"joining {BIG:,} people", ""):
            bench.join(room)
        wait_for(lambda: bench.occupants(room) >= BIG, 30, "all who are there")
        bench.open(room, pid)
        bench.picture("room-big")
        with bench.measured(pid, f"{CHANGES:,} changes of presence among {BIG:,}", ""):
            bench.hall.presences(room, bench.resource, CHANGES)
        with bench.measured(pid, f"{SAID:,} messages among {BIG:,} on screen", ""):
            bench.hall.talk(room, bench.resource, SAID)
        bench.picture("room-big-said")
        bench.charla.call("LeaveRoom", "(ss)", bench.jid, room)


def measure_small(bench):
    """The figures that peers were measured by."""
    room = bench.hall.room(f"some{SMALL}")
    with bench.running() as pid:
        bench.join(room)
        bench.open(room, pid)
        with bench.measured(pid, f"{SAID:,} messages among {SMALL} on screen", "≤ 500 ms"):
            bench.hall.talk(room, bench.resource, SAID)
        with bench.measured(pid, f"1,000 changes of presence among {SMALL}", "≤ 150 ms"):
            bench.hall.presences(room, bench.resource, 1000)
        held = [message for message in bench.charla.whole_history(room, bench.jid)
                if message["kind"] == "text"]
        if len(held) != SAID:
            raise AssertionError(f"{len(held)} of {SAID} messages are stored")
        bench.charla.call("LeaveRoom", "(ss)", bench.jid, room)


def measure_many(bench):
    """Fifty rooms that are joined at sign-in."""
    rooms = [bench.hall.room(f"many{number}x{IN_EACH}") for number in range(ROOMS)]
    with bench.running() as pid:
        for room in rooms:
            bench.join(room)
        settle(pid)
    with bench.charla:
        pid, since = bench.charla.process.pid, time.monotonic()
        bench.charla.wait_online(bench.jid)
        wait_for(lambda: all(entry["state"] == "joined" and entry["occupants"] >= IN_EACH
                             for entry in bench.charla.call("ListRooms", "(s)", bench.jid)), 60,
                 "all are joined", interval=0.2)
        took = time.monotonic() - since
        spent = settle(pid)
        resident, dirty = memory(pid)
        bench.picture("rooms-many")
        for room in rooms:
            bench.charla.call("LeaveRoom", "(ss)", bench.jid, room)
    add = bench.report.add
    add(f"start with {ROOMS} rooms of {IN_EACH}: CPU until settled", spent * 1000, "ms", None, "", "")
    add("  until all are joined", took * 1000, "ms", None, "", "")
    add("  resident memory", resident / MEGABYTE, "MB", None, "", "≤ 120 MB")
    add("  private dirty memory", dirty / MEGABYTE, "MB", None, "", "≤ 50 MB")


PARTS = {"big": measure_big, "small": measure_small, "many": measure_many}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
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
