/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-certificate.h"
#include "chat-contact.h"
#include "chat-profile.h"
#include "chat-rooms.h"
#include "chat-spaces.h"

G_BEGIN_DECLS

/* How to reach the server of an account when DNS does not say it. Strings borrowed in calls. */
typedef struct {
  const char *host;      /* (nullable), or the URI of a WebSocket */
  guint16     port;      /* 0: usual */
  const char *tls;       /* "auto", "starttls", "direct" or "websocket"; NULL: auto */
  const char *ca_file;   /* (nullable) */
  gboolean    allow_plain;
  const char *proxy;     /* as chat_proxy_parse() takes it; NULL: as the desktop's settings say */
  const char *proxy_password; /* (nullable): the one that is known; never given back */
} ChatServer;

/* One account. Properties (all notify): address, label (nullable: what the person calls it),
 * color ("#rrggbb"), enabled (bool), state (ChatAccountState), error-text (nullable: translated;
 * why not online), retry-in (uint: seconds until the next try, 0 none), presence (ChatPresence:
 * what was chosen), status (nullable), nickname (nullable: own), avatar (GBytes, nullable: own),
 * certificate (ChatCertificate, nullable: while NEEDS_TRUST), unread (uint), automatic-away
 * (bool: now away by idleness), file-limit (int64: see chat_account_get_file_limit()). */
#define CHAT_TYPE_ACCOUNT (chat_account_get_type ())
G_DECLARE_FINAL_TYPE (ChatAccount, chat_account, CHAT, ACCOUNT, GObject)

const char      *chat_account_get_address     (ChatAccount *self);
/* never NULL: address without one */
const char      *chat_account_get_label       (ChatAccount *self);
const char      *chat_account_get_color       (ChatAccount *self);
gboolean         chat_account_get_enabled     (ChatAccount *self);
ChatAccountState chat_account_get_state       (ChatAccount *self);
/* (nullable) domain CHAT_ERROR */
const GError    *chat_account_get_error       (ChatAccount *self);
const char      *chat_account_get_error_text  (ChatAccount *self);
guint            chat_account_get_retry_in    (ChatAccount *self);
ChatPresence     chat_account_get_presence    (ChatAccount *self);
const char      *chat_account_get_status      (ChatAccount *self);
const char      *chat_account_get_nickname    (ChatAccount *self);
GBytes          *chat_account_get_avatar      (ChatAccount *self);
ChatCertificate *chat_account_get_certificate (ChatAccount *self);
void             chat_account_get_server      (ChatAccount *self,
                                               ChatServer  *server); /* borrowed strings */
/* a{sv}: what was negotiated (state, host, port, tls, cipher, mechanism, channel-binding, resource,
 * server software, features …), for `charla status` and the server page */
GVariant *chat_account_dup_status_info (ChatAccount *self);
/* GListModel of ChatContact: everybody in the roster, and who asks to be (wants-subscription) */
GListModel *chat_account_get_contacts (ChatAccount *self);
ChatRooms  *chat_account_get_rooms    (ChatAccount *self);
ChatSpaces *chat_account_get_spaces   (ChatAccount *self);
/* recently used status texts, newest first */
const char *const *chat_account_get_status_history (ChatAccount *self);
/* whether the server has a feature that a control needs: "blocking", "report", "avatar", "vcard",
 * "change-password"; FALSE while not online */
gboolean chat_account_has_feature  (ChatAccount *self,
                                    const char  *feature);
/* how large a file may be that is sent, in bytes; 0: not known; -1: the server takes none */
gint64   chat_account_get_file_limit (ChatAccount *self);
void     chat_account_set_enabled  (ChatAccount *self,
                                    gboolean     enabled);
void     chat_account_set_label    (ChatAccount *self,
                                    const char  *label);
void     chat_account_set_color    (ChatAccount *self,
                                    const char  *color);
void     chat_account_set_server   (ChatAccount      *self,
                                    const ChatServer *server);
