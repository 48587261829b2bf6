/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what a server had it has no more. Whoever asks does not get it: that costs a few hundred
 * bytes, however large it is. */
#define G_LOG_DOMAIN "net"

#include "net-gone.h"

#include "net-address.h"
#include "net-client-private.h"
#include "net-error.h"

typedef struct {
  NetPassage  passage;
  GUri       *uri;
  gboolean    may_be_near;
  gboolean    is_second; /* it is asked once more, in the way that gets it */
} Asking;

static void ask (GTask *task);

static void
asking_free (Asking *asking)
{
  net_passage_clear (&asking->passage);
  g_clear_pointer (&asking->uri, g_uri_unref);
  g_free (asking);
}

/* Sent elsewhere, it is there for all that is known: nobody follows. */
static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GInputStream) stream =
    soup_session_send_finish (SOUP_SESSION (object), result, &error);
  guint status = soup_message_get_status (asking->passage.message);
  gboolean is_gone = status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE;

  if (stream == NULL)
    {
      g_task_return_error (task,
                           net_passage_translate_error (&asking->passage,
                                                        g_task_get_cancellable (task), error));
      return;
    }

  /* There are servers that know no HEAD, and say so in the wrong words. */
  if (is_gone && !asking->is_second)
    {
      asking->is_second = TRUE;
      ask (task);
      return;
    }

  g_task_return_boolean (task, is_gone);
}

static void
ask (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  SoupMessage *message =
    soup_message_new_from_uri (asking->is_second ? SOUP_METHOD_GET : SOUP_METHOD_HEAD, asking->uri);

  /* What comes all the same is not read. */
  if (asking->is_second)
    soup_message_headers_set_range (soup_message_get_request_headers (message), 0, 0);
  net_passage_send (&asking->passage, message, asking->may_be_near, answered_cb,
                    g_object_ref (task));
}

/**
 * net_gone_async:
 * @client: a way to the web
 * @url: what is asked for
 * @may_be_near: it may be on this machine or in a network nearby
 * @limit_ms: how long it may take in all
 * @cancellable: (nullable): stops it
 * @callback: called with the answer, or why there is none
 * @user_data: for @callback
 *
 * Asks whether something is not there any more (RFC 9110, 15.5.5 and 15.5.11).
 */
void
net_gone_async (NetClient           *client,
                const char          *url,
                gboolean             may_be_near,
                guint                limit_ms,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GUri) uri = NULL;
  Asking *asking;

  g_return_if_fail (NET_IS_CLIENT (client));
  g_return_if_fail (url != NULL);

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, net_gone_async);
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || !net_passage_is_sound (uri)
      || (!may_be_near && net_address_is_named_near (g_uri_get_host (uri))))
    {
      g_task_return_new_error (task, NET_ERROR, NET_ERROR_REFUSED, "Nothing that is asked");
      return;
    }

  asking = g_new0 (Asking, 1);
  asking->uri = g_steal_pointer (&uri);
  asking->may_be_near = may_be_near;
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  net_passage_init (&asking->passage, net_client_get_way (client), task, NULL, NULL);
  net_passage_set_limit (&asking->passage, limit_ms);
  ask (task);
}

/**
 * net_gone_finish:
 * @client: a way to the web
 * @result: what the callback got
 * @error: of the domain %NET_ERROR: nobody knows; of %G_IO_ERROR that it was cancelled
 *
 * Returns: whether the server says that it has nothing there
 */
gboolean
net_gone_finish (NetClient     *client,
                 GAsyncResult  *result,
                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
