/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-picture.h"

G_BEGIN_DECLS

/**
 * ChatLook:
 *
 * What sound or a film is, before it is played.
 */
typedef struct _ChatLook ChatLook;

/* ms; -1: not known */
gint64             chat_look_get_duration    (const ChatLook *self);
gboolean           chat_look_get_has_sound   (const ChatLook *self);
/* px as it is to be seen; 0: there is nothing to be seen */
guint              chat_look_get_full_width  (const ChatLook *self);
guint              chat_look_get_full_height (const ChatLook *self);
/* (nullable) static: what of it nothing here reads, as people call it: "H.265 (HEVC)" */
const char        *chat_look_get_missing     (const ChatLook *self);
/* (nullable) borrowed: one of its frames */
const ChatPicture *chat_look_get_poster      (const ChatLook *self);
/* (nullable) borrowed: how loud, from beginning to end; NULL: of a film, or of what is too long */
const guint8      *chat_look_get_peaks       (const ChatLook *self,
                                              guint          *n_peaks);
ChatLook          *chat_look_ref             (ChatLook       *self);
void               chat_look_unref           (ChatLook       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatLook, chat_look_unref)

G_END_DECLS
