/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A proxy that plays its part, or fails in it. One thread serves one connection, without a main loop. */
#include "mock-proxy.h"

#include <string.h>

struct _MockProxy
{
  GMutex           mutex;
  GSocketService  *service;
  GCancellable    *ended;
  guint16          port;
  guint16          target;
  char            *user;        /* (nullable) */
  char            *password;
  MockProxyStep    step;
  MockProxyFault   fault;
  guint            refusal;
  GString         *asked;
  guint            n_served;
  gboolean         is_at_fault;
  guint            n_running;
  GCond            changed;
};

/* One connection */
typedef struct {
  MockProxy     *proxy;
  GIOStream     *stream;
  GInputStream  *input;
  GOutputStream *output;
} Line;

static gboolean
read_exactly (Line  *line,
              void  *bytes,
              gsize  n)
{
  gsize n_read = 0;

  return g_input_stream_read_all (line->input, bytes, n, &n_read, line->proxy->ended, NULL)
         && n_read == n;
}

static gboolean
say (Line       *line,
     const void *bytes,
     gsize       n)
{
  return g_output_stream_write_all (line->output, bytes, n, NULL, line->proxy->ended, NULL);
}

static void
note (MockProxy  *self,
      const char *host,
      guint       port)
{
  g_mutex_lock (&self->mutex);
  g_string_append_printf (self->asked, "%s%s:%u", self->asked->len > 0 ? " " : "", host, port);
  g_mutex_unlock (&self->mutex);
}

static void
hang (Line *line)
{
  char byte;

  while (g_input_stream_read (line->input, &byte, 1, line->proxy->ended, NULL) > 0)
    ;
}

static void
flood (Line *line)
{
  char bytes[4096];

  memset (bytes, 'x', sizeof bytes);
  while (say (line, bytes, sizeof bytes))
    ;
}

/* Returns whether to go on. Refusing is left to who speaks the protocol. */
static gboolean
pass (Line          *line,
      MockProxyStep  step)
{
  MockProxy *self = line->proxy;
  MockProxyFault fault;

  g_mutex_lock (&self->mutex);
  fault = self->fault;
  if (self->step != step || fault == MOCK_PROXY_REFUSES)
    {
      g_mutex_unlock (&self->mutex);
      return TRUE;
    }
  self->is_at_fault = TRUE;
  g_mutex_unlock (&self->mutex);
  g_main_context_wakeup (NULL);

  if (fault == MOCK_PROXY_HANGS)
    hang (line);
  else if (fault == MOCK_PROXY_FLOODS)
    flood (line);
  else if (fault == MOCK_PROXY_BABBLES && say (line, "\x07what is this?\r\n\r\n\xff", 19))
    hang (line);
  return FALSE;
}

static gboolean
refuses (MockProxy     *self,
         MockProxyStep  step)
{
  return self->step == step && self->fault == MOCK_PROXY_REFUSES;
}

static gboolean
forward (GSocket *from,
         GSocket *to)
{
  char bytes[16 * 1024];
  gssize n = g_socket_receive (from, bytes, sizeof bytes, NULL, NULL);
  gssize sent = 0;
  gssize now = 1;

  while (sent < n && now > 0)
    {
      now = g_socket_send (to, bytes + sent, (gsize) (n - sent), NULL, NULL);
      sent += now;
    }
  return n > 0 && now > 0;
}

static void
splice (Line *line)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) target = NULL;
  GSocket *sockets[2] = {
    g_socket_connection_get_socket (G_SOCKET_CONNECTION (line->stream)), NULL,
  };
  GPollFD fds[3] = { { 0 } };
  gboolean open = TRUE;

  g_socket_client_set_enable_proxy (client, FALSE);
  target = g_socket_client_connect_to_host (client, "127.0.0.1", line->proxy->target,
                                            line->proxy->ended, NULL);
  if (target == NULL)
    return;

  g_mutex_lock (&line->proxy->mutex);
  line->proxy->n_served++;
  g_mutex_unlock (&line->proxy->mutex);

  sockets[1] = g_socket_connection_get_socket (target);
  for (guint i = 0; i < 2; i++)
    fds[i] = (GPollFD) { g_socket_get_fd (sockets[i]), G_IO_IN, 0 };
  fds[2] = (GPollFD) { g_cancellable_get_fd (line->proxy->ended), G_IO_IN, 0 };
  while (open && g_poll (fds, 3, -1) > 0 && fds[2].revents == 0)
    for (guint i = 0; i < 2 && open; i++)
      if (fds[i].revents != 0)
        open = forward (sockets[i], sockets[1 - i]);
  g_cancellable_release_fd (line->proxy->ended);
}

