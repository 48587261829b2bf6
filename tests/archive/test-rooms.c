/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room has an archive of its own: what it holds stands in its own order, and moves nothing of the
 * account's. All of it was within a second, as servers count. */
#include "archive-delivery.h"
#include "archive-fixture.h"
#include "archive-history.h"
#include "archive-outbox.h"

#define OWN "juliet@capulet.lit"
#define ROMEO "romeo@montague.lit"
#define ROOM "garden@rooms.capulet.lit"

#define STAMP_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

static ArchiveMessage *
make (ArchiveFixture *fx,
      const char     *with,
      guint           n)
{
  g_autofree char *id = g_strdup_printf ("m%u", n);
  ArchiveMessage *message = archive_make_incoming (fx, with, id, id);

  message->account_id = fx->account_id;
  message->conversation_id = 0;
  message->time_us = STAMP_US;
  message->ids.stanza = g_strdup_printf ("s%u", n);
  if (g_str_equal (with, ROOM))
    message->with_kind = ARCHIVE_CONVERSATION_ROOM;
  return message;
}

static ArchiveDelivered *
deliver (ArchiveFixture  *fx,
         ArchiveDelivery *delivery) /* (transfer full) */
{
  g_autoptr(ArchiveDelivery) owned = delivery;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveDelivered *delivered;

  archive_deliver_async (fx->database, delivery, NULL, archive_wait_cb, &wait);
  delivered = archive_deliver_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return delivered;
}

static ArchiveDelivery *
new_delivery (ArchiveFixture *fx,
              const char     *with)
{
  return archive_delivery_new (fx->account_id, g_str_equal (with, ROOM) ? ROOM : OWN);
}

/* How many times other messages had to move on. @before, @after: -1: nothing lies on that side. */
static guint
deliver_page (ArchiveFixture *fx,
              const char     *with,
              guint           first,
              guint           last,
              int             before,
              int             after)
{
  ArchiveDelivery *delivery = new_delivery (fx, with);
  g_autoptr(ArchiveDelivered) delivered = NULL;

  delivery->slice = archive_slice_new ();
  for (guint n = first; n <= last; n++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", n);

      archive_slice_add (delivery->slice, id, STAMP_US, (int) delivery->messages->len);
      g_ptr_array_add (delivery->messages, make (fx, with, n));
    }
  if (before >= 0)
    delivery->slice->before_id = g_strdup_printf ("s%d", before);
  if (after >= 0)
    delivery->slice->after_id = g_strdup_printf ("s%d", after);
  delivered = deliver (fx, delivery);
  return delivered->shifts->len;
}

static void
deliver_live (ArchiveFixture *fx,
              const char     *with,
              guint           n,
              gint64          floor_us)
{
  ArchiveDelivery *delivery = new_delivery (fx, with);

  delivery->floor_us = floor_us;
  g_ptr_array_add (delivery->messages, make (fx, with, n));
  archive_delivered_free (deliver (fx, delivery));
}

static GPtrArray *
begin (ArchiveFixture *fx,
       const char     *owner,
       gint64         *floor_us)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GPtrArray *ranges;

  archive_history_begin_async (fx->database, fx->account_id, owner, NULL, archive_wait_cb, &wait);
  ranges = archive_history_begin_finish (fx->database, archive_wait (&wait), floor_us, &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return ranges;
}

static ArchiveConversation *
find_conversation (ArchiveFixture *fx,
                   const char     *with)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveConversation *conversation;

  archive_conversations_ensure_async (fx->database, fx->account_id, with,
                                      ARCHIVE_CONVERSATION_CHAT, NULL, archive_wait_cb, &wait);
  conversation = archive_conversations_ensure_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return conversation;
}

/* The ids of a conversation's messages, in order, with their places where @places. */
static char *
describe (ArchiveFixture *fx,
          const char     *with,
          gboolean        places)
{
  g_autoptr(ArchiveConversation) conversation = find_conversation (fx, with);
  g_autoptr(ArchivePage) page = archive_load (fx, conversation->id, 1000);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < page->messages->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (page->messages, i);

      g_string_append_printf (text, "%s ", message->ids.stanza);
      if (places)
        g_string_append_printf (text, "%" G_GINT64_FORMAT " ", message->sort_us);
    }
  return g_string_free (text, FALSE);
}

static void
assert_holds (ArchiveFixture *fx,
              const char     *with,
              guint           first,
              guint           last)
{
  g_autofree char *found = describe (fx, with, FALSE);
  g_autoptr(GString) expected = g_string_new (NULL);

  for (guint n = first; n <= last; n++)
    g_string_append_printf (expected, "s%u ", n);
  g_assert_cmpstr (found, ==, expected->str);
}

