/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-workspaces.c: the user's own workspaces, told to our other devices: a private node of ours,
 * XEP-0223 1.1.1. */
#define G_LOG_DOMAIN "xmpp-workspaces"

#include "xmpp-workspaces.h"

#include "xmpp-namespaces.h"
#include "xmpp-private-node.h"
#include "xmpp-request.h"

struct _XmppWorkspaces
{
  GObject          parent_instance;

  XmppPrivateNode *node;
  gulong           online_handler;
  gboolean         is_settled;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppWorkspaces, xmpp_workspaces, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_SETTLED,
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
settle (XmppWorkspaces *self,
        GPtrArray      *items) /* of XmppPubsubItem */
{
  g_autoptr(GPtrArray) workspaces =
    g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_workspace_free);

  for (guint i = 0; i < items->len && workspaces->len < XMPP_WORKSPACES_MAX; i++)
    {
      const XmppPubsubItem *item = g_ptr_array_index (items, i);
      XmppWorkspace *workspace = xmpp_workspace_read (item->id, item->payload);

      if (workspace != NULL)
        g_ptr_array_add (workspaces, workspace);
      else
        g_debug ("Something that is no workspace");
    }

  self->is_settled = TRUE;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0, workspaces);
}

static void
settled_cb (XmppPrivateNode *node,
            GPtrArray       *items,
            gpointer         user_data)
{
  g_autoptr(XmppWorkspaces) self = g_object_ref (user_data);

  settle (self, items);
}

/* Not every server tells our other devices that an item is gone, so before it goes it says so
 * itself. */
static gboolean
is_removal (const XmppPubsubItem *item)
{
  return item->id != NULL && item->payload != NULL
         && xmpp_element_is (item->payload, "removed", XMPP_NS_WORKSPACES);
}

static void
published_cb (XmppPrivateNode      *node,
              const XmppPubsubItem *item,
              gpointer              user_data)
{
  g_autoptr(XmppWorkspaces) self = g_object_ref (user_data);
  g_autoptr(XmppWorkspace) workspace = xmpp_workspace_read (item->id, item->payload);

  if (is_removal (item))
    g_signal_emit (self, signals[SIGNAL_REMOVED], 0, item->id);
  else if (workspace == NULL)
    g_debug ("Something that is no workspace");
  else
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, workspace);
}

static void
retracted_cb (XmppPrivateNode *node,
              const char      *id,
              gpointer         user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_REMOVED], 0, id);
}

/* What is not known to be there yet is not gone. */
static void
purged_cb (XmppPrivateNode *node,
           gpointer         user_data)
{
  g_autoptr(XmppWorkspaces) self = g_object_ref (user_data);
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  if (self->is_settled)
    settle (self, none);
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppWorkspaces *self = user_data;

  self->is_settled = self->is_settled && resumed;
}

static void
xmpp_workspaces_attach (XmppFeature *feature,
                        XmppSession *session)
{
  XmppWorkspaces *self = XMPP_WORKSPACES (feature);

  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  xmpp_feature_attach (XMPP_FEATURE (self->node), session);
}

static void
xmpp_workspaces_detach (XmppFeature *feature,
                        XmppSession *session)
{
  XmppWorkspaces *self = XMPP_WORKSPACES (feature);

  xmpp_feature_detach (XMPP_FEATURE (self->node), session);
  g_clear_signal_handler (&self->online_handler, session);
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_workspaces_attach;
  iface->detach = xmpp_workspaces_detach;
}

static void
xmpp_workspaces_dispose (GObject *object)
{
  XmppWorkspaces *self = XMPP_WORKSPACES (object);

  if (self->node != NULL)
    g_signal_handlers_disconnect_by_data (self->node, self);
  g_clear_object (&self->node);

  G_OBJECT_CLASS (xmpp_workspaces_parent_class)->dispose (object);
}

