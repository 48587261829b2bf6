#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that go straight from one to the other, over real servers: between two Charlas."""
import contextlib
import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import case, contains, equal, main, wait_for  # noqa: E402
from charla_test.charla import NAME  # noqa: E402
from charla_test.direct import Side, meet  # noqa: E402
from charla_test.picture import picture  # noqa: E402


def start(t, *, hidden=False):
    """Both are online. `hidden`: nobody shows an address: everything goes through the server, slowly."""
    one, two = Side(*t.signed_in()), Side(*t.signed_in())
    for side in (one, two) if hidden else ():
        side.charla.settings(NAME, show_address="false")
        side.charla.restart()
        side.charla.wait_online()
    return meet(one, two)


def offered(side, count=1):
    wait_for(lambda: side.last().get("offer") == "open" and len(side.files()) == count, 60, "an offer")
    return side.last()["id"]


@case
def a_file_goes_straight(t):
    one, two = start(t)
    content = os.urandom(300_000)
    sent = one.send(one.make("très cool.bin", content))
    identity = offered(two)
    offer = two.last()
    equal((offer["name"], offer["size"], offer["direct"]), ("très cool.bin", len(content), True))
    equal("path" in offer, False, "nothing comes unasked")
    equal(one.last()["state"], "queued")
    equal([entry["unread"] for entry in two.charla.json("conversations")], [1])
    path = pathlib.Path(two.charla.command("download", one.jid, identity).strip())
    equal(path.read_bytes(), content)
    equal(path.name, "très cool.bin")
    equal(two.kept, [path.name], "and nothing else is there")
    wait_for(lambda: one.last()["state"] == "delivered", 30, "its sender knows")
    equal(one.last()["id"], sent)
    for side in (one, two):
        side.charla.restart()
        side.charla.wait_online()
        equal(len(side.files()), 1)
    equal(two.last()["path"], str(path))
    equal(one.last()["state"], "delivered")

    again = one.send(one.make("très cool.bin", content))
    copy = pathlib.Path(two.charla.command("download", one.jid, offered(two, 2)).strip())
    equal(copy.read_bytes(), content, "what is sent twice is there twice")
    equal(copy != path, True)
    wait_for(lambda: {entry["id"]: entry["state"] for entry in one.files()} == {sent: "delivered", again: "delivered"},
             30, "its sender knows")


@case
def a_small_picture_goes_along(t):
    one, two = start(t)
    one.send(one.make("lake.jpg", picture(800, 600)))
    offered(two)
    with contextlib.closing(sqlite3.connect(two.charla.session.folder("data") / "charla" / "messages.db")) as database:
        small, = database.execute("SELECT thumbnail FROM file").fetchone()
    contains(small, "data:image/jpeg;base64,")
    equal(two.kept, [], "and nothing else")


@case
def several_go_at_a_time(t):
    one, two = start(t)
    names = {"отчёт.pdf": "отчёт.pdf", "日本語.txt": "日本語.txt", "ملف.docx": "ملف.docx",
             "photo\u202egpj.exe": "photogpj.exe", "..<b>'); DROP": "_b_'); DROP"}
    contents = {name: os.urandom(100_000) for name in names.values()}
    paths = [one.make(name, contents[told]) for name, told in names.items()]
    sent = one.charla.command("send", two.jid, "--direct", *(f"--file={path}" for path in paths)).split()
    equal([(entry["id"], entry["name"]) for entry in one.files()], list(zip(sent, contents)))
    wait_for(lambda: [entry["offer"] for entry in two.files()] == ["open"] * 5, 60, "the offers")
    for entry in two.files():
        two.accept(entry["id"])
    wait_for(lambda: all("path" in entry for entry in two.files()), 60, "all of them")
    equal({entry["name"]: pathlib.Path(entry["path"]).read_bytes() for entry in two.files()}, contents)
    equal(two.kept, sorted(contents))
    wait_for(lambda: {entry["state"] for entry in one.files()} == {"delivered"}, 30, "their sender knows")


@case
def what_is_not_wanted_does_not_come(t):
    one, two = start(t)
    one.send(one.make("a.bin", b"a" * 1000))
    two.charla.command("decline", one.jid, offered(two))
    wait_for(lambda: one.last()["state"] == "failed", 30, "the answer")
    contains(one.last()["error"], "declined")
    equal(two.last()["offer"], "declined")
    equal(two.charla.run("download", one.jid, two.last()["id"])[0] != 0, True)

    one.charla.command("retry", two.jid, one.last()["id"])
    offered(two, 2)
    one.charla.command("cancel", two.jid, one.last()["id"])
    wait_for(lambda: two.last()["offer"] == "withdrawn", 30, "it is offered no longer")
    # The other one hears of it while it is still being noted here.
    wait_for(lambda: one.last()["state"] == "failed", 30, "it is noted here")
    equal(len(one.files()), 1)
    equal(two.kept, [])


