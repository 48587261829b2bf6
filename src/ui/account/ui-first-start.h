/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* Signs in or makes an account: the window's content while there is none, and the dialog that adds
 * another. Signal "done" (ChatAccount, nullable). */
#define UI_TYPE_FIRST_START (ui_first_start_get_type ())
G_DECLARE_FINAL_TYPE (UiFirstStart, ui_first_start, UI, FIRST_START, GtkWidget)

void ui_first_start_set_client     (UiFirstStart *self,
                                    ChatClient   *client,
                                    GSettings    *settings);
/* An invitation is known by its link. */
void ui_first_start_set_invitation (UiFirstStart *self,
                                    const char   *link);

/* Whether an account is being tried or made, which may come to nothing. */
gboolean ui_first_start_is_busy    (UiFirstStart *self);

G_END_DECLS
