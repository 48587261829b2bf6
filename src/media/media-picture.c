/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoded pictures become pixels, within bounds. */
#define G_LOG_DOMAIN "media-picture"

#include "media-picture.h"

#include "base-magic.h"
#include "media-encode.h"
#include "media-frames.h"
#include "media-memory.h"

#include <errno.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <unistd.h>

#define CHUNK_BYTES (64 * 1024)

/* What browsers take for a moving picture that names no time, or next to none. */
#define SHORTEST_MS 20
#define USUAL_MS    100

/* The kinds that are shown. What can hold scripts, or refer to elsewhere (SVG), is not among them.
 * The library is not asked which kind it is: every few seconds it looks again into the files of the
 * system for that, and in here they cannot be opened. */
static const struct {
  BaseMagic   magic;
  const char *name; /* of a loader; where there is none, the next one that fits is taken */
} kinds[] = {
  { BASE_MAGIC_PNG, "png" },
  { BASE_MAGIC_JPEG, "jpeg" },
  { BASE_MAGIC_GIF, "gif" },
  { BASE_MAGIC_WEBP, "webp" },
  { BASE_MAGIC_AVIF, "avif" },
  { BASE_MAGIC_AVIF, "heif/avif" },
  { BASE_MAGIC_HEIF, "heif/avif" },
  { BASE_MAGIC_HEIF, "heif" },
  { BASE_MAGIC_HEIF, "avif" }, /* where it is called so first of all */
  { BASE_MAGIC_JXL, "jxl" },
  { BASE_MAGIC_BMP, "bmp" },
};

typedef struct {
  const MediaWireQuestion *question;
  GdkPixbufLoader         *loader; /* (owned) (nullable): no kind that is shown, as yet */
  int                      full_width;
  int                      full_height;
  gboolean                 is_too_large;
} Decoding;

/**
 * media_picture_prepare:
 *
 * Loads all that is needed to decode: later nothing can be opened any more.
 */
void
media_picture_prepare (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (kinds[i].name, NULL);

      if (loader != NULL)
        gdk_pixbuf_loader_close (loader, NULL);
    }
  media_encode_prepare ();
}

/* By how much it is to be made smaller, never larger; a crop is covered, else all fits in. */
static double
get_scale (const MediaWireQuestion *question,
           int                      width,
           int                      height)
{
  double x = (double) question->width / width;
  double y = (double) question->height / height;

  return MIN (question->is_crop ? MAX (x, y) : MIN (x, y), 1);
}

static int
apply_scale (int    length,
             double scale)
{
  return MAX ((int) (length * scale + 0.5), 1);
}

/* How the camera was held is known only later: then width and height may change places. */
static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  Decoding *decoding = user_data;
  double scale;

  if (width <= 0 || height <= 0)
    return;

  decoding->full_width = width;
  decoding->full_height = height;
  decoding->is_too_large = width > MEDIA_WIRE_MAX_SIDE || height > MEDIA_WIRE_MAX_SIDE
                           || (gint64) width * height > MEDIA_WIRE_MAX_PIXELS;
  if (decoding->is_too_large)
    {
      /* A size of nothing makes the loader give up before it takes memory for the pixels. */
      gdk_pixbuf_loader_set_size (loader, 0, 0);
      return;
    }

  scale = MAX (get_scale (decoding->question, width, height),
               get_scale (decoding->question, height, width));
  if (scale < 1)
    gdk_pixbuf_loader_set_size (loader, apply_scale (width, scale), apply_scale (height, scale));
}

static gboolean
begin (Decoding     *decoding,
       const guchar *chunk,
       gsize         length)
{
  BaseMagic magic = base_magic_read (chunk, length);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds) && decoding->loader == NULL; i++)
    if (kinds[i].magic == magic)
      decoding->loader = gdk_pixbuf_loader_new_with_type (kinds[i].name, NULL);

  if (decoding->loader == NULL)
    return FALSE;

  g_signal_connect (decoding->loader, "size-prepared", G_CALLBACK (size_prepared_cb), decoding);
  return TRUE;
}

