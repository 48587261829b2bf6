/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-space-list.c: which spaces a service has: XEP-0503 0.3.0, 5.1 and 5.2.
 *
 *   does the service know a filter? ──► its nodes ──► what is each of them? ──► done */
#define G_LOG_DOMAIN "xmpp-spaces"

#include "xmpp-space-list.h"

#include "xmpp-namespaces.h"
#include "xmpp-request.h"

/* So many nodes of a service are asked about at a time, and so many in all. */
#define MAX_ASKED  8
#define MAX_LISTED 100

typedef struct {
  XmppSession *session; /* (nullable) */
  XmppAddress *service;
  gboolean     with_filter;
  GPtrArray   *nodes;   /* (nullable) owned XmppSpace: those that may be one */
  GPtrArray   *found;   /* owned XmppSpace */
  guint        n_begun; /* of @nodes */
  guint        n_asked;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_object (&listing->session);
  xmpp_address_unref (listing->service);
  g_clear_pointer (&listing->nodes, g_ptr_array_unref);
  g_ptr_array_unref (listing->found);
  g_free (listing);
}

typedef struct {
  GTask     *task;
  XmppSpace *space;
} Asking;

static void ask_next (GTask *task);

static void
node_info_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr(GTask) task = asking->task;
  g_autoptr(XmppSpace) space = asking->space;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, NULL);
  Listing *listing = g_task_get_task_data (task);
  XmppSpaceKind kind = xmpp_space_read_info (space, info);

  listing->n_asked--;
  if (kind == XMPP_SPACE_KIND_SPACE
      || (kind == XMPP_SPACE_KIND_UNKNOWN && listing->with_filter))
    g_ptr_array_add (listing->found, g_steal_pointer (&space));
  ask_next (task);
}

static void
ask_next (GTask *task)
{
  XmppDisco *disco = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);

  while (listing->n_asked < MAX_ASKED && listing->n_begun < listing->nodes->len)
    {
      Asking *asking = g_new0 (Asking, 1);
      const XmppSpace *node = g_ptr_array_index (listing->nodes, listing->n_begun++);

      asking->task = g_object_ref (task);
      asking->space = xmpp_space_new (node->service, node->node);
      asking->space->title = g_strdup (node->title);
      listing->n_asked++;
      xmpp_disco_get_info_async (disco, node->service, node->node,
                                 g_task_get_cancellable (task), node_info_cb, asking);
    }

  if (listing->n_asked == 0)
    g_task_return_pointer (task, g_ptr_array_ref (listing->found),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
list_answer (XmppElement *iq,
             GTask       *task)
{
  XmppAddress *service = g_task_get_task_data (task);

  g_task_return_pointer (task, xmpp_space_read_list (iq, service, MAX_LISTED),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
nodes_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;

  listing->nodes = g_task_propagate_pointer (G_TASK (result), &error);
  if (listing->nodes == NULL)
    g_task_return_error (task, error);
  else
    ask_next (task);
}

static void
service_info_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(XmppDiscoInfo) info = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);
  GTask *nodes;

  if (info == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  listing->with_filter = xmpp_disco_info_has_feature (info, XMPP_NS_PUBSUB_FILTER);
  nodes = g_task_new (object, g_task_get_cancellable (task), nodes_cb, g_object_ref (task));
  g_task_set_task_data (nodes, xmpp_address_ref (listing->service),
                        (GDestroyNotify) xmpp_address_unref);
  xmpp_request_send (listing->session,
                     xmpp_space_new_list (listing->service, listing->with_filter), nodes,
                     list_answer);
}

/**
 * xmpp_space_list_async:
 * @disco: asks
 * @session: (nullable): the session; %NULL where there is none
 * @service: whose
 * @cancellable: (nullable): ends the wait
 * @callback: called when they are here
 * @user_data: for @callback
 *
 * Asks which spaces there are.
 */
void
xmpp_space_list_async (XmppDisco           *disco,
                       XmppSession         *session,
                       XmppAddress         *service,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  Listing *listing;
  GTask *task;

  g_return_if_fail (XMPP_IS_DISCO (disco));
  g_return_if_fail (service != NULL);

  listing = g_new0 (Listing, 1);
  listing->session = session != NULL ? g_object_ref (session) : NULL;
  listing->service = xmpp_address_ref (service);
  listing->found = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_space_free);
  task = g_task_new (disco, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_space_list_async);
  g_task_set_task_data (task, listing, listing_free);
  xmpp_disco_get_info_async (disco, service, NULL, cancellable, service_info_cb, task);
}

/**
 * xmpp_space_list_finish:
 * @disco: what asked
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type XmppSpace): those that say that they are spaces
 */
GPtrArray *
xmpp_space_list_finish (XmppDisco     *disco,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, disco), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
