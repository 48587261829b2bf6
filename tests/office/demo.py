#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration: the office, and Ana's window signed in; or pictures of it."""
import argparse
import contextlib
import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import TOP, Charla, Session, temporary_directory, tap  # noqa: E402

import office  # noqa: E402
import people  # noqa: E402
import pictures  # noqa: E402

DISPLAY = ("DISPLAY", "XAUTHORITY", "GDK_SCALE", "GDK_DPI_SCALE", "LANG", "LANGUAGE",
           "XCURSOR_SIZE", "XCURSOR_THEME", "GTK_THEME")


def has_display():
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def installed(prefix):
    """What a program finds its own files by when it is installed outside of /usr."""
    return {"XDG_DATA_DIRS": f"{prefix}/share:/usr/local/share:/usr/share"}


def display_of_the_person():
    """The person's own display, language and habits, for a window in a session of ours."""
    found = {name: os.environ[name] for name in DISPLAY if name in os.environ}
    if wayland := os.environ.get("WAYLAND_DISPLAY"):
        runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
        found["WAYLAND_DISPLAY"] = str(pathlib.Path(runtime) / wayland)
    if "XAUTHORITY" not in found:
        found["XAUTHORITY"] = str(pathlib.Path.home() / ".Xauthority")
    return found


def show_window(directory, prefix):
    session = Session(directory / "session")
    with session:
        print("Opening the office", flush=True)
        with office.Office(directory / "office") as place:
            office.prepare(place, session, prefix)
            environment = {**installed(prefix), **display_of_the_person()}
            for name in ("GSK_RENDERER", "GTK_A11Y", "NO_AT_BRIDGE", "LC_ALL"):
                session.environment.pop(name, None)
            place.start_answering()
            charla = Charla(session, None, prefix=prefix, headless=False, environment=environment)
            pictures.configure(session, charla, run_in_background="false")
            with charla:
                answering = [person.name for person in people.COLLEAGUES if person.answers]
                print(f"Charla is open as {people.OWNER_NAME}. {' and '.join(answering)} answer "
                      "when you write. Ctrl+C ends everything.", flush=True)
                charla.process.process.wait()
                charla.process = None


def parse_options():
    parser = argparse.ArgumentParser(prog="tests/demo")
    parser.add_argument("--prefix", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--pictures", type=pathlib.Path, metavar="DIR",
                        help="take pictures into DIR instead of opening a window")
    parser.add_argument("--every", action="store_true",
                        help="pictures of every view in every variant; it takes long")
    parser.add_argument("--variant", action="append", choices=sorted(pictures.VARIANTS),
                        help="only this variant; may be given more than once")
    parser.add_argument("names", nargs="*", help="only the pictures whose name contains one of these")
    return parser.parse_args()


def main():
    options = parse_options()
    prefix = options.prefix.resolve()
    target = options.pictures
    if target is None and not has_display():
        target = TOP / "build-demo" / "pictures"
        print("There is no display, so Charla runs on a virtual one and leaves pictures.")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, tap.end_on_signal)
    status = 0
    try:
        with temporary_directory("charla-demo.") as directory:
            if target is None:
                show_window(directory, prefix)
            else:
                pictures.take(directory, pictures.Shooting(
                    prefix, installed(prefix), target.resolve(), options.every,
                    tuple(options.variant or ()), tuple(options.names)))
                print(f"The pictures are in {target}")
    except SystemExit as ending:
        print()
        status = 0 if ending.code == 128 + signal.SIGINT else ending.code
    except AssertionError as error:
        print(f"tests/demo: {error}", file=sys.stderr)
        status = 1
    with contextlib.suppress(ValueError):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
    tap.leave(status)


if __name__ == "__main__":
    main()
