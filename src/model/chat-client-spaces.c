/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspaces of all accounts as one list, and what is unread in them. */
#define G_LOG_DOMAIN "chat-client"

#include "chat-client.h"

#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-conversation-private.h"
#include "chat-conversations.h"
#include "chat-spaces-private.h"

static GPtrArray *
dup_all (ChatClient *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *accounts = G_LIST_MODEL (self->accounts);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);
      GListModel *spaces = chat_spaces_get_list (account->spaces);

      for (guint n = 0; n < g_list_model_get_n_items (spaces); n++)
        g_ptr_array_add (all, g_list_model_get_item (spaces, n));
    }
  return all;
}

static gboolean
is_same (ChatClient *self,
         guint       position,
         gpointer    space)
{
  g_autoptr(ChatSpace) present = g_list_model_get_item (G_LIST_MODEL (self->spaces), position);

  return present == space;
}

/* What stays where it is, stays: somebody may be pointing at it. */
static void
rebuild (ChatClient *self)
{
  g_autoptr(GPtrArray) all = dup_all (self);
  guint n_present = g_list_model_get_n_items (G_LIST_MODEL (self->spaces));
  guint n_before = 0;
  guint n_after = 0;

  while (n_before < MIN (n_present, all->len) && is_same (self, n_before, all->pdata[n_before]))
    n_before++;
  while (n_after < MIN (n_present, all->len) - n_before
         && is_same (self, n_present - 1 - n_after, all->pdata[all->len - 1 - n_after]))
    n_after++;

  if (n_before + n_after < MAX (n_present, all->len))
    g_list_store_splice (self->spaces, n_before, n_present - n_before - n_after,
                         all->pdata + n_before, all->len - n_before - n_after);
}

static void
members_changed_cb (ChatSpaces *spaces,
                    ChatSpace  *space,
                    ChatClient *self)
{
  GListModel *list = chat_conversations_get_list (self->conversations);
  guint unread = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(ChatConversation) conversation = g_list_model_get_item (list, i);

      if (g_str_equal (chat_conversation_get_account_address (conversation),
                       space->account_address)
          && chat_space_contains (space, chat_conversation_get_address (conversation)))
        unread += conversation->counted_loud;
    }
  chat_space_set_unread (space, unread);
}

static void
accounts_cb (GListModel *accounts,
             guint       position,
             guint       n_removed,
             guint       n_added,
             ChatClient *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);

      g_signal_connect_object (chat_spaces_get_list (account->spaces), "items-changed",
                               G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (account->spaces, "members-changed",
                               G_CALLBACK (members_changed_cb), self, G_CONNECT_DEFAULT);
    }
  rebuild (self);
}

void
chat_client_init_spaces (ChatClient *self)
{
  self->spaces = g_list_store_new (CHAT_TYPE_SPACE);
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (accounts_cb), self,
                           G_CONNECT_DEFAULT);
}

GListModel *
chat_client_get_spaces (ChatClient *self)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->spaces);
}
