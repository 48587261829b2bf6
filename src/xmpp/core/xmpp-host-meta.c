/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a domain's WebSockets are: XEP-0156. Both forms of its host-meta file are asked for at the
 * same time, over verified TLS, and the first that names any counts. */
#define G_LOG_DOMAIN "xmpp-host-meta"

#include "xmpp-host-meta.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-host-meta-parse.h"
#include "xmpp-https.h"

#define MAX_BYTES     (64 * 1024)
#define MAX_REDIRECTS 3

/* One of both files. */
typedef struct {
  const char  *name;
  GPtrArray *(*parse) (const char *text,
                       gsize       len);
} Form;

static const Form forms[] = {
  { "host-meta", xmpp_host_meta_parse_xrd },
  { "host-meta.json", xmpp_host_meta_parse_json },
};

typedef struct {
  char         *domain;
  XmppTls      *tls;
  XmppProxy    *proxy;
  SoupSession  *session;    /* (nullable): until TLS is ready */
  GCancellable *fetches;    /* ends both */
  GSource      *cancelled;  /* (nullable) */
  guint         n_running;
  gboolean      is_done;
} Lookup;

/* One file that is being fetched. */
typedef struct {
  GTask       *task;
  const Form  *form;
  SoupMessage *message;
  guint        n_redirects;
  char         buffer[MAX_BYTES + 1];
} Fetch;

static void
lookup_free (Lookup *lookup)
{
  g_clear_pointer (&lookup->domain, g_free);
  g_clear_object (&lookup->tls);
  g_clear_pointer (&lookup->proxy, xmpp_proxy_free);
  g_clear_object (&lookup->session);
  g_clear_object (&lookup->fetches);
  if (lookup->cancelled != NULL)
    g_source_destroy (lookup->cancelled);
  g_clear_pointer (&lookup->cancelled, g_source_unref);
  g_free (lookup);
}

static void
fetch_free (Fetch *fetch)
{
  g_clear_object (&fetch->task);
  g_clear_object (&fetch->message);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void
lookup_done (GTask     *task,
             GPtrArray *links) /* (transfer full) (nullable) */
{
  Lookup *lookup = g_task_get_task_data (task);

  lookup->is_done = TRUE;
  g_source_destroy (lookup->cancelled);
  g_cancellable_cancel (lookup->fetches);
  if (links != NULL)
    g_task_return_pointer (task, links, (GDestroyNotify) g_ptr_array_unref);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NO_SERVICE, "%s names no WebSocket",
                             lookup->domain);
}

/* One file has come to its end. */
static void
fetch_done (Fetch     *fetch,
            GPtrArray *links) /* (transfer full) (nullable) */
{
  Lookup *lookup = g_task_get_task_data (fetch->task);

  lookup->n_running--;
  if (!lookup->is_done && (links != NULL || lookup->n_running == 0))
    lookup_done (fetch->task, g_steal_pointer (&links));
  g_clear_pointer (&links, g_ptr_array_unref);
}

static void
fetch_failed (Fetch      *fetch,
              const char *why)
{
  g_debug ("%s: %s", fetch->form->name, why);
  fetch_done (fetch, NULL);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) links = NULL;
  gsize len = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &len, &error))
    {
      fetch_failed (fetch, error->message);
      return;
    }
  if (len > MAX_BYTES)
    {
      fetch_failed (fetch, "too large");
      return;
    }

  links = fetch->form->parse (fetch->buffer, len);
  fetch_done (fetch, links->len > 0 ? g_steal_pointer (&links) : NULL);
}

static gboolean send_to (Fetch *fetch,
                         GUri  *uri);

/* Only within https. */
static gboolean
follow (Fetch *fetch)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);
  const char *place = soup_message_headers_get_one (headers, "Location");
  g_autoptr(GUri) uri = NULL;

  if (!SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (fetch->message)) || place == NULL
      || fetch->n_redirects++ == MAX_REDIRECTS)
    return FALSE;

  uri = g_uri_parse_relative (soup_message_get_uri (fetch->message), place, SOUP_HTTP_URI_FLAGS,
                              NULL);
  return uri != NULL && send_to (fetch, uri);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  g_autoptr(GError) error = NULL;
  Lookup *lookup = g_task_get_task_data (fetch->task);
  g_autoptr(GInputStream) input = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (input == NULL)
    {
      fetch_failed (fetch, error->message);
    }
  else if (soup_message_get_status (fetch->message) == SOUP_STATUS_OK)
    {
      char *buffer = fetch->buffer;

      g_input_stream_read_all_async (input, buffer, sizeof fetch->buffer, G_PRIORITY_DEFAULT,
                                     lookup->fetches, read_cb, g_steal_pointer (&fetch));
    }
  else if (follow (fetch))
    {
      fetch = NULL; /* it goes on */
    }
  else
    {
      fetch_failed (fetch, soup_message_get_reason_phrase (fetch->message));
    }
}

