/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that comes by and by: under a name of its own until all of it is there and is what it
 * should be. Nothing half ever has the final name, and nothing that was there before is lost. */
#define G_LOG_DOMAIN "net"

#include "net-store.h"

#include "base-hex.h"
#include "net-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define BUFFER_BYTES (256 * 1024)
#define SHA256_BYTES 32

/* What the processor still holds when it is looked at for the second time. */
#define SLICE_BYTES (16 * 1024)

/* What the disk gets at once: to ask it for every piece costs more than to wait for the last. */
#define BEGUN_BYTES (8 * 1024 * 1024)

/* Enough for many messages */
#define GIVEN_BACK_BYTES (2 * 1024 * 1024)

/* How many files of one name there may be. */
#define MAX_NUMBER 1000

struct _NetStore
{
  char            *folder;
  char            *name;
  char            *part;
  int              fd;
  gint64           size;
  gint64           begun; /* of that the disk has begun with, at least */
  gboolean         is_passing; /* nobody will go on with what is there */
  gnutls_hash_hd_t hash;  /* (nullable): nobody asks what it amounts to; by the processor's own
                           * instructions, where it has some */
};

static gboolean
fail (GError     **error,
      const char  *path)
{
  int number = errno;
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (number), "%s: %s", shown,
               g_strerror (number));
  return FALSE;
}

/* What is there already counts. */
static gboolean
take_up (NetStore  *self,
         GError   **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_BYTES);
  gssize length;

  while ((length = read (self->fd, buffer, BUFFER_BYTES)) != 0)
    {
      if (length < 0 && errno == EINTR)
        continue;
      if (length < 0)
        return fail (error, self->part);

      gnutls_hash (self->hash, buffer, (gsize) length);
      self->size += length;
    }

  self->begun = self->size;
  return TRUE;
}

static gboolean
open_part (NetStore  *self,
           gboolean   is_first,
           GError   **error)
{
  struct stat status;
  struct stat named;

  self->fd = open (self->part, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
  if (self->fd < 0 || fstat (self->fd, &status) != 0)
    return fail (error, self->part);

  /* Whoever had it may just have given it its name. */
  if (!S_ISREG (status.st_mode) || flock (self->fd, LOCK_EX | LOCK_NB) != 0
      || fstat (self->fd, &status) != 0 || lstat (self->part, &named) != 0
      || named.st_ino != status.st_ino || named.st_dev != status.st_dev
      || (status.st_nlink != 1 && !is_first))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "The file is being fetched already");
      return FALSE;
    }

  if (status.st_nlink == 1)
    return TRUE;

  /* Nobody has it, and it has both names: a crash has come in between. What has the other one is
   * left as it is. It is ours until it is closed: whoever waits for that must not find it. */
  unlink (self->part);
  close (self->fd);
  self->fd = -1;
  return open_part (self, FALSE, error);
}

static char *
make_part (const char *folder,
           const char *key)
{
  g_autofree char *name = g_strconcat (".", key, ".charla-part", NULL);

  return g_build_filename (folder, name, NULL);
}

/**
 * net_store_is_whole:
 * @folder: a path
 * @key: which file it is
 * @size: bytes that it must have
 *
 * Returns: whether so much of it came before, without having been given its name
 */
gboolean
net_store_is_whole (const char *folder,
                    const char *key,
                    gint64      size)
{
  g_autofree char *part = make_part (folder, key);
  struct stat status;

  return lstat (part, &status) == 0 && S_ISREG (status.st_mode) && status.st_size == size;
}

/**
 * net_store_open:
 * @folder: a path; made where there is none
 * @name: how the file is to be called
 * @key: which file it is, whatever it is called: under that the part that is there is kept
 * @resumes: what came before is gone on with; else it is dropped
 * @error: of the domain %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): a place for the file
 */
