#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rooms on a real server, without the program: what the protocol layer does, done by two people."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Skip, case, contains, main  # noqa: E402


def words(t, server, *options, through=None):
    for name in ("ana", "ben"):
        server.add_user(name)
    door = through or server
    return [pathlib.Path(t.fixture.build) / "tests" / "xmpp" / "room-tour", "--host", door.address, "--port",
            str(door.port), "--ca", str(server.ca), "--domain", server.domain, *options]


def check(status, out, error, *steps):
    if status != 0:
        raise AssertionError(f"room-tour: {out}{error[-2000:]}")
    for step in ("created", "let in", "talked", "configured", "given voice", "thrown out", "listed", "destroyed",
                 *steps):
        contains(out, step)


def tour(t, server, *steps):
    done = subprocess.run(words(t, server), capture_output=True, text=True, check=False, timeout=220)
    check(done.returncode, done.stdout, done.stderr, "archived", *steps)


@case
def two_people_and_a_room(t):
    tour(t, t.server, *(["pictured"] if t.kind == "ejabberd" else ["with occupant-ids"]))


@case
def with_moderation_and_pictures(t):
    # Prosody has them in modules; ejabberd 23.01 knows no moderation.
    if t.kind != "prosody":
        raise Skip("nothing more on this server")
    tour(t, t.new_server(room_modules=("muc_moderation", "vcard_muc")), "moderated", "pictured")


def tour_with_waits(t, server, option, step, *, through=None, **acts):
    """@acts: what to do when that line comes, after which the tour goes on."""
    with subprocess.Popen(words(t, server, option, through=through), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        t.stack.callback(process.kill)
        seen = ""
        while acts and (line := process.stdout.readline()):
            seen += line
            if act := acts.pop(line.strip(), None):
                act()
                process.stdin.write("\n")
                process.stdin.flush()
        out, error = process.communicate(timeout=220)
        check(process.returncode, seen + out, error, step)


@case
def outlives_the_server(t):
    server = t.new_server()
    tour_with_waits(t, server, "--outage", "survived", waiting=server.restart)


@case
def leaves_while_it_is_cut_off(t):
    server = t.new_server()
    proxy = t.proxy()
    tour_with_waits(t, server, "--cut", "gone", through=proxy, waiting=proxy.cut, left=proxy.heal)


@case
def outlives_the_service_of_rooms(t):
    server = t.new_server()
    tour_with_waits(t, server, "--service", "outlived", waiting=server.stop_rooms, lost=server.start_rooms)


if __name__ == "__main__":
    main()
