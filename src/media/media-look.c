/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what decodes sound and film how a file looks and sounds. Where it dies or is too slow, the
 * file is given up, and the next one goes to a new process. */
#define G_LOG_DOMAIN "media-look"

#include "media-look.h"

#include "media-av-wire.h"
#include "media-codec.h"
#include "media-open.h"
#include "media-process.h"
#include "media-wire.h"

#include <string.h>

#define PATIENCE_MS (15 * 1000)
#define IDLE_S      20

G_STATIC_ASSERT (MEDIA_AV_PEAKS == G_N_ELEMENTS (((MediaLook *) NULL)->peaks));

struct _MediaLooker
{
  GObject       parent_instance;

  char         *program;     /* (nullable) */
  GQueue        waiting;     /* owned GTask */
  GTask        *asked;       /* (nullable): what is looked at */
  guint32       serial;
  MediaProcess *process;     /* (nullable) */
  gboolean      knows_all;   /* that process */
  guint         patience_ms;
  guint         patience_source;
  guint         idle_source;
};

typedef struct {
  GFile         *file;
  MediaAvCommand command;
} Job;

G_DEFINE_FINAL_TYPE (MediaLooker, media_looker, G_TYPE_OBJECT)

static void go_on (MediaLooker *self);

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->file);
  g_free (job);
}

void
media_look_free (MediaLook *self)
{
  if (self == NULL)
    return;

  media_image_free (self->poster);
  g_free (self);
}

static void
drop_process (MediaLooker *self)
{
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (self->process != NULL)
    media_process_stop (self->process);
  g_clear_object (&self->process);
}

static void
give_up (MediaLooker *self,
         int          code,
         const char  *text)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->asked);

  drop_process (self);
  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, code, "%s", text);
  go_on (self);
}

/* (nullable): what nothing here reads */
static const char *
get_missing (const MediaAvEvent *event)
{
  return event->missing > 0 && event->missing <= G_N_ELEMENTS (media_codecs)
         ? media_codecs[event->missing - 1].name : NULL;
}

/* What decodes is trusted as little as the file. */
static MediaLook *
look_new (const MediaAvEvent *event,
          int                 fd)
{
  const MediaWireAnswer answer = {
    .full_width = event->full_width,
    .full_height = event->full_height,
    .width = event->width,
    .height = event->height,
    .n_channels = 4,
    .n_frames = 1,
  };
  MediaLook *look = g_new0 (MediaLook, 1);
  gboolean is_film = event->full_width > 0 && event->full_height > 0
                     && event->full_width <= MEDIA_WIRE_MAX_SIDE
                     && event->full_height <= MEDIA_WIRE_MAX_SIDE;

  look->duration_ms = event->time_ms >= 0 && event->time_ms <= MEDIA_AV_MAX_MS ? event->time_ms
                                                                               : -1;
  look->has_sound = event->has_sound != 0;
  look->missing = get_missing (event);
  if (is_film)
    {
      look->full_width = event->full_width;
      look->full_height = event->full_height;
      if (fd >= 0)
        look->poster = media_image_new_for_answer (&answer, fd, NULL);
    }
  else if (event->n_peaks == MEDIA_AV_PEAKS)
    {
      look->n_peaks = MEDIA_AV_PEAKS;
      memcpy (look->peaks, event->peaks, MEDIA_AV_PEAKS);
    }
  return look;
}

static void
message_cb (gconstpointer data,
            gsize         size,
            int           fd,
            gpointer      user_data)
{
  g_autoptr(MediaLooker) self = g_object_ref (user_data);
  const MediaAvEvent *event = data;
  g_autoptr(GTask) task = NULL;

  if (size != sizeof *event || self->asked == NULL || event->serial != self->serial
      || (event->kind != MEDIA_AV_LOOKED && event->kind != MEDIA_AV_FAILED))
    {
      give_up (self, G_IO_ERROR_INVALID_DATA, "The decoder says what nobody asked");
      return;
    }

  g_clear_handle_id (&self->patience_source, g_source_remove);
  task = g_steal_pointer (&self->asked);
  if (event->kind == MEDIA_AV_LOOKED)
    g_task_return_pointer (task, look_new (event, fd), (GDestroyNotify) media_look_free);
  else if (get_missing (event) != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
                             get_missing (event));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             "The file cannot be decoded");
  go_on (self);
}

