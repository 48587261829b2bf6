/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-file.h"
#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatDirects ChatDirects;
typedef struct _ChatFile ChatFile;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatReceive ChatReceive;
typedef struct _ChatStore ChatStore;
typedef struct _ChatTransfer ChatTransfer;
typedef struct _MediaDecoder MediaDecoder;
typedef struct _NetStoreStream NetStoreStream;
typedef struct _XmppAddress XmppAddress;
typedef struct _XmppJingleFile XmppJingleFile;

/* Who shows how far it is draws no faster. */
#define CHAT_DIRECTS_TELL_US (100 * 1000)

#define CHAT_DIRECTS_MAX_RESOURCE_BYTES 1024

/* Its files share its inside:
 *   chat-directs.c          the object
 *   chat-directs-send.c     what goes
 *   chat-directs-offers.c   what is offered to us
 *   chat-directs-had.c      whether that is here already
 *   chat-directs-refused.c  whether it was cancelled when nobody heard so
 *   chat-directs-receive.c  what of it comes */
struct _ChatDirects
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;
  GPtrArray      *sends;    /* owned, see chat-directs-send.c */
  MediaDecoder   *decoder;  /* (nullable): none was needed yet; for small pictures */
  guint           patience_ms; /* see chat_directs_set_patience() */
  GPtrArray      *receives; /* owned ChatReceive */
  GQueue          unseen;   /* owned ChatReceive: not looked at yet, see chat-directs-had.c */
  GHashTable     *looking;  /* owned bare addresses: whose are being looked at */
  GHashTable     *seen;     /* likewise: what was read on the disk */
  GQueue          refused;  /* owned, see chat-directs-refused.c */
  GHashTable     *writers;  /* owned bare address → owned resource that wrote last */
};

/* One that comes. Those that are called back have a reference; once it is over they do nothing. */
struct _ChatReceive
{
  gatomicrefcount  ref_count;
  ChatDirects     *directs;     /* borrowed; NULL: it is over */
  char            *id;          /* of the message that it becomes */
  XmppJingleFile  *jingle;
  XmppJingleFile  *next;        /* (nullable): by which it goes on, once what came is put away */
  ArchiveFile     *row;
  ChatMessage     *message;     /* (nullable): not stored yet */
  ChatFile        *file;        /* (nullable): of it */
  ChatTransfer    *transfer;    /* (nullable): not accepted yet */
  GCancellable    *cancellable;
  NetStoreStream  *sink;        /* (nullable) */
  gboolean         is_opening;  /* … that is about to be there */
  GError          *failure;     /* (nullable): while what came is being put away */
  ArchiveDirect    outcome;     /* what has become of it, when it is over */
  gint64           told_us;
  gboolean         is_wanted;   /* its message is not there yet, but the person's answer */
  gboolean         is_whole;    /* all of it came, and is being put away */
  gboolean         is_resting;  /* it was cut off, and waits to be offered anew */
  guint            patience;    /* timer: until that is told */
};

/* (transfer full) (nullable): the device of @bare that is to be asked now */
XmppAddress *chat_directs_find_peer (ChatDirects *self,
                                     XmppAddress *bare) G_GNUC_WARN_UNUSED_RESULT;

/* chat-directs-send.c */
void chat_directs_init_send    (ChatDirects *self);
void chat_directs_listen_send  (ChatDirects *self);
void chat_directs_clear_send   (ChatDirects *self);

/* What is here of a file that is offered */
typedef enum {
  CHAT_HAD_NOTHING,
  CHAT_HAD_PART, /* all of it, which nobody has noted */
  CHAT_HAD_FILE, /* all of it, which is noted */
} ChatHad;

/* chat-directs-had.c */
void chat_directs_init_look    (ChatDirects *self);
void chat_directs_look         (ChatDirects *self,
                                ChatReceive *receive);
void chat_directs_clear_unseen (ChatDirects *self);
void chat_directs_free_look    (ChatDirects *self);

/* chat-directs-refused.c */
gboolean chat_directs_is_same_file  (const ArchiveFile *one,
                                     const ArchiveFile *other);
/* @receive is wanted no more, and about to end: where that cannot be said now, or is not heard, it
 * is said when it is offered anew */
void     chat_directs_refuse        (ChatDirects       *self,
                                     ChatReceive       *receive);
/* Whether @file, which is offered by @jingle, is one of those. It is none any more, and its sender
 * has heard so. */
gboolean chat_directs_take_refused  (ChatDirects       *self,
                                     XmppJingleFile    *jingle,
                                     const ArchiveFile *file);
void     chat_directs_clear_refused (ChatDirects       *self);

/* chat-directs-offers.c */
/* It was looked at: the person hears of it, where there is something to hear */
void chat_receive_announce      (ChatReceive *self,
                                 ChatHad      had);
/* The person does not want what is offered */
void chat_receive_decline       (ChatReceive *self);
void chat_directs_init_receive  (ChatDirects *self);
void chat_directs_listen        (ChatDirects *self);
void chat_directs_clear_receive (ChatDirects *self);
/* The messages by which the same was offered before go */
void chat_directs_replace_missed (ChatDirects *self,
                                  ChatMessage *message);

/* chat-directs-receive.c */
ChatReceive *chat_receive_new   (ChatDirects    *directs,
                                 XmppJingleFile *jingle,
                                 ArchiveFile    *row) /* (transfer full) */
  G_GNUC_WARN_UNUSED_RESULT;
ChatReceive *chat_receive_ref   (ChatReceive    *self);
void         chat_receive_unref (ChatReceive    *self);
/* (nullable): under which what is there of it is kept, if it can be gone on with */
char        *chat_receive_dup_key (ChatReceive  *self) G_GNUC_WARN_UNUSED_RESULT;
void         chat_receive_stop  (ChatReceive    *self);
/* It leaves the list; @text: (nullable): why it has not come */
void         chat_receive_end   (ChatReceive    *self,
                                 ArchiveDirect   outcome,
                                 const char     *text);
void         chat_receive_accept (ChatReceive   *self);
/* Whether both are the same file, from the same person */
gboolean     chat_receive_is_same (ChatReceive       *self,
                                   XmppAddress       *peer,
                                   const ArchiveFile *row);
/* It is offered again: there is nothing to ask */
gboolean     chat_receive_renew (ChatReceive    *self,
                                 XmppJingleFile *jingle);

G_END_DECLS
