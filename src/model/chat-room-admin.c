/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What those do with others in a room whom it lets: roles, affiliations, moderation, requests to
 * speak: XEP-0045, 8 to 10, XEP-0425. The room decides; what it refuses is told. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-occupant-private.h"
#include "chat-room-private.h"
#include "xmpp-room-admin.h"
#include "xmpp-room-owner.h"

/* Who asks to speak, and has not been answered */
#define MAX_VOICE_REQUESTS 50

typedef gboolean (*FinishFunc) (XmppRoom      *room,
                                GAsyncResult  *result,
                                GError       **error);

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

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  FinishFunc finish = (FinishFunc) g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_done = finish (XMPP_ROOM (object), result, &error);

  end (task, is_done, error);
}

/* The room, or NULL after @task has said why not. Affiliations need nobody to be in it. */
static XmppRoom *
begin (ChatRoom *self,
       GTask    *task,
       gpointer  tag,
       gboolean  joined)
{
  XmppRoom *xmpp = chat_room_get_xmpp_room (self);

  g_task_set_source_tag (task, tag);
  if (xmpp != NULL && chat_connection_is_online (self->connection)
      && (!joined || chat_room_get_state (self) == CHAT_ROOM_JOINED))
    return xmpp;

  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "We are not in the room");
  return NULL;
}

void
chat_room_set_role_async (ChatRoom            *self,
                          const char          *nick,
                          ChatRole             role,
                          const char          *reason,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppRoom *xmpp;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (nick != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  xmpp = begin (self, task, chat_room_set_role_async, TRUE);
  if (xmpp == NULL)
    return;

  g_task_set_task_data (task, (gpointer) xmpp_room_change_finish, NULL);
  xmpp_room_set_role_async (xmpp, nick, (XmppRole) role, reason, cancellable, done_cb,
                            g_steal_pointer (&task));
}

void
chat_room_set_affiliation_async (ChatRoom            *self,
                                 const char          *address,
                                 ChatAffiliation      affiliation,
                                 const char          *reason,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(XmppAddress) parsed = NULL;
  g_autoptr(GTask) task = NULL;
  XmppRoom *xmpp;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  parsed = xmpp_address_parse (address, NULL);
  if (parsed == NULL)
    {
      g_task_set_source_tag (task, chat_room_set_affiliation_async);
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "This is no address");
      return;
    }

  xmpp = begin (self, task, chat_room_set_affiliation_async, FALSE);
  if (xmpp == NULL)
    return;

  g_task_set_task_data (task, (gpointer) xmpp_room_change_finish, NULL);
  xmpp_room_set_affiliation_async (xmpp, parsed,
                                   (XmppAffiliation) ((int) affiliation
                                                      - (int) CHAT_AFFILIATION_NONE),
                                   reason, cancellable, done_cb, g_steal_pointer (&task));
}

void
chat_room_moderate_async (ChatRoom            *self,
                          const char          *archive_id,
                          const char          *reason,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppRoom *xmpp;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (archive_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  xmpp = begin (self, task, chat_room_moderate_async, TRUE);
  if (xmpp == NULL)
    return;

  g_task_set_task_data (task, (gpointer) xmpp_room_moderate_finish, NULL);
  xmpp_room_moderate_async (xmpp, archive_id, reason, cancellable, done_cb,
                            g_steal_pointer (&task));
}

/* Several of them. */

typedef struct {
  GPtrArray *ids;       /* owned archive ids */
  char      *reason;    /* (nullable) */
  guint      next;
  guint      n_removed;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_ptr_array_unref (removal->ids);
  g_free (removal->reason);
  g_free (removal);
}

static void remove_next (GTask *task);

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  Removal *removal = g_task_get_task_data (task);

  if (chat_room_finish (CHAT_ROOM (object), result, &error))
    removal->n_removed++;
  else if (!g_error_matches (error, CHAT_ERROR, CHAT_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  remove_next (task);
}

/* One by one: rooms hold up who asks for much at once. */
static void
remove_next (GTask *task)
{
  Removal *removal = g_task_get_task_data (task);

  if (removal->next == removal->ids->len)
    g_task_return_boolean (task, TRUE);
  else
    chat_room_moderate_async (g_task_get_source_object (task),
                              g_ptr_array_index (removal->ids, removal->next++), removal->reason,
                              g_task_get_cancellable (task), removed_cb, g_object_ref (task));
}

void
chat_room_moderate_all_async (ChatRoom            *self,
                              GPtrArray           *archive_ids,
                              const char          *reason,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Removal *removal;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (archive_ids != NULL);

  removal = g_new0 (Removal, 1);
  removal->ids = g_ptr_array_new_full (archive_ids->len, g_free);
  for (guint i = 0; i < archive_ids->len; i++)
    g_ptr_array_add (removal->ids, g_strdup (g_ptr_array_index (archive_ids, i)));
  removal->reason = g_strdup (reason);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_moderate_all_async);
  g_task_set_task_data (task, removal, removal_free);
  remove_next (task);
}

gboolean
chat_room_moderate_all_finish (ChatRoom      *self,
                               GAsyncResult  *result,
                               guint         *n_removed,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_room_moderate_all_async), FALSE);

  *n_removed = ((Removal *) g_task_get_task_data (G_TASK (result)))->n_removed;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
