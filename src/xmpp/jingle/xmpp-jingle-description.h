/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-file.h"

G_BEGIN_DECLS

/**
 * XmppJingleRange:
 *
 * Which part of a file: XEP-0234, 6.4.
 */
typedef struct {
  gboolean is_there; /* there is one: the peer knows what that is */
  gint64   offset;   /* 0: from its beginning */
  gint64   length;   /* -1: to its end */
} XmppJingleRange;

XmppFile    *xmpp_jingle_description_read  (XmppElement           *description,
                                            XmppJingleRange       *range,
                                            gboolean              *hash_follows)
  G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_jingle_description_write (const XmppFile        *file,
                                            const XmppJingleRange *range,
                                            XmppElement           *content);
/* <checksum/> and <received/> */
void         xmpp_jingle_checksum_read     (XmppElement           *checksum,
                                            XmppFile              *file);
void         xmpp_jingle_checksum_write    (GBytes                *digest,
                                            const char            *creator,
                                            const char            *name,
                                            XmppElement           *jingle);

G_END_DECLS
