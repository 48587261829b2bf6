/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken back in a room is gone, whatever comes first; but only who wrote it, or the room,
 * takes anything back. */
#include "archive-annotations.h"
#include "archive-delivery.h"
#include "archive-fixture.h"

#define ROOM "garden@rooms.capulet.lit"
#define MAID ROOM "/maid"

#define STAMP_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

static ArchiveMessage *
make (ArchiveFixture *fx,
      const char     *with,
      const char     *nick,
      const char     *author, /* (nullable) */
      guint           n,
      const char     *body)
{
  g_autofree char *id = g_strdup_printf ("m%u", n);
  ArchiveMessage *message = archive_make_incoming (fx, with, id, body);

  message->account_id = fx->account_id;
  message->conversation_id = 0;
  message->with_kind = g_str_equal (with, ROOM) ? ARCHIVE_CONVERSATION_ROOM
                                                : ARCHIVE_CONVERSATION_PRIVATE;
  message->time_us = STAMP_US + n;
  g_free (message->sender);
  message->sender = g_strdup_printf (ROOM "/%s", nick);
  message->ids.author = g_strdup (author);
  if (g_str_equal (with, ROOM))
    message->ids.stanza = g_strdup_printf ("s%u", n);
  return message;
}

static ArchiveMessage *
make_own (ArchiveFixture *fx,
          guint           n)
{
  ArchiveMessage *message = make (fx, ROOM, "juliet", "o:me", n, "mine");

  message->direction = ARCHIVE_OUTGOING;
  message->state = ARCHIVE_STATE_SENT;
  return message;
}

static ArchiveRetraction *
make_retraction (const char *author, /* (nullable) */
                 guint       n)
{
  g_autofree char *id = g_strdup_printf ("s%u", n);

  return archive_retraction_new (ROOM, id, author, STAMP_US + n);
}

static ArchiveRetraction *
make_moderation (guint n)
{
  ArchiveRetraction *retraction = make_retraction (NULL, n);

  retraction->is_by_room = TRUE;
  return retraction;
}

static ArchiveRetraction *
make_own_retraction (guint n)
{
  ArchiveRetraction *retraction = make_retraction ("o:me", n);

  retraction->is_own = TRUE;
  return retraction;
}

/* Takes either, both nullable. How many messages have another text by it. @slice: as a page of the
 * room's archive */
static guint
deliver (ArchiveFixture    *fx,
         ArchiveMessage    *message,
         ArchiveRetraction *retraction,
         gboolean           slice)
{
  g_autoptr(ArchiveDelivery) delivery = archive_delivery_new (fx->account_id, ROOM);
  g_autoptr(ArchiveDelivered) delivered = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  if (slice)
    delivery->slice = archive_slice_new ();
  if (slice && message != NULL)
    archive_slice_add (delivery->slice, message->ids.stanza, message->time_us, 0);
  if (message != NULL)
    g_ptr_array_add (delivery->messages, message);
  if (retraction != NULL)
    g_ptr_array_add (delivery->retractions, retraction);
  archive_deliver_async (fx->database, delivery, NULL, archive_wait_cb, &wait);
  delivered = archive_deliver_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return delivered->corrected->len;
}

static void
say (ArchiveFixture *fx,
     ArchiveMessage *message)
{
  deliver (fx, message, NULL, FALSE);
}

static guint
retract (ArchiveFixture    *fx,
         ArchiveRetraction *retraction)
{
  return deliver (fx, NULL, retraction, FALSE);
}

static ArchivePage *
load (ArchiveFixture *fx,
      const char     *with)
{
  g_autoptr(ArchiveConversation) conversation = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_conversations_ensure_async (fx->database, fx->account_id, with,
                                      ARCHIVE_CONVERSATION_CHAT, NULL, archive_wait_cb, &wait);
  conversation = archive_conversations_ensure_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return archive_load (fx, conversation->id, 100);
}

