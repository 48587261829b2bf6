/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a message where there is room for a line. */
#define G_LOG_DOMAIN "chat-message"

#include "chat-file.h"
#include "chat-message.h"
#include "chat-place.h"

#include <glib/gi18n.h>

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
      return chat_file_is_voice (file) ? _("Voice message") : _("Sound");
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

  /* Nobody has given a voice message its name. */
  if (said[0] == '\0'
      || ((!with_name || chat_file_is_voice (file)) && chat_message_get_body (self)[0] == '\0'))
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