/* Into @whole goes all of it, where it is to be counted how many there are. */
static gboolean
feed (Decoding   *decoding,
      int         fd,
      GByteArray *whole) /* (nullable) */
{
  g_autofree guchar *chunk = g_malloc (CHUNK_BYTES);
  gsize n_bytes = 0;
  gssize length;

  for (;;)
    {
      while ((length = read (fd, chunk, CHUNK_BYTES)) < 0 && errno == EINTR)
        ;
      if (length <= 0)
        return length == 0;

      n_bytes += (gsize) length;
      decoding->is_too_large |= n_bytes > MEDIA_WIRE_MAX_BYTES;
      if (decoding->is_too_large
          || (decoding->loader == NULL && !begin (decoding, chunk, (gsize) length))
          || !gdk_pixbuf_loader_write (decoding->loader, chunk, (gsize) length, NULL))
        return FALSE;
      if (whole != NULL)
        g_byte_array_append (whole, chunk, (guint) length);
    }
}

/* (transfer full) (nullable): of the size that was asked for */
static GdkPixbuf *
fit (const Decoding *decoding,
     GdkPixbuf      *picture)
{
  const MediaWireQuestion *question = decoding->question;
  int width = gdk_pixbuf_get_width (picture);
  int height = gdk_pixbuf_get_height (picture);
  double scale = get_scale (question, width, height);
  g_autoptr(GdkPixbuf) middle = NULL;

  if (question->is_crop)
    {
      double shape = (double) question->width / question->height;
      int part_width = CLAMP ((int) (height * shape + 0.5), 1, width);
      int part_height = CLAMP ((int) (width / shape + 0.5), 1, height);

      middle = gdk_pixbuf_new_subpixbuf (picture, (width - part_width) / 2,
                                         (height - part_height) / 2, part_width, part_height);
      return gdk_pixbuf_scale_simple (middle, (int) question->width, (int) question->height,
                                      GDK_INTERP_BILINEAR);
    }

  if (scale >= 1)
    return g_object_ref (picture);

  return gdk_pixbuf_scale_simple (picture, apply_scale (width, scale), apply_scale (height, scale),
                                  GDK_INTERP_BILINEAR);
}

/* Line by line without the space between lines that the library may leave. */
static void
copy_pixels (GdkPixbuf *picture,
             guint8    *to)
{
  gsize line = (gsize) gdk_pixbuf_get_width (picture) * (gsize) gdk_pixbuf_get_n_channels (picture);
  const guint8 *from = gdk_pixbuf_read_pixels (picture);

  for (int y = 0; y < gdk_pixbuf_get_height (picture); y++)
    memcpy (to + (gsize) y * line, from + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (picture),
            line);
}

