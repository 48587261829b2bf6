/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A proxy for bytestreams. */
#include "jingle-relay.h"

#include <string.h>

struct _JingleRelay
{
  GSocketService *service;
  guint16         port;
  GMutex          mutex;
  GCond           cond;
  GHashTable     *waiting;  /* owned destination => owned GSocketConnection */
  gboolean        is_active;
  gboolean        is_over;
  gsize           cut_after; /* 0: never */
  guint           n_came;
};

static gboolean
read_all (GSocketConnection *connection,
          void              *bytes,
          gsize              n_bytes)
{
  gsize n_read = 0;

  return g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), bytes,
                                  n_bytes, &n_read, NULL, NULL) && n_read == n_bytes;
}

static gboolean
write_all (GSocketConnection *connection,
           const void        *bytes,
           gsize              n_bytes)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes,
                                    n_bytes, NULL, NULL, NULL);
}

static char *
shake_hands (GSocketConnection *connection)
{
  guint8 bytes[300];

  if (!read_all (connection, bytes, 2) || !read_all (connection, bytes + 2, bytes[1])
      || !write_all (connection, "\5\0", 2) || !read_all (connection, bytes, 47)
      || memcmp (bytes, "\5\1\0\3\50", 5) != 0 || bytes[45] != 0 || bytes[46] != 0)
    return NULL;

  bytes[1] = 0;
  return write_all (connection, bytes, 47) ? g_strndup ((char *) bytes + 5, 40) : NULL;
}

typedef struct {
  JingleRelay       *relay;
  GSocketConnection *from;
  GSocketConnection *to;
} Way;

static gpointer
pass_on (gpointer data)
{
  Way *way = data;
  gsize left = way->relay->cut_after;
  char bytes[4096];
  gssize n_read = 0;

  while ((n_read = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (way->from)), bytes,
                                        sizeof bytes, NULL, NULL)) > 0)
    {
      if (left > 0 && (gsize) n_read >= left)
        break;
      left -= left > 0 ? (gsize) n_read : 0;
      if (!write_all (way->to, bytes, (gsize) n_read))
        break;
    }
  g_socket_shutdown (g_socket_connection_get_socket (way->to), FALSE, TRUE, NULL);
  if (left > 0)
    g_socket_shutdown (g_socket_connection_get_socket (way->from), TRUE, TRUE, NULL);
  return NULL;
}

static void
join (JingleRelay       *self,
      GSocketConnection *first,
      GSocketConnection *second)
{
  Way there = { self, first, second };
  Way back = { self, second, first };
  GThread *thread = NULL;

  g_mutex_lock (&self->mutex);
  while (!self->is_active && !self->is_over)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  if (!self->is_active)
    return;

  thread = g_thread_new ("back", pass_on, &back);
  pass_on (&there);
  g_thread_join (thread);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        JingleRelay            *self)
{
  g_autofree char *destination = shake_hands (connection);
  g_autofree char *key = NULL;
  g_autoptr(GSocketConnection) first = NULL;

  if (destination == NULL)
    return TRUE;

  g_mutex_lock (&self->mutex);
  self->n_came++;
  g_hash_table_steal_extended (self->waiting, destination, (gpointer *) &key,
                               (gpointer *) &first);
  if (first == NULL)
    g_hash_table_insert (self->waiting, g_strdup (destination), g_object_ref (connection));
  g_mutex_unlock (&self->mutex);

  if (first != NULL)
    join (self, first, connection);
  return TRUE;
}

JingleRelay *
jingle_relay_new (void)
{
  JingleRelay *self = g_new0 (JingleRelay, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) got = NULL;

  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->service = g_threaded_socket_service_new (16);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  return self;
}

void
jingle_relay_free (JingleRelay *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->mutex);
  self->is_over = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  /* Its threads end with their connections, and hold the service until then. */
  while (G_OBJECT (self->service)->ref_count > 1)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_object_unref (self->service);
  g_hash_table_unref (self->waiting);
  g_free (self);
}

guint16
jingle_relay_get_port (JingleRelay *self)
{
  return self->port;
}

void
jingle_relay_activate (JingleRelay *self)
{
  g_mutex_lock (&self->mutex);
  self->is_active = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
jingle_relay_cut_after (JingleRelay *self,
                        gsize        n_bytes)
{
  self->cut_after = n_bytes;
}

guint
jingle_relay_get_n (JingleRelay *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_came;
  g_mutex_unlock (&self->mutex);
  return n;
}
