/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder that a picture has taken over. It does what the width that is asked for says. */
#include "media-wire.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static const MediaWireAnswer sound = {
  .full_width = 10, .full_height = 10, .width = 10, .height = 10, .n_channels = 3, .n_frames = 1,
};

static int
new_memory (gsize    n_bytes,
            gboolean is_sealed)
{
  int fd = memfd_create ("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (fd < 0 || ftruncate (fd, (off_t) n_bytes) != 0)
    abort ();
  if (is_sealed)
    fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  return fd;
}

static void
say (MediaWireAnswer *answer,
     int              memory)
{
  union {
    struct cmsghdr header;
    char           bytes[CMSG_SPACE (sizeof (int))];
  } control = { .header = { CMSG_LEN (sizeof memory), SOL_SOCKET, SCM_RIGHTS } };
  struct iovec data = { answer, sizeof *answer };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

  memcpy (CMSG_DATA (&control.header), &memory, sizeof memory);
  if (memory >= 0)
    {
      message.msg_control = &control;
      message.msg_controllen = sizeof control;
    }
  if (sendmsg (0, &message, 0) < 0)
    abort ();
}

int
main (void)
{
  MediaWireQuestion question;

  while (read (0, &question, sizeof question) == (gssize) sizeof question)
    {
      MediaWireAnswer answer = sound;
      gsize n_bytes = media_wire_get_bytes (&sound);

      answer.number = question.number;
      switch (question.width)
        {
        case 1: /* larger than its memory */
          answer.width = answer.height = 4000;
          say (&answer, new_memory (n_bytes, TRUE));
          break;
        case 2: /* memory that it can still cut */
          say (&answer, new_memory (n_bytes, FALSE));
          break;
        case 3: /* no memory */
          say (&answer, -1);
          break;
        case 4: /* another question's */
          answer.number += 7;
          say (&answer, new_memory (n_bytes, TRUE));
          break;
        case 5:
          _exit (0);
        case 6:
          pause ();
          break;
        case 7: /* sizes whose product is too large for a number */
          answer.width = answer.height = 0xffffffff;
          answer.n_frames = 0xffffffff;
          say (&answer, new_memory (n_bytes, TRUE));
          break;
        case 8: /* a descriptor that is no memory */
          say (&answer, open ("/dev/zero", O_RDONLY));
          break;
        case 9: /* nothing */
          answer.width = 0;
          say (&answer, new_memory (n_bytes, TRUE));
          break;
        case 10: /* what was not asked for */
          answer.n_bytes = 5;
          say (&answer, new_memory (5, TRUE));
          break;
        default:
          say (&answer, new_memory (n_bytes, TRUE));
        }
    }

  return 0;
}