/* Texts in order; "x": it was taken back, "X": by the room. */
static void
assert_texts (ArchiveFixture *fx,
              const char     *with,
              const char     *expected)
{
  g_autoptr(ArchivePage) page = load (fx, with);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < page->messages->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (page->messages, i);
      gboolean is_moderated = (message->flags & ARCHIVE_FLAG_MODERATED) != 0;

      g_assert_cmpint ((message->flags & ARCHIVE_FLAG_RETRACTED) != 0, ==, message->body == NULL);
      g_string_append_printf (text, "%s ", message->body != NULL ? message->body
                                           : is_moderated ? "X" : "x");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* Row, place and who wrote it stay; texts, also those of before, are nowhere any more. */
static void
test_nothing_left (ArchiveFixture *fx,
                   gconstpointer   data)
{
  g_autoptr(ArchivePage) page = NULL;
  g_autoptr(GPtrArray) annotations = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveMessage *correction = make (fx, ROOM, "romeo", "o:1", 2, "second");
  gint64 id;

  correction->replace_id = g_strdup ("m1");
  say (fx, make (fx, ROOM, "romeo", "o:1", 0, "before"));
  say (fx, make (fx, ROOM, "romeo", "o:1", 1, "first"));
  say (fx, correction);
  say (fx, make (fx, ROOM, "romeo", "o:1", 3, "after"));
  assert_texts (fx, ROOM, "before second after ");
  g_assert_cmpuint (retract (fx, make_retraction ("o:1", 1)), ==, 1);
  assert_texts (fx, ROOM, "before x after ");
  g_assert_cmpuint (archive_count_hits (fx, "first"), ==, 0);
  g_assert_cmpuint (archive_count_hits (fx, "second"), ==, 0);

  page = load (fx, ROOM);
  id = ((ArchiveMessage *) page->messages->pdata[1])->id;
  g_assert_cmpstr (((ArchiveMessage *) page->messages->pdata[1])->sender, ==, ROOM "/romeo");
  archive_annotations_load_async (fx->database, &id, 1, NULL, archive_wait_cb, &wait);
  annotations = archive_annotations_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (annotations->len, ==, 0);

  /* It comes again, with its text, and a correction that had been late. */
  say (fx, make (fx, ROOM, "romeo", "o:1", 1, "first"));
  correction = make (fx, ROOM, "romeo", "o:1", 4, "third");
  correction->replace_id = g_strdup ("m1");
  say (fx, correction);
  assert_texts (fx, ROOM, "before x after ");
  g_assert_cmpuint (archive_count_hits (fx, "third"), ==, 0);
}

/* Whichever of its texts is named. */
static void
test_correction (ArchiveFixture *fx,
                 gconstpointer   data)
{
  ArchiveMessage *correction = make (fx, ROOM, "romeo", "o:1", 2, "second");

  correction->replace_id = g_strdup ("m1");
  say (fx, make (fx, ROOM, "romeo", "o:1", 1, "first"));
  say (fx, correction);
  g_assert_cmpuint (retract (fx, make_moderation (2)), ==, 1);
  assert_texts (fx, ROOM, "X ");
  g_assert_cmpuint (archive_count_hits (fx, "first"), ==, 0);
}

/* Who takes a nick that is free now does not get what was said under it; in all orders, live and
 * from the archive. */
static void
test_nick_reuse (ArchiveFixture *fx,
                 gconstpointer   data)
{
  for (guint i = 0; i < 4; i++)
    {
      gboolean slice = (i & 1) != 0;

      archive_fixture_set_up (fx, NULL);
      if ((i & 2) != 0)
        deliver (fx, NULL, make_retraction ("o:2", 1), slice);
      deliver (fx, make (fx, ROOM, "romeo", "o:1", 1, "kept"), NULL, slice);
      if ((i & 2) == 0)
        g_assert_cmpuint (deliver (fx, NULL, make_retraction ("o:2", 1), slice), ==, 0);
      deliver (fx, make (fx, ROOM, "romeo", NULL, 2, "unproven"), make_retraction (NULL, 2), slice);
      deliver (fx, make (fx, ROOM, "romeo", "o:1", 1, "kept"), NULL, slice);
      assert_texts (fx, ROOM, "kept unproven ");
      archive_fixture_tear_down (fx, NULL);
    }
}

/* The retraction comes first, or before it is known who wrote the message. */
static void
test_late (ArchiveFixture *fx,
           gconstpointer   data)
{
  g_assert_cmpuint (retract (fx, make_retraction ("o:1", 1)), ==, 0);
  g_assert_cmpuint (retract (fx, make_moderation (2)), ==, 0);
  g_assert_cmpuint (retract (fx, make_own_retraction (3)), ==, 0);
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  say (fx, make (fx, ROOM, "romeo", "o:1", 1, "one"));
  deliver (fx, make (fx, ROOM, "romeo", NULL, 2, "two"), NULL, TRUE);
  say (fx, make_own (fx, 3));
  assert_texts (fx, ROOM, "x X x ");

  say (fx, make (fx, ROOM, "paris", NULL, 4, "four"));
  g_assert_cmpuint (retract (fx, make_retraction ("o:4", 4)), ==, 0);
  say (fx, make (fx, ROOM, "paris", NULL, 5, "five"));
  g_assert_cmpuint (retract (fx, make_retraction ("o:4", 5)), ==, 0);
  assert_texts (fx, ROOM, "x X x four five ");
  deliver (fx, make (fx, ROOM, "paris", "o:4", 4, "four"), NULL, TRUE);
  deliver (fx, make (fx, ROOM, "paris", "o:5", 5, "five"), NULL, TRUE);
  assert_texts (fx, ROOM, "x X x x five ");
}

/* Who has it removed, and why: kept when a tombstone tells of it once more and names nobody, also where
 * that was told before the message came. */
static void
test_removal (ArchiveFixture *fx,
              gconstpointer   data)
{
  ArchiveRetraction *late = make_moderation (1);
  ArchiveRetraction *now = make_moderation (2);
  g_autoptr(ArchivePage) page = NULL;

  late->moderator = g_strdup ("Hecate");
  late->reason = g_strdup ("Too late");
  now->moderator = g_strdup ("Macbeth");
  now->reason = g_strdup ("Now");
  retract (fx, late);
  say (fx, make (fx, ROOM, "romeo", "o:1", 1, "one"));
  say (fx, make (fx, ROOM, "romeo", "o:1", 2, "two"));
  say (fx, make (fx, ROOM, "romeo", "o:1", 3, "three"));
  retract (fx, now);
  retract (fx, make_retraction ("o:1", 3));
  retract (fx, make_moderation (1));
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  assert_texts (fx, ROOM, "X X x ");
  page = load (fx, ROOM);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const names[] = { "Hecate", "Macbeth", NULL };
      static const char *const reasons[] = { "Too late", "Now", NULL };
      const ArchiveMessage *message = g_ptr_array_index (page->messages, i);

      g_assert_cmpstr (message->moderator, ==, names[i]);
      g_assert_cmpstr (message->removal, ==, reasons[i]);
    }
}

