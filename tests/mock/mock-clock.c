/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minutes that pass at once: preloaded into a program, it has the monotonic clock go ahead by as many
 * seconds as a file says, which the test may change at any time. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime (clockid_t        clock,
                   struct timespec *now);

static const volatile int64_t *ahead_s; /* NULL: nobody wants it */

static void __attribute__ ((constructor))
open_file (void)
{
  const char *path = getenv ("CHARLA_TEST_CLOCK");
  int file = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;
  void *page;

  if (file < 0)
    return;

  page = mmap (NULL, sizeof *ahead_s, PROT_READ, MAP_SHARED, file, 0);
  close (file);
  if (page != MAP_FAILED)
    ahead_s = page;
}

int
clock_gettime (clockid_t        clock,
               struct timespec *now)
{
  int result = (int) syscall (SYS_clock_gettime, clock, now);

  if (result == 0 && clock == CLOCK_MONOTONIC && ahead_s != NULL)
    now->tv_sec += (time_t) *ahead_s;
  return result;
}
