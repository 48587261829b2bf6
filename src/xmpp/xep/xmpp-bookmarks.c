/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-bookmarks.c: keeps what is set for rooms and conversations on the server: XEP-0402 1.2.0. */
#define G_LOG_DOMAIN "xmpp-bookmarks"

#include "xmpp-bookmarks.h"

#include "xmpp-bookmark-storage.h"
#include "xmpp-bookmarks-private.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

#define MAX_BOOKMARKS 10000
#define MAX_BYTES     (32 * 1024 * 1024) /* what others have put into them included */

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppBookmarks, xmpp_bookmarks, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  SIGNAL_SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

XmppShelf *
xmpp_bookmarks_get_shelf (XmppBookmarks *self,
                          gboolean       is_room)
{
  return is_room ? &self->rooms : &self->conversations;
}

static GHashTable *
new_entries (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) xmpp_bookmark_free);
}

static void
add_entry (GHashTable   *entries,
           XmppBookmark *bookmark)
{
  g_hash_table_replace (entries, (char *) xmpp_address_get_full (bookmark->address), bookmark);
}

static gsize
count_bytes (const XmppBookmark *bookmark) /* (nullable) */
{
  return bookmark != NULL && bookmark->element != NULL
         ? xmpp_element_get_tree_size (bookmark->element) : 0;
}

/* Takes @bookmark. What others put there is kept also when it means nothing to us. */
void
xmpp_shelf_take (XmppShelf    *shelf,
                 XmppBookmark *bookmark)
{
  const char *key = xmpp_address_get_full (bookmark->address);
  XmppBookmark *present = g_hash_table_lookup (shelf->entries, key);
  gboolean is_same = present != NULL && xmpp_bookmark_equal (present, bookmark);
  gsize n_bytes = shelf->n_bytes - count_bytes (present) + count_bytes (bookmark);
  g_autoptr(XmppBookmark) told = NULL;

  if (n_bytes > MAX_BYTES
      || (present == NULL && g_hash_table_size (shelf->entries) >= MAX_BOOKMARKS))
    {
      g_debug ("Too many bookmarks");
      xmpp_bookmark_free (bookmark);
      return;
    }

  told = xmpp_bookmark_copy (bookmark);
  add_entry (shelf->entries, bookmark);
  shelf->n_bytes = n_bytes;
  if (!is_same)
    g_signal_emit (shelf->bookmarks, signals[SIGNAL_CHANGED], 0, told);
}

void
xmpp_shelf_drop (XmppShelf  *shelf,
                 const char *key)
{
  g_autoptr(XmppBookmark) gone = NULL;
  gpointer bookmark = NULL;

  if (!g_hash_table_steal_extended (shelf->entries, key, NULL, &bookmark))
    return;

  gone = bookmark;
  shelf->n_bytes -= count_bytes (gone);
  g_signal_emit (shelf->bookmarks, signals[SIGNAL_REMOVED], 0, gone);
}

/* @present: what is there; all else is gone. */
static void
drop_others (XmppShelf  *shelf,
             GHashTable *present)
{
  g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, shelf->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (present, key))
      g_ptr_array_add (gone, g_strdup (key));

  for (guint i = 0; i < gone->len; i++)
    xmpp_shelf_drop (shelf, g_ptr_array_index (gone, i));
}

static void
settle (XmppShelf  *shelf,
        GHashTable *present)
{
  GHashTableIter iter;
  gpointer bookmark = NULL;

  drop_others (shelf, present);
  g_hash_table_iter_init (&iter, present);
  while (g_hash_table_iter_next (&iter, NULL, &bookmark))
    xmpp_shelf_take (shelf, xmpp_bookmark_copy (bookmark));

  shelf->is_settled = TRUE;
  g_signal_emit (shelf->bookmarks, signals[SIGNAL_SETTLED], 0, shelf->is_room);
}

