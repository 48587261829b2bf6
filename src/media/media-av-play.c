/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes a file from where it is told to, as fast as what comes of it is taken. */
#define G_LOG_DOMAIN "media-av"

#include "media-av-play.h"

#include "media-av-pipeline.h"
#include "media-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOUND "audio/x-raw,format=S16LE,layout=interleaved,channels=2,rate=48000"

/* Of sound or of frames: belongs to the thread that decodes it, but for what is atomic. */
typedef struct {
  guint32 serial;
  int     is_flushing; /* atomic: what comes is not wanted */
} Stream;

struct _MediaAvPlay
{
  MediaAvPipeline av;
  int             socket;
  int             sound_socket;
  int             wake;         /* an eventfd: do not wait for room */
  guint32         serial;       /* atomic: of the last seek */
  Stream          sound;
  Stream          film;
  guint8         *memory;       /* (nullable) */
  gsize           n_frame;      /* bytes */
  GMutex          lock;
  GCond           released;
  guint           busy;         /* under @lock: a bit for each slot that is not free */
};

gboolean
media_av_send_event (int                 socket,
                     const MediaAvEvent *event,
                     int                 fd)
{
  union {
    struct cmsghdr header;
    char           bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec data = { (gpointer) event, sizeof *event };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
  gssize length;

  if (fd >= 0)
    {
      control.header = (struct cmsghdr) {
        .cmsg_len = CMSG_LEN (sizeof fd),
        .cmsg_level = SOL_SOCKET,
        .cmsg_type = SCM_RIGHTS,
      };
      memcpy (CMSG_DATA (&control.header), &fd, sizeof fd);
      message.msg_control = &control;
      message.msg_controllen = sizeof control;
    }

  while ((length = sendmsg (socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR)
    ;
  return length == (gssize) sizeof *event;
}

static gint64
get_time_ms (GstSample *sample)
{
  GstClockTime time = gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                                  GST_BUFFER_PTS (gst_sample_get_buffer (sample)));

  return GST_CLOCK_TIME_IS_VALID (time) ? (gint64) (time / GST_MSECOND) : 0;
}

/* Sound, in the thread that decodes it. */

/* Until there is room for it, or it is not wanted any more. */
static gboolean
send_packet (MediaAvPlay         *self,
             const MediaAvPacket *packet,
             gsize                n_sound)
{
  struct iovec data = { (gpointer) packet, G_STRUCT_OFFSET (MediaAvPacket, sound) + n_sound };
  const struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
  struct pollfd polled[] = {
    { .fd = self->sound_socket, .events = POLLOUT },
    { .fd = self->wake, .events = POLLIN },
  };

  while (g_atomic_int_get (&self->sound.is_flushing) == 0)
    {
      if (sendmsg (self->sound_socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
        return TRUE;
      if (errno != EAGAIN && errno != EINTR)
        return FALSE; /* nobody listens */
      if (poll (polled, G_N_ELEMENTS (polled), -1) < 0 && errno != EINTR)
        return FALSE;
    }

  return FALSE;
}

static GstFlowReturn
sound_cb (GstAppSink *sink,
          gpointer    user_data)
{
  MediaAvPlay *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample != NULL ? gst_sample_get_buffer (sample) : NULL;
  MediaAvPacket packet = { .serial = self->sound.serial };
  GstMapInfo map;

  if (buffer == NULL || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_FLOW_OK;

  packet.time_ms = get_time_ms (sample);
  for (gsize i = 0; i < map.size; i += MEDIA_AV_PACKET_BYTES)
    {
      gsize n_bytes = MIN (map.size - i, MEDIA_AV_PACKET_BYTES);

      memcpy (packet.sound, map.data + i, n_bytes);
      if (!send_packet (self, &packet, n_bytes))
        break;
    }
  gst_buffer_unmap (buffer, &map);
  return GST_FLOW_OK;
}

static void
sound_ended_cb (GstAppSink *sink,
                gpointer    user_data)
{
  MediaAvPlay *self = user_data;
  const MediaAvPacket packet = { .serial = self->sound.serial, .is_end = TRUE };

  send_packet (self, &packet, 0);
}

/* Frames, in the thread that decodes them. */

/* -1: it is not wanted any more */
static int
wait_for_slot (MediaAvPlay *self)
{
  int slot = -1;

  g_mutex_lock (&self->lock);
  while (g_atomic_int_get (&self->film.is_flushing) == 0
         && (slot = g_bit_nth_lsf (~(gulong) self->busy, -1)) >= MEDIA_AV_SLOTS)
    g_cond_wait (&self->released, &self->lock);
  if (g_atomic_int_get (&self->film.is_flushing) != 0)
    slot = -1;
  if (slot >= 0)
    self->busy |= 1U << slot;
  g_mutex_unlock (&self->lock);
  return slot;
}

static GstFlowReturn
film_cb (GstAppSink *sink,
         gpointer    user_data)
{
  MediaAvPlay *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample != NULL ? gst_sample_get_buffer (sample) : NULL;
  MediaAvEvent event = { .kind = MEDIA_AV_FRAME, .serial = self->film.serial };
  int slot = buffer != NULL ? wait_for_slot (self) : -1;
  GstMapInfo map;

  if (slot < 0)
    return GST_FLOW_OK;

  if (gst_buffer_map (buffer, &map, GST_MAP_READ))
    {
      memcpy (self->memory + (gsize) slot * self->n_frame, map.data, MIN (map.size, self->n_frame));
      gst_buffer_unmap (buffer, &map);
    }
  event.slot = (guint32) slot;
  event.time_ms = get_time_ms (sample);
  media_av_send_event (self->socket, &event, -1);
  return GST_FLOW_OK;
}

static void
film_ended_cb (GstAppSink *sink,
               gpointer    user_data)
{
  MediaAvPlay *self = user_data;
  const MediaAvEvent event = { .kind = MEDIA_AV_ENDED, .serial = self->film.serial };

  media_av_send_event (self->socket, &event, -1);
}

/* Seeking. */

/* What comes after this was decoded from where it was sought. */
static GstPadProbeReturn
flushed_cb (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  MediaAvPlay *self = user_data;
  GstElement *sink = gst_pad_get_parent_element (pad);
  Stream *stream = sink == (GstElement *) self->av.sound ? &self->sound : &self->film;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_FLUSH_STOP)
    {
      stream->serial = (guint32) g_atomic_int_get (&self->serial);
      g_atomic_int_set (&stream->is_flushing, 0);
    }
  g_clear_object (&sink);
  return GST_PAD_PROBE_OK;
}

static void
seek (MediaAvPlay          *self,
      const MediaAvCommand *command)
{
  guint64 wake = 1;
  MediaAvEvent failed = { .kind = MEDIA_AV_FAILED, .serial = command->serial };
  gint64 place = CLAMP (command->time_ms, 0, MEDIA_AV_MAX_MS) * GST_MSECOND;
  double speed = CLAMP (command->speed, 25, 400) / 100.0;

  g_atomic_int_set (&self->serial, command->serial);
  g_atomic_int_set (&self->sound.is_flushing, 1);
  g_mutex_lock (&self->lock);
  g_atomic_int_set (&self->film.is_flushing, 1);
  g_cond_broadcast (&self->released);
  g_mutex_unlock (&self->lock);
  if (write (self->wake, &wake, sizeof wake) < 0
      || !gst_element_seek (self->av.pipeline, speed, GST_FORMAT_TIME,
                            GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, GST_SEEK_TYPE_SET, place,
                            GST_SEEK_TYPE_NONE, -1)
      || read (self->wake, &wake, sizeof wake) < 0)
    media_av_send_event (self->socket, &failed, -1);
}

void
media_av_play_command (MediaAvPlay          *self,
                       const MediaAvCommand *command)
{
  if (command->kind == MEDIA_AV_SEEK)
    seek (self, command);
  else if (command->kind == MEDIA_AV_RELEASE)
    {
      g_mutex_lock (&self->lock);
      self->busy &= ~(1U << (command->slot % MEDIA_AV_SLOTS));
      g_cond_broadcast (&self->released);
      g_mutex_unlock (&self->lock);
    }
}

/* Beginning. */

static GstBusSyncReply
message_cb (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  MediaAvPlay *self = user_data;
  const MediaAvEvent event = {
    .kind = MEDIA_AV_FAILED,
    .serial = (guint32) g_atomic_int_get (&self->serial),
  };

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    media_av_send_event (self->socket, &event, -1);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
watch (MediaAvPlay          *self,
       GstAppSink           *sink, /* (nullable) */
       GstAppSinkCallbacks  *callbacks)
{
  g_autoptr(GstPad) pad = sink != NULL ? gst_element_get_static_pad (GST_ELEMENT (sink), "sink")
                                       : NULL;

  if (pad == NULL)
    return;

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_FLUSH, flushed_cb, self, NULL);
  gst_app_sink_set_callbacks (sink, callbacks, self, NULL);
}

MediaAvPlay *
media_av_play_new (int                   fd,
                   int                   socket,
                   int                   sound,
                   const MediaAvCommand *command)
{
  MediaAvPlay *self = g_new0 (MediaAvPlay, 1);
  MediaAvEvent event = { .kind = MEDIA_AV_OPENED };
  g_autoptr(GstBus) bus = NULL;
  int memory = -1;

  self->socket = socket;
  self->sound_socket = sound;
  self->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->wake < 0 || !media_av_pipeline_open (&self->av, fd, command, SOUND, "BGRA", TRUE)
      || !media_av_pipeline_wait (&self->av))
    return NULL;

  media_av_pipeline_tell (&self->av, &event);
  self->n_frame = (gsize) event.width * event.height * 4;
  if (self->av.film != NULL
      && (self->n_frame == 0
          || (self->memory = media_memory_open (&memory, self->n_frame * MEDIA_AV_SLOTS)) == NULL
          || fcntl (memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0))
    return NULL;

  bus = gst_element_get_bus (self->av.pipeline);
  gst_bus_set_sync_handler (bus, message_cb, self, NULL);
  watch (self, self->av.sound,
         &(GstAppSinkCallbacks) { .eos = sound_ended_cb, .new_sample = sound_cb });
  watch (self, self->av.film,
         &(GstAppSinkCallbacks) { .eos = film_ended_cb, .new_sample = film_cb });
  media_av_send_event (socket, &event, memory);
  if (memory >= 0)
    close (memory);
  gst_element_set_state (self->av.pipeline, GST_STATE_PLAYING);
  return self;
}
