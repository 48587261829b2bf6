# SPDX-License-Identifier: GPL-3.0-or-later
"""A sound server with nothing behind it but a tone."""
import re

from .process import run, wait_for


class SoundServer:
    """PulseAudio for one session: what is played goes nowhere, the microphone hears 440 Hz."""

    def __init__(self, session):
        self.session = session
        self.socket = session.folder("pulse.socket")
        self.process = None

    def __enter__(self):
        modules = (f"module-native-protocol-unix socket={self.socket} auth-anonymous=1",
                   "module-null-sink sink_name=nothing", "module-sine sink=nothing frequency=440",
                   "module-always-source")
        words = [word for module in modules for word in ("-L", module)]
        with open(self.session.folder("pulse.log"), "wb") as log:
            self.process = self.session.spawn(
                ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                 "--high-priority=no", "--realtime=no", *words], log)
        wait_for(self.socket.exists, 30, "the sound server")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    @property
    def environment(self):
        return {"PULSE_SERVER": f"unix:{self.socket}", "PULSE_SOURCE": "nothing.monitor"}

    def players(self):
        """The programs that play something now, beside the tone."""
        _, out, _ = run(["pactl", "list", "sink-inputs"],
                        environment={**self.session.environment, **self.environment})
        return re.findall(r'application\.process\.binary = "(.*)"', out)