/* RFC 1929 */
static gboolean
check_login (Line *line)
{
  guint8 head[2];
  char user[256] = "";
  char password[256] = "";
  guint8 length = 0;
  gboolean right = FALSE;

  if (!read_exactly (line, head, 2) || head[0] != 1 || !read_exactly (line, user, head[1])
      || !read_exactly (line, &length, 1) || !read_exactly (line, password, length))
    return FALSE;
  if (!pass (line, MOCK_PROXY_AFTER_LOGIN))
    return FALSE;

  right = g_strcmp0 (user, line->proxy->user) == 0
          && g_strcmp0 (password, line->proxy->password) == 0;
  return say (line, right ? "\1\0" : "\1\1", 2) && right;
}

static gboolean
read_place (Line *line)
{
  guint8 head[4];
  guint8 bytes[256] = { 0 };
  guint8 port[2];
  guint8 length = 0;
  g_autofree char *host = NULL;

  if (!read_exactly (line, head, 4) || head[0] != 5 || head[1] != 1)
    return FALSE;
  if (head[3] == 3)
    {
      if (!read_exactly (line, &length, 1) || !read_exactly (line, bytes, length))
        return FALSE;
      host = g_strdup ((const char *) bytes);
    }
  else
    {
      g_autoptr(GInetAddress) address = NULL;
      gboolean is_v6 = head[3] == 4;

      if (!read_exactly (line, bytes, is_v6 ? 16 : 4))
        return FALSE;
      address = g_inet_address_new_from_bytes (bytes, is_v6 ? G_SOCKET_FAMILY_IPV6
                                                            : G_SOCKET_FAMILY_IPV4);
      host = g_inet_address_to_string (address);
    }
  if (!read_exactly (line, port, 2))
    return FALSE;

  note (line->proxy, host, (guint) (port[0] << 8 | port[1]));
  return TRUE;
}

/* RFC 1928 */
static void
serve_socks (Line *line)
{
  static const char answer[] = "\5\0\0\1\0\0\0\0\0\0";
  guint8 n_methods = 0;
  char methods[256];
  gboolean login = line->proxy->user != NULL;
  char choice[2] = { 5, login ? 2 : 0 };
  char refusal[10] = { 5, 0, 0, 1 };

  if (!read_exactly (line, &n_methods, 1) || !read_exactly (line, methods, n_methods)
      || !pass (line, MOCK_PROXY_AFTER_GREETING))
    return;
  if (refuses (line->proxy, MOCK_PROXY_AFTER_GREETING)
      || memchr (methods, choice[1], n_methods) == NULL)
    {
      say (line, "\5\xff", 2);
      return;
    }
  if (!say (line, choice, 2) || (login && !check_login (line)) || !read_place (line)
      || !pass (line, MOCK_PROXY_AFTER_REQUEST))
    return;
  if (refuses (line->proxy, MOCK_PROXY_AFTER_REQUEST))
    {
      refusal[1] = (char) line->proxy->refusal;
      say (line, refusal, sizeof refusal);
      return;
    }
  if (say (line, answer, 4) && pass (line, MOCK_PROXY_IN_ANSWER) && say (line, answer + 4, 6))
    splice (line);
}

static gboolean
knows_login (MockProxy  *self,
             const char *request)
{
  g_autofree char *pair = NULL;
  g_autofree char *base64 = NULL;
  g_autofree char *header = NULL;

  if (self->user == NULL)
    return TRUE;

  pair = g_strconcat (self->user, ":", self->password, NULL);
  base64 = g_base64_encode ((const guchar *) pair, strlen (pair));
  header = g_strconcat ("\r\nProxy-Authorization: Basic ", base64, "\r\n", NULL);
  return strstr (request, header) != NULL;
}

