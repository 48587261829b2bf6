/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of rooms in the archive: so that they are shown, and joined again, after a start. */
#define G_LOG_DOMAIN "chat-rooms"

#include "chat-rooms.h"

#include "archive-room.h"
#include "archive-settings.h"
#include "chat-connection.h"
#include "chat-error.h"
#include "chat-room-private.h"
#include "chat-rooms-private.h"
#include "chat-store.h"

#include <string.h>

/* Of the account's settings: with a room's address. */
#define UNTOLD_PREFIX "room-untold/"
#define NOTES_PREFIX  "room-notes/"
#define OUT_PREFIX    "room-out/"
#define PERSON_PREFIX "room-person/" /* with the address of somebody there */

/* Of more who talk to us in private it is not kept who they are. */
#define MAX_PERSONS 1000

static const ArchiveRoomNotify notifies[] = {
  [CHAT_ROOM_NOTIFY_ALWAYS] = ARCHIVE_ROOM_NOTIFY_ALWAYS,
  [CHAT_ROOM_NOTIFY_MENTIONS] = ARCHIVE_ROOM_NOTIFY_MENTIONS,
  [CHAT_ROOM_NOTIFY_NEVER] = ARCHIVE_ROOM_NOTIFY_NEVER,
};

/* What is stored stays what it means, whatever becomes of the enumeration. */
static const struct {
  ChatRoomFeatures feature;
  guint            stored;
} stored_features[] = {
  { CHAT_ROOM_MEMBERS_ONLY, 1 << 0 },
  { CHAT_ROOM_HAS_PASSWORD, 1 << 1 },
  { CHAT_ROOM_HIDDEN, 1 << 2 },
  { CHAT_ROOM_PERSISTENT, 1 << 3 },
  { CHAT_ROOM_MODERATED, 1 << 4 },
  { CHAT_ROOM_SHOWS_ADDRESSES, 1 << 5 },
  { CHAT_ROOM_ARCHIVED, 1 << 6 },
  { CHAT_ROOM_SURE_AUTHORS, 1 << 7 },
};

static guint
store_features (guint features)
{
  guint stored = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (stored_features); i++)
    if ((features & stored_features[i].feature) != 0)
      stored |= stored_features[i].stored;

  return stored;
}

static guint
load_features (guint stored)
{
  guint features = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (stored_features); i++)
    if ((stored & stored_features[i].stored) != 0)
      features |= stored_features[i].feature;

  return features;
}

/* An ArchiveRoom that borrows what the room owns. */
static ArchiveRoom
make_row (ChatRooms *self,
          ChatRoom  *room)
{
  return (ArchiveRoom) {
    .account_id = self->account_id,
    .address = (char *) chat_room_get_address (room),
    .name = room->own_name != NULL ? room->own_name : room->given_name,
    .nick = room->nick,
    .autojoin = room->autojoin,
    .features = store_features (room->features),
    .subject = room->subject,
    .subject_nick = room->subject_nick,
    .subject_us = room->subject_us,
    .own_occupant = room->own_id,
    .avatar_hash = room->avatar_hash,
    .notify = room->has_notify ? notifies[room->notify] : ARCHIVE_ROOM_NOTIFY_DEFAULT,
    .last_us = room->last_us,
  };
}

/* By which it is seen that there is nothing new to be stored. */
static char *
sum_up (const ArchiveRoom *row)
{
  return g_strdup_printf ("%s\n%s\n%d %u %" G_GINT64_FORMAT " %d %" G_GINT64_FORMAT "\n%s\n%s\n%s",
                          row->name, row->nick, row->autojoin, row->features, row->subject_us,
                          (int) row->notify, row->last_us, row->own_occupant, row->subject_nick,
                          row->subject);
}

