/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Full-text search: words, beginnings, accents, what is not a word; pages; hostile input. */
#include <string.h>

#include "archive-fixture.h"
#include "archive-search.h"

#define ROMEO "romeo@montague.lit"
#define NURSE "nurse@capulet.lit"

static GPtrArray *
search (ArchiveFixture *fx,
        const char     *words,
        gint64          account_id,
        gint64          conversation_id,
        gint64          before_id,
        guint           limit)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GPtrArray *hits;

  archive_search_async (fx->database, words, account_id, conversation_id, before_id, limit, NULL,
                        archive_wait_cb, &wait);
  hits = archive_search_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return hits;
}

static void
say (ArchiveFixture *fx,
     const char     *with,
     const char     *body)
{
  archive_insert_one (fx, archive_make_incoming (fx, with, NULL, body));
}

static void
share (ArchiveFixture *fx,
       const char     *caption,
       const char     *name,
       const char     *second_name)
{
  ArchiveMessage *message = archive_make_incoming (fx, ROMEO, NULL, caption);
  const char *const names[] = { name, second_name };

  message->kind = ARCHIVE_MESSAGE_FILE;
  message->files = archive_files_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names) && names[i] != NULL; i++)
    {
      ArchiveFile *file = archive_file_new ();

      file->name = g_strdup (names[i]);
      g_ptr_array_add (message->files, file);
    }
  archive_insert_one (fx, message);
}

/* The hits, with what matched in brackets, and a bar between them. */
static char *
describe (GPtrArray *hits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++)
    {
      const ArchiveSearchHit *hit = g_ptr_array_index (hits, i);
      const char *body = hit->file_name != NULL ? hit->file_name : hit->message->body;
      gsize at = 0;

      if (i > 0)
        g_string_append (text, " | ");
      for (guint k = 0; k < hit->matches->len; k++)
        {
          const ArchiveMatch *match = &g_array_index (hit->matches, ArchiveMatch, k);

          g_string_append_len (text, body + at, (gssize) (match->start - at));
          g_string_append_printf (text, "[%.*s]", (int) match->length, body + match->start);
          at = match->start + match->length;
        }
      g_string_append (text, body + at);
    }
  return g_string_free (text, FALSE);
}

static const struct {
  const char *words;
  const char *hits;
} queries[] = {
  { "corazón", "Mi [corazón] late" },
  { "CORAZON", "Mi [corazón] late" },
  { "cora", "Mi [corazón] late" },
  { "razon", "" },
  { "mi late", "[Mi] corazón [late]" },
  { "late mi", "[Mi] corazón [late]" },
  { "mi nada", "" },
  { "co mi", "" }, /* only the last one may be a beginning */
  { "plan", "the [plan] is the [plan] | [planning] ahead" },
  { "\"the plan\"", "[the] [plan] is [the] [plan]" },
  { "x-y", "about [x-y] and so on" },
  { "x\"OR\"plan", "" },
  { "plan\"NOT\"planning", "" },
  { "50%", "it is [50]% off_now" },
  { "%", "it is 50[%] off_now" },
  { "_", "it is 50% off[_]now" },
  { "'; DROP TABLE message; --", "" },
  { "plan OR corazon", "" },
  { "NOT plan", "" },
  { "NEAR(plan corazon)", "" },
  { "body:plan", "" },
  { "plan*", "the [plan] is the [plan] | [planning] ahead" },
  { "^the", "[the] plan is [the] plan" },
  { "\"", "" },
  { "\\", "back[\\]slash" },
  { "   ", "" },
  { "", "" },
  { "🎉", "party [🎉][🎉]" },
  { "party 🎉", "[party] [🎉][🎉]" },
  { "- party", "[party] 🎉🎉" },
  { "計画", "明日の[計画]について" },
  { "\xff\xfe", "" },
};

static void
test_queries (ArchiveFixture *fx,
              gconstpointer   data)
{
  static const char *const bodies[] = {
    "Mi corazón late", "planning ahead", "the plan is the plan", "about x-y and so on",
    "it is 50% off_now", "back\\slash", "party 🎉🎉", "明日の計画について",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    say (fx, ROMEO, bodies[i]);
  say (fx, ROMEO, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr(GPtrArray) hits = search (fx, queries[i].words, 0, 0, 0, 10);
      g_autofree char *text = describe (hits);

      g_test_message ("query %zu", i);
      g_assert_cmpstr (text, ==, queries[i].hits);
    }
}

static void
test_scope_and_pages (ArchiveFixture *fx,
                      gconstpointer   data)
{
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) in_account = NULL;
  g_autoptr(GPtrArray) in_conversation = NULL;
  gint64 other_account;
  gint64 conversation_id;
  gint64 before_id = 0;
  guint n = 0;

  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *body = g_strdup_printf ("word %u", i);

      say (fx, i % 2 == 0 ? ROMEO : NURSE, body);
    }
  conversation_id =
    archive_insert_one (fx, archive_make_incoming (fx, NURSE, NULL, "no")).conversation_id;
  other_account = fx->account_id;
  fx->account_id = archive_fixture_add_account (fx, "nurse@capulet.lit");
  say (fx, ROMEO, "word of another account");

  all = search (fx, "word", 0, 0, 0, 1000);
  g_assert_cmpuint (all->len, ==, 26);
  in_account = search (fx, "word", other_account, 0, 0, 1000);
  g_assert_cmpuint (in_account->len, ==, 25);
  in_conversation = search (fx, "word", 0, conversation_id, 0, 1000);
  g_assert_cmpuint (in_conversation->len, ==, 12);

  for (;;)
    {
      g_autoptr(GPtrArray) page = search (fx, "word", 0, 0, before_id, 10);

      for (guint i = 0; i < page->len; i++, n++)
        {
          const ArchiveSearchHit *hit = g_ptr_array_index (page, i);
          const ArchiveSearchHit *same = g_ptr_array_index (all, n);

          g_assert_cmpint (hit->message->id, ==, same->message->id);
          g_assert_true (n == 0 || hit->message->id < before_id);
          before_id = hit->message->id;
        }
      if (page->len < 10)
        break;
    }
  g_assert_cmpuint (n, ==, 26);
}

