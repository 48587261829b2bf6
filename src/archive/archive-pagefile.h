/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the archive's own files: a database as bytes, where SQLite cannot read it any more. The
 * format: https://www.sqlite.org/fileformat2.html. Numbers are big-endian. */

#define ARCHIVE_PAGEFILE_HEADER   100
#define ARCHIVE_PAGEFILE_INTERIOR 5
#define ARCHIVE_PAGEFILE_LEAF     13

/**
 * ArchivePagefile:
 * @data: borrowed from @mapped
 * @n_pages: whole ones
 */
typedef struct {
  GMappedFile  *mapped;
  const guint8 *data;
  gsize         size;
  gsize         page_size;
  gsize         n_pages;
} ArchivePagefile;

ArchivePagefile *archive_pagefile_open       (const char             *path,
                                              GError                **error)
  G_GNUC_WARN_UNUSED_RESULT;
void             archive_pagefile_free       (ArchivePagefile        *self);
const guint8    *archive_pagefile_get_page   (const ArchivePagefile  *self,
                                              gsize                   number);
guint            archive_pagefile_get_16     (const guint8           *at);
guint32          archive_pagefile_get_32     (const guint8           *at);
gsize            archive_pagefile_get_varint (const guint8           *at,
                                              const guint8           *end,
                                              guint64                *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchivePagefile, archive_pagefile_free)

G_END_DECLS
