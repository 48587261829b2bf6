/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-space.c: reads and writes what is said of spaces: XEP-0503 0.3.0, XEP-0462 0.1.1. */
#define G_LOG_DOMAIN "xmpp-spaces"

#include "xmpp-space.h"

#include "xmpp-bookmark.h"
#include "xmpp-namespaces.h"
#include "xmpp-pubsub-stanza.h"
#include "xmpp-text.h"

/**
 * xmpp_space_new:
 * @service: whose it is
 * @node: which
 *
 * Returns: (transfer full): a space of which nothing is known
 */
XmppSpace *
xmpp_space_new (XmppAddress *service,
                const char  *node)
{
  XmppSpace *self;

  g_return_val_if_fail (service != NULL && node != NULL, NULL);

  self = g_new0 (XmppSpace, 1);
  self->service = xmpp_address_ref (service);
  self->node = g_strdup (node);
  return self;
}

/**
 * xmpp_space_free:
 * @self: (nullable): a space
 *
 * Frees @self.
 */
void
xmpp_space_free (XmppSpace *self)
{
  if (self == NULL)
    return;

  xmpp_address_unref (self->service);
  g_free (self->node);
  g_free (self->title);
  g_free (self->description);
  g_free (self);
}

static void
set_text (char       **text,
          const char  *value) /* (nullable) */
{
  if (value == NULL || *value == '\0')
    return;

  g_free (*text);
  *text = xmpp_text_clip (value, XMPP_SPACE_MAX_TEXT_BYTES);
}

/**
 * xmpp_space_read_info:
 * @self: a space
 * @info: (nullable): what the service says of its node
 *
 * Takes over what is said of the space: XEP-0503, 5.2.
 *
 * Returns: what the node is
 */
XmppSpaceKind
xmpp_space_read_info (XmppSpace     *self,
                      XmppDiscoInfo *info)
{
  XmppDataForm *form = xmpp_disco_info_get_form (info, XMPP_NS_PUBSUB_META_DATA);
  const char *type = form != NULL ? xmpp_data_form_get_value (form, "pubsub#type") : NULL;

  g_return_val_if_fail (self != NULL, XMPP_SPACE_KIND_UNKNOWN);

  if (form == NULL)
    return XMPP_SPACE_KIND_UNKNOWN;

  set_text (&self->title, xmpp_data_form_get_value (form, "pubsub#title"));
  set_text (&self->description, xmpp_data_form_get_value (form, "pubsub#description"));
  return g_strcmp0 (type, XMPP_NS_SPACES) == 0 ? XMPP_SPACE_KIND_SPACE : XMPP_SPACE_KIND_OTHER;
}

/**
 * xmpp_space_room_read:
 * @id: (nullable): of the item
 * @payload: (nullable): what it holds
 *
 * Reads what belongs to a space: XEP-0503, 5.4. That all devices shall be in a room is for the user
 * to say, and not for the space.
 *
 * Returns: (transfer full) (nullable): the room; %NULL when it is none
 */
XmppSpaceRoom *
xmpp_space_room_read (const char  *id,
                      XmppElement *payload)
{
  g_autoptr(XmppBookmark) bookmark = NULL;
  XmppSpaceRoom *self;

  if (payload == NULL || !xmpp_element_is (payload, "conference", XMPP_NS_BOOKMARKS))
    return NULL;

  bookmark = xmpp_bookmark_read (id, payload);
  if (bookmark == NULL || xmpp_address_get_local (bookmark->address) == NULL)
    return NULL;

  self = g_new0 (XmppSpaceRoom, 1);
  self->address = xmpp_address_ref (bookmark->address);
  self->name = g_steal_pointer (&bookmark->name);
  return self;
}

/**
 * xmpp_space_read_rooms:
 * @items: (element-type XmppPubsubItem): what is in a space
 *
 * Returns: (transfer full) (element-type XmppSpaceRoom): the rooms among it
 */
GPtrArray *
xmpp_space_read_rooms (GPtrArray *items)
{
  GPtrArray *rooms = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_space_room_free);

  for (guint i = 0; i < items->len && rooms->len < XMPP_SPACE_MAX_ROOMS; i++)
    {
      const XmppPubsubItem *item = g_ptr_array_index (items, i);
      XmppSpaceRoom *room = xmpp_space_room_read (item->id, item->payload);

      if (room != NULL)
        g_ptr_array_add (rooms, room);
    }
  return rooms;
}

/**
 * xmpp_space_room_free:
 * @self: (nullable): a room
 *
 * Frees @self.
 */
void
xmpp_space_room_free (XmppSpaceRoom *self)
{
  if (self == NULL)
    return;

  xmpp_address_unref (self->address);
  g_free (self->name);
  g_free (self);
}

/**
 * xmpp_space_room_to_element:
 * @name: (nullable): what the room is called
 *
 * Returns: (transfer full): what to publish of a room, under its address
 */
XmppElement *
xmpp_space_room_to_element (const char *name)
{
  XmppElement *element = xmpp_element_new ("conference", XMPP_NS_BOOKMARKS);

  xmpp_element_set_attribute (element, "name", name);
  return element;
}

static void
append_form (XmppElement  *parent,
             XmppDataForm *form)
{
  g_autoptr(XmppElement) x = xmpp_data_form_to_submit (form);

  xmpp_element_append_copy (parent, x);
}

/**
 * xmpp_space_new_list:
 * @service: whom to ask
 * @with_filter: whether it knows that we want to hear of spaces alone: XEP-0462
 *
 * Returns: (transfer full): a question for the nodes of a service: XEP-0503, 5.1
 */
