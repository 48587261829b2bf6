/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-bookmarks.c: keeps what is set for rooms and conversations on the server: XEP-0402 1.2.0. */
#define G_LOG_DOMAIN "xmpp-bookmarks"

#include "xmpp-bookmarks.h"

#include "xmpp-bookmark-storage.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-private-node.h"
#include "xmpp-request.h"

#define MAX_BOOKMARKS 10000
#define MAX_BYTES     (32 * 1024 * 1024) /* what others have put into them included */

/* Those of rooms, or those of conversations. */
typedef struct {
  XmppBookmarks   *bookmarks; /* borrowed: it owns us */
  gboolean         is_room;
  XmppPrivateNode *node;
  GHashTable      *entries;   /* borrowed address to owned XmppBookmark */
  gsize            n_bytes;   /* of their elements */
  gboolean         is_settled;
} Shelf;

struct _XmppBookmarks
{
  GObject         parent_instance;

  XmppServerInfo *server_info;
  XmppSession    *session;     /* (nullable) borrowed: it is there from attach to detach */
  gulong          online_handler;
  gulong          offline_handler;
  Shelf           rooms;
  Shelf           conversations;

  GCancellable   *loading;     /* (nullable): ends the request of a session that is gone */
  gboolean        is_storage;  /* the rooms are in private storage, as of old */
  GQueue          saving;      /* owned GTask of changes to it, the first one is at work */
};

typedef struct {
  XmppBookmark *bookmark;
  gboolean      is_removal; /* of which only the address counts */
} Change;

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

