/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommands: accounts, status, own presence. */
#define G_LOG_DOMAIN "app-command-account"

#include "app-command.h"
#include "app-door.h"
#include "app-print.h"

#include <glib/gi18n.h>
#include <string.h>

static void
insert_text (GVariantDict *dict,
             const char   *key,
             const char   *text)
{
  if (text != NULL)
    g_variant_dict_insert (dict, key, "s", text);
}

static void
insert_server (AppCall      *call,
               const char   *proxy_password,
               GVariantDict *dict)
{
  insert_text (dict, "proxy", call->proxy);
  insert_text (dict, "proxy-password", proxy_password);
  insert_text (dict, "host", call->host);
  insert_text (dict, "tls", call->tls);
  if (call->port > 0)
    g_variant_dict_insert (dict, "port", "q", (guint16) call->port);
  if (call->ca_file != NULL && call->ca_file[0] == '\0')
    insert_text (dict, "ca-file", "");
  else if (call->ca_file != NULL)
    {
      g_autofree char *path = g_canonicalize_filename (call->ca_file, NULL);

      g_variant_dict_insert (dict, "ca-file", "s", path);
    }
  if (call->allow_plain)
    g_variant_dict_insert (dict, "allow-plain", "b", TRUE);
}

/* The account once it has got somewhere; NULL: see *@status. @is_patient: past tries that fail. */
static GVariant *
wait_for_account (AppCall  *call,
                  gboolean  is_patient,
                  int      *status)
{
  gint64 end_us = g_get_monotonic_time () + app_call_timeout (call) * G_USEC_PER_SEC;

  while (TRUE)
    {
      gint64 left_us = MAX (end_us - g_get_monotonic_time (), 0);
      guint timeout_s = (guint) (left_us / G_USEC_PER_SEC) + 1;
      g_autoptr(GVariant) answer = NULL;
      g_autoptr(GVariant) account = NULL;

      answer = app_door_call (call, "WaitForAccount",
                              g_variant_new ("(su)", call->args[0], timeout_s), timeout_s + 10,
                              status);
      if (answer == NULL)
        return NULL;

      account = g_variant_get_child_value (answer, 0);
      if (!is_patient || left_us == 0
          || !g_str_equal (app_print_text (account, "state"), "waiting")
          || g_str_equal (app_print_text (account, "error-name"), "weaker"))
        return g_steal_pointer (&account);

      g_usleep (G_USEC_PER_SEC / 2);
    }
}

/* Waits until the account is online; says why when it is not. */
static int
wait_online (AppCall  *call,
             gboolean  is_patient)
{
  int status;
  g_autoptr(GVariant) account = wait_for_account (call, is_patient, &status);
  const char *state, *reason;

  if (account == NULL)
    return status;
  if (call->json)
    app_print_json (account);

  state = app_print_text (account, "state");
  if (g_str_equal (state, "online"))
    {
      if (!call->json)
        g_print (_("%s is online.\n"), app_print_text (account, "address"));
      return 0;
    }

  reason = app_print_text (account, "error");
  if (g_str_equal (state, "needs-trust"))
    {
      app_print_error (app_print_text (account, "certificate-reason"));
      g_printerr (_("Its fingerprint is %s\n"),
                  app_print_text (account, "certificate-fingerprint"));
      g_printerr (_("To connect anyway: charla account trust %s FINGERPRINT\n"),
                  app_print_text (account, "address"));
      return APP_EXIT_FAILED;
    }
  if (reason[0] == '\0' && g_str_equal (state, "needs-password"))
    reason = _("The password is asked for.");
  else if (reason[0] == '\0' && g_str_equal (state, "offline"))
    reason = _("The account is signed out.");
  app_print_error (reason[0] != '\0' ? reason : state);
  if (g_str_equal (app_print_text (account, "error-name"), "weaker"))
    g_printerr (_("To sign in anyway: charla account accept-weaker %s '%s'\n"),
                app_print_text (account, "address"),
                app_print_text (account, "weaker-mechanism"));
  return APP_EXIT_FAILED;
}

static int
wait_for (AppCall *call)
{
  return wait_online (call, TRUE);
}

static int
then_wait (AppCall *call,
           int      status)
{
  return status == 0 && !call->no_wait ? wait_online (call, FALSE) : status;
}

