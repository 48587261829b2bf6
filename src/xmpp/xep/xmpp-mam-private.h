/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-session.h"

G_BEGIN_DECLS

typedef struct _XmppMam XmppMam;

/* For what else there is to be said to archives. */

XmppSession *xmpp_mam_get_session       (XmppMam             *self);

G_END_DECLS
