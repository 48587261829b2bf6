/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a picture that is shown large. */
#define G_LOG_DOMAIN "ui-picture-words"

#include "ui-picture-words.h"

#include <glib/gi18n.h>

char *
ui_picture_words_describe (ChatFile    *file,
                           ChatPicture *picture,
                           guint        at,
                           guint        n_files)
{
  guint width = chat_file_get_width (file);
  guint height = chat_file_get_height (file);
  gint64 size = chat_file_get_size (file);
  g_autoptr(GString) text = g_string_new (NULL);

  if (n_files > 1)
    /* Translators: which of the pictures is shown */
    g_string_printf (text, _("%u of %u"), at + 1, n_files);
  if (picture != NULL)
    {
      width = chat_picture_get_full_width (picture);
      height = chat_picture_get_full_height (picture);
    }
  if (width > 0 && height > 0)
    /* U+200E: right-to-left text does not turn the numbers around */
    g_string_append_printf (text, "%s\u200e%u × %u\u200e", text->len > 0 ? " · " : "", width,
                            height);
  if (size >= 0)
    {
      g_autofree char *formatted = g_format_size ((guint64) size);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", formatted);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