void     chat_account_set_presence (ChatAccount *self,
                                    ChatPresence presence,
                                    const char  *status); /* (nullable) persistent */
void     chat_account_reconnect    (ChatAccount *self); /* now */
/* Answers NEEDS_PASSWORD: NULL cancels. With @remember it goes to the key ring once it was
 * accepted. */
void chat_account_give_password (ChatAccount *self,
                                 const char  *password,
                                 gboolean     remember);
/* Answers NEEDS_TRUST: TRUE pins just this certificate. */
void chat_account_answer_trust (ChatAccount *self,
                                gboolean     trust);

/* While error is CHAT_ERROR_WEAKER, and while it connects after that: the best way to sign in that
 * the server offers; (nullable) */
const char *chat_account_get_weaker (ChatAccount *self);
/* The way that signed in last; (nullable) */
const char *chat_account_get_usual (ChatAccount *self);
/* Signs in with @weaker, if that is still what is in question: from now on, or until signed out. */
void chat_account_accept_weaker (ChatAccount *self,
                                 const char  *weaker,
                                 gboolean     from_now_on);

/* The contact object for a bare address, made when there is none yet; borrowed. NULL when
 * @address is none. */
ChatContact *chat_account_get_contact (ChatAccount *self,
                                       const char  *address);
/* Likewise, where there is one already; @address as it is normalized */
ChatContact *chat_account_find_contact (ChatAccount *self,
                                        const char  *address);

/* Contact list. All finish with one function; errors in CHAT_ERROR. */
/* also asks to see their presence */
void     chat_account_add_contact_async     (ChatAccount        *self,
                                             const char         *address,
                                             const char         *name,
                                             const char *const  *groups,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
void     chat_account_set_contact_async     (ChatAccount        *self,
                                             ChatContact        *contact,
                                             const char         *name,
                                             const char *const  *groups,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
void     chat_account_remove_contact_async  (ChatAccount        *self,
                                             ChatContact        *contact,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
/* approving also asks back */
void     chat_account_answer_request_async  (ChatAccount        *self,
                                             ChatContact        *contact,
                                             gboolean            approve,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
void     chat_account_block_async           (ChatAccount        *self,
                                             ChatContact        *contact,
                                             gboolean            block,
                                             gboolean            report_spam,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
void     chat_account_ask_presence          (ChatAccount *self,
                                             ChatContact *contact); /* ask (again) to see it */
void     chat_account_change_password_async (ChatAccount        *self,
                                             const char         *password,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
void     chat_account_set_avatar_async      (ChatAccount        *self,
                                             GBytes             *png,
                                             int                 width,
                                             int                 height,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data); /* NULL: none */
void     chat_account_set_nickname_async    (ChatAccount        *self,
                                             const char         *nickname,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
/* client, for ChatDevice:client */
void     chat_account_query_device_async    (ChatAccount        *self,
                                             ChatContact        *contact,
                                             const char         *resource,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean chat_account_finish                (ChatAccount  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* vCard (XEP-0054): @contact NULL: our own */
void         chat_account_load_profile_async  (ChatAccount        *self,
                                               ChatContact        *contact,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
ChatProfile *chat_account_load_profile_finish (ChatAccount  *self,
                                               GAsyncResult *result,
                                               GError      **error);
void         chat_account_save_profile_async  (ChatAccount        *self,
                                               ChatProfile        *profile,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);

/* Of whom the server keeps messages, but for those whom another client has named one by one. Both
 * finish with one function; @policy: (out): what holds now. An error: the server has no such
 * choice, or does not leave it to us. */
void     chat_account_load_archive_policy_async (ChatAccount        *self,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
void     chat_account_set_archive_policy_async  (ChatAccount        *self,
                                                 ChatArchivePolicy   policy,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
gboolean chat_account_archive_policy_finish     (ChatAccount       *self,
                                                 GAsyncResult      *result,
                                                 ChatArchivePolicy *policy,
                                                 GError           **error);

G_END_DECLS
