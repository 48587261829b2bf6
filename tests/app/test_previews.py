#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of links: asked by whoever writes one, once, and by nobody who reads it."""
import http.server
import os
import pathlib
import ssl
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from charla_test import Charla, Gateway, Screen, Skip, befriend, case, contains, equal, main, wait_for  # noqa: E402
from charla_test.process import free_address  # noqa: E402

SERVERS = ("prosody",)
SITE = "pages.example"
PAGE = ("<html><head><title>Less</title><meta property='og:title' content='How bread is baked'>"
        "<meta property='og:description' content='Flour, water, salt, and time.'>"
        "<meta property='og:image' content='https://pages.example/bread.jpg'>"
        "<meta property='og:site_name' content='Bakery'></head><body></body></html>").encode()
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
OG = "{https://ogp.me/ns#}"


class Site:
    """A site with one page, which notes who asks for what."""

    def __init__(self, t):
        if os.getuid() != 0:
            raise Skip("only root can have the port of the web")
        site = self
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append((self.path, dict(self.headers)))
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Set-Cookie", "a=b")
                self.send_header("Content-Length", str(len(PAGE)))
                self.end_headers()
                self.wfile.write(PAGE)

            def log_message(self, *_):
                pass
        certificate = t.fixture.authority.issue(SITE)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        self.address = free_address()
        self.server = http.server.ThreadingHTTPServer((self.address, 443), Handler)
        self.server.socket = context.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        t.stack.callback(self.server.server_close)
        t.stack.callback(self.server.shutdown)


def gateway(t, site):
    """A proxy that alone knows where the server and the site are."""
    return t.stack.enter_context(Gateway({t.server.domain: t.server.address,
                                          f"upload.{t.server.domain}": t.server.address,
                                          SITE: site.address}))


def add(charla, server, name, proxy):
    jid = server.jid(name)
    charla.command("account", "add", jid, "--password-stdin", "--ca", server.ca, "--proxy",
                   proxy.uri("socks5"), stdin="secret\n")
    charla.wait_online(jid)
    return jid


class Writer:
    """Somebody in front of the window, with a conversation open."""

    def __init__(self, t, site):
        self.session = t.session(display=True, accessibility=True)
        self.proxy = gateway(t, site)
        with Charla(self.session, t.fixture.build) as charla:
            self.jid = add(charla, t.server, t.user(), self.proxy)
        self.charla = t.stack.enter_context(Charla(self.session, t.fixture.build, headless=False))
        self.session.window_id("Charla")
        self.screen = t.stack.enter_context(Screen(self.session))
        self.charla.wait_online(self.jid)

    def open(self, jid):
        self.charla.call("Open", "(s)", f"xmpp:{jid}")
        self.screen.wait_for_focus("Message")

    def type(self, text):
        self.session.run(["xdotool", "type", "--delay", "2", text])

    def key(self, *keys):
        self.session.run(["xdotool", "key", *keys])


def friends(t, writer, peer):
    with t.peer(writer.jid.split("@")[0], resource="other") as other:
        befriend(other, peer)


@case
def who_writes_asks_and_who_reads_does_not(t):
    site = Site(t)
    writer = Writer(t, site)
    # Another Charla reads it, whose way would lead to the site as well.
    reader, door = t.charla(), gateway(t, site)
    address = add(reader, t.server, t.user(), door)
    with t.peer(address.split("@")[0], resource="phone") as phone:
        friends(t, writer, phone)
    writer.open(address)
    writer.type(f"Look: https://{SITE}/bread now")
    writer.screen.wait_for(contains="How bread is baked")
    writer.key("Return")
    wait_for(lambda: [m for m in reader.history(writer.jid) if m["body"].startswith("Look")], 60)
    equal(reader.history(writer.jid)[-1]["preview"],
          {"url": f"https://{SITE}/bread", "title": "How bread is baked",
           "description": "Flour, water, salt, and time.", "site": "Bakery"})
    # It is there after a restart of both, and is asked of nobody.
    reader.restart()
    equal(reader.history(writer.jid)[-1]["preview"]["title"], "How bread is baked")
    equal([path for path, _ in site.asked], ["/bread"], "asked once, and no picture")
    equal(SITE in [name for name, _ in door.asked], False, "who reads it asks nobody")
    equal([name for name, _ in writer.proxy.asked].count(SITE), 1, "through the account's proxy")
    headers = {name.lower() for name in site.asked[0][1]}
    equal(headers & {"cookie", "referer", "authorization", "accept-language"}, set())


