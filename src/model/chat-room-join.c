/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Into a room and out of it, and what one does there for oneself: nick, subject, inviting, asking
 * to speak. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-room-private.h"
#include "xmpp-error.h"
#include "xmpp-muc.h"
#include "xmpp-room-admin.h"

#include <string.h>

/* A room that says nothing of a subject has lost it. */
#define SUBJECT_TIMEOUT_S 60

/* What was said while we heard it bears the time of our clock, not of the room's. */
#define CLOCKS_APART_US (5 * 60 * G_USEC_PER_SEC)

#define MAX_SUBJECT_BYTES 16384
#define MAX_INVITED       100

/* The room, or NULL after @task has said why not. */
static XmppRoom *
begin (ChatRoom *self,
       GTask    *task)
{
  XmppRoom *xmpp = chat_room_get_xmpp_room (self);

  if (xmpp != NULL && self->state == CHAT_ROOM_JOINED)
    return xmpp;

  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "We are not in the room");
  return NULL;
}

static void
end (GTask    *task,
     gboolean  is_done,
     GError   *error) /* (transfer full), NULL when done */
{
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, chat_error_translate (error));
}

gboolean
chat_room_finish (ChatRoom      *self,
                  GAsyncResult  *result,
                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Joining. */

/* @given, else as before or as bookmarked, else as elsewhere. */
char *
chat_room_choose_nick (ChatRoom   *self,
                       const char *given)
{
  if (given != NULL && given[0] != '\0')
    return g_strdup (given);
  if (self->nick != NULL)
    return g_strdup (self->nick);
  if (self->usual_nick != NULL && self->usual_nick[0] != '\0')
    return g_strdup (self->usual_nick);

  return xmpp_address_unescape_local (xmpp_address_get_local (self->connection->address));
}

static void
enter (ChatRoom            *self,
       XmppRoom            *xmpp,
       const char          *nick,
       GCancellable        *cancellable, /* (nullable) */
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  const XmppRoomEntry entry = {
    .nick = nick,
    .password = self->password,
    .since_us = MAX (self->last_us - CLOCKS_APART_US, 0),
  };

  xmpp_room_join_async (xmpp, &entry, cancellable, callback, user_data);
}

/* Somebody wants to be in it again, or has done with it. */
static void
forget_out (ChatRoom *self)
{
  if (!self->is_out)
    return;

  chat_room_follow_out (self, NULL);
  chat_room_emit_keep (self);
}

/* @was_wanted: whether it was to be joined before this try. */
typedef struct {
  gboolean was_wanted;
} Joining;

static void
joined_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRoom *self = g_task_get_source_object (task);
  const Joining *joining = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_joined = xmpp_room_join_finish (XMPP_ROOM (object), result, &error);

  self->is_new = FALSE;
  /* Where we never were, and are not let in for good, there is nothing to come back to; and who has
   * thought better of it is not to be there, whether the room has let us in by now or not. */
  if (!joining->was_wanted && g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    chat_room_go (self);
  else if (!is_joined && !joining->was_wanted && !xmpp_room_is_wanted (XMPP_ROOM (object)))
    chat_room_follow_autojoin (self, FALSE);
  chat_room_emit_set (self);
  end (task, is_joined, error);
}

static void
renamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRoom *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean is_done = xmpp_room_change_nick_finish (XMPP_ROOM (object), result, &error);

  if (is_done)
    chat_room_emit_set (self);
  end (task, is_done, error);
}

