/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-pubsub-stanza.c: writes requests to nodes, reads answers and events: XEP-0060 1.30.0. */
#define G_LOG_DOMAIN "xmpp-pubsub"

#include "xmpp-pubsub-stanza.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_ITEMS         10000
#define MAX_ID_BYTES      1024
#define MAX_ADDRESS_BYTES 3071

static const char *const access_names[] = {
  [XMPP_PUBSUB_ACCESS_DEFAULT] = NULL,
  [XMPP_PUBSUB_ACCESS_PRESENCE] = "presence",
  [XMPP_PUBSUB_ACCESS_OPEN] = "open",
  [XMPP_PUBSUB_ACCESS_WHITELIST] = "whitelist",
};

/**
 * xmpp_pubsub_item_free:
 * @self: (nullable): an item
 *
 * Frees @self.
 */
void
xmpp_pubsub_item_free (XmppPubsubItem *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->publisher);
  g_clear_pointer (&self->payload, xmpp_element_unref);
  g_free (self);
}

static XmppElement *
new_request (const char   *type,
             XmppAddress  *service,
             const char   *ns,
             XmppElement **pubsub)
{
  XmppElement *iq = xmpp_element_new_iq (type, service != NULL ? xmpp_address_get_full (service)
                                                               : NULL);

  *pubsub = xmpp_element_add_child (iq, "pubsub", ns);
  return iq;
}

static XmppElement *
add_with_node (XmppElement *pubsub,
               const char  *name,
               const char  *node)
{
  XmppElement *element = xmpp_element_add_child (pubsub, name, NULL);

  xmpp_element_set_attribute (element, "node", node);
  return element;
}

static void
set_unless_absent (XmppDataForm *form,
                   const char   *var,
                   const char   *value)
{
  if (form->type == XMPP_FORM_SUBMIT || xmpp_data_form_get_field (form, var) != NULL)
    xmpp_data_form_set_value (form, var, value);
}

/**
 * xmpp_pubsub_options_apply:
 * @options: how a node shall be
 * @form: what to fill in: a submission, or a form that the service sent
 *
 * Writes @options into @form; into one of the service's only where it has the field.
 */
void
xmpp_pubsub_options_apply (const XmppPubsubOptions *options,
                           XmppDataForm            *form)
{
  g_autofree char *max_items = NULL;

  g_return_if_fail (options != NULL);
  g_return_if_fail (form != NULL);

  if (access_names[options->access] != NULL)
    set_unless_absent (form, "pubsub#access_model", access_names[options->access]);
  if (options->persist_items)
    set_unless_absent (form, "pubsub#persist_items", "true");
  if (options->never_send_last)
    set_unless_absent (form, "pubsub#send_last_published_item", "never");

  max_items = options->max_items == G_MAXUINT ? g_strdup ("max")
                                              : g_strdup_printf ("%u", options->max_items);
  if (options->max_items > 0)
    set_unless_absent (form, "pubsub#max_items", max_items);
}

static void
append_form (XmppElement  *parent,
             XmppDataForm *form)
{
  g_autoptr(XmppElement) x = xmpp_data_form_to_submit (form);

  xmpp_element_append_copy (parent, x);
}

/**
 * xmpp_pubsub_new_publish:
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @item_id: (nullable): which item; %NULL: a new one
 * @payload: (nullable): what; it is copied
 * @options: (nullable): how the node has to be: XEP-0060, 7.1.5
 *
 * Returns: (transfer full): a request to publish
 */
XmppElement *
xmpp_pubsub_new_publish (XmppAddress             *service,
                         const char              *node,
                         const char              *item_id,
                         XmppElement             *payload,
                         const XmppPubsubOptions *options)
{
  XmppElement *pubsub = NULL;
  XmppElement *iq = new_request ("set", service, XMPP_NS_PUBSUB, &pubsub);
  XmppElement *item = xmpp_element_add_child (add_with_node (pubsub, "publish", node),
                                              "item", NULL);

  xmpp_element_set_attribute (item, "id", item_id);
  if (payload != NULL)
    xmpp_element_append_copy (item, payload);

  if (options != NULL)
    {
      g_autoptr(XmppDataForm) form = xmpp_data_form_new (XMPP_FORM_SUBMIT,
                                                         XMPP_NS_PUBSUB_PUBLISH_OPTIONS);

      xmpp_pubsub_options_apply (options, form);
      append_form (xmpp_element_add_child (pubsub, "publish-options", NULL), form);
    }

  return iq;
}

