/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where to connect: the order of SRV records, DNS in all its moods, one host after the other. */
#include <string.h>

#include "mock-resolver.h"
#include "mock-server.h"
#include "xmpp-backoff.h"
#include "xmpp-connector.h"
#include "xmpp-error.h"

#define SRV_STARTTLS "_xmpp-client._tcp." MOCK_DOMAIN
#define SRV_DIRECT   "_xmpps-client._tcp." MOCK_DOMAIN

static GPtrArray *
new_targets (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_target_free);
}

static void
add_target (GPtrArray  *targets,
            const char *host,
            guint16     priority,
            guint16     weight)
{
  XmppTarget *target = xmpp_target_new (host, 5222, FALSE);

  target->priority = priority;
  target->weight = weight;
  g_ptr_array_add (targets, target);
}

static char *
join_hosts (GPtrArray *targets)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < targets->len; i++)
    {
      XmppTarget *target = targets->pdata[i];

      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", target->direct ? "!" : "", target->host);
    }
  return g_string_free (text, FALSE);
}

static guint32
least (guint32  most,
       gpointer user_data)
{
  return 0;
}

static guint32
greatest (guint32  most,
          gpointer user_data)
{
  return most;
}

static void
assert_order (XmppRandomFunc  random,
              const char     *expected)
{
  g_autoptr(GPtrArray) targets = new_targets ();
  g_autofree char *hosts = NULL;

  add_target (targets, "d", 20, 0);
  add_target (targets, "b", 10, 60);
  add_target (targets, "a", 10, 0);
  add_target (targets, "c", 10, 20);
  add_target (targets, "e", 5, 1);
  xmpp_targets_order (targets, random, NULL);
  hosts = join_hosts (targets);
  g_assert_cmpstr (hosts, ==, expected);
}

static void
test_order (void)
{
  assert_order (least, "e a b c d");
  assert_order (greatest, "e c b a d");
}

static guint32
random_of_rand (guint32  most,
                gpointer user_data)
{
  return (guint32) g_rand_double_range (user_data, 0, (double) most + 1);
}

/* RFC 2782: each as likely as its weight, and one without weight now and then. */
static void
test_order_is_fair (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  guint n_heavy = 0;
  guint n_weightless = 0;

  for (int i = 0; i < 4000; i++)
    {
      g_autoptr(GPtrArray) targets = new_targets ();

      add_target (targets, "light", 1, 25);
      add_target (targets, "heavy", 1, 75);
      add_target (targets, "weightless", 1, 0);
      xmpp_targets_order (targets, random_of_rand, rand);
      n_heavy += strcmp (((XmppTarget *) targets->pdata[0])->host, "heavy") == 0;
      n_weightless += strcmp (((XmppTarget *) targets->pdata[0])->host, "weightless") == 0;
    }
  g_assert_cmpuint (n_heavy, >, 2700);
  g_assert_cmpuint (n_heavy, <, 3200);
  g_assert_cmpuint (n_weightless, >, 10);
  g_assert_cmpuint (n_weightless, <, 120);
}

static GPtrArray *
look_up (const char   *domain,
         XmppTlsMode   mode,
         guint         timeout_ms,
         GError      **error)
{
  g_autoptr(GResolver) resolver = g_resolver_get_default ();
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_resolver_lookup_async (resolver, domain, mode, timeout_ms, NULL, mock_result_cb, &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  return xmpp_resolver_lookup_finish (mock_result_wait (&result), error);
}

static void
assert_looked_up (XmppTlsMode  mode,
                  const char  *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) targets = look_up (MOCK_DOMAIN, mode, 10000, &error);
  g_autofree char *hosts = NULL;

  if (expected == NULL)
    {
      g_assert_null (targets);
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_NO_SERVICE);
      return;
    }
  g_assert_no_error (error);
  hosts = join_hosts (targets);
  g_assert_cmpstr (hosts, ==, expected);
}

