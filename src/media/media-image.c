/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decoder gave: it has looked at what is foreign, and so is trusted as little. */
#define G_LOG_DOMAIN "media-image"

#include "media-image.h"

#include "media-wire.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

typedef struct {
  gpointer memory;
  gsize    n_bytes;
} Mapping;

static void
mapping_clear (gpointer data)
{
  Mapping *self = data;

  munmap (self->memory, self->n_bytes);
}

static void
mapping_unref (gpointer mapping)
{
  g_atomic_rc_box_release_full (mapping, mapping_clear);
}

static gboolean
is_sound (const MediaWireAnswer *answer)
{
  return answer->width >= 1 && answer->width <= MEDIA_WIRE_MAX_FIT && answer->height >= 1
         && answer->height <= MEDIA_WIRE_MAX_FIT
         && (answer->n_channels == 3 || answer->n_channels == 4) && answer->n_frames >= 1
         && answer->n_frames <= MEDIA_WIRE_MAX_FRAMES
         && answer->full_width >= 1 && answer->full_width <= MEDIA_WIRE_MAX_SIDE
         && answer->full_height >= 1 && answer->full_height <= MEDIA_WIRE_MAX_SIDE
         && answer->n_bytes <= MEDIA_WIRE_MAX_BYTES;
}

/* Memory that could be cut or changed while it is read would be a way out of the sandbox. */
static Mapping *
map (int    fd,
     gsize  n_bytes)
{
  struct stat status;
  gpointer memory;
  Mapping *self;

  if (fd < 0 || (fcntl (fd, F_GET_SEALS) & SEALS) != SEALS || fstat (fd, &status) != 0
      || !S_ISREG (status.st_mode) || status.st_size < 0 || (gsize) status.st_size != n_bytes
      || (memory = mmap (NULL, n_bytes, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
    return NULL;

  self = g_atomic_rc_box_new0 (Mapping);
  self->memory = memory;
  self->n_bytes = n_bytes;
  return self;
}

/**
 * media_image_new_for_answer:
 * @answer: a #MediaWireAnswer that is MEDIA_WIRE_OK
 * @memory: the descriptor that came with it, or -1; stays the caller's
 * @error: %G_IO_ERROR_INVALID_DATA
 *
 * Returns: (transfer full) (nullable): the picture, if that is one
 */
MediaImage *
media_image_new_for_answer (gconstpointer   answer,
                            int             memory,
                            GError        **error)
{
  const MediaWireAnswer *said = answer;
  gsize n_frame = 0;
  Mapping *mapping = NULL;
  MediaImage *self;

  if (is_sound (said))
    mapping = map (memory, media_wire_get_bytes (said));
  if (mapping == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The decoder gives what is no picture");
      return NULL;
    }

  self = g_new0 (MediaImage, 1);
  self->full_width = said->full_width;
  self->full_height = said->full_height;
  self->width = said->width;
  self->height = said->height;
  self->n_channels = said->n_channels;
  self->frames = g_ptr_array_new_full (said->n_frames, (GDestroyNotify) g_bytes_unref);
  if (said->n_bytes > 0)
    {
      self->encoded = g_bytes_new_with_free_func (mapping->memory, mapping->n_bytes, mapping_unref,
                                                  mapping);
      return self;
    }

  n_frame = media_wire_get_frame_bytes (said);
  for (guint i = 0; i < said->n_frames; i++)
    g_ptr_array_add (self->frames,
                     g_bytes_new_with_free_func ((guint8 *) mapping->memory + i * n_frame,
                                                 (gsize) said->width * said->height
                                                   * said->n_channels,
                                                 mapping_unref, g_atomic_rc_box_acquire (mapping)));
  self->times_ms = g_memdup2 ((guint8 *) mapping->memory + said->n_frames * n_frame,
                              said->n_frames * sizeof (guint32));
  mapping_unref (mapping);
  return self;
}

/**
 * media_image_free:
 * @self: (nullable) (transfer full): a picture
 *
 * Its pixels live as long as somebody holds them.
 */
void
media_image_free (MediaImage *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->frames);
  g_free (self->times_ms);
  g_clear_pointer (&self->encoded, g_bytes_unref);
  g_free (self);
}
