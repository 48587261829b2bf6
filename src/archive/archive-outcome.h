/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-row.h"

G_BEGIN_DECLS

/* What is asked about messages, and what is answered. */

/**
 * ArchivePlace:
 * @ARCHIVE_PLACE_END: each row comes after all that its account holds (but before what is queued):
 *   live messages, carbons, own ones
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
 * @ARCHIVE_OUTCOME_FORGOTTEN: it was deleted here, and not stored again
 */
typedef enum {
  ARCHIVE_OUTCOME_NEW,
  ARCHIVE_OUTCOME_LEARNT,
  ARCHIVE_OUTCOME_KNOWN,
  ARCHIVE_OUTCOME_FORGOTTEN,
} ArchiveOutcome;

/**
 * ArchiveInserted:
 * @id: 0 where it was not stored
 * @outcome: what insertion did
 * @new_conversation: the conversation was made for this row
 * @corrects: the row whose text it is (XEP-0308): it is not shown itself; 0: none
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
  gint64         corrects;
} ArchiveInserted;

/**
 * ArchiveHidden:
 *
 * A row that is not shown any more: it corrects another one that has come.
 */
typedef struct {
  gint64 id;
  gint64 conversation_id;
} ArchiveHidden;

/**
 * ArchiveChange:
 * @original: (nullable): the message whose text it is (XEP-0308), as that is now; the array owns it
 *
 * A row whose state has changed: the values that it has now.
 */
typedef struct {
  gint64          id;
  gint64          conversation_id;
  gint64          sort_us;
  ArchiveState    state;
  ArchiveMessage *original;
} ArchiveChange;

GArray *archive_changes_new (void) G_GNUC_WARN_UNUSED_RESULT;

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
  ARCHIVE_PAGE_FILES,  /* those with files before it; its edges are those of all messages */
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

G_END_DECLS
