/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-muc-user.c: what rooms say in stanzas: XEP-0045 1.35.5, with what XEP-0463 0.2.0 adds. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-muc-user.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_NICK_BYTES     1023
#define MAX_REASON_BYTES   4096
#define MAX_PASSWORD_BYTES 1024
#define MAX_ID_BYTES       1024
#define MAX_ITEMS          20000
#define MAX_STATUSES       32

static const struct {
  XmppAffiliation  affiliation;
  const char      *name;
} affiliations[] = {
  { XMPP_AFFILIATION_OUTCAST, "outcast" },
  { XMPP_AFFILIATION_NONE, "none" },
  { XMPP_AFFILIATION_MEMBER, "member" },
  { XMPP_AFFILIATION_ADMIN, "admin" },
  { XMPP_AFFILIATION_OWNER, "owner" },
};

static const char *const roles[] = {
  [XMPP_ROLE_NONE] = "none",
  [XMPP_ROLE_VISITOR] = "visitor",
  [XMPP_ROLE_PARTICIPANT] = "participant",
  [XMPP_ROLE_MODERATOR] = "moderator",
};

/* The code of each bit of XmppMucStatus */
static const guint16 codes[] = {
  100, 101, 102, 103, 104, 110, 170, 171, 172, 173, 174, 201, 210, 301, 303, 307, 321, 322, 332,
  333,
};

G_STATIC_ASSERT (XMPP_MUC_STATUS_FAULT == 1 << (G_N_ELEMENTS (codes) - 1));

/**
 * xmpp_affiliation_get_name:
 * @affiliation: an affiliation
 *
 * Returns: what it is called on the wire
 */
const char *
xmpp_affiliation_get_name (XmppAffiliation affiliation)
{
  for (guint i = 0; i < G_N_ELEMENTS (affiliations); i++)
    if (affiliations[i].affiliation == affiliation)
      return affiliations[i].name;

  g_return_val_if_reached ("none");
}

/**
 * xmpp_affiliation_parse:
 * @name: (nullable): a name on the wire
 * @affiliation: (out): what it stands for
 *
 * Returns: whether there is such an affiliation
 */
gboolean
xmpp_affiliation_parse (const char      *name,
                        XmppAffiliation *affiliation)
{
  g_return_val_if_fail (affiliation != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (affiliations); i++)
    if (g_strcmp0 (name, affiliations[i].name) == 0)
      {
        *affiliation = affiliations[i].affiliation;
        return TRUE;
      }
  return FALSE;
}

/**
 * xmpp_role_get_name:
 * @role: a role
 *
 * Returns: what it is called on the wire
 */
const char *
xmpp_role_get_name (XmppRole role)
{
  g_return_val_if_fail (role < G_N_ELEMENTS (roles), "none");

  return roles[role];
}

/**
 * xmpp_role_parse:
 * @name: (nullable): a name on the wire
 * @role: (out): what it stands for
 *
 * Returns: whether there is such a role
 */
