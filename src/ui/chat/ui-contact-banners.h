/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-contact.h"

G_BEGIN_DECLS

/* What stands over a conversation when there is something to decide: a contact request, or that the
 * contact is blocked. Its buttons are the window's actions "contact.*". */
#define UI_TYPE_CONTACT_BANNERS (ui_contact_banners_get_type ())
G_DECLARE_FINAL_TYPE (UiContactBanners, ui_contact_banners, UI, CONTACT_BANNERS, GtkWidget)

void       ui_contact_banners_set_contact (UiContactBanners *self,
                                           ChatContact      *contact); /* (nullable) */

G_END_DECLS
