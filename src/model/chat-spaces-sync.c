/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workspaces are the same on all devices:
 *
 *   changed here → the archive keeps that the others do not know → published, now or after the next
 *   sign-in; until then what the server has of that one does not count: the last word does
 *   changed there → so it is here
 *
 * What a server keeps for nobody else is not told to one that cannot: then they are this device's
 * own. */
#define G_LOG_DOMAIN "chat-spaces"

#include "chat-spaces.h"

#include "chat-connection.h"
#include "chat-spaces-private.h"
#include "xmpp-error.h"
#include "xmpp-workspaces.h"

typedef struct {
  ChatSpaces *spaces;
  char       *id;
  guint       n_changes; /* as it is told */
} Telling;

static void
telling_free (Telling *telling)
{
  g_object_unref (telling->spaces);
  g_free (telling->id);
  g_free (telling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_free)

static Telling *
begin_telling (ChatSpaces *self,
               const char *id,
               guint       n_changes)
{
  Telling *telling = g_new0 (Telling, 1);

  telling->spaces = g_object_ref (self);
  telling->id = g_strdup (id);
  telling->n_changes = n_changes;
  g_hash_table_add (self->telling, g_strdup (id));
  return telling;
}

/* What failed is told with the next change, or after the next sign-in. */
static void
note_failed (ChatSpaces   *self,
             const GError *error)
{
  g_debug ("Other devices are not told of a workspace: %s", error->message);
  /* The server does not keep it private after all. */
  if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED))
    self->is_refused = TRUE;
}

static gboolean
can_tell (ChatSpaces *self)
{
  return self->connection != NULL && !self->is_refused
         && chat_connection_is_online (self->connection)
         && xmpp_workspaces_is_settled (self->connection->workspaces)
         && xmpp_workspaces_is_supported (self->connection->workspaces);
}

/* What became of it meanwhile is told next. */
static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Telling) telling = user_data;
  ChatSpaces *self = telling->spaces;
  ChatSpace *space = chat_spaces_find_id (self, telling->id);
  g_autoptr(GError) error = NULL;
  gboolean is_told = xmpp_workspaces_store_finish (XMPP_WORKSPACES (object), result, &error);

  g_hash_table_remove (self->telling, telling->id);
  if (!is_told)
    note_failed (self, error);
  if (space == NULL)
    chat_spaces_tell_removed (self, telling->id);
  else if (is_told && space->n_changes == telling->n_changes)
    {
      space->is_untold = FALSE;
      chat_spaces_keep (self, space);
    }
  else if (is_told)
    chat_spaces_tell (self, space);
}

void
chat_spaces_tell (ChatSpaces *self,
                  ChatSpace  *space)
{
  g_autoptr(XmppWorkspace) workspace = NULL;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  if (!space->is_untold || !can_tell (self) || g_hash_table_contains (self->telling, space->id))
    return;

  workspace = xmpp_workspace_new (space->id, space->name);
  workspace->position = space->position;
  workspace->service = g_strdup (space->service);
  workspace->node = g_strdup (space->node);
  for (guint i = 0; i < space->members->len; i++)
    xmpp_workspace_add_member (workspace, space->members->pdata[i]);
  xmpp_workspaces_store_async (self->connection->workspaces, workspace, NULL, told_cb,
                               begin_telling (self, space->id, space->n_changes));
}

static void
told_removed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Telling) telling = user_data;
  ChatSpaces *self = telling->spaces;
  ChatSpace *space = chat_spaces_find_id (self, telling->id);
  g_autoptr(GError) error = NULL;
  gboolean is_told = xmpp_workspaces_remove_finish (XMPP_WORKSPACES (object), result, &error);

  g_hash_table_remove (self->telling, telling->id);
  if (!is_told)
    note_failed (self, error);
  /* One of a server may be joined again meanwhile. */
  if (space != NULL)
    chat_spaces_tell (self, space);
  else if (is_told)
    chat_spaces_keep_removed (self, telling->id, FALSE);
}

void
chat_spaces_tell_removed (ChatSpaces *self,
                          const char *id)
{
  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_contains (self->removed, id) || !can_tell (self)
      || g_hash_table_contains (self->telling, id))
    return;

  xmpp_workspaces_remove_async (self->connection->workspaces, id, NULL, told_removed_cb,
                                begin_telling (self, id, 0));
}

static GPtrArray *
dup_spaces (ChatSpaces *self)
{
  GPtrArray *spaces = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_spaces = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  for (guint i = 0; i < n_spaces; i++)
    g_ptr_array_add (spaces, g_list_model_get_item (G_LIST_MODEL (self->list), i));
  return spaces;
}

/* Hearing. */

static void
changed_cb (ChatSpaces          *self,
            const XmppWorkspace *workspace)
{
  ChatSpace *space = chat_spaces_find_id (self, workspace->id);
  gboolean changed;

  if ((space != NULL && space->is_untold) || g_hash_table_contains (self->removed, workspace->id))
    return;

  space = chat_spaces_take (self, workspace->id, workspace->name, workspace->position,
                            workspace->members, workspace->service, workspace->node, &changed);
  if (space != NULL && changed)
    chat_spaces_keep (self, space);
}

static void
removed_cb (ChatSpaces *self,
            const char *id)
{
  ChatSpace *space = chat_spaces_find_id (self, id);

  if (space == NULL || space->is_untold)
    return;

  chat_spaces_keep_removed (self, id, FALSE);
  chat_spaces_drop (self, space);
}

static gboolean
is_among (GPtrArray  *workspaces,
          const char *id)
{
  for (guint i = 0; i < workspaces->len; i++)
    if (g_str_equal (((XmppWorkspace *) workspaces->pdata[i])->id, id))
      return TRUE;

  return FALSE;
}

static void
tell_all (ChatSpaces *self)
{
  g_autoptr(GPtrArray) spaces = dup_spaces (self);
  g_autofree char **removed = NULL;
  guint n_removed = 0;

  for (guint i = 0; i < spaces->len; i++)
    chat_spaces_tell (self, spaces->pdata[i]);

  removed = (char **) g_hash_table_get_keys_as_array (self->removed, &n_removed);
  for (guint i = 0; i < n_removed; i++)
    chat_spaces_tell_removed (self, removed[i]);
}

/* A server that has no such place at all has lost it, or is another one than before: that nobody
 * has taken away. */
static void
settled_cb (ChatSpaces *self,
            GPtrArray  *workspaces)
{
  XmppWorkspaces *feature = self->connection->workspaces;
  g_autoptr(GPtrArray) spaces = dup_spaces (self);

  self->is_refused = FALSE;
  chat_spaces_look_all (self);
  if (!xmpp_workspaces_is_supported (feature))
    return;

  for (guint i = 0; i < workspaces->len; i++)
    changed_cb (self, workspaces->pdata[i]);
  for (guint i = 0; i < spaces->len; i++)
    {
      ChatSpace *space = spaces->pdata[i];

      if (is_among (workspaces, space->id))
        continue;
      if (xmpp_workspaces_is_present (feature))
        removed_cb (self, space->id);
      else
        space->is_untold = TRUE;
    }
  tell_all (self);
}

void
chat_spaces_init_sync (ChatSpaces *self)
{
  XmppWorkspaces *workspaces = self->connection->workspaces;

  g_signal_connect_object (workspaces, "settled", G_CALLBACK (settled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspaces, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspaces, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_SWAPPED);
}