gboolean
xmpp_role_parse (const char *name,
                 XmppRole   *role)
{
  g_return_val_if_fail (role != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (name, roles[i]) == 0)
      {
        *role = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * xmpp_muc_item_new_affiliation:
 * @address: who
 * @affiliation: what to become
 * @reason: (nullable): why
 *
 * Makes what xmpp_room_change_async() takes.
 *
 * Returns: (transfer full): the item
 */
XmppMucItem *
xmpp_muc_item_new_affiliation (XmppAddress     *address,
                               XmppAffiliation  affiliation,
                               const char      *reason)
{
  XmppMucItem *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_new0 (XmppMucItem, 1);
  self->address = xmpp_address_dup_bare (address);
  self->affiliation = affiliation;
  self->reason = g_strdup (reason);
  return self;
}

/**
 * xmpp_muc_item_new_role:
 * @nick: who, being in the room
 * @role: what to become; none: is kicked
 * @reason: (nullable): why
 *
 * Makes what xmpp_room_change_async() takes.
 *
 * Returns: (transfer full): the item
 */
XmppMucItem *
xmpp_muc_item_new_role (const char *nick,
                        XmppRole    role,
                        const char *reason)
{
  XmppMucItem *self;

  g_return_val_if_fail (nick != NULL, NULL);

  self = g_new0 (XmppMucItem, 1);
  self->nick = g_strdup (nick);
  self->role = role;
  self->reason = g_strdup (reason);
  return self;
}

static XmppAddress *
read_address (XmppElement *element,
              const char  *name)
{
  const char *text = xmpp_element_get_attribute (element, name);

  return text != NULL ? xmpp_address_parse (text, NULL) : NULL;
}

static char *
read_text (XmppElement *parent,
           const char  *name,
           gsize        max_bytes)
{
  const char *text = xmpp_element_get_child_text (parent, name, xmpp_element_get_ns (parent));

  return text != NULL && *text != '\0' ? xmpp_text_clip (text, max_bytes) : NULL;
}

/**
 * xmpp_muc_item_read:
 * @item: an <item/> of a room
 *
 * Reads what is said of one person. What is absent or unknown is the least.
 *
 * Returns: (transfer full): the item
 */
XmppMucItem *
xmpp_muc_item_read (XmppElement *item)
{
  XmppMucItem *self;
  XmppElement *actor;

  g_return_val_if_fail (item != NULL, NULL);

  self = g_new0 (XmppMucItem, 1);
  xmpp_affiliation_parse (xmpp_element_get_attribute (item, "affiliation"), &self->affiliation);
  xmpp_role_parse (xmpp_element_get_attribute (item, "role"), &self->role);
  self->address = read_address (item, "jid");
  self->nick = xmpp_text_bounded (xmpp_element_get_attribute (item, "nick"), MAX_NICK_BYTES);
  if (xmpp_element_get_first_child (item) == NULL)
    return self;

  self->reason = read_text (item, "reason", MAX_REASON_BYTES);
  actor = xmpp_element_get_child (item, "actor", xmpp_element_get_ns (item));
  if (actor != NULL)
    {
      self->actor = read_address (actor, "jid");
      self->actor_nick = xmpp_text_bounded (xmpp_element_get_attribute (actor, "nick"),
                                            MAX_NICK_BYTES);
    }
  return self;
}

/**
 * xmpp_muc_item_free:
 * @self: (nullable): an item
 *
 * Frees @self.
 */
void
xmpp_muc_item_free (XmppMucItem *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->address, xmpp_address_unref);
  g_free (self->nick);
  g_free (self->reason);
  g_clear_pointer (&self->actor, xmpp_address_unref);
  g_free (self->actor_nick);
  g_free (self);
}

static XmppMucStatus
parse_code (const char *text)
{
  guint64 code = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 100, 999, &code, NULL))
    return XMPP_MUC_STATUS_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i] == code)
      return 1 << i;
  return XMPP_MUC_STATUS_NONE;
}

static void
read_invitation (XmppMucUser *self,
                 XmppElement *element)
{
  XmppElement *goes_on = xmpp_element_get_child (element, "continue", XMPP_NS_MUC_USER);

  g_clear_pointer (&self->inviter, xmpp_address_unref);
  g_free (self->reason);
  self->inviter = read_address (element, "from");
  self->reason = read_text (element, "reason", MAX_REASON_BYTES);
  if (goes_on == NULL)
    return;

  self->is_continuation = TRUE;
  g_free (self->thread);
  self->thread = xmpp_text_bounded (xmpp_element_get_attribute (goes_on, "thread"), MAX_ID_BYTES);
}

static void
read_destruction (XmppMucUser *self,
                  XmppElement *destroy)
{
  g_clear_pointer (&self->venue, xmpp_address_unref);
  g_free (self->reason);
  g_free (self->venue_password);
  self->is_destroyed = TRUE;
  self->venue = read_address (destroy, "jid");
  self->reason = read_text (destroy, "reason", MAX_REASON_BYTES);
  self->venue_password = xmpp_text_bounded (xmpp_element_get_child_text (destroy, "password",
                                                                         XMPP_NS_MUC_USER),
                                            MAX_PASSWORD_BYTES);
}

