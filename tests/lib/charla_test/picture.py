# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures to be sent."""
import random


def encode(pixels, width, height, kind, has_alpha):
    import gi  # pylint: disable=import-outside-toplevel
    gi.require_version("GdkPixbuf", "2.0")
    from gi.repository import GdkPixbuf, GLib  # pylint: disable=import-outside-toplevel
    made = GdkPixbuf.Pixbuf.new_from_bytes(GLib.Bytes.new(pixels), GdkPixbuf.Colorspace.RGB, has_alpha, 8,
                                           width, height, width * (4 if has_alpha else 3))
    return bytes(made.save_to_bufferv(kind, [], [])[1])


def noise(width, height, kind):
    """One that cannot be made smaller."""
    return encode(random.Random(1).randbytes(width * height * 3), width, height, kind, False)


def picture(width, height, kind="jpeg", alpha=None):
    """One that looks like something: colours that run into one another, with a grain."""
    row = bytearray()
    pixels = bytearray()
    for x in range(width):
        row += bytes((x * 255 // width, (x * x * 7919) % 61 + 90, 200 - x * 120 // width))
        if alpha is not None:
            row.append(alpha)
    for y in range(height):
        shift = y * 4099 % 37 * (3 if alpha is None else 4)
        pixels += row[shift:] + row[:shift]
    return encode(bytes(pixels), width, height, kind, alpha is not None)


def size_of(content):
    """How wide and high it is."""
    import gi  # pylint: disable=import-outside-toplevel
    gi.require_version("GdkPixbuf", "2.0")
    from gi.repository import GdkPixbuf  # pylint: disable=import-outside-toplevel
    loader = GdkPixbuf.PixbufLoader()
    loader.write(content)
    loader.close()
    return loader.get_pixbuf().get_width(), loader.get_pixbuf().get_height()
