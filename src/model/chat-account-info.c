/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was negotiated with the server, for people who want to know. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-enums.h"
#include "chat-error.h"
#include "chat-text.h"
#include "xmpp-avatar.h"
#include "xmpp-blocking.h"
#include "xmpp-bookmarks.h"
#include "chat-spaces-private.h"
#include "xmpp-displayed-sync.h"
#include "xmpp-workspaces.h"
#include "xmpp-namespaces.h"
#include "xmpp-server-info.h"
#include "xmpp-session.h"
#include "xmpp-upload.h"

#define MAX_SERVER_CHARS 100

/* The features of the server that people ask about, with what announces them. */
static const struct {
  const char *name;
  const char *ns;
  gboolean    is_of_account; /* the account's own address announces it, not the server's */
} server_features[] = {
  { "archive", XMPP_NS_ARCHIVE, TRUE },
  { "blocking", XMPP_NS_BLOCKING, FALSE },
  { "carbons", XMPP_NS_CARBONS, FALSE },
  { "ping", XMPP_NS_PING, FALSE },
  { "registration", XMPP_NS_REGISTER, FALSE },
  { "report", XMPP_NS_REPORTING, FALSE },
  { "stanza-ids", XMPP_NS_STANZA_ID, TRUE },
  { "vcard", XMPP_NS_VCARD, FALSE },
};

static void
insert_string (GVariantDict *dict,
               const char   *key,
               const char   *value)
{
  if (value != NULL)
    g_variant_dict_insert (dict, key, "s", value);
}

/* How we came in, and what that took. */
static void
insert_cost (GVariantDict          *dict,
             const XmppSessionInfo *info)
{
  g_variant_dict_insert (dict, "sasl2", "b", info->sasl2);
  g_variant_dict_insert (dict, "fast", "b", info->fast);
  g_variant_dict_insert (dict, "round-trips", "u", info->round_trips);
  g_variant_dict_insert (dict, "bytes-sent", "t", info->bytes_sent);
  g_variant_dict_insert (dict, "bytes-received", "t", info->bytes_received);
  g_variant_dict_insert (dict, "sign-in-ms", "u", info->time_ms);
}

static void
insert_session (ChatAccount  *self,
                GVariantDict *dict)
{
  XmppSession *session = self->connection->session;
  XmppAddress *address = xmpp_session_get_address (session);
  const char *server_name = xmpp_disco_info_get_name (
    xmpp_server_info_get_server (self->connection->server_info));
  g_autofree char *server = NULL;
  XmppSessionInfo info = { 0 };

  xmpp_session_get_info (session, &info);
  insert_string (dict, "proxy", info.proxy);
  insert_string (dict, "host", info.host);
  if (info.host != NULL)
    {
      g_variant_dict_insert (dict, "port", "q", info.port);
      g_variant_dict_insert (dict, "direct-tls", "b", info.direct_tls);
      insert_string (dict, "websocket", info.websocket);
    }
  insert_string (dict, "tls", info.tls_version);
  insert_string (dict, "cipher", info.cipher);
  insert_string (dict, "mechanism", info.mechanism);
  insert_string (dict, "channel-binding", info.channel_binding);
  if (self->state == CHAT_ACCOUNT_ONLINE)
    {
      g_variant_dict_insert (dict, "stream-management", "b", info.stream_management);
      g_variant_dict_insert (dict, "resumable", "b", info.resumable);
      g_variant_dict_insert (dict, "resumed", "b", info.resumed);
    }
  if (info.mechanism != NULL)
    insert_cost (dict, &info);
  if (self->state == CHAT_ACCOUNT_ONLINE && address != NULL)
    insert_string (dict, "resource", xmpp_address_get_resource (address));
  if (self->state == CHAT_ACCOUNT_ONLINE && server_name != NULL)
    server = chat_text_clean_line (server_name, MAX_SERVER_CHARS);
  insert_string (dict, "server", server);
}

static gboolean
is_announced (ChatAccount *self,
              gsize        i)
{
  XmppServerInfo *info = self->connection->server_info;

  return server_features[i].is_of_account
           ? xmpp_server_info_account_supports (info, server_features[i].ns)
           : xmpp_server_info_supports (info, server_features[i].ns);
}

/* What was read is told to our other devices, or why not: XEP-0490. */
static void
insert_read_sync (ChatAccount  *self,
                  GVariantDict *dict,
                  GPtrArray    *features) /* of const char */
{
  XmppDisplayedSync *sync = self->connection->displayed_sync;

  if (self->state != CHAT_ACCOUNT_ONLINE || !xmpp_displayed_sync_is_settled (sync))
    return;

  if (!xmpp_displayed_sync_is_supported (sync))
    insert_string (dict, "read-sync-refusal", "unsupported");
  else if (self->is_read_sync_refused)
    insert_string (dict, "read-sync-refusal", "not-private");
  else
    g_ptr_array_add (features, (gpointer) "read-sync");
}

