/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-job.h"

G_BEGIN_DECLS

/* For the archive's own files: threads with a connection each and one queue of jobs. */

/**
 * ArchiveReportFunc:
 * @error: (nullable): what the file system or the file is to blame for; NULL: a write went well
 * @user_data: what was given with it
 *
 * Called in a worker's thread, after the jobs that it is about have been reported.
 */
typedef void (*ArchiveReportFunc) (const GError *error,
                                   gpointer      user_data);

typedef struct _ArchiveWorker ArchiveWorker;

ArchiveWorker *archive_worker_new_writer  (ArchiveConnection *connection,
                                           ArchiveReportFunc  report,
                                           gpointer           user_data,
                                           GDestroyNotify     destroy) G_GNUC_WARN_UNUSED_RESULT;
ArchiveWorker *archive_worker_new_readers (GPtrArray         *connections,
                                           ArchiveReportFunc  report,
                                           gpointer           user_data,
                                           GDestroyNotify     destroy) G_GNUC_WARN_UNUSED_RESULT;
void           archive_worker_push        (ArchiveWorker     *self,
                                           ArchiveJob        *job);
void           archive_worker_stop        (ArchiveWorker     *self);
void           archive_worker_join        (ArchiveWorker     *self);
void           archive_worker_unref       (ArchiveWorker     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveWorker, archive_worker_unref)

G_END_DECLS
