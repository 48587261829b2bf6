/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which SASL mechanism to use: RFC 6120, 6.3.3; channel binding by the rules of XEP-0440, 3, as
 * XEP-0474, 7 amends them. */
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
choose_any_scram (const XmppSaslOffer *offer,
                  XmppSaslChoice      *choice)
{
  const char *binding = choose_binding (offer);

  return (binding != NULL && choose_scram (offer, binding, choice))
         || choose_scram (offer, NULL, choice);
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

#define RANK_UNBOUND 2
#define RANK_BOUND   (RANK_UNBOUND + XMPP_SCRAM_N_HASHES)

/* How strong that is: the channel binding counts for more than the hash, as in the choice. 0 is
 * nothing at all. */
static guint
get_rank (const char *name,
          const char *binding)
{
  guint rank = RANK_UNBOUND;

  if (strcmp (name, "PLAIN") == 0)
    return 1;
  if (!g_str_has_prefix (name, "SCRAM-"))
    return rank;

  for (int hash = XMPP_SCRAM_N_HASHES - 1; hash >= 0; hash--)
    if (g_str_has_prefix (name, xmpp_scram_get_name ((XmppScramHash) hash)))
      {
        rank += (guint) hash;
        break;
      }
  if (!g_str_has_suffix (name, PLUS))
    return rank;
  if (binding == NULL || strcmp (binding, XMPP_BINDING_END_POINT) == 0)
    return rank - RANK_UNBOUND + RANK_BOUND;
  return rank - RANK_UNBOUND + RANK_BOUND + XMPP_SCRAM_N_HASHES;
}

static guint
get_accepted_rank (const char *accepted)
{
  g_auto(GStrv) parts = NULL;

  if (accepted == NULL || *accepted == '\0')
    return 0;

  parts = g_strsplit (accepted, " ", 2);
  return get_rank (parts[0], parts[1]);
}

static gboolean
refuse (GError     **error,
        XmppError    code,
        const char  *why)
{
  g_set_error_literal (error, XMPP_ERROR, (int) code, why);
  return FALSE;
}

/* Whether the lists, and nothing else, make it weaker than before. Otherwise whoever refuses our
 * tries, or makes us come by a connection that binds nothing, could leave the lists as they are. */
static gboolean
offers_less (const XmppSaslOffer *offer)
{
  XmppSaslOffer all = *offer;
  XmppSaslChoice best = { 0 };

  all.available = xmpp_sasl_bindings;
  all.refused = NULL;
  all.skip_bindings = FALSE;
  return choose_any_scram (&all, &best)
         && get_rank (best.name, best.binding) < get_accepted_rank (offer->accepted);
}

/* Whether the choice is as strong as what signed us in before. SCRAM may ask the server whether it
 * means that (XEP-0474, 7: no mechanism should be pinned where the server says what it offers);
 * with PLAIN there is nobody to ask before all is lost. */
static gboolean
compare_with_before (const XmppSaslOffer  *offer,
                     XmppSaslChoice       *choice,
                     GError              **error)
{
  if (!xmpp_sasl_choice_is_weaker (choice, offer->accepted))
    return TRUE;
  if (choice->kind != XMPP_SASL_SCRAM_KIND || !offers_less (offer))
    return refuse (error, XMPP_ERROR_DOWNGRADE, "The server offers less than before");

  choice->must_confirm = TRUE;
  return TRUE;
}

/* XEP-0440, 3, rule 6: an honest list names tls-server-end-point or something that we know.
 * XEP-0474, 7, changes it: SCRAM may ask. */
static gboolean
is_tampered (const XmppSaslOffer  *offer,
             const XmppSaslChoice *choice)
{
  return choice->server_binds && offer->bindings != NULL
         && !shares_any (xmpp_sasl_bindings, offer->bindings);
}

/* What bound us to the connection was refused: as it would be with somebody in between, who has a
 * connection of his own to the server. Without it there is only what worked without it before. */
static gboolean
is_cut_off (const XmppSaslOffer *offer)
{
  guint rank = get_accepted_rank (offer->accepted);

  return offer->skip_bindings && (rank == 0 || rank >= RANK_BOUND);
}

/**
 * xmpp_sasl_choose:
 * @offer: what there is
 * @choice: (out caller-allocates): what to use
 * @error: return location for %XMPP_ERROR_NO_MECHANISM, or %XMPP_ERROR_DOWNGRADE when it is too
 *   weak after what was used before
 *
 * Chooses the strongest mechanism: EXTERNAL, SCRAM with a channel binding that the server lists,
 * SCRAM without, PLAIN where that was allowed. Once SCRAM signed us in PLAIN will not do any
 * more; weaker SCRAM will, when the server confirms it: who leaves the stronger ones out is perhaps
 * not our server. Nor is who refuses a channel binding that it lists.
 *
 * Returns: whether there is one
 */
gboolean
xmpp_sasl_choose (const XmppSaslOffer  *offer,
                  XmppSaslChoice       *choice,
                  GError              **error)
{
  const char *binding = choose_binding (offer);

  memset (choice, 0, sizeof *choice);
  choice->server_binds = offers_plus (offer->mechanisms);

  if (offer->has_certificate && choose_simple (offer, "EXTERNAL", XMPP_SASL_EXTERNAL_KIND, choice))
    return TRUE;
  if (binding != NULL && choose_scram (offer, binding, choice))
    return compare_with_before (offer, choice, error);

  /* XEP-0440, 3, rules 4 and 5: with SASL2 both lists are there, or none. */
  if (offer->is_strict && choice->server_binds != lists_any (offer->bindings))
    return refuse (error, XMPP_ERROR_NO_MECHANISM,
                   "A list of channel bindings, or their mechanisms, were taken away");

  if (is_cut_off (offer))
    {
      if (!choose_scram (offer, NULL, choice))
        choose_simple (offer, "PLAIN", XMPP_SASL_PLAIN_KIND, choice);
      return refuse (error, XMPP_ERROR_DOWNGRADE,
                     "The server does not take what binds us to the connection");
    }
  if (choose_scram (offer, NULL, choice))
    {
      choice->must_confirm = is_tampered (offer, choice);
      return compare_with_before (offer, choice, error);
    }
  if (is_tampered (offer, choice))
    return refuse (error, XMPP_ERROR_NO_MECHANISM,
                   "The list of channel bindings was tampered with");
  if (offer->allow_plain && choose_simple (offer, "PLAIN", XMPP_SASL_PLAIN_KIND, choice))
    return compare_with_before (offer, choice, error);

  return refuse (error, XMPP_ERROR_NO_MECHANISM,
                 "The server offers no mechanism that is safe enough");
}

/**
 * xmpp_sasl_choice_is_weaker:
 * @self: a choice
 * @accepted: (nullable): what signed us in before, as xmpp_sasl_choice_to_text() says it
 *
 * Returns: whether it is weaker than that
 */
gboolean
xmpp_sasl_choice_is_weaker (const XmppSaslChoice *self,
                            const char           *accepted)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return get_rank (self->name, self->binding) < get_accepted_rank (accepted);
}

/**
 * xmpp_sasl_choice_to_text:
 * @self: a choice
 *
 * Returns: (transfer full): it as one text, for #XmppSaslOffer to compare with
 */
char *
xmpp_sasl_choice_to_text (const XmppSaslChoice *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf ("%s%s%s", self->name, self->binding != NULL ? " " : "",
                          self->binding != NULL ? self->binding : "");
}
