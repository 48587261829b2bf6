# SPDX-License-Identifier: GPL-3.0-or-later
"""The views of Charla. Each is a function that gets the stage, what to call the picture and the
office around it, and leaves the window as it found it."""
from charla_test import wait_for
from gi.repository import GLib

import people


def jid(user):
    return f"{user}@{people.DOMAIN}"


def back(stage):
    """To the list of chats in a narrow window, and out of whatever is open."""
    stage.close_dialogs()
    stage.key("Escape", "Escape", "Escape")


def to_end(stage):
    """Of what is written. A window is wider than it was to be where its words are long."""
    width, height, *_ = stage.session.place_of(stage.window)
    stage.click(1, width - 44 if stage.mirror(0) == 0 else 44, height - 104, stage.window)


def in_list(stage, view="chats"):
    """The side bar, with the keyboard in the list itself."""
    back(stage)
    if view == "contacts":
        stage.key("ctrl+shift+k")


# Before there is an account

def first_start(stage, name, _place):
    stage.shoot(name)


def sign_in(stage, name, _place):
    stage.fill("Address (name@example.org)", "nonsense")
    stage.key("Return")
    stage.wait_for("This is not an address. It should look like name@example.org.")
    stage.shoot(f"{name}-no-address")
    stage.fill("Address (name@example.org)", "ana@nowhere.invalid")
    stage.press("_Continue")
    stage.wait_for("Password", "text")
    stage.shoot(name)
    stage.fill("Password", "secret")
    stage.press("_Sign in")
    stage.wait_for("_Sign in", "push button")
    stage.shoot(f"{name}-unknown-host")


def _fill_in_server(stage, place):
    stage.click_on("Advanced", "list item")
    stage.fill("Host", place.server.address)
    stage.fill("Port", "5222")


def certificate(stage, name, place):
    stage.fill("Address (name@example.org)", place.owner)
    stage.press("_Continue")
    stage.wait_for("Password", "text")
    stage.fill("Password", "wrong")
    _fill_in_server(stage, place)
    stage.shoot(f"{name}-advanced")
    stage.press("_Sign in")
    question = stage.dialog()
    stage.shoot(name, question)
    stage.press("_Details")
    stage.shoot(f"{name}-details", question)
    stage.press("Connect _anyway")
    stage.wait_for("The address or the password was not accepted. Check both and try again.")
    stage.shoot("wrong-password")


def create_account(stage, name, place):
    stage.press("Create an _account…")
    stage.shoot(name)
    stage.fill("Or type another (example.org)", people.DOMAIN)
    _fill_in_server(stage, place)
    stage.press("_Continue")
    stage.dialog()
    stage.press("_Details")
    stage.press("Connect _anyway")
    stage.screen.wait_for("text", contains="Username")
    stage.shoot(f"{name}-form")


# In the office

def nothing_chosen(stage, name, _place):
    stage.shoot(name)


def chats(stage, name, _place):
    stage.shoot(name)


def conversation(stage, name, _place):
    stage.open(jid("marta"))
    stage.shoot(name)
    back(stage)


def files(stage, name, _place):
    """What the colleagues have sent: pictures, a text, a sound."""
    for user in ("luis", "ingrid", "tom", "kofi"):
        stage.open(jid(user))
        wait_for(lambda user=user: all(
            "path" in file for message in stage.charla.history(jid(user))
            for file in message.get("files", ()) if file["type"].startswith("image/")), 30, "the pictures")
        stage.shoot(f"{name}-{user}")
        back(stage)


def unread(stage, name, place):
    """The "New" line, and what the list says before it is read."""
    stage.open(jid("tom"))
    before = len(stage.charla.history(jid("nadia")))
    place.colleagues["nadia"].send(place.owner, "The garden picture is in!")
    place.colleagues["nadia"].send(place.owner, "And the one by the window as well, just in case")
    wait_for(lambda: len(stage.charla.history(jid("nadia"))) == before + 2, 20, "two messages")
    back(stage)
    stage.shoot(f"{name}-list")
    stage.open(jid("nadia"))
    stage.shoot(name)
    back(stage)


