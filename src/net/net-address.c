/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses are not of the Internet: what a stranger names must not make us ask the printer,
 * the router, or ourselves. */
#define G_LOG_DOMAIN "net"

#include "net-address.h"

#include <string.h>

typedef struct {
  guint8 bytes[16];
  guint  n_bits;
} Block;

/* RFC 6890 and the registries that it began. */
static const Block blocks_v4[] = {
  { { 0 }, 8 },              /* this network */
  { { 10 }, 8 },
  { { 100, 64 }, 10 },       /* of providers: RFC 6598 */
  { { 127 }, 8 },
  { { 169, 254 }, 16 },
  { { 172, 16 }, 12 },
  { { 192, 0, 0 }, 24 },
  { { 192, 168 }, 16 },
  { { 198, 18 }, 15 },       /* for measurements */
  { { 224 }, 3 },            /* to many, and what is reserved */
};

static const Block blocks_v6[] = {
  { { 0 }, 127 },                        /* nobody, and ourselves */
  { { 0x01, 0 }, 64 },                   /* nowhere */
  { { 0xfc }, 7 },
  { { 0xfe, 0x80 }, 10 },
  { { 0xfe, 0xc0 }, 10 },
  { { 0xff }, 8 },
};

/* What stands for an address of IPv4, and how many bytes before it. */
static const Block mapped[] = {
  { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96 },
  { { 0 }, 96 },                                          /* RFC 4291, 2.5.5.1 */
  { { 0, 0x64, 0xff, 0x9b }, 96 },                        /* RFC 6052 */
  { { 0, 0x64, 0xff, 0x9b, 0, 1 }, 96 },                  /* RFC 8215, with the usual length */
};

static gboolean
is_in (const guint8 *bytes,
       const Block  *block)
{
  guint n_whole = block->n_bits / 8;
  guint rest = block->n_bits % 8;

  for (guint i = 0; i < n_whole; i++)
    if (bytes[i] != block->bytes[i])
      return FALSE;

  return rest == 0 || (bytes[n_whole] ^ block->bytes[n_whole]) >> (8 - rest) == 0;
}

static gboolean
is_private_v4 (const guint8 *bytes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (blocks_v4); i++)
    if (is_in (bytes, &blocks_v4[i]))
      return TRUE;

  return FALSE;
}

/**
 * net_address_is_private:
 * @address: an address
 *
 * Returns: whether it is that of this machine, of a network nearby, or of nobody
 */
gboolean
net_address_is_private (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return is_private_v4 (bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (blocks_v6); i++)
    if (is_in (bytes, &blocks_v6[i]))
      return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (mapped); i++)
    if (is_in (bytes, &mapped[i]))
      return is_private_v4 (bytes + 12);
  /* RFC 3056: the network of an address */
  if (bytes[0] == 0x20 && bytes[1] == 0x02)
    return is_private_v4 (bytes + 2);

  return FALSE;
}

/* Numbers that are looked up to an address in ways of their own: "2130706433", "0x7f.1". */
static gboolean
is_odd_number (const char *host)
{
  const char *last = strrchr (host, '.');

  last = last != NULL ? last + 1 : host;
  return last[0] == '\0' || strspn (last, "0123456789") == strlen (last)
         || g_ascii_strncasecmp (last, "0x", 2) == 0;
}

/**
 * net_address_is_named_near:
 * @host: what stands in a URL
 *
 * To be asked before anybody is: also where it is a proxy that looks up names, and may be nearer to
 * some than we are.
 *
 * Returns: whether the name alone says that it is this machine or in a network nearby
 */
gboolean
net_address_is_named_near (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (host != NULL, TRUE);

  address = g_inet_address_new_from_string (host);
  if (address != NULL)
    return net_address_is_private (address);

  name = g_ascii_strdown (host, -1);
  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';
  return is_odd_number (name) || g_str_equal (name, "localhost")
         || g_str_has_suffix (name, ".localhost") || g_str_has_suffix (name, ".local");
}