/* Whether it is sent; @fetch goes with it. */
static gboolean
send_to (Fetch *fetch,
         GUri  *uri)
{
  Lookup *lookup = g_task_get_task_data (fetch->task);

  if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 || g_uri_get_host (uri) == NULL
      || (lookup->proxy->scheme == NULL && xmpp_proxy_is_needed_for (g_uri_get_host (uri))))
    return FALSE;

  g_clear_object (&fetch->message);
  fetch->message = xmpp_https_message_new (lookup->tls, uri, FALSE);
  soup_session_send_async (lookup->session, fetch->message, G_PRIORITY_DEFAULT, lookup->fetches,
                           sent_cb, fetch);
  return TRUE;
}

static void
start_fetch (GTask      *task,
             const Form *form)
{
  Lookup *lookup = g_task_get_task_data (task);
  g_autofree char *path = g_strconcat ("/.well-known/", form->name, NULL);
  g_autoptr(GUri) uri = g_uri_build (SOUP_HTTP_URI_FLAGS, "https", NULL, lookup->domain, -1, path,
                                     NULL, NULL);
  Fetch *fetch = g_new (Fetch, 1);

  memset (fetch, 0, G_STRUCT_OFFSET (Fetch, buffer));
  fetch->task = g_object_ref (task);
  fetch->form = form;
  if (!send_to (fetch, uri))
    {
      fetch_failed (fetch, "no place to ask");
      fetch_free (fetch);
    }
}

static void
ready_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Lookup *lookup = g_task_get_task_data (task);

  if (!xmpp_tls_ready_finish (XMPP_TLS (object), result, NULL))
    {
      lookup_done (task, NULL);
      return;
    }

  lookup->session = xmpp_https_session_new (lookup->tls, lookup->proxy);
  lookup->n_running = G_N_ELEMENTS (forms);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    start_fetch (task, &forms[i]);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;

  g_cancellable_cancel (((Lookup *) g_task_get_task_data (task))->fetches);
  return G_SOURCE_REMOVE;
}

/**
 * xmpp_host_meta_lookup_async:
 * @domain: the address's domain, as DNS writes it
 * @tls: for @domain
 * @proxy: the way to go
 * @cancellable: to give up; there is no other time limit
 * @callback: (scope async): called with the links
 * @user_data: for @callback
 *
 * Asks the web server of @domain for the places of its WebSockets.
 */
void
xmpp_host_meta_lookup_async (const char          *domain,
                             XmppTls             *tls,
                             const XmppProxy     *proxy,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Lookup *lookup = NULL;

  g_return_if_fail (domain != NULL && proxy != NULL);
  g_return_if_fail (XMPP_IS_TLS (tls) && G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_host_meta_lookup_async);
  lookup = g_new0 (Lookup, 1);
  lookup->domain = g_strdup (domain);
  lookup->tls = g_object_ref (tls);
  lookup->proxy = xmpp_proxy_copy (proxy);
  lookup->fetches = g_cancellable_new ();
  lookup->cancelled = g_cancellable_source_new (cancellable);
  g_task_set_task_data (task, lookup, (GDestroyNotify) lookup_free);
  g_source_set_callback (lookup->cancelled, G_SOURCE_FUNC (cancelled_cb), task, NULL);
  g_source_attach (lookup->cancelled, g_task_get_context (task));

  xmpp_tls_ready_async (tls, cancellable, ready_cb, g_steal_pointer (&task));
}

/**
 * xmpp_host_meta_lookup_finish:
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_NO_SERVICE, or a cancellation
 *
 * Returns: (transfer full) (element-type utf8): at least one URI, of the scheme wss
 */
GPtrArray *
xmpp_host_meta_lookup_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
