# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel and the X server know of a process: time, memory, windows, stalls."""
import pathlib
import subprocess
import sys
import threading
import time

from charla_test import wait_for

MEGABYTE = 1024 * 1024
PROBE = pathlib.Path(__file__).with_name("probe.py")


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
    """Seconds of processor time that all threads of a process took, also those that ended; exact,
    not in ticks (the clock of clock_getcpuclockid)."""
    return time.clock_gettime((~pid << 3) | 2)


def memory(pid):
    """Resident and private dirty bytes."""
    found = {}
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value, *_ = line.split()
        found[name] = int(value) * 1024
    return found["Rss:"], found["Private_Dirty:"]


def hold_cursor(session):
    """The cursor does not blink: GTK redraws it 60 times a second for ten seconds after each key,
    which hides where the work ends."""
    folder = session.folder("config") / "gtk-4.0"
    folder.mkdir(exist_ok=True)
    (folder / "settings.ini").write_text("[Settings]\ngtk-cursor-blink=false\n")


def settle(pid, quiet=2.0, timeout=60):
    """Processor time until the process does nothing any more. A cursor blinks for ten seconds and
    counts as nothing."""
    before, since = cpu(pid), time.monotonic()
    end = since + timeout
    while time.monotonic() - since < quiet:
        time.sleep(0.2)
        now = cpu(pid)
        if now - before > 0.006:
            since = time.monotonic()
        before = now
        if since > end:
            raise AssertionError(f"it does not come to rest within {timeout} s")
    return before


def quiet_after(pid, since, quiet=0.3, share=0.05):
    """When the process was last busy after `since`; to 5 ms."""
    last = since
    before, moment = cpu(pid), time.monotonic()
    while time.monotonic() - last < quiet:
        time.sleep(0.005)
        now, then = cpu(pid), time.monotonic()
        if now - before > share * (then - moment):
            last = then
        before, moment = now, then
    return last


def wakeups(pid, seconds=20):
    """How often a second any thread of an idle process wakes up."""
    def count():
        switches = {}
        for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
            for line in status.read_text().splitlines():
                if line.startswith("voluntary_ctxt_switches"):
                    switches[status.parent.name] = int(line.split()[1])
        return switches
    before, spent = count(), cpu(pid)
    time.sleep(seconds)
    # One that ended meanwhile takes what it counted along.
    woken = sum(switches - before.get(thread, 0) for thread, switches in count().items())
    return woken / seconds, (cpu(pid) - spent) / seconds


class Stalls:
    """Asks the main thread something all the time, from a process of its own; how long it took to
    answer at most, and how often over 50 ms."""

    def __init__(self, session, name):
        self.process = subprocess.Popen([sys.executable, PROBE, name], env=session.environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.own = self.apart = self.alone = 0.0
        self.process.stdout.readline()

    @staticmethod
    def cost(pid, seconds=2):
        """What the questions alone cost an idle process, in seconds a second."""
        before, since = cpu(pid), time.monotonic()
        time.sleep(seconds)
        return (cpu(pid) - before) / (time.monotonic() - since)

    def stop(self):
        """(longest in s, number over 50 ms, number of questions); `own`: for how many seconds the main
        thread had a processor at most until it answered, which no other process disturbs; `apart`:
        how long the answer took at most without the time in which it, or the thread that speaks with
        the bus, waited for one; `alone`: what the bus took at most to answer such a question."""
        out, _ = self.process.communicate("")
        longest, over, count, *rest = out.split()
        self.own, self.apart, self.alone = (float(number) for number in rest)
        return float(longest), int(over), int(count)
