/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the archive keeps of an account, and how it comes back at the start. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "archive-accounts.h"
#include "archive-avatars.h"
#include "archive-roster.h"
#include "archive-settings.h"
#include "chat-account-private.h"
#include "chat-avatars.h"
#include "chat-error.h"
#include "chat-outbox.h"
#include "chat-rooms-private.h"
#include "chat-spaces-private.h"
#include "chat-store.h"
#include "chat-trust.h"

#include <string.h>

/* Settings of an account: nicknames of contacts stand under this and their address. */
#define NICKNAME_PREFIX "nickname/"

/* The same for those of whom our other devices do not know yet what was set. */
static const char *const untold_prefixes[CHAT_N_SHARED] = {
  [CHAT_SHARED_MUTED] = "notify-untold/",
  [CHAT_SHARED_PINNED] = "pin-untold/",
};

/* By which our server knows us again: for as long as the account is here, XEP-0388, 2.3. */
#define KEY_USER_AGENT "user-agent"

#define KEY_CAUGHT_UP  "caught-up"
#define KEY_HAS_OLDER  "has-older"

/* How the archive names a presence: as <show/> does. */
static const char *const shows[] = {
  [CHAT_PRESENCE_CHATTY] = "chat",
  [CHAT_PRESENCE_AVAILABLE] = NULL,
  [CHAT_PRESENCE_AWAY] = "away",
  [CHAT_PRESENCE_EXTENDED_AWAY] = "xa",
  [CHAT_PRESENCE_DO_NOT_DISTURB] = "dnd",
  [CHAT_PRESENCE_OFFLINE] = "offline",
};

static const char *const tls_names[] = {
  [ARCHIVE_TLS_AUTO] = NULL,
  [ARCHIVE_TLS_STARTTLS] = "starttls",
  [ARCHIVE_TLS_DIRECT] = "direct",
  [ARCHIVE_TLS_WEBSOCKET] = "websocket",
};

static ChatPresence
presence_from_show (const char *show)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shows); i++)
    if (g_strcmp0 (shows[i], show) == 0)
      return (ChatPresence) i;

  return CHAT_PRESENCE_AVAILABLE;
}

static ArchiveTlsMode
tls_from_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tls_names); i++)
    if (g_strcmp0 (tls_names[i], name) == 0)
      return (ArchiveTlsMode) i;

  return ARCHIVE_TLS_AUTO;
}

ChatAccount *
chat_account_new_from_row (ChatStore     *store,
                           ChatKeyring   *keyring,
                           gconstpointer  row)
{
  const ArchiveAccount *kept = row;
  ChatAccount *self = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (kept != NULL, NULL);

  self = chat_account_new (store, keyring, kept->address, kept->position,
                           (const char *const *) kept->certificates, &error);
  if (self == NULL)
    {
      g_warning ("An account in the archive has no proper address");
      return NULL;
    }

  self->record.id = kept->id;
  self->record.enabled = kept->enabled;
  if (kept->color != NULL)
    {
      g_free (self->record.color);
      self->record.color = g_strdup (kept->color);
    }
  self->record.host = g_strdup (kept->host);
  self->record.port = kept->port;
  self->record.tls = g_strdup (tls_names[kept->tls]);
  self->record.ca_file = g_strdup (kept->ca_file);
  self->record.proxy = g_strdup (kept->proxy);
  self->record.allow_plain = kept->allow_plain;
  self->record.mechanism = g_strdup (kept->mechanism);
  self->record.presence = presence_from_show (kept->show);
  self->record.status = g_strdup (kept->status);
  chat_account_apply_presence (self);
  return self;
}

/* What chat_account_load_async() waits for. */
typedef struct {
  guint          n_pending;
  ArchiveRoster *roster; /* (nullable) */
  GError        *error;  /* (nullable): the first one */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->roster, archive_roster_free);
  g_clear_error (&load->error);
  g_free (load);
}

