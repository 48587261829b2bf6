# SPDX-License-Identifier: GPL-3.0-or-later
"""Two Charlas that send each other files."""
import subprocess

from .process import wait_for


class Side:
    """A Charla, and the other one as its contact."""

    def __init__(self, charla, jid):
        self.charla, self.jid, self.other = charla, jid, None

    def files(self):
        """What the conversation has of files, oldest first, each with its message."""
        return [message["files"][0] | {"state": message["state"], "id": message["id"],
                                       "error": message.get("error") or message["files"][0].get("error")}
                for message in self.charla.history(self.other.jid) if "files" in message]

    def last(self):
        files = self.files()
        return files[-1] if files else {}

    def make(self, name, content):
        folder = self.charla.session.folder("to send")
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        return folder / name

    def send(self, path):
        return self.charla.command("send", self.other.jid, "--file", path, "--direct").strip()

    def accept(self, identity):
        """Does not wait for the file."""
        charla = self.charla
        subprocess.Popen([charla.program, "download", self.other.jid, identity],  # pylint: disable=consider-using-with
                         env=charla.environment, stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def sees_other(self):
        return self.charla.contacts().get(self.other.jid, {}).get("presence", "offline") != "offline"

    def is_asked(self):
        return self.charla.contacts().get(self.other.jid, {}).get("requests", False)

    @property
    def folder(self):
        return self.charla.session.folder("data") / "charla" / "files"

    @property
    def kept(self):
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []


def meet(one, two):
    """They become contacts of each other."""
    one.other, two.other = two, one
    one.charla.command("contact", "add", two.jid)
    wait_for(two.is_asked, 60, "the request")
    two.charla.command("contact", "approve", one.jid)
    wait_for(lambda: one.sees_other() and (one.is_asked() or two.sees_other()), 60, "the answer")
    if one.is_asked():
        one.charla.command("contact", "approve", two.jid)
    wait_for(lambda: one.sees_other() and two.sees_other(), 60, "they see each other")
    return one, two
