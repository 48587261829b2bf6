#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workspaces, the same on all devices of an account; and spaces of servers, which are among them."""
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

    charla.command("space", "create", "Gone")
    wait_for(lambda: len(spaces(other)) == 3, 60, "one more")
    charla.command("space", "delete", "Gone")
    wait_for(lambda: len(spaces(other)) == 2, 60, "one less")

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


SPACES = "urn:xmpp:spaces:0"


class Space:
    """A space of the server, which somebody else has made with a client that is not ours."""

    def __init__(self, t, title):
        t.server.add_user("gardener")
        self.peer = t.peer("gardener")
        self.service, self.node = f"pubsub.{t.server.domain}", "house"
        fields = {"type": SPACES, "title": title, "notify_retract": "1", "persist_items": "1", "access_model": "open",
                  "max_items": "100"}
        form = "".join(f"<field var='pubsub#{name}'><value>{value}</value></field>" for name, value in fields.items())
        self.request(f"<create node='{self.node}'/><configure><x xmlns='jabber:x:data' type='submit'><field "
                     f"var='FORM_TYPE'><value>{PUBSUB}#node_config</value></field>{form}</x></configure>")

    def request(self, xml):
        return self.peer.request(f"<pubsub xmlns='{PUBSUB}'>{xml}</pubsub>", to=self.service)

    def add(self, room, name):
        self.request(f"<publish node='{self.node}'><item id='{room}'><conference xmlns='urn:xmpp:bookmarks:1' "
                     f"name='{name}' autojoin='true'/></item></publish>")

    def remove(self, room):
        self.request(f"<retract node='{self.node}' notify='true'><item id='{room}'/></retract>")


def rooms_of(charla):
    return [[room["name"] for room in space.get("rooms", [])] for space in charla.call("ListSpaces", "(s)", "")]


@case
def a_space_of_the_server_is_joined(t):
    user = t.user()
    charla, jid = t.signed_in(name=user)
    other = t.charla()
    other.add_account(t.server, user)
    space = Space(t, "The house")
    kitchen, yard = t.room_address("kitchen"), t.room_address("yard")
    space.add(kitchen, "Kitchen")
    if t.kind == "prosody":  # the other one does not say what its nodes are
        found = charla.json("space", "find")
        equal([(one["service"], one["node"], one["name"]) for one in found], [(space.service, "house", "The house")])
        contains(charla.command("space", "find"), "The house")
    charla.command("space", "join", space.service, space.node)
    equal(rooms_of(charla), [["Kitchen"]])
    equal(charla.call("ListRooms", "(s)", ""), [], "no room is joined by it")
    wait_for(lambda: rooms_of(other) == [["Kitchen"]], 60, "the other device has it")
    if t.kind == "prosody":
        equal([one["name"] for one in other.json("space", "list")], ["The house"])

    space.add(yard, "Yard")
    wait_for(lambda: rooms_of(charla) == [["Kitchen", "Yard"]], 60, "what comes is heard")
    wait_for(lambda: rooms_of(other) == [["Kitchen", "Yard"]], 60, "on both")
    space.remove(kitchen)
    wait_for(lambda: rooms_of(charla) == [["Yard"]], 60, "what goes is heard")
    # Anybody may say so, and is not heard.
    stranger = t.peer()
    stranger.raw(f"<message to='{jid}' type='headline'><event xmlns='{PUBSUB}#event'><items node='{space.node}'>"
                 f"<item id='{kitchen}'><conference xmlns='urn:xmpp:bookmarks:1'/></item></items></event></message>")
    stranger.flushed()

    charla.stop()
    space.add(kitchen, "Cellar")
    charla.start()
    charla.wait_online(jid)
    wait_for(lambda: rooms_of(charla) == [["Yard", "Cellar"]], 60, "what came meanwhile")
    identity = charla.json("space", "list")[0]["id"]
    try:
        charla.command("space", "rename", identity, "Ours")
    except CommandError:
        pass
    else:
        raise AssertionError("what is another's was renamed")
    charla.command("space", "leave", identity)
    equal(spaces(charla), [])
    wait_for(lambda: spaces(other) == [], 60, "on both")
    space.request(f"<retract node='{space.node}' notify='true'><item id='{yard}'/></retract>")
    equal(rooms_of(charla), [])


@case
def a_space_of_ones_own(t):
    if t.kind == "prosody":
        t.server.add_user("gardener")
    charla, jid = t.signed_in(name="gardener" if t.kind == "prosody" else None)
    guest, _ = t.signed_in()
    identity = charla.json("space", "share", "The choir", "--public")[0]["id"]
    room = t.room_address("altos")
    charla.command("space", "publish", identity, room, "Altos")
    wait_for(lambda: rooms_of(charla) == [["Altos"]], 60, "it comes back")
    mine = charla.json("space", "list")[0]
    guest.command("space", "join", mine["service"], mine["node"])
    equal(rooms_of(guest), [["Altos"]])
    charla.command("space", "withdraw", identity, room)
    wait_for(lambda: rooms_of(guest) == [[]], 60, "it is out for everybody")
    try:
        guest.command("space", "publish", mine["node"], room)
    except CommandError:
        pass
    else:
        raise AssertionError("a guest has put something in")
    charla.command("space", "destroy", identity)
    equal(spaces(charla), [])


if __name__ == "__main__":
    main()
