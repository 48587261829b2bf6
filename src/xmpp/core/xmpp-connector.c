/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connects to one place after the other where a domain's service may be, straight or through a
 * proxy: RFC 6120, 3, and when nothing of that leads there, XEP-0156:
 *
 *   proxies ─→ SRV records ─→ TCP to each target ─→ proxies for HTTPS ─→ host-meta ─→ WebSocket
 *        ↖─────── the next proxy ───────┘ */
#define G_LOG_DOMAIN "xmpp-connector"

#include "xmpp-connector.h"

#include <string.h>

#include "xmpp-deadline.h"
#include "xmpp-error.h"
#include "xmpp-host-meta.h"
#include "xmpp-proxy-connect.h"
#include "xmpp-tcp.h"
#include "xmpp-websocket.h"
#include "xmpp-wire.h"

#define PORT_STARTTLS 5222
#define PORT_DIRECT   5223

/* Prosody's, where only a host is given */
#define WEB_PATH "/xmpp-websocket"

struct _XmppConnector
{
  GObject            parent_instance;

  char              *domain;
  XmppSessionConfig  config;
  XmppSessionLimits  limits;
  XmppTls           *tls;      /* (nullable): no WebSocket without */
  gboolean           is_web;   /* WebSockets are tried: TCP is not wanted, or led nowhere */
  GPtrArray         *proxies;  /* (nullable), owned XmppProxy: NULL before they were looked up */
  guint              proxy;    /* which of them is the way now */
  GPtrArray         *targets;  /* (nullable), owned XmppTarget: NULL before DNS was asked */
  guint              n_tried;
  gboolean           is_preference; /* @targets is a wish: when it comes to nothing, ask DNS */
  GError            *failure;  /* (nullable): the most telling of this search */
};

G_DEFINE_FINAL_TYPE (XmppConnector, xmpp_connector, G_TYPE_OBJECT)

static void look_up_proxies (GTask *task);
static void look_up_targets (GTask *task);

static const XmppProxy *
get_proxy (XmppConnector *self)
{
  return self->proxies->pdata[self->proxy];
}

static XmppError
classify (const GError *error,
          gboolean      timed_out)
{
  if (timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return XMPP_ERROR_TIMEOUT;
  if (error->domain == XMPP_ERROR)
    return (XmppError) error->code;
  if (error->domain == G_RESOLVER_ERROR
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return XMPP_ERROR_UNKNOWN_HOST;
  return XMPP_ERROR_UNREACHABLE;
}

/* Of several failures the one that came farthest tells most. */
static void
keep_failure (XmppConnector *self,
              XmppError      code,
              const char    *host,
              const GError  *error)
{
  if (self->failure != NULL && self->failure->code != XMPP_ERROR_UNKNOWN_HOST)
    return;

  g_clear_error (&self->failure);
  self->failure = g_error_new (XMPP_ERROR, (int) code, "%s: %s", host,
                               code == XMPP_ERROR_TIMEOUT ? "no answer" : error->message);
}

static void
set_targets (XmppConnector *self,
             GPtrArray     *targets)
{
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  self->targets = targets;
  self->n_tried = 0;
}

/* A proxy that the desktop names besides others may lead where the first does not. */
static gboolean
has_more_proxies (XmppConnector *self)
{
  return !self->is_web && self->proxies != NULL && self->proxy + 1 < self->proxies->len;
}

/* XEP-0156, 2.2: only after everything else. Not where the user has to do something first. */
static gboolean
may_turn_to_web (XmppConnector *self)
{
  if (g_error_matches (self->failure, XMPP_ERROR, XMPP_ERROR_PROXY_LOGIN)
      || g_error_matches (self->failure, XMPP_ERROR, XMPP_ERROR_NEEDS_PROXY))
    return FALSE;

  return !self->is_web && self->tls != NULL && self->config.tls == XMPP_TLS_AUTO
         && self->config.host == NULL && self->config.port == 0;
}

static void try_next (GTask *task);

static void
return_transport (GTask         *task,
                  XmppTransport *transport, /* (transfer full) (nullable) */
                  const GError  *error)
{
  XmppConnector *self = g_task_get_source_object (task);
  XmppDeadline *deadline = g_task_get_task_data (task);
  g_autoptr(XmppTransport) owned = transport;

  xmpp_deadline_stop (deadline);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (owned == NULL)
    {
      const char *host = xmpp_connector_get_target (self)->host;

      g_debug ("%s: %s", host, error->message);
      keep_failure (self, classify (error, xmpp_deadline_has_passed (deadline)), host, error);
      if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_PROXY)
          || g_error_matches (error, XMPP_ERROR, XMPP_ERROR_PROXY_LOGIN))
        self->n_tried = self->targets->len; /* it would say the same of the others */
      try_next (task);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&owned), g_object_unref);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = xmpp_proxy_connect_finish (result, &error);

  if (connection != NULL)
    xmpp_tcp_prepare (connection);
  return_transport (task, connection != NULL ? xmpp_wire_new (connection) : NULL, error);
}

