/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of an account: the roster, requests, nicknames and who is blocked become contacts. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "archive-roster.h"
#include "chat-account-private.h"
#include "chat-avatars.h"
#include "chat-connection.h"
#include "chat-contact-private.h"
#include "chat-store.h"
#include "xmpp-blocking.h"
#include "xmpp-nick.h"
#include "xmpp-presence.h"
#include "xmpp-roster.h"

#include <string.h>

/* Strangers may ask; a flood of them is shown in part, the server keeps the rest. */
#define MAX_REQUESTS 100

static ChatSubscription
get_subscription (XmppSubscription subscription)
{
  if (subscription == XMPP_SUBSCRIPTION_BOTH)
    return CHAT_SUBSCRIPTION_BOTH;
  if (subscription == XMPP_SUBSCRIPTION_TO)
    return CHAT_SUBSCRIPTION_TO;

  return subscription == XMPP_SUBSCRIPTION_FROM ? CHAT_SUBSCRIPTION_FROM : CHAT_SUBSCRIPTION_NONE;
}

gboolean
chat_account_is_listed (ChatContact *contact)
{
  return chat_contact_get_in_list (contact) || chat_contact_get_wants_subscription (contact);
}

void
chat_account_list_contact (ChatAccount *self,
                           ChatContact *contact,
                           gboolean     was_listed)
{
  gboolean is_listed = chat_account_is_listed (contact);
  guint position;

  if (was_listed == is_listed)
    return;

  /* A whole roster is one change of the list. */
  if (self->to_list != NULL && is_listed)
    g_ptr_array_add (self->to_list, contact);
  else if (is_listed)
    g_list_store_append (self->listed, contact);
  else if (self->to_list == NULL || !g_ptr_array_remove (self->to_list, contact))
    {
      if (g_list_store_find (self->listed, contact, &position))
        g_list_store_remove (self->listed, position);
    }
}

static void
end_listing (ChatAccount *self)
{
  g_autoptr(GPtrArray) contacts = g_steal_pointer (&self->to_list);

  g_clear_handle_id (&self->listing_source, g_source_remove);
  if (contacts != NULL && contacts->len > 0)
    g_list_store_splice (self->listed, g_list_model_get_n_items (G_LIST_MODEL (self->listed)), 0,
                         contacts->pdata, contacts->len);
}

static gboolean
end_listing_cb (gpointer user_data)
{
  ChatAccount *self = user_data;

  self->listing_source = 0;
  end_listing (self);
  return G_SOURCE_REMOVE;
}

/* A roster comes at once, and what follows it ends the list. A server that refuses it says nothing
 * of the kind, but may tell of single contacts. */
static void
begin_listing (ChatAccount *self)
{
  if (self->to_list != NULL)
    return;

  self->to_list = g_ptr_array_new ();
  self->listing_source = g_idle_add_full (G_PRIORITY_DEFAULT, end_listing_cb, self, NULL);
}

/* A picture that a window waits for. */
typedef struct {
  ChatContact *contact;
  char        *hash;
} Wanted;

static void
wanted_free (Wanted *wanted)
{
  g_object_unref (wanted->contact);
  g_free (wanted->hash);
  g_free (wanted);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wanted, wanted_free)

static void
avatar_loaded_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Wanted) wanted = user_data;
  ChatAvatars *avatars = CHAT_AVATARS (object);
  g_autoptr(GBytes) bytes = chat_avatars_load_finish (avatars, result, NULL);

  if (bytes != NULL)
    chat_contact_set_avatar (wanted->contact, wanted->hash, bytes);
  else
    chat_avatars_note_missing (avatars, chat_contact_get_address (wanted->contact));
}

/* A window wants to show @contact's picture. */
static void
avatar_wanted (ChatContact *contact,
               const char  *hash,
               gpointer     user_data)
{
  ChatAccount *self = user_data;
  Wanted *wanted;

  if (self->avatars == NULL)
    return;

  wanted = g_new0 (Wanted, 1);
  wanted->contact = g_object_ref (contact);
  wanted->hash = g_strdup (hash);
  chat_avatars_load_async (self->avatars, hash, NULL, avatar_loaded_cb, wanted);
}

ChatContact *
chat_account_find_contact (ChatAccount *self,
                           const char  *address)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  return g_hash_table_lookup (self->contacts, address);
}

