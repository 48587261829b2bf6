/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What strangers write, made fit to be shown. */

/* A body: lines and tabs stay, other control characters go, far too long ones are cut. */
char *chat_text_clean_body (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* A name, a status, a preview: one line, trimmed, at most @max_chars; NULL when nothing is left. */
char *chat_text_clean_line (const char *text,
                            guint       max_chars) G_GNUC_WARN_UNUSED_RESULT;
/* What two texts have in common that are the same without regard to case and accents. */
char *chat_text_fold       (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Whether what stands at @at and is so many bytes long is no part of a longer word: only where it
 * has itself a letter to be cut off there. Where no space is written between words, as in Chinese,
 * every character may be one. */
gboolean chat_text_is_word  (const char *text,
                             const char *at,
                             gsize       length);
/* Likewise of its end alone */
gboolean chat_text_ends_word (const char *begin,
                              const char *end);

G_END_DECLS
