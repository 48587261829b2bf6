/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words and phrases of one's own choice that speak to us wherever somebody writes them. They are
 * kept folded: what is given to chat_keywords_find() comes from chat_keywords_fold(). */

#define CHAT_KEYWORDS_MAX       50
#define CHAT_KEYWORDS_MAX_CHARS 100

typedef struct {
  gsize begin; /* in bytes */
  gsize end;
} ChatKeyword;

/* @words: as people write them, (nullable): none. What is empty or too much is left out. */
char    **chat_keywords_fold (const char *const *words) G_GNUC_WARN_UNUSED_RESULT;
/* @keywords: (nullable). Where they stand in @text, each a word of its own: array of ChatKeyword,
 * in order, none within another; (nullable): nowhere */
GArray   *chat_keywords_find (const char *const *keywords,
                              const char        *text) G_GNUC_WARN_UNUSED_RESULT;
/* @keywords, @text: (nullable). Whether any does */
gboolean  chat_keywords_has  (const char *const *keywords,
                              const char        *text);

G_END_DECLS