/* One part is there. @error: (nullable) (transfer full) */
static void
end_part (GTask  *task,
          GError *error)
{
  ChatAccount *self = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);

  if (error != NULL && load->error == NULL)
    load->error = error;
  else
    g_clear_error (&error);

  if (--load->n_pending > 0)
    return;

  if (load->error != NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&load->error)));
      return;
    }

  /* Last, since nicknames and pictures belong to contacts. */
  chat_account_set_cached_roster (self, load->roster->version, load->roster->items);
  chat_account_load_own_avatar (self);
  g_task_return_boolean (task, TRUE);
}

static void
roster_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->roster = archive_roster_load_finish (ARCHIVE_DATABASE (object), result, &error);
  end_part (task, error);
}

static void
take_statuses (ChatAccount *self,
               const char  *lines)
{
  g_auto(GStrv) statuses = g_strsplit (lines, "\n", -1);

  g_ptr_array_set_size (self->record.status_history, 0);
  for (gsize i = 0; statuses[i] != NULL; i++)
    if (statuses[i][0] != '\0')
      g_ptr_array_add (self->record.status_history, g_strdup (statuses[i]));
  g_ptr_array_add (self->record.status_history, NULL);
}

static void
take_user_agent (ChatAccount *self,
                 const char  *value)
{
  g_free (self->record.user_agent);
  self->record.user_agent = g_strdup (value);
}

static gboolean
take_untold (ChatAccount *self,
             const char  *key)
{
  for (guint i = 0; i < CHAT_N_SHARED; i++)
    if (g_str_has_prefix (key, untold_prefixes[i]))
      {
        g_hash_table_add (self->untold[i], g_strdup (key + strlen (untold_prefixes[i])));
        return TRUE;
      }

  return FALSE;
}

static void
take_setting (ChatAccount *self,
              const char  *key,
              const char  *value)
{
  if (g_str_has_prefix (key, NICKNAME_PREFIX))
    g_hash_table_replace (self->nicknames, g_strdup (key + strlen (NICKNAME_PREFIX)),
                          g_strdup (value));
  else if (g_str_equal (key, "label") && self->record.label == NULL)
    self->record.label = g_strdup (value);
  else if (g_str_equal (key, "nickname") && self->record.nickname == NULL)
    {
      self->record.nickname = g_strdup (value);
      chat_rooms_set_usual_nick (self->rooms, value);
    }
  else if (g_str_equal (key, "statuses"))
    take_statuses (self, value);
  else if (g_str_equal (key, KEY_USER_AGENT) && g_uuid_string_is_valid (value))
    take_user_agent (self, value);
  else if (g_str_equal (key, KEY_CAUGHT_UP))
    self->record.has_caught_up = TRUE;
  else if (g_str_equal (key, KEY_HAS_OLDER))
    self->record.has_older = TRUE;
  else if (!take_untold (self, key) && !chat_rooms_take_setting (self->rooms, key, value)
           && !chat_spaces_take_setting (self->spaces, key, value))
    chat_account_take_token_setting (self, key);
}

static void
settings_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GHashTable) settings = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  settings = archive_settings_load_finish (ARCHIVE_DATABASE (object), result, &error);
  if (settings != NULL)
    {
      g_hash_table_iter_init (&iter, settings);
      while (g_hash_table_iter_next (&iter, &key, &value))
        take_setting (self, key, value);
      if (!g_hash_table_contains (settings, KEY_USER_AGENT))
        chat_account_save_setting (self, KEY_USER_AGENT, self->record.user_agent);
    }
  end_part (task, error);
}

static void
avatars_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GHashTable) hashes = NULL;

  hashes = archive_avatars_load_finish (ARCHIVE_DATABASE (object), result, &error);
  if (hashes != NULL)
    chat_avatars_start (self->avatars, self->record.id, hashes);
  end_part (task, error);
}

static void
rooms_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  chat_rooms_load_finish (CHAT_ROOMS (object), result, &error);
  end_part (task, error);
}

