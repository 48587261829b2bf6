/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-jingle-context.h"

G_BEGIN_DECLS

#define XMPP_IBB_BLOCK_BYTES     8192  /* what we propose */
#define XMPP_IBB_MAX_BLOCK_BYTES 65535 /* XEP-0047, 2.1 */

#define XMPP_TYPE_IBB_OUTPUT (xmpp_ibb_output_get_type ())
G_DECLARE_FINAL_TYPE (XmppIbbOutput, xmpp_ibb_output, XMPP, IBB_OUTPUT, GOutputStream)

/* Asynchronous use only */
XmppIbbOutput *xmpp_ibb_output_new   (XmppJingleContext *context,
                                      const char    *peer,
                                      const char    *sid,
                                      guint          block_bytes) G_GNUC_WARN_UNUSED_RESULT;
/* The other side has closed it, or it shall be over: whoever waits hears @error */
void           xmpp_ibb_output_abort (XmppIbbOutput *self,
                                      const GError  *error);

G_END_DECLS
