/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long to wait before connecting again: exponential, with jitter, RFC 6120, 3.3. */
#include "xmpp-backoff.h"

/* Past that the cap holds anyway. */
#define MAX_DOUBLINGS 16

/**
 * xmpp_backoff_get_delay_ms:
 * @n_failures: how often in a row it failed before this wait, 0 for the first
 * @first_ms: the most that the first wait takes
 * @most_ms: the most that any wait takes
 * @chance: from 0 to less than 1: where between the least and the most
 *
 * The first wait may be none at all: most losses are over at once. Later ones spread over the whole
 * span, so that a server that starts again does not meet all its clients in the same second, but
 * have a least, so that bad luck does not make a hammer of us.
 *
 * Returns: milliseconds
 */
guint
xmpp_backoff_get_delay_ms (guint  n_failures,
                           guint  first_ms,
                           guint  most_ms,
                           double chance)
{
  double most = (double) first_ms * (1u << MIN (n_failures, MAX_DOUBLINGS));
  double least = n_failures > 0 ? first_ms / 2.0 : 0;

  most = MIN (most, most_ms);
  least = MIN (least, most);
  return (guint) (least + chance * (most - least));
}
