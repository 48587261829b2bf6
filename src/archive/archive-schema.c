/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of the archive, grown by the scripts in data/sql; its version is SQLite's
 * user_version. */
#define G_LOG_DOMAIN "archive-schema"

#include "archive-schema.h"

#include <stdlib.h>
#include <string.h>

#include "archive-error.h"
#include "archive-resources.h"

#define SCRIPTS "/im/charla/Charla/sql"

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The scripts' names, 001-initial.sql and so on, in order. */
static char **
list_scripts (void)
{
  g_autoptr(GError) error = NULL;
  char **names = g_resource_enumerate_children (archive_get_resource (), SCRIPTS, 0, &error);

  if (names == NULL)
    g_error ("The archive's scripts are missing: %s", error->message);

  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return names;
}

/**
 * archive_schema_get_latest:
 *
 * Returns: the version that this program writes
 */
int
archive_schema_get_latest (void)
{
  g_auto(GStrv) names = list_scripts ();

  return atoi (names[g_strv_length (names) - 1]);
}

/**
 * archive_schema_get_version:
 * @connection: a connection
 * @version: (out): the version of its file; 0 where it is empty
 * @error: where to say why it failed
 *
 * Returns: whether it could be read
 */
gboolean
archive_schema_get_version (ArchiveConnection  *connection,
                            int                *version,
                            GError            **error)
{
  gint64 number = 0;

  if (!archive_connection_get_number (connection, "PRAGMA user_version", &number, error))
    return FALSE;

  *version = (int) number;
  return TRUE;
}

static gboolean
run_script (ArchiveConnection  *connection,
            const char         *name,
            GError            **error)
{
  g_autofree char *path = g_strdup_printf (SCRIPTS "/%s", name);
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %d", atoi (name));
  g_autoptr(GBytes) script = g_resource_lookup_data (archive_get_resource (), path, 0, error);

  if (script == NULL || !archive_connection_begin (connection, TRUE, error))
    return FALSE;

  /* GResource ends its data with a zero byte that it does not count. */
  if (!archive_connection_execute (connection, g_bytes_get_data (script, NULL), error) ||
      !archive_connection_execute (connection, set_version, error))
    {
      archive_connection_roll_back (connection);
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }

  return archive_connection_commit (connection, error);
}

/**
 * archive_schema_migrate:
 * @connection: a writer
 * @version: how far to go; archive_schema_get_latest() but in tests and when salvaging
 * @error: where to say why it failed
 *
 * Brings the file to the version, each step in a transaction of its own: what fails or is killed
 * in the midst leaves the last whole version. A file of a later version than the program knows is
 * not touched.
 *
 * Returns: whether the file has the version now
 */
gboolean
archive_schema_migrate (ArchiveConnection  *connection,
                        int                 version,
                        GError            **error)
{
  g_auto(GStrv) names = list_scripts ();
  int present = 0;

  if (!archive_schema_get_version (connection, &present, error))
    return FALSE;

  if (present > archive_schema_get_latest () || present < 0)
    {
      g_set_error (error, ARCHIVE_ERROR, ARCHIVE_ERROR_TOO_NEW,
                   "The archive has version %d, only %d is known", present,
                   archive_schema_get_latest ());
      return FALSE;
    }

  for (guint i = 0; names[i] != NULL; i++)
    {
      int step = atoi (names[i]);

      if (step > present && step <= version && !run_script (connection, names[i], error))
        return FALSE;
    }

  return TRUE;
}
