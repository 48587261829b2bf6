#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in: every mechanism, both kinds of TLS, and everything that can be wrong with it."""
import base64
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (Skip, case, contains, equal, free_address, main,  # noqa: E402
                         wait_for)


def signs_in_with(t, mechanism, **account):
    server = t.new_server(mechanisms=(mechanism,))
    charla, jid = t.signed_in(**account)
    account = charla.account(jid)
    equal(account["mechanism"], mechanism, "mechanism")
    contains(account["tls"], "TLS", "kind of TLS")
    contains(server.log(), t.server.domain)
    return charla, jid


@case
def signs_in_with_PLAIN_inside_verified_TLS(t):
    signs_in_with(t, "PLAIN", allow_plain=True)


@case
def hands_the_password_to_no_server_unasked(t):
    server = t.new_server(mechanisms=("PLAIN",), log_level="debug")
    charla = t.charla()
    jid = charla.add_account(server, t.user(), wait=False)
    charla.wait_state("failed", jid)
    equal(charla.account(jid)["error-name"], "server-too-old")
    equal("mechanism='PLAIN'" in server.log(), False, "a password was sent")


@case
def signs_in_with_SCRAM_SHA_1(t):
    signs_in_with(t, "SCRAM-SHA-1")


@case
def signs_in_with_SCRAM_SHA_256(t):
    signs_in_with(t, "SCRAM-SHA-256")


@case
def signs_in_with_SCRAM_SHA_512(t):
    if "SCRAM-SHA-512" not in t.server.offers:
        raise Skip(f"{t.kind} has no SCRAM-SHA-512")
    signs_in_with(t, "SCRAM-SHA-512")


@case
def takes_the_strongest_of_all_mechanisms(t):
    charla, jid = t.signed_in()
    equal(charla.account(jid)["mechanism"], t.server.offers[-1])


@case
def binds_the_channel_where_the_server_lists_how(t):
    if t.kind != "prosody":
        raise Skip("ejabberd 23.01 lists no channel bindings")
    t.new_server(channel_binding=True)
    charla, jid = t.signed_in()
    account = charla.account(jid)
    equal(account["mechanism"], "SCRAM-SHA-256-PLUS")
    equal(account["channel-binding"], "tls-exporter")


@case
def is_not_misled_by_bindings_that_the_server_does_not_list(t):
    # ejabberd 23.01 offers -PLUS with TLS 1.3 and then refuses every binding of TLS 1.3.
    if t.kind != "ejabberd":
        raise Skip("only ejabberd offers -PLUS without a list")
    t.new_server(channel_binding=True)
    charla, jid = t.signed_in()
    equal(charla.account(jid)["mechanism"], "SCRAM-SHA-512")


def offer(t, mechanisms, **options):
    """From now on the server offers these mechanisms and no others."""
    t.server.options = {**t.server.options, "mechanisms": mechanisms, **options}
    t.server.stop()
    t.server.start()


def is_refused_as_weaker(charla, jid, weaker):
    charla.wait_error("weaker", jid, 60)
    equal(charla.account(jid)["weaker-mechanism"], weaker)


@case
def signs_in_no_weaker_than_before(t):
    if t.kind != "prosody":
        raise Skip("ejabberd would forget its accounts")
    t.new_server(log_level="debug")
    charla, jid = t.signed_in(allow_plain=True)
    equal(charla.account(jid)["usual-mechanism"], "SCRAM-SHA-256")
    offer(t, ("PLAIN",))
    is_refused_as_weaker(charla, jid, "PLAIN")
    charla.restart()
    is_refused_as_weaker(charla, jid, "PLAIN")
    equal("mechanism='PLAIN'" in t.server.log(), False, "a password was sent")

    # Once: until the account is signed out.
    charla.call("AcceptWeaker", "(ssb)", jid, "PLAIN", False)
    charla.wait_online(jid)
    equal(charla.account(jid)["usual-mechanism"], "SCRAM-SHA-256")
    charla.restart()
    is_refused_as_weaker(charla, jid, "PLAIN")

    # From now on; and what is stronger raises it again.
    offer(t, ("PLAIN", "SCRAM-SHA-1"))
    charla.call("Reconnect", "(s)", jid)
    wait_for(lambda: charla.account(jid).get("weaker-mechanism") == "SCRAM-SHA-1", 60, "another offer")
    charla.run("account", "accept-weaker", jid, "SCRAM-SHA-1", "--from-now-on")
    charla.wait_online(jid)
    equal(charla.account(jid)["usual-mechanism"], "SCRAM-SHA-1")
    charla.restart()
    charla.wait_online(jid)
    offer(t, ("PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"))
    charla.call("Reconnect", "(s)", jid)
    charla.wait_online(jid)
    equal(charla.account(jid)["usual-mechanism"], "SCRAM-SHA-256")


