# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds, reads and presses what is in a window, as a screen reader does (AT-SPI).

It speaks with the accessibility bus of the process that imports it, so it runs as a program of its
own inside the session under test, with one JSON request a line.
"""
import contextlib
import faulthandler
import json
import pathlib
import re
import signal
import subprocess
import sys
import time

from .process import wait_for

LIB = pathlib.Path(__file__).resolve().parents[1]


class Screen:
    """The window of a program in `session`, from outside."""

    def __init__(self, session, program="charla"):
        self.process = subprocess.Popen(
            ["/usr/bin/python3", "-B", "-c", "from charla_test.accessibility import main; main()",
             program], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=LIB,
            env={**session.environment, "PYTHONPATH": str(LIB)})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(20)

    def ask(self, verb, **arguments):
        self.process.stdin.write(json.dumps({"verb": verb, **arguments}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("the accessibility driver ended")
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["value"]

    def wait_for(self, role=None, name=None, *, contains=None, timeout=60):
        """Until such a widget is there; what is known of it."""
        return self.ask("find", role=role, name=name, contains=contains, timeout=timeout)

    def wait_for_focus(self, name, timeout=60):
        """Until what is called so has the keyboard; pages that are not shown are in the tree too."""
        return self.ask("find", role=None, name=name, contains=None, state="focused",
                        timeout=timeout)

    def wait_for_state(self, state, role, name, timeout=60):
        """Until it is "sensitive", "checked"…"""
        return self.ask("find", role=role, name=name, contains=None, state=state, timeout=timeout)

    def wait_until_gone(self, name, timeout=60):
        """Until nothing is called so: what pressing it brings about has come about. A button clicks a
        quarter of a second after it was pressed."""
        wait_for(lambda: not self.ask("shown", name=name), timeout, f"{name!r} goes")

    def focused(self):
        """What is called by the name of what has the keyboard; "" where nothing has."""
        return self.ask("focused")

    def press(self, role=None, name=None, *, contains=None, timeout=60):
        """Presses a button, or whatever can be pressed of a row."""
        return self.ask("press", role=role, name=name, contains=contains, timeout=timeout)

    def place(self, role=None, name=None, *, contains=None, timeout=60, settled=True):
        """(x, y, width, height) in its window of what was ever shown; `settled`: once it keeps still."""
        return tuple(self.ask("place", role=role, name=name, contains=contains, timeout=timeout,
                              settled=settled))

    def type(self, text, role=None, name=None, *, contains=None, timeout=60):
        """Replaces the text of an entry."""
        return self.ask("type", role=role, name=name, contains=contains, text=text,
                        timeout=timeout)

    def tree(self):
        """Everything that a screen reader can see, a line each."""
        return self.ask("tree")

    def unnamed(self):
        """Controls that a screen reader could only call by their role."""
        return self.ask("unnamed")


CONTROLS = ("push button", "toggle button", "check box", "radio button", "menu item", "text",
            "password text", "entry", "combo box", "spin button", "slider", "switch")
STILL_S = 0.3  # longer than it takes to draw a frame of an animation
# They may have the focus to be scrolled, and are called by what is in them.
CONTAINERS = ("scroll pane", "list", "table", "panel", "frame", "dialog", "window", "menu",
              "page tab list", "filler")


class Driver:
    """The other side, inside the session."""

    def __init__(self, program):
        import gi  # pylint: disable=import-outside-toplevel
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, GLib  # pylint: disable=import-outside-toplevel
        self.atspi, self.failure, self.program = Atspi, GLib.Error, program
        Atspi.init()
        Atspi.set_timeout(20000, 30000)

    def roots(self):
        desktop = self.atspi.get_desktop(0)
        for number in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(number)
            if child and self.program in (child.get_name() or "").lower():
                # libatspi falls over what has gone since when it is told to forget what it knows.
                child.set_cache_mask(self.atspi.Cache.NONE)
                yield child

    def walk(self, node, depth=0):
        yield node, depth
        try:
            children = [node.get_child_at_index(number)
                        for number in range(node.get_child_count())]
        except self.failure:
            return
        for child in children:
            if child:
                yield from self.walk(child, depth + 1)

    def matches(self, node, role, name, contains, state):
        try:
            found = node.get_name() or ""
            return ((role is None or node.get_role_name() == role)
                    and (name is None or found == name)
                    and (contains is None or contains in found)
                    and (state is None or state in self.states(node)))
        except self.failure:
            return False

    def find(self, role, name, contains, timeout, state=None):
        end = time.monotonic() + timeout
        while True:
            for root in self.roots():
                for node, _ in self.walk(root):
                    if self.matches(node, role, name, contains, state):
                        return node
            if time.monotonic() > end:
                raise LookupError(f"nothing on the screen is role={role!r} name={name!r} "
                                  f"contains={contains!r} state={state!r}; there is " + self.names()[:3000])
            time.sleep(0.05)

    @staticmethod
    def states(node):
        return [state.value_nick for state in node.get_state_set().get_states()]

    def describe(self, node):
        text = node.get_text_iface()
        return {"role": node.get_role_name(), "name": node.get_name() or "",
                "text": self.atspi.Text.get_text(
                    text, 0, self.atspi.Text.get_character_count(text)) if text else None,
                "states": self.states(node)}

    def press(self, node):
        """True if it, or something close around it, could be pressed: the label of a button cannot."""
        for _ in range(5):
            if node is None:
                break
            with contextlib.suppress(self.failure):
                if self.act(node):
                    return True
            node = node.get_parent()
        return False

    def act(self, node):
        action = node.get_action_iface()
        names = [self.atspi.Action.get_action_name(action, number)
                 for number in range(self.atspi.Action.get_n_actions(action))] if action else []
        for wanted in ("click", "activate", "toggle", "list.activate-item"):
            if wanted in names:
                return self.atspi.Action.do_action(action, names.index(wanted))
        return False

    def place_of(self, node):
        """Where it is in its window; None where it was never shown. GTK tells nothing better of the
        pages of a stack."""
        with contextlib.suppress(self.failure):
            component = node.get_component_iface()
            place = component and self.atspi.Component.get_extents(component,
                                                                   self.atspi.CoordType.WINDOW)
            if place and place.width > 0:
                return place.x, place.y, place.width, place.height
        return None

    def settled_place_of(self, node):
        """Its place once it keeps still: what slides or unfolds is clicked beside. None if it goes."""
        place, since = self.place_of(node), time.monotonic()
        while place and time.monotonic() - since < STILL_S:
            time.sleep(0.05)
            if (now := self.place_of(node)) != place:
                place, since = now, time.monotonic()
        return place

    def place(self, role, name, contains, timeout, settled):
        end = time.monotonic() + timeout
        while True:
            for root in self.roots():
                for node, _ in self.walk(root):
                    if self.matches(node, role, name, contains, None) \
                            and (place := self.place_of(node)) \
                            and (place := self.settled_place_of(node) if settled else place):
                        return place
            if time.monotonic() > end:
                raise LookupError(f"{name or contains!r} has no place on the screen")
            time.sleep(0.05)

    def press_one(self, role, name, contains, timeout):
        """The first that can be pressed, of all that match; what cannot yet may be so in a moment."""
        end = time.monotonic() + timeout
        while True:
            self.find(role, name, contains, max(0, end - time.monotonic()))
            found = [node for root in self.roots() for node, _ in self.walk(root)
                     if self.matches(node, role, name, contains, None)]
            if any(self.place_of(node) and self.press(node) for node in found):
                return True
            if time.monotonic() > end:
                raise LookupError(f"{name or contains!r} cannot be pressed: " + "; ".join(
                    ", ".join(self.describe(node)["states"]) for node in found))
            time.sleep(0.05)

    def tree(self):
        lines = []
        for root in self.roots():
            for node, depth in self.walk(root):
                try:
                    about = self.describe(node)
                except self.failure:
                    continue
                text = f" {about['text']!r}" if about["text"] else ""
                lines.append(f"{'  ' * depth}{about['role']} {about['name']!r}{text}")
        return lines

    def focused(self):
        for root in self.roots():
            for node, _ in self.walk(root):
                with contextlib.suppress(self.failure):
                    if "focused" in self.states(node) \
                            and node.get_role_name() not in ("window", "frame"):
                        return node.get_name() or ""
        return ""

    def shown(self, name):
        return any(self.matches(node, None, name, None, None)
                   for root in self.roots() for node, _ in self.walk(root))

    def names(self):
        """What can be read on the screen, in short."""
        found = dict.fromkeys(line.strip().partition(" ")[2] for line in self.tree())
        return ", ".join(name for name in found if not re.match(r".*'(|Gtk\w+|Adw\w+)'", name))

    @staticmethod
    def is_type(name):
        return re.fullmatch(r"|(Gtk|Adw|Ui)[A-Z]\w+", name or "")

    @staticmethod
    def is_control(role, states):
        return role in CONTROLS or ("focusable" in states and role not in CONTAINERS)

    def unnamed(self):
        found = []
        for root in self.roots():
            for node, _ in self.walk(root):
                with contextlib.suppress(self.failure, AttributeError):  # it may just be going
                    # Each of these is a question to the program: the likeliest end comes first. GTK
                    # gives what has no name that of its type; a menu button's inner one never has,
                    # and what is shown nowhere has no place.
                    role, states = node.get_role_name(), self.states(node)
                    if self.is_control(role, states) and "visible" in states \
                            and self.is_type(name := node.get_name()) \
                            and self.is_type((parent := node.get_parent()).get_name()) \
                            and self.place_of(node):
                        found.append(f"{role} {name or ''} below {self.path(parent)}")
        return found

    @staticmethod
    def path(node):
        names = []
        while node is not None and len(names) < 6:
            names.append(node.get_name() or node.get_role_name())
            node = node.get_parent()
        return " < ".join(names)

    def answer(self, request):
        verb = request.pop("verb")
        if verb in ("tree", "unnamed", "focused"):
            return getattr(self, verb)()
        if verb == "shown":
            return self.shown(**request)
        text = request.pop("text", None)
        if verb == "press":
            return self.press_one(**request)
        if verb == "place":
            return self.place(**request)
        node = self.find(**request)
        if verb == "type":
            editable = node.get_editable_text_iface()
            if editable is None:
                raise LookupError("nothing can be typed there")
            return self.atspi.EditableText.set_text_contents(editable, text)
        return self.describe(node)


def main():
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever asks; this ends with them
    driver = Driver(sys.argv[1])
    for line in sys.stdin:
        try:
            answer = {"value": driver.answer(json.loads(line))}
        except (LookupError, driver.failure) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
