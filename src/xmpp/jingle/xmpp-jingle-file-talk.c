/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-file-talk.c: what the two sides of a file say to each other: XEP-0166 1.1.2 and
 * XEP-0234 0.19.1. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-file-private.h"
#include "xmpp-jingle-file.h"

#include "xmpp-namespaces.h"

#include <string.h>

static const char *
peer_text (XmppJingleFile *self)
{
  return xmpp_address_get_full (self->peer);
}

static GError *
explain (const GError *error)
{
  XmppJingleError code = XMPP_JINGLE_ERROR_FAILED;

  if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT))
    code = XMPP_JINGLE_ERROR_TIMEOUT;
  else if (error->domain != XMPP_STANZA_ERROR)
    code = XMPP_JINGLE_ERROR_GONE;
  else
    switch ((XmppStanzaError) error->code)
      {
      case XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE:
      case XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED:
        code = XMPP_JINGLE_ERROR_UNSUPPORTED;
        break;
      case XMPP_STANZA_ERROR_ITEM_NOT_FOUND:
      case XMPP_STANZA_ERROR_GONE:
      case XMPP_STANZA_ERROR_RECIPIENT_UNAVAILABLE:
      case XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND:
      case XMPP_STANZA_ERROR_REMOTE_SERVER_TIMEOUT:
        code = XMPP_JINGLE_ERROR_GONE;
        break;
      case XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT:
        code = XMPP_JINGLE_ERROR_BUSY;
        break;
      default:
        break;
      }
  return g_error_new_literal (XMPP_JINGLE_ERROR, (int) code, error->message);
}

/* What the other side does not take ends it. */
static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(XmppJingleFile) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  if (iq != NULL || self->is_ending)
    return;

  self->is_left = g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND)
                  || g_error_matches (error, XMPP_STANZA_ERROR,
                                      XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE);
  xmpp_jingle_file_end (self, explain (error));
}

/* What is said by the way may be lost. */
static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, NULL);
}

static void
say (XmppJingleFile *self,
     XmppElement    *iq,
     gboolean        matters)
{
  if (self->context->session == NULL)
    {
      xmpp_element_unref (iq);
      return;
    }

  xmpp_jingle_context_request (self->context, iq, 0, matters ? answered_cb : told_cb,
                               matters ? g_object_ref (self) : NULL);
}

static XmppElement *
new_stanza (XmppJingleFile  *self,
            const char      *action,
            XmppElement    **jingle)
{
  return xmpp_jingle_stanza_new (peer_text (self), action, self->sid, jingle);
}

static XmppElement *
add_content (XmppJingleFile *self,
             XmppElement    *jingle)
{
  return xmpp_jingle_stanza_add_content (jingle, self->creator, self->content, "initiator");
}

static void
add_in_band (XmppJingleFile *self,
             XmppElement    *content)
{
  XmppElement *transport = xmpp_element_add_child (content, "transport", XMPP_NS_JINGLE_IBB);
  g_autofree char *block = g_strdup_printf ("%u", self->ibb_block);

  xmpp_element_set_attribute (transport, "block-size", block);
  xmpp_element_set_attribute (transport, "sid", self->ibb_sid);
}

static void
propose_in_band (XmppJingleFile *self)
{
  self->is_in_band = TRUE;
  self->ibb_block = XMPP_IBB_BLOCK_BYTES;
  g_free (self->ibb_sid);
  self->ibb_sid = g_uuid_string_random ();
}

/**
 * xmpp_jingle_file_initiate:
 * @self: a file that is sent
 *
 * Offers it: XEP-0234, 6.1.
 */
void
xmpp_jingle_file_initiate (XmppJingleFile *self)
{
  XmppElement *jingle = NULL;
  XmppElement *iq = new_stanza (self, "session-initiate", &jingle);
  XmppElement *content = add_content (self, jingle);
  XmppJingleRange range = { TRUE, 0, -1 };
  XmppAddress *own = xmpp_session_get_address (self->context->session);

  xmpp_element_set_attribute (jingle, "initiator", xmpp_address_get_full (own));
  xmpp_jingle_description_write (self->file, &range, content);
  if (self->socks != NULL)
    {
      xmpp_jingle_socks_write (self->socks, content);
    }
  else
    {
      propose_in_band (self);
      add_in_band (self, content);
    }

  self->is_told = TRUE;
  say (self, iq, TRUE);
}