@case
def does_without_a_channel_binding_only_when_told(t):
    if t.kind != "prosody":
        raise Skip("ejabberd 23.01 lists no channel bindings")
    t.new_server(channel_binding=True)
    charla, jid = t.signed_in()
    equal(charla.account(jid)["usual-mechanism"], "SCRAM-SHA-256-PLUS tls-exporter")
    offer(t, t.server.offers, channel_binding=False)
    is_refused_as_weaker(charla, jid, "SCRAM-SHA-256")
    charla.call("AcceptWeaker", "(ssb)", jid, "SCRAM-SHA-256", True)
    charla.wait_online(jid)


@case
def signs_in_over_direct_TLS(t):
    charla, jid = t.signed_in(tls="direct")
    contains(charla.account(jid)["tls"], "TLS")


@case
def asks_again_after_a_wrong_password(t):
    charla = t.charla()
    jid = charla.add_account(t.server, t.user(password="right"), "wrong", wait=False)
    wait_for(lambda: charla.state(jid) in ("needs-password", "failed"), 60, "a refusal")
    equal(charla.account(jid)["error-name"], "wrong-password")
    charla.call("GivePassword", "(ssb)", jid, "right", True)
    charla.wait_online(jid)


@case
def stops_after_a_wrong_password(t):
    charla = t.charla()
    proxy = t.proxy()
    jid = charla.add_account(t.server, t.user(password="right"), "wrong", wait=False,
                             proxy=(proxy.address, proxy.port))
    wait_for(lambda: charla.state(jid) in ("needs-password", "failed"), 60, "a refusal")
    tries = proxy.accepted
    # Whoever would try again at once would have been back within a round trip or two.
    charla.call("GetStatus")
    equal(proxy.accepted, tries, "connections after the refusal")


@case
def says_that_a_host_is_unknown(t):
    charla = t.charla()
    charla.call("AddAccount", "(ssa{sv})", "ana@nowhere.invalid", "secret", {})
    charla.wait_error(("unknown-host", "no-network"))


@case
def says_that_a_server_cannot_be_reached(t):
    charla = t.charla()
    closed = (free_address(), 5222)
    jid = charla.add_account(t.server, t.user(), wait=False, proxy=closed)
    charla.wait_error("unreachable", jid)
    equal(charla.state(jid), "waiting")


def meets_a_wrong_certificate(t, certificate):
    """The server must learn nothing until the person decides, and then let them in."""
    t.new_server(certificate=certificate, log_level="debug")
    charla = t.charla()
    jid = charla.add_account(t.server, t.user(), wait=False)
    charla.wait_state("needs-trust", jid)
    account = charla.account(jid)
    equal(account["error-name"], "certificate")
    equal(("SCRAM" in t.server.log()) or ("<auth" in t.server.log()), False, "anything was sent")
    charla.call("AnswerCertificate", "(ssb)", jid, account["certificate-fingerprint"], True)
    charla.wait_online(jid)
    charla.restart()
    charla.wait_online(jid)
    return charla, jid


@case
def asks_about_an_expired_certificate(t):
    meets_a_wrong_certificate(t, t.authority.issue("a.example", expired=True))


@case
def asks_about_a_self_signed_certificate(t):
    meets_a_wrong_certificate(t, t.authority.issue("a.example",
                                                   self_signed=True))


@case
def asks_about_a_certificate_for_another_host(t):
    meets_a_wrong_certificate(t, t.authority.issue("elsewhere.example"))


@case
def asks_again_when_a_trusted_certificate_changes(t):
    first = t.authority.issue("a.example", self_signed=True)
    charla, jid = meets_a_wrong_certificate(t, first)
    second = t.authority.issue("a.example", self_signed=True)
    for old, new in ((first.certificate, second.certificate), (first.key, second.key),
                     (first.both, second.both)):
        old.write_bytes(new.read_bytes())
    t.server.restart()
    charla.wait_state("needs-trust", jid)


@case
def a_refused_certificate_ends_the_attempt(t):
    t.new_server(certificate=t.authority.issue("a.example",
                                               self_signed=True))
    charla = t.charla()
    jid = charla.add_account(t.server, t.user(), wait=False)
    charla.wait_state("needs-trust", jid)
    charla.call("AnswerCertificate", "(ssb)", jid, charla.account(jid)["certificate-fingerprint"], False)
    charla.wait_state("failed", jid)


