/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files to the web and from there, by libsoup: streamed, never whole in memory. No cookies, no name
 * of ours, nothing unpacked, no certificate but a good one, and a connection of its own for each,
 * so that nothing is ever sent twice behind our back. */
#define G_LOG_DOMAIN "net"

#include "net-client.h"

#include "net-client-private.h"
#include "net-error.h"
#include "net-meter.h"

#define PATIENCE_MS (60 * 1000)

struct _NetClient
{
  GObject         parent_instance;

  NetWay          way;
  GDestroyNotify  judge_destroy; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (NetClient, net_client, G_TYPE_OBJECT)

/* The data of its task. */
typedef struct {
  NetPassage passage;
  NetMeter  *meter;
} Put;

static void
put_free (Put *put)
{
  net_passage_clear (&put->passage);
  g_clear_object (&put->meter);
  g_free (put);
}

static void
net_client_finalize (GObject *object)
{
  NetClient *self = NET_CLIENT (object);

  soup_session_abort (self->way.session);
  g_clear_object (&self->way.session);
  if (self->judge_destroy != NULL)
    self->judge_destroy (self->way.judge_data);

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
  self->way.patience_ms = PATIENCE_MS;
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

  self->way.judge = judge;
  self->way.judge_data = judge_data;
  self->judge_destroy = judge_destroy;
  /* What stalls is ended here, where it can be told from what is slow. */
  self->way.session = soup_session_new_with_options ("proxy-resolver", proxy, "timeout", 0,
                                                 "idle-timeout", 1, NULL);
  if (roots != NULL)
    soup_session_set_tls_database (self->way.session, roots);
  soup_session_remove_feature_by_type (self->way.session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->way.session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_remove_feature_by_type (self->way.session, SOUP_TYPE_AUTH_MANAGER);
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

  self->way.patience_ms = patience_ms;
}

const NetWay *
net_client_get_way (NetClient *self)
{
  return &self->way;
}

static void
wrote_cb (SoupMessage *message,
          guint        n_bytes,
          NetPassage  *passage)
{
  net_passage_add (passage, n_bytes);
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
  net_passage_rest (&put->passage);
  error = answer == NULL
          ? net_passage_translate_error (&put->passage, g_task_get_cancellable (task), error)
          : net_passage_judge_status (&put->passage);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, net_meter_dup_sha256 (put->meter), g_free);
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
  g_task_set_task_data (task, put, (GDestroyNotify) put_free);
  net_passage_init (&put->passage, &self->way, task, progress, progress_data);
  put->meter = net_meter_new (content, size);
  soup_message_set_request_body (message,
                                 media_type != NULL ? media_type : "application/octet-stream",
                                 G_INPUT_STREAM (put->meter), size);
  add_headers (message, headers);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), &put->passage);
  net_passage_set_message (&put->passage, g_steal_pointer (&message));

  net_passage_note_motion (&put->passage);
  soup_session_send_async (self->way.session, put->passage.message, G_PRIORITY_DEFAULT,
                           put->passage.sending, sent_cb, g_steal_pointer (&task));
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
