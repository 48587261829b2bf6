/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: identity, order, states, pages. */
#include "archive-fixture.h"
#include "archive-outbox.h"

#define ROMEO  "romeo@montague.lit"
#define TYBALT "tybalt@capulet.lit"
#define ROOM   "orchard@rooms.capulet.lit"

static void
test_insert_and_read (ArchiveFixture *fx,
                      gconstpointer   data)
{
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, "m1", "But soft!");
  g_autoptr(ArchivePage) page = NULL;
  const ArchiveMessage *read;
  ArchiveInserted inserted;

  message->flags = ARCHIVE_FLAG_MARKABLE | ARCHIVE_FLAG_RECEIPT_WANTED;
  message->encryption = ARCHIVE_ENCRYPTION_OMEMO_2;
  message->kind = ARCHIVE_MESSAGE_FILE;
  message->ids.stanza = g_strdup ("s1");
  message->ids.occupant = g_strdup ("o1");
  message->ids.author = g_strdup ("o:o1");
  message->thread = g_strdup ("t1");
  message->oob_url = g_strdup ("https://montague.lit/a");
  message->link = g_strdup ("https://montague.lit/\nMontague\n\n");
  message->reply_id = g_strdup ("m0");
  message->reply_to = g_strdup ("juliet@capulet.lit");
  message->replace_id = g_strdup ("r0");
  inserted = archive_insert_one (fx, archive_message_copy (message));
  g_assert_cmpint (inserted.outcome, ==, ARCHIVE_OUTCOME_NEW);
  g_assert_true (inserted.new_conversation);
  g_assert_cmpint (inserted.state, ==, ARCHIVE_STATE_RECEIVED);

  page = archive_load (fx, inserted.conversation_id, 10);
  g_assert_cmpuint (page->messages->len, ==, 1);
  g_assert_true (page->at_start && page->at_end);
  read = g_ptr_array_index (page->messages, 0);
  g_assert_cmpint (read->id, ==, inserted.id);
  g_assert_cmpint (read->account_id, ==, fx->account_id);
  g_assert_cmpint (read->conversation_id, ==, inserted.conversation_id);
  g_assert_cmpint (read->sort_us, ==, inserted.sort_us);
  g_assert_cmpint (read->time_us, ==, message->time_us);
  g_assert_cmpstr (read->with, ==, ROMEO);
  g_assert_cmpint (read->with_kind, ==, ARCHIVE_CONVERSATION_CHAT);
  g_assert_cmpstr (read->sender, ==, ROMEO);
  g_assert_cmpstr (read->resource, ==, "orchard");
  g_assert_cmpint (read->direction, ==, ARCHIVE_INCOMING);
  g_assert_cmpint (read->kind, ==, message->kind);
  g_assert_cmpint (read->state, ==, ARCHIVE_STATE_RECEIVED);
  g_assert_cmpint (read->encryption, ==, message->encryption);
  g_assert_cmpint (read->flags, ==, message->flags);
  g_assert_cmpstr (read->ids.message, ==, "m1");
  g_assert_null (read->ids.origin);
  g_assert_cmpstr (read->ids.stanza, ==, "s1");
  g_assert_cmpstr (read->ids.occupant, ==, "o1");
  g_assert_cmpstr (read->ids.author, ==, "o:o1");
  g_assert_cmpstr (read->body, ==, "But soft!");
  g_assert_cmpstr (read->thread, ==, "t1");
  g_assert_cmpstr (read->oob_url, ==, "https://montague.lit/a");
  g_assert_cmpstr (read->link, ==, "https://montague.lit/\nMontague\n\n");
  g_assert_cmpstr (read->reply_id, ==, "m0");
  g_assert_cmpstr (read->reply_to, ==, "juliet@capulet.lit");
  g_assert_cmpstr (read->replace_id, ==, "r0");
  g_assert_null (read->error_condition);
  g_assert_null (read->error_text);
  archive_message_free (message);
}

