/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files to a server that answers as no library does. */
#include "net-client.h"
#include "net-error.h"

#include <gio/gio.h>
#include <string.h>

#define LARGE (64 * 1024 * 1024)

/* More than any head is. */
#define ENDLESS (64 * 1024 * 1024)

typedef struct {
  GSocketService *service;
  guint16         port;
  const char     *answer;    /* NULL: an endless head */
  gsize           answer_at; /* bytes of the file after which it comes */
  GMutex          mutex;     /* for what follows */
  GString        *head;
  gsize           n_heard;
  gsize           n_said;
  gboolean        is_serving;
  GCond           served;
  char           *sha256;
  GError         *error;
  gboolean        is_over;
} Fixture;

static gsize
read_head (Fixture      *fx,
           GInputStream *input)
{
  g_autoptr(GString) head = g_string_new (NULL);
  const char *end;

  while ((end = strstr (head->str, "\r\n\r\n")) == NULL)
    {
      char buffer[4096];
      gssize n = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);

      if (n <= 0)
        return 0;
      g_string_append_len (head, buffer, n);
    }

  g_mutex_lock (&fx->mutex);
  g_string_append_len (fx->head, head->str, end + 4 - head->str);
  g_mutex_unlock (&fx->mutex);
  return head->len - (gsize) (end + 4 - head->str);
}

/* In a thread of the service. */
static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        Fixture                *fx)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  gsize n_heard;
  char buffer[16 * 1024];
  gssize n = 1;
  gsize n_said = 0;

  g_mutex_lock (&fx->mutex);
  fx->is_serving = TRUE;
  g_mutex_unlock (&fx->mutex);
  n_heard = read_head (fx, input);
  while (n > 0 && n_heard < fx->answer_at)
    if ((n = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL)) > 0)
      n_heard += (gsize) n;

  memset (buffer, 'x', sizeof buffer);
  if (fx->answer != NULL)
    g_output_stream_write_all (output, fx->answer, strlen (fx->answer), NULL, NULL, NULL);
  else
    for (n = 1; n > 0 && n_said < ENDLESS; n_said += (gsize) MAX (n, 0))
      n = g_output_stream_write (output, buffer, sizeof buffer, NULL, NULL);

  /* Who closes while something comes takes the answer away again (RFC 9112, 9.6). */
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  while ((n = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL)) > 0)
    n_heard += (gsize) n;

  g_mutex_lock (&fx->mutex);
  fx->n_heard = n_heard;
  fx->n_said = n_said;
  fx->is_serving = FALSE;
  g_cond_signal (&fx->served);
  g_mutex_unlock (&fx->mutex);
  return TRUE;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  g_autoptr(GInetAddress) here = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any_port = g_inet_socket_address_new (here, 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_init (&fx->mutex);
  g_cond_init (&fx->served);
  fx->head = g_string_new (NULL);
  fx->answer = "HTTP/1.1 201 Created\r\n\r\n";
  fx->service = g_threaded_socket_service_new (2); /* with one it begins anew when that ends */
  g_signal_connect (fx->service, "run", G_CALLBACK (run_cb), fx);
  g_socket_listener_add_address (G_SOCKET_LISTENER (fx->service), any_port, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  fx->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_socket_service_stop (fx->service);
  g_socket_listener_close (G_SOCKET_LISTENER (fx->service));
  g_clear_object (&fx->service);
  g_string_free (fx->head, TRUE);
  g_free (fx->sha256);
  g_clear_error (&fx->error);
  g_mutex_clear (&fx->mutex);
  g_cond_clear (&fx->served);
}

static void
put_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *fx = user_data;

  fx->is_over = TRUE;
  fx->sha256 = net_client_put_finish (NET_CLIENT (object), result, &fx->error);
}

