/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files to the web and from there: streamed, never whole in memory. No cookies, no name of ours,
 * nothing unpacked, no certificate but a good one, and a connection of its own for each, so that
 * nothing is ever sent twice behind our back. */
#define G_LOG_DOMAIN "net"

#include "net-client.h"

#include "net-client-private.h"

#define PATIENCE_MS (60 * 1000)
#define PAGE_MS     (15 * 1000)

struct _NetClient
{
  GObject         parent_instance;

  NetWay          way;
  GDestroyNotify  judge_destroy; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (NetClient, net_client, G_TYPE_OBJECT)

static void
net_client_finalize (GObject *object)
{
  NetClient *self = NET_CLIENT (object);

  soup_session_abort (self->way.session);
  g_clear_object (&self->way.session);
  g_clear_object (&self->way.roots);
  g_clear_object (&self->way.proxy);
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
  self->way.page_ms = PAGE_MS;
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
  self->way.roots = roots != NULL ? g_object_ref (roots) : NULL;
  self->way.proxy = proxy != NULL ? g_object_ref (proxy) : NULL;
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

/**
 * net_client_set_page_time:
 * @self: a way to the web
 * @page_ms: how long a page may take, whatever moves, with all that it is sent on to
 *
 * For tests, likewise.
 */
void
net_client_set_page_time (NetClient *self,
                          guint      page_ms)
{
  g_return_if_fail (NET_IS_CLIENT (self));

  self->way.page_ms = page_ms;
}

const NetWay *
net_client_get_way (NetClient *self)
{
  return &self->way;
}
