#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Coming back: SASL2 with Bind 2, tokens, and a lost session resumed, in the fewest round trips."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (Skip, case, contains, equal, main, wait_for)  # noqa: E402

TOKENS = "fast_tokens"  # Prosody's store


def fast_server(t, **options):
    if t.kind != "prosody":
        raise Skip("ejabberd 23.01 has no SASL2")
    return t.new_server(fast_login=True, log_level="debug", **options)


def number_of_tokens(server):
    stores = (server.directory / "data").glob(f"*/{TOKENS}/*.dat")
    return sum(path.read_text().count('["secret"]') for path in stores)


def is_online_by(charla, jid, **expected):
    """Stream management is agreed on after being online, where it does not come with the sign-in."""
    charla.wait_online(jid)
    if expected.get("stream_management"):
        wait_for(lambda: charla.account(jid)["stream-management"], 60, "stream management")
    account = charla.account(jid)
    for name, value in expected.items():
        equal(account[name.replace("_", "-")], value, name)
    return account


@case
def signs_in_and_binds_at_once(t):
    fast_server(t)
    charla, jid = t.signed_in()
    account = is_online_by(charla, jid, sasl2=True, fast=False, stream_management=True, resumed=False,
                           mechanism="SCRAM-SHA-256-PLUS", channel_binding="tls-exporter")
    contains(account["resource"], "Charla")
    # TCP, features, STARTTLS, TLS, features, challenge, success.
    equal(account["round-trips"], 7, "round trips")


@case
def comes_back_with_a_token(t):
    server = fast_server(t)
    charla, jid = t.signed_in()
    equal(number_of_tokens(server), 1, "tokens")
    for _ in range(2):
        charla.restart()
        account = is_online_by(charla, jid, fast=True, mechanism="HT-SHA-256-EXPR",
                               channel_binding="tls-exporter")
        equal(account["round-trips"], 6, "round trips")


@case
def comes_back_with_a_token_over_direct_TLS(t):
    fast_server(t)
    charla, jid = t.signed_in(tls="direct")
    charla.restart()
    # TCP, TLS, features, success.
    account = is_online_by(charla, jid, fast=True, mechanism="HT-SHA-256-EXPR")
    equal(account["round-trips"], 4, "round trips")


@case
def keeps_the_token_in_the_keyring_alone(t):
    server = fast_server(t)
    charla, jid = t.signed_in()
    charla.stop()
    secrets = [path.read_text() for path in (server.directory / "data").glob(f"*/{TOKENS}/*.dat")]
    token = secrets[0].split('"secret-token:')[1].split('"')[0]
    found = [path for path in charla.session.directory.rglob("*")
             if path.is_file() and token.encode() in path.read_bytes()]
    equal(found, [], "files with the token in them")
    contains(charla.session.run(["secret-tool", "search", "--all", "address", jid])[1], token)


@case
def takes_the_password_when_the_token_is_refused(t):
    server = fast_server(t)
    charla, jid = t.signed_in()
    charla.stop()
    server.stop()
    for path in (server.directory / "data").glob(f"*/{TOKENS}/*.dat"):
        path.unlink()
    server.start()
    charla.start()
    is_online_by(charla, jid, fast=False, mechanism="SCRAM-SHA-256-PLUS")
    charla.restart()
    is_online_by(charla, jid, fast=True)


@case
def takes_the_password_when_the_token_has_expired(t):
    fast_server(t, settings="sasl2_fast_token_ttl = -1")
    charla, jid = t.signed_in()
    charla.restart()
    is_online_by(charla, jid, fast=False, mechanism="SCRAM-SHA-256-PLUS")


@case
def replaces_a_token_that_gets_old(t):
    server = fast_server(t, settings="sasl2_fast_token_min_ttl = -1")
    charla, jid = t.signed_in()
    for _ in range(2):
        charla.restart()
        is_online_by(charla, jid, fast=True)
    contains(server.log(), "due for rotation")


@case
def asks_for_no_token_that_it_could_not_keep(t):
    server = fast_server(t)
    session = t.session(keyring=False)
    charla = t.charla(session)
    jid = charla.add_account(server, t.user())
    is_online_by(charla, jid, fast=False, sasl2=True)
    charla.restart()
    charla.wait_state("needs-password", jid)
    charla.call("GivePassword", "(ssb)", jid, "secret", True)
    is_online_by(charla, jid, fast=False, sasl2=True)


@case
def asks_whoever_does_not_want_to_be_remembered(t):
    server = fast_server(t)
    charla = t.charla()
    jid = server.jid(t.user())
    charla.command("account", "add", jid, "--password-stdin", "--no-remember", "--host",
                   server.address, "--port", server.port, "--ca", server.ca, stdin="secret\n")
    is_online_by(charla, jid, fast=False)
    charla.restart()
    charla.wait_state("needs-password", jid)


@case
def gives_the_token_up_with_the_account(t):
    server = fast_server(t)
    charla, jid = t.signed_in()
    equal(number_of_tokens(server), 1, "tokens")
    charla.call("RemoveAccount", "(sb)", jid, False, timeout=60)
    wait_for(lambda: number_of_tokens(server) == 0, 60, "the end of the token")


@case
def resumes_after_a_cut_together_with_signing_in(t):
    server = fast_server(t)
    charla = t.charla()
    proxy = t.proxy()
    jid = charla.add_account(server, t.user(), proxy=(proxy.address, proxy.port))
    resource = charla.account(jid)["resource"]
    proxy.drop()
    wait_for(lambda: charla.account(jid).get("resumed"), 60, "a resumed session")
    account = is_online_by(charla, jid, fast=True, resumed=True, stream_management=True)
    equal(account["resource"], resource, "resource")
    contains(server.log(), "mod_smacks resuming existing session")


@case
def delivers_what_was_said_meanwhile(t):
    server = fast_server(t)
    charla = t.charla()
    proxy = t.proxy()
    jid = charla.add_account(server, t.user(), proxy=(proxy.address, proxy.port))
    peer = t.peer()
    proxy.cut()
    for i in range(20):
        peer.send(jid, f"while away {i}")
    proxy.heal()
    wait_for(lambda: charla.account(jid).get("resumed"), 60, "a resumed session")
    wait_for(lambda: [message["body"] for message in charla.history(peer.jid)]
             == [f"while away {i}" for i in range(20)], 60, "what was said")


@case
def binds_anew_where_the_server_has_forgotten(t):
    server = fast_server(t)
    charla, jid = t.signed_in()
    server.restart()
    wait_for(lambda: charla.account(jid).get("state") != "online", 60, "the loss of the connection")
    charla.wait_state("online", jid, 90)
    is_online_by(charla, jid, fast=True, resumed=False, stream_management=True)


@case
def does_without_where_the_server_has_none_of_it(t):
    charla, jid = t.signed_in()
    is_online_by(charla, jid, sasl2=False, fast=False, stream_management=True)
    charla.restart()
    is_online_by(charla, jid, sasl2=False, fast=False)


main()
