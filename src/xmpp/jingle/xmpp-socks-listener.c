/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-socks-listener.c: a SOCKS server for one who knows what to ask for: RFC 1928 as XEP-0065
 * 1.8.2 uses it. Anybody may knock: nobody gets far, or has long. */
#define G_LOG_DOMAIN "xmpp-socks"

#include "xmpp-socks-listener.h"

#include "xmpp-tcp.h"

#include <string.h>

#define MAX_KNOCKING  8
#define MAX_ARRIVED   8
#define PATIENCE_S    10
#define DIGEST_BYTES  40
#define REQUEST_BYTES (5 + DIGEST_BYTES + 2)

struct _XmppSocksListener
{
  gatomicrefcount   ref_count;
  GSocketListener  *listener;
  GCancellable     *cancellable;
  guint16           port;
  char             *destination;
  char             *other;
  void            (*arrived) (gpointer user_data);
  gpointer          user_data;
  guint             n_knocking;
  gboolean          is_waiting;  /* for the next to knock */
  GPtrArray        *connections; /* owned GSocketConnection */
};

/* Somebody at the door */
typedef struct {
  XmppSocksListener *listener;
  GSocketConnection *connection;
  guint8             bytes[256];
  guint8             answer[REQUEST_BYTES];
} Guest;

static void wait_for_next (XmppSocksListener *self);

static void
listener_unref (XmppSocksListener *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->connections);
  g_free (self->destination);
  g_free (self->other);
  g_free (self);
}

static XmppSocksListener *
listener_ref (XmppSocksListener *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
guest_free (Guest *guest)
{
  guest->listener->n_knocking--;
  wait_for_next (guest->listener);
  listener_unref (guest->listener);
  g_object_unref (guest->connection);
  g_free (guest);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Guest, guest_free)

/* (transfer full): @guest */
static void
hear (Guest               *guest,
      gsize                n_bytes,
      GAsyncReadyCallback  callback)
{
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (guest->connection)),
                                 guest->bytes, n_bytes, G_PRIORITY_DEFAULT,
                                 guest->listener->cancellable, callback, guest);
}

/* (transfer full): @guest */
static void
say (Guest               *guest,
     const guint8        *bytes,
     gsize                n_bytes,
     GAsyncReadyCallback  callback)
{
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (guest->connection)),
                                   bytes, n_bytes, G_PRIORITY_DEFAULT,
                                   guest->listener->cancellable, callback, guest);
}

static void
let_in (Guest *guest)
{
  XmppSocksListener *self = guest->listener;

  if (g_cancellable_is_cancelled (self->cancellable) || self->connections->len >= MAX_ARRIVED)
    return;

  g_socket_set_timeout (g_socket_connection_get_socket (guest->connection), 0);
  xmpp_tcp_prepare (guest->connection);
  g_ptr_array_add (self->connections, g_object_ref (guest->connection));
  self->arrived (self->user_data);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Guest) guest = user_data;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    let_in (guest);
}

static gboolean
asks_for (Guest      *guest,
          const char *destination)
{
  return memcmp (guest->bytes + 5, destination, DIGEST_BYTES) == 0;
}

/* RFC 1928, 4: CONNECT to a name of forty characters; XEP-0065, 5.3.2: port 0 */
static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  static const guint8 head[5] = { 5, 1, 0, 3, DIGEST_BYTES };
  g_autoptr(Guest) guest = user_data;
  XmppSocksListener *self = guest->listener;
  const guint8 *answer = guest->answer;
  gsize n_read = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &n_read, NULL)
      || n_read < REQUEST_BYTES || memcmp (guest->bytes, head, sizeof head) != 0
      || (!asks_for (guest, self->destination) && !asks_for (guest, self->other)))
    return;

  memcpy (guest->answer, guest->bytes, REQUEST_BYTES);
  guest->answer[1] = 0;
  say (g_steal_pointer (&guest), answer, REQUEST_BYTES, answered_cb);
}

static void
greeted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Guest) guest = user_data;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL))
    hear (g_steal_pointer (&guest), REQUEST_BYTES, asked_cb);
}

/* RFC 1928, 3: without a password is a way that everybody offers. */
static void
methods_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  static const guint8 choice[2] = { 5, 0 };
  g_autoptr(Guest) guest = user_data;
  gsize n_read = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &n_read, NULL)
      && n_read > 0 && memchr (guest->bytes, 0, n_read) != NULL)
    say (g_steal_pointer (&guest), choice, sizeof choice, greeted_cb);
}

