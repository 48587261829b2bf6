/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices of a contact (the program of each by XEP-0092), in the details pane. */
#define G_LOG_DOMAIN "ui-device-group"

#include "ui-device-group.h"

#include "chat-device.h"
#include "ui-item-watch.h"
#include "ui-presence-dot.h"

#include <glib/gi18n.h>

/* A contact may well be online twice; what goes beyond is not worth a request. */
#define MAX_DEVICES 12

struct _UiDeviceGroup
{
  GtkWidget     parent_instance;

  ChatAccount  *account; /* (nullable) */
  ChatContact  *contact; /* (nullable) */
  UiItemWatch  *devices; /* (nullable) */
  GHashTable   *asked;   /* owned resources */
  GCancellable *cancellable;
  GPtrArray    *rows;    /* borrowed: children of @group */

  GtkWidget    *group;
};

G_DEFINE_FINAL_TYPE (UiDeviceGroup, ui_device_group, GTK_TYPE_WIDGET)

static const char *const device_properties[] = { "client", "presence", "status", NULL };

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* The answer, if one comes, is a property of the device. */
  if (!chat_account_finish (CHAT_ACCOUNT (object), result, &error))
    g_debug ("A device did not say what it runs: %s", error->message);
}

static void
ask (UiDeviceGroup *self,
     ChatDevice    *device)
{
  const char *resource = chat_device_get_resource (device);

  if (chat_device_get_client (device) != NULL
      || chat_account_get_state (self->account) != CHAT_ACCOUNT_ONLINE
      || !g_hash_table_add (self->asked, g_strdup (resource)))
    return;

  chat_account_query_device_async (self->account, self->contact, resource, self->cancellable,
                                   asked_cb, NULL);
}

static void
add_row (UiDeviceGroup *self,
         ChatDevice    *device)
{
  const char *client = chat_device_get_client (device);
  const char *status = chat_device_get_status (device);
  const char *presence = ui_presence_to_text (chat_device_get_presence (device));
  g_autofree char *subtitle = NULL;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *dot = ui_presence_dot_new ();

  ui_presence_dot_set_presence (UI_PRESENCE_DOT (dot), chat_device_get_presence (device));
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  subtitle = status != NULL && *status != '\0' ? g_strdup_printf (_("%s · %s"), presence, status)
                                               : g_strdup (presence);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 client != NULL ? client : chat_device_get_resource (device));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), dot);
  gtk_widget_set_tooltip_text (row, chat_device_get_resource (device));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  g_ptr_array_add (self->rows, row);
}

static void
update (UiDeviceGroup *self)
{
  GListModel *model = self->devices != NULL ? ui_item_watch_get_model (self->devices) : NULL;
  guint n_devices = model != NULL ? g_list_model_get_n_items (model) : 0;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; i < MIN (n_devices, MAX_DEVICES); i++)
    {
      g_autoptr(ChatDevice) device = g_list_model_get_item (model, i);

      add_row (self, device);
      ask (self, device);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n_devices > 0);
}

static void
ui_device_group_dispose (GObject *object)
{
  UiDeviceGroup *self = UI_DEVICE_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->devices);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->group, gtk_widget_unparent);
  g_clear_object (&self->account);
  g_clear_object (&self->contact);

  G_OBJECT_CLASS (ui_device_group_parent_class)->dispose (object);
}

static void
ui_device_group_finalize (GObject *object)
{
  UiDeviceGroup *self = UI_DEVICE_GROUP (object);

  g_hash_table_unref (self->asked);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (ui_device_group_parent_class)->finalize (object);
}

static void
ui_device_group_class_init (UiDeviceGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ui_device_group_dispose;
  object_class->finalize = ui_device_group_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
ui_device_group_init (UiDeviceGroup *self)
{
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _("Devices"));
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  gtk_widget_hide (GTK_WIDGET (self));
}

void
ui_device_group_set_contact (UiDeviceGroup *self,
                             ChatAccount   *account,
                             ChatContact   *contact)
{
  g_return_if_fail (UI_IS_DEVICE_GROUP (self));

  if (self->contact != contact)
    {
      g_cancellable_cancel (self->cancellable);
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
      g_hash_table_remove_all (self->asked);
    }
  g_set_object (&self->account, account);
  g_set_object (&self->contact, contact);

  g_clear_object (&self->devices);
  if (account != NULL && contact != NULL)
    {
      self->devices = ui_item_watch_new (chat_contact_get_devices (contact), device_properties);
      g_signal_connect_object (self->devices, "changed", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
    }
  update (self);
}
