/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the main window; ui-shortcut-page.c lists them for people. */
#define G_LOG_DOMAIN "ui-window-keys"

#include "ui-window-keys.h"

void
ui_window_keys_install (GtkWidgetClass *widget_class)
{
  static const struct {
    guint            key;
    GdkModifierType  modifiers;
    const char      *action;
    int              step; /* 0: no target */
  } keys[] = {
    { GDK_KEY_k, GDK_CONTROL_MASK, "win.search", 0 },
    { GDK_KEY_k, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.toggle-view", 0 },
    { GDK_KEY_f, GDK_CONTROL_MASK, "win.find", 0 },
    { GDK_KEY_n, GDK_CONTROL_MASK, "win.new-chat", 0 },
    { GDK_KEY_w, GDK_CONTROL_MASK, "window.close", 0 },
    { GDK_KEY_F9, 0, "win.details", 0 },
    { GDK_KEY_Escape, 0, "win.back", 0 },
    { GDK_KEY_question, GDK_CONTROL_MASK, "win.shortcuts", 0 },
    { GDK_KEY_question, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.shortcuts", 0 },
    { GDK_KEY_Page_Down, GDK_CONTROL_MASK, "win.step", 1 },
    { GDK_KEY_Page_Up, GDK_CONTROL_MASK, "win.step", -1 },
    { GDK_KEY_Down, GDK_ALT_MASK, "win.step", 1 },
    { GDK_KEY_Up, GDK_ALT_MASK, "win.step", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers,
                                         keys[i].action, keys[i].step != 0 ? "i" : NULL,
                                         keys[i].step);
  for (int n = 1; n <= 9; n++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + (guint) n, GDK_ALT_MASK,
                                         "win.nth-chat", "i", n);
  for (int n = 1; n <= 9; n++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + (guint) n, GDK_CONTROL_MASK,
                                         "space.nth", "i", n - 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_comma, GDK_CONTROL_MASK,
                                       "win.preferences", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_x, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "account.console", "s", "");
}
