/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Sees to it that what was open over a window takes nothing from it any more. Once for the whole
 * program, after gtk_init (). */
void ui_popovers_install (void);

G_END_DECLS
