# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the portraits of the office."""
import io
import math

import cairo

SIZE = 192


def rgb(colour, shade=1.0):
    return [min(1, int(colour[at:at + 2], 16) / 255 * shade) for at in (1, 3, 5)]


def ellipse(context, x, y, width, height):
    context.save()
    context.translate(x, y)
    context.scale(width, height)
    context.new_sub_path()
    context.arc(0, 0, 1, 0, 2 * math.pi)
    context.restore()


def fill(context, colour, shade=1.0):
    context.set_source_rgb(*rgb(colour, shade))
    context.fill()


def draw_hair_behind(context, look):
    if look.hair == "long":
        context.move_to(50, 84)
        context.curve_to(46, 20, 146, 20, 142, 84)
        context.line_to(148, 140)
        context.curve_to(120, 150, 72, 150, 44, 140)
        context.close_path()
        fill(context, look.hair_colour)
    elif look.hair == "curly":
        for angle in range(150, 391, 20):
            ellipse(context, 96 + 45 * math.cos(math.radians(angle)),
                    76 + 45 * math.sin(math.radians(angle)), 20, 20)
            fill(context, look.hair_colour)
    elif look.hair == "bun":
        ellipse(context, 96, 26, 18, 16)
        fill(context, look.hair_colour)


def draw_hair_before(context, look):
    if look.hair == "bald":
        return
    context.move_to(54, 84)
    context.curve_to(50, 22, 142, 22, 138, 84)
    if look.hair == "short":
        context.curve_to(132, 62, 118, 58, 96, 60)
        context.curve_to(74, 58, 60, 62, 54, 84)
    elif look.hair == "curly":
        context.curve_to(128, 58, 108, 62, 96, 56)
        context.curve_to(84, 62, 64, 58, 54, 84)
    else:
        context.curve_to(134, 66, 108, 66, 86, 48)
        context.curve_to(80, 62, 62, 66, 54, 84)
    context.close_path()
    fill(context, look.hair_colour)


def draw_face(context, look):
    for x in (80, 112):
        ellipse(context, x, 88, 4, 5)
    fill(context, "#2b211c")
    if look.beard:
        context.move_to(56, 96)
        context.curve_to(56, 146, 136, 146, 136, 96)
        context.curve_to(128, 112, 116, 106, 96, 106)
        context.curve_to(76, 106, 64, 112, 56, 96)
        context.close_path()
        fill(context, look.hair_colour if look.hair != "bald" else "#8d6b4f")
    context.set_line_cap(cairo.LINE_CAP_ROUND)
    context.set_line_width(4)
    context.set_source_rgb(*(rgb("#ffffff") if look.beard else rgb("#8c3b2e")))
    context.arc(96, 106, 12, math.radians(25), math.radians(155))
    context.stroke()
    if look.glasses:
        context.set_source_rgb(*rgb("#30343a"))
        context.set_line_width(3)
        for x in (78, 114):
            ellipse(context, x, 88, 13, 12)
            context.stroke()
        context.move_to(91, 87)
        context.line_to(101, 87)
        context.stroke()


def portrait(look):
    """The portrait as PNG."""
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, SIZE, SIZE)
    context = cairo.Context(surface)
    context.set_source_rgb(*rgb(look.background))
    context.paint()
    draw_hair_behind(context, look)
    ellipse(context, 96, 196, 74, 56)
    fill(context, look.shirt)
    context.rectangle(82, 118, 28, 34)
    fill(context, look.skin, 0.88)
    ellipse(context, 96, 150, 14, 9)
    fill(context, look.skin, 0.88)
    ellipse(context, 96, 86, 42, 48)
    fill(context, look.skin)
    draw_hair_before(context, look)
    draw_face(context, look)
    output = io.BytesIO()
    surface.write_to_png(output)
    return output.getvalue()
