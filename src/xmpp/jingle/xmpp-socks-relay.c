/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-socks-relay.c: our own server's proxy for bytestreams: XEP-0065 1.8.2, 4 and 6. */
#define G_LOG_DOMAIN "xmpp-socks"

#include "xmpp-socks-relay.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

#include <string.h>

#define MAX_HOSTS      4
#define MAX_HOST_BYTES 253
#define PATIENCE_S     5

static GPtrArray *
new_candidates (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_socks_candidate_free);
}

static void
read_host (GPtrArray   *candidates,
           XmppElement *element,
           const char  *relay)
{
  const char *host = xmpp_element_get_attribute (element, "host");
  const char *text = xmpp_element_get_attribute (element, "port");
  guint64 port = 0;

  if (host == NULL || *host == '\0' || strlen (host) > MAX_HOST_BYTES || text == NULL
      || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &port, NULL))
    return;

  g_ptr_array_add (candidates,
                   xmpp_socks_candidate_new (XMPP_SOCKS_PROXY, G_MAXUINT16 - candidates->len, host,
                                             (guint16) port, relay));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  g_autoptr(GPtrArray) candidates = new_candidates ();
  const char *relay = g_task_get_task_data (task);
  XmppElement *query = NULL;

  if (iq == NULL)
    g_debug ("%s: %s", relay, error->message);
  else
    query = xmpp_element_get_child (iq, "query", XMPP_NS_BYTESTREAMS);
  for (XmppElement *element = query != NULL ? xmpp_element_get_child (query, "streamhost", NULL)
                                            : NULL;
       element != NULL && candidates->len < MAX_HOSTS;
       element = xmpp_element_get_next_same (element))
    read_host (candidates, element, relay);

  g_task_return_pointer (task, g_steal_pointer (&candidates), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * xmpp_socks_relay_find_async:
 * @context: whose server
 * @cancellable: (nullable): gives up
 * @callback: called with what there is
 * @user_data: for @callback
 *
 * Asks the server's proxy where it is: XEP-0065, 4.3. It does not take long, one way or the other.
 */
void
xmpp_socks_relay_find_async (XmppJingleContext   *context,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  XmppAddress *relay = xmpp_server_info_find_service (context->info, "proxy", "bytestreams", NULL);
  XmppElement *iq;

  g_task_set_source_tag (task, xmpp_socks_relay_find_async);
  if (relay == NULL || context->session == NULL)
    {
      g_task_return_pointer (task, new_candidates (), (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  g_task_set_task_data (task, g_strdup (xmpp_address_get_full (relay)), g_free);
  iq = xmpp_element_new_iq ("get", xmpp_address_get_full (relay));
  xmpp_element_add_child (iq, "query", XMPP_NS_BYTESTREAMS);
  xmpp_session_send_iq_async (context->session, iq, PATIENCE_S, cancellable, found_cb,
                              g_object_ref (task));
}

/**
 * xmpp_socks_relay_find_finish:
 * @result: what the callback got
 * @error: return location for a cancellation
 *
 * Returns: (transfer full) (element-type XmppSocksCandidate): the places of the proxy
 */
GPtrArray *
xmpp_socks_relay_find_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_socks_relay_activate_async:
 * @context: whose session
 * @relay: the proxy, where both are connected
 * @sid: of the bytestream
 * @peer: the full address of the other one
 * @cancellable: (nullable): gives up
 * @callback: called when bytes go through
 * @user_data: for @callback
 *
 * Lets bytes go through the proxy: XEP-0065, 5.3.5.
 */
void
xmpp_socks_relay_activate_async (XmppJingleContext   *context,
                                 const char          *relay,
                                 const char          *sid,
                                 const char          *peer,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  XmppElement *iq = xmpp_element_new_iq ("set", relay);
  XmppElement *query = xmpp_element_add_child (iq, "query", XMPP_NS_BYTESTREAMS);

  g_task_set_source_tag (task, xmpp_socks_relay_activate_async);
  xmpp_element_set_attribute (query, "sid", sid);
  xmpp_element_add_text_child (query, "activate", NULL, peer);
  xmpp_request_send (context->session, iq, task, NULL);
}

/**
 * xmpp_socks_relay_activate_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether bytes go through
 */
gboolean
xmpp_socks_relay_activate_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return xmpp_request_finish (NULL, result, xmpp_socks_relay_activate_async, error);
}
