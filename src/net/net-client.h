/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-types.h"

G_BEGIN_DECLS

#define NET_TYPE_CLIENT (net_client_get_type ())
G_DECLARE_FINAL_TYPE (NetClient, net_client, NET, CLIENT, GObject)

/* @roots: (nullable): the system's; @proxy: (nullable): straight there; @judge: (nullable) */
NetClient *net_client_new        (GTlsDatabase   *roots,
                                  GProxyResolver *proxy,
                                  NetJudgeFunc    judge,
                                  gpointer        judge_data,
                                  GDestroyNotify  judge_destroy) G_GNUC_WARN_UNUSED_RESULT;
/* How long nothing may move, in milliseconds: for tests */
void       net_client_set_patience (NetClient    *self,
                                    guint         patience_ms);
/* How long a page may take, in milliseconds, whatever moves: for tests */
void       net_client_set_page_time (NetClient   *self,
                                     guint        page_ms);

void       net_client_put_async  (NetClient           *self,
                                  const char          *url,
                                  GInputStream        *content,
                                  gint64               size,
                                  const char          *media_type, /* (nullable) */
                                  const char *const   *headers,    /* name, value, …, NULL */
                                  NetProgressFunc      progress,   /* (nullable) */
                                  gpointer             progress_data,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
char      *net_client_put_finish (NetClient           *self,
                                  GAsyncResult        *result,
                                  GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
