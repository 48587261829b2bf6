/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Retractions, reactions and files of messages; markers. */
#include "archive-annotations.h"
#include "archive-files.h"
#include "archive-fixture.h"
#include "archive-markers.h"

#define ROMEO "romeo@montague.lit"
#define NURSE "nurse@capulet.lit"

typedef gboolean (*FinishFunc) (ArchiveDatabase  *database,
                                GAsyncResult     *result,
                                GError          **error);

static void
settle (ArchiveFixture *fx,
        ArchiveWait    *wait,
        FinishFunc      finish)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (finish (fx->database, archive_wait (wait), &error));
  g_assert_no_error (error);
  g_clear_object (&wait->result);
}

static void
fail (ArchiveFixture *fx,
      ArchiveWait    *wait,
      FinishFunc      finish,
      int             code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (finish (fx->database, archive_wait (wait), &error));
  g_assert_error (error, ARCHIVE_ERROR, code);
  g_clear_object (&wait->result);
}

static GPtrArray *
load (ArchiveFixture *fx,
      gint64          id)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GPtrArray *annotations;

  archive_annotations_load_async (fx->database, &id, 1, NULL, archive_wait_cb, &wait);
  annotations = archive_annotations_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return annotations;
}

static void
correct (ArchiveFixture *fx,
         const char     *id,
         const char     *correction_id,
         const char     *body)
{
  ArchiveMessage *correction = archive_make_incoming (fx, ROMEO, correction_id, body);

  correction->replace_id = g_strdup (id);
  archive_insert_one (fx, correction);
}

static void
react (ArchiveFixture    *fx,
       gint64             id,
       const char        *sender,
       const char *const *emojis,
       gint64             time_us)
{
  ArchiveWait wait = { NULL };

  archive_annotations_react_async (fx->database, id, sender, emojis, time_us, NULL, archive_wait_cb,
                                   &wait);
  settle (fx, &wait, archive_annotations_react_finish);
}

static void
assert_reactions (ArchiveFixture *fx,
                  gint64          id,
                  const char     *expected)
{
  g_autoptr(GPtrArray) all = load (fx, id);
  const ArchiveAnnotations *annotations = all->len > 0 ? g_ptr_array_index (all, 0) : NULL;
  GString *text = g_string_new (NULL);
  g_autofree char *got = NULL;

  for (guint i = 0; annotations != NULL && i < annotations->reactions->len; i++)
    {
      const ArchiveReaction *reaction = g_ptr_array_index (annotations->reactions, i);
      g_autofree char *emojis = g_strjoinv (",", reaction->emojis);

      g_string_append_printf (text, "%s:%s ", reaction->sender, emojis);
    }
  got = g_string_free (text, FALSE);
  g_assert_cmpstr (got, ==, expected);
}

static void
test_reactions (ArchiveFixture *fx,
                gconstpointer   data)
{
  static const char *const thumb[] = { "👍", NULL };
  static const char *const two[] = { "🎉", "❤️", NULL };
  g_autofree char *long_text = g_strnfill (ARCHIVE_REACTION_MAX_BYTES + 1, 'x');
  const char *const too_many[] = { long_text, NULL };
  ArchiveInserted inserted = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "m", "m"));
  ArchiveWait wait = { NULL };

  react (fx, inserted.id, ROMEO, thumb, 10);
  react (fx, inserted.id, NURSE, two, 20);
  assert_reactions (fx, inserted.id, ROMEO ":👍 " NURSE ":🎉,❤️ ");
  react (fx, inserted.id, ROMEO, two, 30);
  react (fx, inserted.id, ROMEO, thumb, 25); /* came late */
  assert_reactions (fx, inserted.id, NURSE ":🎉,❤️ " ROMEO ":🎉,❤️ ");
  react (fx, inserted.id, NURSE, NULL, 40);
  react (fx, inserted.id, NURSE, two, 20); /* came again */
  assert_reactions (fx, inserted.id, ROMEO ":🎉,❤️ ");

  archive_annotations_react_async (fx->database, inserted.id, ROMEO, too_many, 50, NULL,
                                   archive_wait_cb, &wait);
  fail (fx, &wait, archive_annotations_react_finish, ARCHIVE_ERROR_INVALID);
  archive_annotations_react_async (fx->database, 4711, ROMEO, thumb, 50, NULL, archive_wait_cb,
                                   &wait);
  fail (fx, &wait, archive_annotations_react_finish, ARCHIVE_ERROR_CONSTRAINT);
}

