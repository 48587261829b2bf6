/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-file.h"
#include "xmpp-jingle-types.h"

G_BEGIN_DECLS

#define XMPP_TYPE_JINGLE_FILE (xmpp_jingle_file_get_type ())
G_DECLARE_FINAL_TYPE (XmppJingleFile, xmpp_jingle_file, XMPP, JINGLE_FILE, GObject)

/* One file on its way from one to the other. Made by XmppJingleFiles.
 * Properties: "state" (XmppJingleFileState, int) and "transferred" (gint64), notify on change, the
 * latter a few times a second.
 * Signals: "whole": after xmpp_jingle_file_hold(): all of it came, and is right; the other side
 * hears so after xmpp_jingle_file_conclude().
 * "ended" (const GError *error, nullable): the state is DONE or FAILED; once, and the last
 * that is heard but for "unheard". The streams are closed by then, whatever happened.
 * "unheard": the other side was told of the end, and knows nothing of the file, or is not there */
XmppAddress         *xmpp_jingle_file_get_peer        (XmppJingleFile *self); /* full; borrowed */
gboolean             xmpp_jingle_file_is_incoming     (XmppJingleFile *self);
/* What is said of it; nothing of an incoming one is known to be so. Its size is never -1 */
const XmppFile      *xmpp_jingle_file_get_file        (XmppJingleFile *self);
/* (nullable): the same whenever the same is offered again; of its sender alone */
const char          *xmpp_jingle_file_get_offer_id    (XmppJingleFile *self);
/* Whether the other side can begin in the middle */
gboolean             xmpp_jingle_file_can_resume      (XmppJingleFile *self);
XmppJingleFileState  xmpp_jingle_file_get_state       (XmppJingleFile *self);
/* "ended" was told of, or is about to */
gboolean             xmpp_jingle_file_is_ending       (XmppJingleFile *self);
XmppJingleWay        xmpp_jingle_file_get_way         (XmppJingleFile *self);
/* How much of the file is over, with what was there before */
gint64               xmpp_jingle_file_get_transferred (XmppJingleFile *self);
const GError        *xmpp_jingle_file_get_error       (XmppJingleFile *self); /* (nullable) */
/* Once it is done: whether the other side's hash was compared with that of all of it */
gboolean             xmpp_jingle_file_is_verified     (XmppJingleFile *self);

/* The person wants the file; only while it is OFFERED and incoming. @sink is written to and closed.
 * It is no file under its final name: what comes is known to be right at DONE alone. To go on with
 * what is there, where xmpp_jingle_file_can_resume(): @offset bytes, which are read from @before
 * for the hash, and @sink stands behind them. Otherwise 0 and NULL */
void                 xmpp_jingle_file_accept          (XmppJingleFile *self,
                                                       GOutputStream  *sink,
                                                       gint64          offset,
                                                       GInputStream   *before); /* (nullable) */
/* An incoming one, before it is accepted: see "whole" */
void                 xmpp_jingle_file_hold            (XmppJingleFile *self);
/* What is "whole" is put away, or @error says why not; what is OFFERED and incoming is here
 * already. Nothing happens where it is over */
void                 xmpp_jingle_file_conclude        (XmppJingleFile *self,
                                                       const GError   *error); /* (nullable) */
/* The person does not want it: while it is OFFERED */
void                 xmpp_jingle_file_decline         (XmppJingleFile *self);
/* At any time, either side; FAILED with CANCELLED */
void                 xmpp_jingle_file_cancel          (XmppJingleFile *self);

G_END_DECLS
