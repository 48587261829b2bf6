/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-stanza.c: what two say to each other about a session: XEP-0166 1.1.2. A session ends
 * with an outage; what is offered by another one after that is known by its origin-id: XEP-0359,
 * which no client has to give. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-stanza.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_NAME_BYTES 512
#define MAX_TEXT_BYTES 512

static const struct {
  const char       *name;
  XmppJingleAction  action;
} actions[] = {
  { "content-accept", XMPP_JINGLE_OTHER },
  { "content-add", XMPP_JINGLE_CONTENT_ADD },
  { "content-modify", XMPP_JINGLE_OTHER },
  { "content-reject", XMPP_JINGLE_OTHER },
  { "content-remove", XMPP_JINGLE_CONTENT_REMOVE },
  { "description-info", XMPP_JINGLE_DESCRIPTION_INFO },
  { "security-info", XMPP_JINGLE_SECURITY_INFO },
  { "session-accept", XMPP_JINGLE_SESSION_ACCEPT },
  { "session-info", XMPP_JINGLE_SESSION_INFO },
  { "session-initiate", XMPP_JINGLE_SESSION_INITIATE },
  { "session-terminate", XMPP_JINGLE_SESSION_TERMINATE },
  { "transport-accept", XMPP_JINGLE_TRANSPORT_ACCEPT },
  { "transport-info", XMPP_JINGLE_TRANSPORT_INFO },
  { "transport-reject", XMPP_JINGLE_TRANSPORT_REJECT },
  { "transport-replace", XMPP_JINGLE_TRANSPORT_REPLACE },
};

/* What others say, and what it means here. */
static const struct {
  const char      *name;
  XmppJingleError  code;
} reasons[] = {
  { "decline", XMPP_JINGLE_ERROR_DECLINED },
  { "cancel", XMPP_JINGLE_ERROR_CANCELLED_BY_PEER },
  { "busy", XMPP_JINGLE_ERROR_BUSY },
  { "gone", XMPP_JINGLE_ERROR_GONE },
  { "expired", XMPP_JINGLE_ERROR_TIMEOUT },
  { "timeout", XMPP_JINGLE_ERROR_TIMEOUT },
  { "connectivity-error", XMPP_JINGLE_ERROR_NO_WAY },
  { "failed-transport", XMPP_JINGLE_ERROR_NO_WAY },
  { "failed_transport", XMPP_JINGLE_ERROR_NO_WAY }, /* Dino 0.4 */
  { "incompatible-parameters", XMPP_JINGLE_ERROR_UNSUPPORTED },
  { "security-error", XMPP_JINGLE_ERROR_UNSUPPORTED },
  { "unsupported-applications", XMPP_JINGLE_ERROR_UNSUPPORTED },
  { "unsupported-transports", XMPP_JINGLE_ERROR_UNSUPPORTED },
};

static XmppJingleAction
find_action (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, name) == 0)
      return actions[i].action;
  return XMPP_JINGLE_UNKNOWN;
}

/* What is kept and compared is not endless. */
static const char *
bounded_attribute (XmppElement *element,
                   const char  *name)
{
  const char *value = xmpp_element_get_attribute (element, name);

  return value != NULL && *value != '\0' && strnlen (value, MAX_NAME_BYTES + 1) <= MAX_NAME_BYTES
         ? value : NULL;
}

static XmppElement *
find_part (XmppElement *content,
           const char  *name)
{
  return content != NULL ? xmpp_element_get_child (content, name, NULL) : NULL;
}

/**
 * xmpp_jingle_stanza_read:
 * @self: what is filled in
 * @jingle: <jingle/> of XEP-0166, from a peer
 *
 * Reads what a peer says about a session.
 *
 * Returns: whether it can be about one
 */
gboolean
xmpp_jingle_stanza_read (XmppJingleStanza *self,
                         XmppElement      *jingle)
{
  XmppElement *origin;

  g_return_val_if_fail (self != NULL && jingle != NULL, FALSE);

  memset (self, 0, sizeof *self);
  self->jingle = jingle;
  self->action = find_action (xmpp_element_get_attribute (jingle, "action"));
  self->sid = bounded_attribute (jingle, "sid");
  self->content = xmpp_element_get_child (jingle, "content", XMPP_NS_JINGLE);
  origin = xmpp_element_get_child (jingle, "origin-id", XMPP_NS_STANZA_ID);
  for (XmppElement *content = self->content; content != NULL;
       content = xmpp_element_get_next_same (content))
    self->n_contents++;

  if (self->content != NULL)
    {
      self->content_name = bounded_attribute (self->content, "name");
      self->creator = bounded_attribute (self->content, "creator");
      self->senders = bounded_attribute (self->content, "senders");
    }
  self->description = find_part (self->content, "description");
  self->transport = find_part (self->content, "transport");
  self->security = find_part (self->content, "security");
  self->offer_id = origin != NULL ? bounded_attribute (origin, "id") : NULL;

  return self->sid != NULL && self->action != XMPP_JINGLE_UNKNOWN;
}

/**
 * xmpp_jingle_stanza_new:
 * @to: whom the session is with
 * @action: such as "session-accept"
 * @sid: of the session
 * @jingle: (out) (transfer none): the <jingle/> in it
 *
 * Begins a request about a session.
 *
 * Returns: (transfer full): the stanza
 */
XmppElement *
xmpp_jingle_stanza_new (const char   *to,
                        const char   *action,
                        const char   *sid,
                        XmppElement **jingle)
{
  XmppElement *iq = xmpp_element_new_iq ("set", to);

  *jingle = xmpp_element_add_child (iq, "jingle", XMPP_NS_JINGLE);
  xmpp_element_set_attribute (*jingle, "action", action);
  xmpp_element_set_attribute (*jingle, "sid", sid);
  return iq;
}

