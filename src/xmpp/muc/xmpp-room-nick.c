/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-room-nick.c: changes what we are called in a room: XEP-0045 1.35.5, 7.6. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-room.h"

#include "xmpp-error.h"
#include "xmpp-request.h"
#include "xmpp-room-private.h"

/*
 * xmpp_room_finish_renaming:
 * @self: a room
 * @error: (transfer full) (nullable): why we have not got the nick
 *
 * The one place where it ends; nothing, when it has.
 */
void
xmpp_room_finish_renaming (XmppRoom *self,
                           GError   *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->renaming);
  g_autoptr(GError) owned = error;

  g_clear_pointer (&self->new_nick, g_free);
  g_clear_handle_id (&self->renaming_deadline, g_source_remove);
  if (task == NULL)
    return;

  xmpp_room_finish_task (task, g_steal_pointer (&owned));
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  XmppRoom *self = g_task_get_source_object (task);

  if (self->renaming == task)
    xmpp_room_finish_renaming (self, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_autoptr(XmppRoom) self = g_object_ref (user_data);

  /* Begins anew when the connection is back. */
  if (!xmpp_muc_context_can_join (self->context))
    return G_SOURCE_CONTINUE;

  self->renaming_deadline = 0;
  xmpp_room_finish_renaming (self, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_TIMEOUT,
                                                        "The room says nothing"));
  xmpp_room_ping (self);
  return G_SOURCE_REMOVE;
}

/*
 * xmpp_room_extend_renaming:
 * @self: a room
 *
 * Gives the room all of its time, from now on, to answer to a new nick.
 */
void
xmpp_room_extend_renaming (XmppRoom *self)
{
  if (self->renaming == NULL)
    return;

  g_clear_handle_id (&self->renaming_deadline, g_source_remove);
  self->renaming_deadline = g_timeout_add (self->context->patience.join_ms, deadline_cb, self);
}

/**
 * xmpp_room_change_nick_async:
 * @self: a room that we are in
 * @nick: what we want to be called
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is so, or will not be
 * @user_data: for @callback
 *
 * Changes our nick: XEP-0045, 7.6. The room may make another one of it.
 */
void
xmpp_room_change_nick_async (XmppRoom            *self,
                             const char          *nick,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) place = NULL;
  GError *error = NULL;
  XmppElement *presence;

  g_return_if_fail (XMPP_IS_ROOM (self));
  g_return_if_fail (nick != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_room_change_nick_async);
  place = xmpp_room_make_place (self, nick, &error);
  presence = place != NULL && self->state == XMPP_ROOM_JOINED && self->renaming == NULL
             ? xmpp_presence_new_directed (self->context->presence, place) : NULL;
  if (error != NULL)
    g_task_return_error (task, error);
  else if (self->own != NULL && xmpp_address_equal (place, self->own->address))
    g_task_return_boolean (task, TRUE);
  else if (presence == NULL || !xmpp_presence_send_stanza (self->context->presence,
                                                           g_steal_pointer (&presence)))
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not in the room");
  else
    {
      xmpp_room_watch_task (task, cancelled_cb);
      self->new_nick = g_strdup (xmpp_address_get_resource (place));
      self->renaming = g_steal_pointer (&task);
      xmpp_room_extend_renaming (self);
    }

  g_clear_pointer (&presence, xmpp_element_unref);
}

/**
 * xmpp_room_change_nick_finish:
 * @self: a room
 * @result: what the callback got
 * @error: return location for an error of %XMPP_ROOM_ERROR (NICK_TAKEN, NICK_LOCKED,
 *   NICK_INVALID), %XMPP_ERROR_DISCONNECTED, or %XMPP_ERROR_TIMEOUT, after which the nick may
 *   still change
 *
 * Returns: %TRUE when we have the nick
 */
gboolean
xmpp_room_change_nick_finish (XmppRoom      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return xmpp_request_finish (self, result, xmpp_room_change_nick_async, error);
}
