/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ARCHIVE_FILES_MAX 100

/**
 * ArchiveDirect:
 * @ARCHIVE_DIRECT_NONE: it does not go straight from one to the other
 * @ARCHIVE_DIRECT_OFFERED: it is, or was: an offer lasts no longer than those who made it and got
 *   it are there
 * @ARCHIVE_DIRECT_DECLINED: we did not want it
 * @ARCHIVE_DIRECT_WITHDRAWN: its sender took it back, or went away
 * @ARCHIVE_DIRECT_FAILED: it did not come, or not whole
 *
 * What has become of the offer of a file (XEP-0234). The numbers are stored.
 */
typedef enum {
  ARCHIVE_DIRECT_NONE = 0,
  ARCHIVE_DIRECT_OFFERED = 1,
  ARCHIVE_DIRECT_DECLINED = 2,
  ARCHIVE_DIRECT_WITHDRAWN = 3,
  ARCHIVE_DIRECT_FAILED = 4,
} ArchiveDirect;

/**
 * ArchiveFile:
 * @direct: how it comes, where it has no @url
 * @url: (nullable): where it can be had; of what is being sent: %NULL until it is there
 * @path: (nullable): where it was saved, or what is being sent
 * @name: (nullable): as the sender called it; not to be used as a path
 * @type: (nullable): the media type that was claimed
 * @size_bytes: -1: not known
 * @width: 0: not known, or not an image
 * @height: 0: not known, or not an image
 * @sha256: (nullable): in hex
 * @length_ms: of a sound or a video; 0: not known
 * @fit: of a photograph that is to be sent: px at most; 0: as it is
 * @is_heard: of a sound that came in: it was listened to
 * @offer_id: (nullable): of one that is offered straight to us: what its sender calls it, however
 *   often it is offered
 * @thumbnail: (nullable): a small picture of it, as a "data:" URI
 *
 * A file that belongs to a message.
 */
typedef struct {
  ArchiveDirect direct;
  char   *url;
  char   *path;
  char   *name;
  char   *type;
  gint64  size_bytes;
  guint   width;
  guint   height;
  char   *sha256;
  gint64  length_ms;
  guint   fit;
  gboolean is_heard;
  char   *offer_id;
  char   *thumbnail;
} ArchiveFile;

ArchiveFile *archive_file_new   (void) G_GNUC_WARN_UNUSED_RESULT;
ArchiveFile *archive_file_copy  (const ArchiveFile *self) G_GNUC_WARN_UNUSED_RESULT;
void         archive_file_free  (ArchiveFile       *self);

/* Those of one message; NULL where there are none. Owned ArchiveFile */
GPtrArray   *archive_files_new  (void) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray   *archive_files_copy (GPtrArray         *files) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveFile, archive_file_free)

G_END_DECLS
