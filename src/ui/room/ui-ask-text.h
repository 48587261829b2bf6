/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A question that is answered with one line. Its signal "response" says "yes" when it was; the text
 * is ui_ask_text_dup(). @label: what the field is called; @text: what stands there first. */
AdwMessageDialog *ui_ask_text_new (GtkWidget        *parent, /* (nullable) */
                                   const char       *heading,
                                   const char       *body,   /* (nullable) */
                                   const char       *label,
                                   const char       *text,   /* (nullable) */
                                   const char       *verb);
char             *ui_ask_text_dup (AdwMessageDialog *dialog) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
