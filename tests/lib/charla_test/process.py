# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting, processes, addresses and folders: what everything else here stands on."""
import contextlib
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[3]


def wait_for(condition, timeout=60, what="", interval=0.03):
    """The first true value of `condition`; it is asked again until `timeout` s have passed."""
    end = time.monotonic() + timeout
    while True:
        if value := condition():
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what or 'a condition'}: not within {timeout} s")
        time.sleep(interval)


def listening(address, port):
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


def free_address():
    """A loopback address that nobody listens on; so many that two runs do not meet."""
    generator = random.SystemRandom()
    while True:
        address = "127.{}.{}.{}".format(*(generator.randint(1, 254) for _ in range(3)))
        with socket.socket() as probe:
            try:
                probe.bind((address, 5222))
                return address
            except OSError:
                continue


def free_port(address):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def temporary_directory(prefix="charla-test."):
    """A folder that a server which runs as another user can reach as well."""
    path = pathlib.Path(tempfile.mkdtemp(prefix=prefix))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def as_user(name):
    """Options of setpriv with which root becomes `name`; nobody else needs or gets any."""
    if os.getuid() != 0 or name is None:
        return []
    pwd.getpwnam(name)
    return [f"--reuid={name}", f"--regid={name}", "--clear-groups"]


def give_to(path, name):
    if os.getuid() != 0:
        return
    user = pwd.getpwnam(name)
    os.chown(path, user.pw_uid, user.pw_gid)
    for entry in path.rglob("*"):
        os.chown(entry, user.pw_uid, user.pw_gid)


class Process:
    """A process that is ended with what uses it, its output in a file."""

    def __init__(self, command, log, environment=None, *, user=None, directory=None, stdin=None,
                 fds=()):
        self.log = pathlib.Path(log)
        self.command = [str(word) for word in command]
        with open(self.log, "ab") as output:
            # The kernel ends it when we die, however that happens; Ctrl+C is for us alone, so that
            # everything ends in order.
            self.process = subprocess.Popen(
                ["setpriv", *as_user(user), "--pdeathsig", "TERM", *self.command], stdout=output,
                stderr=subprocess.STDOUT, cwd=directory, env=environment, pass_fds=fds,
                start_new_session=True,
                stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL)
        if stdin is not None:
            self.process.stdin.write(stdin)
            self.process.stdin.close()

    @property
    def pid(self):
        return self.process.pid

    def running(self):
        return self.process.poll() is None

    def output(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def expect(self, condition, timeout=60, what=""):
        """Waits for `condition`, and fails at once where the process ends before."""
        def check():
            if value := condition():
                return value
            if not self.running():
                raise AssertionError(f"{self.command[0]} ended with {self.process.returncode}:\n"
                                     + self.output()[-4000:])
            return None
        try:
            return wait_for(check, timeout, what or self.command[0])
        except AssertionError as error:
            if not self.running():
                raise
            raise AssertionError(f"{error}\n{self.output()[-4000:]}") from None

    def kill(self):
        """As a crash would: no chance to tidy up."""
        if self.running():
            self.process.send_signal(signal.SIGKILL)
        return self.process.wait(10)

    def stop(self, timeout=15):
        """Asks it to end; its status, or that of SIGKILL where it does not listen."""
        if self.running():
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return self.kill()


def run(command, timeout=60, stdin=b"", environment=None, check=True):
    """Runs a command to its end; (status, standard output, standard error) as text."""
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True,
                          timeout=timeout, env=environment, check=False)
    out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: status {done.returncode}\n{out}{err}")
    return done.returncode, out, err
