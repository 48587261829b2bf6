/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * XmppSkeletons:
 *
 * What makes of names that people take for one another the same text: UTS #39.
 */
typedef struct _XmppSkeletons XmppSkeletons;

XmppSkeletons *xmpp_skeletons_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void           xmpp_skeletons_free (XmppSkeletons *self);
char          *xmpp_skeletons_make (XmppSkeletons *self,
                                    const char    *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppSkeletons, xmpp_skeletons_free)

G_END_DECLS
