/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mock-nodes.h"

G_BEGIN_DECLS

typedef enum {
  MOCK_LIVE,     /* to this client */
  MOCK_SENT,     /* a copy: another device sent it */
  MOCK_RECEIVED, /* a copy: another device got it */
  MOCK_OFFLINE,  /* to this client, late */
} MockDelivery;

/**
 * MockArchive:
 * @items: owned MockItem, oldest first
 * @is_extended: it knows ids in forms
 * @has_archive: it has any
 * @has_fulltext: it can look for words
 * @has_copies: it copies
 * @holds: it answers no question to the archive, but those about one conversation and
 *   those for words
 * @n_to_answer: but so many
 * @max_page: no more at a time
 * @n_gone: the oldest ones are not kept any more
 * @drops: what the client sends is not archived; of a room: nor given back
 * @is_mute: nor is anything acknowledged
 * @loses_one: the last one of each page never comes
 * @is_unstable: it stands by nothing that it says
 * @clock_us: its clock shows so much more than ours
 * @refuses: (nullable): it answers the next question to the archive with this condition
 * @n_questions: to the archive
 * @n_looks: those about one conversation
 * @n_repeated: those that had been asked in the same words before
 * @n_finds: those for words
 * @n_given: messages given from the archive
 * @n_settled: how often CHAT_MOCK_ASKS_NOTHING was answered
 * @nodes: (nullable): what it keeps for the account's own devices
 * @sent: owned char *: ids of messages with a body that the client has sent
 * @owner: whose archive it is: that of the account, or of a room
 * @room: (nullable): a room that there is besides, mock_archive_add_room()
 * @after_page: (nullable): called once, right after the next page
 * @after_page_data: for @after_page
 *
 * A server with an archive, for a play that has no script: it answers what juliet@capulet.lit asks
 * after signing in, and keeps what she sends.
 */
typedef struct _MockArchive {
  MockServer *server;
  GPtrArray  *items;
  gboolean    is_extended;
  gboolean    has_archive;
  gboolean    has_fulltext;
  gboolean    has_copies;
  gboolean    holds;
  guint       n_to_answer;
  guint       max_page;
  guint       n_gone;
  gboolean    drops;
  gboolean    is_mute;
  gboolean    loses_one;
  gboolean    is_unstable;
  gint64      clock_us;
  const char *refuses;
  guint       n_questions;
  guint       n_looks;
  guint       n_repeated;
  GHashTable *looks;       /* owned texts: what was asked about one conversation */
  guint       n_finds;
  guint       n_given;
  guint       n_settled;
  MockNodes  *nodes;
  const char *owner;
  struct _MockArchive *room;
  void      (*after_page) (gpointer data);
  gpointer    after_page_data;
  GPtrArray  *sent;
  GPtrArray  *heard;    /* owned char *: everything else that was said about messages */
} MockArchive;

typedef struct {
  char     *id;
  char     *xml;     /* the message, with $sid for its stanza-id */
  gint64    time_us;
  gboolean  is_late; /* delivered, but not in the archive yet */
} MockItem;

MockArchive *mock_archive_new      (MockServer   *server) G_GNUC_WARN_UNUSED_RESULT;
/* After the server */
void         mock_archive_free     (MockArchive  *self);
/* A room of that address (static), in which the witch sits, lets us in as juliet, gives back what we
 * say, and keeps it in an archive of its own; borrowed */
MockArchive *mock_archive_add_room (MockArchive  *self,
                                    const char   *address);
/* Somebody says that there; returns which item it is */
guint        mock_archive_talk     (MockArchive  *room,
                                    const char   *nick,
                                    const char   *id,
                                    const char   *body);
/* Plays signing in, for each connection that comes */
void         mock_archive_accept   (MockArchive  *self);
/* Hangs up */
void         mock_archive_cut      (MockArchive  *self);
/* A message of @from to @to, both full or bare; returns which item it is. @extra: (nullable): more
 * of it */
guint        mock_archive_add      (MockArchive  *self,
                                    const char   *from,
                                    const char   *to,
                                    const char   *id,
                                    const char   *body,
                                    const char   *extra);
void         mock_archive_deliver  (MockArchive  *self,
                                    guint         item,
                                    MockDelivery  how);
const char  *mock_archive_get_id   (MockArchive  *self,
                                    guint         item);

G_END_DECLS
