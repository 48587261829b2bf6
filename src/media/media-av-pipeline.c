/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files become sound and frames, within bounds. */
#define G_LOG_DOMAIN "media-av"

#include "media-av-pipeline.h"

#include "media-codec.h"

#include <errno.h>
#include <gst/app/gstappsrc.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS   8000
#define STEP_MS   200
#define MAX_IDLE  5
#define N_THREADS 2

#define CHUNK_BYTES     (256 * 1024)
#define MAX_CHUNK_BYTES (64 * 1024 * 1024)

/* The file: the element that GStreamer has for that asks the system what the sandbox refuses. */

static void
need_data_cb (GstAppSrc *source,
              guint      length,
              gpointer   user_data)
{
  MediaAvPipeline *self = user_data;
  /* What is pulled has to be as long as was asked for, exactly, unless the file ends before. */
  gsize n_bytes = length == G_MAXUINT ? CHUNK_BYTES : MIN (length, MAX_CHUNK_BYTES);
  g_autofree guint8 *bytes = g_try_malloc (n_bytes);
  GstBuffer *buffer;
  gssize n_read = -1;

  g_atomic_int_set (&self->is_reading, TRUE);
  while (bytes != NULL && (n_read = pread (self->fd, bytes, n_bytes, self->place)) < 0
         && errno == EINTR)
    ;
  g_atomic_int_set (&self->is_reading, FALSE);
  if (n_read <= 0)
    {
      gst_app_src_end_of_stream (source);
      return;
    }

  buffer = gst_buffer_new_wrapped (g_steal_pointer (&bytes), (gsize) n_read);
  GST_BUFFER_OFFSET (buffer) = (guint64) self->place;
  self->place += n_read;
  gst_app_src_push_buffer (source, buffer);
}

static gboolean
seek_data_cb (GstAppSrc *source,
              guint64    offset,
              gpointer   user_data)
{
  ((MediaAvPipeline *) user_data)->place = (gint64) MIN (offset, G_MAXINT64);
  return TRUE;
}

static GstElement *
source_new (MediaAvPipeline *self,
            int              fd)
{
  GstAppSrcCallbacks callbacks = { .need_data = need_data_cb, .seek_data = seek_data_cb };
  GstElement *source = gst_element_factory_make ("appsrc", NULL);

  if (source == NULL)
    return NULL;

  self->fd = fd;
  g_object_set (source, "stream-type", GST_APP_STREAM_TYPE_RANDOM_ACCESS, "format",
                GST_FORMAT_BYTES, "size", (gint64) lseek (fd, 0, SEEK_END), NULL);
  gst_app_src_set_callbacks (GST_APP_SRC (source), &callbacks, self, NULL);
  return source;
}

/* What comes of it. */

static void
set_threads (GstBin     *bin,
             GstBin     *sub_bin,
             GstElement *element,
             gpointer    user_data)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  const char *name = factory != NULL ? gst_plugin_feature_get_name (factory) : "";
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);

  if (g_str_has_prefix (name, "avdec_") && g_object_class_find_property (klass, "max-threads"))
    g_object_set (element, "max-threads", N_THREADS, NULL);
  else if (g_str_has_prefix (name, "vp") && g_object_class_find_property (klass, "threads"))
    g_object_set (element, "threads", N_THREADS, NULL);
}

static void
set_size (MediaAvPipeline *self,
          GstCaps         *caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  g_autoptr(GstCaps) wanted = NULL;
  int width = 0;
  int height = 0;
  int n = 1;
  int d = 1;
  double shown;
  double scale;

  gst_structure_get_fraction (structure, "pixel-aspect-ratio", &n, &d);
  if (!gst_structure_get_int (structure, "width", &width)
      || !gst_structure_get_int (structure, "height", &height) || width < 1 || height < 1 || n < 1
      || d < 1)
    return;

  if (width > MEDIA_AV_MAX_SIDE || height > MEDIA_AV_MAX_SIDE
      || (gint64) width * height > MEDIA_AV_MAX_PIXELS)
    {
      GST_ELEMENT_ERROR (self->pipeline, STREAM, DECODE, (NULL), ("The frames are too large"));
      return;
    }

  shown = CLAMP ((double) width * n / d, 1, MEDIA_AV_MAX_SIDE);
  scale = MIN (MIN (self->fit_width / shown, (double) self->fit_height / height), 1);
  g_mutex_lock (&self->lock);
  /* What comes later is made to fit what has been told of. */
  if (!self->is_sized)
    {
      self->size.full_width = (guint32) (shown + 0.5);
      self->size.full_height = (guint32) height;
      self->size.width = (guint32) MAX (shown * scale + 0.5, 1);
      self->size.height = (guint32) MAX (height * scale + 0.5, 1);
    }
  wanted = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, self->film_format,
                                "width", G_TYPE_INT, (int) self->size.width,
                                "height", G_TYPE_INT, (int) self->size.height,
                                "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_mutex_unlock (&self->lock);
  g_object_set (self->filter, "caps", wanted, NULL);
}

