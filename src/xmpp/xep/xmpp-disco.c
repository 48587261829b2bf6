/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-disco.c: asks others what they can do, and says what we can: XEP-0030 2.5.0. */
#define G_LOG_DOMAIN "xmpp-disco"

#include "xmpp-disco.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"
#include "xmpp-text.h"

#define MAX_REMEMBERED 1000
#define MAX_ITEMS      5000
#define MAX_OWN_NODES  16
#define MAX_NODE_BYTES 1024
#define MAX_NAME_BYTES 1024

struct _XmppDisco
{
  GObject        parent_instance;

  XmppSession   *session;    /* (nullable) borrowed: it is there from attach to detach */
  guint          info_handler;
  guint          items_handler;
  gulong         offline_handler;

  XmppAudience  *audience;   /* (nullable) */
  char          *name;
  GHashTable    *features;   /* owned char * to how often it was added */
  GQueue         own_nodes;  /* owned char *, the newest first */
  XmppDiscoInfo *own;        /* (nullable): made when it is asked for */

  GHashTable    *remembered; /* owned char *, the whole address, to owned XmppDiscoInfo */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppDisco, xmpp_disco, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_OWN_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/**
 * xmpp_disco_item_free:
 * @self: (nullable): an item
 *
 * Frees @self.
 */
void
xmpp_disco_item_free (XmppDiscoItem *self)
{
  if (self == NULL)
    return;

  xmpp_address_unref (self->address);
  g_free (self->node);
  g_free (self->name);
  g_free (self);
}

static gboolean
is_own_node (XmppDisco  *self,
             const char *node)
{
  return g_queue_find_custom (&self->own_nodes, node, (GCompareFunc) g_strcmp0) != NULL;
}

/* XEP-0030, 8: whoever may not see our presence learns nothing from an answer, either. */
static gboolean
may_ask (XmppDisco   *self,
         XmppSession *session,
         XmppElement *iq)
{
  return self->audience == NULL || xmpp_audience_includes (self->audience, session, iq);
}

static void
refuse (XmppSession     *session,
        XmppElement     *iq,
        XmppStanzaError  condition)
{
  xmpp_session_send (session, xmpp_stanza_error_reply (iq, condition, NULL));
}

static gboolean
info_cb (XmppSession *session,
         XmppElement *iq,
         XmppElement *query,
         gpointer     user_data)
{
  XmppDisco *self = user_data;
  const char *node = xmpp_element_get_attribute (query, "node");
  g_autoptr(XmppElement) reply = NULL;
  XmppElement *answer;

  if (!may_ask (self, session, iq))
    refuse (session, iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE);
  else if (node != NULL && *node != '\0' && !is_own_node (self, node))
    refuse (session, iq, XMPP_STANZA_ERROR_ITEM_NOT_FOUND);
  else
    {
      reply = xmpp_element_new_result (iq);
      answer = xmpp_element_add_child (reply, "query", XMPP_NS_DISCO_INFO);
      xmpp_element_set_attribute (answer, "node", node);
      xmpp_disco_info_write (xmpp_disco_get_own (self), answer);
      xmpp_session_send (session, g_steal_pointer (&reply));
    }

  return TRUE;
}

/* We have no items, and no commands for others to run. */
static gboolean
items_cb (XmppSession *session,
          XmppElement *iq,
          XmppElement *query,
          gpointer     user_data)
{
  XmppDisco *self = user_data;
  const char *node = xmpp_element_get_attribute (query, "node");
  XmppElement *reply;

  if (!may_ask (self, session, iq))
    refuse (session, iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE);
  else if (node != NULL && *node != '\0')
    refuse (session, iq, XMPP_STANZA_ERROR_ITEM_NOT_FOUND);
  else
    {
      reply = xmpp_element_new_result (iq);
      xmpp_element_add_child (reply, "query", XMPP_NS_DISCO_ITEMS);
      xmpp_session_send (session, reply);
    }

  return TRUE;
}

static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  XmppDisco *self = user_data;

  g_hash_table_remove_all (self->remembered);
}

