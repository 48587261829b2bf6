/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the decoder, a process of its own, one picture after the other. Where that dies or is too
 * slow, the picture is given up, and the next one goes to a new process. */
#define G_LOG_DOMAIN "media-decoder"

#include "media-decoder.h"

#include "media-open.h"
#include "media-program.h"
#include "media-wire.h"

#include <errno.h>
#include <gio/gunixfdmessage.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define PROGRAM "charla-decoder"

/* One picture. */
#define PATIENCE_MS (10 * 1000)

/* A process that nobody needs costs memory, and one that is begun costs time. */
#define IDLE_S 20

struct _MediaDecoder
{
  GObject       parent_instance;

  char         *program;      /* (nullable): not looked for yet */
  GQueue        waiting;      /* owned GTask */
  GTask        *asked;        /* (nullable): what the process is at */
  guint32       number;       /* of what it was asked last */
  GSubprocess  *process;      /* (nullable) */
  GSocket      *socket;       /* (nullable): to it */
  GSource      *source;       /* (nullable): what comes from there */
  gboolean      is_beginning; /* a process is on its way */
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
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  g_clear_object (&self->socket);
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

static int
steal_memory (GSocketControlMessage **messages,
              int                     n_messages)
{
  int memory = -1;

  for (int i = 0; i < n_messages; i++)
    {
      if (G_IS_UNIX_FD_MESSAGE (messages[i]))
        {
          int n_fds = 0;
          g_autofree int *fds =
            g_unix_fd_message_steal_fds (G_UNIX_FD_MESSAGE (messages[i]), &n_fds);

          for (int f = 0; f < n_fds; f++)
            if (memory < 0)
              memory = fds[f];
            else
              close (fds[f]);
        }
      g_object_unref (messages[i]);
    }

  g_free (messages);
  return memory;
}

static gboolean
answer_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      user_data)
{
  g_autoptr(MediaDecoder) self = g_object_ref (user_data);
  MediaWireAnswer answer;
  GInputVector vector = { &answer, sizeof answer };
  GSocketControlMessage **messages = NULL;
  int n_messages = 0;
  int flags = 0;
  gssize length = g_socket_receive_message (socket, NULL, &vector, 1, &messages, &n_messages,
                                            &flags, NULL, NULL);
  int memory = steal_memory (messages, n_messages);

  if (self->is_opening)
    drop_process (self); /* it has ended by itself: the picture goes to another one */
  else if (length == (gssize) sizeof answer && self->asked != NULL && answer.number == self->number)
    take_answer (self, &answer, memory);
  else
    fail_asked (self, G_IO_ERROR_INVALID_DATA, "The decoder has ended with that picture");

  if (memory >= 0)
    close (memory);
  return self->socket == socket ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
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

/* Of our environment it gets what it needs to find how to decode. */
static GSubprocess *
spawn (const char  *program,
       int          socket, /* (transfer full) */
       GError     **error)
{
  static const char *const kept[] = { "GDK_PIXBUF_MODULE_FILE", "GDK_PIXBUF_MODULEDIR",
                                      "LD_LIBRARY_PATH", "UBSAN_OPTIONS" };
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_auto(GStrv) environment = g_new0 (char *, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]) != NULL)
      environment = g_environ_setenv (environment, kept[i], g_getenv (kept[i]), TRUE);
  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_set_cwd (launcher, "/");
  g_subprocess_launcher_take_stdin_fd (launcher, socket);
  return g_subprocess_launcher_spawn (launcher, error, program, NULL);
}

typedef struct {
  GSubprocess *process;
  GSocket     *socket;
} Begun;

static void
begun_free (gpointer data)
{
  Begun *begun = data;

  g_clear_object (&begun->process);
  g_clear_object (&begun->socket);
  g_free (begun);
}

static void
begin_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  const char *program = data;
  g_autofree char *found = program == NULL ? media_program_find (PROGRAM) : NULL;
  g_autoptr(GError) error = NULL;
  Begun *begun;
  int sockets[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s",
                               g_strerror (errno));
      return;
    }

  begun = g_new0 (Begun, 1);
  begun->process = spawn (program != NULL ? program : found, sockets[1], &error);
  if (begun->process != NULL)
    begun->socket = g_socket_new_from_fd (sockets[0], &error);
  if (begun->socket == NULL)
    close (sockets[0]);

  if (error == NULL)
    {
      g_task_return_pointer (task, begun, begun_free);
      return;
    }

  begun_free (begun);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
begun_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  MediaDecoder *self = MEDIA_DECODER (object);
  g_autoptr(GError) error = NULL;
  Begun *begun = g_task_propagate_pointer (G_TASK (result), &error);
  GTask *task;

  self->is_beginning = FALSE;
  if (begun == NULL)
    {
      g_message ("Pictures cannot be decoded: %s", error->message);
      while ((task = g_queue_pop_head (&self->waiting)) != NULL)
        {
          g_task_return_error (task, g_error_copy (error));
          g_object_unref (task);
        }
      return;
    }

  self->process = g_steal_pointer (&begun->process);
  self->socket = g_steal_pointer (&begun->socket);
  begun_free (begun);
  g_socket_set_blocking (self->socket, FALSE);
  self->source = g_socket_create_source (self->socket, G_IO_IN | G_IO_HUP, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (answer_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  go_on (self);
}

static void
begin (MediaDecoder *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->is_beginning)
    return;

  self->is_beginning = TRUE;
  task = g_task_new (self, NULL, begun_cb, NULL);
  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, g_strdup (self->program), g_free);
  g_task_run_in_thread (task, begin_in_thread);
}

/* Asking. */

static void
ask (MediaDecoder *self,
     GTask        *task) /* (transfer full) */
{
  Job *job = g_task_get_task_data (task);
  GOutputVector vector = { &job->question, sizeof job->question };
  g_autoptr(GSocketControlMessage) message = g_unix_fd_message_new ();
  g_autoptr(GError) error = NULL;

  job->question.number = ++self->number;
  self->asked = task;
  if (!g_unix_fd_message_append_fd (G_UNIX_FD_MESSAGE (message), job->fd, &error)
      || g_socket_send_message (self->socket, NULL, &vector, 1, &message, 1, 0, NULL, &error) < 0)
    {
      fail_asked (self, G_IO_ERROR_FAILED, error->message);
      return;
    }

  close (job->fd);
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
  else if (self->socket == NULL && job->is_retried)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The decoder ends by itself");
  else if (self->socket == NULL)
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
          if (self->socket == NULL)
            begin (self);
          else
            open_and_ask (self, g_queue_pop_head (&self->waiting));
          return;
        }

      g_object_unref (g_queue_pop_head (&self->waiting));
    }

  if (self->asked == NULL && self->process != NULL)
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

  return self->process != NULL ? g_subprocess_get_identifier (self->process) : NULL;
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
