/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream as bytes on a connection, in clear or inside TLS: RFC 6120, 4. */
#define G_LOG_DOMAIN "xmpp-stream"

#include "xmpp-wire.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-tcp.h"
#include "xmpp-writer.h"

#define END "</stream:stream>"

struct _XmppWire
{
  GObject                   parent_instance;

  GSocketConnection        *connection;
  GIOStream                *io;          /* the connection, or TLS over it */
  XmppReader               *reader;      /* (nullable): NULL when cut */
  XmppWriter               *writer;      /* (nullable): NULL before the start and when cut */
  gsize                     n_queued;    /* with the writers before this one */
  const XmppTransportFuncs *funcs;       /* (nullable): before the start */
  gpointer                  user_data;   /* borrowed */
};

static void transport_iface_init (XmppTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppWire, xmpp_wire, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_TRANSPORT, transport_iface_init))

static void
event_cb (XmppReaderEvent  event,
          XmppElement     *element,
          gpointer         user_data)
{
  XmppWire *self = user_data;

  self->funcs->event (event, element, self->user_data);
}

static void
heard_cb (gsize    n_bytes,
          gpointer user_data)
{
  XmppWire *self = user_data;

  self->funcs->heard (n_bytes, self->user_data);
}

static void
failed_cb (const GError *error,
           gpointer      user_data)
{
  XmppWire *self = user_data;

  self->funcs->failed (error, self->user_data);
}

static void
idle_cb (gpointer user_data)
{
  XmppWire *self = user_data;

  self->funcs->idle (self->user_data);
}

static void
broken_cb (const GError *error,
           gpointer      user_data)
{
  XmppWire *self = user_data;

  xmpp_reader_set_broken (self->reader, error);
  self->funcs->broken (self->user_data);
}

static void
set_io (XmppWire  *self,
        GIOStream *io)
{
  static const XmppWriterFuncs funcs = { idle_cb, broken_cb };

  g_set_object (&self->io, io);
  xmpp_reader_set_input (self->reader, g_io_stream_get_input_stream (io));
  if (self->writer != NULL)
    self->n_queued += xmpp_writer_get_n_added (self->writer);
  g_clear_pointer (&self->writer, xmpp_writer_free);
  self->writer = xmpp_writer_new (g_io_stream_get_output_stream (io), &funcs, self);
}

static void
xmpp_wire_start (XmppTransport            *transport,
                 const XmppTransportFuncs *funcs,
                 gpointer                  user_data)
{
  XmppWire *self = XMPP_WIRE (transport);

  self->funcs = funcs;
  self->user_data = user_data;
  set_io (self, G_IO_STREAM (self->connection));
}

static void
xmpp_wire_set_running (XmppTransport *transport,
                       gboolean       running)
{
  XmppWire *self = XMPP_WIRE (transport);

  if (self->reader != NULL)
    xmpp_reader_set_running (self->reader, running);
}

static void
xmpp_wire_set_settled (XmppTransport *transport)
{
  XmppWire *self = XMPP_WIRE (transport);

  if (self->reader != NULL)
    xmpp_reader_set_exact (self->reader, FALSE);
}

static void
xmpp_wire_set_trusted (XmppTransport *transport)
{
  XmppWire *self = XMPP_WIRE (transport);

  if (self->reader != NULL)
    xmpp_reader_set_trusted (self->reader);
}

static char *
xmpp_wire_open (XmppTransport *transport,
                const char    *to,
                const char    *from)
{
  XmppWire *self = XMPP_WIRE (transport);
  g_autofree char *from_text = NULL;
  char *header = g_markup_printf_escaped ("<?xml version='1.0'?>"
                                          "<stream:stream xmlns='" XMPP_NS_CLIENT "'"
                                          " xmlns:stream='" XMPP_NS_STREAM "'"
                                          " version='1.0' to='%s'", to);

  if (from != NULL)
    from_text = g_markup_printf_escaped (" from='%s'", from);
  xmpp_reader_restart (self->reader);
  xmpp_writer_add (self->writer, header);
  xmpp_writer_add (self->writer, from_text != NULL ? from_text : "");
  xmpp_writer_add (self->writer, ">");
  return header;
}

static gboolean
xmpp_wire_send (XmppTransport  *transport,
                XmppElement    *element,
                gsize           max_bytes,
                GError        **error)
{
  return xmpp_writer_add_element (XMPP_WIRE (transport)->writer, element, max_bytes, error);
}

static const char *
xmpp_wire_say_end (XmppTransport *transport)
{
  xmpp_writer_add (XMPP_WIRE (transport)->writer, END);
  return END;
}

static void
xmpp_wire_say_farewell (XmppTransport *transport,
                        const char    *error)
{
  XmppWire *self = XMPP_WIRE (transport);
  GOutputStream *output = g_io_stream_get_output_stream (self->io);
  g_autofree char *farewell = g_strconcat (error, END, NULL);

  if (self->writer != NULL && xmpp_writer_is_idle (self->writer))
    g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), farewell,
                                                strlen (farewell), NULL, NULL);
}

static gsize
xmpp_wire_get_n_queued (XmppTransport *transport)
{
  XmppWire *self = XMPP_WIRE (transport);

  return self->n_queued + (self->writer != NULL ? xmpp_writer_get_n_added (self->writer) : 0);
}