/* How large a film is, and how the camera was held, is known before its first frame. */
static GstPadProbeReturn
size_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps = NULL;

  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    {
      gst_event_parse_caps (event, &caps);
      set_size (user_data, caps);
    }
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
first_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  MediaAvPipeline *self = user_data;

  g_mutex_lock (&self->lock);
  self->is_sized = TRUE;
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_REMOVE;
}

/* (nullable) borrowed: the last of the elements of @names, one after the other */
static GstElement *
add_chain (MediaAvPipeline   *self,
           const char *const *names,
           GstElement       **elements)
{
  GstElement *last = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      elements[i] = gst_element_factory_make (names[i], NULL);
      if (elements[i] == NULL || !gst_bin_add (GST_BIN (self->pipeline), elements[i])
          || (last != NULL && !gst_element_link (last, elements[i])))
        return NULL;
      last = elements[i];
    }

  g_object_set (last, "sync", FALSE, "max-buffers", 1, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    gst_element_sync_state_with_parent (elements[i]);
  return last;
}

static void
add_sound (MediaAvPipeline *self,
           GstPad          *pad)
{
  static const char *const usual[] = { "audioconvert", "audioresample", "capsfilter", "appsink",
                                       NULL };
  static const char *const speedy[] = { "audioconvert", "audioresample", "capsfilter", "scaletempo",
                                        "appsink", NULL };
  g_autoptr(GstCaps) caps = gst_caps_from_string (self->sound_format);
  GstElement *elements[5] = { NULL };
  GstElement *sink = add_chain (self, self->has_speed ? speedy : usual, elements);
  g_autoptr(GstPad) first = sink != NULL ? gst_element_get_static_pad (elements[0], "sink") : NULL;

  if (sink == NULL)
    return;

  g_object_set (elements[2], "caps", caps, NULL);
  self->sound = GST_APP_SINK (sink);
  gst_pad_link (pad, first);
}

static void
add_film (MediaAvPipeline *self,
          GstPad          *pad)
{
  static const char *const names[] = { "videoflip", "videoscale", "videoconvert", "capsfilter",
                                       "appsink", NULL };
  GstElement *elements[5] = { NULL };
  GstElement *sink = add_chain (self, names, elements);
  g_autoptr(GstPad) first = sink != NULL ? gst_element_get_static_pad (elements[0], "sink") : NULL;
  g_autoptr(GstPad) turned = sink != NULL ? gst_element_get_static_pad (elements[0], "src") : NULL;
  g_autoptr(GstPad) last = sink != NULL ? gst_element_get_static_pad (sink, "sink") : NULL;

  if (sink == NULL)
    return;

  gst_util_set_object_arg (G_OBJECT (elements[0]), "video-direction", "auto");
  self->filter = elements[3];
  self->film = GST_APP_SINK (sink);
  gst_pad_add_probe (turned, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, size_cb, self, NULL);
  gst_pad_add_probe (last, GST_PAD_PROBE_TYPE_BUFFER, first_cb, self, NULL);
  gst_pad_link (pad, first);
}

/* The first of each kind; what else there is (subtitles, other languages) stays unused. */
static void
pad_added_cb (GstElement      *element,
              GstPad          *pad,
              MediaAvPipeline *self)
{
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *name;

  if (caps == NULL)
    caps = gst_pad_query_caps (pad, NULL);
  if (caps == NULL || gst_caps_is_empty (caps) || gst_caps_is_any (caps))
    return;

  name = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  if (g_str_equal (name, "audio/x-raw") && self->sound == NULL)
    add_sound (self, pad);
  else if (g_str_equal (name, "video/x-raw") && self->film == NULL && self->film_format != NULL)
    add_film (self, pad);
}

