/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-spaces-own.c: what owners do with spaces of servers, and with the rooms in them: XEP-0503
 * 0.3.0. */
#define G_LOG_DOMAIN "xmpp-spaces"

#include "xmpp-spaces.h"

#include "xmpp-request.h"
#include "xmpp-space-list.h"
#include "xmpp-spaces-private.h"

/**
 * xmpp_spaces_create_async:
 * @self: the feature
 * @service: where
 * @node: which
 * @title: what it is called
 * @is_public: whether everybody may join; else whom we let in
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it is there, or will not be
 * @user_data: for @callback
 *
 * Makes a space: XEP-0503, 3. Ends with xmpp_spaces_finish().
 */
void
xmpp_spaces_create_async (XmppSpaces          *self,
                          XmppAddress         *service,
                          const char          *node,
                          const char          *title,
                          gboolean             is_public,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL && title != NULL);

  xmpp_request_send (self->session, xmpp_space_new_create (service, node, title, is_public),
                     xmpp_spaces_new_task (self, cancellable, callback, user_data),
                     xmpp_spaces_done_answer);
}

static void
end (GTask   *task,  /* (transfer full) */
     gboolean is_done,
     GError  *error) /* (transfer full) (nullable) */
{
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * xmpp_spaces_destroy_async:
 * @self: the feature
 * @service: whose
 * @node: which
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it is gone, or will not be
 * @user_data: for @callback
 *
 * Deletes a space; its rooms stay. Ends with xmpp_spaces_finish().
 */
void
xmpp_spaces_destroy_async (XmppSpaces          *self,
                           XmppAddress         *service,
                           const char          *node,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  xmpp_request_send (self->session, xmpp_pubsub_new_delete (service, node),
                     xmpp_spaces_new_task (self, cancellable, callback, user_data),
                     xmpp_spaces_done_answer);
}

/**
 * xmpp_spaces_check_owned_async:
 * @self: the feature
 * @service: whose
 * @node: which
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Asks for the settings of a space, which are for its owners alone: XEP-0060, 8.2.1. Ends with
 * xmpp_spaces_finish().
 */
void
xmpp_spaces_check_owned_async (XmppSpaces          *self,
                               XmppAddress         *service,
                               const char          *node,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  xmpp_request_send (self->session, xmpp_pubsub_new_configure (service, node, NULL),
                     xmpp_spaces_new_task (self, cancellable, callback, user_data),
                     xmpp_spaces_done_answer);
}

static void
room_added_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  GError *error = NULL;
  g_autofree char *id = xmpp_pubsub_publish_finish (XMPP_PUBSUB (object), result, &error);

  end (user_data, id != NULL, error);
}

/**
 * xmpp_spaces_add_room_async:
 * @self: the feature
 * @service: whose
 * @node: which
 * @room: a room
 * @name: (nullable): what it is called there
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it is in, or will not be
 * @user_data: for @callback
 *
 * Puts a room into a space, for everybody. Ends with xmpp_spaces_finish().
 */
void
xmpp_spaces_add_room_async (XmppSpaces          *self,
                            XmppAddress         *service,
                            const char          *node,
                            XmppAddress         *room,
                            const char          *name,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(XmppElement) payload = NULL;

  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL && room != NULL);

  payload = xmpp_space_room_to_element (name);
  xmpp_pubsub_publish_async (self->pubsub, service, node, xmpp_address_get_bare (room), payload,
                             NULL, cancellable, room_added_cb,
                             xmpp_spaces_new_task (self, cancellable, callback, user_data));
}

static void
room_removed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GError *error = NULL;
  gboolean is_done = xmpp_pubsub_retract_finish (XMPP_PUBSUB (object), result, &error);

  end (user_data, is_done, error);
}

/**
 * xmpp_spaces_remove_room_async:
 * @self: the feature
 * @service: whose
 * @node: which
 * @room: a room
 * @cancellable: (nullable): ends the wait, not what the service does
 * @callback: called when it is out, or will not be
 * @user_data: for @callback
 *
 * Takes a room out of a space, for everybody. Ends with xmpp_spaces_finish().
 */
void
xmpp_spaces_remove_room_async (XmppSpaces          *self,
                               XmppAddress         *service,
                               const char          *node,
                               XmppAddress         *room,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (XMPP_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL && room != NULL);

  xmpp_pubsub_retract_async (self->pubsub, service, node, xmpp_address_get_bare (room), TRUE,
                             cancellable, room_removed_cb,
                             xmpp_spaces_new_task (self, cancellable, callback, user_data));
}
