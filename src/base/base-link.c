/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links in what people write. What is no link of a harmless kind stays text. */
#define G_LOG_DOMAIN "base-link"

#include "base-link.h"

#include <string.h>

#define MAX_LINK_BYTES 4096

static const struct {
  const char *prefix;
  gsize       length;
} schemes[] = {
  { "http://", 7 },
  { "https://", 8 },
  { "xmpp:", 5 },
  { "mailto:", 7 },
  { "geo:", 4 },
  { "tel:", 4 },
};

/**
 * base_link_get_scheme:
 * @text: what a link may begin with
 *
 * Returns: how many bytes its scheme has, when it is one of a harmless kind; else 0
 */
gsize
base_link_get_scheme (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (text, schemes[i].prefix, schemes[i].length) == 0)
      return schemes[i].length;
  return 0;
}

static gboolean
is_link_character (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum ((char) c) || strchr ("-._~:/?#[]@!$&'()*+,;=%|{}^", (int) c) != NULL;
  /* Letters of any script; nothing that is unseen or turns the direction. */
  return g_unichar_isalnum (c) || g_unichar_ismark (c)
         || g_unichar_type (c) == G_UNICODE_OTHER_SYMBOL;
}

static int
count (const char *text,
       gsize       length,
       char        c)
{
  int n = 0;

  for (gsize i = 0; i < length; i++)
    n += text[i] == c;
  return n;
}

/* Punctuation at the end belongs to the sentence, a closing bracket to its opening one. */
static gsize
trim (const char *text,
      gsize       length)
{
  static const char closing[] = ")]}";
  static const char opening[] = "([{";
  int surplus[3]; /* of closing ones: counted once, for a link may be brackets all through */

  for (guint i = 0; i < G_N_ELEMENTS (surplus); i++)
    surplus[i] = count (text, length, closing[i]) - count (text, length, opening[i]);

  while (length > 0)
    {
      char last = text[length - 1];
      const char *bracket = strchr (closing, last);

      if (bracket != NULL && surplus[bracket - closing] > 0)
        surplus[bracket - closing]--;
      else if (strchr (".,;:!?'*_~", last) == NULL)
        break;
      length--;
    }

  return length;
}

/* The length in bytes of the link that begins at @text; 0: none does. */
static gsize
link_length (const char *text)
{
  gsize scheme = base_link_get_scheme (text), length;
  const char *p = text + scheme;

  if (scheme == 0)
    return 0;

  while (*p != '\0' && p - text < MAX_LINK_BYTES && is_link_character (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  length = trim (text, (gsize) (p - text));
  return length > scheme ? length : 0;
}

/**
 * base_link_find:
 * @text: valid UTF-8
 * @from: in @text: where to begin
 * @length: (out): how many bytes it has
 *
 * Finds the next link. One begins a word: it does not stand in the middle of one.
 *
 * Returns: (nullable): where it begins, in @text
 */
const char *
base_link_find (const char *text,
                const char *from,
                gsize      *length)
{
  for (const char *p = from; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar before = p > text ? g_utf8_get_char (g_utf8_prev_char (p)) : ' ';

      if (g_ascii_isalpha (*p) && !g_unichar_isalnum (before) && (*length = link_length (p)) > 0)
        return p;
    }
  return NULL;
}
