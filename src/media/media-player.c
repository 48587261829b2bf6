/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file that is played: what decodes it, what plays its sound, and the clock of both.
 *
 * The decoder runs ahead until nothing more is taken from it. Time is that of the sound, as the
 * speaker tells it; without sound it is that of the first frame. A seek gives all that comes after
 * it a new serial: what has another one is of before, and is dropped. */
#define G_LOG_DOMAIN "media-player"

#include "media-player.h"

#include "media-av-wire.h"
#include "media-open.h"
#include "media-process.h"
#include "media-slots.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS (10 * 1000)

/* What is paused longer gives its processes back, and is opened again. */
#define REST_S      60

/* So far the clock goes without having heard of the speaker. */
#define MAX_AHEAD_MS 250

struct _MediaPlayer
{
  GObject          parent_instance;

  char            *program;     /* (nullable) */
  MediaSpeaker    *speaker;
  GFile           *file;        /* (nullable) */
  guint            fit_width;
  guint            fit_height;
  MediaPlayerState state;
  guint            speed;       /* in per cent */
  gint64           duration_ms; /* -1: not known */

  GCancellable    *opening;     /* (nullable): its file is being opened */
  MediaProcess    *process;     /* (nullable) */
  gboolean         is_open;     /* it has told what there is */
  int              sound;       /* -1: none; where the speaker gets it from */
  gboolean         has_sound;
  gboolean         sound_ended; /* or there is none */
  gboolean         film_ended;  /* likewise */
  guint            serial;      /* of the last seek */

  guint            width;       /* of a frame; 0: there is none */
  guint            height;
  MediaSlots       slots;       /* where they come, and those not shown yet */
  gboolean         is_shown;    /* one of this serial was */
  guint            frame_timer;

  gint64           base_ms;     /* the clock: what it was … */
  gint64           base_us;     /* … when; 0: it stands */
  gint64           heard_ms;    /* the last that the speaker told of */
  gboolean         has_moved;   /* since the watch looked last */
  guint            watch;
  guint            rest;
  guint            patience_ms;
};

