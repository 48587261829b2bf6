/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files to a server that answers as no library does. */
#include "net-client.h"
#include "net-error.h"

#include "mock-server.h"

#include <gio/gio.h>
#include <string.h>

#define LARGE (64 * 1024 * 1024)

/* What is read of a file at a time, and what goes to the system at a time. */
#define PIECE    (512 * 1024)
#define GATHERED (272 * 1024)

/* How often somebody hears how far it is. */
#define TOLD_US (50 * 1000)

/* More than any head is. */
#define ENDLESS (64 * 1024 * 1024)

typedef struct {
  GSocketService *service;
  guint16         port;
  const char     *answer;    /* NULL: an endless head */
  gsize           answer_at; /* bytes of the file after which it comes */
  gboolean        is_safe;   /* TLS is spoken */
  gboolean        is_mute;   /* whatever comes, nothing is said, not even of TLS */
  GTlsCertificate *certificate;
  gboolean        trusts;    /* the person: that it is not of 127.0.0.1 */
  guint           n_judged;
  guint           patience_ms;
  GCancellable   *cancellable;
  gboolean        cancels;   /* when the server is busy with it */
  gboolean        waits_for_told; /* the server */
  GMutex          mutex;     /* for what follows */
  GString        *head;
  gsize           n_heard;
  gsize           n_said;
  gboolean        is_serving;
  GCond           served;
  gint64          done;
  guint           n_told;
  GCond           told;
  GChecksum      *heard;
  char           *sha256;
  GError         *error;
  gboolean        is_over;
  GInputStream   *content;   /* (nullable) borrowed: in place of what is made up */
} Fixture;

static void
hear (Fixture    *fx,
      const char *bytes,
      gsize       size)
{
  g_mutex_lock (&fx->mutex);
  fx->n_heard += size;
  g_checksum_update (fx->heard, (const guchar *) bytes, (gssize) size);
  g_mutex_unlock (&fx->mutex);
}

static void
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
        return;
      g_string_append_len (head, buffer, n);
    }

  g_mutex_lock (&fx->mutex);
  g_string_append_len (fx->head, head->str, end + 4 - head->str);
  g_mutex_unlock (&fx->mutex);
  hear (fx, end + 4, head->len - (gsize) (end + 4 - head->str));
}

/* (nullable) (transfer full): nobody to talk with */
static GIOStream *
meet (Fixture   *fx,
      GIOStream *connection)
{
  g_autoptr(GIOStream) tls = NULL;

  if (!fx->is_safe || fx->is_mute)
    return g_object_ref (connection);

  tls = g_tls_server_connection_new (connection, fx->certificate, NULL);
  return g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL)
         ? g_steal_pointer (&tls) : NULL;
}

static void
talk (Fixture   *fx,
      GIOStream *stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GOutputStream *output = g_io_stream_get_output_stream (stream);
  char buffer[16 * 1024];
  gssize n = 1;
  gsize n_said = 0;

  if (!fx->is_mute)
    read_head (fx, input);
  g_mutex_lock (&fx->mutex);
  while (fx->waits_for_told && fx->n_told == 0)
    g_cond_wait (&fx->told, &fx->mutex);
  g_mutex_unlock (&fx->mutex);
  while (n > 0 && (fx->is_mute || fx->n_heard < fx->answer_at))
    if ((n = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL)) > 0)
      hear (fx, buffer, (gsize) n);

  memset (buffer, 'x', sizeof buffer);
  if (fx->answer != NULL)
    g_output_stream_write_all (output, fx->answer, strlen (fx->answer), NULL, NULL, NULL);
  else
    for (n = 1; n > 0 && n_said < ENDLESS; n_said += (gsize) MAX (n, 0))
      n = g_output_stream_write (output, buffer, sizeof buffer, NULL, NULL);

  g_mutex_lock (&fx->mutex);
  fx->n_said = n_said;
  g_mutex_unlock (&fx->mutex);
}

/* Before there is a thread for it: who hears nothing and leaves waits for that one nevertheless. */
static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             Fixture           *fx)
{
  g_mutex_lock (&fx->mutex);
  fx->is_serving = TRUE;
  g_mutex_unlock (&fx->mutex);
  return FALSE;
}

