#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole program, measured beside a bare libadwaita window in the same run, by turns.

Prints a line for each figure: what, Charla's median, the floor's, and the target. Fails only where
something does not work: times belong to the machine and the hour, ratios are for people to judge.
"""
import argparse
import contextlib
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from gi.repository import GLib  # noqa: E402

from charla_test import (Authority, Charla, Peer, Process, Prosody, Session,  # noqa: E402
                         tap, temporary_directory, wait_for)

TICK = os.sysconf("SC_CLK_TCK")
ROUNDS = 5
CONTACTS = 1000
FLOOD = 10000
MEGABYTE = 1024 * 1024


class Windows:
    """Says when the window manager took a new window into its list."""

    def __init__(self, session):
        self.process = subprocess.Popen(["xprop", "-root", "-spy", "_NET_CLIENT_LIST"],
                                        env=session.environment, stdout=subprocess.PIPE, text=True)
        self.moments = []
        self.process.stdout.readline()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.moments.append((time.monotonic(), line))

    def next(self, since, timeout=60):
        """When the first window appeared after `since`."""
        def appeared():
            return next((moment for moment, line in self.moments
                         if moment > since and "0x" in line), None)
        return wait_for(appeared, timeout, "a window", interval=0.002)

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid):
    """Resident and private dirty bytes."""
    found = {}
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value, *_ = line.split()
        found[name] = int(value) * 1024
    return found["Rss:"], found["Private_Dirty:"]


def settle(pid, quiet=2.0):
    """Processor time until the process does nothing any more."""
    before, since = cpu(pid), time.monotonic()
    while time.monotonic() - since < quiet:
        time.sleep(0.1)
        now = cpu(pid)
        if now - before > 0.02:
            since = time.monotonic()
        before = now
    return before


class Stalls:
    """Asks the main thread something all the time; the longest that it took to answer."""

    def __init__(self, charla):
        self.charla, self.longest, self.running = charla, 0.0, True
        self.thread = threading.Thread(target=self._ask)
        self.thread.start()

    def _ask(self):
        while self.running:
            before = time.monotonic()
            with contextlib.suppress(GLib.Error):
                self.charla.call("MarkRead", "(ss)", "", "nobody@nowhere.example")
            self.longest = max(self.longest, time.monotonic() - before)
            time.sleep(0.01)

    def stop(self):
        self.running = False
        self.thread.join()
        return self.longest


class Report:
    def __init__(self):
        self.rows = []

    def add(self, what, value, floor, target, unit="ms"):
        ratio = f"{value / floor:6.2f} ×" if floor else " " * 8
        beside = f"floor {floor:8.1f} {unit}" if floor else ""
        print(f"# {what:<46} {value:8.1f} {unit:<3} {beside:<22} {ratio}  wanted {target}",
              flush=True)


def fill_roster(server, name):
    with Peer(server, name, resource="filler") as peer:
        for number in range(CONTACTS):
            peer.raw(f"<iq type='set' id='f{number}'><query xmlns='jabber:iq:roster'>"
                     f"<item jid='contact{number}@elsewhere.example' name='Contact {number}'>"
                     f"<group>Group {number % 20}</group></item></query></iq>")
        peer.flushed(120)


def measure_starts(report, session, charla, floor_program, jid, watcher):
    windows = Windows(session)
    starts, floors, onlines, spent, floor_spent, sizes = [], [], [], [], [], []
    for _ in range(ROUNDS):
        since = time.monotonic()
        floor = Process([floor_program], session.folder("floor.log"), charla.environment)
        floors.append(windows.next(since) - since)
        floor_spent.append(settle(floor.pid))
        floor_memory = memory(floor.pid)
        floor.stop()

        wait_for(lambda: not watcher.sees(jid), 20, "the account is offline")
        since = time.monotonic()
        process = Process([charla.program], charla.log, charla.environment)
        starts.append(windows.next(since) - since)
        onlines.append(wait_for(lambda: watcher.sees(jid), 60, "online", interval=0.002) - since)
        spent.append(settle(process.pid))
        sizes.append(memory(process.pid))
        process.stop()
    windows.close()
    median = statistics.median
    report.add("second start to window", median(starts) * 1000, median(floors) * 1000,
               "≤ 1.5 × the floor")
    report.add("second start to online", median(onlines) * 1000, None, "≤ 350 ms")
    report.add(f"CPU until settled, {CONTACTS} contacts", median(spent) * 1000,
               median(floor_spent) * 1000, "≤ 400 ms")
    report.add(f"resident memory, {CONTACTS} contacts",
               median(size[0] for size in sizes) / MEGABYTE, floor_memory[0] / MEGABYTE,
               "≤ 120 MB", "MB")
    report.add(f"private dirty memory, {CONTACTS} contacts",
               median(size[1] for size in sizes) / MEGABYTE, floor_memory[1] / MEGABYTE,
               "≤ 50 MB", "MB")


class Watcher(Peer):
    """Another resource of the account: sees Charla come and go, and when."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.seen = {}

    def _on_presence(self, stanza):
        super()._on_presence(stanza)
        full = str(stanza["from"])
        if stanza.xml.get("type") == "unavailable":
            self.seen.pop(full, None)
        elif not full.endswith("/" + self.resource):
            self.seen.setdefault(full, time.monotonic())

    def sees(self, jid):
        return next((moment for full, moment in self.seen.items() if full.startswith(jid)), None)


