#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it takes to store a server's whole archive on a device that never saw the account, and to come
back to thousands of messages; beside a client that reads the same archive, by the same pages over the
same kind of connection, and keeps nothing. With a window, whose main thread is asked all the time."""
import argparse
import contextlib
import pathlib
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (Authority, Charla, Prosody, Session, tap,  # noqa: E402
                         temporary_directory, wait_for)
from charla_test.peer import shared_loop  # noqa: E402
from charla_test.raw import RawClient  # noqa: E402

from crowd import Crowd  # noqa: E402
from measure import MEGABYTE, Stalls, cpu, memory, settle  # noqa: E402
from report import Report  # noqa: E402

ARCHIVED = 20000
MISSED = 5000
PEOPLE = 20
PAGE = 250  # the most that the server gives at once
SETTINGS = (f'storage = {{ archive = "memory" }}\nmax_archive_query_results = {PAGE}\n'
            f'storage_archive_item_limit = {2 * ARCHIVED}\n')
NAME = "im.charla.Charla"


def read_archive(server, name):
    """Seconds that a client needs that keeps nothing."""
    loop = shared_loop()

    async def work():
        client = await RawClient(server, name, "counting").connect()
        try:
            since = time.monotonic()
            found = await client.archive(PAGE)
            return len(found), time.monotonic() - since
        finally:
            await client.close()
    count, took = loop.call(work(), 300)
    if count < ARCHIVED:
        raise AssertionError(f"the server has archived {count} of {ARCHIVED} messages")
    return took


def speak(crowd, first, count):
    """As many messages, by turns of twenty people; returns when the server has taken them all."""
    crowd.write("".join(
        f"<message from='{crowd.contact(i % PEOPLE)}/crowd' to='{crowd.jid}' type='chat' id='old{i}'>"
        f"<body>Message {i} of those that came while nobody was there to read them</body>"
        f"<origin-id xmlns='urn:xmpp:sid:0' id='old{i}'/></message>"
        for i in range(first, first + count)))
    # The server answers in order.
    crowd.answered.clear()
    crowd.write(f"<iq type='get' id='barrier' from='{crowd.contact(0)}/crowd' "
                f"to='{crowd.server.domain}'><ping xmlns='urn:xmpp:ping'/></iq>")
    if not crowd.answered.wait(600):
        raise AssertionError("the server does not take the messages")


def stored(charla):
    """How many messages its archive holds."""
    file = charla.session.folder("data") / "charla" / "messages.db"
    if not file.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as archive:
        try:
            return archive.execute("SELECT count(*) FROM message").fetchone()[0]
        except sqlite3.OperationalError:  # not made yet
            return 0


def store(charla, wanted, begin):
    """Until so many are stored: seconds, processor time, longest stall, stalls, questions, growth."""
    pid = charla.process.pid
    settle(pid)
    size, stalls = memory(pid)[0], Stalls(charla.session, NAME)
    asking = stalls.cost(pid)
    before, since = cpu(pid), time.monotonic()
    begin()
    wait_for(lambda: stored(charla) >= wanted, 300, f"{wanted} messages are stored", interval=0.02)
    took = time.monotonic() - since
    asked = stalls.stop()
    cost = asking * (time.monotonic() - since)
    return took, settle(pid) - before - cost, asked, memory(pid)[0] - size


def tell(report, what, figures, floor, wanted_cpu):
    took, spent, (longest, over, asked), growth = figures
    report.add(f"{what}: stored after", took, "s", floor, "counting client", "≤ 2 ×")
    report.add("  CPU", spent, "s", None, "", wanted_cpu)
    report.add("  longest stall", longest * 1000, "ms", None, "", f"≤ 50 ms ({over} of {asked} over)")
    report.add("  growth of resident memory", growth / MEGABYTE, "MB", None, "", "")


def measure(stack, options):
    report = Report()
    directory = stack.enter_context(temporary_directory("charla-bench."))
    server = Prosody(directory / "server", Authority(directory / "ca"), log_level="warn",
                     settings=SETTINGS)
    crowd = Crowd(server, "ana", count=PEOPLE)
    stack.enter_context(server)
    server.add_user("ana")
    stack.enter_context(crowd)
    speak(crowd, 0, ARCHIVED)
    session = stack.enter_context(Session(directory / "session", display=True))
    charla = stack.enter_context(Charla(session, options.build, headless=False))

    floor = read_archive(server, "ana")
    figures = store(charla, ARCHIVED,
                    lambda: charla.add_account(server, "ana", tls="direct"))
    floor = min(floor, read_archive(server, "ana"))
    tell(report, f"{ARCHIVED} archived messages", figures, floor, "≤ 1.5 s")

    jid = server.jid("ana")
    since = time.monotonic()
    charla.call("SetPresence", "(sss)", jid, "offline", "")
    crowd.wait_gone(since)
    held = stored(charla)
    speak(crowd, ARCHIVED, MISSED)
    figures = store(charla, held + MISSED,
                    lambda: charla.call("SetPresence", "(sss)", jid, "available", ""))
    tell(report, f"{MISSED} missed messages", figures, floor * MISSED / ARCHIVED, "")
    whole = sum(len(charla.whole_history(crowd.contact(number))) for number in range(PEOPLE))
    if whole != ARCHIVED + MISSED:
        raise AssertionError(f"{whole} of {ARCHIVED + MISSED} messages are stored")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.build = options.build.absolute()
    with contextlib.ExitStack() as stack:
        measure(stack, options)
    tap.leave(0)


if __name__ == "__main__":
    main()
