/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room that belongs to a space of a server. */
#define G_LOG_DOMAIN "chat-space-room"

#include "chat-space-room.h"

#include "chat-text.h"

#include <string.h>

#define MAX_NAME_CHARS 100

struct _ChatSpaceRoom
{
  GObject  parent_instance;

  char    *address;
  char    *name;
};

G_DEFINE_FINAL_TYPE (ChatSpaceRoom, chat_space_room, G_TYPE_OBJECT)

static void
chat_space_room_finalize (GObject *object)
{
  ChatSpaceRoom *self = CHAT_SPACE_ROOM (object);

  g_free (self->address);
  g_free (self->name);

  G_OBJECT_CLASS (chat_space_room_parent_class)->finalize (object);
}

static void
chat_space_room_class_init (ChatSpaceRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_space_room_finalize;
}

static void
chat_space_room_init (ChatSpaceRoom *self)
{
}

ChatSpaceRoom *
chat_space_room_new (const char *address,
                     const char *name)
{
  ChatSpaceRoom *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (CHAT_TYPE_SPACE_ROOM, NULL);
  self->address = g_strdup (address);
  self->name = name != NULL ? chat_text_clean_line (name, MAX_NAME_CHARS) : NULL;
  if (self->name == NULL)
    self->name = g_strndup (address, strcspn (address, "@"));
  return self;
}

const char *
chat_space_room_get_address (ChatSpaceRoom *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE_ROOM (self), NULL);

  return self->address;
}

const char *
chat_space_room_get_name (ChatSpaceRoom *self)
{
  g_return_val_if_fail (CHAT_IS_SPACE_ROOM (self), NULL);

  return self->name;
}
