/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* The choice of whose messages the server keeps. It shows itself once the server has said what
 * holds, and not at all where there is no such choice. Signal: "error" (const char *text). */
#define UI_TYPE_ARCHIVE_ROW (ui_archive_row_get_type ())
G_DECLARE_FINAL_TYPE (UiArchiveRow, ui_archive_row, UI, ARCHIVE_ROW, AdwComboRow)

void ui_archive_row_set_account (UiArchiveRow *self,
                                 ChatAccount  *account);

G_END_DECLS
