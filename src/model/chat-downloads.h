/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatFile ChatFile;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatStore ChatStore;
typedef struct _ChatWeb ChatWeb;

/* The files of others that an account fetches: when somebody asks, or as they are seen where that
 * may be. Some at once; what is asked for goes first. */
#define CHAT_TYPE_DOWNLOADS (chat_downloads_get_type ())
G_DECLARE_FINAL_TYPE (ChatDownloads, chat_downloads, CHAT, DOWNLOADS, GObject)

ChatDownloads *chat_downloads_new   (ChatStore      *store,
                                     ChatConnection *connection,
                                     ChatWeb        *web) G_GNUC_WARN_UNUSED_RESULT;
/* The way that they come */
ChatWeb       *chat_downloads_get_web (ChatDownloads *self);
/* @file: of @message. @is_asked: the person wants it; else only up to the size that the settings
 * allow, and not again soon after it has failed */
void           chat_downloads_fetch (ChatDownloads  *self,
                                     ChatMessage    *message,
                                     ChatFile       *file,
                                     gboolean        is_asked);

G_END_DECLS
