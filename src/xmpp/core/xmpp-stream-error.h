/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

GError   *xmpp_stream_error_from_element (XmppElement  *element) G_GNUC_WARN_UNUSED_RESULT;
char     *xmpp_stream_error_make         (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
