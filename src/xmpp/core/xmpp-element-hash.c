/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether two elements say the same, in eight bytes. */
#define G_LOG_DOMAIN "xmpp-element"

#include "xmpp-element.h"

#include "xmpp-tree.h"

#include <string.h>

/* FNV-1a */
#define FNV_BASIS G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define FNV_PRIME G_GUINT64_CONSTANT (0x100000001b3)

static guint64
add_bytes (guint64     hash,
           const char *bytes,
           gsize       length)
{
  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) bytes[i]) * FNV_PRIME;
  return (hash ^ 0xff) * FNV_PRIME; /* where it ends: no UTF-8 has that byte */
}

static guint64
add_text (guint64     hash,
          const char *text) /* (nullable) */
{
  return text != NULL ? add_bytes (hash, text, strlen (text)) : add_bytes (hash, "", 0);
}

/**
 * xmpp_element_hash:
 * @self: an element
 * @without_ns: (nullable): what is qualified by this namespace is left out
 *
 * Elements that say the same have the same hash, however their attributes are ordered. It is no
 * defence against who looks for two that have.
 *
 * Returns: a hash of @self and all in it
 */
guint64
xmpp_element_hash (XmppElement *self,
                   const char  *without_ns)
{
  guint64 hash = FNV_BASIS;
  guint64 attributes = 0;

  g_return_val_if_fail (self != NULL, 0);

  hash = add_text (add_text (hash, self->name), self->ns);
  for (XmppAttribute *one = self->attributes; one != NULL; one = one->next)
    attributes += add_text (add_text (add_text (FNV_BASIS, one->name), one->ns), one->value);
  hash = add_bytes (hash, (const char *) &attributes, sizeof attributes);
  if (self->text_length > 0)
    hash = add_bytes (hash, self->text, self->text_length);
  for (XmppElement *child = self->first_child; child != NULL; child = child->next)
    {
      guint64 inner = 0;

      if (without_ns != NULL && g_strcmp0 (child->ns, without_ns) == 0)
        continue;

      inner = xmpp_element_hash (child, without_ns);
      hash = add_bytes (hash, (const char *) &inner, sizeof inner);
    }
  return hash;
}