/* One message, as it may come: every pair of copies must end as one row. */
static const struct {
  const char *name;
  const char *first_message;
  const char *first_origin;
  const char *first_stanza;
  const char *second_message;
  const char *second_origin;
  const char *second_stanza;
  const char *second_sender;
  const char *second_body;
  gint64      later_us;
  gboolean    same;
} copies[] = {
  { "stanza-id", "a", NULL, "s", "b", NULL, "s", ROMEO, "text", 0, TRUE },
  { "stanza-id, whatever the rest", "a", "x", "s", "b", "y", "s", TYBALT, "t", 0, TRUE },
  { "origin-id learns stanza-id", "a", "a", NULL, "a", "a", "s", ROMEO, "text", 0, TRUE },
  { "origin-id, the id rewritten", "a", "o", NULL, "b", "o", "s", ROMEO, "text", 0, TRUE },
  { "origin-id, another text", "a", "a", NULL, "a", "a", NULL, ROMEO, "changed", 0, TRUE },
  { "sent twice after a crash", "a", "a", "s", "a", "a", "t", ROMEO, "text", 0, TRUE },
  { "origin-id of somebody else", "a", "a", NULL, "a", "a", NULL, TYBALT, "text", 0, FALSE },
  { "another origin-id", "a", "a", NULL, "a", "b", NULL, ROMEO, "text", 0, FALSE },
  { "id", "a", NULL, NULL, "a", NULL, NULL, ROMEO, "text", 0, TRUE },
  { "id learns stanza-id", "a", NULL, NULL, "a", NULL, "s", ROMEO, "text", 0, TRUE },
  { "id learns origin-id", "a", NULL, NULL, "a", "a", NULL, ROMEO, "text", 0, TRUE },
  { "id, an hour later", "a", NULL, NULL, "a", NULL, NULL, ROMEO, "text", G_TIME_SPAN_HOUR, TRUE },
  { "id used again days later", "a", NULL, NULL, "a", NULL, NULL, ROMEO, "text",
    -3 * G_TIME_SPAN_DAY, FALSE },
  { "id used again for another text", "1", NULL, NULL, "1", NULL, NULL, ROMEO, "other", 0, FALSE },
  { "id twice in the archive", "1", NULL, "s", "1", NULL, "t", ROMEO, "text", 0, FALSE },
  { "id of somebody else", "a", NULL, NULL, "a", NULL, NULL, TYBALT, "text", 0, FALSE },
  { "no ids", NULL, NULL, NULL, NULL, NULL, NULL, ROMEO, "text", 0, FALSE },
};

static ArchiveMessage *
make_copy (ArchiveFixture *fx,
           const char     *message_id,
           const char     *origin_id,
           const char     *stanza_id,
           const char     *body)
{
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, message_id, body);

  message->ids.origin = g_strdup (origin_id);
  message->ids.stanza = g_strdup (stanza_id);
  return message;
}

static void
test_identity (ArchiveFixture *fx,
               gconstpointer   data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (copies); i++)
    {
      g_autofree char *with = g_strdup_printf ("romeo%zu@montague.lit", i);
      ArchiveMessage *first = make_copy (fx, copies[i].first_message, copies[i].first_origin,
                                         copies[i].first_stanza, "text");
      ArchiveMessage *second = make_copy (fx, copies[i].second_message, copies[i].second_origin,
                                          copies[i].second_stanza, copies[i].second_body);
      g_autoptr(ArchivePage) page = NULL;
      const ArchiveMessage *row;
      ArchiveInserted one;
      ArchiveInserted two;

      g_test_message ("%s", copies[i].name);
      g_free (first->with);
      first->with = g_strdup (with);
      g_free (second->with);
      second->with = g_strdup (with);
      g_free (second->sender);
      second->sender = g_strdup (copies[i].second_sender);
      second->time_us = first->time_us + copies[i].later_us;

      one = archive_insert_one (fx, first);
      two = archive_insert_one (fx, second);
      g_assert_cmpint (one.conversation_id, ==, two.conversation_id);
      g_assert_false (two.new_conversation);
      page = archive_load (fx, one.conversation_id, 10);
      g_assert_cmpuint (page->messages->len, ==, copies[i].same ? 1 : 2);
      if (!copies[i].same)
        {
          g_assert_cmpint (two.outcome, ==, ARCHIVE_OUTCOME_NEW);
          continue;
        }

      g_assert_cmpint (one.id, ==, two.id);
      row = g_ptr_array_index (page->messages, 0);
      g_assert_cmpstr (row->body, ==, "text");
      g_assert_cmpstr (row->ids.stanza, ==,
                       copies[i].first_stanza != NULL ? copies[i].first_stanza
                                                      : copies[i].second_stanza);
      g_assert_cmpstr (row->ids.origin, ==,
                       copies[i].first_origin != NULL ? copies[i].first_origin
                                                      : copies[i].second_origin);
    }
}

