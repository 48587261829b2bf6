/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-peer.h"

G_BEGIN_DECLS

/* A round picture of somebody; their initials on their colour while there is none.
 *
 * Properties: size (int, px), name (string), color ("#rrggbb"), image (GBytes, nullable: encoded),
 * presence (int, ChatPresence), show-presence (bool: the dot at the corner), square (bool: what is
 * nobody has corners), peer (ChatPeer,
 * nullable: follows name, colour, picture and presence of it). The picture is decoded off the main
 * thread; where the window is a UiTextureScope, once for all avatars. */
#define UI_TYPE_AVATAR (ui_avatar_get_type ())
G_DECLARE_FINAL_TYPE (UiAvatar, ui_avatar, UI, AVATAR, GtkWidget)

GtkWidget    *ui_avatar_new               (int size);
void          ui_avatar_set_size          (UiAvatar     *self,
                                           int           size);
const char   *ui_avatar_get_name          (UiAvatar     *self);
void          ui_avatar_set_name          (UiAvatar     *self,
                                           const char   *name);
const char   *ui_avatar_get_color         (UiAvatar     *self);
void          ui_avatar_set_color         (UiAvatar     *self,
                                           const char   *color);
GBytes       *ui_avatar_get_image         (UiAvatar     *self);
void          ui_avatar_set_image         (UiAvatar     *self,
                                           GBytes       *image);
ChatPresence  ui_avatar_get_presence      (UiAvatar     *self);
void          ui_avatar_set_presence      (UiAvatar     *self,
                                           ChatPresence  presence);
void          ui_avatar_set_show_presence (UiAvatar     *self,
                                           gboolean      show_presence);
void          ui_avatar_set_peer          (UiAvatar     *self,
                                           ChatPeer     *peer);

/* The picture of @peer, (nullable), beside @name, which may be another one than it has by now, with
 * @color: both stay */
void          ui_avatar_set_peer_as           (UiAvatar     *self,
                                               ChatPeer     *peer,
                                               const char   *name,
                                               const char   *color);

G_END_DECLS
