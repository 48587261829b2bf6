/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * XmppParserError:
 * @XMPP_PARSER_ERROR_NOT_WELL_FORMED: answer with the stream error not-well-formed
 * @XMPP_PARSER_ERROR_RESTRICTED_XML: a DTD, entity, comment or processing instruction; answer with
 *   restricted-xml
 * @XMPP_PARSER_ERROR_TOO_LARGE: one of #XmppParserLimits is passed; answer with policy-violation
 * @XMPP_PARSER_ERROR_INVALID_ENCODING: not UTF-8; answer with unsupported-encoding
 * @XMPP_PARSER_ERROR_BAD_NAMESPACE: an undeclared prefix, or a namespace that XML forbids; answer
 *   with bad-namespace-prefix
 * @XMPP_PARSER_ERROR_BAD_FORMAT: text between the stanzas; answer with bad-format
 * @XMPP_PARSER_ERROR_CLOSED: bytes after the end of the stream
 */
typedef enum {
  XMPP_PARSER_ERROR_NOT_WELL_FORMED,
  XMPP_PARSER_ERROR_RESTRICTED_XML,
  XMPP_PARSER_ERROR_TOO_LARGE,
  XMPP_PARSER_ERROR_INVALID_ENCODING,
  XMPP_PARSER_ERROR_BAD_NAMESPACE,
  XMPP_PARSER_ERROR_BAD_FORMAT,
  XMPP_PARSER_ERROR_CLOSED,
} XmppParserError;

#define XMPP_PARSER_ERROR (xmpp_parser_error_quark ())
GQuark xmpp_parser_error_quark (void);

GError *xmpp_parser_error_new_for_xml (int         domain,
                                       int         code,
                                       const char *message) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
