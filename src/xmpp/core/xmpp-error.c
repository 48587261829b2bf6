/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went wrong, here or at the other side; stanza errors as elements (RFC 6120, 8.3). */
#define G_LOG_DOMAIN "xmpp-error"

#include "xmpp-error.h"

#include "xmpp-namespaces.h"

G_DEFINE_QUARK (xmpp-error-quark, xmpp_error)

/* What is more is not kept: an error may live long. */
#define MAX_DETAIL_SIZE 16384

/* What an application says about its error: RFC 6120, 8.3.4 */
typedef struct {
  XmppElement *element; /* (nullable): <error/> */
} XmppStanzaErrorPrivate;

static void
xmpp_stanza_error_private_init (XmppStanzaErrorPrivate *self)
{
}

static void
xmpp_stanza_error_private_copy (const XmppStanzaErrorPrivate *source,
                                XmppStanzaErrorPrivate       *copy)
{
  copy->element = source->element != NULL ? xmpp_element_ref (source->element) : NULL;
}

static void
xmpp_stanza_error_private_clear (XmppStanzaErrorPrivate *self)
{
  g_clear_pointer (&self->element, xmpp_element_unref);
}

/* Defines xmpp_stanza_error_quark(), and g_error_copy() takes the detail along. */
G_DEFINE_EXTENDED_ERROR (XmppStanzaError, xmpp_stanza_error)

/* Name and usual type of each condition: RFC 6120, 8.3.3 */
static const struct {
  const char *name;
  const char *type;
} conditions[] = {
  [XMPP_STANZA_ERROR_UNDEFINED_CONDITION] = { "undefined-condition", "cancel" },
  [XMPP_STANZA_ERROR_BAD_REQUEST] = { "bad-request", "modify" },
  [XMPP_STANZA_ERROR_CONFLICT] = { "conflict", "cancel" },
  [XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED] = { "feature-not-implemented", "cancel" },
  [XMPP_STANZA_ERROR_FORBIDDEN] = { "forbidden", "auth" },
  [XMPP_STANZA_ERROR_GONE] = { "gone", "cancel" },
  [XMPP_STANZA_ERROR_INTERNAL_SERVER_ERROR] = { "internal-server-error", "cancel" },
  [XMPP_STANZA_ERROR_ITEM_NOT_FOUND] = { "item-not-found", "cancel" },
  [XMPP_STANZA_ERROR_JID_MALFORMED] = { "jid-malformed", "modify" },
  [XMPP_STANZA_ERROR_NOT_ACCEPTABLE] = { "not-acceptable", "modify" },
  [XMPP_STANZA_ERROR_NOT_ALLOWED] = { "not-allowed", "cancel" },
  [XMPP_STANZA_ERROR_NOT_AUTHORIZED] = { "not-authorized", "auth" },
  [XMPP_STANZA_ERROR_POLICY_VIOLATION] = { "policy-violation", "modify" },
  [XMPP_STANZA_ERROR_RECIPIENT_UNAVAILABLE] = { "recipient-unavailable", "wait" },
  [XMPP_STANZA_ERROR_REDIRECT] = { "redirect", "modify" },
  [XMPP_STANZA_ERROR_REGISTRATION_REQUIRED] = { "registration-required", "auth" },
  [XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND] = { "remote-server-not-found", "cancel" },
  [XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT] = { "remote-server-timeout", "wait" },
  [XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT] = { "resource-constraint", "wait" },
  [XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE] = { "service-unavailable", "cancel" },
  [XMPP_STANZA_ERROR_SUBSCRIPTION_REQUIRED] = { "subscription-required", "auth" },
  [XMPP_STANZA_ERROR_UNEXPECTED_REQUEST] = { "unexpected-request", "wait" },
};

/**
 * xmpp_stanza_error_get_name:
 * @condition: a condition
 *
 * Returns: the name of its element, such as "item-not-found"
 */
const char *
xmpp_stanza_error_get_name (XmppStanzaError condition)
{
  g_return_val_if_fail ((gsize) condition < G_N_ELEMENTS (conditions), conditions[0].name);

  return conditions[condition].name;
}

static XmppStanzaError
find_condition (XmppElement *error)
{
  for (XmppElement *child = xmpp_element_get_first_child (error); child != NULL;
       child = xmpp_element_get_next (child))
    for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
      if (xmpp_element_is (child, conditions[i].name, XMPP_NS_STANZA_ERRORS))
        return (XmppStanzaError) i;

  return XMPP_STANZA_ERROR_UNDEFINED_CONDITION;
}

/**
 * xmpp_error_is_final:
 * @error: why there is no connection
 *
 * Returns: whether trying again does not mend it
 */
