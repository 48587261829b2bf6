/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client side of the door: calls, errors, passwords, printing. */
#define G_LOG_DOMAIN "app-door"

#include "app-door.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int
explain (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);
  g_autoptr(GError) plain = g_error_copy (error);

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    {
      g_printerr ("charla: %s\n",
                  _("Charla is not running. Start it with “charla” or “charla --headless”."));
      return APP_EXIT_NOT_RUNNING;
    }

  g_dbus_error_strip_remote_error (plain);
  g_printerr ("charla: %s\n", plain->message);
  return APP_EXIT_FAILED;
}

GVariant *
app_door_call (AppCall    *call,
               const char *method,
               GVariant   *arguments,
               int         timeout_s,
               int        *status)
{
  g_autoptr(GError) error = NULL;
  GVariant *answer;

  answer = g_dbus_connection_call_sync (call->bus, APP_DOOR_NAME, APP_DOOR_PATH,
                                        APP_DOOR_INTERFACE, method, arguments, NULL,
                                        G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                        timeout_s > 0 ? timeout_s * 1000 : 120 * 1000,
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

static char *
read_line (void)
{
  g_autoptr(GString) line = g_string_new (NULL);
  int c;

  while ((c = getchar ()) != EOF && c != '\n' && line->len < 4096)
    g_string_append_c (line, (char) c);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
app_door_password (AppCall *call)
{
  struct termios saved, silent;
  char *password;

  if (call->password_stdin)
    return read_line ();
  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, &saved) != 0)
    return NULL;

  silent = saved;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  g_printerr ("%s ", _("Password:"));
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  password = read_line ();
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &saved);
  g_printerr ("\n");
  return password;
}

void
app_print_json (GVariant *dictionary)
{
  gsize length;
  g_autofree char *text = json_gvariant_serialize_data (dictionary, &length);

  g_print ("%s\n", text);
}

const char *
app_print_text (GVariant   *dictionary,
                const char *key)
{
  const char *text = "";

  g_variant_lookup (dictionary, key, "&s", &text);
  return text;
}

gint64
app_print_number (GVariant   *dictionary,
                  const char *key)
{
  g_autoptr(GVariant) value = g_variant_lookup_value (dictionary, key, NULL);

  if (value == NULL)
    return 0;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return g_variant_get_int64 (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_variant_get_uint32 (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT16))
    return g_variant_get_uint16 (value);
  return 0;
}

gboolean
app_print_flag (GVariant   *dictionary,
                const char *key)
{
  gboolean flag = FALSE;

  g_variant_lookup (dictionary, key, "b", &flag);
  return flag;
}

char *
app_print_time (gint64 time_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
}

char *
app_print_clean (const char *text)
{
  g_autoptr(GString) clean = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n')
        g_string_append (clean, "\n    ");
      else if (g_unichar_iscntrl (c) && c != '\t')
        g_string_append_unichar (clean, 0xfffd);
      else
        g_string_append_unichar (clean, c);
    }
  return g_string_free (g_steal_pointer (&clean), FALSE);
}
