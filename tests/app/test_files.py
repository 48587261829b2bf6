#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files, sent to a client that is not ours: there, whole, and told of so that everybody can show them."""
import base64
import contextlib
import hashlib
import http.client
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Gateway, Room, case, contains, equal, free_address, main, \
    noise, picture, size_of, wait_for  # noqa: E402

LIMIT = 5_000_000

FUZZED = pathlib.Path(__file__).resolve().parents[1] / "fuzz" / "corpus"

SFS = "{urn:xmpp:sfs:0}"
META = "{urn:xmpp:file:metadata:0}"
HASH = "{urn:xmpp:hashes:2}hash"
THUMBNAIL = "{urn:xmpp:thumbs:1}thumbnail"
DATA = "{http://jabber.org/protocol/url-data}url-data"
OOB = "{jabber:x:oob}"
FALLBACK = "{urn:xmpp:fallback:0}"


def folder_of(charla):
    folder = charla.session.folder("files")
    folder.mkdir(exist_ok=True)
    return folder


def start(t, own=False):
    """Charla, somebody to send to, and a folder for files. `own`: the server may be stopped"""
    (t.new_server if own else t.shared_server)(upload=LIMIT)
    names = (t.server.domain, f"upload.{t.server.domain}")
    t.gateway = t.stack.enter_context(Gateway(dict.fromkeys(names, t.server.address)))
    charla, jid = t.charla(), t.server.jid(t.user())
    charla.command("account", "add", jid, "--password-stdin", "--ca", t.server.ca, "--proxy",
                   t.gateway.uri("socks5"), stdin="secret\n")
    charla.wait_online(jid)
    peer = t.peer()
    return charla, jid, peer, folder_of(charla)


