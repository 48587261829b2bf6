/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of others, cleaned before anybody sees it. */
#define G_LOG_DOMAIN "chat-text"

#include "chat-text.h"

#include "base-text.h"

#include <string.h>

/* More than anybody reads in a bubble; the archive keeps all of it. */
#define MAX_BODY_BYTES (64 * 1024)

char *
chat_text_clean_body (const char *text)
{
  g_autofree char *start = NULL;

  if (text == NULL)
    return g_strdup ("");

  if (strlen (text) > MAX_BODY_BYTES)
    {
      const char *end = g_utf8_find_prev_char (text, text + MAX_BODY_BYTES);

      start = g_strdup_printf ("%.*s…", (int) (end - text), text);
      text = start;
    }

  return base_text_clean (text, BASE_TEXT_DEFAULT);
}

/* Marks alone stand upon nothing, or upon what others have written before them. */
static gboolean
is_marks (const char *line)
{
  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c) && !g_unichar_isspace (c))
        return FALSE;
    }

  return TRUE;
}

char *
chat_text_clean_line (const char *text,
                      guint       max_chars)
{
  g_autofree char *start = NULL;
  g_autofree char *line = NULL;

  if (text == NULL)
    return NULL;

  /* What lies far behind the cut is not even looked at. */
  start = g_strndup (text, 16 * ((gsize) max_chars + 16));
  line = base_text_clean (start, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI
                                 | BASE_TEXT_NO_UNSEEN);
  if (is_marks (line))
    return NULL;

  return base_text_truncate (line, max_chars);
}

char *
chat_text_fold (const char *text)
{
  g_autofree char *folded = NULL;
  g_autofree char *apart = NULL;
  GString *kept = NULL;

  /* Most names, where there are thousands of them. */
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);

  folded = g_utf8_casefold (text, -1);
  apart = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  kept = g_string_new (NULL);
  for (const char *p = apart; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (kept, c);
    }

  return g_string_free (kept, FALSE);
}

static gboolean
is_word_char (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_';
}

/* Whether words follow one another there without a space. */
static gboolean
is_unspaced (gunichar c)
{
  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
    case G_UNICODE_SCRIPT_TIBETAN:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether one word may end with @before and another begin with @after. */
static gboolean
is_boundary (gunichar before,
             gunichar after)
{
  if (!is_word_char (before) || !is_word_char (after))
    return TRUE;

  return !g_unichar_ismark (after) && (is_unspaced (before) || is_unspaced (after));
}

gboolean
chat_text_ends_word (const char *begin,
                     const char *end)
{
  const char *last = g_utf8_find_prev_char (begin, end);

  return last != NULL
         && (*end == '\0' || is_boundary (g_utf8_get_char (last), g_utf8_get_char (end)));
}

gboolean
chat_text_is_word (const char *text,
                   const char *at,
                   gsize       length)
{
  const char *before = g_utf8_find_prev_char (text, at);

  if (before != NULL && !is_boundary (g_utf8_get_char (before), g_utf8_get_char (at)))
    return FALSE;

  return chat_text_ends_word (at, at + length);
}
