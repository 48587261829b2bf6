/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-player.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A film by itself, as large as can be. */
#define UI_TYPE_FILM_WINDOW (ui_film_window_get_type ())
G_DECLARE_FINAL_TYPE (UiFilmWindow, ui_film_window, UI, FILM_WINDOW, AdwWindow)

/* (transfer none): it plays, from where it was left, until it is closed. */
GtkWindow *ui_film_window_present (GtkWidget  *from,
                                   ChatPlayer *player,
                                   ChatFile   *file);

G_END_DECLS