NetStore *
net_store_open (const char  *folder,
                const char  *name,
                const char  *key,
                gboolean     resumes,
                GError     **error)
{
  g_autoptr(NetStore) self = g_new0 (NetStore, 1);

  self->folder = g_strdup (folder);
  self->name = g_strdup (name);
  self->part = make_part (folder, key);
  self->is_passing = !resumes;
  self->fd = -1;
  if (gnutls_hash_init (&self->hash, GNUTLS_DIG_SHA256) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is no SHA-256");
      return NULL;
    }

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      fail (error, folder);
      return NULL;
    }

  if (!open_part (self, TRUE, error))
    return NULL;

  if (!(resumes ? take_up (self, error) : net_store_restart (self, error)))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * net_store_sum_nothing:
 * @self: a place that is empty
 *
 * Says that it is not known what the file must amount to: to find out would take as long as all
 * else that is done with it.
 */
void
net_store_sum_nothing (NetStore *self)
{
  g_return_if_fail (self->size == 0);

  if (self->hash != NULL)
    gnutls_hash_deinit (self->hash, NULL);
  self->hash = NULL;
}

/**
 * net_store_get_size:
 * @self: a place
 *
 * Returns: how many bytes are there
 */
gint64
net_store_get_size (NetStore *self)
{
  return self->size;
}

/**
 * net_store_get_part:
 * @self: a place
 *
 * Returns: the path of what is there
 */
const char *
net_store_get_part (NetStore *self)
{
  return self->part;
}

/**
 * net_store_has_room:
 * @self: a place
 * @size: bytes that the file is going to have
 * @error: %G_IO_ERROR_NO_SPACE
 *
 * A disk that would be full before the end is not filled: messages need it, too.
 *
 * Returns: whether there is room for the rest of it, as far as one can know
 */
gboolean
net_store_has_room (NetStore  *self,
                    gint64     size,
                    GError   **error)
{
  struct statvfs disk;

  if (size <= self->size || fstatvfs (self->fd, &disk) != 0 || disk.f_blocks == 0
      || (guint64) (size - self->size) / disk.f_frsize < disk.f_bavail)
    return TRUE;

  errno = ENOSPC;
  return fail (error, self->part);
}

/**
 * net_store_restart:
 * @self: a place
 * @error: of the domain %G_IO_ERROR
 *
 * Forgets what is there.
 *
 * Returns: whether that is done
 */
gboolean
net_store_restart (NetStore  *self,
                   GError   **error)
{
  guint8 digest[SHA256_BYTES];

  if (self->hash != NULL)
    gnutls_hash_output (self->hash, digest); /* which begins anew */
  self->size = self->begun = 0;
  return (ftruncate (self->fd, 0) == 0 && lseek (self->fd, 0, SEEK_SET) == 0)
         || fail (error, self->part);
}

static gboolean
write_all (NetStore      *self,
           const guint8  *next,
           gsize          left,
           GError       **error)
{
  while (left > 0)
    {
      gssize length = write (self->fd, next, left);

      if (length < 0 && errno == EINTR)
        continue;
      if (length < 0)
        return fail (error, self->part);
      next += length;
      left -= (gsize) length;
    }

  return TRUE;
}

/**
 * net_store_append:
 * @self: a place
 * @data: (array length=n_bytes): what comes next
 * @n_bytes: its length
 * @error: of the domain %G_IO_ERROR: the disk may be full
 *
 * Returns: whether it is there
 */
gboolean
net_store_append (NetStore    *self,
                  const void  *data,
                  gsize        n_bytes,
                  GError     **error)
{
  const guint8 *next = data;

  for (gsize left = n_bytes, length; left > 0; left -= length, next += length)
    {
      length = MIN (left, SLICE_BYTES);
      if (!write_all (self, next, length, error))
        return FALSE;
      if (self->hash != NULL)
        gnutls_hash (self->hash, next, length);
      self->size += (gint64) length;
    }

  /* The disk begins with it while more is coming, so that there is next to nothing to wait for at
   * the end. Where that cannot be, all of it is waited for then. */
  if (self->size - self->begun >= BEGUN_BYTES)
    {
      (void) sync_file_range (self->fd, self->begun, self->size - self->begun,
                              SYNC_FILE_RANGE_WRITE);
      self->begun = self->size;
    }
  return TRUE;
}