def flood(peer, jid, count):
    """As fast as the server takes it."""
    texts = "".join(
        f"<message to='{jid}' type='chat' id='flood{number}'><body>Message {number} of a flood that "
        "is as long as what people write</body>"
        f"<origin-id xmlns='urn:xmpp:sid:0' id='flood{number}'/>"
        "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/></message>"
        for number in range(count))
    peer.raw(texts)


def measure_flood_floor(server, peer, name):
    """What the server alone needs: a client that only reads."""
    with Peer(server, name, receipts=False) as sink:
        before = time.monotonic()
        flood(peer, sink.jid, FLOOD)
        wait_for(lambda: len(sink.messages) >= FLOOD, 300, "the floor", interval=0.05)
        return time.monotonic() - before


def measure_flood(report, charla, jid, peer, floor_s):
    charla.headless = False
    with charla:
        charla.wait_online(jid)
        peer.send(jid, "first")
        wait_for(lambda: charla.history(peer.jid), 20, "the first message")
        charla.call("Open", "(s)", f"xmpp:{peer.jid}")
        pid = charla.process.pid
        spent_before = settle(pid)
        size_before = memory(pid)[0]
        stalls = Stalls(charla)
        since = time.monotonic()
        flood(peer, jid, FLOOD)

        def last():
            messages = charla.history(peer.jid, 1)
            return messages and messages[-1]["body"].startswith(f"Message {FLOOD - 1} ")
        wait_for(last, 300, "the last message", interval=0.1)
        wall = time.monotonic() - since
        longest = stalls.stop()
        spent = settle(pid) - spent_before
        growth = memory(pid)[0] - size_before
        stored = sum(1 for message in charla.whole_history(peer.jid)
                     if message["body"].startswith("Message "))
    if stored != FLOOD:
        raise AssertionError(f"{stored} of {FLOOD} messages are stored")
    report.add(f"{FLOOD} messages on screen: CPU", spent * 1000, None, "≤ 2,000 ms")
    report.add("  wall", wall * 1000, floor_s * 1000, "the server's own time")
    report.add("  longest stall", longest * 1000, None, "≤ 50 ms")
    report.add("  growth of resident memory", growth / MEGABYTE, None, "< 20 MB", "MB")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    options = parser.parse_args()
    report = Report()
    with temporary_directory("charla-bench.") as directory, contextlib.ExitStack() as stack:
        server = stack.enter_context(Prosody(directory / "server", Authority(directory / "ca"),
                                             log_level="warn"))
        for name in ("ana", "peer", "sink"):
            server.add_user(name)
        fill_roster(server, "ana")
        session = stack.enter_context(Session(directory / "session", display=True))
        charla = Charla(session, options.build)
        with charla:
            jid = charla.add_account(server, "ana")
            wait_for(lambda: len(charla.contacts()) == CONTACTS, 60, "the contacts")
        with Watcher(server, "ana", resource="watcher") as watcher:
            measure_starts(report, session, charla, options.build / "tests/bench/floor-window", jid,
                           watcher)
        peer = stack.enter_context(Peer(server, "peer"))
        floor_s = measure_flood_floor(server, peer, "sink")
        measure_flood(report, charla, jid, peer, floor_s)
    tap.leave(0)


if __name__ == "__main__":
    main()
