/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that invites people into a room. */
#define G_LOG_DOMAIN "ui-invite"

#include "ui-invite.h"

#include "chat-error.h"
#include "ui-people-picker.h"

struct _UiInvite
{
  AdwWindow     parent_instance;

  ChatRoom     *room;
  GCancellable *cancellable;

  GtkWidget    *invite;
  GtkWidget    *picker;
  GtkWidget    *reason;
  GtkWidget    *problem;
};

G_DEFINE_FINAL_TYPE (UiInvite, ui_invite, ADW_TYPE_WINDOW)

static void
changed_cb (UiInvite *self)
{
  gtk_widget_set_sensitive (self->invite,
                            ui_people_picker_get_count (UI_PEOPLE_PICKER (self->picker)) > 0);
}

static void
invited_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiInvite) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (chat_room_finish (CHAT_ROOM (object), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  text = chat_error_to_text (error);
  gtk_label_set_text (GTK_LABEL (self->problem), text);
  gtk_widget_show (self->problem);
  gtk_widget_set_sensitive (self->invite, TRUE);
}

static void
invite_cb (UiInvite *self)
{
  g_auto(GStrv) people = ui_people_picker_dup_chosen (UI_PEOPLE_PICKER (self->picker));
  const char *reason = gtk_editable_get_text (GTK_EDITABLE (self->reason));

  gtk_widget_set_sensitive (self->invite, FALSE);
  chat_room_invite_async (self->room, (const char *const *) people,
                          *reason != '\0' ? reason : NULL, self->cancellable, invited_cb,
                          g_object_ref (self));
}

static void
ui_invite_dispose (GObject *object)
{
  UiInvite *self = UI_INVITE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_INVITE);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (ui_invite_parent_class)->dispose (object);
}

static void
ui_invite_finalize (GObject *object)
{
  g_clear_object (&UI_INVITE (object)->cancellable);

  G_OBJECT_CLASS (ui_invite_parent_class)->finalize (object);
}

static void
ui_invite_class_init (UiInviteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_invite_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_invite_finalize;

  g_type_ensure (UI_TYPE_PEOPLE_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-invite.ui");
  gtk_widget_class_bind_template_child (widget_class, UiInvite, invite);
  gtk_widget_class_bind_template_child (widget_class, UiInvite, picker);
  gtk_widget_class_bind_template_child (widget_class, UiInvite, reason);
  gtk_widget_class_bind_template_child (widget_class, UiInvite, problem);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, invite_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_invite_init (UiInvite *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_invite_new (ChatAccount *account,
               ChatRoom    *room)
{
  UiInvite *self = NULL;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);

  self = g_object_new (UI_TYPE_INVITE, NULL);
  self->room = g_object_ref (room);
  ui_people_picker_set_account (UI_PEOPLE_PICKER (self->picker), account);
  gtk_widget_grab_focus (self->picker);
  return GTK_WIDGET (self);
}
