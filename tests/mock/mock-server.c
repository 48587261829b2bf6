/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scripted server: one line of the play after the other, each as soon as it can be. It reads
 * only when a line wants to hear something, so that a handshake finds all its bytes. */
#include "mock-server.h"

#include <gio/gnetworking.h>
#include <string.h>

#include "mock-scram.h"
#include "mock-token.h"
#include "mock-xml.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-writer.h"

typedef enum {
  HEARD_HEADER,
  HEARD_ELEMENT,
  HEARD_END,
  HEARD_CUT,
} HeardKind;

typedef struct {
  HeardKind    kind;
  XmppElement *element;  /* (nullable) */
} Heard;

struct _MockServer
{
  GSocketService    *service;
  guint16            port;
  GQueue             waiting;      /* owned GSocketConnection: not accepted yet */
  guint              n_accepted;

  GArray            *play;         /* MockLine */
  guint              line;
  GArray            *meanwhile;    /* MockLine: heard and said whenever it comes */
  guint              meanwhile_line;
  GQueue             heard;        /* owned Heard */
  char              *id;           /* (nullable): heard last */
  char              *query_id;     /* (nullable): likewise, of a question to an archive */
  char              *jid;
  char              *features;
  char              *data;         /* (nullable): our proof in SASL2 */
  MockAnswerFunc     answer;       /* (nullable): to what comes after the play */
  gpointer           answer_data;

  GSocketConnection *connection;   /* (nullable) */
  GIOStream         *io;           /* (nullable): the connection, or TLS over it */
  XmppParser        *parser;
  XmppWriter        *writer;       /* (nullable) */
  MockScram         *scram;        /* (nullable): while it runs */
  GCancellable      *cancellable;
  guint              n_running;    /* asynchronous calls */
  guint              idle_id;
  guint              step;         /* within a line */
  gboolean           is_reading;
  gboolean           is_shaking;
  gboolean           is_gone;      /* the client has hung up */
  char               buffer[8192];
};

static void advance (MockServer *self);

static void
heard_free (Heard *heard)
{
  g_clear_pointer (&heard->element, xmpp_element_unref);
  g_free (heard);
}

static void
hear (MockServer  *self,
      HeardKind    kind,
      XmppElement *element)
{
  Heard *heard = g_new0 (Heard, 1);

  heard->kind = kind;
  heard->element = element != NULL ? xmpp_element_ref (element) : NULL;
  g_queue_push_tail (&self->heard, heard);
}

static void
stream_open_cb (XmppParser  *parser,
                XmppElement *header,
                gpointer     user_data)
{
  hear (user_data, HEARD_HEADER, header);
}

static void
stanza_cb (XmppParser  *parser,
           XmppElement *stanza,
           gpointer     user_data)
{
  hear (user_data, HEARD_ELEMENT, stanza);
}

static void
stream_close_cb (XmppParser *parser,
                 gpointer    user_data)
{
  hear (user_data, HEARD_END, NULL);
}

static void
drop_connection (MockServer *self)
{
  g_clear_pointer (&self->writer, xmpp_writer_free);
  g_clear_pointer (&self->scram, mock_scram_free);
  if (self->connection != NULL)
    g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
  g_clear_object (&self->io);
  g_clear_object (&self->connection);
}

static gboolean
idle_cb (gpointer user_data)
{
  MockServer *self = user_data;

  self->idle_id = 0;
  advance (self);
  return G_SOURCE_REMOVE;
}

static void
advance_later (MockServer *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add (idle_cb, self);
}

/* Then it does not matter what comes before it, be it no XML. */
static gboolean
waits_for_cut (MockServer *self)
{
  return self->line < self->play->len
         && g_array_index (self->play, MockLine, self->line).act == MOCK_HEARS_CUT;
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  MockServer *self = user_data;
  g_autoptr(GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  self->n_running--;
  self->is_reading = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->io == NULL
      || g_io_stream_get_input_stream (self->io) != G_INPUT_STREAM (object))
    return;

  if (n <= 0)
    {
      self->is_gone = TRUE;
      hear (self, HEARD_CUT, NULL);
    }
  else if (!waits_for_cut (self)
           && !xmpp_parser_push (self->parser, self->buffer, (gsize) n, &error))
    {
      g_error ("The client said no XML: %s: %.*s", error->message, (int) n, self->buffer);
    }
  advance (self);
}

