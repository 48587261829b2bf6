/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever deletes messages means what came with them, too; and a crash may leave half a file. */
#define G_LOG_DOMAIN "chat-files-sweep"

#include "chat-files-sweep.h"

#include "archive-files-saved.h"
#include "chat-store.h"

#include <glib/gstdio.h>

/* What has only just come may not be noted yet. */
#define YOUNG_S 60

/* The rest of a file may still be fetched. */
#define PART_S (7 * 24 * 60 * 60)

/* What was pasted may still wait for the person to say that it is to be sent. */
#define PASTED_S (24 * 60 * 60)

typedef struct {
  char       *folder;
  gint64      young_s;
  GHashTable *kept; /* owned paths */
} Sweep;

static void
sweep_free (gpointer data)
{
  Sweep *sweep = data;

  g_free (sweep->folder);
  g_clear_pointer (&sweep->kept, g_hash_table_unref);
  g_free (sweep);
}

static gboolean
is_over (const Sweep *sweep,
         const char  *path)
{
  gint64 age_s = g_str_has_suffix (path, ".part") ? PART_S : sweep->young_s;
  GStatBuf status;

  return !g_hash_table_contains (sweep->kept, path) && g_lstat (path, &status) == 0
         && S_ISREG (status.st_mode)
         && status.st_mtime + age_s <= g_get_real_time () / G_USEC_PER_SEC;
}

static void
sweep_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  const Sweep *sweep = data;
  g_autoptr(GDir) dir = g_dir_open (sweep->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (sweep->folder, name, NULL);

      if (is_over (sweep, path) && g_unlink (path) != 0)
        g_debug ("%s: %s", path, g_strerror (errno));
    }

  g_task_return_boolean (task, TRUE);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Sweep *sweep = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;

  sweep->kept = archive_files_list_finish (ARCHIVE_DATABASE (object), result, &error);
  if (sweep->kept == NULL)
    {
      g_debug ("Which files are left could not be read: %s", error->message);
      sweep_free (sweep);
      return;
    }

  task = g_task_new (object, NULL, NULL, NULL);
  g_task_set_source_tag (task, chat_files_sweep);
  g_task_set_task_data (task, sweep, sweep_free);
  g_task_run_in_thread (task, sweep_in_thread);
}

static void
sweep_folder (ArchiveDatabase *database,
              char            *folder, /* (transfer full) */
              gint64           young_s)
{
  Sweep *sweep = g_new0 (Sweep, 1);

  sweep->folder = folder;
  sweep->young_s = young_s;
  archive_files_list_async (database, folder, NULL, listed_cb, sweep);
}

void
chat_files_sweep (ChatStore *store)
{
  ArchiveDatabase *database = chat_store_get_database (store);
  const char *folder = chat_store_get_files_folder (store);
  g_autofree char *parent = folder != NULL ? g_path_get_dirname (folder) : NULL;

  if (database == NULL || folder == NULL)
    return;

  sweep_folder (database, g_strdup (folder), YOUNG_S);
  sweep_folder (database, g_build_filename (parent, "pasted", NULL), PASTED_S);
}
