/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a person says of themselves (vCard). String properties, all nullable and writable:
 * full-name, nickname, email, phone, organization, job-title, birthday, url, note. */
#define CHAT_TYPE_PROFILE (chat_profile_get_type ())
G_DECLARE_FINAL_TYPE (ChatProfile, chat_profile, CHAT, PROFILE, GObject)

ChatProfile *chat_profile_new (void)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