static void
read_more (MockServer *self)
{
  if (self->is_reading || self->is_gone || self->io == NULL)
    return;

  self->is_reading = TRUE;
  self->n_running++;
  g_input_stream_read_async (g_io_stream_get_input_stream (self->io), self->buffer,
                             sizeof self->buffer, G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                             self);
}

static void
idle_writer_cb (gpointer user_data)
{
  advance_later (user_data);
}

static void
broken_cb (const GError *error,
           gpointer      user_data)
{
  g_debug ("The client is gone: %s", error->message);
  advance_later (user_data);
}

static void
set_io (MockServer *self,
        GIOStream  *io)
{
  static const XmppWriterFuncs funcs = { idle_writer_cb, broken_cb };

  g_set_object (&self->io, io);
  g_clear_pointer (&self->writer, xmpp_writer_free);
  self->writer = xmpp_writer_new (g_io_stream_get_output_stream (io), &funcs, self);
}

static void
say (MockServer *self,
     const char *xml)
{
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  GString *text = g_string_new (xml);

  g_string_replace (text, "$id", self->id != NULL ? self->id : "", 0);
  g_string_replace (text, "$queryid", self->query_id != NULL ? self->query_id : "", 0);
  g_string_replace (text, "$jid", self->jid, 0);
  g_string_replace (text, "$data", self->data != NULL ? self->data : "", 0);
  g_string_replace (text, "$port", port, 0);
  if (self->writer != NULL)
    xmpp_writer_add (self->writer, text->str);
  g_string_free (text, TRUE);
}

static void
shaken_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  MockServer *self = user_data;
  g_autoptr(GError) error = NULL;

  self->n_running--;
  self->is_shaking = FALSE;
  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, &error))
    {
      set_io (self, G_IO_STREAM (object));
    }
  else
    {
      g_debug ("No handshake: %s", error->message);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      self->is_gone = TRUE;
      hear (self, HEARD_CUT, NULL);
    }
  self->line++;
  advance (self);
}

static gboolean
accept_any_cb (void)
{
  return TRUE;
}

static void
shake_hands (MockServer *self,
             const char *name)
{
  g_autofree char *path = mock_cert_path (name);
  g_autofree char *key_name = g_strconcat (name, ".key", NULL);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *key_path = g_build_filename (directory, key_name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsCertificate) certificate =
    g_tls_certificate_new_from_files (path, key_path, &error);
  g_autoptr(GIOStream) tls = NULL;

  g_assert_no_error (error);
  tls = g_tls_server_connection_new (self->io, certificate, &error);
  g_assert_no_error (error);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_object_set (tls, "authentication-mode", G_TLS_AUTHENTICATION_REQUESTED, NULL);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_any_cb), NULL);

  self->is_shaking = TRUE;
  self->n_running++;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, self->cancellable,
                                    shaken_cb, self);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  MockServer *self = user_data;

  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  g_queue_push_tail (&self->waiting, g_object_ref (connection));
  advance (self);
  return TRUE;
}

static void
note_id (MockServer  *self,
         XmppElement *element)
{
  const char *id = xmpp_element_get_attribute (element, "id");
  XmppElement *query = xmpp_element_get_child (element, "query", NULL);
  const char *query_id = query != NULL ? xmpp_element_get_attribute (query, "queryid") : NULL;

  if (query_id != NULL)
    {
      g_free (self->query_id);
      self->query_id = g_strdup (query_id);
    }
  if (id == NULL)
    return;
  g_free (self->id);
  self->id = g_strdup (id);
}

static char *
describe (const Heard *heard)
{
  switch (heard->kind)
    {
    case HEARD_HEADER:
    case HEARD_ELEMENT:
      return xmpp_element_to_xml (heard->element, XMPP_NS_CLIENT);
    case HEARD_END:
      return g_strdup ("</stream:stream>");
    case HEARD_CUT:
      return g_strdup ("nothing more, and hung up");
    }
  g_assert_not_reached ();
}

