/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* What was negotiated with a server, as rows of an expander. */
#define UI_TYPE_ACCOUNT_FACTS (ui_account_facts_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountFacts, ui_account_facts, UI, ACCOUNT_FACTS, GObject)

/* @expander: held weakly */
UiAccountFacts *ui_account_facts_new    (ChatAccount    *account,
                                         AdwExpanderRow *expander) G_GNUC_WARN_UNUSED_RESULT;
void            ui_account_facts_update (UiAccountFacts *self);

G_END_DECLS
