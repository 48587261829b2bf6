/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppStreamHolds:
 *
 * What came over the streams of one session, counted, and how far the server may be told so. A
 * hold keeps back the stanza that is just being dealt with and all after it. What is kept back
 * comes again after a resumption: it is known by what it looks like. Holds are released in any
 * order, each in constant time.
 */
typedef struct _XmppStreamHolds XmppStreamHolds;

XmppStreamHolds *xmpp_stream_holds_new         (void) G_GNUC_WARN_UNUSED_RESULT;
void             xmpp_stream_holds_free        (XmppStreamHolds *self);
/* The session is over: holds of it do not matter any more */
void             xmpp_stream_holds_clear       (XmppStreamHolds *self);

guint64          xmpp_stream_holds_open        (XmppStreamHolds *self);
void             xmpp_stream_holds_release     (XmppStreamHolds *self,
                                                guint64          hold);

/* A stanza came, and was dealt with but for what is held */
void             xmpp_stream_holds_note        (XmppStreamHolds *self,
                                                XmppElement     *stanza);
guint64          xmpp_stream_holds_get_count   (XmppStreamHolds *self);
guint64          xmpp_stream_holds_get_handled (XmppStreamHolds *self);

/* <resume/> is sent: how much it may say. Nothing after that is forgotten until
 * xmpp_stream_holds_rewind(), when the server sends it again, or xmpp_stream_holds_forgo() */
guint64          xmpp_stream_holds_reserve     (XmppStreamHolds *self);
void             xmpp_stream_holds_rewind      (XmppStreamHolds *self);
void             xmpp_stream_holds_forgo       (XmppStreamHolds *self);
/* Whether @stanza, which is just coming, is the one that came in this place before */
gboolean         xmpp_stream_holds_is_again    (XmppStreamHolds *self,
                                                XmppElement     *stanza);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppStreamHolds, xmpp_stream_holds_free)

G_END_DECLS
