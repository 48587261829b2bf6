/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an xmpp: link (RFC 5122, XEP-0147) or a typed address means; nothing is done by it. */
#define G_LOG_DOMAIN "chat-link"

#include "chat-client.h"

#include "chat-error.h"
#include "chat-text.h"
#include "xmpp-uri.h"

#include <string.h>

#define MAX_NAME_CHARS 80

static ChatLink *
parse_uri (const char  *text,
           GError     **error)
{
  g_autoptr(XmppUri) uri = xmpp_uri_parse (text, error);
  g_autoptr(ChatLink) link = NULL;

  if (uri == NULL)
    return NULL;
  if (uri->address == NULL)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "Nobody is named");
      return NULL;
    }

  link = g_new0 (ChatLink, 1);
  link->address = g_strdup (xmpp_address_get_bare (uri->address));
  link->action = g_strdup (uri->action);
  if (xmpp_uri_get_parameter (uri, "body") != NULL)
    link->body = chat_text_clean_body (xmpp_uri_get_parameter (uri, "body"));
  link->name = chat_text_clean_line (xmpp_uri_get_parameter (uri, "name"), MAX_NAME_CHARS);
  link->token = g_strdup (xmpp_uri_get_preauth_token (uri));
  return g_steal_pointer (&link);
}

static ChatLink *
parse_address (const char  *text,
               GError     **error)
{
  g_autoptr(XmppAddress) address = xmpp_address_parse (text, error);
  ChatLink *link;

  if (address == NULL)
    return NULL;

  link = g_new0 (ChatLink, 1);
  link->address = g_strdup (xmpp_address_get_bare (address));
  return link;
}

ChatLink *
chat_link_parse (const char  *text,
                 GError     **error)
{
  g_autofree char *trimmed = NULL;
  g_autoptr(GError) local_error = NULL;
  ChatLink *link;

  g_return_val_if_fail (text != NULL, NULL);

  trimmed = g_strstrip (g_strdup (text));
  if (g_ascii_strncasecmp (trimmed, "xmpp:", 5) == 0)
    link = parse_uri (trimmed, &local_error);
  else
    link = parse_address (trimmed, &local_error);

  if (link == NULL)
    g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, local_error->message);
  return link;
}

void
chat_link_free (ChatLink *link)
{
  if (link == NULL)
    return;

  g_free (link->address);
  g_free (link->action);
  g_free (link->body);
  g_free (link->name);
  g_free (link->token);
  g_free (link);
}
