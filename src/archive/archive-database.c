/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive: a SQLite file behind threads of its own, asked with GTasks. */
#define G_LOG_DOMAIN "archive-database"

#include "archive-database.h"

#include <glib/gstdio.h>
#include <sys/statvfs.h>

#include "archive-job.h"
#include "archive-open.h"
#include "archive-worker.h"

/* Of the disk, in bytes: what has to be free before it no longer counts as full. */
#define ROOM_TO_GO_ON (256 * 1024)

struct _ArchiveDatabase
{
  GObject        parent_instance;

  char          *path;
  ArchiveWorker *writer;
  ArchiveWorker *readers;
  GMainContext  *context; /* where trouble is announced */
  GError        *trouble; /* (nullable) */
  int            troubled; /* atomic: trouble was reported and not yet taken back */
  int            full;     /* atomic: a full disk was the last of it */
  int            damaged; /* atomic: damage was among it */
  int            lock;    /* file descriptor; -1: none */
  int            closed;  /* atomic */
};

G_DEFINE_FINAL_TYPE (ArchiveDatabase, archive_database, G_TYPE_OBJECT)

enum {
  PROP_TROUBLE = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* On its way from a worker's thread to the context of the database. */
typedef struct {
  ArchiveDatabase *database;
  GError          *error; /* (nullable) */
} Report;

static void
report_free (Report *report)
{
  g_object_unref (report->database);
  g_clear_error (&report->error);
  g_free (report);
}

static gboolean
report_cb (gpointer user_data)
{
  Report *report = user_data;
  ArchiveDatabase *self = report->database;

  if (self->trouble == NULL && report->error == NULL)
    return G_SOURCE_REMOVE;

  g_clear_error (&self->trouble);
  self->trouble = g_steal_pointer (&report->error);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TROUBLE]);
  return G_SOURCE_REMOVE;
}

/* A disk on which something small still finds a place is full all the same: the person who was told
 * so would see it come and go. Where nothing tells the space, a write that went well has to do. */
static gboolean
is_still_full (ArchiveDatabase *self)
{
  struct statvfs space;

  return g_atomic_int_get (&self->full) && statvfs (self->path, &space) == 0 &&
         (guint64) space.f_bavail * space.f_frsize < ROOM_TO_GO_ON;
}

/* Runs in a worker's thread. Once damaged, the file is not well again before it is opened anew. */
static void
worker_report (const GError *error,
               gpointer      user_data)
{
  g_autoptr(ArchiveDatabase) self = g_weak_ref_get (user_data);
  g_autoptr(GSource) source = NULL;
  Report *report;

  if (self == NULL || g_atomic_int_get (&self->damaged) ||
      (error == NULL && (!g_atomic_int_get (&self->troubled) || is_still_full (self))))
    return;

  g_atomic_int_set (&self->troubled, error != NULL);
  g_atomic_int_set (&self->full, g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_FULL));
  if (g_error_matches (error, ARCHIVE_ERROR, ARCHIVE_ERROR_DAMAGED))
    {
      g_atomic_int_set (&self->damaged, TRUE);
      archive_open_note_damaged (self->path);
    }

  report = g_new0 (Report, 1);
  report->error = error != NULL ? g_error_copy (error) : NULL;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, report_cb, report, (GDestroyNotify) report_free);
  report->database = g_steal_pointer (&self);
  g_source_attach (source, report->database->context);
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static GWeakRef *
weak_ref_new (ArchiveDatabase *self)
{
  GWeakRef *weak_ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak_ref, self);
  return weak_ref;
}

static void
archive_database_dispose (GObject *object)
{
  ArchiveDatabase *self = ARCHIVE_DATABASE (object);

  /* Not closed: the threads end by themselves, nobody waits for them. */
  if (self->readers != NULL)
    archive_worker_stop (self->readers);
  if (self->writer != NULL)
    archive_worker_stop (self->writer);
  g_clear_pointer (&self->readers, archive_worker_unref);
  g_clear_pointer (&self->writer, archive_worker_unref);

  G_OBJECT_CLASS (archive_database_parent_class)->dispose (object);
}

static void
archive_database_finalize (GObject *object)
{
  ArchiveDatabase *self = ARCHIVE_DATABASE (object);

  g_free (self->path);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_error (&self->trouble);
  if (self->lock >= 0)
    g_close (self->lock, NULL);

  G_OBJECT_CLASS (archive_database_parent_class)->finalize (object);
}

