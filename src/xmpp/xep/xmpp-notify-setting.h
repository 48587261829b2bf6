/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppNotifySetting:
 * @XMPP_NOTIFY_DEFAULT: not said: always for people and private rooms, mentions for public rooms
 * @XMPP_NOTIFY_ALWAYS: all messages
 * @XMPP_NOTIFY_ON_MENTION: only those that mention us
 * @XMPP_NOTIFY_NEVER: none
 *
 * Which messages of a conversation are worth a notification: XEP-0492.
 */
typedef enum {
  XMPP_NOTIFY_DEFAULT,
  XMPP_NOTIFY_ALWAYS,
  XMPP_NOTIFY_ON_MENTION,
  XMPP_NOTIFY_NEVER,
} XmppNotifySetting;

/* @extensions: (nullable): what may hold the <notify/> */
XmppNotifySetting xmpp_notify_setting_read  (XmppElement       *extensions);
/* @extensions: being built. What others have set for other kinds of devices, or beyond what we
 * know, stays */
void              xmpp_notify_setting_write (XmppNotifySetting  self,
                                             XmppElement       *extensions);

G_END_DECLS
