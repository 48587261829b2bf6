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

/* One that has said nothing for so long, after it had begun to, has gone; a sound server that hangs
 * tells nobody. */
#define SILENT_MS 3000

typedef struct {
  GMainLoop   *loop;
  const char  *source;   /* (nullable): how to describe it; NULL: the microphone */
  GstElement  *pipeline; /* (nullable): not begun yet */
  GstElement  *origin;   /* (nullable) borrowed: where the sound is from */
  int          fd;
  guint        reason;   /* a MediaRecorderReason; 0: all is well */
  gboolean     is_ending;
  GstClockTime begin;    /* of the first sound */
  gint64       time_ms;
  guint        silent;   /* source: nothing has come since it was set */
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

  /* All that is to be in the file is there; a sound server that hangs is not waited for. */
  say (&event);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

/* What was heard so far is written, whether or not the source knows that it has ended. */
static void
end_file (Recording *self)
{
  g_autoptr(GstElement) first = gst_bin_get_by_name (GST_BIN (self->pipeline), "begin");
  g_autoptr(GstPad) pad = gst_element_get_static_pad (first, "sink");

  gst_pad_send_event (pad, gst_event_new_eos ());
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
  g_clear_handle_id (&self->silent, g_source_remove);
  if (self->time_ms == 0 || reason == MEDIA_RECORDER_DISK_FULL || reason == MEDIA_RECORDER_STORAGE)
    finish (self);
  else
    {
      g_timeout_add (LAST_MS, last_cb, self);
      end_file (self);
    }
}

static gboolean
silent_cb (gpointer user_data)
{
  Recording *self = user_data;

  self->silent = 0;
  g_info ("Nothing comes any more");
  fail (self, MEDIA_RECORDER_NO_MICROPHONE);
  return G_SOURCE_REMOVE;
}

/* What GStreamer has no code for, or does not use it for: in English, see main() */
static const struct {
  gboolean    is_file;
  const char *words;
  guint       reason;
} known_words[] = {
  { FALSE, "Permission denied", MEDIA_RECORDER_DENIED },       /* ALSA */
  { FALSE, "Access denied", MEDIA_RECORDER_DENIED },           /* PulseAudio, PipeWire */
  { FALSE, "Device or resource busy", MEDIA_RECORDER_BUSY },
  { TRUE, "Disk quota exceeded", MEDIA_RECORDER_DISK_FULL },
  { TRUE, "File too large", MEDIA_RECORDER_DISK_FULL },
};

static guint
get_reason (GstMessage *message)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *detail = NULL;
  gboolean is_file = g_str_has_prefix (GST_OBJECT_NAME (GST_MESSAGE_SRC (message)), "end");

  gst_message_parse_error (message, &error, &detail);
  g_info ("%s (%s)", error->message, detail);
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
    return MEDIA_RECORDER_DISK_FULL;
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED))
    return MEDIA_RECORDER_DENIED;
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
    return MEDIA_RECORDER_BUSY;

  for (gsize i = 0; i < G_N_ELEMENTS (known_words); i++)
    if (known_words[i].is_file == is_file
        && (strstr (error->message, known_words[i].words) != NULL
            || (detail != NULL && strstr (detail, known_words[i].words) != NULL)))
      return known_words[i].reason;

  return is_file ? MEDIA_RECORDER_STORAGE : MEDIA_RECORDER_NO_MICROPHONE;
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

/* Where there is no microphone, a sound server gives what is being played instead: nobody means to
 * send that, unless they have said so themselves. */
static gboolean
is_output (Recording *self)
{
  g_autofree char *device = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (self->origin), "current-device") == NULL
      || g_getenv ("PULSE_SOURCE") != NULL)
    return FALSE;

  g_object_get (self->origin, "current-device", &device, NULL);
  return device != NULL && g_str_has_suffix (device, ".monitor");
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

  if (is_output (self))
    {
      g_info ("It is no microphone");
      fail (self, MEDIA_RECORDER_NO_MICROPHONE);
      return;
    }

  g_clear_handle_id (&self->silent, g_source_remove);
  if (!self->is_ending && self->reason == 0)
    self->silent = g_timeout_add (SILENT_MS, silent_cb, self);
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
    fail (self, get_reason (message));
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    finish (self);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT
           && gst_message_has_name (message, "level"))
    take_level (self, gst_message_get_structure (message));
  return G_SOURCE_CONTINUE;
}

/* Why it could not be opened */
static guint
get_refusal (GstBus *bus)
{
  guint reason = MEDIA_RECORDER_NO_MICROPHONE;
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR)) != NULL)
    {
      if (reason == MEDIA_RECORDER_NO_MICROPHONE)
        reason = get_reason (message);
      gst_message_unref (message);
    }

  return reason;
}

/* One that is there is one that can be opened; else @reason says why: what one of them says is more
 * than that another one is not there. */
static GstElement *
find_microphone (guint *reason)
{
  static const char *const names[] = { "pulsesrc", "pipewiresrc", "alsasrc" };

  *reason = MEDIA_RECORDER_NO_MICROPHONE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GstElement *source = gst_element_factory_make (names[i], NULL);
      g_autoptr(GstBus) bus = gst_bus_new ();

      if (source == NULL)
        continue;

      gst_object_ref_sink (source);
      gst_element_set_bus (source, bus);
      if (gst_element_set_state (source, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE)
        {
          gst_element_set_bus (source, NULL);
          return source;
        }

      if (*reason == MEDIA_RECORDER_NO_MICROPHONE)
        *reason = get_refusal (bus);
      gst_element_set_state (source, GST_STATE_NULL);
      gst_element_set_bus (source, NULL);
      gst_object_unref (source);
    }

  return NULL;
}

static GstElement *
make_source (Recording *self,
             guint     *reason)
{
  if (self->source == NULL)
    return find_microphone (reason);

  *reason = MEDIA_RECORDER_NO_MICROPHONE;
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
  guint reason;

  say (&(const MediaRecorderEvent) { .kind = MEDIA_RECORDER_ASKING });
  self->pipeline = gst_parse_launch (PIPELINE, &error);
  if (error != NULL)
    {
      g_info ("%s", error->message);
      fail (self, MEDIA_RECORDER_PARTS_MISSING);
      return;
    }

  source = make_source (self, &reason);
  if (source == NULL)
    {
      fail (self, reason);
      return;
    }

  first = gst_bin_get_by_name (GST_BIN (self->pipeline), "begin");
  last = gst_bin_get_by_name (GST_BIN (self->pipeline), "end");
  g_object_set (last, "fd", self->fd, NULL);
  self->origin = source;
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
  else if (!self->is_ending && self->reason == 0)
    {
      g_clear_handle_id (&self->silent, g_source_remove);
      end_file (self);
    }
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
  /* What others say of what went wrong is read. */
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_unsetenv ("LANGUAGE");
  g_set_prgname ("charla-recorder");
  g_set_application_name ("Charla");
  gst_init (NULL, NULL);
  self.source = argc > 1 ? argv[1] : NULL;
  self.loop = g_main_loop_new (NULL, FALSE);
  g_unix_fd_add (SOCKET, G_IO_IN | G_IO_HUP, command_cb, &self);
  g_main_loop_run (self.loop);
  _exit (EXIT_SUCCESS);
}
