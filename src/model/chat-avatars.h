/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "xmpp-address.h"

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatStore ChatStore;

/* The pictures of an account's contacts, and its own: known by their hashes, fetched when they
 * change, read when somebody looks.
 *
 * Signals:
 *   "changed" (const char *address, const char *hash): @hash: (nullable): there is none any
 *     more. Its bytes can be loaded */
#define CHAT_TYPE_AVATARS (chat_avatars_get_type ())
G_DECLARE_FINAL_TYPE (ChatAvatars, chat_avatars, CHAT, AVATARS, GObject)

ChatAvatars *chat_avatars_new (ChatStore      *store,
                               ChatConnection *connection)
  G_GNUC_WARN_UNUSED_RESULT;
/* @hashes: owned char * by owned char *: hash by address, as they were kept */
void        chat_avatars_start    (ChatAvatars *self,
                                   gint64       account_id,
                                   GHashTable  *hashes);
const char *chat_avatars_get_hash (ChatAvatars *self,
                                   const char  *address); /* (nullable) */
/* The archive does not have its bytes: fetches them again */
void chat_avatars_note_missing (ChatAvatars *self,
                                const char  *address);
/* We have published it ourselves; @image NULL: none any more */
void chat_avatars_set (ChatAvatars *self,
                       const char  *address,
                       const char  *hash,
                       GBytes      *image);
/* Finish: NULL without an error when it is not here */
void    chat_avatars_load_async  (ChatAvatars        *self,
                                  const char         *hash,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
GBytes *chat_avatars_load_finish (ChatAvatars  *self,
                                  GAsyncResult *result,
                                  GError      **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Of somebody in a room, asked at that address, which is the room's; it is kept by its hash, as far
 * as there is space for strangers' */
void    chat_avatars_fetch_async  (ChatAvatars        *self,
                                   XmppAddress        *address,
                                   const char         *hash,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GBytes *chat_avatars_fetch_finish (ChatAvatars  *self,
                                   GAsyncResult *result,
                                   GError      **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
