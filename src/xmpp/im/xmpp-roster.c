/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-roster.c: the contacts that the server keeps: RFC 6121, 2, with versions. */
#define G_LOG_DOMAIN "xmpp-roster"

#include "xmpp-roster.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#define MAX_ITEMS         50000
#define MAX_VERSION_BYTES 1024

struct _XmppRoster
{
  GObject       parent_instance;

  XmppSession  *session; /* (nullable) borrowed: it is there from attach to detach */
  GCancellable *loading; /* (nullable): ends the request of a session that is gone */
  guint         push_handler;
  gulong        online_handler;
  gulong        offline_handler;

  GHashTable   *items;   /* borrowed char *, the bare address, to owned XmppRosterItem */
  char         *version; /* (nullable) */
  gboolean      is_loaded;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppRoster, xmpp_roster, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_LOADED,
  SIGNAL_ITEM_CHANGED,
  SIGNAL_ITEM_REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                (GDestroyNotify) xmpp_roster_item_unref);
}

/* Returns whether it differs from what was there. */
static gboolean
put_item (GHashTable     *items,
          XmppRosterItem *item)
{
  const char *key = xmpp_address_get_full (item->address);
  XmppRosterItem *old = g_hash_table_lookup (items, key);

  if (old == NULL && g_hash_table_size (items) >= MAX_ITEMS)
    {
      g_debug ("The roster is full");
      return FALSE;
    }

  if (old != NULL && xmpp_roster_item_equal (old, item))
    return FALSE;

  g_hash_table_replace (items, (char *) key, xmpp_roster_item_ref (item));
  return TRUE;
}

static void
remove_item (XmppRoster  *self,
             XmppAddress *address)
{
  g_autoptr(XmppAddress) bare = xmpp_address_dup_bare (address);

  if (g_hash_table_remove (self->items, xmpp_address_get_full (bare)))
    g_signal_emit (self, signals[SIGNAL_ITEM_REMOVED], 0, bare);
}

static void
set_version (XmppRoster *self,
             const char *version)
{
  g_free (self->version);
  self->version = xmpp_text_bounded (version, MAX_VERSION_BYTES);
}

/* RFC 6121, 2.1.6: a push holds exactly one item. */
static void
take_push (XmppRoster  *self,
           XmppElement *query)
{
  XmppElement *element = xmpp_element_get_child (query, "item", XMPP_NS_ROSTER);
  g_autoptr(XmppRosterItem) item = NULL;
  const char *jid;
  const char *version = xmpp_element_get_attribute (query, "ver");

  if (element == NULL || xmpp_element_get_next_same (element) != NULL)
    return;

  if (version != NULL)
    set_version (self, version);

  item = xmpp_roster_item_parse (element);
  jid = xmpp_element_get_attribute (element, "jid");
  if (item != NULL)
    {
      if (put_item (self->items, item))
        g_signal_emit (self, signals[SIGNAL_ITEM_CHANGED], 0, item);
    }
  else if (jid != NULL
           && g_strcmp0 (xmpp_element_get_attribute (element, "subscription"), "remove") == 0)
    {
      g_autoptr(XmppAddress) address = xmpp_address_parse (jid, NULL);

      if (address != NULL)
        remove_item (self, address);
    }
}

/* RFC 6121, 2.1.6: a push that comes from anybody but ourselves is an attack, and the sender hears
 * what somebody who knows no roster would say. */
static gboolean
push_cb (XmppSession *session,
         XmppElement *iq,
         XmppElement *query,
         gpointer     user_data)
{
  XmppRoster *self = user_data;

  if (!xmpp_session_is_from_self (session, iq))
    {
      g_debug ("A roster push from somebody else");
      xmpp_session_send (session,
                         xmpp_stanza_error_reply (iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE, NULL));
      return TRUE;
    }

  xmpp_session_send (session, xmpp_element_new_result (iq));
  take_push (self, query);
  return TRUE;
}

/* The whole roster: what it does not name is gone. */
static void
take_roster (XmppRoster  *self,
             XmppElement *query)
{
  g_autoptr(GHashTable) old = self->items;
  g_autoptr(GPtrArray) changed = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  self->items = new_table ();
  set_version (self, xmpp_element_get_attribute (query, "ver"));

  for (XmppElement *element = xmpp_element_get_child (query, "item", XMPP_NS_ROSTER);
       element != NULL;
       element = xmpp_element_get_next_same (element))
    {
      g_autoptr(XmppRosterItem) item = xmpp_roster_item_parse (element);

      if (item != NULL)
        put_item (self->items, item);
    }

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      XmppRosterItem *before = g_hash_table_lookup (old, key);

      if (before == NULL || !xmpp_roster_item_equal (before, value))
        g_ptr_array_add (changed, value);
      g_hash_table_remove (old, key);
    }

  g_ptr_array_foreach (changed, (GFunc) xmpp_roster_item_ref, NULL);
  g_ptr_array_set_free_func (changed, (GDestroyNotify) xmpp_roster_item_unref);
  for (guint i = 0; i < changed->len; i++)
    g_signal_emit (self, signals[SIGNAL_ITEM_CHANGED], 0, g_ptr_array_index (changed, i));

  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_signal_emit (self, signals[SIGNAL_ITEM_REMOVED], 0, ((XmppRosterItem *) value)->address);
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(XmppRoster) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  XmppElement *query;

  if (iq == NULL)
    {
      g_debug ("No roster: %s", error->message);
      return;
    }

  /* RFC 6121, 2.6.3: an empty answer says that what we have is right. */
  query = xmpp_element_get_child (iq, "query", XMPP_NS_ROSTER);
  if (query != NULL)
    take_roster (self, query);

  self->is_loaded = TRUE;
  g_signal_emit (self, signals[SIGNAL_LOADED], 0, query == NULL);
}

