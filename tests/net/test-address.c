/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-address.h"

static void
test_private (void)
{
  static const struct {
    const char *text;
    gboolean    is_private;
  } cases[] = {
    { "127.0.0.1", TRUE },       { "127.255.0.9", TRUE },   { "10.0.0.1", TRUE },
    { "172.16.0.1", TRUE },      { "172.31.9.9", TRUE },    { "172.32.0.1", FALSE },
    { "192.168.1.1", TRUE },     { "192.169.1.1", FALSE },  { "169.254.169.254", TRUE },
    { "100.64.0.1", TRUE },      { "100.128.0.1", FALSE },  { "0.0.0.0", TRUE },
    { "224.0.0.1", TRUE },       { "255.255.255.255", TRUE }, { "198.18.0.1", TRUE },
    { "93.184.216.34", FALSE },  { "8.8.8.8", FALSE },      { "192.0.0.8", TRUE },
    { "::1", TRUE },             { "::", TRUE },            { "fe80::1", TRUE },
    { "fd12:3456::1", TRUE },    { "fec0::1", TRUE },       { "ff02::1", TRUE },
    { "2606:2800:220::1", FALSE }, { "::ffff:127.0.0.1", TRUE }, { "::ffff:8.8.8.8", FALSE },
    { "64:ff9b::10.0.0.1", TRUE }, { "64:ff9b::8.8.8.8", FALSE }, { "2002:7f00:1::", TRUE },
    { "2002:808:808::", FALSE }, { "::10.0.0.1", TRUE },    { "64:ff9b:1::10.0.0.1", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_nonnull (address);
      g_assert_cmpint (net_address_is_private (address), ==, cases[i].is_private);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/address/private", test_private);
  return g_test_run ();
}