/**
 * xmpp_jingle_file_say_accept:
 * @self: a file that is offered
 *
 * Accepts it: XEP-0234, 6.1 and 6.4.
 */
void
xmpp_jingle_file_say_accept (XmppJingleFile *self)
{
  XmppElement *jingle = NULL;
  XmppElement *iq = new_stanza (self, "session-accept", &jingle);
  XmppElement *content = add_content (self, jingle);
  XmppAddress *own = xmpp_session_get_address (self->context->session);

  xmpp_element_set_attribute (jingle, "responder", xmpp_address_get_full (own));
  xmpp_jingle_description_write (self->file, &self->range, content);
  if (self->socks != NULL)
    xmpp_jingle_socks_write (self->socks, content);
  else
    add_in_band (self, content);
  say (self, iq, TRUE);
}

/**
 * xmpp_jingle_file_say_replace:
 * @self: a file that is sent
 *
 * Proposes stanzas where there is no other way: XEP-0260, 3.
 */
void
xmpp_jingle_file_say_replace (XmppJingleFile *self)
{
  XmppElement *jingle = NULL;
  XmppElement *iq = new_stanza (self, "transport-replace", &jingle);

  propose_in_band (self);
  self->is_replacing = TRUE;
  add_in_band (self, add_content (self, jingle));
  say (self, iq, TRUE);
}

/**
 * xmpp_jingle_file_say_info:
 * @self: the file
 * @name: what is to be told of the connection
 * @cid: (nullable): of which candidate
 *
 * Tells the other side how far we are: XEP-0260, 2.3 and 2.4.
 */
void
xmpp_jingle_file_say_info (XmppJingleFile *self,
                           const char     *name,
                           const char     *cid)
{
  XmppElement *jingle = NULL;
  XmppElement *iq = new_stanza (self, "transport-info", &jingle);

  xmpp_jingle_socks_write_info (self->socks, name, cid, add_content (self, jingle));
  say (self, iq, TRUE);
}

/**
 * xmpp_jingle_file_say_checksum:
 * @self: a file that was sent
 *
 * Tells what it amounts to: XEP-0234, 8.2.
 */
void
xmpp_jingle_file_say_checksum (XmppJingleFile *self)
{
  XmppElement *jingle = NULL;
  XmppElement *iq;

  /* Of a part of it nobody wants to know what all of it amounts to. */
  if (self->range.length >= 0 && self->range.offset + self->range.length < self->file->size)
    return;

  iq = new_stanza (self, "session-info", &jingle);
  xmpp_jingle_checksum_write (self->digest, self->creator, self->content, jingle);
  say (self, iq, FALSE);
}

/**
 * xmpp_jingle_file_say_received:
 * @self: a file that came
 *
 * Says that it is here: XEP-0234, 8.1.
 */
void
xmpp_jingle_file_say_received (XmppJingleFile *self)
{
  XmppElement *jingle = NULL;
  XmppElement *iq;
  XmppElement *received;

  if (self->is_left)
    return;

  iq = new_stanza (self, "session-info", &jingle);
  received = xmpp_element_add_child (jingle, "received", XMPP_NS_JINGLE_FILE);
  xmpp_element_set_attribute (received, "creator", self->creator);
  xmpp_element_set_attribute (received, "name", self->content);
  say (self, iq, FALSE);
}

static void
say_terminate (XmppJingleContext *context,
               const char        *peer,
               const char        *sid,
               const GError      *error,
               gboolean           is_offer)
{
  XmppElement *jingle = NULL;
  XmppElement *iq = xmpp_jingle_stanza_new (peer, "session-terminate", sid, &jingle);

  xmpp_jingle_reason_write (error, is_offer, jingle);
  if (context->session != NULL)
    xmpp_jingle_context_request (context, iq, 0, told_cb, NULL);
  else
    xmpp_element_unref (iq);
}

/**
 * xmpp_jingle_file_say_end:
 * @self: the file
 *
 * Says that it is over, and why: XEP-0166, 6.7.
 */
