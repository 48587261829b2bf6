/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The token's part in signing in, XEP-0484: it is tried first and once, and after that the
 * password, with which a new one is asked for. */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-authentication.h"

#include "xmpp-authentication-private.h"
#include "xmpp-namespaces.h"
#include "xmpp-sasl-ht.h"

static XmppFast *
get_fast (XmppAuthentication *self)
{
  return xmpp_sasl_credentials_get_fast (self->credentials);
}

/* Whether tokens can be had from this server, and kept. Without the identifier the server could not
 * tell whose they are: XEP-0484, 4.1. */
gboolean
xmpp_authentication_can_use_tokens (XmppAuthentication *self)
{
  return self->token_mechanisms != NULL && self->config.user_agent != NULL
         && xmpp_fast_has_store (get_fast (self));
}

/* Chooses the token, if there is one, for just what it was made for: neither the mechanism nor the
 * binding may be weaker than that, so they are the same. */
gboolean
xmpp_authentication_choose_token (XmppAuthentication *self)
{
  const char *mechanism = xmpp_fast_get_mechanism (get_fast (self));
  const char *binding = NULL;

  if (self->is_token_refused || mechanism == NULL || !xmpp_authentication_can_use_tokens (self)
      || !g_strv_contains ((const char *const *) self->token_mechanisms, mechanism)
      || !xmpp_sasl_ht_read_name (mechanism, &binding)
      || (binding != NULL
          && !g_strv_contains ((const char *const *) self->available->pdata, binding)))
    return FALSE;

  self->choice = (XmppSaslChoice) { .kind = XMPP_SASL_HT_KIND };
  self->choice.binding = binding;
  g_strlcpy (self->choice.name, mechanism, sizeof self->choice.name);
  return TRUE;
}

XmppSaslMechanism *
xmpp_authentication_make_token_mechanism (XmppAuthentication *self,
                                          GBytes             *binding)
{
  return xmpp_sasl_ht_new (self->choice.name,
                           xmpp_sasl_credentials_get_username (self->credentials),
                           xmpp_fast_get_secret (get_fast (self)), binding);
}

/* Says that we come with a token, or asks for one. */
void
xmpp_authentication_add_token (XmppAuthentication *self,
                               XmppElement        *authenticate)
{
  XmppElement *element = NULL;

  if (self->choice.kind == XMPP_SASL_HT_KIND)
    {
      element = xmpp_element_add_child (authenticate, "fast", XMPP_NS_FAST);
      if (self->is_revoking)
        xmpp_element_set_attribute (element, "invalidate", "true");
      return;
    }

  if (!xmpp_authentication_can_use_tokens (self))
    return;

  self->wanted = xmpp_sasl_ht_choose ((const char *const *) self->token_mechanisms,
                                      (const char *const *) self->available->pdata);
  if (self->wanted == NULL)
    return;

  element = xmpp_element_add_child (authenticate, "request-token", XMPP_NS_FAST);
  xmpp_element_set_attribute (element, "mechanism", self->wanted);
}

/* Takes what came with a success: what we asked for, or a new token for the one that is getting
 * old, which is for the same mechanism. */
void
xmpp_authentication_take_token (XmppAuthentication *self,
                                XmppElement        *success)
{
  XmppElement *token = xmpp_element_get_child (success, "token", XMPP_NS_FAST);

  if (self->is_revoking)
    xmpp_fast_discard (get_fast (self));
  else if (token != NULL && self->choice.kind == XMPP_SASL_HT_KIND)
    xmpp_fast_take (get_fast (self), self->choice.name, token);
  else if (token != NULL && self->wanted != NULL)
    xmpp_fast_take (get_fast (self), self->wanted, token);
}

/* XEP-0484, 4.1: the password, and the token is none any more. When the server is just out of order
 * it may be good for another time, but not for this one. */
void
xmpp_authentication_refuse_token (XmppAuthentication *self,
                                  gboolean            for_good,
                                  const char         *why)
{
  self->is_token_refused = TRUE;
  if (for_good)
    xmpp_fast_discard (get_fast (self));
  if (self->is_revoking)
    xmpp_authentication_end_with (self, XMPP_ERROR_NOT_AUTHORIZED, why);
  else
    xmpp_authentication_choose (self);
}