void
chat_room_join_async (ChatRoom            *self,
                      const char          *nick,
                      const char          *password,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *wanted = NULL;
  XmppRoom *xmpp;
  Joining *joining;

  g_return_if_fail (CHAT_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_join_async);
  xmpp = chat_room_get_xmpp_room (self);
  if (xmpp == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_FAILED, "There are too many rooms");
      return;
    }

  wanted = chat_room_choose_nick (self, nick);
  if (self->state == CHAT_ROOM_JOINED && g_strcmp0 (wanted, self->nick) != 0)
    {
      xmpp_room_change_nick_async (xmpp, wanted, cancellable, renamed_cb, g_steal_pointer (&task));
      return;
    }

  joining = g_new0 (Joining, 1);
  joining->was_wanted = self->autojoin;
  self->is_new = !self->autojoin;
  g_task_set_task_data (task, joining, g_free);
  if (password != NULL)
    {
      g_free (self->password);
      self->password = password[0] != '\0' ? g_strdup (password) : NULL;
    }
  forget_out (self);
  /* What is under way would go on with what was said before. */
  if (self->state != CHAT_ROOM_JOINED && self->state != CHAT_ROOM_LEFT)
    xmpp_room_leave (xmpp, NULL);
  chat_room_follow_autojoin (self, TRUE);
  if (self->state != CHAT_ROOM_JOINED)
    chat_room_set_nick (self, wanted);
  if (self->is_new)
    chat_room_emit_set (self);
  else
    chat_room_emit_save (self);
  enter (self, xmpp, wanted, cancellable, joined_cb, g_steal_pointer (&task));
}

void
chat_room_rejoin (ChatRoom *self)
{
  XmppRoom *xmpp = chat_room_get_xmpp_room (self);
  g_autofree char *nick = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));

  if (xmpp == NULL)
    return;

  nick = chat_room_choose_nick (self, NULL);
  enter (self, xmpp, nick, NULL, NULL, NULL);
}

void
chat_room_retry (ChatRoom *self)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->state == CHAT_ROOM_FAILED || self->state == CHAT_ROOM_LEFT)
    chat_room_join_async (self, NULL, NULL, NULL, NULL, NULL);
}

void
chat_room_go (ChatRoom *self)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  forget_out (self);
  chat_room_follow_autojoin (self, FALSE);
  if (self->xmpp != NULL)
    xmpp_room_leave (self->xmpp, NULL);
  chat_room_emit_save (self);
}

void
chat_room_leave (ChatRoom *self)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_room_go (self);
  chat_room_emit_set (self);
}

void
chat_room_change_nick_async (ChatRoom            *self,
                             const char          *nick,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppRoom *xmpp;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (nick != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_change_nick_async);
  xmpp = begin (self, task);
  if (xmpp != NULL)
    xmpp_room_change_nick_async (xmpp, nick, cancellable, renamed_cb, g_steal_pointer (&task));
}

/* The subject: it is asked for, and then told to all like any other. */

typedef struct {
  XmppRoom *xmpp;
  char     *id;
  gulong    message_handler;
  gulong    state_handler;
  guint     timeout;
} Subject;

static void
subject_free (Subject *subject)
{
  g_clear_handle_id (&subject->timeout, g_source_remove);
  g_clear_object (&subject->xmpp);
  g_free (subject->id);
  g_free (subject);
}

/* Takes the task, once. @error: (transfer full) (nullable) */
static void
end_subject (GTask  *task,
             GError *error)
{
  g_autoptr(GTask) owned = task;
  ChatRoom *self = g_task_get_source_object (task);
  Subject *subject = g_task_get_task_data (task);

  g_clear_handle_id (&subject->timeout, g_source_remove);
  g_clear_signal_handler (&subject->message_handler, subject->xmpp);
  g_clear_signal_handler (&subject->state_handler, self);
  end (task, error == NULL, error);
}

static void
subject_message_cb (XmppRoom        *xmpp,
                    XmppRoomMessage *said,
                    GTask           *task)
{
  const Subject *subject = g_task_get_task_data (task);

  if (said->kind == XMPP_ROOM_MESSAGE_BOUNCE
      && g_strcmp0 (said->message->id, subject->id) == 0)
    end_subject (task, said->message->error != NULL
                         ? g_error_copy (said->message->error)
                         : g_error_new_literal (CHAT_ERROR, CHAT_ERROR_FAILED, "It was refused"));
  else if (said->kind == XMPP_ROOM_MESSAGE_SUBJECT
           && (said->is_own || g_strcmp0 (said->message->id, subject->id) == 0))
    end_subject (task, NULL);
}

