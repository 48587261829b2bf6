/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-policy.h"
#include "chat-types.h"

G_BEGIN_DECLS

#define CHAT_CONNECTION_NAME "Charla"

typedef struct _XmppAddress XmppAddress;
typedef struct _XmppAudience XmppAudience;
typedef struct _XmppAvatar XmppAvatar;
typedef struct _XmppBlocking XmppBlocking;
typedef struct _XmppBob XmppBob;
typedef struct _XmppBookmarks XmppBookmarks;
typedef struct _XmppCaps XmppCaps;
typedef struct _XmppCarbons XmppCarbons;
typedef struct _XmppDisco XmppDisco;
typedef struct _XmppDisplayedSync XmppDisplayedSync;
typedef struct _XmppJingleFiles XmppJingleFiles;
typedef struct _XmppMam XmppMam;
typedef struct _XmppMessaging XmppMessaging;
typedef struct _XmppMuc XmppMuc;
typedef struct _XmppNick XmppNick;
typedef struct _XmppPing XmppPing;
typedef struct _XmppPresence XmppPresence;
typedef struct _XmppPubsub XmppPubsub;
typedef struct _XmppRegister XmppRegister;
typedef struct _XmppRoster XmppRoster;
typedef struct _XmppServerInfo XmppServerInfo;
typedef struct _XmppSession XmppSession;
typedef struct _XmppSpaces XmppSpaces;
typedef struct _XmppTime XmppTime;
typedef struct _XmppUpload XmppUpload;
typedef struct _XmppVcardTemp XmppVcardTemp;
typedef struct _XmppVersion XmppVersion;
typedef struct _XmppWorkspaces XmppWorkspaces;

/**
 * ChatConnection:
 *
 * The session of one account with all its features attached: what the files of the model that speak
 * the protocol share. Its fields are there to be used, and never change.
 */
struct _ChatConnection
{
  GObject         parent_instance;

  XmppAddress    *address; /* the account's, bare */
  XmppSession    *session;
  XmppRoster     *roster;
  XmppAudience   *audience;
  XmppMuc        *muc;
  XmppPresence   *presence;
  XmppMessaging  *messaging;
  XmppCarbons    *carbons;
  XmppMam        *mam;
  XmppDisco      *disco;
  XmppServerInfo *server_info;
  XmppCaps       *caps;
  XmppPubsub     *pubsub;
  XmppBookmarks  *bookmarks;
  XmppDisplayedSync *displayed_sync;
  XmppWorkspaces *workspaces;
  XmppSpaces     *spaces;
  XmppVcardTemp  *vcards;
  XmppAvatar     *avatars;
  XmppNick       *nicks;
  XmppBlocking   *blocking;
  XmppPing       *ping;
  XmppVersion    *version;
  XmppTime       *time;
  XmppBob        *bob;
  XmppRegister   *registering;
  XmppUpload     *upload;
  XmppJingleFiles *jingle;

  ChatPolicy      policy;
  char          **keywords;     /* (nullable): which words speak to us in rooms, folded */
  gboolean        is_answering; /* version and time are attached */
};

#define CHAT_TYPE_CONNECTION (chat_connection_get_type ())
G_DECLARE_FINAL_TYPE (ChatConnection, chat_connection, CHAT, CONNECTION, GObject)

/* NULL with CHAT_ERROR_INVALID_ADDRESS when @address is none */
ChatConnection *chat_connection_new            (const char        *address,
                                                GError           **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            chat_connection_set_policy     (ChatConnection    *self,
                                                const ChatPolicy  *policy);
/* @keywords: from chat_keywords_fold(); (nullable): none */
void            chat_connection_set_keywords   (ChatConnection    *self,
                                                const char *const *keywords);
/* The session is online, and its features do not know yet */
void            chat_connection_note_online    (ChatConnection    *self);
gboolean        chat_connection_is_online      (ChatConnection    *self);
/* Whether @address may learn what we do: a contact that sees our presence */
gboolean        chat_connection_may_tell       (ChatConnection    *self,
                                                const char        *address);
/* Whether a device of @address that is online says that it knows @feature */
gboolean        chat_connection_peer_supports  (ChatConnection    *self,
                                                const char        *address,
                                                const char        *feature);
void            chat_connection_send_typing    (ChatConnection    *self,
                                                const char        *address,
                                                ChatConversationKind kind,
                                                ChatTyping         typing);
void            chat_connection_send_displayed (ChatConnection    *self,
                                                const char        *address,
                                                ChatConversationKind kind,
                                                const char        *message_id);

G_END_DECLS
