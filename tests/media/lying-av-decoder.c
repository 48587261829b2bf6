/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder of sound and films that was taken over: it lies. How is the last letter of its name. */
#include "media-av-wire.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKET STDIN_FILENO
#define SIDE   20

static void
say (MediaAvEvent event,
     int          memory)
{
  char control[CMSG_SPACE (sizeof (int))] = { 0 };
  struct iovec data = { &event, sizeof event };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

  if (memory >= 0)
    {
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      CMSG_FIRSTHDR (&message)->cmsg_len = CMSG_LEN (sizeof memory);
      CMSG_FIRSTHDR (&message)->cmsg_level = SOL_SOCKET;
      CMSG_FIRSTHDR (&message)->cmsg_type = SCM_RIGHTS;
      memcpy (CMSG_DATA (CMSG_FIRSTHDR (&message)), &memory, sizeof memory);
    }
  sendmsg (SOCKET, &message, MSG_NOSIGNAL);
}

static int
new_memory (gsize n_bytes,
            int   seals)
{
  int fd = memfd_create ("lie", MFD_ALLOW_SEALING);

  if (ftruncate (fd, (off_t) n_bytes) != 0 || (seals != 0 && fcntl (fd, F_ADD_SEALS, seals) != 0))
    abort ();
  return fd;
}

static void
lie (char how)
{
  const gsize n_bytes = SIDE * SIDE * 4 * MEDIA_AV_SLOTS;
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW;
  MediaAvEvent opened = {
    .kind = MEDIA_AV_OPENED, .time_ms = 5000, .full_width = SIDE, .full_height = SIDE,
    .width = SIDE, .height = SIDE,
  };
  MediaAvEvent frame = { .kind = MEDIA_AV_FRAME };

  switch (how)
    {
    case 'a': /* larger than was asked for */
      opened.width = opened.height = 5000;
      say (opened, new_memory (5000UL * 5000 * 4 * MEDIA_AV_SLOTS, seals));
      break;
    case 'b': /* could be cut while it is read */
      say (opened, new_memory (n_bytes, 0));
      break;
    case 'c': /* is too short */
      say (opened, new_memory (n_bytes - 1, seals));
      break;
    case 'd': /* is not there */
      say (opened, -1);
      break;
    case 'e': /* no such slot */
      say (opened, new_memory (n_bytes, seals));
      frame.slot = 77;
      say (frame, -1);
      break;
    case 'f': /* more than there are slots */
      say (opened, new_memory (n_bytes, seals));
      say (frame, -1);
      frame.time_ms = 90000;
      for (guint i = 0; i < 3 * MEDIA_AV_SLOTS; i++)
        say (frame, -1);
      break;
    case 'g': /* before there is anything */
      say (frame, -1);
      break;
    case 'h': /* nothing at all */
      opened.full_width = opened.full_height = 0;
      say (opened, -1);
      break;
    case 'i': /* twice */
      say (opened, new_memory (n_bytes, seals));
      say (opened, new_memory (n_bytes, seals));
      break;
    case 'z': /* no lie: its frames are longer than it says */
      opened.time_ms = 100;
      say (opened, new_memory (n_bytes, seals));
      say (frame, -1);
      frame.time_ms = 400;
      frame.slot = 1;
      say (frame, -1);
      frame.kind = MEDIA_AV_ENDED;
      say (frame, -1);
      break;
    default: /* what is no message */
      send (SOCKET, "lie", 3, MSG_NOSIGNAL);
      break;
    }
}

int
main (int    argc,
      char **argv)
{
  MediaAvCommand command;
  char how = argv[0][strlen (argv[0]) - 1];

  while (recv (SOCKET, &command, sizeof command, 0) == (gssize) sizeof command)
    if (command.kind == MEDIA_AV_OPEN)
      lie (how);
    else if (command.kind == MEDIA_AV_LOOK)
      say ((MediaAvEvent) {
        .kind = MEDIA_AV_LOOKED, .serial = command.serial, .time_ms = G_MININT64,
        .full_width = G_MAXUINT32, .full_height = 7, .width = G_MAXUINT32, .height = 9,
        .n_peaks = how == 'a' ? G_MAXUINT32 : 3,
      }, how == 'b' ? new_memory (100, 0) : -1);

  return EXIT_SUCCESS;
}