static void
read_version (XmppMucUser *self,
              XmppElement *mav)
{
  const char *since = xmpp_element_get_attribute (mav, "since");

  g_clear_pointer (&self->since, g_free);
  g_clear_pointer (&self->until, g_free);
  self->since = xmpp_text_bounded (since, MAX_ID_BYTES);
  /* One that begins somewhere is no whole list, also when it does not say where. */
  self->is_versioned = since == NULL || self->since != NULL;
  if (self->is_versioned)
    self->until = xmpp_text_bounded (xmpp_element_get_attribute (mav, "until"), MAX_ID_BYTES);
}

static void
read_child (XmppMucUser *self,
            XmppElement *child)
{
  if (xmpp_element_is (child, "invite", XMPP_NS_MUC_USER))
    {
      self->is_invitation = TRUE;
      read_invitation (self, child);
    }
  else if (xmpp_element_is (child, "decline", XMPP_NS_MUC_USER))
    {
      self->is_decline = TRUE;
      read_invitation (self, child);
    }
  else if (xmpp_element_is (child, "destroy", XMPP_NS_MUC_USER))
    read_destruction (self, child);
  else if (xmpp_element_is (child, "mav", XMPP_NS_MUC_AFFILIATIONS))
    read_version (self, child);
  else if (xmpp_element_is (child, "password", XMPP_NS_MUC_USER) && self->password == NULL)
    self->password = xmpp_text_bounded (xmpp_element_get_text (child), MAX_PASSWORD_BYTES);
}

/**
 * xmpp_muc_user_read:
 * @parent: a stanza
 *
 * Reads what a room, or somebody who pretends to be one, says in @parent.
 *
 * Returns: (transfer full) (nullable): what is said; %NULL for a stanza without it, or with two
 *   (XEP-0045, 7.2.2: not more than one)
 */
XmppMucUser *
xmpp_muc_user_read (XmppElement *parent)
{
  XmppElement *x;
  XmppMucUser *self;
  guint n_statuses = 0;

  g_return_val_if_fail (parent != NULL, NULL);

  x = xmpp_element_get_child (parent, "x", XMPP_NS_MUC_USER);
  if (x == NULL || xmpp_element_get_next_same (x) != NULL)
    return NULL;

  self = xmpp_muc_user_new ();
  for (XmppElement *child = xmpp_element_get_first_child (x);
       child != NULL;
       child = xmpp_element_get_next (child))
    if (xmpp_element_is (child, "item", XMPP_NS_MUC_USER))
      {
        if (self->items->len < MAX_ITEMS)
          g_ptr_array_add (self->items, xmpp_muc_item_read (child));
        else
          self->is_cut = TRUE;
      }
    else if (xmpp_element_is (child, "status", XMPP_NS_MUC_USER))
      {
        if (n_statuses++ < MAX_STATUSES)
          self->status |= parse_code (xmpp_element_get_attribute (child, "code"));
      }
    else
      read_child (self, child);

  if (self->items->len > 0)
    self->item = g_ptr_array_index (self->items, 0);
  return self;
}

/**
 * xmpp_muc_user_new:
 *
 * Returns: (transfer full): what says nothing
 */
XmppMucUser *
xmpp_muc_user_new (void)
{
  XmppMucUser *self = g_rc_box_new0 (XmppMucUser);

  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_muc_item_free);
  return self;
}

/**
 * xmpp_muc_user_ref:
 * @self: what a room says
 *
 * Returns: (transfer full): @self
 */
XmppMucUser *
xmpp_muc_user_ref (XmppMucUser *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer user)
{
  XmppMucUser *self = user;

  g_ptr_array_unref (self->items);
  g_free (self->password);
  g_clear_pointer (&self->inviter, xmpp_address_unref);
  g_free (self->reason);
  g_free (self->thread);
  g_clear_pointer (&self->venue, xmpp_address_unref);
  g_free (self->venue_password);
  g_free (self->since);
  g_free (self->until);
}

/**
 * xmpp_muc_user_unref:
 * @self: (transfer full): what a room says
 *
 * Gives a reference back.
 */
void
xmpp_muc_user_unref (XmppMucUser *self)
{
  g_rc_box_release_full (self, clear);
}
