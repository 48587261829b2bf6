/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of cards and calendars, whoever wrote them. */
#define G_LOG_DOMAIN "base-lines"

#include "base-lines.h"

#include <string.h>

/* A picture in a card is longer, and is not wanted. */
#define MAX_LINE_BYTES (16 * 1024)
#define MAX_LINES      20000

#define MAX_FIELDS 32

void
base_lines_init (BaseLines  *self,
                 const char *data,
                 gsize       length)
{
  *self = (BaseLines) { .at = data, .end = data + length };
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    self->at += 3;
}

void
base_lines_clear (BaseLines *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->parameters, g_free);
  g_clear_pointer (&self->value, g_free);
}

/* What is behind the bound is left out. */
static void
append (GString    *line,
        const char *start,
        gsize       length)
{
  if (line->len < MAX_LINE_BYTES)
    g_string_append_len (line, start, (gssize) MIN (length, MAX_LINE_BYTES - line->len));
}

/* One line of the file, without its end. */
static void
take_piece (BaseLines *self,
            GString   *line)
{
  gsize left = (gsize) (self->end - self->at);
  const char *newline = memchr (self->at, '\n', left);
  const char *end = newline != NULL ? newline : self->end;
  gsize length = (gsize) (end - self->at);

  if (length > 0 && self->at[length - 1] == '\r')
    length--;
  append (line, self->at, length);
  self->at = newline != NULL ? newline + 1 : self->end;
  self->n_lines++;
}

static gboolean
is_quoted_printable (const char *line)
{
  gsize length = strcspn (line, ":");
  g_autofree char *head = g_ascii_strup (line, (gssize) MIN (length, 1024));

  return strstr (head, "QUOTED-PRINTABLE") != NULL;
}

/* With what is folded, and what vCard 2.1 lets go on behind a "=" at the end. */
static void
take_line (BaseLines *self,
           GString   *line)
{
  take_piece (self, line);
  while (self->at < self->end && self->n_lines < MAX_LINES)
    {
      if (*self->at == ' ' || *self->at == '\t')
        self->at++;
      else if (line->len > 0 && line->str[line->len - 1] == '=' && is_quoted_printable (line->str))
        g_string_truncate (line, line->len - 1);
      else
        break;
      take_piece (self, line);
    }
}

/* The first of @stops outside of quotes. */
static const char *
find (const char *text,
      const char *stops)
{
  gboolean is_quoted = FALSE;

  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        is_quoted = !is_quoted;
      else if (!is_quoted && strchr (stops, *text) != NULL)
        break;
    }

  return text;
}

static gboolean
split (BaseLines  *self,
       const char *line)
{
  const char *head = find (line, ":;");
  const char *colon = find (line, ":");
  const char *group = memchr (line, '.', (gsize) (head - line));

  if (*colon == '\0' || head == line)
    return FALSE;

  if (group != NULL)
    line = group + 1;
  self->name = g_ascii_strup (line, head - line);
  self->parameters = *head == ';' ? g_strndup (head + 1, (gsize) (colon - head - 1))
                                  : g_strdup ("");
  self->value = g_strdup (colon + 1);
  return TRUE;
}

gboolean
base_lines_next (BaseLines *self)
{
  base_lines_clear (self);
  while (self->at < self->end && self->n_lines < MAX_LINES)
    {
      g_autoptr(GString) line = g_string_new (NULL);

      take_line (self, line);
      /* Nothing is behind a zero. */
      if (split (self, line->str))
        return TRUE;
    }

  return FALSE;
}

char *
base_lines_dup_parameter (BaseLines  *self,
                          const char *name)
{
  gsize length = strlen (name);
  const char *at = self->parameters;

  while (*at != '\0')
    {
      const char *end = find (at, ";");

      if (g_ascii_strncasecmp (at, name, length) == 0 && at[length] == '=')
        {
          g_autofree char *value = g_strndup (at + length + 1, (gsize) (end - at) - length - 1);

          return g_strdup (g_strstrip (g_strdelimit (value, "\"", ' ')));
        }
      at = *end == ';' ? end + 1 : end;
    }

  return NULL;
}

static char *
decode_quoted_printable (const char *text)
{
  GString *decoded = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '=' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
      {
        char c = (char) (g_ascii_xdigit_value (p[1]) << 4 | g_ascii_xdigit_value (p[2]));

        if (c != '\0')
          g_string_append_c (decoded, c);
        p += 2;
      }
    else
      g_string_append_c (decoded, *p);

  return g_string_free (decoded, FALSE);
}

/* In the letters that it says, or that are plain. */
static char *
dup_valid (BaseLines  *self,
           const char *text)
{
  static const char *const charsets[] = {
    "iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1251", "windows-1252",
    "koi8-r", "shift_jis", "gb2312", "big5",
  };
  g_autofree char *charset = base_lines_dup_parameter (self, "CHARSET");

  if (g_utf8_validate (text, -1, NULL))
    return g_strdup (text);

  for (gsize i = 0; charset != NULL && i < G_N_ELEMENTS (charsets); i++)
    if (g_ascii_strcasecmp (charset, charsets[i]) == 0)
      {
        char *converted = g_convert (text, -1, "UTF-8", charsets[i], NULL, NULL, NULL);

        if (converted != NULL)
          return converted;
      }
  return g_utf8_make_valid (text, -1);
}

static char *
unescape (const char *text,
          gsize       length)
{
  GString *plain = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    if (text[i] == '\\' && i + 1 < length)
      {
        char c = text[++i];

        g_string_append_c (plain, c == 'n' || c == 'N' ? '\n' : c);
      }
    else
      g_string_append_c (plain, text[i]);

  return g_string_free (plain, FALSE);
}

static char *
dup_decoded (BaseLines *self)
{
  g_autofree char *upper = g_ascii_strup (self->parameters, -1);
  g_autofree char *plain = strstr (upper, "QUOTED-PRINTABLE") != NULL
                           ? decode_quoted_printable (self->value) : g_strdup (self->value);

  return dup_valid (self, plain);
}

char *
base_lines_dup_text (BaseLines *self)
{
  g_autofree char *text = dup_decoded (self);

  return unescape (text, strlen (text));
}

char *
base_lines_dup_field (BaseLines *self,
                      guint      field)
{
  g_autofree char *text = dup_decoded (self);
  const char *start = text;

  for (guint i = 0; i < MAX_FIELDS; i++)
    {
      const char *end = start;

      while (*end != '\0' && *end != ';')
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
      if (i == field)
        return unescape (start, (gsize) (end - start));
      if (*end == '\0')
        break;
      start = end + 1;
    }

  return g_strdup ("");
}
