/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Corrections (XEP-0308): whose they may be, which of them counts, and what is kept. */
#include "archive-annotations.h"
#include "archive-delivery.h"
#include "archive-error.h"
#include "archive-fixture.h"
#include "archive-outbox.h"

#define ROMEO "romeo@montague.lit"
#define ROOM  "verona@chat.capulet.lit"

#define STAMP_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

static ArchiveMessage *
make (ArchiveFixture *fx,
      const char     *id,
      const char     *body,
      const char     *replaces) /* (nullable) */
{
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, id, body);

  message->replace_id = g_strdup (replaces);
  return message;
}

static ArchiveMessage *
make_own (ArchiveFixture *fx,
          const char     *id,
          const char     *body,
          const char     *replaces) /* (nullable) */
{
  ArchiveMessage *message = archive_make_outgoing (fx, ROMEO, id, body);

  message->state = ARCHIVE_STATE_SENT;
  message->replace_id = g_strdup (replaces);
  return message;
}

static ArchiveMessage *
make_in_room (ArchiveFixture *fx,
              const char     *nick,
              const char     *author,   /* (nullable) */
              const char     *id,
              const char     *body,
              const char     *replaces) /* (nullable) */
{
  ArchiveMessage *message = archive_make_incoming (fx, ROOM, id, body);

  message->with_kind = ARCHIVE_CONVERSATION_ROOM;
  g_free (message->sender);
  message->sender = g_strdup_printf (ROOM "/%s", nick);
  message->ids.author = g_strdup (author);
  message->replace_id = g_strdup (replaces);
  return message;
}

static ArchiveInserted
insert (ArchiveFixture *fx,
        ArchiveMessage *message)
{
  return archive_insert_one (fx, message);
}

static void
assert_texts (ArchiveFixture *fx,
              gint64          conversation_id,
              const char     *expected)
{
  g_autofree char *text = archive_describe (fx, conversation_id);

  g_assert_cmpstr (text, ==, expected);
}

static char *
describe_revisions (ArchiveFixture *fx,
                    gint64          id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) all = NULL;
  ArchiveWait wait = { NULL };
  GString *text = g_string_new (NULL);

  archive_annotations_load_async (fx->database, &id, 1, NULL, archive_wait_cb, &wait);
  all = archive_annotations_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  for (guint i = 0; all->len > 0 && i < ((ArchiveAnnotations *) all->pdata[0])->revisions->len; i++)
    {
      const ArchiveAnnotations *annotations = g_ptr_array_index (all, 0);
      const ArchiveRevision *revision = g_ptr_array_index (annotations->revisions, i);

      g_string_append_printf (text, "%s=%s ", revision->correction_id, revision->body);
    }
  return g_string_free (text, FALSE);
}

static void
assert_revisions (ArchiveFixture *fx,
                  gint64          id,
                  const char     *expected)
{
  g_autofree char *got = describe_revisions (fx, id);

  g_assert_cmpstr (got, ==, expected);
}

static ArchiveCounts
count (ArchiveFixture *fx,
       gint64          conversation_id)
{
  g_autoptr(GError) error = NULL;
  ArchiveCounts counts = { 0 };
  ArchiveWait wait = { NULL };

  archive_messages_count_async (fx->database, conversation_id, (ArchivePosition) { G_MAXINT64, 0 },
                                NULL, archive_wait_cb, &wait);
  g_assert_true (archive_messages_count_finish (fx->database, archive_wait (&wait), &counts,
                                                &error));
  g_clear_object (&wait.result);
  return counts;
}

static ArchiveDelivered *
deliver (ArchiveFixture *fx,
         ArchiveMessage *message) /* (transfer full) */
{
  g_autoptr(ArchiveDelivery) delivery = archive_delivery_new (fx->account_id, "juliet@capulet.lit");
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveDelivered *delivered;

  g_ptr_array_add (delivery->messages, message);
  archive_deliver_async (fx->database, delivery, NULL, archive_wait_cb, &wait);
  delivered = archive_deliver_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return delivered;
}

