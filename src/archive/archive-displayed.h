/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/**
 * ArchiveDisplayed:
 * @address: of the conversation
 * @is_room: it is a room's, and so is @stanza_id
 * @stanza_id: the archive's id of the newest message of others that was read
 * @read_sort_us: everything up to this place has been read
 * @is_unsure: what the other devices know of is not here, so it may be newer
 *
 * What was read on this device, and the other ones are to be told of.
 */
typedef struct {
  gint64    conversation_id;
  char     *address;
  gboolean  is_room;
  char     *stanza_id;
  gint64    read_sort_us;
  gboolean  is_unsure;
} ArchiveDisplayed;

void       archive_displayed_free        (ArchiveDisplayed    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveDisplayed, archive_displayed_free)

/* load: ArchiveDisplayed, one for each conversation of which more was read here, since the last
 * archive_displayed_settle_async(), than what is known by others: address to stanza-id */
void       archive_displayed_load_async  (ArchiveDatabase     *database,
                                          gint64               account_id,
                                          GHashTable          *known,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GPtrArray *archive_displayed_load_finish (ArchiveDatabase     *database,
                                          GAsyncResult        *result,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* The others have been told of that; what was read since is still to be told */
void       archive_displayed_settle_async  (ArchiveDatabase     *database,
                                            gint64               conversation_id,
                                            gint64               read_sort_us,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean   archive_displayed_settle_finish (ArchiveDatabase     *database,
                                            GAsyncResult        *result,
                                            GError             **error);

G_END_DECLS
