/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-policy.h"
#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatAccount ChatAccount;
typedef struct _ChatAvatars ChatAvatars;
typedef struct _ChatConnection ChatConnection;
typedef struct _ChatContact ChatContact;
typedef struct _ChatKeyring ChatKeyring;
typedef struct _ChatDirects ChatDirects;
typedef struct _ChatDownloads ChatDownloads;
typedef struct _ChatOutbox ChatOutbox;
typedef struct _ChatPrompt ChatPrompt;
typedef struct _ChatRooms ChatRooms;
typedef struct _ChatSpaces ChatSpaces;
typedef struct _ChatStore ChatStore;
typedef struct _ChatTokens ChatTokens;
typedef struct _ChatTrust ChatTrust;
typedef struct _ChatWeb ChatWeb;
typedef struct _XmppAddress XmppAddress;

/* The account's files share its inside:
 *   chat-account.c           the object and its properties
 *   chat-account-record.c    what the archive keeps of it
 *   chat-account-session.c   going online and why not
 *   chat-account-proxy.c     through what
 *   chat-account-token.c     without a password
 *   chat-account-contacts.c  the contact list and who asks to be in it
 *   chat-account-presence.c  own presence and that of contacts
 *   chat-account-actions.c   what people do with contacts
 *   chat-account-profile.c   what people say of themselves
 *   chat-account-archive.c   what the server keeps
 *   chat-account-info.c      what was negotiated */
typedef enum {
  CHAT_ACCOUNT_PROP_ADDRESS = 1,
  CHAT_ACCOUNT_PROP_LABEL,
  CHAT_ACCOUNT_PROP_COLOR,
  CHAT_ACCOUNT_PROP_ENABLED,
  CHAT_ACCOUNT_PROP_STATE,
  CHAT_ACCOUNT_PROP_ERROR_TEXT,
  CHAT_ACCOUNT_PROP_RETRY_IN,
  CHAT_ACCOUNT_PROP_PRESENCE,
  CHAT_ACCOUNT_PROP_STATUS,
  CHAT_ACCOUNT_PROP_NICKNAME,
  CHAT_ACCOUNT_PROP_AVATAR,
  CHAT_ACCOUNT_PROP_CERTIFICATE,
  CHAT_ACCOUNT_PROP_UNREAD,
  CHAT_ACCOUNT_PROP_AUTOMATIC_AWAY,
  CHAT_ACCOUNT_PROP_FILE_LIMIT,
  CHAT_ACCOUNT_N_PROPS,
} ChatAccountProp;

/* What of an account is kept: strings owned. */
typedef struct {
  gint64        id;              /* in the archive; 0: not there yet */
  guint         position;
  gboolean      enabled;
  char         *color;
  char         *label;           /* (nullable) */
  char         *host;            /* (nullable) */
  char         *tls;             /* (nullable) */
  char         *ca_file;         /* (nullable) */
  char         *proxy;           /* (nullable): the desktop's */
  char         *mechanism;       /* (nullable): the way that signed us in last, and its binding */
  char         *user_agent;      /* by which the server knows us again: a UUID */
  char         *nickname;        /* (nullable) */
  char         *status;          /* (nullable) */
  guint16       port;
  gboolean      allow_plain;
  gboolean      has_older;       /* the server's archive holds more than we do */
  gboolean      has_caught_up;   /* once, with what the server keeps of it, if that was nothing */
  ChatPresence  presence;
  GPtrArray    *status_history;  /* owned char *, NULL-terminated, newest first */
} ChatAccountRecord;

/* The password for the proxy has to be known before anything connects. */
typedef enum {
  CHAT_ACCOUNT_PROXY_UNKNOWN,
  CHAT_ACCOUNT_PROXY_ASKING, /* the key ring is */
  CHAT_ACCOUNT_PROXY_READY,
} ChatAccountProxyStep;

struct _ChatAccount
{
  GObject            parent_instance;

