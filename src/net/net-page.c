/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page of the web says of itself. The person only wrote its address: nobody who is asked
 * learns more than that somebody asks, and nobody is asked who is not on the Internet. */
#define G_LOG_DOMAIN "net"

#include "net-page.h"

#include "net-address.h"
#include "net-client-private.h"
#include "net-error.h"

/* More of a page is not read: what it says of itself stands at its beginning. */
#define MAX_BYTES  (512 * 1024)
#define READ_BYTES (16 * 1024)

#define MAX_REDIRECTIONS 4

/* Servers that get nothing at all answer with an error at times. It names neither us nor the
 * system. */
#define AGENT "Mozilla/5.0"

typedef struct {
  NetPassage    passage;
  GUri         *uri;
  gboolean      may_be_near;
  guint         n_redirections;
  GInputStream *stream;  /* (nullable) */
  GByteArray   *content;
  char         *charset; /* (nullable) */
} Asking;

static void ask (GTask *task);

static void
asking_free (Asking *asking)
{
  net_passage_clear (&asking->passage);
  g_clear_pointer (&asking->uri, g_uri_unref);
  g_clear_object (&asking->stream);
  g_byte_array_unref (asking->content);
  g_free (asking->charset);
  g_free (asking);
}

/* Only where pages are: behind other ports is what was not made to be asked in passing. Whoever
 * has a name and a password in an address means nobody else. */
static gboolean
is_sound (GUri     *uri,
          gboolean  may_be_near)
{
  static const int ports[] = { -1, 80, 443, 8000, 8080, 8443 };
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  if (host == NULL || host[0] == '\0' || g_uri_get_user (uri) != NULL
      || (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0))
    return FALSE;
  if (may_be_near)
    return TRUE;
  if (net_address_is_named_near (host))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    if (g_uri_get_port (uri) == ports[i])
      return TRUE;

  return FALSE;
}

static void
read_in_thread (GTask        *work,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  const Asking *asking = data;

  g_task_return_pointer (work,
                         net_html_read ((const char *) asking->content->data,
                                        asking->content->len, asking->charset),
                         (GDestroyNotify) net_page_free);
}

static void
read_through_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  g_task_return_pointer (task, g_task_propagate_pointer (G_TASK (result), NULL),
                         (GDestroyNotify) net_page_free);
}

static void
read_through (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  g_autoptr(GTask) work = g_task_new (NULL, NULL, read_through_cb, g_object_ref (task));

  net_passage_rest (&asking->passage);
  net_passage_set_limit (&asking->passage, 0);
  g_task_set_source_tag (work, read_through);
  g_task_set_task_data (work, asking, NULL);
  g_task_run_in_thread (work, read_in_thread);
}

static void
fail (GTask  *task,
      GError *error)
{
  Asking *asking = g_task_get_task_data (task);

  net_passage_rest (&asking->passage);
  g_task_return_error (task,
                       net_passage_translate_error (&asking->passage,
                                                    g_task_get_cancellable (task), error));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result,
                                                              &error);

  if (bytes == NULL)
    {
      fail (task, error);
      return;
    }

  g_byte_array_append (asking->content, g_bytes_get_data (bytes, NULL),
                       (guint) g_bytes_get_size (bytes));
  if (g_bytes_get_size (bytes) == 0 || asking->content->len >= MAX_BYTES)
    {
      read_through (task);
      return;
    }

  net_passage_note_motion (&asking->passage);
  g_input_stream_read_bytes_async (asking->stream, READ_BYTES, G_PRIORITY_DEFAULT,
                                   asking->passage.sending, read_cb, g_object_ref (task));
}

