/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* Makes a new account: a server of the list, one's own, or an invitation; then the server's own
 * form.
 * Signal "done" (ChatAccount, NULL when it was made but cannot sign in yet). */
#define UI_TYPE_REGISTER (ui_register_get_type ())
G_DECLARE_FINAL_TYPE (UiRegister, ui_register, UI, REGISTER, GtkWidget)

void ui_register_set_client     (UiRegister *self,
                                 ChatClient *client,
                                 GSettings  *settings);
/* Fills in an invitation (an "xmpp:" link with a token), or the domain of a server. */
void ui_register_set_invitation (UiRegister *self,
                                 const char *link);
void ui_register_set_server     (UiRegister *self,
                                 const char *domain);
/* Goes on with what is filled in, as the button does. */
void ui_register_submit         (UiRegister *self);
/* Back to the list of servers; FALSE when that is what is shown. */
gboolean ui_register_go_back    (UiRegister *self);
/* Whether something is under way. */
gboolean ui_register_is_busy    (UiRegister *self);

G_END_DECLS
