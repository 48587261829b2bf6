#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that come, go and change under a session, and machines that sleep. Charla lives on a
network of its own, with one wire to the server's. How long it took to come back is told, not judged.
Of an outage of minutes only its own clock knows; with --longer they pass."""
import contextlib
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from gi.repository import Gio, GLib  # noqa: E402

from charla_test import Proxy, Skip, case, equal, main, network, run, wait_for  # noqa: E402
from charla_test.clock import Clock  # noqa: E402

PRIVATE = network.enter()  # which starts us anew
OUTAGES = (5, 60, 600) if "--longer" in sys.argv else (5,)
sys.argv = [word for word in sys.argv if word != "--longer"]
LOGIN = "org.freedesktop.login1"


class Place:
    """Charla, signed in over the wire, and a peer at the server's side who sees it."""

    def __init__(self, t, **options):
        if not PRIVATE:
            raise Skip("only root can make networks")
        self.t = t
        session = t.session()
        self.island = t.stack.enter_context(network.Island(session.directory))
        self.wire = Proxy(t.server)
        self.wire.address = self.island.THERE
        t.stack.enter_context(self.wire)
        self.clock = Clock(session.directory, t.fixture.build)
        environment = {"DBUS_SYSTEM_BUS_ADDRESS": session.environment["DBUS_SESSION_BUS_ADDRESS"],
                       **self.clock.environment}
        self.charla = t.charla(session, within=self.island.prefix, environment=environment)
        user = t.user()
        if "discover" not in options:
            options["proxy"] = (self.wire.address, self.wire.port)
        self.jid = self.charla.add_account(t.server, user, **options)
        self.peer = t.peer()
        self.number = 0

    def talk(self):
        """One message each way; it is there when the network is."""
        self.number += 1
        self.charla.send(self.peer.jid, f"out {self.number}")
        self.peer.send(self.jid, f"in {self.number}")

    def status(self):
        accounts = self.charla.json("status")[0]["accounts"]
        return next(account for account in accounts if account["address"] == self.jid)

    def expect_all(self):
        """Everything once, and in order; how long that took in seconds."""
        begin = time.monotonic()
        sent = [f"out {number + 1}" for number in range(self.number)]
        received = [f"in {number + 1}" for number in range(self.number)]

        def heard():
            return [message["body"] for message in self.charla.whole_history(self.peer.jid)
                    if not message["outgoing"]]
        wait_for(lambda: self.peer.bodies() == sent and heard() == received, 60,
                 "everything has arrived")
        return time.monotonic() - begin


@case(limit=sum(OUTAGES) + 240)
def comes_back_as_soon_as_the_network_does(t):
    place = Place(t)
    place.talk()
    place.expect_all()
    for outage in OUTAGES:
        place.island.down()
        place.talk()
        time.sleep(outage)  # what is tested is what time does to a connection
        place.island.up()
        print(f"# all has arrived {place.expect_all():.2f} s after an outage of {outage} s")
        equal(place.charla.state(place.jid), "online")
    if len(OUTAGES) == 1:
        equal(place.wire.accepted in (1, 2), True, f"{place.wire.accepted} connections")


@case
def comes_back_after_minutes(t):
    """By then it has found out that nobody answers, and tries but rarely. What the server keeps for
    five minutes is taken up again after one, and after ten comes from its archive."""
    place = Place(t)
    place.talk()
    place.expect_all()
    for outage in (60, 600):
        place.island.down()
        place.talk()
        place.clock.go_on(outage, place.charla)
        wait_for(lambda: place.charla.state(place.jid) != "online", 60, "it knows")
        place.island.up()
        begin = time.monotonic()
        place.charla.wait_state("online", place.jid)
        online = time.monotonic() - begin
        arrived = online + place.expect_all()
        resumed = place.status()["resumed"]
        print(f"# online {online:.2f} s after {outage // 60} min by its clock, all has arrived after "
              f"{arrived:.2f} s, {'resumed' if resumed else 'signed in anew'}")
        equal(resumed, outage < 300)


@case
def moves_to_a_new_address_at_once(t):
    place = Place(t)
    place.talk()
    place.expect_all()
    accepted = place.wire.accepted
    place.island.ip("address add 198.51.100.3/32 dev wire1 noprefixroute")
    place.island.ip(f"address del {place.island.HERE}/32 dev wire1")
    begin = time.monotonic()
    wait_for(lambda: place.wire.accepted > accepted, 60, "it comes from there")
    place.charla.wait_state("online", place.jid)
    print(f"# back after {time.monotonic() - begin:.2f} s")
    equal(place.status()["resumed"], True)
    place.talk()
    place.expect_all()


@case
def looks_where_the_server_is_now(t):
    """The server moves while the network is away, and the names with it."""
    if not PRIVATE:
        raise Skip("only root can make networks")
    island, moved = network.Island, "198.51.100.9"
    pathlib.Path("/etc/resolv.conf").write_text(f"nameserver {island.THERE}\n")
    t.stack.callback(pathlib.Path("/etc/resolv.conf").write_text, "nameserver 127.0.0.1\n")
    names = contextlib.ExitStack()
    t.stack.enter_context(names)

    class Early(network.Island):
        """The names are known before anybody signs in."""
        def __init__(self, directory):
            super().__init__(directory)
            names.enter_context(network.Names(directory / "names.log",
                                              {t.server.domain: self.THERE}, address=self.THERE))
    network.Island = Early
    t.stack.callback(setattr, network, "Island", island)
    place = Place(t, discover=True)
    place.talk()
    place.expect_all()

    place.island.down()
    names.close()
    place.wire.stop()
    run(["ip", "address", "add", f"{moved}/24", "dev", "wire0"])
    second = Proxy(t.server)
    second.address = moved
    t.stack.enter_context(second)
    names.enter_context(network.Names(t.fixture.directory / "moved.log", {t.server.domain: moved},
                                      address=moved))
    pathlib.Path("/etc/resolv.conf").write_text(f"nameserver {moved}\n")
    place.talk()
    place.island.up()
    print(f"# all has arrived after {place.expect_all():.2f} s")
    equal(second.accepted, 1)
    equal(place.status()["resumed"], True)


def sleeping(place, asleep):
    """What logind says before and after."""
    place.login.emit_signal(None, "/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep",
                            GLib.Variant("(b)", (asleep,)))
    place.login.flush_sync(None)


@case
def sleeps_without_leaving(t):
    place = Place(t)
    place.talk()
    place.expect_all()
    place.login = Gio.DBusConnection.new_for_address_sync(
        place.charla.environment["DBUS_SESSION_BUS_ADDRESS"],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
        | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    place.login.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                          GLib.Variant("(su)", (LOGIN, 0)), None, 0, -1, None)
    accepted = place.wire.accepted
    sleeping(place, True)
    place.charla.wait_state("waiting", place.jid)
    place.talk()
    place.peer.flushed()
    equal(place.wire.accepted, accepted)
    sleeping(place, False)
    print(f"# all has arrived {place.expect_all():.2f} s after waking up")
    equal(place.status()["resumed"], True)


main()
