/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ArchiveSalvage:
 * @kept_path: where the damaged file was put aside
 * @rows: rows of all tables that were carried over
 * @messages: messages among them
 * @complete: whether everything could be read and carried over
 *
 * What became of a damaged file.
 */
typedef struct {
  char     *kept_path;
  guint64   rows;
  guint64   messages;
  gboolean  complete;
} ArchiveSalvage;

ArchiveSalvage *archive_salvage_run          (const char      *path,
                                              GError         **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        archive_salvage_resume       (const char      *path,
                                              ArchiveSalvage **salvage,
                                              GError         **error);
void            archive_salvage_free         (ArchiveSalvage  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveSalvage, archive_salvage_free)

G_END_DECLS