/* In a room another occupant may send what bears the ids of mine. */
static void
test_identity_in_rooms (ArchiveFixture *fx,
                        gconstpointer   data)
{
  ArchiveMessage *mine = archive_make_outgoing (fx, ROOM, "o1", "hi");
  ArchiveMessage *forged = archive_make_incoming (fx, ROOM, "o1", "hi");
  ArchiveMessage *reflected = archive_make_outgoing (fx, ROOM, "o1", "hi");
  ArchiveMessage *renamed = archive_make_incoming (fx, ROOM, "o2", "nick");
  ArchiveMessage *again = archive_make_incoming (fx, ROOM, "o2", "nick");
  ArchiveMessage *other = archive_make_incoming (fx, ROOM, "o2", "nick");
  ArchiveInserted one;
  ArchiveInserted two;

  mine->with_kind = ARCHIVE_CONVERSATION_ROOM;
  one = archive_insert_one (fx, mine);
  g_free (forged->sender);
  forged->sender = g_strdup (ROOM "/mallory");
  forged->ids.origin = g_strdup ("o1");
  forged->ids.stanza = g_strdup ("s1");
  two = archive_insert_one (fx, forged);
  g_assert_cmpint (two.outcome, ==, ARCHIVE_OUTCOME_NEW);
  g_assert_cmpint (two.id, !=, one.id);

  g_free (reflected->sender);
  reflected->sender = g_strdup (ROOM "/juliet-of-another-nick");
  reflected->ids.stanza = g_strdup ("s2");
  reflected->state = ARCHIVE_STATE_SENT;
  two = archive_insert_one (fx, reflected);
  g_assert_cmpint (two.outcome, ==, ARCHIVE_OUTCOME_LEARNT);
  g_assert_cmpint (two.id, ==, one.id);
  g_assert_cmpint (two.state, ==, ARCHIVE_STATE_SENT);
  g_assert_cmpint (one.sort_us, >=, ARCHIVE_SORT_QUEUED);
  g_assert_cmpint (two.sort_us, <, ARCHIVE_SORT_QUEUED);

  g_free (renamed->sender);
  renamed->sender = g_strdup (ROOM "/romeo");
  renamed->ids.author = g_strdup ("o:occ-1");
  g_free (again->sender);
  again->sender = g_strdup (ROOM "/romeo2");
  again->ids.author = g_strdup ("o:occ-1");
  g_free (other->sender);
  other->sender = g_strdup (ROOM "/romeo");
  other->ids.author = g_strdup ("o:occ-2");
  one = archive_insert_one (fx, renamed);
  two = archive_insert_one (fx, again);
  g_assert_cmpint (one.id, ==, two.id);
  two = archive_insert_one (fx, other);
  g_assert_cmpint (one.id, !=, two.id);
}

static void
test_undecrypted_learns_text (ArchiveFixture *fx,
                              gconstpointer   data)
{
  ArchiveMessage *first = archive_make_incoming (fx, ROMEO, "m1", "[encrypted]");
  ArchiveMessage *second = archive_make_incoming (fx, ROMEO, "m1", "readable");
  ArchiveMessage *third = archive_make_incoming (fx, ROMEO, "m1", NULL);
  g_autofree char *text = NULL;
  ArchiveInserted inserted;

  first->kind = ARCHIVE_MESSAGE_UNDECRYPTED;
  first->encryption = ARCHIVE_ENCRYPTION_OMEMO;
  second->encryption = ARCHIVE_ENCRYPTION_OMEMO;
  third->kind = ARCHIVE_MESSAGE_UNDECRYPTED;
  third->encryption = ARCHIVE_ENCRYPTION_OMEMO;
  archive_insert_one (fx, first);
  inserted = archive_insert_one (fx, second);
  g_assert_cmpint (inserted.outcome, ==, ARCHIVE_OUTCOME_LEARNT);
  inserted = archive_insert_one (fx, third);
  g_assert_cmpint (inserted.outcome, ==, ARCHIVE_OUTCOME_KNOWN);
  text = archive_describe (fx, inserted.conversation_id);
  g_assert_cmpstr (text, ==, "readable");
}

static gint64
insert_at (ArchiveFixture *fx,
           const char     *id,
           gint64          time_us)
{
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, id, id);

  message->time_us = time_us;
  message->ids.stanza = g_strconcat ("s-", id, NULL);
  return archive_insert_one (fx, message).conversation_id;
}

