/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that went over the wire, written down to be read. */
#define G_LOG_DOMAIN "chat-console"

#include "chat-console-line.h"

#include "chat-console-line-private.h"

#include <string.h>

/* A picture is a megabyte of letters that nobody reads. */
#define MAX_BYTES (128 * 1024)
#define MAX_DEPTH 20

struct _ChatConsoleLine
{
  GObject          parent_instance;

  guint64          number;
  gint64           time_us;
  char            *xml;
  ChatConsoleKind  kind;
  gboolean         is_sent;
  gboolean         is_cut;
};

G_DEFINE_FINAL_TYPE (ChatConsoleLine, chat_console_line, G_TYPE_OBJECT)

static void
chat_console_line_finalize (GObject *object)
{
  ChatConsoleLine *self = CHAT_CONSOLE_LINE (object);

  g_clear_pointer (&self->xml, g_free);

  G_OBJECT_CLASS (chat_console_line_parent_class)->finalize (object);
}

static void
chat_console_line_class_init (ChatConsoleLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_console_line_finalize;
}

static void
chat_console_line_init (ChatConsoleLine *self)
{
}

static ChatConsoleKind
get_kind (const char *xml)
{
  static const struct {
    const char      *name;
    ChatConsoleKind  kind;
  } kinds[] = {
    { "<message", CHAT_CONSOLE_MESSAGE },
    { "<presence", CHAT_CONSOLE_PRESENCE },
    { "<iq", CHAT_CONSOLE_REQUEST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize length = strlen (kinds[i].name);

      if (strncmp (xml, kinds[i].name, length) == 0 && strchr (" />", xml[length]) != NULL)
        return kinds[i].kind;
    }

  return CHAT_CONSOLE_CONNECTION;
}

static void
append_line_end (GString *text,
                 guint    depth)
{
  g_string_append_c (text, '\n');
  for (guint i = 0; i < MIN (depth, MAX_DEPTH); i++)
    g_string_append (text, "  ");
}

/* What we write has no ">" but at the end of a tag. A tag that follows another one at once begins a
 * line. */
static char *
indent (const char *xml)
{
  GString *text = g_string_sized_new (strlen (xml) + 64);
  const char *rest = xml;
  const char *tag;
  guint depth = 0;

  while ((tag = strchr (rest, '<')) != NULL)
    {
      const char *end = strchr (tag, '>');
      gboolean is_end = tag[1] == '/';

      if (end == NULL)
        break; /* it was cut here */

      g_string_append_len (text, rest, tag - rest);
      if (is_end && depth > 0)
        depth--;
      if (tag == rest && text->len > 0)
        append_line_end (text, depth);
      g_string_append_len (text, tag, end + 1 - tag);
      if (!is_end && end[-1] != '/' && tag[1] != '?')
        depth++;
      rest = end + 1;
    }

  g_string_append (text, rest);
  return g_string_free (text, FALSE);
}

ChatConsoleLine *
chat_console_line_new (guint64     number,
                       gboolean    is_sent,
                       const char *xml)
{
  ChatConsoleLine *line = NULL;
  g_autofree char *start = NULL;

  g_return_val_if_fail (xml != NULL, NULL);

  line = g_object_new (CHAT_TYPE_CONSOLE_LINE, NULL);
  line->number = number;
  line->time_us = g_get_real_time ();
  line->kind = get_kind (xml);
  line->is_sent = is_sent;
  line->is_cut = strlen (xml) > MAX_BYTES;
  if (line->is_cut)
    {
      const char *end = g_utf8_find_prev_char (xml, xml + MAX_BYTES);

      start = g_strdup_printf ("%.*s…", (int) (end - xml), xml);
      xml = start;
    }
  line->xml = indent (xml);
  return line;
}

guint64
chat_console_line_get_number (ChatConsoleLine *self)
{
  g_return_val_if_fail (CHAT_IS_CONSOLE_LINE (self), 0);

  return self->number;
}

gboolean
chat_console_line_is_sent (ChatConsoleLine *self)
{
  g_return_val_if_fail (CHAT_IS_CONSOLE_LINE (self), FALSE);

  return self->is_sent;
}

ChatConsoleKind
chat_console_line_get_kind (ChatConsoleLine *self)
{
  g_return_val_if_fail (CHAT_IS_CONSOLE_LINE (self), CHAT_CONSOLE_CONNECTION);

  return self->kind;
}

gint64
chat_console_line_get_time (ChatConsoleLine *self)
{
  g_return_val_if_fail (CHAT_IS_CONSOLE_LINE (self), 0);

  return self->time_us;
}

const char *
chat_console_line_get_xml (ChatConsoleLine *self)
{
  g_return_val_if_fail (CHAT_IS_CONSOLE_LINE (self), "");

  return self->xml;
}

gboolean
chat_console_line_is_cut (ChatConsoleLine *self)
{
  g_return_val_if_fail (CHAT_IS_CONSOLE_LINE (self), FALSE);

  return self->is_cut;
}
