/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session of one account and the table of all that it can do. */
#define G_LOG_DOMAIN "chat-connection"

#include "chat-connection.h"

#include "charla-config.h"
#include "chat-error.h"
#include "xmpp-avatar.h"
#include "xmpp-blocking.h"
#include "xmpp-bookmarks.h"
#include "xmpp-caps.h"
#include "xmpp-carbons.h"
#include "xmpp-displayed-sync.h"
#include "xmpp-jingle-files.h"
#include "xmpp-mam.h"
#include "xmpp-messaging.h"
#include "xmpp-muc.h"
#include "xmpp-nick.h"
#include "xmpp-ping.h"
#include "xmpp-register.h"
#include "xmpp-spaces.h"
#include "xmpp-time.h"
#include "xmpp-upload.h"
#include "xmpp-version.h"
#include "xmpp-workspaces.h"

/* What our capabilities are named by: XEP-0115, 4. */
#define CLIENT_NODE "https://charla.im"

G_DEFINE_FINAL_TYPE (ChatConnection, chat_connection, G_TYPE_OBJECT)

#define MEMBER(name) G_STRUCT_OFFSET (ChatConnection, name)

/* Every feature, in the order in which they hear of a new session: the roster before presence,
 * so that the server pushes what changes meanwhile (RFC 6121, 2.2); those that need others after
 * them; rooms before presence and messages, since what comes from there is theirs alone. What
 * answers strangers' curiosity is attached by policy. */
static const struct {
  gsize    member;
  gboolean is_answer;
} features[] = {
  { MEMBER (roster) },
  { MEMBER (disco) },
  { MEMBER (server_info) },
  { MEMBER (muc) },
  { MEMBER (presence) },
  { MEMBER (caps) },
  { MEMBER (messaging) },
  { MEMBER (carbons) },
  { MEMBER (mam) },
  { MEMBER (pubsub) },
  { MEMBER (bookmarks) },
  { MEMBER (displayed_sync) },
  { MEMBER (workspaces) },
  { MEMBER (spaces) },
  { MEMBER (vcards) },
  { MEMBER (avatars) },
  { MEMBER (nicks) },
  { MEMBER (blocking) },
  { MEMBER (ping) },
  { MEMBER (bob) },
  { MEMBER (registering) },
  { MEMBER (upload) },
  { MEMBER (jingle) },
  { MEMBER (version), TRUE },
  { MEMBER (time), TRUE },
};

static XmppFeature *
get_feature (ChatConnection *self,
             gsize           i)
{
  return G_STRUCT_MEMBER (XmppFeature *, self, features[i].member);
}

static void
set_attached (ChatConnection *self,
              gboolean        answers,
              gboolean        attached)
{
  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    {
      XmppFeature *feature = get_feature (self, i);
      const char *const *namespaces = NULL;

      if (features[i].is_answer != answers)
        continue;

      if (attached)
        {
          xmpp_feature_attach (feature, self->session);
          xmpp_disco_add_namespaces (self->disco, feature);
          continue;
        }

      namespaces = xmpp_feature_get_namespaces (feature);
      for (gsize n = 0; namespaces != NULL && namespaces[n] != NULL; n++)
        xmpp_disco_remove_feature (self->disco, namespaces[n]);
      xmpp_feature_detach (feature, self->session);
    }
}

static void
chat_connection_dispose (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  if (self->session != NULL)
    {
      if (self->is_answering)
        set_attached (self, TRUE, FALSE);
      self->is_answering = FALSE;
      set_attached (self, FALSE, FALSE);
    }

  g_clear_object (&self->jingle);
  g_clear_object (&self->upload);
  g_clear_object (&self->registering);
  g_clear_object (&self->bob);
  g_clear_object (&self->time);
  g_clear_object (&self->version);
  g_clear_object (&self->ping);
  g_clear_object (&self->blocking);
  g_clear_object (&self->nicks);
  g_clear_object (&self->avatars);
  g_clear_object (&self->vcards);
  g_clear_object (&self->spaces);
  g_clear_object (&self->workspaces);
  g_clear_object (&self->displayed_sync);
  g_clear_object (&self->bookmarks);
  g_clear_object (&self->pubsub);
  g_clear_object (&self->caps);
  g_clear_object (&self->mam);
  g_clear_object (&self->carbons);
  g_clear_object (&self->messaging);
  g_clear_object (&self->presence);
  g_clear_object (&self->muc);
  g_clear_object (&self->server_info);
  g_clear_object (&self->disco);
  g_clear_object (&self->audience);
  g_clear_object (&self->roster);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (chat_connection_parent_class)->dispose (object);
}

