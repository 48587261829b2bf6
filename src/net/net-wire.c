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

/* A slow one is alive while it moves at all. */
#define TOLD_BYTES (512 * 1024)
#define TOLD_US    (100 * 1000)

/* The head of an answer, and those before it that say only that we shall wait (RFC 9110, 15.2). */
#define MAX_HEARD_BYTES (64 * 1024)

typedef struct {
  GInputStream  *input;
  GOutputStream *output;
  GCancellable  *cancellable;
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

/* Stops without an error where the server has refused it. */
static gboolean
send_content (Wire         *self,
              NetMeter     *content,
              NetWireFunc   told,
              gpointer      told_data,
              GError      **error)
{
  gint64 sent = 0, told_sent = 0, told_us = g_get_monotonic_time ();
  const guint8 *data = NULL;
  gsize length = 0;

  while ((data = net_meter_take (content, &length, error)) != NULL && length > 0)
    for (gsize done = 0, n; done < length; done += n)
      {
        n = MIN (length - done, RECORD_BYTES);
        if (!send_piece (self, data + done, n, error))
          return FALSE;

        sent += (gint64) n;
        if (sent - told_sent < TOLD_BYTES && g_get_monotonic_time () - told_us < TOLD_US)
          continue;

        told_us = g_get_monotonic_time ();
        told (told_sent = sent, told_data);
        if (has_refused (self))
          return TRUE;
      }

  if (data != NULL)
    told (sent, told_data);
  return data != NULL;
}

/**
 * net_wire_put:
 * @stream: a connection on which nothing was said yet
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
    .cancellable = cancellable,
    .heard = heard,
  };
  GError *failure = NULL;

  if (send_piece (&wire, (const guint8 *) head, strlen (head), &failure)
      && send_content (&wire, content, told, told_data, &failure))
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
