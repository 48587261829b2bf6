#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subcommands as people, bots and alerting systems use them."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import case, contains, equal, main, wait_for  # noqa: E402


def server_words(t):
    return ["--host", t.server.address, "--port", t.server.port, "--ca", t.server.ca]


def signed_in(t):
    """Charla with an account that was added by command."""
    charla = t.charla()
    jid = t.server.jid(t.user())
    out = charla.command("account", "add", jid, "--password-stdin", *server_words(t),
                         stdin="secret\n")
    contains(out, jid)
    return charla, jid


@case
def account_add_waits_until_it_is_online(t):
    charla, jid = signed_in(t)
    equal(charla.state(jid), "online")
    contains(charla.command("account", "list"), jid)
    contains(charla.command("account", "list"), "online")
    status, = charla.json("status")
    account, = status["accounts"]
    equal(account["address"], jid)
    equal(account["state"], "online")
    for key in ("tls", "cipher", "mechanism", "features", "host", "port"):
        contains(account, key)
    for word in (jid, account["mechanism"], account["cipher"], account["server"],
                 "The session goes on", " round trips, "):
        contains(charla.command("status"), word)
    labels = [line.strip().split("  ")[0] for line in charla.command("status").splitlines()
              if line.startswith("  ")]
    equal(len(labels), len(set(labels)), f"nothing is said twice: {labels}")


@case
def account_add_says_what_is_wrong(t):
    charla = t.charla()
    jid = t.server.jid(t.user())
    status, out, err = charla.run("account", "add", jid, "--password-stdin", *server_words(t),
                                  stdin="wrong\n")
    equal((status, out), (1, ""))
    assert err.startswith("charla: "), err
    status, _, err = charla.run("account", "add", "not an address", "--password-stdin",
                                stdin="x\n")
    equal(status, 1)
    assert err.startswith("charla: "), err


@case
def account_add_shows_a_bad_certificate_and_trust_lets_it_in(t):
    charla = t.charla()
    jid = t.server.jid(t.user())
    status, _, err = charla.run("account", "add", jid, "--password-stdin", "--host",
                                t.server.address, "--port", t.server.port, stdin="secret\n")
    equal(status, 1)
    fingerprint = charla.account(jid)["certificate-fingerprint"]
    contains(err, fingerprint)
    status, _, err = charla.run("account", "trust", jid, "00" * 32)
    assert status != 0, err
    charla.command("account", "trust", jid, fingerprint)
    equal(charla.state(jid), "online")


@case
def accounts_can_be_disabled_enabled_and_removed(t):
    charla, jid = signed_in(t)
    charla.command("account", "disable", jid)
    charla.wait_state("offline", jid)
    charla.restart()
    equal(charla.state(jid), "offline")
    charla.command("account", "enable", jid)
    equal(charla.state(jid), "online")
    charla.command("account", "remove", jid)
    equal(charla.command("account", "list"), "")


@case
def send_waits_for_what_it_is_told(t):
    charla, jid = signed_in(t)
    peer = t.peer()
    charla.command("contact", "add", peer.jid, "--name", "A peer", "--group", "Peers")
    wait_for(lambda: jid in peer.requests, 60, "the request")
    wait_for(lambda: charla.contacts()[peer.jid]["subscription"] in ("to", "both"), 60,
             "the approval")
    identity = charla.command("send", peer.jid, "hello", "--wait", "delivered").strip()
    equal(peer.wait_for_body("hello").id, identity)
    sent, = charla.json("send", peer.jid, "hello again", "--wait", "sent")
    contains(("sent", "delivered"), sent["state"])
    peer.mark_displayed(jid, identity)
    peer.mark_displayed(jid, sent["id"])
    line, = charla.json("history", peer.jid, "--limit", "1")
    wait_for(lambda: charla.json("history", peer.jid, "--limit", "1")[0]["state"] == "displayed",
             60, "displayed")
    equal(line["body"], "hello again")


@case
def send_that_cannot_arrive_fails_with_a_reason(t):
    charla, _ = signed_in(t)
    status, _, err = charla.run("send", t.server.jid("nobody"), "hello", "--wait", "delivered",
                                "--timeout", "30")
    equal(status, 1)
    assert err.startswith("charla: "), err
    status, _, err = charla.run("send", "@@@", "hello")
    equal(status, 1)
    assert err.startswith("charla: "), err


@case
def contacts_are_listed_renamed_grouped_blocked_and_removed(t):
    charla, jid = signed_in(t)
    peer = t.peer()
    charla.command("contact", "add", peer.jid, "--name", "First", "--group", "A")
    charla.command("contact", "rename", peer.jid, "Second")

    def contact():
        return next((entry for entry in charla.json("contacts") if entry["address"] == peer.jid),
                    {})
    wait_for(lambda: contact().get("name") == "Second", 60, "the name", interval=0.2)
    charla.command("contact", "groups", peer.jid, "B", "C")
    wait_for(lambda: contact().get("groups") == ["B", "C"], 60, "the groups", interval=0.2)
    contains(charla.command("contacts"), "Second")

    # Where the server takes an approval before the request, there is nothing left to approve.
    wait_for(lambda: contact().get("requests") or contact().get("subscription") == "both", 60,
             "the request of the peer", interval=0.2)
    if contact().get("requests"):
        charla.command("contact", "approve", peer.jid)
    wait_for(lambda: any(full.startswith(jid) for full in peer.presences), 60, "presence")
    charla.command("contact", "block", peer.jid)
    wait_for(lambda: contact().get("blocked"), 60, "blocked", interval=0.2)
    contains(charla.command("contacts"), "blocked")
    charla.command("contact", "unblock", peer.jid)
    wait_for(lambda: not contact().get("blocked"), 60, "unblocked", interval=0.2)
    charla.command("contact", "remove", peer.jid)
    wait_for(lambda: contact().get("subscription", "none") == "none", 60, "removed", interval=0.2)


