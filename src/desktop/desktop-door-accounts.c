/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: accounts, registration, own presence, status. */
#define G_LOG_DOMAIN "desktop-door-accounts"

#include "charla-config.h"
#include "chat-enums.h"
#include "chat-error.h"
#include "chat-proxy.h"
#include "desktop-door-call.h"

#include <glib/gi18n.h>
#include <string.h>

/* What an account is, and what it negotiated. */
static GVariant *
status_variant (ChatAccount *account)
{
  g_autoptr(GVariant) known = g_variant_ref_sink (desktop_account_variant (account));
  g_autoptr(GVariant) info = chat_account_dup_status_info (account);
  GVariantDict dict;
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_dict_init (&dict, known);
  g_variant_iter_init (&iter, info);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_dict_insert_value (&dict, key, value);
  return g_variant_dict_end (&dict);
}

static GVariant *
list_accounts (ChatClient *client,
               gboolean    status)
{
  GListModel *accounts = chat_client_get_accounts (client);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);

      g_variant_builder_add_value (&builder, status ? status_variant (account)
                                                    : desktop_account_variant (account));
    }
  return g_variant_builder_end (&builder);
}

GVariant *
desktop_status_variant (ChatClient *client,
                        const char *note)
{
  const char *trouble = chat_client_get_trouble_text (client);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "version", "s", CHARLA_VERSION);
  g_variant_dict_insert (&dict, "unread", "u", chat_client_get_unread (client));
  if (trouble != NULL || note != NULL)
    g_variant_dict_insert (&dict, "trouble", "s", trouble != NULL ? trouble : note);
  g_variant_dict_insert_value (&dict, "accounts", list_accounts (client, TRUE));
  return g_variant_dict_end (&dict);
}

static void
list_accounts_call (ChatClient            *client,
                    GVariant              *arguments,
                    GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@aa{sv})",
                                                                    list_accounts (client, FALSE)));
}

#define SERVER_OPTIONS \
  { "host", "s" }, { "port", "q" }, { "tls", "s" }, { "ca-file", "s" }, { "allow-plain", "b" }, \
  { "proxy", "s" }, { "proxy-password", "s" }

static const DesktopOption server_options[] = {
  SERVER_OPTIONS,
  { NULL, NULL },
};

static const DesktopOption add_options[] = {
  SERVER_OPTIONS,
  { "remember", "b" },
  { NULL, NULL },
};

static const DesktopOption register_options[] = {
  SERVER_OPTIONS,
  { "fields", "a{ss}" },
  { "invitation", "s" },
  { NULL, NULL },
};

/* Puts into @server what is in @options, to which the strings belong. FALSE: @invocation was
 * answered. */
static gboolean
read_server (GVariant              *options,
             ChatServer            *server,
             GDBusMethodInvocation *invocation)
{
  static const char *const modes[] = { "auto", "starttls", "direct", "websocket", NULL };
  g_autoptr(ChatProxy) proxy = NULL;
  g_autoptr(GError) error = NULL;

  g_variant_lookup (options, "host", "&s", &server->host);
  g_variant_lookup (options, "port", "q", &server->port);
  g_variant_lookup (options, "tls", "&s", &server->tls);
  g_variant_lookup (options, "ca-file", "&s", &server->ca_file);
  g_variant_lookup (options, "allow-plain", "b", &server->allow_plain);
  g_variant_lookup (options, "proxy", "&s", &server->proxy);
  g_variant_lookup (options, "proxy-password", "&s", &server->proxy_password);
  if (server->proxy_password != NULL && server->proxy_password[0] == '\0')
    server->proxy_password = NULL;
  if (server->tls != NULL && !g_strv_contains (modes, server->tls))
    {
      desktop_call_refuse (invocation, CHAT_ERROR_UNSUPPORTED,
                           _("TLS is one of auto, starttls, direct and websocket."));
      return FALSE;
    }
  if ((proxy = chat_proxy_parse (server->proxy, &error)) == NULL)
    {
      desktop_call_fail (invocation, g_steal_pointer (&error));
      return FALSE;
    }
  return TRUE;
}

