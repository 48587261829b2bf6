/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-bookmark.h"
#include "xmpp-private-node.h"
#include "xmpp-server-info.h"

G_BEGIN_DECLS

typedef struct _XmppBookmarks XmppBookmarks;

/* For its own files: xmpp-bookmarks.c, and xmpp-bookmarks-change.c for how they are changed. */

/* Those of rooms, or those of conversations. */
typedef struct {
  XmppBookmarks   *bookmarks; /* borrowed: it owns us */
  gboolean         is_room;
  XmppPrivateNode *node;
  GHashTable      *entries;   /* borrowed address to owned XmppBookmark */
  gsize            n_bytes;   /* of their elements */
  gboolean         is_settled;
} XmppShelf;

struct _XmppBookmarks
{
  GObject         parent_instance;

  XmppServerInfo *server_info;
  XmppSession    *session;     /* (nullable) borrowed: it is there from attach to detach */
  gulong          online_handler;
  gulong          offline_handler;
  XmppShelf       rooms;
  XmppShelf       conversations;

  GCancellable   *loading;     /* (nullable): ends the request of a session that is gone */
  gboolean        is_storage;  /* the rooms are in private storage, as of old */
  GQueue          saving;      /* owned GTask of changes to it, the first one is at work */
};

XmppShelf *xmpp_bookmarks_get_shelf (XmppBookmarks *self,
                                     gboolean       is_room);
/* Takes @bookmark */
void       xmpp_shelf_take          (XmppShelf     *shelf,
                                     XmppBookmark  *bookmark);
void       xmpp_shelf_drop          (XmppShelf     *shelf,
                                     const char    *key);

G_END_DECLS