@case
def presence_takes_the_common_words(t):
    charla, jid = signed_in(t)
    with t.peer(jid.split("@")[0], resource="other") as other:
        for word, show in (("away", "away"), ("dnd", "dnd"), ("xa", "xa"), ("chat", "chat"),
                           ("available", "")):
            charla.command("presence", word, f"now {word}")
            wait_for(lambda show=show, word=word: (show, f"now {word}")
                     in other.presences.values(), 60, f"{word} arrives")
    status, _, err = charla.run("presence", "sideways")
    equal(status, 1)
    assert err


@case
def history_search_and_conversations_are_read(t):
    charla, jid = signed_in(t)
    peer = t.peer()
    for number in range(5):
        peer.send(jid, f"word{number} común")
    wait_for(lambda: len(charla.history(peer.jid)) == 5, 60, "all arrive")
    equal(len(charla.json("history", peer.jid, "--limit", "3")), 3)
    first = charla.json("history", peer.jid, "--limit", "1")[0]
    before = charla.json("history", peer.jid, "--limit", "2", "--before", first["id"])
    equal([message["body"] for message in before], ["word2 común", "word3 común"])
    equal(len(charla.json("search", "comun")), 5)
    equal(charla.json("search", "comun", "word3")[0]["body"], "word3 común")
    equal(charla.json("search", "comun", "--with", "x@y.example"), [])
    wait_for(lambda: [(conversation["address"], conversation["unread"])
                      for conversation in charla.json("conversations")] == [(peer.jid, 5)], 60, "five unread")
    charla.command("read", peer.jid)
    equal(charla.json("conversations")[0]["unread"], 0)
    for word in ("word4", peer.jid):
        contains(charla.command("conversations"), word)


@case
def text_for_people_carries_no_control_characters(t):
    charla, jid = signed_in(t)
    peer = t.peer()
    peer.send(jid, "one\ntwo\u202ethree\u009b31mfour")
    wait_for(lambda: charla.history(peer.jid), 60, "it arrives")
    out = charla.command("history", peer.jid)
    equal(len(out.splitlines()), 1)
    for hidden in ("\u202e", "\u009b", "\x1b"):
        equal(hidden in out, False, f"{hidden!r} in the output")
    line, = charla.command("history", peer.jid, "--json").splitlines()
    contains(json.loads(line)["body"], "one\ntwo")


@case
def watch_tells_what_happens(t):
    charla, jid = signed_in(t)
    peer = t.peer()
    with charla.watching() as events:
        wait_for(lambda: charla.command("presence", "available") == ""
                 and (peer.send(jid, "to be watched") and events), 60, "anything", interval=0.3)

        def seen(**wanted):
            return any(all(event.get(key) == value for key, value in wanted.items())
                       for event in events)
        wait_for(lambda: seen(event="message", body="to be watched"), 60, "the message")
        identity = charla.send(peer.jid, "from here")
        wait_for(lambda: seen(event="message-state", id=identity, state="sent")
                 or seen(event="message-state", id=identity, state="delivered"), 60, "its state")
        peer.subscribe(jid)
        wait_for(lambda: seen(event="contact-request", address=peer.jid), 60, "the request")
        charla.command("account", "disable", jid)
        wait_for(lambda: seen(event="account", state="offline"), 60, "the account")


@case
def register_makes_an_account(t):
    charla = t.charla()
    jid = t.server.jid("cli-newcomer")
    charla.command("account", "register", jid, "--password-stdin", *server_words(t),
                   stdin="a good one\n")
    equal(charla.state(jid), "online")


@case
def wrong_calls_are_told_from_failures(t):
    charla = t.charla()
    for words in (("send",), ("send", "a@b"), ("account", "add"), ("history",),
                  ("contact", "rename", "a@b"), ("status", "--no-such-option"),
                  ("account", "add", "a@b", "--port", "99999999")):
        status, out, err = charla.run(*words)
        equal((status, out), (2, ""), " ".join(words))
        assert err.startswith("charla: "), err
    status, _, err = charla.run("account", "no-such-thing")
    equal(status, 2)
    for words in (("history", "a@b.example"), ("contacts",)):
        status, _, err = charla.run(*words)
        contains((0, 1), status)
    # What is called how, as it is typed.
    for words in ((), ("send",), ("account", "add")):
        contains(charla.command(*words, "--help"), " ".join(["\n  charla", *words, "[OPTION"]))


@case
def says_that_charla_does_not_run(t):
    charla = t.charla()
    charla.stop()
    status, _, err = charla.run("status")
    equal(status, 3)
    assert err.startswith("charla: "), err


@case
def quit_ends_it(t):
    charla, _ = signed_in(t)
    process = charla.process
    charla.command("quit")
    wait_for(lambda: not process.running(), 60, "the end")
    equal(process.process.returncode, 0)


@case
def a_second_one_does_not_disturb_the_first(t):
    charla, jid = signed_in(t)
    status, _, _ = charla.run("--headless", timeout=60)
    equal(status, 0)
    equal(charla.state(jid), "online")


main()