/**
 * xmpp_jingle_stanza_add_content:
 * @jingle: what is said
 * @creator: "initiator" or "responder"
 * @name: of the content
 * @senders: (nullable): who sends
 *
 * Says which content it is about.
 *
 * Returns: (transfer none): the <content/>
 */
XmppElement *
xmpp_jingle_stanza_add_content (XmppElement *jingle,
                                const char  *creator,
                                const char  *name,
                                const char  *senders)
{
  XmppElement *content = xmpp_element_add_child (jingle, "content", NULL);

  xmpp_element_set_attribute (content, "creator", creator);
  xmpp_element_set_attribute (content, "name", name);
  xmpp_element_set_attribute (content, "senders", senders);
  return content;
}

/**
 * xmpp_jingle_stanza_refuse:
 * @iq: a request about a session
 * @condition: why it is refused
 * @detail: (nullable): the same in Jingle's words: XEP-0166, 10
 *
 * Returns: (transfer full): the stanza that says so
 */
XmppElement *
xmpp_jingle_stanza_refuse (XmppElement     *iq,
                           XmppStanzaError  condition,
                           const char      *detail)
{
  XmppElement *reply = xmpp_stanza_error_reply (iq, condition, NULL);

  if (detail != NULL)
    xmpp_element_add_child (xmpp_element_get_child (reply, "error", NULL), detail,
                            XMPP_NS_JINGLE_ERRORS);
  return reply;
}

/**
 * xmpp_jingle_reason_read:
 * @jingle: what ends a session
 *
 * Reads why. Without a reason it is as if the other side had cancelled.
 *
 * Returns: (transfer full) (nullable): an error of %XMPP_JINGLE_ERROR whose message may be the
 *   peer's; %NULL: it went well
 */
GError *
xmpp_jingle_reason_read (XmppElement *jingle)
{
  XmppElement *reason = xmpp_element_get_child (jingle, "reason", XMPP_NS_JINGLE);
  XmppJingleError code = XMPP_JINGLE_ERROR_CANCELLED_BY_PEER;
  const char *text;
  g_autofree char *bounded = NULL;

  if (reason != NULL && xmpp_element_get_child (reason, "success", XMPP_NS_JINGLE) != NULL)
    return NULL;

  if (reason != NULL)
    code = XMPP_JINGLE_ERROR_FAILED;
  for (gsize i = 0; reason != NULL && i < G_N_ELEMENTS (reasons); i++)
    if (xmpp_element_get_child (reason, reasons[i].name, XMPP_NS_JINGLE) != NULL)
      code = reasons[i].code;
  if (reason != NULL
      && xmpp_element_get_child (reason, "file-too-large", XMPP_NS_JINGLE_FILE_ERRORS) != NULL)
    code = XMPP_JINGLE_ERROR_TOO_LARGE;

  text = reason != NULL ? xmpp_element_get_child_text (reason, "text", XMPP_NS_JINGLE) : NULL;
  bounded = xmpp_text_clip (text != NULL && *text != '\0' ? text : "Ended by the other side",
                            MAX_TEXT_BYTES);
  return g_error_new_literal (XMPP_JINGLE_ERROR, (int) code, bounded);
}

static const char *
reason_for (const GError *error,
            gboolean      is_offer)
{
  if (error == NULL)
    return "success";
  if (error->domain != XMPP_JINGLE_ERROR)
    return "failed-application";

  switch ((XmppJingleError) error->code)
    {
    case XMPP_JINGLE_ERROR_DECLINED:
      return "decline";
    case XMPP_JINGLE_ERROR_CANCELLED:
      return "cancel";
    case XMPP_JINGLE_ERROR_BUSY:
      return "busy";
    case XMPP_JINGLE_ERROR_GONE:
      return "gone";
    case XMPP_JINGLE_ERROR_UNSUPPORTED:
      return is_offer ? "unsupported-applications" : "unsupported-transports";
    case XMPP_JINGLE_ERROR_NO_WAY:
      return "connectivity-error";
    case XMPP_JINGLE_ERROR_TIMEOUT:
      return "timeout";
    case XMPP_JINGLE_ERROR_TOO_LARGE:
    case XMPP_JINGLE_ERROR_WRONG_HASH:
      return "media-error";
    case XMPP_JINGLE_ERROR_INCOMPLETE:
      return "failed-transport";
    case XMPP_JINGLE_ERROR_MALFORMED:
      return "general-error";
    case XMPP_JINGLE_ERROR_CANCELLED_BY_PEER:
    case XMPP_JINGLE_ERROR_CHANGED:
    case XMPP_JINGLE_ERROR_FAILED:
    default:
      return "failed-application";
    }
}

/**
 * xmpp_jingle_reason_write:
 * @error: (nullable): why a session ends; %NULL: it went well
 * @is_offer: whether it is the offer itself that is answered
 * @jingle: what ends it
 *
 * Says why a session ends. What went wrong with files here is nobody else's business.
 */
void
xmpp_jingle_reason_write (const GError *error,
                          gboolean      is_offer,
                          XmppElement  *jingle)
{
  XmppElement *reason = xmpp_element_add_child (jingle, "reason", NULL);

  xmpp_element_add_child (reason, reason_for (error, is_offer), NULL);
  if (g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_TOO_LARGE))
    xmpp_element_add_child (reason, "file-too-large", XMPP_NS_JINGLE_FILE_ERRORS);
}
