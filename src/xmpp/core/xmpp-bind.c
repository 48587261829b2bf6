/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said once we are signed in: resource binding (RFC 6120, 7) and the session of RFC 3921,
 * 3. */
#include "xmpp-bind.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"

static XmppElement *
make_request (const char *id,
              const char *name,
              const char *ns)
{
  XmppElement *iq = xmpp_element_new_iq ("set", NULL);

  xmpp_element_set_attribute (iq, "id", id);
  xmpp_element_add_child (iq, name, ns);
  return iq;
}

/**
 * xmpp_bind_make_request:
 * @id: the request's id
 * @resource: (nullable): what to ask for; %NULL lets the server choose
 *
 * Returns: (transfer full): the request for a resource
 */
XmppElement *
xmpp_bind_make_request (const char *id,
                        const char *resource)
{
  XmppElement *iq = make_request (id, "bind", XMPP_NS_BIND);

  if (resource != NULL)
    xmpp_element_add_text_child (xmpp_element_get_first_child (iq), "resource", NULL, resource);
  return iq;
}

/**
 * xmpp_bind_read_answer:
 * @iq: the answer to the request for a resource
 * @account: the address that we signed in as
 * @error: return location for %XMPP_ERROR_CONFLICT when the resource is taken, %XMPP_ERROR_STREAM
 *   when there is none to be had now, %XMPP_ERROR_MALFORMED
 *
 * Reads what was bound. It must be the address that the user gave us, since everything that is
 * stored is stored under that one.
 *
 * Returns: (transfer full): our full address; %NULL with @error set
 */
XmppAddress *
xmpp_bind_read_answer (XmppElement  *iq,
                       XmppAddress  *account,
                       GError      **error)
{
  XmppElement *bind = xmpp_element_get_child (iq, "bind", XMPP_NS_BIND);
  const char *text = NULL;
  g_autoptr(XmppAddress) bound = NULL;
  g_autoptr(GError) refusal = NULL;

  if (g_strcmp0 (xmpp_element_get_attribute (iq, "type"), "result") != 0)
    {
      refusal = xmpp_stanza_error_from_element (iq);
      g_set_error (error, XMPP_ERROR,
                   g_error_matches (refusal, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_CONFLICT)
                     ? XMPP_ERROR_CONFLICT : XMPP_ERROR_STREAM,
                   "No resource: %s", refusal->message);
      return NULL;
    }

  if (bind != NULL)
    text = xmpp_element_get_child_text (bind, "jid", XMPP_NS_BIND);
  if (text != NULL)
    bound = xmpp_address_parse (text, NULL);
  if (bound == NULL || xmpp_address_is_bare (bound) || !xmpp_address_equal_bare (bound, account))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "The server bound another address");
      return NULL;
    }

  return g_steal_pointer (&bound);
}

/**
 * xmpp_bind_make_session_request:
 * @id: the request's id
 *
 * Returns: (transfer full): that request
 */
XmppElement *
xmpp_bind_make_session_request (const char *id)
{
  return make_request (id, "session", XMPP_NS_SESSION);
}