static gboolean
xmpp_wire_is_idle (XmppTransport *transport)
{
  XmppWire *self = XMPP_WIRE (transport);

  return self->writer == NULL || xmpp_writer_is_idle (self->writer);
}

static void
secured_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppWire *self = g_task_get_source_object (task);
  g_autoptr(GIOStream) io = xmpp_tls_secure_finish (XMPP_TLS (object), result, &error);

  if (io == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (self->reader != NULL)
    set_io (self, io);
  g_task_return_boolean (task, TRUE);
}

static void
xmpp_wire_secure_async (XmppTransport       *transport,
                        XmppTls             *tls,
                        gboolean             direct,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  XmppWire *self = XMPP_WIRE (transport);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, xmpp_wire_secure_async);

  /* What was said in clear after the peer agreed to TLS was not said by the peer alone: RFC 6120,
   * 5.4.3.3. */
  if (!xmpp_reader_is_drained (self->reader))
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                             "Something was said before TLS");
  else
    xmpp_tls_secure_async (tls, self->io, direct, cancellable, secured_cb, g_steal_pointer (&task));
}

static gboolean
xmpp_wire_secure_finish (XmppTransport  *transport,
                         GAsyncResult   *result,
                         GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GTlsConnection *
xmpp_wire_get_tls (XmppTransport *transport)
{
  XmppWire *self = XMPP_WIRE (transport);

  return G_IS_TLS_CONNECTION (self->io) ? G_TLS_CONNECTION (self->io) : NULL;
}

static void
hung_up_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_io_stream_close_finish (G_IO_STREAM (object), result, &error))
    g_debug ("Closing: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* Both sides have said good-bye, so TLS and TCP may. */
static void
xmpp_wire_hang_up_async (XmppTransport       *transport,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  XmppWire *self = XMPP_WIRE (transport);
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, xmpp_wire_hang_up_async);
  g_io_stream_close_async (self->io, G_PRIORITY_DEFAULT, NULL, hung_up_cb, g_steal_pointer (&task));
}

static void
xmpp_wire_abort (XmppTransport *transport)
{
  XmppWire *self = XMPP_WIRE (transport);

  g_clear_pointer (&self->reader, xmpp_reader_free);
  if (self->writer != NULL)
    self->n_queued += xmpp_writer_get_n_added (self->writer);
  g_clear_pointer (&self->writer, xmpp_writer_free);
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
}

static void
xmpp_wire_hurry (XmppTransport *transport)
{
  xmpp_tcp_acknowledge_now (XMPP_WIRE (transport)->connection);
}

static gboolean
xmpp_wire_is_stranded (XmppTransport *transport)
{
  return xmpp_tcp_is_stranded (XMPP_WIRE (transport)->connection);
}

static void
transport_iface_init (XmppTransportInterface *iface)
{
  iface->start = xmpp_wire_start;
  iface->set_running = xmpp_wire_set_running;
  iface->set_settled = xmpp_wire_set_settled;
  iface->set_trusted = xmpp_wire_set_trusted;
  iface->open = xmpp_wire_open;
  iface->send = xmpp_wire_send;
  iface->say_end = xmpp_wire_say_end;
  iface->say_farewell = xmpp_wire_say_farewell;
  iface->get_n_queued = xmpp_wire_get_n_queued;
  iface->is_idle = xmpp_wire_is_idle;
  iface->secure_async = xmpp_wire_secure_async;
  iface->secure_finish = xmpp_wire_secure_finish;
  iface->get_tls = xmpp_wire_get_tls;
  iface->hang_up_async = xmpp_wire_hang_up_async;
  iface->abort = xmpp_wire_abort;
  iface->hurry = xmpp_wire_hurry;
  iface->is_stranded = xmpp_wire_is_stranded;
}

static void
xmpp_wire_dispose (GObject *object)
{
  XmppWire *self = XMPP_WIRE (object);

  g_clear_pointer (&self->reader, xmpp_reader_free);
  g_clear_pointer (&self->writer, xmpp_writer_free);

  G_OBJECT_CLASS (xmpp_wire_parent_class)->dispose (object);
}

static void
xmpp_wire_finalize (GObject *object)
{
  XmppWire *self = XMPP_WIRE (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->io);

  G_OBJECT_CLASS (xmpp_wire_parent_class)->finalize (object);
}

static void
xmpp_wire_class_init (XmppWireClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_wire_dispose;
  object_class->finalize = xmpp_wire_finalize;
}

static void
xmpp_wire_init (XmppWire *self)
{
  static const XmppReaderFuncs funcs = { event_cb, heard_cb, failed_cb };

  self->reader = xmpp_reader_new (&funcs, self);
}

/**
 * xmpp_wire_new:
 * @connection: (transfer none): a connection to a server
 *
 * Returns: (transfer full): a transport over @connection
 */
XmppTransport *
xmpp_wire_new (GSocketConnection *connection)
{
  XmppWire *self = NULL;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (connection), NULL);

  self = g_object_new (XMPP_TYPE_WIRE, NULL);
  self->connection = g_object_ref (connection);
  return XMPP_TRANSPORT (self);
}