static void
xmpp_disco_attach (XmppFeature *feature,
                   XmppSession *session)
{
  XmppDisco *self = XMPP_DISCO (feature);

  self->session = session;
  self->info_handler = xmpp_session_add_handler (session, "iq", "get", "query",
                                                 XMPP_NS_DISCO_INFO, info_cb, self);
  self->items_handler = xmpp_session_add_handler (session, "iq", "get", "query",
                                                  XMPP_NS_DISCO_ITEMS, items_cb, self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
}

static void
xmpp_disco_detach (XmppFeature *feature,
                   XmppSession *session)
{
  XmppDisco *self = XMPP_DISCO (feature);

  xmpp_session_remove_handler (session, self->info_handler);
  self->info_handler = 0;
  xmpp_session_remove_handler (session, self->items_handler);
  self->items_handler = 0;
  g_clear_signal_handler (&self->offline_handler, session);
  g_hash_table_remove_all (self->remembered);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_disco_attach;
  iface->detach = xmpp_disco_detach;
}

static void
xmpp_disco_dispose (GObject *object)
{
  XmppDisco *self = XMPP_DISCO (object);

  g_clear_object (&self->audience);

  G_OBJECT_CLASS (xmpp_disco_parent_class)->dispose (object);
}

static void
xmpp_disco_finalize (GObject *object)
{
  XmppDisco *self = XMPP_DISCO (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->features, g_hash_table_unref);
  g_queue_clear_full (&self->own_nodes, g_free);
  g_clear_pointer (&self->own, xmpp_disco_info_unref);
  g_clear_pointer (&self->remembered, g_hash_table_unref);

  G_OBJECT_CLASS (xmpp_disco_parent_class)->finalize (object);
}

static void
xmpp_disco_class_init (XmppDiscoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_disco_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_disco_finalize;

  /**
   * XmppDisco::own-changed:
   *
   * What we answer about ourselves has changed.
   */
  signals[SIGNAL_OWN_CHANGED] =
    g_signal_new ("own-changed", XMPP_TYPE_DISCO, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
xmpp_disco_init (XmppDisco *self)
{
  self->features = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) xmpp_disco_info_unref);
  g_queue_init (&self->own_nodes);
}

/**
 * xmpp_disco_new:
 * @name: what this client is called
 * @audience: (nullable): who is answered; %NULL: everybody
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppDisco *
xmpp_disco_new (const char   *name,
                XmppAudience *audience)
{
  XmppDisco *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (audience == NULL || XMPP_IS_AUDIENCE (audience), NULL);

  self = g_object_new (XMPP_TYPE_DISCO, NULL);
  self->name = g_strdup (name);
  self->audience = audience != NULL ? g_object_ref (audience) : NULL;
  xmpp_disco_add_feature (self, XMPP_NS_DISCO_INFO);
  xmpp_disco_add_feature (self, XMPP_NS_DISCO_ITEMS);
  return self;
}

static void
change_own (XmppDisco *self)
{
  g_clear_pointer (&self->own, xmpp_disco_info_unref);
  g_signal_emit (self, signals[SIGNAL_OWN_CHANGED], 0);
}

/**
 * xmpp_disco_add_feature:
 * @self: the feature
 * @feature: what we can do
 *
 * Adds to what we answer.
 */
void
xmpp_disco_add_feature (XmppDisco  *self,
                        const char *feature)
{
  guint count;

  g_return_if_fail (XMPP_IS_DISCO (self));
  g_return_if_fail (feature != NULL);

  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->features, feature));
  g_hash_table_replace (self->features, g_strdup (feature), GUINT_TO_POINTER (count + 1));
  if (count == 0)
    change_own (self);
}

/**
 * xmpp_disco_remove_feature:
 * @self: the feature
 * @feature: what was added before
 *
 * Takes one xmpp_disco_add_feature() back.
 */
void
xmpp_disco_remove_feature (XmppDisco  *self,
                           const char *feature)
{
  guint count;

  g_return_if_fail (XMPP_IS_DISCO (self));
  g_return_if_fail (feature != NULL);

  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->features, feature));
  g_return_if_fail (count > 0);

  if (count > 1)
    {
      g_hash_table_replace (self->features, g_strdup (feature), GUINT_TO_POINTER (count - 1));
      return;
    }

  g_hash_table_remove (self->features, feature);
  change_own (self);
}

