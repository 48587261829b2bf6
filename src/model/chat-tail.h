/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ChatTailKind:
 * @CHAT_TAIL_NEXT: it is the next thing in the archive
 * @CHAT_TAIL_OWN: ours: it may stand elsewhere there
 * @CHAT_TAIL_DELAYED: it came later than it was archived: what came before it may be newer
 */
typedef enum {
  CHAT_TAIL_NEXT,
  CHAT_TAIL_OWN,
  CHAT_TAIL_DELAYED,
} ChatTailKind;

/**
 * ChatTail:
 * @last_id: (nullable): the archive's id of the newest thing that is known to be held without a
 *   gap; NULL: catching up is not there yet
 * @floor_us: the place from which on live messages of this connection stand
 * @is_copied: the server copies to us what other devices send and get
 * @is_unsettled: what came right before this connection may not all have been in the archive yet
 * @is_asked: the archive is asked for what follows @last_id: it is to stay the end until the answer
 *   is stored next to it
 *
 * What came live since the server's archive was asked for the last time. It goes on with what is
 * held of the archive once that has been brought up to date, and only as far as it is certain that
 * nothing lies in between: not beyond a message of our own, which comes back with no id and may
 * stand elsewhere in the archive, and not right up to the last moment, because two that come at the
 * same time may come in another order than they are archived in.
 */
typedef struct {
  GQueue    entries;
  char     *last_id;
  gint64    floor_us;
  gboolean  is_copied;
  gboolean  is_unsettled;
  gboolean  is_asked;
} ChatTail;

/* What to say is held: all borrowed from the tail */
typedef struct {
  const char *after;
  const char *id;
  gint64      time_us;
  gint64      sort_us;
} ChatTailHeld;

void     chat_tail_init     (ChatTail     *self);
void     chat_tail_clear    (ChatTail     *self);
/* A connection begins: nothing is known of it yet */
void     chat_tail_begin    (ChatTail     *self,
                             gint64        floor_us);
/* A message came live at @came_us (monotonic), and is stored; @id: (nullable): of the archive */
void     chat_tail_note     (ChatTail     *self,
                             const char   *id,
                             gint64        came_us,
                             gint64        time_us,
                             gint64        sort_us,
                             ChatTailKind  kind);
/* Everything up to @last_id is held, as the archive said when it was asked at @asked_us
 * (monotonic); @ids: of the newest things in it */
void     chat_tail_join     (ChatTail     *self,
                             const char   *last_id,
                             GHashTable   *ids,
                             gint64        asked_us);
/* Whether all that came before @asked_us (monotonic) and follows @last_id is among @ids; FALSE: the
 * archive is behind with what the server has delivered already */
gboolean chat_tail_is_within (ChatTail    *self,
                              GHashTable  *ids,
                              gint64       asked_us);
/* How far it is certain by now; FALSE: no further than before */
gboolean chat_tail_get_held (ChatTail     *self,
                             ChatTailHeld *held);
/* That is stored now */
void     chat_tail_settle   (ChatTail     *self,
                             const char   *id);
/* What is held cannot go on with that: the archive is to be asked where all up to it stands */
void     chat_tail_doubt    (ChatTail     *self,
                             const char   *id);
/* Whether the archive is to be asked where some of it stands */
gboolean chat_tail_is_unplaced (ChatTail  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChatTail, chat_tail_clear)

G_END_DECLS
