/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the decoder, a process of its own, one picture after the other. Where that dies or is too
 * slow, the picture is given up, and the next one goes to a new process. */
#define G_LOG_DOMAIN "media-decoder"

#include "media-decoder.h"

#include "media-open.h"
#include "media-process.h"
#include "media-wire.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define PROGRAM "charla-decoder"

/* One picture. */
#define PATIENCE_MS (10 * 1000)

/* A process that nobody needs costs memory, and one that is begun costs time. */
#define IDLE_S 20

struct _MediaDecoder
{
  GObject       parent_instance;

  char         *program;      /* (nullable): the one of ours */
  GQueue        waiting;      /* owned GTask */
  GTask        *asked;        /* (nullable): what the process is at */
  guint32       number;       /* of what it was asked last */
  MediaProcess *process;      /* (nullable) */
  gboolean      has_begun;    /* it can be asked */
  gboolean      is_opening;   /* @asked is not asked yet: its file is about to be opened */
  guint         patience_ms;
  guint         patience_source;
  guint         idle_source;
};

typedef struct {
  GBytes           *encoded; /* (nullable): else @file */
  GFile            *file;    /* (nullable) */
  MediaWireQuestion question;
  int               fd;      /* -1: not open yet */
  gboolean          is_retried;
} Job;

G_DEFINE_FINAL_TYPE (MediaDecoder, media_decoder, G_TYPE_OBJECT)

static void go_on (MediaDecoder *self);

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->encoded, g_bytes_unref);
  g_clear_object (&job->file);
  if (job->fd >= 0)
    close (job->fd);
  g_free (job);
}

/* The process. */

static void
drop_process (MediaDecoder *self)
{
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (self->process != NULL)
    media_process_stop (self->process);
  g_clear_object (&self->process);
  self->has_begun = FALSE;
}

static void
fail_asked (MediaDecoder *self,
            int           code,
            const char   *text)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->asked);

  drop_process (self);
  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, code, "%s", text);
  go_on (self);
}

static void
take_answer (MediaDecoder          *self,
             const MediaWireAnswer *answer,
             int                    memory)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->asked);
  g_autoptr(GError) error = NULL;
  const Job *job = g_task_get_task_data (task);
  MediaImage *image = NULL;

  g_clear_handle_id (&self->patience_source, g_source_remove);
  if (answer->status == MEDIA_WIRE_OK
      && (answer->n_bytes > 0) != (job->question.format != MEDIA_WIRE_PIXELS))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "The decoder gives what was not asked for");
  else if (answer->status == MEDIA_WIRE_OK)
    image = media_image_new_for_answer (answer, memory, &error);
  else if (answer->status == MEDIA_WIRE_TOO_LARGE)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                         "The picture is too large");
  else if (answer->status == MEDIA_WIRE_TRANSPARENT)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         "The picture is transparent");
  else
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "The picture cannot be read");

  if (image != NULL)
    g_task_return_pointer (task, image, (GDestroyNotify) media_image_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  go_on (self);
}

static void
answer_cb (gconstpointer data,
           gsize         size,
           int           fd,
           gpointer      user_data)
{
  g_autoptr(MediaDecoder) self = g_object_ref (user_data);
  const MediaWireAnswer *answer = data;

  if (!self->is_opening && size == sizeof *answer && self->asked != NULL
      && answer->number == self->number)
    take_answer (self, answer, fd);
  else if (self->is_opening)
    drop_process (self); /* nobody has asked it: the picture goes to another one */
  else
    fail_asked (self, G_IO_ERROR_INVALID_DATA, "The decoder gives what was not asked for");
}

/* While a file is opened, or nothing asked, it may have ended by itself: the picture goes to
 * another one. */
static void
gone_cb (gpointer user_data)
{
  g_autoptr(MediaDecoder) self = g_object_ref (user_data);

  if (self->asked != NULL && !self->is_opening)
    {
      fail_asked (self, G_IO_ERROR_INVALID_DATA, "The decoder has ended with that picture");
      return;
    }

  drop_process (self);
  go_on (self);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  MediaDecoder *self = user_data;

  self->patience_source = 0;
  fail_asked (self, G_IO_ERROR_TIMED_OUT, "Decoding the picture takes too long");
  return G_SOURCE_REMOVE;
}

