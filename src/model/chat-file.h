/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-picture.h"
#include "chat-transfer.h"

G_BEGIN_DECLS

/* A file that comes with a message. url, path, offer, transfer, thumbnail and unheard may change
 * after it was made (notify), and what an own one turned out to be when it was sent. */
#define CHAT_TYPE_FILE (chat_file_get_type ())
G_DECLARE_FINAL_TYPE (ChatFile, chat_file, CHAT, FILE, GObject)

const char   *chat_file_get_name       (ChatFile *self); /* (nullable) fit to be shown */
const char   *chat_file_get_media_type (ChatFile *self); /* (nullable) as its sender claims */
ChatFileKind  chat_file_get_kind       (ChatFile *self); /* likewise */
gboolean      chat_file_is_voice       (ChatFile *self); /* a sound that somebody has recorded */
gint64        chat_file_get_size       (ChatFile *self); /* bytes; -1: not known */
guint         chat_file_get_width      (ChatFile *self); /* 0: not known */
guint         chat_file_get_height     (ChatFile *self);
gint64        chat_file_get_length     (ChatFile *self); /* ms of sound or video; 0: not known */
/* px: of a photograph that is sent smaller; 0: of all others */
guint         chat_file_get_fit        (ChatFile *self);
const char   *chat_file_get_url        (ChatFile *self); /* (nullable) where others get it */
/* (nullable): where it is on this machine: what is sent, or was fetched; a path or a URI */
const char   *chat_file_get_path       (ChatFile *self);
/* (nullable) (transfer full): a small picture of it, encoded, as it came along */
GBytes       *chat_file_dup_thumbnail  (ChatFile *self) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): what came along instead: its colours */
ChatPicture  *chat_file_dup_colors     (ChatFile *self) G_GNUC_WARN_UNUSED_RESULT;
/* px of the place that it will need: its size, or one of its shape; 0: not known */
void          chat_file_get_shape      (ChatFile *self,
                                        guint    *width,
                                        guint    *height);
/* Of one that is sent straight to us */
ChatOffer     chat_file_get_offer      (ChatFile *self);
/* It goes, or went, straight from one to the other */
gboolean      chat_file_is_direct      (ChatFile *self);
/* It is a sound that came in, and nobody has listened to it on this machine */
gboolean      chat_file_get_unheard    (ChatFile *self);
/* (nullable): while it is on its way */
ChatTransfer *chat_file_get_transfer   (ChatFile *self);

G_END_DECLS
