/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that keeps what an account has for its own devices: XEP-0060, XEP-0163. */
#include "mock-nodes.h"

#include <string.h>

#define PUBSUB "http://jabber.org/protocol/pubsub"

static void say (MockNodes  *self,
                 const char *format,
                 ...) G_GNUC_PRINTF (2, 3);

static void
say (MockNodes  *self,
     const char *format,
     ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  mock_server_say (self->server, text);
}

MockNodes *
mock_nodes_new (MockServer *server)
{
  MockNodes *self = g_new0 (MockNodes, 1);

  self->server = server;
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_hash_table_unref);
  self->published = g_ptr_array_new_with_free_func (g_free);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
mock_nodes_free (MockNodes *self)
{
  g_hash_table_unref (self->nodes);
  g_ptr_array_unref (self->published);
  g_ptr_array_unref (self->asked);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_free (self);
}

static void
put (MockNodes  *self,
     const char *node,
     const char *id, /* (nullable) */
     const char *payload)
{
  GHashTable *items = g_hash_table_lookup (self->nodes, node);

  if (items == NULL)
    {
      items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_hash_table_insert (self->nodes, g_strdup (node), items);
    }
  if (id != NULL)
    g_hash_table_replace (items, g_strdup (id), g_strdup (payload));
}

static void
tell_all (MockNodes  *self,
          const char *node,
          const char *id,
          const char *payload)
{
  say (self,
       "<message from='" MOCK_ADDRESS "' to='$jid' type='headline'><event xmlns='" PUBSUB "#event'>"
       "<items node='%s'><item id='%s'>%s</item></items></event></message>", node, id, payload);
}

static void
refuse (MockNodes  *self,
        const char *question)
{
  say (self, "<iq type='error' id='%s'><error type='cancel'><item-not-found"
             " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>", question);
}