static void
test_order_live (ArchiveFixture *fx,
                 gconstpointer   data)
{
  gint64 now_us = g_get_real_time ();
  g_autofree char *text = NULL;
  gint64 conversation_id;

  insert_at (fx, "a", now_us - 10);
  insert_at (fx, "b", now_us - 10);
  insert_at (fx, "delayed", now_us - G_TIME_SPAN_HOUR);
  insert_at (fx, "future", now_us + G_TIME_SPAN_DAY * 365);
  insert_at (fx, "long-ago", -5);
  conversation_id = insert_at (fx, "last", now_us);
  text = archive_describe (fx, conversation_id);
  g_assert_cmpstr (text, ==, "a b delayed future long-ago last");
}

static void
add_old (ArchiveFixture *fx,
         GPtrArray      *messages,
         const char     *id,
         gint64          time_us)
{
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, id, id);

  message->time_us = time_us;
  message->ids.stanza = g_strconcat ("s-", id, NULL);
  g_ptr_array_add (messages, message);
}

/* Pages of a server's archive: between what is known, in its order, whatever the stamps. */
static void
test_order_history (ArchiveFixture *fx,
                    gconstpointer   data)
{
  g_autoptr(GPtrArray) page =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;
  g_autofree char *text = NULL;
  gint64 day_us = g_get_real_time () - G_TIME_SPAN_DAY;
  gint64 conversation_id;

  insert_at (fx, "k1", day_us);
  insert_at (fx, "k2", day_us); /* right after k1: no room between them */
  conversation_id = insert_at (fx, "k3", day_us + 1000);

  add_old (fx, page, "a", day_us - 500);
  add_old (fx, page, "b", day_us - 500); /* the same second */
  add_old (fx, page, "c", day_us - 900); /* a clock that went back */
  add_old (fx, page, "k1", day_us);
  add_old (fx, page, "d", day_us + 5);
  add_old (fx, page, "e", day_us + 5);
  add_old (fx, page, "k2", day_us);
  add_old (fx, page, "f", day_us + 5000); /* later than k3, before it on the server */
  add_old (fx, page, "g", day_us + 5000);
  add_old (fx, page, "k3", day_us + 1000);
  add_old (fx, page, "h", day_us + 900);
  inserted = archive_insert (fx, page, ARCHIVE_PLACE_HISTORY);
  for (guint i = 0; i < inserted->len; i++)
    {
      const ArchiveInserted *one = &g_array_index (inserted, ArchiveInserted, i);
      const ArchiveMessage *message = g_ptr_array_index (page, i);

      g_assert_cmpint (one->outcome, ==, message->ids.message[0] == 'k' ? ARCHIVE_OUTCOME_KNOWN
                                                                       : ARCHIVE_OUTCOME_NEW);
    }

  text = archive_describe (fx, conversation_id);
  g_assert_cmpstr (text, ==, "a b c k1 d e k2 f g k3 h");
  insert_at (fx, "live", g_get_real_time ());
  g_free (text);
  text = archive_describe (fx, conversation_id);
  g_assert_cmpstr (text, ==, "a b c k1 d e k2 f g k3 h live");
}

/* A message of mine was stored before one that the server had first. */
static void
test_order_is_the_servers (ArchiveFixture *fx,
                           gconstpointer   data)
{
  g_autoptr(GPtrArray) page =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  ArchiveMessage *mine = archive_make_outgoing (fx, ROMEO, "mine", "mine");
  ArchiveMessage *copy = archive_make_outgoing (fx, ROMEO, "mine", "mine");
  g_autoptr(GArray) inserted = NULL;
  g_autofree char *text = NULL;
  gint64 conversation_id;

  mine->state = ARCHIVE_STATE_SENT;
  archive_insert_one (fx, mine);
  conversation_id = insert_at (fx, "theirs", g_get_real_time ());

  add_old (fx, page, "theirs", g_get_real_time ());
  copy->state = ARCHIVE_STATE_SENT;
  copy->ids.stanza = g_strdup ("s-mine");
  g_ptr_array_add (page, copy);
  inserted = archive_insert (fx, page, ARCHIVE_PLACE_HISTORY);
  g_assert_cmpint (g_array_index (inserted, ArchiveInserted, 1).outcome, ==,
                   ARCHIVE_OUTCOME_LEARNT);
  text = archive_describe (fx, conversation_id);
  g_assert_cmpstr (text, ==, "theirs mine");
}

static GArray *
set_state (ArchiveFixture *fx,
           gint64          id,
           ArchiveState    state,
           const char     *condition)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GArray *changes;

  archive_messages_set_state_async (fx->database, &id, 1, state, condition, condition, NULL,
                                    archive_wait_cb, &wait);
  changes = archive_messages_set_state_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return changes;
}