void
xmpp_jingle_file_say_end (XmppJingleFile *self)
{
  say_terminate (self->context, peer_text (self), self->sid, self->error, FALSE);
}

static void
answer (XmppJingleFile *self,
        XmppElement    *iq)
{
  xmpp_jingle_context_send (self->context, xmpp_element_new_result (iq));
}

static void
refuse (XmppJingleFile  *self,
        XmppElement     *iq,
        XmppStanzaError  condition,
        const char      *detail)
{
  xmpp_jingle_context_send (self->context, xmpp_jingle_stanza_refuse (iq, condition, detail));
}

/* Smaller blocks are for the other side to ask for: XEP-0261, 2.2. */
static gboolean
agree_in_band (XmppJingleFile *self,
               XmppElement    *transport)
{
  const char *sid = xmpp_element_get_attribute (transport, "sid");
  const char *text = xmpp_element_get_attribute (transport, "block-size");
  guint64 block = self->ibb_block;

  if ((sid != NULL && strcmp (sid, self->ibb_sid) != 0)
      || (text != NULL
          && !g_ascii_string_to_unsigned (text, 10, 1, self->ibb_block, &block, NULL)))
    return FALSE;

  self->ibb_block = (guint) block;
  return TRUE;
}

/* @transport is proposed to us. */
static gboolean
read_in_band (XmppJingleFile *self,
              XmppElement    *transport)
{
  const char *sid = xmpp_element_get_attribute (transport, "sid");
  const char *text = xmpp_element_get_attribute (transport, "block-size");
  guint64 block = 0;

  if (sid == NULL || *sid == '\0' || strlen (sid) > 512 || text == NULL
      || !g_ascii_string_to_unsigned (text, 10, 1, XMPP_IBB_MAX_BLOCK_BYTES, &block, NULL))
    return FALSE;

  self->is_in_band = TRUE;
  g_free (self->ibb_sid);
  self->ibb_sid = g_strdup (sid);
  self->ibb_block = (guint) block;
  return TRUE;
}

/* XEP-0234, 6.4: what is there already is not sent again. */
static gboolean
agree_range (XmppJingleFile *self,
             XmppElement    *description)
{
  g_autoptr(XmppFile) file = NULL;
  XmppJingleRange range = { FALSE, 0, -1 };
  gboolean hash_follows = FALSE;

  if (description == NULL)
    return TRUE;

  file = xmpp_jingle_description_read (description, &range, &hash_follows);
  if (file == NULL || range.offset > self->file->size)
    return FALSE;

  self->range = range;
  return TRUE;
}

static void
take_accept (XmppJingleFile         *self,
             XmppElement            *iq,
             const XmppJingleStanza *stanza)
{
  XmppElement *transport = stanza->transport;
  gboolean is_fit = FALSE;

  if (self->is_incoming || self->state != XMPP_JINGLE_FILE_OFFERED)
    {
      refuse (self, iq, XMPP_STANZA_ERROR_UNEXPECTED_REQUEST, "out-of-order");
      return;
    }

  answer (self, iq);
  if (transport == NULL || !agree_range (self, stanza->description))
    is_fit = FALSE;
  else if (self->socks != NULL)
    is_fit = xmpp_jingle_file_accepted_straight (self, transport);
  else
    is_fit = xmpp_element_is (transport, "transport", XMPP_NS_JINGLE_IBB)
             && agree_in_band (self, transport);

  if (!is_fit)
    xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_MALFORMED, "What was accepted was not offered");
  else if (self->socks == NULL)
    xmpp_jingle_file_open_in_band (self);
}

/* The other side may have the last bytes, and say so, before it is known here that they are
 * written. Where they are not, writing them tells. */
static void
take_confirmation (XmppJingleFile *self)
{
  self->is_confirmed = TRUE;
  if (!self->is_pumping)
    xmpp_jingle_file_end (self, NULL);
}

