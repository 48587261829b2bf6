/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace, as windows show it. */
#define G_LOG_DOMAIN "chat-space"

#include "chat-space.h"

#include "base-color.h"
#include "chat-space-private.h"
#include "chat-space-room.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (ChatSpace, chat_space, G_TYPE_OBJECT)

enum {
  PROP_NAME = 1,
  PROP_UNREAD,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint members_changed_signal;

static void
chat_space_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  ChatSpace *self = CHAT_SPACE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_space_finalize (GObject *object)
{
  ChatSpace *self = CHAT_SPACE (object);

  g_free (self->account_address);
  g_free (self->id);
  g_free (self->name);
  g_free (self->service);
  g_free (self->node);
  g_hash_table_unref (self->is_member);
  g_ptr_array_unref (self->members);
  g_object_unref (self->rooms);

  G_OBJECT_CLASS (chat_space_parent_class)->finalize (object);
}

static void
chat_space_class_init (ChatSpaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_space_get_property;
  object_class->finalize = chat_space_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  members_changed_signal = g_signal_new ("members-changed", CHAT_TYPE_SPACE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_space_init (ChatSpace *self)
{
  self->name = g_strdup ("");
  self->members = g_ptr_array_new_with_free_func (g_free);
  self->is_member = g_hash_table_new (g_str_hash, g_str_equal);
  self->rooms = g_list_store_new (CHAT_TYPE_SPACE_ROOM);
}

ChatSpace *
chat_space_new (const char *account_address,
                const char *id)
{
  ChatSpace *self = g_object_new (CHAT_TYPE_SPACE, NULL);

  self->account_address = g_strdup (account_address);
  self->id = g_strdup (id);
  base_color_for_text (id, self->color);
  return self;
}

const char *
chat_space_get_id (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), NULL);

  return self->id;
}

const char *
chat_space_get_account_address (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), NULL);

  return self->account_address;
}

const char *
chat_space_get_name (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), NULL);

  return self->name;
}

const char *
chat_space_get_color (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), NULL);

  return self->color;
}

guint
chat_space_get_unread (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), 0);

  return self->unread;
}

gboolean
chat_space_contains (ChatSpace  *self,
                     const char *address)
{
  const char *slash;
  g_autofree char *bare = NULL;

  g_return_val_if_fail (CHAT_IS_SPACE (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  slash = strchr (address, '/');
  bare = slash != NULL ? g_strndup (address, (gsize) (slash - address)) : NULL;
  return g_hash_table_contains (self->is_member, bare != NULL ? bare : address);
}

gboolean
chat_space_is_shared (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), FALSE);

  return self->service != NULL;
}

gboolean
chat_space_is_owned (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), FALSE);

  return self->service != NULL && self->is_owned;
}

const char *
chat_space_get_service (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), NULL);

  return self->service;
}

const char *
chat_space_get_node (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), NULL);

  return self->node;
}

GListModel *
chat_space_get_rooms (ChatSpace *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), NULL);

  return G_LIST_MODEL (self->rooms);
}

char **
chat_space_dup_members (ChatSpace *self)
{
  GPtrArray *members;

  g_return_val_if_fail (CHAT_IS_SPACE (self), NULL);

  members = g_ptr_array_new ();
  for (guint i = 0; i < self->members->len; i++)
    g_ptr_array_add (members, g_strdup (g_ptr_array_index (self->members, i)));
  g_ptr_array_add (members, NULL);
  return (char **) g_ptr_array_free (members, FALSE);
}

gboolean
chat_space_set_name (ChatSpace  *self,
                     const char *name)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (g_str_equal (self->name, name))
    return FALSE;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
  return TRUE;
}

static gboolean
has_members (ChatSpace *self,
             GPtrArray *members)
{
  if (self->members->len != members->len)
    return FALSE;

  for (guint i = 0; i < members->len; i++)
    if (!g_str_equal (self->members->pdata[i], members->pdata[i]))
      return FALSE;

  return TRUE;
}

static void
note_members (ChatSpace *self)
{
  for (guint i = 0; i < self->members->len; i++)
    g_hash_table_add (self->is_member, self->members->pdata[i]);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rooms)); i++)
    {
      g_autoptr(ChatSpaceRoom) room = g_list_model_get_item (G_LIST_MODEL (self->rooms), i);

      g_hash_table_add (self->is_member, (gpointer) chat_space_room_get_address (room));
    }
  g_signal_emit (self, members_changed_signal, 0);
}

gboolean
chat_space_set_members (ChatSpace *self,
                        GPtrArray *members)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), FALSE);
  g_return_val_if_fail (members != NULL && members != self->members, FALSE);

  if (has_members (self, members))
    return FALSE;

  g_hash_table_remove_all (self->is_member);
  g_ptr_array_set_size (self->members, 0);
  for (guint i = 0; i < members->len; i++)
    g_ptr_array_add (self->members, g_strdup (members->pdata[i]));
  note_members (self);
  return TRUE;
}

static gboolean
has_rooms (ChatSpace *self,
           GPtrArray *rooms)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rooms)) != rooms->len)
    return FALSE;

  for (guint i = 0; i < rooms->len; i++)
    {
      g_autoptr(ChatSpaceRoom) present = g_list_model_get_item (G_LIST_MODEL (self->rooms), i);

      if (!g_str_equal (chat_space_room_get_address (present),
                        chat_space_room_get_address (rooms->pdata[i]))
          || !g_str_equal (chat_space_room_get_name (present),
                           chat_space_room_get_name (rooms->pdata[i])))
        return FALSE;
    }
  return TRUE;
}

gboolean
chat_space_set_rooms (ChatSpace *self,
                      GPtrArray *rooms)
{
  g_return_val_if_fail (CHAT_IS_SPACE (self), FALSE);
  g_return_val_if_fail (rooms != NULL, FALSE);

  if (has_rooms (self, rooms))
    return FALSE;

  g_hash_table_remove_all (self->is_member);
  g_list_store_splice (self->rooms, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rooms)),
                       rooms->pdata, rooms->len);
  note_members (self);
  return TRUE;
}

void
chat_space_set_unread (ChatSpace *self,
                       guint      unread)
{
  g_return_if_fail (CHAT_IS_SPACE (self));

  if (self->unread == unread)
    return;

  self->unread = unread;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
}
