/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card in a message: the place that it is, what its file holds, or what its sender tells of a
 * link. */
#define G_LOG_DOMAIN "ui-message-card"

#include "ui-message-card.h"

#include "chat-card.h"
#include "chat-place.h"
#include "ui-file-card.h"
#include "ui-message-body.h"

#include <glib/gi18n.h>

static gboolean
read_place (ChatMessage *message,
            BaseGeo     *geo)
{
  return chat_message_get_kind (message) == CHAT_MESSAGE_TEXT
         && chat_place_read (chat_message_get_body (message), geo);
}

/* (nullable): what holds a contact or a calendar, and is here. */
static ChatFile *
get_card_file (ChatMessage *message)
{
  ChatFile *file = chat_message_get_kind (message) == CHAT_MESSAGE_FILE
                   ? chat_message_get_file (message) : NULL;

  return file != NULL && chat_card_is_in (file) ? file : NULL;
}

/* What a stranger says that a link is, it may be made to look like. */
gboolean
ui_message_card_is_wanted (ChatMessage      *message,
                           ChatConversation *conversation)
{
  BaseGeo geo;

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), FALSE);

  if (read_place (message, &geo) || get_card_file (message) != NULL)
    return TRUE;

  return chat_message_get_preview (message) != NULL
         && (conversation == NULL || chat_conversation_is_from_known (conversation, message));
}

gboolean
ui_message_card_says_all (ChatMessage *message)
{
  BaseGeo geo;

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), FALSE);

  return read_place (message, &geo);
}

char *
ui_message_card_dup_line (ChatMessage *message)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);

  return ui_message_card_says_all (message) || chat_message_get_kind (message) == CHAT_MESSAGE_FILE
         ? chat_message_dup_line (message, TRUE) : NULL;
}

/* No map is fetched: whose server it is would learn where whom one talks to is. */
static void
fill_place (UiCardView    *card,
            const BaseGeo *geo)
{
  g_autofree char *plain = chat_place_dup_coordinates (geo);
  g_autoptr(GString) coordinates = g_string_new (plain);
  g_autofree char *uri = base_geo_to_uri (geo);
  g_autofree char *web = base_geo_to_web (geo);
  g_autofree char *text = base_geo_to_text (geo);
  g_autofree char *accuracy = NULL;

  if (geo->accuracy_m >= 1)
    accuracy = g_strdup_printf (ngettext ("Within %u metre", "Within %u metres",
                                          (guint) geo->accuracy_m), (guint) geo->accuracy_m);
  /* U+00A0: where there is little room they break between the two, not before a letter. */
  g_string_replace (coordinates, "° ", "°\u00a0", 0);
  /* Translators: a place on the earth that somebody has sent */
  ui_card_view_set (card, "mark-location-symbolic", accuracy, _("Location"), coordinates->str,
                    NULL);
  ui_card_view_add_link (card, _("Open in _maps"), uri);
  ui_card_view_add_link (card, _("Open on the _web"), web);
  ui_card_view_add_copy (card, _("_Copy"), text);
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
  g_autoptr(GBytes) picture = NULL;
  BaseGeo geo;

  g_return_if_fail (UI_IS_CARD_VIEW (card));

  if (read_place (message, &geo))
    {
      fill_place (card, &geo);
      return;
    }
  if (get_card_file (message) != NULL)
    {
      ui_file_card_fill (card, get_card_file (message));
      return;
    }
  if (preview == NULL)
    return;

  source = ui_message_card_dup_source (preview);
  ui_card_view_set (card, NULL, source, chat_preview_get_title (preview),
                    chat_preview_get_description (preview), chat_preview_get_url (preview));
  picture = chat_preview_dup_image (preview);
  if (picture != NULL)
    ui_card_view_set_picture (card, picture);
}
