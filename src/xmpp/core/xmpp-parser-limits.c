/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a peer may send at a time: RFC 6120, 13.12. */
#include "xmpp-parser-limits.h"

const XmppParserLimits xmpp_parser_limits_strangers = {
  .stanza_bytes = 64 * 1024,
  .depth = 32,
  .attributes = 64,
  .children = 1000,
  .elements = 5000,
  .skip_bytes = 0,
};

const XmppParserLimits xmpp_parser_limits_signed_in = {
  .stanza_bytes = 10 * 1024 * 1024,
  .depth = 128,
  .attributes = 64,
  .children = 100000,
  .elements = 500000,
  .skip_bytes = 64 * 1024 * 1024,
};
