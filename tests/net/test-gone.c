/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a server still has something: who is believed, and who is not asked. */
#include "net-error.h"
#include "net-gone.h"
#include "net-test-server.h"

#include <string.h>

#define LARGE (16 * 1024 * 1024)

typedef struct {
  SoupServer *server;
  guint       port;
  NetClient  *client;
  guint       head;      /* what it answers to whoever asks for the head alone; 0: never */
  guint       get;       /* and to who asks for all of it */
  guint       n_heads;
  guint       n_gets;
  guint       n_parts;   /* of those: for a byte alone */
  gsize       n_bytes;   /* that went to whoever asked */
  gboolean    is_gone;
  gboolean    is_over;
  GError     *error;
} Fixture;

static void
wrote_cb (SoupServerMessage *message,
          guint              n_bytes,
          Fixture           *fx)
{
  fx->n_bytes += n_bytes;
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *fx = user_data;
  gboolean is_head = g_str_equal (soup_server_message_get_method (message), "HEAD");
  guint status = is_head ? fx->head : fx->get;

  fx->n_heads += is_head;
  fx->n_gets += !is_head;
  fx->n_parts += soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Range") != NULL;
  if (status == 0)
    {
      soup_server_message_pause (message);
      return;
    }

  soup_server_message_set_status (message, status, NULL);
  if (status == SOUP_STATUS_FOUND)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                  "http://127.0.0.1:1/elsewhere");
  else if (status == SOUP_STATUS_OK)
    soup_server_message_set_response (message, "image/jpeg", SOUP_MEMORY_TAKE, g_malloc0 (LARGE),
                                      LARGE);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), fx);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fx->server, NULL, answer_cb, fx, NULL);
  fx->port = net_test_server_listen (fx->server);
  fx->client = net_client_new (NULL, NULL, NULL, NULL, NULL);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_error (&fx->error);
  g_clear_object (&fx->client);
  g_clear_object (&fx->server);
}

static void
gone_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fx = user_data;

  g_assert_false (fx->is_over);
  fx->is_over = TRUE;
  fx->is_gone = net_gone_finish (NET_CLIENT (object), result, &fx->error);
}

static void
ask_host (Fixture    *fx,
          const char *host,
          gboolean    may_be_near,
          guint       limit_ms)
{
  g_autofree char *url = g_strdup_printf ("http://%s:%u/1/picture.jpg", host, fx->port);

  g_clear_error (&fx->error);
  fx->is_over = FALSE;
  net_gone_async (fx->client, url, may_be_near, limit_ms, NULL, gone_cb, fx);
  while (!fx->is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
ask (Fixture *fx,
     guint    head,
     guint    get)
{
  fx->head = head;
  fx->get = get;
  fx->n_heads = fx->n_gets = fx->n_parts = 0;
  ask_host (fx, "127.0.0.1", TRUE, 60000);
}

/* Only what it says twice, in both ways to ask, is so: there are servers that know only one. */
static void
test_answers (Fixture       *fx,
              gconstpointer  data)
{
  static const struct {
    guint    head;
    guint    get;
    gboolean is_gone;
  } cases[] = {
    { 404, 404, TRUE }, { 410, 410, TRUE }, { 404, 410, TRUE },
    { 200, 200, FALSE }, { 404, 206, FALSE }, { 404, 200, FALSE }, { 404, 500, FALSE },
    { 403, 404, FALSE }, { 405, 404, FALSE }, { 500, 404, FALSE }, { 429, 404, FALSE },
    { 302, 404, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ask (fx, cases[i].head, cases[i].get);
      g_assert_no_error (fx->error);
      g_assert_cmpint (fx->is_gone, ==, cases[i].is_gone);
      g_assert_cmpuint (fx->n_heads, ==, 1);
      g_assert_cmpuint (fx->n_gets, ==, cases[i].head == 404 || cases[i].head == 410);
      g_assert_cmpuint (fx->n_parts, ==, fx->n_gets);
    }

  /* What was under way is all that came. */
  g_assert_cmpuint (fx->n_bytes, <, LARGE / 2);
}

/* Nobody is asked who is on this machine, or says nothing for ever. */
static void
test_refused (Fixture       *fx,
              gconstpointer  data)
{
  static const char *const near[] = {
    "127.0.0.1", "localhost", "[::1]", "2130706433", "10.0.0.1", "192.168.0.1", "printer.local",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (near); i++)
    {
      ask_host (fx, near[i], FALSE, 60000);
      g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
      g_assert_false (fx->is_gone);
    }
  g_assert_cmpuint (fx->n_heads, ==, 0);

  ask_host (fx, "127.0.0.1", TRUE, 200); /* head is 0 */
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_STALLED);
  g_assert_false (fx->is_gone);

  /* The second question counts, too. */
  fx->head = 404;
  ask_host (fx, "127.0.0.1", TRUE, 400);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_STALLED);
  g_assert_false (fx->is_gone);
  g_assert_cmpuint (fx->n_gets, ==, 1);
}

static void
test_cancelled (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", fx->port);

  net_gone_async (fx->client, url, TRUE, 60000, cancellable, gone_cb, fx);
  while (fx->n_heads == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  while (!fx->is_over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fx->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, func) g_test_add ("/net/gone/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answers", test_answers);
  ADD ("refused", test_refused);
  ADD ("cancelled", test_cancelled);
  return g_test_run ();
}