static ArchiveMessage *
get_message (ArchiveFixture *fx,
             gint64          id)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveMessage *message;

  archive_messages_get_async (fx->database, id, NULL, archive_wait_cb, &wait);
  message = archive_messages_get_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return message;
}

static void
test_queue (ArchiveFixture *fx,
            gconstpointer   data)
{
  ArchiveInserted first = archive_insert_one (fx, archive_make_outgoing (fx, ROMEO, "q1", "q1"));
  ArchiveInserted second = archive_insert_one (fx, archive_make_outgoing (fx, ROMEO, "q2", "q2"));
  g_autoptr(GPtrArray) outbox = NULL;
  g_autoptr(GArray) changes = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  g_autofree char *text = NULL;

  g_assert_cmpint (first.state, ==, ARCHIVE_STATE_QUEUED);
  archive_insert_one (fx, archive_make_outgoing (fx, TYBALT, "q3", "q3"));
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "in", "in"));
  text = archive_describe (fx, first.conversation_id);
  g_assert_cmpstr (text, ==, "in q1 q2");

  archive_outbox_load_async (fx->database, fx->account_id, NULL, archive_wait_cb, &wait);
  outbox = archive_outbox_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (outbox->len, ==, 3);
  for (guint i = 0; i < outbox->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (outbox, i);
      g_autofree char *expected = g_strdup_printf ("q%u", i + 1);

      g_assert_cmpstr (message->body, ==, expected);
      g_assert_cmpstr (message->ids.origin, ==, expected);
    }

  changes = set_state (fx, first.id, ARCHIVE_STATE_SENT, NULL);
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpint (g_array_index (changes, ArchiveChange, 0).sort_us, <, ARCHIVE_SORT_QUEUED);
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "in2", "in2"));
  g_free (text);
  text = archive_describe (fx, second.conversation_id);
  g_assert_cmpstr (text, ==, "in q1 in2 q2");
}

static void
test_states_move_on (ArchiveFixture *fx,
                     gconstpointer   data)
{
  static const struct {
    ArchiveState state;
    gboolean     follows;
  } steps[] = {
    { ARCHIVE_STATE_FAILED, TRUE },
    { ARCHIVE_STATE_QUEUED, TRUE },
    { ARCHIVE_STATE_QUEUED, FALSE },
    { ARCHIVE_STATE_RECEIVED, FALSE },
    { ARCHIVE_STATE_SENT, TRUE },
    { ARCHIVE_STATE_QUEUED, FALSE },
    { ARCHIVE_STATE_DELIVERED, TRUE },
    { ARCHIVE_STATE_SENT, FALSE },
    { ARCHIVE_STATE_FAILED, FALSE },
    { ARCHIVE_STATE_DISPLAYED, TRUE },
    { ARCHIVE_STATE_DELIVERED, FALSE },
    { ARCHIVE_STATE_FAILED, FALSE },
  };
  ArchiveInserted inserted = archive_insert_one (fx, archive_make_outgoing (fx, ROMEO, "m", "m"));
  ArchiveInserted incoming = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "i", "i"));
  ArchiveState state = ARCHIVE_STATE_QUEUED;
  g_autoptr(GArray) none = NULL;
  g_autoptr(GArray) not_mine = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(GArray) changes = set_state (fx, inserted.id, steps[i].state, "forbidden");
      g_autoptr(ArchiveMessage) message = get_message (fx, inserted.id);

      g_assert_cmpuint (changes->len, ==, steps[i].follows ? 1 : 0);
      if (steps[i].follows)
        {
          state = steps[i].state;
          g_assert_cmpint (g_array_index (changes, ArchiveChange, 0).state, ==, state);
          g_assert_cmpint (g_array_index (changes, ArchiveChange, 0).sort_us, ==, message->sort_us);
        }
      g_assert_cmpint (message->state, ==, state);
      g_assert_cmpint (message->sort_us >= ARCHIVE_SORT_QUEUED, ==, state == ARCHIVE_STATE_QUEUED);
      g_assert_cmpstr (message->error_condition, ==,
                       state == ARCHIVE_STATE_FAILED ? "forbidden" : NULL);
    }

  none = set_state (fx, 12345, ARCHIVE_STATE_SENT, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  not_mine = set_state (fx, incoming.id, ARCHIVE_STATE_DISPLAYED, NULL);
  g_assert_cmpuint (not_mine->len, ==, 0);
}

