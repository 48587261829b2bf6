# SPDX-License-Identifier: GPL-3.0-or-later
"""The views of files: what is about to be sent, on its way, refused or here, of every kind and shape,
and what is told of links, places, people and days. Like those of views.py."""
import base64
import contextlib
import http.server
import os
import ssl
import threading

from charla_test import wait_for
from charla_test.process import free_address
from gi.repository import GLib

import film_views
import own_file_views
import people
import shared
from shared import File
from views import back, jid, to_end

SITE = "pages.example"
PAGE = ("<html><head><title>Less</title><meta property='og:title' content='How bread is baked in the "
        "old mill, and why it takes two days'><meta property='og:description' content='Flour, water, "
        "salt, and time.'><meta property='og:site_name' content='The bakery'></head></html>").encode()
OG = "https://ogp.me/ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# Whoever takes files without a server.
DIRECT = ("urn:xmpp:jingle:1", "urn:xmpp:jingle:apps:file-transfer:5", "urn:xmpp:jingle:transports:ibb:1")
LONG = "Everything that was ever said about the catalogue, with all remarks " * 3 + "(final 7).pdf"
MINUTES = "Minutes of the meeting " * 8 + ".pdf"
HOSTILE = "holiday \u202egpj.exe"
CONTACT = ("BEGIN:VCARD\nVERSION:3.0\nFN:Nora Castro\nORG:Mill and paper, Vigo\nTEL:+34 600 100 200\n"
           "EMAIL:nora@mill.example\nEND:VCARD\n")
EVENT = ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:The fair, first day\nLOCATION:Hall 3\\, stand B 17\n"
         "DTSTART:20270314T090000\nDTEND:20270314T180000\nEND:VEVENT\nEND:VCALENDAR\n")