static void
xmpp_workspaces_class_init (XmppWorkspacesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_workspaces_dispose;

  /**
   * XmppWorkspaces::settled:
   * @workspaces: (type GPtrArray): of XmppWorkspace: all there are
   *
   * What the server keeps is known: once for each stream, and when all of it is taken away.
   */
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", XMPP_TYPE_WORKSPACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppWorkspaces::changed:
   * @workspace: (type XmppWorkspace): as it is now
   *
   * One of our devices, this one included, has made or changed it.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", XMPP_TYPE_WORKSPACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppWorkspaces::removed:
   * @id: which
   *
   * One of our devices has taken it away.
   */
  signals[SIGNAL_REMOVED] =
    g_signal_new ("removed", XMPP_TYPE_WORKSPACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
xmpp_workspaces_init (XmppWorkspaces *self)
{
}

/**
 * xmpp_workspaces_new:
 * @pubsub: publishes and hears
 * @server_info: tells what our server can do
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppWorkspaces *
xmpp_workspaces_new (XmppPubsub     *pubsub,
                     XmppServerInfo *server_info)
{
  XmppWorkspaces *self;

  g_return_val_if_fail (XMPP_IS_PUBSUB (pubsub), NULL);
  g_return_val_if_fail (XMPP_IS_SERVER_INFO (server_info), NULL);

  self = g_object_new (XMPP_TYPE_WORKSPACES, NULL);
  self->node = xmpp_private_node_new (pubsub, server_info, XMPP_NS_WORKSPACES);
  g_signal_connect (self->node, "settled", G_CALLBACK (settled_cb), self);
  g_signal_connect (self->node, "published", G_CALLBACK (published_cb), self);
  g_signal_connect (self->node, "retracted", G_CALLBACK (retracted_cb), self);
  g_signal_connect (self->node, "purged", G_CALLBACK (purged_cb), self);
  return self;
}

/**
 * xmpp_workspaces_is_settled:
 * @self: the feature
 *
 * Returns: whether all that the server keeps has been told
 */
gboolean
xmpp_workspaces_is_settled (XmppWorkspaces *self)
{
  g_return_val_if_fail (XMPP_IS_WORKSPACES (self), FALSE);

  return self->is_settled;
}

/**
 * xmpp_workspaces_is_supported:
 * @self: the feature
 *
 * Returns: whether the server has a private place for them; not known before they are settled
 */
gboolean
xmpp_workspaces_is_supported (XmppWorkspaces *self)
{
  XmppPrivateNodeState state;

  g_return_val_if_fail (XMPP_IS_WORKSPACES (self), FALSE);

  state = xmpp_private_node_get_state (self->node);
  return state == XMPP_PRIVATE_NODE_ABSENT || state == XMPP_PRIVATE_NODE_LOADED;
}

/**
 * xmpp_workspaces_is_present:
 * @self: the feature
 *
 * Returns: whether the server has the node, be it empty; not known before it is settled
 */
gboolean
xmpp_workspaces_is_present (XmppWorkspaces *self)
{
  g_return_val_if_fail (XMPP_IS_WORKSPACES (self), FALSE);

  return xmpp_private_node_get_state (self->node) == XMPP_PRIVATE_NODE_LOADED;
}

static void
stored_cb (GObject      *object,
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
 * xmpp_workspaces_store_async:
 * @self: the feature
 * @workspace: what to keep
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is stored, or will not be
 * @user_data: for @callback
 *
 * Keeps a workspace for all of our devices.
 */
void
xmpp_workspaces_store_async (XmppWorkspaces      *self,
                             const XmppWorkspace *workspace,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(XmppElement) element = NULL;
  GTask *task;

  g_return_if_fail (XMPP_IS_WORKSPACES (self));
  g_return_if_fail (workspace != NULL);

  element = xmpp_workspace_to_element (workspace);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_workspaces_store_async);
  xmpp_private_node_publish_async (self->node, workspace->id, element, cancellable, stored_cb,
                                   task);
}

/**
 * xmpp_workspaces_store_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED: the server has no private place for it, and was not told
 *
 * Returns: %TRUE when it is stored
 */
gboolean
xmpp_workspaces_store_finish (XmppWorkspaces  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  return xmpp_request_finish (self, result, xmpp_workspaces_store_async, error);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (xmpp_private_node_retract_finish (XMPP_PRIVATE_NODE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  XmppPrivateNode *node = XMPP_PRIVATE_NODE (object);
  const char *id = g_task_get_task_data (task);
  GError *error = NULL;

  if (xmpp_private_node_publish_finish (node, result, &error))
    xmpp_private_node_retract_async (node, id, g_task_get_cancellable (task), removed_cb,
                                     g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/**
 * xmpp_workspaces_remove_async:
 * @self: the feature
 * @id: which
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when it is gone, or will not be
 * @user_data: for @callback
 *
 * Takes a workspace away from all of our devices.
 */
void
xmpp_workspaces_remove_async (XmppWorkspaces      *self,
                              const char          *id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(XmppElement) removed = NULL;
  GTask *task;

  g_return_if_fail (XMPP_IS_WORKSPACES (self));
  g_return_if_fail (id != NULL);

  removed = xmpp_element_new ("removed", XMPP_NS_WORKSPACES);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_workspaces_remove_async);
  g_task_set_task_data (task, g_strdup (id), g_free);
  xmpp_private_node_publish_async (self->node, id, removed, cancellable, told_cb, task);
}

/**
 * xmpp_workspaces_remove_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED, as when storing
 *
 * Returns: %TRUE when it is gone
 */
gboolean
xmpp_workspaces_remove_finish (XmppWorkspaces  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  return xmpp_request_finish (self, result, xmpp_workspaces_remove_async, error);
}
