/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-pubsub.c: publishes to nodes, reads them, hears of changes: XEP-0060 1.30.0, XEP-0163
 * 1.2.2. */
#define G_LOG_DOMAIN "xmpp-pubsub"

#include "xmpp-pubsub.h"

#include "xmpp-error.h"
#include "xmpp-feature.h"
#include "xmpp-namespaces.h"
#include "xmpp-pubsub-publication.h"
#include "xmpp-request.h"

typedef struct {
  guint                id;
  char                *node;
  gboolean             notify;
  XmppPubsubEventFunc  func;
  gpointer             user_data;
} Watch;

struct _XmppPubsub
{
  GObject         parent_instance;

  XmppSession    *session; /* (nullable) borrowed: it is there from attach to detach */
  guint           handler;
  XmppDisco      *disco;
  XmppServerInfo *server_info;
  GPtrArray      *watches; /* owned Watch */
  guint           last_watch_id;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppPubsub, xmpp_pubsub, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_free (watch->node);
  g_free (watch);
}

static Watch *
find_watch (XmppPubsub *self,
            guint       id)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);

      if (watch->id == id)
        return watch;
    }

  return NULL;
}

/* A callback may unwatch, watch anew, and drop us. */
static void
tell (XmppPubsub            *self,
      const XmppPubsubEvent *event)
{
  g_autoptr(XmppPubsub) kept = g_object_ref (self);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->watches->len; i++)
    {
      const Watch *watch = g_ptr_array_index (self->watches, i);

      if (g_strcmp0 (watch->node, event->node) == 0)
        g_array_append_val (ids, watch->id);
    }

  for (guint i = 0; i < ids->len; i++)
    {
      const Watch *watch = find_watch (self, g_array_index (ids, guint, i));

      if (watch != NULL)
        watch->func (event, watch->user_data);
    }
}

/* XEP-0163, 4.3.1: an event of our own account may come without a sender. */
static gboolean
event_cb (XmppSession *session,
          XmppElement *stanza,
          XmppElement *payload,
          gpointer     user_data)
{
  XmppPubsub *self = user_data;
  const char *from = xmpp_element_get_attribute (stanza, "from");
  g_autoptr(XmppAddress) address = NULL;
  XmppAddress *own = xmpp_session_get_address (session);
  XmppPubsubEvent event = { 0 };

  if (g_strcmp0 (xmpp_element_get_attribute (stanza, "type"), "error") == 0)
    return FALSE;

  if (from != NULL)
    address = xmpp_address_parse (from, NULL);
  else if (own != NULL)
    address = xmpp_address_dup_bare (own);

  if (address != NULL && xmpp_pubsub_event_read (&event, payload))
    {
      event.from = address;
      event.is_own = xmpp_session_is_from_self (session, stanza);
      tell (self, &event);
      xmpp_pubsub_event_clear (&event);
    }

  return xmpp_element_get_child (stanza, "body", XMPP_NS_CLIENT) == NULL;
}

static void
xmpp_pubsub_attach (XmppFeature *feature,
                    XmppSession *session)
{
  XmppPubsub *self = XMPP_PUBSUB (feature);

  self->session = session;
  self->handler = xmpp_session_add_handler (session, "message", NULL, "event",
                                            XMPP_NS_PUBSUB_EVENT, event_cb, self);
}

static void
xmpp_pubsub_detach (XmppFeature *feature,
                    XmppSession *session)
{
  XmppPubsub *self = XMPP_PUBSUB (feature);

  xmpp_session_remove_handler (session, self->handler);
  self->handler = 0;
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_pubsub_attach;
  iface->detach = xmpp_pubsub_detach;
}

static void
xmpp_pubsub_dispose (GObject *object)
{
  XmppPubsub *self = XMPP_PUBSUB (object);

  g_clear_object (&self->disco);
  g_clear_object (&self->server_info);

  G_OBJECT_CLASS (xmpp_pubsub_parent_class)->dispose (object);
}

static void
xmpp_pubsub_finalize (GObject *object)
{
  XmppPubsub *self = XMPP_PUBSUB (object);

  g_clear_pointer (&self->watches, g_ptr_array_unref);

  G_OBJECT_CLASS (xmpp_pubsub_parent_class)->finalize (object);
}

static void
xmpp_pubsub_class_init (XmppPubsubClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_pubsub_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_pubsub_finalize;
}

static void
xmpp_pubsub_init (XmppPubsub *self)
{
  self->watches = g_ptr_array_new_with_free_func (watch_free);
}

/**
 * xmpp_pubsub_new:
 * @disco: tells what a service can do, and what we want to hear of
 * @server_info: tells what our own server can do
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppPubsub *
xmpp_pubsub_new (XmppDisco      *disco,
                 XmppServerInfo *server_info)
{
  XmppPubsub *self;

  g_return_val_if_fail (XMPP_IS_DISCO (disco), NULL);
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (server_info), NULL);

  self = g_object_new (XMPP_TYPE_PUBSUB, NULL);
  self->disco = g_object_ref (disco);
  self->server_info = g_object_ref (server_info);
  return self;
}

/**
 * xmpp_pubsub_watch:
 * @self: the feature
 * @node: a node, on whatever service
 * @notify: whether to announce that we want its events from our contacts: XEP-0163, 4.2
 * @func: called for each event; check who sent it
 * @user_data: for @func; good until xmpp_pubsub_unwatch()
 *
 * Listens to a node.
 *
 * Returns: an id for xmpp_pubsub_unwatch()
 */
