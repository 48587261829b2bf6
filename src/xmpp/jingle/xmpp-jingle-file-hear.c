/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-file-hear.c: what the other side of a file says, and what is done about it: XEP-0166
 * 1.1.2 and XEP-0234 0.19.1. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-file-private.h"
#include "xmpp-jingle-file.h"

#include "xmpp-namespaces.h"

#include <string.h>

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

  /* There was a way, as long as it held. */
  if (g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_NO_WAY)
      && self->state >= XMPP_JINGLE_FILE_RUNNING)
    error->code = XMPP_JINGLE_ERROR_INCOMPLETE;

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
  else if (!self->is_incoming && self->state != XMPP_JINGLE_FILE_CONNECTING)
    {
      take_confirmation (self); /* of what is offered the other side has all already */
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
      xmpp_jingle_file_say_replaced (self, NULL);
      xmpp_jingle_file_open_in_band (self);
    }
  else
    {
      xmpp_jingle_file_say_replaced (self, stanza);
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

static void
take_content_add (XmppJingleFile         *self,
                  XmppElement            *iq,
                  const XmppJingleStanza *stanza)
{
  answer (self, iq);
  xmpp_jingle_file_say_no_more (self, stanza->content_name);
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
  self->offer_id = g_strdup (stanza->offer_id);
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
