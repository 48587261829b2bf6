/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-roster-item.c: one contact as the server keeps it: RFC 6121, 2.1.2. */
#define G_LOG_DOMAIN "xmpp-roster"

#include "xmpp-roster-item.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_NAME_BYTES 1024
#define MAX_GROUPS     64

static const char *const subscription_names[] = {
  [XMPP_SUBSCRIPTION_NONE] = "none",
  [XMPP_SUBSCRIPTION_TO] = "to",
  [XMPP_SUBSCRIPTION_FROM] = "from",
  [XMPP_SUBSCRIPTION_BOTH] = "both",
};

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted and without duplicates, so that equal sets are equal arrays. */
static char **
copy_groups (const char *const *groups)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; groups != NULL && groups[i] != NULL && sorted->len < MAX_GROUPS; i++)
    if (*groups[i] != '\0')
      g_ptr_array_add (sorted, xmpp_text_clip (groups[i], MAX_NAME_BYTES));

  g_ptr_array_sort (sorted, compare_texts);
  for (guint i = 1; i < sorted->len;)
    if (strcmp (g_ptr_array_index (sorted, i - 1), g_ptr_array_index (sorted, i)) == 0)
      g_free (g_ptr_array_remove_index (sorted, i));
    else
      i++;

  g_ptr_array_add (sorted, NULL);
  return (char **) g_ptr_array_free (sorted, FALSE);
}

/**
 * xmpp_roster_item_new:
 * @address: the contact; its resource is left out
 * @name: (nullable): what we call it
 * @groups: (nullable) (array zero-terminated=1): where we put it
 * @subscription: who sees whose presence
 * @is_requested: whether we wait for an answer to a subscription request
 * @is_approved: whether a request will be approved by the server
 *
 * Makes an item, as to fill a cache.
 *
 * Returns: (transfer full): the item
 */
XmppRosterItem *
xmpp_roster_item_new (XmppAddress       *address,
                      const char        *name,
                      const char *const *groups,
                      XmppSubscription   subscription,
                      gboolean           is_requested,
                      gboolean           is_approved)
{
  XmppRosterItem *self;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (subscription <= XMPP_SUBSCRIPTION_BOTH, NULL);

  self = g_atomic_rc_box_new0 (XmppRosterItem);
  self->address = xmpp_address_dup_bare (address);
  self->name = name != NULL && *name != '\0' ? xmpp_text_clip (name, MAX_NAME_BYTES) : NULL;
  self->groups = copy_groups (groups);
  self->subscription = subscription;
  self->is_requested = is_requested;
  self->is_approved = is_approved;
  return self;
}

/**
 * xmpp_roster_item_parse:
 * @item: an <item/> of a roster
 *
 * Reads an item: RFC 6121, 2.1.2. A subscription that is unknown is none.
 *
 * Returns: (transfer full) (nullable): the item; %NULL when its address is none, and for one that
 *   tells of a removal
 */
XmppRosterItem *
xmpp_roster_item_parse (XmppElement *item)
{
  const char *jid;
  const char *subscription_name;
  const char *ask;
  g_autoptr(XmppAddress) address = NULL;
  g_autoptr(GPtrArray) groups = NULL;
  XmppSubscription subscription = XMPP_SUBSCRIPTION_NONE;

  g_return_val_if_fail (item != NULL, NULL);

  jid = xmpp_element_get_attribute (item, "jid");
  subscription_name = xmpp_element_get_attribute (item, "subscription");
  if (jid == NULL || g_strcmp0 (subscription_name, "remove") == 0)
    return NULL;

  address = xmpp_address_parse (jid, NULL);
  if (address == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (subscription_names); i++)
    if (g_strcmp0 (subscription_name, subscription_names[i]) == 0)
      subscription = i;

  groups = g_ptr_array_new ();
  for (XmppElement *group = xmpp_element_get_child (item, "group", XMPP_NS_ROSTER);
       group != NULL && groups->len < MAX_GROUPS;
       group = xmpp_element_get_next_same (group))
    g_ptr_array_add (groups, (char *) xmpp_element_get_text (group));
  g_ptr_array_add (groups, NULL);

  ask = xmpp_element_get_attribute (item, "ask");
  return xmpp_roster_item_new (address, xmpp_element_get_attribute (item, "name"),
                               (const char *const *) groups->pdata, subscription,
                               g_strcmp0 (ask, "subscribe") == 0,
                               xmpp_text_is_true (xmpp_element_get_attribute (item, "approved")));
}

/**
 * xmpp_roster_item_ref:
 * @self: an item
 *
 * Returns: (transfer full): @self
 */
XmppRosterItem *
xmpp_roster_item_ref (XmppRosterItem *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer item)
{
  XmppRosterItem *self = item;

  xmpp_address_unref (self->address);
  g_free (self->name);
  g_strfreev (self->groups);
}

/**
 * xmpp_roster_item_unref:
 * @self: (transfer full): an item
 *
 * Gives a reference back.
 */
void
xmpp_roster_item_unref (XmppRosterItem *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * xmpp_roster_item_equal:
 * @self: an item
 * @other: another one
 *
 * Returns: whether both say the same
 */
gboolean
xmpp_roster_item_equal (const XmppRosterItem *self,
                        const XmppRosterItem *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return xmpp_address_equal (self->address, other->address)
         && g_strcmp0 (self->name, other->name) == 0
         && g_strv_equal ((const char *const *) self->groups, (const char *const *) other->groups)
         && self->subscription == other->subscription
         && self->is_requested == other->is_requested
         && self->is_approved == other->is_approved;
}
