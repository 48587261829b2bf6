/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program of ours and the socket to it. */
#define G_LOG_DOMAIN "media-process"

#include "media-process.h"

#include "media-program.h"

#include <errno.h>
#include <gio/gunixfdmessage.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What it is told before it has begun */
#define MAX_WAITING 64

typedef struct {
  GBytes         *data;
  GUnixFDMessage *fds; /* (nullable) */
} Waiting;

struct _MediaProcess
{
  GObject              parent_instance;

  char                *path;
  char                *argument;   /* (nullable) */
  gboolean             is_foreign;
  MediaProcessMessage  message;
  MediaProcessBegun    begun;      /* (nullable) */
  MediaProcessGone     gone;       /* (nullable): it was told, or is not to be */
  gpointer             user_data;
  GQueue               waiting;    /* owned Waiting */
  GCancellable        *beginning;  /* (nullable) */
  GSubprocess         *process;    /* (nullable) */
  GSocket             *socket;     /* (nullable) */
  GSource             *source;     /* (nullable): what comes from there */
};

typedef struct {
  char        *path;
  char        *argument;
  gboolean     is_foreign;
  GSubprocess *process;
  GSocket     *socket;
} Begun;

G_DEFINE_FINAL_TYPE (MediaProcess, media_process, G_TYPE_OBJECT)

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_bytes_unref (waiting->data);
  g_clear_object (&waiting->fds);
  g_free (waiting);
}

static void
begun_free (gpointer data)
{
  Begun *begun = data;

  if (begun->process != NULL)
    g_subprocess_force_exit (begun->process);
  g_clear_object (&begun->process);
  g_clear_object (&begun->socket);
  g_free (begun->path);
  g_free (begun->argument);
  g_free (begun);
}

static void
drop (MediaProcess *self)
{
  if (self->beginning != NULL)
    g_cancellable_cancel (self->beginning);
  g_clear_object (&self->beginning);
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  g_clear_object (&self->socket);
  g_queue_clear_full (&self->waiting, waiting_free);
}

static void
be_gone (MediaProcess *self)
{
  MediaProcessGone gone = self->gone;

  self->gone = NULL;
  drop (self);
  if (gone != NULL)
    gone (self->user_data);
}

static int
steal_fd (GSocketControlMessage **messages,
          int                     n_messages)
{
  int fd = -1;

  for (int i = 0; i < n_messages; i++)
    {
      if (G_IS_UNIX_FD_MESSAGE (messages[i]))
        {
          int n_fds = 0;
          g_autofree int *fds =
            g_unix_fd_message_steal_fds (G_UNIX_FD_MESSAGE (messages[i]), &n_fds);

          for (int f = 0; f < n_fds; f++)
            if (fd < 0)
              fd = fds[f];
            else
              close (fds[f]);
        }
      g_object_unref (messages[i]);
    }

  g_free (messages);
  return fd;
}

static gboolean
receive_cb (GSocket      *socket,
            GIOCondition  condition,
            gpointer      user_data)
{
  g_autoptr(MediaProcess) self = g_object_ref (user_data);
  union {
    guint8 bytes[MEDIA_PROCESS_MAX_MESSAGE];
    gint64 aligned;
  } buffer;
  GInputVector vector = { &buffer, sizeof buffer };
  GSocketControlMessage **messages = NULL;
  g_autoptr(GError) error = NULL;
  int n_messages = 0;
  int flags = 0;
  gssize length = g_socket_receive_message (socket, NULL, &vector, 1, &messages, &n_messages,
                                            &flags, NULL, &error);
  int fd = steal_fd (messages, n_messages);

  if (length > 0 && self->gone != NULL)
    self->message (&buffer, (gsize) length, fd, self->user_data);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    be_gone (self);

  if (fd >= 0)
    close (fd);
  return self->socket == socket ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static GSubprocess *
spawn (const Begun  *begun,
       int           socket, /* (transfer full) */
       GError      **error)
{
  static const char *const kept[] = {
    "GDK_PIXBUF_MODULE_FILE", "GDK_PIXBUF_MODULEDIR", "GST_PLUGIN_PATH", "GST_PLUGIN_PATH_1_0",
    "GST_PLUGIN_SYSTEM_PATH", "GST_PLUGIN_SYSTEM_PATH_1_0", "LD_LIBRARY_PATH", "UBSAN_OPTIONS",
  };
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_auto(GStrv) environment = g_new0 (char *, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]) != NULL)
      environment = g_environ_setenv (environment, kept[i], g_getenv (kept[i]), TRUE);
  if (begun->is_foreign)
    g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_set_cwd (launcher, "/");
  g_subprocess_launcher_take_stdin_fd (launcher, socket);
  return g_subprocess_launcher_spawn (launcher, error, begun->path, begun->argument, NULL);
}

static void
begin_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Begun *begun = data;
  g_autoptr(GError) error = NULL;
  int sockets[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s",
                               g_strerror (errno));
      return;
    }

  begun->process = spawn (begun, sockets[1], &error);
  if (begun->process != NULL)
    begun->socket = g_socket_new_from_fd (sockets[0], &error);
  if (begun->socket == NULL)
    close (sockets[0]);

  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
send_now (MediaProcess   *self,
          GBytes         *data,
          GUnixFDMessage *fds, /* (nullable) */
          GError        **error)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (data, &size);
  GOutputVector vector = { bytes, size };
  GSocketControlMessage *message = (GSocketControlMessage *) fds;

  return g_socket_send_message (self->socket, NULL, &vector, 1, fds != NULL ? &message : NULL,
                                fds != NULL ? 1 : 0, 0, NULL, error) == (gssize) size;
}

