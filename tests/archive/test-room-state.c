/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of rooms while nobody is in them. */
#include "archive-fixture.h"
#include "archive-room.h"

#define GARDEN "garden@rooms.capulet.lit"
#define HALL   "hall@rooms.capulet.lit"

static GPtrArray *
load (ArchiveFixture *fx,
      gint64          account_id)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GPtrArray *rooms;

  archive_rooms_load_async (fx->database, account_id, NULL, archive_wait_cb, &wait);
  rooms = archive_rooms_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return rooms;
}

/* Frees the room. @code: less than 0: it is stored */
static gint64
save (ArchiveFixture *fx,
      ArchiveRoom    *room,
      int             code)
{
  g_autoptr(ArchiveRoom) owned = room;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  gint64 id;

  archive_rooms_save_async (fx->database, room, NULL, archive_wait_cb, &wait);
  id = archive_rooms_save_finish (fx->database, archive_wait (&wait), &error);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, ARCHIVE_ERROR, code);
  g_assert_cmpint (id != 0, ==, code < 0);
  g_clear_object (&wait.result);
  return id;
}

static ArchiveRoom *
make (ArchiveFixture *fx)
{
  ArchiveRoom *room = archive_room_new (fx->account_id, GARDEN);

  room->name = g_strdup ("The garden");
  room->nick = g_strdup ("juliet");
  room->autojoin = TRUE;
  room->features = 0xa5;
  room->subject = g_strdup ("Roses");
  room->subject_nick = g_strdup ("romeo");
  room->subject_us = 77;
  room->own_occupant = g_strdup ("occ-1");
  room->avatar_hash = g_strdup ("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8");
  room->notify = ARCHIVE_ROOM_NOTIFY_NEVER;
  room->last_us = 99;
  return room;
}

static void
set_people (ArchiveFixture *fx,
            gint64          conversation_id,
            GPtrArray      *people, /* (transfer full) */
            gboolean        is_whole,
            const char     *version,
            int             code)
{
  g_autoptr(GPtrArray) owned = people;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_rooms_set_people_async (fx->database, conversation_id, people, is_whole, version, NULL,
                                  archive_wait_cb, &wait);
  archive_rooms_set_people_finish (fx->database, archive_wait (&wait), &error);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, ARCHIVE_ERROR, code);
  g_clear_object (&wait.result);
}

static GPtrArray *
people_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) archive_room_person_free);
}

static char *
describe_people (ArchiveFixture *fx,
                 gint64          conversation_id)
{
  GString *text = g_string_new (NULL);
  g_autoptr(GPtrArray) people = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_rooms_load_people_async (fx->database, conversation_id, NULL, archive_wait_cb, &wait);
  people = archive_rooms_load_people_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  for (guint i = 0; i < people->len; i++)
    {
      const ArchiveRoomPerson *one = g_ptr_array_index (people, i);

      g_string_append_printf (text, "%s:%d:%s ", one->address, one->affiliation,
                              one->nick != NULL ? one->nick : "-");
    }
  return g_string_free (text, FALSE);
}

