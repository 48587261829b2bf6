/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printing for people and for programs. */
#define G_LOG_DOMAIN "app-print"

#include "app-print.h"

#include "base-text.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

void
app_print_json (GVariant *dictionary)
{
  gsize length;
  g_autofree char *text = json_gvariant_serialize_data (dictionary, &length);

  fwrite (text, 1, length, stdout);
  fputc ('\n', stdout);
}

void
app_print_value (gboolean    json,
                 const char *key,
                 const char *value)
{
  g_autoptr(GVariant) dictionary = NULL;
  GVariantDict dict;

  if (!json)
    {
      g_print ("%s\n", value);
      return;
    }

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, key, "s", value);
  dictionary = g_variant_ref_sink (g_variant_dict_end (&dict));
  app_print_json (dictionary);
}

const char *
app_print_text (GVariant   *dictionary,
                const char *key)
{
  const char *text = "";

  g_variant_lookup (dictionary, key, "&s", &text);
  return text;
}

char *
app_print_line (GVariant   *dictionary,
                const char *key)
{
  return base_text_clean (app_print_text (dictionary, key),
                          BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
}

char *
app_print_column (GVariant   *dictionary,
                  const char *key,
                  guint       width)
{
  g_autofree char *line = app_print_line (dictionary, key);
  guint used = 0;

  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        used += g_unichar_iswide (c) ? 2 : 1;
    }
  return g_strdup_printf ("%s%*s", line, used < width ? (int) (width - used) : 0, "");
}

gint64
app_print_number (GVariant   *dictionary,
                  const char *key)
{
  g_autoptr(GVariant) value = g_variant_lookup_value (dictionary, key, NULL);

  if (value == NULL)
    return 0;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return g_variant_get_int64 (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    return (gint64) MIN (g_variant_get_uint64 (value), (guint64) G_MAXINT64);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_variant_get_uint32 (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT16))
    return g_variant_get_uint16 (value);
  return 0;
}

gboolean
app_print_flag (GVariant   *dictionary,
                const char *key)
{
  gboolean flag = FALSE;

  g_variant_lookup (dictionary, key, "b", &flag);
  return flag;
}

char *
app_print_time (GVariant   *dictionary,
                const char *key)
{
  gint64 time_us = app_print_number (dictionary, key);
  g_autoptr(GDateTime) time = NULL;

  if (time_us != 0)
    time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("                ");
}

char *
app_print_content (GVariant *message)
{
  GString *line = g_string_new (NULL);
  g_autofree char *body = app_print_line (message, "body");
  g_autoptr(GVariant) files = g_variant_lookup_value (message, "files", G_VARIANT_TYPE ("aa{sv}"));

  g_string_append (line, body);
  for (gsize i = 0; files != NULL && i < g_variant_n_children (files); i++)
    {
      g_autoptr(GVariant) file = g_variant_get_child_value (files, i);
      g_autofree char *name = app_print_line (file, "name");
      g_autofree char *url = app_print_line (file, "url");

      g_string_append_printf (line, "%s📎 %s", line->len > 0 ? " " : "", name);
      if (g_variant_lookup (file, "size", "x", NULL))
        {
          g_autofree char *size = g_format_size ((guint64) app_print_number (file, "size"));

          g_string_append_printf (line, " (%s)", size);
        }
      if (*url != '\0')
        g_string_append_printf (line, " %s", url);
    }

  return g_string_free (line, FALSE);
}

void
app_print_error (const char *text)
{
  g_autofree char *clean = base_text_clean (text, BASE_TEXT_NO_BIDI);

  g_printerr ("charla: %s\n", clean);
}
