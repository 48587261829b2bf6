/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser on good streams, cut at any byte, and on bad ones: RFC 6120, 4, 11 and 13.12. */
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

#include <string.h>

#define HEADER                                                          \
  "<stream:stream xmlns='jabber:client' version='1.0' "                 \
  "xmlns:stream='http://etherx.jabber.org/streams'>"

#define OPENED                                                          \
  "open <stream xmlns='http://etherx.jabber.org/streams' version='1.0'/>\n"

typedef struct _Peer Peer;

/* A parser and what it told */
struct _Peer
{
  XmppParser *parser;   /* (nullable) */
  GString    *log;
  void      (*react) (Peer *self); /* (nullable): called with each stanza */
  gboolean    reacted;
};

static void
write_line (Peer        *self,
            const char  *event,
            XmppElement *element)
{
  g_string_append_printf (self->log, "%s ", event);
  xmpp_element_append_xml (element, XMPP_NS_CLIENT, self->log);
  g_string_append_c (self->log, '\n');
}

static void
open_cb (XmppParser  *parser,
         XmppElement *header,
         gpointer     user_data)
{
  write_line (user_data, "open", header);
}

static void
stanza_cb (XmppParser  *parser,
           XmppElement *stanza,
           gpointer     user_data)
{
  Peer *self = user_data;

  g_assert_true (parser == self->parser);
  write_line (self, "stanza", stanza);
  if (self->react != NULL)
    self->react (self);
}

static void
skipped_cb (XmppParser  *parser,
            XmppElement *stanza,
            gpointer     user_data)
{
  write_line (user_data, "skipped", stanza);
}

static void
close_cb (XmppParser *parser,
          gpointer    user_data)
{
  Peer *self = user_data;

  g_string_append (self->log, "close\n");
}

static const XmppParserFuncs funcs = {
  .stream_open = open_cb,
  .stanza = stanza_cb,
  .stanza_skipped = skipped_cb,
  .stream_close = close_cb,
};

static void
peer_init (Peer *self)
{
  *self = (Peer) {
    .parser = xmpp_parser_new (&funcs, self),
    .log = g_string_new (NULL),
  };
}

