# SPDX-License-Identifier: GPL-3.0-or-later
"""Charla as people run it: a process in a session, driven through its command line and D-Bus."""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import threading

import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  pylint: disable=wrong-import-position

from .process import TOP, Process, wait_for  # noqa: E402  pylint: disable=wrong-import-position

NAME, PATH, INTERFACE = "im.charla.Charla", "/im/charla/Charla1", "im.charla.Charla1"
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:exitcode=99:abort_on_error=0:fast_unwind_on_malloc=1",
    "LSAN_OPTIONS": f"suppressions={TOP}/tests/lsan.supp:print_suppressions=0",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:exitcode=99",
}


class CommandError(AssertionError):
    """A subcommand failed, and said why on standard error."""

    def __init__(self, words, status, reason):
        super().__init__(f"charla {' '.join(words)}: status {status}: {reason}")
        self.status, self.reason = status, reason


class Charla:
    """One running Charla. `session` has its folders and bus; `build` is the build folder, `prefix`
    where it is installed; `within` are the words of a program that runs it."""

    def __init__(self, session, build, *, headless=True, environment=None, prefix=None, within=()):
        self.session = session
        self.program = (pathlib.Path(prefix) / "bin" / "charla" if prefix
                        else pathlib.Path(build) / "src" / "app" / "charla")
        self.within = within
        self.headless = headless
        self.process = None
        self.bus = None
        self.runs = 0
        schemas = session.folder("schemas")
        # GTK's many names make GLib move its table of quarks and leave the old one behind; the tests of
        # the windows themselves look for leaks.
        windowed = {} if headless else {"ASAN_OPTIONS": SANITIZERS["ASAN_OPTIONS"].replace(
            "detect_leaks=1", "detect_leaks=0")}
        self.environment = {**session.environment, **SANITIZERS, **windowed,
                            "GSETTINGS_SCHEMA_DIR": str(schemas), "GSETTINGS_BACKEND": "keyfile",
                            **(environment or {})}
        compile_schemas(schemas)

    @property
    def log(self):
        return self.session.folder(f"charla-{self.runs}.log")

    def start(self):
        self.runs += 1
        words = ["--headless"] if self.headless else []
        self.process = Process([*self.within, self.program, *words], self.log, self.environment)
        self.bus = Gio.DBusConnection.new_for_address_sync(
            self.environment["DBUS_SESSION_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.process.expect(self._answers, 60, "Charla on the bus")
        return self

    def _answers(self):
        try:
            return self.call("GetStatus")
        except GLib.Error:
            return None

    def stop(self):
        """Ends it politely. What a sanitizer has to say about it is a failure."""
        if self.process is None:
            return
        process, self.process = self.process, None
        status = process.stop(60)
        output = process.output()
        found = re.search(r"^.*(?:ERROR: \w+Sanitizer|runtime error:|-CRITICAL \*\*).*$", output,
                          re.M)
        if found or status not in (0, -15):
            raise AssertionError(f"Charla ended with status {status}:\n{output[-6000:]}")

    def kill(self):
        self.process.kill()
        self.process = None

    def restart(self):
        self.stop()
        return self.start()

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        elif self.process is not None:
            if kind is not SystemExit:  # that is Ctrl+C
                lines = self.process.output().splitlines()[-40:]
                print("# Charla's log ends:", *lines, sep="\n#   ")
            self.process.stop()
            self.process = None

    def settings(self, schema, **values):
        """Sets settings of the desktop, or of Charla (NAME), as gsettings takes them, "_" for "-" in their
        names; for the next start."""
        environment = self.environment if schema == NAME else {**self.environment, "GSETTINGS_SCHEMA_DIR": ""}
        for key, value in values.items():
            subprocess.run(["gsettings", "set", schema, key.replace("_", "-"), value], check=True,
                           env=environment)

    # The two doors

    def call(self, method, signature="()", *arguments, timeout=60):
        """Calls im.charla.Charla1; what it answers as plain Python values."""
        answer = self.bus.call_sync(
            NAME, PATH, INTERFACE, method, GLib.Variant(signature, arguments), None,
            Gio.DBusCallFlags.NO_AUTO_START, timeout * 1000, None).unpack()
        return answer[0] if len(answer) == 1 else answer

    def run(self, *words, stdin="", timeout=60):
        """Runs a subcommand; (status, standard output, standard error)."""
        done = subprocess.run([str(self.program), *map(str, words)], input=stdin, text=True,
                              capture_output=True, timeout=timeout, env=self.environment,
                              check=False)
        return done.returncode, done.stdout, done.stderr

    def command(self, *words, stdin="", timeout=60):
        """Runs a subcommand that must succeed; what it printed."""
        status, out, err = self.run(*words, stdin=stdin, timeout=timeout)
        if status != 0:
            raise CommandError([str(word) for word in words], status, err.strip())
        return out

    def json(self, *words, stdin="", timeout=60):
        """A subcommand with --json: one object a line."""
        out = self.command(*words, "--json", stdin=stdin, timeout=timeout)
        return [json.loads(line) for line in out.splitlines()]

    @contextlib.contextmanager
    def watching(self):
        """The events of 'charla watch --json', as a list that grows."""
        events = []
        process = subprocess.Popen([str(self.program), "watch", "--json"], text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, env=self.environment)

        def read():
            for line in process.stdout:
                events.append(json.loads(line))
        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        try:
            yield events
        finally:
            process.terminate()
            process.wait(20)
            thread.join(5)

    # What tests do all the time

    def add_account(self, server, name, password="secret", *, tls=None, wait=True, proxy=None,
                    ca=True, allow_plain=False, discover=False, ca_file=None, gateway=None):
        """Signs in and waits until the account is online. `discover`: by the address alone."""
        address, port = proxy or (server.address,
                                  server.tls_port if tls == "direct" else server.port)
        options = {}
        if not discover:
            options.update(host=GLib.Variant("s", address), port=GLib.Variant("q", port))
        if ca:
            options["ca-file"] = GLib.Variant("s", str(ca_file or server.ca))
        if allow_plain:
            options["allow-plain"] = GLib.Variant("b", True)
        if gateway:
            options["proxy"] = GLib.Variant("s", gateway)
        if tls:
            options["tls"] = GLib.Variant("s", tls)
        jid = server.jid(name)
        self.call("AddAccount", "(ssa{sv})", jid, password, options)
        if wait:
            self.wait_online(jid)
        return jid

    def account(self, jid=None):
        """All that is told of an account: its entry in the list, and what was negotiated."""
        def entry(accounts):
            return next((account for account in accounts
                         if jid is None or account["address"] == jid), None)
        listed = entry(self.call("ListAccounts"))
        return listed and {**listed, **(entry(self.call("GetStatus")["accounts"]) or {})}

    def state(self, jid=None):
        return (self.account(jid) or {}).get("state")

    def wait_state(self, state, jid=None, timeout=60):
        wait_for(lambda: self.state(jid) == state, timeout, f"Charla is {state}")

    def wait_online(self, jid=None, timeout=60):
        def online():
            account = self.account(jid) or {}
            if account.get("error-name") and account.get("state") != "online":
                raise AssertionError(f"{jid}: {account['error-name']}: {account.get('error')}")
            return account.get("state") == "online"
        wait_for(online, timeout, f"{jid} is online")

    def wait_error(self, names, jid=None, timeout=60):
        """Until the account has one of these errors; the account."""
        names = (names,) if isinstance(names, str) else names

        def failed():
            account = self.account(jid) or {}
            return account if account.get("error-name") in names else None
        try:
            return wait_for(failed, timeout)
        except AssertionError:
            raise AssertionError(f"wanted {names}, found {self.account(jid)}") from None

    def send(self, to, text, account=""):
        return self.call("SendMessage", "(sssa{sv})", account, to, text, {})

    def history(self, with_, limit=100, before="", account=""):
        return self.call("GetHistory", "(ssus)", account, with_, limit, before)

    def _patient_history(self, *asked):
        """A page, also where the server is slow to say what is older: Charla says so after a while,
        and people ask again."""
        for _ in range(6):
            try:
                return self.history(*asked)
            except GLib.Error as error:
                if "im.charla.Error.Timeout" not in error.message:
                    raise
        return self.history(*asked)

    def whole_history(self, with_, account="", page=500):
        """Every message of a conversation, oldest first, page by page. A correction that stood by
        itself is gone once its original has come: then once more from the newest on."""
        messages, before = [], ""
        while True:
            try:
                found = self._patient_history(with_, page, before, account)
            except GLib.Error as error:
                if not before or "im.charla.Error.NotFound" not in error.message:
                    raise
                messages, before = [], ""
                continue
            if not found:
                return messages
            messages = found + messages
            before = f"#{found[0]['row']}"  # an id may be anybody's

    def contacts(self, account=""):
        return {contact["address"]: contact
                for contact in self.call("ListContacts", "(s)", account)}


def compile_schemas(directory):
    directory.mkdir(parents=True, exist_ok=True)
    source = TOP / "data" / "im.charla.Charla.gschema.xml"
    target = directory / source.name
    if not target.exists() or target.read_bytes() != source.read_bytes():
        target.write_bytes(source.read_bytes())
        subprocess.run(["glib-compile-schemas", "--strict", str(directory)], check=True,
                       env=dict(os.environ, G_DEBUG=""))
