/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-uri.c: "xmpp:" links: RFC 5122, XEP-0147 1.2, with XEP-0379 0.3.3, XEP-0401 0.6.0, XEP-0445
 * 0.2.0. */
#define G_LOG_DOMAIN "xmpp-uri"

#include "xmpp-uri.h"

#include "xmpp-error.h"

#include <string.h>

#define MAX_URI_BYTES  8192
#define MAX_PARAMETERS 64

/**
 * xmpp_uri_new:
 * @address: (nullable): whom it is about
 * @action: (nullable): what to do
 *
 * Returns: (transfer full): a link without parameters
 */
XmppUri *
xmpp_uri_new (XmppAddress *address,
              const char  *action)
{
  XmppUri *self = g_new0 (XmppUri, 1);

  self->address = address != NULL ? xmpp_address_ref (address) : NULL;
  self->action = g_strdup (action);
  self->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * xmpp_uri_free:
 * @self: (nullable): a link
 *
 * Frees @self.
 */
void
xmpp_uri_free (XmppUri *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->address, xmpp_address_unref);
  g_free (self->action);
  g_hash_table_unref (self->parameters);
  g_free (self);
}

/* What is escaped badly, is no UTF-8 or holds a NUL is nothing. */
static char *
unescape (const char *start,
          gsize       length)
{
  g_autofree char *text = g_uri_unescape_segment (start, start + length, NULL);

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;

  return g_steal_pointer (&text);
}

/* RFC 5122, 2.2: what separates the parts is what is not escaped. */
static XmppAddress *
parse_path (const char *path,
            gsize       length)
{
  const char *end = path + length;
  const char *slash = memchr (path, '/', length);
  const char *domain_end = slash != NULL ? slash : end;
  const char *at = memchr (path, '@', domain_end - path);
  const char *domain_start = at != NULL ? at + 1 : path;
  g_autofree char *local = NULL;
  g_autofree char *domain = unescape (domain_start, domain_end - domain_start);
  g_autofree char *resource = NULL;

  if (at != NULL)
    local = unescape (path, at - path);
  if (slash != NULL)
    resource = unescape (slash + 1, end - slash - 1);

  if (domain == NULL || (at != NULL && local == NULL) || (slash != NULL && resource == NULL))
    return NULL;

  return xmpp_address_new (local, domain, resource, NULL);
}

static gboolean
parse_parameter (XmppUri    *self,
                 const char *text)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (*text == '\0')
    return TRUE;

  name = unescape (text, equals != NULL ? (gsize) (equals - text) : strlen (text));
  value = equals != NULL ? unescape (equals + 1, strlen (equals + 1)) : g_strdup ("");
  if (name == NULL || value == NULL || g_hash_table_size (self->parameters) >= MAX_PARAMETERS)
    return FALSE;

  if (!g_hash_table_contains (self->parameters, name))
    g_hash_table_insert (self->parameters, g_steal_pointer (&name), g_steal_pointer (&value));
  return TRUE;
}

/* XEP-0147, 2: "?action;name=value;name=value". */
static gboolean
parse_query (XmppUri    *self,
             const char *query)
{
  g_auto(GStrv) parts = g_strsplit (query, ";", MAX_PARAMETERS + 2);

  if (parts[0] == NULL)
    return TRUE;

  if (*parts[0] != '\0')
    {
      self->action = unescape (parts[0], strlen (parts[0]));
      if (self->action == NULL)
        return FALSE;
    }

  for (guint i = 1; parts[i] != NULL; i++)
    if (!parse_parameter (self, parts[i]))
      return FALSE;

  return TRUE;
}

/* RFC 5122, 2.3: "//" is followed by the account to act as, which is for the user to say. */
static const char *
skip_account (const char *rest)
{
  if (!g_str_has_prefix (rest, "//"))
    return rest;

  rest += 2 + strcspn (rest + 2, "/?#");
  return *rest == '/' ? rest + 1 : rest;
}

/**
 * xmpp_uri_parse:
 * @text: what should be an "xmpp:" link
 * @error: return location for %XMPP_ERROR_MALFORMED
 *
 * Reads a link. Whoever made it is unknown, so that it is shown, and never acted upon by itself.
 *
 * Returns: (transfer full) (nullable): the link
 */
