/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How SASL is said on a stream, by RFC 6120, 6 and by XEP-0388: what carries the messages of a
 * mechanism, and nothing of what is in them. */
#include "xmpp-sasl-profile.h"

#include <string.h>

#include "xmpp-base64.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"

/* What a server can say in one message; the parser has its own limit on the whole. */
#define MAX_MESSAGE_BYTES (16 * 1024)

#define MAX_TEXT_BYTES 500
#define MAX_TASKS      16

static const char *
get_ns (XmppSaslProfile profile)
{
  return profile == XMPP_SASL_PROFILE_2 ? XMPP_NS_SASL2 : XMPP_NS_SASL;
}

/**
 * xmpp_sasl_make_auth:
 * @profile: how to say it
 * @mechanism: the mechanism's name
 * @initial: the initial response, which may be empty
 *
 * Returns: (transfer full): what begins an authentication
 */
XmppElement *
xmpp_sasl_make_auth (XmppSaslProfile  profile,
                     const char      *mechanism,
                     GBytes          *initial)
{
  XmppElement *element = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (mechanism != NULL && initial != NULL, NULL);

  text = xmpp_base64_encode (initial);
  element = xmpp_element_new (profile == XMPP_SASL_PROFILE_2 ? "authenticate" : "auth",
                              get_ns (profile));
  xmpp_element_set_attribute (element, "mechanism", mechanism);
  if (profile == XMPP_SASL_PROFILE_2)
    xmpp_element_add_text_child (element, "initial-response", NULL, text);
  else
    /* RFC 6120, 6.4.2: "=" is an initial response that is empty, nothing is none. */
    xmpp_element_set_text (element, *text == '\0' ? "=" : text);
  return element;
}

/**
 * xmpp_sasl_make_response:
 * @profile: how to say it
 * @response: what a mechanism answers, which may be empty
 *
 * Returns: (transfer full): the answer to a challenge
 */
XmppElement *
xmpp_sasl_make_response (XmppSaslProfile  profile,
                         GBytes          *response)
{
  XmppElement *element = xmpp_element_new ("response", get_ns (profile));
  g_autofree char *text = xmpp_base64_encode (response);

  xmpp_element_set_text (element, text);
  return element;
}

/**
 * xmpp_sasl_make_abort:
 * @profile: how to say it
 *
 * Returns: (transfer full): what ends an authentication
 */
XmppElement *
xmpp_sasl_make_abort (XmppSaslProfile profile)
{
  return xmpp_element_new ("abort", get_ns (profile));
}

/**
 * xmpp_sasl_make_next:
 * @task: one of the tasks that the server offered
 *
 * Returns: (transfer full): what begins it: XEP-0388, 2.6.3
 */
XmppElement *
xmpp_sasl_make_next (const char *task)
{
  XmppElement *element = xmpp_element_new ("next", XMPP_NS_SASL2);

  xmpp_element_set_attribute (element, "task", task);
  return element;
}

/**
 * xmpp_sasl_make_hash:
 * @salted: a salted password
 * @n_bytes: how long it is
 *
 * Returns: (transfer full): what ends the making of another hash: XEP-0480, 3
 */
XmppElement *
xmpp_sasl_make_hash (const guint8 *salted,
                     gsize         n_bytes)
{
  XmppElement *element = xmpp_element_new ("task-data", XMPP_NS_SASL2);
  g_autofree char *text = g_base64_encode (salted, n_bytes);

  xmpp_element_add_text_child (element, "hash", XMPP_NS_SCRAM_UPGRADE, text);
  return element;
}

static gboolean
read_bytes (XmppSaslReply  *self,
            const char     *text,
            GError        **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  self->bytes = xmpp_base64_decode (strcmp (stripped, "=") == 0 ? "" : stripped,
                                    MAX_MESSAGE_BYTES);
  if (self->bytes == NULL)
    g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "SASL that is no Base64");
  return self->bytes != NULL;
}

/* What comes with the end of a mechanism, when anything does. */
static gboolean
read_additional (XmppSaslReply    *self,
                 XmppSaslProfile   profile,
                 XmppElement      *element,
                 GError          **error)
{
  const char *text = xmpp_element_get_text (element);

  if (profile == XMPP_SASL_PROFILE_2)
    text = xmpp_element_get_child_text (element, "additional-data", XMPP_NS_SASL2);
  else if (*text == '\0')
    text = NULL;
  return text == NULL || read_bytes (self, text, error);
}

static char *
dup_text (XmppElement *element,
          const char  *name)
{
  const char *text = xmpp_element_get_child_text (element, name, NULL);

  if (text == NULL)
    return NULL;
  return g_strstrip (strlen (text) <= MAX_TEXT_BYTES ? g_strdup (text)
                                                     : g_utf8_make_valid (text, MAX_TEXT_BYTES));
}

