/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is opened to be decoded. */
#define G_LOG_DOMAIN "media-open"

#include "media-open.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WEBM_BYTES  64
#define START_BYTES 1024

typedef struct {
  int      fd;      /* -1: not open, or given away */
  gboolean is_rare;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  if (opened->fd >= 0)
    close (opened->fd);
  g_free (opened);
}

/**
 * media_open_file:
 * @file: a file; blocks
 * @error: %G_IO_ERROR_NOT_REGULAR_FILE: a pipe or a device could have no end; others of opening one
 *
 * Returns: its descriptor; -1: it cannot be opened
 */
int
media_open_file (GFile   *file,
                 GError **error)
{
  const char *path = g_file_peek_path (file);
  struct stat status;
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
  int code = errno;

  if (fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    return fd;

  if (fd < 0 && path != NULL)
    g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (code),
                         g_strerror (code));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "It is not a file");
  if (fd >= 0)
    close (fd);
  return -1;
}

/* What most people send can be decoded by little; the rest, MP4 above all, takes what is large. */
static gboolean
is_rare (int fd)
{
  guint8 start[START_BYTES] = { 0 };
  gssize n_bytes = pread (fd, start, sizeof start, 0);

  if (n_bytes < 12 || memcmp (start, "OggS", 4) == 0 || memcmp (start, "RIFF", 4) == 0
      || memcmp (start, "fLaC", 4) == 0 || memcmp (start, "ID3", 3) == 0)
    return FALSE;

  /* ISO/IEC 11172-3, 2.4.2.3: the layers of MPEG audio; AAC has 0 there. */
  if (start[0] == 0xff && (start[1] & 0xe0) == 0xe0)
    return (start[1] & 0x06) == 0;

  /* WebM says so in its head, and a little later what it is written in. */
  return memmem (start, MIN ((gsize) n_bytes, WEBM_BYTES), "webm", 4) == NULL
         || memmem (start, (gsize) n_bytes, "V_AV1", 5) != NULL;
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Opened *opened = data;
  g_autoptr(GError) error = NULL;

  opened->fd = media_open_file (source, &error);
  if (opened->fd < 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  opened->is_rare = is_rare (opened->fd);
  g_task_return_boolean (task, TRUE);
}

/**
 * media_open_async:
 * @file: a file with sound or a film
 * @cancellable: (nullable): gives up
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 */
void
media_open_async (GFile               *file,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (file, cancellable, callback, user_data);
  Opened *opened = g_new0 (Opened, 1);

  opened->fd = -1;
  g_task_set_source_tag (task, media_open_async);
  g_task_set_task_data (task, opened, opened_free);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * media_open_finish:
 * @result: what the callback got
 * @is_rare_kind: (out): whether it may be of a kind for which much is to be loaded
 * @error: as media_open_file(), and %G_IO_ERROR_CANCELLED
 *
 * Returns: its descriptor, which is the caller's; -1: it cannot be opened
 */
int
media_open_finish (GAsyncResult  *result,
                   gboolean      *is_rare_kind,
                   GError       **error)
{
  Opened *opened = g_task_get_task_data (G_TASK (result));
  int fd;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return -1;

  *is_rare_kind = opened->is_rare;
  fd = opened->fd;
  opened->fd = -1;
  return fd;
}
