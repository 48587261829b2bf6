#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files from servers and over ways that do all that goes wrong: the person hears of it, what has come
is gone on with, and nothing that is not whole ever has its name."""
import base64
import contextlib
import hashlib
import http.client
import http.server
import os
import pathlib
import random
import ssl
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import (Gateway, Skip, case, contains, equal, free_address, main, network, run,  # noqa: E402
                         wait_for)

PRIVATE = network.enter()

SEED = int(os.environ.get("CHARLA_SEED", "0")) or random.randrange(1, 1 << 30)
LARGE = 100_000_000

SHARE = ("<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>"
         "<name>{name}</name><size>{size}</size>"
         "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{sha256}</hash></file><sources>"
         "<url-data xmlns='http://jabber.org/protocol/url-data' target='{url}'/></sources>"
         "</file-sharing><x xmlns='jabber:x:oob'><url>{url}</url></x>")


class Web:
    """A server for files that does as it is told. `content`: what it has; `takes`: how a request is
    answered, by default well. asked: the ranges, None where there was none."""

    def __init__(self, t, name, port):
        self.content, self.takes, self.asked = b"", self.well, []
        made = t.authority.issue(name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.certificate, made.key)
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                self.request.settimeout(60)
                self.request = context.wrap_socket(self.request, server_side=True)
                super().setup()

            def do_GET(self):
                self.close_connection = True
                web.asked.append(self.headers["Range"])
                with contextlib.suppress(OSError):
                    web.takes(self)

            def do_PUT(self):
                self.close_connection = True
                web.asked.append(self.path)
                with contextlib.suppress(OSError):
                    web.takes(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                if not isinstance(sys.exc_info()[1], OSError):
                    super().handle_error(*_)
        self.address = free_address()
        self.server = Server((self.address, port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        t.stack.callback(self.server.shutdown)

    def head(self, handler, *, length=None):
        """Answers as it should be; the rest of the content."""
        first = int((handler.headers["Range"] or "bytes=0-")[6:].split("-")[0])
        rest = self.content[first:]
        handler.send_response(206 if handler.headers["Range"] else 200)
        if handler.headers["Range"]:
            handler.send_header("Content-Range", f"bytes {first}-{len(self.content) - 1}/{len(self.content)}")
        handler.send_header("Content-Length", str(len(rest) if length is None else length))
        handler.end_headers()
        return rest

    def well(self, handler):
        handler.wfile.write(self.head(handler))

    def cut_after(self, n_bytes):
        def take(handler):
            handler.wfile.write(self.head(handler)[:n_bytes])
        return take

    def slowly(self, handler):
        rest = self.head(handler)
        for start in range(0, len(rest), len(rest) // 40 + 1):
            handler.wfile.write(rest[start:start + len(rest) // 40 + 1])
            handler.wfile.flush()
            time.sleep(0.05)

    @staticmethod
    def status(code):
        def take(handler):
            handler.send_response(code)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        return take


def start(t, disk=None):
    """Charla, somebody who sends files, and the server that has them. disk: of how many megabytes"""
    t.shared_server(upload=LARGE + 1)
    port = t.server.https_port
    web = Web(t, f"files.{t.server.domain}", port)
    places = dict.fromkeys((t.server.domain, f"upload.{t.server.domain}"), t.server.address)
    t.gateway = t.stack.enter_context(Gateway({**places, f"files.{t.server.domain}": web.address}))
    session = t.session()
    if disk is not None:
        data = session.folder("data")
        run(["mount", "-t", "tmpfs", "-o", f"size={disk}m,mode=0700", "tmpfs", data])
        t.stack.callback(run, ["umount", "--lazy", data], check=False)
    charla, jid = t.charla(session), t.server.jid(t.user())
    charla.command("account", "add", jid, "--password-stdin", "--ca", t.server.ca, "--proxy",
                   t.gateway.uri("socks5"), stdin="secret\n")
    charla.wait_online(jid)
    return charla, jid, t.peer(), web


def url_of(t, name="plan.pdf"):
    return f"https://files.{t.server.domain}:{t.server.https_port}/4a77/{name}"


def share(t, charla, jid, peer, content, *, name="plan.pdf", size=None, url=None):
    """The peer tells of a file."""
    url = url or url_of(t)
    count = len(charla.history(peer.jid))
    identity = peer.send(jid, url, extra=SHARE.format(
        name=name, size=len(content) if size is None else size, url=url,
        sha256=base64.b64encode(hashlib.sha256(content).digest()).decode()))
    wait_for(lambda: len(charla.history(peer.jid)) > count, 30, "the message")
    return identity


def folder_of(charla):
    return charla.session.folder("data") / "charla" / "files"


def names_in(charla):
    folder = folder_of(charla)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def download(charla, peer, identity, timeout=60):
    status, path, error = charla.run("download", peer.jid, identity, timeout=timeout)
    return (pathlib.Path(path.strip()) if status == 0 else None), error


def upload_place(t):
    """A server of our own where the files go that Charla sends."""
    upload = f"upload.{t.server.domain}"
    web = Web(t, upload, t.server.https_port)
    t.gateway.places[upload] = web.address
    return web


def taken(handler):
    """All of it comes, and the server says so."""
    handler.rfile.read(int(handler.headers["Content-Length"]))
    Web.status(201)(handler)


@case
def a_slow_server_is_waited_for(t):
    charla, jid, peer, web = start(t)
    web.content, web.takes = os.urandom(400_000), web.slowly
    path, error = download(charla, peer, share(t, charla, jid, peer, web.content))
    equal(error.count("cannot"), 0)
    equal(path.read_bytes(), web.content)

    def slowly(handler):
        for _ in range(20):
            handler.rfile.read(len(web.content) // 20)
            time.sleep(0.05)
        Web.status(201)(handler)
    place = upload_place(t)
    place.takes = slowly
    charla.command("send", peer.jid, "--file", path, "--wait", "sent")
    equal(len(place.asked), 1, "it is sent once")


@case
def cut_at_each_step_a_file_is_sent_once(t):
    """While it asks for a place, in the midst of the file, when all of it is there, and before anybody is
    told of it."""
    charla, jid, peer, _ = start(t)
    web, path = upload_place(t), charla.session.folder("to send.bin")
    path.write_bytes(os.urandom(1_000_000))

    def half(handler):
        handler.rfile.read(500_000)

    def unanswered(handler):
        handler.rfile.read(int(handler.headers["Content-Length"]))
        t.gateway.drop()

    def untold(handler):
        t.gateway.hold(t.server.domain)
        taken(handler)

    for number, (first, steps) in enumerate(((None, []), (half, [half]), (unanswered, [unanswered]),
                                             (untold, [])), 1):
        web.asked, rest = [], [*steps, untold if first is untold else taken]
        web.takes = lambda handler, rest=rest: rest.pop(0)(handler)
        if first is None:
            t.gateway.hold(t.server.domain)
        charla.json("send", peer.jid, "--file", path)
        if first in (None, untold):
            wait_for(lambda: t.gateway.n_held, 30, "it is said, and heard by nobody")
            equal(len(web.asked), 0 if first is None else 1)
            t.gateway.drop()
        wait_for(lambda number=number: len(peer.messages) >= number, 60, "it arrives")
        equal((len(web.asked), rest), (len(steps) + 1, []))
    charla.wait_state("online", jid)
    wait_for(lambda: {row["state"] for row in charla.history(peer.jid)} <= {"sent", "delivered"}, 30,
             "all are sent")
    peer.flushed()
    equal((len(peer.messages), len(charla.history(peer.jid))), (4, 4))


@case
def cut_at_any_byte_it_is_gone_on_with(t):
    charla, jid, peer, web = start(t)
    print(f"# CHARLA_SEED={SEED}", flush=True)
    chance = random.Random(SEED)
    for number in range(6):
        web.content = chance.randbytes(chance.randrange(1, 4_000_000))
        identity = share(t, charla, jid, peer, web.content, name=f"{number}.bin")
        whole, web.asked = names_in(charla), []
        for _ in range(chance.randrange(1, 4)):
            web.takes = web.cut_after(chance.randrange(0, len(web.content)))
            path, error = download(charla, peer, identity)
            if path is not None:  # what was left was less than that
                break
            contains(error, "cannot be reached")
            equal([name for name in names_in(charla) if not name.startswith(".")], whole)
        web.takes = web.well
        path, error = download(charla, peer, identity)
        equal(path.read_bytes(), web.content, error)
        equal(names_in(charla), sorted([*whole, f"{number}.bin"]), "nothing else is left")
        firsts = [int(asked[6:-1]) if asked else 0 for asked in web.asked]
        equal(firsts, sorted(firsts), "it goes on, and never back")


@case
def the_way_may_be_cut_at_any_time(t):
    charla, jid, peer, web = start(t)
    chance = random.Random(SEED)
    web.content, web.takes = chance.randbytes(3_000_000), web.slowly
    identity = share(t, charla, jid, peer, web.content)
    for _ in range(3):
        web.asked, result = [], []
        thread = threading.Thread(target=lambda: result.append(download(charla, peer, identity)))
        thread.start()
        wait_for(lambda: web.asked or result, 60, "it is asked for")
        time.sleep(chance.uniform(0, 0.5))  # nothing is waited for: it shall come anywhere
        t.gateway.drop()
        thread.join()
        if result[0][0] is None:
            equal([name for name in names_in(charla) if not name.startswith(".")], [])
        charla.wait_state("online", jid)
    web.takes = web.well
    path, error = download(charla, peer, identity)
    equal(path.read_bytes(), web.content, error)


@case
def what_the_server_does_instead_is_said(t):
    charla, jid, peer, web = start(t)
    web.content = bytes(range(256)) * 100
    identity = share(t, charla, jid, peer, web.content)

    def longer(handler):
        handler.wfile.write(web.head(handler, length=len(web.content) + 1) + b"x")

    def shorter(handler):
        handler.wfile.write(web.head(handler, length=len(web.content) - 1)[:-1])

    def another(handler):
        handler.wfile.write(bytes(len(web.head(handler))))

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(web.content)

    def elsewhere(handler):
        handler.send_response(302)
        handler.send_header("Location", "http://" + url_of(t)[8:])
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    for takes, said in ((web.status(404), "does not give the file"), (web.status(403), "does not give"),
                        (web.status(500), "busy"), (web.status(204), "not the one that was sent"),
                        (longer, "not the one that was sent"), (shorter, "not the one that was sent"),
                        (another, "not the one that was sent"), (endless, "larger than it should be"),
                        (elsewhere, "does not give"), (lambda handler: None, "cannot be reached")):
        web.takes = takes
        path, error = download(charla, peer, identity)
        equal(path, None)
        contains(error, said)
        equal([name for name in names_in(charla) if not name.startswith(".")], [])
    web.takes = web.well
    path, _ = download(charla, peer, identity)
    equal(path.read_bytes(), web.content)
    equal(names_in(charla), ["plan.pdf"])


@case
def a_full_disk_is_said_and_gone_on_from(t):
    if not PRIVATE:
        raise Skip("only root can mount a small disk")
    charla, jid, peer, web = start(t, disk=32)
    web.content = os.urandom(16_000_000)
    disk, half = charla.session.folder("data"), threading.Event()

    def fill(name, left):
        status = os.statvfs(disk)
        with open(disk / name, "wb", buffering=0) as file:
            os.posix_fallocate(file.fileno(), 0, status.f_bavail * status.f_frsize - left)

    def filled_meanwhile(handler):
        rest = web.head(handler)
        handler.wfile.write(rest[:8_000_000])
        wait_for(lambda: any(path.stat().st_size > 6_000_000 for path in folder_of(charla).iterdir()), 30,
                 "half of it")
        fill("ballast", 4_000_000)  # of which what is on its way takes some
        half.set()
        handler.wfile.write(rest[8_000_000:])

    identity = share(t, charla, jid, peer, web.content)
    fill("ballast", 8_000_000)
    path, error = download(charla, peer, identity)
    equal(path, None)
    contains(error, "no room for the file")
    equal((web.asked, names_in(charla)), ([], []), "it is not even begun")

    (disk / "ballast").unlink()
    web.takes = filled_meanwhile
    path, error = download(charla, peer, identity)
    equal((path, half.is_set()), (None, True), error)
    contains(error, "no room for the file")
    equal([name for name in names_in(charla) if not name.startswith(".")], [])
    wait_for(lambda: charla.send(peer.jid, "there is room for this") != "", 30, "messages go on")
    charla.restart()
    # The key ring has its file on what was there before that disk.
    wait_for(lambda: charla.state(jid) == "needs-password", 30, "the password is asked for")
    charla.call("GivePassword", "(ssb)", jid, "secret", False)
    charla.wait_online(jid)

    (disk / "ballast").unlink()
    web.takes, web.asked = web.well, []
    path, error = download(charla, peer, identity)
    equal(path.read_bytes(), web.content, error)
    equal(int(web.asked[0][6:-1]) > 1_000_000, True, "it goes on where it was")
    equal(names_in(charla), ["plan.pdf"])


@case
def a_full_disk_is_said_of_what_is_sent(t):
    if not PRIVATE:
        raise Skip("only root can mount a small disk")
    charla, jid, peer, _ = start(t, disk=32)
    web, disk, path = upload_place(t), charla.session.folder("data"), charla.session.folder("to send.bin")
    path.write_bytes(os.urandom(1_000_000))

    def is_full():
        status, _, error = charla.run("send", peer.jid, "--file", path)
        return error if status != 0 else None

    def fill():
        with open(disk / "ballast", "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 4096)

    refused = []

    def filled_meanwhile(handler):
        """It has the file, and that cannot be noted."""
        web.takes = taken
        fill()
        refused.append(wait_for(is_full, 60, "a refusal"))
        taken(handler)

    web.takes = filled_meanwhile
    charla.json("send", peer.jid, "--file", path)
    wait_for(lambda: refused, 90, "a refusal")
    contains(refused[0], "disk is full")
    wait_for(lambda: len(web.asked) > 1, 30, "it is tried again")
    equal(peer.messages, [], "nobody is told of what may be forgotten")
    (disk / "ballast").unlink()
    wait_for(lambda: {row["state"] for row in charla.history(peer.jid)} <= {"sent", "delivered"}, 60,
             "all are sent")
    peer.flushed()
    equal(len(peer.messages), len(charla.history(peer.jid)))


@case
def what_the_place_for_a_file_does_instead_is_said(t):
    charla, jid, peer, _ = start(t)
    upload = f"upload.{t.server.domain}"
    there, web = t.gateway.places[upload], upload_place(t)
    path = charla.session.folder("to send.bin")
    path.write_bytes(os.urandom(3_000_000))

    def early(handler):
        """It has had enough long before the end."""
        handler.rfile.read(100_000)
        Web.status(413)(handler)
        handler.wfile.flush()
        while handler.rfile.read(100_000):
            pass

    def late(code):
        def take(handler):
            handler.rfile.read(int(handler.headers["Content-Length"]))
            Web.status(code)(handler)
        return take

    for takes, said in ((early, "larger than the server takes"), (late(403), "did not take the file"),
                        (late(302), "did not take the file")):
        web.takes, web.asked = takes, []
        status, _, error = charla.run("send", peer.jid, "--file", path, "--wait", "sent")
        equal(status != 0, True)
        contains(error, said)
        equal(len(web.asked), 1, "it is asked once")
    equal(peer.messages, [], "nobody is told of a file that is not there")

    web.takes, web.asked = late(503), []
    charla.json("send", peer.jid, "--file", path)
    wait_for(lambda: web.asked, 30, "it is tried")
    equal(peer.messages, [])
    t.gateway.places[upload] = there
    wait_for(lambda: peer.messages, 90, "it is tried again, where it is taken")


def place(t, peer, name, size):
    """A slot of the server's own service, as any client gets it: XEP-0363."""
    service = f"upload.{t.server.domain}"
    answer = peer.request(f"<request xmlns='urn:xmpp:http:upload:0' filename='{urllib.parse.quote(name)}' "
                          f"size='{size}'/>", kind="get", to=service)
    slot = answer.find(".//{urn:xmpp:http:upload:0}slot")
    return (slot.find("{urn:xmpp:http:upload:0}put"), slot.find("{urn:xmpp:http:upload:0}get").get("url"))


