/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @filled: an ArchiveMessage, filled otherwise; @reading: the XmppMessage that it comes from. With
 * files it is of that kind, and its body is what is said of them. */
void chat_inbox_files_fill (gpointer      filled,
                            gconstpointer reading);

G_END_DECLS
