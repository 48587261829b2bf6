/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that alert, as people write a list: with commas, whichever their language has. */
#define G_LOG_DOMAIN "ui-alert-words"

#include "ui-alert-words.h"

#include "chat-keywords.h"

static gboolean
is_comma (gunichar c)
{
  return c == ',' || c == 0x060C || c == 0x3001 || c == 0xFF0C || c == '\n';
}

/* What counts of a text: what is too much, or too long, does not. */
static GVariant *
text_to_words (const GValue       *value,
               const GVariantType *type,
               gpointer            user_data)
{
  const char *p = g_value_get_string (value);
  GVariantBuilder words;
  guint n_words = 0;

  g_variant_builder_init (&words, type);
  while (*p != '\0' && n_words < CHAT_KEYWORDS_MAX)
    {
      g_autofree char *word = NULL;
      const char *end = p;

      while (*end != '\0' && !is_comma (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      word = g_strstrip (g_strndup (p, (gsize) (end - p)));
      if (word[0] != '\0' && g_utf8_strlen (word, -1) <= CHAT_KEYWORDS_MAX_CHARS)
        {
          g_variant_builder_add (&words, "s", word);
          n_words++;
        }
      p = *end != '\0' ? g_utf8_next_char (end) : end;
    }

  return g_variant_builder_end (&words);
}

static gboolean
words_to_text (GValue   *value,
               GVariant *variant,
               gpointer  user_data)
{
  g_autofree const char **words = g_variant_get_strv (variant, NULL);

  g_value_take_string (value, g_strjoinv (", ", (char **) words));
  return TRUE;
}

void
ui_alert_words_bind (AdwEntryRow *row,
                     GSettings   *settings)
{
  g_return_if_fail (ADW_IS_ENTRY_ROW (row));

  g_settings_bind_with_mapping (settings, "alert-words", row, "text", G_SETTINGS_BIND_DEFAULT,
                                words_to_text, text_to_words, NULL, NULL);
}