destroyed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done = xmpp_room_destroy_finish (XMPP_ROOM (object), result, &error);

  /* Nobody comes back to it, on no device. */
  if (is_done)
    chat_room_leave (g_task_get_source_object (task));
  end (task, is_done, error);
}

void
chat_room_destroy_async (ChatRoom            *self,
                         const char          *venue,
                         const char          *reason,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(XmppAddress) address = NULL;
  g_autoptr(GTask) task = NULL;
  XmppRoom *xmpp;

  g_return_if_fail (CHAT_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  if (venue != NULL && (address = xmpp_address_parse (venue, NULL)) == NULL)
    {
      g_task_set_source_tag (task, chat_room_destroy_async);
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "This is no address");
      return;
    }

  xmpp = begin (self, task, chat_room_destroy_async, FALSE);
  if (xmpp != NULL)
    xmpp_room_destroy_async (xmpp, address, reason, cancellable, destroyed_cb,
                             g_steal_pointer (&task));
}

/* Requests to speak: XEP-0045, 8.6. */

void
chat_room_take_voice_request (ChatRoom     *self,
                              XmppDataForm *form,
                              const char   *nick) /* (nullable) */
{
  g_autoptr(ChatOccupant) who = nick != NULL ? chat_room_find_occupant (self, nick) : NULL;

  /* Who is not there any more needs no answer. */
  if (who == NULL)
    return;

  if (self->voice_forms == NULL)
    self->voice_forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify) xmpp_data_form_unref);
  if (g_hash_table_size (self->voice_forms) >= MAX_VOICE_REQUESTS)
    g_hash_table_remove_all (self->voice_forms);
  g_hash_table_insert (self->voice_forms, g_strdup (nick), xmpp_data_form_ref (form));
  chat_room_emit_voice (self, who);
}

/* Who has left meanwhile, or was let speak by others, waits no more. */
ChatOccupant *
chat_room_find_voice_request (ChatRoom *self)
{
  GHashTableIter iter;
  gpointer nick;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  if (self->voice_forms == NULL)
    return NULL;

  g_hash_table_iter_init (&iter, self->voice_forms);
  while (g_hash_table_iter_next (&iter, &nick, NULL))
    {
      g_autoptr(ChatOccupant) who = chat_room_find_occupant (self, nick);

      if (who != NULL && chat_occupant_get_role (who) < CHAT_ROLE_PARTICIPANT)
        return g_steal_pointer (&who);
      g_hash_table_iter_remove (&iter);
    }
  return NULL;
}

void
chat_room_answer_voice (ChatRoom     *self,
                        ChatOccupant *who,
                        gboolean      allow)
{
  const char *nick;
  XmppDataForm *form;
  g_autofree char *id = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_OCCUPANT (who));

  nick = chat_occupant_get_nick (who);
  form = self->voice_forms != NULL ? g_hash_table_lookup (self->voice_forms, nick) : NULL;
  if (form != NULL && self->xmpp != NULL && chat_occupant_is_present (who))
    {
      id = xmpp_room_answer_voice_request (self->xmpp, form, allow);
      g_hash_table_remove (self->voice_forms, nick);
    }
  /* Under another nick meanwhile, or without having asked. */
  else if (allow && chat_occupant_is_present (who))
    chat_room_set_role_async (self, nick, CHAT_ROLE_PARTICIPANT, NULL, NULL, NULL, NULL);
}
