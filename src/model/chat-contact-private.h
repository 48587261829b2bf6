/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatContact ChatContact;
typedef struct _ChatDevice ChatDevice;

/* Called once, when the picture with @hash is wanted for the first time: it is handed over by
 * chat_contact_set_avatar(), whenever it is there. */
typedef void (*ChatAvatarFunc) (ChatContact *contact,
                                const char  *hash,
                                gpointer     user_data);

/* What the account tells its contacts. Strings are copied, and cleaned where strangers wrote
 * them. */
ChatContact *chat_contact_new                (const char         *account_address,
                                              const char         *address)
  G_GNUC_WARN_UNUSED_RESULT;
void         chat_contact_set_roster         (ChatContact        *self,
                                              const char         *name,    /* (nullable) */
                                              const char *const  *groups,  /* (nullable) sorted */
                                              ChatSubscription    subscription,
                                              gboolean            asking,
                                              gboolean            in_list);
void         chat_contact_set_nickname       (ChatContact        *self,
                                              const char         *nickname); /* (nullable) */
void         chat_contact_set_presence       (ChatContact        *self,
                                              ChatPresence        presence,
                                              const char         *status,  /* (nullable) */
                                              gint64              last_interaction_s);
void         chat_contact_set_request        (ChatContact        *self,
                                              gboolean            wants_subscription,
                                              const char         *text);   /* (nullable) */
void         chat_contact_set_blocked        (ChatContact        *self,
                                              gboolean            blocked);
/* Forgets the picture of before; NULL: none */
void         chat_contact_set_avatar_hash    (ChatContact        *self,
                                              const char         *hash);
/* Ignored when @hash is no longer the one */
void         chat_contact_set_avatar         (ChatContact        *self,
                                              const char         *hash,
                                              GBytes             *avatar); /* (nullable) */
void         chat_contact_set_avatar_func    (ChatContact        *self,
                                              ChatAvatarFunc      func,    /* (nullable) */
                                              gpointer            user_data);
/* The device with @resource, made when there is none; borrowed */
ChatDevice  *chat_contact_add_device         (ChatContact        *self,
                                              const char         *resource);
/* (nullable) borrowed */
ChatDevice  *chat_contact_find_device        (ChatContact        *self,
                                              const char         *resource);
void         chat_contact_remove_device      (ChatContact        *self,
                                              const char         *resource);
void         chat_contact_remove_all_devices (ChatContact        *self);

G_END_DECLS
