/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a token up: signs in with it once more, to say so and nothing else. XEP-0484, 3.6. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-link.h"

#include "xmpp-error.h"
#include "xmpp-link-private.h"

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  xmpp_stream_close_finish (XMPP_STREAM (object), result);
  g_task_return_boolean (task, TRUE);
}

static void
negotiated_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppLink *self = g_task_get_source_object (task);
  g_autoptr(XmppStream) stream =
    xmpp_negotiation_run_finish (XMPP_NEGOTIATION (object), result, &error);

  if (stream == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    xmpp_stream_close_async (stream, self->limits.close_ms, closed_cb, g_object_ref (task));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppNegotiation) negotiation = NULL;
  XmppLink *self = g_task_get_source_object (task);
  XmppNegotiationSetup setup = {
    .address = self->bare,
    .config = &self->config,
    .limits = &self->limits,
    .credentials = self->credentials,
    .is_revoking = TRUE,
    .owner = self,
  };

  if (!xmpp_fast_load_finish (XMPP_FAST (object), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (xmpp_fast_get_mechanism (XMPP_FAST (object)) == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED, "There is no token");
      return;
    }

  xmpp_link_ensure_tls (self);
  setup.tls = self->tls;
  negotiation = xmpp_negotiation_new (&setup);
  xmpp_negotiation_run_async (negotiation, g_task_get_cancellable (task), negotiated_cb,
                              g_object_ref (task));
}

/**
 * xmpp_link_revoke_async:
 * @self: a link that has stopped
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called when the server knows, or cannot be told
 * @user_data: for @callback
 *
 * Tells the server that the token that we have shall not be good any more, and forgets it.
 */
void
xmpp_link_revoke_async (XmppLink            *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_LINK (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_link_revoke_async);
  xmpp_fast_load_async (xmpp_sasl_credentials_get_fast (self->credentials), cancellable, loaded_cb,
                        g_object_ref (task));
}

/**
 * xmpp_link_revoke_finish:
 * @self: a link
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_NOT_AUTHORIZED when there was no token, for another error
 *   of the domain %XMPP_ERROR, or a cancellation
 *
 * Returns: whether the server has heard of it
 */
gboolean
xmpp_link_revoke_finish (XmppLink      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
