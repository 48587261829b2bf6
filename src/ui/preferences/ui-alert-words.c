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

/* What counts of a text: what is too much, or too long, does not.
 * Returns whether all of it does. */
static gboolean
read_words (const char      *text,
            GVariantBuilder *words) /* (nullable) */
{
  gboolean is_whole = TRUE;
  const char *p = text;
  guint n_words = 0;

  while (*p != '\0')
    {
      g_autofree char *word = NULL;
      const char *end = p;

      while (*end != '\0' && !is_comma (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      word = g_strstrip (g_strndup (p, (gsize) (end - p)));
      if (word[0] != '\0' && n_words < CHAT_KEYWORDS_MAX
          && g_utf8_strlen (word, -1) <= CHAT_KEYWORDS_MAX_CHARS)
        {
          if (words != NULL)
            g_variant_builder_add (words, "s", word);
          n_words++;
        }
      else if (word[0] != '\0')
        {
          is_whole = FALSE;
        }
      p = *end != '\0' ? g_utf8_next_char (end) : end;
    }

  return is_whole;
}

static GVariant *
text_to_words (const GValue       *value,
               const GVariantType *type,
               gpointer            user_data)
{
  GVariantBuilder words;

  g_variant_builder_init (&words, type);
  read_words (g_value_get_string (value), &words);
  return g_variant_builder_end (&words);
}

static void
update_cb (GtkWidget   *too_many,
           GParamSpec  *pspec,
           AdwEntryRow *row)
{
  gboolean is_whole = read_words (gtk_editable_get_text (GTK_EDITABLE (row)), NULL);

  if (is_whole)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               is_whole ? GTK_ACCESSIBLE_INVALID_FALSE
                                        : GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_widget_set_visible (too_many, !is_whole);
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
                     GtkWidget   *too_many,
                     GSettings   *settings)
{
  g_return_if_fail (ADW_IS_ENTRY_ROW (row));
  g_return_if_fail (GTK_IS_WIDGET (too_many));

  g_signal_connect_object (row, "notify::text", G_CALLBACK (update_cb), too_many,
                           G_CONNECT_SWAPPED);
  g_settings_bind_with_mapping (settings, "alert-words", row, "text", G_SETTINGS_BIND_DEFAULT,
                                words_to_text, text_to_words, NULL, NULL);
}