/* In a thread of the service. */
static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        Fixture                *fx)
{
  g_autoptr(GIOStream) stream = NULL;
  char buffer[16 * 1024];
  gssize n = 1;

  stream = meet (fx, G_IO_STREAM (connection));
  if (stream != NULL)
    talk (fx, stream);

  /* Who closes while something comes takes the answer away again (RFC 9112, 9.6). */
  g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
  while (stream != NULL && n > 0)
    if ((n = g_input_stream_read (g_io_stream_get_input_stream (stream), buffer, sizeof buffer,
                                  NULL, NULL)) > 0)
      hear (fx, buffer, (gsize) n);

  g_mutex_lock (&fx->mutex);
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
  g_autofree char *certificate = mock_cert_path ("good");
  g_autofree char *key = g_strdup_printf ("%.*skey", (int) strlen (certificate) - 3, certificate);
  g_autoptr(GError) error = NULL;

  fx->certificate = g_tls_certificate_new_from_files (certificate, key, &error);
  g_assert_no_error (error);
  fx->trusts = TRUE;
  fx->cancellable = g_cancellable_new ();
  fx->heard = g_checksum_new (G_CHECKSUM_SHA256);
  g_mutex_init (&fx->mutex);
  g_cond_init (&fx->served);
  g_cond_init (&fx->told);
  fx->head = g_string_new (NULL);
  fx->answer = "HTTP/1.1 201 Created\r\n\r\n";
  fx->service = g_threaded_socket_service_new (2); /* with one it begins anew when that ends */
  g_signal_connect (fx->service, "incoming", G_CALLBACK (incoming_cb), fx);
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
  g_object_unref (fx->certificate);
  g_object_unref (fx->cancellable);
  g_checksum_free (fx->heard);
  g_free (fx->sha256);
  g_clear_error (&fx->error);
  g_mutex_clear (&fx->mutex);
  g_cond_clear (&fx->served);
  g_cond_clear (&fx->told);
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

static gboolean
judge_cb (const char           *host,
          GTlsCertificate      *certificate,
          GTlsCertificateFlags  errors,
          gpointer              user_data)
{
  Fixture *fx = user_data;

  fx->n_judged++;
  g_assert_cmpstr (host, ==, "127.0.0.1");
  g_assert_cmpint (errors, ==, G_TLS_CERTIFICATE_BAD_IDENTITY); /* all else of it is good */
  return fx->trusts;
}

static void
progress_cb (gint64   done,
             gpointer user_data)
{
  Fixture *fx = user_data;

  g_assert_false (fx->is_over);
  g_assert_cmpint (done, >, fx->done);
  g_mutex_lock (&fx->mutex);
  fx->done = done;
  fx->n_told++;
  g_cond_signal (&fx->told);
  g_mutex_unlock (&fx->mutex);
}

/* Whether the server has begun with what it is to do, which may be nothing. */
static gboolean
is_busy (Fixture *fx)
{
  gboolean is_busy;

  g_mutex_lock (&fx->mutex);
  is_busy = fx->is_mute ? fx->n_heard > 0 : fx->head->len > 0 && fx->n_heard == fx->answer_at - 1;
  g_mutex_unlock (&fx->mutex);
  return is_busy;
}

static gboolean
cancel_cb (gpointer user_data)
{
  Fixture *fx = user_data;

  if (!is_busy (fx))
    return G_SOURCE_CONTINUE;

  g_cancellable_cancel (fx->cancellable);
  return G_SOURCE_REMOVE;
}

static void
put (Fixture           *fx,
     const char        *target,
     gsize              size,
     const char *const *headers)
{
  g_autofree char *authority = mock_cert_path ("ca");
  g_autoptr(GTlsDatabase) roots = g_tls_file_database_new (authority, NULL);
  g_autoptr(NetClient) client = net_client_new (roots, NULL, judge_cb, fx, NULL);
  g_autofree char *url = g_strdup_printf ("%s://user:pass@127.0.0.1:%u%s",
                                          fx->is_safe ? "https" : "http", fx->port, target);
  g_autoptr(GInputStream) content = fx->content != NULL ? g_object_ref (fx->content) : NULL;
  char *bytes = g_malloc0 (size + 1);

  for (gsize i = 0; i < size; i += 1000)
    bytes[i] = (char) (i / 1000 % 251);
  if (content == NULL)
    content = g_memory_input_stream_new_from_data (g_steal_pointer (&bytes), (gssize) size, g_free);
  g_free (bytes);
  if (fx->patience_ms > 0)
    net_client_set_patience (client, fx->patience_ms);
  if (fx->cancels)
    g_timeout_add (1, cancel_cb, fx);
  net_client_put_async (client, url, content, (gint64) size, NULL, headers, progress_cb, fx,
                        fx->cancellable, put_cb, fx);
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

/* What is made of it on the way is what it was, and its sum that of what came. */
static void
test_safe (Fixture       *fx,
           gconstpointer  data)
{
  const gsize size = GPOINTER_TO_SIZE (data);

  fx->is_safe = TRUE;
  fx->answer_at = size;
  put (fx, "/", size, NULL);
  g_assert_no_error (fx->error);
  g_assert_cmpuint (fx->n_judged, ==, 1);
  g_assert_cmpuint (fx->n_heard, ==, size);
  g_assert_cmpstr (fx->sha256, ==, g_checksum_get_string (fx->heard));
  g_assert_cmpint (fx->done, ==, size);
}

/* Who is not trusted hears nothing of the file, and not what it would be called. */
static void
test_certificate (Fixture       *fx,
                  gconstpointer  data)
{
  fx->is_safe = TRUE;
  fx->trusts = FALSE;
  put (fx, "/", 5, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_CERTIFICATE);
  g_assert_cmpuint (fx->n_judged, ==, 1);
  g_assert_cmpuint (fx->head->len, ==, 0);
}

/* A turn of the main loop for each half megabyte would be one for each half millisecond. */
static void
test_told (Fixture       *fx,
           gconstpointer  data)
{
  const gint64 began_us = g_get_monotonic_time ();

  fx->is_safe = GPOINTER_TO_INT (data);
  fx->answer_at = LARGE / 4;
  put (fx, "/", LARGE / 4, NULL);
  g_assert_no_error (fx->error);
  g_assert_cmpint (fx->done, ==, LARGE / 4);
  g_assert_cmpuint (fx->n_told, <=, 2 + (g_get_monotonic_time () - began_us) / TOLD_US);
}

/* Nobody reads on before somebody has heard how far it is. */
static void
test_told_at_once (Fixture       *fx,
                   gconstpointer  data)
{
  fx->is_safe = GPOINTER_TO_INT (data);
  fx->waits_for_told = TRUE;
  test_early (fx, NULL);
  g_assert_cmpint (fx->done, <, LARGE);
}

/* What it says before it has all of it is heard inside TLS, too. */
static void
test_safe_early (Fixture       *fx,
                 gconstpointer  data)
{
  fx->is_safe = TRUE;
  test_early (fx, NULL);
}

/* While TLS begins, and while all waits for the answer. */
static void
test_cancelled (Fixture       *fx,
                gconstpointer  data)
{
  fx->is_safe = TRUE;
  fx->cancels = TRUE;
  fx->is_mute = GPOINTER_TO_INT (data);
  fx->answer_at = 6;
  put (fx, "/", 5, NULL);
  g_assert_error (fx->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Before anything. */
static void
test_not_begun (Fixture       *fx,
                gconstpointer  data)
{
  g_cancellable_cancel (fx->cancellable);
  put (fx, "/", 5, NULL);
  g_assert_error (fx->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fx->head->len, ==, 0);
}

/* A disk that fails is no server that cannot be reached: nobody tries that again. */
static void
test_unreadable (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(GFile) file = g_file_new_for_path ("/proc/self/mem"); /* nothing is at its start */
  g_autoptr(GFileInputStream) content = g_file_read (file, NULL, NULL);

  if (content == NULL)
    {
      g_test_skip ("Nothing is there that can be opened and not be read");
      return;
    }

  fx->content = G_INPUT_STREAM (content);
  put (fx, "/a.txt", 10, NULL);
  g_assert_nonnull (fx->error);
  g_assert_cmpint ((int) fx->error->domain, ==, (int) G_IO_ERROR);
  g_assert_null (fx->sha256);
}

static void
test_mute (Fixture       *fx,
           gconstpointer  data)
{
  fx->is_safe = TRUE;
  fx->is_mute = TRUE;
  fx->patience_ms = 100;
  put (fx, "/", 5, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_STALLED);
}

int
main (int    argc,
      char **argv)
{
  static const gsize sizes[] = {
    0, 1, GATHERED + 1, PIECE, 9 * PIECE + 3,
  };
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
  ADD ("certificate", NULL, test_certificate);
  ADD ("told", GINT_TO_POINTER (FALSE), test_told);
  ADD ("told-safe", GINT_TO_POINTER (TRUE), test_told);
  ADD ("told-at-once", GINT_TO_POINTER (FALSE), test_told_at_once);
  ADD ("told-at-once-safe", GINT_TO_POINTER (TRUE), test_told_at_once);
  ADD ("safe-early", NULL, test_safe_early);
  ADD ("cancelled-in-handshake", GINT_TO_POINTER (TRUE), test_cancelled);
  ADD ("cancelled-at-the-end", GINT_TO_POINTER (FALSE), test_cancelled);
  ADD ("cancelled-before", NULL, test_not_begun);
  ADD ("unreadable", NULL, test_unreadable);
  ADD ("mute", NULL, test_mute);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/put/safe/%" G_GSIZE_FORMAT, sizes[i]);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (sizes[i]), set_up, test_safe, tear_down);
    }
#undef ADD
  return g_test_run ();
}