def mentions(directory, secret):
    return [path for path in directory.rglob("*")
            if path.is_file() and secret.encode() in path.read_bytes()]


@case
def keeps_the_password_in_the_keyring_alone(t):
    session = t.session(keyring=True)
    charla = t.charla(session)
    jid = charla.add_account(t.server, t.user(password="Xyzzy-4711"), "Xyzzy-4711")
    charla.restart()
    charla.wait_online(jid)
    charla.stop()
    for name in ("home", "config", "cache", "state"):
        equal(mentions(session.folder(name), "Xyzzy-4711"), [])
    equal(mentions(session.folder("data") / "charla", "Xyzzy-4711"), [])


@case
def logs_no_secrets_even_when_all_is_logged(t):
    password = "Xyzzy-4711"
    server = t.new_server(upload=1_000_000)
    name = t.user(password=password)
    charla = t.charla(environment={"G_MESSAGES_DEBUG": "all"})
    jid = charla.add_account(server, name, password)
    peer = t.peer()
    peer.send(jid, "the secret of the other")
    wait_for(lambda: charla.history(peer.jid), 60, "it arrives")
    charla.send(peer.jid, "the answer to that")
    peer.wait_for_body("the answer to that")
    path = charla.session.folder("a.txt")
    path.write_text("what stands in it")
    # A slot for it comes, with its token; its place is known to nobody here.
    charla.run("send", peer.jid, "--file", path, "--wait", "sent", "--timeout", "3")
    charla.stop()
    log = charla.log.read_text(errors="replace")
    contains(log, "DEBUG", "it is logged")
    for secret in (password, base64.b64encode(f"\0{name}\0{password}".encode()).decode(),
                   base64.b64encode(password.encode()).decode(), "Bearer ", "n=" + name + ",r=", ",p=",
                   "the secret of the other", "the answer to that", "what stands in it"):
        equal(secret in log, False, f"{secret} in the log")


@case
def asks_for_the_password_at_each_start_without_a_keyring(t):
    session = t.session(keyring=False)
    charla = t.charla(session)
    jid = charla.add_account(t.server, t.user(password="Xyzzy-4711"), "Xyzzy-4711")
    charla.restart()
    charla.wait_state("needs-password", jid)
    charla.call("GivePassword", "(ssb)", jid, "Xyzzy-4711", True)
    charla.wait_online(jid)
    charla.stop()
    equal(mentions(session.directory, "Xyzzy-4711"), [])


@case
def several_accounts_stand_side_by_side(t):
    charla = t.charla()
    jids = [charla.add_account(t.server, t.user()) for _ in range(3)]
    charla.restart()
    for jid in jids:
        charla.wait_online(jid)
    colors = {account["color"] for account in charla.call("ListAccounts")}
    equal(len(colors), 3, "colours")
    charla.call("RemoveAccount", "(sb)", jids[1], False)
    equal([account["address"] for account in charla.call("ListAccounts")], [jids[0], jids[2]])


@case
def comes_back_after_the_server_was_restarted(t):
    t.new_server()
    charla, jid = t.signed_in()
    # A crash would take ejabberd's newest accounts with it.
    if t.kind == "prosody":
        t.server.kill()
    else:
        t.server.stop()
    wait_for(lambda: charla.state(jid) != "online", 60, "the loss is noticed")
    t.server.restart()
    charla.wait_state("online", jid, 90)


@case
def comes_back_after_the_wire_was_cut(t):
    proxy = t.proxy()
    charla, jid = t.signed_in(proxy=(proxy.address, proxy.port))
    proxy.cut()
    wait_for(lambda: charla.state(jid) != "online", 60, "the loss is noticed")
    proxy.heal()
    charla.wait_state("online", jid, 90)


@case(limit=300)
def survives_a_cut_at_every_step_of_signing_in(t):
    proxy = t.proxy()
    charla, jid = t.signed_in(proxy=(proxy.address, proxy.port))
    # Signing in takes some thousand bytes from the server; cut once in each stretch of it. What it
    # takes to resume is less: then there is nothing left to cut.
    for size in (1, 60, 200, 350, 600, 900, 1200, 1500, 1800, 2100, 2500, 3200, 4000, 4800):
        accepted = proxy.accepted
        proxy.cut_after(size)
        proxy.drop()
        charla.call("Reconnect", "(s)", jid)
        wait_for(lambda: not proxy.is_to_cut(True)
                 or (proxy.accepted > accepted and charla.state(jid) == "online"), 60,
                 f"the cut after {size} bytes")
        proxy.cut_after(None)
        charla.call("Reconnect", "(s)", jid)
        charla.wait_state("online", jid, 60)


main()