/* The next thing heard, which must be of @kind; NULL while there is none. */
static Heard *
take (MockServer *self,
      HeardKind   kind)
{
  Heard *heard = g_queue_peek_head (&self->heard);
  g_autofree char *text = NULL;

  if (heard == NULL)
    {
      read_more (self);
      return NULL;
    }
  if (heard->kind != kind)
    {
      text = describe (heard);
      g_error ("Line %u of the play: the client said %s", self->line, text);
    }
  return g_queue_pop_head (&self->heard);
}

static gboolean
play_opens (MockServer     *self,
            const MockLine *line)
{
  Heard *heard = NULL;
  g_autofree char *header = NULL;

  if (self->step == 0)
    {
      xmpp_parser_reset (self->parser);
      self->step = 1;
    }
  if ((heard = take (self, HEARD_HEADER)) == NULL)
    return FALSE;

  g_assert_cmpstr (xmpp_element_get_attribute (heard->element, "version"), ==, "1.0");
  heard_free (heard);
  header = g_strdup_printf ("<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
                            "xmlns:stream='http://etherx.jabber.org/streams' "
                            "from='" MOCK_DOMAIN "' id='s%u' version='1.0'>", self->n_accepted);
  say (self, header);
  if (line->xml != NULL)
    {
      say (self, "<stream:features>");
      say (self, line->xml);
      say (self, "</stream:features>");
    }
  return TRUE;
}

static void
assert_as_expected (MockServer  *self,
                    const char  *expected,
                    XmppElement *element)
{
  g_autofree char *xml = xmpp_element_to_xml (element, XMPP_NS_CLIENT);
  g_autofree char *difference = mock_xml_explain_difference (expected, xml);

  if (difference != NULL)
    g_error ("Line %u of the play: %s\nexpected: %s\nheard:    %s", self->line, difference,
             expected, xml);
}

/* What is sent without being waited for is asked for when it has become quiet, which a slow machine
 * may find earlier than the play. */
static gboolean
is_question (XmppElement *element,
             const char  *expected)
{
  return xmpp_element_is (element, "r", XMPP_NS_STREAM_MANAGEMENT)
         && (expected == NULL || !g_str_has_prefix (expected, "<r "));
}

static gboolean
is_as_expected (const char  *expected,
                XmppElement *element)
{
  g_autofree char *xml = xmpp_element_to_xml (element, XMPP_NS_CLIENT);
  g_autofree char *difference = mock_xml_explain_difference (expected, xml);

  return difference == NULL;
}

/* Returns whether it is the next of what may come at any time; then what follows upon it is said. */
static gboolean
takes_meanwhile (MockServer  *self,
                 XmppElement *element)
{
  const MockLine *lines = (const MockLine *) self->meanwhile->data;
  g_autofree char *id = NULL;

  if (self->meanwhile_line == self->meanwhile->len
      || !is_as_expected (lines[self->meanwhile_line].xml, element))
    return FALSE;

  self->meanwhile_line++;
  id = g_strdup (self->id);
  note_id (self, element);
  while (self->meanwhile_line < self->meanwhile->len
         && lines[self->meanwhile_line].act == MOCK_SAYS)
    say (self, lines[self->meanwhile_line++].xml);
  g_free (self->id);
  self->id = g_steal_pointer (&id); /* the play's own */
  return TRUE;
}

static gboolean
play_hears (MockServer *self,
            const char *expected)
{
  Heard *heard = take (self, HEARD_ELEMENT);

  if (heard == NULL)
    return FALSE;
  if (is_question (heard->element, expected)
      || (!is_as_expected (expected, heard->element) && takes_meanwhile (self, heard->element)))
    {
      heard_free (heard);
      return play_hears (self, expected);
    }

  assert_as_expected (self, expected, heard->element);
  note_id (self, heard->element);
  heard_free (heard);
  return TRUE;
}

