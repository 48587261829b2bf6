/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: rooms, and invitations to them. */
#define G_LOG_DOMAIN "desktop-door-rooms"

#include "desktop-door-call.h"

#include "chat-enums.h"
#include "chat-error.h"

#include <glib/gi18n.h>

static void
add_text (GVariantDict *dict,
          const char   *key,
          const char   *text) /* (nullable) */
{
  if (text != NULL)
    g_variant_dict_insert (dict, key, "s", text);
}

static GVariant *
flags_variant (GType type,
               guint flags)
{
  g_autoptr(GFlagsClass) klass = g_type_class_ref (type);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < klass->n_values; i++)
    if ((flags & klass->values[i].value) != 0)
      g_variant_builder_add (&builder, "s", klass->values[i].value_nick);
  return g_variant_builder_end (&builder);
}

GVariant *
desktop_room_variant (ChatRoom *room)
{
  g_auto(GStrv) ignored = chat_room_dup_ignored (room);
  const GError *error = chat_room_get_error (room);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "account", chat_room_get_account_address (room));
  add_text (&dict, "address", chat_room_get_address (room));
  add_text (&dict, "name", chat_room_get_name (room));
  add_text (&dict, "state", desktop_word (CHAT_TYPE_ROOM_STATE, (int) chat_room_get_state (room)));
  add_text (&dict, "error", chat_room_get_error_text (room));
  if (error != NULL)
    add_text (&dict, "error-name", chat_error_get_name (error));
  add_text (&dict, "venue", chat_room_get_venue (room));
  add_text (&dict, "description", chat_room_get_description (room));
  add_text (&dict, "topic", chat_room_get_subject (room));
  add_text (&dict, "topic-by", chat_room_get_subject_nick (room));
  add_text (&dict, "nick", chat_room_get_nick (room));
  g_variant_dict_insert (&dict, "occupants", "u", chat_room_get_n_occupants (room));
  g_variant_dict_insert_value (&dict, "features",
                               flags_variant (CHAT_TYPE_ROOM_FEATURES,
                                              chat_room_get_features (room)));
  g_variant_dict_insert_value (&dict, "rights", flags_variant (CHAT_TYPE_ROOM_RIGHTS,
                                                               chat_room_get_rights (room)));
  add_text (&dict, "role", desktop_word (CHAT_TYPE_ROLE, (int) chat_room_get_role (room)));
  add_text (&dict, "affiliation", desktop_word (CHAT_TYPE_AFFILIATION,
                                                (int) chat_room_get_affiliation (room)));
  add_text (&dict, "notify", desktop_word (CHAT_TYPE_ROOM_NOTIFY,
                                           (int) chat_room_get_notify (room)));
  g_variant_dict_insert (&dict, "autojoin", "b", chat_room_get_autojoin (room));
  g_variant_dict_insert (&dict, "ignored", "^as", ignored);
  return g_variant_dict_end (&dict);
}

GVariant *
desktop_invitation_variant (ChatInvitation *invitation)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "account", chat_invitation_get_account_address (invitation));
  add_text (&dict, "room", chat_invitation_get_room (invitation));
  add_text (&dict, "inviter", chat_invitation_get_inviter (invitation));
  add_text (&dict, "inviter-name", chat_invitation_get_inviter_name (invitation));
  add_text (&dict, "reason", chat_invitation_get_reason (invitation));
  g_variant_dict_insert (&dict, "from-contact", "b", chat_invitation_is_from_contact (invitation));
  return g_variant_dict_end (&dict);
}

/* What is listed of each account, or of one. */
static void
answer_list (ChatClient            *client,
             GVariant              *arguments,
             GListModel          *(*get_list) (ChatRooms *rooms),
             GVariant            *(*to_variant) (gpointer item),
             GDBusMethodInvocation *invocation)
{
  GListModel *accounts = chat_client_get_accounts (client);
  ChatAccount *only = NULL;
  GVariantBuilder builder;
  const char *address;

  g_variant_get (arguments, "(&s)", &address);
  if (address[0] != '\0'
      && (only = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);
      GListModel *list = get_list (chat_account_get_rooms (account));

      if (only != NULL && account != only)
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (list); j++)
        {
          g_autoptr(GObject) item = g_list_model_get_item (list, j);

          g_variant_builder_add_value (&builder, to_variant (item));
        }
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &builder));
}

static GVariant *
room_to_variant (gpointer room)
{
  return desktop_room_variant (room);
}

static void
list_rooms (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  answer_list (client, arguments, chat_rooms_get_list, room_to_variant, invocation);
}

static GVariant *
invitation_to_variant (gpointer invitation)
{
  return desktop_invitation_variant (invitation);
}

static void
list_invitations (ChatClient            *client,
                  GVariant              *arguments,
                  GDBusMethodInvocation *invocation)
{
  answer_list (client, arguments, chat_rooms_get_invitations, invitation_to_variant, invocation);
}

