/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-displayed-sync.c: tells our other devices what was seen, and hears it of them: XEP-0490
 * 1.0.1. */
#define G_LOG_DOMAIN "xmpp-displayed-sync"

#include "xmpp-displayed-sync.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-private-node.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#define MAX_ID_BYTES 1024

struct _XmppDisplayedSync
{
  GObject          parent_instance;

  XmppServerInfo  *server_info;
  XmppPrivateNode *node;
  XmppSession     *session;    /* (nullable) borrowed: it is there from attach to detach */
  gulong           online_handler;
  gboolean         is_settled;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppDisplayedSync, xmpp_displayed_sync, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_DISPLAYED,
  SIGNAL_SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* XEP-0490, 4.1: "exactly one" <stanza-id/>. */
static XmppElement *
find_stanza_id (XmppElement *displayed)
{
  XmppElement *id = xmpp_element_get_child (displayed, "stanza-id", XMPP_NS_STANZA_ID);

  return id != NULL && xmpp_element_get_next_same (id) == NULL ? id : NULL;
}

/* XEP-0490, 4.2: by our own server, or by the room that the item is about. Nobody else gives ids
 * that mean anything there. */
static gboolean
read_by (XmppElement *stanza_id,
         XmppAddress *chat,
         XmppAddress *own,
         gboolean    *by_room)
{
  const char *text = xmpp_element_get_attribute (stanza_id, "by");
  g_autoptr(XmppAddress) by = text != NULL ? xmpp_address_parse (text, NULL) : NULL;

  if (by == NULL || !xmpp_address_is_bare (by))
    return FALSE;

  *by_room = !xmpp_address_equal_bare (by, own);
  return !*by_room || xmpp_address_equal (by, chat);
}

/**
 * xmpp_displayed_read:
 * @payload: (nullable): what an item holds
 * @chat: what it is about
 * @own: our own address
 * @by_room: (out): whether the id is the room's
 *
 * Reads up to which message something was seen.
 *
 * Returns: (transfer full) (nullable): the message's id; %NULL when @payload does not tell that
 */
char *
xmpp_displayed_read (XmppElement *payload,
                     XmppAddress *chat,
                     XmppAddress *own,
                     gboolean    *by_room)
{
  XmppElement *stanza_id;

  g_return_val_if_fail (chat != NULL && own != NULL && by_room != NULL, NULL);

  if (payload == NULL || !xmpp_element_is (payload, "displayed", XMPP_NS_DISPLAYED))
    return NULL;

  stanza_id = find_stanza_id (payload);
  if (stanza_id == NULL || !read_by (stanza_id, chat, own, by_room))
    return NULL;

  return xmpp_text_bounded (xmpp_element_get_attribute (stanza_id, "id"), MAX_ID_BYTES);
}

static void
take_item (XmppDisplayedSync    *self,
           const XmppPubsubItem *item)
{
  g_autoptr(XmppAddress) chat = item->id != NULL ? xmpp_address_parse (item->id, NULL) : NULL;
  XmppAddress *own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;
  g_autofree char *id = NULL;
  gboolean by_room = FALSE;

  if (chat != NULL && own != NULL)
    id = xmpp_displayed_read (item->payload, chat, own, &by_room);

  if (id == NULL)
    g_debug ("Something that tells of nothing seen");
  else
    g_signal_emit (self, signals[SIGNAL_DISPLAYED], 0, chat, id, by_room);
}

static void
settled_cb (XmppPrivateNode *node,
            GPtrArray       *items,
            gpointer         user_data)
{
  g_autoptr(XmppDisplayedSync) self = g_object_ref (user_data);

  for (guint i = 0; i < items->len; i++)
    take_item (self, g_ptr_array_index (items, i));

  self->is_settled = TRUE;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

static void
published_cb (XmppPrivateNode      *node,
              const XmppPubsubItem *item,
              gpointer              user_data)
{
  take_item (user_data, item);
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppDisplayedSync *self = user_data;

  self->is_settled = self->is_settled && resumed;
}

static void
xmpp_displayed_sync_attach (XmppFeature *feature,
                            XmppSession *session)
{
  XmppDisplayedSync *self = XMPP_DISPLAYED_SYNC (feature);

  self->session = session;
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  xmpp_feature_attach (XMPP_FEATURE (self->node), session);
}

static void
xmpp_displayed_sync_detach (XmppFeature *feature,
                            XmppSession *session)
{
  XmppDisplayedSync *self = XMPP_DISPLAYED_SYNC (feature);

  xmpp_feature_detach (XMPP_FEATURE (self->node), session);
  g_clear_signal_handler (&self->online_handler, session);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_displayed_sync_attach;
  iface->detach = xmpp_displayed_sync_detach;
}

static void
xmpp_displayed_sync_dispose (GObject *object)
{
  XmppDisplayedSync *self = XMPP_DISPLAYED_SYNC (object);

  if (self->node != NULL)
    g_signal_handlers_disconnect_by_data (self->node, self);
  g_clear_object (&self->server_info);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (xmpp_displayed_sync_parent_class)->dispose (object);
}

static void
xmpp_displayed_sync_class_init (XmppDisplayedSyncClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_displayed_sync_dispose;

  /**
   * XmppDisplayedSync::displayed:
   * @chat: (type XmppAddress): a person, a room, or somebody in a room
   * @stanza_id: up to which message all is seen
   * @by_room: whether it is the room's id, @chat being the room
   *
   * The user has seen a conversation, on this device or on another.
   */
  signals[SIGNAL_DISPLAYED] =
    g_signal_new ("displayed", XMPP_TYPE_DISPLAYED_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_BOOLEAN);

  /**
   * XmppDisplayedSync::settled:
   *
   * All that the server keeps has been told. Once for each stream.
   */
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", XMPP_TYPE_DISPLAYED_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
xmpp_displayed_sync_init (XmppDisplayedSync *self)
{
}

/**
 * xmpp_displayed_sync_new:
 * @pubsub: publishes and hears
 * @server_info: tells what our server can do
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppDisplayedSync *
xmpp_displayed_sync_new (XmppPubsub     *pubsub,
                         XmppServerInfo *server_info)
{
  XmppDisplayedSync *self;

  g_return_val_if_fail (XMPP_IS_PUBSUB (pubsub), NULL);
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (server_info), NULL);

  self = g_object_new (XMPP_TYPE_DISPLAYED_SYNC, NULL);
  self->server_info = g_object_ref (server_info);
  self->node = xmpp_private_node_new (pubsub, server_info, XMPP_NS_DISPLAYED);
  g_signal_connect (self->node, "settled", G_CALLBACK (settled_cb), self);
  g_signal_connect (self->node, "published", G_CALLBACK (published_cb), self);
  return self;
}

/**
 * xmpp_displayed_sync_is_settled:
 * @self: the feature
 *
 * Returns: whether all that the server keeps has been told
 */
gboolean
xmpp_displayed_sync_is_settled (XmppDisplayedSync *self)
{
  g_return_val_if_fail (XMPP_IS_DISPLAYED_SYNC (self), FALSE);

  return self->is_settled;
}

/**
 * xmpp_displayed_sync_is_supported:
 * @self: the feature
 *
 * Returns: whether the server has a private place for it; not known before it is settled
 */
gboolean
xmpp_displayed_sync_is_supported (XmppDisplayedSync *self)
{
  XmppPrivateNodeState state;

  g_return_val_if_fail (XMPP_IS_DISPLAYED_SYNC (self), FALSE);

  state = xmpp_private_node_get_state (self->node);
  return state == XMPP_PRIVATE_NODE_ABSENT || state == XMPP_PRIVATE_NODE_LOADED;
}

static void
write_displayed (XmppElement *displayed,
                 const char  *by,
                 const char  *stanza_id)
{
  XmppElement *id = xmpp_element_add_child (displayed, "stanza-id", XMPP_NS_STANZA_ID);

  xmpp_element_set_attribute (id, "by", by);
  xmpp_element_set_attribute (id, "id", stanza_id);
}

static void
published_to_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (xmpp_private_node_publish_finish (XMPP_PRIVATE_NODE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * xmpp_displayed_sync_publish_async:
 * @self: the feature
 * @chat: a person's or a room's bare address, or the full one of somebody in a room
 * @stanza_id: up to which message all is seen
 * @is_room: whether @chat is a room, and @stanza_id its own
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is published, or will not be
 * @user_data: for @callback
 *
 * Tells our other devices what was seen: XEP-0490, 4.2.
 */
void
xmpp_displayed_sync_publish_async (XmppDisplayedSync   *self,
                                   XmppAddress         *chat,
                                   const char          *stanza_id,
                                   gboolean             is_room,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppElement) displayed = NULL;
  XmppAddress *by;

  g_return_if_fail (XMPP_IS_DISPLAYED_SYNC (self));
  g_return_if_fail (chat != NULL && stanza_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_displayed_sync_publish_async);

  if (self->session == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return;
    }

  by = is_room ? chat : xmpp_session_get_address (self->session);
  displayed = xmpp_element_new ("displayed", XMPP_NS_DISPLAYED);
  write_displayed (displayed, xmpp_address_get_bare (by), stanza_id);
  xmpp_private_node_publish_async (self->node, xmpp_address_get_full (chat), displayed,
                                   cancellable, published_to_cb, g_steal_pointer (&task));
}

/**
 * xmpp_displayed_sync_publish_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED: the server has no private place for it, and was not told
 *
 * Returns: %TRUE when it is published
 */
gboolean
xmpp_displayed_sync_publish_finish (XmppDisplayedSync  *self,
                                    GAsyncResult       *result,
                                    GError            **error)
{
  return xmpp_request_finish (self, result, xmpp_displayed_sync_publish_async, error);
}

/**
 * xmpp_displayed_sync_can_assist:
 * @self: the feature
 *
 * Returns: whether our server takes what was seen out of messages to others: XEP-0490, 4.5.2
 */
gboolean
xmpp_displayed_sync_can_assist (XmppDisplayedSync *self)
{
  g_return_val_if_fail (XMPP_IS_DISPLAYED_SYNC (self), FALSE);

  return xmpp_server_info_account_supports (self->server_info, XMPP_NS_DISPLAYED_ASSIST);
}

/* XEP-0490, 5.1: the server takes "to" for the item as it stands. */
static gboolean
is_marker_to_bare (XmppElement *message)
{
  const char *to = xmpp_element_get_attribute (message, "to");
  g_autoptr(XmppAddress) address = to != NULL ? xmpp_address_parse (to, NULL) : NULL;

  return address != NULL && xmpp_address_is_bare (address)
         && xmpp_element_get_child (message, "displayed", XMPP_NS_CHAT_MARKERS) != NULL;
}

/**
 * xmpp_displayed_sync_add:
 * @self: the feature
 * @message: a message that is being built, to a person
 * @stanza_id: our own archive's id of the message that was seen
 *
 * Adds to a displayed marker what our server shall tell our other devices: XEP-0490, 4.5.3. A
 * server that does not know it would pass it on to the person, so it is added only for one that
 * does.
 *
 * Returns: whether it was added; else it has to be published
 */
gboolean
xmpp_displayed_sync_add (XmppDisplayedSync *self,
                         XmppElement       *message,
                         const char        *stanza_id)
{
  XmppAddress *own;

  g_return_val_if_fail (XMPP_IS_DISPLAYED_SYNC (self), FALSE);
  g_return_val_if_fail (message != NULL && stanza_id != NULL, FALSE);

  if (self->session == NULL || !xmpp_displayed_sync_can_assist (self)
      || !is_marker_to_bare (message))
    return FALSE;

  own = xmpp_session_get_address (self->session);
  write_displayed (xmpp_element_add_child (message, "displayed", XMPP_NS_DISPLAYED),
                   xmpp_address_get_bare (own), stanza_id);
  return TRUE;
}
