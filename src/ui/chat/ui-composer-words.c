/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether one may write to a conversation, and what the field says in which one writes. */
#define G_LOG_DOMAIN "ui-composer"

#include "ui-composer-words.h"

#include "ui-room-words.h"

#include <glib/gi18n.h>

static gboolean
is_blocked (ChatConversation *conversation)
{
  ChatContact *contact = chat_conversation_get_contact (conversation);

  return contact != NULL && chat_contact_get_blocked (contact);
}

static gboolean
is_room (ChatConversation *conversation)
{
  return chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM;
}

gboolean
ui_composer_words_may_write (ChatConversation *conversation)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATION (conversation), FALSE);

  return !is_blocked (conversation)
         && (!is_room (conversation)
             || ui_room_words_may_write (chat_conversation_get_room (conversation)));
}

char *
ui_composer_words_field (ChatConversation *conversation,
                         ChatAccount      *account)
{
  const char *title;

  g_return_val_if_fail (CHAT_IS_CONVERSATION (conversation), NULL);

  title = chat_conversation_get_title (conversation);
  if (is_blocked (conversation))
    /* Translators: %s is a name */
    return g_strdup_printf (_("You have blocked %s"), title);
  if (account != NULL && chat_account_get_state (account) != CHAT_ACCOUNT_ONLINE)
    return g_strdup (_("Will be sent when you are online"));
  if (is_room (conversation))
    return ui_room_words_field (chat_conversation_get_room (conversation), title);
  /* Translators: %s is the name of the person written to */
  return g_strdup_printf (_("Write to %s"), title);
}