static char *
describe_ranges (ArchiveFixture *fx,
                 const char     *owner)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) ranges = begin (fx, owner, &floor_us);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      const ArchiveRange *range = g_ptr_array_index (ranges, i);

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " ",
                              range->first_id, range->first_sort_us, range->last_id,
                              range->last_sort_us);
    }
  return g_string_free (text, FALSE);
}

/* Leaves no room between the two ranges that are held of an archive. */
static void
narrow (ArchiveFixture *fx,
        const char     *owner)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) held = begin (fx, owner, &floor_us);
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  g_assert_cmpuint (held->len, ==, 2);
  ((ArchiveRange *) held->pdata[0])->last_sort_us =
    ((ArchiveRange *) held->pdata[1])->first_sort_us - 3;
  archive_history_set_async (fx->database, fx->account_id, owner, held, NULL, archive_wait_cb,
                             &wait);
  g_assert_true (archive_history_set_finish (fx->database, archive_wait (&wait), &error));
  g_clear_object (&wait.result);
}

/* Both archives use the same ids. Where one has no room, only its own messages and ranges move. */
static void
test_orders (ArchiveFixture *fx,
             gconstpointer   data)
{
  static const struct {
    const char *with;
    const char *owner;
  } sides[] = { { ROMEO, OWN }, { ROOM, ROOM } };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      deliver_page (fx, sides[i].with, 0, 9, -1, -1);
      deliver_page (fx, sides[i].with, 30, 39, -1, -1);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      gsize other = 1 - i;
      g_autofree char *messages = describe (fx, sides[other].with, TRUE);
      g_autofree char *ranges = describe_ranges (fx, sides[other].owner);
      g_autofree char *messages_after = NULL;
      g_autofree char *ranges_after = NULL;

      narrow (fx, sides[i].owner);
      g_assert_cmpuint (deliver_page (fx, sides[i].with, 10, 29, 30, 9), ==, 1);
      assert_holds (fx, sides[i].with, 0, 39);

      messages_after = describe (fx, sides[other].with, TRUE);
      ranges_after = describe_ranges (fx, sides[other].owner);
      g_assert_cmpstr (messages_after, ==, messages);
      g_assert_cmpstr (ranges_after, ==, ranges);
    }
}

/* What comes live in one stands at its end, wherever the other one's is. */
static void
test_ends (ArchiveFixture *fx,
           gconstpointer   data)
{
  gint64 now_us = g_get_real_time ();
  gint64 own_us = 0;
  gint64 room_us = 0;
  g_autoptr(GPtrArray) own = NULL;
  g_autoptr(GPtrArray) room = NULL;

  deliver_live (fx, ROOM, 0, now_us + G_TIME_SPAN_HOUR);
  deliver_live (fx, ROMEO, 0, 0);
  deliver_live (fx, ROOM, 1, 0);
  own = begin (fx, OWN, &own_us);
  room = begin (fx, ROOM, &room_us);
  g_assert_cmpint (own_us, <, now_us + G_TIME_SPAN_HOUR);
  g_assert_cmpint (room_us, >, now_us + G_TIME_SPAN_HOUR);
  assert_holds (fx, ROOM, 0, 1);
}

/* A message is forgotten in the archive in which it was deleted. */
static void
test_forgotten (ArchiveFixture *fx,
                gconstpointer   data)
{
  static const char *const withs[] = { ROOM, ROMEO };

  for (gsize i = 0; i < G_N_ELEMENTS (withs); i++)
    {
      g_autoptr(ArchiveConversation) conversation = NULL;
      g_autoptr(ArchivePage) page = NULL;
      g_autoptr(GError) error = NULL;
      ArchiveWait wait = { NULL };
      guint n = 10 * (guint) i;
      gint64 id;

      deliver_live (fx, withs[i], n, 0);
      conversation = find_conversation (fx, withs[i]);
      page = archive_load (fx, conversation->id, 10);
      id = ((ArchiveMessage *) g_ptr_array_index (page->messages, page->messages->len - 1))->id;
      archive_messages_delete_async (fx->database, &id, 1, NULL, archive_wait_cb, &wait);
      archive_messages_delete_finish (fx->database, archive_wait (&wait), &error);
      g_assert_no_error (error);
      g_clear_object (&wait.result);

      deliver_live (fx, withs[i], n, 0);
      deliver_live (fx, withs[1 - i], n, 0);
    }

  assert_holds (fx, ROMEO, 0, 0);
  assert_holds (fx, ROOM, 10, 10);
}

