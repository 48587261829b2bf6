/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that changes a password. */
#define G_LOG_DOMAIN "ui-password-change"

#include "ui-password-change.h"

#include "chat-error.h"

#include <glib/gi18n.h>

struct _UiPasswordChange
{
  AdwWindow     parent_instance;

  ChatAccount  *account;
  GCancellable *cancellable;

  GtkWidget    *change;
  GtkWidget    *first;
  GtkWidget    *second;
  GtkWidget    *problem;
};

G_DEFINE_FINAL_TYPE (UiPasswordChange, ui_password_change, ADW_TYPE_WINDOW)

static void
show_problem (UiPasswordChange *self,
              const char       *text)
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
}

static gboolean
is_complete (UiPasswordChange *self)
{
  const char *first = gtk_editable_get_text (GTK_EDITABLE (self->first));
  const char *second = gtk_editable_get_text (GTK_EDITABLE (self->second));

  return first[0] != '\0' && g_str_equal (first, second);
}

static void
changed_cb (UiPasswordChange *self)
{
  const char *first = gtk_editable_get_text (GTK_EDITABLE (self->first));
  const char *second = gtk_editable_get_text (GTK_EDITABLE (self->second));

  gtk_widget_set_sensitive (self->change, is_complete (self));
  show_problem (self, second[0] != '\0' && !g_str_has_prefix (first, second)
                        ? _("The two are not the same.") : NULL);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(UiPasswordChange) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (chat_account_finish (CHAT_ACCOUNT (object), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = chat_error_to_text (error);
  show_problem (self, text);
  gtk_widget_set_sensitive (self->change, is_complete (self));
}

static void
change_cb (UiPasswordChange *self)
{
  if (!is_complete (self))
    return;

  gtk_widget_set_sensitive (self->change, FALSE);
  chat_account_change_password_async (self->account,
                                      gtk_editable_get_text (GTK_EDITABLE (self->first)),
                                      self->cancellable, done_cb, g_object_ref (self));
}

static void
ui_password_change_dispose (GObject *object)
{
  UiPasswordChange *self = UI_PASSWORD_CHANGE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_PASSWORD_CHANGE);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ui_password_change_parent_class)->dispose (object);
}

static void
ui_password_change_finalize (GObject *object)
{
  g_clear_object (&UI_PASSWORD_CHANGE (object)->cancellable);

  G_OBJECT_CLASS (ui_password_change_parent_class)->finalize (object);
}

static void
ui_password_change_class_init (UiPasswordChangeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_password_change_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_password_change_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-password-change.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPasswordChange, change);
  gtk_widget_class_bind_template_child (widget_class, UiPasswordChange, first);
  gtk_widget_class_bind_template_child (widget_class, UiPasswordChange, second);
  gtk_widget_class_bind_template_child (widget_class, UiPasswordChange, problem);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_password_change_init (UiPasswordChange *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
ui_password_change_new (GtkWindow   *parent,
                        ChatAccount *account)
{
  UiPasswordChange *self = g_object_new (UI_TYPE_PASSWORD_CHANGE, "transient-for", parent, NULL);

  self->account = g_object_ref (account);
  gtk_widget_grab_focus (self->first);
  return GTK_WINDOW (self);
}