static void
serve_http (Line *line,
            char  first)
{
  static const char answer[] = "HTTP/1.1 200 Connection established\r\nVia: 1.1 mock\r\n\r\n";
  g_autoptr(GString) request = g_string_new_len (&first, 1);
  g_auto(GStrv) words = NULL;
  const char *colon = NULL;
  g_autofree char *host = NULL;
  char byte;

  while (!g_str_has_suffix (request->str, "\r\n\r\n"))
    {
      if (request->len > 8192 || !read_exactly (line, &byte, 1))
        return;
      g_string_append_c (request, byte);
    }

  words = g_strsplit (request->str, " ", 3);
  if (g_strcmp0 (words[0], "CONNECT") != 0 || (colon = strrchr (words[1], ':')) == NULL)
    return;
  host = g_strndup (words[1], (gsize) (colon - words[1]));
  note (line->proxy, host, (guint) g_ascii_strtoull (colon + 1, NULL, 10));

  if (!pass (line, MOCK_PROXY_AFTER_REQUEST))
    return;
  if (!knows_login (line->proxy, request->str) || refuses (line->proxy, MOCK_PROXY_AFTER_REQUEST))
    {
      g_autofree char *refusal =
        g_strdup_printf ("HTTP/1.1 %u No\r\nContent-Length: 4\r\n\r\nNo.\n",
                         refuses (line->proxy, MOCK_PROXY_AFTER_REQUEST) ? line->proxy->refusal
                                                                         : 407);

      say (line, refusal, strlen (refusal));
      return;
    }
  if (say (line, answer, 20) && pass (line, MOCK_PROXY_IN_ANSWER)
      && say (line, answer + 20, strlen (answer) - 20))
    splice (line);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        gpointer                user_data)
{
  MockProxy *self = user_data;
  Line line = {
    self, G_IO_STREAM (connection), g_io_stream_get_input_stream (G_IO_STREAM (connection)),
    g_io_stream_get_output_stream (G_IO_STREAM (connection)),
  };
  guint8 first = 0;

  g_mutex_lock (&self->mutex);
  self->n_running++;
  g_mutex_unlock (&self->mutex);

  if (pass (&line, MOCK_PROXY_AT_ONCE) && read_exactly (&line, &first, 1))
    {
      if (first == 5)
        serve_socks (&line);
      else
        serve_http (&line, (char) first);
    }
  g_io_stream_close (line.stream, NULL, NULL);

  g_mutex_lock (&self->mutex);
  self->n_running--;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

MockProxy *
mock_proxy_new (guint16 target)
{
  MockProxy *self = g_new0 (MockProxy, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) bound = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->target = target;
  self->ended = g_cancellable_new ();
  self->asked = g_string_new (NULL);
  self->service = g_threaded_socket_service_new (10);
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                                G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &bound, NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  return self;
}

void
mock_proxy_free (MockProxy *self)
{
  g_socket_service_stop (self->service);
  g_cancellable_cancel (self->ended);
  g_mutex_lock (&self->mutex);
  while (self->n_running > 0)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_clear_object (&self->service);
  g_clear_object (&self->ended);
  g_string_free (self->asked, TRUE);
  g_free (self->user);
  g_free (self->password);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint16
mock_proxy_get_port (MockProxy *self)
{
  return self->port;
}

void
mock_proxy_set_login (MockProxy  *self,
                      const char *user,
                      const char *password)
{
  self->user = g_strdup (user);
  self->password = g_strdup (password);
}

void
mock_proxy_set_fault (MockProxy      *self,
                      MockProxyStep   step,
                      MockProxyFault  fault)
{
  g_mutex_lock (&self->mutex);
  self->step = step;
  self->fault = fault;
  self->is_at_fault = FALSE;
  g_mutex_unlock (&self->mutex);
}

void
mock_proxy_set_refusal (MockProxy *self,
                        guint      code)
{
  mock_proxy_set_fault (self, MOCK_PROXY_AFTER_REQUEST, MOCK_PROXY_REFUSES);
  self->refusal = code;
}

char *
mock_proxy_dup_asked (MockProxy *self)
{
  char *asked = NULL;

  g_mutex_lock (&self->mutex);
  asked = g_strdup (self->asked->str);
  g_mutex_unlock (&self->mutex);
  return asked;
}

guint
mock_proxy_get_n_served (MockProxy *self)
{
  guint n = 0;

  g_mutex_lock (&self->mutex);
  n = self->n_served;
  g_mutex_unlock (&self->mutex);
  return n;
}

static gboolean
is_at_fault (MockProxy *self)
{
  gboolean is = FALSE;

  g_mutex_lock (&self->mutex);
  is = self->is_at_fault;
  g_mutex_unlock (&self->mutex);
  return is;
}

void
mock_proxy_wait_fault (MockProxy *self)
{
  gint64 end_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!is_at_fault (self))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_main_context_iteration (NULL, TRUE);
    }
}
