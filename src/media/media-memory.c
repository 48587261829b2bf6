/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decoder answers with. */
#define G_LOG_DOMAIN "media-memory"

#include "media-memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/**
 * media_memory_open:
 * @fd: (out): its descriptor
 * @n_bytes: how much
 *
 * Returns: (nullable): memory to be written to
 */
guint8 *
media_memory_open (int    *fd,
                   gsize   n_bytes)
{
  guint8 *memory;

  *fd = memfd_create ("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (*fd < 0)
    return NULL;

  if (ftruncate (*fd, (off_t) n_bytes) == 0
      && (memory = mmap (NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0)) != MAP_FAILED)
    return memory;

  close (*fd);
  *fd = -1;
  return NULL;
}

/**
 * media_memory_close:
 * @fd: (transfer full): of the memory
 * @memory: it
 * @n_bytes: its length
 *
 * Nobody changes it any more, and whoever reads it may rely on its length.
 *
 * Returns: its descriptor; -1: it cannot be had
 */
int
media_memory_close (int     fd,
                    guint8 *memory,
                    gsize   n_bytes)
{
  munmap (memory, n_bytes);
  if (fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
    return fd;

  close (fd);
  return -1;
}
