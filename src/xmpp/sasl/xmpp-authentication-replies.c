/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server says while we sign in, and what follows. */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-authentication.h"

#include <string.h>

#include "xmpp-authentication-private.h"

static void
responded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(XmppAuthentication) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) response =
    xmpp_sasl_mechanism_respond_finish (XMPP_SASL_MECHANISM (object), result, &error);

  if (self->state != AUTHENTICATION_COMPUTING)
    return;

  if (response != NULL)
    {
      xmpp_authentication_say (self, xmpp_sasl_make_response (self->profile, response));
      return;
    }

  xmpp_authentication_say (self, xmpp_sasl_make_abort (self->profile));
  xmpp_authentication_end (self, g_steal_pointer (&error));
}

static void
receive_challenge (XmppAuthentication  *self,
                   const XmppSaslReply *reply)
{
  xmpp_authentication_stop_timer (self);
  self->state = AUTHENTICATION_COMPUTING;
  xmpp_sasl_mechanism_respond_async (self->mechanism, reply->bytes,
                                     g_task_get_cancellable (self->task), responded_cb,
                                     g_object_ref (self));
}

/* The mechanism has run: whether the server has proved what it must. Once for all, since what
 * follows belongs to other things. */
static gboolean
complete (XmppAuthentication   *self,
          const XmppSaslReply  *reply,
          GError              **error)
{
  if (self->is_complete)
    return TRUE;

  self->is_complete = xmpp_sasl_mechanism_complete (self->mechanism, reply->bytes, error);
  return self->is_complete;
}

/* Everything that is stored is stored under the address that the user gave us. */
static gboolean
take_identity (XmppAuthentication   *self,
               const XmppSaslReply  *reply,
               GError              **error)
{
  g_autoptr(XmppAddress) ours =
    xmpp_address_parse (xmpp_sasl_credentials_get_address (self->credentials), NULL);
  g_autoptr(XmppAddress) identity = xmpp_address_parse (reply->identity, NULL);

  if (identity == NULL || ours == NULL || !xmpp_address_equal_bare (identity, ours))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "The server signed in somebody else");
      return FALSE;
    }

  self->identity = g_steal_pointer (&identity);
  return TRUE;
}

/* What is weaker takes the place of what was there only when the server, which has the password,
 * has said that it means it: it may have let in our certificate. */
static void
note_accepted (XmppAuthentication *self)
{
  const char *before = xmpp_sasl_credentials_get_accepted (self->credentials);
  g_autofree char *accepted = self->choice.must_confirm || before == NULL
                                  || !xmpp_sasl_choice_is_weaker (&self->choice, before)
                                ? xmpp_sasl_choice_to_text (&self->choice)
                                : g_strdup (before);

  xmpp_sasl_credentials_accepted (self->credentials, accepted);
}

static void
receive_success (XmppAuthentication  *self,
                 const XmppSaslReply *reply,
                 XmppElement         *element)
{
  g_autoptr(GError) error = NULL;

  if (!complete (self, reply, &error)
      || (self->profile == XMPP_SASL_PROFILE_2 && !take_identity (self, reply, &error)))
    {
      xmpp_authentication_end (self, g_steal_pointer (&error));
      return;
    }

  if (self->profile == XMPP_SASL_PROFILE_2)
    {
      self->success = xmpp_element_ref (element);
      xmpp_authentication_take_token (self, element);
    }
  if (self->choice.kind != XMPP_SASL_HT_KIND)
    note_accepted (self);
  xmpp_authentication_end (self, NULL);
}

/* XEP-0388, 2.6.3: hashes that we offered to make; a second factor or a new password, of which we
 * know nothing. */
static void
receive_continue (XmppAuthentication  *self,
                  const XmppSaslReply *reply)
{
  g_autofree char *tasks = g_strjoinv (", ", reply->tasks);
  GError *error = NULL;

  if (complete (self, reply, &error))
    {
      if (xmpp_authentication_begin_upgrade (self, (const char *const *) reply->tasks))
        return;
      g_set_error (&error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                   "The server wants a further step: %s%s%s", tasks,
                   reply->text != NULL ? ": " : "", reply->text != NULL ? reply->text : "");
    }
  xmpp_authentication_say (self, xmpp_sasl_make_abort (self->profile));
  xmpp_authentication_end (self, error);
}