static void
stop_loading (XmppRoster *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static gboolean
has_stream_feature (XmppRoster *self,
                    const char *name,
                    const char *ns)
{
  XmppElement *features = self->session != NULL
                          ? xmpp_session_get_stream_features (self->session) : NULL;

  return features != NULL && xmpp_element_get_child (features, name, ns) != NULL;
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppRoster *self = user_data;
  XmppElement *iq;
  XmppElement *query;

  if (resumed)
    return;

  self->is_loaded = FALSE;
  stop_loading (self);
  self->loading = g_cancellable_new ();

  iq = xmpp_element_new_iq ("get", NULL);
  query = xmpp_element_add_child (iq, "query", XMPP_NS_ROSTER);

  /* RFC 6121, 2.6.2: an empty version says that we have nothing, and want to be told a version. */
  if (has_stream_feature (self, "ver", XMPP_NS_ROSTER_VERSIONING))
    xmpp_element_set_attribute (query, "ver", self->version != NULL ? self->version : "");

  xmpp_session_send_iq_async (session, iq, 0, self->loading, load_cb, g_object_ref (self));
}

static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  stop_loading (user_data);
}

static void
xmpp_roster_attach (XmppFeature *feature,
                    XmppSession *session)
{
  XmppRoster *self = XMPP_ROSTER (feature);

  self->session = session;
  self->push_handler = xmpp_session_add_handler (session, "iq", "set", "query", XMPP_NS_ROSTER,
                                                 push_cb, self);
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
}

static void
xmpp_roster_detach (XmppFeature *feature,
                    XmppSession *session)
{
  XmppRoster *self = XMPP_ROSTER (feature);

  stop_loading (self);
  xmpp_session_remove_handler (session, self->push_handler);
  self->push_handler = 0;
  g_clear_signal_handler (&self->online_handler, session);
  g_clear_signal_handler (&self->offline_handler, session);
  self->is_loaded = FALSE;
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_roster_attach;
  iface->detach = xmpp_roster_detach;
}

static void
xmpp_roster_finalize (GObject *object)
{
  XmppRoster *self = XMPP_ROSTER (object);

  g_clear_object (&self->loading);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->version, g_free);

  G_OBJECT_CLASS (xmpp_roster_parent_class)->finalize (object);
}

