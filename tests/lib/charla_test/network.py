# SPDX-License-Identifier: GPL-3.0-or-later
"""A network of the test's own, with a name server that says what the test wants. Needs root."""
import os
import pathlib
import sys
import tempfile

from .process import Process, run, wait_for

MARK = "CHARLA_TEST_NETWORK"


def enter():
    """Runs this program once more, from its start, in a network of its own; false without root."""
    if MARK in os.environ:
        _furnish()
        return True
    if os.getuid() != 0 or run(["unshare", "--net", "--mount", "true"], check=False)[0] != 0:
        return False
    os.environ[MARK] = "1"
    os.execvp("unshare", ["unshare", "--net", "--mount", "--propagation", "private",
                          sys.executable, *sys.argv])
    return None


def _furnish():
    # An address that is not loopback, and a way out: without them the resolver gives no addresses
    # and GNetworkMonitor says that there is no network.
    for words in ("link set lo up", "link add up0 type veth peer name up1",
                  "address add 192.0.2.10/24 dev up0", "link set up0 up", "link set up1 up",
                  "route add default via 192.0.2.1"):
        run(["ip", *words.split()])
    # Servers that run as another user serve the web as well.
    pathlib.Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").write_text("0")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="charla-names."))
    for name, text in (("resolv.conf", "nameserver 127.0.0.1\n"),
                       ("hosts", "127.0.0.1 localhost\n")):
        (folder / name).write_text(text)
        run(["mount", "--bind", folder / name, os.path.realpath(f"/etc/{name}")])
        (folder / name).unlink()
    folder.rmdir()


class Island:
    """One more network, where Charla lives alone, with one wire to ours: it is at HERE, we are at
    THERE, which is also its name server and its way out. Of a session's folder."""
    HERE, THERE, NETWORK = "198.51.100.2", "198.51.100.1", "198.51.100.0/24"

    def __init__(self, directory):
        self.process = Process(["unshare", "--net", "sleep", "infinity"], directory / "island.log")
        own = os.readlink("/proc/self/ns/net")
        self.process.expect(lambda: self._namespace() not in (None, own), 60, "another network")
        self.prefix = ("nsenter", f"--net=/proc/{self.process.pid}/ns/net")
        run(["ip", "link", "add", "wire0", "type", "veth", "peer", "name", "wire1", "netns",
             str(self.process.pid)])
        run(["ip", "address", "add", f"{self.THERE}/24", "dev", "wire0"])
        run(["ip", "link", "set", "wire0", "up"])
        self.ip("link set lo up")
        # As NetworkManager does it: its routes do not come and go with addresses.
        self.ip(f"address add {self.HERE}/32 dev wire1 noprefixroute")
        self.up()

    def _namespace(self):
        try:
            return os.readlink(f"/proc/{self.process.pid}/ns/net")
        except OSError:
            return None

    def ip(self, words):
        """Runs ip(8) over there."""
        run([*self.prefix, "ip", *words.split()])

    def up(self):
        self.ip("link set wire1 up")
        self.ip(f"route add {self.NETWORK} dev wire1")
        self.ip(f"route add default via {self.THERE}")

    def down(self):
        self.ip("link set wire1 down")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stop()
        run(["ip", "link", "delete", "wire0"], check=False)


class Names:
    """The name server. `addresses`: name → address; `services`: (service, domain, target, port,
    priority, weight). `address` is where it answers."""

    def __init__(self, log, addresses=None, services=(), address="127.0.0.1"):
        words = [f"--address=/{name}/{address}" for name, address in (addresses or {}).items()]
        words += [f"--srv-host=_{service}._tcp.{domain},{target},{port},{priority},{weight}"
                  for service, domain, target, port, priority, weight in services]
        self.process = Process(
            ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv",
             "--no-hosts", f"--listen-address={address}", "--bind-interfaces", "--user=",
             "--pid-file=", "--local=/example/", *words], log)

    def __enter__(self):
        def answers():
            return ":0035 " in pathlib.Path("/proc/net/udp").read_text()
        self.process.expect(answers, 60, "the name server")
        return self

    def __exit__(self, *_):
        self.process.stop()
        wait_for(lambda: ":0035 " not in pathlib.Path("/proc/net/udp").read_text(), 60,
                 "the end of the name server")
