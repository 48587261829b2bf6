/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who belongs to a room, whether in it or not, and up to which version that is known (XEP-0463):
 * one is never stored without the other. */
#define G_LOG_DOMAIN "archive-room-people"

#include "archive-columns.h"
#include "archive-error.h"
#include "archive-request.h"
#include "archive-room.h"

#define MAX_FIELD_BYTES (64 * 1024)

/* An enum's value → the number that is stored; who has none is not stored. */
static const int stored_affiliations[] = {
  [ARCHIVE_AFFILIATION_OUTCAST] = 1,
  [ARCHIVE_AFFILIATION_NONE]    = 2,
  [ARCHIVE_AFFILIATION_MEMBER]  = 3,
  [ARCHIVE_AFFILIATION_ADMIN]   = 4,
  [ARCHIVE_AFFILIATION_OWNER]   = 5,
};

typedef struct {
  gint64     conversation_id;
  GPtrArray *people;
  gboolean   is_whole;
  char      *version; /* (nullable) */
} Question;

static void
question_free (Question *question)
{
  g_ptr_array_unref (question->people);
  g_free (question->version);
  g_free (question);
}

/**
 * archive_room_person_new:
 * @address: bare
 * @affiliation: what they are to the room
 * @nick: (nullable): reserved
 *
 * Returns: (transfer full): somebody
 */
ArchiveRoomPerson *
archive_room_person_new (const char         *address,
                         ArchiveAffiliation  affiliation,
                         const char         *nick)
{
  ArchiveRoomPerson *self = g_new0 (ArchiveRoomPerson, 1);

  self->address = g_strdup (address);
  self->affiliation = affiliation;
  self->nick = g_strdup (nick);
  return self;
}

/**
 * archive_room_person_free:
 * @self: (nullable) (transfer full): somebody
 */
void
archive_room_person_free (ArchiveRoomPerson *self)
{
  if (self == NULL)
    return;

  g_free (self->address);
  g_free (self->nick);
  g_free (self);
}

static ArchiveAffiliation
load_affiliation (gint64 stored)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stored_affiliations); i++)
    if (stored_affiliations[i] == stored)
      return (ArchiveAffiliation) i;
  return ARCHIVE_AFFILIATION_NONE;
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  static const char sql[] =
    "SELECT address, affiliation, nick FROM room_person WHERE conversation_id = ?1 "
    "ORDER BY affiliation DESC, address";
  const gint64 *conversation_id = arguments;
  g_autoptr(GPtrArray) people =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_room_person_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, *conversation_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_ptr_array_add (people,
                     archive_room_person_new (archive_statement_get_text (row, 0),
                                              load_affiliation (
                                                archive_statement_get_number (row, 1)),
                                              archive_statement_get_text (row, 2)));
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&people) : NULL;
}

/**
 * archive_rooms_load_people_async:
 * @database: an archive
 * @conversation_id: of a room
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads who belongs to a room.
 */
