#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds Charla and runs every test there is, as many at a time as keep the processors busy.

The last line of the output is 'N passed, N failed', which counts every single case.
"""
import argparse
import dataclasses
import fcntl
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
TESTS = TOP / "tests"
PYTHON = "/usr/bin/python3"
LOG_LINES = 120
SERVERS = ("prosody", "ejabberd")
# How much of a processor a job takes, in per cent, where it is not all of one: a whole program and its
# servers wait for one another, for what blinks and fades, and for deadlines, more than they work.
PER_CENT = {"app": 50, "app/schedules": 75}
LONG = ("app/schedules", "app/window", "app/messages", "app/websocket", "app/files", "app/sign_in")


@dataclasses.dataclass
class Result:
    """What one job came to: the names of the failed cases and how many passed."""
    passed: int = 0
    skipped: list = dataclasses.field(default_factory=list)
    failed: list = dataclasses.field(default_factory=list)
    log: str = ""


def reason_in(lines):
    """The line that says best why something failed, to stand beside its name; '' if none does."""
    for pattern in (r"SUMMARY: \w+Sanitizer|runtime error:|ERROR:.*assertion|-CRITICAL \*\*|Bail out!",
                    r"^(# )?\w*(Error|Exception|TimeLimit)\b", r"\S"):
        for line in reversed(lines):
            if re.search(pattern, line) and "-DEBUG: " not in line:
                return f": {line.lstrip('# ').strip():.300}"
    return ""


def count_tap(text, result):
    """Adds the cases of a TAP stream to `result`; true if the stream is whole."""
    plan, seen = None, 0
    said = []
    for line in text.splitlines():
        if match := re.match(r"1\.\.(\d+)(?:\s*#\s*skip\b(.*))?", line, re.I):
            plan = int(match[1])
            if plan == 0 and match[2] is not None:
                result.skipped.append(match[2].strip())
        elif match := re.match(r"(not )?ok\b[ \d]*-?\s*(.*)", line):
            seen += 1
            name, _, directive = match[2].partition(" # ")
            if re.match(r"(skip|todo)", directive, re.I):
                result.skipped.append(f"{name} ({directive})")
            elif match[1]:
                result.failed.append((name or f"case {seen}") + reason_in(said))
            else:
                result.passed += 1
            said.clear()
        elif line.startswith("Bail out!"):
            return False
        else:
            said.append(line)
    return plan == seen


class Run:
    """All the jobs of one run, the processes that they started and what came of them."""

    def __init__(self, options):
        self.options = options
        self.lock = threading.Lock()
        self.processes = set()
        self.total = Result()
        self.bad = []
        self.interrupted = False
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="charla-run."))
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1",
                                NINJA_STATUS="[%f/%t] ", CHARLA_TEST_TOP=str(TOP))
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LANGUAGE"):
            self.environment.pop(name, None)
        # Tests neither find nor leave anything in the home of whoever runs them; the compiler's cache is there.
        home = self.environment.get("HOME", "")
        self.home = {"HOME": home if os.access(home, os.W_OK) else str(self.directory)}
        self.environment["HOME"] = str(self.directory)

    def say(self, text):
        with self.lock:
            print(text, flush=True)

    def call(self, command, timeout, environment=None):
        """Runs a command in a process group of its own; its status and what it printed."""
        with tempfile.TemporaryFile(dir=self.directory) as output:
            with self.lock:
                if self.interrupted:
                    return 130, "not started\n"
                process = subprocess.Popen(
                    [str(word) for word in command], cwd=TOP, stdin=subprocess.DEVNULL,
                    stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
                    env=dict(self.environment, **(environment or {})))
                self.processes.add(process)
            note = ""
            try:
                status = process.wait(timeout)
            except subprocess.TimeoutExpired:
                note = f"\nIt was stopped after {timeout} s.\n"
                status = self.end(process)
            finally:
                with self.lock:
                    self.processes.discard(process)
            output.seek(0)
            return status, output.read().decode(errors="replace") + note

    @staticmethod
    def end(process):
        for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
            try:
                os.killpg(process.pid, number)
                return process.wait(patience) or 1
            except ProcessLookupError:
                return process.wait()
            except subprocess.TimeoutExpired:
                continue
        return 1

    def stop(self):
        with self.lock:
            self.interrupted = True
            processes = list(self.processes)
        for process in processes:
            self.end(process)

    def record(self, name, result, seconds):
        with self.lock:
            self.add_up(name, result)
        mark = "FAIL" if result.failed else "ok  "
        self.say(f"{mark} {name:<28} {result.passed:5} passed {len(result.failed):4} failed "
                 f"{seconds:7.1f} s" + "".join(f"\n       {case}" for case in result.failed))

    def add_up(self, name, result):
        self.total.passed += result.passed
        self.total.skipped += [f"{name}: {case}" for case in result.skipped]
        if result.failed:
            self.total.failed += [f"{name}: {case}" for case in result.failed]
            self.bad.append((name, result))

    def job(self, name, work):
        """Runs one job to its end; whatever it does wrong is a failed case, never a crash."""
        started = time.monotonic()
        try:
            result = work()
        except Exception as error:  # pylint: disable=broad-except
            result = Result(failed=[f"{type(error).__name__}: {error}"])
        self.record(name, result, time.monotonic() - started)
        return not result.failed

    # The kinds of work

    def command(self, *command, timeout=300, environment=None):
        """One case: does the command succeed?"""
        def work():
            status, log = self.call(command, timeout, environment)
            if status == 0:
                return Result(passed=1, log=log)
            return Result(failed=[f"status {status}" + reason_in(log.splitlines())], log=log)
        return work

    def tap(self, *command, timeout=600, environment=None):
        """A command that prints TAP."""
        def work():
            result = Result()
            status, result.log = self.call(command, timeout, environment)
            whole = count_tap(result.log, result)
            if not result.failed and (status != 0 or not whole):
                result.failed.append(f"status {status}, "
                                     + ("all cases reported" if whole else "cases missing")
                                     + reason_in(result.log.splitlines()))
            return result
        return work

    def build(self, directory, *options, compiler=None, jobs=None, linked=True):
        """Configures a build folder, again if its options are others, and builds it; only the objects
        where nothing of it is to be `linked`."""
        def work():
            words = [str(option) for option in options]
            environment = {"CC_LD": "mold", **self.home, **({"CC": compiler} if compiler else {})}
            stamp = directory / "charla-options"
            wanted = json.dumps([words, compiler])
            if not (directory / "build.ninja").exists() or not stamp.exists() \
                    or stamp.read_text() != wanted:
                shutil.rmtree(directory, ignore_errors=True)
                status, log = self.call(["meson", "setup", directory, TOP, *words], 300,
                                        environment)
                if status != 0:
                    return Result(failed=["meson setup"], log=log)
                stamp.write_text(wanted)
            command = ["ninja", "-C", directory] + (["-j", jobs] if jobs else [])
            if not linked:
                database = json.loads((directory / "compile_commands.json").read_text())
                command += [entry["output"] for entry in database]
            status, log = self.call(command, 1800, environment)
            warnings = re.findall(r"^.*\bwarning: .*$", log, re.M)
            if status != 0 or warnings:
                return Result(failed=["ninja" if status else f"{len(warnings)} warnings"],
                              log=log)
            return Result(passed=1, log=log)
        return work

    def meson_tests(self, directory):
        """Everything that 'meson test' knows, case by case."""
        def work():
            result = Result()
            log_file = directory / "meson-logs" / "testlog.json"
            log_file.unlink(missing_ok=True)
            status, log = self.call(["meson", "test", "-C", directory, "--no-rebuild",
                                     "--print-errorlogs", "--timeout-multiplier", "3",
                                     # Some of them wait for deadlines and work little meanwhile:
                                     # all of them take a third of the time that they last.
                                     "--num-processes", self.options.jobs + 1], 1500)
            if not log_file.exists():
                return Result(failed=[f"meson test: status {status}"], log=log)
            for line in log_file.read_text().splitlines():
                self.count_meson_test(json.loads(line), result)
            if status != 0 and not result.failed:
                result.failed.append(f"meson test: status {status}")
                result.log += log
            return result
        return work

    @staticmethod
    def count_meson_test(test, result):
        name, outcome = test["name"], test["result"]
        output = test.get("stdout", "") + test.get("stderr", "")
        own = Result()
        if re.search(r"^(not )?ok\b|^1\.\.\d", test.get("stdout", ""), re.M):
            count_tap(test["stdout"], own)
        elif outcome == "OK":
            own.passed = 1
        if outcome == "SKIP" and not own.skipped:
            own.skipped.append("")
        if outcome not in ("OK", "SKIP", "EXPECTEDFAIL") and not own.failed:
            own.failed.append(outcome.lower() + reason_in(output.splitlines()))
        result.passed += own.passed
        result.skipped += [f"{name} {case}" for case in own.skipped]
        result.failed += [f"{name} {case}" for case in own.failed]
        if own.failed:
            result.log += f"--- {name}: {outcome}\n{output}\n"


def program_jobs(run, build):
    """The whole-program tests, each file against each server that it wants."""
    for path in sorted((TESTS / "app").glob("test_*.py")):
        text = path.read_text()
        wanted = re.search(r"^SERVERS = \((.*)\)", text, re.M)
        servers = re.findall(r'"(\w+)"', wanted[1]) if wanted else SERVERS
        for server in servers:
            name = f"app/{path.stem.removeprefix('test_')}/{server}"
            yield name, run.tap(PYTHON, path, "--server", server, "--build", build, timeout=900)


def schedule_jobs(run, build):
    """Random schedules, with seeds of their own in each run."""
    for server in SERVERS:
        yield f"app/schedules/{server}", run.tap(
            PYTHON, TESTS / "app" / "schedules.py", "--server", server, "--build", build,
            "--schedules", run.options.schedules, timeout=900)


def fuzz_jobs(run, folder):
    """The targets run in one job, one after the other, because they share a build folder."""
    script = TESTS / "fuzz" / "build-and-run.sh"
    if script.exists():
        yield "fuzz", run.tap(script, run.options.fuzz_seconds, timeout=1200,
                              environment={"FUZZ_BUILD_DIR": str(folder), "FUZZ_AT_A_TIME": "1", **run.home})


def check_jobs(run):
    for path in sorted((TESTS / "checks").glob("*.py")):
        yield f"check/{path.stem}", run.tap(PYTHON, path)


def all_jobs(run, sanitized):
    """(name, work, needs) of each job; the long ones first, so that none is left over at the end."""
    clang, fuzzing = (sanitized.with_name(sanitized.name + suffix) for suffix in ("-clang", "-fuzz"))
    # For what it warns of.
    yield "clang", run.build(clang, "-Dwerror=true", "-Dbuildtype=debug", compiler="clang",
                             jobs=1, linked=False), None
    yield "meson", run.meson_tests(sanitized), sanitized
    for name, work in fuzz_jobs(run, fuzzing):
        yield name, work, None
    programs = (*schedule_jobs(run, sanitized), *program_jobs(run, sanitized))
    for name, work in sorted(programs, key=lambda job: not job[0].startswith(LONG)):
        yield name, work, sanitized
    for name, work in check_jobs(run):
        yield name, work, None
    if run.options.all:
        yield "flatpak", run.command(TESTS / "flatpak", timeout=3000), None


def parse_options():
    parser = argparse.ArgumentParser(prog="tests/run")
    parser.add_argument("names", nargs="*", help="only the jobs whose name contains one of these")
    parser.add_argument("--all", action="store_true", help="the Flatpak as well")
    parser.add_argument("--list", action="store_true", help="name the jobs and run none")
    parser.add_argument("--jobs", type=int, default=max(2, os.cpu_count() or 2),
                        help="processors to keep busy")
    parser.add_argument("--fuzz-seconds", type=int, default=21, help="for each target")
    parser.add_argument("--schedules", type=int, default=200, help="random ones, for each server")
    parser.add_argument("--build", type=pathlib.Path, default=TOP / "build-tests",
                        help="the build folder (build-tests)")
    return parser.parse_args()


def select(jobs, names):
    for name, work, needs in jobs:
        if not names or any(wanted in name for wanted in names):
            yield name, work, needs


def own_build_folder(folder):
    """Locks the build folder; where another run has it, one of this run's own. (folder, lock)"""
    lock = open(folder.with_name(folder.name + ".lock"), "w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return folder, lock
    except BlockingIOError:
        lock.close()
        return folder.with_name(f"{folder.name}-{os.getpid()}"), None


def run_all(run, sanitized):
    options = run.options
    jobs = list(select(all_jobs(run, sanitized), options.names))
    if options.list:
        print(*(name for name, _, _ in jobs), sep="\n")
        return None
    if not jobs:
        run.job("nothing", lambda: Result(failed=["no job has such a name"]))
        return False

    if any(needs == sanitized for _, _, needs in jobs):
        flags = ["-Dwerror=true", "-Db_sanitize=address,undefined", "-Db_lundef=false"]
        if not run.job("build", run.build(sanitized, *flags)):
            jobs = [entry for entry in jobs if entry[2] is None]
    run_together(run, jobs)
    return not run.bad and not run.interrupted


def run_together(run, jobs):
    """Starts each as soon as there is room for it; the first that fits, so that none waits behind a
    larger one."""
    waiting, running = list(jobs), {}
    changed = threading.Condition()

    def finish(name, work):
        run.job(name, work)
        with changed:
            del running[name]
            changed.notify()

    room_for_all = 100 * run.options.jobs

    def weight(name):
        return next((PER_CENT[part] for part in (name.rpartition("/")[0], name.split("/")[0])
                     if part in PER_CENT), 100)

    with changed:
        while waiting or running:
            room = room_for_all - sum(running.values())
            fitting = next((job for job in waiting if weight(job[0]) <= room), None)
            if fitting is None:
                changed.wait()
                continue
            waiting.remove(fitting)
            name, work, _ = fitting
            running[name] = weight(name)
            threading.Thread(target=finish, args=(name, work)).start()


def report(run, seconds):
    for name, result in run.bad:
        lines = [line for line in result.log.splitlines() if "-DEBUG: " not in line]
        print(f"\n===== {name}: {', '.join(result.failed[:20])}")
        if len(lines) > LOG_LINES:
            print(f"(the last {LOG_LINES} of {len(lines)} lines)")
        print("\n".join(lines[-LOG_LINES:]))
    if run.total.skipped:
        print("\nSkipped:", *run.total.skipped, sep="\n  ")
    if run.total.failed:
        print("\nFailed:", *run.total.failed, sep="\n  ")
    print(f"\n{seconds / 60:.1f} minutes")
    print(f"{run.total.passed} passed, {len(run.total.failed)} failed", flush=True)


def main():
    run = Run(parse_options())
    started = time.monotonic()
    folder, lock = own_build_folder(run.options.build.absolute())

    def interrupt(number, _frame):
        threading.Thread(target=run.stop, daemon=True).start()
        run.say(f"\nStopped by signal {number}")

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        good = run_all(run, folder)
        if good is not None:
            if run.interrupted:
                run.total.failed.append("the run was interrupted")
            report(run, time.monotonic() - started)
    finally:
        run.stop()
        shutil.rmtree(run.directory, ignore_errors=True)
        if lock is None:
            for suffix in ("", "-clang", "-fuzz"):
                shutil.rmtree(folder.with_name(folder.name + suffix), ignore_errors=True)
    return 1 if good is False else 0


if __name__ == "__main__":
    sys.exit(main())
