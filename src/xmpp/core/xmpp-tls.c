/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS for a domain: RFC 6120, 5 and 13.7, RFC 7590, XEP-0368. The certificate is checked against
 * the address's domain, never against the host that DNS named. */
#define G_LOG_DOMAIN "xmpp-tls"

#include "xmpp-tls.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-sasl-choice.h"

struct _XmppTls
{
  GObject               parent_instance;

  char                 *domain;
  char                 *ascii_domain;
  char                 *ca_file;         /* (nullable) */
  GTlsCertificate      *own_certificate; /* (nullable) */
  XmppTrust            *trust;           /* (nullable), borrowed: outlives us */

  /* The trusted certificates: read once, on a thread. */
  GTlsDatabase         *system_roots;    /* (nullable) */
  GTlsDatabase         *own_roots;       /* (nullable) */
  GPtrArray            *waiting;         /* owned GTask: wait for the roots */
  gboolean              loading;
  gboolean              has_worked;      /* a handshake has succeeded */

  GTlsCertificate      *refused;         /* (nullable) */
  GTlsCertificateFlags  refused_errors;
};

G_DEFINE_FINAL_TYPE (XmppTls, xmpp_tls, G_TYPE_OBJECT)

typedef struct {
  GIOStream *stream;
  gboolean   direct;
} Request;

typedef struct {
  char         *ca_file;
  GTlsDatabase *system_roots;
  GTlsDatabase *own_roots;
} Roots;

static void
request_free (Request *request)
{
  g_clear_object (&request->stream);
  g_free (request);
}

static void
roots_free (Roots *roots)
{
  g_free (roots->ca_file);
  g_clear_object (&roots->system_roots);
  g_clear_object (&roots->own_roots);
  g_free (roots);
}

/* Whether the system, or the user's own file of authorities, vouches for the chain, for this name
 * and nothing else. */
static gboolean
roots_vouch (GTlsDatabase       *roots,
             GTlsCertificate    *certificate,
             GSocketConnectable *identity)
{
  return roots != NULL
         && g_tls_database_verify_chain (roots, certificate,
                                         G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
                                         G_TLS_DATABASE_VERIFY_NONE, NULL, NULL)
            == G_TLS_CERTIFICATE_NO_FLAGS;
}

static gboolean
is_pinned (XmppTls         *self,
           GTlsCertificate *certificate)
{
  return self->trust != NULL && xmpp_trust_is_pinned (self->trust, self->domain, certificate);
}

static void
refuse (XmppTls              *self,
        GTlsCertificate      *certificate,
        GTlsCertificateFlags  errors)
{
  g_set_object (&self->refused, certificate);
  self->refused_errors = errors;
}

static gboolean
accept_certificate_cb (GTlsConnection       *connection,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       XmppTls              *self)
{
  GSocketConnectable *identity =
    g_tls_client_connection_get_server_identity (G_TLS_CLIENT_CONNECTION (connection));

  if (roots_vouch (self->own_roots, certificate, identity))
    return TRUE;
  if (is_pinned (self, certificate))
    {
      g_debug ("The certificate of %s is pinned", self->domain);
      return TRUE;
    }

  g_debug ("The certificate of %s is refused: %x", self->domain, errors);
  refuse (self, certificate, errors);
  return FALSE;
}

/* GnuTLS says the same of a peer that hung up and of one that speaks something else; and GLib, of
 * one that resets the connection after it asked for a certificate, that it needs one. */
static gboolean
has_hung_up (GIOStream *stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  g_autoptr(GError) error = NULL;
  char byte = 0;

  return g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), &byte, 1, NULL,
                                                   &error) <= 0
         && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

/* Who has spoken TLS with us before will do so again: it was cut, whatever GnuTLS makes of it. */
static GError *
explain_failure (XmppTls      *self,
                 GIOStream    *stream,
                 const GError *error)
{
  XmppError code = XMPP_ERROR_NO_TLS;

  if (self->refused != NULL)
    code = XMPP_ERROR_CERTIFICATE;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    code = XMPP_ERROR_TIMEOUT;
  else if (self->has_worked || error->domain == G_IO_ERROR
           || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF)
           || ((g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS)
                || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
               && has_hung_up (stream)))
    code = XMPP_ERROR_DISCONNECTED;

  return g_error_new (XMPP_ERROR, (int) code, "TLS: %s", error->message);
}

