/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes TCP connections to one place after the other where a domain's service may be: RFC 6120, 3.
 * GSocketClient races the addresses of each place (happy eyeballs, RFC 8305). */
#define G_LOG_DOMAIN "xmpp-connector"

#include "xmpp-connector.h"

#include "xmpp-error.h"
#include "xmpp-tcp.h"

#define PORT_STARTTLS 5222
#define PORT_DIRECT   5223

struct _XmppConnector
{
  GObject            parent_instance;

  char              *domain;
  XmppTlsMode        mode;
  XmppSessionLimits  limits;
  GPtrArray         *targets;  /* (nullable), owned XmppTarget: NULL before DNS was asked */
  guint              n_tried;
  GError            *failure;  /* (nullable): the most telling of this search */
};

G_DEFINE_FINAL_TYPE (XmppConnector, xmpp_connector, G_TYPE_OBJECT)

/* One place that is being tried. */
typedef struct {
  GCancellable *attempt;
  GSource      *timer;      /* (nullable) */
  GSource      *cancelled;  /* (nullable) */
  gboolean      timed_out;
} Attempt;

static void try_next (GTask *task);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
attempt_free (Attempt *attempt)
{
  g_clear_object (&attempt->attempt);
  clear_source (&attempt->timer);
  clear_source (&attempt->cancelled);
  g_free (attempt);
}

static XmppError
classify (const GError *error,
          gboolean      timed_out)
{
  if (timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return XMPP_ERROR_TIMEOUT;
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
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppConnector *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (object), result, &error);

  clear_source (&attempt->timer);
  clear_source (&attempt->cancelled);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (connection == NULL)
    {
      const char *host = xmpp_connector_get_target (self)->host;

      g_debug ("%s: %s", host, error->message);
      keep_failure (self, classify (error, attempt->timed_out), host, error);
      try_next (task);
      return;
    }

  xmpp_tcp_prepare (connection);
  g_task_return_pointer (task, g_steal_pointer (&connection), g_object_unref);
}

static gboolean
timeout_cb (gpointer task)
{
  Attempt *attempt = g_task_get_task_data (task);

  attempt->timed_out = TRUE;
  g_cancellable_cancel (attempt->attempt);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      task)
{
  Attempt *attempt = g_task_get_task_data (task);

  g_cancellable_cancel (attempt->attempt);
  return G_SOURCE_REMOVE;
}

static void
attempt_start (GTask            *task,
               const XmppTarget *target)
{
  XmppConnector *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnectable) address = g_network_address_new (target->host, target->port);
  Attempt *attempt = g_new0 (Attempt, 1);

  g_debug ("Trying %s, port %u, %s", target->host, target->port,
           target->direct ? "TLS" : "STARTTLS");

  attempt->attempt = g_cancellable_new ();
  attempt->timer = g_timeout_source_new (self->limits.connect_ms);
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  g_task_attach_source (task, attempt->timer, timeout_cb);
  if (cancellable != NULL)
    {
      attempt->cancelled = g_cancellable_source_new (cancellable);
      g_task_attach_source (task, attempt->cancelled, G_SOURCE_FUNC (cancelled_cb));
    }

  g_socket_client_connect_async (client, address, attempt->attempt, connected_cb,
                                 g_object_ref (task));
}

static void
try_next (GTask *task)
{
  XmppConnector *self = g_task_get_source_object (task);

  if (xmpp_connector_has_more (self))
    attempt_start (task, self->targets->pdata[self->n_tried++]);
  else if (self->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failure));
  else
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_UNREACHABLE, "No other place to try");
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppConnector *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) targets = xmpp_resolver_lookup_finish (result, &error);

  if (targets == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->targets = g_steal_pointer (&targets);
  try_next (task);
}

static void
xmpp_connector_finalize (GObject *object)
{
  XmppConnector *self = XMPP_CONNECTOR (object);

  g_clear_pointer (&self->domain, g_free);
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

static void
set_only_target (XmppConnector *self,
                 XmppTarget    *target)
{
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_target_free);
  self->n_tried = 0;
  g_ptr_array_add (self->targets, target);
}

/**
 * xmpp_connector_new:
 * @domain: the address's domain, as DNS writes it
 * @config: host, port and mode, where the user gave them
 * @limits: time limits
 *
 * A host or port given by hand counts for more than DNS: with %XMPP_TLS_AUTO, port 5223 means
 * direct TLS and every other one STARTTLS.
 *
 * Returns: (transfer full): a connector that did nothing yet
 */
XmppConnector *
xmpp_connector_new (const char              *domain,
                    const XmppSessionConfig *config,
                    const XmppSessionLimits *limits)
{
  XmppConnector *self = NULL;

  g_return_val_if_fail (domain != NULL && config != NULL && limits != NULL, NULL);

  self = g_object_new (XMPP_TYPE_CONNECTOR, NULL);
  self->domain = g_strdup (domain);
  self->mode = config->tls;
  self->limits = *limits;

  if (config->host != NULL || config->port != 0)
    {
      gboolean direct = config->tls == XMPP_TLS_DIRECT
                        || (config->tls == XMPP_TLS_AUTO && config->port == PORT_DIRECT);
      guint16 usual = direct ? PORT_DIRECT : PORT_STARTTLS;

      set_only_target (self, xmpp_target_new (config->host != NULL ? config->host : domain,
                                              config->port != 0 ? config->port : usual, direct));
    }

  return self;
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

  set_only_target (self, target);
}

/**
 * xmpp_connector_next_async:
 * @self: a connector
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called with a connection
 * @user_data: for @callback
 *
 * Connects to the next place that takes a connection, each tried within its time limit. The first
 * call asks DNS.
 */
void
xmpp_connector_next_async (XmppConnector       *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GResolver) resolver = NULL;

  g_return_if_fail (XMPP_IS_CONNECTOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_connector_next_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->targets != NULL)
    {
      try_next (task);
      return;
    }

  resolver = g_resolver_get_default ();
  xmpp_resolver_lookup_async (resolver, self->domain, self->mode, self->limits.lookup_ms,
                              cancellable, lookup_cb, g_steal_pointer (&task));
}

/**
 * xmpp_connector_next_finish:
 * @self: a connector
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_UNKNOWN_HOST, %XMPP_ERROR_UNREACHABLE,
 *   %XMPP_ERROR_TIMEOUT, %XMPP_ERROR_NO_SERVICE, or a cancellation
 *
 * Returns: (transfer full): a TCP connection to xmpp_connector_get_target(); %NULL when no place
 *   is left
 */
GSocketConnection *
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

  return self->targets != NULL && self->n_tried < self->targets->len;
}