static void
peer_clear (Peer *self)
{
  g_clear_pointer (&self->parser, xmpp_parser_free);
  g_string_free (self->log, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Peer, peer_clear)

static void
push (Peer       *self,
      const char *xml)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = xmpp_parser_push (self->parser, xml, strlen (xml), &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
assert_push_fails (Peer            *self,
                   const char      *xml,
                   XmppParserError  code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (xmpp_parser_push (self->parser, xml, strlen (xml), &error));
  g_assert_error (error, XMPP_PARSER_ERROR, (int) code);
}

/* Pushes in pieces of @size bytes. */
static gboolean
push_pieces (Peer        *self,
             const char  *xml,
             gsize        length,
             gsize        size,
             GError     **error)
{
  for (gsize i = 0; i < length; i += size)
    {
      /* On the heap, so that a look beyond is seen. */
      g_autofree char *piece = g_memdup2 (xml + i, MIN (size, length - i));

      if (!xmpp_parser_push (self->parser, piece, MIN (size, length - i), error))
        return FALSE;
    }

  return TRUE;
}

static const char conversation[] =
  "<?xml version='1.0' encoding=\"utf-8\"?>\n"
  "<stream:stream from='capulet.lit' id='++TR84Sm6A3hnt3Q065SnAbbk3Y=' xml:lang='en' version='1.0' "
  "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' >"
  "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
  "<mechanism>SCRAM-SHA-256</mechanism><mechanism>PLAIN</mechanism></mechanisms>"
  "</stream:features>\n"
  "<message from=\"romeo@montague.lit/\xe2\x82\xac\" type='chat'><body>\xf0\x9f\x98\xba "
  "&lt;&amp;&gt; "
  "&#x20AC;&quot;&apos;</body>\xc3\xa9<x xmlns='urn:unheard:of' abc='' /></message>"
  " \n\t "
  "<iq type='set' id='a&amp;amp;b&#38;c&#10;d\n\te'><query xmlns='jabber:iq:roster'/></iq>"
  "<q:odd xmlns:q='urn:odd' q:name='1' name='2' xml:lang='de'><q:inner/>"
  "<![CDATA[<b>&amp;</b>]]>]]&gt;</q:odd>"
  "<a b=\"it's > />\" c='\">' d='&amp;lt;&#x26;&#39;'>it's \"you\" > me / = ?</a>"
  "\r\n<a b='\r\n\r'>x\r\ny\rz\r</a>\r"
  "</stream:stream>\n ";

static const char conversation_log[] =
  "open <stream xmlns='http://etherx.jabber.org/streams' from='capulet.lit' "
  "id='++TR84Sm6A3hnt3Q065SnAbbk3Y=' xml:lang='en' version='1.0'/>\n"
  "stanza <features xmlns='http://etherx.jabber.org/streams'><mechanisms "
  "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256</mechanism>"
  "<mechanism>PLAIN</mechanism></mechanisms></features>\n"
  "stanza <message from='romeo@montague.lit/\xe2\x82\xac' type='chat'><body>\xf0\x9f\x98\xba "
  "&lt;&amp;&gt; \xe2\x82\xac\"'</body>\xc3\xa9<x xmlns='urn:unheard:of' abc=''/></message>\n"
  "stanza <iq type='set' id='a&amp;amp;b&amp;c&#10;d  e'><query xmlns='jabber:iq:roster'/></iq>\n"
  "stanza <odd xmlns='urn:odd' xmlns:a0='urn:odd' a0:name='1' name='2' xml:lang='de'><inner/>"
  "&lt;b&gt;&amp;amp;&lt;/b&gt;]]&gt;</odd>\n"
  "stanza <a b='it&apos;s &gt; /&gt;' c='\"&gt;' d='&amp;lt;&amp;&apos;'>"
  "it's \"you\" &gt; me / = ?</a>\n"
  "stanza <a b='  '>x\ny\nz\n</a>\n"
  "close\n";

static void
test_stream (void)
{
  g_auto(Peer) peer = { 0 };

  peer_init (&peer);
  push (&peer, conversation);
  g_assert_cmpstr (peer.log->str, ==, conversation_log);
}

static void
test_split (void)
{
  const char *xml = conversation;
  gsize length = strlen (xml);

  for (gsize i = 0; i <= length; i++)
    {
      g_autofree char *first = g_memdup2 (xml, i);
      g_autofree char *second = g_memdup2 (xml + i, length - i);
      g_auto(Peer) peer = { 0 };

      peer_init (&peer);
      g_assert_true (xmpp_parser_push (peer.parser, first, i, NULL));
      g_assert_true (xmpp_parser_push (peer.parser, second, length - i, NULL));
      g_assert_cmpstr (peer.log->str, ==, conversation_log);
    }

  for (gsize size = 1; size < 20; size++)
    {
      g_autoptr(GError) error = NULL;
      g_auto(Peer) peer = { 0 };

      peer_init (&peer);
      push_pieces (&peer, xml, length, size, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (peer.log->str, ==, conversation_log);
    }
}

/* A stanza comes with its last byte, not with the first of the next. */
static void
test_at_once (void)
{
  static const char *const whole[] = {
    HEADER, "<a/>", "<a b='>' c=\"'>/>\"/>", "<a>it's\" ></a>",
    "<message><body>Wherefore?</body></message>", "<b></b>", " ", "<c>\xc3\xa9</c>",
    "</stream:stream>",
  };
  static const guint lines[] = { 1, 2, 3, 4, 5, 6, 6, 7, 8 };
  g_auto(Peer) peer = { 0 };

  peer_init (&peer);
  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    {
      g_auto(GStrv) said = NULL;

      push_pieces (&peer, whole[i], strlen (whole[i]), 1, NULL);
      said = g_strsplit (peer.log->str, "\n", -1);
      g_assert_cmpuint (g_strv_length (said), ==, lines[i] + 1);
    }
}

typedef struct {
  const char      *name;
  const char      *xml;
  XmppParserError  code;
} Attack;

static const Attack attacks[] = {
  { "doctype", "<!DOCTYPE x>" HEADER, XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "doctype-after-declaration", "<?xml version='1.0'?><!DOCTYPE stream SYSTEM 'x.dtd'>" HEADER,
    XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "billion-laughs", "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    HEADER "<a>&b;</a>", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "external-entity", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" HEADER "<a>&a;</a>",
    XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "parameter-entity", "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://localhost/'> %a;]>" HEADER,
    XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "default-attribute", "<!DOCTYPE x [<!ATTLIST message from CDATA 'capulet.lit'>]>" HEADER,
    XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "doctype-in-stream", HEADER "<!DOCTYPE x>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "doctype-in-stanza", HEADER "<a><!DOCTYPE x></a>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "entity", HEADER "<a>&nbsp;</a>", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "entity-in-attribute", HEADER "<a b='&nbsp;'/>", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "entity-between-stanzas", HEADER "&nbsp;", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "comment-first", "<!-- -->" HEADER, XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "comment-between", HEADER "<!-- -->", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "comment-in-stanza", HEADER "<a><!-- --></a>", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "comment-in-text", HEADER "<a>b<!-- -->c</a>", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "instruction-first", "<?php evil?>" HEADER, XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "instruction-between", HEADER "<?php evil?>", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "instruction-in-stanza", HEADER "<a><?php evil?></a>", XMPP_PARSER_ERROR_RESTRICTED_XML },
  { "declaration-twice", HEADER "<?xml version='1.0'?>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "declaration-late", " <?xml version='1.0'?>" HEADER, XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "version", "<?xml version='1.1'?>" HEADER, XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?>" HEADER,
    XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "utf-16", "<?xml version='1.0' encoding='UTF-16'?>" HEADER,
    XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "utf-7", "<?xml version='1.0' encoding='UTF-7'?>" HEADER, XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "unheard-of-encoding", "<?xml version='1.0' encoding='x-none'?>" HEADER,
    XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "byte-order-mark", "\xef\xbb\xbf" HEADER, XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "overlong", HEADER "<a>\xc0\xaf</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "overlong-less-than", HEADER "<a>\xc0\xbc/a></a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "overlong-three", HEADER "<a>\xe0\x80\xaf</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "overlong-four", HEADER "<a>\xf0\x80\x80\xaf</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "surrogate", HEADER "<a>\xed\xa0\x80</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "surrogate-pair", HEADER "<a>\xed\xa0\xbd\xed\xb8\xba</a>",
    XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "too-high", HEADER "<a>\xf4\x90\x80\x80</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "lead-alone", HEADER "<a>\xe2\x82</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "tail-alone", HEADER "<a>\x80</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "ff", HEADER "<a>\xff</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "fffe", HEADER "<a>\xef\xbf\xbe</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "ffff", HEADER "<a>\xef\xbf\xbf</a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "bad-utf-8-in-name", HEADER "<a\xc3></a>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "bad-utf-8-in-attribute", HEADER "<a b='\xc3'/>", XMPP_PARSER_ERROR_INVALID_ENCODING },
  { "control", HEADER "<a>\x01</a>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "control-in-attribute", HEADER "<a b='\x1f'/>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "reference-to-nul", HEADER "<a>&#0;</a>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "reference-to-control", HEADER "<a b='&#x1;'/>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "reference-to-surrogate", HEADER "<a>&#xd800;</a>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "reference-to-fffe", HEADER "<a>&#xfffe;</a>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "reference-overflow", HEADER "<a>&#4294967361;</a>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "prefix", HEADER "<x:a/>", XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "prefix-in-stanza", HEADER "<a><x:b/></a>", XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "prefix-of-attribute", HEADER "<a x:b=''/>", XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "prefix-gone", HEADER "<a xmlns:x='urn:x'/><x:b/>", XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "prefix-of-header", "<stream:stream>", XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "prefix-xml", HEADER "<a xmlns:xml='urn:x'/>", XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "prefix-xmlns", HEADER "<a xmlns:xmlns='urn:x'/>", XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "prefix-undeclared", HEADER "<a xmlns:stream=''/>", XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "same-attribute", HEADER "<a b='1' b='2'/>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "same-attribute-by-prefix", HEADER "<a xmlns:x='u' xmlns:y='u' x:b='' y:b=''/>",
    XMPP_PARSER_ERROR_BAD_NAMESPACE },
  { "text-between", HEADER "hello<", XMPP_PARSER_ERROR_BAD_FORMAT },
  { "text-between-late", HEADER "<a/> \n x<b/>", XMPP_PARSER_ERROR_BAD_FORMAT },
  { "reference-between", HEADER "&#65;", XMPP_PARSER_ERROR_BAD_FORMAT },
  { "cdata-between", HEADER "<![CDATA[x]]>", XMPP_PARSER_ERROR_BAD_FORMAT },
  { "no-break-space-between", HEADER "\xc2\xa0<", XMPP_PARSER_ERROR_BAD_FORMAT },
  { "text-first", "hello" HEADER, XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "wrong-end", HEADER "<a></b>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "crossing", HEADER "<a><b></a></b>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "wrong-end-of-stream", HEADER "</stream>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "other-prefix-at-end", HEADER "<a xmlns:s='http://etherx.jabber.org/streams'></s:a>",
    XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "less-than-in-attribute", HEADER "<a b='<'/><b/>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "no-quotes", HEADER "<a b=c/>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "cdata-end-in-text", HEADER "<a>]]></a>", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "http", "HTTP/1.1 400 Bad Request\r\n\r\n", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "tls", "\x15\x03\x01\x02\x02", XMPP_PARSER_ERROR_NOT_WELL_FORMED },
  { "second-stream", HEADER "</stream:stream>" HEADER, XMPP_PARSER_ERROR_CLOSED },
  { "text-after", HEADER "</stream:stream> x<", XMPP_PARSER_ERROR_CLOSED },
};

static void
test_attack (gconstpointer data)
{
  const Attack *attack = data;
  gsize length = strlen (attack->xml);

  for (gsize size = 1; size <= length; size = size < 8 ? size + 1 : size * 3)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) again = NULL;
      g_auto(Peer) peer = { 0 };

      peer_init (&peer);
      if (push_pieces (&peer, attack->xml, length, size, &error))
        g_test_message ("taken in pieces of %" G_GSIZE_FORMAT, size);
      g_assert_error (error, XMPP_PARSER_ERROR, (int) attack->code);
      g_assert_null (strstr (peer.log->str, "passwd"));
      g_assert_true (strstr (peer.log->str, "stanza") == NULL
                     || strstr (attack->xml, "<a/>") != NULL
                     || strstr (attack->xml, "urn:x'/>") != NULL);

      /* It stays so. */
      g_assert_false (xmpp_parser_push (peer.parser, "<b/>", 4, &again));
      g_assert_error (again, XMPP_PARSER_ERROR, (int) attack->code);
    }
}

static void
test_nul (void)
{
  static const char *const heads[] = { "", HEADER, HEADER "<a>", HEADER "<a b='", HEADER "<" };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr(GError) error = NULL;
      g_auto(Peer) peer = { 0 };

      peer_init (&peer);
      push (&peer, heads[i]);
      g_assert_false (xmpp_parser_push (peer.parser, "\0<b/>", 5, &error));
      g_assert_error (error, XMPP_PARSER_ERROR, XMPP_PARSER_ERROR_INVALID_ENCODING);
    }
}

/* What looks like the stream's own is a part of the stanza that it stands in. */
static void
test_smuggling (void)
{
  g_auto(Peer) peer = { 0 };

  peer_init (&peer);
  push (&peer, HEADER
        "<message><body>&lt;/body>&lt;/message>&lt;iq from='capulet.lit'/></body>"
        "<stream:error xmlns='x'/><stream:stream/><iq from='capulet.lit'/></message>"
        "<iq xmlns='jabber:server' from='capulet.lit'/>"
        "<x:iq xmlns:x='jabber:client' type='get'/>"
        "<message xmlns=''/>"
        "<a b='>&lt;/a>&lt;iq/>'>\xef\xbb\xbf</a>");

  g_assert_cmpstr (peer.log->str, ==, OPENED
                   "stanza <message><body>&lt;/body&gt;&lt;/message&gt;&lt;iq "
                   "from='capulet.lit'/&gt;</body><error xmlns='http://etherx.jabber.org/streams'/>"
                   "<stream xmlns='http://etherx.jabber.org/streams'/><iq from='capulet.lit'/>"
                   "</message>\n"
                   "stanza <iq xmlns='jabber:server' from='capulet.lit'/>\n"
                   "stanza <iq type='get'/>\n"
                   "stanza <message xmlns=''/>\n"
                   "stanza <a b='&gt;&lt;/a&gt;&lt;iq/&gt;'>\xef\xbb\xbf</a>\n");
}

static void
append_times (GString    *xml,
              const char *what,
              guint       n)
{
  while (n-- > 0)
    g_string_append (xml, what);
}

/* @xml passes a limit: for strangers it ends the stream; for who is signed in the stanza is left out,
 * and the next one comes. */
static void
assert_past_limit (GString    *xml,
                   const char *rest)
{
  static const gsize sizes[] = { 1 << 30, 4096, 61 };
  XmppParserLimits limits = {
    .stanza_bytes = 60000,
    .depth = 10,
    .attributes = 5,
    .children = 100,
    .elements = 400,
    .skip_bytes = 400000,
  };
  g_autofree char *log = g_strdup_printf ("%sskipped %s\nstanza <next/>\n", OPENED, rest);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GError) error = NULL;
      g_auto(Peer) tolerant = { 0 };
      g_auto(Peer) strict = { 0 };

      peer_init (&tolerant);
      limits.skip_bytes = 400000;
      xmpp_parser_set_limits (tolerant.parser, &limits);
      push (&tolerant, HEADER);
      push_pieces (&tolerant, xml->str, xml->len, sizes[i], &error);
      g_assert_no_error (error);
      push (&tolerant, "<next/>");
      g_assert_cmpstr (tolerant.log->str, ==, log);

      peer_init (&strict);
      limits.skip_bytes = 0;
      xmpp_parser_set_limits (strict.parser, &limits);
      push (&strict, HEADER);
      g_assert_false (push_pieces (&strict, xml->str, xml->len, sizes[i], &error));
      g_assert_error (error, XMPP_PARSER_ERROR, XMPP_PARSER_ERROR_TOO_LARGE);
      g_assert_cmpstr (strict.log->str, ==, OPENED);
    }
}