static void
handshake_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  GTlsConnection *connection = G_TLS_CONNECTION (object);
  XmppTls *self = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  gboolean secured = g_tls_connection_handshake_finish (connection, result, &error);

  g_signal_handlers_disconnect_by_data (connection, self);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (!secured)
    g_task_return_error (task, explain_failure (self, request->stream, error));
  else if (g_tls_connection_get_protocol_version (connection) < G_TLS_PROTOCOL_VERSION_TLS_1_2)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NO_TLS, "TLS older than 1.2");
  else
    {
      self->has_worked = TRUE;
      g_task_return_pointer (task, g_object_ref (connection), g_object_unref);
    }
}

static void
start_handshake (XmppTls *self,
                 GTask   *task)
{
  static const char *const protocols[] = { XMPP_ALPN_CLIENT, NULL };
  Request *request = g_task_get_task_data (task);
  g_autoptr(GSocketConnectable) identity = g_network_address_new (self->ascii_domain, 5222);
  g_autoptr(GError) error = NULL;
  g_autoptr(GIOStream) stream = g_tls_client_connection_new (request->stream, identity, &error);
  GTlsConnection *connection = NULL;

  if (stream == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NO_TLS, "%s", error->message);
      return;
    }

  g_clear_object (&self->refused);
  connection = G_TLS_CONNECTION (stream);
  /* The system's roots are what it has; setting them would have GnuTLS read them all once more. */
  if (self->own_certificate != NULL)
    g_tls_connection_set_certificate (connection, self->own_certificate);
  if (request->direct)
    g_tls_connection_set_advertised_protocols (connection, (const char **) protocols);
  /* XMPP says good-bye in its own words, so a cut is no worse than an end without it; but where it
   * need not be announced, glib-networking (up to 2.74) leaks what it thinks of the cut. */
  g_tls_connection_set_require_close_notify (connection, TRUE);
  g_signal_connect_object (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                           self, 0);

  g_tls_connection_handshake_async (connection, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                    handshake_cb, g_object_ref (task));
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Roots *roots = task_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  roots->system_roots = g_tls_backend_get_default_database (g_tls_backend_get_default ());

  if (roots->ca_file != NULL)
    {
      path = g_canonicalize_filename (roots->ca_file, NULL);
      roots->own_roots = g_tls_file_database_new (path, &error);
      if (error != NULL)
        g_debug ("Authorities of one's own: %s", error->message);
    }

  g_task_return_boolean (task, TRUE);
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  XmppTls *self = XMPP_TLS (object);
  Roots *roots = g_task_get_task_data (G_TASK (result));
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->loading = FALSE;
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->system_roots = g_steal_pointer (&roots->system_roots);
  self->own_roots = g_steal_pointer (&roots->own_roots);

  for (guint i = 0; i < waiting->len; i++)
    if (g_task_get_source_tag (waiting->pdata[i]) == xmpp_tls_ready_async)
      g_task_return_boolean (waiting->pdata[i], TRUE);
    else if (!g_task_return_error_if_cancelled (waiting->pdata[i]))
      start_handshake (self, waiting->pdata[i]);
}

static void
xmpp_tls_finalize (GObject *object)
{
  XmppTls *self = XMPP_TLS (object);

  g_clear_pointer (&self->domain, g_free);
  g_clear_pointer (&self->ascii_domain, g_free);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_object (&self->own_certificate);
  g_clear_object (&self->system_roots);
  g_clear_object (&self->own_roots);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->refused);

  G_OBJECT_CLASS (xmpp_tls_parent_class)->finalize (object);
}

static void
xmpp_tls_class_init (XmppTlsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_tls_finalize;
}

