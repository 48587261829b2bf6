/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subcommand: a line for everything that happens, until it is ended or Charla ends. */
#define G_LOG_DOMAIN "app-command-watch"

#include "app-command.h"
#include "app-door.h"
#include "app-print.h"
#include "base-text.h"

#include <glib/gi18n.h>
#include <stdio.h>

typedef struct {
  GMainLoop *loop;
  gboolean   json;
  int        status;
} Watch;

static void
print_invitation (GVariant *details)
{
  g_autofree char *inviter = app_print_line (details, "inviter-name");
  g_autofree char *room = app_print_line (details, "room");

  /* Translators: the first is a person, the second the address of a room */
  g_print (_("? %s invites you to %s\n"), inviter, room);
}

/* Of a room: who it is, in the order in which they began. */
static void
print_typing (const char *with,
              GVariant   *details)
{
  g_auto(GStrv) nicks = NULL;

  g_print ("… %s: %s", with, app_print_text (details, "typing"));
  g_variant_lookup (details, "nicks", "^as", &nicks);
  for (guint i = 0; nicks != NULL && nicks[i] != NULL; i++)
    {
      g_autofree char *nick = base_text_clean (nicks[i], BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);

      g_print ("%s %s", i > 0 ? "," : "", nick);
    }
  g_print ("\n");
}

static void
print_event (const char *kind,
             GVariant   *details)
{
  g_autofree char *address = app_print_line (details, "address");
  g_autofree char *with = app_print_line (details, "with");
  g_autofree char *id = app_print_line (details, "id");
  g_autofree char *body = app_print_content (details);
  g_autofree char *status = app_print_line (details, "status");
  g_autofree char *error = app_print_line (details, "error");
  const char *state = app_print_text (details, "state");

  if (g_str_equal (kind, "message"))
    g_print ("%s %s: %s\n", app_print_flag (details, "outgoing") ? "→" : "←", with, body);
  else if (g_str_equal (kind, "message-edited"))
    g_print ("✎ %s: %s\n", with, body);
  else if (g_str_equal (kind, "message-state"))
    g_print ("  %s %s: %s %s\n", with, id, state, error);
  else if (g_str_equal (kind, "account"))
    g_print ("@ %s: %s %s\n", address, state, error);
  else if (g_str_equal (kind, "contact"))
    g_print ("* %s: %s %s\n", address, app_print_text (details, "presence"), status);
  else if (g_str_equal (kind, "contact-request"))
    g_print (_("? %s asks to be a contact\n"), address);
  else if (g_str_equal (kind, "room"))
    g_print ("# %s: %s %s\n", address, state, error);
  else if (g_str_equal (kind, "room-invitation"))
    print_invitation (details);
  else if (g_str_equal (kind, "typing"))
    print_typing (with, details);
  else
    {
      g_autofree char *text = app_print_line (details, "text");

      g_print ("! %s\n", text);
    }
}

static void
event_cb (GDBusConnection *bus,
          const char      *sender,
          const char      *path,
          const char      *interface,
          const char      *signal,
          GVariant        *parameters,
          gpointer         user_data)
{
  Watch *watch = user_data;
  g_autoptr(GVariant) details = NULL;
  const char *kind;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv})")))
    return;

  g_variant_get (parameters, "(&s@a{sv})", &kind, &details);
  if (watch->json)
    {
      g_autoptr(GVariant) line = NULL;
      GVariantDict dict;

      g_variant_dict_init (&dict, details);
      g_variant_dict_insert (&dict, "event", "s", kind);
      line = g_variant_ref_sink (g_variant_dict_end (&dict));
      app_print_json (line);
    }
  else
    print_event (kind, details);
  if (fflush (stdout) != 0)
    g_main_loop_quit (watch->loop); /* nobody reads on; said at the end */
}

static void
gone_cb (GDBusConnection *bus,
         const char      *name,
         gpointer         user_data)
{
  Watch *watch = user_data;

  app_print_error (_("Charla has ended."));
  watch->status = APP_EXIT_NOT_RUNNING;
  g_main_loop_quit (watch->loop);
}

static int
run_watch (AppCall *call)
{
  Watch watch = { NULL, call->json, 0 };
  guint subscription, name;

  subscription = g_dbus_connection_signal_subscribe (call->bus, APP_DOOR_NAME, APP_DOOR_INTERFACE,
                                                     "Event", APP_DOOR_PATH, NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, event_cb, &watch,
                                                     NULL);
  watch.status = app_door_do (call, "Watch", NULL);
  if (watch.status != 0)
    {
      g_dbus_connection_signal_unsubscribe (call->bus, subscription);
      return watch.status;
    }

  watch.loop = g_main_loop_new (NULL, FALSE);
  name = g_bus_watch_name_on_connection (call->bus, APP_DOOR_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                         NULL, gone_cb, &watch, NULL);
  g_main_loop_run (watch.loop); /* this process does nothing else */

  g_bus_unwatch_name (name);
  g_dbus_connection_signal_unsubscribe (call->bus, subscription);
  g_main_loop_unref (watch.loop);
  return watch.status;
}

const AppCommand app_watch_commands[] = {
  { "watch", NULL, "", N_("Print a line for everything that happens"), 0, 0, 0, run_watch },
  { NULL, NULL, NULL, NULL, 0, 0, 0, NULL },
};
