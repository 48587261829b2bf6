/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"

G_BEGIN_DECLS

/* Tells the person of what arrives, through the desktop's notifications: one bubble a conversation,
 * gone once it was read. Signals: "open" (ChatConversation): the person wants to see it;
 * "open-requests" (ChatAccount): the contact requests. Properties (bool): messages, requests: tell
 * of them; show-text: say what was written; sound. */
#define DESKTOP_TYPE_NOTIFIER (desktop_notifier_get_type ())
G_DECLARE_FINAL_TYPE (DesktopNotifier, desktop_notifier, DESKTOP, NOTIFIER, GObject)

DesktopNotifier *desktop_notifier_new (ChatClient *client) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
