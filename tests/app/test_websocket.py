#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Over WebSocket: where it was chosen, and where no port leads to the server."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (Gateway, Skip, case, contains, equal, free_address, main,  # noqa: E402
                         network, wait_for)

PRIVATE = network.enter()


def choose(t, charla, *, wait=True, **options):
    """Adds an account that knows where the WebSocket is; its address."""
    (t.new_server if options else t.shared_server)(websocket=True, **options)
    # Who knows the name: Prosody wants to be called by it (SNI), and nobody else here knows it.
    proxy = t.stack.enter_context(Gateway({t.server.domain: t.server.address}))
    jid = t.server.jid(t.user())
    charla.command("account", "add", jid, "--password-stdin", "--ca", t.server.ca, "--tls",
                   "websocket", "--host", t.server.websocket(t.server.domain), "--proxy",
                   proxy.uri("socks5"), *([] if wait else ["--no-wait"]), stdin="secret\n")
    return jid


def blocked(t, **options):
    """A way out on which nothing but the web gets through; knows where the server is."""
    (t.new_server if options else t.shared_server)(websocket=True, **options)
    return t.stack.enter_context(Gateway({t.server.domain: t.server.address},
                                         ports={443: t.server.https_port}))


@case
def signs_in_where_it_was_chosen(t):
    charla = t.charla()
    jid = choose(t, charla)
    account = charla.account(jid)
    equal(account["websocket"], t.server.websocket(t.server.domain))
    equal((account["host"], account["port"]), (t.server.domain, t.server.https_port))
    contains(account["tls"], "TLS 1.")
    contains(charla.command("status"), "WebSocket")
    charla.restart()
    charla.wait_online(jid)
    equal(charla.account(jid)["websocket"], t.server.websocket(t.server.domain))


@case
def sends_and_receives(t):
    charla = t.charla()
    jid = choose(t, charla)
    peer = t.peer()
    for number in range(50):
        charla.send(peer.jid, f"Number {number} <é>")
    peer.wait_for_body("Number 49 <é>")
    peer.send(jid, "&" * 20000)
    wait_for(lambda: [m for m in charla.history(peer.jid) if m["body"] == "&" * 20000], 60)


@case
def binds_the_channel_there_as_well(t):
    if t.kind != "prosody":
        raise Skip("ejabberd 23.01 lists no channel bindings")
    charla = t.charla()
    jid = choose(t, charla, channel_binding=True)
    equal(charla.account(jid)["mechanism"], "SCRAM-SHA-256-PLUS")
    equal(charla.account(jid)["channel-binding"], "tls-exporter")


@case
def finds_it_where_no_port_leads_to_the_server(t):
    proxy = blocked(t)
    charla = t.charla()
    jid = t.server.jid(t.user())
    charla.command("account", "add", jid, "--password-stdin", "--ca", t.server.ca, "--proxy",
                   proxy.uri("socks5"), stdin="secret\n")
    equal(charla.account(jid)["websocket"], t.server.websocket(t.server.domain, 443))
    equal(proxy.asked[:2], [(t.server.domain, 5222), (t.server.domain, 5223)])
    equal({port for _, port in proxy.asked[2:]}, {443})


@case
def finds_it_by_the_name_server_as_well(t):
    if not PRIVATE:
        raise Skip("only root can make a network of its own")
    t.new_server(websocket=True, port=5555, https_port=443)
    name = t.user()
    t.stack.enter_context(network.Names(
        t.fixture.directory / "dnsmasq.log", {t.server.domain: t.server.address},
        [("xmpp-client", t.server.domain, t.server.domain, 5444, 1, 1)]))
    charla = t.charla()
    jid = charla.add_account(t.server, name, discover=True)
    equal(charla.account(jid)["websocket"], t.server.websocket(t.server.domain, 443))


@case
def a_port_that_opens_comes_first(t):
    if not PRIVATE:
        raise Skip("only root can make a network of its own")
    t.new_server(websocket=True, https_port=443)
    t.stack.enter_context(network.Names(t.fixture.directory / "dnsmasq.log",
                                        {t.server.domain: t.server.address}))
    charla = t.charla()
    jid = charla.add_account(t.server, t.user(), discover=True)
    equal(charla.account(jid).get("websocket"), None)


@case
def asks_about_a_wrong_certificate(t):
    charla = t.charla()
    wrong = t.authority.issue("elsewhere.example", self_signed=True)
    jid = choose(t, charla, certificate=wrong, wait=False, log_level="debug")
    charla.wait_state("needs-trust", jid)
    charla.call("AnswerCertificate", "(ssb)", jid, charla.account(jid)["certificate-fingerprint"],
                True)
    charla.wait_online(jid)
    contains(charla.account(jid)["websocket"], "wss://")


@case
def comes_back_after_a_cut(t):
    proxy = blocked(t)
    charla = t.charla()
    jid = t.server.jid(t.user())
    charla.command("account", "add", jid, "--password-stdin", "--ca", t.server.ca, "--proxy",
                   proxy.uri("http"), stdin="secret\n")
    peer = t.peer()
    with charla.watching() as events:
        for number in range(5):
            served = proxy.served
            proxy.drop()
            charla.send(peer.jid, f"After cut {number}")

            def back():
                state = charla.state(jid)
                if number > 1 and state == "waiting":  # by itself it waits longer each time
                    charla.call("Reconnect", "(s)", jid)
                return proxy.served > served and state == "online"  # pylint: disable=cell-var-from-loop
            wait_for(back, 60)
        peer.wait_for_body("After cut 4", 60)
        equal(len([m for m in peer.messages if m.body == "After cut 4"]), 1)
        equal(bool(events), True)


@case
def says_that_nobody_is_there(t):
    charla = t.charla()
    t.new_server()
    charla.command("account", "add", t.server.jid(t.user()), "--password-stdin", "--tls", "websocket",
                   "--host", f"wss://{free_address()}:5281/ws", "--no-wait", stdin="secret\n")
    charla.wait_error("unreachable")


main()
