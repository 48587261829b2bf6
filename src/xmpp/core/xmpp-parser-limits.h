/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * XmppParserLimits:
 * @stanza_bytes: the longest stanza, in bytes of the wire; also of the stream's header
 * @depth: how deep elements nest, the stream's own element counted
 * @attributes: how many attributes and namespace declarations one element has
 * @children: how many children one element has
 * @elements: how many elements one stanza has
 * @skip_bytes: how long a stanza that passes one of these limits may be to be left out while the
 *   stream goes on: a stranger cannot throw us off the server, again and again, with one message
 *   that the server lets through. 0: it ends the stream
 *
 * What a peer may make us hold.
 */
typedef struct {
  gsize stanza_bytes;
  guint depth;
  guint attributes;
  guint children;
  guint elements;
  gsize skip_bytes;
} XmppParserLimits;

/* Before and after authentication */
extern const XmppParserLimits xmpp_parser_limits_strangers;
extern const XmppParserLimits xmpp_parser_limits_signed_in;

G_END_DECLS
