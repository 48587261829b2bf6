/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms (XEP-0045) as they are known while we are not in them, and whose messages are not to be
 * seen there. */
#define G_LOG_DOMAIN "archive-room"

#include "archive-room.h"

#include "archive-columns.h"
#include "archive-entity.h"
#include "archive-error.h"
#include "archive-request.h"

#define MAX_FIELD_BYTES (64 * 1024)

/* An enum's value → the number that is stored. */
static const int stored_notifies[] = {
  [ARCHIVE_ROOM_NOTIFY_DEFAULT]  = 0,
  [ARCHIVE_ROOM_NOTIFY_ALWAYS]   = 1,
  [ARCHIVE_ROOM_NOTIFY_MENTIONS] = 2,
  [ARCHIVE_ROOM_NOTIFY_NEVER]    = 3,
};

typedef struct {
  gint64    conversation_id;
  char     *author;
  gboolean  ignored;
} Question;

static void
question_free (Question *question)
{
  g_free (question->author);
  g_free (question);
}

/**
 * archive_room_new:
 * @account_id: whose
 * @address: bare
 *
 * Returns: (transfer full): a room of which nothing is known
 */
ArchiveRoom *
archive_room_new (gint64      account_id,
                  const char *address)
{
  ArchiveRoom *self = g_new0 (ArchiveRoom, 1);

  self->account_id = account_id;
  self->address = g_strdup (address);
  return self;
}

/**
 * archive_room_copy:
 * @self: a room
 *
 * Returns: (transfer full): another one like it
 */
ArchiveRoom *
archive_room_copy (const ArchiveRoom *self)
{
  ArchiveRoom *copy = g_memdup2 (self, sizeof *self);

  copy->address = g_strdup (self->address);
  copy->name = g_strdup (self->name);
  copy->nick = g_strdup (self->nick);
  copy->subject = g_strdup (self->subject);
  copy->subject_nick = g_strdup (self->subject_nick);
  copy->own_occupant = g_strdup (self->own_occupant);
  copy->avatar_hash = g_strdup (self->avatar_hash);
  copy->affiliations_version = g_strdup (self->affiliations_version);
  copy->ignored = NULL;
  if (self->ignored != NULL)
    {
      copy->ignored = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < self->ignored->len; i++)
        g_ptr_array_add (copy->ignored, g_strdup (g_ptr_array_index (self->ignored, i)));
    }

  return copy;
}

/**
 * archive_room_free:
 * @self: (nullable) (transfer full): a room
 */
void
archive_room_free (ArchiveRoom *self)
{
  if (self == NULL)
    return;

  g_free (self->address);
  g_free (self->name);
  g_free (self->nick);
  g_free (self->subject);
  g_free (self->subject_nick);
  g_free (self->own_occupant);
  g_free (self->avatar_hash);
  g_free (self->affiliations_version);
  g_clear_pointer (&self->ignored, g_ptr_array_unref);
  g_free (self);
}

static ArchiveRoom *
read_room (ArchiveStatement *row,
           gint64            account_id)
{
  ArchiveRoom *room = archive_room_new (account_id, NULL);
  gint64 notify = archive_statement_get_number (row, 12);

  room->conversation_id = archive_statement_get_number (row, 0);
  room->address = archive_statement_dup_text (row, 1);
  room->name = archive_statement_dup_text (row, 2);
  room->nick = archive_statement_dup_text (row, 3);
  room->autojoin = archive_statement_get_number (row, 4) != 0;
  room->features = (guint) archive_statement_get_number (row, 5);
  room->subject = archive_statement_dup_text (row, 6);
  room->subject_nick = archive_statement_dup_text (row, 7);
  room->subject_us = archive_statement_get_number (row, 8);
  room->own_occupant = archive_statement_dup_text (row, 9);
  room->avatar_hash = archive_statement_dup_text (row, 10);
  room->affiliations_version = archive_statement_dup_text (row, 11);
  for (gsize i = 0; i < G_N_ELEMENTS (stored_notifies); i++)
    if (stored_notifies[i] == notify)
      room->notify = (ArchiveRoomNotify) i;
  room->last_us = archive_statement_get_number (row, 13);
  return room;
}

