/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is shared with what decodes films. */
#define G_LOG_DOMAIN "media-slots"

#include "media-slots.h"

#include "media-av-wire.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

static gsize
get_size (guint width,
          guint height)
{
  return (gsize) width * height * 4 * MEDIA_AV_SLOTS;
}

const guint8 *
media_slots_map (gconstpointer event,
                 int           fd,
                 guint         width,
                 guint         height)
{
  const MediaAvEvent *said = event;
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW;
  gsize n_bytes = get_size (said->width, said->height);
  struct stat status;
  gpointer memory;

  if (said->width < 1 || said->width > width || said->height < 1 || said->height > height || fd < 0
      || (fcntl (fd, F_GET_SEALS) & seals) != seals || fstat (fd, &status) != 0
      || !S_ISREG (status.st_mode) || status.st_size < 0 || (gsize) status.st_size != n_bytes
      || (memory = mmap (NULL, n_bytes, PROT_READ, MAP_SHARED, fd, 0)) == MAP_FAILED)
    return NULL;

  return memory;
}

void
media_slots_unmap (const guint8 *self,
                   guint         width,
                   guint         height)
{
  munmap ((gpointer) self, get_size (width, height));
}