/* The newest text stands where the original did; the others are kept. */
static void
test_newest (ArchiveFixture *fx,
             gconstpointer   data)
{
  ArchiveInserted original = insert (fx, make (fx, "m", "frist", NULL));
  ArchiveInserted first;
  ArchiveInserted again;
  g_autoptr(ArchivePage) page = NULL;
  const ArchiveMessage *message;
  ArchiveCounts counts;

  assert_revisions (fx, original.id, "");
  insert (fx, make (fx, "n", "next", NULL));
  first = insert (fx, make (fx, "c1", "first", "m"));
  g_assert_cmpint (first.corrects, ==, original.id);
  g_assert_cmpint (first.outcome, ==, ARCHIVE_OUTCOME_NEW);
  insert (fx, make (fx, "c2", "second", "m"));
  assert_texts (fx, original.conversation_id, "second next");
  assert_revisions (fx, original.id, "=frist c1=first c2=second ");

  /* Every copy is known again, of the first text, too. */
  again = insert (fx, make (fx, "c1", "first", "m"));
  g_assert_cmpint (again.id, ==, first.id);
  g_assert_cmpint (again.corrects, ==, original.id);
  g_assert_cmpint (again.outcome, ==, ARCHIVE_OUTCOME_KNOWN);
  again = insert (fx, make (fx, "m", "frist", NULL));
  g_assert_cmpint (again.id, ==, original.id);
  g_assert_cmpint (again.corrects, ==, 0);
  assert_texts (fx, original.conversation_id, "second next");

  page = archive_load (fx, original.conversation_id, 10);
  message = g_ptr_array_index (page->messages, 0);
  g_assert_cmpint (message->flags, ==, ARCHIVE_FLAG_EDITED);
  g_assert_cmpstr (message->ids.message, ==, "m");
  counts = count (fx, original.conversation_id);
  g_assert_cmpuint (counts.total, ==, 2);
  g_assert_cmpuint (counts.before, ==, 2);
  g_assert_cmpuint (counts.unread, ==, 2);
  g_assert_cmpuint (archive_count_hits (fx, "second"), ==, 1);
  g_assert_cmpuint (archive_count_hits (fx, "frist"), ==, 0);
  g_assert_cmpuint (archive_count_hits (fx, "first"), ==, 0);
}

typedef struct {
  const char *id;
  const char *body;
  const char *replaces; /* (nullable) */
} Said;

/* In the archive's order. The last one names a correction instead of what that corrects. */
static const Said said[] = {
  { "m", "a", NULL }, { "c1", "b", "m" }, { "n", "x", NULL }, { "c2", "c", "m" },
  { "c3", "d", "c1" },
};

static gint64
insert_at (ArchiveFixture *fx,
           guint           n)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;
  ArchiveMessage *message = make (fx, said[n].id, said[n].body, said[n].replaces);

  message->time_us = STAMP_US + n * G_USEC_PER_SEC;
  message->ids.stanza = g_strdup_printf ("s%u", n);
  g_ptr_array_add (messages, message);
  inserted = archive_insert (fx, messages, ARCHIVE_PLACE_HISTORY);
  return g_array_index (inserted, ArchiveInserted, 0).conversation_id;
}

/* The @number-th order of them. */
static void
permute (guint  number,
         guint *order)
{
  guint n = G_N_ELEMENTS (said);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint i = n; i > 1; i--)
    {
      guint other = number % i;
      guint kept = order[i - 1];

      number /= i;
      order[i - 1] = order[other];
      order[other] = kept;
    }
}

static gint64
find (ArchiveFixture *fx,
      gint64          conversation_id,
      const char     *remote_id)
{
  g_autoptr(ArchiveMessage) message = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_messages_find_async (fx->database, conversation_id, remote_id, ROMEO, NULL,
                               archive_wait_cb, &wait);
  message = archive_messages_find_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return message->id;
}

/* Whatever they come in, the archive's order counts; and all of it twice changes nothing. */
static void
test_any_order (ArchiveFixture *fx,
                gconstpointer   data)
{
  for (guint number = 0; number < 120; number++)
    {
      guint order[G_N_ELEMENTS (said)];
      gint64 conversation_id = 0;
      gint64 id;

      archive_fixture_set_up (fx, NULL);
      permute (number, order);
      for (guint round = 0; round < 2; round++)
        {
          for (guint i = 0; i < G_N_ELEMENTS (order); i++)
            conversation_id = insert_at (fx, order[i]);

          id = find (fx, conversation_id, "m");
          assert_texts (fx, conversation_id, "d x");
          assert_revisions (fx, id, "=a c1=b c2=c c3=d ");
          g_assert_cmpint (find (fx, conversation_id, "c2"), ==, id);
          g_assert_cmpuint (archive_count_hits (fx, "d"), ==, 1);
          g_assert_cmpuint (archive_count_hits (fx, "a"), ==, 0);
        }
      archive_fixture_tear_down (fx, NULL);
    }
}

