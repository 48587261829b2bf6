/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the door's handlers share: errors, looking things up, things as dictionaries. */
#define G_LOG_DOMAIN "desktop-door-call"

#include "desktop-door-call.h"

#include "chat-device.h"
#include "chat-enums.h"
#include "chat-error.h"
#include "chat-file.h"

#include <glib/gi18n.h>

static char *
error_bus_name (const GError *error)
{
  g_autoptr(GString) name = g_string_new ("im.charla.Error.");
  gboolean upper = TRUE;

  for (const char *p = chat_error_get_name (error); *p != '\0'; p++)
    if (*p == '-')
      upper = TRUE;
    else
      {
        g_string_append_c (name, upper ? g_ascii_toupper (*p) : *p);
        upper = FALSE;
      }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/**
 * desktop_call_fail:
 * @invocation: (transfer full): the call
 * @error: (transfer full): why it failed
 *
 * Answers with a named error, its message a sentence for people.
 */
void
desktop_call_fail (GDBusMethodInvocation *invocation,
                   GError                *error)
{
  g_autoptr(GError) ours = chat_error_translate (error);
  g_autofree char *name = error_bus_name (ours);
  g_autofree char *text = chat_error_to_text (ours);

  g_dbus_method_invocation_return_dbus_error (invocation, name, text);
}

/**
 * desktop_call_refuse:
 * @invocation: (transfer full): the call
 * @code: which error
 * @text: a translated sentence
 *
 * Answers a call that cannot be right as it was made.
 */
void
desktop_call_refuse (GDBusMethodInvocation *invocation,
                     ChatError              code,
                     const char            *text)
{
  g_autoptr(GError) error = g_error_new_literal (CHAT_ERROR, (int) code, text);
  g_autofree char *name = error_bus_name (error);

  g_dbus_method_invocation_return_dbus_error (invocation, name, text);
}

/**
 * desktop_call_done_cb:
 * @object: a #ChatAccount
 * @result: of one of its calls that chat_account_finish() ends
 * @user_data: (transfer full): the invocation
 *
 * Answers a call that gives nothing back.
 */
void
desktop_call_done_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (chat_account_finish (CHAT_ACCOUNT (object), result, &error))
    g_dbus_method_invocation_return_value (user_data, NULL);
  else
    desktop_call_fail (user_data, g_steal_pointer (&error));
}

/**
 * desktop_call_sent_cb:
 * @object: a #ChatConversation
 * @result: of something that was sent there
 * @user_data: (transfer full): the invocation
 *
 * Answers with the id of what was sent.
 */
void
desktop_call_sent_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message =
    chat_conversation_send_finish (CHAT_CONVERSATION (object), result, &error);

  if (message == NULL)
    desktop_call_fail (user_data, g_steal_pointer (&error));
  else
    g_dbus_method_invocation_return_value (user_data,
                                           g_variant_new ("(s)",
                                                          chat_message_get_message_id (message)));
}

/**
 * desktop_call_check_options:
 * @options: an a{sv}
 * @known: what may be in it, ended by an entry without a name
 * @invocation: the call; taken when something else is in it
 *
 * An option that is not understood must not be passed over: who asks for more than there is has to
 * hear that it was not done.
 *
 * Returns: whether all options are known and of the right type
 */
gboolean
desktop_call_check_options (GVariant              *options,
                            const DesktopOption   *known,
                            GDBusMethodInvocation *invocation)
{
  g_autoptr(GVariant) value = NULL;
  GVariantIter iter;
  const char *name;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      const DesktopOption *option = known;

      while (option->name != NULL && !g_str_equal (option->name, name))
        option++;
      if (option->name == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE (option->type)))
        {
          /* Translators: %s is the name of an option */
          g_autofree char *text = g_strdup_printf (_("The option “%s” cannot be used so."), name);

          desktop_call_refuse (invocation, CHAT_ERROR_UNSUPPORTED, text);
          return FALSE;
        }
      g_clear_pointer (&value, g_variant_unref);
    }
  return TRUE;
}

static gboolean
has_with (ChatClient  *client,
          ChatAccount *account,
          const char  *with)
{
  ChatContact *contact = chat_account_get_contact (account, with);

  return contact != NULL
         && (chat_contact_get_in_list (contact)
             || chat_client_find_conversation (client, chat_account_get_address (account), with)
                  != NULL);
}

