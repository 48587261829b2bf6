/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatRoom ChatRoom;

/* What a contact or a room hears of our typing: XEP-0085, from our side. */
typedef struct _ChatComposing ChatComposing;

ChatComposing *chat_composing_new       (ChatConnection *connection,
                                         const char     *address) G_GNUC_WARN_UNUSED_RESULT;
/* Only while few are there */
ChatComposing *chat_composing_new_for_room (ChatConnection *connection,
                                         ChatRoom       *room) G_GNUC_WARN_UNUSED_RESULT;
void           chat_composing_free      (ChatComposing  *self);
/* With every change of the text: whether there is one */
void           chat_composing_set       (ChatComposing  *self,
                                         gboolean        composing);
/* A message of ours goes: to a contact it says itself that we have written it */
void           chat_composing_note_sent (ChatComposing  *self);
/* A message of theirs came, with or without such a notice */
void           chat_composing_note_peer (ChatComposing  *self,
                                         gboolean        has_state);

G_END_DECLS
