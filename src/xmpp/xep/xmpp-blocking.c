/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-blocking.c: whom our server keeps from us, and telling it why: XEP-0191 1.3 and
 * XEP-0377 0.4.1. */
#define G_LOG_DOMAIN "xmpp-blocking"

#include "xmpp-blocking.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

#include <string.h>

#define MAX_BLOCKED     50000
#define MAX_REPORTED    64 /* messages */

struct _XmppBlocking
{
  GObject       parent_instance;

  XmppSession  *session;   /* (nullable) borrowed: it is there from attach to detach */
  guint         block_handler;
  guint         unblock_handler;
  gulong        online_handler;
  gulong        offline_handler;

  GCancellable *loading;   /* (nullable): ends the request of a session that is gone */
  GHashTable   *blocked;   /* borrowed char *, the whole address, to owned XmppAddress */
  gboolean      is_supported;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppBlocking, xmpp_blocking, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_LOADED,
  SIGNAL_BLOCKED,
  SIGNAL_UNBLOCKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) xmpp_address_unref);
}

static GHashTable *
read_items (XmppElement *parent)
{
  GHashTable *addresses = new_table ();

  for (XmppElement *item = xmpp_element_get_child (parent, "item", XMPP_NS_BLOCKING);
       item != NULL && g_hash_table_size (addresses) < MAX_BLOCKED;
       item = xmpp_element_get_next_same (item))
    {
      const char *jid = xmpp_element_get_attribute (item, "jid");
      XmppAddress *address = jid != NULL ? xmpp_address_parse (jid, NULL) : NULL;

      if (address != NULL)
        g_hash_table_replace (addresses, (char *) xmpp_address_get_full (address), address);
    }

  return addresses;
}

static void
block_all (XmppBlocking *self,
           GHashTable   *addresses)
{
  GHashTableIter iter;
  gpointer address = NULL;

  g_hash_table_iter_init (&iter, addresses);
  while (g_hash_table_iter_next (&iter, NULL, &address))
    {
      char *key = (char *) xmpp_address_get_full (address);

      if (g_hash_table_contains (self->blocked, key)
          || g_hash_table_size (self->blocked) >= MAX_BLOCKED)
        continue;

      g_hash_table_insert (self->blocked, key, xmpp_address_ref (address));
      g_signal_emit (self, signals[SIGNAL_BLOCKED], 0, address);
    }
}

static void
unblock_all (XmppBlocking *self,
             GHashTable   *addresses)
{
  GHashTableIter iter;
  gpointer address = NULL;

  g_hash_table_iter_init (&iter, addresses);
  while (g_hash_table_iter_next (&iter, NULL, &address))
    if (g_hash_table_remove (self->blocked, xmpp_address_get_full (address)))
      g_signal_emit (self, signals[SIGNAL_UNBLOCKED], 0, address);
}

/* What is not in @addresses is no longer blocked. */
static void
unblock_others (XmppBlocking *self,
                GHashTable   *addresses)
{
  g_autoptr(GHashTable) gone = new_table ();
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer address = NULL;

  g_hash_table_iter_init (&iter, self->blocked);
  while (g_hash_table_iter_next (&iter, &key, &address))
    if (!g_hash_table_contains (addresses, key))
      g_hash_table_insert (gone, key, xmpp_address_ref (address));

  unblock_all (self, gone);
}

static gboolean
check_push (XmppSession *session,
            XmppElement *iq)
{
  if (xmpp_session_is_from_self (session, iq))
    {
      xmpp_session_send (session, xmpp_element_new_result (iq));
      return TRUE;
    }

  g_debug ("A blocking push from somebody else");
  xmpp_session_send (session,
                     xmpp_stanza_error_reply (iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE, NULL));
  return FALSE;
}

static gboolean
block_cb (XmppSession *session,
          XmppElement *iq,
          XmppElement *block,
          gpointer     user_data)
{
  g_autoptr(XmppBlocking) self = g_object_ref (user_data); /* whoever hears of it may drop us */
  g_autoptr(GHashTable) addresses = NULL;

  if (!check_push (session, iq))
    return TRUE;

  addresses = read_items (block);
  block_all (self, addresses);
  return TRUE;
}

static gboolean
unblock_cb (XmppSession *session,
            XmppElement *iq,
            XmppElement *unblock,
            gpointer     user_data)
{
  g_autoptr(XmppBlocking) self = g_object_ref (user_data);
  g_autoptr(GHashTable) addresses = NULL;

  if (!check_push (session, iq))
    return TRUE;

  /* XEP-0191, 3.5: without any item everybody is meant; with items that are none, nobody is. */
  addresses = read_items (unblock);
  if (xmpp_element_get_first_child (unblock) == NULL)
    unblock_others (self, addresses);
  else
    unblock_all (self, addresses);
  return TRUE;
}

