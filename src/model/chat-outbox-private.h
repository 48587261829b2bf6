/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatOutbox ChatOutbox;
typedef struct _ChatStore ChatStore;

/* The files of an outbox share its inside:
 *   chat-outbox.c        what waits, and how it is sent
 *   chat-outbox-queue.c  how it comes to wait: written, corrected, tried again */
struct _ChatOutbox
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;
  gint64          account_id;   /* 0: not started */
  GQueue          items;        /* owned Item, in order */
  guint           n_unacknowledged;
  guint           write_source;
  guint           wait_source;  /* what is unsure waits for the server's archive; 0: no longer */
  guint           patience_ms;
  GArray         *unnoted;      /* (nullable) of gint64: sent, which the archive does not know */
  guint           note_source;  /* they are noted once more */
};

/* @rows, of ArchiveMessage, wait now; @unsure: they may have been sent before the program ended */
void chat_outbox_add (ChatOutbox *self,
                      GPtrArray  *rows,
                      gboolean    unsure);

G_END_DECLS
