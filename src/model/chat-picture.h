/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ChatPicture:
 *
 * A picture, decoded.
 */
typedef struct _ChatPicture ChatPicture;

/* px of the picture as it is */
guint        chat_picture_get_full_width  (const ChatPicture *self);
guint        chat_picture_get_full_height (const ChatPicture *self);
/* px of what is here */
guint        chat_picture_get_width       (const ChatPicture *self);
guint        chat_picture_get_height      (const ChatPicture *self);
/* R, G, B and A of a byte each, not premultiplied; FALSE: R, G, B */
gboolean     chat_picture_get_has_alpha   (const ChatPicture *self);
/* More than one: it moves */
guint        chat_picture_get_n_frames    (const ChatPicture *self);
/* borrowed: the pixels, line by line without space between */
GBytes      *chat_picture_get_frame       (const ChatPicture *self,
                                           guint              frame);
/* ms that it is shown */
guint        chat_picture_get_time        (const ChatPicture *self,
                                           guint              frame);
void         chat_picture_free            (ChatPicture       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatPicture, chat_picture_free)

G_END_DECLS
