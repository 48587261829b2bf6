/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is shared with what decodes films, and the frames in it that are to be seen. */
#define G_LOG_DOMAIN "media-slots"

#include "media-slots.h"

#include "media-av-wire.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

typedef struct {
  guint  slot;
  gint64 time_ms;
} Frame;

static gsize
get_size (guint width,
          guint height)
{
  return (gsize) width * height * 4 * MEDIA_AV_SLOTS;
}

void
media_slots_init (MediaSlots        *self,
                  MediaSlotsRelease  release,
                  gpointer           user_data)
{
  *self = (MediaSlots) { .release = release, .user_data = user_data };
  g_queue_init (&self->waiting);
}

gboolean
media_slots_map (MediaSlots    *self,
                 gconstpointer  event,
                 int            fd,
                 guint          width,
                 guint          height)
{
  const MediaAvEvent *said = event;
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW;
  gsize n_bytes = get_size (said->width, said->height);
  struct stat status;
  gpointer memory;

  g_return_val_if_fail (self->memory == NULL, FALSE);

  if (said->width < 1 || said->width > width || said->height < 1 || said->height > height || fd < 0
      || (fcntl (fd, F_GET_SEALS) & seals) != seals || fstat (fd, &status) != 0
      || !S_ISREG (status.st_mode) || status.st_size < 0 || (gsize) status.st_size != n_bytes
      || (memory = mmap (NULL, n_bytes, PROT_READ, MAP_SHARED, fd, 0)) == MAP_FAILED)
    return FALSE;

  self->memory = memory;
  self->width = said->width;
  self->height = said->height;
  return TRUE;
}

void
media_slots_unmap (MediaSlots *self)
{
  media_slots_drop (self);
  if (self->memory != NULL)
    munmap ((gpointer) self->memory, get_size (self->width, self->height));
  self->memory = NULL;
}

gboolean
media_slots_check (MediaSlots    *self,
                   gconstpointer  event)
{
  const MediaAvEvent *said = event;

  return self->memory != NULL && said->slot < MEDIA_AV_SLOTS
         && self->waiting.length < MEDIA_AV_SLOTS && said->time_ms >= 0
         && said->time_ms <= MEDIA_AV_MAX_MS;
}

void
media_slots_push (MediaSlots    *self,
                  gconstpointer  event)
{
  const MediaAvEvent *said = event;
  Frame *frame = g_new0 (Frame, 1);

  frame->slot = said->slot;
  frame->time_ms = said->time_ms;
  g_queue_push_tail (&self->waiting, frame);
}

static void
release (MediaSlots *self,
         Frame      *frame) /* (nullable) (transfer full) */
{
  if (frame != NULL)
    self->release (frame->slot, self->user_data);
  g_free (frame);
}

void
media_slots_drop (MediaSlots *self)
{
  Frame *frame;

  while ((frame = g_queue_pop_head (&self->waiting)) != NULL)
    release (self, frame);
}

/* A copy: what decodes could change what it gave while it is looked at. */
static GBytes *
copy (MediaSlots *self,
      Frame      *frame) /* (nullable) (transfer full) */
{
  gsize n_bytes = get_size (self->width, self->height) / MEDIA_AV_SLOTS;
  GBytes *pixels = frame != NULL ? g_bytes_new (self->memory + frame->slot * n_bytes, n_bytes)
                                 : NULL;

  release (self, frame);
  return pixels;
}

GBytes *
media_slots_take (MediaSlots *self,
                  gint64      until_ms)
{
  Frame *due = NULL;
  const Frame *next;

  while ((next = g_queue_peek_head (&self->waiting)) != NULL && next->time_ms <= until_ms)
    {
      release (self, due);
      due = g_queue_pop_head (&self->waiting);
    }

  return copy (self, due);
}

GBytes *
media_slots_take_one (MediaSlots *self)
{
  return copy (self, g_queue_pop_head (&self->waiting));
}

gint64
media_slots_get_next (MediaSlots *self)
{
  const Frame *next = g_queue_peek_head (&self->waiting);

  return next != NULL ? next->time_ms : -1;
}
