/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of a server's archive: held ranges, the archive's order, what is said about messages, what
 * was read, and what was deleted here. The server's archive of these tests is a list of messages,
 * numbered from 0; each is with Romeo, or with the nurse where its number can be divided by 3. */
#include "archive-delivery.h"
#include "archive-fixture.h"
#include "archive-history.h"

#include <stdlib.h>

#define OWNER "juliet@capulet.lit"
#define ROMEO "romeo@montague.lit"
#define NURSE "nurse@capulet.lit"

/* All of it was within a second, as servers count. */
#define STAMP_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

static const char *
get_with (guint n)
{
  return n % 3 == 0 ? NURSE : ROMEO;
}

/* Every seventh is a receipt or the like. */
static gboolean
is_kept (guint n)
{
  return n % 7 != 6;
}

static ArchiveMessage *
make_message (ArchiveFixture *fx,
              guint           n)
{
  g_autofree char *id = g_strdup_printf ("m%u", n);
  gboolean is_own = n % 4 == 1;
  ArchiveMessage *message = is_own ? archive_make_outgoing (fx, get_with (n), id, id)
                                   : archive_make_incoming (fx, get_with (n), id, id);

  if (is_own)
    message->state = ARCHIVE_STATE_SENT;
  message->account_id = fx->account_id;
  message->conversation_id = 0;
  message->time_us = STAMP_US;
  message->ids.stanza = g_strdup_printf ("s%u", n);
  return message;
}

static void
add_message (ArchiveDelivery *delivery,
             ArchiveFixture  *fx,
             guint            n)
{
  g_autofree char *id = g_strdup_printf ("s%u", n);
  int place = -1;

  if (is_kept (n))
    {
      place = (int) delivery->messages->len;
      g_ptr_array_add (delivery->messages, make_message (fx, n));
    }
  if (delivery->slice != NULL)
    archive_slice_add (delivery->slice, id, STAMP_US, place);
}

static ArchiveDelivery *
new_delivery (ArchiveFixture *fx,
              gint64          floor_us)
{
  ArchiveDelivery *delivery = archive_delivery_new (fx->account_id, OWNER);

  delivery->floor_us = floor_us;
  return delivery;
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

/* The page of messages from @first to @last; -1: nothing lies on that side. */
static ArchiveDelivered *
deliver_page (ArchiveFixture *fx,
              guint           first,
              guint           last,
              int             before,
              int             after,
              gint64          floor_us)
{
  ArchiveDelivery *delivery = new_delivery (fx, floor_us);

  delivery->slice = archive_slice_new ();
  for (guint n = first; n <= last; n++)
    add_message (delivery, fx, n);
  if (before >= 0)
    delivery->slice->before_id = g_strdup_printf ("s%d", before);
  if (after >= 0)
    delivery->slice->after_id = g_strdup_printf ("s%d", after);
  delivery->slice->at_start = first == 0;
  return deliver (fx, delivery);
}

static void
deliver_live (ArchiveFixture *fx,
              guint           n,
              gint64          floor_us)
{
  ArchiveDelivery *delivery = new_delivery (fx, floor_us);

  add_message (delivery, fx, n);
  archive_delivered_free (deliver (fx, delivery));
}

static GPtrArray *
begin (ArchiveFixture *fx,
       gint64         *floor_us)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GPtrArray *ranges;

  archive_history_begin_async (fx->database, fx->account_id, OWNER, NULL, archive_wait_cb, &wait);
  ranges = archive_history_begin_finish (fx->database, archive_wait (&wait), floor_us, &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return ranges;
}

static void
assert_ranges (GPtrArray  *ranges,
               const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      const ArchiveRange *range = g_ptr_array_index (ranges, i);

      g_string_append_printf (text, "%s%s%s-%s", i > 0 ? " " : "", range->at_start ? "|" : "",
                              range->first_id, range->last_id);
      g_assert_cmpint (range->first_sort_us, <=, range->last_sort_us);
      if (i > 0)
        g_assert_cmpint (((ArchiveRange *) ranges->pdata[i - 1])->last_sort_us, <,
                         range->first_sort_us);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_held (ArchiveFixture *fx,
             const char     *expected)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) ranges = begin (fx, &floor_us);

  assert_ranges (ranges, expected);
}

static gint64
find_conversation (ArchiveFixture *fx,
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
  return conversation->id;
}

