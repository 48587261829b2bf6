/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages that are asked what they say of themselves, and who is not asked at all. */
#define _GNU_SOURCE
#include "net-error.h"
#include "net-page.h"

#include "mock-web.h"

#include <libsoup/soup.h>
#include <string.h>

/* Far more than is read, and than is on the wire at once */
#define LARGE (32 * 1024 * 1024)

#define PAGE "<html><head><title>Home</title></head><body>Sweet</body></html>"

typedef struct {
  SoupServer *server;
  guint       port;
  NetClient  *client;
  const char *type;     /* what it says that it is */
  const char *encoding; /* (nullable) */
  const char *location; /* (nullable): where it sends us */
  GBytes     *content;
  gboolean    is_mute;
  gboolean    is_dripping; /* a little of it comes again and again, and it has no end */
  SoupServerMessage *dripping; /* (nullable) borrowed */
  guint       drip_source;
  guint       n_requests;
  gsize       n_bytes;  /* that went to whoever asked */
  GString    *headers;  /* that were heard */
  NetPage    *page;
  GError     *error;
  gboolean    is_over;
} Fixture;

static void
note_header (const char *name,
             const char *value,
             gpointer    user_data)
{
  g_string_append_printf (user_data, "%s: %s\n", name, value);
}

static void
wrote_cb (SoupServerMessage *message,
          guint              n_bytes,
          Fixture           *fx)
{
  fx->n_bytes += n_bytes;
}

static gboolean
drip_cb (gpointer user_data)
{
  Fixture *fx = user_data;

  soup_message_body_append (soup_server_message_get_response_body (fx->dripping),
                            SOUP_MEMORY_STATIC, " ", 1);
  soup_server_message_unpause (fx->dripping);
  return G_SOURCE_CONTINUE;
}

static void
dripped_cb (SoupServerMessage *message,
            Fixture           *fx)
{
  g_clear_handle_id (&fx->drip_source, g_source_remove);
}

static void
drip (Fixture           *fx,
      SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (headers, "text/html", NULL);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  fx->dripping = message;
  fx->drip_source = g_timeout_add (20, drip_cb, fx);
  g_signal_connect (message, "finished", G_CALLBACK (dripped_cb), fx);
  soup_server_message_pause (message);
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *fx = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize length = 0;
  const char *data = g_bytes_get_data (fx->content, &length);

  fx->n_requests++;
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), note_header,
                                fx->headers);
  soup_message_headers_replace (headers, "Set-Cookie", "who=you; Path=/");
  if (fx->is_mute)
    {
      soup_server_message_pause (message);
      return;
    }
  if (fx->is_dripping)
    {
      drip (fx, message);
      return;
    }
  if (fx->location != NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_FOUND, NULL);
      soup_message_headers_replace (headers, "Location", fx->location);
      if (g_str_has_suffix (fx->location, "/once"))
        fx->location = NULL;
      return;
    }

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (fx->encoding != NULL)
    soup_message_headers_replace (headers, "Content-Encoding", fx->encoding);
  soup_server_message_set_response (message, fx->type, SOUP_MEMORY_COPY, data, length);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), fx);
}

/* However busy the machine is. */
static NetClient *
new_client (NetJudgeFunc judge)
{
  NetClient *client = net_client_new (NULL, NULL, judge, NULL, NULL);

  net_client_set_page_time (client, 100 * 1000);
  return client;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  /* Those that are asked at all. */
  static const guint ports[] = { 8080, 8000, 8443 };

  fx->server = soup_server_new (NULL, NULL);
  fx->headers = g_string_new (NULL);
  fx->type = "text/html";
  fx->content = g_bytes_new_static (PAGE, strlen (PAGE));
  soup_server_add_handler (fx->server, NULL, answer_cb, fx, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ports) && fx->port == 0; i++)
    if (soup_server_listen_local (fx->server, ports[i], SOUP_SERVER_LISTEN_IPV4_ONLY, NULL))
      fx->port = ports[i];
  fx->client = new_client (NULL);
}

