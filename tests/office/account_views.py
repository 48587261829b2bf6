# SPDX-License-Identifier: GPL-3.0-or-later
"""The views of somebody with three accounts, of which one is offline and one wants its password; and
names and status texts that are longer than any line. Like those of views.py."""
import contextlib

from charla_test import Peer, befriend, wait_for
from gi.repository import GLib

import people
from views import back, in_list, jid

WORK, CLUB = "ana.workshop", "ana.cycling"
STATUS = ("On the train to the fair with all the samples, the big table and three of its four legs; the "
          "fourth comes by post. Write to Tom about the stand and to Luis about wood. ") * 3
NAME = ("Maria do Carmo Anunciação Figueiredo de Albuquerque e Vasconcelos, formerly of the glass "
        "workshop behind the station, now with the people of the old mill who make the dark green paper "
        "for our covers")


def prepare(place, charla):
    """Conversations with two accounts; then one goes offline, and one is locked out."""
    server = place.server
    for user in (WORK, CLUB):
        server.add_user(user, people.PASSWORD)
        charla.add_account(server, user, people.PASSWORD)
    for user, other, text in ((WORK, "luis", "The planks for the stand are cut"),
                              (CLUB, "nadia", "Sunday at nine, at the bridge?"),
                              (people.OWNER, "marta", "On my way!")):
        place.colleagues[other].send(server.jid(user), text)
        wait_for(lambda account=server.jid(user), with_=jid(other):
                 charla.history(with_, account=account), 20, "a message")
    server.add_user("maria", people.PASSWORD)
    with Peer(server, "maria", people.PASSWORD) as maria, \
            Peer(server, people.OWNER, people.PASSWORD, resource="phone") as ana:
        ana.set_contact(maria.jid, NAME)
        befriend(maria, ana)
        maria.send(place.owner, "Shall I bring the samples?")
        wait_for(lambda: charla.history(maria.jid), 20, "a message")
    place.colleagues["marta"].set_presence("away", STATUS)
    charla.call("SetPresence", "(sss)", server.jid(WORK), "offline", "")
    charla.call("SetPresence", "(sss)", place.owner, "available", STATUS)
    place.change_password(CLUB, people.PASSWORD, "another")


def locked_out(place, stage):
    stage.charla.wait_online(place.owner)
    stage.charla.wait_state("needs-password", place.server.jid(CLUB))


def accounts_lists(stage, name, _place):
    stage.shoot(name)
    in_list(stage, "contacts")
    stage.shoot(f"{name}-contacts")
    in_list(stage, "contacts")


def accounts_menu(stage, name, place):
    stage.screen.press(None, contains=people.OWNER_NAME)
    stage.shoot(name, around=120)
    stage.close_popups()
    stage.activate("preferences-page", GLib.Variant("s", "accounts"))
    stage.shoot(f"{name}-preferences", stage.dialog())
    stage.click_on_row_with(place.server.jid(CLUB))
    stage.shoot_dialog(f"{name}-locked")


def accounts_new_chat(stage, name, _place):
    stage.key("ctrl+n")
    stage.shoot_dialog(name)
    for item, mark in (("_Add contact…", "add"), ("New _group…", "group"), ("_Join room…", "join"),
                       ("_Find rooms…", "find")):
        stage.press("New chat or contact")
        stage.press(item, "menu item")
        stage.shoot_dialog(f"{name}-{mark}")
    back(stage)


def accounts_offline(stage, name, _place):
    """Chats of the account that is offline and of the one that cannot sign in."""
    for other, text in (("luis", "The planks"), ("nadia", "Sunday at nine")):
        stage.click_on_row_with(text)
        stage.shoot(f"{name}-{other}")
        back(stage)


def accounts_long(stage, name, place):
    """A status of 500 characters and a name of 200, wherever they are shown."""
    for user, text in (("marta", "On my way!"), ("maria", "Shall I bring")):
        stage.click_on_row_with(text)
        stage.shoot(f"{name}-{user}")
        stage.key("F9")
        stage.shoot(f"{name}-{user}-details")
        stage.key("F9")
        back(stage)
    stage.charla.call("BlockContact", "(ssbb)", place.owner, jid("maria"), True, False)
    stage.open(jid("maria"))
    stage.shoot(f"{name}-blocked")
    stage.charla.call("BlockContact", "(ssbb)", place.owner, jid("maria"), False, False)
    in_list(stage, "contacts")
    with contextlib.suppress(AssertionError):
        x, y, width, height = stage.screen.place("list item", contains="Maria do Carmo", timeout=5)
        stage.click(3, x + min(width // 2, 120), y + height // 2, stage.window)
        stage.press("Remo_ve…", "menu item")
        stage.shoot_dialog(f"{name}-remove")
    in_list(stage, "contacts")


ACCOUNTS = (accounts_lists, accounts_menu, accounts_new_chat, accounts_offline, accounts_long)