void
chat_account_load_async (ChatAccount         *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;
  Load *load;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (self->record.id != 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_load_async);
  load = g_new0 (Load, 1);
  load->n_pending = 4;
  g_task_set_task_data (task, load, load_free);

  database = chat_store_get_database (self->store);
  archive_settings_load_async (database, ARCHIVE_SCOPE_ACCOUNT, self->record.id, cancellable,
                               settings_cb, g_object_ref (task));
  archive_avatars_load_async (database, self->record.id, cancellable, avatars_cb,
                              g_object_ref (task));
  archive_roster_load_async (database, self->record.id, cancellable, roster_cb,
                             g_object_ref (task));
  chat_rooms_load_async (self->rooms, self->record.id, cancellable, rooms_cb,
                         g_object_ref (task));
  chat_outbox_start (self->outbox, self->record.id);
  chat_spaces_start (self->spaces, self->record.id);
}

/* An ArchiveAccount that borrows what the record owns. */
static void
fill_row (ChatAccount    *self,
          ArchiveAccount *row)
{
  ChatAccountRecord *record = &self->record;

  *row = (ArchiveAccount) {
    .id = record->id,
    .address = self->address,
    .enabled = record->enabled,
    .position = record->position,
    .color = record->color,
    .host = record->host,
    .port = record->port,
    .tls = tls_from_name (record->tls),
    .ca_file = record->ca_file,
    .proxy = record->proxy,
    .allow_plain = record->allow_plain,
    .mechanism = record->mechanism,
    .show = (char *) shows[record->presence],
    .status = record->status,
    .certificates = (char **) chat_trust_get_pins (self->trust),
  };
}

static void
store_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatAccount *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  gint64 id = archive_accounts_save_finish (ARCHIVE_DATABASE (object), result, &error);

  if (id == 0)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  if (self->record.id == 0)
    {
      g_autoptr(GHashTable) hashes =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

      self->record.id = id;
      chat_account_save_setting (self, KEY_USER_AGENT, self->record.user_agent);
      chat_avatars_start (self->avatars, id, hashes);
      chat_outbox_start (self->outbox, id);
      chat_rooms_start (self->rooms, id);
      chat_spaces_start (self->spaces, id);
    }
  g_task_return_boolean (task, TRUE);
}

void
chat_account_store_async (ChatAccount         *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ArchiveDatabase *database;
  ArchiveAccount row;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_store_async);
  database = chat_store_get_database (self->store);
  if (database == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_STORAGE, "The archive is not open");
      return;
    }

  fill_row (self, &row);
  archive_accounts_save_async (database, &row, cancellable, store_cb, g_steal_pointer (&task));
}

void
chat_account_save (ChatAccount *self)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (self->record.id != 0)
    chat_account_store_async (self, NULL, NULL, NULL);
}

void
chat_account_save_setting (ChatAccount *self,
                           const char  *key,
                           const char  *value)
{
  ArchiveDatabase *database;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  database = chat_store_get_database (self->store);
  if (database != NULL && self->record.id != 0)
    archive_settings_set_async (database, ARCHIVE_SCOPE_ACCOUNT, self->record.id, key, value, NULL,
                                NULL, NULL);
}

void
chat_account_note_caught_up (ChatAccount *self)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (self->record.has_caught_up)
    return;

  self->record.has_caught_up = TRUE;
  chat_account_save_setting (self, KEY_CAUGHT_UP, "1");
}

void
chat_account_note_older (ChatAccount *self,
                         gboolean     has_older)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (self->record.has_older == has_older)
    return;

  self->record.has_older = has_older;
  chat_account_save_setting (self, KEY_HAS_OLDER, has_older ? "1" : NULL);
}

void
chat_account_set_untold (ChatAccount *self,
                         ChatShared   what,
                         const char  *address,
                         gboolean     untold)
{
  g_autofree char *key = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (address != NULL);

  key = g_strconcat (untold_prefixes[what], address, NULL);
  if (untold ? g_hash_table_add (self->untold[what], g_strdup (address))
             : g_hash_table_remove (self->untold[what], address))
    chat_account_save_setting (self, key, untold ? "1" : NULL);
}

void
chat_account_save_nickname (ChatAccount *self,
                            const char  *address,
                            const char  *nickname)
{
  g_autofree char *key = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  key = g_strconcat (NICKNAME_PREFIX, address, NULL);
  if (nickname != NULL)
    g_hash_table_replace (self->nicknames, g_strdup (address), g_strdup (nickname));
  else
    g_hash_table_remove (self->nicknames, address);
  chat_account_save_setting (self, key, nickname);
}
