/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Around a list: Tab goes into it and out of it again, the arrow keys from row to row. Within a row
 * Tab goes through what can be pressed there. GTK 4.8 by itself stops at every row. */
#define UI_TYPE_TAB_STOP (ui_tab_stop_get_type ())

G_DECLARE_FINAL_TYPE (UiTabStop, ui_tab_stop, UI, TAB_STOP, AdwBin)

G_END_DECLS