/* Older messages that come later are found where their time is. */
static void
test_newest_first (ArchiveFixture *fx,
                   gconstpointer   data)
{
  static const int days[] = { 5, 9, 1, 7, 3, 3, 3 };
  g_autoptr(GPtrArray) hits = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr(GPtrArray) one =
        g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
      ArchiveMessage *message = archive_make_incoming (fx, ROMEO, NULL, NULL);

      message->body = g_strdup_printf ("w%d", days[i]);
      message->time_us = days[i] * G_TIME_SPAN_DAY;
      g_ptr_array_add (one, message);
      g_array_unref (archive_insert (fx, one, ARCHIVE_PLACE_HISTORY));
    }

  hits = search (fx, "w", 0, 0, 0, 10);
  text = describe (hits);
  g_assert_cmpstr (text, ==, "[w9] | [w7] | [w5] | [w3] | [w3] | [w3] | [w1]");
}

/* Many at one instant get ids of their own. */
static void
test_same_instant (ArchiveFixture *fx,
                   gconstpointer   data)
{
  g_autoptr(GPtrArray) hits = NULL;

  say (fx, ROMEO, "now");
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr(GPtrArray) messages =
        g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);

      for (guint i = 0; i < 200; i++)
        {
          ArchiveMessage *message = archive_make_incoming (fx, ROMEO, NULL, "same");

          message->time_us = G_TIME_SPAN_DAY;
          g_ptr_array_add (messages, message);
        }
      g_array_unref (archive_insert (fx, messages, ARCHIVE_PLACE_HISTORY));
    }
  hits = search (fx, "same", 0, 0, 0, 1000);
  g_assert_cmpuint (hits->len, ==, 600);
}

static void
test_marks_in_body (ArchiveFixture *fx,
                    gconstpointer   data)
{
  g_autoptr(GPtrArray) hits = NULL;
  const ArchiveSearchHit *hit;

  say (fx, ROMEO, "forged \001 word \002 here");
  hits = search (fx, "word", 0, 0, 0, 10);
  g_assert_cmpuint (hits->len, ==, 1);
  hit = g_ptr_array_index (hits, 0);
  for (guint i = 0; i < hit->matches->len; i++)
    {
      const ArchiveMatch *match = &g_array_index (hit->matches, ArchiveMatch, i);

      g_assert_cmpuint (match->start + match->length, <=, strlen (hit->message->body));
    }
}

/* What a file is called counts as well, once a message, and what is said with it before that. */
static void
test_file_names (ArchiveFixture *fx,
                 gconstpointer   data)
{
  static const struct {
    const char *words;
    const char *wanted;
  } cases[] = {
    { "contract", "[Contract] for the fair.pdf | The [contract] is there" },
    { "fair contract", "[Contract] for the [fair].pdf" },
    { "FAIR.PDF", "Contract for the [fair.pdf]" },
    { "stool", "Look at the [stool]" },
    { "100%", "[100%].png" },
    { "zeppelin", "" },
  };
  g_autoptr(GPtrArray) lakes = NULL;
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;
  const ArchiveSearchHit *newest;

  say (fx, ROMEO, "The contract is there");
  share (fx, NULL, "Contract for the fair.pdf", NULL);
  share (fx, "", "lake.jpg", "lake at night.jpg");
  share (fx, "Look at the stool", "stool.jpg", NULL);
  share (fx, NULL, "100%.png", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) hits = search (fx, cases[i].words, 0, 0, 0, 10);
      g_autofree char *found = describe (hits);

      g_assert_cmpstr (found, ==, cases[i].wanted);
    }

  lakes = search (fx, "lake", 0, 0, 0, 10);
  g_assert_cmpuint (lakes->len, ==, 1);

  /* Page by page, from both */
  first = search (fx, "contract", 0, 0, 0, 1);
  g_assert_cmpuint (first->len, ==, 1);
  newest = g_ptr_array_index (first, 0);
  second = search (fx, "contract", 0, 0, newest->message->id, 1);
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_cmpint (((ArchiveSearchHit *) g_ptr_array_index (second, 0))->message->id, <,
                   newest->message->id);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/search/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("queries", test_queries);
  ADD ("scope-and-pages", test_scope_and_pages);
  ADD ("file-names", test_file_names);
  ADD ("newest-first", test_newest_first);
  ADD ("same-instant", test_same_instant);
  ADD ("marks-in-body", test_marks_in_body);

  return g_test_run ();
}
