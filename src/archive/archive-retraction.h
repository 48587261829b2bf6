/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ArchiveRetraction:
 * @with: address of the conversation
 * @remote_id: what names the message: in a room the stanza-id that the room gave it, in private its
 *   id attribute or origin-id
 * @author: (nullable): who takes it back, as in #ArchiveMessageIds; only their own
 * @is_own: we do, on whichever device; only our own
 * @is_by_room: the room itself does (XEP-0425), or its archive says that it is gone
 * @moderator: (nullable): where @is_by_room: the nick of the moderator
 * @reason: (nullable): likewise: why, for people
 * @time_us: when it was said
 *
 * A message of a room is taken back (XEP-0424).
 */
typedef struct {
  char     *with;
  char     *remote_id;
  char     *author;
  gboolean  is_own;
  gboolean  is_by_room;
  char     *moderator;
  char     *reason;
  gint64    time_us;
} ArchiveRetraction;

ArchiveRetraction *archive_retraction_new  (const char        *with,
                                            const char        *remote_id,
                                            const char        *author,
                                            gint64             time_us) G_GNUC_WARN_UNUSED_RESULT;
void               archive_retraction_free (ArchiveRetraction *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRetraction, archive_retraction_free)

G_END_DECLS