static void
list_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(XmppBlocking) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  g_autoptr(GHashTable) addresses = NULL;
  XmppElement *list;

  if (iq == NULL && error->domain != XMPP_STANZA_ERROR)
    return;

  list = iq != NULL ? xmpp_element_get_child (iq, "blocklist", XMPP_NS_BLOCKING) : NULL;
  self->is_supported = list != NULL;
  addresses = list != NULL ? read_items (list) : new_table ();
  unblock_others (self, addresses);
  block_all (self, addresses);
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

static void
stop_loading (XmppBlocking *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

/* Asking for the list is also what has the server push its changes: XEP-0191, 3.3. */
static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppBlocking *self = user_data;
  XmppElement *iq;

  if (resumed)
    return;

  stop_loading (self);
  self->loading = g_cancellable_new ();
  iq = xmpp_element_new_iq ("get", NULL);
  xmpp_element_add_child (iq, "blocklist", XMPP_NS_BLOCKING);
  xmpp_session_send_iq_async (session, iq, 0, self->loading, list_cb, g_object_ref (self));
}

static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  stop_loading (user_data);
}

static void
xmpp_blocking_attach (XmppFeature *feature,
                      XmppSession *session)
{
  XmppBlocking *self = XMPP_BLOCKING (feature);

  self->session = session;
  self->block_handler = xmpp_session_add_handler (session, "iq", "set", "block", XMPP_NS_BLOCKING,
                                                  block_cb, self);
  self->unblock_handler = xmpp_session_add_handler (session, "iq", "set", "unblock",
                                                    XMPP_NS_BLOCKING, unblock_cb, self);
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
}

static void
xmpp_blocking_detach (XmppFeature *feature,
                      XmppSession *session)
{
  XmppBlocking *self = XMPP_BLOCKING (feature);

  stop_loading (self);
  xmpp_session_remove_handler (session, self->block_handler);
  self->block_handler = 0;
  xmpp_session_remove_handler (session, self->unblock_handler);
  self->unblock_handler = 0;
  g_clear_signal_handler (&self->online_handler, session);
  g_clear_signal_handler (&self->offline_handler, session);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_blocking_attach;
  iface->detach = xmpp_blocking_detach;
}

static void
xmpp_blocking_finalize (GObject *object)
{
  XmppBlocking *self = XMPP_BLOCKING (object);

  g_clear_object (&self->loading);
  g_clear_pointer (&self->blocked, g_hash_table_unref);

  G_OBJECT_CLASS (xmpp_blocking_parent_class)->finalize (object);
}

