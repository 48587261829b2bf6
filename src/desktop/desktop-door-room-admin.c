/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: who is in a room and who belongs to it, what one does with them, and its settings. */
#define G_LOG_DOMAIN "desktop-door-room-admin"

#include "desktop-door-call.h"

#include "chat-enums.h"
#include "chat-error.h"
#include "chat-form.h"

#include <glib/gi18n.h>

static void
add_text (GVariantDict *dict,
          const char   *key,
          const char   *text) /* (nullable) */
{
  if (text != NULL)
    g_variant_dict_insert (dict, key, "s", text);
}

/* What nobody has said is no reason. */
static const char *
get_given (const char *text)
{
  return text[0] != '\0' ? text : NULL;
}

/* People. */

static GVariant *
hats_variant (ChatOccupant *occupant)
{
  const GPtrArray *hats = chat_occupant_get_hats (occupant);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; hats != NULL && i < hats->len; i++)
    g_variant_builder_add (&builder, "s", ((const ChatHat *) g_ptr_array_index (hats, i))->title);
  return g_variant_builder_end (&builder);
}

static GVariant *
occupant_variant (ChatRoom     *room,
                  ChatOccupant *occupant)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "nick", chat_occupant_get_nick (occupant));
  add_text (&dict, "address", chat_occupant_get_real_address (occupant));
  add_text (&dict, "author", chat_occupant_get_author (occupant));
  add_text (&dict, "role", desktop_word (CHAT_TYPE_ROLE,
                                         (int) chat_occupant_get_role (occupant)));
  add_text (&dict, "affiliation", desktop_word (CHAT_TYPE_AFFILIATION,
                                                (int) chat_occupant_get_affiliation (occupant)));
  add_text (&dict, "presence", desktop_word (CHAT_TYPE_PRESENCE,
                                             (int) chat_peer_get_presence (CHAT_PEER (occupant))));
  add_text (&dict, "status", chat_occupant_get_status (occupant));
  g_variant_dict_insert_value (&dict, "hats", hats_variant (occupant));
  g_variant_dict_insert (&dict, "self", "b", chat_occupant_is_self (occupant));
  g_variant_dict_insert (&dict, "look-alike", "b", chat_occupant_is_look_alike (occupant));
  g_variant_dict_insert (&dict, "ignored", "b",
                         chat_room_is_ignored (room, chat_occupant_get_author (occupant)));
  return g_variant_dict_end (&dict);
}

static void
list_occupants (ChatClient            *client,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation)
{
  g_autoptr(ChatOccupants) occupants = NULL;
  const char *account, *address;
  GVariantBuilder builder;
  ChatRoom *room;
  guint n_occupants;

  g_variant_get (arguments, "(&s&s)", &account, &address);
  if ((room = desktop_call_room (client, account, address, invocation)) == NULL)
    return;

  occupants = chat_room_open_occupants (room);
  n_occupants = g_list_model_get_n_items (G_LIST_MODEL (occupants));
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < n_occupants; i++)
    {
      g_autoptr(ChatOccupant) occupant = g_list_model_get_item (G_LIST_MODEL (occupants), i);

      g_variant_builder_add_value (&builder, occupant_variant (room, occupant));
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &builder));
}

static void
members_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) members =
    chat_room_load_members_finish (CHAT_ROOM (object), result, &error);
  GVariantBuilder builder;

  if (members == NULL)
    {
      desktop_call_fail (user_data, g_steal_pointer (&error));
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < members->len; i++)
    {
      const ChatMember *member = g_ptr_array_index (members, i);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      add_text (&dict, "address", member->address);
      add_text (&dict, "nick", member->nick);
      add_text (&dict, "affiliation", desktop_word (CHAT_TYPE_AFFILIATION,
                                                    (int) member->affiliation));
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }
  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(aa{sv})", &builder));
}

static void
list_members (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s)", &account, &address);
  if ((room = desktop_call_room (client, account, address, invocation)) != NULL)
    chat_room_load_members_async (room, NULL, members_cb, invocation);
}

/* @who: a nick of who is there, or as the archive names authors. */
static char *
dup_author (ChatRoom   *room,
            const char *who)
{
  g_autoptr(ChatOccupant) occupant = chat_room_find_occupant (room, who);

  if (occupant != NULL)
    return g_strdup (chat_occupant_is_self (occupant) ? NULL : chat_occupant_get_author (occupant));

  return g_str_has_prefix (who, "o:") || g_str_has_prefix (who, "j:") ? g_strdup (who) : NULL;
}

