#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that others send: fetched from a real server, whole, or not at all and with a reason."""
import base64
import contextlib
import hashlib
import pathlib
import sqlite3
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Gateway, befriend, case, contains, equal, main, wait_for  # noqa: E402

SHARE = ("<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'>"
         "<name>{name}</name><size>{size}</size><length>83000</length>"
         "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{sha256}</hash></file><sources>"
         "<url-data xmlns='http://jabber.org/protocol/url-data' target='{url}'/></sources>"
         "</file-sharing><x xmlns='jabber:x:oob'><url>{url}</url></x>")


SFS = "{urn:xmpp:sfs:0}"
META = "{urn:xmpp:file:metadata:0}"
DATA = "{http://jabber.org/protocol/url-data}url-data"
OOB = "{jabber:x:oob}x/{jabber:x:oob}url"


def start(t, content):
    """Charla, somebody who sends files, and where one with `content` is."""
    t.shared_server(upload=5_000_000)
    names = (t.server.domain, f"upload.{t.server.domain}")
    t.gateway = t.stack.enter_context(Gateway(dict.fromkeys(names, t.server.address)))
    charla, jid = t.charla(), t.server.jid(t.user())
    charla.command("account", "add", jid, "--password-stdin", "--ca", t.server.ca, "--proxy",
                   t.gateway.uri("socks5"), stdin="secret\n")
    charla.wait_online(jid)
    peer = t.peer()
    path = charla.session.folder("to send.bin")
    path.write_bytes(content)
    charla.json("send", peer.jid, "--file", str(path), "--wait", "sent")
    wait_for(lambda: peer.messages, 30, "a place for the file")
    return charla, jid, peer, peer.messages[0].xml.findtext("{jabber:x:oob}x/{jabber:x:oob}url")


def share(charla, jid, peer, url, content, *, name="plan.pdf", size=None, sha256=None):
    """The peer tells of a file; its row, as history shows it."""
    digest = base64.b64encode(sha256 or hashlib.sha256(content).digest()).decode()
    count = len(charla.history(peer.jid))
    identity = peer.send(jid, url, extra=SHARE.format(
        name=name, size=len(content) if size is None else size, sha256=digest, url=url))
    wait_for(lambda: len(charla.history(peer.jid)) > count, 30, "the message")
    return identity


def download(charla, peer, identity):
    return charla.run("download", peer.jid, identity)


@case
def a_file_comes_whole(t):
    content = bytes(range(256)) * 8000
    charla, jid, peer, url = start(t, content)
    identity = share(charla, jid, peer, url, content)
    equal("path" in charla.history(peer.jid)[-1]["files"][0], False, "it is not fetched unasked")
    equal(charla.history(peer.jid)[-1]["files"][0]["length-ms"], 83000)
    status, path, _ = download(charla, peer, identity)
    equal(status, 0)
    equal(pathlib.Path(path.strip()).name, "plan.pdf")
    equal(pathlib.Path(path.strip()).read_bytes(), content)
    equal(charla.history(peer.jid)[-1]["files"][0]["path"], path.strip())
    # It is known after a restart, and is not fetched twice.
    charla.restart()
    equal(download(charla, peer, identity)[1], path)
    second = share(charla, jid, peer, url, content)
    equal(pathlib.Path(download(charla, peer, second)[1].strip()).name, "plan (2).pdf")
    equal(sorted(other.name for other in pathlib.Path(path.strip()).parent.iterdir()),
          ["plan (2).pdf", "plan.pdf"], "and nothing else is there")


@case
def what_is_another_file_is_not_kept(t):
    content = b"0123456789" * 100
    charla, jid, peer, url = start(t, content)
    folder = charla.session.folder("data") / "charla" / "files"
    wrong = share(charla, jid, peer, url, content, sha256=bytes(range(32)))
    status, _, error = download(charla, peer, wrong)
    equal(status != 0, True)
    contains(error, "not the one that was sent")
    smaller = share(charla, jid, peer, url, content, size=999)
    equal(download(charla, peer, smaller)[0] != 0, True)
    slot = url.split("/")[-2]
    gone = share(charla, jid, peer, url.replace(slot, slot[::-1]), content)
    status, _, error = download(charla, peer, gone)
    equal(status != 0, True)
    contains(error, "does not give the file")
    equal([other.name for other in folder.iterdir()] if folder.exists() else [], [])
    good = share(charla, jid, peer, url, content, name="../../../../.bashrc")
    status, path, _ = download(charla, peer, good)
    equal(status, 0)
    equal(pathlib.Path(path.strip()).parent, folder)
    equal(pathlib.Path(path.strip()).name, "bashrc")


@case
def a_cut_is_gone_on_from(t):
    content = bytes(range(256)) * 18000
    charla, jid, peer, url = start(t, content)
    identity = share(charla, jid, peer, url, content)
    place = t.gateway.places.pop(f"upload.{t.server.domain}")
    status, _, error = download(charla, peer, identity)
    equal(status != 0, True)
    assert error
    t.gateway.places[f"upload.{t.server.domain}"] = place
    status, path, _ = download(charla, peer, identity)
    equal(status, 0)
    equal(pathlib.Path(path.strip()).read_bytes(), content)


