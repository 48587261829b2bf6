# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's session: home folders, a session bus, a keyring, a display; nothing of it remains."""
import contextlib
import os
import pathlib
import signal
import subprocess

from .process import Process, run, wait_for

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
ACCESSIBILITY = pathlib.Path("/usr/share/dbus-1/services/org.a11y.Bus.service")


class Session:
    """Folders and a bus of its own. `keyring` starts one that is unlocked; without it the bus knows
    no Secret Service at all. `display` starts an X server of its own with a window manager, and
    `compositor` what lets windows have shadows and round corners."""

    def __init__(self, directory, *, keyring=True, display=False, size="1280x1024",
                 accessibility=False, language=None, compositor=False):
        self.directory = pathlib.Path(directory)
        self.wants_compositor = compositor
        self.wants_keyring, self.wants_display = keyring, display
        self.size, self.accessibility = size, accessibility
        self.processes = []
        self.environment = {name: value for name, value in os.environ.items()
                            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY",
                                            "DBUS_SESSION_BUS_ADDRESS", "LANGUAGE", "LANG")}
        self.environment.update(
            HOME=str(self.directory / "home"), LC_ALL="C.UTF-8", GIO_USE_VFS="local",
            GSK_RENDERER="cairo", GDK_DEBUG="gl-disable",
            GTK_A11Y="atspi" if accessibility else "none",
            NO_AT_BRIDGE="0" if accessibility else "1",
            XDG_RUNTIME_DIR=str(self.directory / "run"))
        if language:
            self.environment["LANGUAGE"] = language
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            self.environment[f"XDG_{name}_HOME"] = str(self.folder(name.lower()))

    def folder(self, name):
        return self.directory / name

    def start(self):
        for name in ("home", "run", "config", "data", "cache", "state", "services"):
            self.folder(name).mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.accessibility and ACCESSIBILITY.exists():
            (self.folder("services") / ACCESSIBILITY.name).write_bytes(ACCESSIBILITY.read_bytes())
        self._start_display()
        self._start_bus()
        if self.wants_keyring:
            self._start_keyring()
        return self

    def _announced(self, command, name):
        """Starts a server that says on a pipe when it is ready, and what to call it."""
        theirs, ours = os.pipe()
        process = Process([word.replace("%FD%", str(ours)) for word in command],
                          self.folder(f"{name}.log"), self.environment, fds=(ours,))
        self.processes.append(process)
        os.close(ours)
        with os.fdopen(theirs, encoding="ascii") as pipe:
            line = pipe.readline().strip()
        if not line:
            raise AssertionError(f"{name} did not start:\n{process.output()}")
        return line

    def _start_display(self):
        if not self.wants_display:
            return
        number = self._announced(["Xvfb", "-displayfd", "%FD%", "-screen", "0", f"{self.size}x24",
                                  "-nolisten", "tcp", "-noreset"], "xvfb")
        self.environment.update(DISPLAY=f":{number}", GDK_BACKEND="x11")
        config = self.folder("config") / "openbox"
        config.mkdir(exist_ok=True)
        (config / "rc.xml").write_text(
            '<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>'
            '<application class="*"><decor>no</decor><focus>yes</focus></application>'
            '</applications></openbox_config>')
        self.processes.append(Process(["openbox", "--config-file", config / "rc.xml"],
                                      self.folder("openbox.log"), self.environment))

        def managed():
            status, out, _ = run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], check=False,
                                 environment=self.environment)
            return status == 0 and "window id" in out
        wait_for(managed, 60, "a window manager")
        if self.wants_compositor:
            self.processes.append(Process(["xcompmgr", "-n"], self.folder("xcompmgr.log"),
                                          self.environment))
            self.processes[-1].expect(self._is_composited, 60, "a compositor")

    def _is_composited(self):
        """Whoever composites owns a window that says so."""
        _, out, _ = self.run(["xwininfo", "-root", "-tree"], check=False)
        return "xcompmgr" in out

    def _start_bus(self):
        path = self.folder("run") / "bus"
        path.unlink(missing_ok=True)
        config = self.folder("bus.conf")
        config.write_text(BUS.format(path=path, services=self.folder("services")))
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._announced(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile",
             "--print-address=%FD%"], "bus")

    def _start_keyring(self):
        keyring = Process(["gnome-keyring-daemon", "--foreground", "--unlock",
                           "--components=secrets"], self.folder("keyring.log"), self.environment,
                          stdin=b"keyring")
        self.processes.append(keyring)

        def owned():
            _, out, _ = run(["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus",
                             "/", "org.freedesktop.DBus.NameHasOwner",
                             "string:org.freedesktop.secrets"], environment=self.environment)
            return "true" in out
        keyring.expect(owned, 60, "a keyring")

    def stop(self):
        while self.processes:
            self.processes.pop().stop()
        self._end_activated()

    def _end_activated(self):
        """What the bus itself started (the accessibility bus) outlives it: ended by its folder."""
        mark = f"XDG_RUNTIME_DIR={self.folder('run')}".encode()

        def end_those_left():
            left = 0
            for entry in pathlib.Path("/proc").glob("[0-9]*/environ"):
                pid = int(entry.parent.name)
                with contextlib.suppress(OSError):
                    if pid != os.getpid() and mark in entry.read_bytes().split(b"\0"):
                        left += 1
                        os.kill(pid, signal.SIGTERM)
            return left == 0
        wait_for(end_those_left, 60, "the end of what the session bus started", interval=0.1)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    # For those who look at the screen

    def run(self, command, **options):
        return run(command, environment=self.environment, **options)

    def screenshot(self, path, window=None):
        self.run(["import", "-window", window or "root", path])
        return path

    def pixels(self, area):
        """What the screen shows in (width, height, x, y), uncompressed."""
        width, height, x, y = area
        done = subprocess.run(["import", "-silent", "-window", "root", "-crop",
                               f"{width}x{height}+{x}+{y}", "+repage", "-depth", "8", "ppm:-"],
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, check=True)
        return done.stdout

    def place_of(self, window):
        """(width, height, x, y) of what one sees of a window: without its shadow."""
        _, out, _ = self.run(["xdotool", "getwindowgeometry", "--shell", str(window)])
        found = dict(line.split("=") for line in out.split())
        width, height, x, y = (int(found[name]) for name in ("WIDTH", "HEIGHT", "X", "Y"))
        _, out, _ = self.run(["xprop", "-id", str(window), "_GTK_FRAME_EXTENTS"])
        numbers = out.partition("=")[2].split(",")
        left, right, top, bottom = map(int, numbers) if len(numbers) == 4 else (0, 0, 0, 0)
        return width - left - right, height - top - bottom, x + left, y + top

    def window_id(self, title, timeout=60):
        """The X window whose title contains `title`, once it is there."""
        def find():
            status, out, _ = self.run(["xdotool", "search", "--onlyvisible", "--name", title],
                                      check=False)
            return out.split()[0] if status == 0 and out.split() else None
        return wait_for(find, timeout, f"a window named {title!r}")

    def spawn(self, command, log, **more):
        return subprocess.Popen(command, env={**self.environment, **more}, stdin=subprocess.DEVNULL,
                                stdout=log, stderr=subprocess.STDOUT)
