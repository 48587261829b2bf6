/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

/* Rooms as they are known while we are not in them. None of the enums' values is stored:
 * archive-room.c maps them to numbers that never change. */

#define ARCHIVE_ROOM_PEOPLE_MAX  20000
#define ARCHIVE_ROOM_IGNORED_MAX 1000

typedef enum {
  ARCHIVE_ROOM_NOTIFY_DEFAULT, /* nothing is chosen */
  ARCHIVE_ROOM_NOTIFY_ALWAYS,
  ARCHIVE_ROOM_NOTIFY_MENTIONS,
  ARCHIVE_ROOM_NOTIFY_NEVER,
} ArchiveRoomNotify;

typedef enum {
  ARCHIVE_AFFILIATION_OUTCAST, /* banned */
  ARCHIVE_AFFILIATION_NONE,
  ARCHIVE_AFFILIATION_MEMBER,
  ARCHIVE_AFFILIATION_ADMIN,
  ARCHIVE_AFFILIATION_OWNER,
} ArchiveAffiliation;

/**
 * ArchiveRoom:
 * @conversation_id: filled when read
 * @address: bare
 * @name: (nullable)
 * @nick: (nullable): ours
 * @autojoin: whether it is to be joined at each start
 * @features: bits whose meaning is the caller's; they are stored, so it must never change
 * @subject: (nullable): not told; "": there is none
 * @subject_nick: (nullable): who has set it
 * @subject_us: when; 0: not told
 * @own_occupant: (nullable): our own occupant-id (XEP-0421)
 * @avatar_hash: (nullable)
 * @affiliations_version: (nullable): up to where its people are known (XEP-0463); filled when read,
 *   and stored with the people alone
 * @last_us: the time of the last message, by the room's clock; 0: there is none
 * @ignored: (nullable) (element-type utf8): authors whose messages are not to be seen; filled when
 *   read
 */
typedef struct {
  gint64             account_id;
  gint64             conversation_id;
  char              *address;
  char              *name;
  char              *nick;
  gboolean           autojoin;
  guint              features;
  char              *subject;
  char              *subject_nick;
  gint64             subject_us;
  char              *own_occupant;
  char              *avatar_hash;
  char              *affiliations_version;
  ArchiveRoomNotify  notify;
  gint64             last_us;
  GPtrArray         *ignored;
} ArchiveRoom;

/**
 * ArchiveRoomPerson:
 * @address: bare
 * @affiliation: %ARCHIVE_AFFILIATION_NONE in a change: no more
 * @nick: (nullable): reserved
 */
typedef struct {
  char               *address;
  ArchiveAffiliation  affiliation;
  char               *nick;
} ArchiveRoomPerson;

ArchiveRoom       *archive_room_new         (gint64              account_id,
                                             const char         *address)
  G_GNUC_WARN_UNUSED_RESULT;
ArchiveRoom       *archive_room_copy        (const ArchiveRoom  *self) G_GNUC_WARN_UNUSED_RESULT;
void               archive_room_free        (ArchiveRoom        *self);
ArchiveRoomPerson *archive_room_person_new  (const char         *address,
                                             ArchiveAffiliation  affiliation,
                                             const char         *nick) G_GNUC_WARN_UNUSED_RESULT;
void               archive_room_person_free (ArchiveRoomPerson  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRoom, archive_room_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRoomPerson, archive_room_person_free)

/* load: element-type ArchiveRoom, in the order of their addresses. save: finish gives the
 * conversation, 0 where it failed. load_people: element-type ArchiveRoomPerson. */
void       archive_rooms_load_async         (ArchiveDatabase    *database,
                                             gint64              account_id,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
GPtrArray *archive_rooms_load_finish        (ArchiveDatabase    *database,
                                             GAsyncResult       *result,
                                             GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void       archive_rooms_save_async         (ArchiveDatabase    *database,
                                             const ArchiveRoom  *room,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gint64     archive_rooms_save_finish        (ArchiveDatabase    *database,
                                             GAsyncResult       *result,
                                             GError            **error);
void       archive_rooms_load_people_async  (ArchiveDatabase    *database,
                                             gint64              conversation_id,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
GPtrArray *archive_rooms_load_people_finish (ArchiveDatabase    *database,
                                             GAsyncResult       *result,
                                             GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void       archive_rooms_set_people_async   (ArchiveDatabase    *database,
                                             gint64              conversation_id,
                                             GPtrArray          *people,
                                             gboolean            is_whole,
                                             const char         *version,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean   archive_rooms_set_people_finish  (ArchiveDatabase    *database,
                                             GAsyncResult       *result,
                                             GError            **error);
void       archive_rooms_set_ignored_async  (ArchiveDatabase    *database,
                                             gint64              conversation_id,
                                             const char         *author,
                                             gboolean            ignored,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean   archive_rooms_set_ignored_finish (ArchiveDatabase    *database,
                                             GAsyncResult       *result,
                                             GError            **error);

G_END_DECLS