static void
forget (Fixture *fx)
{
  g_clear_error (&fx->error);
  g_clear_pointer (&fx->page, net_page_free);
  fx->is_over = FALSE;
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  forget (fx);
  g_clear_handle_id (&fx->drip_source, g_source_remove);
  g_clear_object (&fx->client);
  g_clear_object (&fx->server);
  g_bytes_unref (fx->content);
  g_string_free (fx->headers, TRUE);
}

/* Somebody else has all of its ports at the moment. */
static gboolean
is_busy (Fixture *fx)
{
  if (fx->port == 0)
    g_test_skip ("No port is free");
  return fx->port == 0;
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fx = user_data;

  g_assert_false (fx->is_over);
  fx->is_over = TRUE;
  fx->page = net_page_finish (NET_CLIENT (object), result, &fx->error);
  g_assert_true ((fx->page != NULL) == (fx->error == NULL));
}

static void
ask (Fixture    *fx,
     const char *url,
     gboolean    may_be_near)
{
  forget (fx);
  net_page_async (fx->client, url, may_be_near, NULL, page_cb, fx);
  while (!fx->is_over)
    g_main_context_iteration (NULL, TRUE);
}

static char *
make_url (Fixture    *fx,
          const char *host)
{
  return g_strdup_printf ("http://%s:%u/page", host, fx->port);
}

static void
ask_here (Fixture *fx)
{
  g_autofree char *url = make_url (fx, "127.0.0.1");

  ask (fx, url, TRUE);
}

static void
set_content (Fixture *fx,
             GString *text) /* (transfer full) */
{
  g_bytes_unref (fx->content);
  fx->content = g_string_free_to_bytes (text);
}

static void
test_read (Fixture       *fx,
           gconstpointer  data)
{
  if (is_busy (fx))
    return;

  ask_here (fx);
  g_assert_no_error (fx->error);
  g_assert_cmpstr (fx->page->title, ==, "Home");
  g_assert_cmpuint (fx->n_requests, ==, 1);
}

/* Nothing at all is a page that says nothing, whatever letters it would be written in. */
static void
test_empty (Fixture       *fx,
            gconstpointer  data)
{
  static const char *const types[] = { "text/html", "text/html; charset=windows-1252" };

  if (is_busy (fx))
    return;

  set_content (fx, g_string_new (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      fx->type = types[i];
      ask_here (fx);
      g_assert_no_error (fx->error);
      g_assert_null (fx->page->title);
    }
}

/* Nobody is told who asks, nor from where, and what is set is forgotten. */
static void
test_discreet (Fixture       *fx,
               gconstpointer  data)
{
  g_autofree char *once = NULL;

  if (is_busy (fx))
    return;

  fx->location = once = make_url (fx, "127.0.0.1/once");
  fx->location = "/once";
  ask_here (fx);
  g_assert_no_error (fx->error);
  ask_here (fx);
  g_assert_cmpuint (fx->n_requests, ==, 3);
  g_assert_null (strstr (fx->headers->str, "Cookie"));
  g_assert_null (strstr (fx->headers->str, "Referer"));
  g_assert_null (strstr (fx->headers->str, "Authorization"));
  g_assert_null (strstr (fx->headers->str, "Accept-Language"));
  g_assert_null (strstr (fx->headers->str, "gzip"));
  g_assert_null (strcasestr (fx->headers->str, "charla"));
  g_assert_null (strcasestr (fx->headers->str, "libsoup"));
}

/* No page of this machine, however it is written. */
static void
test_near (Fixture       *fx,
           gconstpointer  data)
{
  static const char *const hosts[] = {
    "127.0.0.1", "127.1", "localhost", "localhost.", "x.localhost", "2130706433", "0x7f000001",
    "0x7f.1", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]",
    "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "[fe80::1]", "[fd00::1]", "[ff02::1]", "printer.local",
  };

  if (is_busy (fx))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *url = make_url (fx, hosts[i]);

      ask (fx, url, FALSE);
      g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
    }
  g_assert_cmpuint (fx->n_requests, ==, 0);
}

