/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MEDIA_PROCESS_MAX_MESSAGE 512

/* A program of ours that does one thing, and what it says. It is begun in a thread; what it is told
 * meanwhile waits. It ends with this object. */
#define MEDIA_TYPE_PROCESS (media_process_get_type ())
G_DECLARE_FINAL_TYPE (MediaProcess, media_process, MEDIA, PROCESS, GObject)

/**
 * MediaProcessMessage:
 * @data: what it says, of @size bytes
 * @size: of the message
 * @fd: a descriptor that came with it; -1: none; closed after the call
 * @user_data: whose it is
 */
typedef void (*MediaProcessMessage) (gconstpointer data,
                                     gsize         size,
                                     int           fd,
                                     gpointer      user_data);
/* It has begun; @error: (nullable): or not, and why. */
typedef void (*MediaProcessBegun)   (const GError *error,
                                     gpointer      user_data);
/* It has ended, or could not be begun: it is told of once, and there is nothing after it. */
typedef void (*MediaProcessGone)    (gpointer      user_data);

/* @path: (nullable): of the program; NULL: @name where it is installed, or was built
 * @argument: (nullable): its only one
 * @is_foreign: it sees nothing of our environment but what it needs to find how to decode */
MediaProcess *media_process_new  (const char          *path,
                                  const char          *name,
                                  const char          *argument,
                                  gboolean             is_foreign,
                                  MediaProcessMessage  message,
                                  MediaProcessGone     gone,
                                  gpointer             user_data) G_GNUC_WARN_UNUSED_RESULT;
/* For who wants to know when; right after it was made */
void          media_process_set_begun (MediaProcess      *self,
                                       MediaProcessBegun  begun);
const char   *media_process_get_identifier (MediaProcess *self);
/* @fds: taken */
void          media_process_send (MediaProcess        *self,
                                  gconstpointer        data,
                                  gsize                size,
                                  const int           *fds,
                                  guint                n_fds);
/* Ends it; nothing is told of any more. */
void          media_process_stop (MediaProcess        *self);

G_END_DECLS