static void
archive_database_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  ArchiveDatabase *self = ARCHIVE_DATABASE (object);

  switch (prop_id)
    {
    case PROP_TROUBLE:
      g_value_set_boxed (value, self->trouble);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
archive_database_class_init (ArchiveDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = archive_database_dispose;
  object_class->finalize = archive_database_finalize;
  object_class->get_property = archive_database_get_property;

  /**
   * ArchiveDatabase:trouble:
   *
   * What keeps the archive from storing or reading: a full disk, an error of the file system,
   * damage. NULL while all is well, and again after a write has gone well; of a full disk, where
   * there is some space as well.
   */
  props[PROP_TROUBLE] = g_param_spec_boxed ("trouble", NULL, NULL, G_TYPE_ERROR,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
archive_database_init (ArchiveDatabase *self)
{
  self->lock = -1;
}

static void
open_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  ArchiveOpened *opened = archive_open (task_data, &error);

  if (opened != NULL)
    g_task_return_pointer (task, opened, (GDestroyNotify) archive_opened_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * archive_database_open_async:
 * @path: the file; made where there is none, with its folder, both for the user alone
 * @cancellable: (nullable): gives up waiting; the file is then closed again
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Opens the archive: brings an older file to the present version, checks it unless it was closed in
 * order, puts a damaged one aside and salvages what it holds.
 */
void
archive_database_open_async (const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, archive_database_open_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, open_thread);
}

/**
 * archive_database_open_finish:
 * @result: what the callback got
 * @salvage: (out) (optional) (nullable): what became of a damaged file; NULL: it was in order
 * @error: %ARCHIVE_ERROR_TOO_NEW, %ARCHIVE_ERROR_BUSY while another process has it open,
 *   %ARCHIVE_ERROR_FULL, %ARCHIVE_ERROR_IO
 *
 * Returns: (transfer full) (nullable): the archive; its property "trouble" changes in the context
 * that is the default of the calling thread
 */
ArchiveDatabase *
archive_database_open_finish (GAsyncResult    *result,
                              ArchiveSalvage **salvage,
                              GError         **error)
{
  g_autoptr(ArchiveDatabase) self = NULL;
  g_autoptr(ArchiveOpened) opened = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, archive_database_open_async), NULL);

  opened = g_task_propagate_pointer (G_TASK (result), error);
  if (opened == NULL)
    return NULL;

  self = g_object_new (ARCHIVE_TYPE_DATABASE, NULL);
  self->path = g_strdup (g_task_get_task_data (G_TASK (result)));
  self->context = g_main_context_ref_thread_default ();
  self->lock = opened->lock;
  opened->lock = -1;
  self->writer = archive_worker_new_writer (g_steal_pointer (&opened->writer), worker_report,
                                            weak_ref_new (self), weak_ref_free);
  self->readers = archive_worker_new_readers (g_steal_pointer (&opened->readers), worker_report,
                                              weak_ref_new (self), weak_ref_free);

  if (salvage != NULL)
    *salvage = g_steal_pointer (&opened->salvage);
  return g_steal_pointer (&self);
}

static GError *
new_closed_error (void)
{
  return g_error_new_literal (ARCHIVE_ERROR, ARCHIVE_ERROR_CLOSED, "The archive has been closed");
}

static void
close_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  ArchiveDatabase *self = source_object;

  /* The writer must be the last one, because a reader could not copy the log into the file. */
  archive_worker_stop (self->readers);
  archive_worker_join (self->readers);
  archive_worker_stop (self->writer);
  archive_worker_join (self->writer);

  if (!g_atomic_int_get (&self->damaged))
    archive_open_note_clean (self->path);
  g_close (self->lock, NULL);
  self->lock = -1;
  g_task_return_boolean (task, TRUE);
}

/**
 * archive_database_close_async:
 * @self: an archive
 * @cancellable: (nullable): gives up waiting; the archive is closed all the same
 * @callback: called in the thread-default context of the caller, when all that was asked before has
 *   been done and the file is closed
 * @user_data: for @callback
 *
 * Ends it. Whatever is asked from now on fails with %ARCHIVE_ERROR_CLOSED.
 */
void
archive_database_close_async (ArchiveDatabase     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (ARCHIVE_IS_DATABASE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, archive_database_close_async);

  if (g_atomic_int_exchange (&self->closed, TRUE))
    g_task_return_error (task, new_closed_error ());
  else
    g_task_run_in_thread (task, close_thread);
}

/**
 * archive_database_close_finish:
 * @self: an archive
 * @result: what the callback got
 * @error: %ARCHIVE_ERROR_CLOSED where it had been closed before
 *
 * Returns: whether it is closed by this
 */
gboolean
archive_database_close_finish (ArchiveDatabase  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, archive_database_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * archive_database_get_path:
 * @self: an archive
 *
 * Returns: (transfer none): its file
 */
const char *
archive_database_get_path (ArchiveDatabase *self)
{
  g_return_val_if_fail (ARCHIVE_IS_DATABASE (self), NULL);

  return self->path;
}

/**
 * archive_database_get_trouble:
 * @self: an archive
 *
 * Returns: (transfer none) (nullable): what keeps it from working, see #ArchiveDatabase:trouble
 */
const GError *
archive_database_get_trouble (ArchiveDatabase *self)
{
  g_return_val_if_fail (ARCHIVE_IS_DATABASE (self), NULL);

  return self->trouble;
}

/**
 * archive_database_push:
 * @self: an archive
 * @job: (transfer full): what to do
 *
 * For the archive's own files, which go through archive_request_run(): has a job done by one of the
 * threads.
 */
void
archive_database_push (ArchiveDatabase *self,
                       ArchiveJob      *job)
{
  if (g_atomic_int_get (&self->closed))
    {
      g_autoptr(GError) error = new_closed_error ();

      archive_job_fail (job, error);
      archive_job_finish (job);
      return;
    }

  archive_worker_push ((job->flags & ARCHIVE_JOB_WRITE) != 0 ? self->writer : self->readers, job);
}
