/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-accounts.h"
#include "archive-conversations.h"
#include "archive-messages.h"

G_BEGIN_DECLS

/* An archive in a folder of its own, and calls that wait for their answers. */
typedef struct {
  char            *folder;
  char            *path;
  ArchiveDatabase *database; /* (nullable) while it is open */
  ArchiveSalvage  *salvage;  /* (nullable) what the last opening had to salvage */
  gint64           account_id;
} ArchiveFixture;

void   archive_fixture_init        (ArchiveFixture *fx);
void   archive_fixture_set_up      (ArchiveFixture *fx,
                                    gconstpointer   data);
void   archive_fixture_tear_down   (ArchiveFixture *fx,
                                    gconstpointer   data);
void   archive_fixture_open        (ArchiveFixture *fx);
void   archive_fixture_fail_open   (ArchiveFixture *fx,
                                    int             code);
void   archive_fixture_close       (ArchiveFixture *fx);
gint64 archive_fixture_add_account (ArchiveFixture *fx,
                                    const char     *address);

/* Waits for an asynchronous call that was given archive_wait_cb and the address of this. */
typedef struct {
  GAsyncResult *result;
} ArchiveWait;

void          archive_wait_cb (GObject      *object,
                               GAsyncResult *result,
                               gpointer      user_data);
GAsyncResult *archive_wait    (ArchiveWait  *wait);

/* Messages; whether the file or its log holds a text, somewhere. */
ArchiveMessage *archive_make_incoming (ArchiveFixture *fx,
                                       const char     *with,
                                       const char     *id,
                                       const char     *body);
ArchiveMessage *archive_make_outgoing (ArchiveFixture *fx,
                                       const char     *with,
                                       const char     *id,
                                       const char     *body);
GArray         *archive_insert        (ArchiveFixture *fx,
                                       GPtrArray      *messages,
                                       ArchivePlace    place);
ArchiveInserted archive_insert_one    (ArchiveFixture *fx,
                                       ArchiveMessage *message);
ArchivePage    *archive_load          (ArchiveFixture *fx,
                                       gint64          conversation_id,
                                       guint           limit);
char           *archive_describe      (ArchiveFixture *fx,
                                       gint64          conversation_id);
guint           archive_count_hits    (ArchiveFixture *fx,
                                       const char     *words);
gboolean        archive_files_contain (ArchiveFixture *fx,
                                       const char     *text);

G_END_DECLS
