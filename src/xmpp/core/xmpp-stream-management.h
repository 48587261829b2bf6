/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppStreamManagement:
 *
 * What we and our server know of one another's stanzas, over as many connections as it takes:
 * XEP-0198. It has no stream and no clock: whoever has them tells it what goes and comes, and
 * sends the elements that it makes.
 *
 * While a stream is negotiated: xmpp_stream_management_make_resume() when
 * xmpp_stream_management_can_resume(), xmpp_stream_management_make_enable(), both at once where
 * the server takes that; every answer goes to the take function of its name. What is bound anew
 * after xmpp_stream_management_make_resume() without a word about it is a refusal as well.
 */
typedef struct _XmppStreamManagement XmppStreamManagement;

XmppStreamManagement *xmpp_stream_management_new          (void) G_GNUC_WARN_UNUSED_RESULT;
void                  xmpp_stream_management_free         (XmppStreamManagement *self);
void                  xmpp_stream_management_reset        (XmppStreamManagement *self);
void                  xmpp_stream_management_start_stream (XmppStreamManagement *self);
void                  xmpp_stream_management_lose_stream  (XmppStreamManagement *self);

/* Negotiation */
XmppElement          *xmpp_stream_management_make_enable  (XmppStreamManagement *self)
                                                           G_GNUC_WARN_UNUSED_RESULT;
XmppElement          *xmpp_stream_management_make_resume  (XmppStreamManagement *self)
                                                           G_GNUC_WARN_UNUSED_RESULT;
gboolean              xmpp_stream_management_take_enabled (XmppStreamManagement  *self,
                                                           XmppElement           *element,
                                                           GError               **error);
gboolean              xmpp_stream_management_take_resumed (XmppStreamManagement  *self,
                                                           XmppElement           *element,
                                                           GError               **error);
void                  xmpp_stream_management_take_failed  (XmppStreamManagement *self,
                                                           XmppElement          *element);

gboolean              xmpp_stream_management_is_enabled   (XmppStreamManagement *self);
gboolean              xmpp_stream_management_is_awaited   (XmppStreamManagement *self);
gboolean              xmpp_stream_management_is_resumed   (XmppStreamManagement *self);
gboolean              xmpp_stream_management_can_resume   (XmppStreamManagement *self);
const char           *xmpp_stream_management_get_location (XmppStreamManagement *self);
                                                           /* (nullable) */
guint                 xmpp_stream_management_get_max_s    (XmppStreamManagement *self);

/* Stanzas */
guint64               xmpp_stream_management_note_sent    (XmppStreamManagement *self,
                                                           XmppElement          *stanza,
                                                           gsize                 n_bytes);
void                  xmpp_stream_management_note_received (XmppStreamManagement *self,
                                                           XmppElement          *stanza);
gboolean              xmpp_stream_management_is_again     (XmppStreamManagement *self,
                                                           XmppElement          *stanza);
gboolean              xmpp_stream_management_take_ack     (XmppStreamManagement  *self,
                                                           XmppElement           *element,
                                                           GError               **error);
XmppElement          *xmpp_stream_management_make_error   (XmppStreamManagement *self,
                                                           XmppElement          *element)
                                                           G_GNUC_WARN_UNUSED_RESULT;
XmppElement          *xmpp_stream_management_make_request (XmppStreamManagement *self)
                                                           G_GNUC_WARN_UNUSED_RESULT;
XmppElement          *xmpp_stream_management_make_ack     (XmppStreamManagement *self)
                                                           G_GNUC_WARN_UNUSED_RESULT;
GPtrArray            *xmpp_stream_management_dup_unacknowledged (XmppStreamManagement *self)
                                                           G_GNUC_WARN_UNUSED_RESULT;
guint64               xmpp_stream_management_get_sent     (XmppStreamManagement *self);
guint64               xmpp_stream_management_get_acknowledged (XmppStreamManagement *self);

/* Holding back what we say that we have handled */
guint64               xmpp_stream_management_hold         (XmppStreamManagement *self);
gboolean              xmpp_stream_management_release      (XmppStreamManagement *self,
                                                           guint64               hold);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppStreamManagement, xmpp_stream_management_free)

G_END_DECLS