ChatRoom *
desktop_call_room (ChatClient            *client,
                   const char            *account,
                   const char            *address,
                   GDBusMethodInvocation *invocation)
{
  ChatAccount *found = desktop_call_account (client, account, address, invocation);
  ChatRoom *room;

  if (found == NULL)
    return NULL;

  room = chat_rooms_find (chat_account_get_rooms (found), address);
  if (room == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("You are not in such a room."));
  return room;
}

void
desktop_call_room_done_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (chat_room_finish (CHAT_ROOM (object), result, &error))
    g_dbus_method_invocation_return_value (user_data, NULL);
  else
    desktop_call_fail (user_data, g_steal_pointer (&error));
}

static void
join_room (ChatClient            *client,
           GVariant              *arguments,
           GDBusMethodInvocation *invocation)
{
  static const DesktopOption known[] = {
    { "nick", "s" }, { "password", "s" }, { NULL, NULL },
  };
  g_autoptr(GVariant) options = NULL;
  const char *account, *address;
  const char *nick = NULL;
  const char *password = NULL;
  ChatAccount *found;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s@a{sv})", &account, &address, &options);
  if (!desktop_call_check_options (options, known, invocation)
      || (found = desktop_call_account (client, account, address, invocation)) == NULL)
    return;

  g_variant_lookup (options, "nick", "&s", &nick);
  g_variant_lookup (options, "password", "&s", &password);
  room = chat_rooms_ensure (chat_account_get_rooms (found), address);
  if (room == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_INVALID_ADDRESS, _("This is not an address."));
  else
    chat_room_join_async (room, nick, password, NULL, desktop_call_room_done_cb, invocation);
}

static void
leave_room (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s)", &account, &address);
  if ((room = desktop_call_room (client, account, address, invocation)) == NULL)
    return;

  chat_room_leave (room);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
set_room_nick (ChatClient            *client,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  const char *account, *address, *nick;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s&s)", &account, &address, &nick);
  if ((room = desktop_call_room (client, account, address, invocation)) != NULL)
    chat_room_change_nick_async (room, nick, NULL, desktop_call_room_done_cb, invocation);
}

static void
set_room_topic (ChatClient            *client,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation)
{
  const char *account, *address, *topic;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s&s)", &account, &address, &topic);
  if ((room = desktop_call_room (client, account, address, invocation)) != NULL)
    chat_room_set_subject_async (room, topic, NULL, desktop_call_room_done_cb, invocation);
}

static void
set_room_notify (ChatClient            *client,
                 GVariant              *arguments,
                 GDBusMethodInvocation *invocation)
{
  const char *account, *address, *word;
  ChatRoom *room;
  int notify;

  g_variant_get (arguments, "(&s&s&s)", &account, &address, &word);
  if (!desktop_unword (CHAT_TYPE_ROOM_NOTIFY, word, &notify))
    {
      desktop_call_refuse (invocation, CHAT_ERROR_FAILED,
                           _("One can be told always, of mentions, or never."));
      return;
    }
  if ((room = desktop_call_room (client, account, address, invocation)) == NULL)
    return;

  chat_room_set_notify (room, (ChatRoomNotify) notify);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
invite_to_room (ChatClient            *client,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation)
{
  const char *account, *address, *reason;
  g_autofree const char **people = NULL;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s^a&s&s)", &account, &address, &people, &reason);
  if ((room = desktop_call_room (client, account, address, invocation)) != NULL)
    chat_room_invite_async (room, people, reason[0] != '\0' ? reason : NULL, NULL,
                            desktop_call_room_done_cb, invocation);
}

static void
answer_invitation (ChatClient            *client,
                   GVariant              *arguments,
                   GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  GListModel *invitations;
  ChatAccount *found;
  gboolean accept;

  g_variant_get (arguments, "(&s&sb)", &account, &address, &accept);
  if ((found = desktop_call_account (client, account, address, invocation)) == NULL)
    return;

  invitations = chat_rooms_get_invitations (chat_account_get_rooms (found));
  for (guint i = 0; i < g_list_model_get_n_items (invitations); i++)
    {
      g_autoptr(ChatInvitation) invitation = g_list_model_get_item (invitations, i);

      if (!g_str_equal (chat_invitation_get_room (invitation), address))
        continue;
      if (accept)
        chat_invitation_accept (invitation);
      else
        chat_invitation_decline (invitation);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such invitation."));
}

const DesktopCall desktop_room_calls[] = {
  { "ListRooms", list_rooms },
  { "JoinRoom", join_room },
  { "LeaveRoom", leave_room },
  { "SetRoomNick", set_room_nick },
  { "SetRoomTopic", set_room_topic },
  { "SetRoomNotify", set_room_notify },
  { "InviteToRoom", invite_to_room },
  { "ListInvitations", list_invitations },
  { "AnswerInvitation", answer_invitation },
  { NULL, NULL },
};
