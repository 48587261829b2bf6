/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-policy.h"

G_BEGIN_DECLS

typedef struct _ChatAccount ChatAccount;
typedef struct _ChatClient ChatClient;
typedef struct _ChatConversations ChatConversations;
typedef struct _ChatKeyring ChatKeyring;
typedef struct _ChatPictures ChatPictures;
typedef struct _ChatStore ChatStore;

/* chat-client.c has all that there is; chat-client-start.c starts and stops it;
 * chat-client-accounts.c adds and removes accounts; chat-client-spaces.c has the workspaces of
 * all. */
struct _ChatClient
{
  GObject            parent_instance;

  char              *data_dir;
  ChatKeyring       *keyring;       /* (nullable) */
  ChatStore         *store;
  ChatPictures      *pictures;
  GListStore        *accounts;      /* ChatAccount */
  GListStore        *spaces;        /* ChatSpace */
  ChatConversations *conversations;
  GPtrArray         *inboxes;       /* owned ChatInbox, one for each account */
  GPtrArray         *histories;     /* owned ChatHistory, one for each account */
  GPtrArray         *queues;        /* owned ChatHistoryQueue, of the rooms of each */
  GPtrArray         *displayeds;    /* owned ChatDisplayed, one for each account */
  GPtrArray         *settings_syncs;  /* owned ChatSettingsSync, one for each account */
  ChatPolicy         policy;
  char             **keywords;      /* (nullable): folded */
  char              *trouble_text;  /* (nullable) */
  guint              idle_s;
  gboolean           is_locked;
  gboolean           is_active;
  gboolean           is_asleep;
  gboolean           is_ready;
  gboolean           is_stopping;
};

/* @account takes part from now on */
void chat_client_take_account (ChatClient  *self,
                               ChatAccount *account);
/* It may go online, unless all stay offline */
void chat_client_hold_account (ChatClient  *self,
                               ChatAccount *account);

/* All that is stored is there. @kept_path: (nullable): where the archive is that was damaged, of
 * which @n_salvaged messages could be read */
void chat_client_be_ready     (ChatClient  *self,
                               const char  *kept_path,
                               guint64      n_salvaged);

void chat_client_init_spaces  (ChatClient  *self);

G_END_DECLS
