/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements as text for people to look at, without what nobody shall read over their shoulder. */
#include "xmpp-redact.h"

#include <string.h>

#include "xmpp-namespaces.h"

#define HIDDEN "…"

/* Elements whose text is a secret, in any namespace when that is NULL. */
static const struct {
  const char *name;
  const char *ns;
} secrets[] = {
  { "auth", XMPP_NS_SASL },
  { "challenge", XMPP_NS_SASL },
  { "response", XMPP_NS_SASL },
  { "success", XMPP_NS_SASL },
  { "initial-response", XMPP_NS_SASL2 },
  { "challenge", XMPP_NS_SASL2 },
  { "response", XMPP_NS_SASL2 },
  { "additional-data", XMPP_NS_SASL2 },
  { "password", NULL },
};

/* A field of a data form that is not to be shown: XEP-0004, 3.3. */
static gboolean
is_private_field (XmppElement *element)
{
  return xmpp_element_is (element, "field", XMPP_NS_DATA_FORM)
         && (g_strcmp0 (xmpp_element_get_attribute (element, "type"), "text-private") == 0
             || g_strcmp0 (xmpp_element_get_attribute (element, "var"), "password") == 0);
}

static gboolean
is_secret (XmppElement *element)
{
  const char *name = xmpp_element_get_name (element);
  const char *ns = xmpp_element_get_ns (element);
  XmppElement *parent = xmpp_element_get_parent (element);

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (strcmp (name, secrets[i].name) == 0
        && (secrets[i].ns == NULL || g_strcmp0 (ns, secrets[i].ns) == 0))
      return TRUE;

  return parent != NULL && is_private_field (parent) && strcmp (name, "value") == 0;
}

static void
redact_one (XmppElement *element)
{
  if (is_secret (element) && *xmpp_element_get_text (element) != '\0')
    xmpp_element_set_text (element, HIDDEN);
  if (xmpp_element_is (element, "token", XMPP_NS_FAST))
    xmpp_element_set_attribute (element, "token", HIDDEN);
}

/* The next element of the tree below @root, in the order of the text. */
static XmppElement *
get_following (XmppElement *element,
               XmppElement *root)
{
  XmppElement *next = xmpp_element_get_first_child (element);

  while (next == NULL && element != root)
    {
      next = xmpp_element_get_next (element);
      element = xmpp_element_get_parent (element);
    }
  return next;
}

/**
 * xmpp_redact_to_xml:
 * @element: what was sent or received
 *
 * Returns: (transfer full): @element as text, with "…" in place of passwords, tokens and what
 *   SASL says
 */
char *
xmpp_redact_to_xml (XmppElement *element)
{
  g_autoptr(XmppElement) copy = NULL;

  g_return_val_if_fail (element != NULL, NULL);

  copy = xmpp_element_copy (element);
  for (XmppElement *next = copy; next != NULL; next = get_following (next, copy))
    redact_one (next);
  return xmpp_element_to_xml (copy, XMPP_NS_CLIENT);
}