/* All of them, for what may make new ones while it goes through. */
GPtrArray *
chat_account_dup_contacts (ChatAccount *self)
{
  GPtrArray *contacts = g_ptr_array_new_full (g_hash_table_size (self->contacts), g_object_unref);
  GHashTableIter iter;
  gpointer contact;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, &contact))
    g_ptr_array_add (contacts, g_object_ref (contact));

  return contacts;
}

static void
take_presence (ChatAccount *self,
               ChatContact *contact)
{
  g_autoptr(XmppAddress) address =
    xmpp_address_parse (chat_contact_get_address (contact), NULL);

  if (address == NULL)
    return;

  chat_account_show_presence (self, contact, address);
  chat_contact_set_blocked (contact, xmpp_blocking_is_blocked (self->connection->blocking,
                                                               address));
}

ChatContact *
chat_account_ensure_contact (ChatAccount *self,
                             const char  *address)
{
  ChatContact *contact = chat_account_find_contact (self, address);

  if (contact != NULL)
    return contact;

  contact = chat_contact_new (self->address, address);
  chat_contact_set_nickname (contact, g_hash_table_lookup (self->nicknames, address));
  chat_contact_set_avatar_hash (contact, chat_avatars_get_hash (self->avatars, address));
  chat_contact_set_avatar_func (contact, avatar_wanted, self);
  g_hash_table_insert (self->contacts, (gpointer) chat_contact_get_address (contact), contact);
  if (self->state == CHAT_ACCOUNT_ONLINE)
    take_presence (self, contact);
  return contact;
}

ChatContact *
chat_account_get_contact (ChatAccount *self,
                          const char  *address)
{
  g_autoptr(XmppAddress) parsed = NULL;
  ChatContact *contact;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  contact = chat_account_find_contact (self, address);
  if (contact != NULL)
    return contact;

  parsed = xmpp_address_parse (address, NULL);
  return parsed != NULL ? chat_account_ensure_contact (self, xmpp_address_get_bare (parsed)) : NULL;
}

/* The cache. */

void
chat_account_set_cached_roster (ChatAccount *self,
                                const char  *version,
                                GPtrArray   *items)
{
  static const XmppSubscription subscriptions[] = {
    [ARCHIVE_SUBSCRIPTION_NONE] = XMPP_SUBSCRIPTION_NONE,
    [ARCHIVE_SUBSCRIPTION_TO] = XMPP_SUBSCRIPTION_TO,
    [ARCHIVE_SUBSCRIPTION_FROM] = XMPP_SUBSCRIPTION_FROM,
    [ARCHIVE_SUBSCRIPTION_BOTH] = XMPP_SUBSCRIPTION_BOTH,
  };
  g_autoptr(GPtrArray) cached =
    g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_roster_item_unref);

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  begin_listing (self);
  for (guint i = 0; i < items->len; i++)
    {
      const ArchiveRosterItem *item = g_ptr_array_index (items, i);
      g_autoptr(XmppAddress) address = xmpp_address_parse (item->address, NULL);
      XmppSubscription subscription = subscriptions[item->subscription];
      ChatContact *contact;
      gboolean was_listed;

      if (address == NULL)
        continue;

      g_ptr_array_add (cached, xmpp_roster_item_new (address, item->name,
                                                     (const char *const *) item->groups,
                                                     subscription, item->ask, item->approved));
      contact = chat_account_ensure_contact (self, xmpp_address_get_bare (address));
      was_listed = chat_account_is_listed (contact);
      chat_contact_set_roster (contact, item->name, (const char *const *) item->groups,
                               get_subscription (subscription), item->ask, TRUE);
      chat_account_list_contact (self, contact, was_listed);
    }
  end_listing (self);
  xmpp_roster_set_cache (self->connection->roster, version, cached);
}