void
chat_rooms_save (ChatRooms *self,
                 ChatRoom  *room)
{
  ArchiveDatabase *database;
  g_autofree char *sum = NULL;
  ArchiveRoom row;

  g_return_if_fail (CHAT_IS_ROOMS (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  /* What was only looked at is not kept. */
  database = chat_store_get_database (self->store);
  if (database == NULL || self->account_id == 0
      || (room->kept == NULL && !room->autojoin && !room->has_notify
          && room->state != CHAT_ROOM_JOINED))
    return;

  row = make_row (self, room);
  sum = sum_up (&row);
  if (g_strcmp0 (sum, room->kept) == 0)
    return;

  g_free (room->kept);
  room->kept = g_steal_pointer (&sum);
  archive_rooms_save_async (database, &row, NULL, NULL, NULL);
}

/* What is on its way into the archive, once it is known where to. */
typedef struct {
  char     *author;
  gboolean  ignored;
} Ignoring;

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Ignoring *ignoring = user_data;
  gint64 id = archive_rooms_save_finish (ARCHIVE_DATABASE (object), result, NULL);

  if (id != 0)
    archive_rooms_set_ignored_async (ARCHIVE_DATABASE (object), id, ignoring->author,
                                     ignoring->ignored, NULL, NULL, NULL);
  g_free (ignoring->author);
  g_free (ignoring);
}

void
chat_rooms_keep_ignored (ChatRooms  *self,
                         const char *author,
                         gboolean    ignored,
                         ChatRoom   *room)
{
  ArchiveDatabase *database;
  Ignoring *ignoring;
  ArchiveRoom row;

  g_return_if_fail (CHAT_IS_ROOMS (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  database = chat_store_get_database (self->store);
  if (database == NULL || self->account_id == 0)
    return;

  row = make_row (self, room);
  g_free (room->kept);
  room->kept = sum_up (&row);
  ignoring = g_new0 (Ignoring, 1);
  ignoring->author = g_strdup (author);
  ignoring->ignored = ignored;
  archive_rooms_save_async (database, &row, NULL, saved_cb, ignoring);
}

static void
load_room (ChatRooms         *self,
           const ArchiveRoom *row)
{
  ChatRoom *room = chat_rooms_ensure (self, row->address);
  ArchiveRoom now;

  if (room == NULL)
    return;

  room->features = load_features (row->features);
  room->subject_us = row->subject_us;
  room->last_us = row->last_us;
  room->own_id = g_strdup (row->own_occupant);
  room->subject = g_strdup (row->subject);
  room->subject_nick = g_strdup (row->subject_nick);
  for (guint i = 0; row->ignored != NULL && i < row->ignored->len; i++)
    chat_room_follow_ignored (room, g_ptr_array_index (row->ignored, i));
  chat_room_set_own_name (room, row->name);
  chat_room_set_nick (room, row->nick);
  for (gsize i = 0; i < G_N_ELEMENTS (notifies); i++)
    if (notifies[i] == row->notify)
      chat_room_follow_notify (room, (ChatRoomNotify) i, TRUE);
  now = make_row (self, room);
  now.autojoin = row->autojoin;
  room->kept = sum_up (&now);
  chat_room_follow_autojoin (room, row->autojoin);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRooms *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows =
    archive_rooms_load_finish (ARCHIVE_DATABASE (object), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < rows->len; i++)
    load_room (self, g_ptr_array_index (rows, i));
  g_task_return_boolean (task, TRUE);
}

void
chat_rooms_load_async (ChatRooms           *self,
                       gint64               account_id,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ROOMS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_rooms_load_async);
  self->account_id = account_id;
  archive_rooms_load_async (chat_store_get_database (self->store), account_id, cancellable,
                            loaded_cb, g_steal_pointer (&task));
}

gboolean
chat_rooms_load_finish (ChatRooms     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What the server has not heard is kept until it has. */
gboolean
chat_rooms_take_setting (ChatRooms  *self,
                         const char *key,
                         const char *value)
{
  ChatRoom *room;

  g_return_val_if_fail (CHAT_IS_ROOMS (self), FALSE);

  if (g_str_has_prefix (key, NOTES_PREFIX))
    {
      room = chat_rooms_ensure (self, key + strlen (NOTES_PREFIX));
      if (room != NULL)
        chat_room_follow_notes (room, g_str_equal (value, "1"));
      return TRUE;
    }

  if (g_str_has_prefix (key, PERSON_PREFIX))
    {
      g_hash_table_replace (self->persons, g_strdup (key + strlen (PERSON_PREFIX)),
                            g_strdup (value));
      return TRUE;
    }

  if (g_str_has_prefix (key, OUT_PREFIX))
    {
      room = chat_rooms_ensure (self, key + strlen (OUT_PREFIX));
      if (room != NULL)
        chat_room_follow_out (room, value);
      return TRUE;
    }

  if (!g_str_has_prefix (key, UNTOLD_PREFIX))
    return FALSE;

  g_hash_table_add (self->untold, g_strdup (key + strlen (UNTOLD_PREFIX)));
  return TRUE;
}

/* @value: (nullable): there is none any more */
static void
set_setting (ChatRooms  *self,
             const char *prefix,
             const char *address,
             const char *value)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  g_autofree char *key = g_strconcat (prefix, address, NULL);

  if (database != NULL && self->account_id != 0)
    archive_settings_set_async (database, ARCHIVE_SCOPE_ACCOUNT, self->account_id, key, value,
                                NULL, NULL, NULL);
}

/* Any of them. */
static void
drop_person (ChatRooms *self)
{
  GHashTableIter iter;
  gpointer address;

  g_hash_table_iter_init (&iter, self->persons);
  if (!g_hash_table_iter_next (&iter, &address, NULL))
    return;

  set_setting (self, PERSON_PREFIX, address, NULL);
  g_hash_table_iter_remove (&iter);
}

void
chat_rooms_set_person (ChatRooms  *self,
                       const char *address,
                       const char *author,
                       gboolean    is_written_to)
{
  const char *known;
  gboolean is_full;

  g_return_if_fail (CHAT_IS_ROOMS (self));

  known = chat_rooms_get_person (self, address);
  is_full = known == NULL && g_hash_table_size (self->persons) >= MAX_PERSONS;
  if (g_strcmp0 (known, author) == 0 || (is_full && !is_written_to))
    return;

  /* However many talk to us: whom we write to is who counts. */
  if (is_full)
    drop_person (self);
  g_hash_table_replace (self->persons, g_strdup (address), g_strdup (author));
  set_setting (self, PERSON_PREFIX, address, author);
}

const char *
chat_rooms_get_person (ChatRooms  *self,
                       const char *address)
{
  g_return_val_if_fail (CHAT_IS_ROOMS (self), NULL);

  return g_hash_table_lookup (self->persons, address);
}

void
chat_rooms_keep_choices (ChatRooms *self,
                       ChatRoom  *room)
{
  g_return_if_fail (CHAT_IS_ROOMS (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (room->has_notes)
    set_setting (self, NOTES_PREFIX, chat_room_get_address (room), room->notes ? "1" : "0");
  set_setting (self, OUT_PREFIX, chat_room_get_address (room),
               room->is_out ? chat_error_get_name (room->error) : NULL);
}

void
chat_rooms_set_untold (ChatRooms  *self,
                       const char *address,
                       gboolean    untold)
{
  gboolean is_changed;

  g_return_if_fail (CHAT_IS_ROOMS (self));

  is_changed = untold ? g_hash_table_add (self->untold, g_strdup (address))
                      : g_hash_table_remove (self->untold, address);
  if (is_changed)
    set_setting (self, UNTOLD_PREFIX, address, untold ? "1" : NULL);
}