static void
assert_people (ArchiveFixture *fx,
               gint64          conversation_id,
               const char     *expected)
{
  g_autofree char *text = describe_people (fx, conversation_id);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_version (ArchiveFixture *fx,
                const char     *expected)
{
  g_autoptr(GPtrArray) rooms = load (fx, fx->account_id);

  g_assert_cmpstr (((ArchiveRoom *) rooms->pdata[0])->affiliations_version, ==, expected);
}

static void
set_ignored (ArchiveFixture *fx,
             gint64          conversation_id,
             const char     *author,
             gboolean        ignored)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_rooms_set_ignored_async (fx->database, conversation_id, author, ignored, NULL,
                                   archive_wait_cb, &wait);
  g_assert_true (archive_rooms_set_ignored_finish (fx->database, archive_wait (&wait), &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);
}

/* All of it comes back, also from the disk; a room of which less is known stands in its place. */
static void
test_state (ArchiveFixture *fx,
            gconstpointer   data)
{
  gint64 id = save (fx, make (fx), -1);
  const ArchiveRoom *read;
  g_autoptr(GPtrArray) rooms = NULL;

  save (fx, archive_room_new (fx->account_id, HALL), -1);
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  rooms = load (fx, fx->account_id);
  g_assert_cmpuint (rooms->len, ==, 2);
  read = g_ptr_array_index (rooms, 0);
  g_assert_cmpint (read->conversation_id, ==, id);
  g_assert_cmpint (read->account_id, ==, fx->account_id);
  g_assert_cmpstr (read->address, ==, GARDEN);
  g_assert_cmpstr (read->name, ==, "The garden");
  g_assert_cmpstr (read->nick, ==, "juliet");
  g_assert_true (read->autojoin);
  g_assert_cmpuint (read->features, ==, 0xa5);
  g_assert_cmpstr (read->subject, ==, "Roses");
  g_assert_cmpstr (read->subject_nick, ==, "romeo");
  g_assert_cmpint (read->subject_us, ==, 77);
  g_assert_cmpstr (read->own_occupant, ==, "occ-1");
  g_assert_cmpstr (read->avatar_hash, ==, "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8");
  g_assert_cmpint (read->notify, ==, ARCHIVE_ROOM_NOTIFY_NEVER);
  g_assert_cmpint (read->last_us, ==, 99);
  g_assert_null (read->affiliations_version);
  g_assert_null (read->ignored);
  read = g_ptr_array_index (rooms, 1);
  g_assert_cmpstr (read->address, ==, HALL);
  g_assert_null (read->nick);
  g_assert_false (read->autojoin);
  g_assert_cmpint (read->notify, ==, ARCHIVE_ROOM_NOTIFY_DEFAULT);

  g_assert_cmpint (save (fx, archive_room_new (fx->account_id, GARDEN), -1), ==, id);
  g_clear_pointer (&rooms, g_ptr_array_unref);
  rooms = load (fx, fx->account_id);
  g_assert_cmpuint (rooms->len, ==, 2);
  g_assert_null (((ArchiveRoom *) rooms->pdata[0])->nick);
}

static void
test_refused (ArchiveFixture *fx,
              gconstpointer   data)
{
  ArchiveRoom *room = make (fx);

  g_free (room->subject);
  room->subject = g_strdup ("\xff");
  save (fx, room, ARCHIVE_ERROR_INVALID);
  save (fx, archive_room_new (fx->account_id, NULL), ARCHIVE_ERROR_INVALID);
  room = make (fx);
  room->account_id = 4711;
  save (fx, room, ARCHIVE_ERROR_CONSTRAINT);
}

/* A chat of before is a room's conversation now, and goes with all that is known of it. */
static void
test_conversation (ArchiveFixture *fx,
                   gconstpointer   data)
{
  ArchiveInserted before = archive_insert_one (fx, archive_make_incoming (fx, GARDEN, "1", "a"));
  gint64 other = archive_fixture_add_account (fx, "nurse@capulet.lit");
  gint64 id = save (fx, make (fx), -1);
  g_autoptr(GPtrArray) people = people_new ();
  g_autoptr(GPtrArray) rooms = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  g_assert_cmpint (id, ==, before.conversation_id);
  g_ptr_array_add (people, archive_room_person_new ("romeo@montague.lit",
                                                    ARCHIVE_AFFILIATION_OWNER, NULL));
  set_people (fx, id, g_steal_pointer (&people), TRUE, "v1", -1);
  set_ignored (fx, id, "o:paris", TRUE);
  rooms = load (fx, other);
  g_assert_cmpuint (rooms->len, ==, 0);

  archive_conversations_delete_async (fx->database, id, NULL, archive_wait_cb, &wait);
  g_assert_true (archive_conversations_delete_finish (fx->database, archive_wait (&wait), &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_clear_pointer (&rooms, g_ptr_array_unref);
  rooms = load (fx, fx->account_id);
  g_assert_cmpuint (rooms->len, ==, 0);
  assert_people (fx, id, "");
}

static void
test_people (ArchiveFixture *fx,
             gconstpointer   data)
{
  gint64 id = save (fx, make (fx), -1);
  GPtrArray *people = people_new ();

  g_ptr_array_add (people, archive_room_person_new ("b@x.lit", ARCHIVE_AFFILIATION_MEMBER, "bee"));
  g_ptr_array_add (people, archive_room_person_new ("a@x.lit", ARCHIVE_AFFILIATION_MEMBER, NULL));
  g_ptr_array_add (people, archive_room_person_new ("c@x.lit", ARCHIVE_AFFILIATION_OUTCAST, NULL));
  g_ptr_array_add (people, archive_room_person_new ("o@x.lit", ARCHIVE_AFFILIATION_OWNER, NULL));
  set_people (fx, id, people, TRUE, "v1", -1);
  assert_people (fx, id, "o@x.lit:4:- a@x.lit:2:- b@x.lit:2:bee c@x.lit:0:- ");
  assert_version (fx, "v1");

  /* The state of the room does not touch them. */
  save (fx, make (fx), -1);
  assert_version (fx, "v1");

  people = people_new ();
  g_ptr_array_add (people, archive_room_person_new ("a@x.lit", ARCHIVE_AFFILIATION_NONE, NULL));
  g_ptr_array_add (people, archive_room_person_new ("b@x.lit", ARCHIVE_AFFILIATION_ADMIN, NULL));
  g_ptr_array_add (people, archive_room_person_new ("n@x.lit", ARCHIVE_AFFILIATION_NONE, NULL));
  set_people (fx, id, people, FALSE, "v2", -1);
  assert_people (fx, id, "o@x.lit:4:- b@x.lit:3:- c@x.lit:0:- ");
  assert_version (fx, "v2");

  people = people_new ();
  set_people (fx, id, people, TRUE, NULL, -1);
  assert_people (fx, id, "");
  assert_version (fx, NULL);
}

/* All of a change or nothing, and no more than there is room for. */
static void
test_people_refused (ArchiveFixture *fx,
                     gconstpointer   data)
{
  gint64 id = save (fx, make (fx), -1);
  GPtrArray *people = people_new ();

  g_ptr_array_add (people, archive_room_person_new ("a@x.lit", ARCHIVE_AFFILIATION_MEMBER, NULL));
  set_people (fx, id, people, TRUE, "v1", -1);
  people = people_new ();
  g_ptr_array_add (people, archive_room_person_new ("b@x.lit", ARCHIVE_AFFILIATION_MEMBER, NULL));
  g_ptr_array_add (people, archive_room_person_new (NULL, ARCHIVE_AFFILIATION_MEMBER, NULL));
  set_people (fx, id, people, TRUE, "v2", ARCHIVE_ERROR_INVALID);
  people = people_new ();
  for (guint i = 0; i < ARCHIVE_ROOM_PEOPLE_MAX; i++)
    {
      g_autofree char *address = g_strdup_printf ("p%u@x.lit", i);

      g_ptr_array_add (people,
                       archive_room_person_new (address, ARCHIVE_AFFILIATION_MEMBER, NULL));
    }
  set_people (fx, id, g_ptr_array_ref (people), FALSE, "v2", ARCHIVE_ERROR_INVALID);
  assert_people (fx, id, "a@x.lit:2:- ");
  assert_version (fx, "v1");
  set_people (fx, id, people, TRUE, "v2", -1);
  assert_version (fx, "v2");
  people = people_new ();
  set_people (fx, 4711, people, TRUE, "v1", -1);
  people = people_new ();
  g_ptr_array_add (people, archive_room_person_new ("b@x.lit", ARCHIVE_AFFILIATION_MEMBER, NULL));
  set_people (fx, 4711, people, TRUE, "v1", ARCHIVE_ERROR_CONSTRAINT);
}

static void
test_ignored (ArchiveFixture *fx,
              gconstpointer   data)
{
  gint64 id = save (fx, make (fx), -1);
  g_autoptr(GPtrArray) rooms = NULL;
  const ArchiveRoom *read;

  set_ignored (fx, id, "o:1", TRUE);
  set_ignored (fx, id, "o:2", TRUE);
  set_ignored (fx, id, "o:1", TRUE);
  set_ignored (fx, id, "o:2", FALSE);
  save (fx, make (fx), -1);
  rooms = load (fx, fx->account_id);
  read = g_ptr_array_index (rooms, 0);
  g_assert_cmpuint (read->ignored->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (read->ignored, 0), ==, "o:1");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/room-state/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("state", test_state);
  ADD ("refused", test_refused);
  ADD ("conversation", test_conversation);
  ADD ("people", test_people);
  ADD ("people-refused", test_people_refused);
  ADD ("ignored", test_ignored);
#undef ADD

  return g_test_run ();
}