/* "plan.pdf", "plan (2).pdf", … */
static char *
make_path (NetStore *self,
           guint     number)
{
  const char *dot = strrchr (self->name, '.');
  g_autofree char *name = NULL;

  if (dot == NULL || dot == self->name)
    dot = self->name + strlen (self->name);
  if (number > 1)
    name = g_strdup_printf ("%.*s (%u)%s", (int) (dot - self->name), self->name, number, dot);
  return g_build_filename (self->folder, name != NULL ? name : self->name, NULL);
}

/* A link is made only where nothing is; where a file system knows none, a file is made first to
 * take the place. */
static gboolean
move_to (NetStore   *self,
         const char *path)
{
  int fd;

  if (link (self->part, path) == 0)
    {
      unlink (self->part);
      return TRUE;
    }
  if (errno == EEXIST)
    return FALSE;

  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;

  close (fd);
  if (rename (self->part, path) == 0)
    return TRUE;

  unlink (path);
  return FALSE;
}

static gboolean
amounts_to (NetStore   *self,
            const char *sha256)
{
  guint8 digest[SHA256_BYTES];
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *hex = NULL;

  gnutls_hash_output (self->hash, digest);
  bytes = g_bytes_new (digest, sizeof digest);
  hex = base_hex_from_bytes (bytes);
  return g_ascii_strcasecmp (hex, sha256) == 0;
}

/**
 * net_store_commit:
 * @self: a place
 * @size: bytes that the file must have; -1: as many as there are
 * @sha256: (nullable): what they must amount to, in hex; none after net_store_sum_nothing()
 * @error: %NET_ERROR_CHANGED: it is another file; then nothing of it stays; or of the domain
 *   %G_IO_ERROR
 *
 * Gives the file its name, or the next one that is free.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
net_store_commit (NetStore    *self,
                  gint64       size,
                  const char  *sha256,
                  GError     **error)
{
  g_return_val_if_fail (sha256 == NULL || self->hash != NULL, NULL);

  if ((size >= 0 && self->size != size)
      || (sha256 != NULL && !amounts_to (self, sha256)))
    {
      net_store_discard (self);
      g_set_error_literal (error, NET_ERROR, NET_ERROR_CHANGED,
                           "The file is another one than was announced");
      return NULL;
    }

  /* Named only when it is on the disk: a crash leaves no file of nothing. */
  if (fsync (self->fd) != 0)
    {
      fail (error, self->part);
      return NULL;
    }

  for (guint number = 1; number <= MAX_NUMBER; number++)
    {
      g_autofree char *path = make_path (self, number);

      if (move_to (self, path))
        {
          self->is_passing = FALSE;
          return g_steal_pointer (&path);
        }
      if (errno != EEXIST)
        break;
    }

  fail (error, self->part);
  return NULL;
}

/**
 * net_store_give_back:
 * @self: a place on a disk that is full
 *
 * Keeps what is there for the next try, but for the last of it: who has filled a disk leaves room
 * for others.
 */
void
net_store_give_back (NetStore *self)
{
  if (self->size <= GIVEN_BACK_BYTES || ftruncate (self->fd, self->size - GIVEN_BACK_BYTES) != 0)
    net_store_discard (self);
}

void
net_store_discard (NetStore *self)
{
  unlink (self->part);
}

/**
 * net_store_is_passing:
 * @self: a place
 *
 * Returns: whether what is there is of no use to anybody once @self is let go
 */
gboolean
net_store_is_passing (NetStore *self)
{
  return self->is_passing;
}

void
net_store_free (NetStore *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  if (self->hash != NULL)
    gnutls_hash_deinit (self->hash, NULL);
  g_free (self->folder);
  g_free (self->name);
  g_free (self->part);
  g_free (self);
}
