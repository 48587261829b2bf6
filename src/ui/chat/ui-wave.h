/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How loud a sound is, from its beginning to its end, and how far it was played; a line where that
 * is not known. Signals: "seek" (double, 0 to 1): it shall go on from there; "step" (int): so many
 * seconds on, or back. */
#define UI_TYPE_WAVE (ui_wave_get_type ())
G_DECLARE_FINAL_TYPE (UiWave, ui_wave, UI, WAVE, GtkWidget)

GtkWidget *ui_wave_new          (void) G_GNUC_WARN_UNUSED_RESULT;
/* @peaks: (nullable), copied */
void       ui_wave_set_peaks    (UiWave       *self,
                                 const guint8 *peaks,
                                 guint         n_peaks);
/* @duration_ms: -1: not known */
void       ui_wave_set_position (UiWave       *self,
                                 gint64        position_ms,
                                 gint64        duration_ms);

G_END_DECLS
