/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-row.h"

G_BEGIN_DECLS

/**
 * ArchivePlace:
 * @ARCHIVE_PLACE_END: each row comes after all that its conversation holds (but before what is
 *   queued): live messages, carbons, own ones, catching up
 * @ARCHIVE_PLACE_HISTORY: rows stand where their time says, in the order in which they are given;
 *   those already known fix the place of their neighbours: older pages of a server's archive
 */
typedef enum {
  ARCHIVE_PLACE_END,
  ARCHIVE_PLACE_HISTORY,
} ArchivePlace;

/**
 * ArchiveOutcome:
 * @ARCHIVE_OUTCOME_NEW: a row was made
 * @ARCHIVE_OUTCOME_LEARNT: known already; the row has learnt something (its stanza-id, a state)
 * @ARCHIVE_OUTCOME_KNOWN: known already, nothing changed
 */
typedef enum {
  ARCHIVE_OUTCOME_NEW,
  ARCHIVE_OUTCOME_LEARNT,
  ARCHIVE_OUTCOME_KNOWN,
} ArchiveOutcome;

/**
 * ArchiveInserted:
 * @outcome: what insertion did
 * @new_conversation: the conversation was made for this row
 *
 * The row that one message of an insertion now is.
 */
typedef struct {
  gint64         id;
  gint64         conversation_id;
  gint64         sort_us;
  ArchiveState   state;
  ArchiveOutcome outcome;
  gboolean       new_conversation;
} ArchiveInserted;

/**
 * ArchiveChange:
 *
 * A row whose state has changed: the values that it has now.
 */
typedef struct {
  gint64       id;
  gint64       conversation_id;
  gint64       sort_us;
  ArchiveState state;
} ArchiveChange;

/**
 * ArchivePosition:
 *
 * A place between or at messages of a conversation: those of an ArchiveMessage.
 */
typedef struct {
  gint64 sort_us;
  gint64 id;
} ArchivePosition;

typedef enum {
  ARCHIVE_PAGE_NEWEST, /* the last ones; the position is not looked at */
  ARCHIVE_PAGE_OLDEST, /* the first ones; the position is not looked at */
  ARCHIVE_PAGE_BEFORE, /* those right before the position */
  ARCHIVE_PAGE_AFTER,  /* those right after the position */
  ARCHIVE_PAGE_AROUND, /* half before, the rest from the position on; it need not be a row's */
} ArchivePageKind;

/**
 * ArchivePage:
 * @messages: (element-type ArchiveMessage): oldest first
 * @at_start: nothing is older than these
 * @at_end: nothing is newer than these
 */
typedef struct {
  GPtrArray *messages;
  gboolean   at_start;
  gboolean   at_end;
} ArchivePage;

void archive_page_free (ArchivePage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchivePage, archive_page_free)

/**
 * ArchiveCounts:
 * @total: messages in the conversation
 * @before: those before the position asked for
 * @unread: incoming ones after what was read, at most ARCHIVE_UNREAD_MAX
 * @first_unread: the oldest of them; id 0 where there is none
 */
typedef struct {
  guint64         total;
  guint64         before;
  guint           unread;
  ArchivePosition first_unread;
} ArchiveCounts;

/* insert: messages are (element-type ArchiveMessage), not to be changed until it is finished;
 * gives ArchiveInserted, one for each, in the same order. set_state: by row; the error strings
 * (nullable) are for ARCHIVE_STATE_FAILED; gives ArchiveChange for the rows that did change.
 * acknowledge: by what a receipt or marker names (message id, origin-id or stanza-id) among the
 * outgoing ones, with up_to also all outgoing ones before it; gives ArchiveChange. find: by such
 * an id; NOT_FOUND where there is none. */
void            archive_messages_insert_async       (ArchiveDatabase    *database,
                                                     GPtrArray          *messages,
                                                     ArchivePlace        place,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
GArray         *archive_messages_insert_finish      (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_set_state_async    (ArchiveDatabase    *database,
                                                     const gint64       *ids,
                                                     gsize               n_ids,
                                                     ArchiveState        state,
                                                     const char         *error_condition,
                                                     const char         *error_text,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
GArray         *archive_messages_set_state_finish   (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_acknowledge_async  (ArchiveDatabase    *database,
                                                     gint64              account_id,
                                                     const char         *with,
                                                     const char         *remote_id,
                                                     ArchiveState        state,
                                                     gboolean            up_to,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
GArray         *archive_messages_acknowledge_finish (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_page_async         (ArchiveDatabase    *database,
                                                     gint64              conversation_id,
                                                     ArchivePageKind     kind,
                                                     ArchivePosition     position,
                                                     guint               limit,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
ArchivePage    *archive_messages_page_finish        (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_count_async        (ArchiveDatabase    *database,
                                                     gint64              conversation_id,
                                                     ArchivePosition     position,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
gboolean        archive_messages_count_finish       (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     ArchiveCounts      *counts,
                                                     GError            **error);
void            archive_messages_get_async          (ArchiveDatabase    *database,
                                                     gint64              id,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
ArchiveMessage *archive_messages_get_finish         (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_find_async         (ArchiveDatabase    *database,
                                                     gint64              conversation_id,
                                                     const char         *remote_id,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
ArchiveMessage *archive_messages_find_finish        (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            archive_messages_delete_async       (ArchiveDatabase    *database,
                                                     const gint64       *ids,
                                                     gsize               n_ids,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
gboolean        archive_messages_delete_finish      (ArchiveDatabase    *database,
                                                     GAsyncResult       *result,
                                                     GError            **error);

G_END_DECLS