static void
set_ignored (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  const char *account, *address, *who;
  g_autofree char *author = NULL;
  gboolean ignored;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s&sb)", &account, &address, &who, &ignored);
  room = desktop_call_room (client, account, address, invocation);
  if (room == NULL)
    return;

  author = dup_author (room, who);
  if (author == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND,
                         _("Nobody there has that nickname, or the room does not say who it is."));
  else if (!chat_room_set_ignored (room, author, ignored))
    desktop_call_refuse (invocation, CHAT_ERROR_FAILED,
                         _("You ignore too many people in this room."));
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
set_role (ChatClient            *client,
          GVariant              *arguments,
          GDBusMethodInvocation *invocation)
{
  const char *account, *address, *nick, *word, *reason;
  ChatRoom *room;
  int role;

  g_variant_get (arguments, "(&s&s&s&s&s)", &account, &address, &nick, &word, &reason);
  if (!desktop_unword (CHAT_TYPE_ROLE, word, &role))
    {
      desktop_call_refuse (invocation, CHAT_ERROR_FAILED,
                           _("A role is none, visitor, participant or moderator."));
      return;
    }
  if ((room = desktop_call_room (client, account, address, invocation)) != NULL)
    chat_room_set_role_async (room, nick, (ChatRole) role, get_given (reason), NULL,
                              desktop_call_room_done_cb, invocation);
}

static void
set_affiliation (ChatClient            *client,
                 GVariant              *arguments,
                 GDBusMethodInvocation *invocation)
{
  const char *account, *address, *who, *word, *reason;
  ChatRoom *room;
  int affiliation;

  g_variant_get (arguments, "(&s&s&s&s&s)", &account, &address, &who, &word, &reason);
  if (!desktop_unword (CHAT_TYPE_AFFILIATION, word, &affiliation))
    {
      desktop_call_refuse (invocation, CHAT_ERROR_FAILED,
                           _("One is outcast, none, member, admin or owner of a room."));
      return;
    }
  if ((room = desktop_call_room (client, account, address, invocation)) != NULL)
    chat_room_set_affiliation_async (room, who, (ChatAffiliation) affiliation,
                                     get_given (reason), NULL, desktop_call_room_done_cb,
                                     invocation);
}

static void
answer_voice (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  g_autoptr(ChatOccupant) who = NULL;
  const char *account, *address, *nick;
  ChatRoom *room;
  gboolean allow;

  g_variant_get (arguments, "(&s&s&sb)", &account, &address, &nick, &allow);
  if ((room = desktop_call_room (client, account, address, invocation)) == NULL)
    return;

  who = chat_room_find_occupant (room, nick);
  if (who == NULL)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("Nobody there has that nickname."));
      return;
    }

  chat_room_answer_voice (room, who, allow);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
request_voice (ChatClient            *client,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s)", &account, &address);
  if ((room = desktop_call_room (client, account, address, invocation)) == NULL)
    return;

  chat_room_request_voice (room);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* Messages. */

typedef struct {
  GDBusMethodInvocation *invocation;
  ChatRoom              *room;
  char                  *reason; /* (nullable) */
} Moderation;

static void
moderation_free (Moderation *moderation)
{
  g_object_unref (moderation->room);
  g_free (moderation->reason);
  g_free (moderation);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Moderation, moderation_free)

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Moderation) moderation = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message =
    chat_conversation_find_finish (CHAT_CONVERSATION (object), result, &error);
  const char *archive_id = message != NULL ? chat_message_get_archive_id (message) : NULL;

  if (message == NULL)
    desktop_call_fail (moderation->invocation, g_steal_pointer (&error));
  else if (archive_id == NULL)
    desktop_call_refuse (moderation->invocation, CHAT_ERROR_UNSUPPORTED,
                         _("The room has no name for this message, so it cannot be removed."));
  else
    chat_room_moderate_async (moderation->room, archive_id, moderation->reason, NULL,
                              desktop_call_room_done_cb, moderation->invocation);
}

static void
moderate_message (ChatClient            *client,
                  GVariant              *arguments,
                  GDBusMethodInvocation *invocation)
{
  const char *account, *address, *id, *reason;
  ChatConversation *conversation;
  Moderation *moderation;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s&s&s)", &account, &address, &id, &reason);
  if ((room = desktop_call_room (client, account, address, invocation)) == NULL ||
      (conversation = desktop_call_conversation (client, account, address, invocation)) == NULL)
    return;

  moderation = g_new0 (Moderation, 1);
  moderation->invocation = invocation;
  moderation->room = g_object_ref (room);
  moderation->reason = g_strdup (get_given (reason));
  chat_conversation_find_async (conversation, id, NULL, found_cb, moderation);
}

/* Settings. */

static GVariant *
field_variant (ChatFormField *field)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "name", chat_form_field_get_name (field));
  add_text (&dict, "label", chat_form_field_get_label (field));
  add_text (&dict, "kind", desktop_word (CHAT_TYPE_FIELD_KIND,
                                         (int) chat_form_field_get_kind (field)));
  g_variant_dict_insert (&dict, "required", "b", chat_form_field_get_required (field));
  g_variant_dict_insert_value (&dict, "values",
                               g_variant_new_strv (chat_form_field_get_values (field), -1));
  g_variant_dict_insert_value (&dict, "options",
                               g_variant_new_strv (chat_form_field_get_options (field), -1));
  return g_variant_dict_end (&dict);
}

