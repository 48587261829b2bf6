/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-caps-cache.c: what hashes of capabilities stand for: XEP-0115 1.6.0 and XEP-0390 0.3.2. */
#define G_LOG_DOMAIN "xmpp-caps"

#include "xmpp-caps-cache.h"

#include "xmpp-namespaces.h"

#include <string.h>

#define MAX_ENTRIES 2000

typedef struct {
  char          *key;
  XmppDiscoInfo *info;
  GList          link; /* in the order of use */
} Entry;

struct _XmppCapsCache
{
  GHashTable *entries; /* borrowed char *, the key, to owned Entry */
  GQueue      order;   /* borrowed links of Entry, the last used first */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  xmpp_disco_info_unref (entry->info);
  g_free (entry);
}

/**
 * xmpp_caps_cache_new:
 *
 * Returns: (transfer full): an empty cache
 */
XmppCapsCache *
xmpp_caps_cache_new (void)
{
  XmppCapsCache *self = g_new0 (XmppCapsCache, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  g_queue_init (&self->order);
  return self;
}

/**
 * xmpp_caps_cache_free:
 * @self: (nullable): a cache
 *
 * Frees @self.
 */
void
xmpp_caps_cache_free (XmppCapsCache *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->entries); /* and the links with them */
  g_free (self);
}

static void
remove_entry (XmppCapsCache *self,
              Entry         *entry)
{
  g_queue_unlink (&self->order, &entry->link);
  g_hash_table_remove (self->entries, entry->key);
}

/**
 * xmpp_caps_cache_put:
 * @self: a cache
 * @key: a hash
 * @info: what it was proved to stand for
 *
 * Remembers @info.
 */
void
xmpp_caps_cache_put (XmppCapsCache *self,
                     const char    *key,
                     XmppDiscoInfo *info)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    remove_entry (self, entry);
  else if (g_hash_table_size (self->entries) >= MAX_ENTRIES)
    remove_entry (self, g_queue_peek_tail (&self->order));

  entry = g_new0 (Entry, 1);
  entry->key = g_strdup (key);
  entry->info = xmpp_disco_info_ref (info);
  entry->link.data = entry;
  g_queue_push_head_link (&self->order, &entry->link);
  g_hash_table_insert (self->entries, entry->key, entry);
}

/**
 * xmpp_caps_cache_get:
 * @self: a cache
 * @key: a hash
 *
 * Returns: (nullable) (transfer none): what it stands for
 */
XmppDiscoInfo *
xmpp_caps_cache_get (XmppCapsCache *self,
                     const char    *key)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    return NULL;

  g_queue_unlink (&self->order, &entry->link);
  g_queue_push_head_link (&self->order, &entry->link);
  return entry->info;
}

/**
 * xmpp_caps_key_new:
 * @info: a presence
 *
 * Returns: (transfer full) (nullable): the better hash that it announces; %NULL for none
 */
char *
xmpp_caps_key_new (XmppPresenceInfo *info)
{
  g_return_val_if_fail (info != NULL, NULL);

  if (info->caps2.value != NULL)
    return g_strconcat ("caps2:", info->caps2.algorithm, ":", info->caps2.value, NULL);

  if (info->caps.value != NULL)
    return g_strconcat ("caps:", info->caps.algorithm, ":", info->caps.value, NULL);

  return NULL;
}

static gboolean
split_key (const char   *key,
           char       ***parts)
{
  *parts = g_strsplit (key, ":", 3);
  return g_strv_length (*parts) == 3;
}

/**
 * xmpp_caps_key_make_node:
 * @key: a hash
 * @caps_node: (nullable): the node that was announced with it: XEP-0115, 4
 *
 * Returns: (transfer full) (nullable): the node to ask for: XEP-0115, 6.2 and XEP-0390, 4.3
 */
char *
xmpp_caps_key_make_node (const char *key,
                         const char *caps_node)
{
  g_auto(GStrv) parts = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  if (!split_key (key, &parts))
    return NULL;

  if (strcmp (parts[0], "caps2") == 0)
    return g_strconcat (XMPP_NS_ECAPS2 "#", parts[1], ".", parts[2], NULL);

  return caps_node != NULL ? g_strconcat (caps_node, "#", parts[2], NULL) : NULL;
}

/**
 * xmpp_caps_key_matches:
 * @key: a hash
 * @info: (nullable): an answer
 *
 * Returns: whether @key is the hash of @info
 */
gboolean
xmpp_caps_key_matches (const char    *key,
                       XmppDiscoInfo *info)
{
  g_auto(GStrv) parts = NULL;

  g_return_val_if_fail (key != NULL, FALSE);

  if (!split_key (key, &parts))
    return FALSE;

  return strcmp (parts[0], "caps2") == 0
         ? xmpp_disco_info_matches_caps2 (info, parts[1], parts[2])
         : xmpp_disco_info_matches_caps (info, parts[1], parts[2]);
}