static void
account_added_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (chat_client_add_account_finish (CHAT_CLIENT (object), result, &error) != NULL)
    g_dbus_method_invocation_return_value (user_data, NULL);
  else
    desktop_call_fail (user_data, g_steal_pointer (&error));
}

static void
add_account (ChatClient            *client,
             GVariant              *arguments,
             GDBusMethodInvocation *invocation)
{
  g_autoptr(GVariant) options = NULL;
  const char *address, *password;
  gboolean remember = TRUE;
  ChatServer server = { 0 };

  g_variant_get (arguments, "(&s&s@a{sv})", &address, &password, &options);
  if (!desktop_call_check_options (options, add_options, invocation)
      || !read_server (options, &server, invocation))
    return;

  g_variant_lookup (options, "remember", "b", &remember);
  chat_client_add_account_async (client, address, password[0] != '\0' ? password : NULL, remember,
                                 &server, NULL, account_added_cb, invocation);
}

static void
set_server (ChatClient            *client,
            GVariant              *arguments,
            GDBusMethodInvocation *invocation)
{
  g_autoptr(GVariant) options = NULL;
  const char *address;
  ChatAccount *account;
  ChatServer known = { 0 };
  ChatServer server;
  g_autofree char *host = NULL;
  g_autofree char *tls = NULL;
  g_autofree char *ca_file = NULL;
  g_autofree char *proxy = NULL;

  g_variant_get (arguments, "(&s@a{sv})", &address, &options);
  if ((account = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  /* What is not among the options stays, so it must outlive the setting of it. */
  chat_account_get_server (account, &known);
  server = known;
  server.host = host = g_strdup (known.host);
  server.tls = tls = g_strdup (known.tls);
  server.ca_file = ca_file = g_strdup (known.ca_file);
  server.proxy = proxy = g_strdup (known.proxy);
  if (!desktop_call_check_options (options, server_options, invocation)
      || !read_server (options, &server, invocation))
    return;

  chat_account_set_server (account, &server);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
account_removed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (chat_client_remove_account_finish (CHAT_CLIENT (object), result, &error))
    g_dbus_method_invocation_return_value (user_data, NULL);
  else
    desktop_call_fail (user_data, g_steal_pointer (&error));
}

static void
remove_account (ChatClient            *client,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation)
{
  const char *address;
  gboolean unregister;
  ChatAccount *account;

  g_variant_get (arguments, "(&sb)", &address, &unregister);
  if ((account = desktop_call_account (client, address, NULL, invocation)) != NULL)
    chat_client_remove_account_async (client, account, unregister, NULL, account_removed_cb,
                                      invocation);
}

static void
enable_account (ChatClient            *client,
                GVariant              *arguments,
                GDBusMethodInvocation *invocation)
{
  const char *address;
  gboolean enabled;
  ChatAccount *account;

  g_variant_get (arguments, "(&sb)", &address, &enabled);
  if ((account = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  chat_account_set_enabled (account, enabled);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
reconnect (ChatClient            *client,
           GVariant              *arguments,
           GDBusMethodInvocation *invocation)
{
  const char *address;
  ChatAccount *account;

  g_variant_get (arguments, "(&s)", &address);
  if ((account = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  chat_account_reconnect (account);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
give_password (ChatClient            *client,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  const char *address, *password;
  gboolean remember;
  ChatAccount *account;

  g_variant_get (arguments, "(&s&sb)", &address, &password, &remember);
  if ((account = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  if (password[0] == '\0')
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NO_PASSWORD, _("An empty password is none."));
      return;
    }
  if (chat_account_get_state (account) != CHAT_ACCOUNT_NEEDS_PASSWORD)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_FAILED, _("No password is asked for now."));
      return;
    }
  chat_account_give_password (account, password, remember);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
change_password (ChatClient            *client,
                 GVariant              *arguments,
                 GDBusMethodInvocation *invocation)
{
  const char *address, *password;
  ChatAccount *account;

  g_variant_get (arguments, "(&s&s)", &address, &password);
  if ((account = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  if (password[0] == '\0')
    desktop_call_refuse (invocation, CHAT_ERROR_NO_PASSWORD, _("An empty password is none."));
  else
    chat_account_change_password_async (account, password, NULL, desktop_call_done_cb, invocation);
}

static void
answer_certificate (ChatClient            *client,
                    GVariant              *arguments,
                    GDBusMethodInvocation *invocation)
{
  const char *address, *fingerprint;
  gboolean trust;
  ChatAccount *account;
  ChatCertificate *certificate;

  g_variant_get (arguments, "(&s&sb)", &address, &fingerprint, &trust);
  if ((account = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  certificate = chat_account_get_certificate (account);
  if (certificate == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("No certificate is in question."));
  else if (trust && g_ascii_strcasecmp (fingerprint,
                                        chat_certificate_get_fingerprint (certificate)) != 0)
    desktop_call_refuse (invocation, CHAT_ERROR_CERTIFICATE,
                         _("The fingerprint is not that of the certificate in question."));
  else
    {
      chat_account_answer_trust (account, trust);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static void
accept_weaker (ChatClient            *client,
               GVariant              *arguments,
               GDBusMethodInvocation *invocation)
{
  const char *address, *mechanism;
  gboolean from_now_on;
  ChatAccount *account;

  g_variant_get (arguments, "(&s&sb)", &address, &mechanism, &from_now_on);
  if ((account = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  if (chat_account_get_weaker (account) == NULL)
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND,
                         _("The server offers no weaker way to sign in than before."));
  else if (!g_str_equal (mechanism, chat_account_get_weaker (account)))
    desktop_call_refuse (invocation, CHAT_ERROR_WEAKER,
                         _("The server offers another way to sign in than this."));
  else
    {
      chat_account_accept_weaker (account, mechanism, from_now_on);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

/* Registration: open, fill, submit. */
typedef struct {
  GDBusMethodInvocation *invocation;
  ChatRegistration      *registration;
  char                  *user;
  char                  *password;
  GVariant              *fields; /* (nullable) a{ss} */
} Register;

static void
register_free (Register *job)
{
  g_object_unref (job->registration);
  g_free (job->user);
  g_free (job->password);
  g_clear_pointer (&job->fields, g_variant_unref);
  g_free (job);
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Register *job = user_data;
  g_autoptr(GError) error = NULL;

  if (chat_registration_submit_finish (job->registration, result, &error) != NULL)
    g_dbus_method_invocation_return_value (job->invocation, NULL);
  else
    desktop_call_fail (job->invocation, g_steal_pointer (&error));
  register_free (job);
}

static char *
fill_form (Register *job,
           ChatForm *form)
{
  g_autoptr(GString) missing = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (form)); i++)
    {
      g_autoptr(ChatFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      const char *name = chat_form_field_get_name (field), *value;

      if (name == NULL)
        continue; /* only a text to read */
      if (job->fields != NULL && g_variant_lookup (job->fields, name, "&s", &value))
        chat_form_field_set_value (field, value);
      else if (g_str_equal (name, "username"))
        chat_form_field_set_value (field, job->user);
      else if (g_str_equal (name, "password"))
        chat_form_field_set_value (field, job->password);
      else if (chat_form_field_get_required (field) && chat_form_field_get_value (field)[0] == '\0'
               && chat_form_field_get_kind (field) != CHAT_FIELD_HIDDEN
               && chat_form_field_get_kind (field) != CHAT_FIELD_FIXED)
        g_string_append_printf (missing, "%s%s (%s)", missing->len > 0 ? ", " : "", name,
                                chat_form_field_get_label (field));
    }
  return missing->len > 0 ? g_string_free (g_steal_pointer (&missing), FALSE) : NULL;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Register *job = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *missing = NULL;
  g_autoptr(ChatForm) form = chat_registration_open_finish (job->registration, result, &error);

  if (form == NULL)
    desktop_call_fail (job->invocation, g_steal_pointer (&error));
  else if (g_list_model_get_n_items (G_LIST_MODEL (form)) == 0 && chat_form_get_url (form) != NULL)
    {
      g_autofree char *text =
        g_strdup_printf (_("This server takes new accounts on a web page: %s"),
                         chat_form_get_url (form));

      desktop_call_refuse (job->invocation, CHAT_ERROR_NO_REGISTRATION, text);
    }
  else if ((missing = fill_form (job, form)) != NULL)
    {
      /* Translators: %s is a list of the server's questions */
      g_autofree char *text = g_strdup_printf (_("The server wants to know more: %s"), missing);

      desktop_call_refuse (job->invocation, CHAT_ERROR_REFUSED, text);
    }
  else
    {
      chat_registration_submit_async (job->registration, NULL, submitted_cb, job);
      return;
    }
  register_free (job);
}

static void
register_account (ChatClient            *client,
                  GVariant              *arguments,
                  GDBusMethodInvocation *invocation)
{
  g_autoptr(GVariant) options = NULL;
  g_autoptr(GError) error = NULL;
  const char *address, *password, *at, *invitation = NULL;
  ChatRegistration *registration;
  ChatServer server = { 0 };
  Register *job;

  g_variant_get (arguments, "(&s&s@a{sv})", &address, &password, &options);
  if ((at = strchr (address, '@')) == NULL || at == address || at[1] == '\0'
      || strchr (at, '/') != NULL)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_INVALID_ADDRESS, _("This is not an address."));
      return;
    }
  if (password[0] == '\0')
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NO_PASSWORD, _("An empty password is none."));
      return;
    }
  if (!desktop_call_check_options (options, register_options, invocation)
      || !read_server (options, &server, invocation))
    return;

  g_variant_lookup (options, "invitation", "&s", &invitation);
  registration = chat_client_new_registration (client, at + 1, invitation, &server, &error);
  if (registration == NULL)
    {
      desktop_call_fail (invocation, g_steal_pointer (&error));
      return;
    }

  job = g_new0 (Register, 1);
  job->invocation = invocation;
  job->registration = registration;
  job->user = g_strndup (address, (gsize) (at - address));
  job->password = g_strdup (password);
  job->fields = g_variant_lookup_value (options, "fields", G_VARIANT_TYPE ("a{ss}"));
  chat_registration_open_async (registration, NULL, opened_cb, job);
}

static void
set_presence (ChatClient            *client,
              GVariant              *arguments,
              GDBusMethodInvocation *invocation)
{
  GListModel *accounts = chat_client_get_accounts (client);
  const char *address, *word, *status;
  ChatAccount *only = NULL;
  int presence;

  g_variant_get (arguments, "(&s&s&s)", &address, &word, &status);
  if (!desktop_unword (CHAT_TYPE_PRESENCE, word, &presence))
    {
      desktop_call_refuse (invocation, CHAT_ERROR_FAILED, _("There is no such presence."));
      return;
    }
  if (address[0] != '\0'
      && (only = desktop_call_account (client, address, NULL, invocation)) == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);

      if (only == NULL || account == only)
        chat_account_set_presence (account, (ChatPresence) presence,
                                   status[0] != '\0' ? status : NULL);
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

const DesktopCall desktop_account_calls[] = {
  { "ListAccounts", list_accounts_call },
  { "AddAccount", add_account },
  { "SetServer", set_server },
  { "RemoveAccount", remove_account },
  { "EnableAccount", enable_account },
  { "Reconnect", reconnect },
  { "GivePassword", give_password },
  { "ChangePassword", change_password },
  { "AnswerCertificate", answer_certificate },
  { "AcceptWeaker", accept_weaker },
  { "RegisterAccount", register_account },
  { "SetPresence", set_presence },
  { NULL, NULL },
};
