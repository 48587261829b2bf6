/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses people: contacts, and other addresses. */
#define G_LOG_DOMAIN "ui-people-picker"

#include "ui-people-picker.h"

#include "ui-address.h"
#include "ui-check-row.h"
#include "ui-contact-row.h"
#include "ui-live-list.h"
#include "ui-match.h"
#include "ui-tab-stop.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiPeoplePicker
{
  GtkWidget    parent_instance;

  ChatAccount *account; /* (nullable) */
  GHashTable  *chosen;  /* owned bare addresses */
  UiLiveList  *list;    /* of ChatContact */
  GPtrArray   *bound;   /* borrowed GtkListItem that are shown now */

  GtkWidget   *entry;
  GtkWidget   *problem;
  GtkWidget   *view;
};

G_DEFINE_FINAL_TYPE (UiPeoplePicker, ui_people_picker, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return g_utf8_collate (chat_contact_get_name (*(ChatContact *const *) a),
                         chat_contact_get_name (*(ChatContact *const *) b));
}

/* Everybody in the list, and those who were typed, as long as they are chosen. */
static void
changed_cb (UiPeoplePicker *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *address = ui_address_parse (text);
  g_autoptr(UiMatch) match = ui_match_new (text);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GListModel *contacts = NULL;
  GHashTableIter iter;
  gpointer key;

  if (self->account == NULL)
    return;

  contacts = chat_account_get_contacts (self->account);
  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (contacts, i);

      if (!chat_contact_get_in_list (contact) || !ui_match_contact (match, contact))
        continue;
      g_hash_table_add (seen, (gpointer) chat_contact_get_address (contact));
      g_ptr_array_add (found, g_steal_pointer (&contact));
    }
  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      ChatContact *contact = chat_account_get_contact (self->account, key);

      if (contact != NULL && ui_match_contact (match, contact)
          && g_hash_table_add (seen, (gpointer) chat_contact_get_address (contact)))
        g_ptr_array_add (found, g_object_ref (contact));
    }
  g_ptr_array_sort (found, compare);
  if (address != NULL && !g_hash_table_contains (seen, address))
    {
      ChatContact *contact = chat_account_get_contact (self->account, address);

      if (contact != NULL)
        g_ptr_array_insert (found, 0, g_object_ref (contact));
    }

  gtk_label_set_text (GTK_LABEL (self->problem),
                      match != NULL ? _("No contact has this name. You can type any address.")
                                    : _("No contacts yet. You can type any address."));
  gtk_widget_set_visible (self->problem, found->len == 0);
  ui_live_list_take_items (self->list, g_steal_pointer (&found));
}

static void
show_chosen (UiPeoplePicker *self,
             GtkListItem    *item)
{
  ChatContact *contact = gtk_list_item_get_item (item);

  ui_check_row_set_chosen (gtk_list_item_get_child (item), chat_contact_get_name (contact),
                           g_hash_table_contains (self->chosen,
                                                  chat_contact_get_address (contact)), NULL);
}

static void
toggle (UiPeoplePicker *self,
        ChatContact    *contact)
{
  const char *address = chat_contact_get_address (contact);

  if (!g_hash_table_remove (self->chosen, address))
    g_hash_table_add (self->chosen, g_strdup (address));
  for (guint i = 0; i < self->bound->len; i++)
    show_chosen (self, self->bound->pdata[i]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
activate_cb (GtkListView    *view,
             guint           position,
             UiPeoplePicker *self)
{
  ChatContact *contact = ui_live_list_peek (self->list, position);

  if (contact != NULL)
    toggle (self, contact);
}

/* Enter takes the first one, and the next name can be typed. */
static void
activate_first_cb (UiPeoplePicker *self)
{
  ChatContact *contact = NULL;

  changed_cb (self);
  contact = ui_live_list_peek (self->list, 0);
  if (contact == NULL || *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0')
    return;

  toggle (self, contact);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  changed_cb (self);
}

/* An empty search takes Escape, which is to close the dialog. */
static void
stop_cb (UiPeoplePicker *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "window.close", NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          UiPeoplePicker           *self)
{
  gtk_list_item_set_child (item, ui_check_row_new (ui_contact_row_new ()));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         UiPeoplePicker           *self)
{
  GtkWidget *row = ui_check_row_get_content (gtk_list_item_get_child (item));

  ui_contact_row_set_contact (UI_CONTACT_ROW (row), gtk_list_item_get_item (item));
  g_ptr_array_add (self->bound, item);
  show_chosen (self, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           UiPeoplePicker           *self)
{
  GtkWidget *row = ui_check_row_get_content (gtk_list_item_get_child (item));

  g_ptr_array_remove_fast (self->bound, item);
  ui_contact_row_set_contact (UI_CONTACT_ROW (row), NULL);
}

static gboolean
ui_people_picker_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (UI_PEOPLE_PICKER (widget)->entry);
}

static void
ui_people_picker_dispose (GObject *object)
{
  UiPeoplePicker *self = UI_PEOPLE_PICKER (object);

  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_PEOPLE_PICKER);
  g_clear_object (&self->list);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ui_people_picker_parent_class)->dispose (object);
}

static void
ui_people_picker_finalize (GObject *object)
{
  UiPeoplePicker *self = UI_PEOPLE_PICKER (object);

  g_hash_table_unref (self->chosen);
  g_ptr_array_unref (self->bound);

  G_OBJECT_CLASS (ui_people_picker_parent_class)->finalize (object);
}

static void
ui_people_picker_class_init (UiPeoplePickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_people_picker_dispose;
  object_class->finalize = ui_people_picker_finalize;
  widget_class->grab_focus = ui_people_picker_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-people-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPeoplePicker, entry);
  gtk_widget_class_bind_template_child (widget_class, UiPeoplePicker, problem);
  gtk_widget_class_bind_template_child (widget_class, UiPeoplePicker, view);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_first_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
ui_people_picker_init (UiPeoplePicker *self)
{
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->bound = g_ptr_array_new ();
  self->list = ui_live_list_new (CHAT_TYPE_CONTACT);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), GTK_SELECTION_MODEL (self->list));
}

void
ui_people_picker_set_account (UiPeoplePicker *self,
                              ChatAccount    *account)
{
  g_return_if_fail (UI_IS_PEOPLE_PICKER (self));

  if (!g_set_object (&self->account, account))
    return;

  g_hash_table_remove_all (self->chosen);
  changed_cb (self);
}

guint
ui_people_picker_get_count (UiPeoplePicker *self)
{
  g_return_val_if_fail (UI_IS_PEOPLE_PICKER (self), 0);

  return g_hash_table_size (self->chosen);
}

GStrv
ui_people_picker_dup_chosen (UiPeoplePicker *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (UI_IS_PEOPLE_PICKER (self), NULL);

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_strv_builder_add (builder, key);
  return g_strv_builder_end (builder);
}