/* Both conversations hold just what the server has, in its order. */
static void
assert_equal (ArchiveFixture *fx,
              guint           first,
              guint           last)
{
  static const char *const withs[] = { ROMEO, NURSE };

  for (gsize i = 0; i < G_N_ELEMENTS (withs); i++)
    {
      g_autoptr(GString) expected = g_string_new (NULL);
      g_autoptr(ArchivePage) page =
        archive_load (fx, find_conversation (fx, withs[i]), 1000);
      g_autoptr(GString) found = g_string_new (NULL);

      for (guint n = first; n <= last; n++)
        if (is_kept (n) && g_str_equal (get_with (n), withs[i]))
          g_string_append_printf (expected, " s%u", n);
      for (guint n = 0; n < page->messages->len; n++)
        g_string_append_printf (found, " %s",
                                ((ArchiveMessage *) page->messages->pdata[n])->ids.stanza);
      g_assert_cmpstr (found->str, ==, expected->str);
    }
}

/* What of both conversations is held stands in the server's order. */
static void
assert_rising (ArchiveFixture *fx)
{
  static const char *const withs[] = { ROMEO, NURSE };

  for (gsize i = 0; i < G_N_ELEMENTS (withs); i++)
    {
      g_autoptr(ArchivePage) page = archive_load (fx, find_conversation (fx, withs[i]), 1000);
      int last = -1;

      for (guint n = 0; n < page->messages->len; n++)
        {
          int number = atoi (((ArchiveMessage *) page->messages->pdata[n])->ids.stanza + 1);

          g_assert_cmpint (number, >, last);
          last = number;
        }
    }
}

/* Newest page first, then back, all with one stamp. */
static void
test_backwards (ArchiveFixture *fx,
                gconstpointer   data)
{
  g_autoptr(ArchiveDelivered) newest = NULL;
  g_autoptr(ArchiveDelivered) middle = NULL;
  g_autoptr(ArchiveDelivered) oldest = NULL;

  newest = deliver_page (fx, 200, 299, -1, -1, 0);
  assert_ranges (newest->ranges, "s200-s299");
  assert_equal (fx, 200, 299);
  middle = deliver_page (fx, 100, 199, 200, -1, 0);
  assert_ranges (middle->ranges, "s100-s299");
  assert_equal (fx, 100, 299);
  oldest = deliver_page (fx, 0, 99, 100, -1, 0);
  assert_ranges (oldest->ranges, "|s0-s299");
  assert_equal (fx, 0, 299);
  g_assert_cmpuint (newest->shifts->len + middle->shifts->len + oldest->shifts->len, ==, 0);
  assert_held (fx, "|s0-s299");
}

/* What comes live hides no gap. */
static void
test_gap_behind_live (ArchiveFixture *fx,
                      gconstpointer   data)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) before = begin (fx, &floor_us);
  g_autoptr(GPtrArray) ranges = NULL;

  assert_ranges (before, "");
  archive_delivered_free (deliver_page (fx, 0, 9, -1, -1, 0));
  ranges = begin (fx, &floor_us);
  assert_ranges (ranges, "|s0-s9");

  deliver_live (fx, 30, floor_us);
  deliver_live (fx, 31, floor_us);
  assert_held (fx, "|s0-s9");
  archive_delivered_free (deliver_page (fx, 25, 30, -1, -1, floor_us));
  assert_held (fx, "|s0-s9 s25-s30");
  archive_delivered_free (deliver_page (fx, 15, 24, 25, -1, floor_us));
  assert_held (fx, "|s0-s9 s15-s30");
  archive_delivered_free (deliver_page (fx, 10, 14, 15, 9, floor_us));
  assert_held (fx, "|s0-s30");
  assert_equal (fx, 0, 31);
}

/* A page that meets what is held, one that is empty, and one that holds all. */
static void
test_joining (ArchiveFixture *fx,
              gconstpointer   data)
{
  archive_delivered_free (deliver_page (fx, 10, 19, -1, -1, 0));
  archive_delivered_free (deliver_page (fx, 30, 39, -1, -1, 0));
  archive_delivered_free (deliver_page (fx, 50, 59, -1, -1, 0));
  assert_held (fx, "s10-s19 s30-s39 s50-s59");
  archive_delivered_free (deliver_page (fx, 35, 49, 50, -1, 0));
  assert_held (fx, "s10-s19 s30-s59");
  archive_delivered_free (deliver_page (fx, 20, 25, -1, 19, 0));
  assert_held (fx, "s10-s25 s30-s59");
  archive_delivered_free (deliver_page (fx, 26, 29, 30, 25, 0));
  assert_held (fx, "s10-s59");
  assert_equal (fx, 10, 59);

  /* Nothing is older. */
  archive_delivered_free (deliver_page (fx, 0, 9, 10, -1, 0));
  assert_held (fx, "|s0-s59");

  archive_delivered_free (deliver_page (fx, 70, 79, -1, -1, 0));
  assert_held (fx, "|s0-s59 s70-s79");
  /* The server has thrown away what lay between. */
  archive_delivered_free (deliver_page (fx, 1, 0, 70, 59, 0));
  assert_held (fx, "|s0-s79");
  archive_delivered_free (deliver_page (fx, 60, 90, -1, -1, 0));
  assert_held (fx, "|s0-s90");
}

