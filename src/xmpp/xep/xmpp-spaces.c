/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-spaces.c: finds, joins and fills spaces of servers, and hears of them: XEP-0503 0.3.0. */
#define G_LOG_DOMAIN "xmpp-spaces"

#include "xmpp-spaces.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-space-list.h"
#include "xmpp-spaces-private.h"

typedef struct {
  XmppSpaces  *spaces; /* borrowed: it owns us */
  XmppAddress *service;
  char        *node;
  guint        watch;
  guint        n_followers;
} Follow;

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppSpaces, xmpp_spaces, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_ADDED,
  SIGNAL_REMOVED,
  SIGNAL_EMPTIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
follow_free (gpointer data)
{
  Follow *follow = data;

  xmpp_pubsub_unwatch (follow->spaces->pubsub, follow->watch);
  xmpp_address_unref (follow->service);
  g_free (follow->node);
  g_free (follow);
}

static void
xmpp_spaces_attach (XmppFeature *feature,
                    XmppSession *session)
{
  XMPP_SPACES (feature)->session = session;
}

static void
xmpp_spaces_detach (XmppFeature *feature,
                    XmppSession *session)
{
  XMPP_SPACES (feature)->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_spaces_attach;
  iface->detach = xmpp_spaces_detach;
}

static void
xmpp_spaces_dispose (GObject *object)
{
  XmppSpaces *self = XMPP_SPACES (object);

  g_ptr_array_set_size (self->follows, 0);
  g_clear_object (&self->pubsub);
  g_clear_object (&self->disco);

  G_OBJECT_CLASS (xmpp_spaces_parent_class)->dispose (object);
}

static void
xmpp_spaces_finalize (GObject *object)
{
  g_ptr_array_unref (XMPP_SPACES (object)->follows);

  G_OBJECT_CLASS (xmpp_spaces_parent_class)->finalize (object);
}