static void
xmpp_blocking_class_init (XmppBlockingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_blocking_finalize;

  /**
   * XmppBlocking::loaded:
   *
   * The server has told its list, or that it has none.
   */
  signals[SIGNAL_LOADED] =
    g_signal_new ("loaded", XMPP_TYPE_BLOCKING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * XmppBlocking::blocked:
   * @address: (type XmppAddress): who
   *
   * Somebody is blocked now.
   */
  signals[SIGNAL_BLOCKED] =
    g_signal_new ("blocked", XMPP_TYPE_BLOCKING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppBlocking::unblocked:
   * @address: (type XmppAddress): who
   *
   * Somebody is no longer blocked.
   */
  signals[SIGNAL_UNBLOCKED] =
    g_signal_new ("unblocked", XMPP_TYPE_BLOCKING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
xmpp_blocking_init (XmppBlocking *self)
{
  self->blocked = new_table ();
}

/**
 * xmpp_blocking_new:
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppBlocking *
xmpp_blocking_new (void)
{
  return g_object_new (XMPP_TYPE_BLOCKING, NULL);
}

/**
 * xmpp_blocking_is_supported:
 * @self: the feature
 *
 * Returns: whether the server blocks; known from #XmppBlocking::loaded on
 */
gboolean
xmpp_blocking_is_supported (XmppBlocking *self)
{
  g_return_val_if_fail (XMPP_IS_BLOCKING (self), FALSE);

  return self->is_supported;
}

/**
 * xmpp_blocking_get_addresses:
 * @self: the feature
 *
 * Returns: (transfer full) (element-type XmppAddress): who is blocked, in no order
 */
GPtrArray *
xmpp_blocking_get_addresses (XmppBlocking *self)
{
  GPtrArray *addresses;
  GHashTableIter iter;
  gpointer address = NULL;

  g_return_val_if_fail (XMPP_IS_BLOCKING (self), NULL);

  addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_address_unref);
  g_hash_table_iter_init (&iter, self->blocked);
  while (g_hash_table_iter_next (&iter, NULL, &address))
    g_ptr_array_add (addresses, xmpp_address_ref (address));

  return addresses;
}

/**
 * xmpp_blocking_is_blocked:
 * @self: the feature
 * @address: somebody
 *
 * Tells whether the server keeps @address from us: XEP-0191, 6. An item that is a whole domain
 * means everybody there, one without a resource all resources.
 *
 * Returns: whether it does
 */
gboolean
xmpp_blocking_is_blocked (XmppBlocking *self,
                          XmppAddress  *address)
{
  g_autofree char *service = NULL;
  const char *resource;

  g_return_val_if_fail (XMPP_IS_BLOCKING (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  resource = xmpp_address_get_resource (address);
  if (resource != NULL)
    service = g_strconcat (xmpp_address_get_domain (address), "/", resource, NULL);

  return g_hash_table_contains (self->blocked, xmpp_address_get_full (address))
         || g_hash_table_contains (self->blocked, xmpp_address_get_bare (address))
         || (service != NULL && g_hash_table_contains (self->blocked, service))
         || g_hash_table_contains (self->blocked, xmpp_address_get_domain (address));
}

static void
write_report (const XmppReport *report,
              const char       *archive,
              XmppElement      *item)
{
  XmppElement *element = xmpp_element_add_child (item, "report", XMPP_NS_REPORTING);

  xmpp_element_set_attribute (element, "reason",
                              report->is_spam ? XMPP_NS_REPORTING_SPAM : XMPP_NS_REPORTING_ABUSE);

  for (guint i = 0; report->stanza_ids != NULL && report->stanza_ids[i] != NULL && i < MAX_REPORTED;
       i++)
    {
      XmppElement *id = xmpp_element_add_child (element, "stanza-id", XMPP_NS_STANZA_ID);

      xmpp_element_set_attribute (id, "by", archive);
      xmpp_element_set_attribute (id, "id", report->stanza_ids[i]);
    }

  if (report->text != NULL && *report->text != '\0')
    xmpp_element_add_text_child (element, "text", NULL, report->text);
  if (report->tell_origin)
    xmpp_element_add_child (element, "report-origin", NULL);
  if (report->tell_others)
    xmpp_element_add_child (element, "third-party", NULL);
}

/**
 * xmpp_blocking_block_async:
 * @self: the feature
 * @address: whom to block
 * @report: (nullable): what to tell the server about it; only where it has the feature
 *   "urn:xmpp:reporting:1"
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Has the server keep somebody from us: XEP-0191, 3.3, XEP-0377, 6. #XmppBlocking::blocked tells
 * when it is so, on all devices.
 */
void
xmpp_blocking_block_async (XmppBlocking        *self,
                           XmppAddress         *address,
                           const XmppReport    *report,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *item;
  XmppAddress *own;

  g_return_if_fail (XMPP_IS_BLOCKING (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_blocking_block_async);

  iq = xmpp_element_new_iq ("set", NULL);
  item = xmpp_element_add_child (xmpp_element_add_child (iq, "block", XMPP_NS_BLOCKING),
                                 "item", NULL);
  xmpp_element_set_attribute (item, "jid", xmpp_address_get_full (address));

  own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;
  if (report != NULL && own != NULL)
    write_report (report, xmpp_address_get_bare (own), item);

  xmpp_request_send (self->session, iq, task, NULL);
}

/**
 * xmpp_blocking_block_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the server blocks
 */
gboolean
xmpp_blocking_block_finish (XmppBlocking  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_blocking_block_async, error);
}

/**
 * xmpp_blocking_unblock_async:
 * @self: the feature
 * @address: (nullable): whom to unblock; %NULL: everybody
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Ends a block: XEP-0191, 3.4 and 3.5.
 */
void
xmpp_blocking_unblock_async (XmppBlocking        *self,
                             XmppAddress         *address,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *unblock;

  g_return_if_fail (XMPP_IS_BLOCKING (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_blocking_unblock_async);

  iq = xmpp_element_new_iq ("set", NULL);
  unblock = xmpp_element_add_child (iq, "unblock", XMPP_NS_BLOCKING);
  if (address != NULL)
    xmpp_element_set_attribute (xmpp_element_add_child (unblock, "item", NULL),
                                "jid", xmpp_address_get_full (address));

  xmpp_request_send (self->session, iq, task, NULL);
}

/**
 * xmpp_blocking_unblock_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the server no longer blocks
 */
gboolean
xmpp_blocking_unblock_finish (XmppBlocking  *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_blocking_unblock_async, error);
}