static void
knocked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Guest) guest = user_data;
  gsize n_methods = guest->bytes[1];
  gsize n_read = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &n_read, NULL)
      && n_read == 2 && guest->bytes[0] == 5 && n_methods > 0)
    hear (g_steal_pointer (&guest), n_methods, methods_cb);
}

static void
accepted_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  XmppSocksListener *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection =
    g_socket_listener_accept_finish (G_SOCKET_LISTENER (object), result, NULL, &error);
  Guest *guest;

  self->is_waiting = FALSE;
  if (connection == NULL)
    {
      g_debug ("Nobody comes: %s", error->message);
    }
  else
    {
      g_socket_set_timeout (g_socket_connection_get_socket (connection), PATIENCE_S);
      guest = g_new0 (Guest, 1);
      guest->listener = listener_ref (self);
      guest->connection = g_steal_pointer (&connection);
      self->n_knocking++;
      hear (guest, 2, knocked_cb);
      wait_for_next (self);
    }
  listener_unref (self);
}

static void
wait_for_next (XmppSocksListener *self)
{
  if (self->is_waiting || self->n_knocking >= MAX_KNOCKING
      || g_cancellable_is_cancelled (self->cancellable))
    return;

  self->is_waiting = TRUE;
  g_socket_listener_accept_async (self->listener, self->cancellable, accepted_cb,
                                  listener_ref (self));
}

/**
 * xmpp_socks_listener_new:
 * @destination: what may be asked for, 40 characters
 * @other: the same as some others compute it
 * @arrived: (scope notified): called with @user_data when somebody has asked for it
 * @user_data: for @arrived
 * @error: return location for an error
 *
 * Opens a port on all addresses of this machine.
 *
 * Returns: (transfer full) (nullable): the listener
 */
XmppSocksListener *
xmpp_socks_listener_new (const char  *destination,
                         const char  *other,
                         GCallback    arrived,
                         gpointer     user_data,
                         GError     **error)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, error);
  XmppSocksListener *self;

  g_return_val_if_fail (strlen (destination) == DIGEST_BYTES, NULL);
  g_return_val_if_fail (strlen (other) == DIGEST_BYTES, NULL);

  if (port == 0)
    return NULL;

  self = g_new0 (XmppSocksListener, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->listener = g_steal_pointer (&listener);
  self->cancellable = g_cancellable_new ();
  self->port = port;
  self->destination = g_strdup (destination);
  self->other = g_strdup (other);
  self->arrived = (void (*) (gpointer)) arrived;
  self->user_data = user_data;
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  wait_for_next (self);
  return self;
}

/**
 * xmpp_socks_listener_get_port:
 * @self: a listener
 *
 * Returns: where it listens
 */
guint16
xmpp_socks_listener_get_port (XmppSocksListener *self)
{
  return self->port;
}

static gboolean
has_come_to (GSocketConnection *connection,
             const char        *host)
{
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autofree char *text = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (local))
    return FALSE;

  text = g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local)));
  return strcmp (text, host) == 0
         || (g_str_has_prefix (text, "::ffff:") && strcmp (text + strlen ("::ffff:"), host) == 0);
}

/**
 * xmpp_socks_listener_take:
 * @self: a listener
 * @host: one of our addresses
 *
 * Takes the connection that came there. Who went through a router came to another; then it is the
 * one that came last.
 *
 * Returns: (transfer full) (nullable): a connection
 */
GSocketConnection *
xmpp_socks_listener_take (XmppSocksListener *self,
                          const char        *host)
{
  guint last = self->connections->len;

  for (guint i = self->connections->len; i > 0; i--)
    if (has_come_to (self->connections->pdata[i - 1], host))
      return g_ptr_array_steal_index (self->connections, i - 1);

  return last > 0 ? g_ptr_array_steal_index (self->connections, last - 1) : NULL;
}

/**
 * xmpp_socks_listener_free:
 * @self: (transfer full): a listener
 *
 * Closes the door.
 */
void
xmpp_socks_listener_free (XmppSocksListener *self)
{
  g_cancellable_cancel (self->cancellable);
  g_socket_listener_close (self->listener);
  g_ptr_array_set_size (self->connections, 0);
  listener_unref (self);
}