static gboolean
play_starts_tls (MockServer *self)
{
  if (!play_hears (self, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"))
    return FALSE;

  say (self, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  return TRUE;
}

static void
say_sasl (MockServer *self,
          const char *name,
          const char *text)
{
  g_autofree char *xml = g_strdup_printf ("<%s xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>%s</%s>",
                                          name, text, name);

  say (self, xml);
}

static const char *
assert_sasl (Heard      *heard,
             const char *name)
{
  g_assert_cmpstr (xmpp_element_get_name (heard->element), ==, name);
  g_assert_cmpstr (xmpp_element_get_ns (heard->element), ==, XMPP_NS_SASL);
  return xmpp_element_get_text (heard->element);
}

static void
finish_sasl (MockServer *self,
             MockLie     lie,
             const char *signature)
{
  if (signature == NULL)
    say_sasl (self, "failure", "<not-authorized/>");
  else if (lie == MOCK_LIES_NO_SIGNATURE)
    say_sasl (self, "success", "");
  else if (lie == MOCK_CHALLENGES_TWICE)
    say_sasl (self, "challenge", signature);
  else
    say_sasl (self, "success", signature);
}

/* Steps: 0 <auth/>, 1 <response/>, 2 the empty response to a second challenge */
static gboolean
play_authenticates (MockServer     *self,
                    const MockLine *line)
{
  MockLie lie = line->lie;
  Heard *heard = take (self, HEARD_ELEMENT);
  g_autofree char *answer = NULL;
  gboolean is_done = FALSE;

  if (heard == NULL)
    return FALSE;

  if (self->step == 0)
    {
      const char *first = assert_sasl (heard, "auth");
      const char *mechanism = xmpp_element_get_attribute (heard->element, "mechanism");
      GTlsConnection *tls = G_IS_TLS_CONNECTION (self->io) ? G_TLS_CONNECTION (self->io) : NULL;

      g_assert_nonnull (tls); /* no secret without it */
      g_clear_pointer (&self->scram, mock_scram_free);
      self->scram = mock_scram_new (mechanism, lie, line->secret, tls);
      answer = mock_scram_challenge (self->scram, first);
      is_done = lie == MOCK_LIES_EARLY_SUCCESS;
      say_sasl (self, is_done ? "success" : "challenge", is_done ? "" : answer);
      if (lie >= MOCK_LIES_NONCE && lie != MOCK_LIES_EARLY_SUCCESS)
        is_done = TRUE;
    }
  else if (self->step == 1)
    {
      answer = mock_scram_finish (self->scram, assert_sasl (heard, "response"));
      finish_sasl (self, lie, answer);
      is_done = answer == NULL || lie != MOCK_CHALLENGES_TWICE;
    }
  else
    {
      g_assert_cmpstr (assert_sasl (heard, "response"), ==, "");
      say_sasl (self, "success", "");
      is_done = TRUE;
    }

  heard_free (heard);
  self->step++;
  if (!is_done)
    advance_later (self);
  return is_done;
}

static GTlsConnection *
get_tls (MockServer *self)
{
  g_assert_true (G_IS_TLS_CONNECTION (self->io)); /* no secret without it */
  return G_TLS_CONNECTION (self->io);
}

/* Steps: 0 <authenticate/>, 1 <response/> */
static gboolean
play_authenticates_2 (MockServer     *self,
                      const MockLine *line)
{
  Heard *heard = take (self, HEARD_ELEMENT);
  g_autofree char *challenge = NULL;
  g_autofree char *xml = NULL;

  if (heard == NULL)
    return FALSE;

  if (self->step == 0)
    {
      assert_as_expected (self, line->xml, heard->element);
      g_clear_pointer (&self->scram, mock_scram_free);
      self->scram = mock_scram_new (xmpp_element_get_attribute (heard->element, "mechanism"),
                                    line->lie, line->secret, get_tls (self));
      challenge =
        mock_scram_challenge (self->scram, xmpp_element_get_child_text (heard->element,
                                                                        "initial-response", NULL));
      xml = g_strdup_printf ("<challenge xmlns='" XMPP_NS_SASL2 "'>%s</challenge>", challenge);
      say (self, xml);
      heard_free (heard);
      if (line->lie == MOCK_IS_LEFT)
        return TRUE;
      self->step++;
      advance_later (self);
      return FALSE;
    }

  g_assert_true (xmpp_element_is (heard->element, "response", XMPP_NS_SASL2));
  g_free (self->data);
  self->data = mock_scram_finish (self->scram, xmpp_element_get_text (heard->element));
  heard_free (heard);
  g_assert_nonnull (self->data);
  return TRUE;
}

static gboolean
play_takes_token (MockServer     *self,
                  const MockLine *line)
{
  Heard *heard = take (self, HEARD_ELEMENT);

  if (heard == NULL)
    return FALSE;

  assert_as_expected (self, line->xml, heard->element);
  g_free (self->data);
  self->data = mock_token_check (xmpp_element_get_attribute (heard->element, "mechanism"),
                                 line->secret, get_tls (self),
                                 xmpp_element_get_child_text (heard->element, "initial-response",
                                                              NULL),
                                 line->lie);
  heard_free (heard);
  return TRUE;
}

static gboolean
play_binds (MockServer *self)
{
  Heard *heard = take (self, HEARD_ELEMENT);
  XmppElement *bind = NULL;
  const char *resource = NULL;

  if (heard == NULL)
    return FALSE;

  bind = xmpp_element_get_child (heard->element, "bind", XMPP_NS_BIND);
  g_assert_nonnull (bind);
  resource = xmpp_element_get_child_text (bind, "resource", XMPP_NS_BIND);
  g_free (self->jid);
  self->jid = g_strdup_printf (MOCK_ADDRESS "/%s", resource != NULL ? resource : "balcony");
  note_id (self, heard->element);
  heard_free (heard);
  say (self, "<iq type='result' id='$id'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
             "<jid>$jid</jid></bind></iq>");
  return TRUE;
}

static gboolean
play_accepts (MockServer *self)
{
  g_autoptr(GSocketConnection) connection = NULL;

  if (g_queue_is_empty (&self->waiting))
    return FALSE;

  connection = g_queue_pop_head (&self->waiting);
  drop_connection (self);
  g_queue_clear_full (&self->heard, (GDestroyNotify) heard_free);
  self->is_gone = FALSE;
  self->is_reading = FALSE; /* what still reads reads from another stream */
  self->connection = g_object_ref (connection);
  self->n_accepted++;
  set_io (self, G_IO_STREAM (connection));
  return TRUE;
}

/* Until the client has hung up, whatever it says before. */
static gboolean
play_hears_cut (MockServer *self)
{
  Heard *heard = NULL;
  gboolean is_cut = FALSE;

  while (!is_cut && (heard = g_queue_pop_head (&self->heard)) != NULL)
    {
      is_cut = heard->kind == HEARD_CUT;
      heard_free (heard);
    }
  if (!is_cut)
    read_more (self);
  return is_cut;
}

static gboolean
play_hears_close (MockServer *self)
{
  Heard *heard = take (self, HEARD_END);

  if (heard == NULL)
    return FALSE;
  heard_free (heard);
  return TRUE;
}

/* What went out before must be out. */
static gboolean
is_written (MockServer *self)
{
  return self->writer == NULL || xmpp_writer_is_idle (self->writer) || self->is_gone;
}

/* Returns whether the line is played. */
static gboolean
play_line (MockServer     *self,
           const MockLine *line)
{
  switch (line->act)
    {
    case MOCK_ACCEPTS:
      return play_accepts (self);
    case MOCK_OPENS:
      return play_opens (self, line);
    case MOCK_STARTS_TLS:
      return play_starts_tls (self);
    case MOCK_AUTHENTICATES:
      return play_authenticates (self, line);
    case MOCK_AUTHENTICATES_2:
      return play_authenticates_2 (self, line);
    case MOCK_TAKES_TOKEN:
      return play_takes_token (self, line);
    case MOCK_BINDS:
      return play_binds (self);
    case MOCK_HEARS:
      return play_hears (self, line->xml);
    case MOCK_HEARS_CLOSE:
      return play_hears_close (self);
    case MOCK_HEARS_CUT:
      return play_hears_cut (self);

    case MOCK_SECURES:
      if (!self->is_shaking && is_written (self))
        shake_hands (self, line->xml);
      return FALSE;

    case MOCK_SAYS:
      say (self, line->xml);
      return TRUE;

    case MOCK_CLOSES:
      say (self, "</stream:stream>");
      return TRUE;

    case MOCK_CUTS:
      if (!is_written (self))
        return FALSE;
      drop_connection (self);
      return TRUE;

    case MOCK_DEAFENS:
      self->is_gone = TRUE;
      return TRUE;

    case MOCK_SIGNS_IN:
      break;
    }
  g_assert_not_reached ();
}

/* A last acknowledgement belongs to the good-bye. */
static gboolean
is_about_counting (const Heard *heard)
{
  return heard->kind == HEARD_ELEMENT
         && (is_question (heard->element, NULL)
             || xmpp_element_is (heard->element, "a", XMPP_NS_STREAM_MANAGEMENT));
}

/* After the play only a good-bye is expected. */
static void
listen_after (MockServer *self)
{
  Heard *heard = g_queue_pop_head (&self->heard);
  g_autofree char *text = NULL;

  if (heard == NULL)
    {
      read_more (self);
      return;
    }

  if (heard->kind == HEARD_END)
    {
      say (self, "</stream:stream>");
    }
  else if (heard->kind == HEARD_ELEMENT && takes_meanwhile (self, heard->element))
    {
      /* It was answered. */
    }
  else if (heard->kind == HEARD_ELEMENT && self->answer != NULL)
    {
      note_id (self, heard->element);
      self->answer (self, heard->element, self->answer_data);
    }
  else if (heard->kind != HEARD_CUT && !is_about_counting (heard))
    {
      text = describe (heard);
      g_error ("Nothing more was expected, but the client said %s", text);
    }
  heard_free (heard);
  advance_later (self);
}

static void
advance (MockServer *self)
{
  while (self->line < self->play->len && !self->is_shaking)
    {
      MockLine line = g_array_index (self->play, MockLine, self->line);

      if (!play_line (self, &line))
        return;
      self->line++;
      self->step = 0;
    }

  if (self->line == self->play->len && self->io != NULL)
    listen_after (self);
}

/**
 * mock_server_new:
 *
 * Returns: (transfer full): a server that listens and has nothing to play
 */
MockServer *
mock_server_new (void)
{
  static const XmppParserFuncs funcs = { stream_open_cb, stanza_cb, NULL, stream_close_cb };
  MockServer *self = g_new0 (MockServer, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  self->play = g_array_new (FALSE, FALSE, sizeof (MockLine));
  self->meanwhile = g_array_new (FALSE, FALSE, sizeof (MockLine));
  self->jid = g_strdup (MOCK_FULL);
  self->features = g_strdup (MOCK_FEATURES_BIND);
  self->parser = xmpp_parser_new (&funcs, self);
  xmpp_parser_set_limits (self->parser, &xmpp_parser_limits_signed_in);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->waiting);
  g_queue_init (&self->heard);
  return self;
}

/**
 * mock_server_free:
 * @self: (transfer full): a server
 *
 * Hangs up and frees @self.
 */
void
mock_server_free (MockServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_cancellable_cancel (self->cancellable);
  while (self->n_running > 0)
    g_main_context_iteration (NULL, TRUE);
  drop_connection (self);
  if (self->idle_id != 0)
    g_source_remove (self->idle_id);

  g_object_unref (self->service);
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_array_unref (self->play);
  g_array_unref (self->meanwhile);
  g_queue_clear_full (&self->heard, (GDestroyNotify) heard_free);
  g_free (self->id);
  g_free (self->query_id);
  g_free (self->jid);
  g_free (self->features);
  g_free (self->data);
  xmpp_parser_free (self->parser);
  g_object_unref (self->cancellable);
  g_free (self);

  /* What was closed on the way is told to its callbacks. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

guint16
mock_server_get_port (MockServer *self)
{
  return self->port;
}

/**
 * mock_server_set_features:
 * @self: a server
 * @xml: what to offer besides binding after signing in
 *
 * For each SERVER_SIGNS_IN that is played afterwards.
 */
void
mock_server_set_features (MockServer *self,
                          const char *xml)
{
  g_free (self->features);
  self->features = g_strconcat (MOCK_FEATURES_BIND, xml, NULL);
}

static void
add_sign_in (MockServer *self)
{
  const MockLine lines[] = {
    SERVER_ACCEPTS,
    SERVER_OPENS (MOCK_FEATURES_STARTTLS),
    SERVER_STARTS_TLS,
    SERVER_SECURES ("good"),
    SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))),
    SERVER_AUTHENTICATES,
    SERVER_OPENS (self->features),
    SERVER_BINDS,
  };

  g_array_append_vals (self->play, lines, G_N_ELEMENTS (lines));
}

/**
 * mock_server_play:
 * @self: a server
 * @lines: lines of a play; they and their texts stay valid
 * @n_lines: how many
 *
 * Plays @lines after those that are still to play.
 */
void
mock_server_play (MockServer     *self,
                  const MockLine *lines,
                  gsize           n_lines)
{
  for (gsize i = 0; i < n_lines; i++)
    {
      if (lines[i].act == MOCK_SIGNS_IN)
        add_sign_in (self);
      else
        g_array_append_val (self->play, lines[i]);
    }
  advance (self);
}

/**
 * mock_server_play_meanwhile:
 * @self: a server
 * @lines: SERVER_HEARS and SERVER_SAYS, beginning with the former; they and their texts stay valid
 * @n_lines: how many
 *
 * For what two parts of the client say, of which either may be first: @lines are played in their
 * order, each once, but before, between and after whatever the play hears. The play is over when
 * they are, too.
 */
void
mock_server_play_meanwhile (MockServer     *self,
                            const MockLine *lines,
                            gsize           n_lines)
{
  g_assert_cmpint (lines[0].act, ==, MOCK_HEARS);
  g_array_append_vals (self->meanwhile, lines, (guint) n_lines);
}

/**
 * mock_server_set_answer:
 * @self: a server
 * @func: (nullable): called with every stanza that comes when the play is over
 * @user_data: for @func
 *
 * For servers that are too lively for a play.
 */
void
mock_server_set_answer (MockServer     *self,
                        MockAnswerFunc  func,
                        gpointer        user_data)
{
  self->answer = func;
  self->answer_data = user_data;
}

/**
 * mock_server_say:
 * @self: a server
 * @xml: what SERVER_SAYS takes
 *
 * Says it now, if there is a connection.
 */
void
mock_server_say (MockServer *self,
                 const char *xml)
{
  say (self, xml);
}

gboolean
mock_server_has_played (MockServer *self)
{
  return self->line == self->play->len && self->meanwhile_line == self->meanwhile->len;
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  MockServer *self = user_data;
  const MockLine *line = self->line < self->play->len
                           ? &g_array_index (self->play, MockLine, self->line)
                           : &g_array_index (self->meanwhile, MockLine, self->meanwhile_line);

  g_error ("Line %u of the play (act %d) never came: %s", self->line, line->act,
           line->xml != NULL ? line->xml : "");
  return G_SOURCE_REMOVE;
}

/**
 * mock_server_assert_played:
 * @self: a server
 *
 * Waits until all is played, or ends the test.
 */
void
mock_server_assert_played (MockServer *self)
{
  guint timer = g_timeout_add_seconds (MOCK_PATIENCE_S, out_of_patience_cb, self);

  while (!mock_server_has_played (self))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

guint
mock_server_get_n_accepted (MockServer *self)
{
  return self->n_accepted;
}

/**
 * mock_cert_path:
 * @name: which certificate: mkcerts.sh
 *
 * Returns: (transfer full): its file
 */
char *
mock_cert_path (const char *name)
{
  return g_strdup_printf ("%s/%s.crt", MOCK_CERTS, name);
}
