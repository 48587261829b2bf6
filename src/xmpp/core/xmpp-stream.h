/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"
#include "xmpp-tls.h"
#include "xmpp-transport.h"

G_BEGIN_DECLS

/**
 * XmppStreamCost:
 * @round_trips: how often an answer was waited for, TCP and TLS included
 * @bytes_sent: of XML
 * @bytes_received: of XML
 *
 * What a stream has cost so far.
 */
typedef struct {
  guint   round_trips;
  guint64 bytes_sent;
  guint64 bytes_received;
} XmppStreamCost;

/* Servers take that much where they do not say otherwise (XEP-0478). */
#define XMPP_STREAM_MAX_BYTES (256 * 1024)

#define XMPP_TYPE_STREAM (xmpp_stream_get_type ())
G_DECLARE_FINAL_TYPE (XmppStream, xmpp_stream, XMPP, STREAM, GObject)

/**
 * XmppStreamFuncs:
 * @opened: the peer's stream header
 * @element: a child of the stream, borrowed
 * @skipped: a child that passed the parser's limits: attributes only, borrowed
 * @closed: it is over: @error says why. Nothing is told after it
 * @traffic: (nullable): what goes over the wire: an element, or a header or end tag as text
 *
 * Whoever listens to a stream. Each may let go of the stream or hand it to another listener.
 */
typedef struct {
  void (*opened)  (XmppStream   *stream,
                   XmppElement  *header,
                   gpointer      owner);
  void (*element) (XmppStream   *stream,
                   XmppElement  *element,
                   gpointer      owner);
  void (*skipped) (XmppStream   *stream,
                   XmppElement  *element,
                   gpointer      owner);
  void (*closed)  (XmppStream   *stream,
                   const GError *error,
                   gpointer      owner);
  void (*traffic) (XmppStream   *stream,
                   gboolean      sent,
                   XmppElement  *element,
                   const char   *text,
                   gpointer      owner);
} XmppStreamFuncs;

XmppStream     *xmpp_stream_new            (XmppTransport *transport)
                                            G_GNUC_WARN_UNUSED_RESULT;
void            xmpp_stream_set_listener   (XmppStream            *self,
                                            const XmppStreamFuncs *funcs,
                                            gpointer               owner);

void            xmpp_stream_open           (XmppStream *self,
                                            const char *to,
                                            const char *from);
gboolean        xmpp_stream_send           (XmppStream   *self,
                                            XmppElement  *element,
                                            GError      **error);
void            xmpp_stream_set_settled    (XmppStream *self);
void            xmpp_stream_set_trusted    (XmppStream *self);
void            xmpp_stream_set_hurried    (XmppStream *self,
                                            gboolean    hurried);
gsize           xmpp_stream_get_max_bytes  (XmppStream *self);
void            xmpp_stream_set_max_bytes  (XmppStream *self,
                                            gsize       max_bytes);

void            xmpp_stream_secure_async   (XmppStream          *self,
                                            XmppTls             *tls,
                                            gboolean             direct,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean        xmpp_stream_secure_finish  (XmppStream    *self,
                                            GAsyncResult  *result,
                                            GError       **error);
GTlsConnection *xmpp_stream_get_tls        (XmppStream *self); /* (nullable) */

void            xmpp_stream_close_async    (XmppStream          *self,
                                            guint                timeout_ms,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
void            xmpp_stream_close_finish   (XmppStream   *self,
                                            GAsyncResult *result);
void            xmpp_stream_refuse         (XmppStream  *self,
                                            XmppElement *error);
void            xmpp_stream_abort          (XmppStream *self);

gsize           xmpp_stream_get_n_queued   (XmppStream *self);
gboolean        xmpp_stream_is_stranded    (XmppStream *self);
gint64          xmpp_stream_get_heard_time (XmppStream *self); /* monotonic µs */
const char     *xmpp_stream_get_other_uri  (XmppStream *self); /* (nullable) */
gint64          xmpp_stream_get_sent_time  (XmppStream *self); /* the same */

void            xmpp_stream_get_cost       (XmppStream     *self,
                                            XmppStreamCost *cost);

G_END_DECLS
