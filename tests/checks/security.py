#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every test that tests/SECURITY.md names is there; prints TAP."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import TOP, case, equal  # noqa: E402
from charla_test import tap  # noqa: E402

PAGE = (TOP / "tests" / "SECURITY.md").read_text()


@case
def every_row_has_a_test():
    rows = [line for line in PAGE.splitlines()
            if line.startswith("| ") and not line.startswith(("| attack |", "| what |"))]
    equal([row for row in rows if any("`" not in cell for cell in row.strip("| ").split(" | ")[1:])
           or " | " not in row], [], "rows without a test")
    assert len(rows) > 30, f"only {len(rows)} rows"


@case
def every_test_is_there():
    missing = []
    for name, tests in re.findall(r"`([\w/-]+\.(?:c|py)): ([^`]*)`", PAGE):
        path = TOP / "tests" / name
        source = path.read_text() if path.exists() else ""
        words = set(re.findall(r'[\w-]+', " ".join(re.findall(r'"([^"\n]*)"', source))))

        def is_there(test, source=source, words=words, name=name):
            if name.endswith(".py"):
                return f"def {test.replace(' ', '_')}(" in source
            return set(re.findall(r"[\w-]+", test)) <= words
        missing += [f"{name}: {test}" for test in filter(None, tests.split(", ")) if not is_there(test)]
        if not source:
            missing.append(name)
    equal(missing, [], "tests that are named and are not there")


tap.leave(tap.run())
