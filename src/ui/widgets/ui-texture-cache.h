/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-pictures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Small pictures of people, decoded off the main thread and kept by content and size, within
 * bounds. */
#define UI_TYPE_TEXTURE_CACHE (ui_texture_cache_get_type ())
G_DECLARE_FINAL_TYPE (UiTextureCache, ui_texture_cache, UI, TEXTURE_CACHE, GObject)

UiTextureCache *ui_texture_cache_new         (ChatPictures        *pictures)
  G_GNUC_WARN_UNUSED_RESULT;
/* borrowed: what decodes */
ChatPictures   *ui_texture_cache_get_pictures (UiTextureCache     *self);
/* What is there already, so that a row that scrolls into view does not flicker; (nullable)
 * borrowed */
GdkTexture     *ui_texture_cache_lookup      (UiTextureCache      *self,
                                              GBytes              *image,
                                              int                  size);
/* @size: px of the square that is made of its middle */
void            ui_texture_cache_load_async  (UiTextureCache      *self,
                                              GBytes              *image,
                                              int                  size,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
GdkTexture     *ui_texture_cache_load_finish (GAsyncResult        *result,
                                              GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): one picture of @picture, without a copy of its pixels */
GdkTexture     *ui_texture_new               (const ChatPicture   *picture,
                                              guint                frame)
  G_GNUC_WARN_UNUSED_RESULT;

/* A window that has a cache, for all pictures in it and in the windows that are transient for
 * it. */
#define UI_TYPE_TEXTURE_SCOPE (ui_texture_scope_get_type ())
G_DECLARE_INTERFACE (UiTextureScope, ui_texture_scope, UI, TEXTURE_SCOPE, GtkWidget)

struct _UiTextureScopeInterface
{
  GTypeInterface parent_iface;

  UiTextureCache *(*get_texture_cache) (UiTextureScope *self); /* borrowed */
};

/* (nullable) borrowed: of the nearest scope around @widget */
UiTextureCache *ui_texture_cache_for_widget  (GtkWidget *widget);

G_END_DECLS
