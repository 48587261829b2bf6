/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a message where there is room for a line. */
#define G_LOG_DOMAIN "chat-message"

#include "chat-file.h"
#include "chat-message.h"
#include "chat-place.h"

#include <glib/gi18n.h>

/* No format tells a recording from other sounds: those who record say it in the file's name. */
static gboolean
is_voice (ChatFile *file)
{
  const char *name = chat_file_get_name (file);
  g_autofree char *folded = NULL;
  g_autofree char *own = NULL;

  if (name == NULL)
    return FALSE;

  own = g_utf8_casefold (_("Voice message"), -1);
  folded = g_utf8_casefold (name, -1);
  if (g_str_has_prefix (folded, own))
    return TRUE;

  g_strdelimit (folded, "-_", ' ');
  return g_str_has_prefix (folded, "voice message") || g_str_has_prefix (folded, "recording ");
}

/* (nullable): what others than these are is told by their name alone. */
static const char *
get_file_word (ChatFile *file)
{
  switch (chat_file_get_kind (file))
    {
    case CHAT_FILE_PICTURE:
      return _("Picture");
    case CHAT_FILE_VIDEO:
      return _("Video");
    case CHAT_FILE_AUDIO:
      return is_voice (file) ? _("Voice message") : _("Sound");
    case CHAT_FILE_OTHER:
    default:
      return NULL;
    }
}

char *
chat_message_dup_line (ChatMessage *self,
                       gboolean     with_name)
{
  ChatMessageKind kind;
  ChatFile *file;
  const char *word;
  const char *said;
  char *line = NULL;

  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  kind = chat_message_get_kind (self);
  said = chat_message_get_summary (self);
  if (kind == CHAT_MESSAGE_TEXT)
    line = chat_place_dup_line (said);
  file = kind == CHAT_MESSAGE_FILE ? chat_message_get_file (self) : NULL;
  word = file != NULL ? get_file_word (file) : NULL;
  if (word == NULL)
    return line != NULL ? line : g_strdup (said);

  if (said[0] == '\0' || (!with_name && chat_message_get_body (self)[0] == '\0'))
    return g_strdup (word);
  /* Translators: what a file is (a picture, a video), and what was written to it */
  return g_strdup_printf (_("%1$s: %2$s"), word, said);
}

char *
chat_message_dup_file_line (ChatMessage *self,
                            ChatFile    *file)
{
  const char *word;
  const char *name;

  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);
  g_return_val_if_fail (CHAT_IS_FILE (file), NULL);

  word = get_file_word (file);
  name = chat_file_get_name (file);
  return g_strdup (word != NULL ? word : name != NULL ? name : chat_message_get_summary (self));
}