/* Not applied: those of others. They stay what they say. */
static void
test_forged (ArchiveFixture *fx,
             gconstpointer   data)
{
  ArchiveInserted own = insert (fx, make_own (fx, "mine", "I owe nothing", NULL));
  ArchiveInserted room;

  insert (fx, make (fx, "f1", "I-owe-all", "mine"));
  insert (fx, make (fx, "theirs", "yes", NULL));
  insert (fx, make_own (fx, "f2", "no", "theirs"));
  assert_texts (fx, own.conversation_id, "I owe nothing I-owe-all yes no");
  assert_revisions (fx, own.id, "");

  room = insert (fx, make_in_room (fx, "nurse", "o:1", "r1", "tomorrow", NULL));
  insert (fx, make_in_room (fx, "paris", "o:2", "f3", "never", "r1"));
  insert (fx, make_in_room (fx, "nurse", "o:3", "f4", "nick-taken", "r1"));
  insert (fx, make_in_room (fx, "nurse", NULL, "f5", "no-author", "r1"));
  insert (fx, make_in_room (fx, "angelica", "o:1", "c", "today", "r1"));
  assert_texts (fx, room.conversation_id, "today never nick-taken no-author");

  /* Of whom nothing is known nothing can be changed, by the same nick neither; nor when it comes
   * after what changes it. */
  insert (fx, make_in_room (fx, "paris", NULL, "f6", "too-early", "r2"));
  insert (fx, make_in_room (fx, "paris", NULL, "r2", "unproven", NULL));
  insert (fx, make_in_room (fx, "paris", NULL, "f7", "too-late", "r2"));
  assert_texts (fx, room.conversation_id,
                "today never nick-taken no-author too-early unproven too-late");
}

/* What was encrypted is not changed by what was not. */
static void
test_encryption (ArchiveFixture *fx,
                 gconstpointer   data)
{
  ArchiveMessage *message = make (fx, "m", "secret", NULL);
  ArchiveInserted original;

  message->encryption = ARCHIVE_ENCRYPTION_OMEMO;
  original = insert (fx, message);
  insert (fx, make (fx, "c1", "plain", "m"));
  message = make (fx, "c2", "unread", "m");
  message->encryption = ARCHIVE_ENCRYPTION_OMEMO;
  message->kind = ARCHIVE_MESSAGE_UNDECRYPTED;
  insert (fx, message);
  assert_texts (fx, original.conversation_id, "secret plain unread");

  message = make (fx, "c3", "another", "m");
  message->encryption = ARCHIVE_ENCRYPTION_OMEMO;
  insert (fx, message);
  assert_texts (fx, original.conversation_id, "another plain unread");
}

/* CVE-2021-41055 and its kin. */
static void
test_circles (ArchiveFixture *fx,
              gconstpointer   data)
{
  ArchiveInserted first = insert (fx, make (fx, "self", "itself", "self"));
  ArchiveInserted original;

  g_assert_cmpint (first.corrects, ==, 0);
  insert (fx, make (fx, "a", "a", "b"));
  insert (fx, make (fx, "b", "b", "a"));
  insert (fx, make (fx, "p", "p", "r"));
  insert (fx, make (fx, "q", "q", "p"));
  insert (fx, make (fx, "r", "r", "q"));
  assert_texts (fx, first.conversation_id, "itself a b p q r");

  /* What only says that it corrects itself can be corrected. */
  original = insert (fx, make (fx, "c", "better", "self"));
  g_assert_cmpint (original.corrects, ==, first.id);
  assert_texts (fx, first.conversation_id, "better a b p q r");
}

