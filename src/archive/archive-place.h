/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"

G_BEGIN_DECLS

/* For the archive's own files: the ids of messages and their places in conversations. */

gboolean archive_place_take_id  (ArchiveConnection *connection,
                                 gint64             wanted_us,
                                 gint64            *id,
                                 GError           **error);
gboolean archive_place_get_head (ArchiveConnection *connection,
                                 gint64             conversation_id,
                                 gint64            *sort_us,
                                 GError           **error);
gboolean archive_place_at_end   (ArchiveConnection *connection,
                                 gint64             conversation_id,
                                 gint64             wanted_us,
                                 gint64            *sort_us,
                                 GError           **error);
gboolean archive_place_in_queue (ArchiveConnection *connection,
                                 gint64             conversation_id,
                                 gint64             wanted_us,
                                 gint64            *sort_us,
                                 GError           **error);
gboolean archive_place_between  (ArchiveConnection *connection,
                                 gint64             conversation_id,
                                 gint64             after_us,
                                 gint64             before_us,
                                 guint              followers,
                                 gint64             wanted_us,
                                 gint64            *sort_us,
                                 GError           **error);

G_END_DECLS
