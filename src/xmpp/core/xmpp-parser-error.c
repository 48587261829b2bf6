/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a stream of XML, in the words of RFC 6120, 4.9.3. */
#include "xmpp-parser-error.h"

#include <libxml/xmlerror.h>

G_DEFINE_QUARK (xmpp-parser-error-quark, xmpp_parser_error)

static XmppParserError
translate_error (int domain,
                 int code)
{
  if (domain == XML_FROM_NAMESPACE)
    return XMPP_PARSER_ERROR_BAD_NAMESPACE;

  /* Many of libxml2's codes mean one of ours, all others the last. */
  switch (code)
    {
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
    case XML_ERR_UNPARSED_ENTITY:
    case XML_ERR_ENTITY_IS_EXTERNAL:
    case XML_ERR_ENTITY_IS_PARAMETER:
    case XML_ERR_ENTITY_LOOP:
      return XMPP_PARSER_ERROR_RESTRICTED_XML;

    case XML_ERR_UNKNOWN_ENCODING:
    case XML_ERR_UNSUPPORTED_ENCODING:
    case XML_ERR_INVALID_ENCODING:
    case XML_I18N_NO_HANDLER:
    case XML_I18N_CONV_FAILED:
      return XMPP_PARSER_ERROR_INVALID_ENCODING;

    case XML_ERR_NO_MEMORY:
    case XML_ERR_NAME_TOO_LONG:
      return XMPP_PARSER_ERROR_TOO_LARGE;

    case XML_ERR_DOCUMENT_END:
      return XMPP_PARSER_ERROR_CLOSED;

    default:
      return XMPP_PARSER_ERROR_NOT_WELL_FORMED;
    }
}

/* The error that stands for one of libxml2's, of level XML_ERR_ERROR or worse. */
GError *
xmpp_parser_error_new_for_xml (int         domain,
                               int         code,
                               const char *message)
{
  g_autofree char *line = g_strchomp (g_strdup (message != NULL ? message : "Not XML"));

  return g_error_new_literal (XMPP_PARSER_ERROR, (int) translate_error (domain, code), line);
}