gboolean
xmpp_error_is_final (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain != XMPP_ERROR)
    return FALSE;

  switch ((XmppError) error->code)
    {
    case XMPP_ERROR_INVALID_ADDRESS:
    case XMPP_ERROR_NO_SERVICE:
    case XMPP_ERROR_NO_TLS:
    case XMPP_ERROR_CERTIFICATE:
    case XMPP_ERROR_NO_MECHANISM:
    case XMPP_ERROR_TAMPERED:
    case XMPP_ERROR_NOT_AUTHORIZED:
    case XMPP_ERROR_ACCOUNT_DISABLED:
    case XMPP_ERROR_SERVER_UNTRUSTED:
    case XMPP_ERROR_CANCELLED_BY_USER:
    case XMPP_ERROR_CONFLICT:
    case XMPP_ERROR_UNSUPPORTED:
    case XMPP_ERROR_PROXY_LOGIN:
    case XMPP_ERROR_NEEDS_PROXY:
      return TRUE;

    /* Another network, or the server mended, and it is as before; nothing is lost by a look. */
    case XMPP_ERROR_DOWNGRADE:
    case XMPP_ERROR_DISCONNECTED:
    case XMPP_ERROR_TIMEOUT:
    case XMPP_ERROR_MALFORMED:
    case XMPP_ERROR_UNKNOWN_HOST:
    case XMPP_ERROR_UNREACHABLE:
    case XMPP_ERROR_STREAM:
    case XMPP_ERROR_TOO_LARGE:
    case XMPP_ERROR_PROXY:
      break;
    }
  return FALSE;
}

/**
 * xmpp_error_spares_session:
 * @error: why a stream is gone
 *
 * What either side refused to hear would be said again after a resumption, and refused again.
 *
 * Returns: whether the session may go on over another stream
 */
gboolean
xmpp_error_spares_session (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return error->domain != XMPP_ERROR || error->code == XMPP_ERROR_DISCONNECTED
         || error->code == XMPP_ERROR_TIMEOUT;
}

static gboolean
has_detail (XmppElement *error)
{
  for (XmppElement *child = xmpp_element_get_first_child (error); child != NULL;
       child = xmpp_element_get_next (child))
    if (g_strcmp0 (xmpp_element_get_ns (child), XMPP_NS_STANZA_ERRORS) != 0)
      return xmpp_element_get_tree_size (error) <= MAX_DETAIL_SIZE;

  return FALSE;
}

/**
 * xmpp_stanza_error_from_element:
 * @stanza: a stanza of type "error", from a peer
 *
 * Reads what the other side says about why it refused: RFC 6120, 8.3. A condition that is not
 * known or missing becomes %XMPP_STANZA_ERROR_UNDEFINED_CONDITION.
 *
 * Returns: (transfer full): an error of the domain %XMPP_STANZA_ERROR. Its message is the peer's
 *   text, else the condition's name; a text is nothing to trust
 */
GError *
xmpp_stanza_error_from_element (XmppElement *stanza)
{
  XmppStanzaError condition = XMPP_STANZA_ERROR_UNDEFINED_CONDITION;
  const char *text = NULL;
  XmppElement *error;
  GError *result;

  g_return_val_if_fail (stanza != NULL, NULL);

  error = xmpp_element_get_child (stanza, "error", xmpp_element_get_ns (stanza));
  if (error != NULL)
    {
      condition = find_condition (error);
      text = xmpp_element_get_child_text (error, "text", XMPP_NS_STANZA_ERRORS);
    }

  if (text == NULL || *text == '\0')
    text = conditions[condition].name;

  result = g_error_new_literal (XMPP_STANZA_ERROR, (int) condition, text);
  if (error != NULL && has_detail (error))
    xmpp_stanza_error_get_private (result)->element = xmpp_element_copy (error);
  return result;
}

/**
 * xmpp_stanza_error_get_detail:
 * @error: an error
 * @name: the name of an element
 * @ns: its namespace
 *
 * Looks up what else the other side said about its refusal: RFC 6120, 8.3.4.
 *
 * Returns: (transfer none) (nullable): the element, which lives as long as @error
 */
XmppElement *
xmpp_stanza_error_get_detail (const GError *error,
                              const char   *name,
                              const char   *ns)
{
  XmppElement *element;

  g_return_val_if_fail (error != NULL && name != NULL && ns != NULL, NULL);

  if (error->domain != XMPP_STANZA_ERROR)
    return NULL;

  element = xmpp_stanza_error_get_private (error)->element;
  return element != NULL ? xmpp_element_get_child (element, name, ns) : NULL;
}

/**
 * xmpp_stanza_error_reply:
 * @request: a stanza from a peer
 * @condition: why it is refused
 * @text: (nullable): more about it, in English
 *
 * Makes the stanza that refuses @request. One of type "error" or "result" must never be answered
 * so: RFC 6120, 8.3.1.
 *
 * Returns: (transfer full): a stanza of type "error" with the id of @request, to its sender
 */
XmppElement *
xmpp_stanza_error_reply (XmppElement     *request,
                         XmppStanzaError  condition,
                         const char      *text)
{
  XmppElement *reply;
  XmppElement *error;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail ((gsize) condition < G_N_ELEMENTS (conditions), NULL);

  reply = xmpp_element_new (xmpp_element_get_name (request), xmpp_element_get_ns (request));
  xmpp_element_set_attribute (reply, "type", "error");
  xmpp_element_set_attribute (reply, "to", xmpp_element_get_attribute (request, "from"));
  xmpp_element_set_attribute (reply, "id", xmpp_element_get_attribute (request, "id"));

  error = xmpp_element_add_child (reply, "error", NULL);
  xmpp_element_set_attribute (error, "type", conditions[condition].type);
  xmpp_element_add_child (error, conditions[condition].name, XMPP_NS_STANZA_ERRORS);
  if (text != NULL)
    xmpp_element_add_text_child (error, "text", XMPP_NS_STANZA_ERRORS, text);

  return reply;
}