static void
test_mixed (void)
{
  MockResolver *dns = mock_resolver_install ();

  mock_resolver_add_service (dns, SRV_STARTTLS, 10, 0, 5222, "two");
  mock_resolver_add_service (dns, SRV_DIRECT, 5, 0, 443, "one");
  mock_resolver_add_service (dns, SRV_DIRECT, 20, 0, 5223, "three");
  assert_looked_up (XMPP_TLS_AUTO, "!one two !three");
  assert_looked_up (XMPP_TLS_STARTTLS, "two");
  assert_looked_up (XMPP_TLS_DIRECT, "!one !three");
  mock_resolver_uninstall (dns);
}

static void
test_none (void)
{
  MockResolver *dns = mock_resolver_install ();
  g_autoptr(GPtrArray) targets = NULL;

  assert_looked_up (XMPP_TLS_AUTO, MOCK_DOMAIN);
  assert_looked_up (XMPP_TLS_DIRECT, "!" MOCK_DOMAIN);

  /* An address has no records. */
  mock_resolver_silence (dns, "_xmpp-client._tcp.127.0.0.1");
  targets = look_up ("127.0.0.1", XMPP_TLS_AUTO, 10000, NULL);
  g_assert_cmpuint (targets->len, ==, 1);
  g_assert_cmpuint (((XmppTarget *) targets->pdata[0])->port, ==, 5222);
  mock_resolver_uninstall (dns);
}

/* XEP-0368, 3: "." is no, and then nothing is guessed. */
static void
test_denied (void)
{
  MockResolver *dns = mock_resolver_install ();

  mock_resolver_add_service (dns, SRV_DIRECT, 0, 0, 0, ".");
  assert_looked_up (XMPP_TLS_AUTO, NULL);
  mock_resolver_add_service (dns, SRV_STARTTLS, 0, 0, 5222, "one");
  assert_looked_up (XMPP_TLS_AUTO, "one");
  assert_looked_up (XMPP_TLS_DIRECT, NULL);
  mock_resolver_uninstall (dns);
}

static void
test_slow_dns (void)
{
  MockResolver *dns = mock_resolver_install ();
  g_autoptr(GPtrArray) targets = NULL;
  g_autoptr(GPtrArray) other = NULL;
  g_autofree char *hosts = NULL;
  g_autofree char *other_hosts = NULL;

  mock_resolver_silence (dns, SRV_DIRECT);
  mock_resolver_add_service (dns, SRV_STARTTLS, 0, 0, 5222, "one");
  targets = look_up (MOCK_DOMAIN, XMPP_TLS_AUTO, 20, NULL);
  hosts = join_hosts (targets);
  g_assert_cmpstr (hosts, ==, "one");

  mock_resolver_silence (dns, SRV_STARTTLS);
  other = look_up (MOCK_DOMAIN, XMPP_TLS_AUTO, 20, NULL);
  other_hosts = join_hosts (other);
  g_assert_cmpstr (other_hosts, ==, MOCK_DOMAIN);
  mock_resolver_uninstall (dns);
}

static void
test_broken_dns (void)
{
  MockResolver *dns = mock_resolver_install ();

  mock_resolver_fail (dns, SRV_DIRECT);
  mock_resolver_fail (dns, SRV_STARTTLS);
  assert_looked_up (XMPP_TLS_AUTO, MOCK_DOMAIN);
  mock_resolver_uninstall (dns);
}

static void
test_bounded (void)
{
  MockResolver *dns = mock_resolver_install ();
  g_autoptr(GPtrArray) targets = NULL;

  for (guint16 i = 0; i < 500; i++)
    mock_resolver_add_service (dns, SRV_DIRECT, i, 0, 443, "one");
  targets = look_up (MOCK_DOMAIN, XMPP_TLS_AUTO, 10000, NULL);
  g_assert_cmpuint (targets->len, ==, 16);
  mock_resolver_uninstall (dns);
}

