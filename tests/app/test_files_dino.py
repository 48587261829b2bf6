#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that go straight between Charla and a program that is not ours: Dino, where there is one."""
import os
import pathlib
import shutil
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Skip, case, equal, main, network, run, wait_for  # noqa: E402
from charla_test.process import Process  # noqa: E402

SERVERS = ("prosody",)
PRIVATE = network.enter()
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


class Dino:
    """Signed in. It knows our authority, as all programs here do, and the server by its name. What people
    on its list send it takes by itself, up to 5 MB."""

    def __init__(self, t, name):
        self.jid = f"{name}@{t.server.domain}"
        self.session = t.session(display=True, keyring=False)
        self.environment = self.session.environment
        self.database = self.session.folder("data") / "dino" / "dino.db"
        first = self.run("first")
        wait_for(self.database.exists, 60, "its database")
        wait_for(self.has_accounts, 60, "its tables")
        first.stop()
        with sqlite3.connect(self.database) as database:
            database.execute("insert into account (bare_jid, resourcepart, password, alias, enabled) "
                             "values (?, 'dino.x', 'secret', '', 1)", [self.jid])
        database.close()
        t.stack.callback(self.run("dino").stop)

    def has_accounts(self):
        with sqlite3.connect(self.database) as database:
            return database.execute("select 1 from sqlite_master where name = 'account'").fetchone()

    def run(self, name):
        return Process(["dino-im", "--print-xmpp=all"], self.session.folder(f"{name}.log"), self.environment)

    @property
    def files(self):
        folder = self.session.folder("data") / "dino" / "files"
        return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def start(t):
    if not PRIVATE or shutil.which("dino-im") is None:
        raise Skip("there is no Dino, or no network of our own")
    bundle = t.fixture.directory / "bundle.crt"
    bundle.write_bytes(pathlib.Path(BUNDLE).read_bytes() + pathlib.Path(t.server.ca).read_bytes())
    run(["mount", "--bind", bundle, os.path.realpath(BUNDLE)])
    t.stack.callback(run, ["umount", os.path.realpath(BUNDLE)])
    domain = t.server.domain
    t.stack.enter_context(network.Names(
        t.fixture.directory / "dnsmasq.log", {domain: t.server.address, f"proxy.{domain}": t.server.address},
        [("xmpp-client", domain, domain, 5222, 10, 5)]))
    charla, ours = t.signed_in()
    name = t.user("dino")
    with t.peer(name) as peer:
        charla.command("contact", "add", peer.jid)

        def are_contacts():
            if charla.contacts().get(peer.jid, {}).get("requests"):
                charla.command("contact", "approve", peer.jid)
            return peer.roster().get(ours, ("none",))[0] == "both"
        wait_for(are_contacts, 60, "they are contacts")
    dino = Dino(t, name)
    wait_for(lambda: charla.contacts()[dino.jid].get("presence", "offline") != "offline", 60, "Dino is there")
    return charla, ours, dino


@case
def charla_sends(t):
    charla, _, dino = start(t)
    charla.command("send", dino.jid, "Here it comes")  # without a conversation Dino takes none
    wait_for(lambda: charla.history(dino.jid)[-1]["state"] in ("delivered", "displayed"), 60, "Dino has the words")
    folder = charla.session.folder("to send")
    folder.mkdir()
    for size in (1, 1_000_000):
        (folder / "a.bin").write_bytes(content := os.urandom(size))
        charla.command("send", dino.jid, "--file", folder / "a.bin", "--direct")
        wait_for(lambda: content in dino.files.values(), 60, "the file")
        wait_for(lambda: charla.history(dino.jid)[-1]["state"] == "delivered", 60, "its sender knows")


if __name__ == "__main__":
    main()