static GPtrArray *
load_files (ArchiveFixture *fx,
            gint64          id)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GPtrArray *files;

  archive_files_load_async (fx->database, id, NULL, archive_wait_cb, &wait);
  files = archive_files_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return files;
}

static void
test_files (ArchiveFixture *fx,
            gconstpointer   data)
{
  ArchiveInserted inserted = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "m", "m"));
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_file_free);
  g_autoptr(GPtrArray) none = load_files (fx, inserted.id);
  g_autoptr(GPtrArray) read = NULL;
  ArchiveFile *file = archive_file_new ();
  const ArchiveFile *got;
  ArchiveWait wait = { NULL };

  g_assert_cmpuint (none->len, ==, 0);
  file->url = g_strdup ("https://montague.lit/x");
  file->path = g_strdup ("/home/juliet/x.png");
  file->name = g_strdup ("../x.png");
  file->type = g_strdup ("image/png");
  file->size_bytes = G_GINT64_CONSTANT (5000000000);
  file->width = 640;
  file->height = 480;
  file->sha256 = g_strdup ("aabb");
  file->length_ms = G_GINT64_CONSTANT (5000000000);
  file->direct = ARCHIVE_DIRECT_WITHDRAWN;
  file->fit = 2560;
  file->is_heard = TRUE;
  file->thumbnail = g_strdup ("data:image/png;base64,AAAA");
  g_ptr_array_add (files, archive_file_new ());
  g_ptr_array_add (files, file);
  archive_files_set_async (fx->database, inserted.id, files, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_files_set_finish);
  archive_files_set_async (fx->database, inserted.id, files, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_files_set_finish);

  read = load_files (fx, inserted.id);
  g_assert_cmpuint (read->len, ==, 2);
  got = g_ptr_array_index (read, 0);
  g_assert_null (got->url);
  g_assert_cmpint (got->size_bytes, ==, -1);
  g_assert_cmpint (got->length_ms, ==, 0);
  g_assert_cmpint (got->direct, ==, ARCHIVE_DIRECT_NONE);
  g_assert_false (got->is_heard);
  got = g_ptr_array_index (read, 1);
  g_assert_cmpstr (got->url, ==, file->url);
  g_assert_cmpstr (got->path, ==, file->path);
  g_assert_cmpstr (got->name, ==, file->name);
  g_assert_cmpstr (got->type, ==, file->type);
  g_assert_cmpint (got->size_bytes, ==, file->size_bytes);
  g_assert_cmpuint (got->width, ==, 640);
  g_assert_cmpuint (got->height, ==, 480);
  g_assert_cmpstr (got->sha256, ==, "aabb");
  g_assert_cmpint (got->length_ms, ==, file->length_ms);
  g_assert_cmpint (got->direct, ==, file->direct);
  g_assert_cmpuint (got->fit, ==, 2560);
  g_assert_true (got->is_heard);
  g_assert_cmpstr (got->thumbnail, ==, "data:image/png;base64,AAAA");

  /* The other one was listened to. */
  ((ArchiveFile *) g_ptr_array_index (files, 0))->path = g_strdup ("/home/juliet/v.ogg");
  archive_files_set_async (fx->database, inserted.id, files, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_files_set_finish);
  archive_files_note_heard_async (fx->database, inserted.id, "/home/juliet/v.ogg", NULL,
                                  archive_wait_cb, &wait);
  settle (fx, &wait, archive_files_note_heard_finish);
  {
    g_autoptr(GPtrArray) heard = load_files (fx, inserted.id);

    g_assert_true (((const ArchiveFile *) g_ptr_array_index (heard, 0))->is_heard);
  }

  archive_files_set_async (fx->database, 4711, files, NULL, archive_wait_cb, &wait);
  fail (fx, &wait, archive_files_set_finish, ARCHIVE_ERROR_CONSTRAINT);
  for (guint i = 0; i < ARCHIVE_FILES_MAX; i++)
    g_ptr_array_add (files, archive_file_new ());
  archive_files_set_async (fx->database, inserted.id, files, NULL, archive_wait_cb, &wait);
  fail (fx, &wait, archive_files_set_finish, ARCHIVE_ERROR_INVALID);
}

