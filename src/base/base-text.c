/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foreign text made fit to be shown: cleaned, shortened, or no more than its initials. */
#include "base-text.h"

#include <string.h>

#define ZERO_WIDTH_JOINER 0x200d

/* The longest emoji has ten code points; people pile marks without end. */
#define MAX_EXTENDERS 16

static gboolean
is_between (gunichar c,
            gunichar first,
            gunichar last)
{
  return c >= first && c <= last;
}

/* Overrides, embeddings and isolates. The marks U+200E, U+200F and U+061C are harmless, and
 * right-to-left text needs them. */
static gboolean
is_bidi_control (gunichar c)
{
  return is_between (c, 0x202a, 0x202e) || is_between (c, 0x2066, 0x2069);
}

/* Not the joiners, which emoji and some scripts need. */
static gboolean
is_unseen (gunichar c)
{
  return c == 0xad || c == 0x34f || is_between (c, 0x115f, 0x1160) || is_between (c, 0x17b4, 0x17b5)
         || c == 0x180e || c == 0x200b || is_between (c, 0x2060, 0x2064) || c == 0x2800
         || is_between (c, 0x206a, 0x206f) || c == 0x3164 || c == 0xfeff || c == 0xffa0
         || is_between (c, 0xfff9, 0xfffb);
}

static gboolean
is_line_end (gunichar c)
{
  return is_between (c, '\n', '\r') || c == 0x85 || is_between (c, 0x2028, 0x2029);
}

/**
 * base_text_clean:
 * @text: any bytes, ended by NUL
 * @flags: what else to do
 *
 * Makes @text fit for a label or a terminal: valid UTF-8, without control characters but for tabs
 * and line ends, of which there is one kind.
 *
 * Returns: (transfer full): the clean text
 */
char *
base_text_clean (const char    *text,
                 BaseTextFlags  flags)
{
  g_autofree char *valid = NULL;
  GString *clean;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  clean = g_string_sized_new (strlen (valid));

  for (const char *next = valid; *next != '\0'; next = g_utf8_next_char (next))
    {
      gunichar c = g_utf8_get_char (next);

      if (c == '\r' && next[1] == '\n')
        continue;
      if (is_line_end (c))
        c = '\n';
      if ((flags & BASE_TEXT_ONE_LINE) != 0 && (c == '\n' || c == '\t'))
        c = ' ';
      if (g_unichar_iscntrl (c) && c != '\n' && c != '\t')
        continue;
      if ((flags & BASE_TEXT_NO_BIDI) != 0 && is_bidi_control (c))
        continue;
      if ((flags & BASE_TEXT_NO_UNSEEN) != 0 && is_unseen (c))
        continue;

      g_string_append_unichar (clean, c);
    }

  if ((flags & BASE_TEXT_ONE_LINE) != 0)
    g_strstrip (clean->str);

  return g_string_free (clean, FALSE);
}

/* What belongs to the character before it: marks, variation selectors, skin tones, and the tags of
 * flags. */
static gboolean
is_extender (gunichar c)
{
  return g_unichar_ismark (c) || c == ZERO_WIDTH_JOINER || is_between (c, 0x1f3fb, 0x1f3ff)
         || is_between (c, 0xe0020, 0xe007f);
}

static gboolean
is_regional (gunichar c)
{
  return is_between (c, 0x1f1e6, 0x1f1ff);
}

/* Where the next thing begins that a person takes for one character. Nearly UAX #29: what GLib
 * alone can know. */
static const char *
skip_character (const char *text)
{
  gunichar last = g_utf8_get_char (text);
  gboolean paired = FALSE;
  guint n = 0;

  for (text = g_utf8_next_char (text); *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);
      gboolean flag = is_regional (last) && is_regional (c) && !paired;

      if ((!is_extender (c) && last != ZERO_WIDTH_JOINER && !flag) || n++ == MAX_EXTENDERS)
        break;
      paired = flag;
      last = c;
    }

  return text;
}

/**
 * base_text_truncate:
 * @text: valid UTF-8
 * @max_characters: how many characters may be left, 1 or more
 *
 * Shortens @text, with an ellipsis for what was cut off. What a person takes for one character
 * stays whole or goes.
 *
 * Returns: (transfer full): the text, of at most @max_characters code points
 */
char *
base_text_truncate (const char *text,
                    gsize       max_characters)
{
  const char *end = text;
  gsize n = 0;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (max_characters > 0, NULL);

  if (strlen (text) <= max_characters || (gsize) g_utf8_strlen (text, -1) <= max_characters)
    return g_strdup (text);

  while (*end != '\0')
    {
      const char *next = skip_character (end);

      n += (gsize) g_utf8_strlen (end, next - end);
      if (n > max_characters - 1)
        break;
      end = next;
    }

  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

/**
 * base_text_truncate_name:
 * @name: of a file, valid UTF-8
 * @max_characters: how many characters may be left, more than 8
 *
 * Shortens @name in its middle, so that what kind of file it is stays to be seen.
 *
 * Returns: (transfer full): the name, of at most @max_characters code points
 */
char *
base_text_truncate_name (const char *name,
                         gsize       max_characters)
{
  gsize length;
  const char *end;
  g_autofree char *start = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (max_characters > 8, NULL);

  length = (gsize) g_utf8_strlen (name, -1);
  if (length <= max_characters)
    return g_strdup (name);

  end = g_utf8_offset_to_pointer (name, (glong) (length - max_characters / 3));
  while (is_extender (g_utf8_get_char (end)) || g_utf8_get_char (end) == ZERO_WIDTH_JOINER)
    end = g_utf8_next_char (end);
  start = base_text_truncate (name, max_characters - max_characters / 3);
  return g_strconcat (start, end, NULL);
}

static gboolean
is_separator (gunichar c)
{
  return g_unichar_isspace (c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '/';
}

/* Letters and digits, and all those pictures */
static gboolean
is_initial (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_OTHER_SYMBOL || is_regional (c);
}

static void
append_initial (GString    *initials,
                const char *word)
{
  const char *rest = g_utf8_next_char (word);

  g_string_append_unichar (initials, g_unichar_totitle (g_utf8_get_char (word)));
  g_string_append_len (initials, rest, skip_character (word) - rest);
}

/**
 * base_text_initials:
 * @name: somebody's name, nick or address; valid UTF-8
 *
 * Finds what to write where there is no picture of somebody: the first characters of the first and
 * the last word of the name, or of what stands before the @ of an address.
 *
 * Returns: (transfer full): one or two characters; "" when @name has none
 */
char *
base_text_initials (const char *name)
{
  GString *initials;
  const char *first = NULL;
  const char *last = NULL;
  gboolean in_word = FALSE;

  g_return_val_if_fail (name != NULL, NULL);

  for (const char *c = name; *c != '\0'; c = skip_character (c))
    {
      if (*c == '@' && first != NULL)
        break;

      if (is_separator (g_utf8_get_char (c)))
        {
          in_word = FALSE;
        }
      else if (!in_word && is_initial (g_utf8_get_char (c)))
        {
          in_word = TRUE;
          if (first == NULL)
            first = c;
          else
            last = c;
        }
    }

  initials = g_string_new (NULL);
  if (first != NULL)
    append_initial (initials, first);
  if (last != NULL)
    append_initial (initials, last);

  return g_string_free (initials, FALSE);
}
