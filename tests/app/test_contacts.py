#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact list: requests, names, groups, presence, blocking."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import case, equal, main, wait_for  # noqa: E402


def contact(charla, jid):
    return charla.contacts().get(jid, {})


def wait_contact(charla, jid, timeout=60, **wanted):
    def holds():
        found = contact(charla, jid)
        return all(found.get(key) == value for key, value in wanted.items())
    try:
        wait_for(holds, timeout)
    except AssertionError:
        raise AssertionError(f"{jid}: wanted {wanted}, found {contact(charla, jid)}") from None


@case
def adds_a_contact_who_approves(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    charla.call("AddContact", "(sssas)", jid, peer.jid, "Marta Ruiz", ["Design", "Friends"])
    wait_contact(charla, peer.jid, name="Marta Ruiz", groups=["Design", "Friends"])
    wait_for(lambda: jid in peer.requests, 60, "the request")

    def mutual():
        if contact(charla, peer.jid).get("requests"):
            charla.call("AnswerRequest", "(ssb)", jid, peer.jid, True)
        return contact(charla, peer.jid).get("subscription") == "both"
    wait_for(mutual, 60, "both see each other", interval=0.2)
    wait_contact(charla, peer.jid, presence="available")


@case
def shows_a_request_and_answers_it(t):
    charla, jid = t.signed_in()
    peer = t.peer(approve=True)
    peer.subscribe(jid)
    wait_contact(charla, peer.jid, requests=True)
    charla.restart()
    charla.wait_online(jid)
    wait_contact(charla, peer.jid, requests=True)
    charla.call("AnswerRequest", "(ssb)", jid, peer.jid, True)
    wait_for(lambda: any(full.startswith(jid) for full in peer.presences), 60,
             "the peer sees the presence")


@case
def a_refused_request_is_gone(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    peer.subscribe(jid)
    wait_contact(charla, peer.jid, requests=True)
    charla.call("AnswerRequest", "(ssb)", jid, peer.jid, False)
    wait_for(lambda: not contact(charla, peer.jid).get("requests"), 60, "it is gone")
    wait_for(lambda: peer.roster().get(jid, ("none",))[0] == "none", 60, "the peer sees nothing")


@case
def renames_and_regroups(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    from gi.repository import GLib  # pylint: disable=import-outside-toplevel
    charla.call("AddContact", "(sssas)", jid, peer.jid, "One", ["A"])
    wait_contact(charla, peer.jid, name="One")
    charla.call("ChangeContact", "(ssa{sv})", jid, peer.jid,
                {"name": GLib.Variant("s", "Two & <Three>")})
    wait_contact(charla, peer.jid, name="Two & <Three>", groups=["A"])
    charla.call("ChangeContact", "(ssa{sv})", jid, peer.jid,
                {"groups": GLib.Variant("as", ["B", "C"])})
    wait_contact(charla, peer.jid, name="Two & <Three>", groups=["B", "C"])
    charla.restart()
    charla.wait_online(jid)
    wait_contact(charla, peer.jid, name="Two & <Three>", groups=["B", "C"])


@case
def removes_a_contact(t):
    charla, jid = t.signed_in()
    peer = t.peer(approve=False)
    charla.call("AddContact", "(sssas)", jid, peer.jid, "", [])
    wait_contact(charla, peer.jid, address=peer.jid)
    charla.call("RemoveContact", "(ss)", jid, peer.jid)
    wait_for(lambda: not contact(charla, peer.jid).get("in-list"), 60, "gone")
    charla.restart()
    charla.wait_online(jid)
    equal(charla.contacts(), {})


@case
def presence_goes_both_ways(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    charla.call("AddContact", "(sssas)", jid, peer.jid, "", [])

    def mutual():
        if contact(charla, peer.jid).get("requests"):
            charla.call("AnswerRequest", "(ssb)", jid, peer.jid, True)
        return contact(charla, peer.jid).get("subscription") == "both"
    wait_for(mutual, 60, "both see each other", interval=0.2)
    for show, nick in (("away", "away"), ("dnd", "do-not-disturb"), ("xa", "extended-away"),
                       ("chat", "chatty"), (None, "available")):
        peer.set_presence(show, f"I am {nick}")
        wait_contact(charla, peer.jid, presence=nick, status=f"I am {nick}")
    charla.call("SetPresence", "(sss)", jid, "away", "At lunch")
    wait_for(lambda: ("away", "At lunch") in peer.presences.values(), 60, "the peer sees it")
    peer.disconnect()
    wait_contact(charla, peer.jid, presence="offline")
    charla.restart()
    charla.wait_online(jid)
    account = next(entry for entry in charla.call("ListAccounts") if entry["address"] == jid)
    equal((account["presence"], account["status"]), ("away", "At lunch"), "kept over a restart")


@case
def a_blocked_contact_is_not_heard(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    charla.call("AddContact", "(sssas)", jid, peer.jid, "", [])
    wait_contact(charla, peer.jid, address=peer.jid)
    peer.send(jid, "before")
    wait_for(lambda: charla.history(peer.jid), 60, "the first message")
    charla.call("BlockContact", "(ssbb)", jid, peer.jid, True, False)
    wait_contact(charla, peer.jid, blocked=True)
    peer.send(jid, "while blocked")
    peer.flushed()
    charla.call("BlockContact", "(ssbb)", jid, peer.jid, False, False)
    wait_for(lambda: not contact(charla, peer.jid).get("blocked"), 60, "unblocked")
    peer.send(jid, "after")
    wait_for(lambda: charla.history(peer.jid)[-1]["body"] == "after", 60, "heard again")
    equal([message["body"] for message in charla.history(peer.jid)], ["before", "after"])


@case
def an_entry_from_another_client_appears(t):
    charla, jid = t.signed_in()
    name = jid.split("@")[0]
    other = t.peer(name, resource="other")
    other.set_contact("friend@elsewhere.example", "A friend", ["Elsewhere"])
    wait_contact(charla, "friend@elsewhere.example", name="A friend", groups=["Elsewhere"])


@case(limit=600)
def a_thousand_contacts_come_and_stay(t):
    name = t.user()
    with t.peer(name, resource="other") as other:
        for number in range(1000):
            other.raw(f"<iq type='set' id='r{number}'><query xmlns='jabber:iq:roster'>"
                      f"<item jid='c{number}@elsewhere.example' name='Contact {number}'>"
                      f"<group>Group {number % 20}</group></item></query></iq>")
        other.flushed(300)
    charla, jid = t.signed_in(name)
    wait_for(lambda: len(charla.contacts()) == 1000, 60, "all are there", interval=0.3)
    charla.restart()
    equal(len(charla.contacts()), 1000, "at once after a restart")
    charla.wait_online(jid)
    equal(charla.contacts()["c999@elsewhere.example"]["name"], "Contact 999")


main()