/**
 * xmpp_disco_add_namespaces:
 * @self: the feature
 * @feature: another feature
 *
 * Adds all that @feature names: xmpp_feature_get_namespaces().
 */
void
xmpp_disco_add_namespaces (XmppDisco   *self,
                           XmppFeature *feature)
{
  const char *const *namespaces;

  g_return_if_fail (XMPP_IS_DISCO (self));
  g_return_if_fail (XMPP_IS_FEATURE (feature));

  namespaces = xmpp_feature_get_namespaces (feature);
  for (guint i = 0; namespaces != NULL && namespaces[i] != NULL; i++)
    xmpp_disco_add_feature (self, namespaces[i]);
}

/**
 * xmpp_disco_get_own:
 * @self: the feature
 *
 * Returns: (transfer none): what we answer now
 */
XmppDiscoInfo *
xmpp_disco_get_own (XmppDisco *self)
{
  GHashTableIter iter;
  gpointer feature = NULL;

  g_return_val_if_fail (XMPP_IS_DISCO (self), NULL);

  if (self->own != NULL)
    return self->own;

  self->own = xmpp_disco_info_new ();
  xmpp_disco_info_add_identity (self->own, "client", "pc", NULL, self->name);
  g_hash_table_iter_init (&iter, self->features);
  while (g_hash_table_iter_next (&iter, &feature, NULL))
    xmpp_disco_info_add_feature (self->own, feature);

  return self->own;
}

/**
 * xmpp_disco_add_own_node:
 * @self: the feature
 * @node: a name under which we are asked for what we can do
 *
 * Has a request with that node answered as one without: what XEP-0115, 6.2 and XEP-0390, 6.1 need,
 * the latter for some sets of capabilities that are past. The oldest are forgotten.
 */
void
xmpp_disco_add_own_node (XmppDisco  *self,
                         const char *node)
{
  GList *link;

  g_return_if_fail (XMPP_IS_DISCO (self));
  g_return_if_fail (node != NULL);

  link = g_queue_find_custom (&self->own_nodes, node, (GCompareFunc) g_strcmp0);
  if (link != NULL)
    {
      g_queue_unlink (&self->own_nodes, link);
      g_queue_push_head_link (&self->own_nodes, link);
      return;
    }

  g_queue_push_head (&self->own_nodes, g_strdup (node));
  if (g_queue_get_length (&self->own_nodes) > MAX_OWN_NODES)
    g_free (g_queue_pop_tail (&self->own_nodes));
}

static XmppElement *
new_query (XmppAddress *address,
           const char  *ns,
           const char  *node)
{
  XmppElement *iq = xmpp_element_new_iq ("get", xmpp_address_get_full (address));

  xmpp_element_set_attribute (xmpp_element_add_child (iq, "query", ns), "node", node);
  return iq;
}

/* An address that is asked for its answer without a node. */
static void
remember (XmppDisco     *self,
          const char    *address,
          XmppDiscoInfo *info)
{
  GHashTableIter iter;

  if (g_hash_table_size (self->remembered) >= MAX_REMEMBERED)
    {
      g_hash_table_iter_init (&iter, self->remembered);
      if (g_hash_table_iter_next (&iter, NULL, NULL))
        g_hash_table_iter_remove (&iter);
    }

  g_hash_table_replace (self->remembered, g_strdup (address), xmpp_disco_info_ref (info));
}

static void
info_answer (XmppElement *iq,
             GTask       *task)
{
  XmppDisco *self = g_task_get_source_object (task);
  const char *address = g_task_get_task_data (task);
  XmppElement *query = xmpp_element_get_child (iq, "query", XMPP_NS_DISCO_INFO);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppDiscoInfo) info = NULL;

  if (query == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "An empty answer");
      return;
    }

  info = xmpp_disco_info_parse (query, &error);
  if (info == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (address != NULL)
    remember (self, address, info);
  g_task_return_pointer (task, g_steal_pointer (&info), (GDestroyNotify) xmpp_disco_info_unref);
}

