# SPDX-License-Identifier: GPL-3.0-or-later
"""Test cases as functions, their results as TAP."""
import contextlib
import faulthandler
import os
import signal
import sys
import traceback

_cases = []


class Skip(Exception):
    """Raised by a case that cannot be tried here; says why."""


class TimeLimit(Exception):
    """A case took longer than it may."""


def case(function=None, *, limit=240):
    """Registers a function as a test case; its name says what holds. `limit` is in seconds: of a machine
    that has other things to do."""
    def register(function):
        _cases.append((function, limit))
        return function
    return register(function) if function else register


def equal(found, wanted, what=""):
    if found == wanted:
        return
    what = what or "value"
    if isinstance(found, list) and isinstance(wanted, list) and len(found) + len(wanted) > 20:
        place = next((at for at, (one, other) in enumerate(zip(found, wanted)) if one != other),
                     min(len(found), len(wanted)))
        what += f": {len(found)} of {len(wanted)}, other from {place} on"
        found, wanted = found[place:place + 5], wanted[place:place + 5]
    raise AssertionError(f"{what}: found {found!r:.2000}, wanted {wanted!r:.2000}")


def contains(whole, part, what=""):
    if part not in whole:
        raise AssertionError(f"{what or 'value'}: {part!r} is not in {whole!r}")


@contextlib.contextmanager
def time_limit(seconds):
    def expire(_number, _frame):
        raise TimeLimit(f"not done after {seconds} s")
    before = signal.signal(signal.SIGALRM, expire)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def end_on_signal(number, _frame):
    raise SystemExit(128 + number)


def run(setup=None, only=()):
    """Runs the cases, each with what `setup` (a context manager) yields; the exit status."""
    faulthandler.enable()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end_on_signal)
    cases = [entry for entry in _cases
             if not only or any(word in entry[0].__name__ for word in only)]
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for number, (function, limit) in enumerate(cases, 1):
        name = function.__name__.replace("_", " ").strip()
        try:
            with time_limit(limit), contextlib.ExitStack() as stack:
                arguments = [stack.enter_context(setup(function))] if setup else []
                function(*arguments)
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in traceback.format_exc().splitlines():
                print("#", line)
            print(f"not ok {number} {name}", flush=True)
        else:
            print(f"ok {number} {name}", flush=True)
    return 1 if failed else 0


def leave(status):
    """Ends the process; a thread that hangs must not keep a finished test from ending."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