static void
test_depth (void)
{
  g_autoptr(GString) xml = g_string_new ("<iq id='1'>");

  append_times (xml, "<a>", 500);
  append_times (xml, "</a>", 500);
  g_string_append (xml, "</iq>");
  assert_past_limit (xml, "<iq id='1'/>");
}

static void
test_depth_allowed (void)
{
  g_autoptr(GString) xml = g_string_new (HEADER);
  g_auto(Peer) peer = { 0 };

  append_times (xml, "<a>", 127);
  append_times (xml, "</a>", 127);
  peer_init (&peer);
  xmpp_parser_set_limits (peer.parser, &xmpp_parser_limits_signed_in);
  push (&peer, xml->str);
  g_assert_true (strstr (peer.log->str, "stanza") != NULL);
}

static void
test_children (void)
{
  g_autoptr(GString) xml = g_string_new ("<message from='a'><x>");

  append_times (xml, "<reaction/>", 101);
  g_string_append (xml, "</x></message>");
  assert_past_limit (xml, "<message from='a'/>");
}

static void
test_elements (void)
{
  g_autoptr(GString) xml = g_string_new ("<message>text");

  append_times (xml, "<a><b/><b/></a>", 99);
  append_times (xml, "<a><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/></a>", 1);
  g_string_append (xml, "</message>");
  g_string_replace (xml, "<b/>", "<b><c/><c/></b>", 0);
  assert_past_limit (xml, "<message/>");
}