static void
subject_state_cb (ChatRoom   *self,
                  GParamSpec *pspec,
                  GTask      *task)
{
  if (self->state != CHAT_ROOM_JOINED)
    end_subject (task, g_error_new_literal (CHAT_ERROR, CHAT_ERROR_DISCONNECTED,
                                            "We are not in the room any more"));
}

static gboolean
subject_timeout_cb (gpointer user_data)
{
  GTask *task = user_data;
  Subject *subject = g_task_get_task_data (task);

  subject->timeout = 0;
  end_subject (task, g_error_new_literal (CHAT_ERROR, CHAT_ERROR_TIMEOUT,
                                          "The room did not answer"));
  return G_SOURCE_REMOVE;
}

void
chat_room_set_subject_async (ChatRoom            *self,
                             const char          *text,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *id = NULL;
  Subject *subject;
  XmppRoom *xmpp;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_set_subject_async);
  xmpp = begin (self, task);
  if (xmpp == NULL)
    return;

  if (strlen (text) > MAX_SUBJECT_BYTES)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "The subject is too long");
      return;
    }

  id = xmpp_room_change_subject (xmpp, text);
  if (id == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
      return;
    }

  subject = g_new0 (Subject, 1);
  subject->xmpp = g_object_ref (xmpp);
  subject->id = g_steal_pointer (&id);
  g_task_set_task_data (task, subject, (GDestroyNotify) subject_free);
  subject->timeout = g_timeout_add_seconds (SUBJECT_TIMEOUT_S, subject_timeout_cb, task);
  subject->message_handler = g_signal_connect (xmpp, "message", G_CALLBACK (subject_message_cb),
                                               task);
  subject->state_handler = g_signal_connect (self, "notify::state", G_CALLBACK (subject_state_cb),
                                             task);
  (void) g_steal_pointer (&task); /* end_subject() takes it */
}

/* Inviting. */

typedef struct {
  GPtrArray *addresses; /* owned XmppAddress */
  char      *reason;    /* (nullable) */
} Inviting;

static void
inviting_free (Inviting *inviting)
{
  g_ptr_array_unref (inviting->addresses);
  g_free (inviting->reason);
  g_free (inviting);
}

/* XEP-0249: a word from us reaches also who is not there now, and from a room nobody knows. But
 * where only the room can let them in, it is the room that invites. */
static void
send_invitations (ChatRoom *self,
                  GTask    *task,
                  gboolean  by_room)
{
  const Inviting *inviting = g_task_get_task_data (task);
  gboolean is_sent = self->xmpp != NULL;

  for (guint i = 0; is_sent && i < inviting->addresses->len; i++)
    {
      XmppAddress *address = g_ptr_array_index (inviting->addresses, i);
      const XmppInvitation invitation = {
        .room = self->address,
        .reason = inviting->reason,
        .password = self->password,
      };
      g_autofree char *id = NULL;

      if (by_room)
        is_sent = (id = xmpp_room_invite (self->xmpp, address, inviting->reason)) != NULL;
      else
        is_sent = xmpp_muc_invite_directly (self->connection->muc, address, &invitation);
    }

  if (is_sent)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
}

static void
members_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (xmpp_room_change_finish (XMPP_ROOM (object), result, &error))
    send_invitations (g_task_get_source_object (task), task, FALSE);
  else
    end (task, FALSE, error);
}

/* The affiliation of whom we know more of than that stays. */
static gboolean
has_affiliation (XmppRoom    *xmpp,
                 XmppAddress *address)
{
  g_autoptr(GPtrArray) occupants = xmpp_room_get_occupants (xmpp);

  for (guint i = 0; i < occupants->len; i++)
    {
      const XmppOccupant *occupant = g_ptr_array_index (occupants, i);

      if (occupant->real_address != NULL
          && xmpp_address_equal_bare (occupant->real_address, address)
          && occupant->affiliation >= XMPP_AFFILIATION_MEMBER)
        return TRUE;
    }

  return FALSE;
}