def make(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def fetch(t, url):
    """What stands there: no name is known to anybody but the gateway."""
    parts = urllib.parse.urlsplit(url)
    context = ssl.create_default_context(cafile=str(t.server.ca))
    context.check_hostname = False
    with socket.create_connection((t.server.address, parts.port), 30) as plain, \
            context.wrap_socket(plain, server_hostname=parts.hostname) as secure:
        connection = http.client.HTTPConnection(parts.hostname)
        connection.sock = secure
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        equal(answer.status, 200)
        return answer.read()


class Sent:
    """What the other one can know of a file."""

    def __init__(self, message):
        share = message.xml.find(SFS + "file-sharing")
        meta = share.find(META + "file")
        self.disposition = share.get("disposition")
        self.name = meta.findtext(META + "name")
        self.type = meta.findtext(META + "media-type")
        self.size = int(meta.findtext(META + "size"))
        self.width, self.height = meta.findtext(META + "width"), meta.findtext(META + "height")
        self.length = meta.findtext(META + "length")
        self.sha256 = base64.b64decode(meta.findtext(HASH))
        self.url = share.find(f"{SFS}sources/{DATA}").get("target")
        self.oob = message.xml.findtext(f"{OOB}x/{OOB}url")
        self.body = message.body
        fallback = message.xml.find(FALLBACK + "fallback")
        equal(fallback.get("for"), "urn:xmpp:sfs:0")
        self.region = fallback.find(FALLBACK + "body")


def send(charla, peer, path, text="", wait="sent"):
    words = ["send", peer.jid, *([text] if text else []), "--file", str(path)]
    return charla.json(*words, "--wait", wait)[0]


def files_of(charla, peer):
    return [message["files"][0] | {"state": message["state"], "error": message.get("error")}
            for message in charla.history(peer.jid) if "files" in message]


@case
def every_client_is_told_of_a_file(t):
    charla, jid, peer, folder = start(t)
    content = bytes(range(256)) * 4000
    path = make(folder, "très cool – 日本語.png", content)
    send(charla, peer, path)
    wait_for(lambda: peer.messages, 30, "it arrives")

    sent = Sent(peer.messages[0])
    equal(sent.name, path.name)
    equal(sent.type, "image/png")
    equal(sent.disposition, "inline")
    equal(sent.size, len(content))
    equal(sent.sha256, hashlib.sha256(content).digest())
    equal((sent.oob, sent.body), (sent.url, sent.url), "who knows XEP-0066 alone can show it")
    equal(dict(sent.region.attrib), {}, "all of the text is for those who know nothing")
    equal(fetch(t, sent.url), content)

    line = charla.command("history", peer.jid)
    contains(line, path.name)
    contains(line, sent.url)


def page(flags, position, packet):
    """A page of Ogg: RFC 3533, 6; nobody here looks at its sum."""
    return (b"OggS\0" + bytes([flags]) + position.to_bytes(8, "little") + bytes(12)
            + bytes([1, len(packet)]) + packet)


def voice(seconds):
    """As Opus has it: RFC 7845"""
    head = b"OpusHead\1\1" + (312).to_bytes(2, "little") + bytes(7)
    return (page(2, 0, head) + page(0, 0, b"OpusTags" + bytes(8))
            + b"".join(page(0, second * 48000 + 312, bytes(200)) for second in range(1, seconds + 1)))


@case
def a_sound_says_how_long_it_is(t):
    charla, jid, peer, folder = start(t)
    for name in ("Hi.ogg", "Hi.opus"):
        send(charla, peer, make(folder, name, voice(83)))
    wait_for(lambda: len(peer.messages) == 2, 30, "they arrive")
    for message in peer.messages:
        sent = Sent(message)
        equal((sent.type, sent.length, sent.disposition), ("audio/ogg", "83000", "inline"))
    equal([file["length-ms"] for file in files_of(charla, peer)], [83000] * 2)

    send(charla, peer, make(folder, "Hi.txt", voice(83)))
    wait_for(lambda: len(peer.messages) == 3, 30, "it arrives")
    equal(Sent(peer.messages[2]).length, None)


@case
def what_is_written_to_a_file_stands_before_it(t):
    charla, jid, peer, folder = start(t)
    send(charla, peer, make(folder, "a.txt", b"a"), "Ünï, look!")
    wait_for(lambda: len(peer.messages) == 2, 30, "it arrives")
    # In one message with it Conversations, Gajim 1 and Dino 0.4 would show a line with a link, and no file.
    equal((peer.messages[0].body, peer.messages[0].xml.find(f"{SFS}file-sharing")), ("Ünï, look!", None))
    sent = Sent(peer.messages[1])
    equal((sent.body, sent.oob, sent.disposition), (sent.url, sent.url, "attachment"))
    equal([message["body"] for message in charla.history(peer.jid)], ["Ünï, look!", ""])

    status, _, error = charla.run("send", peer.jid, "And this!", "--file", folder / "none.txt")
    equal(status != 0, True)
    contains(error, "no such file")
    equal(len(charla.history(peer.jid)), 2, "nothing is said to a file that cannot be sent")


def photo():
    """As a telephone makes them: what it tells, and the picture."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0" + b"40.4168N 3.7038W"
    told = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    return (b"\xff\xd8" + told + b"\xff\xc0\0\x0b\x08\0\x20\0\x40\1\1\x11\0"
            b"\xff\xda\0\x08\1\1\0\0\x3f\0" + b"data" * 1000 + b"\xff\xd9")


@case
def a_photo_does_not_tell_where_it_was_taken(t):
    charla, jid, peer, folder = start(t)
    path = make(folder, "photo.jpg", photo())
    send(charla, peer, path)
    wait_for(lambda: peer.messages, 30, "it arrives")
    sent = Sent(peer.messages[0])
    there = fetch(t, sent.url)
    equal(b"40.4168N" in there, False)
    equal(b"data" * 1000 in there, True)
    equal((sent.size, sent.sha256), (len(there), hashlib.sha256(there).digest()))
    equal((sent.width, sent.height), ("32", "64"), "it is turned")
    equal(path.read_bytes(), photo(), "the file itself is left as it is")

    charla.settings("im.charla.Charla", clean_pictures="false")

    def is_sent_whole():
        n_messages = len(peer.messages)
        send(charla, peer, path)
        wait_for(lambda: len(peer.messages) > n_messages, 30, "it arrives")
        return fetch(t, Sent(peer.messages[-1]).url) == photo()

    wait_for(is_sent_whole, 30, "who wants it so sends all of it, from now on")


def film():
    """As a telephone makes them."""
    def box(kind, content):
        return (len(content) + 8).to_bytes(4, "big") + kind + content
    told = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+40.4168-003.7038/"))
    return box(b"ftyp", b"isom\0\0\2\0isommp42") + box(b"mdat", b"data" * 1000) + box(b"moov", told)


@case
def a_film_does_not_tell_where_it_was_taken(t):
    charla, jid, peer, folder = start(t)
    send(charla, peer, make(folder, "film.mp4", film()))
    wait_for(lambda: peer.messages, 30, "it arrives")
    there = fetch(t, Sent(peer.messages[0]).url)
    equal(b"40.4168" in there, False)
    equal(len(there), len(film()), "everything stays where it is")
    equal(b"data" * 1000 in there, True)


@case
def a_small_picture_goes_along(t):
    charla, jid, peer, folder = start(t)

    def small_of(path):
        n_messages = len(peer.messages)
        send(charla, peer, path)
        wait_for(lambda: len(peer.messages) > n_messages, 30, "it arrives")
        return peer.messages[-1].xml.find(f".//{THUMBNAIL}")

    small = small_of(make(folder, "lake.jpg", picture(640, 480)))
    kind, _, content = small.get("uri").partition(";base64,")
    equal((kind, small.get("media-type")), ("data:image/jpeg", "image/jpeg"))
    equal(len(small.get("uri")) < 2800, True, "it is in every copy of the message")
    equal(size_of(base64.b64decode(content)), (32, 24))

    small = small_of(make(folder, "cut out.png", picture(64, 64, "png", alpha=90)))
    kind, _, content = small.get("uri").partition(";base64,")
    equal(kind, "data:image/png", "it is transparent")
    equal(size_of(base64.b64decode(content)), (16, 16))

    film = folder / "lake.webm"
    subprocess.run([t.fixture.build / "tests" / "media" / "make-media", film,
                    "videotestsrc num-buffers=25 ! video/x-raw,width=180,height=320,framerate=25/1 "
                    "! vp8enc deadline=1 ! webmmux"], check=True)
    small = small_of(film)
    equal(size_of(base64.b64decode(small.get("uri").partition(";base64,")[2])), (18, 32))
    meta = peer.messages[-1].xml.find(f".//{META}file")
    equal([meta.findtext(META + what) for what in ("width", "height")], ["180", "320"])
    equal(900 < int(meta.findtext(META + "length")) < 1200, True)

    equal(small_of(make(folder, "notes.txt", b"nothing to see")), None)
    equal(small_of(make(folder, "broken.jpg", photo())), None, "it is sent all the same")


@case
def a_photo_can_be_sent_smaller(t):
    charla, jid, peer, folder = start(t)
    large = picture(3000, 2000)
    equal(1_000_000 < len(large) < LIMIT, True)
    path = make(folder, "lake.JPEG", large)

    def send_smaller(path):
        n_messages = len(peer.messages)
        charla.json("send", peer.jid, "--file", str(path), "--resize", "--wait", "sent")
        wait_for(lambda: len(peer.messages) > n_messages, 30, "it arrives")
        sent = Sent(peer.messages[-1])
        content = fetch(t, sent.url)
        equal((sent.size, sent.sha256), (len(content), hashlib.sha256(content).digest()))
        return sent, content

    sent, content = send_smaller(path)
    equal(size_of(content), (2560, 1707))
    equal((sent.width, sent.height, sent.type, sent.name), ("2560", "1707", "image/jpeg", "lake.JPEG"))
    equal(len(content) < len(large), True)
    equal(path.read_bytes(), large, "the file itself is left as it is")
    shown = files_of(charla, peer)[-1]
    equal((shown["size"], shown["path"]), (len(content), str(path)))

    # Held as the camera was
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0" + b"40.4168N 3.7038W"
    turned = large[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + large[2:]
    sent, content = send_smaller(make(folder, "turned.jpg", turned))
    equal(size_of(content), (1707, 2560))
    equal(b"40.4168N" in content, False)

    # What is drawn, what is small, and what would grow is sent as it is; so is all, unless it is asked for.
    drawn = noise(700, 500, "png")
    equal(len(drawn) > 1_000_000, True)
    equal(send_smaller(make(folder, "drawn.png", drawn))[0].type, "image/png")
    small = picture(300, 200)
    equal(send_smaller(make(folder, "small.jpg", small))[0].size, len(small))
    odd = picture(64, 64) + bytes(2_000_000)
    equal(send_smaller(make(folder, "odd.jpg", odd))[0].size < 100_000, True)
    send(charla, peer, path)
    wait_for(lambda: len(peer.messages) == 6, 30, "it arrives")
    equal(fetch(t, Sent(peer.messages[-1]).url), large)

    # Not the least of it is left anywhere.
    equal([path.name for path in charla.session.folder("data").rglob("*") if path.suffix == ".jpg"], [])


@case
def a_picture_that_cannot_be_cleaned_says_so(t):
    charla, jid, peer, folder = start(t)
    content = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"40.4168N 3.7W"
    words = ["send", peer.jid, "--wait", "sent", "--file"]
    status, _, error = charla.run(*words, make(folder, "photo.heic", content))
    equal(status, 0, error)
    contains(error, "photo.heic may tell where it was taken")
    wait_for(lambda: peer.messages, 30, "it arrives")
    equal(fetch(t, Sent(peer.messages[0]).url), content)

    def facts(name):
        return charla.call("CheckFile", "(sss)", jid, peer.jid, str(folder / name))

    equal(charla.run(*words, make(folder, "photo.jpg", photo()))[2], "", "this one is cleaned")
    make(folder, "large.jpg", photo() + bytes(1_000_000))
    equal(facts("photo.heic"), {"tells": True, "shrinks": False})
    equal(facts("photo.jpg"), {"tells": False, "shrinks": False})
    equal(facts("large.jpg"), {"tells": False, "shrinks": True})
    equal(facts("nothing.jpg"), {"tells": False, "shrinks": False})
    # One that can be, in place.
    content = (FUZZED / "clean" / "heic").read_bytes()
    equal(charla.run(*words, make(folder, "clean.heic", content))[2], "", "this one is cleaned")
    wait_for(lambda: len(peer.messages) == 3, 30, "it arrives")
    sent = fetch(t, Sent(peer.messages[-1]).url)
    equal((len(sent), b"Canon" in content, b"Canon" in sent), (len(content), True, False))
    charla.settings("im.charla.Charla", clean_pictures="false")
    equal(charla.run(*words, folder / "photo.heic")[2], "", "nobody wants to know")


@case
def files_of_every_size_and_name_get_there(t):
    charla, jid, peer, folder = start(t)
    files = {  # name: content, and the name that is told
        "empty": (b"", "empty"),
        "one byte.bin": (b"\0", "one byte.bin"),
        "megabytes.dat": (b"0123456789abcdef" * 200_000, "megabytes.dat"),
        "100%25 & <b> \"q\" 'a'.txt": (b"z", "100%25 & _b_ _q_ 'a'.txt"),
        "photo\u202egpj.exe": (b"w", "photogpj.exe"),
        "..hidden": (b"v", "hidden"),
        "CON": (b"u", "_CON"),
        "x" * 250 + ".tar": (b"t", None),
        "line\nfeed\x1b[31m.txt": (b"s", "line feed[31m.txt"),
        "'); DROP TABLE message;--": (b"r", "'); DROP TABLE message;--"),
        "`id` $(id) %n%s": (b"q", "`id` $(id) %n%s"),
        "--help": (b"p", "--help"),
        os.fsdecode(b"caf\xe9.txt"): (b"o", "caf\ufffd.txt"),
    }
    for script in ("отчёт", "Ωμέγα", "日本語", "한국어", "नमस्ते", "ไทย", "ملف", "שלום", "ქართული", "cafe\u0301", "👩‍👩‍👧"):
        files[script + ".pdf"] = (script.encode(), script + ".pdf")
    if t.kind == "ejabberd":  # which has no place for nothing, and says so
        status, _, error = charla.run("send", peer.jid, "--wait", "sent", "--file",
                                      make(folder, "empty", files.pop("empty")[0]))
        equal(status != 0, True)
        contains(error, "did not take the file")
    paths = [make(folder, name, content) for name, (content, _) in files.items()]
    charla.json("send", peer.jid, *(f"--file={os.fspath(path)}" for path in paths), "--wait", "sent")
    wait_for(lambda: len(peer.messages) >= len(files), 60, "all arrive")
    for message, (content, told) in zip(peer.messages, files.values()):
        sent = Sent(message)
        equal(fetch(t, sent.url), content, sent.name)
        equal((sent.size, sent.sha256), (len(content), hashlib.sha256(content).digest()))
        if told is not None:
            equal(sent.name, told)
        else:
            equal((sent.name[:100], sent.name[-4:], len(sent.name) <= 255), ("x" * 100, ".tar", True))


@case
def what_cannot_be_sent_is_said_before(t):
    charla, jid, peer, folder = start(t)
    large = make(folder, "large", b"x" * (LIMIT + 1))
    status, _, error = charla.run("send", peer.jid, "--file", str(large))
    equal(status != 0, True)
    contains(error, "too large")
    os.mkfifo(folder / "pipe")
    for path in (folder / "nothing", folder, folder / "pipe"):
        status, _, error = charla.run("send", peer.jid, "--file", str(path))
        equal(status != 0, True)
        contains(error, "no such file")
    equal(charla.history(peer.jid), [], "nothing stands there that was not sent")
    status, out, error = charla.run("send", peer.jid, "--file", folder / "first", "--file",
                                    make(folder, "second", b"x"))
    equal((status != 0, out), (True, ""))
    equal([line.rpartition("/")[2] for line in error.splitlines()[1:]], ["first", "second"])
    if t.kind == "prosody":  # which gives room for ten of the largest in a day
        phone = t.peer(jid.split("@")[0], resource="phone")
        for number in range(10):
            phone.request(f"<request xmlns='urn:xmpp:http:upload:0' filename='{number}' size='{LIMIT}'/>",
                          kind="get", to=f"upload.{t.server.domain}")
        charla.json("send", peer.jid, "--file", make(folder, "a.txt", b"a"))
        wait_for(lambda: files_of(charla, peer)[0].get("transfer") == "waiting", 30, "it is tried again later")
        equal((files_of(charla, peer)[0]["state"], peer.messages), ("queued", []), "nobody is told of it")


@case
def a_file_that_has_gone_fails_and_can_be_tried_again(t):
    charla, jid, peer, folder = start(t, own=True)
    t.server.stop()
    wait_for(lambda: charla.state(jid) in ("waiting", "connecting"), 60, "the connection is lost")
    path = make(folder, "soon gone.txt", b"here")
    charla.json("send", peer.jid, "--file", str(path))
    later = charla.send(peer.jid, "after it")
    path.unlink()
    t.server.start()
    charla.wait_state("online", jid)
    wait_for(lambda: files_of(charla, peer)[0]["state"] == "failed", 60, "it has failed")
    contains(files_of(charla, peer)[0]["error"], "not there any more")
    peer.disconnect()
    peer.connect()
    wait_for(lambda: later in [message.id for message in peer.messages], 60, "the text has not waited")


@case
def a_file_survives_restarts_and_is_sent_once(t):
    charla, jid, peer, folder = start(t, own=True)
    t.server.stop()
    wait_for(lambda: charla.state(jid) in ("waiting", "connecting"), 60, "the connection is lost")
    path = make(folder, "late.txt", b"late" * 100_000)
    charla.json("send", peer.jid, "--file", str(path))
    charla.kill()
    charla.start()
    equal([(file["name"], file["state"]) for file in files_of(charla, peer)], [("late.txt", "queued")])
    t.server.start()
    peer.disconnect()
    peer.connect()
    charla.wait_state("online", jid)
    wait_for(lambda: peer.messages, 60, "it arrives")
    equal(fetch(t, Sent(peer.messages[0]).url), path.read_bytes())
    charla.restart()
    charla.wait_online(jid)
    peer.flushed()
    equal(len(peer.messages), 1)


@case
def a_cut_anywhere_delays_and_doubles_nothing(t):
    charla, jid, peer, folder = start(t)
    paths = [make(folder, f"{number}.bin", bytes([number]) * (LIMIT - number)) for number in range(4)]
    for path in paths:
        charla.json("send", peer.jid, "--file", str(path))
        time.sleep(0.02)  # nothing is waited for: the cut shall come anywhere
        t.gateway.drop()
    wait_for(lambda: {file["state"] for file in files_of(charla, peer)} == {"delivered"}
             or {file["state"] for file in files_of(charla, peer)} == {"sent"}, 120, "all are sent")
    wait_for(lambda: len(peer.messages) >= len(paths), 60, "all arrive")
    peer.flushed()
    found = {Sent(message).name: fetch(t, Sent(message).url) for message in peer.messages}
    equal(found, {path.name: path.read_bytes() for path in paths})
    equal(len(peer.messages), len(paths))


@case
def killed_anywhere_a_file_is_sent_once(t):
    charla, jid, peer, folder = start(t)
    paths = [make(folder, f"{number}.bin", bytes([number]) * 100_000) for number in range(5)]
    for number, path in enumerate(paths):
        charla.json("send", peer.jid, "--file", str(path))
        time.sleep(0.04 * number)  # nothing is waited for: it shall come anywhere
        charla.kill()
        charla.start()
        charla.wait_state("online", jid)
    wait_for(lambda: not {"queued"} & {file["state"] for file in files_of(charla, peer)}, 120, "all are sent")
    wait_for(lambda: len({message.id for message in peer.messages}) >= len(paths), 60, "all arrive")
    peer.flushed()
    equal(sorted(Sent(message).name for message in peer.messages), [path.name for path in paths])


@case
def a_place_that_cannot_be_reached_is_asked_again(t):
    charla, jid, peer, folder = start(t)
    place = t.gateway.places.pop(f"upload.{t.server.domain}")
    charla.json("send", peer.jid, "--file", str(make(folder, "a.txt", b"a")))
    wait_for(lambda: f"upload.{t.server.domain}" in dict(t.gateway.asked), 30, "it is tried")
    equal(peer.messages, [], "nobody is told of a file that is not there")
    t.gateway.places[f"upload.{t.server.domain}"] = place
    wait_for(lambda: peer.messages, 60, "it is tried again")
    equal(fetch(t, Sent(peer.messages[0]).url), b"a")


@case
def who_cannot_prove_to_be_the_place_gets_nothing(t):
    charla, jid, peer, folder = start(t)
    upload = f"upload.{t.server.domain}"
    forged = t.authority.issue(upload, self_signed=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(forged.certificate, forged.key)
    address, heard = free_address(), []

    def serve(listener):
        with contextlib.suppress(OSError):
            while True:
                plain, _ = listener.accept()
                with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as secure:
                    heard.append(secure.recv(1000))
    with socket.create_server((address, t.server.https_port)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        t.gateway.places[upload] = address
        charla.json("send", peer.jid, "--file", str(make(folder, "secret.txt", b"secret")))
        wait_for(lambda: files_of(charla, peer)[0]["state"] == "failed", 60, "it has failed")
        contains(files_of(charla, peer)[0]["error"], "could not prove")
        listener.shutdown(socket.SHUT_RDWR)
    equal([some for some in heard if some], [])
    equal(peer.messages, [])


@case
def a_room_gets_a_file_once(t):
    charla, jid, peer, folder = start(t)
    room = Room(peer, t.room_address(), "ben").join().open()
    charla.command("room", "join", room.address, "--nick", "ana")
    wait_for(lambda: room.has("ana"), 60, "Charla is in the room")
    path = make(folder, "for all.txt", b"all")
    charla.json("send", room.address, "For all", "--file", str(path), "--wait", "delivered")
    wait_for(lambda: [message for message in peer.messages if message.body.startswith("https:")], 30, "it arrives")
    equal(len([message for message in peer.messages if message.body == "For all"]), 1)
    sent = [Sent(message) for message in peer.messages if message.body.startswith("https:")]
    equal([fetch(t, one.url) for one in sent], [b"all"])
    equal([(message["body"], [file["name"] for file in message.get("files", [])], message["state"])
           for message in charla.history(room.address)[-2:]],
          [("For all", [], "delivered"), ("", ["for all.txt"], "delivered")])


@case
def a_terminal_shows_how_far_a_file_is(t):
    charla, jid, peer, folder = start(t)
    upload = f"upload.{t.server.domain}"
    place = t.gateway.places.pop(upload)
    terminal, end = os.openpty()
    path = make(folder, "a.txt", b"a" * 1000)
    with subprocess.Popen([charla.program, "send", peer.jid, "--file", str(path), "--wait", "sent"],
                          stdout=subprocess.PIPE, stderr=end, env=charla.environment) as process:
        os.close(end)
        contains(os.read(terminal, 100).decode(), "0 %")
        wait_for(lambda: upload in dict(t.gateway.asked), 30, "it is tried")
        t.gateway.places[upload] = place
        while True:  # or it would wait for us
            try:
                os.read(terminal, 1000)
            except OSError:
                break
        equal(process.wait(60), 0)
    os.close(terminal)
    equal(len(peer.messages), 1)


@case
def a_server_without_a_place_for_files_says_so(t):
    charla, jid = t.signed_in()
    peer = t.peer()
    path = make(folder_of(charla), "a.txt", b"a")
    status, _, error = charla.run("send", peer.jid, "--file", str(path))
    equal(status != 0, True)
    contains(error, "takes no files")


if __name__ == "__main__":
    main()