/* One whose original is not here is shown, and is not unread twice when that comes. */
static void
test_waits (ArchiveFixture *fx,
            gconstpointer   data)
{
  g_autoptr(ArchiveDelivered) early = deliver (fx, make (fx, "c", "right", "m"));
  const ArchiveInserted *correction = &g_array_index (early->inserted, ArchiveInserted, 0);
  g_autoptr(ArchiveDelivered) late = NULL;
  const ArchiveInserted *original;
  const ArchiveMessage *corrected;

  assert_texts (fx, correction->conversation_id, "right");
  g_assert_cmpint (correction->corrects, ==, 0);
  g_assert_cmpuint (early->corrected->len, ==, 0);

  late = deliver (fx, make (fx, "m", "wrong", NULL));
  original = &g_array_index (late->inserted, ArchiveInserted, 0);
  assert_texts (fx, original->conversation_id, "right");
  g_assert_cmpuint (late->hidden->len, ==, 1);
  g_assert_cmpint (g_array_index (late->hidden, ArchiveHidden, 0).id, ==, correction->id);
  g_assert_cmpuint (late->corrected->len, ==, 1);
  corrected = g_ptr_array_index (late->corrected, 0);
  g_assert_cmpint (corrected->id, ==, original->id);
  g_assert_cmpstr (corrected->body, ==, "right");
  g_assert_true (corrected->flags & ARCHIVE_FLAG_EDITED);
  g_assert_cmpuint (late->reads->len, ==, 1);
  g_assert_cmpuint (g_array_index (late->reads, ArchiveRead, 0).unread, ==, 1);
  g_assert_cmpuint (count (fx, original->conversation_id).unread, ==, 1);
}

/* Ids that are used again: the one before it is meant, whichever comes first. */
static void
test_used_again (ArchiveFixture *fx,
                 gconstpointer   data)
{
  ArchiveInserted first = insert (fx, make (fx, "1", "old", NULL));
  ArchiveInserted second;

  insert (fx, make (fx, "1", "young", NULL));
  second = insert (fx, make (fx, "2", "younger", "1"));
  assert_texts (fx, second.conversation_id, "old younger");
  assert_revisions (fx, first.id, "");
}

/* It goes with all its texts. */
static void
test_deleted (ArchiveFixture *fx,
              gconstpointer   data)
{
  ArchiveInserted original = insert (fx, make (fx, "m", "Frailty", NULL));
  ArchiveMessage *correction = make (fx, "c", "Perjury", "m");
  g_autoptr(ArchiveDelivered) again = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  correction->ids.stanza = g_strdup ("s");
  insert (fx, archive_message_copy (correction));
  archive_messages_delete_async (fx->database, &original.id, 1, NULL, archive_wait_cb, &wait);
  g_assert_true (archive_messages_delete_finish (fx->database, archive_wait (&wait), &error));
  g_clear_object (&wait.result);
  assert_texts (fx, original.conversation_id, "");
  g_assert_false (archive_files_contain (fx, "Frailty"));
  g_assert_false (archive_files_contain (fx, "Perjury"));

  again = deliver (fx, correction);
  g_assert_cmpint (g_array_index (again->inserted, ArchiveInserted, 0).outcome, ==,
                   ARCHIVE_OUTCOME_FORGOTTEN);
}

/* Many corrections cost no more than many messages; those that are listed are bounded. */
static void
test_many (ArchiveFixture *fx,
           gconstpointer   data)
{
  ArchiveInserted original = insert (fx, make (fx, "m", "0", NULL));
  g_autofree char *revisions = NULL;
  g_auto(GStrv) parts = NULL;

  for (guint i = 1; i < ARCHIVE_REVISIONS_MAX + 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      insert (fx, make (fx, id, id, "m"));
    }
  assert_texts (fx, original.conversation_id, "c119");
  revisions = describe_revisions (fx, original.id);
  parts = g_strsplit (revisions, " ", -1);
  g_assert_cmpuint (g_strv_length (parts) - 1, ==, ARCHIVE_REVISIONS_MAX);
  g_assert_cmpstr (parts[0], ==, "=0");
  g_assert_cmpstr (parts[1], ==, "c21=c21");
}

static ArchiveMessage *
make_queued (ArchiveFixture *fx,
             const char     *id,
             const char     *body)
{
  ArchiveMessage *message = archive_make_outgoing (fx, ROMEO, id, body);

  message->state = ARCHIVE_STATE_QUEUED;
  return message;
}

