/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatDirects ChatDirects;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatOutbox ChatOutbox;
typedef struct _ChatRooms ChatRooms;
typedef struct _ChatStore ChatStore;
typedef struct _ChatUploads ChatUploads;
typedef struct _XmppAddress XmppAddress;

/* The files of an outbox share its inside:
 *   chat-outbox.c        what waits, and how it is sent
 *   chat-outbox-rooms.c  what it waits for in rooms
 *   chat-outbox-refused.c  what a room refused that did not know us
 *   chat-outbox-lost.c   what rooms have lost
 *   chat-outbox-persons.c to whom in a room what is private goes
 *   chat-outbox-files.c  what waits for its files
 *   chat-outbox-queue.c  how it comes to wait: written, corrected, tried again */
/* One message that waits. */
typedef struct {
  ChatMessage         *message;
  ChatConversationKind kind;
  XmppAddress         *address;   /* bare, but of somebody in a room */
  char                *body;
  char                *link;      /* (nullable): what is told of a link in it */
  char                *thread;    /* (nullable) */
  char                *replace_id; /* (nullable): what it corrects */
  char                *person;    /* (nullable): of what is private in a room: who shall get it */
  guint64              occupant;  /* likewise, where nobody knows who that is: the serial of who was
                                   * there; 0: nobody */
  guint64              serial;    /* of the session; 0: not written in it yet */
  gboolean             is_unsure; /* it was written before: the server may have it */
  GPtrArray           *files;     /* (nullable) owned ArchiveFile: what comes with it */
  gboolean             is_uploading; /* nobody can get them yet: what is behind it goes first */
} ChatOutboxItem;

struct _ChatOutbox
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;
  ChatRooms      *rooms;        /* (nullable): weak */
  ChatUploads    *uploads;      /* (nullable) */
  ChatDirects    *directs;      /* (nullable) */
  GHashTable     *passed;       /* owned char *: rooms of which all is here that was said before */
  GHashTable     *passing;      /* owned char *, of a room → source that lets it pass */
  GHashTable     *refused;      /* owned id of a message → how often a room did not know us */
  GHashTable     *doubts;       /* owned: of rooms that did not */
  GHashTable     *stays;        /* owned char *, of a room → owned Stay: see chat-outbox-lost.c */
  gint64          account_id;   /* 0: not started */
  GQueue          items;        /* owned ChatOutboxItem, in order */
  GHashTable     *links;        /* owned id of a message → borrowed link of its item */
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

void chat_outbox_schedule (ChatOutbox *self);

/* chat-outbox-rooms.c */
void     chat_outbox_init_rooms   (ChatOutbox           *self);
/* A session that knows nothing of those before it */
void     chat_outbox_forget_rooms (ChatOutbox           *self);
/* As long again, for those that are waited for */
void     chat_outbox_wait_for_rooms (ChatOutbox         *self);
void     chat_outbox_clear_rooms  (ChatOutbox           *self);
/* Whether @item can be said in its room now */
gboolean chat_outbox_is_heard     (ChatOutbox           *self,
                                   const ChatOutboxItem *item);
/* (nullable): owned XmppMention: whom @item, of a room, speaks to now */
GPtrArray *chat_outbox_make_mentions (ChatOutbox         *self,
                                   const ChatOutboxItem  *item) G_GNUC_WARN_UNUSED_RESULT;
void     chat_outbox_note_said    (ChatOutbox           *self,
                                   const ChatOutboxItem *item);

/* chat-outbox-refused.c */
void     chat_outbox_init_refused  (ChatOutbox *self);
void     chat_outbox_clear_refused (ChatOutbox *self);
/* Whether it is not known if we are in @room, a bare address, that refused something */
gboolean chat_outbox_doubts        (ChatOutbox *self,
                                    const char *room);
/* We are */
void     chat_outbox_end_doubt     (ChatOutbox *self,
                                    const char *room);
/* That one has got through */
void     chat_outbox_forget_refusals (ChatOutbox *self,
                                      const char *message_id);

/* chat-outbox-lost.c */
void        chat_outbox_init_lost    (ChatOutbox           *self);
void        chat_outbox_clear_lost   (ChatOutbox           *self);
/* @item, of a room, is on its way there */
void        chat_outbox_note_written (ChatOutbox           *self,
                                      const ChatOutboxItem *item);

/* chat-outbox-files.c */
/* @row: an ArchiveMessage: what comes with @item is had by others, or is on its way there now */
void        chat_outbox_take_files   (ChatOutbox           *self,
                                      ChatOutboxItem       *item,
                                      gconstpointer         row);
/* @message: an XmppMessage that is built: tells of them, after what is written to them */
void        chat_outbox_write_files  (const ChatOutboxItem *item,
                                      gpointer              message);
/* @item is gone */
void        chat_outbox_let_files_go (ChatOutbox           *self,
                                      const ChatOutboxItem *item);

/* chat-outbox-persons.c */
/* Something is about to be said to who has that nick, or to whom it was last */
void        chat_outbox_note_person  (ChatOutbox           *self,
                                      const char           *address);
void        chat_outbox_find_person  (ChatOutbox           *self,
                                      ChatOutboxItem       *item);
/* All of them: what was kept of whom they are for is known now */
void        chat_outbox_find_persons (ChatOutbox           *self);
/* Whether it can be said by now who is there for sure */
gboolean    chat_outbox_knows_person (ChatOutbox           *self,
                                      const ChatOutboxItem *item);
/* (nullable): why @item, which could be said now, must not be; NULL: it may */
const char *chat_outbox_check_person (ChatOutbox           *self,
                                      const ChatOutboxItem *item);

G_END_DECLS