class Site:
    """A site that says what its page is about."""

    def __init__(self, place):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(PAGE)))
                self.end_headers()
                self.wfile.write(PAGE)

            def log_message(self, *_):
                pass
        certificate = place.authority.issue(SITE)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        self.server = http.server.ThreadingHTTPServer((free_address(), 443), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                 do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        place.gateway.places[SITE] = self.server.server_address[0]


def _bare(drawn):
    """One that is drawn once more under another name and in another size."""
    def draw(context, width, height):
        shared.DRAWN[drawn](context, width, height)
    return draw


PICTURES = (File("bench.jpg", "image/jpeg", "", (900, 600)), File("yard.jpg", "image/jpeg", "", (600, 900)),
            File("plan.png", "image/png", "", (800, 800)), File("evening.jpg", "image/jpeg", "", (1200, 500)))
SHAPES = (File("wide.png", "image/png", "A panorama", (4000, 100)), File("tall.png", "image/png", "", (100, 4000)),
          File("dot.png", "image/png", "", (1, 1)))
shared.DRAWN |= {"bench.jpg": _bare("lake.jpg"), "yard.jpg": _bare("stool 3.jpg"), "plan.png": _bare("colours.png"),
                 "evening.jpg": _bare("lake.jpg"), "wide.png": _bare("lake.jpg"), "tall.png": _bare("stool 3.jpg"),
                 "dot.png": _bare("colours.png"), "unasked.jpg": _bare("lake.jpg")}


def share_all(place, colleague, files):
    """Several in one message, as other programs send them."""
    shown = text = ""
    for file in files:
        content = shared.content_of(file)
        url = shared.upload(colleague, place.upload, file, content)
        said = shared.payload(file, content, url)
        shown += said[:said.index("<x xmlns='jabber:x:oob'>")]
        text += ("\n" if text else "") + url
    colleague.send(place.owner, text, extra=f"{shown}<fallback xmlns='urn:xmpp:fallback:0' "
                   f"for='urn:xmpp:sfs:0'><body start='0' end='{len(text)}'/></fallback>")


def share_bytes(place, colleague, file, content, said=None):
    """`said`: what it is claimed to be."""
    url = shared.upload(colleague, place.upload, file, content)
    colleague.send(place.owner, url, extra=shared.payload(file, said or content, url))


def announce(place, colleague, file, size):
    """One that nobody has."""
    url = f"https://{place.upload}:5281/upload/nothing/file"
    colleague.send(place.owner, url, extra=shared.payload(file, b"", url).replace(
        "<size>0</size>", f"<size>{size}</size>"))


def offer(place, colleague, name, size):
    """Straight to whoever is at the window (XEP-0234)."""
    window = next(iter(colleague.client.client_roster.presence(place.owner)))
    colleague.raw(
        f"<iq type='set' id='{name}' to='{place.owner}/{window}'><jingle xmlns='urn:xmpp:jingle:1' "
        f"action='session-initiate' sid='{GLib.uuid_string_random()}'><content creator='initiator' name='file' "
        f"senders='initiator'><description xmlns='{DIRECT[1]}'><file><name>{name}</name><size>{size}</size></file>"
        f"</description><transport xmlns='{DIRECT[2]}' block-size='4096' sid='{GLib.uuid_string_random()}'/>"
        "</content></jingle></iq>")


def tell_what_is_understood(colleague):
    async def work():
        await colleague.client.plugin["xep_0115"].update_caps()
    colleague.loop.call(work())


def prepare(place, charla):
    """What the colleagues send; nobody has fetched what is not fetched by itself."""
    place.site = Site(place)
    for feature in DIRECT:
        place.colleagues["nadia"].client.plugin["xep_0030"].add_feature(feature)
    tell_what_is_understood(place.colleagues["nadia"])
    for colleague in place.colleagues.values():
        if colleague.client is None:  # in the views before these, some are not there
            colleague.connect()
    nadia, tom, marta, kofi = (place.colleagues[user] for user in ("nadia", "tom", "marta", "kofi"))
    share_all(place, nadia, PICTURES)
    for file in SHAPES:
        content = shared.content_of(file)
        url = shared.upload(nadia, place.upload, file, content)
        nadia.send(place.owner, f"{file.text}\n{url}" if file.text else url,
                   extra=shared.payload(file, content, url))
    announce(place, tom, File(LONG, "application/pdf"), 48_300_000)
    announce(place, tom, File(HOSTILE, "application/octet-stream"), 120_000)
    announce(place, tom, File("Everything.zip", "application/zip"), 4_830_000_000)
    tom.send(place.owner, "geo:42.2328,-8.7226;u=40")
    share_bytes(place, marta, File("nora.vcf", "text/vcard"), CONTACT.encode())
    share_bytes(place, marta, File("fair.ics", "text/calendar"), EVENT.encode())
    link = f"https://{SITE}/bread"
    marta.send(place.owner, f"Did you know? {link}", extra=(
        f"<Description xmlns='{RDF}' xmlns:r='{RDF}' r:about='{link}'><title xmlns='{OG}'>How bread is baked "
        f"in the old mill, and why it takes two days</title><description xmlns='{OG}'>Flour, water, salt, and "
        f"time: what happens between the evening and the morning after, told by those who get up for it"
        f"</description><site_name xmlns='{OG}'>The bakery</site_name><image xmlns='{OG}'>"
        f"data:image/jpeg;base64,{shared.small(shared.content_of(PICTURES[0]), 64)}</image></Description>"))
    ingrid = place.colleagues["ingrid"]
    share_bytes(place, ingrid, File("Hut.pdf", "application/pdf"), shared.content_of(File("", "application/pdf")),
                said=b"x")
    announce(place, ingrid, File("Summit.mp4", "video/mp4"), 48_300_000)
    share_bytes(place, kofi, File("voice-message.wav", "audio/x-wav"), shared.content_of(
        File("saw.wav", "audio/x-wav")))
    wait_for(lambda: all(charla.history(jid(user)) for user in ("nadia", "tom", "marta", "kofi", "ingrid")), 30,
             "what was sent")
    film_views.prepare(place, charla)
    for message in charla.history(jid("marta")):
        if message.get("files"):
            charla.call("FetchFile", "(sssu)", place.owner, jid("marta"), message["id"], 0)
    with place.stranger("nora.castro") as nora:
        file = File("unasked.jpg", "image/jpeg", "From the fair", (1200, 800))
        content = shared.content_of(file)
        url = shared.upload(nora, place.upload, file, content)
        nora.send(place.owner, f"{file.text}\n{url}", extra=shared.payload(file, content, url))
        wait_for(lambda: charla.history(nora.jid), 30, "a picture of a stranger")
    place.to_send = make_files(place)
    own_file_views.prepare(place, charla)


def make_files(place):
    """What Ana is about to send."""
    folder = place.authority.directory / "to send"
    folder.mkdir()
    for name, file in (("lake.jpg", File("lake.jpg", "image/jpeg", "", (3000, 2000))),
                       ("colours.png", File("colours.png", "image/png", "", (1200, 640)))):
        (folder / name).write_bytes(shared.content_of(file))
    with (folder / "lake.jpg").open("ab") as photo:
        photo.write(bytes(3_000_000))  # so much do cameras make of it
    (folder / "Notes about wood.txt").write_text("Oak. Beech. Ash.\n")
    with (folder / "Everything.tar").open("wb") as large:
        os.truncate(large.fileno(), 734_003_200)
    (folder / MINUTES).write_bytes(b"%PDF-1.4\n")
    (folder / "mine.mp4").write_bytes(base64.b64decode("AAAAGGZ0eXBtcDQyAAAAAG1wNDJpc29t"))
    return folder


# The views

def choose(stage, path, *keys):
    """Chooses a file in the dialogue of the toolkit; `keys`: what of a folder."""
    stage.key("ctrl+o")
    chooser = stage.dialog()
    stage.key("ctrl+l")
    stage.settle(10)
    stage.type(str(path))

    def chosen():
        """The first Return may be the one of a list of names that fit."""
        stage.settle(10)
        if chooser not in stage.windows():
            return True
        stage.key("Return", *keys)
        return False
    wait_for(chosen, 20, f"{path} is chosen", interval=0.7)
    stage.screen.wait_for(contains=stage.word("Send to %s").partition("%s")[0])


def files_send(stage, name, place):
    """What is asked before a file is sent."""
    stage.open(jid("nadia"))
    stage.screen.wait_for_focus(stage.word("Message"))
    for file, mark in (("lake.jpg", "photo"), ("mine.mp4", "video"), ("Everything.tar", "large"),
                       (MINUTES, "long")):
        choose(stage, place.to_send / file)
        stage.shoot_dialog(f"{name}-{mark}")
    choose(stage, place.to_send, "ctrl+a")
    stage.shoot_dialog(f"{name}-many")
    stage.open(jid("tom"))
    choose(stage, place.to_send / "Notes about wood.txt")
    stage.shoot_dialog(f"{name}-no-direct")
    back(stage)


def files_shapes(stage, name, _place):
    """Several in one message, and pictures of every shape."""
    stage.open(jid("nadia"))
    stage.screen.wait_for_focus(stage.word("Message"))
    stage.shoot(name)
    to_end(stage)
    stage.shoot(f"{name}-end")
    back(stage)


def files_away(stage, name, _place):
    """What has not been fetched, with names of all kinds; and a place."""
    stage.open(jid("tom"))
    stage.shoot(name)
    back(stage)


def files_cards(stage, name, _place):
    stage.open(jid("marta"))
    stage.shoot(name)
    back(stage)


def files_pointer(stage, name, _place):
    """With the pointer on a file, its menu, and while it is dragged."""
    stage.open(jid("marta"))
    places = (stage.screen.place("push button", contains=name) for name in ("nora.vcf", "fair.ics"))
    x, y, width, height = next(place for place in places if place[1] > 60)

    def hand(*what):
        stage.session.run(["xdotool", *what])
    move = ("mousemove", "--window", str(stage.window))
    hand(*move, str(x + width // 2), str(y + height // 2))
    stage.settle(4)
    stage.shoot(name, pointer=True)
    stage.click(3, x + width // 2, y + height // 2, stage.window)
    stage.screen.wait_for("menu item")
    stage.shoot(f"{name}-menu")
    stage.close_popups()
    hand(*move, str(x + width // 2), str(y + height // 2), "mousedown", "1")
    for step in range(12):
        hand("mousemove_relative", "--", "0", str(step))
    stage.screen.wait_for(contains=stage.word("Send to %s").partition("%s")[0])
    stage.shoot(f"{name}-drag", pointer=True)
    stage.key("Escape")
    hand("mouseup", "1")
    back(stage)


def files_sound(stage, name, _place):
    """What nobody has listened to."""
    stage.open(jid("kofi"))
    stage.wait_for("Play", "push button")
    stage.shoot(name)
    stage.key("shift+Tab", "shift+Tab")
    stage.shoot(f"{name}-keys")
    back(stage)


def files_trouble(stage, name, place):
    """What is not what it was said to be, what is offered, and what cannot be sent."""
    stage.open(jid("ingrid"))
    x, y, _, height = stage.screen.place("push button", contains="Hut.pdf")
    stage.click(1, x + 40, y + height // 2, stage.window)
    stage.screen.wait_for(contains=stage.word("The file is not the one that was sent."))
    stage.key("shift+Tab", "shift+Tab", "Up", "Tab", "Tab", "Tab")
    stage.shoot(f"{name}-keys")
    offer(place, place.colleagues["ingrid"], "Route over the pass.gpx", 1_240_000)
    stage.wait_for("_Accept", "push button")
    stage.shoot(name)
    back(stage)
    for user, file, options in (("nadia", "Notes about wood.txt", {"direct": GLib.Variant("b", True)}),
                                ("tom", "Everything.tar", {})):
        stage.open(jid(user))
        with contextlib.suppress(GLib.Error):
            stage.charla.call("SendMessage", "(sssa{sv})", "", jid(user), "",
                              {"file": GLib.Variant("s", str(place.to_send / file)), **options})
        stage.screen.wait_for_focus(stage.word("Message"))
        if options:
            to_end(stage)
        stage.shoot(f"{name}-{user}")
        back(stage)


def files_stranger(stage, name, place):
    stage.open(place.server.jid("nora.castro"))
    stage.shoot(name)
    back(stage)


def files_link(stage, name, _place):
    """What will be told of a link that is being written."""
    stage.open(jid("luis"))
    stage.screen.wait_for_focus(stage.word("Message"))
    stage.type(f"https://{SITE}/bread ")
    stage.wait_for("Send the link without a preview")
    stage.shoot(name)
    stage.key("ctrl+a", "BackSpace")
    back(stage)


def files_gallery(stage, name, _place):
    """All of a conversation, one by itself, and a conversation without pictures."""
    stage.open(jid("nadia"))
    stage.key("F9")
    stage.reveal("Show all", "list item", at=-60)
    stage.shoot(f"{name}-details")
    stage.click_on("Show all", "list item")
    gallery = stage.dialog()
    stage.shoot(name, gallery)
    stage.key("Right", "Right", "Return")
    viewer = stage.dialog(gallery)
    stage.shoot(f"{name}-picture", viewer)
    stage.key("plus", "plus")
    stage.shoot(f"{name}-zoom", viewer)
    stage.close_dialogs()
    stage.key("F9")
    back(stage)
    stage.open(jid("tom"))
    stage.key("F9")
    stage.reveal("Show all", "list item", at=-60)
    stage.click_on("Show all", "list item")
    gallery = stage.dialog()
    stage.shoot(f"{name}-files", gallery)
    stage.click_on("Pictures")
    stage.shoot(f"{name}-empty", gallery)
    stage.close_dialogs()
    stage.key("F9")
    back(stage)


def files_way(stage, name, place):
    """On its way; then sent; and what could not be fetched."""
    def send(file):
        stage.charla.call("SendMessage", "(sssa{sv})", "", jid("luis"), "",
                          {"file": GLib.Variant("s", str(place.to_send / file))})

    def state():
        return stage.charla.history(jid("luis"))[-1]["state"]
    stage.open(jid("luis"))
    place.gateway.fault = ("answer", "hangs")
    before = place.gateway.reached
    send("Notes about wood.txt")
    wait_for(lambda: place.gateway.reached > before, 20, "it hangs")
    send("colours.png")
    to_end(stage)
    stage.shoot(name)
    place.gateway.fault = None
    place.gateway.drop()
    stage.charla.wait_state("waiting", place.owner)
    stage.charla.call("Reconnect", "(s)", place.owner)
    stage.charla.wait_online(place.owner)
    wait_for(lambda: state() not in ("queued", "sending"), 30, "it is sent")
    stage.shoot(f"{name}-sent")
    back(stage)
    stage.open(jid("tom"))
    x, y, _, height = stage.screen.place("push button", contains="Everything.zip")
    stage.click(1, stage.mirror(x + 40), y + height // 2)
    stage.shoot(f"{name}-failed")
    place.gateway.fault = ("answer", "hangs")
    x, y, _, height = stage.screen.place("push button", contains="Everything that")
    stage.click(1, stage.mirror(x + 40), y + height // 2)
    stage.key("F9")
    stage.reveal("Show all", "list item", at=-60)
    stage.click_on("Show all", "list item")
    stage.shoot_dialog(f"{name}-gallery")
    place.gateway.fault = None
    place.gateway.drop()
    stage.key("F9")
    back(stage)


def files_forward(stage, name, _place):
    """Handing on: from the menu of a message, from where a picture is large, and what is nowhere."""
    def hand_on(text):
        def has_menu():
            """Rows that are laid out once more, as older ones come, close theirs."""
            x, y, width, height = stage.screen.place(contains=text)
            stage.click(3, x + width // 2, y + height // 2, stage.window)
            with contextlib.suppress(AssertionError):
                return stage.screen.wait_for("menu item", stage.word("_Forward…"), timeout=5) or True
            return False
        wait_for(has_menu, 60, "the menu of a message")
        stage.press("_Forward…", "menu item")
        return stage.dialog()

    def choose_in(below=None):
        stage.key("ctrl+a")  # a key may have been held for longer than was meant
        stage.type("luis")
        stage.key("Return")
        stage.press("_Forward", "push button")
        front = int(below or stage.window)
        wait_for(lambda: stage.windows()[-1] == front, 20, "it is sent")
    stage.open(jid("marta"))
    stage.screen.wait_for_focus(stage.word("Message"))
    dialog = hand_on("Nora Castro")
    stage.shoot(name, dialog)
    for typed in ("tom", "marta"):
        stage.type(typed)
        stage.key("Return")
    stage.shoot(f"{name}-chosen", dialog)
    stage.type("zzzz")
    stage.wait_for("Nobody found")
    stage.shoot(f"{name}-none", dialog)
    stage.close_dialogs()
    hand_on("Nora Castro")
    choose_in()
    stage.shoot(f"{name}-told")
    back(stage)
    stage.open(jid("tom"))
    stage.screen.wait_for_focus(stage.word("Message"))
    x, y, _, height = stage.screen.place("push button", contains="Everything.zip")
    stage.click(1, stage.mirror(x + 40), y + height // 2)
    stage.screen.wait_for(contains=stage.word("The server does not give the file. It may be there no more."))
    stage.shoot(f"{name}-nowhere", hand_on("Everything.zip"))
    stage.close_dialogs()
    back(stage)
    stage.open(jid("nadia"))
    stage.key("F9")
    stage.reveal("Show all", "list item", at=-60)
    stage.click_on("Show all", "list item")
    gallery = stage.dialog()
    stage.screen.wait_for(contains="dot.png")
    stage.settle(10)
    stage.key("Right", "Menu")
    stage.shoot(f"{name}-gallery", gallery, around=100)
    stage.close_popups()
    stage.key("Return")
    viewer = stage.dialog(gallery)
    stage.shoot(f"{name}-viewer", viewer)
    stage.key("ctrl+shift+f")
    stage.shoot(f"{name}-picture", stage.dialog(viewer))
    choose_in(viewer)
    stage.shoot(f"{name}-viewer-told", viewer)
    stage.close_dialogs()
    stage.key("F9")
    back(stage)


def files_preferences(stage, name, _place):
    stage.activate("preferences-page", GLib.Variant("s", "privacy"))
    dialog = stage.dialog()
    stage.reveal("Previews of links", "list item")
    stage.shoot(name, dialog)
    stage.reveal("Up to a size of", "list item")
    stage.shoot(f"{name}-end", dialog)
    stage.close_dialogs()


FILES = (files_send, files_shapes, film_views.files_films, files_away, files_cards, files_pointer, files_sound,
         files_trouble, files_stranger, files_link, files_gallery, own_file_views.files_unsent, files_way,
         files_forward, files_preferences, own_file_views.files_voice)
