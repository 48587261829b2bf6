/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-disco.h"
#include "xmpp-presence.h"

G_BEGIN_DECLS

#define XMPP_TYPE_CAPS (xmpp_caps_get_type ())
G_DECLARE_FINAL_TYPE (XmppCaps, xmpp_caps, XMPP, CAPS, GObject)

/* Signals:
 *   "changed" (XmppAddress *full): what is known about a resource has changed
 *   "learned" (const char *key, XmppDiscoInfo *info): a verified answer, worth keeping between
 *             runs: xmpp_disco_info_to_variant(), and back with xmpp_caps_add_known() */
XmppCaps      *xmpp_caps_new            (XmppDisco     *disco,
                                         XmppPresence  *presence,
                                         const char    *node) /* our URI: "https://charla.im" */
  G_GNUC_WARN_UNUSED_RESULT;

/* From the last run. It is hashed again, and refused when it does not fit @key */
gboolean       xmpp_caps_add_known      (XmppCaps      *self,
                                         const char    *key,
                                         XmppDiscoInfo *info);

XmppDiscoInfo *xmpp_caps_get_info       (XmppCaps      *self,
                                         XmppAddress   *full); /* (nullable) borrowed: not known */
gboolean       xmpp_caps_supports       (XmppCaps      *self,
                                         XmppAddress   *full,
                                         const char    *feature);
/* Whether any available resource does */
gboolean       xmpp_caps_contact_supports (XmppCaps    *self,
                                           XmppAddress *bare,
                                           const char  *feature);

G_END_DECLS
