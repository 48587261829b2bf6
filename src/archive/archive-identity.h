/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-row.h"

G_BEGIN_DECLS

/* For the archive's own files: whether a message is known already. */

/**
 * ArchiveKnown:
 * @id: 0: the message is not known
 * @lacks_stanza: the row has no stanza-id yet
 * @lacks_other_ids: nor one of the other ids that the message has
 * @other_stanza: (nullable): the row has a stanza-id, but not that of the message: it is another
 *   copy, such as one that was sent again
 * @undecrypted: the row holds no readable text
 * @is_delayed: the row came later than it was written: where it stands does not tell when it came
 *   into an archive
 * @is_ahead: the row was fetched ahead of what surrounds it: its place is not a final one
 * @is_own_told: the row is one of ours, which a room tells without saying whose it is: it has it
 *
 * The row of a message that came before.
 */
typedef struct {
  gint64       id;
  gint64       sort_us;
  ArchiveState state;
  gboolean     lacks_stanza;
  gboolean     lacks_other_ids;
  gboolean     undecrypted;
  gboolean     is_delayed;
  gboolean     is_ahead;
  gboolean     is_own_told;
  char        *other_stanza;
} ArchiveKnown;

void     archive_known_clear          (ArchiveKnown         *self);

gboolean archive_identity_find        (ArchiveConnection    *connection,
                                       gint64                conversation_id,
                                       gint64                sender_id,
                                       const ArchiveMessage *message,
                                       ArchiveKnown         *known,
                                       GError              **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ArchiveKnown, archive_known_clear)

G_END_DECLS
