/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-pictures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pictures of messages, decoded as they are seen, and kept within bounds so that a row that comes
 * into sight again does not flicker. */
#define UI_TYPE_PICTURE_CACHE (ui_picture_cache_get_type ())
G_DECLARE_FINAL_TYPE (UiPictureCache, ui_picture_cache, UI, PICTURE_CACHE, GObject)

UiPictureCache *ui_picture_cache_new         (void) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable) borrowed; @width, @height: px that it may have. What was last seen of that path, for
 * the moment until it has been loaded. */
GdkTexture     *ui_picture_cache_lookup      (UiPictureCache      *self,
                                              const char          *path,
                                              guint                width,
                                              guint                height);
/* Decodes it only if the file is another one than what is kept. */
void            ui_picture_cache_load_async  (UiPictureCache      *self,
                                              ChatPictures        *pictures,
                                              const char          *path,
                                              guint                width,
                                              guint                height,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
/* *@full_width, *@full_height: px of the picture as it is */
GdkTexture     *ui_picture_cache_load_finish (UiPictureCache      *self,
                                              GAsyncResult        *result,
                                              guint               *full_width,
                                              guint               *full_height,
                                              GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