static ArchiveCorrected *
correct (ArchiveFixture  *fx,
         gint64           original_id,
         const char      *id,
         const char      *body,
         GError         **error)
{
  g_autoptr(ArchiveMessage) row = make_queued (fx, id, body);
  ArchiveWait wait = { NULL };
  ArchiveCorrected *corrected;

  archive_outbox_correct_async (fx->database, row, original_id, NULL, archive_wait_cb, &wait);
  corrected = archive_outbox_correct_finish (fx->database, archive_wait (&wait), error);
  g_clear_object (&wait.result);
  return corrected;
}

static gint64
correct_well (ArchiveFixture *fx,
              gint64          original_id,
              const char     *id,
              const char     *body)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveCorrected) corrected = correct (fx, original_id, id, body, &error);

  g_assert_no_error (error);
  return ((ArchiveMessage *) corrected->queued->pdata[corrected->queued->len - 1])->id;
}

/* Gives the message as the change tells it, where it tells of one */
static ArchiveMessage *
set_state (ArchiveFixture *fx,
           gint64          id,
           ArchiveState    state,
           const char     *condition) /* (nullable) */
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes = NULL;
  ArchiveWait wait = { NULL };

  archive_messages_set_state_async (fx->database, &id, 1, state, condition, NULL, NULL,
                                    archive_wait_cb, &wait);
  changes = archive_messages_set_state_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return changes->len > 0
           ? g_steal_pointer (&g_array_index (changes, ArchiveChange, 0).original) : NULL;
}

static ArchiveMessage *
get (ArchiveFixture *fx,
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

/* What waits, in order: id=body, and what it corrects */
static void
assert_queue (ArchiveFixture *fx,
              const char     *expected)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  ArchiveWait wait = { NULL };

  archive_outbox_load_async (fx->database, fx->account_id, NULL, archive_wait_cb, &wait);
  rows = archive_outbox_load_finish (fx->database, archive_wait (&wait), NULL);
  g_clear_object (&wait.result);
  for (guint i = 0; i < rows->len; i++)
    {
      const ArchiveMessage *row = g_ptr_array_index (rows, i);

      const char *first = row->correction.first_body;

      g_string_append_printf (text, "%s=%s(%s) ", row->ids.message,
                              first != NULL ? first : row->body,
                              row->replace_id != NULL ? row->replace_id : "");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* One of what waits alone: "" where it does not */
static void
assert_waits (ArchiveFixture *fx,
              const char     *address,
              const char     *message_id,
              const char     *expected)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  const ArchiveMessage *row;
  const char *first;

  archive_outbox_load_one_async (fx->database, fx->account_id, address, message_id, NULL,
                                 archive_wait_cb, &wait);
  rows = archive_outbox_load_one_finish (fx->database, archive_wait (&wait), &error);
  g_clear_object (&wait.result);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, expected[0] != '\0' ? 1 : 0);
  if (rows->len == 0)
    return;

  row = g_ptr_array_index (rows, 0);
  first = row->correction.first_body;
  g_assert_cmpstr (row->ids.message, ==, message_id);
  g_assert_cmpstr (row->with, ==, address);
  g_assert_cmpstr (first != NULL ? first : row->body, ==, expected);
}

/* Ours: queued after their originals, on the disk, each naming the first version. */
static void
test_queued (ArchiveFixture *fx,
             gconstpointer   data)
{
  ArchiveInserted original = insert (fx, make_queued (fx, "m", "frist"));
  gint64 first = correct_well (fx, original.id, "c1", "first");
  g_autoptr(ArchiveMessage) message = NULL;

  insert (fx, make_queued (fx, "n", "next"));
  correct_well (fx, first, "c2", "the first");
  assert_queue (fx, "m=frist() c1=first(m) n=next() c2=the first(m) ");
  assert_waits (fx, ROMEO, "m", "frist");
  assert_waits (fx, ROMEO, "c2", "the first");
  assert_waits (fx, ROMEO, "never", "");
  assert_waits (fx, "tybalt@capulet.lit", "m", "");
  archive_fixture_close (fx);
  archive_fixture_open (fx);
  assert_queue (fx, "m=frist() c1=first(m) n=next() c2=the first(m) ");
  assert_texts (fx, original.conversation_id, "the first next");
  assert_revisions (fx, original.id, "=frist c1=first c2=the first ");

  message = get (fx, original.id);
  g_assert_cmpint (message->state, ==, ARCHIVE_STATE_QUEUED);
  g_assert_cmpint (message->correction.state, ==, ARCHIVE_STATE_QUEUED);
  g_assert_true (message->flags & ARCHIVE_FLAG_EDITED);
}