/**
 * desktop_call_account:
 * @client: the model
 * @address: an account's address; "" for the one that it can only be
 * @with: (nullable): whom the call is about, to tell accounts apart
 * @invocation: the call; answered, and with that taken, when there is no such account
 *
 * Returns: (transfer none) (nullable): the account
 */
ChatAccount *
desktop_call_account (ChatClient            *client,
                      const char            *address,
                      const char            *with,
                      GDBusMethodInvocation *invocation)
{
  GListModel *accounts = chat_client_get_accounts (client);
  guint n = g_list_model_get_n_items (accounts);
  ChatAccount *found = NULL;

  if (address[0] != '\0')
    {
      if ((found = chat_client_get_account (client, address)) == NULL)
        desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such account."));
      return found;
    }

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);

      if (n > 1 && (with == NULL || !has_with (client, account, with)))
        continue;
      if (found != NULL)
        {
          desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("Say which account is meant."));
          return NULL;
        }
      found = account; /* the list keeps it */
    }

  if (found == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND,
                         n == 0 ? _("There is no account yet.") : _("Say which account is meant."));
  return found;
}

/**
 * desktop_call_contact:
 * @client: the model
 * @account: an account's address, or ""
 * @address: the contact's
 * @found: (out) (transfer none): its account
 * @invocation: the call; taken when there is no such contact
 *
 * Returns: (transfer none) (nullable): the contact
 */
ChatContact *
desktop_call_contact (ChatClient             *client,
                      const char             *account,
                      const char             *address,
                      ChatAccount           **found,
                      GDBusMethodInvocation  *invocation)
{
  ChatContact *contact;

  if ((*found = desktop_call_account (client, account, address, invocation)) == NULL)
    return NULL;

  if ((contact = chat_account_get_contact (*found, address)) == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_INVALID_ADDRESS, _("This is not an address."));
  return contact;
}

/**
 * desktop_call_conversation:
 * @client: the model
 * @account: an account's address, or ""
 * @with: the other's address
 * @invocation: the call; taken when @with is no address
 *
 * Returns: (transfer none) (nullable): the conversation, made when there was none
 */
ChatConversation *
desktop_call_conversation (ChatClient            *client,
                           const char            *account,
                           const char            *with,
                           GDBusMethodInvocation *invocation)
{
  g_autoptr(GError) error = NULL;
  ChatConversation *conversation;
  ChatAccount *found = desktop_call_account (client, account, with, invocation);

  if (found == NULL)
    return NULL;

  conversation = chat_client_get_conversation (client, found, with, &error);
  if (conversation == NULL)
    desktop_call_fail (invocation, g_steal_pointer (&error));
  return conversation;
}

/**
 * desktop_call_find_conversation:
 * @client: the model
 * @account: an account's address, or ""
 * @with: the other's address
 * @found: (out) (transfer none) (nullable): the conversation; %NULL when there was none yet
 * @invocation: the call; taken when it names no account or @with is no address
 *
 * For calls that read: they make no conversation.
 *
 * Returns: whether @account and @with are right
 */
gboolean
desktop_call_find_conversation (ChatClient             *client,
                                const char             *account,
                                const char             *with,
                                ChatConversation      **found,
                                GDBusMethodInvocation  *invocation)
{
  ChatAccount *of;
  ChatContact *contact = desktop_call_contact (client, account, with, &of, invocation);

  if (contact == NULL)
    return FALSE;

  *found = chat_client_find_conversation (client, chat_account_get_address (of), with);
  return TRUE;
}

const char *
desktop_word (GType type,
              int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  const GEnumValue *found = g_enum_get_value (klass, value);

  return found != NULL ? found->value_nick : "unknown"; /* nicks are static */
}

gboolean
desktop_unword (GType       type,
                const char *word,
                int        *value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  const GEnumValue *found = g_enum_get_value_by_nick (klass, word);

  if (found == NULL)
    return FALSE;
  *value = found->value;
  return TRUE;
}

static void
add_text (GVariantDict *dict,
          const char   *key,
          const char   *text)
{
  if (text != NULL)
    g_variant_dict_insert (dict, key, "s", text);
}