static void
gone_cb (gpointer user_data)
{
  g_autoptr(MediaLooker) self = g_object_ref (user_data);

  if (self->asked == NULL)
    drop_process (self);
  else
    give_up (self, G_IO_ERROR_INVALID_DATA, "The decoder has ended with that file");
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_autoptr(MediaLooker) self = g_object_ref (user_data);

  self->patience_source = 0;
  give_up (self, G_IO_ERROR_TIMED_OUT, "Decoding the file takes too long");
  return G_SOURCE_REMOVE;
}

static gboolean
idle_cb (gpointer user_data)
{
  MediaLooker *self = user_data;

  self->idle_source = 0;
  drop_process (self);
  return G_SOURCE_REMOVE;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MediaLooker) self = user_data;
  Job *job = g_task_get_task_data (self->asked);
  g_autoptr(GError) error = NULL;
  gboolean is_rare = FALSE;
  int fd = media_open_finish (result, &is_rare, &error);

  if (fd < 0)
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->asked);

      g_task_return_error (task, g_steal_pointer (&error));
      go_on (self);
      return;
    }

  if (is_rare && !self->knows_all)
    drop_process (self);
  if (self->process == NULL)
    {
      self->knows_all = is_rare;
      self->process = media_process_new (self->program, "charla-av-decoder",
                                         is_rare ? "--all" : NULL, TRUE, message_cb, gone_cb,
                                         self);
    }
  job->command.serial = ++self->serial;
  media_process_send (self->process, &job->command, sizeof job->command, &fd, 1);
  self->patience_source = g_timeout_add (self->patience_ms, out_of_patience_cb, self);
}

static void
go_on (MediaLooker *self)
{
  GTask *task;

  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (self->asked != NULL)
    return;

  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    {
      if (!g_task_return_error_if_cancelled (task))
        {
          self->asked = task;
          media_open_async (((const Job *) g_task_get_task_data (task))->file, NULL, opened_cb,
                            g_object_ref (self));
          return;
        }
      g_object_unref (task);
    }

  if (self->process != NULL)
    self->idle_source = g_timeout_add_seconds (IDLE_S, idle_cb, self);
}

/**
 * media_looker_look_async:
 * @self: a looker
 * @file: a local file
 * @size: px that the picture of a film may have; the rest of it is not looked at
 * @cancellable: (nullable): for whoever asks; the process may go on for a moment
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Finds out how long a file plays, how large it is, and how it looks or sounds.
 */
void
media_looker_look_async (MediaLooker          *self,
                         GFile                *file,
                         const MediaImageSize *size,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;
  Job *job;

  g_return_if_fail (MEDIA_IS_LOOKER (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, media_looker_look_async);
  job = g_new0 (Job, 1);
  job->file = g_object_ref (file);
  job->command = (MediaAvCommand) {
    .kind = MEDIA_AV_LOOK,
    .width = CLAMP (size->width, 1, MEDIA_AV_MAX_FIT),
    .height = CLAMP (size->height, 1, MEDIA_AV_MAX_FIT),
  };
  g_task_set_task_data (task, job, job_free);
  g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
  go_on (self);
}

/**
 * media_looker_look_finish:
 * @self: a looker
 * @result: what the callback got
 * @error: %G_IO_ERROR_INVALID_DATA: it cannot be decoded, or the decoder died of it;
 *   %G_IO_ERROR_NOT_SUPPORTED: nothing here reads what its message names, as people call it;
 *   %G_IO_ERROR_TIMED_OUT; %G_IO_ERROR_NOT_REGULAR_FILE; others of opening a file
 *
 * Returns: (transfer full) (nullable): what it is
 */
MediaLook *
media_looker_look_finish (MediaLooker   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
media_looker_set_patience (MediaLooker *self,
                           guint        patience_ms)
{
  g_return_if_fail (MEDIA_IS_LOOKER (self));

  self->patience_ms = patience_ms;
}

static void
media_looker_finalize (GObject *object)
{
  MediaLooker *self = MEDIA_LOOKER (object);

  /* Whoever waits holds it. */
  g_assert (self->asked == NULL && self->waiting.length == 0);
  drop_process (self);
  g_free (self->program);

  G_OBJECT_CLASS (media_looker_parent_class)->finalize (object);
}

static void
media_looker_class_init (MediaLookerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = media_looker_finalize;
}

static void
media_looker_init (MediaLooker *self)
{
  g_queue_init (&self->waiting);
  self->patience_ms = PATIENCE_MS;
}

MediaLooker *
media_looker_new (const char *program)
{
  MediaLooker *self = g_object_new (MEDIA_TYPE_LOOKER, NULL);

  self->program = g_strdup (program);
  return self;
}
