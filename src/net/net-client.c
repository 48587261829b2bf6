/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files to the web, by libsoup: streamed, never whole in memory. No cookies, no name of ours, no
 * redirection, nothing unpacked, no certificate but a good one, and a connection of its own for
 * each, so that nothing is ever sent twice behind our back. */
#define G_LOG_DOMAIN "net"

#include "net-client.h"

#include <libsoup/soup.h>

#include "net-error.h"
#include "net-meter.h"

#define PATIENCE_MS (60 * 1000)

struct _NetClient
{
  GObject         parent_instance;

  SoupSession    *session;
  NetJudgeFunc    judge;         /* (nullable) */
  gpointer        judge_data;
  GDestroyNotify  judge_destroy; /* (nullable) */
  guint           patience_ms;
};

G_DEFINE_FINAL_TYPE (NetClient, net_client, G_TYPE_OBJECT)

/* A file on its way: the data of its task, which it leaves through end_put() and nowhere else. */
typedef struct {
  NetClient       *client;    /* borrowed: the task keeps it alive */
  SoupMessage     *message;
  NetMeter        *meter;
  GCancellable    *sending;
  GSource         *cancelled; /* (nullable) */
  NetProgressFunc  progress;  /* (nullable) */
  gpointer         progress_data;
  gint64           done;
  guint            stall_source;
  gboolean         has_stalled;
  gboolean         is_refused; /* the certificate is */
} Put;

static void
put_free (Put *put)
{
  g_clear_handle_id (&put->stall_source, g_source_remove);
  if (put->cancelled != NULL)
    {
      g_source_destroy (put->cancelled);
      g_source_unref (put->cancelled);
    }
  g_signal_handlers_disconnect_by_data (put->message, put);
  g_clear_object (&put->message);
  g_clear_object (&put->meter);
  g_clear_object (&put->sending);
  g_free (put);
}

static void
net_client_finalize (GObject *object)
{
  NetClient *self = NET_CLIENT (object);

  soup_session_abort (self->session);
  g_clear_object (&self->session);
  if (self->judge_destroy != NULL)
    self->judge_destroy (self->judge_data);

  G_OBJECT_CLASS (net_client_parent_class)->finalize (object);
}

static void
net_client_class_init (NetClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = net_client_finalize;
}

static void
net_client_init (NetClient *self)
{
  self->patience_ms = PATIENCE_MS;
}

/**
 * net_client_new:
 * @roots: (nullable): the authorities that are believed; %NULL: the system's
 * @proxy: (nullable): the way to go; %NULL: straight there
 * @judge: (nullable): asked about certificates that the authorities do not vouch for
 * @judge_data: (closure judge): for @judge
 * @judge_destroy: (nullable): (destroy judge): frees @judge_data
 *
 * Returns: (transfer full): a way to the web
 */
NetClient *
net_client_new (GTlsDatabase   *roots,
                GProxyResolver *proxy,
                NetJudgeFunc    judge,
                gpointer        judge_data,
                GDestroyNotify  judge_destroy)
{
  NetClient *self = g_object_new (NET_TYPE_CLIENT, NULL);

  self->judge = judge;
  self->judge_data = judge_data;
  self->judge_destroy = judge_destroy;
  /* What stalls is ended here, where it can be told from what is slow. */
  self->session = soup_session_new_with_options ("proxy-resolver", proxy, "timeout", 0,
                                                 "idle-timeout", 1, NULL);
  if (roots != NULL)
    soup_session_set_tls_database (self->session, roots);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  return self;
}

/**
 * net_client_set_patience:
 * @self: a way to the web
 * @patience_ms: how long nothing may move
 *
 * For tests, which have less patience than people.
 */
void
net_client_set_patience (NetClient *self,
                         guint      patience_ms)
{
  g_return_if_fail (NET_IS_CLIENT (self));

  self->patience_ms = patience_ms;
}

static gboolean
stalled_cb (gpointer user_data)
{
  Put *put = user_data;

  put->stall_source = 0;
  put->has_stalled = TRUE;
  g_cancellable_cancel (put->sending);
  return G_SOURCE_REMOVE;
}

static void
note_motion (Put *put)
{
  g_clear_handle_id (&put->stall_source, g_source_remove);
  put->stall_source = g_timeout_add (put->client->patience_ms, stalled_cb, put);
}

static void
wrote_cb (SoupMessage *message,
          guint        n_bytes,
          Put         *put)
{
  put->done += n_bytes;
  note_motion (put);
  if (put->progress != NULL)
    put->progress (put->done, put->progress_data);
}

static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       Put                  *put)
{
  NetClient *self = put->client;
  const char *host = g_uri_get_host (soup_message_get_uri (message));

  if (self->judge != NULL && self->judge (host, certificate, errors, self->judge_data))
    return TRUE;

  put->is_refused = TRUE;
  return FALSE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_cancellable_cancel (((Put *) user_data)->sending);
  return G_SOURCE_REMOVE;
}

