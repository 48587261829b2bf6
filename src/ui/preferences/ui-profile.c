/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that edits one's own profile. */
#define G_LOG_DOMAIN "ui-profile"

#include "ui-profile.h"

#include "chat-error.h"

#include <glib/gi18n.h>

static const struct {
  const char      *property; /* of ChatProfile */
  const char      *title;
  GtkInputPurpose  purpose;
} fields[] = {
  { "full-name", N_("Name"), GTK_INPUT_PURPOSE_NAME },
  { "nickname", N_("Nickname"), GTK_INPUT_PURPOSE_FREE_FORM },
  { "email", N_("E-mail"), GTK_INPUT_PURPOSE_EMAIL },
  { "phone", N_("Telephone"), GTK_INPUT_PURPOSE_PHONE },
  { "organization", N_("Organisation"), GTK_INPUT_PURPOSE_FREE_FORM },
  { "job-title", N_("What you do there"), GTK_INPUT_PURPOSE_FREE_FORM },
  { "birthday", N_("Birthday"), GTK_INPUT_PURPOSE_FREE_FORM },
  { "url", N_("Web page"), GTK_INPUT_PURPOSE_URL },
  { "note", N_("About you"), GTK_INPUT_PURPOSE_FREE_FORM },
};

struct _UiProfile
{
  AdwWindow     parent_instance;

  ChatAccount  *account;
  ChatProfile  *profile; /* (nullable) until it was loaded */
  GCancellable *cancellable;
  GtkWidget    *entries[G_N_ELEMENTS (fields)];

  GtkWidget    *save;
  GtkWidget    *stack;
  GtkWidget    *failed;
  GtkWidget    *rows;
  GtkWidget    *problem;
};

G_DEFINE_FINAL_TYPE (UiProfile, ui_profile, ADW_TYPE_WINDOW)

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(UiProfile) self = user_data;
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
  gtk_label_set_text (GTK_LABEL (self->problem), text);
  gtk_widget_set_visible (self->problem, TRUE);
  gtk_widget_set_sensitive (self->save, TRUE);
}

static void
save_cb (UiProfile *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entries[i]));

      g_object_set (self->profile, fields[i].property, text[0] != '\0' ? text : NULL, NULL);
    }

  gtk_widget_set_sensitive (self->save, FALSE);
  gtk_widget_set_visible (self->problem, FALSE);
  chat_account_save_profile_async (self->account, self->profile, self->cancellable, saved_cb,
                                   g_object_ref (self));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiProfile) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL, *plain = NULL;

  self->profile = chat_account_load_profile_finish (CHAT_ACCOUNT (object), result, &error);
  if (self->profile == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
      text = chat_error_to_text (error);
      plain = g_markup_escape_text (text, -1);
      adw_status_page_set_description (ADW_STATUS_PAGE (self->failed), plain);
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "failed");
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value = NULL;

      g_object_get (self->profile, fields[i].property, &value, NULL);
      gtk_editable_set_text (GTK_EDITABLE (self->entries[i]), value != NULL ? value : "");
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "form");
  gtk_widget_set_sensitive (self->save, TRUE);
  gtk_widget_grab_focus (self->entries[0]);
}

static void
ui_profile_dispose (GObject *object)
{
  UiProfile *self = UI_PROFILE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_PROFILE);
  g_clear_object (&self->profile);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ui_profile_parent_class)->dispose (object);
}

static void
ui_profile_finalize (GObject *object)
{
  g_clear_object (&UI_PROFILE (object)->cancellable);

  G_OBJECT_CLASS (ui_profile_parent_class)->finalize (object);
}

static void
ui_profile_class_init (UiProfileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_profile_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_profile_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/im/charla/Charla/ui/ui-profile.ui");
  gtk_widget_class_bind_template_child (widget_class, UiProfile, save);
  gtk_widget_class_bind_template_child (widget_class, UiProfile, stack);
  gtk_widget_class_bind_template_child (widget_class, UiProfile, failed);
  gtk_widget_class_bind_template_child (widget_class, UiProfile, rows);
  gtk_widget_class_bind_template_child (widget_class, UiProfile, problem);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_profile_init (UiProfile *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      self->entries[i] = adw_entry_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entries[i]), _(fields[i].title));
      adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->entries[i]), fields[i].purpose);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->rows), self->entries[i]);
    }
}

GtkWindow *
ui_profile_new (GtkWindow   *parent,
                ChatAccount *account)
{
  UiProfile *self = g_object_new (UI_TYPE_PROFILE, "transient-for", parent, NULL);

  self->account = g_object_ref (account);
  chat_account_load_profile_async (account, NULL, self->cancellable, loaded_cb,
                                   g_object_ref (self));
  return GTK_WINDOW (self);
}
