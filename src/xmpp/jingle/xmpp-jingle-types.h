/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-jingle-error.h"

G_BEGIN_DECLS

/**
 * XmppJingleFileState:
 * @XMPP_JINGLE_FILE_OFFERED: the person here, or there, is to say yes or no
 * @XMPP_JINGLE_FILE_CONNECTING: they said yes; a way is looked for
 * @XMPP_JINGLE_FILE_RUNNING: bytes go over
 * @XMPP_JINGLE_FILE_CHECKING: all bytes are sent or have come; the other side's last word is
 *   awaited
 * @XMPP_JINGLE_FILE_DONE: the file is there, and, where there was a hash, it is the right one
 * @XMPP_JINGLE_FILE_FAILED: "ended" says why
 */
typedef enum {
  XMPP_JINGLE_FILE_OFFERED,
  XMPP_JINGLE_FILE_CONNECTING,
  XMPP_JINGLE_FILE_RUNNING,
  XMPP_JINGLE_FILE_CHECKING,
  XMPP_JINGLE_FILE_DONE,
  XMPP_JINGLE_FILE_FAILED,
} XmppJingleFileState;

/**
 * XmppJingleWay:
 * @XMPP_JINGLE_WAY_NONE: none yet
 * @XMPP_JINGLE_WAY_DIRECT: straight from one to the other
 * @XMPP_JINGLE_WAY_PROXY: through a server's proxy
 * @XMPP_JINGLE_WAY_IN_BAND: in stanzas
 *
 * How the bytes go.
 */
typedef enum {
  XMPP_JINGLE_WAY_NONE,
  XMPP_JINGLE_WAY_DIRECT,
  XMPP_JINGLE_WAY_PROXY,
  XMPP_JINGLE_WAY_IN_BAND,
} XmppJingleWay;

G_END_DECLS
