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
  if (line[0] == '\0')
    return NULL;

  return base_text_truncate (line, max_chars);
}