/* A file that went wrong here says so itself; all else is about the way. */
static GError *
translate_error (Put          *put,
                 GCancellable *cancellable,
                 GError       *error)
{
  GError *ours = NULL;
  NetError code = NET_ERROR_UNREACHABLE;

  if (g_cancellable_set_error_if_cancelled (cancellable, &ours))
    {
      g_error_free (error);
      return ours;
    }

  if (error->domain == NET_ERROR)
    return error;

  if (put->has_stalled)
    code = NET_ERROR_STALLED;
  else if (put->is_refused || error->domain == G_TLS_ERROR)
    code = put->is_refused || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE)
           ? NET_ERROR_CERTIFICATE : NET_ERROR_UNREACHABLE;

  ours = g_error_new_literal (NET_ERROR, code, error->message);
  g_error_free (error);
  return ours;
}

static GError *
judge_status (SoupMessage *message)
{
  guint status = soup_message_get_status (message);
  NetError code = NET_ERROR_REFUSED;

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return NULL;

  if (status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE)
    code = NET_ERROR_TOO_LARGE;
  else if (SOUP_STATUS_IS_SERVER_ERROR (status) || status == SOUP_STATUS_REQUEST_TIMEOUT
           || status == 429) /* RFC 6585, 4 */
    code = NET_ERROR_BUSY;

  return g_error_new (NET_ERROR, (int) code, "The server answers %u", status);
}

static void
end_put (GTask  *task,
         GError *error) /* (nullable) */
{
  Put *put = g_task_get_task_data (task);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, net_meter_dup_sha256 (put->meter), g_free);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Put *put = g_task_get_task_data (task);
  g_autoptr(GInputStream) answer = NULL;
  GError *error = NULL;

  answer = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  g_clear_handle_id (&put->stall_source, g_source_remove);
  if (answer == NULL)
    end_put (task, translate_error (put, g_task_get_cancellable (task), error));
  else
    end_put (task, judge_status (put->message));
}

static void
add_headers (SoupMessage       *message,
             const char *const *headers)
{
  SoupMessageHeaders *place = soup_message_get_request_headers (message);

  for (guint i = 0; headers != NULL && headers[i] != NULL && headers[i + 1] != NULL; i += 2)
    soup_message_headers_append (place, headers[i], headers[i + 1]);
}

/**
 * net_client_put_async:
 * @self: a way to the web
 * @url: where the file goes
 * @content: the file, from its start
 * @size: how many bytes that are
 * @media_type: (nullable): what kind of file it is
 * @headers: (nullable) (array zero-terminated=1): names and values that are sent along, without
 *   line ends
 * @progress: (nullable): told how far it is
 * @progress_data: (closure progress): for @progress
 * @cancellable: (nullable): stops it
 * @callback: called when the server has it, or why it does not
 * @user_data: for @callback
 *
 * Sends a file: RFC 9110, 9.3.4.
 */
void
net_client_put_async (NetClient           *self,
                      const char          *url,
                      GInputStream        *content,
                      gint64               size,
                      const char          *media_type,
                      const char *const   *headers,
                      NetProgressFunc      progress,
                      gpointer             progress_data,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(SoupMessage) message = NULL;
  Put *put;

  g_return_if_fail (NET_IS_CLIENT (self));
  g_return_if_fail (url != NULL && G_IS_INPUT_STREAM (content) && size >= 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, net_client_put_async);
  message = soup_message_new (SOUP_METHOD_PUT, url);
  if (message == NULL)
    {
      g_task_return_new_error (task, NET_ERROR, NET_ERROR_REFUSED, "Not a URL");
      return;
    }

  put = g_new0 (Put, 1);
  put->client = self;
  put->message = g_steal_pointer (&message);
  put->meter = net_meter_new (content, size);
  put->sending = g_cancellable_new ();
  put->progress = progress;
  put->progress_data = progress_data;
  g_task_set_task_data (task, put, (GDestroyNotify) put_free);

  soup_message_add_flags (put->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  soup_message_set_request_body (put->message,
                                 media_type != NULL ? media_type : "application/octet-stream",
                                 G_INPUT_STREAM (put->meter), size);
  add_headers (put->message, headers);
  g_signal_connect (put->message, "wrote-body-data", G_CALLBACK (wrote_cb), put);
  g_signal_connect (put->message, "accept-certificate", G_CALLBACK (accept_certificate_cb), put);
  if (cancellable != NULL)
    {
      put->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (put->cancelled, G_SOURCE_FUNC (cancelled_cb), put, NULL);
      g_source_attach (put->cancelled, g_task_get_context (task));
    }

  note_motion (put);
  soup_session_send_async (self->session, put->message, G_PRIORITY_DEFAULT, put->sending, sent_cb,
                           g_steal_pointer (&task));
}

/**
 * net_client_put_finish:
 * @self: a way to the web
 * @result: what the callback got
 * @error: return location for an error of the domain %NET_ERROR, or that it was cancelled
 *
 * Returns: (transfer full) (nullable): the SHA-256 of what was sent, in hex
 */
char *
net_client_put_finish (NetClient     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
