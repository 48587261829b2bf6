/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file does not get through. */
#define G_LOG_DOMAIN "net"

#include "net-error.h"

G_DEFINE_QUARK (net-error-quark, net_error)

/**
 * net_error_is_temporary:
 * @error: why a file did not get through
 *
 * Returns: whether it is worth while to try again by itself
 */
gboolean
net_error_is_temporary (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return error->domain == NET_ERROR
         && (error->code == NET_ERROR_UNREACHABLE || error->code == NET_ERROR_STALLED
             || error->code == NET_ERROR_BUSY);
}
