/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SOCKS 5 and HTTP proxies: names go to them as they are, and every way in which they can fail. */
#include <string.h>

#include "mock-proxy.h"
#include "mock-resolver.h"
#include "mock-server.h"
#include "xmpp-connector.h"
#include "xmpp-error.h"
#include "xmpp-proxy-connect.h"

#define ONION "expyuzz4wqqyqhjn.onion"

static const char *const schemes[] = { "socks5", "http" };

/* The desktop's settings */

static const char *const *system_answers; /* NULL: they cannot be had */
static char *system_asked;

#define TEST_TYPE_SETTINGS (test_settings_get_type ())
G_DECLARE_FINAL_TYPE (TestSettings, test_settings, TEST, SETTINGS, GObject)

struct _TestSettings
{
  GObject  parent_instance;
};

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
lookup_async (GProxyResolver      *resolver,
              const char          *uri,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_free (system_asked);
  system_asked = g_strdup (uri);
  if (system_answers != NULL)
    g_task_return_pointer (task, g_strdupv ((char **) system_answers), (GDestroyNotify) g_strfreev);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The script is broken");
}

static char **
lookup_finish (GProxyResolver  *resolver,
               GAsyncResult    *result,
               GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSettings, test_settings, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, resolver_iface_init))

static void
test_settings_class_init (TestSettingsClass *klass)
{
}

static void
test_settings_init (TestSettings *self)
{
}

/* What a setting may be */

