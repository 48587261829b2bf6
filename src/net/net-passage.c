/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file on its way, to the web or from there: how far it is, when it has stalled, and what it
 * means when it fails. */
#define G_LOG_DOMAIN "net"

#include "net-passage.h"

#include "net-address.h"
#include "net-error.h"

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_cancellable_cancel (((NetPassage *) user_data)->sending);
  return G_SOURCE_REMOVE;
}

void
net_passage_init (NetPassage      *self,
                  const NetWay    *way,
                  GTask           *task,
                  NetProgressFunc  progress,
                  gpointer         progress_data)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->way = way;
  self->sending = g_cancellable_new ();
  self->progress = progress;
  self->progress_data = progress_data;
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (task));
    }
}

static void
drop_message (NetPassage *self)
{
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
}

void
net_passage_clear (NetPassage *self)
{
  net_passage_rest (self);
  net_passage_set_limit (self, 0);
  if (self->cancelled != NULL)
    {
      g_source_destroy (self->cancelled);
      g_source_unref (self->cancelled);
      self->cancelled = NULL;
    }
  drop_message (self);
  g_clear_object (&self->sending);
}

gboolean
net_passage_judge_certificate (NetPassage           *self,
                               const char           *host,
                               GTlsCertificate      *certificate,
                               GTlsCertificateFlags  errors)
{
  if (self->way->judge != NULL
      && self->way->judge (host, certificate, errors, self->way->judge_data))
    return TRUE;

  self->is_refused = TRUE;
  return FALSE;
}

static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       NetPassage           *self)
{
  return net_passage_judge_certificate (self, g_uri_get_host (soup_message_get_uri (message)),
                                        certificate, errors);
}

static void
set_message (NetPassage  *self,
             SoupMessage *message) /* (transfer full) */
{
  drop_message (self);
  self->message = message;
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), self);
}

/* With a proxy it is that which looks up names, and whom we see. */
static void
judge_address (NetPassage     *self,
               GSocketAddress *address) /* (nullable) */
{
  if (soup_session_get_proxy_resolver (self->way->session) != NULL)
    return;

  if (!G_IS_INET_SOCKET_ADDRESS (address)
      || net_address_is_private (
           g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))))
    {
      self->is_near = TRUE;
      g_cancellable_cancel (self->sending);
    }
}

/* Before anything is said, the handshake as well: whatever the name was looked up to, this is whom
 * we would ask. */
static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *stream, /* (nullable) */
                  NetPassage         *self)
{
  g_autoptr(GSocketAddress) address = NULL;

  if (event != G_SOCKET_CLIENT_CONNECTED)
    return;

  if (G_IS_SOCKET_CONNECTION (stream))
    address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (stream), NULL);
  judge_address (self, address);
}

/* And once more, whatever way it has come. */
static void
starting_cb (SoupMessage *message,
             NetPassage  *self)
{
  judge_address (self, soup_message_get_remote_address (message));
}

void
net_passage_send (NetPassage          *self,
                  SoupMessage         *message,
                  gboolean             may_be_near,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  set_message (self, message);
  if (!may_be_near)
    {
      g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), self);
      g_signal_connect (message, "starting", G_CALLBACK (starting_cb), self);
    }
  net_passage_note_motion (self);
  soup_session_send_async (self->way->session, message, G_PRIORITY_DEFAULT, self->sending,
                           callback, user_data);
}

static gboolean
stalled_cb (gpointer user_data)
{
  NetPassage *self = user_data;

  self->stall_source = 0;
  self->has_stalled = TRUE;
  g_cancellable_cancel (self->sending);
  return G_SOURCE_REMOVE;
}

static gboolean
limit_cb (gpointer user_data)
{
  NetPassage *self = user_data;

  self->limit_source = 0;
  self->has_stalled = TRUE;
  g_cancellable_cancel (self->sending);
  return G_SOURCE_REMOVE;
}

void
net_passage_set_limit (NetPassage *self,
                       guint       limit_ms)
{
  g_clear_handle_id (&self->limit_source, g_source_remove);
  if (limit_ms > 0)
    self->limit_source = g_timeout_add (limit_ms, limit_cb, self);
}

void
net_passage_note_motion (NetPassage *self)
{
  g_clear_handle_id (&self->stall_source, g_source_remove);
  self->stall_source = g_timeout_add (self->way->patience_ms, stalled_cb, self);
}

void
net_passage_rest (NetPassage *self)
{
  g_clear_handle_id (&self->stall_source, g_source_remove);
}

void
net_passage_add (NetPassage *self,
                 gsize       n_bytes)
{
  self->done += (gint64) n_bytes;
  net_passage_note_motion (self);
  if (self->progress != NULL)
    self->progress (self->done, self->progress_data);
}

/* A file that went wrong here says so itself; all else is about the way. */
GError *
net_passage_translate_error (NetPassage   *self,
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

  if (self->is_near)
    {
      g_error_free (error);
      return g_error_new_literal (NET_ERROR, NET_ERROR_REFUSED,
                                  "It is on this machine or in a network nearby");
    }

  if (self->has_stalled)
    code = NET_ERROR_STALLED;
  else if (self->is_refused || error->domain == G_TLS_ERROR)
    code = self->is_refused || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE)
           ? NET_ERROR_CERTIFICATE : NET_ERROR_UNREACHABLE;

  ours = g_error_new_literal (NET_ERROR, (int) code, error->message);
  g_error_free (error);
  return ours;
}

GError *
net_passage_judge_status (guint status)
{
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

/* What nobody could go to. */
gboolean
net_passage_is_sound (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  const char *scheme = g_uri_get_scheme (uri);

  return host != NULL && host[0] != '\0' && g_uri_get_path (uri) != NULL
         && (g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "http") == 0);
}
