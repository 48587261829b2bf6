/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @row has the words that alert, with commas between them, and changes them. */
void ui_alert_words_bind (AdwEntryRow *row,
                          GSettings   *settings);

G_END_DECLS
