/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file did not get from one to the other. */
#include "xmpp-jingle-error.h"

G_DEFINE_QUARK (xmpp-jingle-error-quark, xmpp_jingle_error)
