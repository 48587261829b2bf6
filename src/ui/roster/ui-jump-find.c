/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds chats, contacts and rooms by what a person types. */
#define G_LOG_DOMAIN "ui-jump-find"

#include "ui-jump-find.h"

#include <glib/gi18n.h>

static int
compare_conversations (gconstpointer a,
                       gconstpointer b)
{
  gint64 first = chat_conversation_get_last_time (*(ChatConversation *const *) a);
  gint64 second = chat_conversation_get_last_time (*(ChatConversation *const *) b);

  return first == second ? 0 : first > second ? -1 : 1;
}

static int
compare_titles (gconstpointer a,
                gconstpointer b)
{
  return g_utf8_collate (chat_conversation_get_title (*(ChatConversation *const *) a),
                         chat_conversation_get_title (*(ChatConversation *const *) b));
}

static int
compare_contacts (gconstpointer a,
                  gconstpointer b)
{
  ChatContact *first = *(ChatContact *const *) a;
  ChatContact *second = *(ChatContact *const *) b;
  int order = (int) chat_contact_get_presence (first) - (int) chat_contact_get_presence (second);

  return order != 0 ? order : g_utf8_collate (chat_contact_get_name (first),
                                              chat_contact_get_name (second));
}

/* Archived ones are found too: that is the way back to them. */
static GPtrArray *
collect_conversations (ChatClient *client,
                       UiMatch    *match,
                       GHashTable *seen,
                       gboolean    is_rooms)
{
  GListModel *model = chat_client_get_conversations (client);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (model);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatConversation) conversation = g_list_model_get_item (model, i);

      if ((is_rooms ? chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM
                    : chat_conversation_get_last_time (conversation) != 0)
          && !g_hash_table_contains (seen, chat_conversation_get_peer (conversation))
          && ui_match_text (match, chat_conversation_get_title (conversation),
                            chat_conversation_get_address (conversation)))
        g_ptr_array_add (found, g_steal_pointer (&conversation));
    }
  g_ptr_array_sort (found, is_rooms ? compare_titles : compare_conversations);
  return found;
}

static void
add_conversations (GPtrArray  *found,
                   const char *heading,
                   guint       max,
                   GHashTable *seen,
                   GPtrArray  *items)
{
  if (found->len > 0)
    g_ptr_array_add (items, ui_jump_item_new (UI_JUMP_HEADER, heading, NULL));
  for (guint i = 0; i < MIN (found->len, max); i++)
    {
      g_ptr_array_add (items, ui_jump_item_new (UI_JUMP_CHAT, NULL, found->pdata[i]));
      g_hash_table_add (seen, chat_conversation_get_peer (found->pdata[i]));
    }
}

void
ui_jump_find_chats (ChatClient *client,
                    UiMatch    *match,
                    guint       max,
                    GHashTable *seen,
                    GPtrArray  *items)
{
  g_autoptr(GPtrArray) found = NULL;

  g_return_if_fail (CHAT_IS_CLIENT (client));

  found = collect_conversations (client, match, seen, FALSE);
  add_conversations (found, _("Chats"), max, seen, items);
}

void
ui_jump_find_rooms (ChatClient *client,
                    UiMatch    *match,
                    guint       max,
                    GHashTable *seen,
                    GPtrArray  *items)
{
  g_autoptr(GPtrArray) found = NULL;

  g_return_if_fail (CHAT_IS_CLIENT (client));

  found = collect_conversations (client, match, seen, TRUE);
  add_conversations (found, _("Rooms"), max, seen, items);
}

static void
collect_contacts (ChatAccount *account,
                  UiMatch     *match,
                  GHashTable  *seen,
                  GPtrArray   *found)
{
  GListModel *model = chat_account_get_contacts (account);
  guint n_items = g_list_model_get_n_items (model);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (model, i);

      if (chat_contact_get_in_list (contact) && !g_hash_table_contains (seen, contact)
          && ui_match_contact (match, contact))
        g_ptr_array_add (found, g_steal_pointer (&contact));
    }
}

void
ui_jump_find_contacts (ChatClient *client,
                       UiMatch    *match,
                       guint       max,
                       GHashTable *seen,
                       GPtrArray  *items)
{
  GListModel *accounts;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (CHAT_IS_CLIENT (client));

  accounts = chat_client_get_accounts (client);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);

      collect_contacts (account, match, seen, found);
    }
  g_ptr_array_sort (found, compare_contacts);

  if (found->len > 0)
    g_ptr_array_add (items, ui_jump_item_new (UI_JUMP_HEADER, _("Contacts"), NULL));
  for (guint i = 0; i < MIN (found->len, max); i++)
    {
      g_ptr_array_add (items, ui_jump_item_new (UI_JUMP_CONTACT, NULL, found->pdata[i]));
      g_hash_table_add (seen, found->pdata[i]);
    }
}