static void
begun_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  MediaProcess *self = MEDIA_PROCESS (object);
  Begun *begun = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_message ("%s cannot be begun: %s", self->path, error->message);
          if (self->begun != NULL)
            self->begun (error, self->user_data);
          be_gone (self);
        }
      return;
    }

  g_clear_object (&self->beginning);
  self->process = g_steal_pointer (&begun->process);
  self->socket = g_steal_pointer (&begun->socket);
  g_socket_set_blocking (self->socket, FALSE);
  self->source = g_socket_create_source (self->socket, G_IO_IN | G_IO_HUP, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (receive_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  while (self->socket != NULL && self->waiting.length > 0)
    {
      Waiting *waiting = g_queue_pop_head (&self->waiting);
      gboolean is_sent = send_now (self, waiting->data, waiting->fds, NULL);

      waiting_free (waiting);
      if (!is_sent)
        be_gone (self);
    }
  if (self->socket != NULL && self->begun != NULL)
    self->begun (NULL, self->user_data);
}

/**
 * media_process_set_begun:
 * @self: a process that was just made
 * @begun: called once, when it has begun or could not be
 */
void
media_process_set_begun (MediaProcess      *self,
                         MediaProcessBegun  begun)
{
  g_return_if_fail (MEDIA_IS_PROCESS (self));
  g_return_if_fail (self->beginning != NULL);

  self->begun = begun;
}

/**
 * media_process_get_identifier:
 * @self: a process
 *
 * Returns: (nullable): which one it is for the system; %NULL: it does not run
 */
const char *
media_process_get_identifier (MediaProcess *self)
{
  g_return_val_if_fail (MEDIA_IS_PROCESS (self), NULL);

  return self->process != NULL ? g_subprocess_get_identifier (self->process) : NULL;
}

/**
 * media_process_send:
 * @self: a process
 * @data: what it is told
 * @size: of that
 * @fds: (array length=n_fds) (nullable): what goes with it; closed here
 * @n_fds: how many
 *
 * One that does not listen any more, or so slowly that there is no room, is given up: later, never
 * before this returns.
 */
void
media_process_send (MediaProcess  *self,
                    gconstpointer  data,
                    gsize          size,
                    const int     *fds,
                    guint          n_fds)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GUnixFDMessage) message = NULL;
  g_autoptr(GError) error = NULL;
  Waiting *waiting;

  g_return_if_fail (MEDIA_IS_PROCESS (self));

  if (n_fds > 0)
    {
      g_autoptr(GUnixFDList) list = g_unix_fd_list_new_from_array (fds, (int) n_fds);

      message = G_UNIX_FD_MESSAGE (g_unix_fd_message_new_with_fd_list (list));
    }

  if (self->socket != NULL)
    {
      /* What has gone is heard of from its socket. */
      if (!send_now (self, bytes, message, &error))
        g_subprocess_force_exit (self->process);
    }
  else if (self->beginning != NULL && self->waiting.length < MAX_WAITING)
    {
      waiting = g_new0 (Waiting, 1);
      waiting->data = g_steal_pointer (&bytes);
      waiting->fds = g_steal_pointer (&message);
      g_queue_push_tail (&self->waiting, waiting);
    }
}

void
media_process_stop (MediaProcess *self)
{
  g_return_if_fail (MEDIA_IS_PROCESS (self));

  self->gone = NULL;
  drop (self);
}

static void
media_process_finalize (GObject *object)
{
  MediaProcess *self = MEDIA_PROCESS (object);

  drop (self);
  g_free (self->path);
  g_free (self->argument);

  G_OBJECT_CLASS (media_process_parent_class)->finalize (object);
}

static void
media_process_class_init (MediaProcessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = media_process_finalize;
}

static void
media_process_init (MediaProcess *self)
{
  g_queue_init (&self->waiting);
}

/**
 * media_process_new:
 * @path: (nullable): of the program; %NULL: @name where it was built or is installed
 * @name: of a program of ours
 * @argument: (nullable): for it
 * @is_foreign: it decodes what is foreign, and sees nothing of our environment but what it needs
 * @message: called for each message
 * @gone: called once, when it has ended without having been stopped
 * @user_data: for both
 *
 * Begins a program with a socket (SOCK_SEQPACKET) as its standard input. What is called is called
 * in the thread-default context, and never before this has returned.
 *
 * Returns: (transfer full): the process
 */
MediaProcess *
media_process_new (const char          *path,
                   const char          *name,
                   const char          *argument,
                   gboolean             is_foreign,
                   MediaProcessMessage  message,
                   MediaProcessGone     gone,
                   gpointer             user_data)
{
  MediaProcess *self = g_object_new (MEDIA_TYPE_PROCESS, NULL);
  g_autoptr(GTask) task = NULL;
  Begun *begun = g_new0 (Begun, 1);

  self->path = path != NULL ? g_strdup (path) : media_program_find (name);
  self->argument = g_strdup (argument);
  self->is_foreign = is_foreign;
  self->message = message;
  self->gone = gone;
  self->user_data = user_data;
  self->beginning = g_cancellable_new ();
  begun->path = g_strdup (self->path);
  begun->argument = g_strdup (argument);
  begun->is_foreign = is_foreign;
  task = g_task_new (self, self->beginning, begun_cb, NULL);
  g_task_set_source_tag (task, media_process_new);
  g_task_set_task_data (task, begun, begun_free);
  g_task_run_in_thread (task, begin_in_thread);
  return self;
}