static void
test_attributes (void)
{
  g_autoptr(GString) inner = g_string_new ("<message><a a='' b='' c='' d='' e='' f=''/></message>");
  g_autoptr(GString) outer = g_string_new ("<message a='' b='' c='' d='' e='' f='' g=''>x"
                                           "</message>");
  g_autoptr(GString) spaces = g_string_new ("<message><a b='' xmlns:a='1' xmlns:b='2' xmlns:c='3' "
                                            "xmlns:d='4' xmlns:e='5'/></message>");

  assert_past_limit (inner, "<message/>");
  assert_past_limit (outer, "<message a='' b='' c='' d='' e=''/>");
  assert_past_limit (spaces, "<message/>");
}

static void
test_bytes (void)
{
  g_autoptr(GString) text = g_string_new ("<message id='1'><body>");
  g_autoptr(GString) name = g_string_new ("<message id='1'><");

  append_times (text, "0123456789", 6000);
  g_string_append (text, "</body></message>");
  assert_past_limit (text, "<message id='1'/>");

  append_times (name, "abcdefghijklmnopqrstuvwxyz", 100);
  g_string_append (name, "/></message>");
  assert_past_limit (name, "<message id='1'/>");
}

/* The header has no next one; nor is there an end to what is left out. */
static void
test_fatal_limits (void)
{
  XmppParserLimits limits = xmpp_parser_limits_signed_in;
  g_autoptr(GString) header = g_string_new ("<stream:stream xmlns:stream='urn:x' ");
  g_autoptr(GString) text = g_string_new (HEADER "<message><body>");
  g_autoptr(GString) deep = g_string_new (HEADER);
  g_autoptr(GString) tag = g_string_new (HEADER "<message id='");
  g_autoptr(GString) names = g_string_new (HEADER "<message>");
  GString *const all[] = { header, text, deep, tag, names };

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (header, "a%u='' ", i);
  g_string_append (header, ">");
  append_times (text, "0123456789", 300000);
  append_times (deep, "<a>", 20000);
  append_times (tag, "0123456789", 50000);
  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (names, "<a%u/>", i);

  limits.stanza_bytes = 1000000;
  limits.skip_bytes = 2500000;
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_auto(Peer) peer = { 0 };

      peer_init (&peer);
      xmpp_parser_set_limits (peer.parser, &limits);
      assert_push_fails (&peer, all[i]->str, XMPP_PARSER_ERROR_TOO_LARGE);
    }
}

