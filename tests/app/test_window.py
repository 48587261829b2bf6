#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The windows, clicked and typed into: as a person does with a mouse, keys or a screen reader."""
import base64
import contextlib
import hashlib
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Charla, Gateway, Room, Screen, befriend, case, equal, main, wait_for  # noqa: E402
from charla_test.direct import Side, meet  # noqa: E402
from charla_test.picture import picture  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

SERVERS = ("prosody",)
OOB = "{jabber:x:oob}x/{jabber:x:oob}url"
# What libadwaita's rows to choose from show when they are opened, which has its names inside.
COMBO = "list item  below GtkListView < panel < panel < "


class Person:
    """Somebody in front of a display with Charla's window on it."""

    def __init__(self, t, session=None):
        self.session = session or t.session(display=True, accessibility=True)
        self.charla = Charla(self.session, t.fixture.build, headless=False)
        t.stack.enter_context(self.charla)
        self.window = self.session.window_id("Charla")
        self.screen = t.stack.enter_context(Screen(self.session))

    def key(self, *keys):
        self.session.run(["xdotool", "key", *keys])

    def look(self, verb, *arguments, **options):
        """With eyes that have seen nothing before: where windows come and go, libatspi crashes when
        it forgets what has just gone."""
        with Screen(self.session) as screen:
            return getattr(screen, verb)(*arguments, **options)

    def click(self, role, name=None, *, contains=None):
        """With the mouse, into the middle of it, in the window in front."""
        x, y, width, height = self.look("place", role, name, contains=contains)
        self.session.run(["xdotool", "mousemove", "--window", str(self.windows()[-1]),
                          str(x + width // 2), str(y + height // 2), "click", "1"])

    def drag(self, start, end):
        """With the mouse, from one place of the main window to another."""
        def move(x, y):
            return ["mousemove", "--window", str(self.window), str(x), str(y), "sleep", "0.1"]
        self.session.run(["xdotool", *move(*start), "mousedown", "1", *move(start[0] - 20, start[1]),
                          *move(start[0] - 40, start[1]), *move(end[0] + 4, end[1]), *move(*end), "mouseup", "1"])

    def activate(self, action, *arguments):
        """An action of the application: "about", "preferences-page"."""
        self.charla.bus.call_sync(
            "im.charla.Charla", "/im/charla/Charla", "org.gtk.Actions", "Activate",
            GLib.Variant("(sava{sv})", (action, list(arguments), {})), None,
            Gio.DBusCallFlags.NONE, 30000, None)

    def windows(self):
        """All that the window manager knows, the uppermost last."""
        _, out, _ = self.session.run(["xprop", "-root", "_NET_CLIENT_LIST_STACKING"])
        return [int(word.strip(","), 16) for word in out.partition("#")[2].split()]

    def wait_for_windows(self, wanted):
        """Until there are so many, and the uppermost has the keyboard."""
        def there():
            windows = self.windows()
            return len(windows) == wanted and windows[-1] == self.active_window()
        wait_for(there, 60, f"{wanted} windows", interval=0.1)

    def active_window(self):
        _, out, _ = self.session.run(["xdotool", "getwindowfocus"], check=False)
        return int(out or 0)

    def close_dialogs(self):
        self.key("Escape")
        self.wait_for_windows(1)

    def hears_names_above(self, what, close="Escape"):
        """In a dialogue over the one that is open, which is closed again."""
        self.wait_for_windows(3)
        self.hears_names(what)
        self.key(close)
        self.wait_for_windows(2)

    def scroll(self):
        """Down, in the window in front."""
        self.session.run(["xdotool", "mousemove", "--window", str(self.windows()[-1]), "6", "300",
                          "click", "--repeat", "6", "--delay", "20", "5"])

    def click_below(self, role, name):
        """Clicks what may have to be scrolled to."""
        height = self.session.place_of(self.windows()[-1])[1]

        def in_view():
            _, y, _, own = self.look("place", role, name, settled=False)
            if 0 < y + own < height - 12:
                return True
            self.scroll()
            return False
        wait_for(in_view, 60, f"{name} in view", interval=0.3)
        self.click(role, name)

    def has_focus(self, contains):
        """What has the keyboard is called so."""
        wait_for(lambda: contains in self.look("focused"), 60, f"the focus on {contains}")

    def hears_names(self, what):
        """A screen reader can tell what each control is. What just comes may get its name late."""
        found = []

        def named():
            found[:] = [line for line in self.look("unnamed") if COMBO not in line]
            return not found
        with contextlib.suppress(AssertionError):
            wait_for(named, 60, "names")
        equal(found, [], f"without a name: {what}")

    def has_typed(self, contains, text):
        wait_for(lambda: self.screen.wait_for("text", contains=contains)["text"] == text, 60,
                 f"{text} in {contains}")

    def type(self, text):
        self.session.run(["xdotool", "type", "--delay", "2", text])


def signed_in(t):
    """A person who has signed in before."""
    session = t.session(display=True, accessibility=True)
    with Charla(session, t.fixture.build) as charla:
        jid = charla.add_account(t.server, t.user())
    person = Person(t, session)
    person.charla.wait_online(jid)
    return person, jid


def friends(t, jid):
    """A peer who is a contact of the account, by way of another client of the same account."""
    peer = t.peer()
    with t.peer(jid.split("@")[0], resource="other") as other:
        befriend(other, peer)
    return peer


@case
def a_newcomer_is_told_in_a_sentence_what_is_wrong(t):
    person = Person(t)
    person.screen.wait_for(contains="Welcome to Charla")
    person.wait_for_windows(1)
    person.type("ana@nowhere.invalid")
    person.has_typed("Address", "ana@nowhere.invalid")
    person.key("Return")
    person.type("secret")
    person.has_typed("Password", "secret")
    person.key("Return")
    # Which of the two depends on the machine: without any network it does not even ask for the name.
    wait_for(lambda: any(sentence in line for line in person.screen.tree()
                         for sentence in ("The server was not found", "There is no network")),
             60, "the reason on the screen")
    equal(person.charla.call("ListAccounts"), [], "accounts")


def drop_what_came(person):
    """What is here is dragged out of its message, and dropped on the conversation."""
    x, y, width, height = person.look("place", "push button", contains="plan.bin")
    x, y = x + width // 2, y + height // 2
    person.drag((x, y), (x + 40, y - 90))
    person.wait_for_windows(2)
    person.screen.wait_for(name="Leave out plan.bin")
    person.hears_names("what is about to be sent")
    person.close_dialogs()


@case
def a_file_that_is_offered_is_accepted_with_a_click(t):
    person, jid = signed_in(t)
    one, two = meet(Side(*t.signed_in()), Side(person.charla, jid))
    person.charla.call("Open", "(s)", f"xmpp:{one.jid}")
    person.screen.wait_for_focus("Message")
    one.send(one.make("plan.bin", b"plan" * 1000))
    person.screen.wait_for(contains="offered to you")
    person.hears_names("an offer")
    person.click("push button", "Accept")
    wait_for(lambda: "path" in two.last(), 60, "the file")
    wait_for(lambda: one.last()["state"] == "delivered", 60, "its sender knows")
    drop_what_came(person)
    one.send(one.make("other.bin", b"other"))
    person.click("push button", "Decline")
    wait_for(lambda: one.last()["state"] == "failed", 60, "the answer")


@case
def a_picture_is_handed_on_with_a_few_keys(t):
    t.shared_server(upload=5_000_000)
    gateway = t.stack.enter_context(Gateway(dict.fromkeys(
        (t.server.domain, f"upload.{t.server.domain}"), t.server.address)))
    session, jid = t.session(display=True, accessibility=True), t.server.jid(t.user())
    one, other = t.peer(), t.peer()
    with Charla(session, t.fixture.build) as charla:
        charla.command("account", "add", jid, "--password-stdin", "--ca", t.server.ca, "--proxy",
                       gateway.uri("socks5"), stdin="secret\n")
        path = session.folder("lake.png")
        path.write_bytes(picture(600, 400, "png"))
        charla.json("send", one.jid, "--file", str(path), "--wait", "sent")
        charla.json("send", other.jid, "Hello", "--wait", "sent")
    wait_for(lambda: one.messages, 30, "the picture")
    url = one.messages[0].xml.findtext(OOB)
    person = Person(t, session)
    person.charla.wait_online(jid)
    person.charla.call("Open", "(s)", f"xmpp:{one.jid}")
    person.screen.wait_for_focus("Message")

    def hand_on(windows):
        """In the dialogue, which has just come; until it has gone."""
        person.wait_for_windows(windows)
        person.type(other.jid.split("@")[0])
        person.key("Return")
        with Screen(session) as screen:
            screen.wait_for_state("sensitive", "push button", "Forward")
        person.key("alt+f")
        person.wait_for_windows(windows - 1)

    def arrives(count):
        wait_for(lambda: len(other.messages) == count, 30, "what was handed on")
        equal((other.messages[-1].xml.findtext(OOB), other.messages[-1].body), (url, url))
    x, y, width, height = person.look("place", contains="lake.png")
    middle = ["xdotool", "mousemove", "--window", str(person.window), str(x + width // 2),
              str(y + height // 2), "click"]
    session.run([*middle, "3"])
    person.look("press", "menu item", "Forward…")
    hand_on(2)
    arrives(2)

    # And from where it is large.
    session.run([*middle, "1"])
    person.wait_for_windows(2)
    person.key("ctrl+shift+f")
    hand_on(3)
    arrives(3)
    equal([file["url"] for row in person.charla.history(other.jid) for file in row.get("files", ())],
          [url, url])


@case
def a_message_is_written_with_the_keys_and_answered(t):
    person, jid = signed_in(t)
    peer = friends(t, jid)
    person.charla.call("Open", "(s)", f"xmpp:{peer.jid}")
    person.screen.wait_for_focus("Message")
    person.type("Hello from the keys")
    person.key("shift+Return")
    person.type("and a second line")
    person.key("Return")
    peer.wait_for_body("Hello from the keys\nand a second line")
    peer.send(jid, "An answer from far away")
    person.screen.wait_for(contains="An answer from far away")
    wait_for(lambda: peer.displayed or len(peer.receipts) > 0, 60, "a receipt")


@case
def an_own_message_is_edited_with_the_keys(t):
    person, jid = signed_in(t)
    peer = friends(t, jid)
    person.charla.call("Open", "(s)", f"xmpp:{peer.jid}")
    person.screen.wait_for_focus("Message")
    person.type("At fvie")
    person.key("Return")
    first = peer.wait_for_body("At fvie")
    person.key("Up")
    person.screen.wait_for(contains="Editing message")
    person.key("ctrl+a")
    person.type("At five")
    person.key("Return")
    replace = peer.wait_for_body("At five").xml.find("{urn:xmpp:message-correct:0}replace")
    equal(replace.get("id"), first.id, "what it corrects")
    person.screen.press(name="Edited. Show what it said before")
    person.screen.wait_for(contains="Earlier versions")
    person.hears_names("with what it said before")
    person.key("Escape")


@case
def a_strangers_picture_is_asked_for_where_it_is_seen(t):
    """In a room that does not tell who is who. What was fetched is in the archive."""
    person, jid = signed_in(t)
    hashes, rooms = {}, {}
    for nick in ("ben", "carl"):
        peer = t.peer()
        picture = b"\x89PNG\r\n\x1a\n" + nick.encode()
        hashes[nick] = hashlib.sha1(picture).hexdigest()
        peer.request("<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>"
                     f"{base64.b64encode(picture).decode()}</BINVAL></PHOTO></vCard>")
        rooms[nick] = Room(peer, rooms["ben"].address if rooms else t.room_address(), nick).join()
        if nick == "ben":
            rooms[nick].open(whois="moderators")
    address = rooms["ben"].address
    person.charla.call("JoinRoom", "(ssa{sv})", jid, address, {"nick": GLib.Variant("s", "ana")})
    person.charla.call("Open", "(s)", f"xmpp:{address}?join")
    rooms["ben"].say("Do you see me?")
    person.screen.wait_for(contains="Do you see me?")

    def fetched():
        with contextlib.closing(sqlite3.connect(
                person.session.folder("data") / "charla" / "messages.db")) as database:
            return {row[0] for row in database.execute("SELECT hash FROM avatar")}
    wait_for(lambda: hashes["ben"] in fetched(), 60, "the picture of who is seen")
    equal(hashes["carl"] in fetched(), False, "who is not seen is asked")


@case
def a_focused_conversation_is_read_and_another_is_not(t):
    person, jid = signed_in(t)
    one, other = friends(t, jid), friends(t, jid)
    person.charla.call("Open", "(s)", f"xmpp:{one.jid}")
    person.screen.wait_for_focus("Message")
    seen = one.send(jid, "Seen at once")
    unseen = other.send(jid, "Not seen yet")
    wait_for(lambda: seen in one.displayed, 60, "the focused one is marked")
    wait_for(lambda: unseen in other.receipts, 60, "the other one is received")
    equal(unseen in other.displayed, False, "the other one is marked")
    equal(person.charla.call("GetStatus")["unread"], 1)


# Every control has a name, in each window

@case(limit=600)
def a_newcomer_hears_what_everything_is(t):
    person = Person(t)
    person.look("wait_for", contains="Welcome to Charla")
    person.hears_names("first start")
    person.look("press", None, "Create an account…")
    person.look("wait_for", name="Create an account")
    person.hears_names("registration")
    person.click("list item", "Advanced")
    for label, value in (("Or type another (example.org)", t.server.domain),
                         ("Host", t.server.address), ("Port", str(t.server.port))):
        person.look("type", value, "text", label)
    person.click_below("list item", "Proxy")
    person.hears_names("server and proxy")
    person.look("press", None, "Continue")
    person.wait_for_windows(2)
    person.has_focus("Cancel")
    person.look("press", None, "Details")
    person.hears_names("certificate")
    person.look("press", None, "Connect anyway")
    person.look("wait_for", "text", contains="Username")
    person.hears_names("form of the server")


def reader(t):
    """Somebody who looks at a conversation with a message in it."""
    person, jid = signed_in(t)
    peer = friends(t, jid)
    peer.send(jid, "Something to read")
    wait_for(lambda: person.charla.history(peer.jid), 60, "the message")
    person.charla.call("Open", "(s)", f"xmpp:{peer.jid}")
    person.look("wait_for", contains="Something to read")
    return person, jid


@case(limit=600)
def the_main_window_tells_what_everything_is(t):
    person, _ = reader(t)
    person.hears_names("main window")
    for key, what in (("F9", "details"), ("ctrl+f", "find"), ("ctrl+k", "search"),
                      ("ctrl+shift+k", "contacts")):
        person.key(key)
        person.hears_names(what)
    person.look("press", None, contains="You: ")
    person.hears_names("own presence")
    person.key("Escape")


@case(limit=600)
def preferences_tell_what_everything_is(t):
    person, _ = signed_in(t)
    for page in ("general", "appearance", "notifications", "privacy", "accounts", "shortcuts"):
        person.activate("preferences-page", GLib.Variant("s", page))
        person.wait_for_windows(2)
        person.hears_names(page)
        person.close_dialogs()


@case(limit=600)
def the_page_of_an_account_tells_what_everything_is(t):
    person, jid = signed_in(t)
    person.activate("preferences-page", GLib.Variant("s", "accounts"))
    person.wait_for_windows(2)
    person.click("list item", contains=jid)
    person.look("wait_for", name="XML console")
    person.hears_names("account")
    for row, close in (("XML console", "ctrl+w"), ("Profile", "Escape"),
                       ("Change the password", "Escape")):
        person.click_below("list item", row)
        person.hears_names_above(row, close)
    for group in ("Address of the server", "Proxy"):
        person.click_below("list item", group)
        person.hears_names(group)
    person.look("press", None, "Remove account…")
    person.hears_names_above("removal")


@case(limit=600)
def a_question_about_a_weaker_sign_in_tells_what_everything_is(t):
    t.new_server()
    session = t.session(display=True, accessibility=True)
    with Charla(session, t.fixture.build) as charla:
        jid = charla.add_account(t.server, t.user(), allow_plain=True)
        charla.wait_online(jid)
    t.server.options = {**t.server.options, "mechanisms": ("PLAIN",)}
    t.server.stop()
    t.server.start()
    person = Person(t, session)
    person.charla.wait_error("weaker", jid, 60)
    person.hears_names("needs a decision")
    person.look("press", "push button", "Review")
    person.wait_for_windows(2)
    person.hears_names("weaker sign-in")
    person.close_dialogs()


@case(limit=600)
def questions_about_messages_and_people_tell_what_everything_is(t):
    person, _ = reader(t)

    def dialogue(what):
        person.wait_for_windows(2)
        person.hears_names(what)
        person.close_dialogs()
    person.has_focus("Message")
    person.key("shift+Tab")
    person.has_focus("Something to read")
    person.key("Delete")
    dialogue("delete the message")
    person.key("Menu")
    person.look("press", "menu item", "Details")
    dialogue("details of the message")
    person.key("ctrl+shift+k")
    for item in ("Block…", "Remove…"):
        person.key("Home", "Down", "Menu")
        person.look("press", "menu item", item)
        dialogue(item)


@case(limit=600)
def tab_passes_lists_and_arrows_go_through_them(t):
    person, jid = signed_in(t)
    for name in ("one", "two", "three"):
        person.charla.call("Open", "(s)", f"xmpp:{t.server.jid(name)}")
        person.charla.send(t.server.jid(name), "Hello")
    person.key("ctrl+shift+k", "ctrl+shift+k")  # to the contacts and back, into the list

    def at_the_top():  # once the newest has got there
        person.key("Home")
        return "three" in person.look("focused")
    wait_for(at_the_top, 60, "the newest at the top")
    person.key("Down")
    person.has_focus("two")
    person.key("Tab")
    person.has_focus(jid)  # the own presence, below the list
    person.key("shift+Tab")
    person.has_focus("two")
    person.key("shift+Tab")
    person.has_focus("Unread")


@case(limit=600)
def dialogues_tell_what_everything_is(t):
    person, _ = reader(t)

    def dialogue(what):
        person.wait_for_windows(2)
        person.hears_names(what)
        person.close_dialogs()
    for key in ("ctrl+n", "ctrl+question"):
        person.key(key)
        dialogue(key)
    person.activate("about")
    dialogue("about")
    for button, items in (("New chat or contact", ("Add contact…",)),
                          ("Main menu", ("Add account…",)),
                          ("Menu of the chat", ("Clear history…",))):
        for item in items:
            person.look("press", None, button)
            person.look("press", "menu item", item)
            dialogue(item)
    person.key("F9")
    for row in ("Name", "Groups"):
        person.click("list item", row)
        dialogue(row)


@case
def the_console_shows_the_wire_but_no_password(t):
    person, jid = signed_in(t)
    person.key("ctrl+shift+x")
    person.wait_for_windows(2)
    person.screen.wait_for(contains="appears here, without passwords")
    person.charla.command("presence", "offline")
    person.charla.command("presence", "available")
    person.charla.wait_online(jid)
    # What has scrolled away is not on the screen any more.
    person.screen.type("mechanism=", name="Only with this text")
    person.screen.wait_for(contains="mechanism='")
    equal([line for line in person.screen.tree() if "secret" in line], [], "the password")
    person.screen.type("urn:xmpp:ping", name="Only with this text")
    person.screen.type("<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>", name="XML to send")
    person.key("ctrl+Return")
    person.screen.wait_for(contains="  <ping xmlns='urn:xmpp:ping'/>")
    person.hears_names("console")


@case
def a_draft_survives_the_end(t):
    person, jid = signed_in(t)
    peer = friends(t, jid)
    person.charla.call("Open", "(s)", f"xmpp:{peer.jid}")
    person.screen.wait_for_focus("Message")
    person.type("Not quite finis")
    wait_for(lambda: any(entry.get("draft") == "Not quite finis"
                         for entry in person.charla.call("ListConversations")), 60,
             "the draft is kept")
    person.charla.restart()
    person.charla.call("Open", "(s)", f"xmpp:{peer.jid}")
    wait_for(lambda: person.screen.wait_for_focus("Message")["text"] == "Not quite finis",
             60, "the draft is back")


@case
def a_chat_is_dragged_onto_a_workspace(t):
    person, jid = signed_in(t)
    peer = friends(t, jid)
    peer.send(jid, "Where do I belong?")
    person.charla.call("CreateSpace", "(ss)", jid, "Work")
    person.look("wait_for", "list item", "Work")
    person.look("wait_for", contains="Where do I belong?")
    person.hears_names("workspaces")
    from_x, from_y, width, height = person.screen.place("list item", contains="Where do I belong?")
    to_x, to_y, to_width, to_height = person.screen.place("list item", "Work")
    person.drag((from_x + width // 2, from_y + height // 2), (to_x + to_width // 2, to_y + to_height // 2))
    wait_for(lambda: [space["members"] for space in person.charla.call("ListSpaces", "(s)", "")] == [[peer.jid]],
             60, "it is in it")
    person.key("ctrl+2")
    person.look("wait_for", None, "Workspace menu")
    person.hears_names("a workspace")


main()
