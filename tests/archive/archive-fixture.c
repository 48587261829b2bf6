/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "archive-search.h"

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
archive_wait_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  ArchiveWait *wait = user_data;

  g_assert_null (wait->result);
  wait->result = g_object_ref (result);
}

/* The result belongs to the wait, until it is used again or dropped. */
GAsyncResult *
archive_wait (ArchiveWait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  return wait->result;
}

void
archive_fixture_init (ArchiveFixture *fx)
{
  g_autoptr(GError) error = NULL;

  fx->folder = g_dir_make_tmp ("charla-archive-XXXXXX", &error);
  g_assert_no_error (error);
  fx->path = g_build_filename (fx->folder, "charla", "archive.db", NULL);
}

void
archive_fixture_open (ArchiveFixture *fx)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  g_clear_pointer (&fx->salvage, archive_salvage_free);
  archive_database_open_async (fx->path, NULL, archive_wait_cb, &wait);
  fx->database = archive_database_open_finish (archive_wait (&wait), &fx->salvage, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fx->database);
  g_clear_object (&wait.result);
}

void
archive_fixture_fail_open (ArchiveFixture *fx,
                           int             code)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_database_open_async (fx->path, NULL, archive_wait_cb, &wait);
  g_assert_null (archive_database_open_finish (archive_wait (&wait), NULL, &error));
  g_assert_error (error, ARCHIVE_ERROR, code);
  g_clear_object (&wait.result);
}

void
archive_fixture_close (ArchiveFixture *fx)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_database_close_async (fx->database, NULL, archive_wait_cb, &wait);
  g_assert_true (archive_database_close_finish (fx->database, archive_wait (&wait), &error));
  g_assert_no_error (error);
  g_clear_object (&wait.result);

  /* The thread that closed it may hold the task, and so the object, for a moment longer. */
  g_object_add_weak_pointer (G_OBJECT (fx->database), (gpointer *) &fx->database);
  g_object_unref (fx->database);
  while (g_atomic_pointer_get (&fx->database) != NULL)
    g_thread_yield ();
}

gint64
archive_fixture_add_account (ArchiveFixture *fx,
                             const char     *address)
{
  g_autoptr(ArchiveAccount) account = archive_account_new ();
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  gint64 id;

  account->address = g_strdup (address);
  account->enabled = TRUE;
  archive_accounts_save_async (fx->database, account, NULL, archive_wait_cb, &wait);
  id = archive_accounts_save_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  g_clear_object (&wait.result);
  return id;
}

void
archive_fixture_set_up (ArchiveFixture *fx,
                        gconstpointer   data)
{
  archive_fixture_init (fx);
  archive_fixture_open (fx);
  fx->account_id = archive_fixture_add_account (fx, "juliet@capulet.lit");
}

void
archive_fixture_tear_down (ArchiveFixture *fx,
                           gconstpointer   data)
{
  if (fx->database != NULL)
    archive_fixture_close (fx);
  g_clear_pointer (&fx->salvage, archive_salvage_free);
  remove_folder (fx->folder);
  g_clear_pointer (&fx->folder, g_free);
  g_clear_pointer (&fx->path, g_free);
}

static ArchiveMessage *
make_message (ArchiveFixture *fx,
              const char     *with,
              const char     *id,
              const char     *body)
{
  ArchiveMessage *message = archive_message_new ();

  message->account_id = fx->account_id;
  message->with = g_strdup (with);
  message->time_us = g_get_real_time ();
  message->ids.message = g_strdup (id);
  message->body = g_strdup (body);
  return message;
}

ArchiveMessage *
archive_make_incoming (ArchiveFixture *fx,
                       const char     *with,
                       const char     *id,
                       const char     *body)
{
  ArchiveMessage *message = make_message (fx, with, id, body);

  message->sender = g_strdup (with);
  message->resource = g_strdup ("orchard");
  return message;
}

ArchiveMessage *
archive_make_outgoing (ArchiveFixture *fx,
                       const char     *with,
                       const char     *id,
                       const char     *body)
{
  ArchiveMessage *message = make_message (fx, with, id, body);

  message->sender = g_strdup ("juliet@capulet.lit");
  message->direction = ARCHIVE_OUTGOING;
  message->state = ARCHIVE_STATE_QUEUED;
  message->ids.origin = g_strdup (id);
  return message;
}

GArray *
archive_insert (ArchiveFixture *fx,
                GPtrArray      *messages,
                ArchivePlace    place)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GArray *inserted;

  archive_messages_insert_async (fx->database, messages, place, NULL, archive_wait_cb, &wait);
  inserted = archive_messages_insert_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (inserted->len, ==, messages->len);
  g_clear_object (&wait.result);
  return inserted;
}

ArchiveInserted
archive_insert_one (ArchiveFixture *fx,
                    ArchiveMessage *message)
{
  g_autoptr(GPtrArray) messages =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);
  g_autoptr(GArray) inserted = NULL;

  g_ptr_array_add (messages, message);
  inserted = archive_insert (fx, messages, ARCHIVE_PLACE_END);
  return g_array_index (inserted, ArchiveInserted, 0);
}

ArchivePage *
archive_load (ArchiveFixture *fx,
              gint64          conversation_id,
              guint           limit)
{
  g_autoptr(GError) error = NULL;
  ArchivePosition nowhere = { 0, 0 };
  ArchiveWait wait = { NULL };
  ArchivePage *page;

  archive_messages_page_async (fx->database, conversation_id, ARCHIVE_PAGE_NEWEST, nowhere, limit,
                               NULL, archive_wait_cb, &wait);
  page = archive_messages_page_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return page;
}

/* The bodies of a conversation, in order, with spaces between. */
char *
archive_describe (ArchiveFixture *fx,
                  gint64          conversation_id)
{
  g_autoptr(ArchivePage) page = archive_load (fx, conversation_id, 1000);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < page->messages->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (page->messages, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", message->body);
    }
  return g_string_free (text, FALSE);
}

gboolean
archive_files_contain (ArchiveFixture *fx,
                       const char     *text)
{
  gsize length = strlen (text);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_strconcat (fx->path, i == 0 ? "" : "-wal", NULL);
      g_autofree char *contents = NULL;
      gsize size = 0;

      if (!g_file_get_contents (path, &contents, &size, NULL))
        continue;
      for (gsize at = 0; at + length <= size; at++)
        if (memcmp (contents + at, text, length) == 0)
          return TRUE;
    }
  return FALSE;
}

guint
archive_count_hits (ArchiveFixture *fx,
                    const char     *words)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = NULL;
  ArchiveWait wait = { NULL };

  archive_search_async (fx->database, words, 0, 0, 0, 10, NULL, archive_wait_cb, &wait);
  hits = archive_search_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return hits->len;
}