XmppUri *
xmpp_uri_parse (const char  *text,
                GError     **error)
{
  g_autoptr(XmppUri) self = NULL;
  g_autofree char *rest = NULL;
  const char *path;
  gsize path_length;

  g_return_val_if_fail (text != NULL, NULL);

  self = xmpp_uri_new (NULL, NULL);
  if (strnlen (text, MAX_URI_BYTES + 1) > MAX_URI_BYTES
      || g_ascii_strncasecmp (text, "xmpp:", 5) != 0)
    goto malformed;

  rest = g_strndup (text + 5, strcspn (text + 5, "#"));
  path = skip_account (rest);
  path_length = strcspn (path, "?");
  if (path_length > 0)
    {
      self->address = parse_path (path, path_length);
      if (self->address == NULL)
        goto malformed;
    }
  else if (path[0] == '\0')
    goto malformed;

  if (path[path_length] == '?' && !parse_query (self, path + path_length + 1))
    goto malformed;

  return g_steal_pointer (&self);

malformed:
  g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "Not an XMPP link");
  return NULL;
}

/**
 * xmpp_uri_get_parameter:
 * @self: a link
 * @name: what is asked for
 *
 * Returns: (nullable): its value, unescaped
 */
const char *
xmpp_uri_get_parameter (const XmppUri *self,
                        const char    *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->parameters, name);
}

/**
 * xmpp_uri_set_parameter:
 * @self: a link
 * @name: a name
 * @value: its value
 *
 * Adds a parameter, or changes it.
 */
void
xmpp_uri_set_parameter (XmppUri    *self,
                        const char *name,
                        const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && value != NULL);

  g_hash_table_replace (self->parameters, g_strdup (name), g_strdup (value));
}

static void
append_escaped (GString    *text,
                const char *part)
{
  g_autofree char *escaped = g_uri_escape_string (part, NULL, FALSE);

  g_string_append (text, escaped);
}

static void
append_address (GString     *text,
                XmppAddress *address)
{
  if (xmpp_address_get_local (address) != NULL)
    {
      append_escaped (text, xmpp_address_get_local (address));
      g_string_append_c (text, '@');
    }
  append_escaped (text, xmpp_address_get_domain (address));
  if (xmpp_address_get_resource (address) != NULL)
    {
      g_string_append_c (text, '/');
      append_escaped (text, xmpp_address_get_resource (address));
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (a, b);
}

/**
 * xmpp_uri_to_string:
 * @self: a link
 *
 * Returns: (transfer full): its text, all ASCII
 */
char *
xmpp_uri_to_string (const XmppUri *self)
{
  GString *text;
  g_autoptr(GList) names = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new ("xmpp:");
  if (self->address != NULL)
    append_address (text, self->address);

  names = g_list_sort (g_hash_table_get_keys (self->parameters), compare_names);
  if (self->action != NULL || names != NULL)
    g_string_append_c (text, '?');
  if (self->action != NULL)
    append_escaped (text, self->action);

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_string_append_c (text, ';');
      append_escaped (text, name->data);
      g_string_append_c (text, '=');
      append_escaped (text, g_hash_table_lookup (self->parameters, name->data));
    }

  return g_string_free (text, FALSE);
}

/**
 * xmpp_uri_get_preauth_token:
 * @self: a link
 *
 * Returns: (nullable): the token of an invitation: XEP-0379, 3.2, XEP-0445, 2
 */
const char *
xmpp_uri_get_preauth_token (const XmppUri *self)
{
  const char *token;

  g_return_val_if_fail (self != NULL, NULL);

  if (g_strcmp0 (self->action, "roster") != 0 && g_strcmp0 (self->action, "register") != 0)
    return NULL;

  token = xmpp_uri_get_parameter (self, "preauth");
  return token != NULL && *token != '\0' ? token : NULL;
}

/**
 * xmpp_uri_can_register:
 * @self: a link
 *
 * Tells whether the link invites to make an account on the server of its address: XEP-0445, 2. With
 * the action "register" an address with a local part is the account to be made.
 *
 * Returns: whether it does
 */
gboolean
xmpp_uri_can_register (const XmppUri *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->address == NULL)
    return FALSE;

  if (g_strcmp0 (self->action, "register") == 0)
    return TRUE;

  return xmpp_uri_get_preauth_token (self) != NULL
         && g_strcmp0 (xmpp_uri_get_parameter (self, "ibr"), "y") == 0;
}
