/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a room, as its server asks for them; or what it asks of who wants to be a
 * member. */
#define G_LOG_DOMAIN "ui-room-settings"

#include "ui-room-settings.h"

#include "chat-error.h"
#include "ui-form-view.h"

#include <glib/gi18n.h>

struct _UiRoomSettings
{
  AdwWindow     parent_instance;

  ChatRoom     *room;
  GCancellable *cancellable;
  gboolean      is_registration;

  GtkWidget    *save;
  GtkWidget    *spinner;
  GtkWidget    *problem;
  GtkWidget    *form;
};

G_DEFINE_FINAL_TYPE (UiRoomSettings, ui_room_settings, ADW_TYPE_WINDOW)

static guint sent_signal;

static void
changed_cb (UiRoomSettings *self)
{
  UiFormView *view = UI_FORM_VIEW (self->form);

  gtk_widget_set_sensitive (self->save, ui_form_view_get_form (view) != NULL
                                        && ui_form_view_get_complete (view));
}

static void
finish (UiRoomSettings *self,
        const GError   *error) /* (nullable) */
{
  g_autofree char *text = error != NULL ? chat_error_to_text (error) : NULL;

  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), FALSE);
  gtk_widget_set_sensitive (self->form, TRUE);
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  changed_cb (self);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiRoomSettings) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatForm) form =
    self->is_registration ? chat_room_load_registration_finish (CHAT_ROOM (object), result, &error)
                          : chat_room_load_config_finish (CHAT_ROOM (object), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (form != NULL)
    ui_form_view_set_form (UI_FORM_VIEW (self->form), form);
  finish (self, error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(UiRoomSettings) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean saved = chat_room_finish (CHAT_ROOM (object), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (!saved)
    {
      finish (self, error);
      return;
    }

  g_signal_emit (self, sent_signal, 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_cb (UiRoomSettings *self)
{
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), TRUE);
  gtk_widget_set_sensitive (self->save, FALSE);
  gtk_widget_set_sensitive (self->form, FALSE);
  if (self->is_registration)
    chat_room_send_registration_async (self->room,
                                       ui_form_view_get_form (UI_FORM_VIEW (self->form)),
                                       self->cancellable, saved_cb, g_object_ref (self));
  else
    chat_room_save_config_async (self->room, ui_form_view_get_form (UI_FORM_VIEW (self->form)),
                                 self->cancellable, saved_cb, g_object_ref (self));
}

static void
ui_room_settings_dispose (GObject *object)
{
  UiRoomSettings *self = UI_ROOM_SETTINGS (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_ROOM_SETTINGS);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (ui_room_settings_parent_class)->dispose (object);
}

static void
ui_room_settings_finalize (GObject *object)
{
  g_clear_object (&UI_ROOM_SETTINGS (object)->cancellable);

  G_OBJECT_CLASS (ui_room_settings_parent_class)->finalize (object);
}

static void
ui_room_settings_class_init (UiRoomSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_room_settings_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_room_settings_finalize;

  sent_signal = g_signal_new ("sent", UI_TYPE_ROOM_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_FORM_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-room-settings.ui");
  gtk_widget_class_bind_template_child (widget_class, UiRoomSettings, save);
  gtk_widget_class_bind_template_child (widget_class, UiRoomSettings, spinner);
  gtk_widget_class_bind_template_child (widget_class, UiRoomSettings, problem);
  gtk_widget_class_bind_template_child (widget_class, UiRoomSettings, form);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_room_settings_init (UiRoomSettings *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_room_settings_new (ChatRoom *room)
{
  UiRoomSettings *self = NULL;

  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);

  self = g_object_new (UI_TYPE_ROOM_SETTINGS, NULL);
  self->room = g_object_ref (room);
  chat_room_load_config_async (room, self->cancellable, loaded_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}

GtkWidget *
ui_room_settings_new_registration (ChatRoom *room)
{
  UiRoomSettings *self = NULL;

  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);

  self = g_object_new (UI_TYPE_ROOM_SETTINGS, "title", _("Become a member"), NULL);
  self->is_registration = TRUE;
  self->room = g_object_ref (room);
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 400);
  gtk_button_set_label (GTK_BUTTON (self->save), _("_Send"));
  chat_room_load_registration_async (room, self->cancellable, loaded_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
