/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charla-decoder: decodes pictures from strangers for Charla, in a process that can do nothing
 * else. Its first descriptor is the socket on which it is asked; it ends with that. */
#define G_LOG_DOMAIN "charla-decoder"

#include "media-picture.h"
#include "media-sandbox.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKET STDIN_FILENO

typedef union {
  struct cmsghdr header;
  char           bytes[CMSG_SPACE (sizeof (int))];
} Control;

#if defined(__SANITIZE_ADDRESS__)
/* Looking for leaks at the end takes what the sandbox does not give. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}
#endif

/* Returns the descriptor of the picture; -1: there is nothing more. */
static int
take_question (MediaWireQuestion *question)
{
  Control control = { 0 };
  struct iovec data = { question, sizeof *question };
  struct msghdr message = {
    .msg_iov = &data,
    .msg_iovlen = 1,
    .msg_control = &control,
    .msg_controllen = sizeof control,
  };
  struct cmsghdr *header;
  gssize length;
  int fd = -1;

  while ((length = recvmsg (SOCKET, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
    ;
  header = CMSG_FIRSTHDR (&message);
  if (length == (gssize) sizeof *question && header != NULL && header->cmsg_type == SCM_RIGHTS)
    memcpy (&fd, CMSG_DATA (header), sizeof fd);
  return fd;
}

static gboolean
give_answer (MediaWireAnswer *answer,
             int              memory)
{
  Control control = { 0 };
  struct iovec data = { answer, sizeof *answer };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
  gssize length;

  if (memory >= 0)
    {
      control.header = (struct cmsghdr) {
        .cmsg_len = CMSG_LEN (sizeof memory),
        .cmsg_level = SOL_SOCKET,
        .cmsg_type = SCM_RIGHTS,
      };
      memcpy (CMSG_DATA (&control.header), &memory, sizeof memory);
      message.msg_control = &control;
      message.msg_controllen = sizeof control;
    }

  while ((length = sendmsg (SOCKET, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR)
    ;
  return length == (gssize) sizeof *answer;
}

/* What the libraries say of pictures is of no use to anybody, and may be what a picture wants to be
 * said. */
static GLogWriterOutput
say_nothing (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields,
             gpointer         user_data)
{
  return G_LOG_WRITER_HANDLED;
}

int
main (void)
{
  g_autoptr(GError) error = NULL;
  MediaWireQuestion question;
  gboolean goes_on = TRUE;
  int fd;

  g_log_set_writer_func (say_nothing, NULL, NULL);
  mallopt (M_ARENA_MAX, 1);
  media_picture_prepare ();
  if (!media_sandbox_enter (MEDIA_SANDBOX_PICTURES, &error))
    {
      g_printerr ("charla-decoder: %s\n", error->message);
      return EXIT_FAILURE;
    }

  while (goes_on && (fd = take_question (&question)) >= 0)
    {
      MediaWireAnswer answer;
      int memory = -1;

      question.width = CLAMP (question.width, 1, MEDIA_WIRE_MAX_FIT);
      question.height = CLAMP (question.height, 1, MEDIA_WIRE_MAX_FIT);
      memory = media_picture_decode (fd, &question, &answer);
      close (fd);
      goes_on = give_answer (&answer, memory);
      if (memory >= 0)
        close (memory);
      malloc_trim (0);
    }

  return EXIT_SUCCESS;
}
