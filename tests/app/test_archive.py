#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept: history by pages, search, conversations, a damaged store."""
import pathlib
import stat
import sys

from gi.repository import GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Room, case, contains, equal, main, wait_for  # noqa: E402


def heard(t, texts):
    """Charla, signed in, having received `texts` from a peer."""
    charla, jid = t.signed_in()
    peer = t.peer()
    for text in texts:
        peer.send(jid, text)
    wait_for(lambda: len(charla.history(peer.jid, 1000)) == len(texts), 60, "all are stored")
    return charla, jid, peer


def store(charla):
    found = [path for path in charla.session.folder("data").rglob("*.db")]
    equal(len(found), 1, "files of the archive")
    return found[0]


@case
def history_comes_in_pages_without_gap_or_overlap(t):
    texts = [f"line {number}" for number in range(137)]
    charla, _, peer = heard(t, texts)
    for page in (1, 10, 136, 137, 500):
        if page == 1:
            equal(charla.history(peer.jid, 1)[0]["body"], texts[-1])
            continue
        equal([message["body"] for message in charla.whole_history(peer.jid, page=page)], texts,
              f"pages of {page}")


@case
def search_finds_words_whatever_their_accents(t):
    charla, _, peer = heard(t, ["El camión llegó", "nothing here", "un CAMION rojo",
                                "camiones", "100% \"quoted\" * word"])

    def found(words, with_=""):
        return [message["body"] for message in
                charla.call("Search", "(sssu)", words, "", with_, 50)]
    equal(set(found("camion")) >= {"El camión llegó", "un CAMION rojo"}, True)
    equal(found("llegó camión"), ["El camión llegó"])
    equal(found("camion", "nobody@a.example"), [])
    equal(found("camion rojo", peer.jid), ["un CAMION rojo"])
    for strange in ("\"", "*", "NEAR(", "a AND", "^", "-", "'; DROP TABLE message; --", "%"):
        found(strange)
    contains(found("quoted"), "100% \"quoted\" * word")


@case
def conversations_stand_newest_first(t):
    charla, jid = t.signed_in()
    peers = [t.peer() for _ in range(3)]
    for number, peer in enumerate(peers):
        peer.send(jid, f"hello {number}")
        wait_for(lambda peer=peer: charla.history(peer.jid), 60, "it arrives")

    def all_unread():
        found = charla.call("ListConversations")
        return [entry["unread"] for entry in found] == [1, 1, 1] and found
    listed = wait_for(all_unread, 60, "all are listed")
    equal([entry["address"] for entry in listed], [peer.jid for peer in reversed(peers)])
    contains(listed[0]["preview"], "hello 2")
    charla.restart()
    again = charla.call("ListConversations")
    equal([entry["address"] for entry in again], [peer.jid for peer in reversed(peers)])
    equal([entry["unread"] for entry in again], [1, 1, 1])


@case
def only_the_owner_can_read_the_store(t):
    charla, _, _ = heard(t, ["private"])
    charla.stop()
    for path in store(charla).parent.iterdir():
        if path.is_file():
            equal(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path.name)


@case
def a_damaged_store_is_kept_aside_and_salvaged(t):
    texts = [f"precious {number}" for number in range(300)]
    charla, jid, peer = heard(t, texts)
    charla.stop()
    path = store(charla)
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 4096)
    charla.start()
    charla.wait_online(jid)
    kept = [message["body"] for message in charla.whole_history(peer.jid)]
    lost = [text for text in texts if text not in kept]
    assert len(lost) < 100, f"{len(lost)} of {len(texts)} messages are lost"
    equal(kept, [text for text in texts if text in kept], "order of what was saved")
    copies = [entry for entry in path.parent.iterdir()
              if entry != path and entry.stat().st_size >= size]
    assert copies, "the damaged file is still there"
    peer.send(jid, "still alive")
    wait_for(lambda: charla.history(peer.jid)[-1]["body"] == "still alive", 60, "it works on")


@case
def a_damaged_store_keeps_its_rooms(t):
    charla, jid = t.signed_in()
    room = Room(t.peer(), t.room_address(), "ben").join().open()
    charla.call("JoinRoom", "(ssa{sv})", jid, room.address, {"nick": GLib.Variant("s", "ana")})
    texts = [f"precious {number}" for number in range(300)]
    for text in texts:
        room.say(text)

    def bodies():
        return [message["body"] for message in charla.whole_history(room.address)
                if message["kind"] == "text"]
    wait_for(lambda: bodies() == texts, 60, "all are stored")
    charla.stop()
    path = store(charla)
    size = path.stat().st_size
    with open(path, "r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 4096)
    charla.start()
    charla.wait_online(jid)
    wait_for(lambda: [one["state"] for one in charla.call("ListRooms", "(s)", "")] == ["joined"], 60,
             "Charla is in the room again")
    room.say("still alive")
    wait_for(lambda: "still alive" in bodies(), 60, "it works on")
    kept = bodies()
    assert len(texts) - len(kept) < 100, f"{len(kept)} of {len(texts)} messages are left"
    equal(kept, [text for text in [*texts, "still alive"] if text in kept], "in order, and once")


@case
def a_store_that_is_no_database_is_never_replaced_silently(t):
    charla, jid, _ = heard(t, ["one"])
    charla.stop()
    path = store(charla)
    for extra in ("-wal", "-shm"):
        path.with_name(path.name + extra).unlink(missing_ok=True)
    path.write_bytes(b"this is not a database\n" * 5000)
    charla.start()
    wait_for(lambda: charla.call("GetStatus").get("trouble"), 60, "the person is told")
    kept = [entry for entry in path.parent.iterdir() if entry.is_file() and
            entry.read_bytes().startswith(b"this is not a database")]
    assert kept, "what was there is kept"
    assert jid


main()
