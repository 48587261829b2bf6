/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast messages become elements and find their handlers, beside libxml2's bare parser on the same
 * bytes, which is the floor. */
#include "bench-row.h"
#include "xmpp-dispatch.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

#include <libxml/parser.h>
#include <string.h>

#define N_MESSAGES 100000
#define CHUNK      4096
#define ROUNDS     7

static const char header[] =
  "<?xml version='1.0'?><stream:stream from='capulet.lit' id='c2s' version='1.0' xml:lang='en' "
  "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

static const char *const words[] = {
  "what", "light", "through", "yonder", "window", "breaks", "it", "is", "the", "east", "and",
  "Juliet", "sun", "arise", "fair", "kill", "envious", "moon", "who", "already", "sick", "pale",
  "with", "grief", "größer", "déjà", "&amp;", "wherefore", "art", "thou",
};

typedef struct {
  guint n_messages;
  gsize body_bytes;
  guint n_ids;
} Count;

static void
append_body (GString *xml,
             GRand   *rand)
{
  int n = g_rand_int_range (rand, 3, 25);

  g_string_append (xml, "<body>");
  for (int i = 0; i < n; i++)
    g_string_append_printf (xml, "%s%s", i > 0 ? " " : "",
                            words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
  g_string_append (xml, "</body>");
}

static void
append_message (GString    *xml,
                GRand      *rand,
                guint       i,
                const char *outer)
{
  g_string_append_printf (xml, "<message%s type='chat' id='%08x-5d1c-4f0e-9a77-%012x' "
                          "from='juliet%u@capulet.lit/balcony.%04x' "
                          "to='romeo@montague.lit/orchard'>",
                          outer, g_rand_int (rand), i, i % 50, i % 7);
  append_body (xml, rand);
  g_string_append_printf (xml, "<origin-id xmlns='urn:xmpp:sid:0' id='%08x-5d1c-4f0e-9a77-%012x'/>"
                          "<request xmlns='urn:xmpp:receipts'/>"
                          "<markable xmlns='urn:xmpp:chat-markers:0'/>",
                          g_rand_int (rand), i);
}

/* Four of five come live, one from the archive. */
static GString *
make_stream (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (6120);
  GString *xml = g_string_sized_new (64 * 1024 * 1024);

  g_string_append (xml, header);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      gboolean archived = i % 5 == 4;

      if (archived)
        g_string_append_printf (xml, "<message to='romeo@montague.lit/orchard' "
                                "from='romeo@montague.lit'><result xmlns='urn:xmpp:mam:2' "
                                "queryid='q%u' id='%016x'><forwarded xmlns='urn:xmpp:forward:0'>"
                                "<delay xmlns='urn:xmpp:delay' "
                                "stamp='2024-05-%02uT10:%02u:%02uZ'/>",
                                i / 250, i, 1 + i % 28, i / 60 % 60, i % 60);
      append_message (xml, rand, i, archived ? " xmlns='jabber:client'" : "");
      g_string_append_printf (xml, "<stanza-id xmlns='urn:xmpp:sid:0' by='romeo@montague.lit' "
                              "id='%08x-3b5e-4b52-8d3f-%012x'/></message>", g_rand_int (rand), i);
      if (archived)
        g_string_append (xml, "</forwarded></result></message>");
    }

  return xml;
}

static void
count_start_cb (gpointer        user_data,
                const xmlChar  *name,
                const xmlChar  *prefix,
                const xmlChar  *ns,
                int             n_namespaces,
                const xmlChar **namespaces,
                int             n_attributes,
                int             n_defaulted,
                const xmlChar **attributes)
{
  Count *count = user_data;

  count->n_ids += (guint) n_attributes;
}

static void
count_end_cb (gpointer       user_data,
              const xmlChar *name,
              const xmlChar *prefix,
              const xmlChar *ns)
{
  Count *count = user_data;

  count->n_messages++;
}

static void
count_text_cb (gpointer       user_data,
               const xmlChar *text,
               int            length)
{
  Count *count = user_data;

  count->body_bytes += (gsize) length;
}

