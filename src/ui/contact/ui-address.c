/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the dialogs that ask for an address share. */
#define G_LOG_DOMAIN "ui-address"

#include "ui-address.h"

char *
ui_address_parse (const char *text)
{
  g_autofree char *stripped = NULL;
  g_autoptr(ChatLink) link = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  link = chat_link_parse (stripped, NULL);
  if (link == NULL || link->address == NULL || strchr (link->address, '@') == NULL)
    return NULL;

  return g_strdup (link->address);
}

static gboolean
is_enabled (gpointer item,
            gpointer user_data)
{
  return chat_account_get_enabled (CHAT_ACCOUNT (item));
}

void
ui_address_list_accounts (GtkDropDown *drop_down,
                          ChatClient  *client,
                          const char  *address)
{
  g_autoptr(GtkFilterListModel) model = NULL;
  g_autoptr(GtkExpression) expression = NULL;
  guint n_accounts;

  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));
  g_return_if_fail (CHAT_IS_CLIENT (client));

  model = gtk_filter_list_model_new (
    g_object_ref (chat_client_get_accounts (client)),
    GTK_FILTER (gtk_custom_filter_new (is_enabled, NULL, NULL)));
  expression = gtk_property_expression_new (CHAT_TYPE_ACCOUNT, NULL, "address");
  gtk_drop_down_set_expression (drop_down, expression);
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (model));

  n_accounts = g_list_model_get_n_items (G_LIST_MODEL (model));
  gtk_widget_set_visible (GTK_WIDGET (drop_down), n_accounts > 1);
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (G_LIST_MODEL (model), i);

      if (g_strcmp0 (chat_account_get_address (account), address) == 0)
        gtk_drop_down_set_selected (drop_down, i);
    }
}

ChatAccount *
ui_address_get_account (GtkDropDown *drop_down)
{
  g_return_val_if_fail (GTK_IS_DROP_DOWN (drop_down), NULL);

  return gtk_drop_down_get_selected_item (drop_down);
}