/* There is nothing that reads it. */
static void
unknown_type_cb (GstElement      *element,
                 GstPad          *pad,
                 GstCaps         *caps,
                 MediaAvPipeline *self)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  int version = 0;

  gst_structure_get_int (structure, "mpegversion", &version);
  for (guint i = 0; i < G_N_ELEMENTS (media_codecs); i++)
    {
      const MediaCodec *codec = &media_codecs[i];

      if (!gst_structure_has_name (structure, codec->type)
          || (codec->version != 0 && codec->version != version))
        continue;

      if (g_str_has_prefix (codec->type, "audio/"))
        g_atomic_int_compare_and_exchange (&self->missing, 0, (int) i + 1);
      else
        g_atomic_int_set (&self->missing, (int) i + 1);
      return;
    }
}

/**
 * media_av_pipeline_open:
 * @self: (out caller-allocates): what is to decode
 * @fd: a file
 * @command: how large its frames may be
 * @sound_format: caps of the sound
 * @film_format: (nullable): of the frames; %NULL: none are wanted
 * @has_speed: whether it is sought in with another speed
 *
 * Returns: whether it is on its way
 */
gboolean
media_av_pipeline_open (MediaAvPipeline      *self,
                        int                   fd,
                        const MediaAvCommand *command,
                        const char           *sound_format,
                        const char           *film_format,
                        gboolean              has_speed)
{
  GstElement *source;
  GstElement *decode = gst_element_factory_make ("decodebin", NULL);

  *self = (MediaAvPipeline) {
    .sound_format = sound_format,
    .film_format = film_format,
    .has_speed = has_speed,
    .fit_width = CLAMP (command->width, 1, MEDIA_AV_MAX_FIT),
    .fit_height = CLAMP (command->height, 1, MEDIA_AV_MAX_FIT),
  };
  g_mutex_init (&self->lock);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  source = source_new (self, fd);
  if (source == NULL || decode == NULL)
    return FALSE;

  g_signal_connect (decode, "pad-added", G_CALLBACK (pad_added_cb), self);
  g_signal_connect (decode, "unknown-type", G_CALLBACK (unknown_type_cb), self);
  g_signal_connect (self->pipeline, "deep-element-added", G_CALLBACK (set_threads), NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, decode, NULL);
  return gst_element_link (source, decode)
         && gst_element_set_state (self->pipeline, GST_STATE_PAUSED) != GST_STATE_CHANGE_FAILURE;
}

void
media_av_pipeline_close (MediaAvPipeline *self)
{
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->pipeline);
  g_mutex_clear (&self->lock);
}

/* ms that the processor was busy with us */
static gint64
get_busy_ms (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * 1000 + time.tv_nsec / (1000 * 1000);
}

/* What is broken can leave all threads waiting for one another, without a word: decodebin keeps
 * errors back while it tries what fits, and loses one now and then. */
gboolean
media_av_pipeline_wait (MediaAvPipeline *self)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (self->pipeline);
  gint64 end = g_get_monotonic_time () + WAIT_MS * 1000;
  guint n_idle = 0;

  while (n_idle < MAX_IDLE && g_get_monotonic_time () < end)
    {
      gint64 busy = get_busy_ms ();
      g_autoptr(GstMessage) message =
        gst_bus_timed_pop_filtered (bus, STEP_MS * GST_MSECOND,
                                    GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ERROR | GST_MESSAGE_EOS);

      if (message != NULL)
        return GST_MESSAGE_TYPE (message) == GST_MESSAGE_ASYNC_DONE
               && (self->sound != NULL || self->film != NULL);

      if (get_busy_ms () - busy > STEP_MS / 20 || g_atomic_int_get (&self->is_reading))
        n_idle = 0;
      else
        n_idle++;
    }

  return FALSE;
}

/**
 * media_av_pipeline_tell:
 * @self: what decodes, and has got as far as the first frame
 * @event: what is told: how long and how large it is, and whether there is sound
 */
void
media_av_pipeline_tell (MediaAvPipeline *self,
                        MediaAvEvent    *event)
{
  gint64 duration = -1;

  event->time_ms = -1;
  if (gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) && duration >= 0
      && duration / GST_MSECOND <= MEDIA_AV_MAX_MS)
    event->time_ms = duration / GST_MSECOND;
  event->has_sound = self->sound != NULL;
  g_mutex_lock (&self->lock);
  if (self->film != NULL)
    {
      event->full_width = self->size.full_width;
      event->full_height = self->size.full_height;
      event->width = self->size.width;
      event->height = self->size.height;
    }
  g_mutex_unlock (&self->lock);
}
