# SPDX-License-Identifier: GPL-3.0-or-later
"""What the people of the office send one another: drawn, written and played here."""
import base64
import dataclasses
import hashlib
import http.client
import io
import math
import random
import socket
import ssl
import struct
import urllib.parse
import wave
import xml.sax.saxutils

import cairo

UPLOAD = "urn:xmpp:http:upload:0"


@dataclasses.dataclass(frozen=True)
class File:
    name: str
    kind: str
    text: str = ""
    size: tuple = (0, 0)


def _gradient(context, width, height, *colours):
    sky = cairo.LinearGradient(0, 0, 0, height)
    for at, colour in enumerate(colours):
        sky.add_color_stop_rgb(at / (len(colours) - 1), *colour)
    context.set_source(sky)
    context.rectangle(0, 0, width, height)
    context.fill()


def _mountains(context, width, height):
    """The lake that Ingrid looks at, in the evening."""
    chance = random.Random(7)
    _gradient(context, width, height, (0.18, 0.23, 0.45), (0.87, 0.55, 0.45), (0.98, 0.82, 0.55))
    context.set_source_rgba(1, 0.95, 0.8, 0.9)
    context.arc(width * 0.68, height * 0.42, height * 0.06, 0, 2 * math.pi)
    context.fill()
    for level, shade in ((0.5, 0.42), (0.58, 0.3), (0.66, 0.2)):
        context.move_to(0, height)
        steps = 9
        for step in range(steps + 1):
            peak = level - chance.uniform(0.02, 0.16) * (step % 2)
            context.line_to(width * step / steps, height * peak)
        context.line_to(width, height)
        context.set_source_rgb(shade * 0.8, shade * 0.85, shade * 1.3)
        context.fill()
    lake = cairo.LinearGradient(0, height * 0.74, 0, height)
    lake.add_color_stop_rgb(0, 0.75, 0.5, 0.45)
    lake.add_color_stop_rgb(1, 0.12, 0.17, 0.33)
    context.set_source(lake)
    context.rectangle(0, height * 0.74, width, height * 0.26)
    context.fill()
    for _ in range(60):
        x, y = chance.uniform(0, width), chance.uniform(height * 0.76, height)
        context.set_source_rgba(1, 0.9, 0.7, 0.16)
        context.rectangle(x, y, chance.uniform(20, 120), 3)
        context.fill()


def _stool(context, width, height):
    """One of the small stools, before a wall."""
    _gradient(context, width, height, (0.93, 0.91, 0.86), (0.86, 0.83, 0.76))
    context.set_source_rgb(0.72, 0.6, 0.45)
    context.rectangle(0, height * 0.78, width, height * 0.22)
    context.fill()
    context.set_source_rgba(0, 0, 0, 0.18)
    context.save()
    context.translate(width * 0.5, height * 0.86)
    context.scale(width * 0.34, height * 0.035)
    context.arc(0, 0, 1, 0, 2 * math.pi)
    context.restore()
    context.fill()
    context.set_line_cap(cairo.LINE_CAP_ROUND)
    for top, bottom, shade in ((0.4, 0.31, 0.46), (0.6, 0.69, 0.46), (0.46, 0.42, 0.38), (0.54, 0.58, 0.38)):
        context.set_source_rgb(shade + 0.2, shade, shade * 0.55)
        context.set_line_width(width * 0.035)
        context.move_to(width * top, height * 0.44)
        context.line_to(width * bottom, height * 0.85)
        context.stroke()
    context.set_source_rgb(0.78, 0.58, 0.32)
    context.save()
    context.translate(width * 0.5, height * 0.42)
    context.scale(width * 0.24, height * 0.06)
    context.arc(0, 0, 1, 0, 2 * math.pi)
    context.restore()
    context.fill()


def _colours(context, width, height):
    """The plan of the colours for the autumn."""
    chosen = ("#22423a", "#7c9a6d", "#d9b44a", "#c8643c", "#7b2d3b", "#3a2f45")
    context.set_source_rgb(1, 1, 1)
    context.paint()
    for at, colour in enumerate(chosen):
        context.set_source_rgb(*(int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)))
        context.rectangle(width * (0.05 + at * 0.153), height * 0.12, width * 0.135, height * 0.66)
        context.fill()
        context.set_source_rgb(0.25, 0.25, 0.25)
        context.select_font_face("Cantarell")
        context.set_font_size(height * 0.05)
        context.move_to(width * (0.05 + at * 0.153), height * 0.88)
        context.show_text(colour.upper())
        context.fill()


