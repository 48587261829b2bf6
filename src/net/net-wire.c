/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request that carries a file, and the answer to it, as they stand on the wire: RFC 9112. In a
 * thread: all of it waits. libsoup is not asked: it takes a file in steps of 8 KiB, each of them a
 * turn of the main loop and a record of TLS, and needs twice as long. */
#define G_LOG_DOMAIN "net"

#include "net-wire.h"

#include "net-error.h"

#include <libsoup/soup.h>
#include <string.h>

/* What a record of TLS holds: RFC 8446, 5.1. */
#define RECORD_BYTES (16 * 1024)

/* How often somebody hears how far it is. A slow one is alive while it moves at all; of a fast one
 * each thousandth is nothing that people see, but a turn of the main loop. */
#define TOLD_US (50 * 1000)

/* How often it looks for an answer. */
#define LOOK_BYTES (512 * 1024)
#define LOOK_US    (100 * 1000)

/* The head of an answer, and those before it that say only that we shall wait (RFC 9110, 15.2). */
#define MAX_HEARD_BYTES (64 * 1024)

typedef struct {
  GInputStream  *input;
  GOutputStream *output;
  NetGather     *gather;       /* what @output ends in */
  GCancellable  *cancellable;
  NetWireFunc    told;
  gpointer       told_data;
  gint64         told_us;
  gint64         given;        /* bytes of the file; some may be held back */
  GString       *heard;
  gsize          n_heard;
  guint          status;  /* how it has ended; 0: it has not */
} Wire;

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The answer is none of HTTP");
  return FALSE;
}

/* Passes over those that say only that we shall wait. */
static gboolean
find_status (Wire    *self,
             GError **error)
{
  const char *end;

  while (self->status == 0 && (end = strstr (self->heard->str, "\r\n\r\n")) != NULL)
    {
      g_autoptr(SoupMessageHeaders) headers =
        soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
      const gssize length = end + 2 - self->heard->str;
      guint status = 0;

      if (!soup_headers_parse_response (self->heard->str, (int) length, headers, NULL, &status,
                                        NULL)
          || status < 100)
        return fail (error);

      g_string_erase (self->heard, 0, length + 2);
      if (!SOUP_STATUS_IS_INFORMATIONAL (status))
        self->status = status;
    }

  return self->status != 0 || self->n_heard < MAX_HEARD_BYTES || fail (error);
}

static gboolean
hear (Wire     *self,
      gboolean  waits,
      GError  **error)
{
  char buffer[4096];
  gssize n = g_pollable_stream_read (self->input, buffer, sizeof buffer, waits, self->cancellable,
                                     error);

  if (n < 0)
    return FALSE;
  if (n == 0)
    return fail (error);

  self->n_heard += (gsize) n;
  g_string_append_len (self->heard, buffer, n);
  return find_status (self, error);
}

static gboolean
hear_answer (Wire    *self,
             GError **error)
{
  while (self->status == 0)
    if (!hear (self, TRUE, error))
      return FALSE;

  return TRUE;
}

/* Whether the server has had enough of it. */
static gboolean
has_refused (Wire *self)
{
  if (self->status == 0 && G_IS_POLLABLE_INPUT_STREAM (self->input)
      && g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (self->input)))
    (void) hear (self, FALSE, NULL);
  return SOUP_STATUS_IS_CLIENT_ERROR (self->status) || SOUP_STATUS_IS_SERVER_ERROR (self->status);
}

static gboolean
send_piece (Wire          *self,
            const guint8  *data,
            gsize          length,
            GError       **error)
{
  return g_output_stream_write_all (self->output, data, length, NULL, self->cancellable, error);
}

/* What is held back is a little longer than what it is of the file. */
static void
moved_cb (gsize    n_left,
          gpointer user_data)
{
  Wire *self = user_data;

  if (g_get_monotonic_time () - self->told_us < TOLD_US)
    return;

  self->told_us = g_get_monotonic_time ();
  self->told (MAX (self->given - (gint64) n_left, 0), self->told_data);
}

/* Stops without an error where the server has refused it. */
static gboolean
send_content (Wire      *self,
              NetMeter  *content,
              GError   **error)
{
  gint64 looked = 0, looked_us = g_get_monotonic_time ();
  const guint8 *data = NULL;
  gsize length = 0;

  while ((data = net_meter_take (content, &length, error)) != NULL && length > 0)
    {
      for (gsize done = 0, n; done < length; done += n)
        {
          n = MIN (length - done, RECORD_BYTES);
          if (!send_piece (self, data + done, n, error))
            return FALSE;

          self->given += (gint64) n;
          if (self->given - looked < LOOK_BYTES && g_get_monotonic_time () - looked_us < LOOK_US)
            continue;

          looked = self->given;
          looked_us = g_get_monotonic_time ();
          if (has_refused (self))
            return TRUE;
        }

      /* The next bytes of the file may be long in coming. */
      if (!g_output_stream_flush (G_OUTPUT_STREAM (self->gather), self->cancellable, error))
        return FALSE;
    }

  if (data != NULL)
    self->told (self->given, self->told_data);
  return data != NULL;
}

/**
 * net_wire_put:
 * @stream: a connection on which nothing was said yet
 * @gather: where all that is written to @stream passes
 * @head: the request, with the empty line at its end
 * @content: the file
 * @told: told how far it is
 * @told_data: (closure told): for @told
 * @cancellable: stops it
 * @error: of the domain %NET_ERROR what is wrong with the file; else what is wrong with the way
 *
 * Sends a file. A server that has had enough may answer before it has all of it, and close.
 *
 * Returns: the status of the answer; 0: there is none
 */
guint
net_wire_put (GIOStream     *stream,
              NetGather     *gather,
              const char    *head,
              NetMeter      *content,
              NetWireFunc    told,
              gpointer       told_data,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GString) heard = g_string_new (NULL);
  Wire wire = {
    .input = g_io_stream_get_input_stream (stream),
    .output = g_io_stream_get_output_stream (stream),
    .gather = gather,
    .cancellable = cancellable,
    .told = told,
    .told_data = told_data,
    .heard = heard,
  };
  GError *failure = NULL;
  gboolean is_sent = send_piece (&wire, (const guint8 *) head, strlen (head), &failure);

  if (is_sent)
    {
      net_gather_start (gather, moved_cb, &wire);
      is_sent = send_content (&wire, content, &failure);
      net_gather_stop (gather);
    }
  if (is_sent)
    return hear_answer (&wire, error) ? wire.status : 0;

  /* Who closes may have said why. */
  if (failure->domain != NET_ERROR && has_refused (&wire))
    {
      g_error_free (failure);
      return wire.status;
    }

  g_propagate_error (error, failure);
  return 0;
}