static void
xmpp_spaces_class_init (XmppSpacesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_spaces_dispose;
  object_class->finalize = xmpp_spaces_finalize;

  /**
   * XmppSpaces::added:
   * @service: (type XmppAddress): whose
   * @node: which
   * @room: (type XmppSpaceRoom): what is in it now
   *
   * A room belongs to a space that is followed.
   */
  signals[SIGNAL_ADDED] =
    g_signal_new ("added", XMPP_TYPE_SPACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  3, G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_POINTER);

  /**
   * XmppSpaces::removed:
   * @service: (type XmppAddress): whose
   * @node: which
   * @address: the room's
   *
   * A room belongs to it no more.
   */
  signals[SIGNAL_REMOVED] =
    g_signal_new ("removed", XMPP_TYPE_SPACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * XmppSpaces::emptied:
   * @service: (type XmppAddress): whose
   * @node: which
   *
   * No room belongs to it.
   */
  signals[SIGNAL_EMPTIED] =
    g_signal_new ("emptied", XMPP_TYPE_SPACES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
}

static void
xmpp_spaces_init (XmppSpaces *self)
{
  self->follows = g_ptr_array_new_with_free_func (follow_free);
}

/**
 * xmpp_spaces_new:
 * @pubsub: asks and hears
 * @disco: tells what there is
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppSpaces *
xmpp_spaces_new (XmppPubsub *pubsub,
                 XmppDisco  *disco)
{
  XmppSpaces *self;

  g_return_val_if_fail (XMPP_IS_PUBSUB (pubsub), NULL);
  g_return_val_if_fail (XMPP_IS_DISCO (disco), NULL);

  self = g_object_new (XMPP_TYPE_SPACES, NULL);
  self->pubsub = g_object_ref (pubsub);
  self->disco = g_object_ref (disco);
  return self;
}

/* Following. */

static Follow *
find_follow (XmppSpaces  *self,
             XmppAddress *service,
             const char  *node)
{
  for (guint i = 0; i < self->follows->len; i++)
    {
      Follow *follow = g_ptr_array_index (self->follows, i);

      if (xmpp_address_equal (follow->service, service) && g_str_equal (follow->node, node))
        return follow;
    }

  return NULL;
}

/* Anybody may send us what happens on a node of that name; that the service of the space itself
 * says so is all there is to know. */
static void
event_cb (const XmppPubsubEvent *event,
          gpointer               user_data)
{
  Follow *follow = user_data;
  g_autoptr(XmppSpaces) self = g_object_ref (follow->spaces);
  g_autoptr(XmppAddress) service = xmpp_address_ref (follow->service);
  g_autofree char *node = g_strdup (follow->node);

  if (event->from == NULL || !xmpp_address_equal (event->from, service))
    return;

  if (event->is_purged)
    g_signal_emit (self, signals[SIGNAL_EMPTIED], 0, service, node);
  for (guint i = 0; i < event->retracted->len; i++)
    {
      const char *id = g_ptr_array_index (event->retracted, i);
      g_autoptr(XmppAddress) address = xmpp_address_parse (id, NULL);

      if (address != NULL)
        g_signal_emit (self, signals[SIGNAL_REMOVED], 0, service, node,
                       xmpp_address_get_full (address));
    }
  for (guint i = 0; i < event->items->len; i++)
    {
      const XmppPubsubItem *item = g_ptr_array_index (event->items, i);
      g_autoptr(XmppSpaceRoom) room = xmpp_space_room_read (item->id, item->payload);

      if (room != NULL)
        g_signal_emit (self, signals[SIGNAL_ADDED], 0, service, node, room);
    }
}

/**
 * xmpp_spaces_follow:
 * @self: the feature
 * @service: whose
 * @node: which
 *
 * Listens to what happens in a space that was joined.
 */
void
xmpp_spaces_follow (XmppSpaces  *self,
                    XmppAddress *service,
                    const char  *node)
{
  Follow *follow;

  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  if ((follow = find_follow (self, service, node)) != NULL)
    {
      follow->n_followers++;
      return;
    }

  follow = g_new0 (Follow, 1);
  follow->spaces = self;
  follow->service = xmpp_address_ref (service);
  follow->node = g_strdup (node);
  follow->n_followers = 1;
  follow->watch = xmpp_pubsub_watch (self->pubsub, node, FALSE, event_cb, follow);
  g_ptr_array_add (self->follows, follow);
}

/**
 * xmpp_spaces_unfollow:
 * @self: the feature
 * @service: whose
 * @node: which
 *
 * Listens no longer.
 */
void
xmpp_spaces_unfollow (XmppSpaces  *self,
                      XmppAddress *service,
                      const char  *node)
{
  Follow *follow;

  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  follow = find_follow (self, service, node);
  g_return_if_fail (follow != NULL);

  if (--follow->n_followers == 0)
    g_ptr_array_remove (self->follows, follow);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *spaces = xmpp_space_list_finish (XMPP_DISCO (object), result, &error);

  if (spaces != NULL)
    g_task_return_pointer (task, spaces, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * xmpp_spaces_list_async:
 * @self: the feature
 * @service: whose
 * @cancellable: (nullable): ends the wait
 * @callback: called when they are here
 * @user_data: for @callback
 *
 * Asks which spaces there are: XEP-0503, 5.1.
 */
void
xmpp_spaces_list_async (XmppSpaces          *self,
                        XmppAddress         *service,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_spaces_list_async);
  xmpp_space_list_async (self->disco, self->session, service, cancellable, listed_cb, task);
}

/**
 * xmpp_spaces_list_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type XmppSpace): those that say that they are spaces
 */
GPtrArray *
xmpp_spaces_list_finish (XmppSpaces    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
get_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  XmppSpace *asked = g_task_get_task_data (task);
  g_autoptr(XmppSpace) space = xmpp_space_new (asked->service, asked->node);
  GError *error = NULL;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);

  if (info == NULL)
    g_task_return_error (task, error);
  else if (xmpp_space_read_info (space, info) == XMPP_SPACE_KIND_OTHER)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED, "This is no space");
  else
    g_task_return_pointer (task, g_steal_pointer (&space), (GDestroyNotify) xmpp_space_free);
}

/**
 * xmpp_spaces_get_async:
 * @self: the feature
 * @service: whose
 * @node: which
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is here
 * @user_data: for @callback
 *
 * Asks what is said of a space: XEP-0503, 5.2.
 */
void
xmpp_spaces_get_async (XmppSpaces          *self,
                       XmppAddress         *service,
                       const char          *node,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_spaces_get_async);
  g_task_set_task_data (task, xmpp_space_new (service, node), (GDestroyNotify) xmpp_space_free);
  xmpp_disco_get_info_async (self->disco, service, node, cancellable, get_cb, task);
}

