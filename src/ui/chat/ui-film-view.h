/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-player.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A film that is here, played in its place. Signals: "failed" (string, nullable): it cannot be
 * played, as what is named here is not installed; "enlarge": it is wanted as large as can be. */
#define UI_TYPE_FILM_VIEW (ui_film_view_get_type ())
G_DECLARE_FINAL_TYPE (UiFilmView, ui_film_view, UI, FILM_VIEW, GtkWidget)

/* @is_large: it fills what it is given */
GtkWidget *ui_film_view_new      (ChatPlayer *player,
                                  gboolean    is_large) G_GNUC_WARN_UNUSED_RESULT;
/* @thumbnail: (nullable): what stood in its place until it was here, so that it stays there until
 * the film itself is seen */
void       ui_film_view_set_file (UiFilmView *self,
                                  ChatFile   *file, /* (nullable) */
                                  GdkTexture *thumbnail);
void       ui_film_view_toggle   (UiFilmView *self);
void       ui_film_view_step     (UiFilmView *self,
                                  int         seconds);
/* For a moment, while it plays */
void       ui_film_view_show_controls (UiFilmView *self);
/* What it takes where there are @room px */
void       ui_film_view_measure  (UiFilmView *self,
                                  int         room,
                                  int        *width,
                                  int        *height);

G_END_DECLS
