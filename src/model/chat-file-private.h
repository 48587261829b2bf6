/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatFile ChatFile;
typedef struct _ChatTransfer ChatTransfer;

/* @row: an ArchiveFile, which is copied */
ChatFile      *chat_file_new          (gconstpointer  row) G_GNUC_WARN_UNUSED_RESULT;
/* It is known now where it is and what it came to. */
void           chat_file_update       (ChatFile      *self,
                                       gconstpointer  row);
/* Its small picture has come by itself: a "data:" URI. Who calls stores it. */
void           chat_file_set_thumbnail (ChatFile     *self,
                                        const char   *uri);
/* It was listened to; who calls stores it. */
void           chat_file_note_heard   (ChatFile      *self);
/* We have sent it. */
void           chat_file_note_ours    (ChatFile      *self);
/* An ArchiveFile */
gconstpointer  chat_file_get_row      (ChatFile      *self);
/* What is going on with its offer; CHAT_OFFER_NONE: nothing, and its row tells what was */
void           chat_file_set_offer    (ChatFile      *self,
                                       ChatOffer      offer);
/* Who had it has said that they do not give it; and whether they did, since the program runs */
void           chat_file_set_gone     (ChatFile      *self);
gboolean       chat_file_is_gone      (ChatFile      *self);
void           chat_file_set_transfer (ChatFile      *self,
                                       ChatTransfer  *transfer); /* (nullable) */

G_END_DECLS
