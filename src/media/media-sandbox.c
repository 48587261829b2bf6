/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decoder gives up before it looks at anything foreign: whoever takes it over through a
 * picture has the memory of a process that holds nothing, and two descriptors. */
#define G_LOG_DOMAIN "media-sandbox"

#include "media-sandbox.h"

#include "media-wire.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

/* A picture as it is, once more as it is shown, and what the libraries need besides. */
#define MAX_MEMORY ((rlim_t) 1024 * 1024 * 1024)

/* Frames that others are told from, and a stack for each of the threads: most of it is not used. */
#define MAX_FILM_MEMORY ((rlim_t) 2 * 1024 * 1024 * 1024)

/* What is needed to take a question, decode, and answer; everything else fails with EPERM. Nothing
 * of it reaches beyond the process but through the descriptors that it was given. */
static const int allowed[] = {
  SCMP_SYS (brk),
  SCMP_SYS (clock_gettime),
  SCMP_SYS (clock_nanosleep),
  SCMP_SYS (close),
  SCMP_SYS (exit),
  SCMP_SYS (exit_group),
  SCMP_SYS (fstat),
  SCMP_SYS (ftruncate),
  SCMP_SYS (futex),
  SCMP_SYS (getpid),
  SCMP_SYS (getrandom),
  SCMP_SYS (gettid),
  SCMP_SYS (gettimeofday),
  SCMP_SYS (lseek),
  SCMP_SYS (madvise),
  SCMP_SYS (memfd_create),
  SCMP_SYS (mremap),
  SCMP_SYS (munmap),
  SCMP_SYS (nanosleep),
  SCMP_SYS (pread64),
  SCMP_SYS (read),
  SCMP_SYS (recvmsg),
  SCMP_SYS (restart_syscall),
  SCMP_SYS (rt_sigaction),
  SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (rt_sigreturn),
  SCMP_SYS (rseq),
  SCMP_SYS (sched_getaffinity),
  SCMP_SYS (sched_yield),
  SCMP_SYS (sendmsg),
  SCMP_SYS (set_robust_list),
  SCMP_SYS (sigaltstack),
  SCMP_SYS (sysinfo),
  SCMP_SYS (write),
};

/* Besides, for threads that wait for one another, and for there to be room for what they give. */
static const int allowed_film[] = {
  SCMP_SYS (eventfd2),
  SCMP_SYS (poll),
  SCMP_SYS (ppoll),
};

static const scmp_datum_t controls[] = { F_GETFD, F_SETFD, F_GETFL, F_ADD_SEALS, F_GET_SEALS };

static gboolean
fail (GError     **error,
      const char  *what,
      int          number)
{
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (number), "%s: %s", what,
               g_strerror (number));
  return FALSE;
}

static gboolean
limit (int      resource,
       rlim_t   most,
       GError **error)
{
  const struct rlimit limits = { most, most };

  return setrlimit ((__rlimit_resource_t) resource, &limits) == 0 ? TRUE
                                                                   : fail (error, "setrlimit",
                                                                           errno);
}

static gboolean
filter (MediaSandboxKind   kind,
        GError           **error)
{
  scmp_filter_ctx context = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  int result = context != NULL ? 0 : -ENOMEM;

  for (gsize i = 0; i < G_N_ELEMENTS (allowed) && result == 0; i++)
    result = seccomp_rule_add (context, SCMP_ACT_ALLOW, allowed[i], 0);
  for (gsize i = 0;
       kind == MEDIA_SANDBOX_FILM && i < G_N_ELEMENTS (allowed_film) && result == 0; i++)
    result = seccomp_rule_add (context, SCMP_ACT_ALLOW, allowed_film[i], 0);

  /* Not to have somebody signalled when something comes. */
  for (gsize i = 0; i < G_N_ELEMENTS (controls) && result == 0; i++)
    result = seccomp_rule_add (context, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1,
                               SCMP_A1_32 (SCMP_CMP_EQ, controls[i]));
  /* Threads wake one another by a pair of sockets; of a kind on which nothing can be sent to
   * anybody else. */
  if (result == 0 && kind == MEDIA_SANDBOX_FILM)
    result = seccomp_rule_add (context, SCMP_ACT_ALLOW, SCMP_SYS (socketpair), 2,
                               SCMP_A0_32 (SCMP_CMP_EQ, AF_UNIX),
                               SCMP_A1_32 (SCMP_CMP_MASKED_EQ, 0xf, SOCK_STREAM));
  if (result == 0 && kind == MEDIA_SANDBOX_FILM)
    result = seccomp_rule_add (context, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 2,
                               SCMP_A1_32 (SCMP_CMP_EQ, F_SETFL),
                               SCMP_A2_32 (SCMP_CMP_MASKED_EQ,
                                           ~(guint32) (O_NONBLOCK | O_ACCMODE), 0));
  /* Memory that is to be run is made by nothing that decodes; but some decode in threads. */
  if (result == 0)
    result = seccomp_rule_add (context, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1,
                               SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  if (result == 0)
    result = seccomp_rule_add (context, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1,
                               SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  if (result == 0)
    result = seccomp_rule_add (context, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1,
                               SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  /* What it is asked for stands where nobody can look: whoever asks is to ask the other way. */
  if (result == 0)
    result = seccomp_rule_add (context, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);
  if (result == 0)
    result = seccomp_load (context);
  if (context != NULL)
    seccomp_release (context);
  return result == 0 ? TRUE : fail (error, "seccomp", -result);
}

/**
 * media_sandbox_enter:
 * @kind: what it is to decode
 * @error: where to say why it failed; then nothing foreign may be looked at
 *
 * Takes from the process, for good, all that decoding does not need.
 *
 * Returns: whether it is taken
 */
gboolean
media_sandbox_enter (MediaSandboxKind   kind,
                     GError           **error)
{
  gboolean is_film = kind == MEDIA_SANDBOX_FILM;

  /* The shadow of a sanitizer is larger than any limit. */
  if (!IS_SANITIZED && !limit (RLIMIT_AS, is_film ? MAX_FILM_MEMORY : MAX_MEMORY, error))
    return FALSE;

  if (!limit (RLIMIT_CORE, 0, error)
      || !limit (RLIMIT_FSIZE, (rlim_t) MEDIA_WIRE_MAX_FRAME_BYTES * 2, error)
      || !limit (RLIMIT_NOFILE, is_film ? 128 : 16, error))
    return FALSE;

  if (prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail (error, "prctl", errno);

  return filter (kind, error);
}
