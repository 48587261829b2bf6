#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Voice messages, from a microphone of a real sound server to somebody else."""
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Charla, Gateway, Screen, SoundServer, case, equal, main, wait_for  # noqa: E402

SFS = "{urn:xmpp:sfs:0}"
META = "{urn:xmpp:file:metadata:0}"


class Person:
    """Somebody with a window, a microphone, and a peer to talk to."""

    def __init__(self, t, upload=5_000_000):
        t.shared_server(upload=upload)
        names = (t.server.domain, f"upload.{t.server.domain}")
        gateway = t.stack.enter_context(Gateway(dict.fromkeys(names, t.server.address)))
        self.session = t.session(display=True, accessibility=True)
        self.sound = t.stack.enter_context(SoundServer(self.session))
        self.charla = Charla(self.session, t.fixture.build, headless=False,
                             environment=self.sound.environment)
        self.jid = t.server.jid(t.user())
        with Charla(self.session, t.fixture.build) as charla:
            charla.command("account", "add", self.jid, "--password-stdin", "--ca", t.server.ca,
                           "--proxy", gateway.uri("socks5"), stdin="secret\n")
        t.stack.enter_context(self.charla)
        self.charla.wait_online(self.jid)
        self.peer = t.peer()
        self.window = self.session.window_id("Charla")
        self.charla.call("Open", "(s)", f"xmpp:{self.peer.jid}")

    @property
    def folder(self):
        return self.session.folder("data") / "charla" / "voice"

    def key(self, *keys):
        self.session.run(["xdotool", "key", *keys])

    def recordings(self):
        return list(self.folder.glob("*")) if self.folder.exists() else []

    def record(self):
        """Until something of it is on the disk."""
        def begun():
            return [path for path in self.recordings()
                    if path.name.startswith("draft-") and path.stat().st_size > 3000]
        with Screen(self.session) as screen:
            screen.wait_for_focus("Message")  # before that nobody hears the keys
        self.key("ctrl+shift+r")
        wait_for(begun, 60, "a recording")

    def send(self):
        """With a key that does nothing once it is sent."""
        def sent():
            self.key("Return")
            return self.sent()
        wait_for(sent, 60, "it is sent", interval=1)

    def sent(self):
        return [message["files"][0] for message in self.charla.history(self.peer.jid)
                if "files" in message]


@case
def a_voice_message_is_heard_of_with_its_length(t):
    person = Person(t)
    person.record()
    person.send()
    wait_for(lambda: person.peer.messages, 60, "it arrives")
    share = person.peer.messages[0].xml.find(SFS + "file-sharing")
    meta = share.find(META + "file")
    equal(share.get("disposition"), "inline")
    equal(meta.findtext(META + "media-type"), "audio/ogg")
    name = meta.findtext(META + "name")
    equal(re.fullmatch(r"voice-message-\d{8}-\d{6}\.ogg", name) is not None, True, name)
    length = int(meta.findtext(META + "length"))
    equal(500 < length < 60000, True, length)
    (file,) = person.sent()
    equal((file["length-ms"], file["type"]), (length, "audio/ogg"))

    # It is its message's now, and nobody else's.
    equal([str(path) for path in person.recordings()], [file["path"]])
    equal(os.stat(file["path"]).st_mode & 0o777, 0o600)
    content = pathlib.Path(file["path"]).read_bytes()
    equal((content[:4], content[28:36]), (b"OggS", b"OpusHead"))
    equal(len(content), int(meta.findtext(META + "size")))


@case
def what_was_recorded_when_it_crashed_waits_and_is_sent_to_nobody(t):
    person = Person(t)
    person.record()
    person.charla.kill()
    (path,) = person.recordings()
    person.charla.start()
    person.charla.wait_online(person.jid)
    person.session.window_id("Charla")
    person.charla.call("Open", "(s)", f"xmpp:{person.peer.jid}")
    equal((person.recordings(), person.sent()), ([path], []))
    person.send()
    wait_for(lambda: person.peer.messages, 60, "it arrives")
    equal(len(person.recordings()), 1)


@case
def a_recording_that_is_given_up_leaves_nothing(t):
    person = Person(t)
    person.record()
    person.key("Escape")
    wait_for(lambda: not person.recordings(), 30, "nothing is left")
    equal(person.sent(), [])


@case
def where_no_files_are_taken_nothing_is_recorded(t):
    person = Person(t, upload=None)

    # It is there for five seconds: who begins to look then may come too late on a busy machine.
    with Screen(person.session) as screen:
        screen.wait_for(name="Record a voice message")

        def refused():
            person.key("ctrl+shift+r")
            try:
                return screen.wait_for(contains="takes no files", timeout=3)
            except AssertionError:
                return None
        wait_for(refused, 60, "the reason on the screen")
    equal([path for path in person.recordings() if path.stat().st_size > 3000], [])


if __name__ == "__main__":
    main()