/* Servers have no condition of their own for it, and say it in words. */
static gboolean
is_about_binding (XmppAuthentication *self,
                  const char         *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return self->choice.binding != NULL
         && (strstr (lower, "channel binding") != NULL
             || strstr (lower, "channel-binding") != NULL);
}

/* RFC 6120, 6.5 */
static void
receive_failure (XmppAuthentication  *self,
                 const XmppSaslReply *reply)
{
  const char *name = reply->condition;
  const char *text = reply->text != NULL ? reply->text : "";
  g_autofree char *why = g_strdup_printf ("%s%s%s", name, *text != '\0' ? ": " : "", text);

  g_debug ("%s refused: %s", self->choice.name, why);

  if (self->choice.kind == XMPP_SASL_HT_KIND)
    xmpp_authentication_refuse_token (self, strcmp (name, "temporary-auth-failure") != 0, why);
  else if (self->is_token_refused && strcmp (name, "invalid-mechanism") == 0)
    {
      /* Some servers know of nothing but tokens any more once one was tried (mod_sasl2_fast of
       * 2023). Another stream, then. */
      self->is_stuck = TRUE;
      xmpp_authentication_end_with (self, XMPP_ERROR_STREAM, why);
    }
  else if (is_about_binding (self, text) && !self->skip_bindings)
    {
      self->skip_bindings = TRUE;
      xmpp_authentication_choose (self);
    }
  else if (strcmp (name, "invalid-mechanism") == 0 || strcmp (name, "mechanism-too-weak") == 0
           || strcmp (name, "encryption-required") == 0)
    xmpp_authentication_refuse_mechanism (self);
  else if (strcmp (name, "account-disabled") == 0)
    xmpp_authentication_end_with (self, XMPP_ERROR_ACCOUNT_DISABLED, why);
  else if (strcmp (name, "credentials-expired") == 0)
    xmpp_authentication_end_with (self, XMPP_ERROR_NOT_AUTHORIZED, why);
  else if (strcmp (name, "temporary-auth-failure") == 0)
    xmpp_authentication_end_with (self, XMPP_ERROR_STREAM, why);
  else if (strcmp (name, "not-authorized") == 0 || strcmp (name, "invalid-authzid") == 0)
    xmpp_authentication_refuse_password (self, why);
  else
    xmpp_authentication_end_with (self, XMPP_ERROR_MALFORMED, why);
}

/**
 * xmpp_authentication_receive:
 * @self: an authentication that runs
 * @element: (transfer none): what arrived
 *
 * Goes on with what the server says; anything but SASL, and at another time than it is its turn,
 * ends the authentication.
 */
void
xmpp_authentication_receive (XmppAuthentication *self,
                             XmppElement        *element)
{
  g_autoptr(XmppAuthentication) keep = NULL;
  g_auto(XmppSaslReply) reply = { 0 };
  g_autoptr(GError) error = NULL;

  g_return_if_fail (XMPP_IS_AUTHENTICATION (self));

  keep = g_object_ref (self);
  if (self->state == AUTHENTICATION_ENDED)
    return;
  if (self->state != AUTHENTICATION_WAITING)
    {
      xmpp_authentication_end_with (self, XMPP_ERROR_MALFORMED, "The server spoke out of turn");
      return;
    }
  if (!xmpp_sasl_reply_read (&reply, self->profile, element, &error))
    {
      xmpp_authentication_end (self, g_steal_pointer (&error));
      return;
    }

  switch (reply.kind)
    {
    case XMPP_SASL_REPLY_CHALLENGE:
      receive_challenge (self, &reply);
      break;
    case XMPP_SASL_REPLY_SUCCESS:
      receive_success (self, &reply, element);
      break;
    case XMPP_SASL_REPLY_FAILURE:
      receive_failure (self, &reply);
      break;
    case XMPP_SASL_REPLY_CONTINUE:
      receive_continue (self, &reply);
      break;
    case XMPP_SASL_REPLY_TASK:
      xmpp_authentication_go_on_upgrading (self, element);
      break;
    }
}
