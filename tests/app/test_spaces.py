#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspaces: the same on all devices of an account."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import CommandError, case, contains, equal, main, wait_for  # noqa: E402

NODE = "https://charla.im/protocol/workspaces:0"
PUBSUB = "http://jabber.org/protocol/pubsub"


def spaces(charla):
    return [(space["name"], space["members"]) for space in charla.call("ListSpaces", "(s)", "")]


def stored(device, to=None):
    """What the node has, as anybody is told it; None: nothing."""
    try:
        answer = device.request(f"<pubsub xmlns='{PUBSUB}'><items node='{NODE}'/></pubsub>", "get", to=to)
    except Exception:  # pylint: disable=broad-except
        return None
    return sorted(one.get("name") for one in answer.iter(f"{{{NODE}}}workspace"))


@case
def are_the_same_on_two_devices(t):
    user = t.user()
    charla, jid = t.signed_in(name=user)
    other = t.charla()
    other.add_account(t.server, user)
    phone = t.peer(user, resource="phone")
    peer = t.peer()

    charla.command("space", "create", "Work")
    charla.command("space", "create", "Home")
    charla.command("space", "add", "work", peer.jid, "team@rooms.example")
    wait_for(lambda: spaces(other) == [("Work", [peer.jid, "team@rooms.example"]), ("Home", [])], 60,
             "the other device has them")
    equal(stored(phone), ["Home", "Work"])
    equal(stored(peer, to=jid), None, "nobody else may look at that")

    other.command("space", "rename", "Home", "House")
    other.command("space", "move", "House", "1")
    other.command("space", "remove", "Work", peer.jid)
    wait_for(lambda: spaces(charla) == [("House", []), ("Work", ["team@rooms.example"])], 60, "and the other way")

    # While one is away.
    other.stop()
    charla.command("space", "delete", "House")
    charla.command("space", "create", "Play")
    wait_for(lambda: stored(phone) == ["Play", "Work"], 60, "it is told")
    other.start()
    equal(spaces(other)[:1], [("House", [])], "at once, what was known")
    wait_for(lambda: spaces(other) == [("Work", ["team@rooms.example"]), ("Play", [])], 60, "then what is new")


@case
def from_the_command_line(t):
    charla, _ = t.signed_in()
    peer = t.peer()
    identity = charla.json("space", "create", "Work")[0]["id"]
    charla.command("space", "add", identity, peer.jid)
    contains(charla.command("space", "list"), "Work")
    contains(charla.command("space", "list"), peer.jid)
    listed = charla.json("space", "list")
    equal([(one["id"], one["members"], one["unread"]) for one in listed], [(identity, [peer.jid], 0)])
    peer.send(listed[0]["account"], "Hello")
    wait_for(lambda: charla.json("space", "list")[0]["unread"] == 1, 60, "it is counted")
    for arguments, reason in [(("create", "work"), "already"), (("create", " "), "name"),
                              (("add", "Nowhere", peer.jid), "no such"), (("add", "Work", "@@"), "address")]:
        try:
            charla.command("space", *arguments)
        except CommandError as error:
            contains(str(error), reason)
        else:
            raise AssertionError(f"{arguments} was done")
    charla.command("space", "delete", "Work")
    equal(charla.json("space", "list"), [])


if __name__ == "__main__":
    main()
