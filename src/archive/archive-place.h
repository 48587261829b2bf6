/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"

G_BEGIN_DECLS

/* For the archive's own files: the ids of messages and their places in conversations.
 *
 * Messages that one server's archive has stand in one order, a line: those of all conversations of
 * an account in that of the account, whose number is the account's; those of a room, which has an
 * archive of its own, in that of the room, whose number is its conversation's, below 0. */

gboolean archive_place_take_id          (ArchiveConnection *connection,
                                         gint64             wanted_us,
                                         gint64            *id,
                                         GError           **error);
gboolean archive_place_get_line         (ArchiveConnection *connection,
                                         gint64             conversation_id,
                                         gint64            *line,
                                         GError           **error);
gboolean archive_place_find_line        (ArchiveConnection *connection,
                                         gint64             account_id,
                                         const char        *owner,
                                         gint64            *line,
                                         GError           **error);
gboolean archive_place_get_head         (ArchiveConnection *connection,
                                         gint64             conversation_id,
                                         gint64            *sort_us,
                                         GError           **error);
gboolean archive_place_get_line_head    (ArchiveConnection *connection,
                                         gint64             line,
                                         gint64            *sort_us,
                                         GError           **error);
void     archive_place_note             (ArchiveConnection *connection,
                                         gint64             line,
                                         gint64             sort_us);
gboolean archive_place_at_end           (ArchiveConnection *connection,
                                         gint64             conversation_id,
                                         gint64             wanted_us,
                                         gint64            *sort_us,
                                         GError           **error);
gboolean archive_place_in_queue         (ArchiveConnection *connection,
                                         gint64             conversation_id,
                                         gint64             wanted_us,
                                         gint64            *sort_us,
                                         GError           **error);
gboolean archive_place_make_room        (ArchiveConnection *connection,
                                         gint64             line,
                                         gint64             from_us,
                                         gint64             by_us,
                                         GError           **error);

/* The conversations of line ?1 */
#define ARCHIVE_PLACE_OF_LINE \
  "((c.account_id = ?1 AND c.kind <> " ARCHIVE_STORED_ROOM ") OR c.id = - ?1)"

G_END_DECLS
