/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files to the web, against a server of our own. */
#include "net-client.h"
#include "net-error.h"

#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define LARGE (8 * 1024 * 1024)

/* How much the server takes before it lets the client have the main loop. */
#define TURN (512 * 1024)

typedef struct {
  SoupServer   *server;
  char         *url;
  NetClient    *client;
  guint         status;    /* that is answered; 0: never */
  gsize         stop_at;   /* the server is cut when it has that much; 0: never */
  gsize         n_heard;
  gboolean      waits;     /* the client, for each piece to be acknowledged */
  SoupServerMessage *paused; /* (nullable): borrowed; the client has the main loop now */
  guint         turn_source;
  guint         n_requests;
  GChecksum    *heard;
  GString      *headers;   /* that came, of some names */
  gint64        last_done;
  GCancellable *cancellable;
  gint64        cancel_at; /* 0: never */
  char         *sha256;
  GError       *error;
  gboolean      is_over;
} Fixture;

static gboolean
unpause_cb (gpointer user_data)
{
  Fixture *fx = user_data;

  fx->turn_source = 0;
  soup_server_message_unpause (fx->paused);
  return G_SOURCE_REMOVE;
}

static void
finished_cb (SoupServerMessage *message,
             Fixture           *fx)
{
  g_clear_handle_id (&fx->turn_source, g_source_remove);
}

static void
chunk_cb (SoupServerMessage *message,
          GBytes            *chunk,
          Fixture           *fx)
{
  gsize size = 0;
  const guchar *data = g_bytes_get_data (chunk, &size);
  const gsize n_turns = fx->n_heard / TURN;

  g_checksum_update (fx->heard, data, (gssize) size);
  fx->n_heard += size;
  if (fx->stop_at != 0 && fx->n_heard >= fx->stop_at)
    soup_server_disconnect (fx->server);
  else if (fx->n_heard / TURN > n_turns)
    {
      soup_server_message_pause (message);
      fx->paused = message;
      fx->turn_source = g_idle_add (unpause_cb, fx);
    }
}

/* The other end of it is in this process, too. */
static gboolean
does_wait (SoupServerMessage *message)
{
  GInetSocketAddress *client =
    G_INET_SOCKET_ADDRESS (soup_server_message_get_remote_address (message));

  for (int fd = 0; fd < 1024; fd++)
    {
      struct sockaddr_in own = { 0 };
      socklen_t own_size = sizeof own, size = sizeof (int);
      int never_waits = 0;

      if (getsockname (fd, (struct sockaddr *) &own, &own_size) == 0 && own.sin_family == AF_INET
          && ntohs (own.sin_port) == g_inet_socket_address_get_port (client))
        return getsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &never_waits, &size) != 0
               || never_waits == 0;
    }

  return TRUE; /* it has gone already */
}

static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  static const char *const names[] = {
    "Authorization", "Cookie", "Content-Type", "Content-Length", "User-Agent", "Accept-Encoding",
    "Accept-Language", "Referer", "Transfer-Encoding",
  };
  Fixture *fx = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  fx->n_requests++;
  fx->waits = does_wait (message);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (soup_message_headers_get_list (headers, names[i]) != NULL)
      g_string_append_printf (fx->headers, "%s: %s\n", names[i],
                              soup_message_headers_get_list (headers, names[i]));
  g_signal_connect (message, "got-chunk", G_CALLBACK (chunk_cb), fx);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), fx);
  g_signal_connect (message, "disconnected", G_CALLBACK (finished_cb), fx);
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *fx = user_data;

  if (fx->status == 0)
    {
      soup_server_message_pause (message);
      return;
    }

  if (SOUP_STATUS_IS_REDIRECTION (fx->status))
    soup_server_message_set_redirect (message, fx->status, "/elsewhere");
  else
    soup_server_message_set_status (message, fx->status, NULL);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoslist(GUri) uris = NULL;

  fx->server = soup_server_new (NULL, NULL);
  fx->status = SOUP_STATUS_CREATED;
  fx->heard = g_checksum_new (G_CHECKSUM_SHA256);
  fx->headers = g_string_new (NULL);
  soup_server_add_early_handler (fx->server, NULL, early_cb, fx, NULL);
  soup_server_add_handler (fx->server, NULL, answer_cb, fx, NULL);
  g_assert_true (soup_server_listen_local (fx->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (fx->server);
  fx->url = g_strdup_printf ("http://127.0.0.1:%d/4a77/a%%20b.txt", g_uri_get_port (uris->data));
  fx->client = net_client_new (NULL, NULL, NULL, NULL, NULL);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_object (&fx->client);
  g_clear_object (&fx->server);
  g_clear_handle_id (&fx->turn_source, g_source_remove);
  g_checksum_free (fx->heard);
  g_string_free (fx->headers, TRUE);
  g_free (fx->url);
  g_free (fx->sha256);
  g_clear_error (&fx->error);
  g_clear_object (&fx->cancellable);
}

static void
progress_cb (gint64   done,
             gpointer user_data)
{
  Fixture *fx = user_data;

  g_assert_false (fx->is_over);
  g_assert_cmpint (done, >=, fx->last_done);
  fx->last_done = done;
  if (fx->cancel_at != 0 && done >= fx->cancel_at)
    g_cancellable_cancel (fx->cancellable);
}

static void
put_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *fx = user_data;

  g_assert_false (fx->is_over);
  fx->is_over = TRUE;
  fx->sha256 = net_client_put_finish (NET_CLIENT (object), result, &fx->error);
  g_assert_true ((fx->sha256 != NULL) == (fx->error == NULL));
}

