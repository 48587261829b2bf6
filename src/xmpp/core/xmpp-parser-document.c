/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An element from a text of its own, as it is kept in files or written in tests. */
#define G_LOG_DOMAIN "xmpp-parser"

#include "xmpp-parser.h"

#include <string.h>

typedef struct {
  XmppElement *element;  /* (nullable): the first */
  guint        n_elements;
  gboolean     closed;
} Document;

static void
open_cb (XmppParser  *parser,
         XmppElement *header,
         gpointer     user_data)
{
}

static void
stanza_cb (XmppParser  *parser,
           XmppElement *stanza,
           gpointer     user_data)
{
  Document *document = user_data;

  if (document->n_elements++ == 0)
    document->element = xmpp_element_ref (stanza);
}

static void
close_cb (XmppParser *parser,
          gpointer    user_data)
{
  Document *document = user_data;

  document->closed = TRUE;
}

/**
 * xmpp_parser_parse:
 * @xml: (array length=len): one element, without an XML declaration
 * @len: its length in bytes, -1 when it ends with NUL
 * @error: %XMPP_PARSER_ERROR
 *
 * Reads one element as strictly as one of a stream, with the limits for those who are signed in.
 * Unlike there, no namespace is declared around it.
 *
 * Returns: (nullable) (transfer full): the element, sealed
 */
XmppElement *
xmpp_parser_parse (const char  *xml,
                   gssize       len,
                   GError     **error)
{
  static const XmppParserFuncs funcs = {
    .stream_open = open_cb,
    .stanza = stanza_cb,
    .stream_close = close_cb,
  };
  static const char start[] = "<document>";
  static const char end[] = "</document>";
  Document document = { 0 };
  g_autoptr(XmppParser) parser = xmpp_parser_new (&funcs, &document);
  g_autoptr(XmppElement) element = NULL;
  gboolean ended_early = FALSE;
  gboolean ok;

  g_return_val_if_fail (xml != NULL, NULL);

  xmpp_parser_set_limits (parser, &xmpp_parser_limits_signed_in);
  ok = xmpp_parser_push (parser, start, strlen (start), error)
       && xmpp_parser_push (parser, xml, len < 0 ? strlen (xml) : (gsize) len, error);
  ended_early = document.closed;
  ok = ok && xmpp_parser_push (parser, end, strlen (end), error);
  element = document.element;

  if (ok && (ended_early || !document.closed || document.n_elements != 1))
    {
      g_set_error_literal (error, XMPP_PARSER_ERROR, XMPP_PARSER_ERROR_NOT_WELL_FORMED,
                           "Not one whole element");
      ok = FALSE;
    }

  return ok ? g_steal_pointer (&element) : NULL;
}