/* What came live in another order, or in part before, ends in the archive's order; own messages
 * learn where they stand. */
static void
test_order (ArchiveFixture *fx,
            gconstpointer   data)
{
  static const guint live[] = { 12, 10, 11, 15, 14, 13 };
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) ranges = NULL;

  archive_delivered_free (deliver_page (fx, 0, 5, -1, -1, 0));
  ranges = begin (fx, &floor_us);
  for (gsize i = 0; i < G_N_ELEMENTS (live); i++)
    {
      if (live[i] % 4 == 1 && is_kept (live[i]))
        {
          g_autoptr(GPtrArray) own =
            g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
          ArchiveMessage *message = make_message (fx, live[i]);
          g_autoptr(GArray) inserted = NULL;

          /* Sent from here: nobody tells its id. */
          g_clear_pointer (&message->ids.stanza, g_free);
          message->time_us = g_get_real_time () + G_USEC_PER_SEC;
          g_ptr_array_add (own, message);
          inserted = archive_insert (fx, own, ARCHIVE_PLACE_END);
        }
      else
        deliver_live (fx, live[i], floor_us);
    }
  archive_delivered_free (deliver_page (fx, 8, 15, -1, -1, floor_us));
  archive_delivered_free (deliver_page (fx, 6, 7, 8, 5, floor_us));
  assert_equal (fx, 0, 15);
  deliver_live (fx, 16, floor_us);
  assert_equal (fx, 0, 16);
}

/* What came live is held by now; what the archive has after it comes after it. */
static void
test_after_live (ArchiveFixture *fx,
                 gconstpointer   data)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) ranges = NULL;

  archive_delivered_free (deliver_page (fx, 0, 5, -1, -1, 0));
  ranges = begin (fx, &floor_us);
  for (guint n = 8; n <= 12; n++)
    deliver_live (fx, n, floor_us);
  archive_delivered_free (deliver_page (fx, 3, 12, -1, -1, floor_us));
  assert_held (fx, "|s0-s12");
  archive_delivered_free (deliver_page (fx, 13, 18, -1, 12, floor_us));
  assert_held (fx, "|s0-s18");
  assert_equal (fx, 0, 18);
}

/* Offline messages are live ones that are older than the newest page. */
static void
test_offline (ArchiveFixture *fx,
              gconstpointer   data)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) ranges = begin (fx, &floor_us);

  archive_delivered_free (deliver_page (fx, 40, 49, -1, -1, floor_us));
  for (guint n = 20; n < 52; n++)
    if (is_kept (n))
      deliver_live (fx, n, floor_us);
  for (int n = 40; n > 0; n -= 10)
    archive_delivered_free (deliver_page (fx, (guint) n - 10, (guint) n - 1, n, -1, floor_us));
  assert_held (fx, "|s0-s49");
  assert_equal (fx, 0, 51);
}

/* Whatever the clock here says of live messages: the order is the server's all the same. */
static void
test_skew (ArchiveFixture *fx,
           gconstpointer   data)
{
  int held = -1;

  for (int end = 299; end < 900; end += 300)
    {
      gint64 floor_us = 0;
      g_autoptr(GPtrArray) ranges = begin (fx, &floor_us);
      int before = end;

      deliver_live (fx, (guint) end, floor_us + (end == 299 ? G_TIME_SPAN_HOUR : 0));
      while (before > held + 1)
        {
          int first = MAX (before - 100, held + 1);

          archive_delivered_free (
            deliver_page (fx, (guint) first, (guint) before - 1, before == end ? -1 : before,
                          first == held + 1 ? held : -1, floor_us));
          before = first;
        }
      held = end - 1;
      assert_equal (fx, 0, (guint) end);
    }
}

