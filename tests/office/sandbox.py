#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the Flatpak, runs it in its sandbox with the office, and takes a picture."""
import argparse
import json
import pathlib
import shutil
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (TOP, Charla, Session, equal, run, tap,  # noqa: E402
                         temporary_directory, wait_for)

import office  # noqa: E402
import people  # noqa: E402
import pictures  # noqa: E402

MANIFEST = TOP / "flatpak" / "im.charla.Charla.json"
ID = "im.charla.Charla"


def build(session, work):
    """Builds the manifest and installs the result for this session alone."""
    manifest = json.loads(MANIFEST.read_text())
    branch = manifest["runtime-version"]
    flatpak = ["flatpak", "--user"]
    environment = session.environment
    run([*flatpak, "remote-add", "--no-gpg-verify", "local", work / "runtime" / "repo"],
        environment=environment)
    run([*flatpak, "install", "-y", "--noninteractive", "local", f"{manifest['sdk']}//{branch}",
         f"{manifest['runtime']}//{branch}"], environment=environment, timeout=600)
    print("Building the Flatpak", flush=True)
    # No rofiles-fuse: it wants /dev/fuse. No ccache of its own: the build folder is thrown away.
    status, out, err = run(
        ["flatpak-builder", "--user", "--force-clean", "--disable-rofiles-fuse", "--disable-cache",
         f"--state-dir={work / 'state'}", "--install", session.directory / "build", MANIFEST],
        environment=environment, timeout=1800, check=False)
    (work / "build.log").write_text(out + err)
    if status != 0:
        raise AssertionError("flatpak-builder failed:\n" + (out + err)[-6000:])


def use(directory, session, work, picture):
    runner = session.directory / "bin" / "charla"
    runner.parent.mkdir()
    runner.write_text(f"#!/bin/sh\nexec flatpak run --user --env=GSK_RENDERER=cairo {ID} \"$@\"\n")
    runner.chmod(0o755)
    ana = office.Office(directory / "office")
    with ana, Charla(session, None, prefix=session.directory, headless=False) as charla:
        # The sandbox sees its own folder and nothing else of the home.
        own = session.folder("home") / ".var" / "app" / ID
        wait_for(own.exists, 20, "the folder of the application")
        inside = own / "data" / "ca.crt"
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.write_bytes(ana.server.ca.read_bytes())
        charla.add_account(ana.server, people.OWNER, people.PASSWORD, ca_file=inside)
        ana.talk(charla)
        stored = list(own.rglob("messages.db"))
        equal(len(stored), 1, "archives inside the sandbox")
        equal(list(session.folder("data").rglob("messages.db")), [], "archives outside of it")
        charla.call("Open", "(s)", f"xmpp:{ana.server.jid('marta')}")
        window = session.window_id(people.COLLEAGUES[0].name)
        pictures.still(session, window, picture)
        print(f"Signed in from the sandbox; the picture is {picture}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--picture", type=pathlib.Path, required=True)
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, tap.end_on_signal)
    status = 0
    try:
        with temporary_directory("charla-flatpak.") as directory:
            session = Session(directory / "session", display=True)
            session.environment["FLATPAK_USER_DIR"] = str(options.work / "user")
            shutil.rmtree(options.work / "user", ignore_errors=True)
            with session:
                build(session, options.work)
                use(directory, session, options.work, options.picture)
    except AssertionError as error:
        print(f"tests/flatpak: {error}", file=sys.stderr)
        status = 1
    shutil.rmtree(options.work / "user", ignore_errors=True)
    tap.leave(status)


if __name__ == "__main__":
    main()