GVariant *
desktop_account_variant (ChatAccount *account)
{
  GVariantDict dict;
  const GError *error = chat_account_get_error (account);
  ChatCertificate *certificate = chat_account_get_certificate (account);

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "address", chat_account_get_address (account));
  add_text (&dict, "label", chat_account_get_label (account));
  add_text (&dict, "color", chat_account_get_color (account));
  g_variant_dict_insert (&dict, "enabled", "b", chat_account_get_enabled (account));
  add_text (&dict, "state", desktop_word (CHAT_TYPE_ACCOUNT_STATE,
                                          (int) chat_account_get_state (account)));
  add_text (&dict, "error", chat_account_get_error_text (account));
  if (error != NULL)
    add_text (&dict, "error-name", chat_error_get_name (error));
  g_variant_dict_insert (&dict, "retry-in", "u", chat_account_get_retry_in (account));
  add_text (&dict, "presence", desktop_word (CHAT_TYPE_PRESENCE,
                                             (int) chat_account_get_presence (account)));
  add_text (&dict, "status", chat_account_get_status (account));
  add_text (&dict, "nickname", chat_account_get_nickname (account));
  if (certificate != NULL)
    {
      g_autofree char *reason = chat_certificate_dup_reason (certificate);

      add_text (&dict, "certificate-reason", reason);
      add_text (&dict, "certificate-fingerprint", chat_certificate_get_fingerprint (certificate));
    }
  add_text (&dict, "weaker-mechanism", chat_account_get_weaker (account));
  return g_variant_dict_end (&dict);
}

static GVariant *
devices_variant (ChatContact *contact)
{
  GListModel *devices = chat_contact_get_devices (contact);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(ChatDevice) device = g_list_model_get_item (devices, i);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      add_text (&dict, "resource", chat_device_get_resource (device));
      add_text (&dict, "presence", desktop_word (CHAT_TYPE_PRESENCE,
                                                 (int) chat_device_get_presence (device)));
      add_text (&dict, "status", chat_device_get_status (device));
      add_text (&dict, "client", chat_device_get_client (device));
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }
  return g_variant_builder_end (&builder);
}

GVariant *
desktop_contact_variant (ChatContact *contact)
{
  const char *const *groups = chat_contact_get_groups (contact);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "account", chat_contact_get_account_address (contact));
  add_text (&dict, "address", chat_contact_get_address (contact));
  add_text (&dict, "name", chat_contact_get_name (contact));
  add_text (&dict, "presence", desktop_word (CHAT_TYPE_PRESENCE,
                                             (int) chat_contact_get_presence (contact)));
  add_text (&dict, "status", chat_contact_get_status (contact));
  add_text (&dict, "subscription", desktop_word (CHAT_TYPE_SUBSCRIPTION,
                                                 (int) chat_contact_get_subscription (contact)));
  g_variant_dict_insert (&dict, "asking", "b", chat_contact_get_asking (contact));
  g_variant_dict_insert (&dict, "requests", "b", chat_contact_get_wants_subscription (contact));
  g_variant_dict_insert (&dict, "in-list", "b", chat_contact_get_in_list (contact));
  g_variant_dict_insert (&dict, "blocked", "b", chat_contact_get_blocked (contact));
  g_variant_dict_insert_value (&dict, "groups",
                               g_variant_new_strv (groups, groups != NULL ? -1 : 0));
  if (chat_contact_get_last_interaction (contact) > 0)
    g_variant_dict_insert (&dict, "last-interaction", "x",
                           chat_contact_get_last_interaction (contact));
  g_variant_dict_insert_value (&dict, "devices", devices_variant (contact));
  return g_variant_dict_end (&dict);
}

/* (nullable) */
static const char *
get_offer (ChatFile *file)
{
  static const char *const names[] = {
    [CHAT_OFFER_NONE] = NULL,
    [CHAT_OFFER_OPEN] = "open",
    [CHAT_OFFER_TAKEN] = "taken",
    [CHAT_OFFER_DECLINED] = "declined",
    [CHAT_OFFER_WITHDRAWN] = "withdrawn",
    [CHAT_OFFER_FAILED] = "failed",
  };

  return names[chat_file_get_offer (file)];
}

static GVariant *
make_files (GListModel *files)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (files, i);
      ChatTransfer *transfer = chat_file_get_transfer (file);
      GVariantDict dict;

      g_variant_dict_init (&dict, NULL);
      add_text (&dict, "name", chat_file_get_name (file));
      add_text (&dict, "type", chat_file_get_media_type (file));
      add_text (&dict, "url", chat_file_get_url (file));
      add_text (&dict, "path", chat_file_get_path (file));
      if (chat_file_get_size (file) >= 0)
        g_variant_dict_insert (&dict, "size", "x", chat_file_get_size (file));
      if (chat_file_get_length (file) > 0)
        g_variant_dict_insert (&dict, "length-ms", "x", chat_file_get_length (file));
      if (chat_file_is_direct (file))
        g_variant_dict_insert (&dict, "direct", "b", TRUE);
      add_text (&dict, "offer", get_offer (file));
      if (transfer != NULL)
        {
          g_variant_dict_insert (&dict, "done", "x", chat_transfer_get_done (transfer));
          add_text (&dict, "transfer", desktop_word (CHAT_TYPE_TRANSFER_STATE,
                                                     (int) chat_transfer_get_state (transfer)));
          add_text (&dict, "error", chat_transfer_get_text (transfer));
        }
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
make_preview (ChatPreview *preview)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "url", chat_preview_get_url (preview));
  add_text (&dict, "title", chat_preview_get_title (preview));
  add_text (&dict, "description", chat_preview_get_description (preview));
  add_text (&dict, "site", chat_preview_get_site (preview));
  return g_variant_dict_end (&dict);
}

