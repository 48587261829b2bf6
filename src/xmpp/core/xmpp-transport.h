/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"
#include "xmpp-reader.h"
#include "xmpp-tls.h"

G_BEGIN_DECLS

/**
 * XmppTransportFuncs:
 * @event: as in #XmppReaderFuncs
 * @heard: so many bytes arrived
 * @failed: nothing more can be read: %XMPP_ERROR_DISCONNECTED, or of the domain
 *   %XMPP_PARSER_ERROR
 * @idle: all that was said is written
 * @broken: writing failed while nothing is read
 *
 * What a transport tells. Each may call any function of the transport, and let go of it.
 */
typedef struct {
  void (*event)  (XmppReaderEvent  event,
                  XmppElement     *element,
                  gpointer         user_data);
  void (*heard)  (gsize            n_bytes,
                  gpointer         user_data);
  void (*failed) (const GError    *error,
                  gpointer         user_data);
  void (*idle)   (gpointer         user_data);
  void (*broken) (gpointer         user_data);
} XmppTransportFuncs;

#define XMPP_TYPE_TRANSPORT (xmpp_transport_get_type ())
G_DECLARE_INTERFACE (XmppTransport, xmpp_transport, XMPP, TRANSPORT, GObject)

/**
 * XmppTransportInterface:
 * @start: from now on @funcs are called
 * @set_running: whether to read and tell; nothing is lost while it does not
 * @set_settled: nothing will be negotiated any more that changes how bytes are read
 * @set_trusted: the server has let us in, so it may send larger stanzas
 * @open: says a stream's header and expects one; returns what it says, for people
 * @send: says @element; %FALSE when it is larger than @max_bytes, or when too much waits already
 * @say_end: ends the stream; returns what it says, for people
 * @say_farewell: says @error, a stream error as text, and the end, if that can be done at once
 * @get_n_queued: how many bytes were said since the start
 * @is_idle: whether all that was said is written
 * @secure_async: (nullable): puts TLS below; called when idle. %NULL where there always is one
 * @get_tls: (nullable): the TLS connection
 * @hang_up_async: both sides have said their end; called when idle
 * @abort: cuts it; nothing is told any more
 * @hurry: acknowledges what comes next without delay
 * @is_stranded: whether this machine no longer has the address that it speaks from
 *
 * What carries the elements of a stream: a connection, or the messages of a WebSocket. The stream
 * alone calls it.
 */
struct _XmppTransportInterface
{
  GTypeInterface parent_iface;

  void            (*start)         (XmppTransport            *self,
                                    const XmppTransportFuncs *funcs,
                                    gpointer                  user_data);
  void            (*set_running)   (XmppTransport  *self,
                                    gboolean        running);
  void            (*set_settled)   (XmppTransport  *self);
  void            (*set_trusted)   (XmppTransport  *self);
  char           *(*open)          (XmppTransport  *self,
                                    const char     *to,
                                    const char     *from);
  gboolean        (*send)          (XmppTransport  *self,
                                    XmppElement    *element,
                                    gsize           max_bytes,
                                    GError        **error);
  const char     *(*say_end)       (XmppTransport  *self);
  void            (*say_farewell)  (XmppTransport  *self,
                                    const char     *error);
  gsize           (*get_n_queued)  (XmppTransport  *self);
  gboolean        (*is_idle)       (XmppTransport  *self);
  void            (*secure_async)  (XmppTransport       *self,
                                    XmppTls             *tls,
                                    gboolean             direct,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
  gboolean        (*secure_finish) (XmppTransport  *self,
                                    GAsyncResult   *result,
                                    GError        **error);
  GTlsConnection *(*get_tls)       (XmppTransport  *self);
  void            (*hang_up_async) (XmppTransport       *self,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
  void            (*abort)         (XmppTransport  *self);
  void            (*hurry)         (XmppTransport  *self);
  gboolean        (*is_stranded)   (XmppTransport  *self);
};

G_END_DECLS
