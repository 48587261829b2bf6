/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-private-node.c: keeps something on our server for our own devices alone: XEP-0223 1.1.1. */
#define G_LOG_DOMAIN "xmpp-private-node"

#include "xmpp-private-node.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-node-privacy.h"
#include "xmpp-request.h"

/* XEP-0402, 3.3 and XEP-0490, 4.2 */
static const XmppPubsubOptions private_options = {
  .access = XMPP_PUBSUB_ACCESS_WHITELIST,
  .persist_items = TRUE,
  .max_items = G_MAXUINT,
  .never_send_last = TRUE,
};

struct _XmppPrivateNode
{
  GObject               parent_instance;

  XmppPubsub           *pubsub;
  XmppServerInfo       *server_info;
  char                 *node;
  XmppSession          *session;         /* (nullable) borrowed: there from attach to detach */
  guint                 watch;
  gulong                online_handler;
  gulong                offline_handler;
  gulong                changed_handler; /* of @server_info, as the next one */
  gulong                ready_handler;

  GCancellable         *loading;         /* (nullable): ends the request of a session gone */
  XmppPrivateNodeState  state;
  gboolean              is_private;      /* we have made sure of it */
  GQueue                waiting;         /* owned GTask of publications, the first one is at work */
};

/* A publication; it goes through these steps, one after the other of those that wait:
 *
 *   what can the server do? ──► is the node private, and there? ──► publish ──► done
 */
typedef struct {
  char        *item_id;
  XmppElement *payload;
} Publication;

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppPrivateNode, xmpp_private_node, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_SETTLED,
  SIGNAL_PUBLISHED,
  SIGNAL_RETRACTED,
  SIGNAL_PURGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
publication_free (gpointer data)
{
  Publication *publication = data;

  g_free (publication->item_id);
  xmpp_element_unref (publication->payload);
  g_free (publication);
}

/* XEP-0163, 6.1: the account says it for itself; older servers said it for all. */
static gboolean
is_supported (XmppPrivateNode *self)
{
  return xmpp_server_info_account_supports (self->server_info, XMPP_NS_PUBSUB_PUBLISH_OPTIONS)
         || xmpp_server_info_supports (self->server_info, XMPP_NS_PUBSUB_PUBLISH_OPTIONS);
}

static void
settle (XmppPrivateNode      *self,
        XmppPrivateNodeState  state,
        GPtrArray            *items)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  self->state = state;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0, items != NULL ? items : none);
}

/* XEP-0060, 7.1.2.3: where the server says who has published something, only what our own devices
 * have counts. A node that is open for others to write to may be ours as well. */
static gboolean
is_ours (XmppPrivateNode      *self,
         const XmppPubsubItem *item)
{
  XmppAddress *own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;
  g_autoptr(XmppAddress) publisher = NULL;

  if (item->publisher == NULL)
    return TRUE;

  publisher = xmpp_address_parse (item->publisher, NULL);
  if (publisher != NULL && own != NULL && xmpp_address_equal_bare (publisher, own))
    return TRUE;

  g_debug ("Something in %s that somebody else has put there", self->node);
  return FALSE;
}

static void
settle_loaded (XmppPrivateNode *self,
               GPtrArray       *items) /* of XmppPubsubItem */
{
  g_autoptr(GPtrArray) ours = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    if (is_ours (self, g_ptr_array_index (items, i)))
      g_ptr_array_add (ours, g_ptr_array_index (items, i));
  settle (self, XMPP_PRIVATE_NODE_LOADED, ours);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(XmppPrivateNode) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = xmpp_pubsub_fetch_finish (XMPP_PUBSUB (object), result, &error);

  if (items != NULL)
    settle_loaded (self, items);
  else if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND))
    settle (self, XMPP_PRIVATE_NODE_ABSENT, NULL);
  else
    g_debug ("%s was not read: %s", self->node, error->message);
}

static void
stop_loading (XmppPrivateNode *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

/* As soon as it is known that there can be something. */
static void
info_cb (XmppServerInfo *server_info,
         gpointer        user_data)
{
  XmppPrivateNode *self = user_data;

  if (self->state != XMPP_PRIVATE_NODE_UNKNOWN || self->loading != NULL)
    return;

  if (is_supported (self))
    {
      self->loading = g_cancellable_new ();
      xmpp_pubsub_fetch_async (self->pubsub, NULL, self->node, NULL, 0, self->loading, loaded_cb,
                               g_object_ref (self));
    }
  else if (xmpp_server_info_is_ready (server_info))
    settle (self, XMPP_PRIVATE_NODE_UNSUPPORTED, NULL);
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppPrivateNode *self = user_data;

  if (!resumed)
    {
      self->state = XMPP_PRIVATE_NODE_UNKNOWN;
      self->is_private = FALSE;
    }

  info_cb (self->server_info, self);
}

static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  stop_loading (user_data);
}

