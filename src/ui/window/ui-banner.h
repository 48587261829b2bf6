/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  UI_BANNER_NEUTRAL,
  UI_BANNER_WARNING,
  UI_BANNER_ERROR,
} UiBannerKind;

/* A strip that says one thing and offers one verb, rarely another one before it. Properties: title,
 * button-label (nullable: none), revealed. Signals "clicked", "other-clicked". */
#define UI_TYPE_BANNER (ui_banner_get_type ())
G_DECLARE_FINAL_TYPE (UiBanner, ui_banner, UI, BANNER, GtkWidget)

GtkWidget  *ui_banner_new              (void);
const char *ui_banner_get_title        (UiBanner     *self);
void        ui_banner_set_title        (UiBanner     *self,
                                        const char   *title); /* plain text */
void        ui_banner_set_button_label (UiBanner     *self,
                                        const char   *label); /* (nullable), with mnemonic */
void        ui_banner_set_other_label  (UiBanner     *self,
                                        const char   *label); /* (nullable), with mnemonic */
gboolean    ui_banner_get_revealed     (UiBanner     *self);
void        ui_banner_set_revealed     (UiBanner     *self,
                                        gboolean      revealed);
void        ui_banner_set_kind         (UiBanner     *self,
                                        UiBannerKind  kind);

G_END_DECLS