/* RFC 6120, 6.5. Some servers forget the condition's namespace in XEP-0388's element. */
static void
read_failure (XmppSaslReply *self,
              XmppElement   *element)
{
  XmppElement *condition = xmpp_element_get_first_child (element);

  while (condition != NULL && g_strcmp0 (xmpp_element_get_name (condition), "text") == 0)
    condition = xmpp_element_get_next (condition);
  self->condition = g_strdup (condition != NULL ? xmpp_element_get_name (condition)
                                                : "not-authorized");
  self->text = dup_text (element, "text");
}

static gboolean
read_tasks (XmppSaslReply  *self,
            XmppElement    *element,
            GError        **error)
{
  XmppElement *list = xmpp_element_get_child (element, "tasks", XMPP_NS_SASL2);
  g_autoptr(GPtrArray) tasks = g_ptr_array_new_with_free_func (g_free);
  XmppElement *item = NULL;

  if (list != NULL)
    item = xmpp_element_get_child (list, "task", XMPP_NS_SASL2);
  for (; item != NULL && tasks->len < MAX_TASKS; item = xmpp_element_get_next_same (item))
    g_ptr_array_add (tasks, g_strstrip (g_strndup (xmpp_element_get_text (item), MAX_TEXT_BYTES)));
  if (tasks->len == 0)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "To be continued with nothing");
      return FALSE;
    }

  g_ptr_array_add (tasks, NULL);
  self->tasks = (char **) g_ptr_array_steal (tasks, NULL);
  self->text = dup_text (element, "text");
  return TRUE;
}

static gboolean
read_success (XmppSaslReply    *self,
              XmppSaslProfile   profile,
              XmppElement      *element,
              GError          **error)
{
  const char *identity = NULL;

  if (!read_additional (self, profile, element, error))
    return FALSE;
  if (profile == XMPP_SASL_PROFILE_1)
    return TRUE;

  identity = xmpp_element_get_child_text (element, "authorization-identifier", XMPP_NS_SASL2);
  if (identity == NULL)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "The server does not say whom it signed in");
      return FALSE;
    }

  self->identity = g_strstrip (g_strdup (identity));
  return TRUE;
}

/**
 * xmpp_sasl_reply_read:
 * @self: (out caller-allocates): what the server says, or nothing on error
 * @profile: how it should say it
 * @element: what it sent
 * @error: return location for %XMPP_ERROR_MALFORMED
 *
 * Reads @element; to be undone with xmpp_sasl_reply_clear().
 *
 * Returns: whether it is SASL
 */
gboolean
xmpp_sasl_reply_read (XmppSaslReply    *self,
                      XmppSaslProfile   profile,
                      XmppElement      *element,
                      GError          **error)
{
  g_auto(XmppSaslReply) reply = { 0 };
  const char *ns = get_ns (profile);
  gboolean read = TRUE;

  g_return_val_if_fail (self != NULL && element != NULL, FALSE);

  *self = (XmppSaslReply) { 0 };
  if (xmpp_element_is (element, "challenge", ns))
    {
      reply.kind = XMPP_SASL_REPLY_CHALLENGE;
      read = read_bytes (&reply, xmpp_element_get_text (element), error);
    }
  else if (xmpp_element_is (element, "success", ns))
    {
      reply.kind = XMPP_SASL_REPLY_SUCCESS;
      read = read_success (&reply, profile, element, error);
    }
  else if (xmpp_element_is (element, "failure", ns))
    {
      reply.kind = XMPP_SASL_REPLY_FAILURE;
      read_failure (&reply, element);
    }
  else if (xmpp_element_is (element, "continue", XMPP_NS_SASL2) && profile == XMPP_SASL_PROFILE_2)
    {
      reply.kind = XMPP_SASL_REPLY_CONTINUE;
      read = read_additional (&reply, profile, element, error)
             && read_tasks (&reply, element, error);
    }
  else if (xmpp_element_is (element, "task-data", XMPP_NS_SASL2) && profile == XMPP_SASL_PROFILE_2)
    {
      reply.kind = XMPP_SASL_REPLY_TASK;
    }
  else
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "Something else than SASL");
      read = FALSE;
    }

  if (!read)
    return FALSE;

  *self = reply;
  reply = (XmppSaslReply) { 0 };
  return TRUE;
}

/**
 * xmpp_sasl_reply_clear:
 * @self: a reply, read or zero
 *
 * Frees what @self holds.
 */
void
xmpp_sasl_reply_clear (XmppSaslReply *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->condition, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->identity, g_free);
  g_clear_pointer (&self->tasks, g_strfreev);
}