/* (nullable): not one of this shelf */
static XmppBookmark *
read_item (XmppShelf            *shelf,
           const XmppPubsubItem *item)
{
  XmppBookmark *bookmark = xmpp_bookmark_read (item->id, item->payload);

  if (bookmark != NULL && bookmark->is_room == shelf->is_room)
    return bookmark;

  g_debug ("Something that is no bookmark");
  xmpp_bookmark_free (bookmark);
  return NULL;
}

static void
migrated_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!xmpp_private_node_publish_finish (XMPP_PRIVATE_NODE (object), result, &error))
    g_debug ("A bookmark stays where it was: %s", error->message);
}

/* The node was never used, and the server does not keep the two in step: XEP-0402, 5.3. */
static void
migrate (XmppBookmarks *self,
         GPtrArray     *bookmarks)
{
  for (guint i = 0; i < bookmarks->len; i++)
    {
      const XmppBookmark *bookmark = g_ptr_array_index (bookmarks, i);
      g_autoptr(XmppElement) element = NULL;

      element = xmpp_bookmark_to_element (bookmark, bookmark->element, XMPP_NS_BOOKMARKS);
      xmpp_private_node_publish_async (self->rooms.node, xmpp_address_get_full (bookmark->address),
                                       element, self->loading, migrated_cb, NULL);
    }
}

static void
storage_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(XmppBookmarks) self = user_data;
  g_autoptr(GHashTable) present = new_entries ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) bookmarks = xmpp_bookmark_storage_load_finish (result, &error);

  if (bookmarks == NULL && error->domain != XMPP_STANZA_ERROR)
    return;

  for (guint i = 0; bookmarks != NULL && i < bookmarks->len; i++)
    add_entry (present, xmpp_bookmark_copy (g_ptr_array_index (bookmarks, i)));

  if (xmpp_private_node_get_state (self->rooms.node) == XMPP_PRIVATE_NODE_UNSUPPORTED)
    self->is_storage = bookmarks != NULL;
  else if (bookmarks != NULL)
    migrate (self, bookmarks);
  settle (&self->rooms, present);
}

/* Where to look for bookmarks of old: where the server has no other, and where there are no others
 * yet. */
static gboolean
needs_storage (XmppBookmarks        *self,
               XmppPrivateNodeState  state)
{
  if (state == XMPP_PRIVATE_NODE_UNSUPPORTED)
    return xmpp_server_info_supports (self->server_info, XMPP_NS_PRIVATE)
           || xmpp_server_info_account_supports (self->server_info, XMPP_NS_PRIVATE);

  return state == XMPP_PRIVATE_NODE_ABSENT
         && !xmpp_server_info_account_supports (self->server_info, XMPP_NS_BOOKMARKS_COMPAT);
}

