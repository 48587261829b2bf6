# SPDX-License-Identifier: GPL-3.0-or-later
"""Minutes that pass at once, for the program alone: see tests/mock/mock-clock.c."""
import struct

from .charla import SANITIZERS

STEP_S = 10


class Clock:
    """The monotonic clock of a Charla that has its `environment`. Of a session's folder, and the
    build folder."""

    def __init__(self, directory, build):
        self.file = directory / "clock"
        self.ahead_s = 0
        self._write()
        self.environment = {
            "LD_PRELOAD": str(build.resolve() / "tests" / "mock" / "mock-clock.so"),
            "CHARLA_TEST_CLOCK": str(self.file),
            "ASAN_OPTIONS": SANITIZERS["ASAN_OPTIONS"] + ":verify_asan_link_order=0",
        }

    def _write(self):
        # In place: the program has it in its memory.
        with open(self.file, "r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("=q", self.ahead_s))

    def go_on(self, seconds, charla):
        """They pass in steps, after each of which whatever is due then gets done."""
        for step in [STEP_S] * (seconds // STEP_S) + [seconds % STEP_S]:
            self.ahead_s += step
            self._write()
            charla.call("GetStatus")  # which wakes it up, to look at the clock
