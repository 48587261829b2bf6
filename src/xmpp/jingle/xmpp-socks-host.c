/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses are named to others, and which that others name are connected to. */
#define G_LOG_DOMAIN "xmpp-socks"

#include "xmpp-socks-host.h"

#include <gio/gnetworking.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

#define MAX_OWN 8

/* An IPv4 address in IPv6's clothes: RFC 4291, 2.5.5 */
static GInetAddress *
undress (GInetAddress *address)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
      && memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

/**
 * xmpp_socks_host_is_fit:
 * @address: what a peer names, or what a name of theirs stands for
 * @local: whether both are on this machine, in tests
 *
 * A peer must not make us knock at the doors of this very machine. Those of a house network are the
 * normal case, however.
 *
 * Returns: whether it may be connected to
 */
gboolean
xmpp_socks_host_is_fit (GInetAddress *address,
                        gboolean      local)
{
  g_autoptr(GInetAddress) plain = undress (address);
  gboolean is_v4 = g_inet_address_get_family (plain) == G_SOCKET_FAMILY_IPV4;
  const guint8 *bytes = g_inet_address_to_bytes (plain);

  if (g_inet_address_get_is_loopback (plain))
    return local;
  if (g_inet_address_get_is_any (plain) || g_inet_address_get_is_multicast (plain)
      || g_inet_address_get_is_link_local (plain))
    return FALSE;

  /* "This network", and broadcast with what is reserved: RFC 6890, 2.2.2 */
  return !is_v4 || (bytes[0] != 0 && bytes[0] < 240);
}

static void
add_own (GPtrArray             *hosts,
         const struct ifaddrs  *interface,
         gboolean               local)
{
  g_autoptr(GInetAddress) address = NULL;
  g_autofree char *text = NULL;

  if (interface->ifa_addr == NULL || (interface->ifa_flags & IFF_UP) == 0)
    return;

  if (interface->ifa_addr->sa_family == AF_INET)
    {
      const struct sockaddr_in *v4 = (const void *) interface->ifa_addr;

      address = g_inet_address_new_from_bytes ((const guint8 *) &v4->sin_addr,
                                               G_SOCKET_FAMILY_IPV4);
    }
  else if (interface->ifa_addr->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *v6 = (const void *) interface->ifa_addr;

      address = g_inet_address_new_from_bytes ((const guint8 *) &v6->sin6_addr,
                                               G_SOCKET_FAMILY_IPV6);
    }
  if (address == NULL || !xmpp_socks_host_is_fit (address, local))
    return;

  text = g_inet_address_to_string (address);
  if (hosts->len < MAX_OWN && !g_ptr_array_find_with_equal_func (hosts, text, g_str_equal, NULL))
    g_ptr_array_add (hosts, g_steal_pointer (&text));
}

/**
 * xmpp_socks_host_get_own:
 * @local: whether both are on this machine, in tests
 *
 * Returns: (transfer full) (element-type utf8): this machine's addresses
 */
GPtrArray *
xmpp_socks_host_get_own (gboolean local)
{
  GPtrArray *hosts = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return hosts;

  for (const struct ifaddrs *interface = interfaces; interface != NULL;
       interface = interface->ifa_next)
    add_own (hosts, interface, local);
  freeifaddrs (interfaces);
  return hosts;
}