GVariant *
desktop_message_variant (ChatConversation *conversation,
                         ChatMessage      *message)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "account", chat_conversation_get_account_address (conversation));
  add_text (&dict, "with", chat_conversation_get_address (conversation));
  add_text (&dict, "id", chat_message_get_message_id (message));
  add_text (&dict, "archive-id", chat_message_get_archive_id (message));
  g_variant_dict_insert (&dict, "row", "x", chat_message_get_id (message));
  g_variant_dict_insert (&dict, "time", "x", chat_message_get_time (message));
  g_variant_dict_insert (&dict, "outgoing", "b", chat_message_is_outgoing (message));
  g_variant_dict_insert (&dict, "delayed", "b", chat_message_is_delayed (message));
  g_variant_dict_insert (&dict, "edited", "b", chat_message_is_edited (message));
  add_text (&dict, "sender", chat_message_get_sender (message));
  add_text (&dict, "sender-name", chat_message_get_sender_name (message));
  add_text (&dict, "author", chat_message_get_author (message));
  g_variant_dict_insert (&dict, "mention", "b", chat_message_is_mention (message));
  add_text (&dict, "kind", desktop_word (CHAT_TYPE_MESSAGE_KIND,
                                         (int) chat_message_get_kind (message)));
  add_text (&dict, "state", desktop_word (CHAT_TYPE_MESSAGE_STATE,
                                          (int) chat_message_get_state (message)));
  add_text (&dict, "error", chat_message_get_error_text (message));
  add_text (&dict, "removed-by", chat_message_get_moderator (message));
  add_text (&dict, "removal-reason", chat_message_get_removal (message));
  add_text (&dict, "corrects", chat_message_get_corrects (message));
  add_text (&dict, "unsent", chat_message_get_unsent (message));
  add_text (&dict, "unsent-error", chat_message_get_unsent_reason (message));
  add_text (&dict, "url", chat_message_get_url (message));
  add_text (&dict, "body", chat_message_get_body (message));
  if (chat_message_get_preview (message) != NULL)
    g_variant_dict_insert_value (&dict, "preview",
                                 make_preview (chat_message_get_preview (message)));
  if (chat_message_get_files (message) != NULL)
    g_variant_dict_insert_value (&dict, "files",
                                 make_files (chat_message_get_files (message)));
  return g_variant_dict_end (&dict);
}

GVariant *
desktop_conversation_variant (ChatConversation *conversation)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "account", chat_conversation_get_account_address (conversation));
  add_text (&dict, "address", chat_conversation_get_address (conversation));
  add_text (&dict, "kind", desktop_word (CHAT_TYPE_CONVERSATION_KIND,
                                         (int) chat_conversation_get_kind (conversation)));
  add_text (&dict, "title", chat_conversation_get_title (conversation));
  g_variant_dict_insert (&dict, "unread", "u", chat_conversation_get_unread (conversation));
  g_variant_dict_insert (&dict, "mentions", "u", chat_conversation_get_mentions (conversation));
  add_text (&dict, "preview", chat_conversation_get_preview (conversation));
  g_variant_dict_insert (&dict, "outgoing", "b",
                         chat_conversation_get_preview_outgoing (conversation));
  g_variant_dict_insert (&dict, "last-time", "x", chat_conversation_get_last_time (conversation));
  g_variant_dict_insert (&dict, "pinned", "b", chat_conversation_get_pinned (conversation));
  g_variant_dict_insert (&dict, "muted", "b", chat_conversation_get_muted (conversation));
  g_variant_dict_insert (&dict, "archived", "b", chat_conversation_get_archived (conversation));
  add_text (&dict, "draft", chat_conversation_get_draft (conversation));
  return g_variant_dict_end (&dict);
}