static gboolean
read_ignored (ArchiveConnection  *connection,
              ArchiveRoom        *room,
              GError            **error)
{
  static const char sql[] =
    "SELECT author FROM room_ignored WHERE conversation_id = ?1 ORDER BY id";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, room->conversation_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      if (room->ignored == NULL)
        room->ignored = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (room->ignored, archive_statement_dup_text (row, 0));
    }
  return step == ARCHIVE_STEP_DONE;
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT c.id, e.address, r.name, r.nick, r.autojoin, r.features, r.subject, r.subject_nick, "
    "r.subject_us, r.own_occupant, r.avatar_hash, r.affiliations_version, r.notify, r.last_us "
    "FROM room r JOIN conversation c ON c.id = r.conversation_id "
    "JOIN entity e ON e.id = c.entity_id WHERE c.account_id = ?1 ORDER BY e.address";
  const gint64 *account_id = arguments;
  g_autoptr(GPtrArray) rooms = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_room_free);
  ArchiveStep step;

  {
    g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

    if (row == NULL)
      return NULL;

    archive_statement_bind_number (row, 1, *account_id);
    while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
      g_ptr_array_add (rooms, read_room (row, *account_id));
  }

  if (step != ARCHIVE_STEP_DONE)
    return NULL;

  for (guint i = 0; i < rooms->len; i++)
    if (!read_ignored (connection, g_ptr_array_index (rooms, i), error))
      return NULL;

  return g_steal_pointer (&rooms);
}

/**
 * archive_rooms_load_async:
 * @database: an archive
 * @account_id: whose
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads all rooms that were ever stored.
 */
void
archive_rooms_load_async (ArchiveDatabase     *database,
                          gint64               account_id,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_rooms_load_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, g_memdup2 (&account_id, sizeof account_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_job,
                       (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_rooms_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveRoom): by address
 */
GPtrArray *
archive_rooms_load_finish (ArchiveDatabase  *database,
                           GAsyncResult     *result,
                           GError          **error)
{
  return archive_request_finish (database, result, archive_rooms_load_async, error);
}

static gboolean
check_room (const ArchiveRoom  *room,
            GError            **error)
{
  const char *const texts[] = {
    room->address, room->name, room->nick, room->subject, room->subject_nick, room->own_occupant,
    room->avatar_hash,
  };

  if (room->address == NULL || (guint) room->notify >= G_N_ELEMENTS (stored_notifies))
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID, "A room lacks something");
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!archive_columns_check_text (texts[i], MAX_FIELD_BYTES, error))
      return FALSE;

  return TRUE;
}

static gpointer
save_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "INSERT INTO room (conversation_id, name, nick, autojoin, features, subject, subject_nick, "
    "subject_us, own_occupant, avatar_hash, notify, last_us) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
    "ON CONFLICT (conversation_id) DO UPDATE SET name = ?2, nick = ?3, autojoin = ?4, "
    "features = ?5, subject = ?6, subject_nick = ?7, subject_us = ?8, own_occupant = ?9, "
    "avatar_hash = ?10, notify = ?11, last_us = ?12";
  const ArchiveRoom *room = arguments;
  g_autoptr(ArchiveStatement) statement = NULL;
  gint64 conversation_id = 0;
  gboolean is_new = FALSE;

  if (!check_room (room, error) ||
      !archive_entity_intern_conversation (connection, room->account_id, room->address,
                                           ARCHIVE_CONVERSATION_ROOM, &conversation_id, &is_new,
                                           error) ||
      (statement = archive_connection_prepare (connection, sql, error)) == NULL)
    return NULL;

  archive_statement_bind_number (statement, 1, conversation_id);
  archive_statement_bind_text (statement, 2, room->name);
  archive_statement_bind_text (statement, 3, room->nick);
  archive_statement_bind_number (statement, 4, room->autojoin);
  archive_statement_bind_number (statement, 5, room->features);
  archive_statement_bind_text (statement, 6, room->subject);
  archive_statement_bind_text (statement, 7, room->subject_nick);
  archive_statement_bind_number (statement, 8, room->subject_us);
  archive_statement_bind_text (statement, 9, room->own_occupant);
  archive_statement_bind_text (statement, 10, room->avatar_hash);
  archive_statement_bind_number (statement, 11, stored_notifies[room->notify]);
  archive_statement_bind_number (statement, 12, room->last_us);
  return archive_statement_run (statement, error)
         ? g_memdup2 (&conversation_id, sizeof conversation_id) : NULL;
}

