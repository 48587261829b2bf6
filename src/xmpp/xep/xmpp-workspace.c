/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-workspace.c: reads and writes a workspace of the user's own. No specification has a place
 * for them, so they are in a node of our own, one item for each, whose id is the workspace's:
 *
 *   <workspace xmlns='https://charla.im/protocol/workspaces:0' name='Work' position='1'>
 *     <space service='pubsub.example.com' node='dev'/>   where it shows one of a server
 *     <member jid='team@conference.example.com'/>
 *   </workspace>
 *
 * One that is about to be taken away says <removed xmlns='…'/>. */
#define G_LOG_DOMAIN "xmpp-workspaces"

#include "xmpp-workspace.h"

#include "xmpp-address.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_ID_BYTES   128
#define MAX_NODE_BYTES 1024

/**
 * xmpp_workspace_new:
 * @id: by which all devices know it
 * @name: what the user calls it
 *
 * Returns: (transfer full): a workspace of nobody
 */
XmppWorkspace *
xmpp_workspace_new (const char *id,
                    const char *name)
{
  XmppWorkspace *self;

  g_return_val_if_fail (id != NULL && name != NULL, NULL);

  self = g_new0 (XmppWorkspace, 1);
  self->id = g_strdup (id);
  self->name = xmpp_text_clip (name, XMPP_WORKSPACE_MAX_NAME_BYTES);
  self->members = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * xmpp_workspace_free:
 * @self: (nullable): a workspace
 *
 * Frees @self.
 */
void
xmpp_workspace_free (XmppWorkspace *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->service);
  g_free (self->node);
  g_ptr_array_unref (self->members);
  g_free (self);
}

static gsize
count_bytes (const XmppWorkspace *self)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < self->members->len; i++)
    n_bytes += strlen (g_ptr_array_index (self->members, i));
  return n_bytes;
}

/**
 * xmpp_workspace_add_member:
 * @self: a workspace
 * @address: (nullable): a person's or a room's bare address
 *
 * Puts a conversation at the end of the workspace.
 *
 * Returns: whether it was added: it is none, is there already, or there are too many
 */
gboolean
xmpp_workspace_add_member (XmppWorkspace *self,
                           const char    *address)
{
  g_autoptr(XmppAddress) parsed = address != NULL ? xmpp_address_parse (address, NULL) : NULL;
  const char *bare;

  g_return_val_if_fail (self != NULL, FALSE);

  if (parsed == NULL || !xmpp_address_is_bare (parsed)
      || self->members->len >= XMPP_WORKSPACE_MAX_MEMBERS)
    return FALSE;

  bare = xmpp_address_get_bare (parsed);
  if (g_ptr_array_find_with_equal_func (self->members, bare, g_str_equal, NULL)
      || count_bytes (self) + strlen (bare) > XMPP_WORKSPACE_MAX_MEMBER_BYTES)
    return FALSE;

  g_ptr_array_add (self->members, g_strdup (bare));
  return TRUE;
}

static void
read_space (XmppWorkspace *self,
            XmppElement   *payload)
{
  XmppElement *space = xmpp_element_get_child (payload, "space", XMPP_NS_WORKSPACES);
  const char *text = space != NULL ? xmpp_element_get_attribute (space, "service") : NULL;
  g_autoptr(XmppAddress) service = text != NULL ? xmpp_address_parse (text, NULL) : NULL;
  g_autofree char *node = NULL;

  if (service == NULL || !xmpp_address_is_bare (service))
    return;

  node = xmpp_text_bounded (xmpp_element_get_attribute (space, "node"), MAX_NODE_BYTES);
  if (node == NULL || *node == '\0')
    return;

  self->service = g_strdup (xmpp_address_get_bare (service));
  self->node = g_steal_pointer (&node);
}

static guint
read_position (XmppElement *payload)
{
  const char *text = xmpp_element_get_attribute (payload, "position");
  guint64 position = 0;

  if (text == NULL
      || !g_ascii_string_to_unsigned (text, 10, 0, XMPP_WORKSPACE_MAX_POSITION, &position, NULL))
    return XMPP_WORKSPACE_MAX_POSITION;

  return (guint) position;
}

/**
 * xmpp_workspace_read:
 * @id: (nullable): of the item
 * @payload: (nullable): what it holds
 *
 * Reads a workspace. What is no address in it, or too much, is left out.
 *
 * Returns: (transfer full) (nullable): the workspace; %NULL when it is none
 */
XmppWorkspace *
xmpp_workspace_read (const char  *id,
                     XmppElement *payload)
{
  const char *name;
  XmppWorkspace *self;
  XmppElement *member;

  if (id == NULL || *id == '\0' || strlen (id) > MAX_ID_BYTES || payload == NULL
      || !xmpp_element_is (payload, "workspace", XMPP_NS_WORKSPACES))
    return NULL;

  name = xmpp_element_get_attribute (payload, "name");
  if (name == NULL || *name == '\0')
    return NULL;

  self = xmpp_workspace_new (id, name);
  self->position = read_position (payload);
  read_space (self, payload);
  for (member = xmpp_element_get_child (payload, "member", XMPP_NS_WORKSPACES);
       member != NULL && self->members->len < XMPP_WORKSPACE_MAX_MEMBERS;
       member = xmpp_element_get_next_same (member))
    xmpp_workspace_add_member (self, xmpp_element_get_attribute (member, "jid"));
  return self;
}

/**
 * xmpp_workspace_to_element:
 * @self: a workspace
 *
 * Returns: (transfer full): what to store
 */
XmppElement *
xmpp_workspace_to_element (const XmppWorkspace *self)
{
  g_autofree char *position = NULL;
  XmppElement *element;

  g_return_val_if_fail (self != NULL, NULL);

  position = g_strdup_printf ("%u", self->position);
  element = xmpp_element_new ("workspace", XMPP_NS_WORKSPACES);
  xmpp_element_set_attribute (element, "name", self->name);
  xmpp_element_set_attribute (element, "position", position);
  if (self->service != NULL)
    {
      XmppElement *space = xmpp_element_add_child (element, "space", NULL);

      xmpp_element_set_attribute (space, "service", self->service);
      xmpp_element_set_attribute (space, "node", self->node);
    }
  for (guint i = 0; i < self->members->len; i++)
    xmpp_element_set_attribute (xmpp_element_add_child (element, "member", NULL), "jid",
                                g_ptr_array_index (self->members, i));
  return element;
}
