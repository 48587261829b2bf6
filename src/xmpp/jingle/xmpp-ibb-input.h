/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-jingle-context.h"

G_BEGIN_DECLS

#define XMPP_TYPE_IBB_INPUT (xmpp_ibb_input_get_type ())
G_DECLARE_FINAL_TYPE (XmppIbbInput, xmpp_ibb_input, XMPP, IBB_INPUT, GInputStream)

/* Asynchronous use only */
XmppIbbInput *xmpp_ibb_input_new   (XmppJingleContext *context,
                                    guint         block_bytes) G_GNUC_WARN_UNUSED_RESULT;
/* A block came, in @iq, from the right one; it is answered when it has been read */
void          xmpp_ibb_input_take  (XmppIbbInput *self,
                                    XmppElement  *iq,
                                    XmppElement  *data);
/* No more comes: NULL: that is the end; otherwise whoever reads what is left hears @error then */
void          xmpp_ibb_input_end   (XmppIbbInput *self,
                                    const GError *error);

G_END_DECLS