/**
 * xmpp_pubsub_new_create:
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @options: how it shall be
 *
 * Returns: (transfer full): a request to make a node: XEP-0060, 8.1.3
 */
XmppElement *
xmpp_pubsub_new_create (XmppAddress             *service,
                        const char              *node,
                        const XmppPubsubOptions *options)
{
  XmppElement *pubsub = NULL;
  XmppElement *iq = new_request ("set", service, XMPP_NS_PUBSUB, &pubsub);
  g_autoptr(XmppDataForm) form = xmpp_data_form_new (XMPP_FORM_SUBMIT, XMPP_NS_PUBSUB_NODE_CONFIG);

  add_with_node (pubsub, "create", node);
  xmpp_pubsub_options_apply (options, form);
  append_form (xmpp_element_add_child (pubsub, "configure", NULL), form);
  return iq;
}

/**
 * xmpp_pubsub_new_fetch:
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @item_id: (nullable): which item; %NULL: the last ones
 * @max_items: how many; 0: as the service likes
 *
 * Returns: (transfer full): a request for items: XEP-0060, 6.5
 */
XmppElement *
xmpp_pubsub_new_fetch (XmppAddress *service,
                       const char  *node,
                       const char  *item_id,
                       guint        max_items)
{
  XmppElement *pubsub = NULL;
  XmppElement *iq = new_request ("get", service, XMPP_NS_PUBSUB, &pubsub);
  XmppElement *items = add_with_node (pubsub, "items", node);

  if (item_id != NULL)
    xmpp_element_set_attribute (xmpp_element_add_child (items, "item", NULL), "id", item_id);
  else if (max_items > 0)
    {
      g_autofree char *max = g_strdup_printf ("%u", max_items);

      xmpp_element_set_attribute (items, "max_items", max);
    }

  return iq;
}

/**
 * xmpp_pubsub_new_retract:
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @item_id: which item
 * @notify: whether subscribers shall be told
 *
 * Returns: (transfer full): a request to take an item away: XEP-0060, 7.2
 */
XmppElement *
xmpp_pubsub_new_retract (XmppAddress *service,
                         const char  *node,
                         const char  *item_id,
                         gboolean     notify)
{
  XmppElement *pubsub = NULL;
  XmppElement *iq = new_request ("set", service, XMPP_NS_PUBSUB, &pubsub);
  XmppElement *retract = add_with_node (pubsub, "retract", node);

  if (notify)
    xmpp_element_set_attribute (retract, "notify", "true");
  xmpp_element_set_attribute (xmpp_element_add_child (retract, "item", NULL), "id", item_id);
  return iq;
}

/**
 * xmpp_pubsub_new_delete:
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 *
 * Returns: (transfer full): a request to delete a node: XEP-0060, 8.4
 */
XmppElement *
xmpp_pubsub_new_delete (XmppAddress *service,
                        const char  *node)
{
  XmppElement *pubsub = NULL;
  XmppElement *iq = new_request ("set", service, XMPP_NS_PUBSUB_OWNER, &pubsub);

  add_with_node (pubsub, "delete", node);
  return iq;
}

/**
 * xmpp_pubsub_new_configure:
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @form: (nullable): the answer to the form; %NULL: asks for the form
 *
 * Returns: (transfer full): a request about the configuration of a node: XEP-0060, 8.2
 */
XmppElement *
xmpp_pubsub_new_configure (XmppAddress  *service,
                           const char   *node,
                           XmppDataForm *form)
{
  XmppElement *pubsub = NULL;
  XmppElement *iq = new_request (form != NULL ? "set" : "get", service, XMPP_NS_PUBSUB_OWNER,
                                 &pubsub);
  XmppElement *configure = add_with_node (pubsub, "configure", node);

  if (form != NULL)
    append_form (configure, form);
  return iq;
}

static XmppElement *
find_in_answer (XmppElement *iq,
                const char  *ns,
                const char  *name)
{
  XmppElement *pubsub = xmpp_element_get_child (iq, "pubsub", ns);

  return pubsub != NULL ? xmpp_element_get_child (pubsub, name, ns) : NULL;
}

/**
 * xmpp_pubsub_read_published:
 * @iq: the answer to a request to publish
 *
 * Returns: (transfer full) (nullable): the id that the item got, where it says so: XEP-0060, 7.1.2
 */
char *
xmpp_pubsub_read_published (XmppElement *iq)
{
  XmppElement *publish = find_in_answer (iq, XMPP_NS_PUBSUB, "publish");
  XmppElement *item = publish != NULL
                      ? xmpp_element_get_child (publish, "item", XMPP_NS_PUBSUB) : NULL;

  return item != NULL
         ? xmpp_text_bounded (xmpp_element_get_attribute (item, "id"), MAX_ID_BYTES) : NULL;
}

