/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-outcome.h"

G_BEGIN_DECLS

/* For the archive's own files: the states of outgoing messages. */

gboolean archive_state_can_follow    (ArchiveState       from,
                                      ArchiveState       to);
gboolean archive_state_set           (ArchiveConnection *connection,
                                      gint64             id,
                                      ArchiveState       state,
                                      const char        *error_condition,
                                      const char        *error_text,
                                      GArray            *changes,
                                      GError           **error);
gboolean archive_state_take_back     (ArchiveConnection *connection,
                                      gint64             id,
                                      GArray            *changes,
                                      GError           **error);
gboolean archive_state_set_seen      (ArchiveConnection *connection,
                                      gint64             conversation_id,
                                      gint64             sort_us,
                                      ArchiveState       state,
                                      GArray            *changes,
                                      GError           **error);
gboolean archive_state_find_outgoing (ArchiveConnection *connection,
                                      gint64             conversation_id,
                                      const char        *remote_id,
                                      gint64            *id,
                                      gint64            *sort_us,
                                      GError           **error);

G_END_DECLS
