/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

typedef enum {
  ARCHIVE_SUBSCRIPTION_NONE,
  ARCHIVE_SUBSCRIPTION_TO,
  ARCHIVE_SUBSCRIPTION_FROM,
  ARCHIVE_SUBSCRIPTION_BOTH,
} ArchiveSubscription;

/**
 * ArchiveRosterItem:
 * @address: bare
 * @name: (nullable): what the user calls the contact
 * @ask: a subscription request of ours is under way
 * @approved: the contact's request is granted in advance
 * @groups: (nullable): NULL-terminated
 *
 * One item of the roster as the server had it last (RFC 6121, 2.1.2).
 */
typedef struct {
  char                 *address;
  char                 *name;
  ArchiveSubscription   subscription;
  gboolean              ask;
  gboolean              approved;
  char                **groups;
} ArchiveRosterItem;

ArchiveRosterItem *archive_roster_item_new  (const char        *address) G_GNUC_WARN_UNUSED_RESULT;
void               archive_roster_item_free (ArchiveRosterItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRosterItem, archive_roster_item_free)

/**
 * ArchiveRoster:
 * @version: (nullable): of roster versioning (RFC 6121, 2.6); NULL: none is known
 * @items: (element-type ArchiveRosterItem): by address
 */
typedef struct {
  char      *version;
  GPtrArray *items;
} ArchiveRoster;

void archive_roster_free (ArchiveRoster *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRoster, archive_roster_free)

/* replace: the whole roster and its version, in one transaction. update: a roster push: items and
 * removed (both nullable) and the version go in together; a NULL version leaves the one that is
 * stored. */
void           archive_roster_load_async     (ArchiveDatabase    *database,
                                              gint64              account_id,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
ArchiveRoster *archive_roster_load_finish    (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void           archive_roster_replace_async  (ArchiveDatabase    *database,
                                              gint64              account_id,
                                              const char         *version,
                                              GPtrArray          *items,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean       archive_roster_replace_finish (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error);
void           archive_roster_update_async   (ArchiveDatabase    *database,
                                              gint64              account_id,
                                              const char         *version,
                                              GPtrArray          *items,
                                              const char *const  *removed,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean       archive_roster_update_finish  (ArchiveDatabase    *database,
                                              GAsyncResult       *result,
                                              GError            **error);

G_END_DECLS