/* No room between two ranges: what comes after moves on. */
static void
test_shift (ArchiveFixture *fx,
            gconstpointer   data)
{
  g_autoptr(GPtrArray) ranges =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_range_free);
  g_autoptr(ArchiveDelivered) delivered = NULL;
  g_autoptr(GPtrArray) held = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveRange *above;
  ArchiveWait wait = { NULL };
  gint64 floor_us = 0;

  archive_delivered_free (deliver_page (fx, 0, 9, -1, -1, 0));
  archive_delivered_free (deliver_page (fx, 30, 39, -1, -1, 0));
  held = begin (fx, &floor_us);
  above = g_ptr_array_index (held, 1);
  ((ArchiveRange *) held->pdata[0])->last_sort_us = above->first_sort_us - 3;
  archive_history_set_async (fx->database, fx->account_id, OWNER, held, NULL, archive_wait_cb,
                             &wait);
  g_assert_true (archive_history_set_finish (fx->database, archive_wait (&wait), &error));
  g_clear_object (&wait.result);

  delivered = deliver_page (fx, 10, 29, 30, 9, 0);
  g_assert_cmpuint (delivered->shifts->len, ==, 1);
  assert_held (fx, "|s0-s39");
  assert_equal (fx, 0, 39);
}

/* Killed between two pages: what is said to be held is held. */
static void
test_restart (ArchiveFixture *fx,
              gconstpointer   data)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) ranges = NULL;

  archive_delivered_free (deliver_page (fx, 20, 29, -1, -1, 0));
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  assert_held (fx, "s20-s29");
  ranges = begin (fx, &floor_us);
  deliver_live (fx, 45, floor_us);
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  assert_held (fx, "s20-s29");
  archive_delivered_free (deliver_page (fx, 40, 49, -1, -1, 0));
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  archive_delivered_free (deliver_page (fx, 28, 39, 40, -1, 0));
  archive_delivered_free (deliver_page (fx, 0, 19, 20, -1, 0));
  assert_held (fx, "|s0-s49");
  assert_equal (fx, 0, 49);
}

/* Either both or neither: the ranges never say more than is held. */
static void
test_refused (ArchiveFixture *fx,
              gconstpointer   data)
{
  g_autoptr(ArchiveDelivery) delivery = new_delivery (fx, 0);
  g_autoptr(ArchiveDelivered) delivered = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveMessage *message = make_message (fx, 1);

  delivery->slice = archive_slice_new ();
  add_message (delivery, fx, 0);
  message->conversation_id = 4711;
  g_ptr_array_add (delivery->messages, message);
  archive_slice_add (delivery->slice, "s1", STAMP_US, 1);
  archive_deliver_async (fx->database, delivery, NULL, archive_wait_cb, &wait);
  delivered = archive_deliver_finish (fx->database, archive_wait (&wait), &error);
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_CONSTRAINT);
  g_assert_null (delivered);
  g_clear_object (&wait.result);
  assert_held (fx, "");
}

/* Live messages become held when somebody says so, and only on top of what they go on with. */
static void
test_held (ArchiveFixture *fx,
           gconstpointer   data)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) ranges = NULL;
  ArchiveDelivery *delivery;

  archive_delivered_free (deliver_page (fx, 0, 9, -1, -1, 0));
  ranges = begin (fx, &floor_us);
  deliver_live (fx, 10, floor_us);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ArchiveDelivered) delivered = NULL;

      delivery = new_delivery (fx, floor_us);
      delivery->held_after = g_strdup (i == 0 ? "s8" : "s9");
      delivery->held_id = g_strdup ("s10");
      delivery->held_us = STAMP_US;
      delivery->held_sort_us = floor_us;
      delivered = deliver (fx, delivery);
      g_assert_cmpint (delivered->is_extended, ==, i > 0);
      assert_held (fx, i == 0 ? "|s0-s9" : "|s0-s10");
    }
}