/* It was taken for somebody to chat with before it was known to be a room; and is one from then on. */
static void
test_was_chat (ArchiveFixture *fx,
               gconstpointer   data)
{
  g_autoptr(ArchiveConversation) conversation = find_conversation (fx, ROOM);

  g_assert_cmpint (conversation->kind, ==, ARCHIVE_CONVERSATION_CHAT);
  deliver_page (fx, ROOM, 0, 9, -1, -1);
  g_clear_pointer (&conversation, archive_conversation_free);
  conversation = find_conversation (fx, ROOM);
  g_assert_cmpint (conversation->kind, ==, ARCHIVE_CONVERSATION_ROOM);
  assert_holds (fx, ROOM, 0, 9);
}

static void
deliver_by (ArchiveFixture *fx,
            guint           n,
            const char     *author, /* (nullable) */
            const char     *replaces, /* (nullable) */
            gboolean        slice)
{
  ArchiveDelivery *delivery = new_delivery (fx, ROOM);
  ArchiveMessage *message = make (fx, ROOM, n);

  g_free (message->sender);
  message->sender = g_strdup (ROOM "/romeo");
  message->ids.author = g_strdup (author);
  message->replace_id = g_strdup (replaces);
  if (slice)
    {
      delivery->slice = archive_slice_new ();
      archive_slice_add (delivery->slice, message->ids.stanza, message->time_us, 0);
    }
  g_ptr_array_add (delivery->messages, message);
  archive_delivered_free (deliver (fx, delivery));
}

static void
assert_bodies (ArchiveFixture *fx,
               const char     *expected)
{
  g_autoptr(ArchiveConversation) conversation = find_conversation (fx, ROOM);
  g_autofree char *text = archive_describe (fx, conversation->id);

  g_assert_cmpstr (text, ==, expected);
}

/* Who takes a nick that is free now corrects nothing of who had it; in all orders, live and from the
 * archive. Who wrote something may be known only then. */
static void
test_nick_reuse (ArchiveFixture *fx,
                 gconstpointer   data)
{
  for (guint i = 0; i < 4; i++)
    {
      gboolean is_late = (i & 1) != 0;
      gboolean slice = (i & 2) != 0;

      archive_fixture_set_up (fx, NULL);
      deliver_by (fx, is_late ? 2 : 1, is_late ? "o:2" : "o:1", is_late ? "m1" : NULL, slice);
      deliver_by (fx, is_late ? 1 : 2, is_late ? "o:1" : "o:2", is_late ? NULL : "m1", slice);
      assert_bodies (fx, is_late ? "m2 m1" : "m1 m2");
      deliver_by (fx, 3, NULL, "m1", slice);
      assert_bodies (fx, is_late ? "m2 m1 m3" : "m1 m2 m3");
      deliver_by (fx, 3, "o:1", "m1", TRUE);
      assert_bodies (fx, is_late ? "m2 m3" : "m3 m2");
      archive_fixture_tear_down (fx, NULL);
    }
}

/* We have read up to what the room calls so; an id that somebody has given is another's, too. */
static void
test_read_elsewhere (ArchiveFixture *fx,
                     gconstpointer   data)
{
  ArchiveDelivery *delivery = new_delivery (fx, ROOM);
  g_autoptr(ArchiveDelivered) delivered = NULL;

  deliver_by (fx, 1, "o:1", NULL, FALSE);
  deliver_by (fx, 2, "o:1", NULL, FALSE);
  g_ptr_array_add (delivery->marks, archive_mark_new (ARCHIVE_MARK_READ, ROOM, "m2", STAMP_US));
  delivered = deliver (fx, delivery);
  g_assert_cmpuint (delivered->reads->len, ==, 0);
  g_clear_pointer (&delivered, archive_delivered_free);

  delivery = new_delivery (fx, ROOM);
  g_ptr_array_add (delivery->marks, archive_mark_new (ARCHIVE_MARK_READ, ROOM, "s1", STAMP_US));
  delivered = deliver (fx, delivery);
  g_assert_cmpuint (delivered->reads->len, ==, 1);
  g_assert_cmpuint (g_array_index (delivered->reads, ArchiveRead, 0).unread, ==, 1);
}

