/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "ui-picture-cache.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A file of a message: a picture in its place, else what it is called and how large it is. A
 * picture has the room that it is said to need before it is there. Signal: "activate": it was
 * clicked. */
#define UI_TYPE_FILE_VIEW (ui_file_view_get_type ())
G_DECLARE_FINAL_TYPE (UiFileView, ui_file_view, UI, FILE_VIEW, GtkWidget)

/* @cache: borrowed, outlives it */
GtkWidget *ui_file_view_new      (UiPictureCache *cache) G_GNUC_WARN_UNUSED_RESULT;
void       ui_file_view_set_file (UiFileView     *self,
                                  ChatFile       *file); /* (nullable) */
/* Whether it tells how far the file is, where no UiTransferLine does */
void       ui_file_view_set_tells_progress (UiFileView *self,
                                            gboolean    tells);
/* It is a sound or a film that cannot be played in its place; @codec: (nullable): what it needs */
void       ui_file_view_set_unplayed (UiFileView   *self,
                                      gboolean      is_unplayed,
                                      const char   *codec);
/* How many times wider than high the picture is; 0: it is none, or so small that it stays as it
 * is */
double     ui_file_view_get_shape   (UiFileView  *self);
/* Whether it has the place of one, and not that of a card */
gboolean   ui_file_view_is_picture (UiFileView   *self);
ChatFile  *ui_file_view_get_file (UiFileView     *self); /* (nullable) borrowed */
/* (nullable) borrowed: what came along with it, as far as that stands in its place */
GdkTexture *ui_file_view_get_thumbnail (UiFileView *self);
void       ui_file_view_measure  (UiFileView     *self,
                                  int             room,
                                  int            *width,
                                  int            *height);

G_END_DECLS
