/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors that end a stream: RFC 6120, 4.9. */
#include "xmpp-stream-error.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser-error.h"

/* All others are XMPP_ERROR_STREAM: the server may think otherwise the next time. Where it does not
 * mean what we said, it is as if the connection had been lost. */
static const struct {
  const char *condition;
  XmppError   code;
} meanings[] = {
  { "conflict", XMPP_ERROR_CONFLICT },
  { "connection-timeout", XMPP_ERROR_DISCONNECTED },
  { "host-gone", XMPP_ERROR_NO_SERVICE },
  { "host-unknown", XMPP_ERROR_NO_SERVICE },
  { "reset", XMPP_ERROR_DISCONNECTED },
  { "system-shutdown", XMPP_ERROR_DISCONNECTED },
};

static const char *const answers[] = {
  [XMPP_PARSER_ERROR_NOT_WELL_FORMED] = "not-well-formed",
  [XMPP_PARSER_ERROR_RESTRICTED_XML] = "restricted-xml",
  [XMPP_PARSER_ERROR_TOO_LARGE] = "policy-violation",
  [XMPP_PARSER_ERROR_INVALID_ENCODING] = "unsupported-encoding",
  [XMPP_PARSER_ERROR_BAD_NAMESPACE] = "bad-namespace-prefix",
  [XMPP_PARSER_ERROR_BAD_FORMAT] = "bad-format",
  [XMPP_PARSER_ERROR_CLOSED] = "not-well-formed",
};

/**
 * xmpp_stream_error_from_element:
 * @element: a stream error
 *
 * Returns: (transfer full): what it means to us, of the domain %XMPP_ERROR
 */
GError *
xmpp_stream_error_from_element (XmppElement *element)
{
  XmppElement *condition = xmpp_element_get_child (element, NULL, XMPP_NS_STREAM_ERRORS);
  const char *text = xmpp_element_get_child_text (element, "text", XMPP_NS_STREAM_ERRORS);
  const char *name = "undefined-condition";
  XmppError code = XMPP_ERROR_STREAM;

  while (condition != NULL && g_strcmp0 (xmpp_element_get_name (condition), "text") == 0)
    condition = xmpp_element_get_next (condition);
  if (condition != NULL)
    name = xmpp_element_get_name (condition);

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_strcmp0 (name, meanings[i].condition) == 0)
      code = meanings[i].code;

  if (text != NULL && *text != '\0')
    return g_error_new (XMPP_ERROR, (int) code, "%s: %.500s", name, text);
  return g_error_new (XMPP_ERROR, (int) code, "%s", name);
}

/**
 * xmpp_stream_error_make:
 * @error: why we end the stream
 *
 * Returns: (transfer full): the stream error that says so, as text
 */
char *
xmpp_stream_error_make (const GError *error)
{
  const char *condition = "undefined-condition";

  if (error->domain == XMPP_PARSER_ERROR && error->code >= 0
      && error->code < (int) G_N_ELEMENTS (answers))
    condition = answers[error->code];

  /* The prefix is declared for those streams where every element stands alone: RFC 7395, 3.3.3. */
  return g_strdup_printf ("<stream:error xmlns:stream='%s'><%s xmlns='%s'/></stream:error>",
                          XMPP_NS_STREAM, condition, XMPP_NS_STREAM_ERRORS);
}
