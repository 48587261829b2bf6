/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChatConversation ChatConversation;
typedef struct _ChatConversations ChatConversations;
typedef struct _ChatSearch ChatSearch;
typedef struct _ChatStore ChatStore;

ChatSearch *chat_search_new (ChatStore         *store,
                             ChatConversations *conversations,
                             GPtrArray         *histories,    /* of ChatHistory, as they come */
                             ChatConversation  *conversation) /* (nullable): only there */
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
