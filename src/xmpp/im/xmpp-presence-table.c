/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-presence-table.c: which resources of whom are available: RFC 6121, 4. */
#define G_LOG_DOMAIN "xmpp-presence"

#include "xmpp-presence-table.h"

#define MAX_CONTACTS  60000
#define MAX_RESOURCES 64 /* of one contact */

struct _XmppPresenceTable
{
  GHashTable *contacts; /* owned char *, bare address, to GPtrArray of owned XmppPresenceInfo */
};

/**
 * xmpp_presence_table_new:
 *
 * Returns: (transfer full): an empty table
 */
XmppPresenceTable *
xmpp_presence_table_new (void)
{
  XmppPresenceTable *self = g_new0 (XmppPresenceTable, 1);

  self->contacts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_ptr_array_unref);
  return self;
}

/**
 * xmpp_presence_table_free:
 * @self: (nullable): a table
 *
 * Frees @self.
 */
void
xmpp_presence_table_free (XmppPresenceTable *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->contacts);
  g_free (self);
}

static GPtrArray *
find_contact (XmppPresenceTable *self,
              XmppAddress       *address)
{
  return address != NULL
         ? g_hash_table_lookup (self->contacts, xmpp_address_get_bare (address)) : NULL;
}

static guint
find_resource (GPtrArray   *resources,
               XmppAddress *address)
{
  guint i = 0;

  while (i < resources->len
         && !xmpp_address_equal (((XmppPresenceInfo *) resources->pdata[i])->address, address))
    i++;

  return i;
}

/**
 * xmpp_presence_table_put:
 * @self: a table
 * @info: what a resource says
 *
 * Notes that a resource is available, or has changed. Where there are too many, a new one has no
 * place.
 *
 * Returns: whether it was taken
 */
gboolean
xmpp_presence_table_put (XmppPresenceTable *self,
                         XmppPresenceInfo  *info)
{
  GPtrArray *resources = find_contact (self, info->address);
  guint place;

  if (resources == NULL)
    {
      if (g_hash_table_size (self->contacts) >= MAX_CONTACTS)
        return FALSE;

      resources = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_presence_info_unref);
      g_hash_table_insert (self->contacts, g_strdup (xmpp_address_get_bare (info->address)),
                           resources);
    }

  place = find_resource (resources, info->address);
  if (place == resources->len)
    {
      if (resources->len >= MAX_RESOURCES)
        return FALSE;

      g_ptr_array_add (resources, xmpp_presence_info_ref (info));
      return TRUE;
    }

  xmpp_presence_info_unref (resources->pdata[place]);
  resources->pdata[place] = xmpp_presence_info_ref (info);
  return TRUE;
}

/**
 * xmpp_presence_table_remove:
 * @self: a table
 * @address: a resource
 *
 * Notes that a resource is gone. What is left of a contact without resources is nothing.
 *
 * Returns: whether it was there
 */
gboolean
xmpp_presence_table_remove (XmppPresenceTable *self,
                            XmppAddress       *address)
{
  GPtrArray *resources = find_contact (self, address);
  guint place = resources != NULL ? find_resource (resources, address) : 0;

  if (resources == NULL || place == resources->len)
    return FALSE;

  g_ptr_array_remove_index (resources, place);
  if (resources->len == 0)
    g_hash_table_remove (self->contacts, xmpp_address_get_bare (address));
  return TRUE;
}

/**
 * xmpp_presence_table_clear:
 * @self: a table
 *
 * Forgets everybody.
 */
void
xmpp_presence_table_clear (XmppPresenceTable *self)
{
  g_hash_table_remove_all (self->contacts);
}

/**
 * xmpp_presence_table_get:
 * @self: a table
 * @address: (nullable): a resource
 *
 * Returns: (nullable) (transfer none): what it says
 */
XmppPresenceInfo *
xmpp_presence_table_get (XmppPresenceTable *self,
                         XmppAddress       *address)
{
  GPtrArray *resources = find_contact (self, address);
  guint place = resources != NULL ? find_resource (resources, address) : 0;

  return resources != NULL && place < resources->len ? g_ptr_array_index (resources, place) : NULL;
}

/**
 * xmpp_presence_table_get_best:
 * @self: a table
 * @bare: (nullable): a contact
 *
 * Returns: (nullable) (transfer none): its best resource by xmpp_presence_info_compare()
 */
XmppPresenceInfo *
xmpp_presence_table_get_best (XmppPresenceTable *self,
                              XmppAddress       *bare)
{
  GPtrArray *resources = find_contact (self, bare);
  XmppPresenceInfo *best = NULL;

  for (guint i = 0; resources != NULL && i < resources->len; i++)
    {
      XmppPresenceInfo *info = g_ptr_array_index (resources, i);

      if (best == NULL || xmpp_presence_info_compare (info, best) > 0)
        best = info;
    }

  return best;
}

static void
append_copies (GPtrArray *copy,
               GPtrArray *resources)
{
  for (guint i = 0; resources != NULL && i < resources->len; i++)
    g_ptr_array_add (copy, xmpp_presence_info_ref (g_ptr_array_index (resources, i)));
}

/**
 * xmpp_presence_table_dup:
 * @self: a table
 * @bare: (nullable): a contact; %NULL: everybody
 *
 * Returns: (transfer full) (element-type XmppPresenceInfo): the resources
 */
GPtrArray *
xmpp_presence_table_dup (XmppPresenceTable *self,
                         XmppAddress       *bare)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_presence_info_unref);
  GHashTableIter iter;
  gpointer resources = NULL;

  if (bare != NULL)
    {
      append_copies (copy, find_contact (self, bare));
      return copy;
    }

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, &resources))
    append_copies (copy, resources);

  return copy;
}
