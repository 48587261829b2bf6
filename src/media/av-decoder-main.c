/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charla-av-decoder: decodes sound and video from strangers for Charla, in a process that can do
 * nothing else. Its first descriptor is the socket on which it is told; it ends with that. With
 * --all it knows the kinds, too, for which much is to be loaded. */
#define G_LOG_DOMAIN "charla-av-decoder"

#include "media-av-look.h"
#include "media-av-play.h"
#include "media-av-plugins.h"
#include "media-sandbox.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKET STDIN_FILENO

#if defined(__SANITIZE_ADDRESS__)
/* Looking for leaks at the end takes what the sandbox does not give. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}
#endif

/* *@fds: up to 2, -1: not there. FALSE: there is nothing more */
static gboolean
take_command (MediaAvCommand *command,
              int            *fds)
{
  union {
    struct cmsghdr header;
    char           bytes[CMSG_SPACE (2 * sizeof (int))];
  } control = { 0 };
  struct iovec data = { command, sizeof *command };
  struct msghdr message = {
    .msg_iov = &data,
    .msg_iovlen = 1,
    .msg_control = &control,
    .msg_controllen = sizeof control,
  };
  struct cmsghdr *header;
  gssize length;

  fds[0] = fds[1] = -1;
  while ((length = recvmsg (SOCKET, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
    ;
  header = CMSG_FIRSTHDR (&message);
  if (length > 0 && header != NULL && header->cmsg_type == SCM_RIGHTS)
    memcpy (fds, CMSG_DATA (header),
            MIN (header->cmsg_len - CMSG_LEN (0), 2 * sizeof (int)));
  return length == (gssize) sizeof *command;
}

static void
look (const MediaAvCommand *command,
      int                   fd)
{
  MediaAvEvent event;
  int memory = media_av_look (fd, command, &event);

  media_av_send_event (SOCKET, &event, memory);
  if (memory >= 0)
    close (memory);
  close (fd);
  malloc_trim (0);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  MediaAvPlay *play = NULL;
  MediaAvCommand command;
  int fds[2];

  media_av_plugins_load_all (argc > 1 && g_str_equal (argv[1], "--all"));
  if (!media_sandbox_enter (MEDIA_SANDBOX_FILM, &error))
    {
      g_printerr ("charla-av-decoder: %s\n", error->message);
      return EXIT_FAILURE;
    }

  while (take_command (&command, fds))
    if (command.kind == MEDIA_AV_LOOK && play == NULL && fds[0] >= 0)
      look (&command, fds[0]);
    else if (command.kind == MEDIA_AV_OPEN && play == NULL && fds[1] >= 0)
      {
        play = media_av_play_new (fds[0], SOCKET, fds[1], &command);
        if (play == NULL)
          media_av_send_event (SOCKET, &(const MediaAvEvent) { .kind = MEDIA_AV_FAILED }, -1);
      }
    else if (play != NULL)
      media_av_play_command (play, &command);

  /* Its threads may be at work. */
  _exit (EXIT_SUCCESS);
}