/* Ours are ours alone, and we take back nothing of others as our own. */
static void
test_own (ArchiveFixture *fx,
          gconstpointer   data)
{
  say (fx, make_own (fx, 1));
  say (fx, make (fx, ROOM, "romeo", "o:1", 2, "theirs"));
  g_assert_cmpuint (retract (fx, make_retraction ("o:me", 1)), ==, 0);
  g_assert_cmpuint (retract (fx, make_own_retraction (2)), ==, 0);
  assert_texts (fx, ROOM, "mine theirs ");
  g_assert_cmpuint (retract (fx, make_own_retraction (1)), ==, 1);
  assert_texts (fx, ROOM, "x theirs ");
}

/* In a room the id that somebody gave names nothing; in private it does, and the room has no say. */
static void
test_names (ArchiveFixture *fx,
            gconstpointer   data)
{
  ArchiveRetraction *retraction = archive_retraction_new (ROOM, "m1", "o:1", STAMP_US);

  say (fx, make (fx, ROOM, "romeo", "o:1", 1, "kept"));
  g_assert_cmpuint (retract (fx, retraction), ==, 0);
  assert_texts (fx, ROOM, "kept ");

  say (fx, make (fx, MAID, "maid", "o:3", 1, "private"));
  say (fx, make (fx, MAID, "maid", "o:3", 2, "other"));
  retraction = archive_retraction_new (MAID, "m1", NULL, STAMP_US);
  retraction->is_by_room = TRUE;
  g_assert_cmpuint (retract (fx, retraction), ==, 0);
  g_assert_cmpuint (retract (fx, archive_retraction_new (MAID, "m1", "o:4", STAMP_US)), ==, 0);
  assert_texts (fx, MAID, "private other ");
  g_assert_cmpuint (retract (fx, archive_retraction_new (MAID, "m1", "o:3", STAMP_US)), ==, 1);
  assert_texts (fx, MAID, "x other ");
  assert_texts (fx, ROOM, "kept ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/retractions/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("nothing-left", test_nothing_left);
  ADD ("correction", test_correction);
  ADD ("late", test_late);
  ADD ("removal", test_removal);
  ADD ("own", test_own);
  ADD ("names", test_names);
#undef ADD
  g_test_add ("/archive/retractions/nick-reuse", ArchiveFixture, NULL, NULL, test_nick_reuse, NULL);

  return g_test_run ();
}
