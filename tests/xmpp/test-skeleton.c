/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which names people take for one another. */
#include <string.h>

#include "xmpp-skeleton.h"

static const struct {
  const char *one;
  const char *other;
  gboolean    alike;
} pairs[] = {
  { "juliet", "juliet", TRUE },
  { "juliet", "Juliet", TRUE },
  { "Juliet", "JuIiet", TRUE },             /* a capital i */
  { "juliet", "ju1iet", TRUE },
  { "modern", "modem", TRUE },
  { "romeo", "r\xd0\xbem\xd0\xb5o", TRUE }, /* Cyrillic о and е */
  { "romeo", "ro\xe2\x80\x8bmeo", TRUE },   /* a space without width */
  { "romeo", "rome\xe2\x80\xaeo", TRUE },   /* turned about */
  { "romeo", "ROMEO", TRUE },
  { "paris", "p\xc3\xa1ris", FALSE },
  { "juliet", "juliett", FALSE },
  { "romeo", "remoo", FALSE },
  { "\xe4\xb8\xad", "\xe6\x96\x87", FALSE },
};

static void
test_pairs (void)
{
  g_autoptr(XmppSkeletons) skeletons = xmpp_skeletons_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *one = xmpp_skeletons_make (skeletons, pairs[i].one);
      g_autofree char *other = xmpp_skeletons_make (skeletons, pairs[i].other);

      if (g_str_equal (one, other) != pairs[i].alike)
        g_error ("%s, %s: %s, %s", pairs[i].one, pairs[i].other, one, other);
    }
}

/* Whatever its length, something comes of it. */
static void
test_long (void)
{
  g_autoptr(XmppSkeletons) skeletons = xmpp_skeletons_new ();

  for (gsize n = 1; n < 5000; n = n * 2 + 1)
    {
      g_autofree char *text = g_malloc0 (2 * n + 1);
      g_autofree char *skeleton = NULL;

      for (gsize i = 0; i < n; i++)
        memcpy (text + 2 * i, "\xd0\xbe", 2);
      skeleton = xmpp_skeletons_make (skeletons, text);
      g_assert_cmpuint (strlen (skeleton), >=, n);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/skeleton/pairs", test_pairs);
  g_test_add_func ("/xmpp/skeleton/long", test_long);
  return g_test_run ();
}