/* Sent again by who could not know that it had arrived: one row, where the first copy stands. */
static void
test_copies (ArchiveFixture *fx,
             gconstpointer   data)
{
  static const gboolean ways[][2] = { { FALSE, TRUE }, { TRUE, FALSE }, { TRUE, TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *with = g_strdup_printf ("romeo%zu@montague.lit", i);
      g_autofree char *text = NULL;
      gint64 conversation_id = find_conversation (fx, with);

      /* The newer copy first; the older one first; both at once. */
      for (guint step = 0; step < 2; step++)
        {
          ArchiveDelivery *delivery = new_delivery (fx, 0);

          delivery->is_history = TRUE;
          delivery->slice = archive_slice_new ();
          for (guint n = 0; n < 4; n++)
            {
              gboolean is_new = n >= 2;
              g_autofree char *stanza = g_strdup_printf ("c%zu-%u", i, n);
              g_autofree char *name = g_strdup_printf ("%zu-%s", i, n == 1 || n == 2 ? "twice"
                                                                   : n == 0 ? "first" : "last");
              ArchiveMessage *message;

              if (is_new ? !ways[i][1] && step == 0 : !ways[i][0] && step == 0)
                continue;

              message = archive_make_incoming (fx, with, name, name);
              message->time_us = STAMP_US + n;
              message->ids.origin = g_strdup (name);
              message->ids.stanza = g_strdup (stanza);
              archive_slice_add (delivery->slice, stanza, STAMP_US + n,
                                 (int) delivery->messages->len);
              g_ptr_array_add (delivery->messages, message);
            }
          archive_delivered_free (deliver (fx, delivery));
        }

      text = archive_describe (fx, conversation_id);
      {
        g_autofree char *expected = g_strdup_printf ("%zu-first %zu-twice %zu-last", i, i, i);

        g_assert_cmpstr (text, ==, expected);
      }
    }
}

static ArchiveMessage *
find_message (ArchiveFixture *fx,
              guint           n)
{
  g_autofree char *id = g_strdup_printf ("m%u", n);
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveMessage *message;

  archive_messages_find_async (fx->database, find_conversation (fx, get_with (n)), id, NULL, NULL,
                               archive_wait_cb, &wait);
  message = archive_messages_find_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return message;
}

static void
assert_state (ArchiveFixture *fx,
              guint           n,
              ArchiveState    state)
{
  g_autoptr(ArchiveMessage) message = find_message (fx, n);

  g_assert_cmpint (message->state, ==, state);
}

static ArchiveDelivered *
deliver_mark (ArchiveFixture  *fx,
              ArchiveMarkKind  kind,
              guint            n)
{
  g_autofree char *id = g_strdup_printf ("m%u", n);
  ArchiveDelivery *delivery = new_delivery (fx, 0);
  ArchiveMark *mark = archive_mark_new (kind, get_with (n), id, STAMP_US);

  if (kind == ARCHIVE_MARK_FAILED)
    mark->error_condition = g_strdup ("gone");
  g_ptr_array_add (delivery->marks, mark);
  return deliver (fx, delivery);
}

/* What is said about a message before it is here waits for it. */
static void
test_marks (ArchiveFixture *fx,
            gconstpointer   data)
{
  g_autoptr(ArchiveDelivered) page = NULL;
  g_autoptr(ArchiveDelivered) failed = NULL;
  g_autoptr(ArchiveDelivered) nothing = NULL;
  g_autoptr(ArchiveDelivered) refused = NULL;

  archive_delivered_free (deliver_mark (fx, ARCHIVE_MARK_DELIVERED, 5));
  archive_delivered_free (deliver_mark (fx, ARCHIVE_MARK_DISPLAYED, 17));
  page = deliver_page (fx, 10, 29, -1, -1, 0);
  g_assert_cmpuint (page->changes->len, >, 0);
  assert_state (fx, 17, ARCHIVE_STATE_DISPLAYED);
  assert_state (fx, 25, ARCHIVE_STATE_SENT);
  archive_delivered_free (deliver_page (fx, 0, 9, 10, -1, 0));
  assert_state (fx, 5, ARCHIVE_STATE_DISPLAYED); /* 17 was seen, and all before it */
  assert_state (fx, 1, ARCHIVE_STATE_DISPLAYED);
  assert_state (fx, 9, ARCHIVE_STATE_SENT);      /* somebody else's */

  /* The archive has it: whoever says that it was refused is wrong. */
  refused = deliver_mark (fx, ARCHIVE_MARK_REFUSED, 29);
  g_assert_cmpuint (refused->changes->len, ==, 0);
  assert_state (fx, 29, ARCHIVE_STATE_SENT);

  failed = deliver_mark (fx, ARCHIVE_MARK_FAILED, 29);
  g_assert_cmpuint (failed->changes->len, ==, 1);
  assert_state (fx, 29, ARCHIVE_STATE_FAILED);
  nothing = deliver_mark (fx, ARCHIVE_MARK_FAILED, 4711);
  g_assert_cmpuint (nothing->changes->len, ==, 0);
}

static guint
get_unread (ArchiveDelivered *delivered,
            gint64            conversation_id)
{
  for (guint i = 0; i < delivered->reads->len; i++)
    if (g_array_index (delivered->reads, ArchiveRead, i).conversation_id == conversation_id)
      return g_array_index (delivered->reads, ArchiveRead, i).unread;
  return G_MAXUINT;
}

/* What was missed is unread, unless we wrote after it; what is older than all is not. */
static void
test_unread (ArchiveFixture *fx,
             gconstpointer   data)
{
  g_autoptr(ArchiveDelivery) old = new_delivery (fx, 0);
  g_autoptr(ArchiveDelivered) history = NULL;
  g_autoptr(ArchiveDelivered) news = NULL;
  g_autoptr(ArchiveDelivered) read = NULL;
  gint64 romeo;

  old->is_history = TRUE;
  old->slice = archive_slice_new ();
  for (guint n = 0; n < 20; n++)
    add_message (old, fx, n);
  history = deliver (fx, archive_delivery_ref (old));
  romeo = find_conversation (fx, ROMEO);
  g_assert_cmpuint (get_unread (history, romeo), ==, 0);

  news = deliver_page (fx, 20, 28, -1, 19, 0); /* 20 22 23 26 28; we wrote 25 */
  g_assert_cmpuint (get_unread (news, romeo), ==, 2);
  read = deliver_mark (fx, ARCHIVE_MARK_READ, 26);
  g_assert_cmpuint (get_unread (read, romeo), ==, 1);
}

static ArchiveDelivered *
deliver_seen (ArchiveFixture *fx,
              const char     *id)
{
  ArchiveDelivery *delivery = new_delivery (fx, 0);

  g_ptr_array_add (delivery->marks, archive_mark_new (ARCHIVE_MARK_SEEN, ROMEO, id, STAMP_US));
  return deliver (fx, delivery);
}

/* XEP-0490: by the archive's id alone, and once it is here. */
static void
test_seen (ArchiveFixture *fx,
           gconstpointer   data)
{
  g_autoptr(ArchiveDelivered) seen = NULL;
  g_autoptr(ArchiveDelivered) by_sender = NULL;
  g_autoptr(ArchiveDelivered) late = NULL;
  g_autoptr(ArchiveDelivered) older = NULL;
  gint64 romeo;

  archive_delivered_free (deliver_page (fx, 0, 19, -1, -1, 0));
  romeo = find_conversation (fx, ROMEO);
  seen = deliver_seen (fx, "s16");
  g_assert_cmpuint (get_unread (seen, romeo), ==, 1); /* 19 */
  by_sender = deliver_seen (fx, "m19");
  g_assert_cmpuint (by_sender->reads->len, ==, 0);
  older = deliver_seen (fx, "s1");
  g_assert_cmpuint (get_unread (older, romeo), ==, 1);

  archive_delivered_free (deliver_seen (fx, "s26"));
  late = deliver_page (fx, 20, 28, -1, 19, 0);
  g_assert_cmpuint (get_unread (late, romeo), ==, 1); /* 28 */
}

/* What was deleted here does not come back. */
static void
test_forgotten (ArchiveFixture *fx,
                gconstpointer   data)
{
  g_autoptr(ArchiveDelivery) old = new_delivery (fx, 0);
  g_autoptr(ArchiveMessage) message = NULL;
  g_autoptr(ArchiveDelivered) again = NULL;
  g_autoptr(ArchiveDelivered) older = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  gint64 romeo;

  archive_delivered_free (deliver_page (fx, 10, 19, -1, -1, 0));
  message = find_message (fx, 12);
  archive_messages_delete_async (fx->database, &message->id, 1, NULL, archive_wait_cb, &wait);
  archive_messages_delete_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  again = deliver_page (fx, 10, 19, -1, -1, 0);
  g_assert_cmpint (g_array_index (again->inserted, ArchiveInserted, 2).outcome, ==,
                   ARCHIVE_OUTCOME_FORGOTTEN);
  assert_held (fx, "s10-s19");

  romeo = find_conversation (fx, ROMEO);
  archive_conversations_clear_async (fx->database, romeo, NULL, archive_wait_cb, &wait);
  archive_conversations_clear_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  old->is_history = TRUE;
  old->slice = archive_slice_new ();
  for (guint n = 0; n < 10; n++)
    add_message (old, fx, n);
  old->slice->before_id = g_strdup ("s10");
  older = deliver (fx, archive_delivery_ref (old));
  for (guint i = 0; i < older->inserted->len; i++)
    {
      const ArchiveMessage *one = g_ptr_array_index (old->messages, i);

      g_assert_cmpint (g_array_index (older->inserted, ArchiveInserted, i).outcome, ==,
                       g_str_equal (one->with, ROMEO) ? ARCHIVE_OUTCOME_FORGOTTEN
                                                      : ARCHIVE_OUTCOME_NEW);
    }
  assert_held (fx, "s0-s19");

  /* What is new is new. */
  archive_delivered_free (deliver_page (fx, 20, 29, -1, 19, 0));
  {
    g_autoptr(ArchivePage) page = archive_load (fx, romeo, 100);

    g_assert_cmpuint (page->messages->len, ==, 6);
  }
}

/* The messages of one conversation from @first to @last, which lie before @before, without the
 * others. */
static void
deliver_look (ArchiveFixture *fx,
              const char     *with,
              guint           first,
              guint           last,
              guint           before)
{
  g_autoptr(ArchiveDelivery) delivery = new_delivery (fx, 0);

  delivery->is_history = TRUE;
  delivery->slice = archive_slice_new ();
  delivery->slice->is_partial = TRUE;
  delivery->slice->before_id = g_strdup_printf ("s%u", before);
  for (guint n = first; n <= last; n++)
    if (is_kept (n) && g_str_equal (get_with (n), with))
      add_message (delivery, fx, n);
  if (delivery->messages->len > 0)
    archive_delivered_free (deliver (fx, archive_delivery_ref (delivery)));
}

/* The run comes by what somebody has looked at, and all of it was within a second: the half of it
 * that the run has not seen yet stays where it belongs. */
static void
test_looked_at (ArchiveFixture *fx,
                gconstpointer   data)
{
  archive_delivered_free (deliver_page (fx, 90, 99, -1, -1, 0));
  deliver_look (fx, ROMEO, 50, 89, 91);
  deliver_look (fx, ROMEO, 0, 49, 50);
  assert_rising (fx);
  for (guint first = 75; first > 0; first -= 15)
    {
      archive_delivered_free (deliver_page (fx, first, first + 14, (int) first + 15, -1, 0));
      assert_rising (fx);
    }
  archive_delivered_free (deliver_page (fx, 0, 14, 15, -1, 0));
  assert_equal (fx, 0, 99);
}

/* What was read when it was looked at stays so when the run moves it to its place. */
static void
test_looked_at_is_read (ArchiveFixture *fx,
                        gconstpointer   data)
{
  archive_delivered_free (deliver_page (fx, 51, 51, -1, -1, 0));
  deliver_look (fx, ROMEO, 20, 50, 51);
  for (guint first = 41; first > 20; first -= 10)
    {
      g_autoptr(ArchiveDelivered) run = deliver_page (fx, first, first + 9, (int) first + 10, -1, 0);

      g_assert_cmpuint (get_unread (run, find_conversation (fx, ROMEO)), ==, 0);
    }
}

/* Up to where a piece of the archive is held that is not the newest one; -1: nowhere. */
static int
find_gap (ArchiveFixture *fx,
          guint          *first)
{
  gint64 floor_us = 0;
  g_autoptr(GPtrArray) ranges = begin (fx, &floor_us);
  const ArchiveRange *top = g_ptr_array_index (ranges, ranges->len - 1);

  *first = (guint) atoi (top->first_id + 1);
  return ranges->len > 1
           ? atoi (((ArchiveRange *) g_ptr_array_index (ranges, ranges->len - 2))->last_id + 1)
           : -1;
}

/* Looks and the run by turns, cut now and then, while the archive grows. */
static void
test_looked_at_by_turns (ArchiveFixture *fx,
                         gconstpointer   data)
{
  static const char *const withs[] = { ROMEO, NURSE };
  g_autoptr(GRand) rand = g_rand_new_with_seed (4711);
  guint n_held = 0;

  for (guint session = 0; session < 5; session++)
    {
      guint looked[] = { G_MAXUINT, G_MAXUINT };
      gboolean is_over[] = { FALSE, FALSE };
      guint first;

      n_held += (guint) g_rand_int_range (rand, 20, 120);
      first = n_held - (guint) g_rand_int_range (rand, 5, 15);
      archive_delivered_free (deliver_page (fx, first, n_held - 1, -1, -1, 0));
      for (;;)
        {
          int held = find_gap (fx, &first);
          guint which = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (withs));
          guint n_most = (guint) g_rand_int_range (rand, 1, 40);
          guint before;

          before = MIN (first, looked[which]);
          if (first == 0 || (session < 4 && g_rand_int_range (rand, 0, 12) == 0))
            break;

          while (before < n_held
                 && !(is_kept (before) && g_str_equal (get_with (before), withs[which])))
            before++;
          if (g_rand_boolean (rand) && before < n_held && (int) before > held + 1
              && !is_over[which])
            {
              looked[which] = before - MIN (before, n_most);
              is_over[which] = (int) looked[which] <= held;
              deliver_look (fx, withs[which], looked[which], before - 1, before);
            }
          else
            archive_delivered_free (
              deliver_page (fx, first - MIN (first, n_most), first - 1, (int) first, -1, 0));
          assert_rising (fx);
        }
    }
  assert_equal (fx, 0, n_held - 1);
}