DRAWN = {"lake.jpg": _mountains, "stool 3.jpg": _stool, "colours.png": _colours}


def _picture(file):
    import gi  # pylint: disable=import-outside-toplevel
    gi.require_version("GdkPixbuf", "2.0")
    from gi.repository import GdkPixbuf  # pylint: disable=import-outside-toplevel
    width, height = file.size
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, width, height)
    DRAWN[file.name](cairo.Context(surface), width, height)
    png = io.BytesIO()
    surface.write_to_png(png)
    if file.kind == "image/png":
        return png.getvalue()
    loader = GdkPixbuf.PixbufLoader()
    loader.write(png.getvalue())
    loader.close()
    return bytes(loader.get_pixbuf().save_to_bufferv("jpeg", ["quality"], ["88"])[1])


def _contract():
    content = io.BytesIO()
    paper = cairo.PDFSurface(content, 595, 842)
    context = cairo.Context(paper)
    context.select_font_face("Cantarell")
    context.set_font_size(28)
    context.move_to(72, 120)
    context.show_text("Fair in March: stand B 17")
    paper.finish()
    return content.getvalue()


def _saw():
    content = io.BytesIO()
    with wave.open(content, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(b"".join(
            struct.pack("<h", int(9000 * math.sin(at * 0.12 + 3 * math.sin(at * 0.0009))))
            for at in range(16000 * 7)))
    return content.getvalue()


def content_of(file):
    if file.kind.startswith("image/"):
        return _picture(file)
    return _contract() if file.kind == "application/pdf" else _saw()


def small(content, side=32):
    """What goes along of a picture (XEP-0264)."""
    import gi  # pylint: disable=import-outside-toplevel
    gi.require_version("GdkPixbuf", "2.0")
    from gi.repository import GdkPixbuf  # pylint: disable=import-outside-toplevel
    loader = GdkPixbuf.PixbufLoader()
    loader.write(content)
    loader.close()
    whole = loader.get_pixbuf()
    scale = side / max(whole.get_width(), whole.get_height())
    scaled = whole.scale_simple(max(round(whole.get_width() * scale), 1),
                                max(round(whole.get_height() * scale), 1), GdkPixbuf.InterpType.BILINEAR)
    return base64.b64encode(scaled.save_to_bufferv("jpeg", ["quality"], ["50"])[1]).decode()


def upload(peer, service, file, content):
    """Puts it where the server says; its address."""
    slot = peer.request(f"<request xmlns='{UPLOAD}' filename={xml.sax.saxutils.quoteattr(file.name)} "
                        f"size='{len(content)}' content-type='{file.kind}'/>", kind="get", to=service)
    place = slot.find(f"{{{UPLOAD}}}slot")
    target = place.find(f"{{{UPLOAD}}}put")
    parts = urllib.parse.urlsplit(target.get("url"))
    context = ssl.create_default_context(cafile=str(peer.server.ca))
    with socket.create_connection((peer.server.address, parts.port), 30) as plain, \
            context.wrap_socket(plain, server_hostname=parts.hostname) as secure:
        connection = http.client.HTTPConnection(parts.hostname)
        connection.sock = secure
        headers = {header.get("name"): header.text for header in target}
        connection.request("PUT", f"{parts.path}?{parts.query}", content, headers | {"Content-Type": file.kind})
        if connection.getresponse().status not in (200, 201):
            raise ConnectionError(f"{file.name} is not taken")
    return place.find(f"{{{UPLOAD}}}get").get("url")


def payload(file, content, url):
    """What is said of it: XEP-0447, and for those who know only XEP-0066."""
    name = xml.sax.saxutils.escape(file.name)
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    width, height = file.size
    sizes = f"<width>{width}</width><height>{height}</height>" if width else ""
    along = (f"<thumbnail xmlns='urn:xmpp:thumbs:1' media-type='image/jpeg' "
             f"uri='data:image/jpeg;base64,{small(content)}'/>" if width else "")
    return ("<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'>"
            f"<file xmlns='urn:xmpp:file:metadata:0'><media-type>{file.kind}</media-type><name>{name}</name>"
            f"<size>{len(content)}</size>{sizes}"
            f"<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>{digest}</hash>{along}</file>"
            f"<sources><url-data xmlns='http://jabber.org/protocol/url-data' target='{url}'/></sources>"
            f"</file-sharing><x xmlns='jabber:x:oob'><url>{url}</url></x>"
            "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body "
            f"start='{len(file.text) + 1 if file.text else 0}' "
            f"end='{len(file.text) + 1 + len(url) if file.text else len(url)}'/></fallback>")
