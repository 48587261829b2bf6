/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client side of the door: calls, errors, passwords. */
#define G_LOG_DOMAIN "app-door"

#include "app-door.h"

#include "app-print.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define USUAL_TIMEOUT_S 120
#define QUIT_TIMEOUT_S 30
#define MAX_PASSWORD 4096

static int
explain (const GError *error)
{
  g_autoptr(GError) plain = g_error_copy (error);

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    {
      app_print_error (_("Charla is not running. Start it with “charla” or “charla --headless”."));
      return APP_EXIT_NOT_RUNNING;
    }
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    {
      app_print_error (_("Charla has ended without an answer."));
      return APP_EXIT_NOT_RUNNING;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      app_print_error (_("Charla did not answer in time."));
      return APP_EXIT_FAILED;
    }

  g_dbus_error_strip_remote_error (plain);
  app_print_error (plain->message);
  return APP_EXIT_FAILED;
}

GVariant *
app_door_call (AppCall    *call,
               const char *method,
               GVariant   *arguments,
               guint       timeout_s,
               int        *status)
{
  g_autoptr(GError) error = NULL;
  GVariant *answer;

  answer = g_dbus_connection_call_sync (call->bus, APP_DOOR_NAME, APP_DOOR_PATH,
                                        APP_DOOR_INTERFACE, method, arguments, NULL,
                                        G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                        (int) (timeout_s > 0 ? timeout_s : USUAL_TIMEOUT_S) * 1000,
                                        NULL, &error);
  *status = answer != NULL ? 0 : explain (error);
  return answer;
}

int
app_door_do (AppCall    *call,
             const char *method,
             GVariant   *arguments)
{
  int status;
  g_autoptr(GVariant) answer = app_door_call (call, method, arguments, 0, &status);

  return status;
}

int
app_door_list (AppCall    *call,
               const char *method,
               GVariant   *arguments,
               void      (*print) (GVariant *dictionary))
{
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) list = NULL;
  GVariantIter iter;
  GVariant *dictionary;
  int status;

  if ((answer = app_door_call (call, method, arguments, 0, &status)) == NULL)
    return status;

  list = g_variant_get_child_value (answer, 0);
  g_variant_iter_init (&iter, list);
  while ((dictionary = g_variant_iter_next_value (&iter)) != NULL)
    {
      if (call->json)
        app_print_json (dictionary);
      else
        print (dictionary);
      g_variant_unref (dictionary);
    }
  return 0;
}

static GVariant *
ask_bus (AppCall            *call,
         const char         *method,
         const char         *name,
         const GVariantType *type,
         GError            **error)
{
  return g_dbus_connection_call_sync (call->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                      "org.freedesktop.DBus", method, g_variant_new ("(s)", name),
                                      type, G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
}

int
app_door_check (AppCall *call)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) owner =
    ask_bus (call, "GetNameOwner", APP_DOOR_NAME, G_VARIANT_TYPE ("(s)"), &error);

  return owner != NULL ? 0 : explain (error);
}

int
app_door_quit (AppCall *call)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) owner =
    ask_bus (call, "GetNameOwner", APP_DOOR_NAME, G_VARIANT_TYPE ("(s)"), &error);
  gint64 end_us = g_get_monotonic_time () + QUIT_TIMEOUT_S * G_USEC_PER_SEC;
  gboolean is_there = TRUE;
  const char *name;
  int status;

  if (owner == NULL)
    return explain (error);

  /* Not the name that everybody knows: who asks for that one next would meet its successor. */
  g_variant_get (owner, "(&s)", &name);
  if ((status = app_door_do (call, "Quit", NULL)) != 0)
    return status;

  while (is_there && g_get_monotonic_time () < end_us)
    {
      g_autoptr(GVariant) answer =
        ask_bus (call, "NameHasOwner", name, G_VARIANT_TYPE ("(b)"), NULL);

      if (answer == NULL)
        break;
      g_variant_get (answer, "(b)", &is_there);
      if (is_there)
        g_usleep (20 * 1000);
    }
  if (!is_there)
    return 0;

  app_print_error (_("Charla has not ended yet."));
  return APP_EXIT_FAILED;
}

/* Up to the end of the line; FALSE: interrupted. */
static gboolean
read_line (GString *line)
{
  char c;

  while (TRUE)
    {
      ssize_t n = read (STDIN_FILENO, &c, 1);

      if (n < 0 && errno == EINTR)
        return FALSE;
      if (n <= 0 || c == '\n')
        return TRUE;
      if (line->len < MAX_PASSWORD)
        g_string_append_c (line, c);
    }
}

static void
interrupted (int number)
{
}

/* A terminal must not be left without its echo, whatever ends us. */
static void
read_silently (GString              *line,
               const char           *prompt,
               const struct termios *saved)
{
  const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
  struct sigaction before[G_N_ELEMENTS (numbers)];
  struct sigaction action = { .sa_handler = interrupted };
  struct termios silent = *saved;
  gboolean is_whole;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigaction (numbers[i], &action, &before[i]);
  silent.c_lflag &= ~(tcflag_t) ECHO;
  g_printerr ("%s ", prompt);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  is_whole = read_line (line);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, saved);
  g_printerr ("\n");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigaction (numbers[i], &before[i], NULL);

  if (!is_whole)
    {
      raise (SIGINT);
      _exit (APP_EXIT_FAILED);
    }
}

static int
ask_password (AppCall     *call,
              const char  *prompt,
              char       **password)
{
  g_autoptr(GString) line = g_string_new (NULL);
  struct termios saved;
  gboolean is_whole = TRUE;

  if (call->password_stdin)
    is_whole = read_line (line);
  else if (isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &saved) == 0)
    read_silently (line, prompt, &saved);
  else
    return 0;

  if (!is_whole || line->len == 0 || line->len >= MAX_PASSWORD
      || !g_utf8_validate (line->str, (gssize) line->len, NULL))
    {
      app_print_error (line->len == 0 ? _("No password was given.")
                                      : _("This cannot be a password."));
      explicit_bzero (line->str, line->len);
      return APP_EXIT_USAGE;
    }

  *password = g_strndup (line->str, line->len);
  explicit_bzero (line->str, line->len);
  return 0;
}

int
app_door_password (AppCall  *call,
                   char    **password)
{
  return ask_password (call, _("Password:"), password);
}

int
app_door_proxy_password (AppCall  *call,
                         char    **password)
{
  g_autoptr(GUri) uri = call->proxy != NULL ? g_uri_parse (call->proxy, G_URI_FLAGS_HAS_PASSWORD,
                                                           NULL)
                                            : NULL;

  if (uri == NULL || g_uri_get_user (uri) == NULL || g_uri_get_password (uri) != NULL)
    return 0;

  return ask_password (call, _("Password for the proxy:"), password);
}
