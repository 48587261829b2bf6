/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left to a process in the sandbox. Each case runs in a process of its own: there is no way
 * back. */
#include "media-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef gboolean (*Try) (void);

static gboolean
is_refused (int result)
{
  return result < 0 && errno == EPERM;
}

static gboolean
opens_file (void)
{
  return is_refused (open ("/etc/passwd", O_RDONLY));
}

static gboolean
makes_file (void)
{
  return is_refused (open ("/tmp/charla-escaped", O_WRONLY | O_CREAT, 0600));
}

static gboolean
connects (void)
{
  return is_refused (socket (AF_INET, SOCK_STREAM, 0)) && is_refused (socket (AF_UNIX,
                                                                             SOCK_STREAM, 0));
}

/* From one end of such a pair something could be sent to anybody. */
static gboolean
pairs (void)
{
  int fds[2];

  return is_refused (socketpair (AF_UNIX, SOCK_DGRAM, 0, fds))
         && is_refused (socketpair (AF_UNIX, SOCK_SEQPACKET, 0, fds));
}

static gboolean
runs_another (void)
{
  char *const words[] = { (char *) "/bin/true", NULL };

  return is_refused (execve (words[0], words, NULL));
}

static gboolean
forks (void)
{
  pid_t child = fork ();

  if (child == 0)
    _exit (0);
  return is_refused (child);
}

static gboolean
signals_parent (void)
{
  return is_refused (kill (getppid (), 0));
}

static gboolean
has_parent_signalled (void)
{
  int fds[2];

  return pipe (fds) != 0 && is_refused (fcntl (STDERR_FILENO, F_SETOWN, getppid ()));
}

static gboolean
runs_what_it_wrote (void)
{
  gpointer memory = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return memory != MAP_FAILED
         && mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
              == MAP_FAILED
         && mprotect (memory, 4096, PROT_READ | PROT_EXEC) != 0;
}

static gpointer
thread_cb (gpointer data)
{
  return data;
}

/* What decodes may do so in threads, take memory, and hand memory on. */
static gboolean
works (void)
{
  pthread_t thread;
  gpointer memory = malloc (16 * 1024 * 1024);
  int fd = memfd_create ("picture", MFD_ALLOW_SEALING);
  gboolean is_well = memory != NULL && fd >= 0 && ftruncate (fd, 4096) == 0
                     && pthread_create (&thread, NULL, thread_cb, memory) == 0
                     && pthread_join (thread, NULL) == 0;

  free (memory);
  return is_well;
}

static void
test_kind (Try              try,
           MediaSandboxKind kind)
{
  pid_t child = fork ();
  int status = -1;

  if (child == 0)
    {
      g_autoptr(GError) error = NULL;

      if (!media_sandbox_enter (kind, &error))
        {
          g_printerr ("%s\n", error->message);
          _exit (2);
        }
      _exit (try () ? 0 : 1);
    }

  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
test_try (gconstpointer data)
{
  test_kind ((Try) data, MEDIA_SANDBOX_PICTURES);
  test_kind ((Try) data, MEDIA_SANDBOX_FILM);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    Try         try;
  } cases[] = {
    { "/media/sandbox/opens-file", opens_file },
    { "/media/sandbox/makes-file", makes_file },
    { "/media/sandbox/connects", connects },
    { "/media/sandbox/pairs", pairs },
    { "/media/sandbox/runs-another", runs_another },
    { "/media/sandbox/forks", forks },
    { "/media/sandbox/signals", signals_parent },
    { "/media/sandbox/has-signalled", has_parent_signalled },
    { "/media/sandbox/runs-what-it-wrote", runs_what_it_wrote },
    { "/media/sandbox/works", works },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, (gconstpointer) cases[i].try, test_try);
  return g_test_run ();
}
