/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever deletes messages means what came with them, too. Only what the archive has noted, and
 * what stands where we have put it: what people keep beside it is theirs. */
#define G_LOG_DOMAIN "chat-files-sweep"

#include "chat-files-sweep.h"

#include "archive-files-saved.h"
#include "chat-store.h"

#include <errno.h>
#include <glib/gstdio.h>

/* The rest of a file may still be fetched. */
#define PART_S (7 * 24 * 60 * 60)

/* A voice message that nobody has sent for so long is not going to be. */
#define DRAFT_S (30 * 24 * 60 * 60)

/* Pictures that were pasted, to be sent */
#define PASTED_NAME "pasted"

typedef struct {
  char      *files;
  char      *pasted;
  char      *voice;
  GPtrArray *paths;
  gint64     last;
} Sweep;

static void
sweep_free (gpointer data)
{
  Sweep *sweep = data;

  g_free (sweep->files);
  g_free (sweep->pasted);
  g_free (sweep->voice);
  g_clear_pointer (&sweep->paths, g_ptr_array_unref);
  g_free (sweep);
}

static gboolean
is_in (const char *folder,
       const char *path)
{
  g_autofree char *wanted = g_canonicalize_filename (folder, "/");
  g_autofree char *canonical = g_canonicalize_filename (path, "/");
  g_autofree char *found = g_path_get_dirname (canonical);

  return g_str_equal (found, wanted);
}

/* What was begun and never went on. Its name is one that nobody else gives. */
static void
delete_old (const char *folder,
            const char *prefix,
            const char *suffix,
            gint64      age_s)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;

      if (g_str_has_prefix (name, prefix) && g_str_has_suffix (name, suffix)
          && g_lstat (path, &status) == 0 && S_ISREG (status.st_mode)
          && status.st_mtime + age_s <= g_get_real_time () / G_USEC_PER_SEC)
        g_unlink (path);
    }
}

static void
sweep_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  const Sweep *sweep = data;

  for (guint i = 0; i < sweep->paths->len; i++)
    {
      const char *path = g_ptr_array_index (sweep->paths, i);

      if ((is_in (sweep->files, path) || is_in (sweep->pasted, path) || is_in (sweep->voice, path))
          && g_unlink (path) != 0 && errno != ENOENT)
        g_debug ("%s: %s", path, g_strerror (errno));
    }

  delete_old (sweep->files, ".", ".charla-part", PART_S);
  delete_old (sweep->voice, CHAT_FILES_VOICE_PREFIX, ".ogg", DRAFT_S);
  g_task_return_boolean (task, TRUE);
}

static void
swept_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  const Sweep *sweep = g_task_get_task_data (G_TASK (result));

  if (sweep->last > 0)
    archive_files_forget_gone_async (ARCHIVE_DATABASE (object), sweep->last, NULL, NULL, NULL);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Sweep *sweep = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;

  sweep->paths =
    archive_files_list_gone_finish (ARCHIVE_DATABASE (object), result, &sweep->last, &error);
  if (sweep->paths == NULL)
    {
      g_debug ("Which files are gone could not be read: %s", error->message);
      sweep_free (sweep);
      return;
    }

  task = g_task_new (object, NULL, swept_cb, NULL);
  g_task_set_source_tag (task, chat_files_sweep);
  g_task_set_task_data (task, sweep, sweep_free);
  g_task_run_in_thread (task, sweep_in_thread);
}

void
chat_files_sweep (ChatStore *store)
{
  ArchiveDatabase *database = chat_store_get_database (store);
  const char *folder = chat_store_get_files_folder (store);
  g_autofree char *parent = folder != NULL ? g_path_get_dirname (folder) : NULL;
  Sweep *sweep;

  if (database == NULL || folder == NULL)
    return;

  sweep = g_new0 (Sweep, 1);
  sweep->files = g_strdup (folder);
  sweep->pasted = g_build_filename (parent, PASTED_NAME, NULL);
  sweep->voice = g_build_filename (parent, CHAT_FILES_VOICE_FOLDER, NULL);
  archive_files_list_gone_async (database, NULL, listed_cb, sweep);
}
