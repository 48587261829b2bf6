/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which proxy to go through: as the user says, or as the desktop's settings say. Only kinds to
 * which a host name can be given as it is: names are looked up where the proxy is, never here. */
#define G_LOG_DOMAIN "xmpp-proxy"

#include "xmpp-proxy.h"

#include <string.h>

#include "xmpp-deadline.h"
#include "xmpp-error.h"

#define PORT_SOCKS 1080
#define PORT_HTTP  8080

/* More ways than that nobody tries. */
#define MAX_PROXIES 8

/* RFC 1928 and RFC 1929 give each one byte for its length. */
#define MAX_FIELD_BYTES 255

/* SOCKS 4 is not among them: there, the client looks up the name. */
static const struct {
  const char *name;
  const char *scheme;
  guint16     port;
} kinds[] = {
  { "socks5", "socks5", PORT_SOCKS },
  { "socks5h", "socks5", PORT_SOCKS },
  { "socks", "socks5", PORT_SOCKS },
  { "http", "http", PORT_HTTP },
  { "https", "https", PORT_HTTP },
};

/**
 * xmpp_proxy_new_none:
 *
 * Returns: (transfer full): the way without a proxy
 */
XmppProxy *
xmpp_proxy_new_none (void)
{
  return g_new0 (XmppProxy, 1);
}

/**
 * xmpp_proxy_copy:
 * @self: a proxy
 *
 * Returns: (transfer full): the same once more
 */
XmppProxy *
xmpp_proxy_copy (const XmppProxy *self)
{
  XmppProxy *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (XmppProxy, 1);
  copy->scheme = self->scheme;
  copy->host = g_strdup (self->host);
  copy->port = self->port;
  copy->user = g_strdup (self->user);
  copy->password = g_strdup (self->password);
  return copy;
}

/**
 * xmpp_proxy_free:
 * @self: (transfer full): a proxy
 *
 * Frees @self.
 */
void
xmpp_proxy_free (XmppProxy *self)
{
  g_free (self->host);
  g_free (self->user);
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self);
}

static gboolean
fits (const char *field)
{
  return field == NULL || (*field != '\0' && strlen (field) <= MAX_FIELD_BYTES);
}

static gboolean
take_kind (XmppProxy *self,
           GUri      *uri)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (g_uri_get_scheme (uri), kinds[i].name) == 0)
      {
        self->scheme = kinds[i].scheme;
        self->port = g_uri_get_port (uri) > 0 ? (guint16) g_uri_get_port (uri) : kinds[i].port;
        return TRUE;
      }
  return FALSE;
}

/**
 * xmpp_proxy_parse:
 * @uri: "socks5://host", "http://user:password@host:port"
 * @error: return location for %XMPP_ERROR_PROXY
 *
 * Without a port it is 1080 for SOCKS and 8080 for HTTP.
 *
 * Returns: (transfer full): the proxy; %NULL when @uri is none that can be used
 */
XmppProxy *
xmpp_proxy_parse (const char  *uri,
                  GError     **error)
{
  g_autoptr(GUri) parsed = NULL;
  g_autoptr(XmppProxy) self = xmpp_proxy_new_none ();

  g_return_val_if_fail (uri != NULL, NULL);

  parsed = g_uri_parse (uri, G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (parsed == NULL || g_uri_get_host (parsed) == NULL || g_uri_get_query (parsed) != NULL
      || g_uri_get_fragment (parsed) != NULL || strlen (g_uri_get_path (parsed)) > 1)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_PROXY, "This does not name a proxy");
      return NULL;
    }
  if (!take_kind (self, parsed))
    {
      g_set_error (error, XMPP_ERROR, XMPP_ERROR_PROXY, "No proxy of the kind %s can be used",
                   g_uri_get_scheme (parsed));
      return NULL;
    }

  self->host = g_strdup (g_uri_get_host (parsed));
  self->user = g_strdup (g_uri_get_user (parsed));
  self->password = g_strdup (g_uri_get_password (parsed));
  if (!fits (self->host) || !fits (self->user) || !fits (self->password)
      || (self->user == NULL && self->password != NULL))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_PROXY, "A part of the proxy is too long");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * xmpp_proxy_to_uri:
 * @self: a proxy
 *
 * Returns: (transfer full): it as GProxyResolver writes it, the password included
 */
char *
xmpp_proxy_to_uri (const XmppProxy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->scheme == NULL)
    return g_strdup ("direct://");

  return g_uri_join_with_user (G_URI_FLAGS_NONE, self->scheme, self->user, self->password, NULL,
                               self->host, self->port, "", NULL, NULL);
}

/**
 * xmpp_proxy_make_resolver:
 * @self: a proxy
 *
 * Returns: (transfer full): what sends every connection of libsoup and GIO through @self
 */
GProxyResolver *
xmpp_proxy_make_resolver (const XmppProxy *self)
{
  g_autofree char *uri = xmpp_proxy_to_uri (self);

  return g_simple_proxy_resolver_new (uri, NULL);
}

