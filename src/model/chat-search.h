/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

G_BEGIN_DECLS

/* One hit. */
#define CHAT_TYPE_HIT (chat_hit_get_type ())
G_DECLARE_FINAL_TYPE (ChatHit, chat_hit, CHAT, HIT, GObject)

ChatConversation *chat_hit_get_conversation (ChatHit *self); /* borrowed */
ChatMessage      *chat_hit_get_message      (ChatHit *self); /* borrowed */
/* The body around the first match, cut to a line or two; @starts and @ends: byte offsets of what
 * matched */
const char *chat_hit_get_excerpt (ChatHit *self,
                                  GArray **starts,
                                  GArray **ends); /* guint, borrowed */

/* A search over the archive: a GListModel of ChatHit, newest first, that grows by pages. Setting
 * the query again starts anew. Where the server has more than is here, and can search, it is asked
 * as well, once nobody types; what it finds is stored, and then the hits come anew. Properties
 * (notify): query (string), searching (bool), has-more (bool). */
#define CHAT_TYPE_SEARCH (chat_search_get_type ())
G_DECLARE_FINAL_TYPE (ChatSearch, chat_search, CHAT, SEARCH, GObject)

void        chat_search_set_query     (ChatSearch *self,
                                       const char *query); /* NULL or "": no hits */
gboolean    chat_search_get_searching (ChatSearch *self);
gboolean    chat_search_get_has_more  (ChatSearch *self);
void        chat_search_load_more     (ChatSearch *self);

G_END_DECLS
