/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of workspaces in the archive, among the account's settings: so that they are shown
 * at once after a start, and what the others do not know yet is told later. */
#define G_LOG_DOMAIN "chat-spaces"

#include "chat-spaces.h"

#include "archive-settings.h"
#include "chat-space-room.h"
#include "chat-spaces-private.h"
#include "chat-store.h"
#include "xmpp-workspace.h"

#include <string.h>

#define PREFIX "space/" /* with the id */

/* There is a bound on what a setting may hold; the server tells the rest again. */
#define MAX_ROOMS_BYTES (96 * 1024)

static void
save (ChatSpaces *self,
      const char *id,
      GVariant   *value) /* (nullable): floating */
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  g_autoptr(GVariant) kept = value != NULL ? g_variant_ref_sink (value) : NULL;
  g_autofree char *text = kept != NULL ? g_variant_print (kept, TRUE) : NULL;
  g_autofree char *key = g_strconcat (PREFIX, id, NULL);

  if (database != NULL && self->account_id != 0)
    archive_settings_set_async (database, ARCHIVE_SCOPE_ACCOUNT, self->account_id, key, text,
                                NULL, NULL, NULL);
}

static GVariant *
pack_rooms (ChatSpace *space)
{
  GListModel *rooms = G_LIST_MODEL (space->rooms);
  GVariantBuilder builder;
  gsize n_bytes = 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++)
    {
      g_autoptr(ChatSpaceRoom) room = g_list_model_get_item (rooms, i);
      const char *address = chat_space_room_get_address (room);
      const char *name = chat_space_room_get_name (room);

      n_bytes += strlen (address) + strlen (name);
      if (n_bytes > MAX_ROOMS_BYTES)
        break;
      g_variant_builder_add (&builder, "(ss)", address, name);
    }
  return g_variant_builder_end (&builder);
}

static void
take_rooms (ChatSpace *space,
            GVariant  *kept)
{
  g_autoptr(GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GVariantIter) iter = NULL;
  const char *address;
  const char *name;

  if (!g_variant_lookup (kept, "rooms", "a(ss)", &iter))
    return;

  while (g_variant_iter_next (iter, "(&s&s)", &address, &name))
    g_ptr_array_add (rooms, chat_space_room_new (address, name));
  chat_space_set_rooms (space, rooms);
}

void
chat_spaces_keep (ChatSpaces *self,
                  ChatSpace  *space)
{
  g_auto(GStrv) members = chat_space_dup_members (space);
  GVariantDict dict;

  g_return_if_fail (CHAT_IS_SPACES (self));

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "name", "s", space->name);
  g_variant_dict_insert (&dict, "position", "u", space->position);
  g_variant_dict_insert (&dict, "members", "^as", members);
  if (space->service != NULL)
    {
      g_variant_dict_insert (&dict, "service", "s", space->service);
      g_variant_dict_insert (&dict, "node", "s", space->node);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (space->rooms)) > 0)
    g_variant_dict_insert_value (&dict, "rooms", pack_rooms (space));
  if (space->is_untold)
    g_variant_dict_insert (&dict, "untold", "b", TRUE);
  save (self, space->id, g_variant_dict_end (&dict));
}

static gboolean
keep_cb (gpointer user_data)
{
  ChatSpaces *self = user_data;
  GHashTableIter iter;
  gpointer id;

  self->keep_source = 0;
  g_hash_table_iter_init (&iter, self->to_keep);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      ChatSpace *space = chat_spaces_find_id (self, id);

      if (space != NULL)
        chat_spaces_keep (self, space);
      g_hash_table_iter_remove (&iter);
    }
  return G_SOURCE_REMOVE;
}

void
chat_spaces_keep_soon (ChatSpaces *self,
                       ChatSpace  *space)
{
  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  g_hash_table_add (self->to_keep, g_strdup (space->id));
  if (self->keep_source == 0)
    self->keep_source = g_idle_add (keep_cb, self);
}

void
chat_spaces_keep_removed (ChatSpaces *self,
                          const char *id,
                          gboolean    removed)
{
  GVariantDict dict;

  g_return_if_fail (CHAT_IS_SPACES (self));

  if (!removed)
    {
      save (self, id, NULL);
      g_hash_table_remove (self->removed, id);
      return;
    }

  g_hash_table_add (self->removed, g_strdup (id));
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "removed", "b", TRUE);
  save (self, id, g_variant_dict_end (&dict));
}

static void
take_kept (ChatSpaces *self,
           const char *id,
           GVariant   *kept)
{
  g_autoptr(XmppWorkspace) workspace = NULL;
  g_autofree const char **members = NULL;
  const char *name = NULL;
  const char *service = NULL;
  const char *node = NULL;
  guint position = XMPP_WORKSPACE_MAX_POSITION;
  gboolean is_untold = FALSE;
  gboolean changed;
  ChatSpace *space;

  if (!g_variant_lookup (kept, "name", "&s", &name))
    return;

  g_variant_lookup (kept, "position", "u", &position);
  g_variant_lookup (kept, "members", "^a&s", &members);
  g_variant_lookup (kept, "untold", "b", &is_untold);
  if (g_variant_lookup (kept, "service", "&s", &service))
    g_variant_lookup (kept, "node", "&s", &node);
  workspace = xmpp_workspace_new (id, name);
  for (gsize i = 0; members != NULL && members[i] != NULL; i++)
    xmpp_workspace_add_member (workspace, members[i]);
  space = chat_spaces_take (self, id, name, MIN (position, XMPP_WORKSPACE_MAX_POSITION),
                            workspace->members, node != NULL ? service : NULL, node, &changed);
  if (space == NULL)
    return;

  space->is_untold = is_untold;
  if (space->service != NULL)
    take_rooms (space, kept);
}

gboolean
chat_spaces_take_setting (ChatSpaces *self,
                          const char *key,
                          const char *value)
{
  g_autoptr(GVariant) kept = NULL;
  const char *id = key + strlen (PREFIX);
  gboolean removed = FALSE;

  g_return_val_if_fail (CHAT_IS_SPACES (self), FALSE);

  if (!g_str_has_prefix (key, PREFIX))
    return FALSE;

  kept = g_variant_parse (G_VARIANT_TYPE_VARDICT, value, NULL, NULL, NULL);
  if (kept == NULL)
    g_debug ("What is kept of a workspace cannot be read");
  else if (g_variant_lookup (kept, "removed", "b", &removed) && removed)
    g_hash_table_add (self->removed, g_strdup (id));
  else
    take_kept (self, id, kept);
  return TRUE;
}
