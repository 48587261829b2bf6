/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* How a name is written in its colour (XEP-0392), so that it can be read on light and on dark
 * ground; NULL where contrast matters more. (transfer full) (nullable) */
PangoAttrList *ui_name_color_new_attributes (const char *color) G_GNUC_WARN_UNUSED_RESULT;
/* What Pango markup of our own name begins with in what speaks to us; "</span>" ends it */
char          *ui_name_color_make_own       (GtkWidget  *widget) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
