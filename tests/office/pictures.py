# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes pictures of the views: light and dark, wide and narrow, in each language, on a display of
its own."""
import contextlib
import dataclasses
import gettext
import subprocess

from charla_test import Charla, Screen, Session, run, wait_for
from charla_test.sound import SoundServer
from gi.repository import Gio, GLib

import account_views
import crowd
import file_views
import office
import own_file_views
import people
import room_views
import views

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
# Where the window manager knows nothing of shadows, GTK draws a frame.
STYLE = "window.solid-csd { border: none; box-shadow: none; padding: 0; }"


@dataclasses.dataclass(frozen=True)
class Variant:
    """How the window is. `dpi` makes the text large; `environment`: what the program gets."""
    scheme: str = "light"
    size: tuple = WIDE
    language: str | None = None
    dpi: int = 96
    environment: dict = dataclasses.field(default_factory=dict)

    @property
    def narrow(self):
        return self.size == NARROW


# Days, months and the direction of reading are the locale's. Where it has no words for Charla, they
# stay as they are, so that they can be read.
LOCALES = {"es": "es_ES", "he": "he_IL"}
RIGHT_TO_LEFT, CONTRAST = "he", {"ADW_DEBUG_HIGH_CONTRAST": "1"}
VARIANTS = {
    "": Variant(),
    "dark": Variant("dark"),
    "narrow": Variant(size=NARROW),
    "narrow-dark": Variant("dark", NARROW),
    "es": Variant(language="es"),
    "es-dark": Variant("dark", language="es"),
    "narrow-es": Variant(size=NARROW, language="es"),
    "narrow-es-dark": Variant("dark", NARROW, language="es"),
    "rtl": Variant(language=RIGHT_TO_LEFT),
    "narrow-rtl-dark": Variant("dark", NARROW, language=RIGHT_TO_LEFT),
    "contrast": Variant(environment=CONTRAST),
    "narrow-contrast-dark": Variant("dark", NARROW, environment=CONTRAST),
    "large": Variant(dpi=144),
    "narrow-large-dark": Variant("dark", NARROW, dpi=144),
}
# What is taken unless every variant is asked for.
USUAL = ("", "dark", "narrow", "narrow-dark")


CORNER = 12  # the radius of libadwaita's windows


def still(session, window, path, around=0, timeout=30):
    """Takes the picture of a window once nothing moves any more, with what pops up over it;
    `around`: and so much of what is around it."""
    before = [b"", ()]

    def calm():
        width, height, x, y = session.place_of(window)
        area = (width + 2 * around, height + 2 * around, x - around, y - around)
        now = [session.pixels(area), area]
        same, before[:] = now == before, now
        return same
    wait_for(calm, timeout, f"a picture of {path.name} that does not move", interval=0.25)
    pixels, (width, height, _, _) = before
    corners = ["(", "+clone", "-fill", "black", "-colorize", "100", "-fill", "white", "-draw",
               f"roundrectangle 0,0,{width - 1},{height - 1},{CORNER},{CORNER}", ")",
               "-alpha", "off", "-compose", "CopyOpacity", "-composite"]
    subprocess.run(["convert", "ppm:-", *([] if around else corners), "-define",
                    "png:compression-level=9", str(path)], input=pixels, check=True)


class Stage:
    """A window of Charla, the hand that works it, and the camera."""

    def __init__(self, session, charla, target, variant, mark):
        self.session, self.charla, self.target = session, charla, target
        self.variant, self.mark = variant, mark
        self.screen = None
        self.window = session.window_id("Charla")
        self.translation = gettext.translation(
            "charla", charla.program.parents[1] / "share" / "locale",
            [variant.language or "C"], fallback=True)

    # The hand

    def open(self, jid):
        self.charla.call("Open", "(s)", f"xmpp:{jid}")

    def type(self, text):
        self.session.run(["xdotool", "type", "--delay", "5", text])

    def key(self, *keys):
        self.session.run(["xdotool", "key", *keys])
        self.settle(2 * len(keys))

    def settle(self, events):
        """Until the program has come to so many events of the display. It takes them one by one, in
        turn with its calls over D-Bus; a key of before would reach a dialogue that is opened next."""
        for _ in range(events + 1):
            self.charla.call("GetStatus")

    def click(self, button, x, y, window=None):
        """Clicks there in the main window, counted from the side where reading begins, and takes
        the pointer away again."""
        if window is None:
            x = self.mirror(x)
        self.session.run(["xdotool", "mousemove", "--window", str(window or self.window), str(x),
                          str(y), "click", str(button)])
        self.settle(4)
        self.put_pointer_away()

    def mirror(self, x):
        return self.variant.size[0] - x if self.variant.language == RIGHT_TO_LEFT else x

    def point_at(self, x, y):
        x = self.mirror(x)
        self.session.run(["xdotool", "mousemove", "--window", str(self.window), str(x), str(y)])

    def click_on(self, text, role=None, button=1):
        """Clicks into the middle of what is called so, in the window in front."""
        x, y, width, height = self.screen.place(role, self.word(text))
        self.click(button, x + width // 2, y + height // 2, self.windows()[-1])

    def click_on_row_with(self, text):
        """The same on a row of a list whose name says more than this."""
        x, y, width, height = self.screen.place("list item", contains=text)
        self.click(1, x + width // 2, y + height // 2, self.windows()[-1])

    def put_pointer_away(self):
        self.session.run(["xdotool", "mousemove", "1279", "1023"])

    def activate(self, action, *arguments):
        """An action of the application: "about", "preferences-page"."""
        self.charla.bus.call_sync(
            "im.charla.Charla", "/im/charla/Charla", "org.gtk.Actions", "Activate",
            GLib.Variant("(sava{sv})", (action, list(arguments), {})), None,
            Gio.DBusCallFlags.NONE, 30000, None)

    # The eye

    def word(self, text):
        """What the window calls it: the translation, without the mark of its key. "context|text"
        where one word has several translations."""
        context, separator, plain = text.rpartition("|")
        found = self.translation.pgettext(context, plain) if separator \
            else self.translation.gettext(text)
        return found.replace("_", "")

    def press(self, text, role=None):
        self.screen.press(role, self.word(text))

    def fill(self, label, text):
        self.screen.type(text, "text", self.word(label))

    def wait_for(self, text, role=None):
        self.screen.wait_for(role, self.word(text))

    def windows(self):
        """All that the window manager knows, the uppermost last."""
        _, out, _ = self.session.run(["xprop", "-root", "_NET_CLIENT_LIST_STACKING"])
        return [int(word.strip(","), 16) for word in out.partition("#")[2].split()]

    def close_popups(self):
        """Escape, until no menu is open any more."""
        def closed():
            _, out, _ = self.session.run(["xdotool", "search", "--onlyvisible", "--class", "charla"],
                                         check=False)
            if {int(line) for line in out.split()} <= set(self.windows()):
                return True
            self.key("Escape")
            return False
        wait_for(closed, 20, "the end of all menus", interval=0.3)

    def dialog(self, below=None):
        """The window over the main one, or over `below`, once there is one; no wider than the main
        one."""
        def find():
            windows = self.windows()
            if windows.index(int(below or self.window)) == len(windows) - 1:
                return None
            with contextlib.suppress(AssertionError):  # the one before may just be going
                return windows[-1], self.session.place_of(windows[-1])
            return None
        front, (width, height, _, _) = wait_for(find, 20, "a dialogue")
        limits = self.variant.size
        if width > limits[0] or height > limits[1]:
            self.session.run(["xdotool", "windowsize", str(front), str(min(width, limits[0])),
                              str(min(height, limits[1]))])
        return front

    def close_dialogs(self):
        """Escape, until the main window is alone."""
        def alone():
            if self.windows() == [int(self.window)]:
                return True
            self.key("Escape")
            return False
        wait_for(alone, 20, "the end of all dialogues", interval=0.3)

    def reveal(self, text, role=None, at=4):
        """Scrolls in the window in front until that is in view; `at`: what is there, counted from
        the side where reading begins, or from the other one."""
        front = self.windows()[-1]
        if at < 0:
            at = self.mirror(self.session.place_of(front)[0] + at)

        def in_view():
            _, y, _, height = self.screen.place(role, self.word(text))
            if 48 <= y < self.session.place_of(front)[1] - 12 - height:
                return True
            self.session.run(["xdotool", "mousemove", "--window", str(front), str(at), "200",
                              "click", "--repeat", "3", "4" if y < 48 else "5"])
            return False
        wait_for(in_view, 60, f"{text} in view", interval=0.2)

    # The camera

    def shoot(self, name, window=None, around=0, pointer=False):
        if not pointer:
            self.put_pointer_away()
        path = self.target / ("-".join(filter(None, (name, self.mark))) + ".png")
        still(self.session, window or self.window, path, around)
        print(f"  {path.name}", flush=True)

    def snap(self, name):
        """What moves, or goes by itself."""
        path = self.target / ("-".join(filter(None, (name, self.mark))) + ".png")
        width, height, x, y = self.session.place_of(self.window)
        subprocess.run(["convert", "ppm:-", str(path)], check=True,
                       input=self.session.pixels((width, height, x, y)))
        print(f"  {path.name}", flush=True)

    def shoot_dialog(self, name):
        """A dialogue, and closes it."""
        self.shoot(name, self.dialog())
        self.close_dialogs()


    def shoot_above(self, below, name):
        """A dialogue over another one, and closes it."""
        front = self.dialog(below)
        self.shoot(name, front)

        def closed():
            if front not in self.windows():
                return True
            self.key("Escape" if name.rpartition("-")[2] != "console" else "ctrl+w")
            return False
        wait_for(closed, 20, "the end of a dialogue", interval=0.3)


def hold_still(session):
    """Nothing blinks and nothing moves in this session."""
    (session.folder("config") / "gtk-4.0").mkdir(exist_ok=True)
    (session.folder("config") / "gtk-4.0" / "settings.ini").write_text(SETTINGS)
    (session.folder("config") / "gtk-4.0" / "gtk.css").write_text(STYLE)


def configure(session, charla, **settings):
    for key, value in settings.items():
        run(["gsettings", "set", "im.charla.Charla", key.replace("_", "-"), str(value)],
            environment=charla.environment)


def locale_of(session, language):
    """What the program needs in its environment to speak a language throughout."""
    if language is None:
        return {}
    found = {"LANGUAGE": language}
    if name := LOCALES.get(language):
        folder = session.folder("config") / "locales"
        if not (folder / f"{name}.UTF-8").exists():
            folder.mkdir(exist_ok=True)
            # It complains of what other programs would miss, and writes it all the same.
            subprocess.run(["localedef", "--quiet", "--force", "-i", name, "-f", "UTF-8",
                            str(folder / f"{name}.UTF-8")], check=False)
        found |= {"LOCPATH": str(folder), "LC_ALL": f"{name}.UTF-8"}
    if language == RIGHT_TO_LEFT:
        # GLib keeps GTK from a language that the program itself does not speak.
        spoken = session.folder("config") / "locales" / language / "LC_MESSAGES"
        spoken.mkdir(parents=True, exist_ok=True)
        subprocess.run(["msgfmt", "-o", str(spoken / "charla.mo"), "-"], check=True,
                       input=b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
        found["CHARLA_LOCALEDIR"] = str(spoken.parents[1])
    return found


@contextlib.contextmanager
def window(session, prefix, environment, target, mark):
    variant = VARIANTS[mark]
    language = locale_of(session, variant.language)
    charla = Charla(session, None, prefix=prefix, headless=False,
                    environment={**environment, **variant.environment, **language})
    hold_still(session)
    # X11 answers this before any file of settings does.
    session.run(["xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER",
                 f"Xft.dpi:\t{variant.dpi}\n"])
    width, height = variant.size
    configure(session, charla, color_scheme=variant.scheme, window_width=width,
              window_height=height, run_in_background="false", show_details="false",
              show_offline="true", folded_groups="[]", sidebar_view="chats")
    with charla:
        stage = Stage(session, charla, target, variant, mark)
        with Screen(session) as stage.screen:
            try:
                yield stage
            except AssertionError:
                session.screenshot(target / "failure.png")
                raise
    complaints = [line for line in charla.log.read_text(errors="replace").splitlines()
                  if "-WARNING **" in line or "-CRITICAL **" in line]
    if complaints:
        raise AssertionError("\n".join(["Charla complains:", *complaints[:20]]))


@dataclasses.dataclass(frozen=True)
class Shooting:
    """What is wanted of all that can be taken."""
    prefix: object
    environment: dict
    target: object
    every: bool = False
    variants: tuple = ()
    names: tuple = ()

    def chosen(self, scenes, mark):
        """Of the scenes of a set, those that are wanted in this variant."""
        narrow = VARIANTS[mark].narrow
        for scene in scenes:
            usual = views.NARROW_USUAL if narrow else views.USUAL
            name = scene.__name__.replace("_", "-")
            if (self.every or scene in usual or self.names) \
                    and (not self.names or any(word in name for word in self.names)):
                yield name, scene

    def marks(self):
        if self.variants:
            return self.variants
        return tuple(VARIANTS) if self.every else USUAL

    def take(self, session, scenes, place, ready=lambda stage: None):
        """The scenes of one set in all variants, in one window each."""
        for mark in self.marks():
            chosen = list(self.chosen(scenes, mark))
            if not chosen:
                continue
            with window(session, self.prefix, self.environment, self.target, mark) as stage:
                ready(stage)
                for name, scene in chosen:
                    scene(stage, name, place)

    def wants(self, scenes):
        return any(True for mark in self.marks() for _ in self.chosen(scenes, mark))


def take(directory, shooting):
    """All the pictures that are wanted."""
    shooting.target.mkdir(parents=True, exist_ok=True)

    def session(name):
        return Session(directory / name, display=True, size="1280x1024", accessibility=True,
                       compositor=True)
    print("Opening the office", flush=True)
    with office.Office(directory / "office") as place:
        if shooting.wants(views.NEWCOMER):
            with session("newcomer") as newcomer:
                for scene in views.NEWCOMER:
                    shooting.take(newcomer, (scene,), place)
        if shooting.wants(views.OFFICE):
            with session("session") as own:
                office.prepare(place, own, shooting.prefix)
                place.start_answering()
                shooting.take(own, views.OFFICE, place,
                              lambda stage: stage.charla.wait_online(place.owner))
        if shooting.wants(room_views.ROOMS):
            with session("rooms") as own:
                with office.signed_in(place, own, shooting.prefix) as charla:
                    place.rooms = room_views.prepare(place, charla)
                shooting.take(own, room_views.ROOMS, place,
                              lambda stage: stage.charla.wait_online(place.owner))
        if shooting.wants(file_views.FILES):
            with session("files") as own:
                with office.signed_in(place, own, shooting.prefix) as charla:
                    file_views.prepare(place, charla)
                own_file_views.spoil(own, place)
                own.environment.update(SoundServer(own).environment)
                shooting.take(own, file_views.FILES, place,
                              lambda stage: stage.charla.wait_online(place.owner))
        if shooting.wants(account_views.ACCOUNTS):
            with session("accounts") as own:
                with office.signed_in(place, own, shooting.prefix) as charla:
                    account_views.prepare(place, charla)
                shooting.take(own, account_views.ACCOUNTS, place,
                              lambda stage: account_views.locked_out(place, stage))
        if shooting.wants(views.CROWD):
            with session("crowd") as full:
                crowd.prepare(place, full, shooting.prefix)
                shooting.take(full, views.CROWD, place,
                              lambda stage: stage.charla.wait_online(place.server.jid(crowd.USER)))
        if shooting.wants(views.NOBODY):
            with session("nobody") as empty:
                crowd.prepare_nobody(place, empty, shooting.prefix)
                shooting.take(empty, views.NOBODY, place,
                              lambda stage: stage.charla.wait_online())


__all__ = ["Shooting", "Stage", "VARIANTS", "configure", "hold_still", "people", "still", "take"]