static void
config_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatForm) form = chat_room_load_config_finish (CHAT_ROOM (object), result, &error);
  GVariantBuilder builder;

  if (form == NULL)
    {
      desktop_call_fail (user_data, g_steal_pointer (&error));
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(ChatFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      ChatFieldKind kind = chat_form_field_get_kind (field);

      if (kind != CHAT_FIELD_FIXED && kind != CHAT_FIELD_HIDDEN)
        g_variant_builder_add_value (&builder, field_variant (field));
    }
  g_dbus_method_invocation_return_value (user_data, g_variant_new ("(aa{sv})", &builder));
}

static void
get_config (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s)", &account, &address);
  if ((room = desktop_call_room (client, account, address, invocation)) != NULL)
    chat_room_load_config_async (room, NULL, config_cb, invocation);
}

typedef struct {
  GDBusMethodInvocation *invocation;
  GVariant              *fields; /* a{sas} */
} Configuration; /* or a registration */

static void
configuration_free (Configuration *configuration)
{
  g_variant_unref (configuration->fields);
  g_free (configuration);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Configuration, configuration_free)

/* FALSE: what is wrong is told. @error: (transfer full) */
static gboolean
fill_in (Configuration *configuration,
         ChatForm      *form, /* (nullable): @error says why */
         GError        *error)
{
  GVariantIter iter;
  const char *name;
  const char **values;

  if (form == NULL)
    {
      desktop_call_fail (configuration->invocation, error);
      return FALSE;
    }

  g_variant_iter_init (&iter, configuration->fields);
  while (g_variant_iter_next (&iter, "{&s^a&s}", &name, &values))
    {
      g_autofree const char **owned = values;
      ChatFormField *field = chat_form_get_field (form, name);
      g_autofree char *text = NULL;

      if (field == NULL)
        {
          text = g_strdup_printf (_("The room has no setting “%s”."), name);
          desktop_call_refuse (configuration->invocation, CHAT_ERROR_NOT_FOUND, text);
          return FALSE;
        }
      chat_form_field_set_values (field, values);
    }
  return TRUE;
}

static void
config_loaded_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Configuration) configuration = user_data;
  GError *error = NULL;
  g_autoptr(ChatForm) form = chat_room_load_config_finish (CHAT_ROOM (object), result, &error);

  if (fill_in (configuration, form, error))
    chat_room_save_config_async (CHAT_ROOM (object), form, NULL, desktop_call_room_done_cb,
                                 configuration->invocation);
}

static void
registration_loaded_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(Configuration) configuration = user_data;
  GError *error = NULL;
  g_autoptr(ChatForm) form =
    chat_room_load_registration_finish (CHAT_ROOM (object), result, &error);

  if (fill_in (configuration, form, error))
    chat_room_send_registration_async (CHAT_ROOM (object), form, NULL, desktop_call_room_done_cb,
                                       configuration->invocation);
}

static void
set_config (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  g_autoptr(GVariant) fields = NULL;
  Configuration *configuration;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s@a{sas})", &account, &address, &fields);
  if ((room = desktop_call_room (client, account, address, invocation)) == NULL)
    return;

  configuration = g_new0 (Configuration, 1);
  configuration->invocation = invocation;
  configuration->fields = g_steal_pointer (&fields);
  chat_room_load_config_async (room, NULL, config_loaded_cb, configuration);
}

/* Not of those that one is in: it may be any. */
static void
register_in_room (ChatClient            *client,
                  GVariant              *arguments,
                  GDBusMethodInvocation *invocation)
{
  const char *account, *address;
  g_autoptr(GVariant) fields = NULL;
  Configuration *configuration;
  ChatAccount *found;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s@a{sas})", &account, &address, &fields);
  if ((found = desktop_call_account (client, account, address, invocation)) == NULL)
    return;

  room = chat_rooms_ensure (chat_account_get_rooms (found), address);
  if (room == NULL)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_INVALID_ADDRESS, _("This is not an address."));
      return;
    }

  configuration = g_new0 (Configuration, 1);
  configuration->invocation = invocation;
  configuration->fields = g_steal_pointer (&fields);
  chat_room_load_registration_async (room, NULL, registration_loaded_cb, configuration);
}

static void
destroy_room (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  const char *account, *address, *venue, *reason;
  ChatRoom *room;

  g_variant_get (arguments, "(&s&s&s&s)", &account, &address, &venue, &reason);
  if ((room = desktop_call_room (client, account, address, invocation)) != NULL)
    chat_room_destroy_async (room, get_given (venue), get_given (reason), NULL,
                             desktop_call_room_done_cb, invocation);
}

const DesktopCall desktop_room_admin_calls[] = {
  { "ListOccupants", list_occupants },
  { "ListMembers", list_members },
  { "SetRoomIgnored", set_ignored },
  { "SetRoomRole", set_role },
  { "SetRoomAffiliation", set_affiliation },
  { "RequestVoice", request_voice },
  { "AnswerVoice", answer_voice },
  { "ModerateMessage", moderate_message },
  { "GetRoomConfig", get_config },
  { "SetRoomConfig", set_config },
  { "RegisterInRoom", register_in_room },
  { "DestroyRoom", destroy_room },
  { NULL, NULL },
};
