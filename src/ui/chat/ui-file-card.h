/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "ui-card-view.h"

G_BEGIN_DECLS

/* Fills @card with what @file holds, a contact or a calendar, as soon as that is read */
void ui_file_card_fill (UiCardView *card,
                        ChatFile   *file);

G_END_DECLS