/* Never from a safe way to one that anybody reads. */
static GError *
follow (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  const char *location = soup_message_headers_get_one (
    soup_message_get_response_headers (asking->passage.message), "Location");
  g_autoptr(GUri) uri = location != NULL
                        ? g_uri_parse_relative (asking->uri, location, SOUP_HTTP_URI_FLAGS, NULL)
                        : NULL;

  gboolean is_same = uri != NULL && g_uri_get_host (uri) != NULL
                     && g_ascii_strcasecmp (g_uri_get_host (uri),
                                            g_uri_get_host (asking->uri)) == 0;

  if (uri == NULL || !is_sound (uri, asking->may_be_near && is_same)
      || ++asking->n_redirections > MAX_REDIRECTIONS
      || (g_strcmp0 (g_uri_get_scheme (asking->uri), "https") == 0
          && g_strcmp0 (g_uri_get_scheme (uri), "https") != 0))
    return g_error_new_literal (NET_ERROR, NET_ERROR_REFUSED,
                                "The server sends us where we do not go");

  asking->may_be_near &= is_same;
  g_uri_unref (asking->uri);
  asking->uri = g_steal_pointer (&uri);
  ask (task);
  return NULL;
}

/* Nothing is unpacked: a small thing may become a very large one. */
static GError *
judge_kind (Asking *asking)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (asking->passage.message);
  g_autoptr(GHashTable) parameters = NULL;
  const char *type = soup_message_headers_get_content_type (headers, &parameters);
  const char *encoding = soup_message_headers_get_one (headers, "Content-Encoding");

  if ((g_strcmp0 (type, "text/html") != 0 && g_strcmp0 (type, "application/xhtml+xml") != 0)
      || (encoding != NULL && g_ascii_strcasecmp (encoding, "identity") != 0))
    return g_error_new_literal (NET_ERROR, NET_ERROR_REFUSED, "It is no page");

  if (parameters != NULL)
    asking->charset = g_strdup (g_hash_table_lookup (parameters, "charset"));
  return NULL;
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_object (&asking->stream);
  asking->stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (asking->stream == NULL)
    {
      fail (task, error);
      return;
    }

  if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (asking->passage.message)))
    {
      if ((error = follow (task)) != NULL)
        fail (task, error);
      return;
    }

  error = net_passage_judge_status (soup_message_get_status (asking->passage.message));
  if (error == NULL)
    error = judge_kind (asking);
  if (error != NULL)
    {
      fail (task, error);
      return;
    }

  net_passage_note_motion (&asking->passage);
  g_input_stream_read_bytes_async (asking->stream, READ_BYTES, G_PRIORITY_DEFAULT,
                                   asking->passage.sending, read_cb, g_object_ref (task));
}

static void
ask (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  SoupMessage *message = soup_message_new_from_uri (SOUP_METHOD_GET, asking->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_replace (headers, "User-Agent", AGENT);
  soup_message_headers_replace (headers, "Accept", "text/html,application/xhtml+xml");
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  net_passage_send (&asking->passage, message, asking->may_be_near, sent_cb, g_object_ref (task));
}

/**
 * net_page_async:
 * @client: a way to the web
 * @url: a page
 * @may_be_near: it may come from this machine or from a network nearby: for tests
 * @cancellable: (nullable): stops it
 * @callback: called with what it says, or why it says nothing
 * @user_data: for @callback
 *
 * Asks a page what it says of itself. It is asked once, without cookies, without where it was
 * found, and without any other page or picture.
 */
void
net_page_async (NetClient           *client,
                const char          *url,
                gboolean             may_be_near,
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
  g_task_set_source_tag (task, net_page_async);
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || !is_sound (uri, may_be_near))
    {
      g_task_return_new_error (task, NET_ERROR, NET_ERROR_REFUSED, "Nothing that is asked");
      return;
    }

  asking = g_new0 (Asking, 1);
  asking->uri = g_steal_pointer (&uri);
  asking->may_be_near = may_be_near;
  asking->content = g_byte_array_new ();
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  net_passage_init (&asking->passage, net_client_get_way (client), task, NULL, NULL);
  /* All of it, the redirections as well. */
  net_passage_set_limit (&asking->passage, asking->passage.way->page_ms);
  ask (task);
}

/**
 * net_page_finish:
 * @client: a way to the web
 * @result: what the callback got
 * @error: of the domain %NET_ERROR; of %G_IO_ERROR that it was cancelled
 *
 * Returns: (transfer full) (nullable): what the page says of itself; it may be nothing
 */
NetPage *
net_page_finish (NetClient     *client,
                 GAsyncResult  *result,
                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
