/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links in what people write, made links that can be followed. */
#define G_LOG_DOMAIN "ui-links"

#include "ui-links.h"

#include "base-link.h"

#include <string.h>

#define MAX_LINKS 200
#define MAX_EMOJI 16

gboolean
ui_links_is_allowed (const char *uri)
{
  return base_link_get_scheme (uri) > 0;
}

/* What is written, and the marks that are still to come. */
typedef struct {
  GString           *markup;
  const char        *text;
  const UiLinksMark *marks;
  guint              n_marks;
} Writing;

static void
append_escaped (Writing *self,
                gsize    begin,
                gsize    end)
{
  g_autofree char *escaped = g_markup_escape_text (self->text + begin, (gssize) (end - begin));

  g_string_append (self->markup, escaped);
}

/* What is no link. A mark that a link has a part in is none. */
static void
append_plain (Writing *self,
              gsize    begin,
              gsize    end)
{
  gsize at = begin;

  for (; self->n_marks > 0 && self->marks->begin < end; self->marks++, self->n_marks--)
    {
      if (self->marks->begin < at || self->marks->end > end)
        continue;

      append_escaped (self, at, self->marks->begin);
      g_string_append (self->markup, self->marks->open);
      append_escaped (self, self->marks->begin, self->marks->end);
      g_string_append (self->markup, self->marks->close);
      at = self->marks->end;
    }

  append_escaped (self, at, end);
}

/**
 * ui_links_to_markup:
 * @text: valid UTF-8 of any kind
 *
 * Returns: (transfer full): Pango markup
 */
char *
ui_links_to_markup (const char *text)
{
  return ui_links_to_marked_markup (text, NULL, 0);
}

/**
 * ui_links_to_marked_markup:
 * @text: valid UTF-8 of any kind
 * @marks: (array length=n_marks) (nullable): what is to stand out, in order
 * @n_marks: how many
 *
 * Returns: (transfer full): Pango markup
 */
char *
ui_links_to_marked_markup (const char        *text,
                           const UiLinksMark *marks,
                           guint              n_marks)
{
  g_autoptr(GString) markup = g_string_new (NULL);
  Writing writing = { markup, text, marks, n_marks };
  const char *p = text, *link;
  gsize length = 0;

  for (guint n = 0; n < MAX_LINKS && (link = base_link_find (text, p, &length)) != NULL; n++)
    {
      g_autofree char *uri = g_strndup (link, length);
      g_autofree char *escaped = g_markup_escape_text (uri, -1);

      append_plain (&writing, (gsize) (p - text), (gsize) (link - text));
      g_string_append_printf (markup, "<a href=\"%s\">%s</a>", escaped, escaped);
      p = link + length;
    }
  append_plain (&writing, (gsize) (p - text), strlen (text));
  return g_string_free (g_steal_pointer (&markup), FALSE);
}

/**
 * ui_links_skip:
 * @text: valid UTF-8
 * @length: where it is to be cut, in bytes
 *
 * A link that lost its end would still look like one, and lead elsewhere.
 *
 * Returns: where no link is cut, in bytes
 */
gsize
ui_links_skip (const char *text,
               gsize       length)
{
  const char *p = text, *link;
  gsize link_bytes = 0;

  for (guint n = 0; n < MAX_LINKS && (link = base_link_find (text, p, &link_bytes)) != NULL; n++)
    {
      if ((gsize) (link - text) >= length)
        break;
      p = link + link_bytes;
      if ((gsize) (p - text) > length)
        return (gsize) (p - text);
    }

  return length;
}

/**
 * ui_links_dup_first:
 * @text: valid UTF-8
 *
 * Returns: (transfer full) (nullable): the first link
 */
char *
ui_links_dup_first (const char *text)
{
  gsize length = 0;
  const char *link = base_link_find (text, text, &length);

  return link != NULL ? g_strndup (link, length) : NULL;
}

static gboolean
is_emoji (gunichar c)
{
  return (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf)
         || (c >= 0x1f1e6 && c <= 0x1f1ff) || (c >= 0x2b05 && c <= 0x2b55) || c == 0x2049
         || c == 0x203c || (c >= 0x2194 && c <= 0x21aa) || (c >= 0x231a && c <= 0x23fa)
         || c == 0x3030 || c == 0x303d || c == 0x3297 || c == 0x3299;
}

/**
 * ui_links_count_emoji:
 * @text: valid UTF-8
 *
 * Counts what is drawn as one: with skin tones, joined families, flags of two letters.
 *
 * Returns: the number; 0 when there is anything but emoji and spaces, or too many
 */
guint
ui_links_count_emoji (const char *text)
{
  gboolean joined = FALSE, half_flag = FALSE;
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0x200d)
        joined = TRUE;
      else if (c == 0xfe0f || (c >= 0x1f3fb && c <= 0x1f3ff) || (c >= 0xe0020 && c <= 0xe007f)
               || g_unichar_isspace (c))
        continue;
      else if (!is_emoji (c))
        return 0;
      else
        {
          gboolean letter = c >= 0x1f1e6 && c <= 0x1f1ff;

          n += !joined && !(letter && half_flag);
          half_flag = letter && !half_flag;
          joined = FALSE;
        }
      if (n > MAX_EMOJI)
        return 0;
    }
  return n;
}
