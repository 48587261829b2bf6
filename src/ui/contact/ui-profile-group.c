/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a contact says of themselves (vCard, XEP-0054), in the details pane. */
#define G_LOG_DOMAIN "ui-profile-group"

#include "ui-profile-group.h"

#include <glib/gi18n.h>

struct _UiProfileGroup
{
  GtkWidget     parent_instance;

  ChatContact  *contact; /* (nullable) */
  gboolean      loaded;  /* or on its way */
  GCancellable *cancellable;
  GPtrArray    *rows;    /* borrowed: children of @group */

  GtkWidget    *group;
};

G_DEFINE_FINAL_TYPE (UiProfileGroup, ui_profile_group, GTK_TYPE_WIDGET)

/* Whose profile is on its way. */
typedef struct {
  UiProfileGroup *self;
  ChatContact    *contact;
} Load;

static void
load_free (Load *load)
{
  g_object_unref (load->self);
  g_object_unref (load->contact);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, load_free)

static const struct {
  const char *property;
  const char *title;
} fields[] = {
  { "full-name", N_("Full name") },
  { "nickname", N_("Nickname") },
  { "email", N_("Email") },
  { "phone", N_("Phone") },
  { "organization", N_("Organization") },
  { "job-title", N_("Job title") },
  { "birthday", N_("Birthday") },
  { "url", N_("Web page") },
  { "note", N_("Note") },
};

static void
copy_cb (GtkButton      *button,
         UiProfileGroup *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)),
                          adw_action_row_get_subtitle (ADW_ACTION_ROW (row)));
}

static void
add_row (UiProfileGroup *self,
         const char     *title,
         const char     *value)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 8);
  gtk_widget_add_css_class (copy, "flat");
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (copy, _("Copy"));
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  g_ptr_array_add (self->rows, row);
}

static void
clear (UiProfileGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_hide (GTK_WIDGET (self));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Load) load = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatProfile) profile = NULL;
  UiProfileGroup *self = load->self;

  profile = chat_account_load_profile_finish (CHAT_ACCOUNT (object), result, &error);
  if (load->contact != self->contact)
    return;
  if (profile == NULL)
    {
      g_debug ("No profile: %s", error->message);
      self->loaded = FALSE;
      return;
    }

  clear (self);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value = NULL;

      g_object_get (profile, fields[i].property, &value, NULL);
      if (value != NULL && *value != '\0')
        add_row (self, _(fields[i].title), value);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

static void
ui_profile_group_dispose (GObject *object)
{
  UiProfileGroup *self = UI_PROFILE_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->group, gtk_widget_unparent);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (ui_profile_group_parent_class)->dispose (object);
}

static void
ui_profile_group_finalize (GObject *object)
{
  UiProfileGroup *self = UI_PROFILE_GROUP (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (ui_profile_group_parent_class)->finalize (object);
}

static void
ui_profile_group_class_init (UiProfileGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ui_profile_group_dispose;
  object_class->finalize = ui_profile_group_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
ui_profile_group_init (UiProfileGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _("Profile"));
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  gtk_widget_hide (GTK_WIDGET (self));
}

void
ui_profile_group_set_contact (UiProfileGroup *self,
                              ChatAccount    *account,
                              ChatContact    *contact)
{
  Load *load = NULL;

  g_return_if_fail (UI_IS_PROFILE_GROUP (self));

  if (g_set_object (&self->contact, contact))
    {
      g_cancellable_cancel (self->cancellable);
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      self->loaded = FALSE;
      clear (self);
    }
  if (account == NULL || contact == NULL || self->loaded
      || chat_account_get_state (account) != CHAT_ACCOUNT_ONLINE)
    return;

  self->loaded = TRUE;
  load = g_new0 (Load, 1);
  load->self = g_object_ref (self);
  load->contact = g_object_ref (contact);
  chat_account_load_profile_async (account, contact, self->cancellable, loaded_cb, load);
}
