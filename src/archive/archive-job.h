/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"

G_BEGIN_DECLS

/* For the archive's own files: something to be done on a connection, and whom to tell. */

/**
 * ArchiveJobFunc:
 * @connection: the thread's, in a transaction
 * @arguments: the task data of the job's task; not to be changed, because a job is run again
 *   when one beside it has failed
 * @error: where to say why it failed
 *
 * Returns: (nullable) (transfer full): the result; NULL without an error where there is none
 */
typedef gpointer (*ArchiveJobFunc) (ArchiveConnection  *connection,
                                    gpointer            arguments,
                                    GError            **error);

/**
 * ArchiveJobFlags:
 * @ARCHIVE_JOB_READ: changes nothing; a reader runs it
 * @ARCHIVE_JOB_WRITE: the writer runs it, in the order in which jobs came
 * @ARCHIVE_JOB_DURABLE: a write that is reported only when it outlasts a power cut
 * @ARCHIVE_JOB_ERASE: a write that is reported only when nothing of what it deleted is left in
 *   the files
 */
typedef enum {
  ARCHIVE_JOB_READ    = 0,
  ARCHIVE_JOB_WRITE   = 1 << 0,
  ARCHIVE_JOB_DURABLE = ARCHIVE_JOB_WRITE | 1 << 1,
  ARCHIVE_JOB_ERASE   = ARCHIVE_JOB_WRITE | 1 << 2,
} ArchiveJobFlags;

typedef struct _ArchiveJob ArchiveJob;

/**
 * ArchiveJob:
 * @task: owned
 * @free_result: (nullable): for @result
 * @error: (nullable): why the last run failed
 */
struct _ArchiveJob
{
  GTask           *task;
  ArchiveJobFlags  flags;
  ArchiveJobFunc   func;
  GDestroyNotify   free_result;
  gpointer         result;
  GError          *error;
};

ArchiveJob *archive_job_new    (GTask             *task,
                                ArchiveJobFlags    flags,
                                ArchiveJobFunc     func,
                                GDestroyNotify     free_result) G_GNUC_WARN_UNUSED_RESULT;
gboolean    archive_job_run    (ArchiveJob        *self,
                                ArchiveConnection *connection);
void        archive_job_fail   (ArchiveJob        *self,
                                const GError      *error);
void        archive_job_finish (ArchiveJob        *self);

G_END_DECLS
