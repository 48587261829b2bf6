/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-vcard-temp.c: asks for vCards and keeps ours: XEP-0054 1.3.0. */
#define G_LOG_DOMAIN "xmpp-vcard"

#include "xmpp-vcard-temp.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

struct _XmppVcardTemp
{
  GObject      parent_instance;

  XmppSession *session; /* (nullable) borrowed: it is there from attach to detach */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppVcardTemp, xmpp_vcard_temp, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

static void
xmpp_vcard_temp_attach (XmppFeature *feature,
                        XmppSession *session)
{
  XMPP_VCARD_TEMP (feature)->session = session;
}

static void
xmpp_vcard_temp_detach (XmppFeature *feature,
                        XmppSession *session)
{
  XMPP_VCARD_TEMP (feature)->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_vcard_temp_attach;
  iface->detach = xmpp_vcard_temp_detach;
}

static void
xmpp_vcard_temp_class_init (XmppVcardTempClass *klass)
{
}

static void
xmpp_vcard_temp_init (XmppVcardTemp *self)
{
}

/**
 * xmpp_vcard_temp_new:
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppVcardTemp *
xmpp_vcard_temp_new (void)
{
  return g_object_new (XMPP_TYPE_VCARD_TEMP, NULL);
}

/* XEP-0054, 3.3: who has no vCard says so in one of three ways. */
static void
get_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  XmppElement *vcard = iq != NULL ? xmpp_element_get_child (iq, "vCard", XMPP_NS_VCARD) : NULL;

  if (iq == NULL
      && !g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND)
      && !g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, xmpp_vcard_parse (vcard), (GDestroyNotify) xmpp_vcard_free);
}

/**
 * xmpp_vcard_temp_get_async:
 * @self: the feature
 * @address: (nullable): whose; %NULL: our own. With a resource: of an occupant of a room
 * @cancellable: (nullable): ends the wait
 * @callback: called when it is here
 * @user_data: for @callback
 *
 * Asks for a vCard. Who has none has an empty one.
 */
void
xmpp_vcard_temp_get_async (XmppVcardTemp       *self,
                           XmppAddress         *address,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppElement *iq;

  g_return_if_fail (XMPP_IS_VCARD_TEMP (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_vcard_temp_get_async);

  if (self->session == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return;
    }

  iq = xmpp_element_new_iq ("get", address != NULL ? xmpp_address_get_full (address) : NULL);
  xmpp_element_add_child (iq, "vCard", XMPP_NS_VCARD);
  xmpp_session_send_iq_async (self->session, iq, 0, cancellable, get_cb, g_steal_pointer (&task));
}

/**
 * xmpp_vcard_temp_get_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: (transfer full) (nullable): the vCard
 */
XmppVcard *
xmpp_vcard_temp_get_finish (XmppVcardTemp  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_vcard_temp_set_async:
 * @self: the feature
 * @vcard: what we say about ourselves; made from what the server has now
 * @cancellable: (nullable): ends the wait, not what the server does
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Replaces our vCard: XEP-0054, 3.2. Everybody can read it.
 */
void
xmpp_vcard_temp_set_async (XmppVcardTemp       *self,
                           const XmppVcard     *vcard,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;
  XmppElement *iq;
  g_autoptr(XmppElement) element = NULL;

  g_return_if_fail (XMPP_IS_VCARD_TEMP (self));
  g_return_if_fail (vcard != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_vcard_temp_set_async);

  iq = xmpp_element_new_iq ("set", NULL);
  element = xmpp_vcard_to_element (vcard);
  xmpp_element_append_copy (iq, element);
  xmpp_request_send (self->session, iq, task, NULL);
}

/**
 * xmpp_vcard_temp_set_finish:
 * @self: the feature
 * @result: what the callback got
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when the server has taken it
 */
gboolean
xmpp_vcard_temp_set_finish (XmppVcardTemp  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  return xmpp_request_finish (self, result, xmpp_vcard_temp_set_async, error);
}
