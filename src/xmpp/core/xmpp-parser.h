/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppParser:
 *
 * Makes elements of the bytes of an XML stream, within limits: RFC 6120, 4 and 11.
 */
typedef struct _XmppParser XmppParser;

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

/**
 * XmppParserLimits:
 * @stanza_bytes: the longest stanza, in bytes of the wire; also of the stream's header
 * @depth: how deep elements nest, the stream's own element counted
 * @attributes: how many attributes and namespace declarations one element has
 * @children: how many children one element has
 * @skip_bytes: how long a stanza that passes one of these limits may be to be left out while the
 *   stream goes on: a stranger cannot throw us off the server, again and again, with one message that
 *   the server lets through. 0: it ends the stream
 *
 * What a peer may make us hold.
 */
typedef struct {
  gsize stanza_bytes;
  guint depth;
  guint attributes;
  guint children;
  gsize skip_bytes;
} XmppParserLimits;

/* Before and after authentication */
extern const XmppParserLimits xmpp_parser_limits_strangers;
extern const XmppParserLimits xmpp_parser_limits_signed_in;

/**
 * XmppParserFuncs:
 * @stream_open: the stream's header; @header has attributes but no children
 * @stanza: a whole child of the stream's element
 * @stanza_skipped: (nullable): a stanza passed a limit; it has its attributes, but nothing of what
 *   was in it. It counts as received (XEP-0198), and a request is to be answered with an error.
 *   Without this function it ends the stream
 * @stream_close: the stream's end tag
 *
 * What the parser tells, always from within xmpp_parser_push(). Elements are borrowed: take a
 * reference to keep one. Each callback may call any function of the parser, xmpp_parser_reset() and
 * xmpp_parser_free() too.
 */
typedef struct {
  void (*stream_open)    (XmppParser  *parser,
                          XmppElement *header,
                          gpointer     user_data);
  void (*stanza)         (XmppParser  *parser,
                          XmppElement *stanza,
                          gpointer     user_data);
  void (*stanza_skipped) (XmppParser  *parser,
                          XmppElement *stanza,
                          gpointer     user_data);
  void (*stream_close)   (XmppParser  *parser,
                          gpointer     user_data);
} XmppParserFuncs;

XmppParser *xmpp_parser_new        (const XmppParserFuncs *funcs,
                                    gpointer               user_data) G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_parser_free       (XmppParser *self);

void        xmpp_parser_set_limits (XmppParser             *self,
                                    const XmppParserLimits *limits);
gboolean    xmpp_parser_push       (XmppParser  *self,
                                    const char  *data,
                                    gsize        len,
                                    GError     **error);
void        xmpp_parser_reset      (XmppParser *self);

XmppElement *xmpp_parser_parse     (const char  *xml,
                                    gssize       len,
                                    GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppParser, xmpp_parser_free)

G_END_DECLS