/* What could not be sent changes nothing, is told of, and can be tried again or taken back. */
static void
test_failed (ArchiveFixture *fx,
             gconstpointer   data)
{
  ArchiveInserted original = insert (fx, make_own (fx, "m", "frist", NULL));
  gint64 id = correct_well (fx, original.id, "c", "first");
  g_autoptr(ArchiveMessage) failed = set_state (fx, id, ARCHIVE_STATE_FAILED, "gone");
  g_autoptr(ArchiveMessage) again = NULL;
  g_autoptr(ArchiveMessage) sent = NULL;
  g_autoptr(ArchiveMessage) left = NULL;
  ArchiveWait wait = { NULL };

  assert_waits (fx, ROMEO, "m", "");
  assert_waits (fx, ROMEO, "c", "");
  g_assert_cmpint (failed->id, ==, original.id);
  g_assert_cmpstr (failed->body, ==, "frist");
  g_assert_false (failed->flags & ARCHIVE_FLAG_EDITED);
  g_assert_cmpint (failed->correction.state, ==, ARCHIVE_STATE_RECEIVED);
  g_assert_cmpint (failed->correction.failed_id, ==, id);
  g_assert_cmpstr (failed->correction.failed_body, ==, "first");
  g_assert_cmpstr (failed->correction.error_condition, ==, "gone");
  assert_texts (fx, original.conversation_id, "frist");

  again = set_state (fx, id, ARCHIVE_STATE_QUEUED, NULL);
  g_assert_cmpstr (again->body, ==, "first");
  g_assert_cmpint (again->correction.failed_id, ==, 0);
  g_assert_cmpint (again->correction.state, ==, ARCHIVE_STATE_QUEUED);
  sent = set_state (fx, id, ARCHIVE_STATE_SENT, NULL);
  g_assert_cmpint (sent->correction.state, ==, ARCHIVE_STATE_SENT);

  /* A newer one fails: what counts is the one before it. */
  archive_message_free (set_state (fx, correct_well (fx, original.id, "c2", "worst"),
                                   ARCHIVE_STATE_FAILED, NULL));
  archive_outbox_discard_async (fx->database, original.id, NULL, archive_wait_cb, &wait);
  left = archive_outbox_discard_finish (fx->database, archive_wait (&wait), NULL);
  g_clear_object (&wait.result);
  g_assert_cmpstr (left->body, ==, "first");
  g_assert_cmpint (left->correction.failed_id, ==, 0);
  g_assert_false (archive_files_contain (fx, "worst"));
  assert_revisions (fx, original.id, "=frist c=first ");
}

/* Nobody can correct what they never got: it is sent once more, before. */
static void
test_failed_original (ArchiveFixture *fx,
                      gconstpointer   data)
{
  ArchiveInserted original = insert (fx, make_queued (fx, "m", "frist"));
  g_autoptr(ArchiveCorrected) corrected = NULL;

  g_assert_null (set_state (fx, original.id, ARCHIVE_STATE_FAILED, "gone"));
  insert (fx, make_queued (fx, "n", "next"));
  corrected = correct (fx, original.id, "c", "first", NULL);
  g_assert_cmpuint (corrected->queued->len, ==, 2);
  assert_queue (fx, "n=next() m=frist() c=first(m) ");
  assert_texts (fx, original.conversation_id, "next first");
}

static const char *
get_link (ArchivePage *page)
{
  g_assert_cmpuint (page->messages->len, ==, 1);
  return ((ArchiveMessage *) g_ptr_array_index (page->messages, 0))->link;
}

/* What is told of a link belongs to the text that it stands in, and what is sent first is the first
 * of them. */
