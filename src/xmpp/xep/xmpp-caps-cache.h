/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-disco-info.h"
#include "xmpp-presence-info.h"

G_BEGIN_DECLS

/**
 * XmppCapsCache:
 *
 * What hashes stand for; the ones that were used last stay.
 */
typedef struct _XmppCapsCache XmppCapsCache;

XmppCapsCache *xmpp_caps_cache_new     (void) G_GNUC_WARN_UNUSED_RESULT;
void           xmpp_caps_cache_free    (XmppCapsCache *self);
void           xmpp_caps_cache_put     (XmppCapsCache *self,
                                        const char    *key,
                                        XmppDiscoInfo *info);
XmppDiscoInfo *xmpp_caps_cache_get     (XmppCapsCache *self,
                                        const char    *key); /* borrowed */

/* Keys name a kind of hash, its algorithm and its value: "caps2:sha-256:…" */
char          *xmpp_caps_key_new       (XmppPresenceInfo *info) G_GNUC_WARN_UNUSED_RESULT;
char          *xmpp_caps_key_make_node (const char       *key,
                                        const char       *caps_node) G_GNUC_WARN_UNUSED_RESULT;
gboolean       xmpp_caps_key_matches   (const char       *key,
                                        XmppDiscoInfo    *info); /* (nullable) */

G_END_DECLS
