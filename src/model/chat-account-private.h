/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatAccount ChatAccount;
typedef struct _ChatCertificate ChatCertificate;
typedef struct _ChatConnection ChatConnection;
typedef struct _ChatContact ChatContact;
typedef struct _ChatKeyring ChatKeyring;
typedef struct _ChatStore ChatStore;

/* The account's files share its inside: chat-account.c has the object and its properties. */
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
  CHAT_ACCOUNT_N_PROPS,
} ChatAccountProp;

struct _ChatAccount
{
  GObject           parent_instance;

  gint64            id;                /* in the archive; 0: not there yet */
  guint             position;
  char             *address;
  char             *label;             /* (nullable) */
  char             *color;
  char             *host;              /* (nullable) */
  char             *tls;               /* (nullable) */
  char             *ca_file;           /* (nullable) */
  guint16           port;
  gboolean          allow_plain;
  gboolean          enabled;

  ChatAccountState  state;
  GError           *error;             /* (nullable) domain CHAT_ERROR */
  char             *error_text;        /* (nullable) */
  ChatCertificate  *certificate;       /* (nullable) */
  guint             retry_in_s;

  ChatPresence      presence;
  char             *status;            /* (nullable) */
  GPtrArray        *status_history;    /* owned char *, NULL-terminated, newest first */
  gboolean          is_automatic_away;
  char             *nickname;          /* (nullable) */
  GBytes           *avatar;            /* (nullable) */
  guint             unread;

  GHashTable       *contacts;          /* borrowed address → owned ChatContact: all we know of */
  GListStore       *listed;            /* ChatContact: in the contact list, or asking to be */
};

void chat_account_notify     (ChatAccount      *self,
                              ChatAccountProp   prop);
void chat_account_set_unread (ChatAccount      *self,
                              guint             unread);
void chat_account_enter      (ChatAccount      *self,
                              ChatAccountState  state,
                              GError           *error); /* (nullable) (transfer full) */

/* A new one that is not in the archive */
ChatAccount *chat_account_new (const char *address,
                               guint       position) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