@case
def others_understand_it_and_one_can_do_without(t):
    site = Site(t)
    writer = Writer(t, site)
    peer = t.peer()
    friends(t, writer, peer)
    writer.open(peer.jid)
    writer.type(f"https://{SITE}/one")
    writer.screen.wait_for(contains="How bread is baked")
    writer.key("Return")
    peer.wait_for_body(f"https://{SITE}/one")
    told = peer.messages[-1].xml.find(f"{RDF}Description")
    equal(told.get(f"{RDF}about"), f"https://{SITE}/one")
    equal(told.findtext(f"{OG}title"), "How bread is baked")
    equal(told.find(f"{OG}image"), None, "what one would have to fetch is not named")

    writer.type(f"https://{SITE}/two")
    # Whoever types slowly asks for less of it before.
    wait_for(lambda: "/two" in [path for path, _ in site.asked], 60, "asked again")
    writer.screen.press(name="Send the link without a preview")
    writer.screen.wait_until_gone("Send the link without a preview")
    writer.screen.wait_for_focus("Message")
    writer.key("Return")
    peer.wait_for_body(f"https://{SITE}/two")
    equal(peer.messages[-1].xml.find(f"{RDF}Description"), None)


@case
def they_can_be_switched_off_for_one_chat(t):
    site = Site(t)
    writer = Writer(t, site)
    peer, other = t.peer(), t.peer()
    friends(t, writer, peer)
    friends(t, writer, other)
    peer.send(writer.jid, "Hello")
    writer.open(peer.jid)
    writer.screen.wait_for(contains="Hello")
    writer.screen.press(name="Menu of the chat")
    writer.screen.press(contains="Stop previews of links")
    writer.screen.wait_for_focus("Menu of the chat")
    writer.open(peer.jid)
    writer.type(f"https://{SITE}/quiet ")
    writer.open(other.jid)
    writer.type(f"https://{SITE}/loud ")
    writer.screen.wait_for(contains="How bread is baked")
    equal([path for path, _ in site.asked], ["/loud"])


@case
def nothing_is_asked_for_strangers(t):
    site = Site(t)
    writer = Writer(t, site)
    stranger, friend = t.peer(), t.peer()
    friends(t, writer, friend)
    # To a stranger
    writer.open(stranger.jid)
    writer.type(f"https://{SITE}/stranger")
    writer.key("space")
    # What is asked later is asked: so long nothing else was.
    writer.open(friend.jid)
    writer.type(f"https://{SITE}/friend")
    writer.screen.wait_for(contains="How bread is baked")
    equal([path for path, _ in site.asked], ["/friend"])

    # A stranger who tells of a link is not believed.
    stranger.send(writer.jid, f"https://{SITE}/bank", extra=(
        "<Description xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        f"r:about='https://{SITE}/bank'><title xmlns='https://ogp.me/ns#'>Your bank</title>"
        "</Description>"))
    writer.charla.call("Open", "(s)", f"xmpp:{stranger.jid}")
    writer.screen.wait_for(contains=f"https://{SITE}/bank")
    equal([line for line in writer.screen.tree() if "Your bank" in line], [])
    equal([path for path, _ in site.asked], ["/friend"])


@case
def a_place_is_told_of_without_a_map(t):
    site = Site(t)
    writer = Writer(t, site)
    peer = t.peer()
    friends(t, writer, peer)
    writer.open(peer.jid)
    asked = len(writer.proxy.asked)
    peer.send(writer.jid, "geo:41.40338,2.17403;u=12")
    writer.screen.wait_for(contains="41.40338° N, 2.17403° E")
    writer.screen.wait_for(name="Open in maps")
    equal(len(writer.proxy.asked), asked, "nobody is asked for it")


@case
def a_contact_and_a_calendar_say_what_they_hold(t):
    t.shared_server(upload=5_000_000)
    site = Site(t)
    writer = Writer(t, site)
    peer, other = t.peer(), t.charla()
    add(other, t.server, t.user(), gateway(t, site))
    for name, content, said in (
            ("ana.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nTEL:+34 600\nEND:VCARD\n", "Ana Ruiz"),
            ("plan.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lunch in May\n"
                         "DTSTART:20260514T120000Z\nEND:VEVENT\nEND:VCALENDAR\n", "Lunch in May")):
        path = other.session.folder(name)
        path.write_text(content)
        other.json("send", peer.jid, "--file", str(path), "--wait", "sent")
        url = wait_for(lambda: [m.body for m in peer.messages if name in m.body], 30)[-1]
        writer.charla.call("Open", "(s)", f"xmpp:{peer.jid}")
        identity = peer.send(writer.jid, url, extra=f"<x xmlns='jabber:x:oob'><url>{url}</url></x>")
        wait_for(lambda: [m for m in writer.charla.history(peer.jid) if m["body"] == ""
                          or name in str(m.get("files"))], 30, "the file")
        status, _, error = writer.charla.run("download", peer.jid, identity)
        equal((status, error), (0, ""))
        writer.screen.wait_for(contains=said)
    equal(writer.screen.unnamed(), [], "a screen reader can call all of it")


if __name__ == "__main__":
    main()