/* @length bytes are there, and @size were promised. */
static void
put (Fixture           *fx,
     gsize              length,
     gint64             size,
     const char        *media_type,
     const char *const *headers)
{
  g_autofree char *bytes = g_malloc (length + 1);
  g_autoptr(GInputStream) content = NULL;

  for (gsize i = 0; i < length; i++)
    bytes[i] = (char) (i * 7 % 251);
  content = g_memory_input_stream_new_from_data (g_steal_pointer (&bytes), (gssize) length, g_free);
  net_client_put_async (fx->client, fx->url, content, size, media_type, headers, progress_cb, fx,
                        fx->cancellable, put_cb, fx);
  while (!fx->is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_put (Fixture       *fx,
          gconstpointer  data)
{
  static const char *const headers[] = {
    "Authorization", "Basic a==", "Cookie", "a=b", "Cookie", "c=d", NULL
  };

  put (fx, 5, 5, "image/png", headers);
  g_assert_no_error (fx->error);
  g_assert_cmpstr (fx->sha256, ==, g_checksum_get_string (fx->heard));
  g_assert_cmpuint (fx->n_heard, ==, 5);
  g_assert_cmpint (fx->last_done, ==, 5);
  g_assert_false (fx->waits);
  /* Nothing that tells who we are, and nothing that is not needed. */
  g_assert_cmpstr (fx->headers->str, ==,
                   "Authorization: Basic a==\nCookie: a=b, c=d\nContent-Type: image/png\n"
                   "Content-Length: 5\n");
}

static void
test_sizes (Fixture       *fx,
            gconstpointer  data)
{
  gsize size = GPOINTER_TO_SIZE (data);

  put (fx, size, (gint64) size, NULL, NULL);
  g_assert_no_error (fx->error);
  g_assert_cmpuint (fx->n_heard, ==, size);
  g_assert_cmpstr (fx->sha256, ==, g_checksum_get_string (fx->heard));
  g_assert_cmpint (fx->last_done, ==, size);
}

static void
test_changed (Fixture       *fx,
              gconstpointer  data)
{
  gssize difference = GPOINTER_TO_INT (data);

  put (fx, (gsize) (100000 + difference), 100000, NULL, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_CHANGED);
  g_assert_false (net_error_is_temporary (fx->error));
}

typedef struct {
  guint    status;
  NetError code;
  gboolean is_temporary;
} Answer;

static void
test_answer (Fixture       *fx,
             gconstpointer  data)
{
  const Answer *answer = data;

  fx->status = answer->status;
  put (fx, 10, 10, NULL, NULL);
  g_assert_error (fx->error, NET_ERROR, (int) answer->code);
  g_assert_cmpint (net_error_is_temporary (fx->error), ==, answer->is_temporary);
  g_assert_cmpuint (fx->n_requests, ==, 1); /* a redirection is not followed */
}

static void
test_stalled (Fixture       *fx,
              gconstpointer  data)
{
  fx->status = 0;
  net_client_set_patience (fx->client, 100);
  put (fx, 10, 10, NULL, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_STALLED);
  g_assert_true (net_error_is_temporary (fx->error));
}

static void
test_cancelled (Fixture       *fx,
                gconstpointer  data)
{
  fx->cancellable = g_cancellable_new ();
  fx->cancel_at = 1;
  put (fx, LARGE, LARGE, NULL, NULL);
  g_assert_error (fx->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fx->n_heard, <, LARGE);
}

/* It is not sent a second time by itself. */
static void
test_cut (Fixture       *fx,
          gconstpointer  data)
{
  fx->stop_at = LARGE / 2;
  put (fx, LARGE, LARGE, NULL, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_UNREACHABLE);
  g_assert_true (net_error_is_temporary (fx->error));
  g_assert_cmpuint (fx->n_requests, ==, 1);
}

static void
test_nobody (Fixture       *fx,
             gconstpointer  data)
{
  soup_server_disconnect (fx->server);
  put (fx, 10, 10, NULL, NULL);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_UNREACHABLE);
}

int
main (int    argc,
      char **argv)
{
  static const Answer answers[] = {
    { 302, NET_ERROR_REFUSED, FALSE },
    { 307, NET_ERROR_REFUSED, FALSE },
    { 401, NET_ERROR_REFUSED, FALSE },
    { 403, NET_ERROR_REFUSED, FALSE },
    { 413, NET_ERROR_TOO_LARGE, FALSE },
    { 429, NET_ERROR_BUSY, TRUE },
    { 500, NET_ERROR_BUSY, TRUE },
    { 503, NET_ERROR_BUSY, TRUE },
  };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, test) \
  g_test_add ("/net/client/" name, Fixture, data, set_up, test, tear_down)
  ADD ("put", NULL, test_put);
  ADD ("empty", GSIZE_TO_POINTER (0), test_sizes);
  ADD ("one-byte", GSIZE_TO_POINTER (1), test_sizes);
  ADD ("large", GSIZE_TO_POINTER (LARGE), test_sizes);
  ADD ("shrunk", GINT_TO_POINTER (-1), test_changed);
  ADD ("grown", GINT_TO_POINTER (1), test_changed);
  ADD ("stalled", NULL, test_stalled);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("cut", NULL, test_cut);
  ADD ("nobody", NULL, test_nobody);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *name = g_strdup_printf ("/net/client/answer/%u", answers[i].status);

      g_test_add (name, Fixture, &answers[i], set_up, test_answer, tear_down);
    }
#undef ADD
  return g_test_run ();
}