static void
put (Fixture           *fx,
     const char        *target,
     gsize              size,
     const char *const *headers)
{
  g_autoptr(NetClient) client = net_client_new (NULL, NULL, NULL, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://user:pass@127.0.0.1:%u%s", fx->port, target);
  g_autoptr(GInputStream) content =
    g_memory_input_stream_new_from_data (g_malloc0 (size + 1), (gssize) size, g_free);

  net_client_put_async (client, url, content, (gint64) size, NULL, headers, NULL, NULL, NULL,
                        put_cb, fx);
  while (!fx->is_over)
    g_main_context_iteration (NULL, TRUE);

  g_mutex_lock (&fx->mutex);
  while (fx->is_serving)
    g_cond_wait (&fx->served, &fx->mutex);
  g_mutex_unlock (&fx->mutex);
}

static void
test_head (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *expected = g_strdup_printf (
    "PUT /a%%20b/%%C3%%A9%%20%%22?q=1&r=%%0A HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
    "Connection: close\r\nContent-Type: application/octet-stream\r\nContent-Length: 5\r\n"
    "Authorization: Basic a==\r\n\r\n", fx->port);
  const char *const headers[] = { "Authorization", "Basic a==", NULL };

  fx->answer_at = 5;
  put (fx, "/a%20b/\303\251%20\"?q=1&r=%0A#fragment", 5, headers);
  g_assert_no_error (fx->error);
  g_assert_cmpstr (fx->sha256, ==,
                   "8855508aade16ec573d21e6a485dfd0a7624085c1a14b5ecdd6485de0c6839a4");
  g_assert_cmpstr (fx->head->str, ==, expected);
}

/* What would be a second header, or a second request, is never said. */
static void
test_line_ends (Fixture       *fx,
                gconstpointer  data)
{
  const char *const *headers = data;

  put (fx, "/", 5, headers);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
  g_assert_cmpuint (fx->head->len, ==, 0);
}

static void
test_interim (Fixture       *fx,
              gconstpointer  data)
{
  fx->answer_at = 5;
  fx->answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nA: b\r\n\r\n"
               "HTTP/1.1 413 Too much\r\n\r\n";
  put (fx, "/", 5, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_TOO_LARGE);
}

/* It is no use to send the rest. */
static void
test_early (Fixture       *fx,
            gconstpointer  data)
{
  fx->answer = "HTTP/1.1 413 Too much\r\n\r\n";
  fx->answer_at = 1024 * 1024;
  put (fx, "/", LARGE, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_TOO_LARGE);
  g_assert_cmpuint (fx->n_heard, <, LARGE);
}

static void
test_nonsense (Fixture       *fx,
               gconstpointer  data)
{
  fx->answer = data;
  fx->answer_at = 5;
  put (fx, "/", 5, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_UNREACHABLE);
}

/* Nothing that a server says can grow here without end. */
static void
test_endless (Fixture       *fx,
              gconstpointer  data)
{
  fx->answer = NULL;
  fx->answer_at = 5;
  put (fx, "/", 5, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_UNREACHABLE);
  g_assert_cmpuint (fx->n_said, <, ENDLESS);
}

int
main (int    argc,
      char **argv)
{
  static const char *const value[] = { "Cookie", "a=b\r\nHost: evil", NULL };
  static const char *const name[] = { "Cookie: a=b\nHost", "evil", NULL };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, test) \
  g_test_add ("/net/put/" name, Fixture, data, set_up, test, tear_down)
  ADD ("head", NULL, test_head);
  ADD ("line-end-in-value", value, test_line_ends);
  ADD ("line-end-in-name", name, test_line_ends);
  ADD ("interim", NULL, test_interim);
  ADD ("early", NULL, test_early);
  ADD ("nonsense", "SSH-2.0-OpenSSH\r\n\r\n", test_nonsense);
  ADD ("half", "HTTP/1.1 201 Created\r\nA: b\r\n", test_nonsense);
  ADD ("silence", "", test_nonsense);
  ADD ("endless", NULL, test_endless);
#undef ADD
  return g_test_run ();
}
