/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charla-speaker: plays sound that was decoded. Its first descriptor is the socket on which Charla
 * tells it what to do; it ends with that. It is a process of its own so that Charla need not load
 * what plays, and nothing of a sound server that hangs is felt in a window. It reads numbers, no
 * file. With --silent nothing is heard: it keeps the time. CHARLA_SPEAKER_SINK is where tests have
 * it play. */
#define G_LOG_DOMAIN "charla-speaker"

#include "media-av-plugins.h"
#include "media-av-wire.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <gst/app/gstappsrc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKET STDIN_FILENO

#define CAPS   "audio/x-raw,format=S16LE,layout=interleaved,channels=2,rate=48000"

/* So much is ready to be played, and so often it is told how far it is. */
#define MAX_QUEUED (MEDIA_AV_RATE / 5 * MEDIA_AV_FRAME_BYTES)
#define TELL_MS    50

/* A sound server that hangs tells nobody: sooner than Charla gives up what it plays. */
#define STUCK_US   (6 * G_USEC_PER_SEC)

typedef struct {
  GMainLoop  *loop;
  GstElement *pipeline;
  GstAppSrc  *source;
  int         sound;       /* -1: there is none to listen to */
  guint       watch;       /* of that; 0: there is enough */
  guint       tell;
  guint32     serial;
  guint32     speed;       /* in per cent */
  gint64      start_ms;    /* where the first that came is from; -1: nothing has come */
  gint64      n_frames;    /* that have come since */
  gboolean    is_playing;
  gint64      played;      /* as far as it was when that last changed … */
  gint64      moved_us;    /* … when */
} Speaker;

static void
say (Speaker *self,
     guint32  kind,
     gint64   time_ms)
{
  const MediaSpeakerEvent event = {
    .kind = kind,
    .serial = self->serial,
    .time_ms = time_ms,
    .monotonic_us = g_get_monotonic_time (),
  };

  while (send (SOCKET, &event, sizeof event, MSG_NOSIGNAL) < 0 && errno == EINTR)
    ;
}

/* There is something to be heard, and it does not get on. */
static gboolean
is_stuck (Speaker *self,
          gint64   played)
{
  gint64 now = g_get_monotonic_time ();

  if (played != self->played || gst_app_src_get_current_level_bytes (self->source) == 0)
    self->moved_us = now;
  self->played = played;
  return now - self->moved_us > STUCK_US;
}

static gboolean
tell_cb (gpointer user_data)
{
  Speaker *self = user_data;
  gint64 played = 0;

  if (!gst_element_query_position (self->pipeline, GST_FORMAT_TIME, &played))
    played = -1;
  if (is_stuck (self, played))
    {
      g_message ("No sound: the sound server does not get on");
      self->tell = 0;
      say (self, MEDIA_SPEAKER_FAILED, 0);
      return G_SOURCE_REMOVE;
    }

  if (self->start_ms >= 0 && played >= 0)
    say (self, MEDIA_SPEAKER_POSITION,
         self->start_ms + played / GST_MSECOND * self->speed / 100);
  return G_SOURCE_CONTINUE;
}

/* The sound. */

static void
push (Speaker      *self,
      const guint8 *sound,
      gsize         n_bytes)
{
  GstBuffer *buffer = gst_buffer_new_memdup (sound, n_bytes);
  gint64 n_frames = (gint64) n_bytes / MEDIA_AV_FRAME_BYTES;

  GST_BUFFER_PTS (buffer) =
    gst_util_uint64_scale ((guint64) self->n_frames, GST_SECOND, MEDIA_AV_RATE);
  GST_BUFFER_DURATION (buffer) =
    gst_util_uint64_scale ((guint64) n_frames, GST_SECOND, MEDIA_AV_RATE);
  self->n_frames += n_frames;
  gst_app_src_push_buffer (self->source, buffer);
}