/**
 * xmpp_disco_get_info_async:
 * @self: the feature
 * @address: whom to ask
 * @node: (nullable): about what
 * @cancellable: (nullable): ends the wait
 * @callback: called when the answer is here
 * @user_data: for @callback
 *
 * Asks what an entity is and can do: XEP-0030, 3.1. Without a node the answer is remembered until
 * the session goes offline.
 */
void
xmpp_disco_get_info_async (XmppDisco           *self,
                           XmppAddress         *address,
                           const char          *node,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppDiscoInfo *info = NULL;

  g_return_if_fail (XMPP_IS_DISCO (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_disco_get_info_async);

  if (node == NULL)
    {
      g_task_set_task_data (task, g_strdup (xmpp_address_get_full (address)), g_free);
      info = g_hash_table_lookup (self->remembered, xmpp_address_get_full (address));
    }

  if (info != NULL)
    g_task_return_pointer (task, xmpp_disco_info_ref (info),
                           (GDestroyNotify) xmpp_disco_info_unref);
  else
    xmpp_request_send (self->session, new_query (address, XMPP_NS_DISCO_INFO, node),
                       g_steal_pointer (&task), info_answer);
}

/**
 * xmpp_disco_get_info_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, of %XMPP_STANZA_ERROR or %XMPP_ERROR
 *
 * Returns: (transfer full) (nullable): the answer
 */
XmppDiscoInfo *
xmpp_disco_get_info_finish (XmppDisco     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_disco_forget:
 * @self: the feature
 * @address: whose answer may be so no longer
 *
 * Has @address asked anew by the next xmpp_disco_get_info_async().
 */
void
xmpp_disco_forget (XmppDisco   *self,
                   XmppAddress *address)
{
  g_return_if_fail (XMPP_IS_DISCO (self));
  g_return_if_fail (address != NULL);

  g_hash_table_remove (self->remembered, xmpp_address_get_full (address));
}

static XmppDiscoItem *
read_item (XmppElement *element)
{
  const char *jid = xmpp_element_get_attribute (element, "jid");
  g_autoptr(XmppAddress) address = jid != NULL ? xmpp_address_parse (jid, NULL) : NULL;
  XmppDiscoItem *item;

  if (address == NULL)
    return NULL;

  item = g_new0 (XmppDiscoItem, 1);
  item->address = g_steal_pointer (&address);
  item->node = xmpp_text_bounded (xmpp_element_get_attribute (element, "node"), MAX_NODE_BYTES);
  item->name = xmpp_text_clip (xmpp_element_get_attribute (element, "name"), MAX_NAME_BYTES);
  return item;
}

static void
items_answer (XmppElement *iq,
              GTask       *task)
{
  XmppElement *query = xmpp_element_get_child (iq, "query", XMPP_NS_DISCO_ITEMS);
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_disco_item_free);
  XmppElement *element = query != NULL
                         ? xmpp_element_get_child (query, "item", XMPP_NS_DISCO_ITEMS) : NULL;

  for (; element != NULL && items->len < MAX_ITEMS;
       element = xmpp_element_get_next_same (element))
    {
      XmppDiscoItem *item = read_item (element);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }

  g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * xmpp_disco_get_items_async:
 * @self: the feature
 * @address: whom to ask
 * @node: (nullable): about what
 * @cancellable: (nullable): ends the wait
 * @callback: called when the answer is here
 * @user_data: for @callback
 *
 * Asks what belongs to an entity: XEP-0030, 4.
 */
void
xmpp_disco_get_items_async (XmppDisco           *self,
                            XmppAddress         *address,
                            const char          *node,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (XMPP_IS_DISCO (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_disco_get_items_async);
  xmpp_request_send (self->session, new_query (address, XMPP_NS_DISCO_ITEMS, node), task,
                     items_answer);
}

/**
 * xmpp_disco_get_items_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type XmppDiscoItem): the first few thousand items
 */
GPtrArray *
xmpp_disco_get_items_finish (XmppDisco     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
