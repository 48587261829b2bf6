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
from charla_test import (TOP, Charla, Screen, Session, SoundServer, equal, run, tap,  # noqa: E402
                         temporary_directory, wait_for)

import office  # noqa: E402
import people  # noqa: E402
import pictures  # noqa: E402
import shared  # noqa: E402

MANIFEST = TOP / "flatpak" / "im.charla.Charla.json"
ID = "im.charla.Charla"
WALL = (200, 40, 120)  # the colour of the photo


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


def made(directory):
    """A film and a photo that the colleagues send: (file, content) of each."""
    film, photo, plain = (directory / name for name in ("ball.webm", "wall.heic", "wall.png"))
    run(["gst-launch-1.0", "-q", "videotestsrc", "num-buffers=200", "pattern=ball", "!",
         "video/x-raw,width=320,height=180,framerate=25/1", "!", "vp8enc", "deadline=1", "!", "mux.",
         "audiotestsrc", "num-buffers=345", "volume=0.1", "!", "vorbisenc", "!", "mux.", "webmmux", "name=mux",
         "!", "filesink", f"location={film}"], timeout=120)
    run(["convert", "-size", "480x320", f"xc:rgb{WALL}", f"png24:{plain}"])
    run(["heif-enc", plain, "-o", photo])
    return ((shared.File(film.name, "video/webm"), film.read_bytes()),
            (shared.File(photo.name, "image/heic", "", (480, 320)), photo.read_bytes()))


def shows(session, window, colour):
    """Is a good part of the window of this colour?"""
    near = [range(part - 8, part + 9) for part in colour]
    pixels = session.pixels(session.place_of(window))[-3 * 640 * 480:]
    found = sum(all(part in parts for part, parts in zip(pixels[at:at + 3], near))
                for at in range(0, len(pixels) - 2, 3))
    return found > 10_000


def hear(screen, sound, what):
    """Plays it, to its end."""
    screen.press("push button", "Play")
    wait_for(sound.players, 60, f"{what} is played")
    wait_for(lambda: not sound.players(), 60, f"the end of {what}")


def use_files(session, charla, ana, sound, directory):
    """What is fetched, decoded, played and recorded by other programs than Charla's own."""
    marta, kofi = (ana.colleagues[name] for name in ("marta", "kofi"))
    with Screen(session) as screen:
        charla.call("Open", "(s)", f"xmpp:{kofi.jid}")
        window = session.window_id(kofi.person.name)
        hear(screen, sound, "a sound")
        for file, content in made(directory):
            ana.share(marta, file, content)
        charla.call("Open", "(s)", f"xmpp:{marta.jid}")
        window = session.window_id(marta.person.name)
        wait_for(lambda: shows(session, window, WALL), 60, "the photo is seen")
        # A video comes when it is asked for; by a second one, in a sandbox of its own.
        film = next(message for message in charla.history(marta.jid)
                    if "files" in message and message["files"][0]["name"].endswith(".webm"))
        charla.command("download", marta.jid, film["id"])
        hear(screen, sound, "a film")
        before = len(marta.messages)
        session.run(["xdotool", "key", "ctrl+shift+r"])
        voice = session.folder("home") / ".var" / "app" / ID / "data" / "charla" / "voice"
        wait_for(lambda: [path for path in voice.glob("draft-*") if path.stat().st_size > 3000], 60,
                 "a voice message is recorded")

        def arrived():
            session.run(["xdotool", "key", "Return"])
            return len(marta.messages) > before
        wait_for(arrived, 60, "the voice message", interval=1)
    session.run(["xdotool", "mousemove", "0", "0"])
    return window


def use(directory, session, picture):
    runner = session.directory / "bin" / "charla"
    runner.parent.mkdir(exist_ok=True)
    runner.write_text(f"#!/bin/sh\nexec flatpak run --user --env=GSK_RENDERER=cairo {ID} \"$@\"\n")
    runner.chmod(0o755)
    ana = office.Office(directory / "office")
    with ana, SoundServer(session) as sound, \
            Charla(session, None, prefix=session.directory, headless=False,
                   environment=sound.environment) as charla:
        # The sandbox sees its own folder and nothing else of the home.
        own = session.folder("home") / ".var" / "app" / ID
        wait_for(own.exists, 20, "the folder of the application")
        inside = own / "data" / "ca.crt"
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.write_bytes(ana.server.ca.read_bytes())
        charla.add_account(ana.server, people.OWNER, people.PASSWORD, ca_file=inside,
                           gateway=ana.gateway.uri("socks5"))
        ana.talk(charla)
        stored = list(own.rglob("messages.db"))
        equal(len(stored), 1, "archives inside the sandbox")
        equal(list(session.folder("data").rglob("messages.db")), [], "archives outside of it")
        window = use_files(session, charla, ana, sound, directory)
        pictures.still(session, window, picture)
        print("Signed in from the sandbox, saw and heard what came, and spoke; the picture is", picture)


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
            session = Session(directory / "session", display=True, accessibility=True)
            session.environment["FLATPAK_USER_DIR"] = str(options.work / "user")
            shutil.rmtree(options.work / "user", ignore_errors=True)
            with session:
                build(session, options.work)
                use(directory, session, options.picture)
    except AssertionError as error:
        print(f"tests/flatpak: {error}", file=sys.stderr)
        status = 1
    shutil.rmtree(options.work / "user", ignore_errors=True)
    tap.leave(status)


if __name__ == "__main__":
    main()
