/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-bookmark-storage.c: bookmarks in private storage: XEP-0048 1.2, XEP-0049 1.2. */
#define G_LOG_DOMAIN "xmpp-bookmarks"

#include "xmpp-bookmark-storage.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

#define MAX_BOOKMARKS 10000

/* What is to be saved; it goes through these steps:
 *
 *   read all that is there ──► change one ──► write all of it ──► done
 */
typedef struct {
  XmppAddress  *address;
  XmppBookmark *bookmark; /* (nullable) */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  xmpp_address_unref (change->address);
  xmpp_bookmark_free (change->bookmark);
  g_free (change);
}

static XmppElement *
new_request (const char   *type,
             XmppElement **query)
{
  XmppElement *iq = xmpp_element_new_iq (type, NULL);

  *query = xmpp_element_add_child (iq, "query", XMPP_NS_PRIVATE);
  return iq;
}

static XmppElement *
new_fetch (void)
{
  XmppElement *query = NULL;
  XmppElement *iq = new_request ("get", &query);

  xmpp_element_add_child (query, "storage", XMPP_NS_BOOKMARK_STORAGE);
  return iq;
}

static XmppElement *
find_storage (XmppElement *iq)
{
  XmppElement *query = xmpp_element_get_child (iq, "query", XMPP_NS_PRIVATE);

  return query != NULL ? xmpp_element_get_child (query, "storage", XMPP_NS_BOOKMARK_STORAGE)
                       : NULL;
}

static XmppElement *
get_first_conference (XmppElement *storage)
{
  return storage != NULL
         ? xmpp_element_get_child (storage, "conference", XMPP_NS_BOOKMARK_STORAGE) : NULL;
}

static void
load_answer (XmppElement *iq,
             GTask       *task)
{
  XmppElement *element = get_first_conference (find_storage (iq));
  GPtrArray *bookmarks = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_bookmark_free);

  for (; element != NULL && bookmarks->len < MAX_BOOKMARKS;
       element = xmpp_element_get_next_same (element))
    {
      XmppBookmark *bookmark = xmpp_bookmark_read (xmpp_element_get_attribute (element, "jid"),
                                                   element);

      if (bookmark != NULL)
        g_ptr_array_add (bookmarks, bookmark);
    }

  g_task_return_pointer (task, bookmarks, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * xmpp_bookmark_storage_load_async:
 * @session: the session
 * @cancellable: (nullable): ends the wait
 * @callback: called when they are here
 * @user_data: for @callback
 *
 * Reads the bookmarks in private storage.
 */
void
xmpp_bookmark_storage_load_async (XmppSession         *session,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_SESSION (session));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_bookmark_storage_load_async);
  xmpp_request_send (session, new_fetch (), task, load_answer);
}

/**
 * xmpp_bookmark_storage_load_finish:
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type XmppBookmark): the bookmarks
 */
GPtrArray *
xmpp_bookmark_storage_load_finish (GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, xmpp_bookmark_storage_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
is_of (XmppElement *element,
       XmppAddress *address)
{
  const char *jid = xmpp_element_get_attribute (element, "jid");
  g_autoptr(XmppAddress) parsed = jid != NULL ? xmpp_address_parse (jid, NULL) : NULL;

  return parsed != NULL && xmpp_address_equal (parsed, address);
}

/* All that there is, links to web pages and what we do not know included, with one bookmark put in
 * the place of what there is for it. */
static void
write_storage (XmppElement  *query,
               XmppElement  *present,
               const Change *change)
{
  XmppElement *storage = present != NULL
                         ? xmpp_element_append_copy (query, present)
                         : xmpp_element_add_child (query, "storage", XMPP_NS_BOOKMARK_STORAGE);
  XmppElement *element = get_first_conference (storage);
  g_autoptr(XmppElement) base = NULL;
  g_autoptr(XmppElement) changed = NULL;

  while (element != NULL)
    {
      XmppElement *next = xmpp_element_get_next_same (element);

      if (is_of (element, change->address))
        {
          g_clear_pointer (&base, xmpp_element_unref);
          base = xmpp_element_copy (element);
          xmpp_element_remove_child (storage, element);
        }

      element = next;
    }

  if (change->bookmark == NULL)
    return;

  changed = xmpp_bookmark_to_element (change->bookmark, base, XMPP_NS_BOOKMARK_STORAGE);
  xmpp_element_append_copy (storage, changed);
}

static void
present_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  XmppElement *query = NULL;
  XmppElement *set;

  if (iq == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  set = new_request ("set", &query);
  write_storage (query, find_storage (iq), g_task_get_task_data (task));
  xmpp_request_send (XMPP_SESSION (object), set, g_steal_pointer (&task), NULL);
}

/**
 * xmpp_bookmark_storage_save_async:
 * @session: the session
 * @address: the room's
 * @bookmark: (nullable): what to store for it; %NULL: nothing any more
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is saved, or will not be
 * @user_data: for @callback
 *
 * Changes one bookmark in private storage.
 */
void
xmpp_bookmark_storage_save_async (XmppSession         *session,
                                  XmppAddress         *address,
                                  const XmppBookmark  *bookmark,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task;
  Change *change;

  g_return_if_fail (XMPP_IS_SESSION (session));
  g_return_if_fail (address != NULL);

  change = g_new0 (Change, 1);
  change->address = xmpp_address_ref (address);
  change->bookmark = bookmark != NULL ? xmpp_bookmark_copy (bookmark) : NULL;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_bookmark_storage_save_async);
  g_task_set_task_data (task, change, change_free);
  xmpp_session_send_iq_async (session, new_fetch (), 0, cancellable, present_cb, task);
}

/**
 * xmpp_bookmark_storage_save_finish:
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when it is saved
 */
gboolean
xmpp_bookmark_storage_save_finish (GAsyncResult  *result,
                                   GError       **error)
{
  return xmpp_request_finish (NULL, result, xmpp_bookmark_storage_save_async, error);
}
