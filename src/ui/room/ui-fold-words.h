/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-notes.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* "Ana, Luis and 3 more came in; Eva left" */
char *ui_fold_words_sum    (const ChatFold *fold) G_GNUC_WARN_UNUSED_RESULT;
/* One by one, each in a line with its time; @since_us: when what stands above was */
char *ui_fold_words_events (const ChatFold *fold,
                            UiClock        *clock,
                            gint64          since_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
