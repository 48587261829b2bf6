/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An XMPP address: RFC 7622, prepared as servers do, with the profiles of RFC 6122 and UTS #46. */
#define G_LOG_DOMAIN "xmpp-address"

#include "xmpp-address.h"

#include "xmpp-address-prepare.h"

#include <string.h>

struct _XmppAddress
{
  int         ref_count; /* atomic */
  const char *local;     /* (nullable) */
  const char *domain;    /* a part of @bare */
  const char *resource;  /* (nullable) a part of @full */
  const char *bare;
  const char *full;
  char        text[];    /* what the others point into */
};

/* Takes prepared parts. */
static XmppAddress *
make_address (const char *local,
              const char *domain,
              const char *resource)
{
  gsize local_size = local != NULL ? strlen (local) + 1 : 0;
  gsize bare_size = local_size + strlen (domain) + 1;
  gsize resource_size = resource != NULL ? strlen (resource) + 1 : 0;
  gsize full_size = resource != NULL ? bare_size + resource_size : 0;
  XmppAddress *self = g_malloc (sizeof *self + local_size + bare_size + full_size);
  char *end = self->text;

  self->ref_count = 1;
  self->local = NULL;
  self->resource = NULL;

  self->bare = end;
  if (local != NULL)
    {
      memcpy (end, local, local_size - 1);
      end[local_size - 1] = '@';
      end += local_size;
    }
  self->domain = memcpy (end, domain, bare_size - local_size);
  end += bare_size - local_size;

  self->full = self->bare;
  if (resource != NULL)
    {
      self->full = memcpy (end, self->bare, bare_size - 1);
      end[bare_size - 1] = '/';
      self->resource = memcpy (end + bare_size, resource, resource_size);
      end += full_size;
    }

  if (local != NULL)
    self->local = memcpy (end, local, local_size);

  return self;
}

/* @local and @resource are %NULL where they are absent. */
static XmppAddress *
prepare_address (const char  *local,
                 gsize        local_length,
                 const char  *domain,
                 gsize        domain_length,
                 const char  *resource,
                 gsize        resource_length,
                 GError     **error)
{
  g_autofree char *prepared_local = NULL;
  g_autofree char *prepared_domain = NULL;
  g_autofree char *prepared_resource = NULL;

  if (local != NULL && !(prepared_local = xmpp_address_prepare_local (local, local_length, error)))
    return NULL;
  if (!(prepared_domain = xmpp_address_prepare_domain (domain, domain_length, error)))
    return NULL;
  if (resource != NULL
      && !(prepared_resource = xmpp_address_prepare_resource (resource, resource_length, error)))
    return NULL;

  return make_address (prepared_local, prepared_domain, prepared_resource);
}

/**
 * xmpp_address_parse:
 * @text: (nullable): an address from the wire or from a person; %NULL is none
 * @error: %XMPP_ERROR_INVALID_ADDRESS
 *
 * Takes an address apart (RFC 7622, 3.1) and prepares its parts, so that two equal addresses become
 * equal texts: lower case but for the resource, Unicode for domains, each IPv6 address in one form.
 * White space around it is not taken away.
 *
 * Returns: (nullable) (transfer full): the address
 */
XmppAddress *
xmpp_address_parse (const char  *text,
                    GError     **error)
{
  const char *slash;
  const char *at;
  const char *domain = text;
  gsize bare_length;

  if (!xmpp_address_is_clean (text, error))
    return NULL;
  if (text == NULL)
    text = domain = "";

  slash = strchr (text, '/');
  bare_length = slash != NULL ? (gsize) (slash - text) : strlen (text);
  at = memchr (text, '@', bare_length);
  if (at != NULL)
    domain = at + 1;

  return prepare_address (at != NULL ? text : NULL, at != NULL ? (gsize) (at - text) : 0,
                          domain, bare_length - (gsize) (domain - text),
                          slash != NULL ? slash + 1 : NULL,
                          slash != NULL ? strlen (slash + 1) : 0, error);
}

/**
 * xmpp_address_new:
 * @local: (nullable): what stands before the @
 * @domain: the domain
 * @resource: (nullable): what stands after the /
 * @error: %XMPP_ERROR_INVALID_ADDRESS
 *
 * Makes an address of its parts, prepared as by xmpp_address_parse().
 *
 * Returns: (nullable) (transfer full): the address
 */
