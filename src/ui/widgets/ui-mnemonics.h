/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Sees to what screen readers call buttons that have a mnemonic. Once for the whole program, after
 * gtk_init (). */
void ui_mnemonics_install (void);

G_END_DECLS