static void
test_strangers (void)
{
  g_autoptr(GString) xml = g_string_new (HEADER "<a>");
  g_auto(Peer) peer = { 0 };

  append_times (xml, "0123456789", 7000);
  peer_init (&peer);
  assert_push_fails (&peer, xml->str, XMPP_PARSER_ERROR_TOO_LARGE);
}

/* Without somebody to tell, nothing is left out. */
static void
test_nobody_to_tell (void)
{
  XmppParserFuncs without = funcs;
  g_autoptr(GString) xml = g_string_new (HEADER "<message>");
  g_autoptr(GError) error = NULL;
  g_auto(Peer) peer = { 0 };

  append_times (xml, "<a>", 200);
  peer_init (&peer);
  xmpp_parser_free (peer.parser);
  without.stanza_skipped = NULL;
  peer.parser = xmpp_parser_new (&without, &peer);
  xmpp_parser_set_limits (peer.parser, &xmpp_parser_limits_signed_in);
  g_assert_false (xmpp_parser_push (peer.parser, xml->str, xml->len, &error));
  g_assert_error (error, XMPP_PARSER_ERROR, XMPP_PARSER_ERROR_TOO_LARGE);
}

/* Each stanza has names that nobody ever heard; the stream goes on for ever, and what the header
 * declared stays declared. */
