/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"
#include "xmpp-parser-error.h"
#include "xmpp-parser-limits.h"

G_BEGIN_DECLS

/**
 * XmppParser:
 *
 * Makes elements of the bytes of an XML stream, within limits: RFC 6120, 4 and 11.
 */
typedef struct _XmppParser XmppParser;

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
