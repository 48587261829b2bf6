/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of an account to the web. */
#define G_LOG_DOMAIN "chat-web"

#include "chat-web.h"

#include "chat-error.h"
#include "chat-trust.h"
#include "net-client.h"
#include "xmpp-address.h"
#include "xmpp-error.h"
#include "xmpp-proxy.h"
#include "xmpp-tls.h"
#include "xmpp-trust.h"

#include <string.h>

/* The system may have to download a script. */
#define LOOKUP_MS (10 * 1000)

struct _ChatWeb
{
  GObject      parent_instance;

  XmppAddress *address;
  ChatTrust   *trust;
  char        *proxy;    /* (nullable) */
  char        *password; /* (nullable) */
  char        *ca_file;  /* (nullable) */
  XmppTls     *tls;      /* (nullable): not needed yet */
};

G_DEFINE_FINAL_TYPE (ChatWeb, chat_web, G_TYPE_OBJECT)

/* A way that is looked for. */
typedef struct {
  char     *url;
  char     *host;
  XmppTls  *tls;
} Way;

static void
way_free (Way *way)
{
  g_free (way->url);
  g_free (way->host);
  g_object_unref (way->tls);
  g_free (way);
}

static void
chat_web_finalize (GObject *object)
{
  ChatWeb *self = CHAT_WEB (object);

  g_clear_pointer (&self->address, xmpp_address_unref);
  g_clear_object (&self->tls); /* which has the trust without a reference */
  g_clear_object (&self->trust);
  g_free (self->proxy);
  g_free (self->password);
  g_free (self->ca_file);

  G_OBJECT_CLASS (chat_web_parent_class)->finalize (object);
}

static void
chat_web_class_init (ChatWebClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_web_finalize;
}

static void
chat_web_init (ChatWeb *self)
{
}

ChatWeb *
chat_web_new (XmppAddress *address,
              ChatTrust   *trust)
{
  ChatWeb *self;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (CHAT_IS_TRUST (trust), NULL);

  self = g_object_new (CHAT_TYPE_WEB, NULL);
  self->address = xmpp_address_ref (address);
  self->trust = g_object_ref (trust);
  return self;
}

void
chat_web_configure (ChatWeb    *self,
                    const char *proxy,
                    const char *password,
                    const char *ca_file)
{
  g_return_if_fail (CHAT_IS_WEB (self));

  if (g_strcmp0 (self->ca_file, ca_file) != 0)
    g_clear_object (&self->tls);

  g_free (self->proxy);
  self->proxy = g_strdup (proxy);
  g_free (self->password);
  self->password = g_strdup (password);
  g_free (self->ca_file);
  self->ca_file = g_strdup (ca_file);
}

/* A certificate of the host, or one of our server's: the host speaks for it. */
static gboolean
judge (const char           *host,
       GTlsCertificate      *certificate,
       GTlsCertificateFlags  errors,
       gpointer              user_data)
{
  return xmpp_tls_judge (user_data, host, certificate, errors, FALSE);
}

static void
proxies_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) proxies = xmpp_proxy_lookup_finish (result, &error);
  g_autoptr(GProxyResolver) resolver = NULL;
  const XmppProxy *proxy;

  if (proxies == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  proxy = g_ptr_array_index (proxies, 0);
  if (proxy->scheme == NULL && xmpp_proxy_is_needed_for (way->host))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NEEDS_PROXY, "An onion service");
      return;
    }

  if (proxy->scheme != NULL)
    resolver = xmpp_proxy_make_resolver (proxy);
  g_task_return_pointer (task,
                         net_client_new (xmpp_tls_get_roots (way->tls), resolver, judge,
                                         g_object_ref (way->tls), g_object_unref),
                         g_object_unref);
}

static void
ready_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatWeb *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!xmpp_tls_ready_finish (XMPP_TLS (object), result, &error))
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  xmpp_proxy_lookup_async (self->proxy, self->password, way->url, LOOKUP_MS,
                           cancellable, proxies_cb, g_steal_pointer (&task));
}

static void
ensure_tls (ChatWeb *self)
{
  XmppSessionConfig config = { .ca_file = self->ca_file };
  g_autofree char *domain = NULL;

  if (self->tls != NULL)
    return;

  domain = xmpp_address_dup_ascii_domain (self->address);
  self->tls = xmpp_tls_new (xmpp_address_get_domain (self->address), domain, &config);
  xmpp_tls_set_trust (self->tls, XMPP_TRUST (self->trust));
}

void
chat_web_open_async (ChatWeb             *self,
                     const char          *url,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GUri) uri = NULL;
  Way *way;

  g_return_if_fail (CHAT_IS_WEB (self));
  g_return_if_fail (url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_web_open_async);
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || !g_str_equal (g_uri_get_scheme (uri), "https") || g_uri_get_host (uri) == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_UNSUPPORTED, "Not a safe URL");
      return;
    }

  ensure_tls (self);
  way = g_new0 (Way, 1);
  way->url = g_strdup (url);
  way->host = g_strdup (g_uri_get_host (uri));
  way->tls = g_object_ref (self->tls);
  g_task_set_task_data (task, way, (GDestroyNotify) way_free);
  xmpp_tls_ready_async (self->tls, cancellable, ready_cb, g_steal_pointer (&task));
}

NetClient *
chat_web_open_finish (ChatWeb       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
chat_web_is_own (ChatWeb    *self,
                 const char *url)
{
  const char *domain;
  const char *host;
  g_autoptr(GUri) uri = NULL;
  gsize rest;

  g_return_val_if_fail (CHAT_IS_WEB (self), FALSE);

  domain = xmpp_address_get_domain (self->address);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || strlen (host) < strlen (domain))
    return FALSE;

  rest = strlen (host) - strlen (domain);
  return g_ascii_strcasecmp (host + rest, domain) == 0 && (rest == 0 || host[rest - 1] == '.');
}
