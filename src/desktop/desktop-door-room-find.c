/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: new rooms, and rooms that are found. */
#define G_LOG_DOMAIN "desktop-door-room-find"

#include "desktop-door-call.h"

#include "chat-directory.h"
#include "chat-error.h"

#include <glib/gi18n.h>

#define USUAL_LIMIT 100

/* New rooms. */

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatRoom) room = chat_rooms_create_finish (CHAT_ROOMS (object), result, &error);

  if (room == NULL)
    desktop_call_fail (user_data, g_steal_pointer (&error));
  else
    g_dbus_method_invocation_return_value (
      user_data, g_variant_new ("(s)", chat_room_get_address (room)));
}

static void
create_room (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  static const DesktopOption known[] = {
    { "address", "s" }, { "public", "b" }, { "people", "as" }, { NULL, NULL },
  };
  g_autoptr(GVariant) options = NULL;
  g_autofree const char **people = NULL;
  const char *account, *name;
  const char *address = NULL;
  gboolean is_public = FALSE;
  ChatAccount *found;

  g_variant_get (arguments, "(&s&s@a{sv})", &account, &name, &options);
  if (!desktop_call_check_options (options, known, invocation)
      || (found = desktop_call_account (client, account, NULL, invocation)) == NULL)
    return;

  g_variant_lookup (options, "address", "&s", &address);
  g_variant_lookup (options, "public", "b", &is_public);
  g_variant_lookup (options, "people", "^a&s", &people);
  chat_rooms_create_async (chat_account_get_rooms (found), name, address, is_public, people, NULL,
                           created_cb, invocation);
}

/* Finding. */

typedef struct {
  GDBusMethodInvocation *invocation;
  ChatRooms             *rooms;
  ChatDirectory         *directory; /* (nullable): not yet */
  char                  *text;
  guint                  limit;
} Search;

static void
search_free (Search *search)
{
  g_clear_object (&search->directory);
  g_object_unref (search->rooms);
  g_free (search->text);
  g_free (search);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

static GVariant *
channel_variant (ChatChannel *channel)
{
  const char *description = chat_channel_get_description (channel);
  int n_occupants = chat_channel_get_n_occupants (channel);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "address", "s", chat_channel_get_address (channel));
  g_variant_dict_insert (&dict, "name", "s", chat_channel_get_name (channel));
  if (description != NULL)
    g_variant_dict_insert (&dict, "description", "s", description);
  if (n_occupants >= 0)
    g_variant_dict_insert (&dict, "occupants", "u", (guint) n_occupants);
  if (chat_channel_get_activity (channel) >= 0)
    g_variant_dict_insert (&dict, "activity", "d", chat_channel_get_activity (channel));
  return g_variant_dict_end (&dict);
}

static void
answer (Search *search)
{
  GListModel *list = G_LIST_MODEL (search->directory);
  guint n_channels = MIN (g_list_model_get_n_items (list), search->limit);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < n_channels; i++)
    {
      g_autoptr(ChatChannel) channel = g_list_model_get_item (list, i);

      g_variant_builder_add_value (&builder, channel_variant (channel));
    }
  g_dbus_method_invocation_return_value (search->invocation,
                                         g_variant_new ("(aa{sv})", &builder));
}

/* When it is over @search is gone. */
static void
check (Search *search)
{
  g_autofree char *error_text = NULL;
  gboolean is_loading = FALSE;
  gboolean has_more = FALSE;

  g_object_get (search->directory, "loading", &is_loading, "has-more", &has_more, "error-text",
                &error_text, NULL);
  if (is_loading)
    return;
  if (has_more && error_text == NULL
      && g_list_model_get_n_items (G_LIST_MODEL (search->directory)) < search->limit)
    {
      chat_directory_load_more (search->directory);
      return;
    }

  g_signal_handlers_disconnect_by_data (search->directory, search);
  if (error_text != NULL)
    desktop_call_refuse (search->invocation, CHAT_ERROR_FAILED, error_text);
  else
    answer (search);
  search_free (search);
}

static void
look_in (Search     *search, /* (transfer full) */
         const char *service,
         gboolean    is_search)
{
  search->directory = chat_directory_new (search->rooms, service, search->text, is_search);
  g_signal_connect_swapped (search->directory, "notify::loading", G_CALLBACK (check), search);
  check (search);
}

static void
service_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Search) search = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *service =
    chat_rooms_find_service_finish (CHAT_ROOMS (object), result, &error);

  if (error != NULL)
    desktop_call_fail (search->invocation, g_steal_pointer (&error));
  else if (service == NULL)
    desktop_call_refuse (search->invocation, CHAT_ERROR_NOT_FOUND,
                         _("Your server has no rooms."));
  else
    look_in (g_steal_pointer (&search), service, FALSE);
}

static void
find_rooms (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  static const DesktopOption known[] = {
    { "service", "s" }, { "search", "s" }, { "limit", "u" }, { NULL, NULL },
  };
  g_autoptr(GVariant) options = NULL;
  const char *account, *text;
  const char *service = NULL;
  const char *engine = NULL;
  ChatAccount *found;
  Search *search;

  g_variant_get (arguments, "(&s&s@a{sv})", &account, &text, &options);
  if (!desktop_call_check_options (options, known, invocation)
      || (found = desktop_call_account (client, account, NULL, invocation)) == NULL)
    return;

  search = g_new0 (Search, 1);
  search->invocation = invocation;
  search->rooms = g_object_ref (chat_account_get_rooms (found));
  search->text = g_strdup (text);
  search->limit = USUAL_LIMIT;
  g_variant_lookup (options, "limit", "u", &search->limit);
  g_variant_lookup (options, "service", "&s", &service);
  g_variant_lookup (options, "search", "&s", &engine);
  if (engine != NULL || service != NULL)
    look_in (search, engine != NULL ? engine : service, engine != NULL);
  else
    chat_rooms_find_service_async (search->rooms, NULL, service_cb, search);
}

const DesktopCall desktop_room_find_calls[] = {
  { "CreateRoom", create_room },
  { "FindRooms", find_rooms },
  { NULL, NULL },
};
