# SPDX-License-Identifier: GPL-3.0-or-later
"""The views of own files that were not sent, and of a voice message that is recorded. Like those of
views.py."""
import contextlib
import shutil
import sqlite3

from charla_test import wait_for
from charla_test.sound import SoundServer
from gi.repository import GLib

from views import back, jid

WHO = "kofi"
# Files, and why they were not sent; some say it in the words of their server.
TROUBLE = (("Notes about wood.txt", "upload-refused", "You have 12 kB left of your 500 MB. Delete what you no "
            "longer need on https://files.office.example/mine, and try again."),
           ("colours.png", "upload-later", None), ("Oak.txt", "no-room", None),
           ("lake.jpg", "upload-certificate", None))


def prepare(place, charla):
    """What Ana sends to one of them, and what does not leave the computer."""
    (place.to_send / "Oak.txt").write_text("Oak.\n")
    before = len(charla.history(jid(WHO)))
    place.gateway.fault = ("answer", "hangs")
    for name, _, _ in TROUBLE:
        charla.call("SendMessage", "(sssa{sv})", "", jid(WHO), "",
                    {"file": GLib.Variant("s", str(place.to_send / name))})
    wait_for(lambda: len(charla.history(jid(WHO))) == before + len(TROUBLE), 60, "own files")


def spoil(session, place):
    """None of it ever will. Nobody runs the program."""
    place.gateway.fault = None
    place.gateway.drop()
    database = sqlite3.connect(session.folder("data") / "charla" / "messages.db")
    with contextlib.closing(database), database:
        own = database.execute("SELECT id FROM message WHERE direction = 2 ORDER BY sort_us").fetchall()
        for (row,), (_, condition, text) in zip(own, TROUBLE, strict=True):
            database.execute("UPDATE message SET state = 6, error_condition = ?, error_text = ? WHERE id = ?",
                             (condition, text, row))


# The views

def files_unsent(stage, name, _place):
    """A server that refuses, one that is full, a disk that is, and one that is not the one it says it is."""
    stage.open(jid(WHO))
    stage.screen.wait_for_focus(stage.word("Message"))
    stage.shoot(name)
    stage.key("Prior")
    stage.shoot(f"{name}-start")
    back(stage)


def files_voice(stage, name, _place):
    """While it is recorded, and when the sound system goes: what there is can be listened to and sent."""
    stage.open(jid(WHO))
    stage.screen.wait_for_focus(stage.word("Message"))
    if shutil.which("pulseaudio") is None:
        back(stage)
        return
    with SoundServer(stage.session) as sound:
        stage.press("Record a voice message", "push button")
        stage.wait_for("Stop recording", "push button")
        stage.screen.wait_until_gone("0:00")
        stage.snap(name)
        sound.process.terminate()
        stage.screen.wait_until_gone(stage.word("Stop recording"))
        with contextlib.suppress(AssertionError):  # where all is slow it may have gone again
            stage.screen.wait_for(name=stage.word(
                "The recording has broken off: the microphone or the sound system has gone. "
                "What there is can be listened to and sent."), timeout=5)
        stage.snap(f"{name}-broken")
    stage.press("Discard the voice message", "push button")
    stage.screen.wait_until_gone(stage.word("Discard the voice message"))
    back(stage)