def typing(stage, name, place):
    stage.open(jid("luis"))
    place.colleagues["luis"].send_state(place.owner, "composing")
    stage.wait_for("typing…")
    stage.shoot(name)
    place.colleagues["luis"].send_state(place.owner, "active")
    back(stage)


def scrolled(stage, name, place):
    """Up in a long conversation, with something new below; and where it begins."""
    stage.open(jid("marta"))
    stage.key("Prior", "Prior")
    before = len(stage.charla.history(jid("marta")))
    place.colleagues["marta"].send(place.owner, "The printer says hello back!")
    wait_for(lambda: len(stage.charla.history(jid("marta"))) == before + 1, 20, "a message")
    stage.shoot(name)
    stage.key(*["Prior"] * 12)
    stage.shoot(f"{name}-start")
    back(stage)


def undelivered(stage, name, place):
    """Sent, but to nobody who is there; and waiting, because there is no connection."""
    stage.open(jid("kofi"))
    if not any(message["body"] == "Are you in tomorrow?"
               for message in stage.charla.history(jid("kofi"))):
        stage.charla.send(jid("kofi"), "Are you in tomorrow?")
    wait_for(lambda: stage.charla.history(jid("kofi"))[-1]["state"] != "queued", 20, "it is sent")
    place.wire.cut()
    stage.charla.wait_state("waiting", place.owner)
    stage.charla.send(jid("kofi"), "I would bring the key of the workshop.")
    stage.shoot(name)
    back(stage)
    stage.shoot(f"{name}-list")
    place.wire.heal()
    stage.charla.call("Reconnect", "(s)", place.owner)
    stage.charla.wait_online(place.owner)


def failed(stage, name, _place):
    stage.charla.send(jid("kofy"), "Kofi, is this your address?")
    stage.open(jid("kofy"))
    wait_for(lambda: stage.charla.history(jid("kofy"))[-1]["state"] == "failed", 20, "a failure")
    stage.shoot(name)
    back(stage)


def connecting(stage, name, place):
    stage.open(jid("marta"))
    place.wire.stall()
    place.wire.drop()
    stage.charla.wait_state("waiting", place.owner)
    stage.charla.call("Reconnect", "(s)", place.owner)
    stage.charla.wait_state("connecting", place.owner)
    stage.shoot(name)
    back(stage)
    stage.shoot(f"{name}-list")
    place.wire.heal()
    stage.charla.wait_online(place.owner)


def attention(stage, name, place):
    """The password was changed elsewhere."""
    place.change_password(people.OWNER, people.PASSWORD, "another")
    place.wire.drop()
    stage.charla.wait_state("needs-password", place.owner)
    back(stage)
    stage.shoot(name)
    stage.press("_Sign in")
    stage.shoot_dialog(f"{name}-password")
    place.change_password(people.OWNER, "another", people.PASSWORD)
    stage.charla.call("GivePassword", "(ssb)", place.owner, people.PASSWORD, True)
    stage.charla.wait_online(place.owner)


def request(stage, name, place):
    """A stranger asks to see our presence."""
    with place.stranger("nora.castro") as nora:
        nora.raw(f"<presence to='{place.owner}' type='subscribe'>"
                 "<status>Hello Ana, we met at the fair in Vigo. Nora</status></presence>")
        nora.send(place.owner, "Hello Ana! This is Nora, from the fair.")
        wait_for(lambda: stage.charla.history(nora.jid), 20, "her message")
        in_list(stage, "contacts")
        stage.shoot(name)
        in_list(stage, "contacts")
        stage.open(nora.jid)
        stage.shoot(f"{name}-conversation")
        stage.charla.call("AnswerRequest", "(ssb)", "", nora.jid, False)
        back(stage)


def blocked(stage, name, _place):
    stage.charla.call("BlockContact", "(ssbb)", "", jid("ingrid"), True, False)
    stage.open(jid("ingrid"))
    stage.shoot(name)
    stage.charla.call("BlockContact", "(ssbb)", "", jid("ingrid"), False, False)
    back(stage)


def contacts(stage, name, _place):
    in_list(stage, "contacts")
    stage.shoot(name)
    in_list(stage, "contacts")