/**
 * archive_rooms_save_async:
 * @database: an archive
 * @room: all that is known of it; copied
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores a room in place of what was stored of it. Its conversation is made where there is none;
 * one that was taken for a chat is that of a room then.
 */
void
archive_rooms_save_async (ArchiveDatabase     *database,
                          const ArchiveRoom   *room,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (room != NULL);

  task = archive_request_new (database, archive_rooms_save_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, archive_room_copy (room), (GDestroyNotify) archive_room_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, save_job, g_free);
}

/**
 * archive_rooms_save_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such account, %ARCHIVE_ERROR_INVALID, …
 *
 * Returns: the room's conversation; 0 where it could not be stored
 */
gint64
archive_rooms_save_finish (ArchiveDatabase  *database,
                           GAsyncResult     *result,
                           GError          **error)
{
  g_autofree gint64 *id =
    archive_request_finish (database, result, archive_rooms_save_async, error);

  return id != NULL ? *id : 0;
}

static gpointer
set_ignored_job (ArchiveConnection  *connection,
                 gpointer            arguments,
                 GError            **error)
{
  static const char add_sql[] =
    "INSERT OR IGNORE INTO room_ignored (conversation_id, author) SELECT ?1, ?2 "
    "WHERE (SELECT count (*) FROM room_ignored WHERE conversation_id = ?1) < ?3";
  static const char remove_sql[] =
    "DELETE FROM room_ignored WHERE conversation_id = ?1 AND author = ?2 AND ?3 > 0";
  const Question *question = arguments;
  g_autoptr(ArchiveStatement) statement =
    archive_connection_prepare (connection, question->ignored ? add_sql : remove_sql, error);

  if (statement == NULL ||
      !archive_columns_check_text (question->author, MAX_FIELD_BYTES, error))
    return NULL;

  archive_statement_bind_number (statement, 1, question->conversation_id);
  archive_statement_bind_text (statement, 2, question->author);
  archive_statement_bind_number (statement, 3, ARCHIVE_ROOM_IGNORED_MAX);
  archive_statement_run (statement, error);
  return NULL;
}

/**
 * archive_rooms_set_ignored_async:
 * @database: an archive
 * @conversation_id: of a room
 * @author: of messages, as in #ArchiveMessageIds
 * @ignored: whether they are not to be seen
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores whose messages are not to be seen. More than ARCHIVE_ROOM_IGNORED_MAX are not kept.
 */
void
archive_rooms_set_ignored_async (ArchiveDatabase     *database,
                                 gint64               conversation_id,
                                 const char          *author,
                                 gboolean             ignored,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Question *question;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (author != NULL);

  question = g_new0 (Question, 1);
  question->conversation_id = conversation_id;
  question->author = g_strdup (author);
  question->ignored = ignored;
  task = archive_request_new (database, archive_rooms_set_ignored_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, set_ignored_job, NULL);
}

/**
 * archive_rooms_set_ignored_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such conversation, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_rooms_set_ignored_finish (ArchiveDatabase  *database,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return archive_request_settle (database, result, archive_rooms_set_ignored_async, error);
}
