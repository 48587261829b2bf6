/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who belongs to a room, whether in it or not: XEP-0045, 9.5. Each kind is asked for by itself, and
 * a room may tell some of them only: who is banned is for admins. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-room-private.h"
#include "xmpp-room-admin.h"

/* In the order in which they are listed */
static const XmppAffiliation kinds[] = {
  XMPP_AFFILIATION_OWNER, XMPP_AFFILIATION_ADMIN, XMPP_AFFILIATION_MEMBER,
  XMPP_AFFILIATION_OUTCAST,
};

typedef struct {
  GPtrArray  *members;    /* owned ChatMember */
  GHashTable *nicks;      /* owned bare address → owned nick: who is there now */
  GError     *error;      /* (nullable): the first refusal */
  guint       kind;       /* that is asked for */
  guint       n_answered;
} Loading;

static void
member_free (gpointer data)
{
  ChatMember *member = data;

  g_free (member->address);
  g_free (member->nick);
  g_free (member);
}

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_clear_pointer (&loading->members, g_ptr_array_unref);
  g_hash_table_unref (loading->nicks);
  g_clear_error (&loading->error);
  g_free (loading);
}

static GHashTable *
list_nicks (XmppRoom *xmpp)
{
  GHashTable *nicks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GPtrArray) occupants = xmpp_room_get_occupants (xmpp);

  for (guint i = 0; i < occupants->len; i++)
    {
      const XmppOccupant *occupant = g_ptr_array_index (occupants, i);

      if (occupant->real_address != NULL)
        g_hash_table_insert (nicks, g_strdup (xmpp_address_get_bare (occupant->real_address)),
                             g_strdup (occupant->nick));
    }

  return nicks;
}

static void
add_members (Loading   *loading,
             GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const XmppMucItem *item = g_ptr_array_index (items, i);
      ChatMember *member;
      const char *nick;

      if (item->address == NULL)
        continue;

      member = g_new0 (ChatMember, 1);
      member->address = g_strdup (xmpp_address_get_bare (item->address));
      nick = g_hash_table_lookup (loading->nicks, member->address);
      member->is_here = nick != NULL;
      member->nick = g_strdup (nick != NULL ? nick : item->nick);
      member->affiliation = (ChatAffiliation) ((int) kinds[loading->kind]
                                               + (int) CHAT_AFFILIATION_NONE);
      g_ptr_array_add (loading->members, member);
    }
}

static void ask_next (GTask    *task,
                      XmppRoom *xmpp);

static void
affiliated_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Loading *loading = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items =
    xmpp_room_get_affiliated_finish (XMPP_ROOM (object), result, &error);

  if (items != NULL)
    {
      loading->n_answered++;
      add_members (loading, items);
    }
  else if (loading->error == NULL)
    loading->error = g_steal_pointer (&error);

  loading->kind++;
  ask_next (task, XMPP_ROOM (object));
}

static void
ask_next (GTask    *task,
          XmppRoom *xmpp)
{
  Loading *loading = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (loading->kind < G_N_ELEMENTS (kinds))
    xmpp_room_get_affiliated_async (xmpp, kinds[loading->kind], g_task_get_cancellable (task),
                                    affiliated_cb, g_object_ref (task));
  else if (loading->n_answered > 0)
    g_task_return_pointer (task, g_steal_pointer (&loading->members),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, chat_error_translate (g_steal_pointer (&loading->error)));
}

void
chat_room_load_members_async (ChatRoom            *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Loading *loading;
  XmppRoom *xmpp;

  g_return_if_fail (CHAT_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_load_members_async);
  xmpp = chat_room_get_xmpp_room (self);
  if (xmpp == NULL || !chat_connection_is_online (self->connection))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
      return;
    }

  loading = g_new0 (Loading, 1);
  loading->members = g_ptr_array_new_with_free_func (member_free);
  loading->nicks = list_nicks (xmpp);
  g_task_set_task_data (task, loading, loading_free);
  ask_next (task, xmpp);
}

GPtrArray *
chat_room_load_members_finish (ChatRoom      *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_room_load_members_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_room_find_members (ChatRoom  *self,
                        GPtrArray *members)
{
  g_autoptr(GHashTable) here = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (members != NULL);

  if (self->xmpp != NULL)
    here = list_nicks (self->xmpp);
  for (guint i = 0; i < members->len; i++)
    {
      ChatMember *member = g_ptr_array_index (members, i);

      member->is_here = here != NULL && g_hash_table_contains (here, member->address);
    }
}