static guint
acknowledge (ArchiveFixture *fx,
             const char     *with,
             const char     *remote_id,
             ArchiveState    state,
             gboolean        up_to)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes = NULL;
  ArchiveWait wait = { NULL };

  archive_messages_acknowledge_async (fx->database, fx->account_id, with, remote_id, state, up_to,
                                      NULL, archive_wait_cb, &wait);
  changes = archive_messages_acknowledge_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  for (guint i = 0; i < changes->len; i++)
    g_assert_cmpint (g_array_index (changes, ArchiveChange, i).state, ==, state);
  return changes->len;
}

static void
test_acknowledge (ArchiveFixture *fx,
                  gconstpointer   data)
{
  gint64 ids[5];

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);

      ids[i] = archive_insert_one (fx, archive_make_outgoing (fx, ROMEO, id, id)).id;
      if (i < 4)
        g_array_unref (set_state (fx, ids[i], ARCHIVE_STATE_SENT, NULL));
    }

  g_assert_cmpuint (acknowledge (fx, ROMEO, "m1", ARCHIVE_STATE_DELIVERED, FALSE), ==, 1);
  g_assert_cmpuint (acknowledge (fx, ROMEO, "m1", ARCHIVE_STATE_DELIVERED, FALSE), ==, 0);
  g_assert_cmpuint (acknowledge (fx, "mallory@montague.lit", "m2", ARCHIVE_STATE_DELIVERED, FALSE),
                    ==, 0);
  g_assert_cmpuint (acknowledge (fx, ROMEO, "unknown", ARCHIVE_STATE_DISPLAYED, TRUE), ==, 0);
  g_assert_cmpuint (acknowledge (fx, ROMEO, "m2", ARCHIVE_STATE_DISPLAYED, TRUE), ==, 3);
  g_assert_cmpuint (acknowledge (fx, ROMEO, "m0", ARCHIVE_STATE_DISPLAYED, TRUE), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(ArchiveMessage) message = get_message (fx, ids[i]);

      g_assert_cmpint (message->state, ==, i <= 2 ? ARCHIVE_STATE_DISPLAYED
                                         : i == 3 ? ARCHIVE_STATE_SENT : ARCHIVE_STATE_QUEUED);
    }

  /* The receipt was quicker than the acknowledgement of the server. */
  g_assert_cmpuint (acknowledge (fx, ROMEO, "m4", ARCHIVE_STATE_DELIVERED, FALSE), ==, 1);
}

static ArchivePage *
load_page (ArchiveFixture  *fx,
           gint64           conversation_id,
           ArchivePageKind  kind,
           ArchivePosition  position,
           guint            limit)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchivePage *page;

  archive_messages_page_async (fx->database, conversation_id, kind, position, limit, NULL,
                               archive_wait_cb, &wait);
  page = archive_messages_page_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return page;
}

static void
assert_page (ArchivePage *page,
             guint        first,
             guint        n,
             guint        total)
{
  g_assert_cmpuint (page->messages->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (page->messages, i);
      g_autofree char *body = g_strdup_printf ("%u", first + i);

      g_assert_cmpstr (message->body, ==, body);
    }
  g_assert_cmpint (page->at_start, ==, first == 0);
  g_assert_cmpint (page->at_end, ==, first + n == total);
}

static ArchivePosition
position_of (ArchivePage *page,
             guint        i)
{
  const ArchiveMessage *message = g_ptr_array_index (page->messages, i);

  return (ArchivePosition) { message->sort_us, message->id };
}

static void
test_pages (ArchiveFixture *fx,
            gconstpointer   data)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;
  g_autoptr(ArchivePage) newest = NULL;
  g_autoptr(ArchivePage) before = NULL;
  g_autoptr(ArchivePage) after = NULL;
  g_autoptr(ArchivePage) around = NULL;
  g_autoptr(ArchivePage) oldest = NULL;
  g_autoptr(ArchivePage) nothing = NULL;
  g_autoptr(ArchivePage) beyond = NULL;
  ArchivePosition nowhere = { 0, 0 };
  gint64 id;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *body = g_strdup_printf ("%u", i);

      g_ptr_array_add (messages, archive_make_incoming (fx, ROMEO, body, body));
    }
  inserted = archive_insert (fx, messages, ARCHIVE_PLACE_END);
  id = g_array_index (inserted, ArchiveInserted, 0).conversation_id;
  archive_insert_one (fx, archive_make_incoming (fx, "other@montague.lit", "x", "x"));

  newest = load_page (fx, id, ARCHIVE_PAGE_NEWEST, nowhere, 30);
  assert_page (newest, 70, 30, 100);
  before = load_page (fx, id, ARCHIVE_PAGE_BEFORE, position_of (newest, 0), 30);
  assert_page (before, 40, 30, 100);
  after = load_page (fx, id, ARCHIVE_PAGE_AFTER, position_of (before, 29), 50);
  assert_page (after, 70, 30, 100);
  around = load_page (fx, id, ARCHIVE_PAGE_AROUND, position_of (before, 5), 20);
  assert_page (around, 35, 20, 100);
  oldest = load_page (fx, id, ARCHIVE_PAGE_OLDEST, nowhere, 5);
  assert_page (oldest, 0, 5, 100);
  nothing = load_page (fx, 4711, ARCHIVE_PAGE_NEWEST, nowhere, 5);
  g_assert_cmpuint (nothing->messages->len, ==, 0);
  g_assert_true (nothing->at_start && nothing->at_end);
  beyond = load_page (fx, id, ARCHIVE_PAGE_AFTER, position_of (newest, 29), 5);
  g_assert_cmpuint (beyond->messages->len, ==, 0);
  g_assert_true (!beyond->at_start && beyond->at_end);
}