static void
chat_connection_finalize (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  g_clear_pointer (&self->address, xmpp_address_unref);
  g_clear_pointer (&self->keywords, g_strfreev);

  G_OBJECT_CLASS (chat_connection_parent_class)->finalize (object);
}

static void
chat_connection_class_init (ChatConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_connection_dispose;
  object_class->finalize = chat_connection_finalize;
}

static void
chat_connection_init (ChatConnection *self)
{
  self->policy = (ChatPolicy) CHAT_POLICY_INIT;
}

static void
make_features (ChatConnection *self)
{
  self->roster = xmpp_roster_new ();
  self->audience = xmpp_audience_new (self->roster);
  self->presence = xmpp_presence_new ();
  self->messaging = xmpp_messaging_new ();
  self->disco = xmpp_disco_new (CHAT_CONNECTION_NAME, self->audience);
  self->server_info = xmpp_server_info_new (self->disco);
  self->muc = xmpp_muc_new (self->disco, self->presence, self->audience);
  self->carbons = xmpp_carbons_new (self->server_info);
  self->mam = xmpp_mam_new (self->disco, self->server_info);
  self->caps = xmpp_caps_new (self->disco, self->presence, CLIENT_NODE);
  self->pubsub = xmpp_pubsub_new (self->disco, self->server_info);
  self->bookmarks = xmpp_bookmarks_new (self->pubsub, self->server_info);
  self->displayed_sync = xmpp_displayed_sync_new (self->pubsub, self->server_info);
  self->workspaces = xmpp_workspaces_new (self->pubsub, self->server_info);
  self->spaces = xmpp_spaces_new (self->pubsub, self->disco);
  self->vcards = xmpp_vcard_temp_new ();
  self->avatars = xmpp_avatar_new (self->pubsub, self->vcards, self->presence, self->server_info);
  self->nicks = xmpp_nick_new (self->pubsub);
  self->blocking = xmpp_blocking_new ();
  self->ping = xmpp_ping_new (self->audience);
  self->version = xmpp_version_new (self->audience, CHAT_CONNECTION_NAME, CHARLA_VERSION, NULL);
  self->time = xmpp_time_new (self->audience);
  self->bob = xmpp_bob_new ();
  self->registering = xmpp_register_new (self->bob);
  self->upload = xmpp_upload_new (self->server_info);
  self->jingle =
    xmpp_jingle_files_new (self->caps, self->presence, self->server_info, self->audience);
}

ChatConnection *
chat_connection_new (const char  *address,
                     GError     **error)
{
  g_autoptr(ChatConnection) self = NULL;
  g_autoptr(XmppAddress) parsed = NULL;
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  parsed = xmpp_address_parse (address, &local_error);
  if (parsed == NULL)
    {
      g_propagate_error (error, chat_error_translate (g_steal_pointer (&local_error)));
      return NULL;
    }

  self = g_object_new (CHAT_TYPE_CONNECTION, NULL);
  self->address = xmpp_address_dup_bare (parsed);
  self->session = xmpp_session_new (self->address);
  make_features (self);
  set_attached (self, FALSE, TRUE);
  set_attached (self, TRUE, self->policy.answer_version);
  self->is_answering = self->policy.answer_version;
  return g_steal_pointer (&self);
}

void
chat_connection_set_keywords (ChatConnection    *self,
                              const char *const *keywords)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));

  g_strfreev (self->keywords);
  self->keywords = g_strdupv ((char **) keywords);
}