static void
stop_loading (XmppBookmarks *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
settled_cb (XmppPrivateNode *node,
            GPtrArray       *items,
            gpointer         user_data)
{
  XmppShelf *shelf = user_data;
  g_autoptr(XmppBookmarks) self = g_object_ref (shelf->bookmarks); /* who hears may drop us */
  g_autoptr(GHashTable) present = new_entries ();

  if (shelf->is_room && needs_storage (self, xmpp_private_node_get_state (node)))
    {
      stop_loading (self);
      self->loading = g_cancellable_new ();
      xmpp_bookmark_storage_load_async (self->session, self->loading, storage_cb,
                                        g_object_ref (self));
      return;
    }

  for (guint i = 0; i < items->len; i++)
    {
      XmppBookmark *bookmark = read_item (shelf, g_ptr_array_index (items, i));

      if (bookmark != NULL)
        add_entry (present, bookmark);
    }

  settle (shelf, present);
}

static void
published_cb (XmppPrivateNode      *node,
              const XmppPubsubItem *item,
              gpointer              user_data)
{
  XmppShelf *shelf = user_data;
  g_autoptr(XmppBookmarks) self = g_object_ref (shelf->bookmarks);
  XmppBookmark *bookmark = read_item (shelf, item);

  if (bookmark != NULL)
    xmpp_shelf_take (shelf, bookmark);
}

static void
retracted_cb (XmppPrivateNode *node,
              const char      *item_id,
              gpointer         user_data)
{
  XmppShelf *shelf = user_data;
  g_autoptr(XmppBookmarks) self = g_object_ref (shelf->bookmarks);
  g_autoptr(XmppAddress) address = xmpp_address_parse (item_id, NULL);

  if (address != NULL)
    xmpp_shelf_drop (shelf, xmpp_address_get_full (address));
}

static void
purged_cb (XmppPrivateNode *node,
           gpointer         user_data)
{
  XmppShelf *shelf = user_data;
  g_autoptr(XmppBookmarks) self = g_object_ref (shelf->bookmarks);
  g_autoptr(GHashTable) nothing = new_entries ();

  drop_others (shelf, nothing);
}

static void
init_shelf (XmppBookmarks *self,
            XmppPubsub    *pubsub,
            gboolean       is_room)
{
  XmppShelf *shelf = xmpp_bookmarks_get_shelf (self, is_room);

  shelf->bookmarks = self;
  shelf->is_room = is_room;
  shelf->entries = new_entries ();
  shelf->node = xmpp_private_node_new (pubsub, self->server_info,
                                       is_room ? XMPP_NS_BOOKMARKS : XMPP_NS_CONVERSATIONS);
  g_signal_connect (shelf->node, "settled", G_CALLBACK (settled_cb), shelf);
  g_signal_connect (shelf->node, "published", G_CALLBACK (published_cb), shelf);
  g_signal_connect (shelf->node, "retracted", G_CALLBACK (retracted_cb), shelf);
  g_signal_connect (shelf->node, "purged", G_CALLBACK (purged_cb), shelf);
}

static void
clear_shelf (XmppShelf *shelf)
{
  if (shelf->node != NULL)
    g_signal_handlers_disconnect_by_data (shelf->node, shelf);
  g_clear_object (&shelf->node);
  g_clear_pointer (&shelf->entries, g_hash_table_unref);
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppBookmarks *self = user_data;

  if (resumed)
    return;

  self->rooms.is_settled = FALSE;
  self->conversations.is_settled = FALSE;
  self->is_storage = FALSE;
}

static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  stop_loading (user_data);
}

/* Ahead of the nodes, which tell as soon as they can. */
static void
xmpp_bookmarks_attach (XmppFeature *feature,
                       XmppSession *session)
{
  XmppBookmarks *self = XMPP_BOOKMARKS (feature);

  self->session = session;
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
  xmpp_feature_attach (XMPP_FEATURE (self->rooms.node), session);
  xmpp_feature_attach (XMPP_FEATURE (self->conversations.node), session);
}

static void
xmpp_bookmarks_detach (XmppFeature *feature,
                       XmppSession *session)
{
  XmppBookmarks *self = XMPP_BOOKMARKS (feature);

  stop_loading (self);
  xmpp_feature_detach (XMPP_FEATURE (self->conversations.node), session);
  xmpp_feature_detach (XMPP_FEATURE (self->rooms.node), session);
  g_clear_signal_handler (&self->online_handler, session);
  g_clear_signal_handler (&self->offline_handler, session);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_bookmarks_attach;
  iface->detach = xmpp_bookmarks_detach;
}

static void
xmpp_bookmarks_dispose (GObject *object)
{
  XmppBookmarks *self = XMPP_BOOKMARKS (object);

  g_clear_object (&self->server_info);
  clear_shelf (&self->rooms);
  clear_shelf (&self->conversations);
  g_clear_object (&self->loading);
  g_assert (g_queue_is_empty (&self->saving)); /* those have a reference on us */

  G_OBJECT_CLASS (xmpp_bookmarks_parent_class)->dispose (object);
}

