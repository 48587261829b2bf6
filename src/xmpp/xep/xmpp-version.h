/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-audience.h"
#include "xmpp-feature.h"

G_BEGIN_DECLS

typedef struct {
  char *name;    /* (nullable) */
  char *version; /* (nullable) */
  char *os;      /* (nullable) */
} XmppSoftware;

void          xmpp_software_free           (XmppSoftware *self);

#define XMPP_TYPE_VERSION (xmpp_version_get_type ())
G_DECLARE_FINAL_TYPE (XmppVersion, xmpp_version, XMPP, VERSION, GObject)

/* Answers to the audience alone */
XmppVersion  *xmpp_version_new             (XmppAudience *audience,
                                            const char   *name,
                                            const char   *version,
                                            const char   *os) /* (nullable): keep it to ourselves */
  G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_version_query_async     (XmppVersion         *self,
                                            XmppAddress         *address, /* full, or a server */
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
XmppSoftware *xmpp_version_query_finish    (XmppVersion   *self,
                                            GAsyncResult  *result,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppSoftware, xmpp_software_free)

G_END_DECLS
