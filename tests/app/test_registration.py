#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""New accounts, made from here: by the server's form, by invitation, and refused."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from gi.repository import GLib  # noqa: E402

from charla_test import Peer, Skip, case, contains, main  # noqa: E402


def register(t, charla, name, password="a good one", **options):
    server = {"host": GLib.Variant("s", t.server.address), "port": GLib.Variant("q", t.server.port),
              "ca-file": GLib.Variant("s", str(t.server.ca)), **options}
    charla.call("RegisterAccount", "(ssa{sv})", t.server.jid(name), password, server)
    return t.server.jid(name)


def fails(action, name):
    try:
        action()
    except GLib.Error as error:
        contains(error.message, name)
        return error.message
    raise AssertionError("it was accepted")


@case
def makes_an_account_and_signs_in(t):
    charla = t.charla()
    jid = register(t, charla, "newcomer")
    charla.wait_online(jid)
    charla.restart()
    charla.wait_online(jid)
    with Peer(t.server, "newcomer", "a good one"):
        pass


@case
def says_that_a_name_is_taken(t):
    charla = t.charla()
    taken = t.user("taken")
    fails(lambda: register(t, charla, taken), "im.charla.Error")
    assert charla.call("ListAccounts") == []


@case
def says_that_a_server_takes_no_accounts(t):
    t.new_server(registration=False)
    charla = t.charla()
    fails(lambda: register(t, charla, "newcomer"), "im.charla.Error")


@case
def an_invitation_opens_a_closed_server(t):
    if t.kind != "prosody":
        raise Skip("ejabberd 23.01 has no invitations")
    t.new_server(invite_only=True)
    charla = t.charla()
    fails(lambda: register(t, charla, "stranger"), "im.charla.Error")
    jid = register(t, charla, "guest", invitation=GLib.Variant("s", t.server.invite()))
    charla.wait_online(jid)


@case
def a_removed_account_can_leave_the_server_too(t):
    charla = t.charla()
    jid = register(t, charla, "leaving")
    charla.wait_online(jid)
    charla.call("RemoveAccount", "(sb)", jid, True)
    try:
        with Peer(t.server, "leaving", "a good one"):
            raise AssertionError("the account is still there")
    except AssertionError as error:
        contains(str(error), "not authorized")


@case
def a_password_can_be_changed(t):
    charla, jid = t.signed_in(name := t.user())
    charla.call("ChangePassword", "(ss)", jid, "a new one")
    with Peer(t.server, name, "a new one"):
        pass
    charla.restart()
    charla.wait_online(jid)


main()
