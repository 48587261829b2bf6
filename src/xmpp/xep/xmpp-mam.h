/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-mam-stanza.h"
#include "xmpp-server-info.h"

G_BEGIN_DECLS

/**
 * XmppMamSpan:
 * @first_id: (nullable): the id of the oldest message; %NULL: the archive is empty
 * @first_us: when it was, in µs since 1970; 0: not told
 * @last_id: (nullable): the id of the newest message
 * @last_us: when it was
 *
 * From where to where an archive reaches.
 */
typedef struct {
  char   *first_id;
  gint64  first_us;
  char   *last_id;
  gint64  last_us;
} XmppMamSpan;

/**
 * XmppMamPolicy:
 *
 * What is archived where no list says otherwise: XEP-0441, 2.1.1.
 */
typedef enum {
  XMPP_MAM_POLICY_ALWAYS,
  XMPP_MAM_POLICY_NEVER,
  XMPP_MAM_POLICY_ROSTER,
} XmppMamPolicy;

/**
 * XmppMamPrefs:
 * @policy: for all who are in neither list
 * @always: (element-type XmppAddress): whose messages are archived
 * @never: (element-type XmppAddress): whose messages are not
 *
 * What is archived: XEP-0441.
 */
typedef struct {
  XmppMamPolicy  policy;
  GPtrArray     *always;
  GPtrArray     *never;
} XmppMamPrefs;

void          xmpp_mam_span_free  (XmppMamSpan   *self);
XmppMamPrefs *xmpp_mam_prefs_new  (XmppMamPolicy  policy) G_GNUC_WARN_UNUSED_RESULT;
void          xmpp_mam_prefs_free (XmppMamPrefs  *self);

#define XMPP_TYPE_MAM (xmpp_mam_get_type ())
G_DECLARE_FINAL_TYPE (XmppMam, xmpp_mam, XMPP, MAM, GObject)

XmppMam        *xmpp_mam_new                (XmppDisco           *disco,
                                             XmppServerInfo      *server_info)
  G_GNUC_WARN_UNUSED_RESULT;

/* What our own archive can do, as far as XmppServerInfo knows by now; without FULLTEXT, which only
 * the archive's form tells */
XmppMamSupport  xmpp_mam_get_own_support    (XmppMam             *self);
/* What an archive can do; @archive: NULL: our own. Remembered while we are online. Asks for the
 * archive's form as well, so that FULLTEXT is told. XMPP_MAM_NONE is an error in none of these */
void            xmpp_mam_get_support_async  (XmppMam             *self,
                                             XmppAddress         *archive,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
XmppMamSupport  xmpp_mam_get_support_finish (XmppMam             *self,
                                             GAsyncResult        *result,
                                             GError             **error);

/* The same, but for FULLTEXT, which costs a question of its own */
void            xmpp_mam_ask_support_async  (XmppMam             *self,
                                             XmppAddress         *archive,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);

/* One page. XMPP_STANZA_ERROR_ITEM_NOT_FOUND: an id of the query is gone from the archive: begin
 * again from a time. XMPP_ERROR_UNSUPPORTED: no archive there, or it cannot do what was asked */
void            xmpp_mam_query_async        (XmppMam             *self,
                                             const XmppMamQuery  *query,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
XmppMamPage    *xmpp_mam_query_finish       (XmppMam             *self,
                                             GAsyncResult        *result,
                                             GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* From where to where the archive reaches; where it is not extended, by a look at both ends */
void            xmpp_mam_get_span_async     (XmppMam             *self,
                                             XmppAddress         *archive, /* NULL: our own */
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
XmppMamSpan    *xmpp_mam_get_span_finish    (XmppMam             *self,
                                             GAsyncResult        *result,
                                             GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Our own archive's; setting them gives what the server made of it. Errors of the server: it has
 * none, or does not let us */
void            xmpp_mam_get_prefs_async    (XmppMam             *self,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
XmppMamPrefs   *xmpp_mam_get_prefs_finish   (XmppMam             *self,
                                             GAsyncResult        *result,
                                             GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;
void            xmpp_mam_set_prefs_async    (XmppMam             *self,
                                             const XmppMamPrefs  *prefs,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
XmppMamPrefs   *xmpp_mam_set_prefs_finish   (XmppMam             *self,
                                             GAsyncResult        *result,
                                             GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* How long a query waits while nothing comes: 60 s unless set */
void            xmpp_mam_set_patience       (XmppMam             *self,
                                             guint                patience_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMamSpan, xmpp_mam_span_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppMamPrefs, xmpp_mam_prefs_free)

G_END_DECLS
