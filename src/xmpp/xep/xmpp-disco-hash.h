/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-data-form.h"
#include "xmpp-identity.h"

G_BEGIN_DECLS

/**
 * XmppDiscoParts:
 * @identities: (element-type XmppIdentity): what the entity is
 * @features: sorted by their bytes
 * @forms: (element-type XmppDataForm): what else is said of it
 * @language: (nullable): that of an identity which names none
 *
 * What is hashed of an answer. All borrowed.
 */
typedef struct {
  GPtrArray         *identities;
  const char *const *features;
  GPtrArray         *forms;
  const char        *language;
} XmppDiscoParts;

char *xmpp_disco_hash_caps  (const XmppDiscoParts *parts,
                             const char           *algorithm) G_GNUC_WARN_UNUSED_RESULT;
char *xmpp_disco_hash_caps2 (const XmppDiscoParts *parts,
                             const char           *algorithm) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
