# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the main thread of the owner of a bus name something, time and again until standard input is
closed, and prints how long the answer took at most, how often over 50 ms, how often it asked, for how
long the main thread had a processor at most until it answered, and how long the answer took at most
when what it waited for one is taken away: whatever else the machine does is in the first two, not in
those. By turns the bus itself is asked, and the sixth is what that took at most."""
import pathlib
import select
import sys
import time

import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  pylint: disable=wrong-import-position


def make_clock(bus, name):
    """What tells how many seconds the main thread of the owner of a name has had a processor, and for
    how many it and the thread that speaks with the bus have waited for one."""
    pid, = bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)), None,
                         Gio.DBusCallFlags.NONE, 60000, None).unpack()
    tasks = pathlib.Path(f"/proc/{pid}/task")
    threads = [tasks / str(pid), *(task for task in tasks.iterdir()
                                   if (task / "comm").read_text().strip() == "gdbus")]

    def read():
        (had, waited), *others = ([int(number) / 1e9 for number in
                                   (thread / "schedstat").read_text().split()[:2]] for thread in threads)
        return had, waited + sum(more for _, more in others)
    return read


def ask(bus, *question):
    """In how many seconds it is answered."""
    before = time.monotonic()
    try:
        bus.call_sync(*question)
    except GLib.Error as error:
        print(error.message, file=sys.stderr)
    return time.monotonic() - before


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    name = sys.argv[1]
    path = "/" + name.replace(".", "/")
    # What every GtkApplication answers in its main thread.
    question = (name, path, "org.gtk.Actions", "List", None, None,
                Gio.DBusCallFlags.NO_AUTO_START, 60000, None)
    bare = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId", None, None,
            Gio.DBusCallFlags.NONE, 60000, None)
    clock = make_clock(bus, name)
    longest, over, count, own, apart, alone = 0.0, 0, 0, 0.0, 0.0, 0.0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.01)[0]:
        before = clock()
        took = ask(bus, *question)
        longest, over, count = max(longest, took), over + (took > 0.05), count + 1
        had, waited = (now - then for now, then in zip(clock(), before))
        own, apart = max(own, had), max(apart, took - waited, had)
        alone = max(alone, ask(bus, *bare))
    print(longest, over, count, own, apart, alone)


if __name__ == "__main__":
    main()