def details(stage, name, _place):
    stage.open(jid("marta"))
    stage.key("F9")
    stage.shoot(name)
    stage.key("F9")
    back(stage)


def find(stage, name, _place):
    stage.open(jid("marta"))
    stage.key("ctrl+f")
    stage.type("page")
    stage.shoot(name)
    stage.key("Escape")
    stage.key("ctrl+f")
    stage.type("zeppelin")
    stage.shoot(f"{name}-nothing")
    stage.key("Escape")
    back(stage)


def search(stage, name, _place):
    stage.key("ctrl+k")
    stage.shoot(f"{name}-jump")
    stage.type("catalogue")
    stage.shoot(name)
    stage.key("Escape")
    stage.key("ctrl+k")
    stage.type("zeppelin")
    stage.shoot(f"{name}-nothing")
    back(stage)


def emoji(stage, name, _place):
    stage.open(jid("marta"))
    stage.key("ctrl+period")
    stage.shoot(name, around=120)
    stage.key("Escape")
    back(stage)


def composing(stage, name, _place):
    """A long message that is being written; then a draft in the list."""
    stage.open(jid("marta"))
    for line in range(1, 11):
        stage.type(f"{line}. Something that has to be said about the catalogue")
        stage.key("shift+Return")
    stage.shoot(name)
    stage.open(jid("tom"))
    back(stage)
    stage.shoot(f"{name}-draft")
    stage.open(jid("marta"))
    stage.key("ctrl+a", "BackSpace")
    back(stage)


def editing(stage, name, _place):
    """An own message is changed; what it said before; and one whose change came back."""
    marta = jid("marta")
    stage.open(marta)
    stage.charla.send(marta, "See you at fvie, in frnot of the library")
    wait_for(lambda: stage.charla.history(marta)[-1]["state"] == "delivered", 20, "delivered")
    stage.key("Up")
    stage.wait_for("Editing message")
    stage.shoot(name)
    stage.key("ctrl+a")
    stage.type("See you at five, in front of the library")
    stage.key("Return")
    wait_for(lambda: stage.charla.history(marta)[-1]["edited"], 20, "the edit")
    stage.press("Edited. Show what it said before")
    stage.shoot(f"{name}-versions", around=120)
    stage.close_popups()
    back(stage)


def menus(stage, name, _place):
    """Everything that pops up over the main window."""
    stage.key("F10")
    stage.shoot(f"{name}-main", around=120)
    stage.close_popups()
    stage.press("New chat or contact")
    stage.shoot(f"{name}-new", around=120)
    stage.close_popups()
    stage.screen.press(None, contains=people.OWNER_NAME)
    stage.shoot(f"{name}-presence", around=120)
    stage.close_popups()
    stage.click(3, 200, 165)
    stage.shoot(f"{name}-chat", around=120)
    stage.press("M_ute", "menu item")
    stage.shoot(f"{name}-mute", around=120)
    stage.close_popups()
    in_list(stage, "contacts")
    stage.click(3, 200, 200)
    stage.shoot(f"{name}-contact", around=120)
    stage.close_popups()
    in_list(stage, "contacts")
    stage.open(jid("marta"))
    stage.press("Menu of the chat")
    stage.shoot(f"{name}-conversation", around=120)
    stage.close_popups()
    width, height = stage.variant.size
    stage.click(3, width - 120, height - 180)
    stage.shoot(f"{name}-message", around=120)
    stage.close_popups()
    back(stage)


def pointed(stage, name, _place):
    """The pointer rests on a message."""
    stage.open(jid("marta"))
    width, height = stage.variant.size
    stage.point_at(width - 120, height - 210)
    stage.shoot(name, pointer=True)
    back(stage)


def message_dialogs(stage, name, _place):
    stage.open(jid("marta"))
    width, height = stage.variant.size
    for item, mark in (("D_etails", "details"), ("_Delete here…", "delete")):
        stage.click(3, width - 120, height - 180)
        stage.press(item, "menu item")
        stage.shoot_dialog(f"{name}-{mark}")
    back(stage)