static int
add (AppCall *call)
{
  g_autofree char *password = NULL;
  g_autofree char *proxy_password = NULL;
  GVariantDict dict;
  int status;

  if ((status = app_door_check (call)) != 0 || (status = app_door_password (call, &password)) != 0
      || (status = app_door_proxy_password (call, &proxy_password)) != 0)
    return status;

  g_variant_dict_init (&dict, NULL);
  insert_server (call, proxy_password, &dict);
  g_variant_dict_insert (&dict, "remember", "b", !call->no_remember);
  status = app_door_do (call, "AddAccount",
                        g_variant_new ("(ss@a{sv})", call->args[0],
                                       password != NULL ? password : "",
                                       g_variant_dict_end (&dict)));
  return then_wait (call, status);
}

/* NULL: one of them was written wrongly. */
static GVariant *
read_fields (AppCall *call)
{
  GVariantBuilder fields;

  g_variant_builder_init (&fields, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; call->fields != NULL && call->fields[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (call->fields[i], "=", 2);

      if (g_strv_length (pair) != 2 || pair[0][0] == '\0')
        {
          g_variant_builder_clear (&fields);
          return NULL;
        }
      g_variant_builder_add (&fields, "{ss}", pair[0], pair[1]);
    }
  return g_variant_builder_end (&fields);
}

static int
register_new (AppCall *call)
{
  g_autoptr(GVariant) fields = read_fields (call);
  g_autofree char *password = NULL;
  g_autofree char *proxy_password = NULL;
  GVariantDict dict;
  int status;

  if (fields == NULL)
    {
      app_print_error (_("A field is given as NAME=VALUE."));
      return APP_EXIT_USAGE;
    }
  g_variant_ref_sink (fields);
  if ((status = app_door_check (call)) != 0 || (status = app_door_password (call, &password)) != 0
      || (status = app_door_proxy_password (call, &proxy_password)) != 0)
    return status;

  g_variant_dict_init (&dict, NULL);
  insert_server (call, proxy_password, &dict);
  insert_text (&dict, "invitation", call->invitation);
  g_variant_dict_insert_value (&dict, "fields", fields);
  status = app_door_do (call, "RegisterAccount",
                        g_variant_new ("(ss@a{sv})", call->args[0],
                                       password != NULL ? password : "",
                                       g_variant_dict_end (&dict)));
  return then_wait (call, status);
}

static void
print_listed (GVariant *account)
{
  g_autofree char *address = app_print_column (account, "address", 32);
  g_autofree char *state = app_print_column (account, "state", 14);
  g_autofree char *error = app_print_line (account, "error");

  g_print ("%s  %s  %s\n", address, state, error);
}

static int
list (AppCall *call)
{
  return app_door_list (call, "ListAccounts", NULL, print_listed);
}

static int
remove_one (AppCall *call)
{
  return app_door_do (call, "RemoveAccount", g_variant_new ("(sb)", call->args[0],
                                                            call->unregister));
}

static int
enable (AppCall *call)
{
  return then_wait (call, app_door_do (call, "EnableAccount",
                                       g_variant_new ("(sb)", call->args[0], TRUE)));
}

static int
disable (AppCall *call)
{
  return app_door_do (call, "EnableAccount", g_variant_new ("(sb)", call->args[0], FALSE));
}

static int
reconnect (AppCall *call)
{
  return app_door_do (call, "Reconnect", g_variant_new ("(s)", call->args[0]));
}

/* Only what was given changes. */
static int
set_server (AppCall *call)
{
  g_autofree char *proxy_password = NULL;
  GVariantDict dict;
  int status;

  if ((status = app_door_check (call)) != 0
      || (status = app_door_proxy_password (call, &proxy_password)) != 0)
    return status;

  g_variant_dict_init (&dict, NULL);
  insert_server (call, proxy_password, &dict);
  return then_wait (call, app_door_do (call, "SetServer",
                                       g_variant_new ("(s@a{sv})", call->args[0],
                                                      g_variant_dict_end (&dict))));
}

static int
give_password (AppCall *call)
{
  g_autofree char *password = NULL;
  int status;

  if ((status = app_door_check (call)) != 0 || (status = app_door_password (call, &password)) != 0)
    return status;

  status = app_door_do (call, "GivePassword",
                        g_variant_new ("(ssb)", call->args[0], password != NULL ? password : "",
                                       !call->no_remember));
  return then_wait (call, status);
}

static int
change_password (AppCall *call)
{
  g_autofree char *password = NULL;
  int status;

  if ((status = app_door_check (call)) != 0 || (status = app_door_password (call, &password)) != 0)
    return status;

  return app_door_do (call, "ChangePassword",
                      g_variant_new ("(ss)", call->args[0], password != NULL ? password : ""));
}

static int
trust (AppCall *call)
{
  return then_wait (call, app_door_do (call, "AnswerCertificate",
                                       g_variant_new ("(ssb)", call->args[0], call->args[1],
                                                      TRUE)));
}

static int
accept_weaker (AppCall *call)
{
  return then_wait (call, app_door_do (call, "AcceptWeaker",
                                       g_variant_new ("(ssb)", call->args[0], call->args[1],
                                                      call->from_now_on)));
}

static void
print_detail (GVariant   *account,
              const char *key,
              const char *label)
{
  g_autofree char *text = app_print_line (account, key);

  if (text[0] != '\0')
    g_print ("  %-18s %s\n", label, text);
}

/* Why our other devices do not hear of something */
static void
print_refusal (GVariant   *account,
               const char *key,
               const char *label)
{
  const char *refusal = app_print_text (account, key);

  if (g_str_equal (refusal, "unsupported"))
    g_print ("  %-18s %s\n", label, _("kept here: the server keeps nothing private"));
  else if (g_str_equal (refusal, "not-private"))
    g_print ("  %-18s %s\n", label, _("kept here: the server would show it to others"));
}

/* What it took to sign in */
static void
print_cost (GVariant *account)
{
  guint round_trips = (guint) app_print_number (account, "round-trips");
  g_autofree char *size = g_format_size ((guint64) app_print_number (account, "bytes-sent")
                                         + (guint64) app_print_number (account, "bytes-received"));
  g_autofree char *text = NULL;

  if (round_trips == 0)
    return;

  /* Translators: %u round trips to the server, %s "3.1 kB", %u milliseconds */
  text = g_strdup_printf (ngettext ("%u round trip, %s, %u ms", "%u round trips, %s, %u ms",
                                    round_trips),
                          round_trips, size, (guint) app_print_number (account, "sign-in-ms"));
  g_print ("  %-18s %s\n", _("Signing in took"), text);
}

/* What happens to the session when the connection is lost */
static void
print_outage (GVariant *account)
{
  const char *text = _("A new session");
  gboolean is_resumable = FALSE;

  if (!g_variant_lookup (account, "resumable", "b", &is_resumable))
    return;

  if (app_print_flag (account, "resumed"))
    text = _("The session went on");
  else if (is_resumable)
    text = _("The session goes on");
  g_print ("  %-18s %s\n", _("After an outage"), text);
}

/* How we came in */
static void
print_sign_in (GVariant *account)
{
  GString *means = g_string_new (NULL);

  if (app_print_flag (account, "sasl2"))
    g_string_append (means, " SASL2");
  if (app_print_flag (account, "fast"))
    g_string_append (means, " FAST");
  if (means->len > 0)
    g_print ("  %-18s%s\n", _("Protocol"), means->str);
  g_string_free (means, TRUE);
}

static void
print_account (GVariant *account)
{
  g_autofree const char **features = NULL;
  int retry_in = (int) app_print_number (account, "retry-in");

  g_print ("%s: %s\n", app_print_text (account, "address"), app_print_text (account, "state"));
  print_detail (account, "error", _("Reason"));
  if (retry_in > 0)
    g_print (ngettext ("  %-18s in %d second\n", "  %-18s in %d seconds\n", (gulong) retry_in),
             _("Next try"), retry_in);
  if (app_print_text (account, "host")[0] != '\0')
    g_print ("  %-18s %s:%d%s\n", _("Connected to"), app_print_text (account, "host"),
             (int) app_print_number (account, "port"),
             app_print_text (account, "websocket")[0] != '\0' ? _(" (WebSocket)")
             : app_print_flag (account, "direct-tls") ? _(" (direct TLS)") : "");
  print_detail (account, "proxy", _("Through the proxy"));
  print_detail (account, "tls", _("Encryption"));
  print_detail (account, "cipher", _("Cipher"));
  print_detail (account, "mechanism", _("Sign-in"));
  print_detail (account, "channel-binding", _("Channel binding"));
  print_sign_in (account);
  print_detail (account, "resource", _("Resource"));
  print_detail (account, "server", _("Server program"));
  print_cost (account);
  print_outage (account);
  if (g_variant_lookup (account, "features", "^a&s", &features) && features[0] != NULL)
    {
      g_autofree char *joined = g_strjoinv (" ", (char **) features);

      g_print ("  %-18s %s\n", _("Features"), joined);
    }
  print_refusal (account, "read-sync-refusal", _("Read state"));
  print_refusal (account, "settings-sync-refusal", _("Pinned and muted"));
  print_refusal (account, "spaces-sync-refusal", _("Workspaces"));
}

static int
show_status (AppCall *call)
{
  g_autoptr(GVariant) answer = NULL, status_info = NULL, accounts = NULL, account = NULL;
  GVariantIter iter;
  int status;

  if ((answer = app_door_call (call, "GetStatus", NULL, 0, &status)) == NULL)
    return status;

  status_info = g_variant_get_child_value (answer, 0);
  if (call->json)
    {
      app_print_json (status_info);
      return 0;
    }

  g_print ("Charla %s, ", app_print_text (status_info, "version"));
  g_print (ngettext ("%d unread message\n", "%d unread messages\n",
                     (gulong) app_print_number (status_info, "unread")),
           (int) app_print_number (status_info, "unread"));
  print_detail (status_info, "trouble", _("Trouble"));
  accounts = g_variant_lookup_value (status_info, "accounts", G_VARIANT_TYPE ("aa{sv}"));
  if (accounts == NULL)
    return 0;

  g_variant_iter_init (&iter, accounts);
  while ((account = g_variant_iter_next_value (&iter)) != NULL)
    {
      print_account (account);
      g_clear_pointer (&account, g_variant_unref);
    }
  return 0;
}

static int
presence (AppCall *call)
{
  const char *word = call->args[0];

  if (g_str_equal (word, "xa"))
    word = "extended-away";
  else if (g_str_equal (word, "dnd"))
    word = "do-not-disturb";
  else if (g_str_equal (word, "chat"))
    word = "chatty";
  else if (g_str_equal (word, "online"))
    word = "available";
  return app_door_do (call, "SetPresence",
                      g_variant_new ("(sss)", call->account, word,
                                     call->n_args > 1 ? call->args[1] : ""));
}

static int
quit (AppCall *call)
{
  return app_door_quit (call);
}

#define WAITING (APP_OPTION_WAIT | APP_OPTION_TIMEOUT)
#define ADDING (APP_OPTION_PASSWORD | APP_OPTION_SERVER | WAITING)

const AppCommand app_account_commands[] = {
  { "account", "add", "ADDRESS", N_("Add an account and sign in"), 1, 1,
    ADDING | APP_OPTION_REMEMBER, add },
  { "account", "register", "ADDRESS", N_("Make a new account on its server"), 1, 1,
    ADDING | APP_OPTION_FIELDS, register_new },
  { "account", "list", "", N_("List the accounts"), 0, 0, 0, list },
  { "account", "remove", "ADDRESS", N_("Remove an account and its history from here"), 1, 1,
    APP_OPTION_UNREGISTER, remove_one },
  { "account", "enable", "ADDRESS", N_("Sign in"), 1, 1, WAITING, enable },
  { "account", "disable", "ADDRESS", N_("Sign out and stay out"), 1, 1, 0, disable },
  { "account", "set", "ADDRESS", N_("Change how it reaches its server"), 1, 1,
    APP_OPTION_PASSWORD | APP_OPTION_SERVER | WAITING, set_server },
  { "account", "reconnect", "ADDRESS", N_("Try to connect now"), 1, 1, 0, reconnect },
  { "account", "wait", "ADDRESS", N_("Wait until it is online"), 1, 1, APP_OPTION_TIMEOUT,
    wait_for },
  { "account", "password", "ADDRESS", N_("Give the password that is asked for"), 1, 1,
    APP_OPTION_PASSWORD | APP_OPTION_REMEMBER | WAITING, give_password },
  { "account", "change-password", "ADDRESS", N_("Change the password on the server"), 1, 1,
    APP_OPTION_PASSWORD, change_password },
  { "account", "trust", "ADDRESS FINGERPRINT", N_("Connect despite a certificate"), 2, 2,
    WAITING, trust },
  { "account", "accept-weaker", "ADDRESS MECHANISM",
    N_("Sign in although the server offers only weaker ways than before"), 2, 2,
    APP_OPTION_FROM_NOW_ON | WAITING, accept_weaker },
  { "status", NULL, "", N_("Show connections and what was negotiated"), 0, 0, 0, show_status },
  { "presence", NULL, "PRESENCE [TEXT]", N_("Set your presence and status text"), 1, 2,
    APP_OPTION_ACCOUNT, presence },
  { "quit", NULL, "", N_("Sign out and end Charla"), 0, 0, 0, quit },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