void
archive_rooms_load_people_async (ArchiveDatabase     *database,
                                 gint64               conversation_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  task = archive_request_new (database, archive_rooms_load_people_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, g_memdup2 (&conversation_id, sizeof conversation_id), g_free);
  archive_request_run (database, task, ARCHIVE_JOB_READ, load_job,
                       (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_rooms_load_people_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveRoomPerson): owners first
 */
GPtrArray *
archive_rooms_load_people_finish (ArchiveDatabase  *database,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return archive_request_finish (database, result, archive_rooms_load_people_async, error);
}

static gboolean
write_person (ArchiveConnection        *connection,
              gint64                    conversation_id,
              const ArchiveRoomPerson  *person,
              GError                  **error)
{
  static const char put_sql[] =
    "INSERT INTO room_person (conversation_id, address, affiliation, nick) "
    "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (conversation_id, address) DO UPDATE SET "
    "affiliation = ?3, nick = ?4";
  static const char drop_sql[] =
    "DELETE FROM room_person WHERE conversation_id = ?1 AND address = ?2";
  gboolean is_gone = person->affiliation == ARCHIVE_AFFILIATION_NONE;
  g_autoptr(ArchiveStatement) statement = NULL;

  if (person->address == NULL
      || (guint) person->affiliation >= G_N_ELEMENTS (stored_affiliations))
    {
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                           "Somebody in a room lacks something");
      return FALSE;
    }

  if (!archive_columns_check_text (person->address, MAX_FIELD_BYTES, error) ||
      !archive_columns_check_text (person->nick, MAX_FIELD_BYTES, error) ||
      (statement = archive_connection_prepare (connection, is_gone ? drop_sql : put_sql,
                                               error)) == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, conversation_id);
  archive_statement_bind_text (statement, 2, person->address);
  if (!is_gone)
    {
      archive_statement_bind_number (statement, 3, stored_affiliations[person->affiliation]);
      archive_statement_bind_text (statement, 4, person->nick);
    }
  return archive_statement_run (statement, error);
}

static gboolean
write_version (ArchiveConnection  *connection,
               const Question     *question,
               GError            **error)
{
  static const char sql[] = "UPDATE room SET affiliations_version = ?2 WHERE conversation_id = ?1";
  g_autoptr(ArchiveStatement) statement = NULL;

  if (!archive_columns_check_text (question->version, MAX_FIELD_BYTES, error) ||
      (statement = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, question->conversation_id);
  archive_statement_bind_text (statement, 2, question->version);
  return archive_statement_run (statement, error);
}

/* A room may name as many as it likes, one after the other. */
static gboolean
check_count (ArchiveConnection  *connection,
             const Question     *question,
             GError            **error)
{
  static const char sql[] = "SELECT count (*) FROM room_person WHERE conversation_id = ?1";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, question->conversation_id);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  if (archive_statement_get_number (row, 0) <= ARCHIVE_ROOM_PEOPLE_MAX)
    return TRUE;

  g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                       "More people belong to a room than are kept");
  return FALSE;
}

static gpointer
set_job (ArchiveConnection  *connection,
         gpointer            arguments,
         GError            **error)
{
  static const char clear_sql[] = "DELETE FROM room_person WHERE conversation_id = ?1";
  const Question *question = arguments;

  if (question->is_whole &&
      !archive_connection_run (connection, clear_sql, question->conversation_id, error))
    return NULL;

  for (guint i = 0; i < question->people->len; i++)
    if (!write_person (connection, question->conversation_id,
                       g_ptr_array_index (question->people, i), error))
      return NULL;

  if (check_count (connection, question, error))
    write_version (connection, question, error);
  return NULL;
}

/**
 * archive_rooms_set_people_async:
 * @database: an archive
 * @conversation_id: of a room that was saved
 * @people: (element-type ArchiveRoomPerson): all of them, or what has changed; not to be changed
 *   until the callback
 * @is_whole: whether nobody but them belongs to it
 * @version: (nullable): up to where they are known now; %NULL: nothing is known for sure
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller, when all is stored or nothing
 * @user_data: for @callback
 *
 * Stores who belongs to a room, with the version.
 */
void
archive_rooms_set_people_async (ArchiveDatabase     *database,
                                gint64               conversation_id,
                                GPtrArray           *people,
                                gboolean             is_whole,
                                const char          *version,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Question *question;
  GTask *task;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (people != NULL);

  question = g_new0 (Question, 1);
  question->conversation_id = conversation_id;
  question->people = g_ptr_array_ref (people);
  question->is_whole = is_whole;
  question->version = g_strdup (version);
  task = archive_request_new (database, archive_rooms_set_people_async, cancellable, callback,
                              user_data);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, ARCHIVE_JOB_WRITE, set_job, NULL);
}

/**
 * archive_rooms_set_people_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such conversation, %ARCHIVE_ERROR_INVALID
 *   where there are more than ARCHIVE_ROOM_PEOPLE_MAX, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_rooms_set_people_finish (ArchiveDatabase  *database,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return archive_request_settle (database, result, archive_rooms_set_people_async, error);
}