static void
websocket_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppTransport *transport = xmpp_websocket_connect_finish (result, &error);

  return_transport (task, transport, error);
}

/* Without user and password */
static char *
describe_proxy (const XmppProxy *proxy)
{
  return proxy->scheme != NULL
         ? g_strdup_printf ("%s://%s:%u", proxy->scheme, proxy->host, proxy->port) : NULL;
}

static void
try_target (GTask      *task,
            XmppTarget *target)
{
  XmppConnector *self = g_task_get_source_object (task);
  const XmppProxy *proxy = get_proxy (self);
  XmppDeadline *deadline = NULL;

  g_free (target->proxy);
  target->proxy = describe_proxy (proxy);
  g_debug ("Trying %s, port %u, %s, through %s", target->host, target->port,
           target->uri != NULL ? target->uri : target->direct ? "TLS" : "STARTTLS",
           target->proxy != NULL ? target->proxy : "nothing");

  /* A proxy asks DNS and connects for us, and some lead half around the world and back. A WebSocket
   * has its handshakes still before it. */
  deadline = xmpp_deadline_new (task, proxy->scheme != NULL || target->uri != NULL
                                      ? self->limits.step_ms : self->limits.connect_ms);
  g_task_set_task_data (task, deadline, (GDestroyNotify) xmpp_deadline_free);
  if (target->uri != NULL)
    xmpp_websocket_connect_async (target->uri, self->tls, proxy,
                                  xmpp_deadline_get_cancellable (deadline), websocket_cb,
                                  g_object_ref (task));
  else
    xmpp_proxy_connect_async (proxy, target->host, target->port,
                              xmpp_deadline_get_cancellable (deadline), connected_cb,
                              g_object_ref (task));
}

static void
try_next (GTask *task)
{
  XmppConnector *self = g_task_get_source_object (task);

  if (self->n_tried < self->targets->len)
    {
      try_target (task, self->targets->pdata[self->n_tried++]);
    }
  else if (self->is_preference || has_more_proxies (self))
    {
      self->proxy += !self->is_preference;
      self->is_preference = FALSE;
      set_targets (self, NULL);
      look_up_targets (task);
    }
  else if (may_turn_to_web (self))
    {
      self->is_web = TRUE;
      set_targets (self, NULL);
      look_up_proxies (task);
    }
  else if (self->failure != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&self->failure));
    }
  else
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNREACHABLE, "No other place to try");
    }
}

static GPtrArray *
new_targets (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_target_free);
}

/* What the user gave by hand; otherwise, with a proxy, the domain itself: SRV records cannot be had
 * through it, and asking here would tell whom we talk to. */
static GPtrArray *
make_targets (XmppConnector *self)
{
  const XmppSessionConfig *config = &self->config;
  const char *host = config->host != NULL ? config->host : self->domain;
  gboolean direct = config->tls == XMPP_TLS_DIRECT
                    || (config->tls == XMPP_TLS_AUTO && config->port == PORT_DIRECT);
  guint16 usual = direct ? PORT_DIRECT : PORT_STARTTLS;
  GPtrArray *targets = new_targets ();

  g_ptr_array_add (targets,
                   xmpp_target_new (host, config->port != 0 ? config->port : usual, direct));
  if (config->host == NULL && config->port == 0 && config->tls == XMPP_TLS_AUTO)
    g_ptr_array_add (targets, xmpp_target_new (host, PORT_DIRECT, TRUE));
  return targets;
}

static void
host_meta_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppConnector *self = g_task_get_source_object (task);
  XmppDeadline *deadline = g_task_get_task_data (task);
  g_autoptr(GPtrArray) links = xmpp_host_meta_lookup_finish (result, &error);

  xmpp_deadline_stop (deadline);
  if (g_task_return_error_if_cancelled (task))
    return;

  set_targets (self, new_targets ());
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      XmppTarget *target = xmpp_target_new_websocket (links->pdata[i]);

      if (target != NULL)
        g_ptr_array_add (self->targets, target);
    }
  if (links == NULL && self->failure == NULL)
    keep_failure (self, xmpp_deadline_has_passed (deadline) ? XMPP_ERROR_TIMEOUT
                                                            : XMPP_ERROR_UNREACHABLE,
                  self->domain, error);
  try_next (task);
}