static ArchiveRosterItem *
new_row (const XmppRosterItem *item)
{
  ArchiveRosterItem *row = archive_roster_item_new (xmpp_address_get_bare (item->address));

  row->name = g_strdup (item->name);
  row->groups = g_strdupv (item->groups);
  row->ask = item->is_requested;
  row->approved = item->is_approved;
  switch ((int) item->subscription)
    {
    case XMPP_SUBSCRIPTION_TO:
      row->subscription = ARCHIVE_SUBSCRIPTION_TO;
      break;
    case XMPP_SUBSCRIPTION_FROM:
      row->subscription = ARCHIVE_SUBSCRIPTION_FROM;
      break;
    case XMPP_SUBSCRIPTION_BOTH:
      row->subscription = ARCHIVE_SUBSCRIPTION_BOTH;
      break;
    default:
      row->subscription = ARCHIVE_SUBSCRIPTION_NONE;
    }

  return row;
}

static GPtrArray *
new_rows (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) archive_roster_item_free);
}

/* One push. While the whole roster comes nothing is written: it is written whole. */
static void
save_item (ChatAccount          *self,
           const XmppRosterItem *item,    /* (nullable) */
           const char           *removed) /* (nullable) */
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  g_autoptr(GPtrArray) rows = new_rows ();
  const char *const removals[] = { removed, NULL };

  if (database == NULL || !xmpp_roster_is_loaded (self->connection->roster))
    return;

  if (item != NULL)
    g_ptr_array_add (rows, new_row (item));
  archive_roster_update_async (database, self->record.id,
                               xmpp_roster_get_version (self->connection->roster), rows, removals,
                               NULL, NULL, NULL);
}

static void
save_roster (ChatAccount *self)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  XmppRoster *roster = self->connection->roster;
  g_autoptr(GPtrArray) items = xmpp_roster_get_items (roster);
  g_autoptr(GPtrArray) rows = new_rows ();

  if (database == NULL)
    return;

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (rows, new_row (g_ptr_array_index (items, i)));
  archive_roster_replace_async (database, self->record.id, xmpp_roster_get_version (roster), rows,
                                NULL, NULL, NULL);
}

/* What the server says. */

static void
item_changed_cb (XmppRoster     *roster,
                 XmppRosterItem *item,
                 ChatAccount    *self)
{
  ChatContact *contact = chat_account_ensure_contact (self, xmpp_address_get_bare (item->address));
  gboolean was_listed = chat_account_is_listed (contact);

  if (!xmpp_roster_is_loaded (roster))
    begin_listing (self);

  chat_contact_set_roster (contact, item->name, (const char *const *) item->groups,
                           get_subscription (item->subscription), item->is_requested, TRUE);
  /* Answered on another device. */
  if ((item->subscription & XMPP_SUBSCRIPTION_FROM) != 0)
    chat_contact_set_request (contact, FALSE, NULL);
  chat_account_list_contact (self, contact, was_listed);
  save_item (self, item, NULL);
}

static void
item_removed_cb (XmppRoster  *roster,
                 XmppAddress *address,
                 ChatAccount *self)
{
  ChatContact *contact = chat_account_find_contact (self, xmpp_address_get_bare (address));
  gboolean was_listed;

  if (contact != NULL)
    {
      was_listed = chat_account_is_listed (contact);
      chat_contact_set_roster (contact, NULL, NULL, CHAT_SUBSCRIPTION_NONE, FALSE, FALSE);
      chat_account_list_contact (self, contact, was_listed);
    }
  save_item (self, NULL, xmpp_address_get_bare (address));
}

static void
loaded_cb (XmppRoster  *roster,
           gboolean     from_cache,
           ChatAccount *self)
{
  end_listing (self);
  if (!from_cache)
    save_roster (self);
}

static guint
count_requests (ChatAccount *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->listed));
  guint n_requests = 0;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (G_LIST_MODEL (self->listed), i);

      n_requests += chat_contact_get_wants_subscription (contact);
    }

  return n_requests;
}

static void
requested_cb (XmppPresence *presence,
              XmppAddress  *address,
              const char   *status,
              const char   *nick,
              const char   *token,
              ChatAccount  *self)
{
  ChatContact *contact;
  gboolean was_listed;

  if (xmpp_address_equal_bare (address, self->connection->address)
      || xmpp_blocking_is_blocked (self->connection->blocking, address))
    return;

  contact = chat_account_find_contact (self, xmpp_address_get_bare (address));
  if (contact != NULL && chat_contact_get_wants_subscription (contact))
    {
      chat_contact_set_request (contact, TRUE, status);
      return;
    }
  if (count_requests (self) >= MAX_REQUESTS)
    {
      g_debug ("Too many requests to show another one");
      return;
    }

  contact = chat_account_ensure_contact (self, xmpp_address_get_bare (address));
  was_listed = chat_account_is_listed (contact);
  if (nick != NULL)
    chat_contact_set_nickname (contact, nick);
  chat_contact_set_request (contact, TRUE, status);
  chat_account_list_contact (self, contact, was_listed);
  g_signal_emit_by_name (self, "contact-request", contact);
}

