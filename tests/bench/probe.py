# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the main thread of the owner of a bus name something, time and again until standard input is
closed, and prints how long the answer took at most, how often over 50 ms, and how often it asked."""
import select
import sys
import time

import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  pylint: disable=wrong-import-position


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    name = sys.argv[1]
    path = "/" + name.replace(".", "/")
    # What every GtkApplication answers in its main thread.
    question = (name, path, "org.gtk.Actions", "List", None, None,
                Gio.DBusCallFlags.NO_AUTO_START, 60000, None)
    longest, over, count = 0.0, 0, 0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.01)[0]:
        before = time.monotonic()
        try:
            bus.call_sync(*question)
        except GLib.Error as error:
            print(error.message, file=sys.stderr)
        took = time.monotonic() - before
        longest, over, count = max(longest, took), over + (took > 0.05), count + 1
    print(longest, over, count)


if __name__ == "__main__":
    main()