static void
test_links (ArchiveFixture *fx,
            gconstpointer   data)
{
  ArchiveMessage *first = make_queued (fx, "m", "frist");
  ArchiveMessage *second = make_queued (fx, "c", "first");
  g_autoptr(ArchiveCorrected) corrected = NULL;
  g_autoptr(ArchivePage) before = NULL;
  g_autoptr(ArchivePage) after = NULL;
  g_autoptr(GPtrArray) queue = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveInserted original;
  ArchiveWait wait = { NULL };

  first->link = g_strdup ("one");
  second->link = g_strdup ("two");
  original = insert (fx, first);
  before = archive_load (fx, original.conversation_id, 10);
  g_assert_cmpstr (get_link (before), ==, "one");

  archive_outbox_correct_async (fx->database, second, original.id, NULL, archive_wait_cb, &wait);
  corrected = archive_outbox_correct_finish (fx->database, archive_wait (&wait), &error);
  g_clear_object (&wait.result);
  g_assert_no_error (error);
  archive_message_free (second);
  after = archive_load (fx, original.conversation_id, 10);
  g_assert_cmpstr (get_link (after), ==, "two");

  archive_outbox_load_async (fx->database, fx->account_id, NULL, archive_wait_cb, &wait);
  queue = archive_outbox_load_finish (fx->database, archive_wait (&wait), &error);
  g_clear_object (&wait.result);
  g_assert_no_error (error);
  g_assert_cmpuint (queue->len, ==, 2);
  g_assert_cmpstr (((ArchiveMessage *) queue->pdata[0])->correction.first_link, ==, "one");
  g_assert_cmpstr (((ArchiveMessage *) queue->pdata[1])->link, ==, "two");
}

static void
test_refused (ArchiveFixture *fx,
              gconstpointer   data)
{
  ArchiveMessage *link = make_own (fx, "l", "https://a.example/x", NULL);
  ArchiveMessage *nameless = make_own (fx, "x", "nameless", NULL);
  ArchiveInserted refused[3];

  link->oob_url = g_strdup (link->body);
  g_clear_pointer (&nameless->ids.message, g_free);
  g_clear_pointer (&nameless->ids.origin, g_free);
  refused[0] = insert (fx, make (fx, "m", "theirs", NULL));
  refused[1] = insert (fx, link);
  refused[2] = insert (fx, nameless);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ArchiveCorrected) corrected = correct (fx, refused[i].id, "c", "other", &error);

      g_assert_null (corrected);
      g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_INVALID);
    }

  {
    g_autoptr(GError) error = NULL;
    g_autoptr(ArchiveCorrected) corrected = correct (fx, 4711, "c", "other", &error);

    g_assert_null (corrected);
    g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND);
  }
  assert_queue (fx, "");
}

/* The server's archive has it: it was sent. */
static void
test_found_in_archive (ArchiveFixture *fx,
                       gconstpointer   data)
{
  ArchiveInserted original = insert (fx, make_own (fx, "m", "frist", NULL));
  ArchiveMessage *copy = make_own (fx, "c", "first", "m");
  g_autoptr(ArchiveDelivered) delivered = NULL;
  const ArchiveMessage *message;

  correct_well (fx, original.id, "c", "first");
  copy->ids.stanza = g_strdup ("s");
  delivered = deliver (fx, copy);
  g_assert_cmpuint (delivered->corrected->len, ==, 1);
  message = g_ptr_array_index (delivered->corrected, 0);
  g_assert_cmpint (message->id, ==, original.id);
  g_assert_cmpint (message->correction.state, ==, ARCHIVE_STATE_SENT);
  assert_queue (fx, "");
  assert_texts (fx, original.conversation_id, "first");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/corrections/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("newest", test_newest);
  g_test_add ("/archive/corrections/any-order", ArchiveFixture, NULL, NULL, test_any_order, NULL);
  ADD ("forged", test_forged);
  ADD ("encryption", test_encryption);
  ADD ("circles", test_circles);
  ADD ("waits", test_waits);
  ADD ("used-again", test_used_again);
  ADD ("deleted", test_deleted);
  ADD ("many", test_many);
  ADD ("queued", test_queued);
  ADD ("failed", test_failed);
  ADD ("failed-original", test_failed_original);
  ADD ("links", test_links);
  ADD ("refused", test_refused);
  ADD ("found-in-archive", test_found_in_archive);

  return g_test_run ();
}