@case
def an_offer_waits_for_both(t):
    one, two = start(t)
    two.charla.stop()
    wait_for(lambda: not one.sees_other(), 30, "the other one is gone")
    first, second = one.send(one.make("a.bin", b"a" * 1000)), one.send(one.make("b.bin", b"b" * 1000))
    equal([(entry["state"], entry["transfer"]) for entry in one.files()], [("queued", "absent")] * 2)
    one.charla.restart()
    one.charla.wait_online()
    equal([(entry["id"], entry["state"]) for entry in one.files()], [(first, "queued"), (second, "queued")])
    one.charla.command("cancel", two.jid, second)
    wait_for(lambda: {entry["id"]: entry["error"] for entry in one.files()}[second] == "Cancelled.", 30,
             "it waits no longer")

    two.charla.start()
    two.charla.wait_online()
    identity = offered(two)
    path = pathlib.Path(two.charla.command("download", one.jid, identity).strip())
    equal((path.name, path.read_bytes()), ("a.bin", b"a" * 1000))
    wait_for(lambda: {entry["id"]: entry["state"] for entry in one.files()}[first] == "delivered", 30,
             "its sender knows")
    equal(len(two.files()), 1)


@case
def an_offer_ends_with_its_sender(t):
    one, two = start(t)
    one.send(one.make("a.bin", b"a" * 1000))
    offered(two)
    one.charla.stop()
    wait_for(lambda: two.last()["offer"] == "withdrawn", 60, "it is offered no longer")
    two.charla.restart()
    two.charla.wait_online()
    equal(two.last()["offer"], "withdrawn")
    one.charla.start()
    one.charla.wait_online()
    identity = offered(two)
    path = pathlib.Path(two.charla.command("download", one.jid, identity).strip())
    equal(path.read_bytes(), b"a" * 1000)
    wait_for(lambda: one.last()["state"] == "delivered", 30, "its sender knows")
    equal(len(one.files()), 1)
    wait_for(lambda: len(two.files()) == 1, 30, "the first offer is gone")


def cut_and_go_on(one, two, size):
    """The sender is cut off in the midst of a file, then the receiver in the midst of another."""
    for number, victim in enumerate((one, two), 1):
        content = os.urandom(1_000_000) * (size // 1_000_000)
        one.send(one.make(f"{number}.bin", content))
        two.accept(offered(two, number))
        wait_for(lambda: two.last().get("done", 0) > 1_000_000, 60, "some of it")
        equal(one.last()["state"], "queued")
        victim.charla.kill()
        part, = (name for name in two.kept if not name.endswith(".bin"))
        equal(part[0], ".", "nothing half has the final name")
        came = (two.folder / part).stat().st_size
        assert 500_000 < came < size, came

        victim.charla.start()
        victim.charla.wait_online()

        if victim is two:  # who has wanted it, and still knows that, is not asked again
            wait_for(lambda: two.last().get("offer") == "open", 60, "it is offered again")
            two.accept(two.last()["id"])
        else:
            wait_for(lambda: two.last().get("done", 0) > came or "path" in two.last(), 60, "it goes on by itself")
        done = wait_for(lambda: two.last().get("done", 0) or two.last().get("path"), 60, "it goes on")
        assert isinstance(done, str) or done >= came, (done, came)
        wait_for(lambda: "path" in two.last(), 120, "all of it")
        equal(pathlib.Path(two.last()["path"]).read_bytes() == content, True, "it is the same")
        equal(two.kept, [f"{n}.bin" for n in range(1, number + 1)])
        equal((len(one.files()), len(two.files())), (number, number))
        wait_for(lambda: one.last()["state"] == "delivered", 30, "its sender knows")


@case
def what_was_cut_off_goes_on(t):
    cut_and_go_on(*start(t, hidden=True), 80_000_000)


@case
def what_was_cut_off_goes_on_in_stanzas(t):
    t.new_server().stop_relay()
    cut_and_go_on(*start(t, hidden=True), 4_000_000)


def stop_from_either_side(one, two, size):
    path = one.make("a.bin", b"")
    os.truncate(path, size)
    one.send(path)
    for number, (stopped, text) in enumerate(((two, "contact cancelled it"), (one, "Cancelled"))):
        if number > 0:
            one.charla.command("retry", two.jid, one.last()["id"])
        identity = offered(two)
        two.accept(identity)
        wait_for(lambda: two.last().get("done", 0) > 500_000, 60, "some of it")
        stopped.charla.command("cancel", stopped.other.jid, stopped.last()["id"])
        wait_for(lambda: one.last()["state"] == "failed", 30, "its sender hears of it")
        contains(one.last()["error"], text)
        wait_for(lambda: two.last()["offer"] == "failed", 30, "who gets it hears of it")
        equal(two.last()["error"], None if stopped is two else "The sender cancelled it.")
    equal((len(one.files()), len(two.files())), (1, 1))
    equal([name[0] for name in two.kept], ["."], "nothing half has the final name")


@case
def either_side_can_stop_it(t):
    """What the other one hears is that, whatever becomes of the connection."""
    for hidden in (False, True):
        one, two = start(t, hidden=hidden)
        stop_from_either_side(one, two, 400_000_000)
        one.charla.stop()
        two.charla.stop()


@case
def either_side_can_stop_it_in_stanzas(t):
    t.new_server().stop_relay()
    stop_from_either_side(*start(t, hidden=True), 60_000_000)


if __name__ == "__main__":
    main()
