/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MOCK_TYPE_RESOLVER (mock_resolver_get_type ())
G_DECLARE_FINAL_TYPE (MockResolver, mock_resolver, MOCK, RESOLVER, GResolver)

/* A DNS of our own, in place of the system's while it lives: what is not told it is not found. */
MockResolver *mock_resolver_install     (void) G_GNUC_WARN_UNUSED_RESULT;
void          mock_resolver_uninstall   (MockResolver *self);

void          mock_resolver_add_service (MockResolver *self,
                                         const char   *rrname,     /* "_xmpp-client._tcp.x" */
                                         guint16       priority,
                                         guint16       weight,
                                         guint16       port,
                                         const char   *target);
void          mock_resolver_add_host    (MockResolver *self,
                                         const char   *name,
                                         const char   *address);
void          mock_resolver_fail        (MockResolver *self,
                                         const char   *name);      /* for now */
void          mock_resolver_silence     (MockResolver *self,
                                         const char   *name);      /* no answer, ever */
guint         mock_resolver_get_n_asked (MockResolver *self);

G_END_DECLS