@case
def any_file_of_a_message_can_be_stopped(t):
    charla, jid, peer, url = start(t, b"0123456789")
    digest = base64.b64encode(bytes(32)).decode()
    shares = "".join(SHARE.format(name=f"{number}.pdf", size=10, sha256=digest, url=f"{url}{number}")
                     for number in range(3))
    identity = peer.send(jid, url, extra=shares)
    wait_for(lambda: len(charla.history(peer.jid)[-1].get("files", [])) == 3, 30, "the message")
    t.gateway.fault = ("request", "hangs")
    ended = {}

    def fetch(number):
        ended[number] = charla.run("download", peer.jid, identity, str(number))[2]
    fetching = [threading.Thread(target=fetch, args=(number,)) for number in (1, 2, 3)]
    for thread in fetching:
        thread.start()

    def under_way():
        return [number for number, file in enumerate(charla.history(peer.jid)[-1]["files"], 1) if "transfer" in file]
    wait_for(lambda: under_way() == [1, 2, 3], 30, "all are on their way")
    charla.command("cancel", peer.jid, identity, "2")
    fetching[1].join()
    contains(ended[2], "cancelled")
    equal(under_way(), [1, 3])
    contains(charla.run("cancel", peer.jid, identity, "2")[2], "This file is not on its way")
    equal(charla.run("cancel", peer.jid, identity, "no")[0], 2)
    charla.command("cancel", peer.jid, identity)
    for thread in fetching:
        thread.join()
    equal(under_way(), [])
    contains(charla.run("cancel", peer.jid, identity)[2], "No file of this message is on its way")


@case
def what_is_handed_on_is_not_uploaded_again(t):
    content = b"plans " * 1000
    charla, jid, peer, url = start(t, content)
    other, third = t.peer(), t.peer()
    received = share(charla, jid, peer, url, content)

    # It was never fetched: there is nothing here that could be uploaded.
    ids = charla.command("forward", peer.jid, received, "--to", other.jid, "--to", third.jid,
                         "--comment", "The plans").split()
    for one in (other, third):
        wait_for(lambda who=one: len(who.messages) == 2, 30, "it arrives")
        comment, message = one.messages
        equal(comment.body, "The plans")
        equal((message.xml.findtext(OOB), message.body), (url, url))
        meta = message.xml.find(f"{SFS}file-sharing/{META}file")
        equal([meta.findtext(META + name) for name in ("name", "size", "length")],
              ["plan.pdf", str(len(content)), "83000"])
        equal(meta.findtext("{urn:xmpp:hashes:2}hash"),
              base64.b64encode(hashlib.sha256(content).digest()).decode())
        equal(message.xml.find(f"{SFS}file-sharing/{SFS}sources/{DATA}").get("target"), url)
        equal(peer.jid in str(message.xml) + str(comment.xml), False, "nobody hears from whom it is")
        equal(charla.history(one.jid)[-1]["id"] in ids, True)

    # What we have sent ourselves is there as well, whatever has become of it here.
    charla.session.folder("to send.bin").unlink()
    sent = next(row for row in charla.history(peer.jid) if row["outgoing"])
    charla.command("forward", peer.jid, sent["id"], "--to", other.jid)
    wait_for(lambda: len(other.messages) == 3, 30, "it arrives")
    equal(other.messages[2].xml.findtext(OOB), url)

    # Of words the newest.
    said = charla.json("send", peer.jid, "fist")[0]["id"]
    charla.command("send", peer.jid, "first", "--correct", said)
    charla.command("forward", peer.jid, said, "--to", third.jid)
    wait_for(lambda: len(third.messages) == 3, 30, "it arrives")
    equal(third.messages[2].body, "first")
    status, printed, _ = charla.run("forward", peer.jid, "no such id", "--to", third.jid)
    equal((status, printed), (1, ""))


def offer_small(peer, picture):
    """The peer has a small picture (XEP-0231): what it is called, and a list of who has asked for it."""
    asked = []

    def give(_jid, _node, asker, cid):
        asked.append((str(asker), cid))
        return kept[0]
    peer.do(lambda client: client.register_plugin("xep_0231"))
    bob = peer.do(lambda client: client["xep_0231"].set_bob(picture, "image/png"))
    kept = [peer.do(lambda client: client["xep_0231"].api["get_bob"](None, None, None, bob))]
    peer.do(lambda client: client["xep_0231"].api.register(give, "get_bob", default=True))
    return bob, asked


@case
def a_small_picture_is_asked_of_a_contact_alone(t):
    t.shared_server(upload=5_000_000)
    charla, jid = t.signed_in()
    contact, stranger = t.peer(), t.peer()
    with t.peer(jid.split("@")[0]) as other:
        befriend(other, contact)
    wait_for(lambda: contact.jid in charla.contacts(), 30, "a contact")
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(9000)
    asked = {}
    for peer in stranger, contact:
        bob, asked[peer] = offer_small(peer, picture)
        url = "https://a.example/4/film.mp4"
        small = f"<thumbnail xmlns='urn:xmpp:thumbs:1' uri='cid:{bob}' media-type='image/png'/></file>"
        peer.send(jid, url, extra=SHARE.replace("</file>", small).format(
            name="film.mp4", size=10, sha256=base64.b64encode(bytes(32)).decode(), url=url))
        wait_for(lambda peer=peer: charla.history(peer.jid), 30, "the message")

    def kept():
        with contextlib.closing(sqlite3.connect(
                charla.session.folder("data") / "charla" / "messages.db")) as database:
            return sorted(row[0] for row in database.execute("SELECT thumbnail FROM file"))
    encoded = base64.b64encode(picture).decode()
    wait_for(lambda: kept() == [f"cid:{bob}", f"data:image/png;base64,{encoded}"], 30, "it is kept")
    equal([cid for _, cid in asked[contact]], [bob])
    equal(asked[stranger], [])


if __name__ == "__main__":
    main()