guint
xmpp_pubsub_watch (XmppPubsub          *self,
                   const char          *node,
                   gboolean             notify,
                   XmppPubsubEventFunc  func,
                   gpointer             user_data)
{
  Watch *watch;

  g_return_val_if_fail (XMPP_IS_PUBSUB (self), 0);
  g_return_val_if_fail (node != NULL && func != NULL, 0);

  watch = g_new0 (Watch, 1);
  watch->id = ++self->last_watch_id;
  watch->node = g_strdup (node);
  watch->notify = notify;
  watch->func = func;
  watch->user_data = user_data;
  g_ptr_array_add (self->watches, watch);

  if (notify)
    {
      g_autofree char *feature = g_strconcat (node, "+notify", NULL);

      xmpp_disco_add_feature (self->disco, feature);
    }

  return watch->id;
}

/**
 * xmpp_pubsub_unwatch:
 * @self: the feature
 * @id: what xmpp_pubsub_watch() gave
 *
 * Listens no longer.
 */
void
xmpp_pubsub_unwatch (XmppPubsub *self,
                     guint       id)
{
  Watch *watch;

  g_return_if_fail (XMPP_IS_PUBSUB (self));

  watch = find_watch (self, id);
  g_return_if_fail (watch != NULL);

  if (watch->notify)
    {
      g_autofree char *feature = g_strconcat (watch->node, "+notify", NULL);

      xmpp_disco_remove_feature (self->disco, feature);
    }

  g_ptr_array_remove (self->watches, watch);
}

static void
published_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = xmpp_pubsub_publication_run_finish (result, &error);

  if (id == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&id), g_free);
}

/**
 * xmpp_pubsub_publish_async:
 * @self: the feature
 * @service: (nullable): where; %NULL: our own account (XEP-0163)
 * @node: which node
 * @item_id: (nullable): which item, "current" where there is but one; %NULL: a new one
 * @payload: (nullable) (transfer none): what; it is copied
 * @options: (nullable): how the node has to be
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it is published, or will not be
 * @user_data: for @callback
 *
 * Publishes an item. A node that is otherwise than @options is configured anew. Options are left
 * out only where the service does not know them and @options asks for nothing private; private
 * things are then not published at all.
 */
void
xmpp_pubsub_publish_async (XmppPubsub              *self,
                           XmppAddress             *service,
                           const char              *node,
                           const char              *item_id,
                           XmppElement             *payload,
                           const XmppPubsubOptions *options,
                           GCancellable            *cancellable,
                           GAsyncReadyCallback      callback,
                           gpointer                 user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppPubsubPlaces places;
  XmppPubsubPublication what;

  g_return_if_fail (XMPP_IS_PUBSUB (self));
  g_return_if_fail (node != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_pubsub_publish_async);

  if (self->session == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return;
    }

  places = (XmppPubsubPlaces) { self->session, self->disco, self->server_info };
  what = (XmppPubsubPublication) { service, node, item_id, payload, options };
  xmpp_pubsub_publication_run_async (&places, &what, cancellable, published_cb,
                                     g_steal_pointer (&task));
}

/**
 * xmpp_pubsub_publish_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED
 *
 * Returns: (transfer full) (nullable): the id of the item; "" when the service does not tell it
 */
char *
xmpp_pubsub_publish_finish (XmppPubsub    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
items_answer (XmppElement *iq,
              GTask       *task)
{
  g_task_return_pointer (task, xmpp_pubsub_read_items (iq), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * xmpp_pubsub_fetch_async:
 * @self: the feature
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @item_id: (nullable): which item; %NULL: the last ones
 * @max_items: how many; 0: as the service likes
 * @cancellable: (nullable): ends the wait
 * @callback: called when they are here
 * @user_data: for @callback
 *
 * Asks for items: XEP-0060, 6.5.
 */
void
xmpp_pubsub_fetch_async (XmppPubsub          *self,
                         XmppAddress         *service,
                         const char          *node,
                         const char          *item_id,
                         guint                max_items,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_PUBSUB (self));
  g_return_if_fail (node != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_pubsub_fetch_async);
  xmpp_request_send (self->session, xmpp_pubsub_new_fetch (service, node, item_id, max_items),
                     task, items_answer);
}

/**
 * xmpp_pubsub_fetch_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type XmppPubsubItem): the items
 */
GPtrArray *
xmpp_pubsub_fetch_finish (XmppPubsub    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_pubsub_retract_async:
 * @self: the feature
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @item_id: which item
 * @notify: whether those who listen shall be told
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Takes an item away: XEP-0060, 7.2.
 */
void
xmpp_pubsub_retract_async (XmppPubsub          *self,
                           XmppAddress         *service,
                           const char          *node,
                           const char          *item_id,
                           gboolean             notify,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_PUBSUB (self));
  g_return_if_fail (node != NULL && item_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_pubsub_retract_async);
  xmpp_request_send (self->session, xmpp_pubsub_new_retract (service, node, item_id, notify),
                     task, NULL);
}

/**
 * xmpp_pubsub_retract_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when it is gone
 */
gboolean
xmpp_pubsub_retract_finish (XmppPubsub    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_pubsub_retract_async, error);
}

/**
 * xmpp_pubsub_delete_async:
 * @self: the feature
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Deletes a node with all that is in it: XEP-0060, 8.4.
 */
void
xmpp_pubsub_delete_async (XmppPubsub          *self,
                          XmppAddress         *service,
                          const char          *node,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_PUBSUB (self));
  g_return_if_fail (node != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_pubsub_delete_async);
  xmpp_request_send (self->session, xmpp_pubsub_new_delete (service, node), task, NULL);
}

/**
 * xmpp_pubsub_delete_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when it is gone
 */
gboolean
xmpp_pubsub_delete_finish (XmppPubsub    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_pubsub_delete_async, error);
}