/* Every tenth has a file, one of which was taken back. */
static void
test_file_pages (ArchiveFixture *fx,
                 gconstpointer   data)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;
  g_autoptr(ArchivePage) newest = NULL;
  g_autoptr(ArchivePage) older = NULL;
  g_autoptr(ArchivePage) rest = NULL;
  ArchivePosition end = { G_MAXINT64, G_MAXINT64 };
  gint64 id;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *body = g_strdup_printf ("%u", i);
      ArchiveMessage *message = archive_make_incoming (fx, ROMEO, body, body);

      if (i % 10 == 5)
        message->kind = ARCHIVE_MESSAGE_FILE;
      if (i == 45)
        message->flags |= ARCHIVE_FLAG_RETRACTED;
      g_ptr_array_add (messages, message);
    }
  inserted = archive_insert (fx, messages, ARCHIVE_PLACE_END);
  id = g_array_index (inserted, ArchiveInserted, 0).conversation_id;

  newest = load_page (fx, id, ARCHIVE_PAGE_FILES, end, 4);
  g_assert_cmpuint (newest->messages->len, ==, 4);
  g_assert_cmpstr (((ArchiveMessage *) newest->messages->pdata[0])->body, ==, "65");
  g_assert_cmpstr (((ArchiveMessage *) newest->messages->pdata[3])->body, ==, "95");
  older = load_page (fx, id, ARCHIVE_PAGE_FILES, position_of (newest, 0), 4);
  g_assert_cmpuint (older->messages->len, ==, 4);
  g_assert_cmpstr (((ArchiveMessage *) older->messages->pdata[0])->body, ==, "15");
  g_assert_cmpstr (((ArchiveMessage *) older->messages->pdata[3])->body, ==, "55");
  rest = load_page (fx, id, ARCHIVE_PAGE_FILES, position_of (older, 0), 4);
  g_assert_cmpuint (rest->messages->len, ==, 1);
}

static void
test_counts (ArchiveFixture *fx,
             gconstpointer   data)
{
  g_autoptr(GError) error = NULL;
  ArchiveInserted inserted = { 0 };
  ArchiveWait wait = { NULL };
  ArchiveCounts counts;
  gint64 first = 0;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *body = g_strdup_printf ("%u", i);

      inserted = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, body, body));
      first = i == 0 ? inserted.id : first;
    }

  archive_messages_count_async (fx->database, inserted.conversation_id,
                                (ArchivePosition) { inserted.sort_us, inserted.id }, NULL,
                                archive_wait_cb, &wait);
  g_assert_true (archive_messages_count_finish (fx->database, archive_wait (&wait), &counts,
                                                &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (counts.total, ==, 10);
  g_assert_cmpuint (counts.before, ==, 9);
  g_assert_cmpuint (counts.unread, ==, 10);
  g_assert_cmpint (counts.first_unread.id, ==, first);
}

static void
test_find (ArchiveFixture *fx,
           gconstpointer   data)
{
  static const char *const ids[] = { "m1", "o1", "s1" };
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, "m1", "found");
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveMessage) other = NULL;
  ArchiveWait wait = { NULL };
  gint64 id;

  message->ids.origin = g_strdup ("o1");
  message->ids.stanza = g_strdup ("s1");
  id = archive_insert_one (fx, message).conversation_id;
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(ArchiveMessage) found = NULL;

      archive_messages_find_async (fx->database, id, ids[i], ROMEO, NULL, archive_wait_cb, &wait);
      found = archive_messages_find_finish (fx->database, archive_wait (&wait), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (found->body, ==, "found");
      g_clear_object (&wait.result);
    }

  archive_messages_find_async (fx->database, id, "m1", "mallory@montague.lit", NULL,
                               archive_wait_cb, &wait);
  other = archive_messages_find_finish (fx->database, archive_wait (&wait), &error);
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND);
  g_assert_null (other);
  g_clear_object (&wait.result);
}

