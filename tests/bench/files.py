#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large file to a server on loopback and from there, over TLS; beside it curl, by turns. curl does
not look at what comes: the sum of all bytes (SHA-256) is taken by ours alone."""
import argparse
import http.server
import pathlib
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Authority, tap, temporary_directory  # noqa: E402

from report import Report  # noqa: E402

CHUNK = 1 << 20
TURNS = 3


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
    since = time.monotonic()
    subprocess.run(["curl", "--silent", "--fail", "--cacert", ca, *words], check=True,
                   stdout=subprocess.DEVNULL)
    return time.monotonic() - since


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--megabytes", type=int, default=1024)
    options = parser.parse_args()
    program = options.build.absolute() / "tests" / "bench" / "bench-files"
    Handler.size = options.megabytes * CHUNK
    report = Report()
    with temporary_directory("charla-files.") as directory:
        authority = Authority(directory / "ca")
        url, ca = serve(authority), str(authority.certificate)
        sent = directory / "to send"
        with sent.open("wb") as file:
            file.truncate(Handler.size)
        got = {"put": [], "get": []}
        theirs = {"put": [], "get": []}
        for _ in range(TURNS):
            folder = directory / "here"
            got["get"].append(ours(program, "get", url, ca, folder))
            (folder / "got").unlink()
            theirs["get"].append(curl(ca, "--output", directory / "curl", url))
            (directory / "curl").unlink()
            got["put"].append(ours(program, "put", url, ca, sent))
            theirs["put"].append(curl(ca, "--upload-file", sent, url))
        for way in ("get", "put"):
            seconds, cpu, grown = min(got[way])
            what = f"{way} {options.megabytes} MB"
            report.add(what, seconds, "s", min(theirs[way]), "curl", "at most 1.25")
            report.add(f"{what}: processor", cpu, "ms")
            report.add(f"{what}: grown by", grown / 1024, "MB", wanted="20")
    return 0


tap.leave(main())
