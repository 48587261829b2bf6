/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of a SASL mechanism, RFC 4422, as RFC 6120, 6 and SASL2 (XEP-0388) both need it. */
#include "xmpp-sasl-mechanism.h"

#include "xmpp-error.h"

G_DEFINE_ABSTRACT_TYPE (XmppSaslMechanism, xmpp_sasl_mechanism, G_TYPE_OBJECT)

static void
refuse_challenge_async (XmppSaslMechanism   *self,
                        GBytes              *challenge,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_task_report_new_error (self, callback, user_data, refuse_challenge_async, XMPP_ERROR,
                           XMPP_ERROR_MALFORMED, "A challenge in a mechanism that has none");
}

static GBytes *
respond_finish (XmppSaslMechanism  *self,
                GAsyncResult       *result,
                GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
believe (XmppSaslMechanism  *self,
         GBytes             *additional,
         GError            **error)
{
  return TRUE;
}

static void
xmpp_sasl_mechanism_class_init (XmppSaslMechanismClass *klass)
{
  klass->respond_async = refuse_challenge_async;
  klass->respond_finish = respond_finish;
  klass->complete = believe;
}

static void
xmpp_sasl_mechanism_init (XmppSaslMechanism *self)
{
}

/**
 * xmpp_sasl_mechanism_begin:
 * @self: a mechanism that has not begun
 * @error: return location for an error of the domain %XMPP_ERROR
 *
 * Returns: (transfer full): the initial response, which may be empty; %NULL with @error set
 */
GBytes *
xmpp_sasl_mechanism_begin (XmppSaslMechanism  *self,
                           GError            **error)
{
  g_return_val_if_fail (XMPP_IS_SASL_MECHANISM (self), NULL);

  return XMPP_SASL_MECHANISM_GET_CLASS (self)->begin (self, error);
}

/**
 * xmpp_sasl_mechanism_respond_async:
 * @self: a mechanism that has begun
 * @challenge: what the server said
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called when the response is computed
 * @user_data: for @callback
 *
 * Answers a challenge; what takes long runs on a thread.
 */
void
xmpp_sasl_mechanism_respond_async (XmppSaslMechanism   *self,
                                   GBytes              *challenge,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_return_if_fail (XMPP_IS_SASL_MECHANISM (self));
  g_return_if_fail (challenge != NULL);

  XMPP_SASL_MECHANISM_GET_CLASS (self)->respond_async (self, challenge, cancellable, callback,
                                                       user_data);
}

/**
 * xmpp_sasl_mechanism_respond_finish:
 * @self: a mechanism
 * @result: what the callback was given
 * @error: return location for an error of the domain %XMPP_ERROR, or a cancellation
 *
 * Returns: (transfer full): the response; %NULL with @error set when the exchange must be aborted
 */
GBytes *
xmpp_sasl_mechanism_respond_finish (XmppSaslMechanism  *self,
                                    GAsyncResult       *result,
                                    GError            **error)
{
  g_return_val_if_fail (XMPP_IS_SASL_MECHANISM (self), NULL);

  return XMPP_SASL_MECHANISM_GET_CLASS (self)->respond_finish (self, result, error);
}

/**
 * xmpp_sasl_mechanism_complete:
 * @self: a mechanism
 * @additional: (nullable): what came with the success
 * @error: return location for %XMPP_ERROR_SERVER_UNTRUSTED
 *
 * Checks the server's own proof, where the mechanism has one.
 *
 * Returns: whether the success is to be believed
 */
gboolean
xmpp_sasl_mechanism_complete (XmppSaslMechanism  *self,
                              GBytes             *additional,
                              GError            **error)
{
  g_return_val_if_fail (XMPP_IS_SASL_MECHANISM (self), FALSE);

  return XMPP_SASL_MECHANISM_GET_CLASS (self)->complete (self, additional, error);
}
