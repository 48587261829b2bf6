/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-space-private.h"

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatSpaces ChatSpaces;
typedef struct _ChatStore ChatStore;

/* The files of an account's workspaces share their inside:
 *   chat-spaces.c       which there are, and what people do with them
 *   chat-spaces-keep.c  what is kept of them here
 *   chat-spaces-sync.c  what is kept of them on the server
 *   chat-spaces-shared.c  those that show a space of a server
 *   chat-spaces-find.c  which of these there are, and new ones
 *
 * Signal, for the client alone:
 *   "members-changed" (ChatSpace *): what is unread in it is to be counted anew */
struct _ChatSpaces
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection; /* (nullable): NULL once the account has gone */
  char           *account_address;
  gint64          account_id; /* 0: the archive does not know it yet */
  GListStore     *list;       /* ChatSpace */
  GHashTable     *removed;    /* owned char *: ids of those that the server is still to forget */
  GHashTable     *telling;    /* owned char *: is on its way to the server */
  GHashTable     *to_keep;    /* owned char *: ids of those that are kept soon */
  guint           keep_source;
  gboolean        is_refused; /* the server does not keep it private after all */
};

/* chat-spaces.c */
ChatSpaces *chat_spaces_new          (ChatStore      *store,
                                      ChatConnection *connection,
                                      const char     *account_address) G_GNUC_WARN_UNUSED_RESULT;
/* The archive knows the account */
void        chat_spaces_start        (ChatSpaces     *self,
                                      gint64          account_id);
/* The account goes */
void        chat_spaces_close        (ChatSpaces     *self);
ChatSpace  *chat_spaces_find_id      (ChatSpaces     *self,
                                      const char     *id); /* (nullable) borrowed */
/* How it is, whoever says so; made, where there is none and not too many. @members: of char *;
 * @service and @node: (nullable); @changed: (out): whether that is news. (nullable) borrowed */
ChatSpace  *chat_spaces_take         (ChatSpaces     *self,
                                      const char     *id,
                                      const char     *name,
                                      guint           position,
                                      GPtrArray      *members,
                                      const char     *service,
                                      const char     *node,
                                      gboolean       *changed);
void        chat_spaces_drop         (ChatSpaces     *self,
                                      ChatSpace      *space);
/* One that shows a server's space, or none; (nullable) borrowed */
ChatSpace  *chat_spaces_find_shared  (ChatSpaces     *self,
                                      const char     *service,
                                      const char     *node);
/* Behind all others, told to the other devices; NULL: there are too many. Borrowed */
ChatSpace  *chat_spaces_append       (ChatSpaces     *self,
                                      const char     *id,
                                      const char     *name,
                                      const char     *service, /* (nullable) */
                                      const char     *node);   /* (nullable) */
/* (transfer full) (nullable): as it is written; @space: (nullable): whose it shall be */
char       *chat_spaces_check_name   (ChatSpaces     *self,
                                      ChatSpace      *space,
                                      const char     *name,
                                      GError        **error);
/* It is kept, and told to the other devices */
void        chat_spaces_note_changed (ChatSpaces     *self,
                                      ChatSpace      *space);
void        chat_spaces_note_members (ChatSpaces     *self,
                                      ChatSpace      *space);
/* So many more, or less where it wraps around, are unread in a conversation */
void        chat_spaces_count        (ChatSpaces     *self,
                                      const char     *address,
                                      guint           more);

/* chat-spaces-keep.c */
void        chat_spaces_keep         (ChatSpaces     *self,
                                      ChatSpace      *space);
/* What a server says may come in a flood */
void        chat_spaces_keep_soon    (ChatSpaces     *self,
                                      ChatSpace      *space);
/* Whether the server is still to forget it; else nothing is known of it any more */
void        chat_spaces_keep_removed (ChatSpaces     *self,
                                      const char     *id,
                                      gboolean        removed);
/* Whether a setting of the account is about workspaces */
gboolean    chat_spaces_take_setting (ChatSpaces     *self,
                                      const char     *key,
                                      const char     *value);

/* chat-spaces-shared.c */
void        chat_spaces_init_shared  (ChatSpaces     *self);
/* Both (nullable): none */
void        chat_spaces_set_shown    (ChatSpaces     *self,
                                      ChatSpace      *space,
                                      const char     *service,
                                      const char     *node);
/* What the servers say of their spaces now */
void        chat_spaces_look_all     (ChatSpaces     *self);

/* chat-spaces-sync.c */
void        chat_spaces_init_sync    (ChatSpaces     *self);
void        chat_spaces_tell         (ChatSpaces     *self,
                                      ChatSpace      *space);
void        chat_spaces_tell_removed (ChatSpaces     *self,
                                      const char     *id);

G_END_DECLS