static ArchiveFile *
make_file (const char *name,
           const char *url)
{
  ArchiveFile *file = archive_file_new ();

  file->name = g_strdup (name);
  file->path = g_strconcat ("/home/juliet/", name, NULL);
  file->url = g_strdup (url);
  file->length_ms = 4711;
  file->direct = ARCHIVE_DIRECT_DECLINED;
  return file;
}

/* A message is stored with its files, and read with them. */
static void
test_files_of_messages (ArchiveFixture *fx,
                        gconstpointer   data)
{
  g_autoptr(ArchiveMessage) message = archive_make_outgoing (fx, ROMEO, "m", NULL);
  g_autoptr(ArchiveMessage) copy = NULL;
  g_autoptr(GPtrArray) files = NULL;
  ArchiveInserted inserted;
  ArchivePage *page;
  const ArchiveMessage *read;
  const ArchiveFile *file;

  message->kind = ARCHIVE_MESSAGE_FILE;
  message->files = archive_files_new ();
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("né \"%u\".txt", i);

      g_ptr_array_add (message->files, make_file (name, NULL));
    }
  inserted = archive_insert_one (fx, archive_message_copy (message));
  page = archive_load (fx, inserted.conversation_id, 10);
  read = g_ptr_array_index (page->messages, 0);
  g_assert_cmpint (read->kind, ==, ARCHIVE_MESSAGE_FILE);
  g_assert_cmpuint (read->files->len, ==, 12);
  for (guint i = 0; i < 12; i++)
    {
      const ArchiveFile *original = g_ptr_array_index (message->files, i);

      file = g_ptr_array_index (read->files, i);
      g_assert_cmpint (file->length_ms, ==, original->length_ms);
      g_assert_cmpint (file->direct, ==, original->direct);
      g_assert_cmpstr (file->name, ==, original->name);
      g_assert_cmpstr (file->path, ==, original->path);
      g_assert_null (file->url);
      g_assert_cmpint (file->size_bytes, ==, -1);
    }
  archive_page_free (page);

  /* One name must never become two. */
  files = archive_files_new ();
  g_ptr_array_add (files, make_file ("a\x1f" "b", NULL));
  {
    ArchiveWait wait = { NULL };

    archive_files_set_async (fx->database, inserted.id, files, NULL, archive_wait_cb, &wait);
    fail (fx, &wait, archive_files_set_finish, ARCHIVE_ERROR_INVALID);
  }
}

static void
test_upload (ArchiveFixture *fx,
             gconstpointer   data)
{
  g_autoptr(GPtrArray) files = archive_files_new ();
  ArchiveMessage *message = archive_make_outgoing (fx, ROMEO, "m", "caption");
  ArchiveMessage *sent = archive_make_outgoing (fx, ROMEO, "n", "sent");
  g_autoptr(ArchiveMessage) uploaded = NULL;
  ArchiveWait wait = { NULL };
  g_autoptr(GError) error = NULL;
  ArchiveInserted inserted;
  ArchiveInserted other;

  message->state = ARCHIVE_STATE_QUEUED;
  message->files = archive_files_new ();
  g_ptr_array_add (message->files, make_file ("a.txt", NULL));
  sent->state = ARCHIVE_STATE_SENT;
  inserted = archive_insert_one (fx, message);
  other = archive_insert_one (fx, sent);
  g_ptr_array_add (files, make_file ("a.txt", "https://up.lit/a.txt"));

  archive_files_upload_async (fx->database, inserted.id, files, NULL, archive_wait_cb, &wait);
  uploaded = archive_files_upload_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpstr (uploaded->oob_url, ==, "https://up.lit/a.txt");
  g_assert_cmpstr (uploaded->body, ==, "caption");
  g_assert_cmpuint (uploaded->files->len, ==, 1);
  g_assert_cmpstr (((ArchiveFile *) g_ptr_array_index (uploaded->files, 0))->url, ==,
                   "https://up.lit/a.txt");

  archive_files_upload_async (fx->database, other.id, files, NULL, archive_wait_cb, &wait);
  g_assert_null (archive_files_upload_finish (fx->database, archive_wait (&wait), &error));
  g_assert_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND);
  g_clear_object (&wait.result);
}

