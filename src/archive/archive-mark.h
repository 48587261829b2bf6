/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ArchiveMarkKind:
 * @ARCHIVE_MARK_DELIVERED: they got one of our messages (XEP-0184)
 * @ARCHIVE_MARK_DISPLAYED: they saw one of ours, and all before it (XEP-0333)
 * @ARCHIVE_MARK_READ: we read a message, and all before it, on another device
 * @ARCHIVE_MARK_SEEN: the same, by the archive's id of a message alone (XEP-0490)
 * @ARCHIVE_MARK_FAILED: one of ours came back
 * @ARCHIVE_MARK_REFUSED: one of ours came back that is to be sent once more
 */
typedef enum {
  ARCHIVE_MARK_DELIVERED,
  ARCHIVE_MARK_DISPLAYED,
  ARCHIVE_MARK_READ,
  ARCHIVE_MARK_SEEN,
  ARCHIVE_MARK_FAILED,
  ARCHIVE_MARK_REFUSED,
} ArchiveMarkKind;

/**
 * ArchiveMark:
 * @with: address of the conversation
 * @remote_id: what names the message: its id attribute, origin-id or stanza-id
 * @time_us: when it was said
 * @error_condition: (nullable): of a failed one, as in RFC 6120, 8.3.3
 * @error_text: (nullable)
 *
 * What is said about a message.
 */
typedef struct {
  ArchiveMarkKind  kind;
  char            *with;
  char            *remote_id;
  gint64           time_us;
  char            *error_condition;
  char            *error_text;
} ArchiveMark;

ArchiveMark *archive_mark_new  (ArchiveMarkKind kind,
                                const char     *with,
                                const char     *remote_id,
                                gint64          time_us) G_GNUC_WARN_UNUSED_RESULT;
void         archive_mark_free (ArchiveMark    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveMark, archive_mark_free)

G_END_DECLS
