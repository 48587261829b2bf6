# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes pictures of the main views, light and dark, wide and narrow, on a display of its own."""
import contextlib
import pathlib

from charla_test import Charla, Session, run, wait_for

import office
import people

WIDE, NARROW = (1040, 720), (360, 640)
SETTINGS = """[Settings]
gtk-cursor-blink=false
gtk-enable-animations=false
gtk-font-name=Cantarell 11
gtk-hint-font-metrics=true
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
"""


def still(session, window, path, timeout=30):
    """Takes the picture once nothing moves any more."""
    before = [b""]

    def calm():
        session.screenshot(path, window)
        now = pathlib.Path(path).read_bytes()
        same, before[0] = now == before[0], now
        return same
    wait_for(calm, timeout, f"a picture of {pathlib.Path(path).name} that does not move",
             interval=0.25)


class Stage:
    """A window of Charla, the keys that it obeys, and the camera."""

    def __init__(self, session, charla, target):
        self.session, self.charla, self.target = session, charla, target
        self.window = session.window_id("Charla")

    def open(self, jid):
        self.charla.call("Open", "(s)", f"xmpp:{jid}")

    def type(self, text):
        self.session.run(["xdotool", "type", "--delay", "5", text])

    def key(self, *keys):
        self.session.run(["xdotool", "key", *keys])

    def front(self, but=()):
        """The newest window that is not one of `but`: a dialogue, or the main window."""
        def find():
            _, out, _ = self.session.run(["xprop", "-root", "_NET_CLIENT_LIST_STACKING"])
            ids = [int(word.strip(","), 16) for word in out.partition("#")[2].split()]
            found = [window for window in ids if window not in but]
            return found[-1] if found else None
        return wait_for(find, 20, "a window in front")

    def shoot(self, name, window=None):
        path = self.target / f"{name}.png"
        still(self.session, window or self.window, path)
        print(f"  {path.name}", flush=True)


# The views. Each gets the stage with the main window open and the office around it.

def conversation(stage, name):
    stage.open(f"marta@{people.DOMAIN}")
    stage.shoot(name)


def typing(stage, name):
    stage.open(f"luis@{people.DOMAIN}")
    stage.shoot(name)


def contacts(stage, name):
    stage.key("ctrl+shift+k")
    stage.shoot(name)
    stage.key("ctrl+shift+k")


def details(stage, name):
    stage.open(f"marta@{people.DOMAIN}")
    stage.key("F9")
    stage.shoot(name)
    stage.key("F9")


def search(stage, name):
    stage.key("ctrl+k")
    stage.type("catalogue")
    stage.shoot(name)
    stage.key("Escape", "Escape")


def preferences(stage, name):
    main = int(stage.window)
    stage.key("ctrl+comma")
    front = wait_for(lambda: stage.front() if stage.front() != main else None, 20, "preferences")
    stage.shoot(name, str(front))
    stage.key("Escape")
    wait_for(lambda: stage.front() == main, 20, "the preferences close")


def chats(stage, name):
    stage.shoot(name)


SCENES = {
    WIDE: (("conversation", conversation), ("typing", typing), ("contacts", contacts),
           ("details", details), ("search", search), ("preferences", preferences)),
    NARROW: (("chats-narrow", chats), ("conversation-narrow", conversation)),
}


def hold_still(session):
    """Nothing blinks and nothing moves in this session."""
    (session.folder("config") / "gtk-4.0").mkdir(exist_ok=True)
    (session.folder("config") / "gtk-4.0" / "settings.ini").write_text(SETTINGS)


def configure(session, charla, **settings):
    for key, value in settings.items():
        run(["gsettings", "set", "im.charla.Charla", key.replace("_", "-"), str(value)],
            environment=charla.environment)


def wanted(name, names):
    return not names or any(word in name for word in names)


@contextlib.contextmanager
def window(session, prefix, environment, target, scheme, size):
    charla = Charla(session, None, prefix=prefix, headless=False, environment=environment)
    hold_still(session)
    configure(session, charla, color_scheme=scheme, window_width=size[0], window_height=size[1],
              run_in_background="false", show_details="false", sidebar_view="chats")
    with charla:
        yield Stage(session, charla, target)


def take(directory, prefix, environment, target, language=None, names=()):
    """All the pictures, or those whose name contains one of `names`."""
    target.mkdir(parents=True, exist_ok=True)
    suffix = f"-{language}" if language else ""
    display = {"display": True, "size": "1280x1024", "language": language}
    if wanted("first-start", names):
        with Session(directory / "newcomer", **display) as session:
            for scheme in ("light", "dark"):
                with window(session, prefix, environment, target, scheme, WIDE) as stage:
                    stage.shoot(picture_name("first-start", scheme) + suffix)
    with Session(directory / "session", **display) as session:
        print("Opening the office", flush=True)
        ana = office.prepare(directory / "office", session, prefix)
        try:
            ana.start_answering()
            for scheme in ("light", "dark"):
                for size, scenes in SCENES.items():
                    chosen = [scene for scene in scenes if wanted(scene[0], names)]
                    if not chosen:
                        continue
                    with window(session, prefix, environment, target, scheme, size) as stage:
                        stage.charla.wait_online(ana.owner)
                        for name, scene in chosen:
                            scene(stage, picture_name(name, scheme) + suffix)
        finally:
            ana.close()


def picture_name(name, scheme):
    return name if scheme == "light" else f"{name}-dark"