static void
test_many_names (void)
{
  g_auto(Peer) peer = { 0 };

  peer_init (&peer);
  xmpp_parser_set_limits (peer.parser, &xmpp_parser_limits_signed_in);
  push (&peer, "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
        "xmlns:e=\"urn:&lt;'&amp;\" xmlns:stream='http://etherx.jabber.org/streams'>");

  for (guint i = 0; i < 40000; i++)
    {
      g_autofree char *xml = g_strdup_printf ("<message><n%u xmlns='urn:%u' b%u='%u'/></message>",
                                              i, i, i, i);
      g_autofree char *line = g_strdup_printf ("stanza %s\n", xml);

      g_string_truncate (peer.log, 0);
      push (&peer, xml);
      g_assert_cmpstr (peer.log->str, ==, line);
    }

  g_string_truncate (peer.log, 0);
  push (&peer, "<stream:error><e:x/></stream:error></stream:stream>");
  g_assert_cmpstr (peer.log->str, ==, "stanza <error xmlns='http://etherx.jabber.org/streams'>"
                   "<x xmlns='urn:&lt;&apos;&amp;'/></error>\nclose\n");
}

/* However they come */
static void
test_many_names_at_once (void)
{
  g_autoptr(GString) xml = g_string_new (HEADER);
  g_autoptr(GString) log = g_string_new (OPENED);
  g_auto(Peer) peer = { 0 };

  for (guint i = 0; i < 40000; i++)
    {
      g_string_append_printf (xml, "<message><n%u xmlns='urn:%u' b%u='%u'/></message>", i, i, i, i);
      g_string_append_printf (log, "stanza <message><n%u xmlns='urn:%u' b%u='%u'/></message>\n",
                              i, i, i, i);
    }

  peer_init (&peer);
  xmpp_parser_set_limits (peer.parser, &xmpp_parser_limits_signed_in);
  push (&peer, xml->str);
  g_assert_cmpstr (peer.log->str, ==, log->str);
}

/* 20 MB of names, and no two the same */
static void
test_long_names (void)
{
  g_autofree char *filler = g_strnfill (100000, 'n');
  g_auto(Peer) peer = { 0 };

  peer_init (&peer);
  xmpp_parser_set_limits (peer.parser, &xmpp_parser_limits_signed_in);
  push (&peer, HEADER);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *xml = g_strdup_printf ("<a id='%u'><b xmlns='%u:%s'/></a>", i, i, filler);
      g_autofree char *line = g_strdup_printf ("skipped <a id='%u'/>\n", i);

      g_string_truncate (peer.log, 0);
      push (&peer, xml);
      g_assert_cmpstr (peer.log->str, ==, line);
    }
}

/* A name that is repeated costs nothing more, though nobody knows it. */
static void
test_long_namespace (void)
{
  g_autofree char *ns = g_strnfill (1000, 'n');
  g_autoptr(GString) xml = g_string_new (HEADER "<message>");
  g_auto(Peer) peer = { 0 };

  g_string_append_printf (xml, "<x xmlns='%s'>", ns);
  append_times (xml, "<a/>", 90000);
  g_string_append (xml, "</x></message>");

  peer_init (&peer);
  xmpp_parser_set_limits (peer.parser, &xmpp_parser_limits_signed_in);
  push (&peer, xml->str);
  g_assert_cmpuint (peer.log->len, >, 4 * 90000);
}

