/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-bookmarks-change.c: changes what is set for rooms and conversations on the server: as one
 * item (XEP-0402 1.2.0), or, where rooms are in private storage as of old, all of them at once. */
#define G_LOG_DOMAIN "xmpp-bookmarks"

#include "xmpp-bookmarks.h"

#include "xmpp-bookmark-storage.h"
#include "xmpp-bookmarks-private.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

typedef struct {
  XmppBookmark *bookmark;
  gboolean      is_removal; /* of which only the address counts */
} Change;

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
  XmppShelf *shelf = xmpp_bookmarks_get_shelf (self, change->bookmark->is_room);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (change->is_removal)
    xmpp_shelf_drop (shelf, xmpp_address_get_full (change->bookmark->address));
  else
    xmpp_shelf_take (shelf, xmpp_bookmark_copy (change->bookmark));
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
  XmppShelf *shelf;
  GTask *task;

  g_return_if_fail (XMPP_IS_BOOKMARKS (self));
  g_return_if_fail (bookmark != NULL);

  shelf = xmpp_bookmarks_get_shelf (self, bookmark->is_room);
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
  XmppShelf *shelf;
  GTask *task;

  g_return_if_fail (XMPP_IS_BOOKMARKS (self));
  g_return_if_fail (address != NULL);

  shelf = xmpp_bookmarks_get_shelf (self, is_room);
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