/* The user's own, or where Prosody has its. */
static XmppTarget *
make_web_target (XmppConnector *self)
{
  const XmppSessionConfig *config = &self->config;
  g_autofree char *uri = NULL;

  if (strstr (config->host, "://") != NULL)
    return xmpp_target_new_websocket (config->host);

  uri = g_uri_join (G_URI_FLAGS_NONE, "wss", NULL, config->host,
                    config->port != 0 ? config->port : -1, WEB_PATH, NULL, NULL);
  return xmpp_target_new_websocket (uri);
}

static void
look_up_web_targets (GTask *task)
{
  XmppConnector *self = g_task_get_source_object (task);
  XmppTarget *target = NULL;
  XmppDeadline *deadline = NULL;

  if (self->config.host != NULL)
    {
      set_targets (self, new_targets ());
      if ((target = make_web_target (self)) != NULL)
        g_ptr_array_add (self->targets, target);
      try_next (task);
      return;
    }

  deadline = xmpp_deadline_new (task, self->limits.lookup_ms);
  g_task_set_task_data (task, deadline, (GDestroyNotify) xmpp_deadline_free);
  xmpp_host_meta_lookup_async (self->domain, self->tls, get_proxy (self),
                               xmpp_deadline_get_cancellable (deadline), host_meta_cb,
                               g_object_ref (task));
}

static void
targets_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppConnector *self = g_task_get_source_object (task);
  GPtrArray *targets = xmpp_resolver_lookup_finish (result, &error);

  if (targets == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  set_targets (self, targets);
  try_next (task);
}

static void
look_up_targets (GTask *task)
{
  XmppConnector *self = g_task_get_source_object (task);
  g_autoptr(GResolver) resolver = NULL;

  if (self->is_web)
    {
      look_up_web_targets (task);
      return;
    }

  if (self->config.host != NULL || self->config.port != 0 || get_proxy (self)->scheme != NULL
      || xmpp_proxy_is_needed_for (self->domain))
    {
      set_targets (self, make_targets (self));
      try_next (task);
      return;
    }

  resolver = g_resolver_get_default ();
  xmpp_resolver_lookup_async (resolver, self->domain, self->config.tls, self->limits.lookup_ms,
                              g_task_get_cancellable (task), targets_cb, g_object_ref (task));
}

static void
proxies_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppConnector *self = g_task_get_source_object (task);

  g_clear_pointer (&self->proxies, g_ptr_array_unref);
  self->proxies = xmpp_proxy_lookup_finish (result, &error);
  self->proxy = 0;
  if (self->proxies == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (self->targets != NULL)
    try_next (task);
  else
    look_up_targets (task);
}

static void
look_up_proxies (GTask *task)
{
  XmppConnector *self = g_task_get_source_object (task);
  const XmppSessionConfig *config = &self->config;
  g_autofree char *uri =
    g_uri_join (G_URI_FLAGS_NONE, self->is_web ? "https" : "none", NULL,
                config->host != NULL && !self->is_web ? config->host : self->domain,
                self->is_web ? -1 : config->port != 0 ? config->port : PORT_STARTTLS,
                self->is_web ? "/" : "", NULL, NULL);

  xmpp_proxy_lookup_async (config->proxy, config->proxy_password, uri, self->limits.lookup_ms,
                           g_task_get_cancellable (task), proxies_cb, g_object_ref (task));
}

static void
xmpp_connector_finalize (GObject *object)
{
  XmppConnector *self = XMPP_CONNECTOR (object);

  g_clear_pointer (&self->domain, g_free);
  xmpp_session_config_clear (&self->config);
  g_clear_object (&self->tls);
  g_clear_pointer (&self->proxies, g_ptr_array_unref);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (xmpp_connector_parent_class)->finalize (object);
}

static void
xmpp_connector_class_init (XmppConnectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_connector_finalize;
}

static void
xmpp_connector_init (XmppConnector *self)
{
}

