/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Side bar, content and details beside one another, folded as the width asks. The only file that
 * knows by what widgets.
 *
 * Properties: sidebar, content, details (GtkWidget), folded (bool, read-only: one pane only),
 * show-content (bool: the content is in front while folded), show-details (bool), details-folded
 * (bool, read-only: the details lie over the content). */
#define UI_TYPE_PANES (ui_panes_get_type ())
G_DECLARE_FINAL_TYPE (UiPanes, ui_panes, UI, PANES, GtkWidget)

gboolean ui_panes_get_folded         (UiPanes  *self);
gboolean ui_panes_get_details_folded (UiPanes  *self);
gboolean ui_panes_get_show_content   (UiPanes  *self);
void     ui_panes_set_show_content   (UiPanes  *self,
                                      gboolean  show_content);
gboolean ui_panes_get_show_details   (UiPanes  *self);
void     ui_panes_set_show_details   (UiPanes  *self,
                                      gboolean  show_details);

G_END_DECLS
