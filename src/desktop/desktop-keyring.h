/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-keyring.h"

G_BEGIN_DECLS

/* Passwords in the Secret Service, or in what libsecret takes for it inside a sandbox. */
#define DESKTOP_TYPE_KEYRING (desktop_keyring_get_type ())
G_DECLARE_FINAL_TYPE (DesktopKeyring, desktop_keyring, DESKTOP, KEYRING, GObject)

DesktopKeyring *desktop_keyring_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
