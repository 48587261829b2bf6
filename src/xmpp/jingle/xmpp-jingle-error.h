/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * XmppJingleError:
 * @XMPP_JINGLE_ERROR_DECLINED: the other side does not want the file
 * @XMPP_JINGLE_ERROR_CANCELLED: it was given up here
 * @XMPP_JINGLE_ERROR_CANCELLED_BY_PEER: the other side has given it up
 * @XMPP_JINGLE_ERROR_BUSY: too much goes on at the same time, here or there
 * @XMPP_JINGLE_ERROR_GONE: the other side, or our own session, went offline
 * @XMPP_JINGLE_ERROR_UNSUPPORTED: the other side cannot do it, or not like that
 * @XMPP_JINGLE_ERROR_NO_WAY: no connection came about
 * @XMPP_JINGLE_ERROR_TIMEOUT: nothing happened for too long
 * @XMPP_JINGLE_ERROR_TOO_LARGE: more came than was announced
 * @XMPP_JINGLE_ERROR_INCOMPLETE: it ended before everything was there; it may be resumed
 * @XMPP_JINGLE_ERROR_WRONG_HASH: what came is not the file that was announced
 * @XMPP_JINGLE_ERROR_CHANGED: the file that is sent is no longer what was announced
 * @XMPP_JINGLE_ERROR_MALFORMED: the other side does not keep to the protocol
 * @XMPP_JINGLE_ERROR_FAILED: another reason of the other side's
 *
 * Why a file did not get from one to the other. What goes wrong with the streams here (a full disk)
 * is an error of theirs.
 */
typedef enum {
  XMPP_JINGLE_ERROR_DECLINED,
  XMPP_JINGLE_ERROR_CANCELLED,
  XMPP_JINGLE_ERROR_CANCELLED_BY_PEER,
  XMPP_JINGLE_ERROR_BUSY,
  XMPP_JINGLE_ERROR_GONE,
  XMPP_JINGLE_ERROR_UNSUPPORTED,
  XMPP_JINGLE_ERROR_NO_WAY,
  XMPP_JINGLE_ERROR_TIMEOUT,
  XMPP_JINGLE_ERROR_TOO_LARGE,
  XMPP_JINGLE_ERROR_INCOMPLETE,
  XMPP_JINGLE_ERROR_WRONG_HASH,
  XMPP_JINGLE_ERROR_CHANGED,
  XMPP_JINGLE_ERROR_MALFORMED,
  XMPP_JINGLE_ERROR_FAILED,
} XmppJingleError;

#define XMPP_JINGLE_ERROR (xmpp_jingle_error_quark ())
GQuark xmpp_jingle_error_quark (void);

G_END_DECLS
