/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card in a message: what its sender tells of a link. */
#define G_LOG_DOMAIN "ui-message-card"

#include "ui-message-card.h"

#include "ui-message-body.h"

#include <glib/gi18n.h>

/* What a stranger says that a link is, it may be made to look like. */
gboolean
ui_message_card_is_wanted (ChatMessage      *message,
                           ChatConversation *conversation)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), FALSE);

  return chat_message_get_preview (message) != NULL
         && (conversation == NULL || chat_conversation_is_from_known (conversation, message));
}

/* The name that a site gives itself stands beside where the link really leads. */
char *
ui_message_card_dup_source (ChatPreview *preview)
{
  const char *host = chat_preview_get_host (preview);
  g_autofree char *site = NULL;

  if (chat_preview_get_site (preview) == NULL
      || g_ascii_strcasecmp (chat_preview_get_site (preview), host) == 0)
    return g_strdup (host);

  site = ui_message_body_isolate (chat_preview_get_site (preview));
  return g_strdup_printf ("%s · %s", host, site);
}

void
ui_message_card_fill (UiCardView  *card,
                      ChatMessage *message)
{
  ChatPreview *preview = chat_message_get_preview (message);
  g_autofree char *source = NULL;

  g_return_if_fail (UI_IS_CARD_VIEW (card));

  if (preview == NULL)
    return;

  source = ui_message_card_dup_source (preview);
  ui_card_view_set (card, NULL, source, chat_preview_get_title (preview),
                    chat_preview_get_description (preview), chat_preview_get_url (preview));
}