static void
test_parse (void)
{
  static const struct {
    const char *uri;
    const char *want; /* NULL: none */
  } cases[] = {
    { "socks5://proxy.example", "socks5://proxy.example:1080" },
    { "SOCKS5H://proxy.example:9050/", "socks5://proxy.example:9050" },
    { "socks://10.0.0.1:1", "socks5://10.0.0.1:1" },
    { "http://proxy.example", "http://proxy.example:8080" },
    { "http://ana@proxy.example:3128", "http://ana@proxy.example:3128" },
    { "http://ana:p%40:%2Fss@[::1]:3128", "http://ana:p%40:%2Fss@[::1]:3128" },
    { "https://proxy.example:443", "https://proxy.example:443" },
    { "socks4://proxy.example", NULL },
    { "socks4a://proxy.example", NULL },
    { "ftp://proxy.example", NULL },
    { "proxy.example:1080", NULL },
    { "proxy.example", NULL },
    { "socks5://", NULL },
    { "socks5://@proxy.example", NULL },
    { "socks5://proxy.example:70000", NULL },
    { "http://proxy.example/proxy.pac", NULL },
    { "http://proxy.example/?a", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(XmppProxy) proxy = xmpp_proxy_parse (cases[i].uri, &error);
      g_autofree char *uri = proxy != NULL ? xmpp_proxy_to_uri (proxy) : NULL;

      g_assert_cmpstr (uri, ==, cases[i].want);
      if (proxy == NULL)
        g_assert_error (error, XMPP_ERROR, XMPP_ERROR_PROXY);
      g_assert_cmpint (xmpp_proxy_check_setting (cases[i].uri, NULL), ==, proxy != NULL);
    }

  g_assert_true (xmpp_proxy_check_setting (NULL, NULL));
  g_assert_true (xmpp_proxy_check_setting ("system", NULL));
  g_assert_true (xmpp_proxy_check_setting ("none", NULL));
}

/* CVE-2009-1373: a field has one byte for its length. */
static void
test_long_fields (void)
{
  g_autofree char *fits = g_strnfill (255, 'u');
  g_autofree char *too_long = g_strnfill (256, 'u');
  g_autofree char *good = g_strdup_printf ("socks5://%s:%s@h", fits, fits);
  g_autofree char *long_user = g_strdup_printf ("socks5://%s:p@h", too_long);
  g_autofree char *long_password = g_strdup_printf ("socks5://u:%s@h", too_long);

  g_assert_true (xmpp_proxy_check_setting (good, NULL));
  g_assert_false (xmpp_proxy_check_setting (long_user, NULL));
  g_assert_false (xmpp_proxy_check_setting (long_password, NULL));
}

static void
test_onion (void)
{
  g_assert_true (xmpp_proxy_is_needed_for (ONION));
  g_assert_true (xmpp_proxy_is_needed_for ("A.B.ONION."));
  g_assert_false (xmpp_proxy_is_needed_for ("onion.example"));
  g_assert_false (xmpp_proxy_is_needed_for ("onion"));
}

static char *
look_up (const char  *setting,
         const char  *password,
         GError     **error)
{
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GPtrArray) proxies = NULL;
  GString *text = g_string_new (NULL);

  xmpp_proxy_lookup_async (setting, password, "none://a.example:5222", 10000, NULL, mock_result_cb,
                           &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  proxies = xmpp_proxy_lookup_finish (mock_result_wait (&result), error);
  for (guint i = 0; proxies != NULL && i < proxies->len; i++)
    {
      g_autofree char *uri = xmpp_proxy_to_uri (proxies->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", uri);
    }
  return g_string_free (text, FALSE);
}

static void
test_lookup (void)
{
  static const struct {
    const char *setting;
    const char *password;
    const char *system[5]; /* what the desktop says */
    const char *want;      /* NULL: an error */
  } cases[] = {
    { "none", NULL, { "http://not.asked:1", NULL }, "direct://" },
    { "socks5://a@h:1", "pw", { NULL }, "socks5://a:pw@h:1" },
    { "socks5://a:own@h:1", "pw", { NULL }, "socks5://a:own@h:1" },
    { "socks5://h:1", "pw", { NULL }, "socks5://h:1" },
    { "gopher://h", NULL, { NULL }, NULL },
    { NULL, NULL, { "direct://", NULL }, "direct://" },
    { "system", "pw", { "http://u:p@h:1", "direct://", NULL }, "http://u:p@h:1 direct://" },

    /* GIO tells a SOCKS proxy of the desktop's as three kinds. */
    { NULL, NULL, { "socks5://h:1", "socks4a://h:1", "socks4://h:1", NULL }, "socks5://h:1" },
    { NULL, NULL, { "socks://h:1", "socks5://h:1", NULL }, "socks5://h:1" },

    /* Where only such are set that would have names looked up here, not even none will do. */
    { NULL, NULL, { "socks4://h:1", NULL }, NULL },
    { NULL, NULL, { "???", NULL }, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *found = NULL;

      system_answers = cases[i].system;
      found = look_up (cases[i].setting, cases[i].password, &error);
      g_assert_cmpstr (found, ==, cases[i].want != NULL ? cases[i].want : "");
      if (cases[i].want == NULL)
        g_assert_error (error, XMPP_ERROR, XMPP_ERROR_PROXY);
    }
  g_assert_cmpstr (system_asked, ==, "none://a.example:5222");
}

/* A broken script must not lead around the proxy. */
static void
test_broken_settings (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *found = NULL;

  system_answers = NULL;
  found = look_up (NULL, NULL, &error);
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_PROXY);
}

/* Through a proxy */

typedef struct {
  MockServer   *server;
  MockResolver *dns;
  MockProxy    *proxy;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->server = mock_server_new ();
  fx->dns = mock_resolver_install ();
  fx->proxy = mock_proxy_new (mock_server_get_port (fx->server));
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  /* Whatever was done: nobody here was asked for a name. */
  g_assert_cmpuint (mock_resolver_get_n_asked (fx->dns), ==, 0);
  mock_proxy_free (fx->proxy);
  mock_resolver_uninstall (fx->dns);
  mock_server_free (fx->server);
}

static XmppProxy *
make_proxy (Fixture    *fx,
            const char *scheme)
{
  g_autofree char *uri = g_strdup_printf ("%s://127.0.0.1:%u", scheme,
                                          mock_proxy_get_port (fx->proxy));

  return xmpp_proxy_parse (uri, NULL);
}

static GSocketConnection *
connect_through (const XmppProxy  *proxy,
                 const char       *host,
                 GError          **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_proxy_connect_async (proxy, host, 5222, NULL, mock_result_cb, &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  return xmpp_proxy_connect_finish (mock_result_wait (&result), error);
}

static void
assert_leads (Fixture    *fx,
              const char *scheme,
              const char *host,
              const char *asked)
{
  g_autoptr(XmppProxy) proxy = make_proxy (fx, scheme);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = connect_through (proxy, host, &error);
  g_autofree char *found = mock_proxy_dup_asked (fx->proxy);

  g_assert_no_error (error);
  g_assert_nonnull (connection);
  g_assert_true (g_str_has_suffix (found, asked));
}

static void
test_names (Fixture       *fx,
            gconstpointer  data)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *host = g_strdup_printf ("%s.%s.%s.%s", label, label, label, label);
  g_autofree char *asked = g_strconcat (host, ":5222", NULL);

  g_assert_cmpuint (strlen (host), ==, 255);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      assert_leads (fx, schemes[i], "capulet.lit", "capulet.lit:5222");
      assert_leads (fx, schemes[i], "Bücher.example", "xn--bcher-kva.example:5222");
      assert_leads (fx, schemes[i], ONION, ONION ":5222");
      assert_leads (fx, schemes[i], "192.0.2.7", "192.0.2.7:5222");
      assert_leads (fx, schemes[i], "2001:db8::7", strcmp (schemes[i], "http") == 0
                                                     ? "[2001:db8::7]:5222" : "2001:db8::7:5222");
      assert_leads (fx, schemes[i], host, asked);
    }
}

/* A server may send us on to anywhere. */
static void
test_bad_names (Fixture       *fx,
                gconstpointer  data)
{
  g_autofree char *too_long = g_strnfill (256, 'a');
  const char *const hosts[] = {
    "", "a b", "a\r\nProxy-Authorization: x", "a/b", "a@b", "a?b", "\xff", too_long,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (schemes) * G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr(XmppProxy) proxy = make_proxy (fx, schemes[i % 2]);
      g_autoptr(GError) error = NULL;

      g_assert_null (connect_through (proxy, hosts[i / 2], &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNKNOWN_HOST);
    }
}

static void
test_onion_without_proxy (Fixture       *fx,
                          gconstpointer  data)
{
  g_autoptr(XmppProxy) none = xmpp_proxy_new_none ();
  g_autoptr(GError) error = NULL;

  g_assert_null (connect_through (none, ONION, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_NEEDS_PROXY);
}

static void
test_login (Fixture       *fx,
            gconstpointer  data)
{
  g_autofree char *user = g_strnfill (255, 'u');
  g_autofree char *password = g_strnfill (255, 'p');

  mock_proxy_set_login (fx->proxy, user, password);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autoptr(XmppProxy) proxy = make_proxy (fx, schemes[i]);
      g_autoptr(GSocketConnection) connection = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_null (connect_through (proxy, "a.example", &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_PROXY_LOGIN);
      g_clear_error (&error);

      proxy->user = g_strdup (user);
      proxy->password = g_strdup ("wrong");
      g_assert_null (connect_through (proxy, "a.example", &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_PROXY_LOGIN);
      g_clear_error (&error);

      g_free (proxy->password);
      proxy->password = g_strdup (password);
      connection = connect_through (proxy, "a.example", &error);
      g_assert_no_error (error);
      g_assert_nonnull (connection);
    }
}

static void
test_refusals (Fixture       *fx,
               gconstpointer  data)
{
  static const struct {
    const char *scheme;
    guint       code;
    XmppError   want;
  } cases[] = {
    { "socks5", 1, XMPP_ERROR_PROXY },
    { "socks5", 2, XMPP_ERROR_PROXY },
    { "socks5", 3, XMPP_ERROR_UNREACHABLE },
    { "socks5", 4, XMPP_ERROR_UNREACHABLE },
    { "socks5", 5, XMPP_ERROR_UNREACHABLE },
    { "socks5", 6, XMPP_ERROR_UNREACHABLE },
    { "socks5", 8, XMPP_ERROR_PROXY },
    { "socks5", 200, XMPP_ERROR_PROXY },
    { "http", 100, XMPP_ERROR_PROXY },
    { "http", 301, XMPP_ERROR_PROXY },
    { "http", 403, XMPP_ERROR_PROXY },
    { "http", 407, XMPP_ERROR_PROXY_LOGIN },
    { "http", 502, XMPP_ERROR_UNREACHABLE },
    { "http", 503, XMPP_ERROR_UNREACHABLE },
    { "http", 2000, XMPP_ERROR_PROXY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppProxy) proxy = make_proxy (fx, cases[i].scheme);
      g_autoptr(GError) error = NULL;

      mock_proxy_set_refusal (fx->proxy, cases[i].code);
      g_assert_null (connect_through (proxy, "a.example", &error));
      g_assert_error (error, XMPP_ERROR, (int) cases[i].want);
    }
}

static gboolean
comes_to (const char    *scheme,
          MockProxyStep  step)
{
  return strcmp (scheme, "socks5") == 0
         || (step != MOCK_PROXY_AFTER_GREETING && step != MOCK_PROXY_AFTER_LOGIN);
}

/* Garbage, silence and a flood at every step. */
static void
test_faults (Fixture       *fx,
             gconstpointer  data)
{
  static const MockProxyFault faults[] = {
    MOCK_PROXY_CUTS, MOCK_PROXY_BABBLES, MOCK_PROXY_FLOODS,
  };

  mock_proxy_set_login (fx->proxy, "ana", "secret");
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    for (MockProxyStep step = MOCK_PROXY_AT_ONCE; step <= MOCK_PROXY_IN_ANSWER; step++)
      for (gsize n = 0; n < G_N_ELEMENTS (faults); n++)
        {
          g_autoptr(XmppProxy) proxy = make_proxy (fx, schemes[i]);
          g_autoptr(GError) error = NULL;
          g_auto(MockResult) result = { NULL, 0 };
          g_autoptr(GSocketConnection) connection = NULL;

          /* Half an answer of SOCKS is filled up by whatever follows. */
          if (!comes_to (schemes[i], step)
              || (i == 0 && step == MOCK_PROXY_IN_ANSWER && faults[n] != MOCK_PROXY_CUTS))
            continue;

          proxy->user = g_strdup ("ana");
          proxy->password = g_strdup ("secret");
          mock_proxy_set_fault (fx->proxy, step, faults[n]);
          xmpp_proxy_connect_async (proxy, "a.example", 5222, NULL, mock_result_cb, &result);
          mock_proxy_wait_fault (fx->proxy);
          connection = xmpp_proxy_connect_finish (mock_result_wait (&result), &error);
          g_assert_null (connection);
          /* Anything but a zero is a no to user and password. */
          if (step == MOCK_PROXY_AFTER_LOGIN && faults[n] != MOCK_PROXY_CUTS)
            g_assert_error (error, XMPP_ERROR, XMPP_ERROR_PROXY_LOGIN);
          else
            g_assert_error (error, XMPP_ERROR, XMPP_ERROR_PROXY);
        }
}

/* CVE-2012-2214: cancelled at every step, it ends once and at once. */
static void
test_cancelled (Fixture       *fx,
                gconstpointer  data)
{
  mock_proxy_set_login (fx->proxy, "ana", "secret");
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    for (MockProxyStep step = MOCK_PROXY_AT_ONCE; step <= MOCK_PROXY_IN_ANSWER; step++)
      {
        g_autoptr(XmppProxy) proxy = make_proxy (fx, schemes[i]);
        g_autoptr(GCancellable) cancellable = g_cancellable_new ();
        g_autoptr(GError) error = NULL;
        g_auto(MockResult) result = { NULL, 0 };

        if (!comes_to (schemes[i], step))
          continue;

        proxy->user = g_strdup ("ana");
        proxy->password = g_strdup ("secret");
        mock_proxy_set_fault (fx->proxy, step, MOCK_PROXY_HANGS);
        xmpp_proxy_connect_async (proxy, "a.example", 5222, cancellable, mock_result_cb, &result);
        g_clear_pointer (&proxy, xmpp_proxy_free);
        mock_proxy_wait_fault (fx->proxy);
        g_assert_cmpuint (result.n_calls, ==, 0);
        g_cancellable_cancel (cancellable);
        g_assert_null (xmpp_proxy_connect_finish (mock_result_wait (&result), &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        while (g_main_context_iteration (NULL, FALSE))
          ;
        g_assert_cmpuint (result.n_calls, ==, 1);
      }
}

/* The connector */

static XmppConnector *
new_connector (Fixture    *fx,
               const char *domain,
               const char *scheme, /* NULL: the desktop's */
               guint       step_ms)
{
  g_autofree char *uri = scheme == NULL ? NULL
                         : g_strdup_printf ("%s://127.0.0.1:%u", scheme,
                                            mock_proxy_get_port (fx->proxy));
  const XmppSessionConfig config = { .proxy = uri };
  const XmppSessionLimits limits = { 10000, 10000, step_ms, 60000, 10000, 5000, 10, 50, 10000 };

  return xmpp_connector_new (domain, &config, &limits, NULL);
}

static XmppTransport *
connect_next (XmppConnector  *connector,
              GError        **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_connector_next_async (connector, NULL, mock_result_cb, &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  return xmpp_connector_next_finish (connector, mock_result_wait (&result), error);
}

/* No SRV records: the domain itself, with STARTTLS and without. */
static void
test_targets (Fixture       *fx,
              gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autoptr(XmppConnector) connector = new_connector (fx, ONION, schemes[i], 10000);
      g_autoptr(XmppTransport) first = connect_next (connector, NULL);
      g_autoptr(XmppTransport) second = NULL;
      g_autofree char *asked = NULL;

      g_assert_nonnull (first);
      g_assert_false (xmpp_connector_get_target (connector)->direct);
      second = connect_next (connector, NULL);
      g_assert_nonnull (second);
      g_assert_true (xmpp_connector_get_target (connector)->direct);
      g_assert_false (xmpp_connector_has_more (connector));
      asked = mock_proxy_dup_asked (fx->proxy);
      g_assert_true (g_str_has_suffix (asked, ONION ":5222 " ONION ":5223"));
    }
}

static void
test_silent_proxy (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(XmppConnector) connector = new_connector (fx, "a.example", "socks5", 20);
  g_autoptr(GError) error = NULL;

  mock_proxy_set_fault (fx->proxy, MOCK_PROXY_AFTER_GREETING, MOCK_PROXY_HANGS);
  g_assert_null (connect_next (connector, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT);
}

/* Of the desktop's proxies one after the other, and "without one" only where it says so. */
static void
test_several (Fixture       *fx,
              gconstpointer  data)
{
  g_autofree char *works = g_strdup_printf ("http://127.0.0.1:%u", mock_proxy_get_port (fx->proxy));
  const char *answers[] = { "socks5://127.0.0.1:1", works, NULL };
  g_autoptr(XmppConnector) connector = new_connector (fx, "a.example", NULL, 10000);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppTransport) connection = NULL;

  system_answers = answers;
  connection = connect_next (connector, &error);
  g_assert_no_error (error);
  g_assert_nonnull (connection);
  g_assert_cmpstr (system_asked, ==, "none://a.example:5222");
}

static void
test_dead_proxy (Fixture       *fx,
                 gconstpointer  data)
{
  static const char *const answers[] = { "socks5://127.0.0.1:1", NULL };
  g_autoptr(XmppConnector) connector = new_connector (fx, "a.example", NULL, 10000);
  g_autoptr(GError) error = NULL;

  system_answers = answers;
  g_assert_null (connect_next (connector, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_PROXY);
}

static void
test_onion_domain (Fixture       *fx,
                   gconstpointer  data)
{
  static const char *const answers[] = { "direct://", NULL };
  g_autoptr(XmppConnector) connector = new_connector (fx, ONION, NULL, 10000);
  g_autoptr(GError) error = NULL;

  system_answers = answers;
  g_assert_null (connect_next (connector, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_NEEDS_PROXY);
}

/* All the way: TLS is checked against the domain, whatever is in between. */
static void
test_session (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine play[] = { SERVER_SIGNS_IN };

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      XmppSession *session = mock_session_new (fx->server);
      g_autofree char *uri = g_strdup_printf ("%s://ana@127.0.0.1:%u", schemes[i],
                                              mock_proxy_get_port (fx->proxy));
      XmppSessionConfig config;

      if (i == 0)
        mock_proxy_set_login (fx->proxy, "ana", "secret");
      mock_session_get_config (fx->server, &config);
      config.host = MOCK_DOMAIN;
      config.port = 0;
      config.proxy = uri;
      config.proxy_password = "secret";
      xmpp_session_set_config (session, &config);
      mock_server_play (fx->server, play, G_N_ELEMENTS (play));
      xmpp_session_start (session);
      mock_session_wait_state (session, XMPP_SESSION_ONLINE);
      g_assert_cmpuint (mock_proxy_get_n_served (fx->proxy), ==, i + 1);
      mock_session_free (session);
    }
}

/* What the user must mend is not tried again and again. */
static void
test_wrong_password (Fixture       *fx,
                     gconstpointer  data)
{
  XmppSession *session = mock_session_new (fx->server);
  g_autofree char *uri = g_strdup_printf ("socks5://ana@127.0.0.1:%u",
                                          mock_proxy_get_port (fx->proxy));
  const XmppSessionConfig config = { .proxy = uri, .proxy_password = "wrong" };

  mock_proxy_set_login (fx->proxy, "ana", "secret");
  xmpp_session_set_config (session, &config);
  xmpp_session_start (session);
  mock_session_wait_state (session, XMPP_SESSION_FAILED);
  g_assert_error (xmpp_session_get_error (session), XMPP_ERROR, XMPP_ERROR_PROXY_LOGIN);
  mock_session_free (session);
}

#define ADD(name, func) \
  g_test_add ("/xmpp/proxy/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_SETTINGS, "test",
                                  G_MAXINT);
  g_test_add_func ("/xmpp/proxy/parse", test_parse);
  g_test_add_func ("/xmpp/proxy/long-fields", test_long_fields);
  g_test_add_func ("/xmpp/proxy/onion", test_onion);
  g_test_add_func ("/xmpp/proxy/lookup", test_lookup);
  g_test_add_func ("/xmpp/proxy/broken-settings", test_broken_settings);
  ADD ("names", test_names);
  ADD ("bad-names", test_bad_names);
  ADD ("onion-without-proxy", test_onion_without_proxy);
  ADD ("login", test_login);
  ADD ("refusals", test_refusals);
  ADD ("faults", test_faults);
  ADD ("cancelled", test_cancelled);
  ADD ("targets", test_targets);
  ADD ("silent-proxy", test_silent_proxy);
  ADD ("several", test_several);
  ADD ("dead-proxy", test_dead_proxy);
  ADD ("onion-domain", test_onion_domain);
  ADD ("session", test_session);
  ADD ("wrong-password", test_wrong_password);
  status = g_test_run ();
  g_free (system_asked);
  return status;
}
