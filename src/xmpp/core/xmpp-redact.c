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
  { "hash", XMPP_NS_SCRAM_UPGRADE }, /* as good as the password: XEP-0480, 3 */
  { "header", XMPP_NS_UPLOAD }, /* who has it may put a file there: XEP-0363, 4 */
  { "password", NULL },
};

/* Attributes that are. */
static const struct {
  const char *element; /* NULL: any */
  const char *ns;      /* NULL: any */
  const char *name;
} secret_attributes[] = {
  { "token", XMPP_NS_FAST, "token" },
  { "preauth", NULL, "token" },      /* an invitation: XEP-0379, XEP-0445 */
  { NULL, NULL, "password" },        /* of a relay: XEP-0215 */
};

/* The key of an encrypted file stands in its address: XEP-0454, 3. */
#define SECRET_ADDRESS "aesgcm://"

/* Where addresses stand besides. */
static const char *const addresses[] = { "target", "uri", "url", "href" };

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
redact_attributes (XmppElement *element)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secret_attributes); i++)
    if ((secret_attributes[i].element == NULL
         || strcmp (xmpp_element_get_name (element), secret_attributes[i].element) == 0)
        && (secret_attributes[i].ns == NULL
            || g_strcmp0 (xmpp_element_get_ns (element), secret_attributes[i].ns) == 0)
        && xmpp_element_get_attribute (element, secret_attributes[i].name) != NULL)
      xmpp_element_set_attribute (element, secret_attributes[i].name, HIDDEN);
}

/* (nullable): there is none; the scheme is told in letters of any size: RFC 3986, 3.1 */
static char *
find_address (char *text)
{
  for (; (text = strpbrk (text, "aA")) != NULL; text++)
    if (g_ascii_strncasecmp (text, SECRET_ADDRESS, strlen (SECRET_ADDRESS)) == 0)
      return text;

  return NULL;
}

/* (nullable) (transfer full): nothing is to be hidden */
static char *
dup_without_keys (const char *said)
{
  g_autoptr(GString) text = g_string_new (said);
  gsize position = 0;
  char *address;

  while ((address = find_address (text->str + position)) != NULL)
    {
      char *hash = address + strcspn (address, "# \t\r\n");
      gsize length = strcspn (hash, " \t\r\n");

      position = (gsize) (hash - text->str);
      if (*hash != '#')
        continue;

      g_string_erase (text, (gssize) position + 1, (gssize) length - 1);
      g_string_insert (text, (gssize) position + 1, HIDDEN);
    }
  return strcmp (text->str, said) == 0 ? NULL : g_string_free (g_steal_pointer (&text), FALSE);
}

static void
redact_addresses (XmppElement *element)
{
  g_autofree char *text = dup_without_keys (xmpp_element_get_text (element));

  if (text != NULL)
    xmpp_element_set_text (element, text);
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      const char *said = xmpp_element_get_attribute (element, addresses[i]);
      g_autofree char *hidden = said != NULL ? dup_without_keys (said) : NULL;

      if (hidden != NULL)
        xmpp_element_set_attribute (element, addresses[i], hidden);
    }
}

static void
redact_one (XmppElement *element)
{
  if (is_secret (element) && *xmpp_element_get_text (element) != '\0')
    xmpp_element_set_text (element, HIDDEN);
  redact_attributes (element);
  redact_addresses (element);
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