static void
invite (ChatRoom *self,
        XmppRoom *xmpp,
        GTask    *task)
{
  const Inviting *inviting = g_task_get_task_data (task);
  g_autoptr(GPtrArray) items =
    g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_muc_item_free);

  if ((self->features & CHAT_ROOM_MEMBERS_ONLY) == 0)
    {
      send_invitations (self, task, FALSE);
      return;
    }
  if (self->affiliation < CHAT_AFFILIATION_ADMIN)
    {
      send_invitations (self, task, TRUE);
      return;
    }

  for (guint i = 0; i < inviting->addresses->len; i++)
    {
      XmppAddress *address = g_ptr_array_index (inviting->addresses, i);

      if (!has_affiliation (xmpp, address))
        g_ptr_array_add (items, xmpp_muc_item_new_affiliation (address, XMPP_AFFILIATION_MEMBER,
                                                               NULL));
    }
  if (items->len == 0)
    send_invitations (self, task, FALSE);
  else
    xmpp_room_change_async (xmpp, items, g_task_get_cancellable (task), members_cb,
                            g_object_ref (task));
}

void
chat_room_invite_async (ChatRoom            *self,
                        const char *const   *addresses,
                        const char          *reason,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Inviting *inviting;
  XmppRoom *xmpp;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (addresses != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_invite_async);
  inviting = g_new0 (Inviting, 1);
  inviting->reason = g_strdup (reason);
  inviting->addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_address_unref);
  g_task_set_task_data (task, inviting, (GDestroyNotify) inviting_free);
  for (gsize i = 0; addresses[i] != NULL; i++)
    {
      g_autoptr(XmppAddress) address = xmpp_address_parse (addresses[i], NULL);

      if (address == NULL || i >= MAX_INVITED)
        {
          g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS,
                                   "This is no address");
          return;
        }
      g_ptr_array_add (inviting->addresses, xmpp_address_dup_bare (address));
    }

  xmpp = begin (self, task);
  if (xmpp != NULL)
    invite (self, xmpp, task);
}

void
chat_room_request_voice (ChatRoom *self)
{
  g_autofree char *id = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));

  if ((self->rights & CHAT_ROOM_MAY_ASK_VOICE) != 0)
    id = xmpp_room_request_voice (self->xmpp);
}

/* Slow mode: XEP-0500. */

static guint
get_rest_s (ChatRoom *self)
{
  gint64 passed_us = g_get_monotonic_time () - self->spoken_us;
  gint64 rest_us = (gint64) self->slow_mode_s * G_USEC_PER_SEC - passed_us;

  return self->spoken_us != 0 && rest_us > 0
           ? (guint) ((rest_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

static gboolean
speaking_cb (gpointer user_data)
{
  ChatRoom *self = user_data;
  guint rest_s = get_rest_s (self);

  if (self->speaking_in_s != rest_s)
    {
      self->speaking_in_s = rest_s;
      chat_room_notify (self, CHAT_ROOM_PROP_SPEAKING_IN);
    }
  if (rest_s > 0)
    return G_SOURCE_CONTINUE;

  self->speaking_source = 0;
  chat_room_emit_wake (self);
  return G_SOURCE_REMOVE;
}

/* Who moderates is held up by nobody. */
void
chat_room_note_spoken (ChatRoom *self)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->slow_mode_s == 0 || self->role == CHAT_ROLE_MODERATOR)
    return;

  self->spoken_us = g_get_monotonic_time ();
  self->speaking_in_s = get_rest_s (self);
  chat_room_notify (self, CHAT_ROOM_PROP_SPEAKING_IN);
  if (self->speaking_source == 0)
    self->speaking_source = g_timeout_add_seconds (1, speaking_cb, self);
}
