/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-scram.h"

G_BEGIN_DECLS

/**
 * XmppScramGuard:
 * @mechanisms: what the server seems to offer, in the profile that is used
 * @bindings: (nullable): the kinds of channel binding that it seems to list; %NULL without a list
 * @tls_version: (nullable): as "0304", what this side of the connection speaks; %NULL when others
 *   alone know
 * @is_needed: whether it may only go on when the server confirms what it offers
 *
 * What we have heard before SCRAM, and what the server, which has the password, can confirm in it.
 */
typedef struct {
  const char *const *mechanisms;
  const char *const *bindings;
  const char        *tls_version;
  gboolean           is_needed;
} XmppScramGuard;

gboolean xmpp_scram_guard_check (const XmppScramGuard  *self,
                                 XmppScramHash          hash,
                                 const char            *server_first,
                                 GError               **error);

G_END_DECLS
