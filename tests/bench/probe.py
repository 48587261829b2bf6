# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the main thread of the owner of a bus name something, time and again until standard input is
closed, and prints how long the answer took at most, how often over 50 ms, how often it asked, and for
how long the main thread had a processor at most until it answered: whatever else the machine does is
in the first two, but not in that."""
import pathlib
import select
import sys
import time

import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  pylint: disable=wrong-import-position


def make_clock(bus, name):
    """What tells how many seconds the main thread of the owner of a name has had a processor."""
    pid, = bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)), None,
                         Gio.DBusCallFlags.NONE, 60000, None).unpack()
    file = pathlib.Path(f"/proc/{pid}/task/{pid}/schedstat")
    return lambda: int(file.read_text().split()[0]) / 1e9


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    name = sys.argv[1]
    path = "/" + name.replace(".", "/")
    # What every GtkApplication answers in its main thread.
    question = (name, path, "org.gtk.Actions", "List", None, None,
                Gio.DBusCallFlags.NO_AUTO_START, 60000, None)
    clock = make_clock(bus, name)
    longest, over, count, own = 0.0, 0, 0, 0.0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.01)[0]:
        before, spent = time.monotonic(), clock()
        try:
            bus.call_sync(*question)
        except GLib.Error as error:
            print(error.message, file=sys.stderr)
        took = time.monotonic() - before
        longest, over, count = max(longest, took), over + (took > 0.05), count + 1
        own = max(own, clock() - spent)
    print(longest, over, count, own)


if __name__ == "__main__":
    main()
