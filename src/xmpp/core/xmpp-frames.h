/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-reader.h"

G_BEGIN_DECLS

/**
 * XmppFrames:
 *
 * Reads a stream whose elements come one a message, in slices as #XmppReader does.
 */
typedef struct _XmppFrames XmppFrames;

XmppFrames *xmpp_frames_new         (const XmppReaderFuncs *funcs,
                                     gpointer               user_data) G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_frames_free        (XmppFrames            *self);

void        xmpp_frames_push        (XmppFrames            *self,
                                     GBytes                *message);
void        xmpp_frames_fail        (XmppFrames            *self,
                                     const GError          *error);
void        xmpp_frames_set_running (XmppFrames            *self,
                                     gboolean               running);
void        xmpp_frames_set_trusted (XmppFrames            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppFrames, xmpp_frames_free)

G_END_DECLS