static void
test_lookup_cancelled (void)
{
  MockResolver *dns = mock_resolver_install ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_auto(MockResult) result = { NULL, 0 };

  mock_resolver_silence (dns, SRV_DIRECT);
  mock_resolver_silence (dns, SRV_STARTTLS);
  xmpp_resolver_lookup_async (G_RESOLVER (dns), MOCK_DOMAIN, XMPP_TLS_AUTO, 10000, cancellable,
                              mock_result_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (xmpp_resolver_lookup_finish (mock_result_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (result.n_calls, ==, 1);
  mock_resolver_uninstall (dns);
}

static XmppConnector *
new_connector (const XmppSessionConfig *config)
{
  const XmppSessionLimits limits = { 10000, 10000, 10000, 60000, 10000, 5000, 10, 50, 10000 };

  return xmpp_connector_new (MOCK_DOMAIN, config, &limits, NULL);
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

/* A port on which nobody listens: it was free just now. */
static guint16
get_dead_port (void)
{
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                            G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
test_manual (void)
{
  static const struct {
    const char  *host;
    guint16      port;
    XmppTlsMode  mode;
    const char  *want_host;
    guint16      want_port;
    gboolean     want_direct;
  } cases[] = {
    { "127.0.0.3", 0, XMPP_TLS_AUTO, "127.0.0.3", 5222, FALSE },
    { "127.0.0.3", 0, XMPP_TLS_DIRECT, "127.0.0.3", 5223, TRUE },
    { "127.0.0.3", 5223, XMPP_TLS_AUTO, "127.0.0.3", 5223, TRUE },
    { "127.0.0.3", 5223, XMPP_TLS_STARTTLS, "127.0.0.3", 5223, FALSE },
    { "127.0.0.3", 443, XMPP_TLS_AUTO, "127.0.0.3", 443, FALSE },
    { "127.0.0.3", 443, XMPP_TLS_DIRECT, "127.0.0.3", 443, TRUE },
    { NULL, 5299, XMPP_TLS_AUTO, MOCK_DOMAIN, 5299, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const XmppSessionConfig config = {
        .host = cases[i].host, .port = cases[i].port, .tls = cases[i].mode,
      };
      g_autoptr(XmppConnector) connector = new_connector (&config);
      MockResolver *dns = mock_resolver_install ();
      g_autoptr(XmppTransport) connection = connect_next (connector, NULL);
      const XmppTarget *target = xmpp_connector_get_target (connector);

      g_assert_cmpstr (target->host, ==, cases[i].want_host);
      g_assert_cmpuint (target->port, ==, cases[i].want_port);
      g_assert_cmpint (target->direct, ==, cases[i].want_direct);
      mock_resolver_uninstall (dns);
    }
}

static void
test_next (void)
{
  MockServer *server = mock_server_new ();
  MockResolver *dns = mock_resolver_install ();
  const XmppSessionConfig config = { 0 };
  g_autoptr(XmppConnector) connector = new_connector (&config);
  g_autoptr(XmppTransport) connection = NULL;
  g_autoptr(XmppTransport) none = NULL;
  g_autoptr(GError) error = NULL;

  mock_resolver_add_service (dns, SRV_DIRECT, 1, 0, 443, "no-such-host");
  mock_resolver_add_service (dns, SRV_STARTTLS, 2, 0, get_dead_port (), "alive");
  mock_resolver_add_service (dns, SRV_STARTTLS, 3, 0, mock_server_get_port (server), "alive");
  mock_resolver_add_host (dns, "alive", "127.0.0.1");

  connection = connect_next (connector, &error);
  g_assert_no_error (error);
  g_assert_nonnull (connection);
  g_assert_cmpstr (xmpp_connector_get_target (connector)->host, ==, "alive");
  g_assert_cmpuint (xmpp_connector_get_target (connector)->port, ==, mock_server_get_port (server));
  g_assert_false (xmpp_connector_has_more (connector));

  none = connect_next (connector, &error);
  g_assert_null (none);
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNREACHABLE);

  mock_resolver_uninstall (dns);
  mock_server_free (server);
}

static void
test_failures (void)
{
  MockResolver *dns = mock_resolver_install ();
  const XmppSessionConfig config = { 0 };
  const XmppSessionConfig dead = { .host = "127.0.0.1", .port = get_dead_port () };
  g_autoptr(XmppConnector) unknown = new_connector (&config);
  g_autoptr(XmppConnector) unreachable = new_connector (&dead);
  g_autoptr(GError) error = NULL;

  g_assert_null (connect_next (unknown, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNKNOWN_HOST);
  g_clear_error (&error);

  g_assert_null (connect_next (unreachable, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNREACHABLE);
  mock_resolver_uninstall (dns);
}

static void
test_connect_timeout (void)
{
  MockResolver *dns = mock_resolver_install ();
  const XmppSessionConfig config = { .host = "silent" };
  const XmppSessionLimits limits = { 10000, 20, 10000, 60000, 10000, 5000, 10, 50, 10000 };
  g_autoptr(XmppConnector) connector = xmpp_connector_new (MOCK_DOMAIN, &config, &limits, NULL);
  g_autoptr(GError) error = NULL;

  mock_resolver_silence (dns, "silent");
  g_assert_null (connect_next (connector, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT);
  mock_resolver_uninstall (dns);
}

static void
test_connect_cancelled (void)
{
  MockResolver *dns = mock_resolver_install ();
  const XmppSessionConfig config = { .host = "silent" };
  g_autoptr(XmppConnector) connector = new_connector (&config);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_auto(MockResult) result = { NULL, 0 };

  mock_resolver_silence (dns, "silent");
  xmpp_connector_next_async (connector, cancellable, mock_result_cb, &result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_cancellable_cancel (cancellable);
  g_assert_null (xmpp_connector_next_finish (connector, mock_result_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (result.n_calls, ==, 1);
  mock_resolver_uninstall (dns);
}

static void
test_backoff (void)
{
  for (guint n = 0; n < 100; n++)
    for (double chance = 0; chance < 1; chance += 0.0625)
      {
        guint ms = xmpp_backoff_get_delay_ms (n, 2000, 240000, chance);

        g_assert_cmpuint (ms, <=, 240000);
        g_assert_cmpuint (ms, <=, n < 7 ? 2000u << n : 240000);
        if (n > 0)
          g_assert_cmpuint (ms, >=, 1000);
      }
  g_assert_cmpuint (xmpp_backoff_get_delay_ms (0, 2000, 240000, 0), ==, 0);
  g_assert_cmpuint (xmpp_backoff_get_delay_ms (1, 2000, 240000, 0.5), ==, 2500);
  g_assert_cmpuint (xmpp_backoff_get_delay_ms (50, 2000, 240000, 0.5), ==, 120500);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/connector/order", test_order);
  g_test_add_func ("/xmpp/connector/order-is-fair", test_order_is_fair);
  g_test_add_func ("/xmpp/connector/mixed", test_mixed);
  g_test_add_func ("/xmpp/connector/none", test_none);
  g_test_add_func ("/xmpp/connector/denied", test_denied);
  g_test_add_func ("/xmpp/connector/slow-dns", test_slow_dns);
  g_test_add_func ("/xmpp/connector/broken-dns", test_broken_dns);
  g_test_add_func ("/xmpp/connector/bounded", test_bounded);
  g_test_add_func ("/xmpp/connector/lookup-cancelled", test_lookup_cancelled);
  g_test_add_func ("/xmpp/connector/manual", test_manual);
  g_test_add_func ("/xmpp/connector/next", test_next);
  g_test_add_func ("/xmpp/connector/failures", test_failures);
  g_test_add_func ("/xmpp/connector/connect-timeout", test_connect_timeout);
  g_test_add_func ("/xmpp/connector/connect-cancelled", test_connect_cancelled);
  g_test_add_func ("/xmpp/connector/backoff", test_backoff);
  return g_test_run ();
}