/* Somebody looks at what is older of one conversation. At times the server begins with what is
 * newer, and is held. */
static void
look (ArchiveFixture *fx,
      GRand          *rand,
      int             held,
      guint           n_held)
{
  const char *with = g_rand_boolean (rand) ? ROMEO : NURSE;
  guint first = (guint) g_rand_int_range (rand, 0, held);
  guint before = (guint) held;
  guint last;

  while (before < n_held && !(is_kept (before) && g_str_equal (get_with (before), with)))
    before++;
  if (before == n_held)
    return;

  last = g_rand_boolean (rand) ? (guint) held : MIN (before + 5, n_held);
  deliver_look (fx, with, first, last - 1, before);
}

/* Any slices of an archive, in any order, with live messages in between: in the end it is whole. */
static void
test_random (ArchiveFixture *fx,
             gconstpointer   data)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (4711);
  guint n_held = 0; /* the archive has grown up to here */

  for (guint session = 0; session < 12; session++)
    {
      gint64 floor_us = 0;
      g_autoptr(GPtrArray) ranges = begin (fx, &floor_us);
      const ArchiveRange *top =
        ranges->len > 0 ? g_ptr_array_index (ranges, ranges->len - 1) : NULL;
      int held = top != NULL ? atoi (top->last_id + 1) : -1;
      guint n_missed = (guint) g_rand_int_range (rand, 0, 60);
      guint n_live = (guint) g_rand_int_range (rand, 0, 20);
      int before = (int) (n_held + n_missed);
      guint next_live = (guint) before;
      gboolean is_cut = session < 11 && g_rand_boolean (rand);

      n_held += n_missed + n_live;
      while (before > held + 1 && !(is_cut && g_rand_int_range (rand, 0, 4) == 0))
        {
          int first = MAX (before - g_rand_int_range (rand, 1, 20), held + 1);
          gboolean is_newest = before == (int) (n_held - n_live);

          if (next_live < n_held && g_rand_boolean (rand))
            deliver_live (fx, next_live++, floor_us);
          archive_delivered_free (deliver_page (fx, (guint) first, (guint) before - 1,
                                                is_newest ? -1 : before,
                                                first == held + 1 ? held : -1, floor_us));
          before = first;
        }
      while (next_live < n_held)
        deliver_live (fx, next_live++, floor_us);
      if (session % 3 == 2)
        {
          archive_fixture_close (fx);
          archive_fixture_open (fx);
        }
    }

  /* Then all gaps, from the top down. */
  archive_delivered_free (deliver_page (fx, n_held - 1, n_held - 1, -1, -1, 0));
  for (;;)
    {
      gint64 floor_us = 0;
      g_autoptr(GPtrArray) ranges = begin (fx, &floor_us);
      const ArchiveRange *top = g_ptr_array_index (ranges, ranges->len - 1);
      int first = atoi (top->first_id + 1);

      if (top->at_start)
        break;
      if (g_rand_boolean (rand))
        look (fx, rand, first, n_held);
      archive_delivered_free (deliver_page (fx, (guint) MAX (first - 10, 0), (guint) first - 1,
                                            first, -1, floor_us));
    }
  assert_equal (fx, 0, n_held - 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/history/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("backwards", test_backwards);
  ADD ("gap-behind-live", test_gap_behind_live);
  ADD ("joining", test_joining);
  ADD ("order", test_order);
  ADD ("after-live", test_after_live);
  ADD ("offline", test_offline);
  ADD ("skew", test_skew);
  ADD ("shift", test_shift);
  ADD ("restart", test_restart);
  ADD ("refused", test_refused);
  ADD ("held", test_held);
  ADD ("copies", test_copies);
  ADD ("marks", test_marks);
  ADD ("unread", test_unread);
  ADD ("seen", test_seen);
  ADD ("forgotten", test_forgotten);
  ADD ("looked-at", test_looked_at);
  ADD ("looked-at-is-read", test_looked_at_is_read);
  ADD ("looked-at-by-turns", test_looked_at_by_turns);
  ADD ("random", test_random);

  return g_test_run ();
}
