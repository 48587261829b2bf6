/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-outcome.h"

G_BEGIN_DECLS

/* For the archive's own files: how messages come in. */

GArray *archive_insert_messages (ArchiveConnection *connection,
                                 GPtrArray         *messages,
                                 ArchivePlace       place,
                                 GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
