/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * XmppIdentity:
 * @category: such as "client"
 * @type: such as "pc"
 * @language: (nullable): the language of @name
 * @name: (nullable): what it is called
 *
 * What an entity is: XEP-0030, 3.1.
 */
typedef struct {
  char *category;
  char *type;
  char *language;
  char *name;
} XmppIdentity;

G_END_DECLS