static void
test_odd (Fixture       *fx,
          gconstpointer  data)
{
  static const char *const urls[] = {
    "ftp://verona.example/", "file:///etc/passwd", "data:text/html,a", "javascript:1", "verona.example",
    "http://", "https:///page", "https://me@verona.example/", "https://me:pass@verona.example/",
    "https://verona.example@127.0.0.1/", "https://verona.example:22/", "https://verona.example:6667/",
    "https://verona.example:0/", "gopher://verona.example:70/", "http://verona.example:25/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      ask (fx, urls[i], FALSE);
      g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
    }
}

/* A resolver that says of every name that it is this machine: the second time at least. */
#define TEST_TYPE_REBINDER (test_rebinder_get_type ())
G_DECLARE_FINAL_TYPE (TestRebinder, test_rebinder, TEST, REBINDER, GResolver)

struct _TestRebinder
{
  GResolver parent_instance;

  guint     n_lookups;
};

G_DEFINE_FINAL_TYPE (TestRebinder, test_rebinder, G_TYPE_RESOLVER)

static void
lookup_async (GResolver                *resolver,
              const char               *name,
              GResolverNameLookupFlags  flags,
              GCancellable             *cancellable,
              GAsyncReadyCallback       callback,
              gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GList *addresses = g_list_append (NULL, g_inet_address_new_from_string ("127.0.0.1"));

  TEST_REBINDER (resolver)->n_lookups++;
  if ((flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) != 0)
    {
      g_resolver_free_addresses (addresses);
      g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "None");
      return;
    }
  g_task_return_pointer (task, addresses, (GDestroyNotify) g_resolver_free_addresses);
}

static void
lookup_plainly_async (GResolver           *resolver,
                      const char          *name,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  lookup_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback,
                user_data);
}

