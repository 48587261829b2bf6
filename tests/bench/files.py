#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large file to a server on loopback and from there, over TLS; by turns beside it curl, and beside
that what libsoup does alone. Neither takes the sum of all bytes (SHA-256) nor waits until they are on
the disk: ours does both. Where there are two processors the server has one of them, so that what curl
leaves undone counts in full."""
import argparse
import http.server
import pathlib
import resource
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Authority, tap, temporary_directory  # noqa: E402

from report import Report  # noqa: E402

CHUNK = 1 << 20
TURNS = 5


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    size = 0

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(self.size))
        self.send_header("Connection", "close")
        self.end_headers()
        chunk = b"\x5a" * CHUNK
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


def curl(ca, *words):
    since, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["curl", "--silent", "--fail", "--cacert", ca, *words], check=True,
                   stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - since, cpu * 1000


def all_of_it(ca, path, *words):
    """curl, and with programs of their own what else ours does."""
    since = time.monotonic()
    curl(ca, *words)
    subprocess.run(["sha256sum", path], check=True, stdout=subprocess.DEVNULL)
    if "--output" in words:
        subprocess.run(["sync", path], check=True)
    return time.monotonic() - since


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--megabytes", type=int, default=1024)
    options = parser.parse_args()
    folder = options.build.absolute() / "tests" / "bench"
    program, floor = folder / "bench-files", folder / "floor-files"
    Handler.size = options.megabytes * CHUNK
    report = Report()
    with temporary_directory("charla-files.") as directory:
        authority = Authority(directory / "ca")
        url, ca = serve(authority), str(authority.certificate)
        sent = directory / "to send"
        with sent.open("wb") as file: # no holes: what is read of them is made anew each time
            for _ in range(options.megabytes):
                file.write(b"\xa5" * CHUNK)
        got, theirs, alone, equal = ({"put": [], "get": []} for _ in range(4))
        here = directory / "here"
        here.mkdir()
        for _ in range(TURNS):
            got["get"].append(ours(program, "get", url, ca, here))
            (here / "got").unlink()
            theirs["get"].append(curl(ca, "--output", here / "curl", url))
            (here / "curl").unlink()
            alone["get"].append(ours(floor, "get", url, ca, here))
            (here / "floor").unlink()
            equal["get"].append(all_of_it(ca, here / "curl", "--output", here / "curl", url))
            (here / "curl").unlink()
            got["put"].append(ours(program, "put", url, ca, sent))
            theirs["put"].append(curl(ca, "--upload-file", sent, url))
            alone["put"].append(ours(floor, "put", url, ca, sent))
            equal["put"].append(all_of_it(ca, sent, "--upload-file", sent, url))
        for way in ("get", "put"):
            seconds, _, grown = min(got[way])
            what = f"{way} {options.megabytes} MB"
            report.add(what, seconds, "s", min(theirs[way])[0], "curl", "at most 1.25")
            report.add(what, seconds, "s", min(alone[way])[0], "libsoup alone")
            report.add(what, seconds, "s", min(equal[way]),
                       "curl, sha256sum and sync" if way == "get" else "curl and sha256sum")
            report.add(f"{what}: processor", min(cpu for _, cpu, _ in got[way]), "ms",
                       min(cpu for _, cpu in theirs[way]), "curl")
            report.add(f"{what}: grown by", grown / 1024, "MB", wanted="20")
    return 0


tap.leave(main())