static void
withdraw_request (ChatAccount *self,
                  XmppAddress *address)
{
  ChatContact *contact = chat_account_find_contact (self, xmpp_address_get_bare (address));
  gboolean was_listed;

  if (contact == NULL || !chat_contact_get_wants_subscription (contact))
    return;

  was_listed = chat_account_is_listed (contact);
  chat_contact_set_request (contact, FALSE, NULL);
  chat_account_list_contact (self, contact, was_listed);
}

static void
answered_cb (XmppPresence           *presence,
             XmppAddress            *address,
             XmppSubscriptionAnswer  answer,
             ChatAccount            *self)
{
  /* The roster tells what holds now; a request that was taken back is told here alone. */
  if (answer == XMPP_SUBSCRIPTION_ENDED)
    withdraw_request (self, address);
}

static void
nick_cb (XmppNick    *nicks,
         XmppAddress *address,
         const char  *nick,
         ChatAccount *self)
{
  const char *bare = xmpp_address_get_bare (address);
  ChatContact *contact = chat_account_find_contact (self, bare);

  if (xmpp_address_equal_bare (address, self->connection->address))
    chat_account_set_own_nickname (self, nick);
  else if (contact != NULL
           && g_strcmp0 (nick, g_hash_table_lookup (self->nicknames, bare)) != 0)
    {
      chat_contact_set_nickname (contact, nick);
      chat_account_save_nickname (self, bare, nick);
    }
}

static void
update_blocked (ChatAccount *self,
                ChatContact *contact)
{
  g_autoptr(XmppAddress) address =
    xmpp_address_parse (chat_contact_get_address (contact), NULL);

  if (address == NULL)
    return;

  chat_contact_set_blocked (contact,
                            xmpp_blocking_is_blocked (self->connection->blocking, address));
  if (chat_contact_get_blocked (contact))
    withdraw_request (self, address);
}

static void
update_all_blocked (ChatAccount *self)
{
  g_autoptr(GPtrArray) contacts = chat_account_dup_contacts (self);

  for (guint i = 0; i < contacts->len; i++)
    update_blocked (self, g_ptr_array_index (contacts, i));
}

static void
blocking_cb (XmppBlocking *blocking,
             XmppAddress  *address,
             ChatAccount  *self)
{
  ChatContact *contact = chat_account_find_contact (self, xmpp_address_get_bare (address));

  /* A whole domain may be blocked. */
  if (xmpp_address_get_local (address) == NULL)
    update_all_blocked (self);
  else if (contact != NULL)
    update_blocked (self, contact);
}

static void
avatar_changed_cb (ChatAvatars *avatars,
                   const char  *address,
                   const char  *hash,
                   ChatAccount *self)
{
  ChatContact *contact = chat_account_find_contact (self, address);

  if (contact != NULL)
    chat_contact_set_avatar_hash (contact, hash);
  if (g_str_equal (address, self->address))
    chat_account_load_own_avatar (self);
}

void
chat_account_init_contacts (ChatAccount *self)
{
  ChatConnection *connection = self->connection;

  g_signal_connect_object (connection->roster, "item-changed", G_CALLBACK (item_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->roster, "item-removed", G_CALLBACK (item_removed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->roster, "loaded", G_CALLBACK (loaded_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->presence, "subscription-requested",
                           G_CALLBACK (requested_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->presence, "subscription-answered",
                           G_CALLBACK (answered_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->nicks, "changed", G_CALLBACK (nick_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->blocking, "loaded", G_CALLBACK (update_all_blocked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->blocking, "blocked", G_CALLBACK (blocking_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (connection->blocking, "unblocked", G_CALLBACK (blocking_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->avatars, "changed", G_CALLBACK (avatar_changed_cb), self,
                           G_CONNECT_DEFAULT);
}
