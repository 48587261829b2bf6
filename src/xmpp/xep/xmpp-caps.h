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
 *             runs: xmpp_disco_info_to_xml() */
XmppCaps      *xmpp_caps_new            (XmppDisco     *disco,
                                         XmppPresence  *presence,
                                         const char    *node) /* our URI: "https://charla.im" */
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * XmppCapsLookupFunc:
 * @caps: who asks
 * @key: what it does not know
 * @user_data: what xmpp_caps_set_lookup() was given
 *
 * Looks up what was learned in an earlier run. It is answered, at once or later, with
 * xmpp_caps_answer_lookup(); until then nobody is asked over the network.
 */
typedef void (*XmppCapsLookupFunc) (XmppCaps   *caps,
                                    const char *key,
                                    gpointer    user_data);

/* @func: (nullable): without one whoever announces what is not known is asked */
void           xmpp_caps_set_lookup     (XmppCaps           *self,
                                         XmppCapsLookupFunc  func,
                                         gpointer            user_data);
/* @info: NULL: not known. It is hashed again, and ignored when it does not fit @key */
void           xmpp_caps_answer_lookup  (XmppCaps      *self,
                                         const char    *key,
                                         XmppDiscoInfo *info);

XmppDiscoInfo *xmpp_caps_get_info       (XmppCaps      *self,
                                         XmppAddress   *full); /* (nullable) borrowed: not known */
gboolean       xmpp_caps_supports       (XmppCaps      *self,
                                         XmppAddress   *full,
                                         const char    *feature);
/* Whether what it announces is still being found out */
gboolean       xmpp_caps_is_pending     (XmppCaps      *self,
                                         XmppAddress   *full);
/* Whether any available resource does */
gboolean       xmpp_caps_contact_supports (XmppCaps    *self,
                                           XmppAddress *bare,
                                           const char  *feature);

G_END_DECLS
