/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @row has the words that alert, with commas between them, and changes them. @too_many is shown
 * where more stands there than counts. */
void ui_alert_words_bind (AdwEntryRow *row,
                          GtkWidget   *too_many,
                          GSettings   *settings);

G_END_DECLS