def chat_dialogs(stage, name, _place):
    stage.open(jid("marta"))
    stage.press("Menu of the chat")
    stage.press("Clear _history…", "menu item")
    stage.shoot_dialog(f"{name}-clear")
    stage.press("Menu of the chat")
    stage.press("Ar_chive", "menu item")
    stage.shoot(f"{name}-archived")
    stage.open(jid("marta"))
    back(stage)


def contact_dialogs(stage, name, _place):
    stage.key("ctrl+n")
    stage.shoot_dialog(f"{name}-new-chat")
    stage.press("New chat or contact")
    stage.press("_Add contact…", "menu item")
    stage.shoot_dialog(f"{name}-add")
    stage.open(jid("marta"))
    stage.key("F9")
    for row, mark in (("Name", "rename"), ("Groups", "groups")):
        stage.click_on(row, "list item")
        stage.shoot_dialog(f"{name}-{mark}")
    stage.key("F9")
    in_list(stage, "contacts")
    for item, mark in (("_Block…", "block"), ("Remo_ve…", "remove")):
        stage.click(3, 200, 200)
        stage.press(item, "menu item")
        stage.shoot_dialog(f"{name}-{mark}")
    in_list(stage, "contacts")


def room(stage, name, place):
    """A room, its details, and who is in it."""
    stage.open(place.room)
    stage.wait_for("Menu of the chat")
    stage.shoot(name)
    stage.key("F9")
    stage.shoot(f"{name}-details")
    stage.click_on("People", "list item")
    stage.shoot_dialog(f"{name}-people")
    stage.click_on("Invite people…", "list item")
    stage.shoot_dialog(f"{name}-invite")
    stage.key("F9")
    back(stage)


def room_notes(stage, name, place):
    """Who comes and goes in a room, in one line and one by one."""
    def enter(user, nick):
        place.colleagues[user].raw(f"<presence to='{place.room}/{nick}'>"
                                   "<x xmlns='http://jabber.org/protocol/muc'>"
                                   "<history maxstanzas='0'/></x></presence>")
        place.colleagues[user].flushed()

    def leave(user):
        who = place.colleagues[user]
        who.raw(f"<presence to='{place.room}/{who.person.name}' type='unavailable'/>")
        who.flushed()

    stage.open(place.room)
    stage.key("F9")
    stage.click_on("Who comes and goes", "list item")
    stage.shoot(f"{name}-chosen")
    stage.key("F9")
    leave("luis")
    stage.screen.wait_for("push button", contains="Luis Gil")
    enter("luis", "Luis Gil")
    enter("marta", "Marta")
    place.colleagues["tom"].request(
        "<query xmlns='http://jabber.org/protocol/muc#admin'>"
        "<item nick='Nadia Haddad' role='none'><reason>Wrong room</reason></item></query>",
        to=place.room)
    stage.screen.wait_for("push button", contains="Nadia")
    stage.shoot(name)
    stage.screen.press("push button", contains="Nadia")
    stage.shoot(f"{name}-open")
    enter("marta", "Marta Ruiz")
    enter("nadia", "Nadia Haddad")
    stage.key("F9")
    stage.click_on("Who comes and goes", "list item")  # the next variant finds it as this one did
    stage.key("F9")
    back(stage)


def mention(stage, name, place):
    """Whom one can mention; what is mentioned."""
    stage.open(place.room)
    stage.wait_for("Menu of the chat")
    stage.type("Thanks! @")
    stage.wait_for("People to mention")
    stage.shoot(name)
    stage.key("Down", "Down")
    stage.shoot(f"{name}-chosen")
    stage.type("a")
    stage.shoot(f"{name}-found")
    stage.key("Return", "ctrl+a", "BackSpace")
    back(stage)


def room_dialogs(stage, name, _place):
    for item, mark in (("New _group…", "new"), ("_Join room…", "join"), ("_Find rooms…", "find")):
        stage.press("New chat or contact")
        stage.press(item, "menu item")
        stage.shoot_dialog(f"{name}-{mark}")
    back(stage)


def filters(stage, name, _place):
    """Lists with nothing in them."""
    stage.press("chats|Unread")
    stage.shoot(f"{name}-unread")
    stage.press("chats|All")
    in_list(stage, "contacts")
    stage.click_on_row_with("Design")
    stage.shoot(f"{name}-folded")
    stage.click_on_row_with("Design")
    in_list(stage, "contacts")


