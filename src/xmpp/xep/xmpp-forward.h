/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppForwarded:
 * @stanza: (nullable): the message; %NULL where there is none that may be read: the archive took it
 *   away (XEP-0313, 3.2), or what stands there is no single message, or is a copy of a copy
 * @time_us: when who forwards it had it, in µs since 1970, never in the future; 0: not told
 * @stamp_us: the same by the clock of who forwards it, which may be fast
 * @archive_id: (nullable): its id in the archive that it came from
 *
 * A message inside another one. Who may forward what was checked by who hands it out; what @stanza
 * itself says is as unchecked as any message.
 */
typedef struct {
  XmppElement *stanza;
  gint64       time_us;
  gint64       stamp_us;
  char        *archive_id;
} XmppForwarded;

/* @wrapper: what holds the <forwarded/>: <sent/>, <received/>, <result/>; never NULL */
XmppForwarded *xmpp_forwarded_read (XmppElement   *wrapper,
                                    const char    *archive_id) G_GNUC_WARN_UNUSED_RESULT;
void           xmpp_forwarded_free (XmppForwarded *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppForwarded, xmpp_forwarded_free)

G_END_DECLS
