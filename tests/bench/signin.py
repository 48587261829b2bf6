#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long signing in takes on loopback, from the first packet until the session is bound: ours,
and slixmpp's, by turns."""
import argparse
import contextlib
import pathlib
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Authority, Peer, Prosody, tap, temporary_directory, wait_for  # noqa: E402

from report import Report  # noqa: E402

RUNS = 10
TURNS = 3


class Timed(Peer):
    """Knows when it was bound."""
    bound = None

    def configure(self, client):
        client.add_event_handler("session_bind",
                                 lambda _: setattr(self, "bound", time.monotonic()))


def measure_slixmpp(server):
    peer = Timed(server, "ana", resource="slixmpp")
    since = time.monotonic()
    peer.connect()
    wait_for(lambda: peer.bound, 20, "slixmpp is bound")
    took = peer.bound - since
    peer.disconnect()
    return took * 1000


def measure_ours(program, server, *options):
    words = [program, "--address", server.jid("ana"), "--password", "secret", "--host",
             server.address, "--port", str(server.port), "--ca", str(server.ca), "--runs",
             str(RUNS + 1), *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"bench-signin: {done.stdout}{done.stderr}")
    print("#", " / ".join(done.stdout.split("\n")).strip())
    return [float(value) for value in re.findall(r"^run: ([\d.]+)", done.stdout, re.M)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    options = parser.parse_args()
    program = options.build.absolute() / "tests/bench/bench-signin"
    report = Report()
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(temporary_directory("charla-bench."))
        server = stack.enter_context(Prosody(directory / "server", Authority(directory / "ca"),
                                             log_level="warn"))
        server.add_user("ana")
        again, fresh, peer = [], [], []
        for _ in range(TURNS):
            again += measure_ours(program, server)
            peer += [measure_slixmpp(server) for _ in range(RUNS)]
            fresh += measure_ours(program, server, "--fresh")
    beside = statistics.median(peer)
    report.add("signing in", statistics.median(again), "ms", beside, "slixmpp", "≤ 45 ms")
    report.add("  with nothing kept from before", statistics.median(fresh), "ms", beside, "slixmpp",
               "")
    tap.leave(0)


if __name__ == "__main__":
    main()
