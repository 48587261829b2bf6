/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charla-recorder: records a voice message for Charla. Its first descriptor is the socket on which
 * it is told to; the file comes on that. Its argument, for tests, is where the sound is from, as
 * GStreamer describes it. */
#define G_LOG_DOMAIN "charla-recorder"

#include "media-recorder-wire.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <gst/gst.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKET STDIN_FILENO

/* Speech, as every program takes it: RFC 7845 */
#define PIPELINE \
  "queue name=begin max-size-time=10000000000 max-size-bytes=0 max-size-buffers=0 ! audioconvert " \
  "! audioresample ! audio/x-raw,rate=48000,channels=1 ! level name=level interval=50000000 " \
  "! opusenc bitrate=28000 bitrate-type=vbr audio-type=voice ! oggmux ! fdsink name=end"

/* What comes of a source that has gone is written meanwhile. */
#define LAST_MS 1000

typedef struct {
  GMainLoop   *loop;
  const char  *source;   /* (nullable): how to describe it; NULL: the microphone */
  GstElement  *pipeline; /* (nullable): not begun yet */
  int          fd;
  guint        reason;   /* a MediaRecorderReason; 0: all is well */
  gboolean     is_ending;
  GstClockTime begin;    /* of the first sound */
  gint64       time_ms;
} Recording;

static void
say (const MediaRecorderEvent *event)
{
  while (send (SOCKET, event, sizeof *event, MSG_NOSIGNAL) < 0 && errno == EINTR)
    ;
}

static gboolean
finish (Recording *self)
{
  MediaRecorderEvent event = {
    .kind = self->reason == 0 ? MEDIA_RECORDER_DONE : MEDIA_RECORDER_FAILED,
    .reason = self->reason,
    .time_ms = self->time_ms,
  };

  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  say (&event);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
last_cb (gpointer user_data)
{
  return finish (user_data);
}

static void
fail (Recording *self,
      guint      reason)
{
  if (self->reason != 0)
    return;

  self->reason = reason;
  if (self->time_ms == 0 || reason == MEDIA_RECORDER_DISK_FULL || reason == MEDIA_RECORDER_STORAGE)
    finish (self);
  else
    g_timeout_add (LAST_MS, last_cb, self);
}

static guint
get_reason (Recording  *self,
            GstMessage *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *detail = NULL;
  gboolean is_file = g_str_has_prefix (GST_OBJECT_NAME (GST_MESSAGE_SRC (message)), "end");

  gst_message_parse_error (message, &error, &detail);
  g_info ("%s (%s)", error->message, detail);
  if (is_file)
    return g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT)
           ? MEDIA_RECORDER_DISK_FULL : MEDIA_RECORDER_STORAGE;
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED))
    return MEDIA_RECORDER_DENIED;
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
    return MEDIA_RECORDER_BUSY;
  return MEDIA_RECORDER_NO_MICROPHONE;
}

/* The only channel's */
static double
read_decibels (const GstStructure *structure)
{
  const GValue *value = gst_structure_get_value (structure, "rms");
  double decibels = -INFINITY;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  if (value != NULL)
    {
      const GValueArray *array = g_value_get_boxed (value);

      if (array->n_values > 0)
        decibels = g_value_get_double (g_value_array_get_nth ((GValueArray *) array, 0));
    }
  G_GNUC_END_IGNORE_DEPRECATIONS
  return decibels;
}

static void
take_level (Recording          *self,
            const GstStructure *structure)
{
  double decibels = read_decibels (structure);
  GstClockTime from = GST_CLOCK_TIME_NONE;
  GstClockTime duration = 0;
  MediaRecorderEvent event = { .kind = MEDIA_RECORDER_LEVEL };

  if (!gst_structure_get_clock_time (structure, "running-time", &from)
      || !gst_structure_get_clock_time (structure, "duration", &duration))
    return;

  if (!GST_CLOCK_TIME_IS_VALID (self->begin))
    self->begin = from;
  self->time_ms = (gint64) ((from + duration - MIN (self->begin, from)) / GST_MSECOND);
  event.time_ms = self->time_ms;
  event.level = isfinite (decibels)
                ? (gint32) CLAMP (decibels * 100, MEDIA_RECORDER_SILENCE, 0)
                : MEDIA_RECORDER_SILENCE;
  say (&event);
}