static double
run_floor (GString *xml)
{
  xmlSAXHandler sax = {
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = count_start_cb,
    .endElementNs = count_end_cb,
    .characters = count_text_cb,
  };
  Count count = { 0 };
  gint64 start = g_get_monotonic_time ();
  xmlParserCtxtPtr context = xmlCreatePushParserCtxt (&sax, &count, NULL, 0, NULL);

  for (gsize i = 0; i < xml->len; i += CHUNK)
    if (xmlParseChunk (context, xml->str + i, (int) MIN (CHUNK, xml->len - i), 0) != 0)
      g_error ("The bare parser does not take it");

  xmlFreeParserCtxt (context);
  g_assert_cmpuint (count.n_messages, >, 4 * N_MESSAGES);

  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
open_cb (XmppParser  *parser,
         XmppElement *stream,
         gpointer     user_data)
{
}

static void
close_cb (XmppParser *parser,
          gpointer    user_data)
{
}

/* What every message is asked for */
static gboolean
message_cb (XmppSession *session,
            XmppElement *message,
            XmppElement *payload,
            gpointer     user_data)
{
  Count *count = user_data;
  const char *body = xmpp_element_get_child_text (message, "body", XMPP_NS_CLIENT);
  XmppElement *id = xmpp_element_get_child (message, "stanza-id", XMPP_NS_STANZA_ID);

  count->n_messages++;
  count->body_bytes += strlen (body);
  count->n_ids += xmpp_element_get_attribute (id, "id") != NULL;

  return TRUE;
}

static gboolean
result_cb (XmppSession *session,
           XmppElement *stanza,
           XmppElement *result,
           gpointer     user_data)
{
  XmppElement *forwarded = xmpp_element_get_child (result, "forwarded", XMPP_NS_FORWARD);

  return message_cb (session, xmpp_element_get_child (forwarded, "message", XMPP_NS_CLIENT),
                     NULL, user_data);
}

/* Looks at the payload, and leaves the message to others. */
static gboolean
payload_cb (XmppSession *session,
            XmppElement *stanza,
            XmppElement *payload,
            gpointer     user_data)
{
  return xmpp_element_get_attribute (stanza, "from") == NULL;
}

/* Handlers as a session has them */
static XmppDispatch *
make_dispatch (Count *count)
{
  static const char *const elsewhere[] = {
    XMPP_NS_PING, XMPP_NS_TIME, XMPP_NS_VERSION, XMPP_NS_ROSTER, XMPP_NS_DISCO_INFO,
    XMPP_NS_DISCO_ITEMS, XMPP_NS_BLOCKING, XMPP_NS_BITS_OF_BINARY,
  };
  XmppDispatch *dispatch = xmpp_dispatch_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    xmpp_dispatch_add (dispatch, "iq", "get", "query", elsewhere[i], payload_cb, NULL);
  xmpp_dispatch_add (dispatch, "presence", NULL, NULL, NULL, payload_cb, NULL);
  xmpp_dispatch_add (dispatch, "message", NULL, "event", XMPP_NS_PUBSUB_EVENT, payload_cb, NULL);
  xmpp_dispatch_add (dispatch, "message", NULL, "received", XMPP_NS_CARBONS, payload_cb, NULL);
  xmpp_dispatch_add (dispatch, "message", NULL, "request", XMPP_NS_RECEIPTS, payload_cb, NULL);
  xmpp_dispatch_add (dispatch, "message", NULL, "received", XMPP_NS_RECEIPTS, payload_cb, NULL);
  xmpp_dispatch_add (dispatch, "message", NULL, "markable", XMPP_NS_CHAT_MARKERS, payload_cb, NULL);
  xmpp_dispatch_add (dispatch, "message", NULL, NULL, XMPP_NS_CHAT_STATES, payload_cb, NULL);
  xmpp_dispatch_add (dispatch, "message", NULL, "result", XMPP_NS_ARCHIVE, result_cb, count);
  xmpp_dispatch_add (dispatch, "message", NULL, NULL, NULL, message_cb, count);

  return dispatch;
}

typedef struct {
  Count         count;
  XmppDispatch *dispatch; /* (nullable) */
} Session;

static void
stanza_cb (XmppParser  *parser,
           XmppElement *stanza,
           gpointer     user_data)
{
  Session *session = user_data;
  XmppElement *result;

  if (session->dispatch != NULL)
    xmpp_dispatch_stanza (session->dispatch, NULL, stanza);
  else if ((result = xmpp_element_get_child (stanza, "result", XMPP_NS_ARCHIVE)) != NULL)
    result_cb (NULL, stanza, result, &session->count);
  else
    message_cb (NULL, stanza, NULL, &session->count);
}

static double
run_ours (GString  *xml,
          gboolean  dispatched)
{
  static const XmppParserFuncs funcs = {
    .stream_open = open_cb,
    .stanza = stanza_cb,
    .stream_close = close_cb,
  };
  g_autoptr(GError) error = NULL;
  Session session = { 0 };
  gint64 start = g_get_monotonic_time ();
  g_autoptr(XmppParser) parser = xmpp_parser_new (&funcs, &session);

  session.dispatch = dispatched ? make_dispatch (&session.count) : NULL;
  xmpp_parser_set_limits (parser, &xmpp_parser_limits_signed_in);
  for (gsize i = 0; i < xml->len; i += CHUNK)
    if (!xmpp_parser_push (parser, xml->str + i, MIN (CHUNK, xml->len - i), &error))
      g_error ("Our parser does not take it: %s", error->message);

  g_assert_cmpuint (session.count.n_messages, ==, N_MESSAGES);
  g_assert_cmpuint (session.count.n_ids, ==, N_MESSAGES);
  g_clear_pointer (&session.dispatch, xmpp_dispatch_free);

  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
get_median (double times[ROUNDS])
{
  qsort (times, ROUNDS, sizeof *times, compare);
  return times[ROUNDS / 2];
}

int
main (int    argc,
      char **argv)
{
  GString *xml = make_stream ();
  double floor[ROUNDS];
  double elements[ROUNDS];
  double dispatched[ROUNDS];
  double floor_s, elements_s, dispatched_s;

  /* In turns, so that whatever else the machine does strikes all. */
  for (guint i = 0; i < ROUNDS; i++)
    {
      floor[i] = run_floor (xml);
      elements[i] = run_ours (xml, FALSE);
      dispatched[i] = run_ours (xml, TRUE);
    }

  floor_s = get_median (floor);
  elements_s = get_median (elements);
  dispatched_s = get_median (dispatched);
  g_print ("%u messages, %.1f MB, in pieces of %u bytes; medians of %u\n", N_MESSAGES,
           (double) xml->len / 1e6, CHUNK, ROUNDS);
#if defined __SANITIZE_ADDRESS__ || !defined __OPTIMIZE__
  g_print ("This is no build for measuring\n");
#endif
  bench_row ("parser: elements, stanzas a second", N_MESSAGES / elements_s, "",
             N_MESSAGES / floor_s, "bare SAX", "");
  bench_row ("  and dispatch", N_MESSAGES / dispatched_s, "", N_MESSAGES / floor_s, "bare SAX",
             "≥ 0.6 of it");

  g_string_free (xml, TRUE);
  return 0;
}