/* What is pinned and muted likewise: XEP-0469, XEP-0492. */
static void
insert_settings_sync (ChatAccount  *self,
                      GVariantDict *dict,
                      GPtrArray    *features) /* of const char */
{
  XmppBookmarks *bookmarks = self->connection->bookmarks;

  if (self->state != CHAT_ACCOUNT_ONLINE || !xmpp_bookmarks_is_settled (bookmarks, FALSE))
    return;

  if (!xmpp_bookmarks_is_supported (bookmarks, FALSE))
    insert_string (dict, "settings-sync-refusal", "unsupported");
  else if (self->is_settings_sync_refused)
    insert_string (dict, "settings-sync-refusal", "not-private");
  else
    g_ptr_array_add (features, (gpointer) "settings-sync");
}

/* Workspaces likewise. */
static void
insert_spaces_sync (ChatAccount  *self,
                    GVariantDict *dict,
                    GPtrArray    *features) /* of const char */
{
  XmppWorkspaces *workspaces = self->connection->workspaces;

  if (self->state != CHAT_ACCOUNT_ONLINE || !xmpp_workspaces_is_settled (workspaces))
    return;

  if (!xmpp_workspaces_is_supported (workspaces))
    insert_string (dict, "spaces-sync-refusal", "unsupported");
  else if (self->spaces->is_refused)
    insert_string (dict, "spaces-sync-refusal", "not-private");
  else
    g_ptr_array_add (features, (gpointer) "spaces-sync");
}

GVariant *
chat_account_dup_status_info (ChatAccount *self)
{
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr(GPtrArray) features = g_ptr_array_new ();
  g_autoptr(GEnumClass) states = NULL;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  states = g_type_class_ref (CHAT_TYPE_ACCOUNT_STATE);
  insert_string (&dict, "address", self->address);
  insert_string (&dict, "state", g_enum_get_value (states, (int) self->state)->value_nick);
  insert_session (self, &dict);
  g_variant_dict_insert (&dict, "retry-in", "u", self->retry_in_s);
  insert_string (&dict, "error", self->error_text);
  insert_string (&dict, "usual-mechanism", self->record.mechanism);
  if (self->error != NULL)
    insert_string (&dict, "error-name", chat_error_get_name (self->error));
  for (gsize i = 0; self->state == CHAT_ACCOUNT_ONLINE && i < G_N_ELEMENTS (server_features); i++)
    if (is_announced (self, i))
      g_ptr_array_add (features, (gpointer) server_features[i].name);
  insert_read_sync (self, &dict, features);
  insert_settings_sync (self, &dict, features);
  insert_spaces_sync (self, &dict, features);
  g_variant_dict_insert_value (&dict, "features",
                               g_variant_new_strv ((const char *const *) features->pdata,
                                                   features->len));
  g_variant_dict_insert (&dict, "unread", "u", self->unread);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

gboolean
chat_account_has_feature (ChatAccount *self,
                          const char  *feature)
{
  ChatConnection *connection;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), FALSE);
  g_return_val_if_fail (feature != NULL, FALSE);

  connection = self->connection;
  if (self->state != CHAT_ACCOUNT_ONLINE)
    return FALSE;
  if (g_str_equal (feature, "blocking"))
    return xmpp_blocking_is_supported (connection->blocking);
  if (g_str_equal (feature, "report"))
    return xmpp_blocking_is_supported (connection->blocking)
           && xmpp_server_info_supports (connection->server_info, XMPP_NS_REPORTING);
  if (g_str_equal (feature, "avatar"))
    return xmpp_disco_info_has_identity (
             xmpp_server_info_get_account (connection->server_info), "pubsub", "pep")
           || xmpp_server_info_supports (connection->server_info, XMPP_NS_VCARD);
  if (g_str_equal (feature, "vcard"))
    return xmpp_server_info_supports (connection->server_info, XMPP_NS_VCARD)
           || xmpp_server_info_account_supports (connection->server_info, XMPP_NS_VCARD);
  if (g_str_equal (feature, "change-password"))
    return xmpp_server_info_supports (connection->server_info, XMPP_NS_REGISTER);

  return FALSE;
}

gint64
chat_account_get_file_limit (ChatAccount *self)
{
  ChatConnection *connection;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), 0);

  connection = self->connection;
  if (self->state != CHAT_ACCOUNT_ONLINE || !xmpp_server_info_is_ready (connection->server_info))
    return 0;

  return xmpp_upload_get_service (connection->upload) != NULL
         ? xmpp_upload_get_max_size (connection->upload) : -1;
}