static void
xmpp_roster_class_init (XmppRosterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_roster_finalize;

  /**
   * XmppRoster::loaded:
   * @from_cache: whether the server confirmed what was cached
   *
   * The roster is that of the server.
   */
  signals[SIGNAL_LOADED] =
    g_signal_new ("loaded", XMPP_TYPE_ROSTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  /**
   * XmppRoster::item-changed:
   * @item: (type XmppRosterItem): what it is now
   *
   * A contact is new, or has changed.
   */
  signals[SIGNAL_ITEM_CHANGED] =
    g_signal_new ("item-changed", XMPP_TYPE_ROSTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppRoster::item-removed:
   * @address: (type XmppAddress): whose it was
   *
   * A contact is gone.
   */
  signals[SIGNAL_ITEM_REMOVED] =
    g_signal_new ("item-removed", XMPP_TYPE_ROSTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
xmpp_roster_init (XmppRoster *self)
{
  self->items = new_table ();
}

/**
 * xmpp_roster_new:
 *
 * Makes an empty roster. Attach it before #XmppPresence: RFC 6121, 2.2 has the roster asked for
 * before the first presence is sent.
 *
 * Returns: (transfer full): the roster
 */
XmppRoster *
xmpp_roster_new (void)
{
  return g_object_new (XMPP_TYPE_ROSTER, NULL);
}

/**
 * xmpp_roster_set_cache:
 * @self: a roster
 * @version: (nullable): what xmpp_roster_get_version() gave
 * @items: (element-type XmppRosterItem): the items of that version
 *
 * Puts back what was kept, before the session goes online; no signal tells of it. Where the server
 * keeps versions it then sends the differences alone.
 */
void
xmpp_roster_set_cache (XmppRoster *self,
                       const char *version,
                       GPtrArray  *items)
{
  g_return_if_fail (XMPP_IS_ROSTER (self));
  g_return_if_fail (items != NULL);

  g_hash_table_remove_all (self->items);
  for (guint i = 0; i < items->len; i++)
    put_item (self->items, g_ptr_array_index (items, i));
  set_version (self, version);
}

/**
 * xmpp_roster_get_version:
 * @self: a roster
 *
 * Returns: (nullable): the version of what is here: RFC 6121, 2.6; to be kept with the items
 */
const char *
xmpp_roster_get_version (XmppRoster *self)
{
  g_return_val_if_fail (XMPP_IS_ROSTER (self), NULL);

  return self->version;
}

/**
 * xmpp_roster_get_items:
 * @self: a roster
 *
 * Returns: (transfer full) (element-type XmppRosterItem): all items, in no order
 */
GPtrArray *
xmpp_roster_get_items (XmppRoster *self)
{
  GPtrArray *items;
  GHashTableIter iter;
  gpointer value = NULL;

  g_return_val_if_fail (XMPP_IS_ROSTER (self), NULL);

  items = g_ptr_array_new_full (g_hash_table_size (self->items),
                                (GDestroyNotify) xmpp_roster_item_unref);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (items, xmpp_roster_item_ref (value));

  return items;
}

/**
 * xmpp_roster_get_item:
 * @self: a roster
 * @address: (nullable): a contact; its resource does not matter
 *
 * Returns: (nullable) (transfer none): its item, good until it changes
 */
XmppRosterItem *
xmpp_roster_get_item (XmppRoster  *self,
                      XmppAddress *address)
{
  g_return_val_if_fail (XMPP_IS_ROSTER (self), NULL);

  if (address == NULL)
    return NULL;

  return g_hash_table_lookup (self->items, xmpp_address_get_bare (address));
}

/**
 * xmpp_roster_is_loaded:
 * @self: a roster
 *
 * Returns: whether the server has told its roster since the last sign-in
 */
gboolean
xmpp_roster_is_loaded (XmppRoster *self)
{
  g_return_val_if_fail (XMPP_IS_ROSTER (self), FALSE);

  return self->is_loaded;
}

/**
 * xmpp_roster_has_subscriber:
 * @self: a roster
 * @address: (nullable): somebody
 *
 * Returns: whether @address sees our presence: subscription from or both
 */
gboolean
xmpp_roster_has_subscriber (XmppRoster  *self,
                            XmppAddress *address)
{
  XmppRosterItem *item = xmpp_roster_get_item (self, address);

  return item != NULL && (item->subscription & XMPP_SUBSCRIPTION_FROM) != 0;
}

/**
 * xmpp_roster_can_preapprove:
 * @self: a roster
 *
 * Returns: whether the server keeps an approval that is given before it is asked for: RFC 6121, 3.4
 */
gboolean
xmpp_roster_can_preapprove (XmppRoster *self)
{
  g_return_val_if_fail (XMPP_IS_ROSTER (self), FALSE);

  return has_stream_feature (self, "sub", XMPP_NS_PRE_APPROVAL);
}

static XmppElement *
new_set (XmppAddress  *address,
         XmppElement **item)
{
  XmppElement *iq = xmpp_element_new_iq ("set", NULL);

  *item = xmpp_element_add_child (xmpp_element_add_child (iq, "query", XMPP_NS_ROSTER),
                                  "item", NULL);
  xmpp_element_set_attribute (*item, "jid", xmpp_address_get_bare (address));
  return iq;
}

/**
 * xmpp_roster_set_async:
 * @self: a roster
 * @address: the contact
 * @name: (nullable): what to call it
 * @groups: (nullable) (array zero-terminated=1): where to put it; %NULL: nowhere
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Adds a contact, or changes its name and groups: RFC 6121, 2.3 and 2.4. No subscription is asked
 * for: that is xmpp_presence_subscribe(). #XmppRoster::item-changed tells when it is so.
 */
void
xmpp_roster_set_async (XmppRoster          *self,
                       XmppAddress         *address,
                       const char          *name,
                       const char *const   *groups,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *item = NULL;

  g_return_if_fail (XMPP_IS_ROSTER (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_roster_set_async);

  iq = new_set (address, &item);
  if (name != NULL && *name != '\0')
    xmpp_element_set_attribute (item, "name", name);
  for (guint i = 0; groups != NULL && groups[i] != NULL; i++)
    xmpp_element_add_text_child (item, "group", NULL, groups[i]);

  xmpp_request_send (self->session, iq, task, NULL);
}

/**
 * xmpp_roster_set_finish:
 * @self: a roster
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the server has taken it
 */
gboolean
xmpp_roster_set_finish (XmppRoster    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_roster_set_async, error);
}

/**
 * xmpp_roster_remove_async:
 * @self: a roster
 * @address: the contact
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Takes a contact away; the server ends the subscriptions of both sides: RFC 6121, 2.5.
 */
void
xmpp_roster_remove_async (XmppRoster          *self,
                          XmppAddress         *address,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  XmppElement *item = NULL;

  g_return_if_fail (XMPP_IS_ROSTER (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_roster_remove_async);

  iq = new_set (address, &item);
  xmpp_element_set_attribute (item, "subscription", "remove");
  xmpp_request_send (self->session, iq, task, NULL);
}

/**
 * xmpp_roster_remove_finish:
 * @self: a roster
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the server has taken it away
 */
gboolean
xmpp_roster_remove_finish (XmppRoster    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_roster_remove_async, error);
}