static void
xmpp_tls_init (XmppTls *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * xmpp_tls_new:
 * @domain: the address's domain, as people read it
 * @ascii_domain: the same as certificates write it
 * @config: further authorities, and the certificate to show
 *
 * Returns: (transfer full): what is needed to make connections to @domain secure
 */
XmppTls *
xmpp_tls_new (const char              *domain,
              const char              *ascii_domain,
              const XmppSessionConfig *config)
{
  XmppTls *self = NULL;

  g_return_val_if_fail (domain != NULL && ascii_domain != NULL && config != NULL, NULL);

  self = g_object_new (XMPP_TYPE_TLS, NULL);
  self->domain = g_strdup (domain);
  self->ascii_domain = g_strdup (ascii_domain);
  self->ca_file = g_strdup (config->ca_file);
  g_set_object (&self->own_certificate, config->client_certificate);
  return self;
}

/**
 * xmpp_tls_set_trust:
 * @self: a TLS
 * @trust: (nullable): who decides about certificates that do not verify; not referenced
 *
 * Sets the judge. Without one, such certificates are refused.
 */
void
xmpp_tls_set_trust (XmppTls   *self,
                    XmppTrust *trust)
{
  g_return_if_fail (XMPP_IS_TLS (self));

  self->trust = trust;
}

/**
 * xmpp_tls_prepare:
 * @self: a TLS
 *
 * Begins to read the trusted certificates, which takes tens of milliseconds, while DNS and TCP take
 * their time.
 */
void
xmpp_tls_prepare (XmppTls *self)
{
  g_autoptr(GTask) task = NULL;
  Roots *roots = NULL;

  g_return_if_fail (XMPP_IS_TLS (self));

  if (self->loading || self->system_roots != NULL)
    return;

  self->loading = TRUE;
  task = g_task_new (self, NULL, load_cb, NULL);
  g_task_set_source_tag (task, xmpp_tls_prepare);
  roots = g_new0 (Roots, 1);
  roots->ca_file = g_strdup (self->ca_file);
  g_task_set_task_data (task, roots, (GDestroyNotify) roots_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * xmpp_tls_secure_async:
 * @self: a TLS
 * @stream: a connection on which the server expects the handshake next
 * @direct: whether TLS is all that was spoken on it, XEP-0368
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called after the handshake
 * @user_data: for @callback
 *
 * Makes @stream secure, with the certificate verified.
 */
void
xmpp_tls_secure_async (XmppTls             *self,
                       GIOStream           *stream,
                       gboolean             direct,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Request *request = NULL;

  g_return_if_fail (XMPP_IS_TLS (self));
  g_return_if_fail (G_IS_IO_STREAM (stream));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_tls_secure_async);
  request = g_new0 (Request, 1);
  request->stream = g_object_ref (stream);
  request->direct = direct;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);

  xmpp_tls_prepare (self);
  if (self->loading)
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  else
    start_handshake (self, task);
}

/**
 * xmpp_tls_secure_finish:
 * @self: a TLS
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_CERTIFICATE, %XMPP_ERROR_NO_TLS,
 *   %XMPP_ERROR_DISCONNECTED, or a cancellation
 *
 * Returns: (transfer full): the GTlsConnection; %NULL with @error set
 */
GIOStream *
xmpp_tls_secure_finish (XmppTls       *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_tls_report_refused:
 * @self: a TLS
 *
 * Shows the certificate that the last handshake refused to the judge, who may start anew at once.
 */
void
xmpp_tls_report_refused (XmppTls *self)
{
  g_autoptr(GTlsCertificate) refused = NULL;

  g_return_if_fail (XMPP_IS_TLS (self));

  refused = g_steal_pointer (&self->refused);
  if (refused != NULL && self->trust != NULL)
    xmpp_trust_refused (self->trust, self->domain, refused, self->refused_errors);
}

/**
 * xmpp_tls_ready_async:
 * @self: a TLS
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called when the trusted certificates are read
 * @user_data: for @callback
 *
 * For who makes its own connections: HTTP.
 */
void
xmpp_tls_ready_async (XmppTls             *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_TLS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_tls_ready_async);

  xmpp_tls_prepare (self);
  if (self->loading)
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * xmpp_tls_ready_finish:
 * @self: a TLS
 * @result: what the callback was given
 * @error: return location for a cancellation
 *
 * Returns: whether it is ready
 */
gboolean
xmpp_tls_ready_finish (XmppTls       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * xmpp_tls_get_roots:
 * @self: a TLS that is ready
 *
 * Returns: (nullable): the system's authorities
 */
GTlsDatabase *
xmpp_tls_get_roots (XmppTls *self)
{
  g_return_val_if_fail (XMPP_IS_TLS (self), NULL);

  return self->system_roots;
}

/**
 * xmpp_tls_get_own_certificate:
 * @self: a TLS
 *
 * Returns: (nullable): the certificate to show
 */
GTlsCertificate *
xmpp_tls_get_own_certificate (XmppTls *self)
{
  g_return_val_if_fail (XMPP_IS_TLS (self), NULL);

  return self->own_certificate;
}

/**
 * xmpp_tls_judge:
 * @self: a TLS that is ready
 * @host: to whom a connection was made that speaks for the domain: XEP-0156, 2.2
 * @certificate: what @host showed
 * @errors: what the system found wrong with it
 * @remember: whether xmpp_tls_report_refused() shall show it
 *
 * A certificate for @host will do, or one for the domain.
 *
 * Returns: whether the certificate is good all the same
 */
gboolean
xmpp_tls_judge (XmppTls              *self,
                const char           *host,
                GTlsCertificate      *certificate,
                GTlsCertificateFlags  errors,
                gboolean              remember)
{
  g_autoptr(GSocketConnectable) host_identity = NULL;
  g_autoptr(GSocketConnectable) domain_identity = NULL;

  g_return_val_if_fail (XMPP_IS_TLS (self), FALSE);
  g_return_val_if_fail (host != NULL && G_IS_TLS_CERTIFICATE (certificate), FALSE);

  host_identity = g_network_address_new (host, 443);
  domain_identity = g_network_address_new (self->ascii_domain, 443);
  if (roots_vouch (self->own_roots, certificate, host_identity)
      || roots_vouch (self->own_roots, certificate, domain_identity)
      || roots_vouch (self->system_roots, certificate, domain_identity)
      || is_pinned (self, certificate))
    return TRUE;

  g_debug ("The certificate of %s is refused: %x", host, errors);
  if (remember)
    refuse (self, certificate, errors);
  return FALSE;
}

/**
 * xmpp_tls_has_refused:
 * @self: a TLS
 *
 * Returns: whether there is a certificate for xmpp_tls_report_refused() to show
 */
gboolean
xmpp_tls_has_refused (XmppTls *self)
{
  g_return_val_if_fail (XMPP_IS_TLS (self), FALSE);

  return self->refused != NULL;
}

/**
 * xmpp_tls_forget_refused:
 * @self: a TLS
 *
 * Another connection begins.
 */
void
xmpp_tls_forget_refused (XmppTls *self)
{
  g_return_if_fail (XMPP_IS_TLS (self));

  g_clear_object (&self->refused);
}

/**
 * xmpp_tls_get_binding:
 * @connection: a TLS connection after its handshake
 * @kind: "tls-exporter" (RFC 9266), "tls-unique" or "tls-server-end-point" (RFC 5929)
 *
 * Returns: (transfer full) (nullable): what a channel binding of @kind binds to; %NULL when this
 *   connection has none
 */
GBytes *
xmpp_tls_get_binding (GTlsConnection *connection,
                      const char     *kind)
{
  g_autoptr(GByteArray) bytes = NULL;
  g_autoptr(GError) error = NULL;
  GTlsChannelBindingType type = G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT;

  g_return_val_if_fail (G_IS_TLS_CONNECTION (connection), NULL);

  if (g_strcmp0 (kind, XMPP_BINDING_EXPORTER) == 0)
    type = G_TLS_CHANNEL_BINDING_TLS_EXPORTER;
  else if (g_strcmp0 (kind, XMPP_BINDING_UNIQUE) == 0)
    type = G_TLS_CHANNEL_BINDING_TLS_UNIQUE;
  else if (g_strcmp0 (kind, XMPP_BINDING_END_POINT) != 0)
    return NULL;

  bytes = g_byte_array_new ();
  if (!g_tls_connection_get_channel_binding_data (connection, type, bytes, &error))
    {
      g_debug ("No %s: %s", kind, error->message);
      return NULL;
    }
  if (bytes->len == 0)
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * xmpp_tls_get_version:
 * @connection: a TLS connection after its handshake
 *
 * Returns: (nullable): "TLS 1.2" or "TLS 1.3"
 */
const char *
xmpp_tls_get_version (GTlsConnection *connection)
{
  g_return_val_if_fail (G_IS_TLS_CONNECTION (connection), NULL);

  switch (g_tls_connection_get_protocol_version (connection))
    {
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return "TLS 1.2";
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return "TLS 1.3";
    case G_TLS_PROTOCOL_VERSION_UNKNOWN:
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
      break;
    }
  return NULL;
}

/**
 * xmpp_tls_get_number:
 * @connection: a TLS connection after its handshake
 *
 * Returns: (nullable): the version's number as XEP-0515, 4.1 writes it: "0303" or "0304"
 */
const char *
xmpp_tls_get_number (GTlsConnection *connection)
{
  const char *version = xmpp_tls_get_version (connection);

  if (version == NULL)
    return NULL;
  return g_str_has_suffix (version, "1.3") ? "0304" : "0303";
}