static void
take_terminate (XmppJingleFile         *self,
                XmppElement            *iq,
                const XmppJingleStanza *stanza)
{
  GError *error = xmpp_jingle_reason_read (stanza->jingle);

  answer (self, iq);
  self->is_left = TRUE;
  if (error != NULL)
    {
      xmpp_jingle_file_end (self, error);
      return;
    }

  /* The sender is through. The last bytes may yet be on their way. */
  if (self->is_incoming && self->state == XMPP_JINGLE_FILE_RUNNING)
    {
      if (self->ibb_input != NULL)
        xmpp_ibb_input_end (self->ibb_input, NULL);
    }
  else if (self->is_incoming && self->state == XMPP_JINGLE_FILE_CHECKING)
    {
      if (!self->is_pumping)
        xmpp_jingle_file_check (self);
    }
  else if (!self->is_incoming && self->state >= XMPP_JINGLE_FILE_RUNNING)
    {
      take_confirmation (self);
    }
  else
    {
      xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_INCOMPLETE, "Ended before it was over");
    }
}

static void
take_info (XmppJingleFile         *self,
           XmppElement            *iq,
           const XmppJingleStanza *stanza)
{
  XmppElement *info = xmpp_element_get_first_child (stanza->jingle);

  /* XEP-0166, 6.8: an empty one asks whether we are there. */
  if (info == NULL)
    {
      answer (self, iq);
    }
  else if (xmpp_element_is (info, "checksum", XMPP_NS_JINGLE_FILE) && self->is_incoming)
    {
      answer (self, iq);
      xmpp_jingle_checksum_read (info, self->file);
      if (self->state == XMPP_JINGLE_FILE_CHECKING && !self->is_pumping)
        xmpp_jingle_file_check (self);
    }
  else if (xmpp_element_is (info, "received", XMPP_NS_JINGLE_FILE) && !self->is_incoming)
    {
      answer (self, iq);
      if (self->state >= XMPP_JINGLE_FILE_RUNNING)
        take_confirmation (self);
    }
  else
    {
      refuse (self, iq, XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED, "unsupported-info");
    }
}

static void
take_replace (XmppJingleFile         *self,
              XmppElement            *iq,
              const XmppJingleStanza *stanza)
{
  XmppElement *jingle = NULL;
  XmppElement *reply;

  if (self->state != XMPP_JINGLE_FILE_CONNECTING || !self->is_incoming || self->is_in_band)
    {
      refuse (self, iq, self->is_replacing ? XMPP_STANZA_ERROR_CONFLICT
                                           : XMPP_STANZA_ERROR_UNEXPECTED_REQUEST,
              self->is_replacing ? "tie-break" : "out-of-order");
      return;
    }

  answer (self, iq);
  if (stanza->transport != NULL
      && xmpp_element_is (stanza->transport, "transport", XMPP_NS_JINGLE_IBB)
      && read_in_band (self, stanza->transport))
    {
      xmpp_jingle_file_leave_straight (self);
      reply = new_stanza (self, "transport-accept", &jingle);
      add_in_band (self, add_content (self, jingle));
      say (self, reply, TRUE);
      xmpp_jingle_file_open_in_band (self);
    }
  else
    {
      reply = new_stanza (self, "transport-reject", &jingle);
      if (stanza->transport != NULL)
        xmpp_element_append_copy (add_content (self, jingle), stanza->transport);
      say (self, reply, TRUE);
    }
}

static void
take_replaced (XmppJingleFile         *self,
               XmppElement            *iq,
               const XmppJingleStanza *stanza)
{
  if (!self->is_replacing)
    {
      refuse (self, iq, XMPP_STANZA_ERROR_UNEXPECTED_REQUEST, "out-of-order");
      return;
    }

  answer (self, iq);
  self->is_replacing = FALSE;
  xmpp_jingle_file_leave_straight (self);
  if (stanza->action == XMPP_JINGLE_TRANSPORT_REJECT)
    xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_NO_WAY, "The other side knows no other way");
  else if (stanza->transport == NULL || !agree_in_band (self, stanza->transport))
    xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_MALFORMED, "What was accepted was not offered");
  else
    xmpp_jingle_file_open_in_band (self);
}

/* What is said of a connection that is no longer looked for comes too late, and is no fault. */
static void
take_transport_info (XmppJingleFile         *self,
                     XmppElement            *iq,
                     const XmppJingleStanza *stanza)
{
  if (stanza->transport == NULL
      || (self->socks != NULL
          && (!xmpp_element_is (stanza->transport, "transport", XMPP_NS_JINGLE_SOCKS)
              || !xmpp_jingle_socks_take (self->socks, stanza->transport))))
    refuse (self, iq, XMPP_STANZA_ERROR_BAD_REQUEST, NULL);
  else
    answer (self, iq);
}