/* @n_way: 0: as it should be; else what makes it another message. */
static ArchiveInserted
deliver_told (ArchiveFixture *fx,
              guint           n_way)
{
  ArchiveDelivery *delivery = new_delivery (fx, ROOM);
  ArchiveMessage *message = make (fx, ROOM, 1);
  g_autoptr(ArchiveDelivered) delivered = NULL;

  g_clear_pointer (&message->ids.stanza, g_free);
  g_free (message->sender);
  message->sender = g_strdup_printf (ROOM "/nick%u", n_way);
  message->is_told = n_way != 1;
  if (n_way == 2)
    message->ids.author = g_strdup ("o:other");
  if (n_way == 3)
    {
      g_free (message->body);
      message->body = g_strdup ("Other words");
    }
  g_ptr_array_add (delivery->messages, message);
  delivered = deliver (fx, delivery);
  return g_array_index (delivered->inserted, ArchiveInserted, 0);
}

/* What a room tells of what was said before has perhaps no author that it vouches for. With our id
 * and our words it is ours, and the room has it; else it is not. */
static void
test_own_told (ArchiveFixture *fx,
               gconstpointer   data)
{
  ArchiveDelivery *delivery = new_delivery (fx, ROOM);
  ArchiveMessage *own = make (fx, ROOM, 1);
  g_autoptr(ArchiveDelivered) delivered = NULL;
  ArchiveInserted told;

  g_clear_pointer (&own->ids.stanza, g_free);
  g_free (own->sender);
  own->sender = g_strdup (OWN);
  own->direction = ARCHIVE_OUTGOING;
  own->state = ARCHIVE_STATE_QUEUED;
  g_ptr_array_add (delivery->messages, own);
  delivered = deliver (fx, delivery);
  for (guint n_way = 1; n_way <= 3; n_way++)
    {
      told = deliver_told (fx, n_way);
      g_assert_cmpint (told.outcome, ==, ARCHIVE_OUTCOME_NEW);
    }

  told = deliver_told (fx, 0);
  g_assert_cmpint (told.outcome, ==, ARCHIVE_OUTCOME_LEARNT);
  g_assert_cmpint (told.state, ==, ARCHIVE_STATE_DELIVERED);
  g_assert_cmpint (told.id, ==, g_array_index (delivered->inserted, ArchiveInserted, 0).id);
  told = deliver_told (fx, 0);
  g_assert_cmpint (told.outcome, ==, ARCHIVE_OUTCOME_KNOWN);
}

static ArchiveInserted
insert_sent (ArchiveFixture *fx,
             const char     *id,
             const char     *body,
             const char     *stanza_id) /* (nullable) */
{
  ArchiveMessage *message = archive_make_outgoing (fx, ROOM, id, body);

  message->conversation_id = 0;
  message->with_kind = ARCHIVE_CONVERSATION_ROOM;
  message->state = stanza_id != NULL ? ARCHIVE_STATE_DELIVERED : ARCHIVE_STATE_SENT;
  message->ids.stanza = g_strdup (stanza_id);
  return archive_insert_one (fx, message);
}

/* What a room has lost has failed; not what is there under another id, what is known to have got
 * through, or what stands outside of what is held. */
static void
test_lost (ArchiveFixture *fx,
           gconstpointer   data)
{
  ArchiveInserted outside = insert_sent (fx, "o", "Outside", NULL);
  ArchiveInserted lost = insert_sent (fx, "l", "Lost", NULL);
  ArchiveInserted known;
  ArchiveInserted later;
  ArchiveWait wait = { NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes = NULL;

  insert_sent (fx, "a", "Other id", NULL);
  insert_sent (fx, "b", "Other id", "s1");
  known = insert_sent (fx, "k", "Known", "s2");
  later = insert_sent (fx, "n", "Not yet", NULL);
  g_assert_cmpint (known.sort_us, <, later.sort_us);
  archive_outbox_fail_lost_async (fx->database, lost.conversation_id, outside.sort_us + 1,
                                  later.sort_us, "lost", NULL, archive_wait_cb, &wait);
  changes = archive_outbox_fail_lost_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpint (g_array_index (changes, ArchiveChange, 0).id, ==, lost.id);
  g_assert_cmpint (g_array_index (changes, ArchiveChange, 0).state, ==, ARCHIVE_STATE_FAILED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/rooms/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("orders", test_orders);
  ADD ("ends", test_ends);
  ADD ("forgotten", test_forgotten);
  ADD ("was-chat", test_was_chat);
  ADD ("read-elsewhere", test_read_elsewhere);
  ADD ("own-told", test_own_told);
  ADD ("lost", test_lost);
#undef ADD
  g_test_add ("/archive/rooms/nick-reuse", ArchiveFixture, NULL, NULL, test_nick_reuse, NULL);

  return g_test_run ();
}
