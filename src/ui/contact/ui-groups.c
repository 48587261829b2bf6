/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that says in which groups a contact is. */
#define G_LOG_DOMAIN "ui-groups"

#include "ui-groups.h"

#include "chat-error.h"

#include <glib/gi18n.h>

#define MAX_GROUP_CHARS 100

struct _UiGroups
{
  AdwWindow     parent_instance;

  ChatAccount  *account;
  ChatContact  *contact;
  GHashTable   *checks; /* borrowed GtkCheckButton, by owned name of the group */
  GCancellable *cancellable;

  GtkWidget    *page;
  GtkWidget    *save;
  GtkWidget    *list;
  GtkWidget    *new_group;
  GtkWidget    *problem;
};

G_DEFINE_FINAL_TYPE (UiGroups, ui_groups, ADW_TYPE_WINDOW)

static void
add_group (UiGroups   *self,
           const char *name,
           gboolean    active)
{
  GtkWidget *check = g_hash_table_lookup (self->checks, name);
  GtkWidget *row = NULL;

  if (check == NULL)
    {
      check = gtk_check_button_new ();
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->list), row);
      g_hash_table_insert (self->checks, g_strdup (name), check);
    }
  if (active)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* All groups of the account, with those of the contact checked. */
static void
add_groups (UiGroups *self)
{
  GListModel *model = chat_account_get_contacts (self->account);
  const char *const *own = chat_contact_get_groups (self->contact);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  g_autoptr(GPtrArray) contacts = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      ChatContact *contact = g_list_model_get_item (model, i);
      const char *const *groups = chat_contact_get_groups (contact);

      g_ptr_array_add (contacts, contact); /* keeps the names */
      for (gsize j = 0; groups != NULL && groups[j] != NULL; j++)
        g_hash_table_add (names, (gpointer) groups[j]);
    }
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (order, name);
  g_ptr_array_sort (order, compare_names);

  for (guint i = 0; i < order->len; i++)
    add_group (self, order->pdata[i], FALSE);
  for (gsize i = 0; own != NULL && own[i] != NULL; i++)
    add_group (self, own[i], TRUE);
  gtk_widget_set_visible (self->list, order->len > 0);
}

static void
new_group_cb (UiGroups *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->new_group));
  glong length = MIN (g_utf8_strlen (text, -1), MAX_GROUP_CHARS);
  g_autofree char *name = g_strstrip (g_utf8_substring (text, 0, length));

  if (*name == '\0')
    return;

  add_group (self, name, TRUE);
  gtk_widget_show (self->list);
  gtk_editable_set_text (GTK_EDITABLE (self->new_group), "");
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(UiGroups) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (chat_account_finish (CHAT_ACCOUNT (object), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  text = chat_error_to_text (error);
  gtk_label_set_text (GTK_LABEL (self->problem), text);
  gtk_widget_show (self->problem);
  gtk_widget_set_sensitive (self->save, TRUE);
}

static void
save_cb (UiGroups *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) groups = NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer check;

  new_group_cb (self); /* what was typed and not yet added is meant */
  g_hash_table_iter_init (&iter, self->checks);
  while (g_hash_table_iter_next (&iter, &name, &check))
    {
      if (gtk_check_button_get_active (check))
        g_strv_builder_add (builder, name);
    }
  groups = g_strv_builder_end (builder);

  gtk_widget_set_sensitive (self->save, FALSE);
  chat_account_set_contact_async (self->account, self->contact,
                                  chat_contact_get_given_name (self->contact),
                                  (const char *const *) groups, self->cancellable,
                                  saved_cb, g_object_ref (self));
}

static void
ui_groups_dispose (GObject *object)
{
  UiGroups *self = UI_GROUPS (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_GROUPS);
  g_clear_object (&self->account);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (ui_groups_parent_class)->dispose (object);
}

static void
ui_groups_finalize (GObject *object)
{
  UiGroups *self = UI_GROUPS (object);

  g_hash_table_unref (self->checks);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (ui_groups_parent_class)->finalize (object);
}

static void
ui_groups_class_init (UiGroupsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_groups_dispose;
  object_class->finalize = ui_groups_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-groups.ui");
  gtk_widget_class_bind_template_child (widget_class, UiGroups, page);
  gtk_widget_class_bind_template_child (widget_class, UiGroups, save);
  gtk_widget_class_bind_template_child (widget_class, UiGroups, list);
  gtk_widget_class_bind_template_child (widget_class, UiGroups, new_group);
  gtk_widget_class_bind_template_child (widget_class, UiGroups, problem);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_group_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_groups_init (UiGroups *self)
{
  self->checks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_groups_new (ChatAccount *account,
               ChatContact *contact)
{
  UiGroups *self = NULL;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (CHAT_IS_CONTACT (contact), NULL);

  self = g_object_new (UI_TYPE_GROUPS, NULL);
  self->account = g_object_ref (account);
  self->contact = g_object_ref (contact);
  add_groups (self);
  gtk_widget_child_focus (self->page, GTK_DIR_TAB_FORWARD); /* the first group, else a new one */
  return GTK_WIDGET (self);
}