G_DEFINE_FINAL_TYPE (MediaPlayer, media_player, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  SIGNAL_FRAME,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void show_frames (MediaPlayer *self);

static void
tell_decoder (MediaPlayer   *self,
              MediaAvCommand command)
{
  if (self->process != NULL)
    media_process_send (self->process, &command, sizeof command, NULL, 0);
}

/* The clock. */

/* Beyond what the file says of its length, too: its last frames may be. */
static gint64
get_time (MediaPlayer *self)
{
  gint64 ahead = 0;

  if (self->base_us != 0)
    ahead = MAX (g_get_monotonic_time () - self->base_us, 0) / 1000;
  if (self->has_sound && !self->sound_ended)
    ahead = MIN (ahead, MAX_AHEAD_MS);
  return self->base_ms + ahead * self->speed / 100;
}

gint64
media_player_get_position (MediaPlayer *self)
{
  g_return_val_if_fail (MEDIA_IS_PLAYER (self), 0);

  return self->duration_ms >= 0 ? MIN (get_time (self), self->duration_ms) : get_time (self);
}

static void
set_clock (MediaPlayer *self,
           gint64       time_ms,
           gint64       monotonic_us)
{
  self->base_ms = time_ms;
  self->base_us = monotonic_us;
}

static void
stop_clock (MediaPlayer *self)
{
  set_clock (self, media_player_get_position (self), 0);
}

/* Coming to an end. */

static void
release_slot (guint    slot,
              gpointer user_data)
{
  tell_decoder (user_data, (MediaAvCommand) { .kind = MEDIA_AV_RELEASE, .slot = slot });
}

static void
drop_process (MediaPlayer *self)
{
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (self->process != NULL)
    media_process_stop (self->process);
  g_clear_object (&self->process);
  g_clear_handle_id (&self->frame_timer, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->rest, g_source_remove);
  media_slots_unmap (&self->slots);
  if (self->sound >= 0)
    close (self->sound);
  self->sound = -1;
  self->is_open = FALSE;
}

static gboolean
has_speaker (MediaPlayer *self)
{
  return media_speaker_get_owner (self->speaker) == self;
}

static void
set_state (MediaPlayer     *self,
           MediaPlayerState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
fail (MediaPlayer *self)
{
  stop_clock (self);
  media_speaker_release (self->speaker, self);
  drop_process (self);
  set_state (self, MEDIA_PLAYER_FAILED);
}

static gboolean
rest_cb (gpointer user_data)
{
  MediaPlayer *self = user_data;

  self->rest = 0;
  drop_process (self);
  return G_SOURCE_REMOVE;
}

static void
stand (MediaPlayer     *self,
       MediaPlayerState state)
{
  stop_clock (self);
  g_clear_handle_id (&self->frame_timer, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->rest, g_source_remove);
  self->rest = g_timeout_add_seconds (REST_S, rest_cb, self);
  if (has_speaker (self))
    media_speaker_set_playing (self->speaker, FALSE);
  set_state (self, state);
}

static void
check_end (MediaPlayer *self)
{
  if (self->state != MEDIA_PLAYER_PLAYING || !self->is_open || !self->sound_ended
      || !self->film_ended || media_slots_get_next (&self->slots) >= 0)
    return;

  if (self->duration_ms >= 0)
    set_clock (self, self->duration_ms, 0);
  stand (self, MEDIA_PLAYER_ENDED);
}

/* One that does not get on, for whatever reason, is given up. */
static gboolean
watch_cb (gpointer user_data)
{
  g_autoptr(MediaPlayer) self = g_object_ref (user_data);

  if (self->has_moved)
    {
      self->has_moved = FALSE;
      return G_SOURCE_CONTINUE;
    }

  self->watch = 0;
  g_debug ("Nothing has come for too long");
  fail (self);
  return G_SOURCE_REMOVE;
}

static void
watch (MediaPlayer *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  self->has_moved = FALSE;
  self->watch = g_timeout_add (self->patience_ms, watch_cb, self);
}

/* Frames. */

static gboolean
frame_timer_cb (gpointer user_data)
{
  g_autoptr(MediaPlayer) self = g_object_ref (user_data);

  self->frame_timer = 0;
  show_frames (self);
  return G_SOURCE_REMOVE;
}

static void
show_frames (MediaPlayer *self)
{
  gint64 now = get_time (self);
  gint64 next;
  gboolean moves = self->state == MEDIA_PLAYER_PLAYING && self->base_us != 0;
  g_autoptr(GBytes) pixels = NULL;

  if (!self->is_shown)
    pixels = media_slots_take_one (&self->slots);
  else if (moves)
    pixels = media_slots_take (&self->slots, now);
  if (pixels != NULL)
    {
      self->is_shown = TRUE;
      g_signal_emit (self, signals[SIGNAL_FRAME], 0, pixels);
    }

  next = media_slots_get_next (&self->slots);
  if (next >= 0 && moves && self->frame_timer == 0)
    self->frame_timer = g_timeout_add ((guint) CLAMP ((next - now) * 100 / self->speed, 1,
                                                      MAX_AHEAD_MS),
                                       frame_timer_cb, self);
  check_end (self);
}

static void
take_frame (MediaPlayer        *self,
            const MediaAvEvent *event)
{
  if (!media_slots_check (&self->slots, event))
    {
      fail (self);
      return;
    }

  if (event->serial != self->serial)
    {
      release_slot (event->slot, self);
      return;
    }

  media_slots_push (&self->slots, event);
  self->has_moved = TRUE;
  if (self->state == MEDIA_PLAYER_PLAYING && self->sound_ended && self->base_us == 0)
    set_clock (self, MAX (self->base_ms, event->time_ms), g_get_monotonic_time ());
  show_frames (self);
}

/* Playing. */

static void
run (MediaPlayer *self)
{
  watch (self);
  if (self->has_sound && !self->sound_ended)
    media_speaker_set_playing (self->speaker, TRUE);
  else if (self->is_shown)
    set_clock (self, self->base_ms, g_get_monotonic_time ());
  show_frames (self);
}

/* From where the clock stands, with the speed that is set. */
static void
begin_at_clock (MediaPlayer *self)
{
  g_clear_handle_id (&self->frame_timer, g_source_remove);
  media_slots_drop (&self->slots);
  self->serial++;
  self->is_shown = FALSE;
  self->sound_ended = !self->has_sound;
  self->film_ended = self->width == 0;
  tell_decoder (self, (MediaAvCommand) {
    .kind = MEDIA_AV_SEEK,
    .serial = self->serial,
    .time_ms = self->base_ms,
    .speed = self->speed,
  });
  if (has_speaker (self))
    media_speaker_flush (self->speaker, self->serial, self->speed);
}

static gboolean
take_speaker (MediaPlayer *self)
{
  int fd = fcntl (self->sound, F_DUPFD_CLOEXEC, 3);

  if (fd < 0)
    return FALSE;

  media_speaker_listen (self->speaker, self, fd, self->serial, self->speed);
  return TRUE;
}

static void
take_opened (MediaPlayer        *self,
             const MediaAvEvent *event,
             int                 fd)
{
  gboolean is_film = event->full_width > 0;

  if (self->is_open || (!is_film && event->has_sound == 0)
      || (is_film && !media_slots_map (&self->slots, event, fd, self->fit_width, self->fit_height)))
    {
      fail (self);
      return;
    }

  if (is_film)
    {
      self->width = event->width;
      self->height = event->height;
    }
  self->is_open = TRUE;
  self->has_sound = event->has_sound != 0;
  if (event->time_ms >= 0 && event->time_ms <= MEDIA_AV_MAX_MS)
    self->duration_ms = event->time_ms;
  self->sound_ended = !self->has_sound;
  self->film_ended = !is_film;
  self->is_shown = FALSE;
  self->serial = 0;
  if (self->base_ms > 0 || self->speed != 100)
    begin_at_clock (self);
  if (self->state == MEDIA_PLAYER_PLAYING)
    {
      if (self->has_sound && !take_speaker (self))
        {
          fail (self);
          return;
        }
      run (self);
    }
  else
    g_clear_handle_id (&self->watch, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
message_cb (gconstpointer data,
            gsize         size,
            int           fd,
            gpointer      user_data)
{
  g_autoptr(MediaPlayer) self = g_object_ref (user_data);
  const MediaAvEvent *event = data;

  if (size != sizeof *event)
    {
      fail (self);
      return;
    }

  switch (event->kind)
    {
    case MEDIA_AV_OPENED:
      take_opened (self, event, fd);
      break;
    case MEDIA_AV_FRAME:
      take_frame (self, event);
      break;
    case MEDIA_AV_ENDED:
      if (event->serial == self->serial)
        self->film_ended = TRUE;
      check_end (self);
      break;
    case MEDIA_AV_FAILED:
    default:
      fail (self);
      break;
    }
}

static void
gone_cb (gpointer user_data)
{
  g_autoptr(MediaPlayer) self = g_object_ref (user_data);

  fail (self);
}

/* Opening. */

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MediaPlayer) self = user_data;
  const MediaAvCommand command = {
    .kind = MEDIA_AV_OPEN,
    .width = self->fit_width,
    .height = self->fit_height,
  };
  g_autoptr(GError) error = NULL;
  gboolean is_rare = FALSE;
  int fd = media_open_finish (result, &is_rare, &error);
  int sockets[2];

  if (fd < 0)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        fail (self);
      return;
    }

  g_clear_object (&self->opening);
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
    {
      close (fd);
      fail (self);
      return;
    }

  self->sound = sockets[1];
  self->process = media_process_new (self->program, "charla-av-decoder",
                                     is_rare ? "--all" : NULL, TRUE, message_cb, gone_cb,
                                     self);
  media_process_send (self->process, &command, sizeof command,
                      (const int[]) { fd, sockets[0] }, 2);
}

static void
open_it (MediaPlayer *self)
{
  if (self->opening != NULL || self->process != NULL)
    return;

  self->opening = g_cancellable_new ();
  media_open_async (self->file, self->opening, opened_cb, g_object_ref (self));
  watch (self);
}

/* What can be asked for. */

/**
 * media_player_open:
 * @self: a player
 * @file: (nullable): a local file; %NULL: none any more
 * @width: px that its frames may have
 * @height: px that its frames may have
 *
 * What was open before is closed.
 */
void
media_player_open (MediaPlayer *self,
                   GFile       *file,
                   guint        width,
                   guint        height)
{
  g_return_if_fail (MEDIA_IS_PLAYER (self));

  media_speaker_release (self->speaker, self);
  drop_process (self);
  g_set_object (&self->file, file);
  self->fit_width = CLAMP (width, 1, MEDIA_AV_MAX_FIT);
  self->fit_height = CLAMP (height, 1, MEDIA_AV_MAX_FIT);
  self->width = self->height = 0;
  self->duration_ms = -1;
  set_clock (self, 0, 0);
  set_state (self, file != NULL ? MEDIA_PLAYER_PAUSED : MEDIA_PLAYER_EMPTY);
}

void
media_player_play (MediaPlayer *self)
{
  g_return_if_fail (MEDIA_IS_PLAYER (self));

  if (self->file == NULL || self->state == MEDIA_PLAYER_PLAYING)
    return;

  g_clear_handle_id (&self->rest, g_source_remove);
  if (self->state == MEDIA_PLAYER_ENDED)
    {
      set_clock (self, 0, 0);
      if (self->is_open)
        begin_at_clock (self);
    }
  set_state (self, MEDIA_PLAYER_PLAYING);
  if (!self->is_open)
    {
      open_it (self);
      return;
    }

  if (self->has_sound && !self->sound_ended && !has_speaker (self))
    {
      /* What it had of ours is lost. */
      begin_at_clock (self);
      if (!take_speaker (self))
        {
          fail (self);
          return;
        }
    }
  run (self);
}

void
media_player_pause (MediaPlayer *self)
{
  g_return_if_fail (MEDIA_IS_PLAYER (self));

  if (self->state == MEDIA_PLAYER_PLAYING)
    stand (self, MEDIA_PLAYER_PAUSED);
}

void
media_player_seek (MediaPlayer *self,
                   gint64       time_ms)
{
  gboolean plays;

  g_return_if_fail (MEDIA_IS_PLAYER (self));

  if (self->file == NULL)
    return;

  plays = self->state == MEDIA_PLAYER_PLAYING;
  set_clock (self,
             CLAMP (time_ms, 0, self->duration_ms >= 0 ? self->duration_ms : MEDIA_AV_MAX_MS), 0);
  if (!plays)
    set_state (self, MEDIA_PLAYER_PAUSED);
  if (self->is_open)
    {
      begin_at_clock (self);
      if (plays)
        run (self);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
media_player_set_speed (MediaPlayer *self,
                        guint        speed)
{
  g_return_if_fail (MEDIA_IS_PLAYER (self));

  speed = CLAMP (speed, 50, 200);
  if (self->speed == speed)
    return;

  stop_clock (self);
  self->speed = speed;
  if (self->is_open && self->state != MEDIA_PLAYER_ENDED)
    {
      begin_at_clock (self);
      if (self->state == MEDIA_PLAYER_PLAYING)
        run (self);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

MediaPlayerState
media_player_get_state (MediaPlayer *self)
{
  g_return_val_if_fail (MEDIA_IS_PLAYER (self), MEDIA_PLAYER_EMPTY);

  return self->state;
}

gint64
media_player_get_duration (MediaPlayer *self)
{
  g_return_val_if_fail (MEDIA_IS_PLAYER (self), -1);

  return self->duration_ms;
}

guint
media_player_get_width (MediaPlayer *self)
{
  g_return_val_if_fail (MEDIA_IS_PLAYER (self), 0);

  return self->width;
}

guint
media_player_get_height (MediaPlayer *self)
{
  g_return_val_if_fail (MEDIA_IS_PLAYER (self), 0);

  return self->height;
}

void
media_player_set_patience (MediaPlayer *self,
                           guint        patience_ms)
{
  g_return_if_fail (MEDIA_IS_PLAYER (self));

  self->patience_ms = patience_ms;
}

/* What the speaker tells. */

static void
position_cb (MediaSpeaker *speaker,
             guint         serial,
             gint64        time_ms,
             gint64        monotonic_us,
             MediaPlayer  *self)
{
  if (!has_speaker (self) || serial != self->serial || self->state != MEDIA_PLAYER_PLAYING
      || !self->is_open || self->sound_ended)
    return;

  if (time_ms != self->heard_ms)
    self->has_moved = TRUE;
  self->heard_ms = time_ms;
  set_clock (self, time_ms, monotonic_us);
  show_frames (self);
}

static void
sound_ended_cb (MediaSpeaker *speaker,
                guint         serial,
                MediaPlayer  *self)
{
  if (!has_speaker (self) || serial != self->serial || self->state != MEDIA_PLAYER_PLAYING)
    return;

  /* The rest of a film goes on by itself. */
  set_clock (self, get_time (self), g_get_monotonic_time ());
  self->sound_ended = TRUE;
  show_frames (self);
}

static void
speaker_failed_cb (MediaSpeaker *speaker,
                   MediaPlayer  *self)
{
  if (self->state == MEDIA_PLAYER_PLAYING && self->is_open && self->has_sound)
    fail (self);
}

static void
taken_cb (MediaSpeaker *speaker,
          MediaPlayer  *self)
{
  if (!has_speaker (self) && self->is_open && self->has_sound)
    media_player_pause (self);
}

static void
media_player_dispose (GObject *object)
{
  MediaPlayer *self = MEDIA_PLAYER (object);

  if (self->speaker != NULL)
    media_speaker_release (self->speaker, self);
  drop_process (self);
  g_clear_object (&self->speaker);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (media_player_parent_class)->dispose (object);
}

static void
media_player_finalize (GObject *object)
{
  g_free (MEDIA_PLAYER (object)->program);

  G_OBJECT_CLASS (media_player_parent_class)->finalize (object);
}

static void
media_player_class_init (MediaPlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = media_player_dispose;
  G_OBJECT_CLASS (klass)->finalize = media_player_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", MEDIA_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_FRAME] =
    g_signal_new ("frame", MEDIA_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BYTES);
}

static void
media_player_init (MediaPlayer *self)
{
  media_slots_init (&self->slots, release_slot, self);
  self->sound = -1;
  self->speed = 100;
  self->duration_ms = -1;
  self->patience_ms = PATIENCE_MS;
}

MediaPlayer *
media_player_new (const char   *decoder,
                  MediaSpeaker *speaker)
{
  MediaPlayer *self = g_object_new (MEDIA_TYPE_PLAYER, NULL);

  self->program = g_strdup (decoder);
  self->speaker = g_object_ref (speaker);
  g_signal_connect_object (speaker, "position", G_CALLBACK (position_cb), self, 0);
  g_signal_connect_object (speaker, "ended", G_CALLBACK (sound_ended_cb), self, 0);
  g_signal_connect_object (speaker, "failed", G_CALLBACK (speaker_failed_cb), self, 0);
  g_signal_connect_object (speaker, "taken", G_CALLBACK (taken_cb), self, 0);
  return self;
}