static gboolean
idle_cb (gpointer user_data)
{
  MediaDecoder *self = user_data;

  self->idle_source = 0;
  drop_process (self);
  return G_SOURCE_REMOVE;
}

static void
begun_cb (const GError *error, /* (nullable) */
          gpointer      user_data)
{
  g_autoptr(MediaDecoder) self = g_object_ref (user_data);
  GTask *task;

  if (error == NULL)
    {
      self->has_begun = TRUE;
      go_on (self);
      return;
    }

  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      g_object_unref (task);
    }
}

static void
begin (MediaDecoder *self)
{
  if (self->process != NULL)
    return;

  self->process = media_process_new (self->program, PROGRAM, NULL, TRUE, answer_cb, gone_cb, self);
  media_process_set_begun (self->process, begun_cb);
}

/* Asking. */

static void
ask (MediaDecoder *self,
     GTask        *task) /* (transfer full) */
{
  Job *job = g_task_get_task_data (task);

  job->question.number = ++self->number;
  self->asked = task;
  media_process_send (self->process, &job->question, sizeof job->question, &job->fd, 1);
  job->fd = -1;
  self->patience_source = g_timeout_add (self->patience_ms, out_of_patience_cb, self);
}

/* From memory: that can be read to its end, whatever its owner does meanwhile. */
static int
open_bytes (GBytes  *bytes,
            GError **error)
{
  int fd = memfd_create ("encoded", MFD_CLOEXEC);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  gsize left = g_bytes_get_size (bytes);

  while (fd >= 0 && left > 0)
    {
      gssize written = write (fd, data, left);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          close (fd);
          fd = -1;
          break;
        }
      data += written;
      left -= (gsize) written;
    }

  if (fd >= 0 && lseek (fd, 0, SEEK_SET) == 0)
    return fd;

  g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), g_strerror (errno));
  return -1;
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Job *job = g_task_get_task_data (data);
  g_autoptr(GError) error = NULL;

  if (job->fd < 0)
    job->fd = job->encoded != NULL ? open_bytes (job->encoded, &error)
                                   : media_open_file (job->file, &error);
  if (job->fd < 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  MediaDecoder *self = MEDIA_DECODER (object);
  g_autoptr(GTask) task = g_steal_pointer (&self->asked);
  g_autoptr(GError) error = NULL;
  Job *job = g_task_get_task_data (task);

  self->is_opening = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!self->has_begun && job->is_retried)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The decoder ends by itself");
  else if (!self->has_begun)
    {
      job->is_retried = TRUE;
      g_queue_push_head (&self->waiting, g_steal_pointer (&task)); /* it has ended meanwhile */
    }
  else
    {
      ask (self, g_steal_pointer (&task));
      return;
    }

  go_on (self);
}

/* Only when it is its turn: of those that wait, however many, none is open. */
static void
open_and_ask (MediaDecoder *self,
              GTask        *task) /* (transfer full) */
{
  g_autoptr(GTask) opening = g_task_new (self, NULL, opened_cb, NULL);

  self->asked = task;
  self->is_opening = TRUE;
  g_task_set_source_tag (opening, open_and_ask);
  g_task_set_task_data (opening, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (opening, open_in_thread);
}

static void
go_on (MediaDecoder *self)
{
  GTask *task;

  g_clear_handle_id (&self->idle_source, g_source_remove);
  while (self->asked == NULL && (task = g_queue_peek_head (&self->waiting)) != NULL)
    {
      if (!g_task_return_error_if_cancelled (task))
        {
          if (!self->has_begun)
            begin (self);
          else
            open_and_ask (self, g_queue_pop_head (&self->waiting));
          return;
        }

      g_object_unref (g_queue_pop_head (&self->waiting));
    }

  if (self->asked == NULL && self->has_begun)
    self->idle_source = g_timeout_add_seconds (IDLE_S, idle_cb, self);
}

static void
decode (MediaDecoder         *self,
        gpointer              source_tag,
        GBytes               *encoded, /* (nullable) */
        GFile                *file,    /* (nullable) */
        const MediaImageSize *size,
        GCancellable         *cancellable,
        GAsyncReadyCallback   callback,
        gpointer              user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, source_tag);
  job->fd = -1;
  job->encoded = encoded != NULL ? g_bytes_ref (encoded) : NULL;
  job->file = file != NULL ? g_object_ref (file) : NULL;
  job->question = (MediaWireQuestion) {
    .width = CLAMP (size->width, 1, MEDIA_WIRE_MAX_FIT),
    .height = CLAMP (size->height, 1, MEDIA_WIRE_MAX_FIT),
    .is_crop = size->is_crop,
    .max_frames = CLAMP (size->max_frames, 1, MEDIA_WIRE_MAX_FRAMES),
    .format = (guint32) size->format,
    .quality = size->quality,
  };
  g_task_set_task_data (task, job, job_free);
  if (encoded != NULL && g_bytes_get_size (encoded) > MEDIA_WIRE_MAX_BYTES)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                               "The picture is too large");
      return;
    }

  g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
  go_on (self);
}