static gboolean
is_system (const char *setting)
{
  return setting == NULL || strcmp (setting, XMPP_PROXY_SYSTEM) == 0;
}

/**
 * xmpp_proxy_check_setting:
 * @setting: (nullable): "system" or %NULL, "none", or a URI as for xmpp_proxy_parse()
 * @error: return location for %XMPP_ERROR_PROXY
 *
 * Returns: whether it is one
 */
gboolean
xmpp_proxy_check_setting (const char  *setting,
                          GError     **error)
{
  g_autoptr(XmppProxy) proxy = NULL;

  if (is_system (setting) || strcmp (setting, XMPP_PROXY_NONE) == 0)
    return TRUE;

  proxy = xmpp_proxy_parse (setting, error);
  return proxy != NULL;
}

/**
 * xmpp_proxy_is_needed_for:
 * @host: a host name
 *
 * Returns: whether @host is an onion service, which no DNS knows and none must be asked about: RFC
 *   7686, 2
 */
gboolean
xmpp_proxy_is_needed_for (const char *host)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (host != NULL, FALSE);

  lower = g_ascii_strdown (host, -1);
  return g_str_has_suffix (lower, ".onion") || g_str_has_suffix (lower, ".onion.");
}

static gboolean
is_known (GPtrArray       *proxies,
          const XmppProxy *proxy)
{
  for (guint i = 0; i < proxies->len; i++)
    {
      const XmppProxy *other = proxies->pdata[i];

      if (g_strcmp0 (other->scheme, proxy->scheme) == 0 && g_strcmp0 (other->host, proxy->host) == 0
          && other->port == proxy->port)
        return TRUE;
    }
  return FALSE;
}

/* One answer of the desktop: "direct://", or a proxy of any kind. */
static void
add_answer (GPtrArray  *proxies,
            const char *uri)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppProxy) proxy = g_str_has_prefix (uri, "direct:") ? xmpp_proxy_new_none ()
                                                                 : xmpp_proxy_parse (uri, &error);

  if (proxy == NULL)
    g_debug ("A proxy of the system's: %s", error->message);
  else if (proxies->len < MAX_PROXIES && !is_known (proxies, proxy))
    g_ptr_array_add (proxies, g_steal_pointer (&proxy));
}

static GPtrArray *
new_proxies (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_proxy_free);
}

static void
system_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppDeadline *deadline = g_task_get_task_data (task);
  g_auto(GStrv) uris = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (object), result, &error);
  g_autoptr(GPtrArray) proxies = new_proxies ();

  xmpp_deadline_stop (deadline);
  if (g_task_return_error_if_cancelled (task))
    return;

  for (gsize i = 0; uris != NULL && uris[i] != NULL; i++)
    add_answer (proxies, uris[i]);

  /* Not "then without one": whoever set a proxy may have to hide where they are. */
  if (proxies->len > 0)
    g_task_return_pointer (task, g_steal_pointer (&proxies), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_PROXY, "The system's proxies: %s",
                             error != NULL ? error->message : "none that can be used");
}

/* The user's own. */
static void
return_setting (GTask      *task,
                const char *setting,
                const char *password)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) proxies = new_proxies ();
  XmppProxy *proxy = strcmp (setting, XMPP_PROXY_NONE) == 0 ? xmpp_proxy_new_none ()
                                                            : xmpp_proxy_parse (setting, &error);

  if (proxy == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (proxy->user != NULL && proxy->password == NULL)
    proxy->password = g_strdup (password);
  g_ptr_array_add (proxies, proxy);
  g_task_return_pointer (task, g_steal_pointer (&proxies), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * xmpp_proxy_lookup_async:
 * @setting: (nullable): as for xmpp_proxy_check_setting()
 * @password: (nullable): for the user in @setting
 * @uri: where to, as for g_proxy_resolver_lookup()
 * @timeout_ms: how long the system may take; it may have to download a script
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called with the proxies
 * @user_data: for @callback
 *
 * Looks up through what to connect.
 */
void
xmpp_proxy_lookup_async (const char          *setting,
                         const char          *password,
                         const char          *uri,
                         guint                timeout_ms,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppDeadline *deadline = NULL;

  g_return_if_fail (uri != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_proxy_lookup_async);

  if (!is_system (setting))
    {
      return_setting (task, setting, password);
      return;
    }

  deadline = xmpp_deadline_new (task, timeout_ms);
  g_task_set_task_data (task, deadline, (GDestroyNotify) xmpp_deadline_free);
  g_proxy_resolver_lookup_async (g_proxy_resolver_get_default (), uri,
                                 xmpp_deadline_get_cancellable (deadline), system_cb,
                                 g_object_ref (task));
}

/**
 * xmpp_proxy_lookup_finish:
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_PROXY, or a cancellation
 *
 * Returns: (transfer full) (element-type XmppProxy): the ways to try, one after the other; at
 *   least one
 */
GPtrArray *
xmpp_proxy_lookup_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
