/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Former texts (XEP-0308), retractions (XEP-0424) and reactions (XEP-0444) of messages. */
#define G_LOG_DOMAIN "archive-annotations"

#include "archive-annotations.h"

#include "archive-columns.h"
#include "archive-entity.h"
#include "archive-error.h"
#include "archive-request.h"
#include "archive-retracting.h"

#define MAX_FIELD_BYTES (64 * 1024)

/* What is asked, by whichever function. */
typedef struct {
  GArray *ids;        /* (nullable) gint64 */
  gint64  message_id;
  char   *name;       /* (nullable) a sender */
  char   *text;       /* (nullable) emojis */
  gint64  time_us;
} Question;

static void
question_free (Question *question)
{
  g_clear_pointer (&question->ids, g_array_unref);
  g_free (question->name);
  g_free (question->text);
  g_free (question);
}

static void
ask (GTask           *task,
     Question        *question,
     ArchiveJobFlags  flags,
     ArchiveJobFunc   func,
     GDestroyNotify   free_result)
{
  ArchiveDatabase *database = g_task_get_source_object (task);

  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  archive_request_run (database, task, flags, func, free_result);
}

static void
revision_free (ArchiveRevision *revision)
{
  g_free (revision->correction_id);
  g_free (revision->body);
  g_free (revision);
}

static void
reaction_free (ArchiveReaction *reaction)
{
  g_free (reaction->sender);
  g_strfreev (reaction->emojis);
  g_free (reaction);
}

/**
 * archive_annotations_free:
 * @self: (nullable) (transfer full): what hangs on a message
 */
void
archive_annotations_free (ArchiveAnnotations *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->revisions, g_ptr_array_unref);
  g_clear_pointer (&self->reactions, g_ptr_array_unref);
  g_free (self);
}

static gboolean
add_revisions (ArchiveConnection   *connection,
               ArchiveAnnotations  *annotations,
               const char          *sql,
               GError             **error)
{
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, annotations->message_id);
  archive_statement_bind_number (row, 2, ARCHIVE_REVISIONS_MAX - 1);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveRevision *revision = g_new0 (ArchiveRevision, 1);

      revision->correction_id = archive_statement_dup_text (row, 0);
      revision->time_us = archive_statement_get_number (row, 1);
      revision->body = archive_statement_dup_text (row, 2);
      g_ptr_array_add (annotations->revisions, revision);
    }
  return step == ARCHIVE_STEP_DONE;
}

/* The first one, and the newest of the others. */
static gboolean
read_revisions (ArchiveConnection   *connection,
                ArchiveAnnotations  *annotations,
                GError             **error)
{
  static const char first[] =
    "SELECT correction_id, time_us, body FROM revision WHERE message = ?1 AND EXISTS ("
    "SELECT 1 FROM message WHERE corrects = ?1) LIMIT ?2";
  static const char others[] =
    "SELECT correction_id, time_us, body FROM ("
    "SELECT coalesce (message_id, origin_id, stanza_id, '') AS correction_id, time_us, body, "
    "sort_us, id FROM message WHERE corrects = ?1 AND body IS NOT NULL "
    "AND state <> " ARCHIVE_STORED_FAILED " ORDER BY sort_us DESC, id DESC LIMIT ?2) "
    "ORDER BY sort_us, id";

  return add_revisions (connection, annotations, first, error) &&
         add_revisions (connection, annotations, others, error);
}

static gboolean
read_reactions (ArchiveConnection   *connection,
                ArchiveAnnotations  *annotations,
                GError             **error)
{
  static const char sql[] =
    "SELECT e.address, r.time_us, r.emojis FROM reaction r JOIN entity e ON e.id = r.sender_id "
    "WHERE r.message = ?1 AND r.emojis <> '' ORDER BY r.time_us, r.id";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, annotations->message_id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      g_autofree char *emojis = archive_statement_dup_text (row, 2);
      ArchiveReaction *reaction = g_new0 (ArchiveReaction, 1);

      reaction->sender = archive_statement_dup_text (row, 0);
      reaction->time_us = archive_statement_get_number (row, 1);
      reaction->emojis = g_strsplit (emojis, " ", -1);
      g_ptr_array_add (annotations->reactions, reaction);
    }
  return step == ARCHIVE_STEP_DONE;
}

static gpointer
load_job (ArchiveConnection  *connection,
          gpointer            arguments,
          GError            **error)
{
  const Question *question = arguments;
  g_autoptr(GPtrArray) found =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_annotations_free);

  for (guint i = 0; i < question->ids->len; i++)
    {
      g_autoptr(ArchiveAnnotations) annotations = g_new0 (ArchiveAnnotations, 1);

      annotations->message_id = g_array_index (question->ids, gint64, i);
      annotations->revisions = g_ptr_array_new_with_free_func ((GDestroyNotify) revision_free);
      annotations->reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) reaction_free);
      if (!read_revisions (connection, annotations, error) ||
          !read_reactions (connection, annotations, error))
        return NULL;

      if (annotations->revisions->len > 0 || annotations->reactions->len > 0)
        g_ptr_array_add (found, g_steal_pointer (&annotations));
    }

  return g_steal_pointer (&found);
}

