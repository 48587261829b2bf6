#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk without space: the person is told, and everything goes on once there is some."""
import contextlib
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from gi.repository import GLib  # noqa: E402

from charla_test import Room, Skip, case, equal, main, network, run, wait_for  # noqa: E402

SERVERS = ("prosody",)
PRIVATE = network.enter()


def on_a_small_disk(t):
    """Charla, signed in, with its data on a file system of a few megabytes."""
    if not PRIVATE:
        raise Skip("only root can mount a small disk")
    session = t.session()
    disk = session.folder("data")
    run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", disk])
    t.stack.callback(run, ["umount", "--lazy", disk], check=False)
    charla = t.charla(session)
    jid = charla.add_account(t.server, t.user())
    return charla, jid, disk


def fill(disk):
    """Takes all the space that is left."""
    with open(disk / "ballast", "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)


@case
def a_message_that_cannot_be_kept_is_refused_aloud(t):
    charla, jid, disk = on_a_small_disk(t)
    peer = t.peer()
    charla.send(peer.jid, "before")
    peer.wait_for_body("before")
    fill(disk)

    def refused():
        try:
            charla.send(peer.jid, "x" * 9000)
        except GLib.Error as error:
            return error.message
        return None
    reason = wait_for(refused, 60, "a refusal")
    assert "disk" in reason.lower() or "DiskFull" in reason, reason
    # Something small finds a place again, which is not the end of the trouble.
    os.truncate(disk / "ballast", (disk / "ballast").stat().st_size - 64 * 1024)
    equal(charla.send(peer.jid, "small") != "", True)
    assert charla.call("GetStatus").get("trouble"), "the person is told"
    equal(charla.state(jid), "online")
    (disk / "ballast").unlink()

    def sent():
        try:
            return charla.send(peer.jid, "after")
        except GLib.Error:
            return None
    wait_for(sent, 60, "it works again", interval=0.5)
    peer.wait_for_body("after")
    charla.restart()
    bodies = [message["body"] for message in charla.whole_history(peer.jid)]
    equal((bodies[0], bodies[-1]), ("before", "after"))


@case
def what_arrives_meanwhile_is_stored_when_there_is_space(t):
    charla, jid, disk = on_a_small_disk(t)
    peer = t.peer()
    fill(disk)
    texts = [f"{number} " + "y" * 4000 for number in range(60)]
    for text in texts:
        peer.send(jid, text)
    peer.flushed()
    wait_for(lambda: charla.call("GetStatus").get("trouble"), 60, "the person is told")
    (disk / "ballast").unlink()
    wait_for(lambda: [message["body"] for message in charla.whole_history(peer.jid)] == texts, 90,
             "everything is stored", interval=0.5)


@case
def files_that_are_told_of_meanwhile_are_there_when_there_is_space(t):
    charla, jid, disk = on_a_small_disk(t)
    peer = t.peer()
    fill(disk)
    names = [f"{number} " + "y" * 100 for number in range(150)]
    for name in names:
        url = f"https://files.example/{name.split()[0]}"
        peer.send(jid, url, extra="<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>"
                  f"<name>{name}</name><size>5</size></file><sources><url-data "
                  f"xmlns='http://jabber.org/protocol/url-data' target='{url}'/></sources></file-sharing>"
                  f"<x xmlns='jabber:x:oob'><url>{url}</url></x>")
    peer.flushed()
    wait_for(lambda: charla.call("GetStatus").get("trouble"), 60, "the person is told")
    (disk / "ballast").unlink()

    def told():
        return [message.get("files", [{}])[0].get("name") for message in charla.whole_history(peer.jid)]
    wait_for(lambda: len(told()) >= len(names), 90, "all are there", interval=0.5)
    equal(told(), names)


@case
def what_waits_for_space_is_not_lost_when_it_is_killed(t):
    charla, jid, disk = on_a_small_disk(t)
    peer = t.peer()
    texts = [f"{number} " + "y" * 2000 for number in range(200)]
    for text in texts[:100]:
        peer.send(jid, text)
    wait_for(lambda: charla.whole_history(peer.jid), 60, "the first of it", interval=0.01)
    fill(disk)
    for text in texts[100:]:
        peer.send(jid, text)
    peer.flushed()
    wait_for(lambda: charla.call("GetStatus").get("trouble"), 60, "the person is told")
    charla.kill()
    (disk / "ballast").unlink()
    charla.start()
    # The key ring has its file on what was there before that disk.
    wait_for(lambda: charla.state(jid) == "needs-password", 30, "the password is asked for")
    charla.call("GivePassword", "(ssb)", jid, "secret", False)
    charla.wait_online(jid)
    wait_for(lambda: len(charla.whole_history(peer.jid)) >= len(texts), 90,
             "everything is stored", interval=0.5)
    equal([message["body"] for message in charla.whole_history(peer.jid)], texts)


@case
def a_room_goes_on_when_there_is_space(t):
    charla, jid, disk = on_a_small_disk(t)
    room = Room(t.peer(), t.room_address(), "ben").join().open()
    charla.call("JoinRoom", "(ssa{sv})", jid, room.address, {"nick": GLib.Variant("s", "ana")})
    room.say("before")
    wait_for(lambda: charla.whole_history(room.address), 60, "Charla hears it")
    fill(disk)
    texts = [f"{number} " + "y" * 4000 for number in range(60)]
    for text in texts:
        room.say(text)
    room.peer.flushed()
    wait_for(lambda: charla.call("GetStatus").get("trouble"), 60, "the person is told")
    equal(charla.state(jid), "online")
    (disk / "ballast").unlink()

    def bodies():
        return [message["body"] for message in charla.whole_history(room.address)
                if message["kind"] == "text"]
    wait_for(lambda: bodies() == ["before", *texts], 90, "everything is stored", interval=0.5)
    charla.send(room.address, "after")
    wait_for(lambda: ("ana", "after") in room.heard(), 60, "the other hears it")
    wait_for(lambda: bodies() == ["before", *texts, "after"], 60, "nothing comes twice")


main()
