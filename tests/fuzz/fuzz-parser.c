/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a stream, in pieces of any size: nothing breaks, and the pieces make no difference. */
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

#include <string.h>

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define HEADER                                                \
  "<stream:stream xmlns='jabber:client' version='1.0' "       \
  "xmlns:stream='http://etherx.jabber.org/streams'>"

typedef struct {
  GString *log;
  guint    n_stanzas;
  gboolean resets;
} Peer;

static void
look_at (XmppElement *element)
{
  xmpp_element_get_language (element);
  xmpp_element_get_child_text (element, "body", XMPP_NS_CLIENT);
  xmpp_element_get_attribute (element, "xml:lang");
  g_assert_true (g_utf8_validate (xmpp_element_get_text (element), -1, NULL));

  for (XmppElement *child = xmpp_element_get_first_child (element); child != NULL;
       child = xmpp_element_get_next (child))
    {
      g_assert_true (xmpp_element_get_parent (child) == element);
      xmpp_element_get_next_same (child);
      look_at (child);
    }
}

/* What is read can be written, and that is read as the same. */
static void
go_round (XmppElement *element)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *xml = xmpp_element_to_xml (element, NULL);
  g_autoptr(XmppElement) again = xmpp_parser_parse (xml, -1, &error);
  g_autoptr(XmppElement) copy = xmpp_element_copy (element);
  g_autofree char *copy_xml = xmpp_element_to_xml (copy, NULL);

  g_assert_cmpstr (copy_xml, ==, xml);

  /* Prefixes of our own are attributes too, and may be too many. */
  if (again != NULL)
    {
      g_autofree char *again_xml = xmpp_element_to_xml (again, NULL);

      g_assert_cmpstr (again_xml, ==, xml);
    }
  else
    {
      g_assert_error (error, XMPP_PARSER_ERROR, XMPP_PARSER_ERROR_TOO_LARGE);
    }
}

static void
write_line (Peer        *self,
            const char  *event,
            XmppElement *element)
{
  g_string_append (self->log, event);
  xmpp_element_append_xml (element, XMPP_NS_CLIENT, self->log);
  g_string_append_c (self->log, '\n');
}

static void
open_cb (XmppParser  *parser,
         XmppElement *header,
         gpointer     user_data)
{
  write_line (user_data, "open ", header);
}

static void
stanza_cb (XmppParser  *parser,
           XmppElement *stanza,
           gpointer     user_data)
{
  Peer *self = user_data;

  look_at (stanza);
  go_round (stanza);
  write_line (self, "stanza ", stanza);
  if (++self->n_stanzas == 3 && self->resets)
    xmpp_parser_reset (parser);
}

static void
skipped_cb (XmppParser  *parser,
            XmppElement *stanza,
            gpointer     user_data)
{
  look_at (stanza);
  write_line (user_data, "skipped ", stanza);
}

static void
close_cb (XmppParser *parser,
          gpointer    user_data)
{
  Peer *self = user_data;

  g_string_append (self->log, "close\n");
}

static gboolean
run (const char *data,
     gsize       size,
     gsize       piece,
     guint8      how,
     GString    *log)
{
  static const XmppParserFuncs funcs = {
    .stream_open = open_cb,
    .stanza = stanza_cb,
    .stanza_skipped = skipped_cb,
    .stream_close = close_cb,
  };
  static const XmppParserLimits small = {
    .stanza_bytes = 300,
    .depth = 6,
    .attributes = 4,
    .children = 5,
    .elements = 12,
    .skip_bytes = 1000,
  };
  Peer peer = { .log = log, .resets = (how & 2) != 0 };
  g_autoptr(XmppParser) parser = xmpp_parser_new (&funcs, &peer);
  gboolean ok = TRUE;

  if ((how & 1) != 0)
    xmpp_parser_set_limits (parser, &small);
  if ((how & 4) != 0)
    ok = xmpp_parser_push (parser, HEADER, strlen (HEADER), NULL);

  for (gsize i = 0; ok && i < size; i += piece)
    {
      g_autofree char *copy = g_memdup2 (data + i, MIN (piece, size - i));

      ok = xmpp_parser_push (parser, copy, MIN (piece, size - i), NULL);
    }

  return ok;
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GString) whole = g_string_new (NULL);
  g_autoptr(GString) pieces = g_string_new (NULL);
  const char *text = (const char *) data + 2;
  gboolean ok;

  if (size < 3)
    return 0;

  size -= 2;
  ok = run (text, size, size, data[0], whole);

  /* A reset drops what is left of a push, and that depends on the pieces. */
  if (run (text, size, 1 + data[1] % 64, data[0], pieces) && ok && (data[0] & 2) == 0)
    g_assert_cmpstr (whole->str, ==, pieces->str);

  return 0;
}