/* CVE-2023-28686: anybody may have a node of that name, and send us what is in it. */
static void
event_cb (const XmppPubsubEvent *event,
          gpointer               user_data)
{
  g_autoptr(XmppPrivateNode) self = g_object_ref (user_data);

  if (!event->is_own)
    {
      g_debug ("An event of %s from somebody else", self->node);
      return;
    }

  if (event->is_purged)
    {
      self->is_private = FALSE;
      g_signal_emit (self, signals[SIGNAL_PURGED], 0);
    }
  for (guint i = 0; i < event->retracted->len; i++)
    g_signal_emit (self, signals[SIGNAL_RETRACTED], 0, g_ptr_array_index (event->retracted, i));
  for (guint i = 0; i < event->items->len; i++)
    if (is_ours (self, g_ptr_array_index (event->items, i)))
      g_signal_emit (self, signals[SIGNAL_PUBLISHED], 0, g_ptr_array_index (event->items, i));
}

static void
xmpp_private_node_attach (XmppFeature *feature,
                          XmppSession *session)
{
  XmppPrivateNode *self = XMPP_PRIVATE_NODE (feature);

  self->session = session;
  self->watch = xmpp_pubsub_watch (self->pubsub, self->node, TRUE, event_cb, self);
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
  self->changed_handler = g_signal_connect (self->server_info, "changed", G_CALLBACK (info_cb),
                                            self);
  self->ready_handler = g_signal_connect (self->server_info, "ready", G_CALLBACK (info_cb), self);
}

static void
xmpp_private_node_detach (XmppFeature *feature,
                          XmppSession *session)
{
  XmppPrivateNode *self = XMPP_PRIVATE_NODE (feature);

  stop_loading (self);
  xmpp_pubsub_unwatch (self->pubsub, self->watch);
  self->watch = 0;
  g_clear_signal_handler (&self->online_handler, session);
  g_clear_signal_handler (&self->offline_handler, session);
  g_clear_signal_handler (&self->changed_handler, self->server_info);
  g_clear_signal_handler (&self->ready_handler, self->server_info);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_private_node_attach;
  iface->detach = xmpp_private_node_detach;
}

static void
xmpp_private_node_dispose (GObject *object)
{
  XmppPrivateNode *self = XMPP_PRIVATE_NODE (object);

  g_clear_object (&self->pubsub);
  g_clear_object (&self->server_info);
  g_clear_object (&self->loading);

  G_OBJECT_CLASS (xmpp_private_node_parent_class)->dispose (object);
}

/* Those that wait have a reference on us. */
static void
xmpp_private_node_finalize (GObject *object)
{
  XmppPrivateNode *self = XMPP_PRIVATE_NODE (object);

  g_clear_pointer (&self->node, g_free);
  g_assert (g_queue_is_empty (&self->waiting));

  G_OBJECT_CLASS (xmpp_private_node_parent_class)->finalize (object);
}