def put(t, peer, name, content):
    """The peer sends a file there, without us; where it is."""
    wanted, url = place(t, peer, name, len(content))
    parts = urllib.parse.urlsplit(wanted.get("url"))
    context = ssl.create_default_context(cafile=str(t.server.ca))
    context.check_hostname = False
    connection = http.client.HTTPSConnection(t.server.address, parts.port, context=context)
    headers = {header.get("name"): header.text for header in wanted}
    connection.request("PUT", parts.path + (f"?{parts.query}" if parts.query else ""), content,
                       {**headers, "Host": parts.netloc})
    equal(connection.getresponse().status // 100, 2)
    return url


@case
def files_of_another_client_come_whole(t):
    charla, jid, peer, _ = start(t)
    large = (os.urandom(1 << 20) * (LARGE // (1 << 20) + 1))[:LARGE]
    cases = {"empty": b"", "one byte.bin": b"\0", "large.dat": large,
             "отчёт.pdf": b"%PDF", "ملف.docx": b"x", "日本語 – 한국어.txt": b"y", "👩‍👩‍👧.jpg": b"z",
             "नमस्ते.ogg": b"w", "photo\u202egpj.exe": b"v", "../../.bashrc": b"u", "..\\..\\evil.bat": b"t",
             "CON": b"s", "x" * 300 + ".tar": b"r", "`id`; $(id) | sh.sh": b"q", "'); DROP TABLE x;--": b"p",
             "%2e%2e%2f.ssh": b"o", "%n%s%x": b"n"}
    if t.kind == "ejabberd":
        cases.pop("empty")  # which has no place for nothing
    kept = []
    for number, (name, content) in enumerate(cases.items()):
        url = put(t, peer, f"{number}.bin", content)
        escaped = name.replace("&", "&amp;").replace("<", "&lt;")
        path, error = download(charla, peer, share(t, charla, jid, peer, content, name=escaped, url=url),
                               timeout=120)
        assert path is not None, (name, error)
        equal(path.read_bytes() == content, True, name)
        equal(path.parent, folder_of(charla))
        equal(path.name.startswith("."), False, name)
        equal([letter for letter in path.name if letter in "/\\\0\u202e"], [])
        equal(len(path.name.encode()) <= 255, True)
        kept.append(path.name)
    equal(names_in(charla), sorted(kept))
    contains(" ".join(kept), "отчёт.pdf")
    # And back to it, as large as it was.
    charla.command("send", peer.jid, "--file", folder_of(charla) / "large.dat", "--wait", "sent", timeout=120)
    wait_for(lambda: peer.messages, 30, "it arrives")


main()
