/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-identity.h"
#include "archive-outcome.h"

G_BEGIN_DECLS

/* For the archive's own files: how messages come in. */

/**
 * ArchiveItem:
 * @message: borrowed
 * @conversation_id: where it belongs; 0: it is not to be stored
 * @new_conversation: made for it
 * @sender_id: who wrote it
 * @known: the row that it is already; id 0: none
 * @is_repeated: one before it in the same insertion may turn out to be the same
 * @sort_us: its place; 0: where live ones go
 * @is_ahead: that is not a final one: what surrounds it is not known
 * @takes_stanza: its stanza-id counts, not the one that the row has
 *
 * One message on its way.
 */
typedef struct {
  const ArchiveMessage *message;
  gint64                conversation_id;
  gboolean              new_conversation;
  gint64                sender_id;
  ArchiveKnown          known;
  gboolean              is_repeated;
  gint64                sort_us;
  gboolean              is_ahead;
  gboolean              takes_stanza;
} ArchiveItem;

GArray *archive_insert_prepare (ArchiveConnection *connection,
                                GPtrArray         *messages,
                                const gboolean    *skips,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;
GArray *archive_insert_items   (ArchiveConnection *connection,
                                GArray            *items,
                                gint64             floor_us,
                                GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