  char              *address;
  ChatAccountRecord  record;

  ChatStore         *store;
  ChatConnection    *connection;
  ChatPrompt        *prompt;
  ChatPrompt        *proxy_prompt;
  ChatTokens        *tokens;        /* (nullable): without a key ring */
  ChatTrust         *trust;
  ChatAvatars       *avatars;
  ChatOutbox        *outbox;
  ChatWeb           *web;
  ChatDownloads     *downloads;
  ChatDirects       *directs;
  ChatRooms         *rooms;
  ChatSpaces        *spaces;

  ChatAccountState   state;
  GError            *error;         /* (nullable) domain CHAT_ERROR */
  char              *error_text;    /* (nullable) */
  guint              retry_in_s;
  guint              retry_source;
  guint              trust_source;
  ChatAccountProxyStep proxy_step;
  char              *weaker;        /* (nullable): the best that the server offered, and too weak */
  gboolean           asks_weaker;   /* so the last try ended, and nobody has answered yet */
  char              *accepted_once; /* (nullable): what will do until we are signed out */
  gint64             hurry_until_us; /* what fails before is tried again at once, one time */
  gboolean           is_held;       /* asleep, going, or not started: stays offline */
  gboolean           is_choked;     /* what came cannot be stored: stays offline meanwhile */

  gboolean           is_automatic_away;
  ChatPresence       automatic_presence;
  GBytes            *avatar;        /* (nullable) */
  guint              unread;
  gboolean           is_read_sync_refused; /* for chat-displayed.c: XEP-0490, in this session */
  gboolean           is_settings_sync_refused; /* for chat-settings-sync.c: likewise */

  GHashTable        *contacts;      /* borrowed address → owned ChatContact: all we know of */
  GListStore        *listed;        /* ChatContact: in the contact list, or asking to be */
  GPtrArray         *to_list;       /* (nullable) borrowed ChatContact: while the roster comes */
  guint              listing_source; /* ends it */
  GHashTable        *nicknames;     /* owned char *, address → owned char * */
  GHashTable        *untold[CHAT_N_SHARED]; /* owned char *: chat_account_set_untold() */
};

/* Signals, for the client alone:
 *   "contact-request" (ChatContact *contact): somebody new asks */

/* chat-account.c */
ChatAccount *chat_account_new              (ChatStore         *store,
                                            ChatKeyring       *keyring, /* (nullable) */
                                            const char        *address,
                                            guint              position,
                                            const char *const *pins, /* (nullable) */
                                            GError           **error)
  G_GNUC_WARN_UNUSED_RESULT;
void         chat_account_notify           (ChatAccount    *self,
                                            ChatAccountProp prop);
void         chat_account_set_unread       (ChatAccount *self,
                                            guint        unread);
void         chat_account_set_own_avatar   (ChatAccount *self,
                                            GBytes      *avatar); /* (nullable) */
void         chat_account_set_own_nickname (ChatAccount *self,
                                            const char  *nickname); /* (nullable) */
void         chat_account_set_state        (ChatAccount     *self,
                                            ChatAccountState state,
                                            GError          *error); /* (nullable) takes it */

/* chat-account-record.c */
/* @row: an ArchiveAccount */
ChatAccount *chat_account_new_from_row (ChatStore    *store,
                                        ChatKeyring  *keyring,
                                        gconstpointer row)
  G_GNUC_WARN_UNUSED_RESULT;