XmppElement *
xmpp_space_new_list (XmppAddress *service,
                     gboolean     with_filter)
{
  static const char *const types[] = { XMPP_NS_SPACES, NULL };
  XmppElement *iq = xmpp_element_new_iq ("get", xmpp_address_get_full (service));
  XmppElement *query = xmpp_element_add_child (iq, "query", XMPP_NS_DISCO_ITEMS);
  g_autoptr(XmppDataForm) form = NULL;

  if (!with_filter)
    return iq;

  form = xmpp_data_form_new (XMPP_FORM_SUBMIT, XMPP_NS_PUBSUB_FILTER);
  xmpp_data_form_set_values (form, "included-types", types);
  append_form (xmpp_element_add_child (query, "filter", XMPP_NS_PUBSUB_FILTER), form);
  return iq;
}

/**
 * xmpp_space_new_create:
 * @service: where
 * @node: which
 * @title: what it is called
 * @is_public: whether everybody may join
 *
 * Returns: (transfer full): a request to make a space: XEP-0503, 3
 */
XmppElement *
xmpp_space_new_create (XmppAddress *service,
                       const char  *node,
                       const char  *title,
                       gboolean     is_public)
{
  static const struct {
    const char *var;
    const char *value;
  } fields[] = {
    { "pubsub#type", XMPP_NS_SPACES },
    { "pubsub#notify_retract", "true" },
    { "pubsub#persist_items", "true" },
    { "pubsub#purge_offline", "false" },
    { "pubsub#notify_config", "true" },
    { "pubsub#notify_delete", "true" },
    { "pubsub#publish_model", "publishers" },
    { "pubsub#send_last_published_item", "never" },
    { "pubsub#max_items", "max" },
  };
  XmppElement *iq = xmpp_element_new_iq ("set", xmpp_address_get_full (service));
  XmppElement *pubsub = xmpp_element_add_child (iq, "pubsub", XMPP_NS_PUBSUB);
  g_autoptr(XmppDataForm) form = xmpp_data_form_new (XMPP_FORM_SUBMIT, XMPP_NS_PUBSUB_NODE_CONFIG);

  xmpp_element_set_attribute (xmpp_element_add_child (pubsub, "create", NULL), "node", node);
  xmpp_data_form_set_value (form, "pubsub#title", title);
  xmpp_data_form_set_value (form, "pubsub#access_model", is_public ? "open" : "whitelist");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    xmpp_data_form_set_value (form, fields[i].var, fields[i].value);
  append_form (xmpp_element_add_child (pubsub, "configure", NULL), form);
  return iq;
}

/**
 * xmpp_space_new_subscribe:
 * @service: where
 * @node: which
 * @own: whose subscription it is
 * @join: %FALSE: it is taken back
 *
 * Returns: (transfer full): a request to join or leave: XEP-0503, 5.3, XEP-0060, 6.1 and 6.2
 */
XmppElement *
xmpp_space_new_subscribe (XmppAddress *service,
                          const char  *node,
                          XmppAddress *own,
                          gboolean     join)
{
  XmppElement *iq = xmpp_element_new_iq ("set", xmpp_address_get_full (service));
  XmppElement *pubsub = xmpp_element_add_child (iq, "pubsub", XMPP_NS_PUBSUB);
  XmppElement *what = xmpp_element_add_child (pubsub, join ? "subscribe" : "unsubscribe", NULL);

  xmpp_element_set_attribute (what, "node", node);
  xmpp_element_set_attribute (what, "jid", xmpp_address_get_bare (own));
  return iq;
}

/* What a service says of others' nodes is not its to say. */
static XmppSpace *
read_listed (XmppElement *item,
             XmppAddress *service)
{
  const char *jid = xmpp_element_get_attribute (item, "jid");
  g_autoptr(XmppAddress) address = jid != NULL ? xmpp_address_parse (jid, NULL) : NULL;
  g_autofree char *node = xmpp_text_bounded (xmpp_element_get_attribute (item, "node"),
                                             XMPP_SPACE_MAX_NODE_BYTES);
  XmppSpace *self;

  if (address == NULL || !xmpp_address_equal (address, service) || node == NULL || *node == '\0')
    return NULL;

  self = xmpp_space_new (service, node);
  set_text (&self->title, xmpp_element_get_attribute (item, "name"));
  return self;
}

/**
 * xmpp_space_read_list:
 * @iq: the answer to a question for nodes
 * @service: who was asked
 * @max: how many are of interest
 *
 * Returns: (transfer full) (element-type XmppSpace): nodes that may be spaces
 */
GPtrArray *
xmpp_space_read_list (XmppElement *iq,
                      XmppAddress *service,
                      guint        max)
{
  GPtrArray *spaces = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_space_free);
  XmppElement *query = xmpp_element_get_child (iq, "query", XMPP_NS_DISCO_ITEMS);
  XmppElement *item =
    query != NULL ? xmpp_element_get_child (query, "item", XMPP_NS_DISCO_ITEMS) : NULL;

  for (; item != NULL && spaces->len < max; item = xmpp_element_get_next_same (item))
    {
      XmppSpace *space = read_listed (item, service);

      if (space != NULL)
        g_ptr_array_add (spaces, space);
    }
  return spaces;
}

/**
 * xmpp_space_read_pending:
 * @iq: the answer to a request to join
 *
 * Returns: whether the owner has to agree first: XEP-0060, 6.1.4
 */
gboolean
xmpp_space_read_pending (XmppElement *iq)
{
  XmppElement *pubsub = xmpp_element_get_child (iq, "pubsub", XMPP_NS_PUBSUB);
  XmppElement *subscription =
    pubsub != NULL ? xmpp_element_get_child (pubsub, "subscription", XMPP_NS_PUBSUB) : NULL;

  return subscription != NULL
         && g_strcmp0 (xmpp_element_get_attribute (subscription, "subscription"), "pending") == 0;
}