/* Files go one by one: XEP-0234, 6.3 is not offered. */
static void
take_content_add (XmppJingleFile         *self,
                  XmppElement            *iq,
                  const XmppJingleStanza *stanza)
{
  XmppElement *jingle = NULL;
  XmppElement *reply = NULL;

  answer (self, iq);
  reply = new_stanza (self, "content-reject", &jingle);
  if (stanza->content_name != NULL)
    xmpp_jingle_stanza_add_content (jingle, self->is_incoming ? "initiator" : "responder",
                                    stanza->content_name, NULL);
  xmpp_element_add_child (xmpp_element_add_child (jingle, "reason", NULL),
                          "unsupported-applications", NULL);
  say (self, reply, FALSE);
}

/* Whether @stanza has to be about our content, and is not */
static gboolean
is_about_another (XmppJingleFile         *self,
                  const XmppJingleStanza *stanza)
{
  switch (stanza->action)
    {
    case XMPP_JINGLE_SESSION_ACCEPT:
    case XMPP_JINGLE_TRANSPORT_ACCEPT:
    case XMPP_JINGLE_TRANSPORT_INFO:
    case XMPP_JINGLE_TRANSPORT_REJECT:
    case XMPP_JINGLE_TRANSPORT_REPLACE:
    case XMPP_JINGLE_CONTENT_REMOVE:
      return g_strcmp0 (stanza->content_name, self->content) != 0;
    default:
      return FALSE;
    }
}

/**
 * xmpp_jingle_file_take:
 * @self: the file
 * @iq: what came, from the other side
 * @stanza: the same, read
 *
 * Does what the other side asks for, and answers.
 */
void
xmpp_jingle_file_take (XmppJingleFile         *self,
                       XmppElement            *iq,
                       const XmppJingleStanza *stanza)
{
  if (is_about_another (self, stanza))
    {
      refuse (self, iq, XMPP_STANZA_ERROR_BAD_REQUEST, NULL);
      return;
    }

  switch (stanza->action)
    {
    case XMPP_JINGLE_SESSION_ACCEPT:
      take_accept (self, iq, stanza);
      break;
    case XMPP_JINGLE_SESSION_TERMINATE:
      take_terminate (self, iq, stanza);
      break;
    case XMPP_JINGLE_SESSION_INFO:
      take_info (self, iq, stanza);
      break;
    case XMPP_JINGLE_TRANSPORT_REPLACE:
      take_replace (self, iq, stanza);
      break;
    case XMPP_JINGLE_TRANSPORT_ACCEPT:
    case XMPP_JINGLE_TRANSPORT_REJECT:
      take_replaced (self, iq, stanza);
      break;
    case XMPP_JINGLE_CONTENT_ADD:
      take_content_add (self, iq, stanza);
      break;
    case XMPP_JINGLE_CONTENT_REMOVE:
      answer (self, iq);
      xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_CANCELLED_BY_PEER, "Removed over there");
      break;
    case XMPP_JINGLE_TRANSPORT_INFO:
      take_transport_info (self, iq, stanza);
      break;
    case XMPP_JINGLE_DESCRIPTION_INFO:
    case XMPP_JINGLE_SECURITY_INFO:
      answer (self, iq);
      break;
    case XMPP_JINGLE_SESSION_INITIATE:
    case XMPP_JINGLE_UNKNOWN:
    case XMPP_JINGLE_OTHER:
    default:
      refuse (self, iq, XMPP_STANZA_ERROR_UNEXPECTED_REQUEST, "out-of-order");
      break;
    }
}

/* In <security/> (XEP-0391), or, before there was that, in <file/>: what comes would be no file. */
static gboolean
is_encrypted (const XmppJingleStanza *stanza)
{
  XmppElement *file = xmpp_element_get_child (stanza->description, "file", XMPP_NS_JINGLE_FILE);

  return stanza->security != NULL
         || (file != NULL && xmpp_element_get_child (file, "encrypted", NULL) != NULL);
}

