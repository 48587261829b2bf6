/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that plays sound. */
#define G_LOG_DOMAIN "media-speaker"

#include "media-speaker.h"

#include "media-av-wire.h"
#include "media-process.h"

#define IDLE_S 30

struct _MediaSpeaker
{
  GObject       parent_instance;

  char         *program;  /* (nullable) */
  MediaProcess *process;  /* (nullable) */
  gconstpointer owner;    /* (nullable) not used but to tell one from another */
  guint         idle;     /* source */
  guint         volume;   /* in per cent */
  gboolean      is_silent;
};

G_DEFINE_FINAL_TYPE (MediaSpeaker, media_speaker, G_TYPE_OBJECT)

enum {
  SIGNAL_POSITION,
  SIGNAL_ENDED,
  SIGNAL_FAILED,
  SIGNAL_TAKEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
drop_process (MediaSpeaker *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->process != NULL)
    media_process_stop (self->process);
  g_clear_object (&self->process);
  self->owner = NULL;
}

static gboolean
idle_cb (gpointer user_data)
{
  MediaSpeaker *self = user_data;

  self->idle = 0;
  drop_process (self);
  return G_SOURCE_REMOVE;
}

static void
rest (MediaSpeaker *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  self->idle = g_timeout_add_seconds (IDLE_S, idle_cb, self);
}

static void
message_cb (gconstpointer data,
            gsize         size,
            int           fd,
            gpointer      user_data)
{
  g_autoptr(MediaSpeaker) self = g_object_ref (user_data);
  const MediaSpeakerEvent *event = data;

  if (size != sizeof *event)
    return;

  switch (event->kind)
    {
    case MEDIA_SPEAKER_POSITION:
      g_signal_emit (self, signals[SIGNAL_POSITION], 0, event->serial, event->time_ms,
                     event->monotonic_us);
      break;
    case MEDIA_SPEAKER_ENDED:
      rest (self);
      g_signal_emit (self, signals[SIGNAL_ENDED], 0, event->serial);
      break;
    case MEDIA_SPEAKER_FAILED:
      drop_process (self);
      g_signal_emit (self, signals[SIGNAL_FAILED], 0);
      break;
    default:
      break;
    }
}

static void
gone_cb (gpointer user_data)
{
  g_autoptr(MediaSpeaker) self = g_object_ref (user_data);

  drop_process (self);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0);
}

static void
tell (MediaSpeaker *self,
      guint32       kind,
      guint         serial,
      guint         speed,
      int           fd)
{
  const MediaSpeakerCommand command = { .kind = kind, .serial = serial, .speed = speed };

  if (self->process != NULL)
    media_process_send (self->process, &command, sizeof command, &fd, fd >= 0 ? 1 : 0);
}

void
media_speaker_set_volume (MediaSpeaker *self,
                          guint         volume)
{
  const MediaSpeakerCommand command = { .kind = MEDIA_SPEAKER_VOLUME, .volume = volume };

  g_return_if_fail (MEDIA_IS_SPEAKER (self));

  self->volume = volume;
  if (self->process != NULL)
    media_process_send (self->process, &command, sizeof command, NULL, 0);
}

void
media_speaker_set_silent (MediaSpeaker *self,
                          gboolean      is_silent)
{
  g_return_if_fail (MEDIA_IS_SPEAKER (self));

  if (self->is_silent == is_silent)
    return;

  self->is_silent = is_silent;
  drop_process (self);
}

void
media_speaker_listen (MediaSpeaker *self,
                      gconstpointer owner,
                      int           fd,
                      guint         serial,
                      guint         speed)
{
  g_return_if_fail (MEDIA_IS_SPEAKER (self));

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->owner != owner)
    {
      self->owner = owner;
      g_signal_emit (self, signals[SIGNAL_TAKEN], 0);
    }
  if (self->process == NULL)
    {
      self->process = media_process_new (self->program, "charla-speaker",
                                         self->is_silent ? MEDIA_SPEAKER_SILENT : NULL, FALSE,
                                         message_cb, gone_cb, self);
      media_speaker_set_volume (self, self->volume);
    }
  tell (self, MEDIA_SPEAKER_LISTEN, serial, speed, fd);
}

void
media_speaker_release (MediaSpeaker *self,
                       gconstpointer owner)
{
  g_return_if_fail (MEDIA_IS_SPEAKER (self));

  if (self->owner != owner)
    return;

  media_speaker_set_playing (self, FALSE);
  self->owner = NULL;
}

gconstpointer
media_speaker_get_owner (MediaSpeaker *self)
{
  g_return_val_if_fail (MEDIA_IS_SPEAKER (self), NULL);

  return self->owner;
}

void
media_speaker_flush (MediaSpeaker *self,
                     guint         serial,
                     guint         speed)
{
  g_return_if_fail (MEDIA_IS_SPEAKER (self));

  tell (self, MEDIA_SPEAKER_FLUSH, serial, speed, -1);
}

void
media_speaker_set_playing (MediaSpeaker *self,
                           gboolean      is_playing)
{
  g_return_if_fail (MEDIA_IS_SPEAKER (self));

  tell (self, is_playing ? MEDIA_SPEAKER_PLAY : MEDIA_SPEAKER_PAUSE, 0, 0, -1);
  if (is_playing)
    g_clear_handle_id (&self->idle, g_source_remove);
  else if (self->process != NULL)
    rest (self);
}

static void
media_speaker_finalize (GObject *object)
{
  MediaSpeaker *self = MEDIA_SPEAKER (object);

  drop_process (self);
  g_free (self->program);

  G_OBJECT_CLASS (media_speaker_parent_class)->finalize (object);
}

static void
media_speaker_class_init (MediaSpeakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = media_speaker_finalize;
  signals[SIGNAL_POSITION] =
    g_signal_new ("position", MEDIA_TYPE_SPEAKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_INT64, G_TYPE_INT64);
  signals[SIGNAL_ENDED] =
    g_signal_new ("ended", MEDIA_TYPE_SPEAKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_FAILED] =
    g_signal_new ("failed", MEDIA_TYPE_SPEAKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_TAKEN] =
    g_signal_new ("taken", MEDIA_TYPE_SPEAKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
media_speaker_init (MediaSpeaker *self)
{
  self->volume = 100;
}

MediaSpeaker *
media_speaker_new (const char *program)
{
  MediaSpeaker *self = g_object_new (MEDIA_TYPE_SPEAKER, NULL);

  self->program = g_strdup (program);
  return self;
}
