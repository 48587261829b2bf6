/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a file plays, how it looks, and how loud it is when. */
#define G_LOG_DOMAIN "media-av"

#include "media-av-look.h"

#include "media-av-pipeline.h"
#include "media-memory.h"

#define SOUND "audio/x-raw,format=S16LE,layout=interleaved,channels=1,rate=8000"

/* Sound that is longer is not listened to for how loud it is. */
#define MAX_HEARD_MS (20 * 60 * 1000)
#define MAX_HEARD_US (4 * G_USEC_PER_SEC)
#define BLOCK        80 /* samples, 10 ms */

/* The picture that stands for all: the first one is black too often. */
#define POSTER_MS    1000

typedef struct {
  GArray *loudest; /* guint16: of each block */
  guint   n;       /* samples of the one that is being filled */
  guint16 most;    /* of those */
} Blocks;

static void
add_samples (Blocks       *blocks,
             const gint16 *samples,
             gsize         n_samples)
{
  for (gsize i = 0; i < n_samples; i++)
    {
      blocks->most = (guint16) MAX ((int) blocks->most, ABS ((int) samples[i]));
      if (++blocks->n == BLOCK)
        {
          g_array_append_val (blocks->loudest, blocks->most);
          blocks->n = blocks->most = 0;
        }
    }
}

/* The loudest of each 10 ms, as a guint16 */
static GArray *
hear (MediaAvPipeline *pipeline)
{
  Blocks blocks = { .loudest = g_array_new (FALSE, FALSE, sizeof (guint16)) };
  gint64 end = g_get_monotonic_time () + MAX_HEARD_US;
  GstSample *sample;

  gst_element_set_state (pipeline->pipeline, GST_STATE_PLAYING);
  while (blocks.loudest->len < MAX_HEARD_MS / 10 && g_get_monotonic_time () < end
         && (sample = gst_app_sink_try_pull_sample (pipeline->sound, GST_SECOND)) != NULL)
    {
      GstBuffer *buffer = gst_sample_get_buffer (sample);
      GstMapInfo map;

      if (buffer != NULL && gst_buffer_map (buffer, &map, GST_MAP_READ))
        {
          add_samples (&blocks, (const gint16 *) (gpointer) map.data, map.size / sizeof (gint16));
          gst_buffer_unmap (buffer, &map);
        }
      gst_sample_unref (sample);
    }

  /* Of one that goes on it would be wrong. */
  if (!gst_app_sink_is_eos (pipeline->sound))
    g_array_set_size (blocks.loudest, 0);
  return blocks.loudest;
}

static void
fill_peaks (GArray       *blocks,
            MediaAvEvent *event)
{
  if (blocks->len == 0)
    return;

  event->n_peaks = MEDIA_AV_PEAKS;
  for (guint i = 0; i < MEDIA_AV_PEAKS; i++)
    {
      guint begin = (guint) ((guint64) i * blocks->len / MEDIA_AV_PEAKS);
      guint end = MAX ((guint) ((guint64) (i + 1) * blocks->len / MEDIA_AV_PEAKS), begin + 1);
      guint64 sum = 0;

      /* Of a long one the loudest would be the same all over. */
      for (guint n = begin; n < end; n++)
        sum += g_array_index (blocks, guint16, n);
      event->peaks[i] = (guint8) MIN (sum / (end - begin) / 128, 255);
    }
}

static int
keep_picture (MediaAvPipeline *pipeline,
              MediaAvEvent    *event)
{
  gsize n_line = (gsize) event->width * 4;
  gsize n_bytes = n_line * event->height;
  g_autoptr(GstSample) sample = gst_app_sink_try_pull_preroll (pipeline->film, GST_SECOND);
  GstBuffer *buffer = sample != NULL ? gst_sample_get_buffer (sample) : NULL;
  GstMapInfo map;
  guint8 *memory = NULL;
  int fd = -1;

  if (n_bytes == 0 || buffer == NULL || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return -1;

  if (map.size >= n_bytes
      && (memory = media_memory_open (&fd, n_bytes + sizeof (guint32))) != NULL)
    {
      memcpy (memory, map.data, n_bytes);
      fd = media_memory_close (fd, memory, n_bytes + sizeof (guint32));
    }
  gst_buffer_unmap (buffer, &map);
  return fd;
}

static void
go_to_picture (MediaAvPipeline *pipeline,
               gint64           duration_ms)
{
  gint64 place = MIN (duration_ms / 10, POSTER_MS);

  if (duration_ms > 0
      && gst_element_seek_simple (pipeline->pipeline, GST_FORMAT_TIME,
                                  GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE,
                                  place * GST_MSECOND))
    gst_element_get_state (pipeline->pipeline, NULL, NULL, 2 * GST_SECOND);
}

int
media_av_look (int                   fd,
               const MediaAvCommand *command,
               MediaAvEvent         *event)
{
  MediaAvPipeline pipeline;
  int memory = -1;

  *event = (MediaAvEvent) { .kind = MEDIA_AV_LOOKED, .serial = command->serial };
  if (media_av_pipeline_open (&pipeline, fd, command, SOUND, "RGBA", FALSE)
      && media_av_pipeline_wait (&pipeline))
    {
      media_av_pipeline_tell (&pipeline, event);
      if (pipeline.film != NULL)
        {
          go_to_picture (&pipeline, event->time_ms);
          memory = keep_picture (&pipeline, event);
        }
      else if (event->time_ms <= MAX_HEARD_MS)
        {
          g_autoptr(GArray) blocks = hear (&pipeline);

          fill_peaks (blocks, event);
          /* Counted is better than said, and some do not say. */
          if (blocks->len > 0)
            event->time_ms = (gint64) blocks->len * 10;
        }
    }
  else
    event->kind = MEDIA_AV_FAILED;

  event->missing = (guint32) g_atomic_int_get (&pipeline.missing);
  media_av_pipeline_close (&pipeline);
  return memory;
}
