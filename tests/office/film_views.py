# SPDX-License-Identifier: GPL-3.0-or-later
"""The view of films that nobody has fetched, with what comes along of them, and of what moves. Like
those of views.py."""
import hashlib
import struct
import urllib.parse

from charla_test import wait_for

import shared
from shared import File
from views import back, jid, to_end

COLOURS = "data:image/blurhash,LEHV6nWB2yk8pyo0adR*.7kCMdnj"
BROKEN = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="
WHO = "luis"


def gif(side=120, frames=12):
    """A dot that goes round. What is written is not packed: each code is a pixel."""
    colours = bytes((0xf2, 0xe6, 0xd0, 0xc8, 0x64, 0x3c, 0x22, 0x42, 0x3a, 0, 0, 0))
    content = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x91, 0, 0) + colours
    content += b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    path = ((1, 0), (2, 1), (1, 2), (0, 1))
    for frame in range(frames):
        at, step = divmod(frame * 4, frames)
        here, there = path[at % 4], path[(at + 1) % 4]
        x, y = (side * (1 + here[axis] + (there[axis] - here[axis]) * step / frames) / 4 for axis in (0, 1))
        pixels = [1 if (column - x) ** 2 + (row - y) ** 2 < 200 else 2 if abs(column - row) < 2 else 0
                  for row in range(side) for column in range(side)]
        bits = number = 0
        packed = bytearray()

        def write(code):
            nonlocal bits, number
            number |= code << bits
            bits += 3
            while bits >= 8:
                packed.append(number & 0xff)
                number >>= 8
                bits -= 8
        for index, pixel in enumerate(pixels):
            if index % 2 == 0:
                write(4)  # forgets, so that codes stay as long as they are
            write(pixel)
        write(5)
        packed.append(number & 0xff)
        content += struct.pack("<4sHBB", b"\x21\xf9\x04\x04", 8, 0, 0)
        content += b"\x2c" + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\x02"
        for start in range(0, len(packed), 255):
            block = bytes(packed[start:start + 255])
            content += bytes((len(block),)) + block
        content += b"\0"
    return content + b"\x3b"


def tell(place, colleague, name, size, seconds, small, along=""):
    """Of a film that is nowhere; `small`: where a small picture of it is."""
    url = f"https://{place.upload}:5281/upload/nothing/{urllib.parse.quote(name)}"
    said = shared.payload(File(name, "video/mp4"), b"", url).replace("<size>0</size>", "<size>14500000</size>")
    more = f"<length>{seconds * 1000}</length>"
    if size:
        more += f"<width>{size[0]}</width><height>{size[1]}</height>"
    if small:
        more += f"<thumbnail xmlns='urn:xmpp:thumbs:1' uri='{small}'/>"
    colleague.send(place.owner, url, extra=said.replace("</file>", f"{more}</file>", 1) + along)


def prepare(place, charla):
    """Films of all kinds of which something comes along, and one that moves."""
    colleague = place.colleagues[WHO]
    picture = shared.content_of(File("lake.jpg", "image/jpeg", "", (128, 72)))
    cid = f"sha1+{hashlib.sha1(picture).hexdigest()}@bob.xmpp.org"
    colleague.do(lambda client: client.register_plugin("xep_0231"))
    colleague.do(lambda client: client["xep_0231"].set_bob(picture, "image/jpeg"))
    tall = shared.small(shared.content_of(File("stool 3.jpg", "image/png", "", (180, 320))))
    tell(place, colleague, "Nothing along.mp4", (1280, 720), 5, None)
    tell(place, colleague, "Broken.mp4", (1280, 720), 5, BROKEN)
    tell(place, colleague, "Tall.mp4", (1080, 1920), 75, f"data:image/jpeg;base64,{tall}")
    tell(place, colleague, "Colours.mp4", (1280, 720), 12, COLOURS)
    tell(place, colleague, "Asked.mp4", (1280, 720), 3700, f"cid:{cid}")
    moving = gif()
    url = shared.upload(colleague, place.upload, File("round.gif", "image/gif"), moving)
    colleague.send(place.owner, url, extra=shared.payload(File("round.gif", "image/gif"), moving, url).replace(
        "</file>", "<width>120</width><height>120</height></file>", 1))
    wait_for(lambda: len([row for row in charla.history(jid(WHO)) if row.get("files")]) == 6, 30, "the films")


def files_films(stage, name, _place):
    """Until they are fetched; and what moves, which stands still here."""
    stage.open(jid(WHO))
    stage.screen.wait_for_focus(stage.word("Message"))
    stage.shoot(name)
    to_end(stage)
    stage.shoot(f"{name}-end")
    back(stage)