static GList *
lookup_finish (GResolver     *resolver,
               GAsyncResult  *result,
               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_rebinder_class_init (TestRebinderClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = lookup_plainly_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
test_rebinder_init (TestRebinder *self)
{
}

/* It is whom we are connected to that counts, not whom a name was looked up to before. */
static void
test_rebinding (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(TestRebinder) rebinder = g_object_new (TEST_TYPE_REBINDER, NULL);
  g_autoptr(GResolver) usual = g_resolver_get_default ();
  g_autofree char *url = make_url (fx, "rebind.example");

  if (is_busy (fx))
    return;

  g_resolver_set_default (G_RESOLVER (rebinder));
  ask (fx, url, FALSE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
  g_assert_cmpuint (rebinder->n_lookups, >, 0);
  g_assert_cmpuint (fx->n_requests, ==, 0);

  /* That it is this which refuses it */
  ask (fx, url, TRUE);
  g_assert_no_error (fx->error);
  g_assert_cmpuint (fx->n_requests, ==, 1);

  /* Also when it is sent there. */
  fx->n_requests = 0;
  fx->location = url;
  ask_here (fx);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
  g_assert_cmpuint (fx->n_requests, ==, 1);
  g_resolver_set_default (usual);
}

/* A redirection is asked no more than what it came from, and not for ever. */
static void
test_redirections (Fixture       *fx,
                   gconstpointer  data)
{
  const char *const near[] = {
    "127.0.0.2", "localhost", "[::1]", "2130706433", "me@127.0.0.1", "10.0.0.1", "192.168.0.1",
    "169.254.169.254", "[fe80::1]", "[fd00::1]", "[::ffff:10.0.0.1]", "printer.local",
  };

  if (is_busy (fx))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (near); i++)
    {
      g_autofree char *url = make_url (fx, near[i]);

      fx->n_requests = 0;
      fx->location = url;
      ask_here (fx);
      g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
      g_assert_cmpuint (fx->n_requests, ==, 1);
    }

  fx->n_requests = 0;
  fx->location = "/again";
  ask_here (fx);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
  g_assert_cmpuint (fx->n_requests, ==, 5);

  fx->n_requests = 0;
  fx->location = "file:///etc/passwd";
  ask_here (fx);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
  g_assert_cmpuint (fx->n_requests, ==, 1);
}

static gboolean
trust (const char           *host,
       GTlsCertificate      *certificate,
       GTlsCertificateFlags  errors,
       gpointer              user_data)
{
  return TRUE;
}

/* What was asked over a safe way is never asked over one that anybody reads; the other way round it
 * may be. */
static void
test_downgrade (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(MockWeb) web = mock_web_new ("good");
  g_autofree char *safe = g_strdup_printf ("https://127.0.0.1:%u/page", mock_web_get_port (web));
  g_autofree char *open = NULL;

  if (is_busy (fx))
    return;

  open = make_url (fx, "127.0.0.1");
  g_clear_object (&fx->client);
  fx->client = new_client (trust);
  mock_web_set_file (web, "/page", NULL, open);
  ask (fx, safe, TRUE);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
  g_assert_cmpuint (mock_web_get_n_asked (web), ==, 1);
  g_assert_cmpuint (fx->n_requests, ==, 0);

  mock_web_set_file (web, "/page", "text/html", PAGE);
  fx->location = safe;
  ask (fx, open, TRUE);
  g_assert_no_error (fx->error);
  g_assert_cmpstr (fx->page->title, ==, "Home");
}

/* Nothing is unpacked, and what is no page is not read. */
static void
test_kinds (Fixture       *fx,
            gconstpointer  data)
{
  static const char *const none[] = {
    "image/png", "text/plain", "application/octet-stream", "application/xml", "text/html2", "html/text",
    "multipart/mixed; boundary=text/html", "image/svg+xml",
  };

  if (is_busy (fx))
    return;

  fx->encoding = "gzip";
  ask_here (fx);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
  fx->encoding = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      fx->type = none[i];
      ask_here (fx);
      g_assert_error (fx->error, NET_ERROR, NET_ERROR_REFUSED);
    }
  fx->type = "text/html; charset=iso-8859-1";
  set_content (fx, g_string_new ("<title>Caf\351</title>"));
  ask_here (fx);
  g_assert_no_error (fx->error);
  g_assert_cmpstr (fx->page->title, ==, "Café");
}

static void
test_large (Fixture       *fx,
            gconstpointer  data)
{
  GString *text = g_string_new ("<head><title>First</title>");

  if (is_busy (fx))
    {
      g_string_free (text, TRUE);
      return;
    }

  while (text->len < LARGE)
    g_string_append (text, "<meta name='nothing' content='to be seen'>");
  g_string_append (text, "<meta property='og:title' content='Far away'>");
  set_content (fx, text);
  ask_here (fx);
  g_assert_no_error (fx->error);
  g_assert_cmpstr (fx->page->title, ==, "First");
  /* What was under way is all that came besides. */
  g_assert_cmpuint (fx->n_bytes, <, LARGE / 2);
}

static void
test_stalled (Fixture       *fx,
              gconstpointer  data)
{
  if (is_busy (fx))
    return;

  fx->is_mute = TRUE;
  net_client_set_patience (fx->client, 100);
  ask_here (fx);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_STALLED);
}

/* Something comes all the time, and there is no end of it. */
static void
test_slow (Fixture       *fx,
           gconstpointer  data)
{
  if (is_busy (fx))
    return;

  fx->is_dripping = TRUE;
  net_client_set_page_time (fx->client, 400);
  ask_here (fx);
  g_assert_error (fx->error, NET_ERROR, NET_ERROR_STALLED);
  g_assert_cmpuint (fx->n_requests, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/net/page/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("read", test_read);
  ADD ("empty", test_empty);
  ADD ("discreet", test_discreet);
  ADD ("near", test_near);
  ADD ("odd", test_odd);
  ADD ("rebinding", test_rebinding);
  ADD ("redirections", test_redirections);
  ADD ("downgrade", test_downgrade);
  ADD ("kinds", test_kinds);
  ADD ("large", test_large);
  ADD ("stalled", test_stalled);
  ADD ("slow", test_slow);
#undef ADD
  return g_test_run ();
}
