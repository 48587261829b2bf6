/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What notifications say of messages. */
#define G_LOG_DOMAIN "desktop-notifier"

#include "desktop-notify-words.h"

#include "base-text.h"

#include <glib/gi18n.h>

#define MAX_LINE_CHARS 240
#define MAX_NAME_CHARS 80

/* Of many who are in a room it has to be said who it is. */
static char *
name_line (ChatConversation *conversation,
           ChatMessage      *message,
           char             *line) /* (transfer full) */
{
  g_autofree char *owned = line;
  g_autofree char *name = NULL;

  if (chat_conversation_get_kind (conversation) != CHAT_CONVERSATION_ROOM
      || chat_message_get_kind (message) == CHAT_MESSAGE_ACTION)
    return g_steal_pointer (&owned);

  name = base_text_clean (chat_message_get_sender_name (message),
                          BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  return g_strdup_printf ("%s: %s", name, owned);
}

char *
desktop_notify_line (ChatConversation *conversation,
                     ChatMessage      *message)
{
  g_autofree char *said = chat_message_dup_line (message, FALSE);
  g_autofree char *body =
    base_text_clean (said, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  g_autofree char *line = NULL;
  ChatFile *file;

  switch (chat_message_get_kind (message))
    {
    case CHAT_MESSAGE_ACTION:
      line = g_strdup_printf ("%s %s", chat_message_get_sender_name (message), body);
      break;
    case CHAT_MESSAGE_LINK:
      line = g_strdup_printf (_("Sent a link: %s"), body);
      break;
    case CHAT_MESSAGE_UNREADABLE:
      line = g_strdup (_("An encrypted message that cannot be read here"));
      break;
    case CHAT_MESSAGE_RETRACTED:
      line = g_strdup (_("A message that was removed"));
      break;
    case CHAT_MESSAGE_FILE:
      file = chat_message_get_file (message);
      line = file != NULL && chat_file_get_offer (file) == CHAT_OFFER_OPEN
             ? desktop_notify_offer (file, TRUE) : g_steal_pointer (&body);
      break;
    case CHAT_MESSAGE_TEXT:
    case CHAT_MESSAGE_NOTICE:
    default:
      line = g_steal_pointer (&body);
      break;
    }

  line = name_line (conversation, message, g_steal_pointer (&line));
  return base_text_truncate (line, MAX_LINE_CHARS);
}

char *
desktop_notify_offer (ChatFile *file,
                      gboolean  show_text)
{
  gint64 bytes = chat_file_get_size (file);
  const char *called = chat_file_get_name (file);
  g_autofree char *clean = NULL;
  g_autofree char *name = NULL;
  g_autofree char *size = NULL;

  if (!show_text || called == NULL || bytes < 0)
    return g_strdup (_("Wants to send you a file"));

  clean = base_text_clean (called, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  name = base_text_truncate (clean, MAX_NAME_CHARS);
  size = g_format_size ((guint64) bytes);
  /* Translators: said of a contact, whose name stands above; a file's name, and its size */
  return g_strdup_printf (_("Wants to send you %1$s, %2$s"), name, size);
}