static gboolean
sound_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  Speaker *self = user_data;
  MediaAvPacket packet;
  gssize length = recv (fd, &packet, sizeof packet, MSG_DONTWAIT);
  gssize n_sound = length - (gssize) G_STRUCT_OFFSET (MediaAvPacket, sound);

  if (length < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  if (n_sound < 0 || n_sound % MEDIA_AV_FRAME_BYTES != 0)
    {
      self->watch = 0;
      return G_SOURCE_REMOVE;
    }

  if (packet.serial != self->serial)
    return G_SOURCE_CONTINUE;

  if (packet.is_end)
    {
      gst_app_src_end_of_stream (self->source);
      return G_SOURCE_CONTINUE;
    }

  if (self->start_ms < 0)
    self->start_ms = CLAMP (packet.time_ms, 0, MEDIA_AV_MAX_MS);
  push (self, packet.sound, (gsize) n_sound);
  if (gst_app_src_get_current_level_bytes (self->source) < MAX_QUEUED)
    return G_SOURCE_CONTINUE;

  self->watch = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
hungry_cb (gpointer user_data)
{
  Speaker *self = user_data;

  if (self->watch == 0 && self->sound >= 0
      && gst_app_src_get_current_level_bytes (self->source) < MAX_QUEUED)
    self->watch = g_unix_fd_add (self->sound, G_IO_IN, sound_cb, self);
  return G_SOURCE_REMOVE;
}

/* In the thread that plays. */
static void
need_data_cb (GstAppSrc *source,
              guint      length,
              gpointer   user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, hungry_cb, user_data, NULL);
}

static gboolean
seek_data_cb (GstAppSrc *source,
              guint64    offset,
              gpointer   user_data)
{
  return TRUE;
}

/* What it is told. */

static void
flush (Speaker                   *self,
       const MediaSpeakerCommand *command)
{
  self->serial = command->serial;
  self->speed = CLAMP (command->speed, 25, 400);
  if (self->n_frames > 0 || self->start_ms >= 0)
    gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0);
  self->start_ms = -1;
  self->n_frames = 0;
  hungry_cb (self);
}

static void
listen_to (Speaker                   *self,
           const MediaSpeakerCommand *command,
           int                        fd)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  if (self->sound >= 0)
    close (self->sound);
  self->sound = fd;
  flush (self, command);
}

static void
set_playing (Speaker *self,
             gboolean is_playing)
{
  self->is_playing = is_playing;
  if (gst_element_set_state (self->pipeline, is_playing ? GST_STATE_PLAYING : GST_STATE_PAUSED)
      == GST_STATE_CHANGE_FAILURE)
    say (self, MEDIA_SPEAKER_FAILED, 0);
  if (is_playing && self->tell == 0)
    {
      self->moved_us = g_get_monotonic_time ();
      self->tell = g_timeout_add (TELL_MS, tell_cb, self);
    }
  else if (!is_playing)
    g_clear_handle_id (&self->tell, g_source_remove);
}

/* Half as loud is an eighth as large. */
static void
set_volume (Speaker *self,
            guint32  volume)
{
  double part = MIN (volume, 100) / 100.0;
  g_autoptr(GstElement) element = gst_bin_get_by_name (GST_BIN (self->pipeline), "volume");

  g_object_set (element, "volume", part * part * part, NULL);
}

static int
take_fd (struct msghdr *message)
{
  struct cmsghdr *header = CMSG_FIRSTHDR (message);
  int fd = -1;

  if (header != NULL && header->cmsg_type == SCM_RIGHTS)
    memcpy (&fd, CMSG_DATA (header), sizeof fd);
  return fd;
}

