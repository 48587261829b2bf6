/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-job.h"

G_BEGIN_DECLS

/* For the archive's own files: how the functions that others call are carried out. */

GTask    *archive_request_new    (ArchiveDatabase      *self,
                                  gpointer              source_tag,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data) G_GNUC_WARN_UNUSED_RESULT;
void      archive_request_run    (ArchiveDatabase      *self,
                                  GTask                *task,
                                  ArchiveJobFlags       flags,
                                  ArchiveJobFunc        func,
                                  GDestroyNotify        free_result);
gpointer  archive_request_finish (ArchiveDatabase      *self,
                                  GAsyncResult         *result,
                                  gpointer              source_tag,
                                  GError              **error);
gboolean  archive_request_settle (ArchiveDatabase      *self,
                                  GAsyncResult         *result,
                                  gpointer              source_tag,
                                  GError              **error);

G_END_DECLS