static void
assert_refused (ArchiveFixture *fx,
                ArchiveMessage *message,
                int             code)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  g_ptr_array_add (messages, message);
  archive_messages_insert_async (fx->database, messages, ARCHIVE_PLACE_END, NULL, archive_wait_cb,
                                 &wait);
  g_assert_null (archive_messages_insert_finish (fx->database, archive_wait (&wait), &error));
  g_assert_error (error, ARCHIVE_ERROR, code);
  g_clear_object (&wait.result);
}

static void
test_refused (ArchiveFixture *fx,
              gconstpointer   data)
{
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, "m", "\xff not UTF-8");
  g_autofree char *long_id = g_strnfill (100 * 1024, 'i');

  assert_refused (fx, message, ARCHIVE_ERROR_INVALID);
  message = archive_make_incoming (fx, ROMEO, "m", "m");
  g_clear_pointer (&message->sender, g_free);
  assert_refused (fx, message, ARCHIVE_ERROR_INVALID);
  message = archive_make_incoming (fx, ROMEO, "m", "m");
  g_clear_pointer (&message->with, g_free);
  assert_refused (fx, message, ARCHIVE_ERROR_INVALID);
  message = archive_make_incoming (fx, ROMEO, "m", "m");
  message->state = ARCHIVE_STATE_SENT;
  assert_refused (fx, message, ARCHIVE_ERROR_INVALID);
  message = archive_make_incoming (fx, ROMEO, "m", "m");
  message->kind = 99;
  assert_refused (fx, message, ARCHIVE_ERROR_INVALID);
  assert_refused (fx, archive_make_incoming (fx, ROMEO, long_id, "m"), ARCHIVE_ERROR_INVALID);
  message = archive_make_incoming (fx, ROMEO, "m", NULL);
  message->body = g_strnfill (5 * 1024 * 1024, 'b');
  assert_refused (fx, message, ARCHIVE_ERROR_INVALID);
  message = archive_make_incoming (fx, ROMEO, "m", "m");
  message->account_id = 4711;
  assert_refused (fx, message, ARCHIVE_ERROR_CONSTRAINT);
  message = archive_make_incoming (fx, ROMEO, "m", "m");
  message->conversation_id = 4711;
  assert_refused (fx, message, ARCHIVE_ERROR_CONSTRAINT);
  g_assert_null (archive_database_get_trouble (fx->database));
}

static void
test_delete (ArchiveFixture *fx,
             gconstpointer   data)
{
  ArchiveInserted one = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "1", "xyzzy-1"));
  ArchiveInserted two = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "2", "plugh-2"));
  const gint64 ids[] = { one.id, 99 };
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  ArchiveWait wait = { NULL };

  archive_messages_delete_async (fx->database, ids, G_N_ELEMENTS (ids), NULL, archive_wait_cb,
                                 &wait);
  g_assert_true (archive_messages_delete_finish (fx->database, archive_wait (&wait), &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  text = archive_describe (fx, two.conversation_id);
  g_assert_cmpstr (text, ==, "plugh-2");

  /* Nothing of it is left on the disk, of the other one there is. */
  g_assert_true (archive_files_contain (fx, "plugh"));
  g_assert_false (archive_files_contain (fx, "xyzzy"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/messages/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("insert-and-read", test_insert_and_read);
  ADD ("identity", test_identity);
  ADD ("identity-in-rooms", test_identity_in_rooms);
  ADD ("undecrypted-learns-text", test_undecrypted_learns_text);
  ADD ("order-live", test_order_live);
  ADD ("order-history", test_order_history);
  ADD ("order-is-the-servers", test_order_is_the_servers);
  ADD ("queue", test_queue);
  ADD ("states-move-on", test_states_move_on);
  ADD ("acknowledge", test_acknowledge);
  ADD ("pages", test_pages);
  ADD ("file-pages", test_file_pages);
  ADD ("counts", test_counts);
  ADD ("find", test_find);
  ADD ("refused", test_refused);
  ADD ("delete", test_delete);

  return g_test_run ();
}