static void
xmpp_bookmarks_class_init (XmppBookmarksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_bookmarks_dispose;

  /**
   * XmppBookmarks::changed:
   * @bookmark: (type XmppBookmark): what it says now
   *
   * A bookmark is new, or says something else.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", XMPP_TYPE_BOOKMARKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppBookmarks::removed:
   * @bookmark: (type XmppBookmark): what it said
   *
   * A bookmark is gone.
   */
  signals[SIGNAL_REMOVED] =
    g_signal_new ("removed", XMPP_TYPE_BOOKMARKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppBookmarks::settled:
   * @is_room: which ones
   *
   * All that the server keeps has been told. Once for each stream.
   */
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", XMPP_TYPE_BOOKMARKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
xmpp_bookmarks_init (XmppBookmarks *self)
{
  g_queue_init (&self->saving);
}

/**
 * xmpp_bookmarks_new:
 * @pubsub: publishes and hears
 * @server_info: tells what our server can do
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppBookmarks *
xmpp_bookmarks_new (XmppPubsub     *pubsub,
                    XmppServerInfo *server_info)
{
  XmppBookmarks *self;

  g_return_val_if_fail (XMPP_IS_PUBSUB (pubsub), NULL);
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (server_info), NULL);

  self = g_object_new (XMPP_TYPE_BOOKMARKS, NULL);
  self->server_info = g_object_ref (server_info);
  init_shelf (self, pubsub, TRUE);
  init_shelf (self, pubsub, FALSE);
  return self;
}

/**
 * xmpp_bookmarks_is_settled:
 * @self: the feature
 * @is_room: which ones
 *
 * Returns: whether all that the server keeps is known
 */
gboolean
xmpp_bookmarks_is_settled (XmppBookmarks *self,
                           gboolean       is_room)
{
  g_return_val_if_fail (XMPP_IS_BOOKMARKS (self), FALSE);

  return xmpp_bookmarks_get_shelf (self, is_room)->is_settled;
}

/**
 * xmpp_bookmarks_is_supported:
 * @self: the feature
 * @is_room: which ones
 *
 * Returns: whether the server has a place for them; not known before they are settled
 */
gboolean
xmpp_bookmarks_is_supported (XmppBookmarks *self,
                             gboolean       is_room)
{
  XmppPrivateNodeState state;

  g_return_val_if_fail (XMPP_IS_BOOKMARKS (self), FALSE);

  state = xmpp_private_node_get_state (xmpp_bookmarks_get_shelf (self, is_room)->node);
  return state == XMPP_PRIVATE_NODE_ABSENT || state == XMPP_PRIVATE_NODE_LOADED
         || (is_room && self->is_storage);
}

/**
 * xmpp_bookmarks_lookup:
 * @self: the feature
 * @address: a room's or a person's
 * @is_room: whether it is a room's
 *
 * Returns: (nullable) (transfer none): what is kept for it; good until it changes
 */
XmppBookmark *
xmpp_bookmarks_lookup (XmppBookmarks *self,
                       XmppAddress   *address,
                       gboolean       is_room)
{
  g_return_val_if_fail (XMPP_IS_BOOKMARKS (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  return g_hash_table_lookup (xmpp_bookmarks_get_shelf (self, is_room)->entries,
                              xmpp_address_get_bare (address));
}

/**
 * xmpp_bookmarks_get_all:
 * @self: the feature
 * @is_room: which ones
 *
 * Returns: (transfer container) (element-type XmppBookmark): all, in no order
 */
GPtrArray *
xmpp_bookmarks_get_all (XmppBookmarks *self,
                        gboolean       is_room)
{
  GPtrArray *all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer bookmark = NULL;

  g_return_val_if_fail (XMPP_IS_BOOKMARKS (self), all);

  g_hash_table_iter_init (&iter, xmpp_bookmarks_get_shelf (self, is_room)->entries);
  while (g_hash_table_iter_next (&iter, NULL, &bookmark))
    g_ptr_array_add (all, bookmark);

  return all;
}