def preferences(stage, name, _place):
    for page in ("general", "appearance", "notifications", "privacy", "accounts"):
        stage.activate("preferences-page", GLib.Variant("s", page))
        stage.shoot_dialog(name if page == "general" else f"{name}-{page}")


def alert_words(stage, name, _place):
    stage.activate("preferences-page", GLib.Variant("s", "notifications"))
    dialog = stage.dialog()
    stage.reveal("Words that alert", at=4)
    stage.shoot(f"{name}-none", dialog)
    stage.fill("Words that alert", "callipers, stand B 17, the big table, invoice, catalogue, 🚆, oak")
    stage.shoot(name, dialog)
    stage.fill("Words that alert", ", ".join(f"stand {n}" for n in range(1, 60)))
    stage.shoot(f"{name}-too-many", dialog)
    stage.fill("Words that alert", "")
    stage.close_dialogs()


def account(stage, name, place):
    stage.activate("preferences-page", GLib.Variant("s", "accounts"))
    dialog = stage.dialog()
    stage.click_on_row_with(place.owner)
    stage.shoot(name, dialog)
    for row, mark in (("XML console", "console"), ("Profile", "profile"),
                      ("Change the password", "password")):
        stage.reveal(row, "list item")
        stage.click_on(row, "list item")
        stage.shoot_above(dialog, f"{name}-{mark}")
    stage.press("_Remove account…")
    stage.shoot_above(dialog, f"{name}-remove")
    stage.close_dialogs()


def shortcuts(stage, name, _place):
    stage.key("ctrl+question")
    stage.shoot_dialog(name)


def about(stage, name, _place):
    stage.activate("about")
    stage.shoot_dialog(name)


def second_account(stage, name, _place):
    stage.key("F10")
    stage.press("Add _account…", "menu item")
    stage.shoot_dialog(name)


# Among many people, with names and texts of all kinds

def crowd_chats(stage, name, _place):
    stage.shoot(name)


def crowd_contacts(stage, name, _place):
    in_list(stage, "contacts")
    stage.shoot(name)
    stage.key("Tab", "Tab", "Tab", "End")
    stage.shoot(f"{name}-end")
    stage.key("ctrl+k")
    stage.type("Ferreiro")
    stage.shoot(f"{name}-filter")
    stage.key("Escape")
    in_list(stage, "contacts")


def crowd_conversations(stage, name, _place):
    import crowd  # pylint: disable=import-outside-toplevel
    for person in crowd.TALKERS:
        stage.open(jid(person.user))
        stage.shoot(f"{name}-{person.user}")
        back(stage)


def crowd_details(stage, name, _place):
    import crowd  # pylint: disable=import-outside-toplevel
    stage.open(jid(crowd.TALKERS[0].user))
    stage.key("F9")
    stage.shoot(name)
    stage.key("F9")
    back(stage)


# With nobody

def nobody(stage, name, _place):
    stage.shoot(name)
    in_list(stage, "contacts")
    stage.shoot(f"{name}-contacts")
    in_list(stage, "contacts")
    stage.key("ctrl+n")
    stage.shoot_dialog(f"{name}-new-chat")


def first_words(stage, name, _place):
    stage.open(jid("luis"))
    stage.shoot(name)
    back(stage)


NEWCOMER = (first_start, sign_in, certificate, create_account)
OFFICE = (nothing_chosen, chats, conversation, files, unread, typing, scrolled, failed, undelivered,
          connecting, request, blocked, contacts, details, find, search, emoji, composing, editing,
          pointed, menus, message_dialogs, chat_dialogs, contact_dialogs, room, room_notes, mention,
          room_dialogs, filters, preferences, alert_words, account, shortcuts, about,
          second_account, attention)
CROWD = (crowd_chats, crowd_contacts, crowd_conversations, crowd_details)
NOBODY = (nobody, first_words)
USUAL = (first_start, conversation, room, typing, contacts, details, search, preferences)
NARROW_USUAL = (chats, conversation, contacts)
