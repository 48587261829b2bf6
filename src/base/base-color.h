/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double base_color_get_hue  (const char *text);
void   base_color_hsluv    (double      hue,
                            double      saturation,
                            double      lightness,
                            double      rgb[3]);
void   base_color_for_hue  (double      hue,
                            char        color[8]);
void   base_color_for_text (const char *text,
                            char        color[8]);

G_END_DECLS
