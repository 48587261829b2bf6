#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding the server by the address alone: SRV records of both kinds, and what may be wrong."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Skip, case, contains, equal, free_address, main, network  # noqa: E402

SERVERS = ("prosody",)
PRIVATE = network.enter()
DOMAIN = "a.example"


def discovers(t, services, addresses=None, **server):
    """Signs in to a server of which only the name server knows where it is."""
    if not PRIVATE:
        raise Skip("only root can make a network of its own")
    t.new_server(domain=DOMAIN, **server)
    name = t.user()
    values = {"address": t.server.address, "port": t.server.port, "tls": t.server.tls_port}
    known = {"there.example": t.server.address, "dead.example": free_address(),
             **(addresses or {})}
    records = [(service, DOMAIN, target, values.get(port, port), priority, weight)
               for service, target, port, priority, weight in services]
    t.stack.enter_context(network.Names(t.fixture.directory / "dnsmasq.log", known, records))
    charla = t.charla()
    jid = charla.add_account(t.server, name, discover=True, wait=False)
    return charla, jid


@case
def follows_the_record_for_STARTTLS(t):
    charla, jid = discovers(t, [("xmpp-client", "there.example", "port", 10, 5)])
    charla.wait_online(jid)
    account = charla.account(jid)
    equal((account["port"], account["direct-tls"]), (5222, False))


@case
def follows_the_record_for_direct_TLS(t):
    charla, jid = discovers(t, [("xmpps-client", "there.example", "tls", 10, 5)])
    charla.wait_online(jid)
    equal((charla.account(jid)["port"], charla.account(jid)["direct-tls"]), (5223, True))


@case
def takes_the_lower_priority_of_both_kinds(t):
    charla, jid = discovers(t, [("xmpp-client", "there.example", "port", 10, 5),
                                ("xmpps-client", "there.example", "tls", 5, 5)])
    charla.wait_online(jid)
    equal(charla.account(jid)["direct-tls"], True)


@case
def goes_on_to_the_next_record_when_one_is_dead(t):
    charla, jid = discovers(t, [("xmpps-client", "dead.example", "tls", 1, 5),
                                ("xmpp-client", "dead.example", "port", 2, 5),
                                ("xmpp-client", "there.example", "port", 3, 5)])
    charla.wait_online(jid)
    equal(charla.account(jid)["direct-tls"], False)


@case
def without_records_goes_to_the_domain_itself(t):
    if not PRIVATE:
        raise Skip("only root can make a network of its own")
    t.new_server(domain=DOMAIN)
    t.stack.enter_context(network.Names(t.fixture.directory / "dnsmasq.log",
                                        {DOMAIN: t.server.address}))
    charla = t.charla()
    jid = charla.add_account(t.server, t.user(), discover=True, wait=False)
    charla.wait_online(jid)
    equal(charla.account(jid)["port"], 5222)


@case
def checks_the_certificate_for_the_domain_and_not_for_the_target(t):
    # Who forges the record can have a right certificate for the target, and none for the domain.
    charla, jid = discovers(t, [("xmpp-client", "there.example", "port", 10, 5)],
                            certificate=t.authority.issue("there.example"))
    charla.wait_state("needs-trust", jid)
    contains(charla.account(jid)["certificate-reason"], DOMAIN)


@case
def says_that_the_domain_is_unknown(t):
    if not PRIVATE:
        raise Skip("only root can make a network of its own")
    t.stack.enter_context(network.Names(t.fixture.directory / "dnsmasq.log"))
    charla = t.charla()
    charla.call("AddAccount", "(ssa{sv})", "ana@nowhere.example", "secret", {})
    charla.wait_error("unknown-host")


@case
def a_dot_as_target_says_that_there_is_no_service(t):
    charla, jid = discovers(t, [("xmpp-client", ".", 0, 0, 0), ("xmpps-client", ".", 0, 0, 0)],
                            addresses={DOMAIN: "127.0.0.1"})
    charla.wait_error(("unknown-host", "unreachable"), jid)


main()