static void
give_items (MockNodes  *self,
            const char *question,
            const char *node)
{
  GHashTable *items = g_hash_table_lookup (self->nodes, node);
  g_autoptr(GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer id;
  gpointer payload;

  if (items == NULL)
    {
      refuse (self, question);
      return;
    }

  g_hash_table_iter_init (&iter, items);
  while (g_hash_table_iter_next (&iter, &id, &payload))
    g_string_append_printf (text, "<item id='%s'>%s</item>", (char *) id, (char *) payload);
  say (self, "<iq type='result' id='%s'><pubsub xmlns='" PUBSUB "'><items node='%s'>%s</items>"
             "</pubsub></iq>", question, node, text->str);
}

static void
give_config (MockNodes  *self,
             const char *node)
{
  if (!g_hash_table_contains (self->nodes, node))
    refuse (self, "$id");
  else
    say (self, "<iq type='result' id='$id'><pubsub xmlns='" PUBSUB "#owner'>"
               "<configure node='%s'><x xmlns='jabber:x:data' type='form'>"
               "<field var='FORM_TYPE' type='hidden'><value>" PUBSUB "#node_config</value></field>"
               "<field var='pubsub#access_model'><value>%s</value></field></x></configure>"
               "</pubsub></iq>", node, self->is_open ? "open" : "whitelist");
}

static void
take_item (MockNodes   *self,
           XmppElement *publish)
{
  const char *node = xmpp_element_get_attribute (publish, "node");
  XmppElement *item = xmpp_element_get_child (publish, "item", NULL);
  const char *id = xmpp_element_get_attribute (item, "id");
  g_autofree char *payload = xmpp_element_to_xml (xmpp_element_get_first_child (item), PUBSUB);

  put (self, node, id, payload);
  g_ptr_array_add (self->published, g_strdup_printf ("%s %s", id, payload));
  say (self, "<iq type='result' id='$id'/>");
  tell_all (self, node, id, payload);
}

static void
remove_item (MockNodes   *self,
             XmppElement *retract)
{
  const char *node = xmpp_element_get_attribute (retract, "node");
  const char *id = xmpp_element_get_attribute (xmpp_element_get_child (retract, "item", NULL), "id");

  g_ptr_array_add (self->published, g_strdup_printf ("%s retracted", id));
  say (self, "<iq type='result' id='$id'/>");
  mock_nodes_remove (self, node, id, TRUE);
}

gboolean
mock_nodes_answer (MockNodes   *self,
                   XmppElement *iq)
{
  XmppElement *pubsub = xmpp_element_get_first_child (iq);
  XmppElement *what = pubsub != NULL ? xmpp_element_get_first_child (pubsub) : NULL;
  const char *type = xmpp_element_get_attribute (iq, "type");
  const char *node = what != NULL ? xmpp_element_get_attribute (what, "node") : NULL;
  gboolean is_set = g_strcmp0 (type, "set") == 0;
  const char *name;

  if (node == NULL || !g_str_has_prefix (xmpp_element_get_ns (pubsub), PUBSUB)
      || xmpp_element_get_attribute (iq, "to") != NULL)
    return FALSE;

  name = xmpp_element_get_name (what);
  if (g_str_equal (name, "items") && self->held != NULL)
    g_ptr_array_add (self->held, g_strconcat (xmpp_element_get_attribute (iq, "id"), " ", node,
                                              NULL));
  else if (g_str_equal (name, "items"))
    give_items (self, xmpp_element_get_attribute (iq, "id"), node);
  else if (g_str_equal (name, "configure") && !is_set)
    give_config (self, node);
  else if (g_str_equal (name, "publish"))
    take_item (self, what);
  else if (g_str_equal (name, "retract"))
    remove_item (self, what);
  else if (g_str_equal (name, "create") || g_str_equal (name, "configure"))
    {
      put (self, node, NULL, NULL);
      say (self, "<iq type='result' id='$id'/>");
    }
  else
    return FALSE;

  return TRUE;
}

/* What is meant by an iq: "info dev", "items dev", "subscribe dev". */
static char *
sum_up (XmppElement *iq)
{
  XmppElement *payload = xmpp_element_get_first_child (iq);
  const char *ns = xmpp_element_get_ns (payload);
  XmppElement *what = g_str_has_prefix (ns, PUBSUB) ? xmpp_element_get_first_child (payload)
                                                    : payload;
  const char *name = what != payload ? xmpp_element_get_name (what) : strchr (ns, '#') + 1;
  const char *node = xmpp_element_get_attribute (what, "node");

  return g_strdup_printf ("%s %s", name, node != NULL ? node : "");
}

gboolean
mock_nodes_answer_space (MockNodes   *self,
                         XmppElement *iq)
{
  g_autofree char *what = NULL;

  if (g_strcmp0 (xmpp_element_get_attribute (iq, "to"), MOCK_SPACES) != 0)
    return FALSE;

  what = sum_up (iq);
  g_ptr_array_add (self->asked, g_strdup (what));
  if (self->space == NULL || (g_str_has_prefix (what, "configure") && !self->owns_space))
    say (self, "<iq type='error' id='$id' from='" MOCK_SPACES "'><error type='cancel'>"
               "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
  else if (g_str_equal (what, "info dev"))
    say (self, "<iq type='result' id='$id' from='" MOCK_SPACES "'>"
               "<query xmlns='http://jabber.org/protocol/disco#info' node='dev'>"
               "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
               "<value>" PUBSUB "#meta-data</value></field><field var='pubsub#type'>"
               "<value>urn:xmpp:spaces:0</value></field><field var='pubsub#title'>"
               "<value>Developers</value></field></x></query></iq>");
  else if (g_str_equal (what, "items dev"))
    say (self, "<iq type='result' id='$id' from='" MOCK_SPACES "'><pubsub xmlns='" PUBSUB "'>"
               "<items node='dev'>%s</items></pubsub></iq>", self->space);
  else
    say (self, "<iq type='result' id='$id' from='" MOCK_SPACES "'/>");
  return TRUE;
}

void
mock_nodes_release (MockNodes *self)
{
  g_autoptr(GPtrArray) held = g_steal_pointer (&self->held);

  for (guint i = 0; i < held->len; i++)
    {
      g_auto(GStrv) question = g_strsplit (g_ptr_array_index (held, i), " ", 2);

      give_items (self, question[0], question[1]);
    }
}

void
mock_nodes_put (MockNodes  *self,
                const char *node,
                const char *id,
                const char *payload,
                gboolean    tell)
{
  put (self, node, id, payload);
  if (tell)
    tell_all (self, node, id, payload);
}

void
mock_nodes_remove (MockNodes  *self,
                   const char *node,
                   const char *id,
                   gboolean    tell)
{
  GHashTable *items = g_hash_table_lookup (self->nodes, node);

  if (items != NULL)
    g_hash_table_remove (items, id);
  if (tell)
    say (self, "<message from='" MOCK_ADDRESS "' to='$jid' type='headline'>"
               "<event xmlns='" PUBSUB "#event'><items node='%s'><retract id='%s'/></items></event>"
               "</message>", node, id);
}

const char *
mock_nodes_get (MockNodes  *self,
                const char *node,
                const char *id)
{
  GHashTable *items = g_hash_table_lookup (self->nodes, node);

  return items != NULL ? g_hash_table_lookup (items, id) : NULL;
}