/**
 * archive_annotations_load_async:
 * @database: an archive
 * @ids: messages
 * @n_ids: how many
 * @cancellable: (nullable): ends it
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Reads what hangs on messages.
 */
void
archive_annotations_load_async (ArchiveDatabase     *database,
                                const gint64        *ids,
                                gsize                n_ids,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (ids != NULL || n_ids == 0);

  question = g_new0 (Question, 1);
  question->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint) n_ids);
  if (n_ids > 0)
    g_array_append_vals (question->ids, ids, (guint) n_ids);
  ask (archive_request_new (database, archive_annotations_load_async, cancellable, callback,
                            user_data),
       question, ARCHIVE_JOB_READ, load_job, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * archive_annotations_load_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_DAMAGED, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveAnnotations): for those of the messages
 * that have any, in the order asked for
 */
GPtrArray *
archive_annotations_load_finish (ArchiveDatabase  *database,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return archive_request_finish (database, result, archive_annotations_load_async, error);
}

static gboolean
check_limit (ArchiveConnection  *connection,
             const char         *sql,
             const Question     *question,
             gint64              max,
             GError            **error)
{
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, question->message_id);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  if (archive_statement_get_number (row, 0) < max)
    return TRUE;

  g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID,
                       "That is more than anybody needs");
  return FALSE;
}

static gpointer
retract_job (ArchiveConnection  *connection,
             gpointer            arguments,
             GError            **error)
{
  const Question *question = arguments;

  archive_retracting_erase (connection, question->message_id, NULL, error);
  return NULL;
}

/**
 * archive_annotations_retract_async:
 * @database: an archive
 * @message_id: the message
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Takes all texts, files and reactions from a message; that it was there remains.
 */
void
archive_annotations_retract_async (ArchiveDatabase     *database,
                                   gint64               message_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));

  question = g_new0 (Question, 1);
  question->message_id = message_id;
  ask (archive_request_new (database, archive_annotations_retract_async, cancellable, callback,
                            user_data),
       question, ARCHIVE_JOB_WRITE, retract_job, NULL);
}

/**
 * archive_annotations_retract_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_NOT_FOUND, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_annotations_retract_finish (ArchiveDatabase  *database,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  return archive_request_settle (database, result, archive_annotations_retract_async, error);
}

/* A sender who has none any more leaves an empty set: an older one that comes later changes
 * nothing. */
static gpointer
react_job (ArchiveConnection  *connection,
           gpointer            arguments,
           GError            **error)
{
  static const char count[] = "SELECT count (*) FROM reaction WHERE message = ?1";
  static const char sql[] =
    "INSERT INTO reaction (message, sender_id, time_us, emojis) "
    "VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (message, sender_id) DO UPDATE SET time_us = ?3, emojis = ?4 WHERE time_us <= ?3";
  const Question *question = arguments;
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);
  gint64 sender_id = 0;

  if (statement == NULL ||
      !archive_columns_check_text (question->name, MAX_FIELD_BYTES, error) ||
      !archive_columns_check_text (question->text, ARCHIVE_REACTION_MAX_BYTES, error) ||
      !check_limit (connection, count, question, ARCHIVE_REACTIONS_MAX, error) ||
      !archive_entity_intern (connection, question->name, &sender_id, error))
    return NULL;

  archive_statement_bind_number (statement, 1, question->message_id);
  archive_statement_bind_number (statement, 2, sender_id);
  archive_statement_bind_number (statement, 3, question->time_us);
  archive_statement_bind_text (statement, 4, question->text);
  archive_statement_run (statement, error);
  return NULL;
}

/**
 * archive_annotations_react_async:
 * @database: an archive
 * @message_id: the message
 * @sender: who reacts
 * @emojis: (nullable): the whole set, in place of the one before; none takes it back
 * @time_us: when; an earlier one than what is stored changes nothing
 * @cancellable: (nullable): for as long as it has not begun
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Stores somebody's reactions to a message.
 */
void
archive_annotations_react_async (ArchiveDatabase     *database,
                                 gint64               message_id,
                                 const char          *sender,
                                 const char *const   *emojis,
                                 gint64               time_us,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  Question *question;

  g_return_if_fail (ARCHIVE_IS_DATABASE (database));
  g_return_if_fail (sender != NULL);

  question = g_new0 (Question, 1);
  question->message_id = message_id;
  question->name = g_strdup (sender);
  question->text = emojis != NULL ? g_strjoinv (" ", (char **) emojis) : g_strdup ("");
  question->time_us = time_us;
  ask (archive_request_new (database, archive_annotations_react_async, cancellable, callback,
                            user_data),
       question, ARCHIVE_JOB_WRITE, react_job, NULL);
}

/**
 * archive_annotations_react_finish:
 * @database: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CONSTRAINT where there is no such message, %ARCHIVE_ERROR_INVALID where
 *   the set is longer than ARCHIVE_REACTION_MAX_BYTES or the message has ARCHIVE_REACTIONS_MAX, …
 *
 * Returns: whether it was stored
 */
gboolean
archive_annotations_react_finish (ArchiveDatabase  *database,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return archive_request_settle (database, result, archive_annotations_react_async, error);
}