static gboolean
bus_cb (GstBus     *bus,
        GstMessage *message,
        gpointer    user_data)
{
  Recording *self = user_data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    fail (self, get_reason (self, message));
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    finish (self);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT
           && gst_message_has_name (message, "level"))
    take_level (self, gst_message_get_structure (message));
  return G_SOURCE_CONTINUE;
}

/* One that is there is one that can be opened. */
static GstElement *
find_microphone (void)
{
  static const char *const names[] = { "pulsesrc", "pipewiresrc", "alsasrc" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GstElement *source = gst_element_factory_make (names[i], NULL);

      if (source == NULL)
        continue;

      gst_object_ref_sink (source);
      if (gst_element_set_state (source, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE)
        return source;

      gst_element_set_state (source, GST_STATE_NULL);
      gst_object_unref (source);
    }

  return NULL;
}

static GstElement *
make_source (Recording *self)
{
  if (self->source == NULL)
    return find_microphone ();

  return gst_object_ref_sink (gst_parse_bin_from_description (self->source, TRUE, NULL));
}

static void
begin (Recording *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) first = NULL;
  g_autoptr(GstElement) last = NULL;
  g_autoptr(GstElement) source = NULL;
  g_autoptr(GstBus) bus = NULL;

  self->pipeline = gst_parse_launch (PIPELINE, &error);
  if (error != NULL)
    {
      g_info ("%s", error->message);
      fail (self, MEDIA_RECORDER_PARTS_MISSING);
      return;
    }

  source = make_source (self);
  if (source == NULL)
    {
      fail (self, MEDIA_RECORDER_NO_MICROPHONE);
      return;
    }

  first = gst_bin_get_by_name (GST_BIN (self->pipeline), "begin");
  last = gst_bin_get_by_name (GST_BIN (self->pipeline), "end");
  g_object_set (last, "fd", self->fd, NULL);
  gst_bin_add (GST_BIN (self->pipeline), source);
  gst_element_link (source, first);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_add_watch (bus, bus_cb, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

/* -1: there is nothing more. */
static gssize
take_command (MediaRecorderCommand *command,
              int                  *fd)
{
  union {
    struct cmsghdr header;
    char           bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec data = { command, sizeof *command };
  struct msghdr message = {
    .msg_iov = &data,
    .msg_iovlen = 1,
    .msg_control = &control,
    .msg_controllen = sizeof control,
  };
  struct cmsghdr *header;
  gssize length;

  while ((length = recvmsg (SOCKET, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
    ;
  header = CMSG_FIRSTHDR (&message);
  if (length == (gssize) sizeof *command && header != NULL && header->cmsg_type == SCM_RIGHTS)
    memcpy (fd, CMSG_DATA (header), sizeof *fd);
  return length;
}

static gboolean
command_cb (int          socket,
            GIOCondition condition,
            gpointer     user_data)
{
  Recording *self = user_data;
  MediaRecorderCommand command = { 0 };
  int fd = -1;
  gboolean has_gone = take_command (&command, &fd) != (gssize) sizeof command;

  if (!has_gone && command.kind == MEDIA_RECORDER_BEGIN && fd >= 0 && self->fd < 0)
    {
      self->fd = fd;
      begin (self);
      return G_SOURCE_CONTINUE;
    }

  /* What it would take to end a file in which nothing is yet is not worth the wait. */
  if (self->pipeline == NULL || self->time_ms == 0)
    finish (self);
  else if (!self->is_ending)
    gst_element_send_event (self->pipeline, gst_event_new_eos ());
  self->is_ending = TRUE;
  return has_gone ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

int
main (int    argc,
      char **argv)
{
  Recording self = { .fd = -1, .begin = GST_CLOCK_TIME_NONE };

  /* A disk that is full is told of. */
  signal (SIGXFSZ, SIG_IGN);
  g_set_prgname ("charla-recorder");
  g_set_application_name ("Charla");
  gst_init (NULL, NULL);
  self.source = argc > 1 ? argv[1] : NULL;
  self.loop = g_main_loop_new (NULL, FALSE);
  g_unix_fd_add (SOCKET, G_IO_IN | G_IO_HUP, command_cb, &self);
  g_main_loop_run (self.loop);
  gst_clear_object (&self.pipeline);
  g_main_loop_unref (self.loop);
  return EXIT_SUCCESS;
}