/**
 * xmpp_spaces_get_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR, or
 *   %XMPP_ERROR_UNSUPPORTED: the node is something else
 *
 * Returns: (transfer full) (nullable): the space; of a service that says nothing of its nodes it is
 *   supposed to be one
 */
XmppSpace *
xmpp_spaces_get_finish (XmppSpaces    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
rooms_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) items = xmpp_pubsub_fetch_finish (XMPP_PUBSUB (object), result, &error);

  if (items != NULL)
    g_task_return_pointer (task, xmpp_space_read_rooms (items),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * xmpp_spaces_get_rooms_async:
 * @self: the feature
 * @service: whose
 * @node: which
 * @cancellable: (nullable): ends the wait
 * @callback: called when they are here
 * @user_data: for @callback
 *
 * Asks which rooms belong to a space: XEP-0503, 5.4.
 */
void
xmpp_spaces_get_rooms_async (XmppSpaces          *self,
                             XmppAddress         *service,
                             const char          *node,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_spaces_get_rooms_async);
  xmpp_pubsub_fetch_async (self->pubsub, service, node, NULL, 0, cancellable, rooms_cb, task);
}

/**
 * xmpp_spaces_get_rooms_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type XmppSpaceRoom): its rooms
 */
GPtrArray *
xmpp_spaces_get_rooms_finish (XmppSpaces    *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Joining and leaving. */

static void
join_answer (XmppElement *iq,
             GTask       *task)
{
  gboolean *is_pending = g_new0 (gboolean, 1);

  *is_pending = xmpp_space_read_pending (iq);
  g_task_return_pointer (task, is_pending, g_free);
}

void
xmpp_spaces_done_answer (XmppElement *iq,
                         GTask       *task)
{
  g_task_return_boolean (task, TRUE);
}

GTask *
xmpp_spaces_new_task (XmppSpaces          *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, xmpp_spaces_finish);
  return task;
}

static void
subscribe (XmppSpaces     *self,
           XmppAddress    *service,
           const char     *node,
           gboolean        join,
           GTask          *task, /* (transfer full) */
           XmppAnswerFunc  answer)
{
  XmppAddress *own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;

  if (own == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      g_object_unref (task);
      return;
    }

  xmpp_request_send (self->session, xmpp_space_new_subscribe (service, node, own, join), task,
                     answer);
}

/**
 * xmpp_spaces_join_async:
 * @self: the feature
 * @service: whose
 * @node: which
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when we are in, or not
 * @user_data: for @callback
 *
 * Joins a space, on all of our devices: XEP-0503, 5.3.
 */
void
xmpp_spaces_join_async (XmppSpaces          *self,
                        XmppAddress         *service,
                        const char          *node,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_spaces_join_async);
  subscribe (self, service, node, TRUE, task, join_answer);
}

/**
 * xmpp_spaces_join_finish:
 * @self: the feature
 * @result: what the callback got
 * @is_pending: (out): whether the owner of the space has to agree first
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the service has taken it
 */
gboolean
xmpp_spaces_join_finish (XmppSpaces    *self,
                         GAsyncResult  *result,
                         gboolean      *is_pending,
                         GError       **error)
{
  g_autofree gboolean *answer = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  answer = g_task_propagate_pointer (G_TASK (result), error);
  *is_pending = answer != NULL && *answer;
  return answer != NULL;
}

/**
 * xmpp_spaces_leave_async:
 * @self: the feature
 * @service: whose
 * @node: which
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when we are out, or not
 * @user_data: for @callback
 *
 * Leaves a space. Ends with xmpp_spaces_finish().
 */
void
xmpp_spaces_leave_async (XmppSpaces          *self,
                         XmppAddress         *service,
                         const char          *node,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  subscribe (self, service, node, FALSE,
             xmpp_spaces_new_task (self, cancellable, callback, user_data),
             xmpp_spaces_done_answer);
}

/**
 * xmpp_spaces_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when it was done
 */
gboolean
xmpp_spaces_finish (XmppSpaces    *self,
                    GAsyncResult  *result,
                    GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_spaces_finish, error);
}