static void
test_retraction (ArchiveFixture *fx,
                 gconstpointer   data)
{
  static const char *const thumb[] = { "👍", NULL };
  ArchiveMessage *said = archive_make_incoming (fx, ROMEO, "m", "regret");
  ArchiveInserted inserted;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_file_free);
  g_autoptr(GPtrArray) no_files = NULL;
  g_autoptr(GPtrArray) nothing = NULL;
  g_autoptr(ArchivePage) page = NULL;
  const ArchiveMessage *message;
  ArchiveWait wait = { NULL };

  said->link = g_strdup ("https://rue.example/\nRueful");
  inserted = archive_insert_one (fx, said);
  correct (fx, "m", "c1", "much regret");
  react (fx, inserted.id, NURSE, thumb, 5);
  g_ptr_array_add (files, archive_file_new ());
  archive_files_set_async (fx->database, inserted.id, files, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_files_set_finish);

  archive_annotations_retract_async (fx->database, inserted.id, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_annotations_retract_finish);
  correct (fx, "m", "c2", "back again");
  archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "m", "regret"));

  nothing = load (fx, inserted.id);
  g_assert_cmpuint (nothing->len, ==, 0);
  no_files = load_files (fx, inserted.id);
  g_assert_cmpuint (no_files->len, ==, 0);
  page = archive_load (fx, inserted.conversation_id, 10);
  g_assert_cmpuint (page->messages->len, ==, 1);
  message = g_ptr_array_index (page->messages, 0);
  g_assert_null (message->body);
  g_assert_null (message->link);
  g_assert_true (message->flags & ARCHIVE_FLAG_RETRACTED);
  g_assert_cmpuint (archive_count_hits (fx, "regret"), ==, 0);
  g_assert_cmpuint (archive_count_hits (fx, "again"), ==, 0);

  archive_annotations_retract_async (fx->database, 4711, NULL, archive_wait_cb, &wait);
  fail (fx, &wait, archive_annotations_retract_finish, ARCHIVE_ERROR_NOT_FOUND);
}

static void
test_markers (ArchiveFixture *fx,
              gconstpointer   data)
{
  ArchiveInserted inserted = archive_insert_one (fx, archive_make_incoming (fx, ROMEO, "m", "m"));
  g_autoptr(GPtrArray) markers = NULL;
  g_autoptr(GError) error = NULL;
  const ArchiveMarker *marker;
  ArchiveWait wait = { NULL };

  for (gint64 i = 3; i > 0; i--)
    {
      archive_markers_set_async (fx->database, inserted.conversation_id, ROMEO, i * 10, i, NULL,
                                 archive_wait_cb, &wait);
      settle (fx, &wait, archive_markers_set_finish);
    }
  archive_markers_set_async (fx->database, inserted.conversation_id, NURSE, 5, 6, NULL,
                             archive_wait_cb, &wait);
  settle (fx, &wait, archive_markers_set_finish);
  archive_markers_set_async (fx->database, 4711, NURSE, 5, 6, NULL, archive_wait_cb, &wait);
  fail (fx, &wait, archive_markers_set_finish, ARCHIVE_ERROR_CONSTRAINT);

  archive_markers_load_async (fx->database, inserted.conversation_id, NULL, archive_wait_cb, &wait);
  markers = archive_markers_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (markers->len, ==, 2);
  marker = g_ptr_array_index (markers, 0);
  g_assert_cmpstr (marker->sender, ==, NURSE);
  marker = g_ptr_array_index (markers, 1);
  g_assert_cmpstr (marker->sender, ==, ROMEO);
  g_assert_cmpint (marker->sort_us, ==, 30);
  g_assert_cmpint (marker->time_us, ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/annotations/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("reactions", test_reactions);
  ADD ("files", test_files);
  ADD ("files-of-messages", test_files_of_messages);
  ADD ("upload", test_upload);
  ADD ("retraction", test_retraction);
  ADD ("markers", test_markers);

  return g_test_run ();
}