/* Why it is not even shown; NULL: it is */
static const char *
find_fault (const XmppJingleStanza *stanza)
{
  if (stanza->n_contents != 1 || stanza->content_name == NULL || stanza->description == NULL
      || !xmpp_element_is (stanza->description, "description", XMPP_NS_JINGLE_FILE))
    return "Only files, one by one";
  if (is_encrypted (stanza))
    return "Not encrypted";
  if (g_strcmp0 (stanza->senders, "responder") == 0)
    return "No file is there to be had";
  return NULL;
}

/**
 * xmpp_jingle_file_new_offered:
 * @context: what it has in common with others
 * @peer: who offers
 * @stanza: what came
 * @error: return location for %XMPP_JINGLE_ERROR
 *
 * Reads an offer. A file whose size is not told could be endless: there is none.
 *
 * Returns: (transfer full) (nullable): the file
 */
XmppJingleFile *
xmpp_jingle_file_new_offered (XmppJingleContext       *context,
                              XmppAddress             *peer,
                              const XmppJingleStanza  *stanza,
                              GError                 **error)
{
  const char *fault = find_fault (stanza);
  XmppJingleRange range = { FALSE, 0, -1 };
  gboolean hash_follows = FALSE;
  g_autoptr(XmppFile) file = NULL;
  g_autoptr(XmppJingleFile) self = NULL;

  if (fault != NULL)
    {
      g_set_error_literal (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_UNSUPPORTED, fault);
      return NULL;
    }

  file = xmpp_jingle_description_read (stanza->description, &range, &hash_follows);
  if (file == NULL || file->size < 0 || range.offset > 0)
    {
      g_set_error_literal (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_MALFORMED,
                           "It is not told what is to come");
      return NULL;
    }

  self = xmpp_jingle_file_new (context, peer, stanza->sid, stanza->content_name,
                               g_steal_pointer (&file));
  self->is_incoming = TRUE;
  self->is_told = TRUE;
  self->range.is_there = range.is_there;
  self->hash_follows = hash_follows;
  if (stanza->transport == NULL
      || (!xmpp_jingle_file_read_straight (self, stanza->transport)
          && (!xmpp_element_is (stanza->transport, "transport", XMPP_NS_JINGLE_IBB)
              || !read_in_band (self, stanza->transport))))
    {
      g_set_error_literal (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_NO_WAY,
                           "No way that is known here");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * xmpp_jingle_file_refuse_offer:
 * @context: what files have in common
 * @peer: who offers
 * @sid: of the session
 * @error: why not
 *
 * Ends a session that never became a file's.
 */
void
xmpp_jingle_file_refuse_offer (XmppJingleContext *context,
                               XmppAddress       *peer,
                               const char        *sid,
                               const GError      *error)
{
  say_terminate (context, xmpp_address_get_full (peer), sid, error, TRUE);
}

static void
drop_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, NULL);
}

/**
 * xmpp_jingle_file_accept:
 * @self: the file
 * @sink: where it goes
 * @offset: how much of it is there
 * @before: (nullable): that much of it
 *
 * The person wants it. It may have ended in the meantime; then @sink is closed, and that is all.
 */
void
xmpp_jingle_file_accept (XmppJingleFile *self,
                         GOutputStream  *sink,
                         gint64          offset,
                         GInputStream   *before)
{
  g_return_if_fail (XMPP_IS_JINGLE_FILE (self));
  g_return_if_fail (G_IS_OUTPUT_STREAM (sink));
  g_return_if_fail (offset >= 0 && (offset == 0 || before != NULL));

  if (!self->is_incoming || self->is_ending || self->state != XMPP_JINGLE_FILE_OFFERED
      || self->context->session == NULL)
    {
      g_output_stream_close_async (sink, G_PRIORITY_DEFAULT, NULL, drop_cb, NULL);
      return;
    }

  self->sink = g_object_ref (sink);
  if (self->range.is_there && offset > 0 && offset <= self->file->size)
    {
      self->range.offset = offset;
      self->before = g_object_ref (before);
    }
  if (self->socks != NULL)
    {
      xmpp_jingle_file_accept_straight (self);
      return;
    }

  xmpp_jingle_file_say_accept (self);
  xmpp_jingle_file_open_in_band (self);
}