/**
 * media_decoder_decode_async:
 * @self: a decoder
 * @encoded: a picture
 * @size: how it is wanted
 * @cancellable: (nullable): for whoever asks; the process may go on for a moment
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * Decodes a picture of any kind that is shown: PNG, JPEG, GIF, WebP, BMP, and AVIF, HEIF and
 * JPEG XL where the system can. It is turned as the camera was held. Where it is wanted encoded, it
 * is so anew, smaller, and without all that is said beside it.
 */
void
media_decoder_decode_async (MediaDecoder         *self,
                            GBytes               *encoded,
                            const MediaImageSize *size,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data)
{
  g_return_if_fail (MEDIA_IS_DECODER (self));
  g_return_if_fail (encoded != NULL);

  decode (self, media_decoder_decode_async, encoded, NULL, size, cancellable, callback, user_data);
}

/**
 * media_decoder_decode_file_async:
 * @self: a decoder
 * @file: a local file with a picture
 * @size: how it is wanted
 * @cancellable: (nullable): for whoever asks
 * @callback: called in the thread-default context of the caller
 * @user_data: for @callback
 *
 * The same for a file, which is not read into this process.
 */
void
media_decoder_decode_file_async (MediaDecoder         *self,
                                 GFile                *file,
                                 const MediaImageSize *size,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data)
{
  g_return_if_fail (MEDIA_IS_DECODER (self));
  g_return_if_fail (G_IS_FILE (file));

  decode (self, media_decoder_decode_file_async, NULL, file, size, cancellable, callback,
          user_data);
}

/**
 * media_decoder_decode_finish:
 * @self: a decoder
 * @result: what the callback got
 * @error: %G_IO_ERROR_INVALID_DATA: it cannot be read, or the decoder died of it;
 *   %G_IO_ERROR_MESSAGE_TOO_LARGE; %G_IO_ERROR_TIMED_OUT; %G_IO_ERROR_NOT_REGULAR_FILE;
 *   %G_IO_ERROR_NOT_SUPPORTED: it is transparent, and wanted as JPEG; whatever starting a process
 *   has to say
 *
 * Returns: (transfer full) (nullable): the picture
 */
MediaImage *
media_decoder_decode_finish (MediaDecoder  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
media_decoder_get_process (MediaDecoder *self)
{
  g_return_val_if_fail (MEDIA_IS_DECODER (self), NULL);

  return self->process != NULL ? media_process_get_identifier (self->process) : NULL;
}

void
media_decoder_set_patience (MediaDecoder *self,
                            guint         patience_ms)
{
  g_return_if_fail (MEDIA_IS_DECODER (self));

  self->patience_ms = patience_ms;
}

static void
media_decoder_finalize (GObject *object)
{
  MediaDecoder *self = MEDIA_DECODER (object);

  /* Whoever waits holds it. */
  g_assert (self->asked == NULL && self->waiting.length == 0);
  drop_process (self);
  g_free (self->program);

  G_OBJECT_CLASS (media_decoder_parent_class)->finalize (object);
}

static void
media_decoder_class_init (MediaDecoderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = media_decoder_finalize;
}

static void
media_decoder_init (MediaDecoder *self)
{
  g_queue_init (&self->waiting);
  self->patience_ms = PATIENCE_MS;
}

MediaDecoder *
media_decoder_new (const char *program)
{
  MediaDecoder *self = g_object_new (MEDIA_TYPE_DECODER, NULL);

  self->program = g_strdup (program);
  return self;
}