XmppAddress *
xmpp_address_new (const char  *local,
                  const char  *domain,
                  const char  *resource,
                  GError     **error)
{
  g_return_val_if_fail (domain != NULL, NULL);

  if (!xmpp_address_is_clean (local, error) || !xmpp_address_is_clean (domain, error)
      || !xmpp_address_is_clean (resource, error))
    return NULL;

  return prepare_address (local, local != NULL ? strlen (local) : 0,
                          domain, strlen (domain),
                          resource, resource != NULL ? strlen (resource) : 0, error);
}

/**
 * xmpp_address_ref:
 * @self: an address
 *
 * Returns: (transfer full): @self
 */
XmppAddress *
xmpp_address_ref (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * xmpp_address_unref:
 * @self: (transfer full): an address
 */
void
xmpp_address_unref (XmppAddress *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_int_dec_and_test (&self->ref_count))
    g_free (self);
}

/**
 * xmpp_address_get_local:
 * @self: an address
 *
 * Returns: (nullable): what stands before the @, as it is on the wire; to show it to people it
 *   wants xmpp_address_unescape_local()
 */
const char *
xmpp_address_get_local (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->local;
}

/**
 * xmpp_address_get_domain:
 * @self: an address
 *
 * Returns: the domain, in Unicode
 */
const char *
xmpp_address_get_domain (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->domain;
}

/**
 * xmpp_address_get_resource:
 * @self: an address
 *
 * Returns: (nullable): what stands after the /
 */
const char *
xmpp_address_get_resource (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->resource;
}

/**
 * xmpp_address_get_bare:
 * @self: an address
 *
 * Returns: the address without its resource
 */
const char *
xmpp_address_get_bare (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->bare;
}

/**
 * xmpp_address_get_full:
 * @self: an address
 *
 * Returns: the whole address
 */
const char *
xmpp_address_get_full (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->full;
}

/**
 * xmpp_address_is_bare:
 * @self: an address
 *
 * Returns: whether it has no resource
 */
gboolean
xmpp_address_is_bare (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->resource == NULL;
}

/**
 * xmpp_address_equal:
 * @self: an address
 * @other: another
 *
 * Returns: whether they are the same
 */
gboolean
xmpp_address_equal (XmppAddress *self,
                    XmppAddress *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return strcmp (self->full, other->full) == 0;
}

/**
 * xmpp_address_equal_bare:
 * @self: an address
 * @other: another
 *
 * Returns: whether they are the same but for the resource
 */
gboolean
xmpp_address_equal_bare (XmppAddress *self,
                         XmppAddress *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return strcmp (self->bare, other->bare) == 0;
}

/**
 * xmpp_address_dup_bare:
 * @self: an address
 *
 * Returns: (transfer full): the address without its resource
 */
XmppAddress *
xmpp_address_dup_bare (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->resource == NULL ? xmpp_address_ref (self)
                                : make_address (self->local, self->domain, NULL);
}

/**
 * xmpp_address_with_resource:
 * @self: an address
 * @resource: another resource
 * @error: %XMPP_ERROR_INVALID_ADDRESS
 *
 * Returns: (nullable) (transfer full): the address with that resource in place of its own
 */
XmppAddress *
xmpp_address_with_resource (XmppAddress  *self,
                            const char   *resource,
                            GError      **error)
{
  g_autofree char *prepared = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (resource != NULL, NULL);

  if (!xmpp_address_is_clean (resource, error)
      || !(prepared = xmpp_address_prepare_resource (resource, strlen (resource), error)))
    return NULL;

  return make_address (self->local, self->domain, prepared);
}

/**
 * xmpp_address_dup_ascii_domain:
 * @self: an address
 *
 * Returns: (transfer full): the domain as DNS and certificates write it, in A-labels; an IPv6
 *   address without its brackets
 */
char *
xmpp_address_dup_ascii_domain (XmppAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (*self->domain == '[')
    return g_strndup (self->domain + 1, strlen (self->domain) - 2);

  return xmpp_address_convert_domain (self->domain, TRUE);
}
