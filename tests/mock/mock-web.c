/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A web server as a test wants it, on libsoup. */
#include "mock-web.h"

#include <libsoup/soup.h>
#include <string.h>

#include "mock-server.h"

typedef struct {
  char *type;  /* (nullable) */
  char *body;
} File;

struct _MockWeb
{
  GSocketService          *service;    /* SoupServer's own listener leaks its sockets before 3.4.3 */
  guint16                  port;
  GTlsCertificate         *certificate;
  SoupServer              *server;
  GHashTable              *files;      /* owned path => owned File */
  GHashTable              *silent;     /* owned path */
  GPtrArray               *held;       /* owned SoupServerMessage: never answered */
  guint                    n_asked;

  char                    *protocols[2];
  SoupWebsocketConnection *connection; /* (nullable) */
  char                   **lines;      /* (nullable) */
  guint                    line;
  guint                    n_opened;
  char                    *id;         /* (nullable) */
};

static void
file_free (gpointer file)
{
  g_free (((File *) file)->type);
  g_free (((File *) file)->body);
  g_free (file);
}

static void
file_cb (SoupServer        *server,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           user_data)
{
  MockWeb *self = user_data;
  File *file = g_hash_table_lookup (self->files, path);

  self->n_asked++;
  if (g_hash_table_contains (self->silent, path))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->held, g_object_ref (message));
    }
  else if (file == NULL)
    {
      soup_server_message_set_status (message, 404, NULL);
    }
  else if (file->type == NULL)
    {
      soup_server_message_set_redirect (message, 302, file->body);
    }
  else
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, file->type, SOUP_MEMORY_COPY, file->body,
                                        strlen (file->body));
    }
}

static void
say (MockWeb               *self,
     SoupWebsocketDataType  type,
     const char            *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "$id", -1);
  g_autofree char *said = g_strjoinv (self->id != NULL ? self->id : "", parts);
  g_autoptr(GBytes) message = g_bytes_new (said, strlen (said));

  soup_websocket_connection_send_message (self->connection, type, message);
}

static void
cut (MockWeb *self)
{
  g_autoptr(GIOStream) tls = NULL;
  g_autoptr(GSocketConnection) tcp = NULL;

  g_object_get (soup_websocket_connection_get_io_stream (self->connection), "base-iostream", &tls,
                NULL);
  g_object_get (tls, "base-io-stream", &tcp, NULL);
  g_socket_shutdown (g_socket_connection_get_socket (tcp), TRUE, TRUE, NULL);
}

/* Up to the next line that waits for the client. */
static void
play_on (MockWeb *self)
{
  while (self->lines != NULL && self->lines[self->line] != NULL)
    {
      const char *line = self->lines[self->line];

      if (line[0] == 'C')
        return;
      self->line++;
      if (line[0] == 'S')
        say (self, SOUP_WEBSOCKET_DATA_TEXT, line + 3);
      else if (line[0] == 'B')
        say (self, SOUP_WEBSOCKET_DATA_BINARY, line + 3);
      else if (line[0] == 'X')
        soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
      else
        cut (self);
    }
}

static void
note_id (MockWeb    *self,
         const char *text)
{
  const char *start = strstr (text, " id='");

  if (start == NULL)
    return;

  g_free (self->id);
  self->id = g_strndup (start + 5, strcspn (start + 5, "'"));
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *message,
            MockWeb                 *self)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  const char *line = self->lines != NULL ? self->lines[self->line] : NULL;

  g_assert_cmpint (type, ==, SOUP_WEBSOCKET_DATA_TEXT);
  if (line == NULL && strstr (text, "<close ") != NULL)
    {
      say (self, SOUP_WEBSOCKET_DATA_TEXT, "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
      return;
    }
  if (line == NULL || line[0] != 'C' || strstr (text, line + 3) == NULL)
    g_error ("Heard %s, wanted %s", text, line);

  note_id (self, text);
  self->line++;
  play_on (self);
}

static void
websocket_cb (SoupServer              *server,
              SoupServerMessage       *message,
              const char              *path,
              SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  MockWeb *self = user_data;

  self->n_opened++;
  mock_web_forget_connection (self);
  self->connection = g_object_ref (connection);
  self->line = 0;
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
  play_on (self);
}

static void
add_websocket (MockWeb *self)
{
  soup_server_add_websocket_handler (self->server, "/xmpp", NULL,
                                     self->protocols[0] != NULL ? self->protocols : NULL,
                                     websocket_cb, self, NULL);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             MockWeb           *self)
{
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr(GIOStream) tls = NULL;
  g_autoptr(GError) error = NULL;

  tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  g_assert_no_error (error);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  if (remote != NULL) /* it may be gone already */
    soup_server_accept_iostream (self->server, tls, local, remote, &error);
  g_assert_no_error (error);
  return TRUE;
}

static void
listen_here (MockWeb *self)
{
  g_autoptr(GInetAddress) here = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any_port = g_inet_socket_address_new (here, 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;

  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any_port, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/**
 * mock_web_new:
 * @certificate: of mkcerts.sh
 *
 * Returns: (transfer full): a server that has no files
 */
MockWeb *
mock_web_new (const char *certificate)
{
  MockWeb *self = g_new0 (MockWeb, 1);
  g_autofree char *path = mock_cert_path (certificate);
  g_autofree char *key_path = g_strdup (path);
  g_autoptr(GError) error = NULL;

  memcpy (key_path + strlen (key_path) - 3, "key", 3);
  self->certificate = g_tls_certificate_new_from_files (path, key_path, &error);
  g_assert_no_error (error);

  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);
  self->silent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->protocols[0] = g_strdup ("xmpp");
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, file_cb, self, NULL);
  add_websocket (self);
  listen_here (self);
  return self;
}

void
mock_web_free (MockWeb *self)
{
  mock_web_forget_connection (self);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->certificate);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->silent);
  g_free (self->protocols[0]);
  g_strfreev (self->lines);
  g_free (self->id);
  g_free (self);
}

guint16
mock_web_get_port (MockWeb *self)
{
  return self->port;
}

char *
mock_web_dup_uri (MockWeb *self)
{
  return g_strdup_printf ("wss://127.0.0.1:%u/xmpp", mock_web_get_port (self));
}

void
mock_web_set_file (MockWeb    *self,
                   const char *path,
                   const char *type,
                   const char *body)
{
  File *file = g_new0 (File, 1);

  file->type = g_strdup (type);
  file->body = g_strdup (body);
  g_hash_table_insert (self->files, g_strdup (path), file);
}

void
mock_web_set_silent (MockWeb    *self,
                     const char *path)
{
  g_hash_table_add (self->silent, g_strdup (path));
}

guint
mock_web_get_n_asked (MockWeb *self)
{
  return self->n_asked;
}

void
mock_web_set_protocol (MockWeb    *self,
                       const char *protocol)
{
  g_free (self->protocols[0]);
  self->protocols[0] = g_strdup (protocol);
  soup_server_remove_handler (self->server, "/xmpp");
  add_websocket (self);
}

/* What comes over the connection that there is belongs to no play any more. */
void
mock_web_forget_connection (MockWeb *self)
{
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
}

void
mock_web_play (MockWeb           *self,
               const char *const *lines)
{
  g_strfreev (self->lines);
  self->lines = g_strdupv ((char **) lines);
  self->line = 0;
}

gboolean
mock_web_has_played (MockWeb *self)
{
  return self->lines != NULL && self->lines[self->line] == NULL;
}

guint
mock_web_get_n_opened (MockWeb *self)
{
  return self->n_opened;
}
