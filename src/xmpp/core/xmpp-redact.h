/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

char *xmpp_redact_to_xml (XmppElement *element) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