/* Contacts, settings, pictures, what is unsent; finish is chat_account_finish() */
void chat_account_load_async (ChatAccount        *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
/* A new one gets its id */
void chat_account_store_async   (ChatAccount        *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
void chat_account_save          (ChatAccount *self);
void chat_account_save_setting  (ChatAccount *self,
                                 const char  *key,
                                 const char  *value); /* (nullable) */
/* Whether our other devices are still to be told that of a conversation: kept until they are */
void chat_account_set_untold    (ChatAccount *self,
                                 ChatShared   what,
                                 const char  *address,
                                 gboolean     untold);
/* What the server's archive holds from now on is news, even where it was empty until now */
void chat_account_note_caught_up (ChatAccount *self);
/* Whether the server's archive holds more than we do: kept for when there is no network */
void chat_account_note_older     (ChatAccount *self,
                                  gboolean     has_older);
void chat_account_save_nickname (ChatAccount *self,
                                 const char  *address,
                                 const char  *nickname); /* (nullable) */

/* chat-account-session.c */
void chat_account_init_session   (ChatAccount *self);
void chat_account_update_session (ChatAccount *self); /* on or off, as it shall be */
void chat_account_set_held       (ChatAccount *self,
                                  gboolean     held);
/* Before the machine sleeps; FALSE: it must be held instead, since nothing would be kept. */
gboolean chat_account_suspend    (ChatAccount *self);
/* Doubts the connection: the machine has slept. */
void chat_account_check          (ChatAccount *self);
void chat_account_set_choked     (ChatAccount *self,
                                  gboolean     choked);
/* Signs out and stays so; finish is chat_account_finish() */
void chat_account_stop_async (ChatAccount        *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);

/* chat-account-mechanism.c */
const char *chat_account_get_accepted    (ChatAccount *self); /* (nullable): nothing weaker */
void        chat_account_note_accepted   (ChatAccount *self); /* online */
void        chat_account_note_refusal    (ChatAccount *self); /* waiting; as too weak, perhaps */
void        chat_account_forget_once     (ChatAccount *self);
void        chat_account_forget_accepted (ChatAccount *self);

/* chat-account-proxy.c */
void     chat_account_init_proxy    (ChatAccount *self,
                                     ChatKeyring *keyring); /* (nullable) */
/* Whether the session can start; otherwise chat_account_update_session() comes again */
gboolean chat_account_prepare_proxy (ChatAccount *self);
void     chat_account_take_proxy    (ChatAccount *self,
                                     const char  *proxy,     /* (nullable) */
                                     const char  *password); /* (nullable) */

/* chat-account-token.c */
void     chat_account_init_tokens        (ChatAccount *self,
                                          ChatKeyring *keyring); /* (nullable) */
/* Whether it is about tokens */
gboolean chat_account_take_token_setting (ChatAccount *self,
                                          const char  *key);
/* Of an account that has stopped: tells the server that no token is good any more, as far as that
 * can be; finish is chat_account_finish() */
void     chat_account_revoke_async       (ChatAccount        *self,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);

/* chat-account-contacts.c */
void         chat_account_init_contacts  (ChatAccount *self);
GPtrArray   *chat_account_dup_contacts   (ChatAccount *self)
  G_GNUC_WARN_UNUSED_RESULT;
ChatContact *chat_account_ensure_contact (ChatAccount *self,
                                          const char  *address); /* prepared */
void         chat_account_list_contact   (ChatAccount *self,
                                          ChatContact *contact,
                                          gboolean     was_listed);
gboolean     chat_account_is_listed      (ChatContact *contact);
/* @items: of ArchiveRosterItem */
void chat_account_set_cached_roster (ChatAccount *self,
                                     const char  *version,
                                     GPtrArray   *items);

/* chat-account-presence.c */
void chat_account_show_presence  (ChatAccount *self,
                                  ChatContact *contact,
                                  XmppAddress *address);
void chat_account_init_presence  (ChatAccount *self);
void chat_account_apply_presence (ChatAccount *self);
void chat_account_set_idle       (ChatAccount *self,
                                  guint        idle_s,
                                  gboolean     locked);
void chat_account_set_active     (ChatAccount *self,
                                  gboolean     active);
void chat_account_set_policy     (ChatAccount      *self,
                                  const ChatPolicy *policy);

/* chat-account-profile.c */
void chat_account_load_own_avatar (ChatAccount *self);

G_END_DECLS
