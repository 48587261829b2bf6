/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How loud it is, as bars from then to now. */
#define UI_TYPE_VOICE_LEVELS (ui_voice_levels_get_type ())
G_DECLARE_FINAL_TYPE (UiVoiceLevels, ui_voice_levels, UI, VOICE_LEVELS, GtkWidget)

/* @levels: (nullable): from 0 to 255, which are copied. @whole: all of them are shown, on all of
 * the width; else the last ones, as many as there is room for */
void       ui_voice_levels_set (UiVoiceLevels *self,
                                const guint8  *levels,
                                gsize          n_levels,
                                gboolean       whole);

G_END_DECLS