static void
xmpp_private_node_class_init (XmppPrivateNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_private_node_dispose;
  object_class->finalize = xmpp_private_node_finalize;

  /**
   * XmppPrivateNode::settled:
   * @items: (type GPtrArray): of XmppPubsubItem: all that is in it
   *
   * The state is known. Once for each stream.
   */
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", XMPP_TYPE_PRIVATE_NODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppPrivateNode::published:
   * @item: (type XmppPubsubItem): what was put there
   *
   * One of our devices, this one included, has put it there.
   */
  signals[SIGNAL_PUBLISHED] =
    g_signal_new ("published", XMPP_TYPE_PRIVATE_NODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppPrivateNode::retracted:
   * @item_id: which
   *
   * One of our devices has taken it away.
   */
  signals[SIGNAL_RETRACTED] =
    g_signal_new ("retracted", XMPP_TYPE_PRIVATE_NODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * XmppPrivateNode::purged:
   *
   * All of it is gone.
   */
  signals[SIGNAL_PURGED] =
    g_signal_new ("purged", XMPP_TYPE_PRIVATE_NODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
xmpp_private_node_init (XmppPrivateNode *self)
{
  g_queue_init (&self->waiting);
}

/**
 * xmpp_private_node_new:
 * @pubsub: publishes and hears
 * @server_info: tells what our server can do
 * @node: the node's name
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppPrivateNode *
xmpp_private_node_new (XmppPubsub     *pubsub,
                       XmppServerInfo *server_info,
                       const char     *node)
{
  XmppPrivateNode *self;

  g_return_val_if_fail (XMPP_IS_PUBSUB (pubsub), NULL);
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (server_info), NULL);
  g_return_val_if_fail (node != NULL, NULL);

  self = g_object_new (XMPP_TYPE_PRIVATE_NODE, NULL);
  self->pubsub = g_object_ref (pubsub);
  self->server_info = g_object_ref (server_info);
  self->node = g_strdup (node);
  return self;
}

/**
 * xmpp_private_node_get_state:
 * @self: the feature
 *
 * Returns: what is known of the node
 */
XmppPrivateNodeState
xmpp_private_node_get_state (XmppPrivateNode *self)
{
  g_return_val_if_fail (XMPP_IS_PRIVATE_NODE (self), XMPP_PRIVATE_NODE_UNKNOWN);

  return self->state;
}

static void begin_next (XmppPrivateNode *self);

/* The one door out of the queue. Takes @error. The next one is begun first: who hears of this one
 * may publish another at once. */
static void
end_publication (XmppPrivateNode *self,
                 GError          *error)
{
  g_autoptr(GTask) task = g_queue_pop_head (&self->waiting);

  begin_next (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
published_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(XmppPrivateNode) self = user_data;
  GError *error = NULL;
  g_autofree char *id = xmpp_pubsub_publish_finish (XMPP_PUBSUB (object), result, &error);

  end_publication (self, error);
}

static void
publish (XmppPrivateNode *self)
{
  GTask *task = g_queue_peek_head (&self->waiting);
  Publication *publication = g_task_get_task_data (task);

  xmpp_pubsub_publish_async (self->pubsub, NULL, self->node, publication->item_id,
                             publication->payload, &private_options,
                             g_task_get_cancellable (task), published_cb, g_object_ref (self));
}

static void
ensured_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(XmppPrivateNode) self = user_data;
  GError *error = NULL;

  self->is_private = xmpp_node_privacy_ensure_finish (result, &error);
  if (self->is_private)
    publish (self);
  else
    end_publication (self, error);
}

static void
known_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(XmppPrivateNode) self = user_data;
  GTask *task = g_queue_peek_head (&self->waiting);
  GError *error = NULL;

  if (!xmpp_server_info_wait_finish (XMPP_SERVER_INFO (object), result, &error))
    end_publication (self, error);
  else if (self->session == NULL)
    end_publication (self, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_DISCONNECTED,
                                                "Not connected"));
  else if (!is_supported (self))
    end_publication (self, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                                                "The server does not keep this private"));
  else
    xmpp_node_privacy_ensure_async (self->session, self->node, &private_options,
                                    g_task_get_cancellable (task), ensured_cb,
                                    g_object_ref (self));
}

static void
begin_next (XmppPrivateNode *self)
{
  GTask *task = g_queue_peek_head (&self->waiting);

  if (task == NULL)
    return;

  if (self->is_private)
    publish (self);
  else
    xmpp_server_info_wait_async (self->server_info, g_task_get_cancellable (task), known_cb,
                                 g_object_ref (self));
}

/**
 * xmpp_private_node_publish_async:
 * @self: the feature
 * @item_id: which item
 * @payload: (transfer none): what; it is copied
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is published, or will not be
 * @user_data: for @callback
 *
 * Publishes an item, after those that were published before. Before the first one it is made sure
 * that the node is private.
 */
void
xmpp_private_node_publish_async (XmppPrivateNode     *self,
                                 const char          *item_id,
                                 XmppElement         *payload,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;
  Publication *publication;

  g_return_if_fail (XMPP_IS_PRIVATE_NODE (self));
  g_return_if_fail (item_id != NULL && payload != NULL);

  publication = g_new0 (Publication, 1);
  publication->item_id = g_strdup (item_id);
  publication->payload = xmpp_element_copy (payload);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_private_node_publish_async);
  g_task_set_task_data (task, publication, publication_free);

  g_queue_push_tail (&self->waiting, task);
  if (g_queue_get_length (&self->waiting) == 1)
    begin_next (self);
}

/**
 * xmpp_private_node_publish_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED: it could not be kept private, and the server was not told
 *
 * Returns: %TRUE when it is published
 */
gboolean
xmpp_private_node_publish_finish (XmppPrivateNode  *self,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return xmpp_request_finish (self, result, xmpp_private_node_publish_async, error);
}

static void
gone_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* What is not there is gone. */
  if (xmpp_pubsub_retract_finish (XMPP_PUBSUB (object), result, &error)
      || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * xmpp_private_node_retract_async:
 * @self: the feature
 * @item_id: which item
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is gone, or will not be
 * @user_data: for @callback
 *
 * Takes an item away, and has our other devices told.
 */
void
xmpp_private_node_retract_async (XmppPrivateNode     *self,
                                 const char          *item_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_PRIVATE_NODE (self));
  g_return_if_fail (item_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_private_node_retract_async);
  xmpp_pubsub_retract_async (self->pubsub, NULL, self->node, item_id, TRUE, cancellable, gone_cb,
                             task);
}

/**
 * xmpp_private_node_retract_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when it is gone
 */
gboolean
xmpp_private_node_retract_finish (XmppPrivateNode  *self,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return xmpp_request_finish (self, result, xmpp_private_node_retract_async, error);
}
