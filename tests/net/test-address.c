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

static void
test_named (void)
{
  static const char *const near[] = {
    "127.0.0.1", "127.1", "0x7f.1", "2130706433", "0", "10.0.0.1", "::1", "fe80::1", "::ffff:10.0.0.1",
    "localhost", "LocalHost.", "a.localhost", "printer.local", "PRINTER.LOCAL.", "a.0x10", "",
  };
  static const char *const far[] = {
    "8.8.8.8", "2606:2800:220::1", "verona.example", "local.example", "localhost.example", "0x7f.example",
    "a1", "notlocal", "b\303\274cher.example",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (near); i++)
    g_assert_true (net_address_is_named_near (near[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (far); i++)
    g_assert_false (net_address_is_named_near (far[i]));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/address/private", test_private);
  g_test_add_func ("/net/address/named", test_named);
  return g_test_run ();
}