static Shelf *
get_shelf (XmppBookmarks *self,
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
static void
take (Shelf        *shelf,
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

static void
drop (Shelf      *shelf,
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
drop_others (Shelf      *shelf,
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
    drop (shelf, g_ptr_array_index (gone, i));
}

static void
settle (Shelf      *shelf,
        GHashTable *present)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer bookmark = NULL;

  drop_others (shelf, present);
  g_hash_table_iter_init (&iter, present);
  while (g_hash_table_iter_next (&iter, NULL, &bookmark))
    take (shelf, xmpp_bookmark_copy (bookmark));

  shelf->is_settled = TRUE;
  g_signal_emit (shelf->bookmarks, signals[SIGNAL_SETTLED], 0, shelf->is_room);
}

/* (nullable): not one of this shelf */
static XmppBookmark *
read_item (Shelf                *shelf,
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
  Shelf *shelf = user_data;
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
  Shelf *shelf = user_data;
  g_autoptr(XmppBookmarks) self = g_object_ref (shelf->bookmarks);
  XmppBookmark *bookmark = read_item (shelf, item);

  if (bookmark != NULL)
    take (shelf, bookmark);
}

static void
retracted_cb (XmppPrivateNode *node,
              const char      *item_id,
              gpointer         user_data)
{
  Shelf *shelf = user_data;
  g_autoptr(XmppBookmarks) self = g_object_ref (shelf->bookmarks);
  g_autoptr(XmppAddress) address = xmpp_address_parse (item_id, NULL);

  if (address != NULL)
    drop (shelf, xmpp_address_get_full (address));
}

static void
purged_cb (XmppPrivateNode *node,
           gpointer         user_data)
{
  Shelf *shelf = user_data;
  g_autoptr(XmppBookmarks) self = g_object_ref (shelf->bookmarks);
  g_autoptr(GHashTable) nothing = new_entries ();

  drop_others (shelf, nothing);
}

static void
init_shelf (XmppBookmarks *self,
            XmppPubsub    *pubsub,
            gboolean       is_room)
{
  Shelf *shelf = get_shelf (self, is_room);

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
clear_shelf (Shelf *shelf)
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

  return get_shelf (self, is_room)->is_settled;
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

  state = xmpp_private_node_get_state (get_shelf (self, is_room)->node);
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

  return g_hash_table_lookup (get_shelf (self, is_room)->entries,
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

  g_hash_table_iter_init (&iter, get_shelf (self, is_room)->entries);
  while (g_hash_table_iter_next (&iter, NULL, &bookmark))
    g_ptr_array_add (all, bookmark);

  return all;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  xmpp_bookmark_free (change->bookmark);
  g_free (change);
}

/* Takes @task and @error. */
static void
end_change (GTask  *task,
            GError *error)
{
  g_autoptr(GTask) owned = task;
  XmppBookmarks *self = g_task_get_source_object (task);
  const Change *change = g_task_get_task_data (task);
  Shelf *shelf = get_shelf (self, change->bookmark->is_room);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (change->is_removal)
    drop (shelf, xmpp_address_get_full (change->bookmark->address));
  else
    take (shelf, xmpp_bookmark_copy (change->bookmark));
  g_task_return_boolean (task, TRUE);
}

static void begin_save (XmppBookmarks *self);

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(XmppBookmarks) self = user_data;
  GTask *task = g_queue_pop_head (&self->saving);
  GError *error = NULL;

  /* The next one first: who hears of this one may store another at once. */
  xmpp_bookmark_storage_save_finish (result, &error);
  begin_save (self);
  end_change (task, error);
}

/* One after the other: each reads all, and writes all. */
static void
begin_save (XmppBookmarks *self)
{
  GTask *task = g_queue_peek_head (&self->saving);
  const Change *change;

  if (task == NULL)
    return;

  if (self->session == NULL)
    {
      end_change (g_queue_pop_head (&self->saving),
                  g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected"));
      begin_save (self);
      return;
    }

  change = g_task_get_task_data (task);
  xmpp_bookmark_storage_save_async (self->session, change->bookmark->address,
                                    change->is_removal ? NULL : change->bookmark,
                                    g_task_get_cancellable (task), saved_cb, g_object_ref (self));
}

/* Takes @task. */
static void
save (XmppBookmarks *self,
      GTask         *task)
{
  g_queue_push_tail (&self->saving, task);
  if (g_queue_get_length (&self->saving) == 1)
    begin_save (self);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  GError *error = NULL;

  xmpp_private_node_publish_finish (XMPP_PRIVATE_NODE (object), result, &error);
  end_change (user_data, error);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GError *error = NULL;

  xmpp_private_node_retract_finish (XMPP_PRIVATE_NODE (object), result, &error);
  end_change (user_data, error);
}

static GTask *
new_change (XmppBookmarks       *self,
            XmppBookmark        *bookmark,
            gboolean             is_removal,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  Change *change = g_new0 (Change, 1);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  change->bookmark = bookmark;
  change->is_removal = is_removal;
  g_task_set_task_data (task, change, change_free);
  return task;
}

/**
 * xmpp_bookmarks_store_async:
 * @self: the feature
 * @bookmark: what to keep; copied. What others have put there is preserved
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is stored, or will not be
 * @user_data: for @callback
 *
 * Keeps a bookmark on the server, and tells our other devices.
 */
void
xmpp_bookmarks_store_async (XmppBookmarks       *self,
                            const XmppBookmark  *bookmark,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  XmppBookmark *stored;
  const XmppBookmark *present;
  XmppElement *element;
  Shelf *shelf;
  GTask *task;

  g_return_if_fail (XMPP_IS_BOOKMARKS (self));
  g_return_if_fail (bookmark != NULL);

  shelf = get_shelf (self, bookmark->is_room);
  present = xmpp_bookmarks_lookup (self, bookmark->address, bookmark->is_room);
  stored = xmpp_bookmark_copy (bookmark);
  element = xmpp_bookmark_to_element (bookmark, present != NULL ? present->element : NULL,
                                      shelf->is_room ? XMPP_NS_BOOKMARKS : XMPP_NS_CONVERSATIONS);
  g_clear_pointer (&stored->element, xmpp_element_unref);
  stored->element = element;

  task = new_change (self, stored, FALSE, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_bookmarks_store_async);
  if (shelf->is_room && self->is_storage)
    save (self, task);
  else
    xmpp_private_node_publish_async (shelf->node, xmpp_address_get_full (stored->address), element,
                                     cancellable, stored_cb, task);
}

/**
 * xmpp_bookmarks_store_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED: the server has no private place for it, and was not told
 *
 * Returns: %TRUE when it is kept
 */
gboolean
xmpp_bookmarks_store_finish (XmppBookmarks  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  return xmpp_request_finish (self, result, xmpp_bookmarks_store_async, error);
}

/**
 * xmpp_bookmarks_remove_async:
 * @self: the feature
 * @address: a room's or a person's
 * @is_room: whether it is a room's
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is gone, or will not be
 * @user_data: for @callback
 *
 * Takes a bookmark away, and tells our other devices: XEP-0402, 3.5.
 */
void
xmpp_bookmarks_remove_async (XmppBookmarks       *self,
                             XmppAddress         *address,
                             gboolean             is_room,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  Shelf *shelf;
  GTask *task;

  g_return_if_fail (XMPP_IS_BOOKMARKS (self));
  g_return_if_fail (address != NULL);

  shelf = get_shelf (self, is_room);
  task = new_change (self, xmpp_bookmark_new (address, is_room), TRUE, cancellable, callback,
                     user_data);
  g_task_set_source_tag (task, xmpp_bookmarks_remove_async);
  if (is_room && self->is_storage)
    save (self, task);
  else
    xmpp_private_node_retract_async (shelf->node, xmpp_address_get_bare (address), cancellable,
                                     removed_cb, task);
}

/**
 * xmpp_bookmarks_remove_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when it is gone
 */
gboolean
xmpp_bookmarks_remove_finish (XmppBookmarks  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return xmpp_request_finish (self, result, xmpp_bookmarks_remove_async, error);
}
