/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells charla-recorder to record, and hears from it. */
#define G_LOG_DOMAIN "media-recorder"

#include "media-recorder.h"

#include "media-process.h"
#include "media-recorder-wire.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

#define PROGRAM "charla-recorder"

#define FOLDER_MODE 0700
#define FILE_MODE   0600

/* The first time, a list of all that GStreamer can do is made. */
#define PATIENCE_MS (15 * 1000)

/* A sound server that is well answers much sooner. */
#define SLOW_MS 3000

struct _MediaRecorder
{
  GObject       parent_instance;

  MediaProcess *process;  /* (nullable): it is over */
  guint         patience_ms;
  guint         patience_source;
  guint         slow_source;
};

G_DEFINE_FINAL_TYPE (MediaRecorder, media_recorder, G_TYPE_OBJECT)

G_DEFINE_QUARK (media-recorder-error-quark, media_recorder_error)

enum {
  SIGNAL_LEVEL,
  SIGNAL_SLOW,
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const struct {
  MediaRecorderError code;
  const char        *text;
} errors[] = {
  [0] = { MEDIA_RECORDER_ERROR_FAILED, "The recorder has ended" },
  [MEDIA_RECORDER_PARTS_MISSING] = { MEDIA_RECORDER_ERROR_MISSING, "Parts are not installed" },
  [MEDIA_RECORDER_NO_MICROPHONE] = { MEDIA_RECORDER_ERROR_NO_MICROPHONE, "No microphone" },
  [MEDIA_RECORDER_DENIED] = { MEDIA_RECORDER_ERROR_DENIED, "The microphone may not be used" },
  [MEDIA_RECORDER_BUSY] = { MEDIA_RECORDER_ERROR_BUSY, "The microphone is in use" },
  [MEDIA_RECORDER_DISK_FULL] = { MEDIA_RECORDER_ERROR_DISK_FULL, "The disk is full" },
  [MEDIA_RECORDER_STORAGE] = { MEDIA_RECORDER_ERROR_STORAGE, "The file cannot be written" },
};

int
media_recorder_create_file (const char  *path,
                            GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = -1;
  int code;

  if (g_mkdir_with_parents (folder, FOLDER_MODE) == 0
      && (g_unlink (path) == 0 || errno == ENOENT))
    fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);

  code = errno;
  if (fd < 0)
    g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (code), g_strerror (code));
  return fd;
}

static void
end (MediaRecorder *self,
     GError        *error) /* (nullable) (transfer full) */
{
  g_autoptr(GError) owned = error;
  g_autoptr(MediaProcess) process = g_steal_pointer (&self->process);

  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_clear_handle_id (&self->slow_source, g_source_remove);
  if (process == NULL)
    return;

  g_object_ref (self);
  media_process_stop (process);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, owned);
  g_object_unref (self);
}

static GError *
make_error (guint reason)
{
  if (reason >= G_N_ELEMENTS (errors))
    reason = 0;

  return g_error_new_literal (MEDIA_RECORDER_ERROR, errors[reason].code, errors[reason].text);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  MediaRecorder *self = user_data;

  self->patience_source = 0;
  end (self, g_error_new_literal (MEDIA_RECORDER_ERROR, MEDIA_RECORDER_ERROR_NO_ANSWER,
                                  "The recorder does not answer"));
  return G_SOURCE_REMOVE;
}

static void
wait_for_it (MediaRecorder *self)
{
  g_clear_handle_id (&self->patience_source, g_source_remove);
  self->patience_source = g_timeout_add (self->patience_ms, out_of_patience_cb, self);
}

static gboolean
slow_cb (gpointer user_data)
{
  MediaRecorder *self = user_data;

  self->slow_source = 0;
  g_signal_emit (self, signals[SIGNAL_SLOW], 0);
  return G_SOURCE_REMOVE;
}

static void
message_cb (gconstpointer data,
            gsize         size,
            int           fd,
            gpointer      user_data)
{
  MediaRecorder *self = user_data;
  const MediaRecorderEvent *event = data;

  if (size != sizeof *event)
    return;

  switch (event->kind)
    {
    case MEDIA_RECORDER_ASKING:
      wait_for_it (self);
      g_clear_handle_id (&self->slow_source, g_source_remove);
      self->slow_source = g_timeout_add (SLOW_MS, slow_cb, self);
      break;
    case MEDIA_RECORDER_LEVEL:
      g_clear_handle_id (&self->slow_source, g_source_remove);
      /* While it ends, that is waited for. */
      wait_for_it (self);
      g_signal_emit (self, signals[SIGNAL_LEVEL], 0, MIN (event->level, 0) / 100.0,
                     MAX (event->time_ms, 0));
      break;
    case MEDIA_RECORDER_DONE:
      end (self, NULL);
      break;
    case MEDIA_RECORDER_FAILED:
      end (self, make_error (event->reason));
      break;
    default:
      break;
    }
}

static void
gone_cb (gpointer user_data)
{
  end (user_data, make_error (0));
}

/**
 * media_recorder_end:
 * @self: a recorder
 *
 * Has the file finished; "ended" tells when it is. One that is dropped without is not finished.
 */
void
media_recorder_end (MediaRecorder *self)
{
  const MediaRecorderCommand command = { MEDIA_RECORDER_END };

  g_return_if_fail (MEDIA_IS_RECORDER (self));

  if (self->process == NULL)
    return;

  media_process_send (self->process, &command, sizeof command, NULL, 0);
  wait_for_it (self);
}

void
media_recorder_set_patience (MediaRecorder *self,
                             guint          patience_ms)
{
  g_return_if_fail (MEDIA_IS_RECORDER (self));

  self->patience_ms = patience_ms;
  wait_for_it (self);
}

static void
media_recorder_dispose (GObject *object)
{
  MediaRecorder *self = MEDIA_RECORDER (object);

  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_clear_handle_id (&self->slow_source, g_source_remove);
  if (self->process != NULL)
    media_process_stop (self->process);
  g_clear_object (&self->process);

  G_OBJECT_CLASS (media_recorder_parent_class)->dispose (object);
}

static void
media_recorder_class_init (MediaRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = media_recorder_dispose;

  signals[SIGNAL_LEVEL] = g_signal_new ("level", MEDIA_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_INT64);
  signals[SIGNAL_SLOW] = g_signal_new ("slow", MEDIA_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", MEDIA_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
media_recorder_init (MediaRecorder *self)
{
  self->patience_ms = PATIENCE_MS;
}

/**
 * media_recorder_new:
 * @program: (nullable): the recorder's; %NULL: where it is installed, or was built
 * @source: (nullable): where the sound is from, as GStreamer describes it; %NULL: the microphone
 * @fd: of the file, which is taken
 *
 * Begins to record. Nothing is told of before this has returned.
 *
 * Returns: (transfer full): a recorder
 */
MediaRecorder *
media_recorder_new (const char *program,
                    const char *source,
                    int         fd)
{
  MediaRecorder *self = g_object_new (MEDIA_TYPE_RECORDER, NULL);
  const MediaRecorderCommand command = { MEDIA_RECORDER_BEGIN };

  self->process = media_process_new (program, PROGRAM, source, FALSE, message_cb, gone_cb, self);
  media_process_send (self->process, &command, sizeof command, &fd, 1);
  wait_for_it (self);
  return self;
}