void
chat_connection_set_policy (ChatConnection   *self,
                            const ChatPolicy *policy)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  g_return_if_fail (policy != NULL);

  self->policy = *policy;
  xmpp_jingle_files_set_direct (self->jingle, policy->show_address);
  if (self->is_answering != (policy->answer_version != FALSE))
    {
      self->is_answering = policy->answer_version != FALSE;
      set_attached (self, TRUE, self->is_answering);
    }
}

void
chat_connection_note_online (ChatConnection *self)
{
  XmppSessionInfo info;

  g_return_if_fail (CHAT_IS_CONNECTION (self));

  xmpp_session_get_info (self->session, &info);
  if (info.carbons)
    xmpp_carbons_note_enabled (self->carbons);
}

gboolean
chat_connection_is_online (ChatConnection *self)
{
  g_return_val_if_fail (CHAT_IS_CONNECTION (self), FALSE);

  return xmpp_session_get_state (self->session) == XMPP_SESSION_ONLINE;
}

gboolean
chat_connection_may_tell (ChatConnection *self,
                          const char     *address)
{
  g_autoptr(XmppAddress) parsed = NULL;

  g_return_val_if_fail (CHAT_IS_CONNECTION (self), FALSE);

  parsed = xmpp_address_parse (address, NULL);
  return parsed != NULL
         && xmpp_audience_includes_address (self->audience, self->session, parsed)
         && !xmpp_blocking_is_blocked (self->blocking, parsed);
}

gboolean
chat_connection_peer_supports (ChatConnection *self,
                               const char     *address,
                               const char     *feature)
{
  g_autoptr(XmppAddress) parsed = NULL;

  g_return_val_if_fail (CHAT_IS_CONNECTION (self), FALSE);

  parsed = xmpp_address_parse (address, NULL);
  return parsed != NULL && xmpp_caps_contact_supports (self->caps, parsed, feature);
}

static void
send_message (ChatConnection *self,
              XmppMessage    *message)
{
  g_autofree char *id = xmpp_messaging_send (self->messaging, message);

  if (id == NULL)
    g_debug ("A notice about a message was not sent: not online");
}

static XmppMessageType
get_type (ChatConversationKind kind)
{
  return kind == CHAT_CONVERSATION_ROOM ? XMPP_MESSAGE_GROUPCHAT : XMPP_MESSAGE_CHAT;
}

void
chat_connection_send_typing (ChatConnection      *self,
                             const char          *address,
                             ChatConversationKind kind,
                             ChatTyping           typing)
{
  static const XmppChatState states[] = {
    [CHAT_TYPING_IDLE] = XMPP_CHAT_STATE_ACTIVE,
    [CHAT_TYPING_COMPOSING] = XMPP_CHAT_STATE_COMPOSING,
    [CHAT_TYPING_PAUSED] = XMPP_CHAT_STATE_PAUSED,
    [CHAT_TYPING_GONE] = XMPP_CHAT_STATE_GONE,
  };
  g_autoptr(XmppAddress) to = NULL;
  g_autoptr(XmppMessage) message = NULL;

  g_return_if_fail (CHAT_IS_CONNECTION (self));

  to = xmpp_address_parse (address, NULL);
  if (to == NULL)
    return;

  message = xmpp_message_new_chat_state (get_type (kind), to, states[typing]);
  send_message (self, message);
}

void
chat_connection_send_displayed (ChatConnection      *self,
                                const char          *address,
                                ChatConversationKind kind,
                                const char          *message_id)
{
  g_autoptr(XmppAddress) to = NULL;
  g_autoptr(XmppMessage) message = NULL;

  g_return_if_fail (CHAT_IS_CONNECTION (self));
  g_return_if_fail (message_id != NULL);

  to = xmpp_address_parse (address, NULL);
  if (to == NULL)
    return;

  message = xmpp_message_new_displayed (get_type (kind), to, message_id);
  send_message (self, message);
}