static GPtrArray *
read_items (XmppElement *items,
            const char  *ns)
{
  GPtrArray *array = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_pubsub_item_free);
  XmppElement *element = items != NULL ? xmpp_element_get_child (items, "item", ns) : NULL;

  for (; element != NULL && array->len < MAX_ITEMS; element = xmpp_element_get_next_same (element))
    {
      XmppPubsubItem *item = g_new0 (XmppPubsubItem, 1);
      XmppElement *payload = xmpp_element_get_first_child (element);

      item->id = xmpp_text_bounded (xmpp_element_get_attribute (element, "id"), MAX_ID_BYTES);
      item->publisher = xmpp_text_bounded (xmpp_element_get_attribute (element, "publisher"),
                                           MAX_ADDRESS_BYTES);
      item->payload = payload != NULL ? xmpp_element_ref (payload) : NULL;
      g_ptr_array_add (array, item);
    }

  return array;
}

/**
 * xmpp_pubsub_read_items:
 * @iq: the answer to a request for items
 *
 * Returns: (transfer full) (element-type XmppPubsubItem): what it holds
 */
GPtrArray *
xmpp_pubsub_read_items (XmppElement *iq)
{
  return read_items (find_in_answer (iq, XMPP_NS_PUBSUB, "items"), XMPP_NS_PUBSUB);
}

/**
 * xmpp_pubsub_read_configure:
 * @iq: the answer to a request for the configuration of a node
 *
 * Returns: (transfer full) (nullable): the form
 */
XmppDataForm *
xmpp_pubsub_read_configure (XmppElement *iq)
{
  XmppElement *configure = find_in_answer (iq, XMPP_NS_PUBSUB_OWNER, "configure");
  XmppElement *x = configure != NULL
                   ? xmpp_element_get_child (configure, "x", XMPP_NS_DATA_FORM) : NULL;

  return x != NULL ? xmpp_data_form_parse (x, NULL) : NULL;
}

static void
read_retracted (XmppPubsubEvent *event,
                XmppElement     *items)
{
  for (XmppElement *retract = xmpp_element_get_child (items, "retract", XMPP_NS_PUBSUB_EVENT);
       retract != NULL && event->retracted->len < MAX_ITEMS;
       retract = xmpp_element_get_next_same (retract))
    {
      char *id = xmpp_text_bounded (xmpp_element_get_attribute (retract, "id"), MAX_ID_BYTES);

      if (id != NULL)
        g_ptr_array_add (event->retracted, id);
    }
}

/**
 * xmpp_pubsub_event_read:
 * @event: (out caller-allocates): what happened; the sender is for the caller to fill in
 * @payload: the <event/> of a message
 *
 * Reads an event: XEP-0060, 7.1.2.1, 7.2.2.1, 8.4.2 and 8.5.2.
 *
 * Returns: whether it tells of something that happened to the items of a node; else @event holds
 *   nothing
 */
gboolean
xmpp_pubsub_event_read (XmppPubsubEvent *event,
                        XmppElement     *payload)
{
  XmppElement *what = xmpp_element_get_first_child (payload);
  const char *node = what != NULL ? xmpp_element_get_attribute (what, "node") : NULL;
  gboolean is_items;
  gboolean is_purged;

  *event = (XmppPubsubEvent) { 0 };
  if (node == NULL)
    return FALSE;

  is_items = xmpp_element_is (what, "items", XMPP_NS_PUBSUB_EVENT);
  is_purged = xmpp_element_is (what, "purge", XMPP_NS_PUBSUB_EVENT)
              || xmpp_element_is (what, "delete", XMPP_NS_PUBSUB_EVENT);
  if (!is_items && !is_purged)
    return FALSE;

  event->node = node;
  event->is_purged = is_purged;
  event->items = read_items (is_items ? what : NULL, XMPP_NS_PUBSUB_EVENT);
  event->retracted = g_ptr_array_new_with_free_func (g_free);
  if (is_items)
    read_retracted (event, what);
  return TRUE;
}

/**
 * xmpp_pubsub_event_clear:
 * @event: what happened
 *
 * Frees what xmpp_pubsub_event_read() made.
 */
void
xmpp_pubsub_event_clear (XmppPubsubEvent *event)
{
  g_clear_pointer (&event->items, g_ptr_array_unref);
  g_clear_pointer (&event->retracted, g_ptr_array_unref);
}