static gboolean
command_cb (int          socket,
            GIOCondition condition,
            gpointer     user_data)
{
  Speaker *self = user_data;
  union {
    struct cmsghdr header;
    char           bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  MediaSpeakerCommand command;
  struct iovec data = { &command, sizeof command };
  struct msghdr message = {
    .msg_iov = &data,
    .msg_iovlen = 1,
    .msg_control = &control,
    .msg_controllen = sizeof control,
  };
  gssize length = recvmsg (socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

  if (length < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  if (length != (gssize) sizeof command)
    {
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    }

  switch (command.kind)
    {
    case MEDIA_SPEAKER_LISTEN:
      listen_to (self, &command, take_fd (&message));
      break;
    case MEDIA_SPEAKER_FLUSH:
      flush (self, &command);
      break;
    case MEDIA_SPEAKER_PLAY:
    case MEDIA_SPEAKER_PAUSE:
      set_playing (self, command.kind == MEDIA_SPEAKER_PLAY);
      break;
    case MEDIA_SPEAKER_VOLUME:
      set_volume (self, command.volume);
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
is_named (GstObject  *object,
          const char *type)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (object), type);
}

static gboolean
bus_cb (GstBus     *bus,
        GstMessage *message,
        gpointer    user_data)
{
  Speaker *self = user_data;
  g_autoptr(GError) error = NULL;

  switch ((int) GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_EOS:
      say (self, MEDIA_SPEAKER_ENDED, 0);
      break;
    case GST_MESSAGE_WARNING:
      /* Where there is nothing that plays, it would play to nobody, and say no more than this. */
      if (!is_named (GST_MESSAGE_SRC (message), "GstAutoAudioSink"))
        break;
      g_message ("No sound: there is nothing that plays it");
      say (self, MEDIA_SPEAKER_FAILED, 0);
      break;
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      g_message ("No sound: %s", error->message);
      say (self, MEDIA_SPEAKER_FAILED, 0);
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
build (Speaker *self,
       gboolean is_silent)
{
  const char *sink = is_silent ? "fakesink sync=true" : g_getenv ("CHARLA_SPEAKER_SINK");
  g_autofree char *words =
    g_strdup_printf ("appsrc name=source ! audioconvert ! audioresample ! volume name=volume ! %s",
                     sink != NULL ? sink : "autoaudiosink");
  g_autoptr(GstCaps) caps = gst_caps_from_string (CAPS);
  g_autoptr(GError) error = NULL;
  g_autoptr(GstBus) bus = NULL;
  GstAppSrcCallbacks callbacks = { .need_data = need_data_cb, .seek_data = seek_data_cb };

  self->pipeline = gst_parse_launch (words, &error);
  if (self->pipeline == NULL || error != NULL)
    {
      g_message ("No sound: %s", error->message);
      return FALSE;
    }

  self->source = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (self->pipeline), "source"));
  g_object_set (self->source, "caps", caps, "format", GST_FORMAT_TIME, "stream-type",
                GST_APP_STREAM_TYPE_SEEKABLE, "max-bytes", (guint64) MAX_QUEUED, "min-percent", 50,
                NULL);
  gst_app_src_set_callbacks (self->source, &callbacks, self, NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_add_watch (bus, bus_cb, self);
  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  static const char *const plugins[] = {
    "coreelements", "app", "audioconvert", "audioresample", "volume", "autodetect", "pulseaudio",
    "pipewire", "alsa", NULL,
  };
  Speaker self = { .sound = -1, .speed = 100, .start_ms = -1 };

  /* So it stands where people set how loud each program is. */
  g_set_application_name ("Charla");
  g_setenv ("PULSE_PROP_application.icon_name", "im.charla.Charla", FALSE);
  media_av_plugins_load (plugins);
  self.loop = g_main_loop_new (NULL, FALSE);
  if (!build (&self, argc > 1 && g_str_equal (argv[1], MEDIA_SPEAKER_SILENT)))
    {
      say (&self, MEDIA_SPEAKER_FAILED, 0);
      return EXIT_FAILURE;
    }

  g_unix_fd_add (SOCKET, G_IO_IN | G_IO_HUP, command_cb, &self);
  g_main_loop_run (self.loop);
  /* A sound server that hangs is not waited for. */
  _exit (EXIT_SUCCESS);
}