/**
 * xmpp_connector_new:
 * @domain: the address's domain, as DNS writes it
 * @config: host, port, mode and proxy, where the user gave them
 * @limits: time limits
 * @tls: (nullable): for WebSockets
 *
 * A host or port given by hand counts for more than DNS: with %XMPP_TLS_AUTO, port 5223 means
 * direct TLS and every other one STARTTLS. With a proxy nothing is asked of DNS here.
 *
 * Returns: (transfer full): a connector that did nothing yet
 */
XmppConnector *
xmpp_connector_new (const char              *domain,
                    const XmppSessionConfig *config,
                    const XmppSessionLimits *limits,
                    XmppTls                 *tls)
{
  XmppConnector *self = NULL;

  g_return_val_if_fail (domain != NULL && config != NULL && limits != NULL, NULL);

  self = g_object_new (XMPP_TYPE_CONNECTOR, NULL);
  self->domain = g_strdup (domain);
  xmpp_session_config_copy (&self->config, config);
  self->limits = *limits;
  g_set_object (&self->tls, tls);
  self->is_web = tls != NULL
                 && (config->tls == XMPP_TLS_WEBSOCKET
                     || (config->host != NULL && g_str_has_prefix (config->host, "wss://")));
  return self;
}

/**
 * xmpp_connector_prefer:
 * @self: a connector that did nothing yet
 * @target: (transfer full): where the server wants us to come back to (XEP-0198, 5; over WebSocket
 *   RFC 7395, 3.6.1)
 *
 * Tries @target first. Where the user named a place by hand, that counts for more; but a WebSocket
 * that only sends us to another one is of no use.
 */
void
xmpp_connector_prefer (XmppConnector *self,
                       XmppTarget    *target)
{
  g_return_if_fail (XMPP_IS_CONNECTOR (self));
  g_return_if_fail (target != NULL);

  /* Over WebSocket it would be another way than the one that was chosen. */
  if (target->uri == NULL && (self->config.host != NULL || self->is_web))
    {
      xmpp_target_free (target);
      return;
    }

  xmpp_connector_redirect (self, target);
  self->is_preference = TRUE;
}

/**
 * xmpp_connector_redirect:
 * @self: a connector
 * @target: (transfer full): where the server sent us (see-other-host, RFC 6120, 4.9.3.19)
 *
 * Makes @target the only place to try.
 */
void
xmpp_connector_redirect (XmppConnector *self,
                         XmppTarget    *target)
{
  g_return_if_fail (XMPP_IS_CONNECTOR (self));
  g_return_if_fail (target != NULL);

  set_targets (self, new_targets ());
  g_ptr_array_add (self->targets, target);
  self->is_preference = FALSE;
}

/**
 * xmpp_connector_next_async:
 * @self: a connector
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called with a connection
 * @user_data: for @callback
 *
 * Connects to the next place that takes a connection, each tried within its time limit. The first
 * call asks for the proxy, and DNS where there is none.
 */
void
xmpp_connector_next_async (XmppConnector       *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_CONNECTOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_connector_next_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->proxies == NULL)
    look_up_proxies (task);
  else
    try_next (task);
}

/**
 * xmpp_connector_next_finish:
 * @self: a connector
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_UNKNOWN_HOST, %XMPP_ERROR_UNREACHABLE,
 *   %XMPP_ERROR_TIMEOUT, %XMPP_ERROR_NO_SERVICE, %XMPP_ERROR_PROXY, %XMPP_ERROR_PROXY_LOGIN,
 *   %XMPP_ERROR_NEEDS_PROXY, or a cancellation
 *
 * Returns: (transfer full): what leads to xmpp_connector_get_target(); %NULL when no place is
 *   left
 */
XmppTransport *
xmpp_connector_next_finish (XmppConnector  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_connector_get_target:
 * @self: a connector
 *
 * Returns: (nullable): the place that was tried last; good until the next call of @self
 */
const XmppTarget *
xmpp_connector_get_target (XmppConnector *self)
{
  g_return_val_if_fail (XMPP_IS_CONNECTOR (self), NULL);

  return self->n_tried > 0 ? self->targets->pdata[self->n_tried - 1] : NULL;
}

/**
 * xmpp_connector_has_more:
 * @self: a connector
 *
 * Returns: whether there is a place that was not tried
 */
gboolean
xmpp_connector_has_more (XmppConnector *self)
{
  g_return_val_if_fail (XMPP_IS_CONNECTOR (self), FALSE);

  return (self->targets != NULL && self->n_tried < self->targets->len) || self->is_preference
         || has_more_proxies (self) || may_turn_to_web (self);
}

