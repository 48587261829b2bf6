/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"

G_BEGIN_DECLS

/* For the archive's own files: the ids of messages and their places in conversations. */

gboolean archive_place_take_id          (ArchiveConnection *connection,
                                         gint64             wanted_us,
                                         gint64            *id,
                                         GError           **error);
gboolean archive_place_get_account      (ArchiveConnection *connection,
                                         gint64             conversation_id,
                                         gint64            *account_id,
                                         GError           **error);
gboolean archive_place_get_head         (ArchiveConnection *connection,
                                         gint64             conversation_id,
                                         gint64            *sort_us,
                                         GError           **error);
gboolean archive_place_get_account_head (ArchiveConnection *connection,
                                         gint64             account_id,
                                         gint64            *sort_us,
                                         GError           **error);
void     archive_place_note             (ArchiveConnection *connection,
                                         gint64             account_id,
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
                                         gint64             account_id,
                                         gint64             from_us,
                                         gint64             by_us,
                                         GError           **error);

G_END_DECLS
