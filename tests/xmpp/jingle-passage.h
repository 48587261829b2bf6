/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jingle-pair.h"

G_BEGIN_DECLS

/* One file from the first to the second, with what both hear of it. */
typedef struct {
  JinglePair     *pair;
  GBytes         *bytes;
  XmppJingleFile *sent;
  GOutputStream  *sink;     /* (nullable): in memory */
  JingleEnd       sent_end;
  JingleEnd       came_end;
} JinglePassage;

void jingle_passage_offer        (JinglePassage *self,
                                  JinglePair    *pair,
                                  gsize          size,
                                  gint64         told_size);
/* With its hash, as whoever knows it beforehand offers it */
void jingle_passage_offer_summed (JinglePassage *self,
                                  JinglePair    *pair,
                                  gsize          size);
void jingle_passage_wait_offered (JinglePassage *self);
void jingle_passage_accept       (JinglePassage *self,
                                  gint64         offset);
void jingle_passage_wait_closed  (JinglePassage *self);
void jingle_passage_assert_came  (JinglePassage *self,
                                  gint64         offset);
void jingle_passage_clear        (JinglePassage *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JinglePassage, jingle_passage_clear)

G_END_DECLS
