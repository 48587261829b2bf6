/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-conversation.h"
#include "chat-keyring.h"
#include "chat-pictures.h"
#include "chat-policy.h"
#include "chat-registration.h"
#include "chat-search.h"

G_BEGIN_DECLS

/* The whole model: archive, accounts, conversations. Built once, by app; passed on to who needs
 * it.
 *
 * Properties (notify): ready (bool: the archive is open and everything loaded), unread (uint,
 * without muted ones), trouble-text (nullable: translated; the archive cannot be written: disk
 * full, damaged…).
 * Signals:
 *   "message" (ChatConversation, ChatMessage, gboolean notify): one arrived and is stored;
 *     @notify: the person should hear of it (not muted, not active, not old history)
 *   "message-changed" (ChatConversation, ChatMessage): an outgoing message's state changed
 *   "message-edited" (ChatConversation, ChatMessage): one that is shown says something else now
 *   "contact-request" (ChatAccount, ChatContact): somebody new asks
 *   "salvaged" (const char *kept_path, uint64 messages): the archive was damaged and rebuilt at
 *     start */
#define CHAT_TYPE_CLIENT (chat_client_get_type ())
G_DECLARE_FINAL_TYPE (ChatClient, chat_client, CHAT, CLIENT, GObject)

/* @data_dir: where the archive lives; @keyring: (nullable) */
ChatClient *chat_client_new (const char  *data_dir,
                             ChatKeyring *keyring)
  G_GNUC_WARN_UNUSED_RESULT;
/* Opens the archive, loads, and signs the enabled accounts in. */
void     chat_client_start_async  (ChatClient         *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean chat_client_start_finish (ChatClient   *self,
                                   GAsyncResult *result,
                                   GError      **error);
/* Signs all out, flushes and closes the archive; bounded in time. */
void         chat_client_stop_async        (ChatClient         *self,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean     chat_client_stop_finish       (ChatClient   *self,
                                            GAsyncResult *result,
                                            GError      **error);
gboolean     chat_client_get_ready         (ChatClient *self);
guint        chat_client_get_unread        (ChatClient *self);
const char  *chat_client_get_trouble_text  (ChatClient *self);
GListModel  *chat_client_get_accounts      (ChatClient *self); /* ChatAccount, in the order made */
/* What decodes them */
ChatPictures *chat_client_get_pictures     (ChatClient *self);
/* ChatConversation, all, any order: windows sort and filter */
GListModel  *chat_client_get_conversations (ChatClient *self);
GListModel  *chat_client_get_spaces        (ChatClient *self); /* ChatSpace, by account */
ChatAccount *chat_client_get_account       (ChatClient *self,
                                            const char *address); /* (nullable) borrowed */
/* The conversation with @address, made when there is none; NULL with @error when the address is
 * none. */
ChatConversation *chat_client_get_conversation  (ChatClient  *self,
                                                 ChatAccount *account,
                                                 const char  *address,
                                                 GError     **error); /* borrowed */
ChatConversation *chat_client_find_conversation (ChatClient *self,
                                                 const char *account,
                                                 const char *address); /* (nullable) borrowed */

/* Adds an account and signs it in. @password NULL: it will be asked for. Finish answers once it
 * is stored, not once it is online: look at its state. */
void         chat_client_add_account_async  (ChatClient         *self,
                                             const char         *address,
                                             const char         *password,
                                             gboolean            remember,
                                             const ChatServer   *server, /* (nullable) */
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
ChatAccount *chat_client_add_account_finish (ChatClient   *self,
                                             GAsyncResult *result,
                                             GError      **error); /* borrowed */
/* Signs out and takes away the account with all that is stored of it here, secrets too. With
 * @unregister the account on the server goes first. */
void     chat_client_remove_account_async  (ChatClient         *self,
                                            ChatAccount        *account,
                                            gboolean            unregister,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean chat_client_remove_account_finish (ChatClient   *self,
                                            GAsyncResult *result,
                                            GError      **error);
/* @invitation: (nullable): an xmpp: link with a token (XEP-0445) */
ChatRegistration *chat_client_new_registration (ChatClient       *self,
                                                const char       *domain,
                                                const char       *invitation,
                                                const ChatServer *server,
                                                GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* (nullable) @conversation: only there; (transfer full) */
ChatSearch *chat_client_new_search (ChatClient       *self,
                                    ChatConversation *conversation)
  G_GNUC_WARN_UNUSED_RESULT;

/* What the person is doing, told by desktop: idle seconds (auto-away after the settings' minutes),
 * locked screen, network, sleep. */
void chat_client_set_idle   (ChatClient *self,
                             guint       idle_s,
                             gboolean    locked);
/* Whether somebody looks at what comes: servers may hold back what can wait while nobody does
 * (XEP-0352). TRUE until it is said otherwise. */
void chat_client_set_active (ChatClient *self,
                             gboolean    active);
/* FALSE: it has slept. Before, what can be resumed lets go of its connection without a good-bye,
 * the rest signs out. */
void chat_client_set_asleep (ChatClient *self,
                             gboolean    asleep);

/* Until it is set: as CHAT_POLICY_INIT says (chat-policy.h). */
void chat_client_set_policy (ChatClient       *self,
                             const ChatPolicy *policy);

/* Words and phrases that speak to us in rooms, as our nick does, as people write them: whole words,
 * whatever the case and the accents. No more than CHAT_KEYWORDS_MAX of CHAT_KEYWORDS_MAX_CHARS
 * count (chat-keywords.h). (nullable): none */
void chat_client_set_keywords (ChatClient        *self,
                               const char *const *words);

/* What an xmpp: link (XEP-0147) or an address typed by a person means. Nothing is done by it. */
typedef struct {
  char *address;   /* bare */
  char *action;    /* (nullable) "message", "roster", "register", "join", "subscribe", … */
  char *body;      /* (nullable) */
  char *name;      /* (nullable) */
  char *token;     /* (nullable) preauth */
} ChatLink;
ChatLink *chat_link_parse (const char *text,
                           GError    **error)
  G_GNUC_WARN_UNUSED_RESULT;
void      chat_link_free  (ChatLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatLink, chat_link_free)

G_END_DECLS
