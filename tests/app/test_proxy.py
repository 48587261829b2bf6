#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Through a proxy: names are looked up there, secrets are kept, and whatever can go wrong with one."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Gateway, case, contains, equal, main, wait_for  # noqa: E402

ONION = "expyuzz4wqqyqhjnexpyuzz4wqqyqhjnexpyuzz4wqqyqhjnexpyuzzd.onion"
SCHEMES = ("socks5", "http")


def gateway(t, **options):
    """A proxy that alone knows where the server is."""
    return t.stack.enter_context(Gateway({t.server.domain: t.server.address}, **options))


def add(charla, server, name, proxy, *, password=None, wait=True):
    """Adds an account of which nothing is said but its address and the proxy."""
    jid = server.jid(name)
    charla.command("account", "add", jid, "--password-stdin", "--ca", server.ca, "--proxy", proxy,
                   *([] if wait else ["--no-wait"]),
                   stdin="secret\n" + (f"{password}\n" if password else ""))
    return jid


@case
def signs_in_by_the_address_alone(t):
    # Nobody here could say where the domain is: only the proxy can.
    for scheme in SCHEMES:
        proxy = gateway(t)
        charla = t.charla()
        jid = add(charla, t.server, t.user(), proxy.uri(scheme))
        account = charla.account(jid)
        equal(account["state"], "online")
        equal((account["host"], account["proxy"]), (t.server.domain, proxy.uri(scheme)))
        equal(proxy.asked, [(t.server.domain, 5222)])
        contains(charla.command("status"), proxy.uri(scheme))
        charla.stop()


@case
def sends_and_receives(t):
    proxy = gateway(t)
    charla = t.charla()
    jid = add(charla, t.server, t.user(), proxy.uri("socks5"))
    peer = t.peer()
    message = charla.send(peer.jid, "Through the wall")
    peer.wait_for_body("Through the wall")
    peer.send(jid, "And back")
    wait_for(lambda: [m for m in charla.history(peer.jid) if m["body"] == "And back"], 60)
    equal(bool(message), True)


@case
def reaches_onion_services(t):
    # The certificate is checked for the onion's name, as for every other.
    t.new_server(domain=ONION)
    for scheme in SCHEMES:
        proxy = gateway(t)
        charla = t.charla()
        jid = add(charla, t.server, t.user(), proxy.uri(scheme))
        equal(charla.state(jid), "online")
        equal(proxy.asked, [(ONION, 5222)])
        charla.stop()


@case
def says_that_an_onion_service_needs_a_proxy(t):
    charla = t.charla()
    status, _, reason = charla.run("account", "add", f"ana@{ONION}", "--password-stdin", "--proxy",
                                   "none", stdin="secret\n")
    equal(status, 1)
    contains(reason, "proxy")
    equal(charla.account()["error-name"], "needs-proxy")
    equal(charla.state(), "failed")


@case
def keeps_the_proxy_and_its_password_in_the_keyring_alone(t):
    session = t.session(keyring=True)
    charla = t.charla(session)
    for scheme in SCHEMES:
        proxy = gateway(t, user="bea", password="Xyzzy-0815")
        jid = add(charla, t.server, t.user(), proxy.uri(scheme, "bea"), password="Xyzzy-0815")
        charla.restart()
        charla.wait_online(jid)
        equal(proxy.served, 2)
    charla.stop()
    for name in ("home", "config", "cache", "state"):
        equal([path for path in session.folder(name).rglob("*")
               if path.is_file() and b"Xyzzy-0815" in path.read_bytes()], [])
    equal([path for path in (session.folder("data") / "charla").rglob("*")
           if path.is_file() and b"Xyzzy-0815" in path.read_bytes()], [])
    log = "".join(path.read_text(errors="replace") for path in session.directory.glob("charla-*.log"))
    equal("Xyzzy-0815" in log, False, "the password is in the log")


@case
def stops_when_the_proxy_refuses_the_password(t):
    session = t.session(keyring=True)
    charla = t.charla(session)
    for scheme in SCHEMES:
        proxy = gateway(t, user="bea", password="right")
        jid = add(charla, t.server, t.user(), proxy.uri(scheme, "bea"), password="wrong", wait=False)
        charla.wait_error("proxy-login", jid)
        equal(charla.state(jid), "failed")
        charla.command("account", "set", jid, "--proxy", proxy.uri(scheme, "bea"),
                       "--password-stdin", stdin="right\n")
        equal(charla.state(jid), "online")


@case
def a_proxy_can_be_set_and_taken_away(t):
    proxy = gateway(t)
    charla, jid = t.signed_in()
    equal(charla.account(jid).get("proxy"), None)
    charla.command("account", "set", jid, "--proxy", proxy.uri("socks5"))
    charla.wait_online(jid)
    equal(charla.account(jid)["proxy"], proxy.uri("socks5"))
    equal(charla.account(jid)["host"], t.server.address, "the host stays")
    charla.command("account", "set", jid, "--proxy", "none")
    charla.wait_online(jid)
    equal(charla.account(jid).get("proxy"), None)


@case
def refuses_what_is_no_proxy(t):
    charla, jid = t.signed_in()
    for proxy in ("socks4://127.0.0.1", "127.0.0.1:1080", "ftp://127.0.0.1", "socks5://"):
        status, _, reason = charla.run("account", "set", jid, "--proxy", proxy)
        equal(status, 1, proxy)
        contains(reason, "proxy")
    equal(charla.state(jid), "online")


@case
def follows_the_settings_of_the_desktop(t):
    proxy = gateway(t)
    session = t.session()
    charla = t.charla(session, environment={"GIO_USE_PROXY_RESOLVER": "gnome",
                                            "XDG_CURRENT_DESKTOP": "GNOME"})
    charla.settings("org.gnome.system.proxy", mode="'manual'")
    charla.settings("org.gnome.system.proxy.socks", host=f"'{proxy.address}'", port=str(proxy.port))
    charla.restart()
    jid = add(charla, t.server, t.user(), "system")
    equal(charla.account(jid)["proxy"], proxy.uri("socks5"))
    equal(proxy.asked, [(t.server.domain, 5222)])


@case(limit=400)
def survives_every_fault_of_a_proxy(t):
    proxy = gateway(t, user="bea", password="secret")
    charla = t.charla()
    for scheme in SCHEMES:
        jid = add(charla, t.server, t.user(), proxy.uri(scheme, "bea"), password="secret")
        for step in ("start", "greeting", "login", "request", "answer"):
            for what in ("hangs", "cuts", "babbles", "refuses"):
                if (scheme == "http" and step in ("greeting", "login")) or \
                        (what == "refuses" and step in ("start", "answer")) or \
                        (step == "answer" and what == "babbles"):
                    continue
                before, proxy.fault = proxy.reached, (step, what)
                proxy.drop()
                charla.call("Reconnect", "(s)", jid)
                wait_for(lambda: proxy.reached > before, 60, f"{scheme}: {what} at {step}")
                # Whatever state it is in, it can be stopped there and started anew.
                proxy.fault = None
                charla.call("EnableAccount", "(sb)", jid, False)
                charla.wait_state("offline", jid)
                charla.call("EnableAccount", "(sb)", jid, True)
                charla.wait_state("online", jid, 60)


main()
