#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large file to a server on loopback and from there, over TLS; by turns beside it curl, and what
libsoup does alone. Neither takes the sum of all bytes (SHA-256) nor waits until they are on the
disk. Ours waits, and takes the sum of what it sends and of what comes with a sum announced. Where
there are two processors the server has one of them, so that what curl leaves undone counts in full:
what can be had there is told by curl that sends while another process takes the sum of the same file.

A row has the medians; the processor's time is less disturbed by whoever else uses the machine."""
import argparse
import hashlib
import http.server
import pathlib
import resource
import ssl
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Authority, tap, temporary_directory  # noqa: E402

from report import Report  # noqa: E402

CHUNK = 1 << 20
TURNS = 7
BYTE = b"\x5a"
# By the processor's own instructions, as ours; not so sha256sum.
SUM = [sys.executable, "-c",
       "import hashlib, sys; hashlib.file_digest(open(sys.argv[1], 'rb'), 'sha256')"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    size = 0

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(self.size))
        self.send_header("Connection", "close")
        self.end_headers()
        chunk = BYTE * CHUNK
        for _ in range(self.size // CHUNK):
            self.wfile.write(chunk)
        self.close_connection = True

    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, CHUNK)))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(authority):
    made = authority.issue("localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"https://localhost:{server.server_port}/4a77/file"


def ours(program, *words):
    output = subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout
    return [float(number) for number in output.split()]


def at_once(*programs):
    """Programs side by side: seconds, and ms of the processor."""
    since, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL) for words in programs]
    if any([process.wait() for process in running]):  # all are waited for
        raise AssertionError(f"failed: {programs}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - since, cpu * 1000


def curl(ca, *words, beside=()):
    return at_once(["curl", "--silent", "--fail", "--cacert", ca, *words], *beside)


def sum_of(megabytes):
    whole = hashlib.sha256()
    for _ in range(megabytes):
        whole.update(BYTE * CHUNK)
    return whole.hexdigest()


class Bench:
    """A server, a file to send and a folder for what comes."""

    def __init__(self, directory, options):
        folder = options.build.absolute() / "tests" / "bench"
        authority = Authority(directory / "ca")
        self.ours, self.floor = folder / "bench-files", folder / "floor-files"
        self.url, self.ca = serve(authority), str(authority.certificate)
        self.sum = sum_of(options.megabytes)
        self.here, self.sent = directory / "here", directory / "to send"
        self.here.mkdir()
        with self.sent.open("wb") as file:  # no holes: what is read of them is made anew each time
            for _ in range(options.megabytes):
                file.write(BYTE * CHUNK)

    def get(self, program, *words):
        """What it prints, or what curl took where there is no program."""
        if program is None:
            result = curl(self.ca, "--output", self.here / "curl", self.url)
        else:
            result = ours(program, "get", self.url, self.ca, self.here, *words)
        for path in self.here.iterdir():
            path.unlink()
        return result

    def get_all(self):
        """curl, and with programs of their own what else ours does."""
        path = self.here / "curl"
        took = [curl(self.ca, "--output", path, self.url)]
        took += [at_once([*words, path]) for words in (SUM, ["sync"])]
        path.unlink()
        return [sum(column) for column in zip(*took)]

    def put(self, program):
        if program is None:
            return curl(self.ca, "--upload-file", self.sent, self.url)
        return ours(program, "put", self.url, self.ca, self.sent)

    def put_all(self):
        return curl(self.ca, "--upload-file", self.sent, self.url,
                    beside=[[*SUM, self.sent]])


def play(ways, turns):
    """The medians of all columns, for each way."""
    got = {name: [] for name in ways}
    for _ in range(turns):
        for name, way in ways.items():
            got[name].append(way())
    return {name: [statistics.median(column) for column in zip(*rows)]
            for name, rows in got.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--turns", type=int, default=TURNS)
    options = parser.parse_args()
    Handler.size = options.megabytes * CHUNK
    add = Report().add
    with temporary_directory("charla-files.") as directory:
        bench = Bench(directory, options)
        got = play({"get": lambda: bench.get(bench.ours),
                    "get, sum announced": lambda: bench.get(bench.ours, bench.sum),
                    "get: curl": lambda: bench.get(None),
                    "get: libsoup alone": lambda: bench.get(bench.floor),
                    "get, sum announced: curl, SHA-256 and sync": bench.get_all,
                    "put": lambda: bench.put(bench.ours),
                    "put: curl": lambda: bench.put(None),
                    "put: libsoup alone": lambda: bench.put(bench.floor),
                    "put: curl beside SHA-256": bench.put_all}, options.turns)
    for way in ("get", "get, sum announced", "put"):
        beside = way.split(",", maxsplit=1)[0]
        what = f"{way}, {options.megabytes} MB"
        seconds, spent, grown = got[way]
        add(what, seconds, "s", got[f"{beside}: curl"][0], "curl", "at most 1.25")
        for name in got:
            if name.startswith(f"{way}: ") and not name.endswith(": curl"):
                add(what, seconds, "s", got[name][0], name[len(way) + 2:])
        for name in got:
            if name.startswith((f"{way}: ", f"{beside}: curl")) and len(got[name]) > 1:
                add("  processor", spent, "ms", got[name][1], name[name.index(": ") + 2:])
        add("  grown by", grown / 1024, "MB", wanted="20")
    return 0


tap.leave(main())
