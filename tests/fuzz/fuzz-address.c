/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an address, and as a time: what is taken keeps the rules, and stays as it is. */
#include "xmpp-address.h"
#include "xmpp-datetime.h"

#include <string.h>

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_part (const char *part)
{
  g_assert_cmpuint (strlen (part), >, 0);
  g_assert_cmpuint (strlen (part), <=, 1023);
  g_assert_true (g_utf8_validate (part, -1, NULL));
}

static void
check_address (XmppAddress *address)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppAddress) again = xmpp_address_parse (xmpp_address_get_full (address), &error);
  g_autoptr(XmppAddress) bare = xmpp_address_dup_bare (address);
  g_autoptr(XmppAddress) of_parts =
    xmpp_address_new (xmpp_address_get_local (address), xmpp_address_get_domain (address),
                      xmpp_address_get_resource (address), NULL);
  g_autofree char *ascii = xmpp_address_dup_ascii_domain (address);

  check_part (xmpp_address_get_domain (address));
  g_assert_null (strpbrk (xmpp_address_get_domain (address), "@/ <>&'\""));
  if (xmpp_address_get_local (address) != NULL)
    {
      check_part (xmpp_address_get_local (address));
      g_assert_null (strpbrk (xmpp_address_get_local (address), "\"&'/:<>@ "));
    }
  if (xmpp_address_get_resource (address) != NULL)
    check_part (xmpp_address_get_resource (address));

  g_assert_true (g_str_is_ascii (ascii));
  g_assert_no_error (error);
  g_assert_cmpstr (xmpp_address_get_full (again), ==, xmpp_address_get_full (address));
  g_assert_true (xmpp_address_equal (of_parts, address));
  g_assert_true (xmpp_address_equal_bare (bare, address));
}

static void
check_escape (const char *text)
{
  g_autofree char *escaped = xmpp_address_escape_local (text);
  g_autofree char *plain = xmpp_address_unescape_local (escaped);
  g_autofree char *shown = xmpp_address_unescape_local (text);
  gsize length = strlen (plain);

  g_assert_null (strpbrk (escaped, "\"&'/:<>@ "));
  g_assert_cmpuint (strlen (shown), <=, strlen (text));
  while (*text == ' ')
    text++;
  g_assert_cmpint (strncmp (plain, text, length), ==, 0);
  g_assert_cmpuint (strspn (text + length, " "), ==, strlen (text + length));
}

static void
check_time (const char *text)
{
  gint64 time_us;
  gint64 again_us;

  if (xmpp_datetime_parse (text, &time_us))
    {
      g_autofree char *written = xmpp_datetime_format (time_us);

      g_assert_true (xmpp_datetime_parse (written, &again_us));
      g_assert_cmpint (again_us, ==, time_us);
    }
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(XmppAddress) address = xmpp_address_parse (text, NULL);

  if (address != NULL)
    check_address (address);
  check_escape (text);
  check_time (text);

  return 0;
}