static void
test_big_text (void)
{
  g_autoptr(GString) xml = g_string_new (HEADER "<iq><data>");
  g_autoptr(GString) log = g_string_new (OPENED "stanza <iq><data>");
  g_autoptr(GError) error = NULL;
  g_auto(Peer) peer = { 0 };

  for (guint i = 0; i < 200000; i++)
    {
      g_string_append_printf (xml, "%u&amp;\xe2\x82\xac", i);
      g_string_append_printf (log, "%u&amp;\xe2\x82\xac", i);
    }
  g_string_append (xml, "</data></iq>");
  g_string_append (log, "</data></iq>\n");

  peer_init (&peer);
  xmpp_parser_set_limits (peer.parser, &xmpp_parser_limits_signed_in);
  push_pieces (&peer, xml->str, xml->len, 4096, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (peer.log->str, ==, log->str);
}

/* Text cut by children, again and again, takes no time with the square of it. */
static void
test_mixed_text (void)
{
  g_autoptr(GString) xml = g_string_new (HEADER "<message><x>");
  g_auto(Peer) peer = { 0 };

  append_times (xml, "a<b/>", 90000);
  g_string_append (xml, "</x></message>");
  peer_init (&peer);
  xmpp_parser_set_limits (peer.parser, &xmpp_parser_limits_signed_in);
  push (&peer, xml->str);
  g_assert_true (g_str_has_suffix (peer.log->str, "a<b/>a<b/></x></message>\n"));
}

static void
test_keep_alive (void)
{
  g_autoptr(GString) spaces = g_string_new (NULL);
  g_auto(Peer) peer = { 0 };

  append_times (spaces, " \n", 50000);
  peer_init (&peer);
  push (&peer, HEADER);
  push (&peer, spaces->str);
  push (&peer, "<a/>");
  push_pieces (&peer, spaces->str, spaces->len, 1, NULL);
  push (&peer, "<b/>");
  g_assert_cmpstr (peer.log->str, ==, OPENED "stanza <a/>\nstanza <b/>\n");
}

static void
reset_once (Peer *self)
{
  if (!self->reacted)
    xmpp_parser_reset (self->parser);
  self->reacted = TRUE;
}

/* What came with <proceed/> is dropped: nobody may put words before the first encrypted one. */
static void
test_reset_in_callback (void)
{
  g_auto(Peer) peer = { 0 };

  peer_init (&peer);
  peer.react = reset_once;
  push (&peer, HEADER "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
        "<stream:features><evil/></stream:features>" HEADER "<a\xff");
  push (&peer, HEADER "<b/>");
  g_assert_cmpstr (peer.log->str, ==, OPENED
                   "stanza <proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\n" OPENED
                   "stanza <b/>\n");
}

static void
test_reset_outside (void)
{
  g_auto(Peer) peer = { 0 };

  peer_init (&peer);
  push (&peer, HEADER "<a><b>\xe2\x82");
  xmpp_parser_reset (peer.parser);
  push (&peer, "<?xml version='1.0'?>" HEADER "<c/>");
  assert_push_fails (&peer, "</c>", XMPP_PARSER_ERROR_NOT_WELL_FORMED);
  xmpp_parser_reset (peer.parser);
  push (&peer, HEADER);
  xmpp_parser_reset (peer.parser);
  xmpp_parser_reset (peer.parser);
  g_assert_cmpstr (peer.log->str, ==, OPENED OPENED "stanza <c/>\n" OPENED);
}

static void
free_now (Peer *self)
{
  g_clear_pointer (&self->parser, xmpp_parser_free);
}

static void
test_free_in_callback (void)
{
  g_auto(Peer) peer = { 0 };
  XmppParser *parser;

  peer_init (&peer);
  peer.react = free_now;
  parser = peer.parser;
  g_assert_true (xmpp_parser_push (parser, HEADER "<a/><b/>\xff",
                                   strlen (HEADER "<a/><b/>\xff"), NULL));
  g_assert_null (peer.parser);
  g_assert_cmpstr (peer.log->str, ==, OPENED "stanza <a/>\n");
}

static void
reset_and_free (Peer *self)
{
  xmpp_parser_reset (self->parser);
  free_now (self);
}

static void
test_reset_and_free (void)
{
  g_auto(Peer) peer = { 0 };

  peer_init (&peer);
  peer.react = reset_and_free;
  push (&peer, HEADER "<a/><b/>");
  g_assert_cmpstr (peer.log->str, ==, OPENED "stanza <a/>\n");
}

static void
keep_stanza_cb (XmppParser  *parser,
                XmppElement *stanza,
                gpointer     user_data)
{
  XmppElement **kept = user_data;
  XmppElement *child = xmpp_element_get_first_child (stanza);

  g_clear_pointer (kept, xmpp_element_unref);
  *kept = xmpp_element_ref (child != NULL ? child : stanza);
}

static void
ignore_header_cb (XmppParser  *parser,
                  XmppElement *header,
                  gpointer     user_data)
{
}

static void
ignore_end_cb (XmppParser *parser,
               gpointer    user_data)
{
}

/* A reference on a child keeps all of the tree, when parser and stanza are long gone. */
static void
test_kept_stanza (void)
{
  static const XmppParserFuncs keep = {
    .stream_open = ignore_header_cb,
    .stanza = keep_stanza_cb,
    .stream_close = ignore_end_cb,
  };
  g_autoptr(XmppElement) kept = NULL;
  XmppParser *parser = xmpp_parser_new (&keep, &kept);
  const char *xml = HEADER "<message unknown='1'><odd xmlns='urn:odd'/></message>";

  g_assert_true (xmpp_parser_push (parser, xml, strlen (xml), NULL));
  xmpp_parser_free (parser);

  g_assert_true (xmpp_element_is (kept, "odd", "urn:odd"));
  g_assert_cmpstr (xmpp_element_get_attribute (xmpp_element_get_parent (kept), "unknown"), ==, "1");
}

static void
test_document (void)
{
  static const char *const bad[] = {
    "", " ", "text", "<a/><b/>", "<a>", "</a>", "<a/></document>", "</document><document><a/>",
    "<a/></document><document>", "<?xml version='1.0'?><a/>", "<a/>x", "<a", "<!-- --><a/>",
    "<a/>\xe2", "<x:a/>",
  };
  g_autoptr(XmppElement) element = xmpp_parser_parse (" <a xmlns='urn:a'><b/></a>\n", -1, NULL);
  g_autofree char *xml = xmpp_element_to_xml (element, NULL);

  g_assert_cmpstr (xml, ==, "<a xmlns='urn:a'><b/></a>");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(XmppElement) none = xmpp_parser_parse (bad[i], -1, &error);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_null (none);
      g_assert_true (error != NULL && error->domain == XMPP_PARSER_ERROR);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/parser/stream", test_stream);
  g_test_add_func ("/parser/split", test_split);
  g_test_add_func ("/parser/at-once", test_at_once);
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_autofree char *path = g_strconcat ("/parser/attack/", attacks[i].name, NULL);

      g_test_add_data_func (path, &attacks[i], test_attack);
    }
  g_test_add_func ("/parser/nul", test_nul);
  g_test_add_func ("/parser/smuggling", test_smuggling);
  g_test_add_func ("/parser/depth", test_depth);
  g_test_add_func ("/parser/depth-allowed", test_depth_allowed);
  g_test_add_func ("/parser/children", test_children);
  g_test_add_func ("/parser/elements", test_elements);
  g_test_add_func ("/parser/attributes", test_attributes);
  g_test_add_func ("/parser/bytes", test_bytes);
  g_test_add_func ("/parser/fatal-limits", test_fatal_limits);
  g_test_add_func ("/parser/strangers", test_strangers);
  g_test_add_func ("/parser/nobody-to-tell", test_nobody_to_tell);
  g_test_add_func ("/parser/many-names", test_many_names);
  g_test_add_func ("/parser/many-names-at-once", test_many_names_at_once);
  g_test_add_func ("/parser/long-names", test_long_names);
  g_test_add_func ("/parser/long-namespace", test_long_namespace);
  g_test_add_func ("/parser/big-text", test_big_text);
  g_test_add_func ("/parser/mixed-text", test_mixed_text);
  g_test_add_func ("/parser/keep-alive", test_keep_alive);
  g_test_add_func ("/parser/reset-in-callback", test_reset_in_callback);
  g_test_add_func ("/parser/reset-outside", test_reset_outside);
  g_test_add_func ("/parser/free-in-callback", test_free_in_callback);
  g_test_add_func ("/parser/reset-and-free", test_reset_and_free);
  g_test_add_func ("/parser/kept-stanza", test_kept_stanza);
  g_test_add_func ("/parser/document", test_document);

  return g_test_run ();
}