static int
write_still (const Decoding  *decoding,
             MediaWireAnswer *answer)
{
  GdkPixbuf *picture = gdk_pixbuf_loader_get_pixbuf (decoding->loader);
  g_autoptr(GdkPixbuf) turned =
    picture != NULL ? gdk_pixbuf_apply_embedded_orientation (picture) : NULL;
  g_autoptr(GdkPixbuf) fitted = turned != NULL ? fit (decoding, turned) : NULL;
  guint8 *memory;
  int fd = -1;

  if (fitted == NULL)
    return -1;

  /* It was turned by a quarter. */
  if ((gdk_pixbuf_get_width (turned) > gdk_pixbuf_get_height (turned))
      != (gdk_pixbuf_get_width (picture) > gdk_pixbuf_get_height (picture)))
    {
      answer->full_width = (guint32) decoding->full_height;
      answer->full_height = (guint32) decoding->full_width;
    }
  answer->width = (guint32) gdk_pixbuf_get_width (fitted);
  answer->height = (guint32) gdk_pixbuf_get_height (fitted);
  answer->n_channels = (guint32) gdk_pixbuf_get_n_channels (fitted);
  answer->n_frames = 1;
  if (decoding->question->format != MEDIA_WIRE_PIXELS)
    return media_encode (fitted, gdk_pixbuf_get_option (picture, "icc-profile"),
                         decoding->question, answer);

  if ((memory = media_memory_open (&fd, media_wire_get_bytes (answer))) == NULL)
    return -1;

  copy_pixels (fitted, memory);
  return media_memory_close (fd, memory, media_wire_get_bytes (answer));
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* GTimeVal: the library has nothing else */

static void
write_frames (const Decoding         *decoding,
              GdkPixbufAnimationIter *iter,
              const MediaWireAnswer  *answer,
              guint8                 *memory)
{
  gsize n_frame = media_wire_get_frame_bytes (answer);
  guint32 *times = (guint32 *) (gpointer) (memory + n_frame * answer->n_frames);
  GTimeVal now = { 0, 0 };

  for (guint i = 0; i < answer->n_frames; i++)
    {
      GdkPixbuf *picture = gdk_pixbuf_animation_iter_get_pixbuf (iter);
      g_autoptr(GdkPixbuf) fitted = picture != NULL ? fit (decoding, picture) : NULL;
      int time_ms = gdk_pixbuf_animation_iter_get_delay_time (iter);

      if (fitted != NULL && gdk_pixbuf_get_width (fitted) == (int) answer->width
          && gdk_pixbuf_get_height (fitted) == (int) answer->height
          && gdk_pixbuf_get_n_channels (fitted) == (int) answer->n_channels)
        copy_pixels (fitted, memory + i * n_frame);
      times[i] = (guint32) (time_ms < SHORTEST_MS ? USUAL_MS : time_ms);
      g_time_val_add (&now, MAX (time_ms, 1) * 1000);
      gdk_pixbuf_animation_iter_advance (iter, &now);
    }
}

/* As many as there is memory for. A library may say that something moves, and not know how. */
static int
write_moving (const Decoding  *decoding,
              guint            n_frames,
              MediaWireAnswer *answer)
{
  GdkPixbufAnimation *animation = gdk_pixbuf_loader_get_animation (decoding->loader);
  GTimeVal begin = { 0, 0 };
  g_autoptr(GdkPixbufAnimationIter) iter = NULL;
  GdkPixbuf *picture = NULL;
  g_autoptr(GdkPixbuf) first = NULL;
  guint8 *memory;
  int fd = -1;

  if (animation == NULL || gdk_pixbuf_animation_is_static_image (animation)
      || (picture = gdk_pixbuf_animation_get_static_image (animation)) == NULL
      || (first = fit (decoding, picture)) == NULL
      || (iter = gdk_pixbuf_animation_get_iter (animation, &begin)) == NULL)
    return -1;

  answer->width = (guint32) gdk_pixbuf_get_width (first);
  answer->height = (guint32) gdk_pixbuf_get_height (first);
  answer->n_channels = (guint32) gdk_pixbuf_get_n_channels (first);
  answer->n_frames = n_frames;
  if (media_wire_get_bytes (answer) > MEDIA_WIRE_MAX_FRAME_BYTES
      || (memory = media_memory_open (&fd, media_wire_get_bytes (answer))) == NULL)
    return -1;

  write_frames (decoding, iter, answer, memory);
  return media_memory_close (fd, memory, media_wire_get_bytes (answer));
}

G_GNUC_END_IGNORE_DEPRECATIONS

/**
 * media_picture_decode:
 * @fd: an encoded picture, read from where it stands
 * @question: what is asked
 * @answer: (out caller-allocates): what it comes to
 *
 * Returns: a descriptor of memory with the pixels; -1 where @answer is not MEDIA_WIRE_OK
 */
int
media_picture_decode (int                      fd,
                      const MediaWireQuestion *question,
                      MediaWireAnswer         *answer)
{
  gboolean may_move = question->max_frames > 1 && question->format == MEDIA_WIRE_PIXELS;
  g_autoptr(GByteArray) whole = may_move ? g_byte_array_new () : NULL;
  Decoding decoding = { .question = question };
  gboolean is_fed;
  guint n_frames = 1;
  int memory = -1;

  *answer = (MediaWireAnswer) { .number = question->number };
  is_fed = feed (&decoding, fd, whole);
  if (decoding.loader != NULL && gdk_pixbuf_loader_close (decoding.loader, NULL) && is_fed
      && !decoding.is_too_large)
    {
      answer->full_width = (guint32) decoding.full_width;
      answer->full_height = (guint32) decoding.full_height;
      if (whole != NULL)
        n_frames = MIN (media_frames_count (whole->data, whole->len),
                        MIN (question->max_frames, MEDIA_WIRE_MAX_FRAMES));
      if (n_frames > 1)
        memory = write_moving (&decoding, n_frames, answer);
      if (memory < 0)
        memory = write_still (&decoding, answer);
    }

  g_clear_object (&decoding.loader);
  if (memory >= 0)
    return memory;

  *answer = (MediaWireAnswer) {
    .number = question->number,
    .status = decoding.is_too_large ? MEDIA_WIRE_TOO_LARGE
              : answer->status != MEDIA_WIRE_OK ? answer->status : MEDIA_WIRE_UNREADABLE,
  };
  return -1;
}
