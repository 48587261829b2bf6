/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which SASL mechanism to use: RFC 6120, 6.3.3; channel binding by the rules of XEP-0440, 3. */
#include "xmpp-sasl-choice.h"

#include <string.h>

#include "xmpp-error.h"

const char *const xmpp_sasl_bindings[] = {
  XMPP_BINDING_EXPORTER,
  XMPP_BINDING_UNIQUE,
  XMPP_BINDING_END_POINT,
  NULL,
};

#define PLUS "-PLUS"

static gboolean
contains (const char *const *list,
          const char        *name)
{
  return list != NULL && g_strv_contains (list, name);
}

static gboolean
offers_plus (const char *const *mechanisms)
{
  for (gsize i = 0; mechanisms[i] != NULL; i++)
    if (g_str_has_suffix (mechanisms[i], PLUS))
      return TRUE;
  return FALSE;
}

static gboolean
shares_any (const char *const *list,
            const char *const *other)
{
  for (gsize i = 0; list[i] != NULL; i++)
    if (contains (other, list[i]))
      return TRUE;
  return FALSE;
}

static gboolean
lists_any (const char *const *list)
{
  return list != NULL && list[0] != NULL;
}

static const char *
choose_binding (const XmppSaslOffer *offer)
{
  if (offer->bindings == NULL || offer->skip_bindings)
    return NULL;

  for (gsize i = 0; xmpp_sasl_bindings[i] != NULL; i++)
    if (contains (offer->bindings, xmpp_sasl_bindings[i])
        && contains (offer->available, xmpp_sasl_bindings[i]))
      return xmpp_sasl_bindings[i];
  return NULL;
}

/* The strongest family that is offered, with the binding or, when that is NULL, without. */
static gboolean
choose_scram (const XmppSaslOffer *offer,
              const char          *binding,
              XmppSaslChoice      *choice)
{
  for (int hash = XMPP_SCRAM_N_HASHES - 1; hash >= 0; hash--)
    {
      g_snprintf (choice->name, sizeof choice->name, "%s%s",
                  xmpp_scram_get_name ((XmppScramHash) hash), binding != NULL ? PLUS : "");
      if (!contains (offer->mechanisms, choice->name) || contains (offer->refused, choice->name))
        continue;

      choice->kind = XMPP_SASL_SCRAM_KIND;
      choice->hash = (XmppScramHash) hash;
      choice->binding = binding;
      return TRUE;
    }
  return FALSE;
}

static gboolean
choose_simple (const XmppSaslOffer *offer,
               const char          *name,
               XmppSaslKind         kind,
               XmppSaslChoice      *choice)
{
  if (!contains (offer->mechanisms, name) || contains (offer->refused, name))
    return FALSE;

  choice->kind = kind;
  choice->binding = NULL;
  g_strlcpy (choice->name, name, sizeof choice->name);
  return TRUE;
}

/**
 * xmpp_sasl_choose:
 * @offer: what there is
 * @choice: (out caller-allocates): what to use
 * @error: return location for %XMPP_ERROR_NO_MECHANISM
 *
 * Chooses the strongest mechanism: EXTERNAL, SCRAM with a channel binding that the server lists,
 * SCRAM without, PLAIN where that was allowed. Once SCRAM signed us in PLAIN will not do any
 * more, and once a channel binding did nothing without one: who leaves them out later is not our
 * server.
 *
 * Returns: whether there is one
 */
gboolean
xmpp_sasl_choose (const XmppSaslOffer  *offer,
                  XmppSaslChoice       *choice,
                  GError              **error)
{
  const char *binding = choose_binding (offer);
  gboolean bound_before = offer->accepted != NULL && g_str_has_suffix (offer->accepted, PLUS);
  gboolean scram_before = offer->accepted != NULL && g_str_has_prefix (offer->accepted, "SCRAM-");

  memset (choice, 0, sizeof *choice);
  choice->server_binds = offers_plus (offer->mechanisms);

  if (offer->has_certificate && choose_simple (offer, "EXTERNAL", XMPP_SASL_EXTERNAL_KIND, choice))
    return TRUE;
  if (binding != NULL && choose_scram (offer, binding, choice))
    return TRUE;

  /* XEP-0440, 3, rules 4 and 5: with SASL2 both lists are there, or none. */
  if (offer->is_strict && choice->server_binds != lists_any (offer->bindings))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_NO_MECHANISM,
                           "A list of channel bindings, or their mechanisms, were taken away");
      return FALSE;
    }

  /* XEP-0440, 3, rule 6: an honest list names tls-server-end-point or something that we know. */
  if (choice->server_binds && offer->bindings != NULL
      && !shares_any (xmpp_sasl_bindings, offer->bindings))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_NO_MECHANISM,
                           "The list of channel bindings was tampered with");
      return FALSE;
    }

  if (!bound_before)
    {
      if (choose_scram (offer, NULL, choice))
        return TRUE;
      if (offer->allow_plain && !scram_before
          && choose_simple (offer, "PLAIN", XMPP_SASL_PLAIN_KIND, choice))
        return TRUE;
    }

  g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_NO_MECHANISM,
                       "The server offers no mechanism that is safe enough");
  return FALSE;
}
