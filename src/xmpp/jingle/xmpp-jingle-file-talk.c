/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-file-talk.c: what we say to the other side of a file: XEP-0166 1.1.2 and XEP-0234
 * 0.19.1. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-file-private.h"
#include "xmpp-jingle-file.h"

#include "xmpp-namespaces.h"

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
  if (self->offer_id != NULL)
    {
      XmppElement *origin = xmpp_element_add_child (jingle, "origin-id", XMPP_NS_STANZA_ID);

      xmpp_element_set_attribute (origin, "id", self->offer_id);
    }
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
  g_ptr_array_set_size (self->file->thumbnails, 0); /* whose they are knows them */
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

  /* Of a part of it nobody wants to know what all of it amounts to. What the offer told already is
   * not told again: who has all of it may be gone by now, and show that as an error (Gajim 1.7). */
  if ((self->range.length >= 0 && self->range.offset + self->range.length < self->file->size)
      || xmpp_file_get_hash (self->file, "sha-256") != NULL)
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

/**
 * xmpp_jingle_file_say_replaced:
 * @self: a file that comes
 * @refused: (nullable): what is proposed, and not known here; %NULL: we agree
 *
 * Answers a proposal to go another way: XEP-0260, 3.
 */
void
xmpp_jingle_file_say_replaced (XmppJingleFile         *self,
                               const XmppJingleStanza *refused)
{
  XmppElement *jingle = NULL;
  XmppElement *iq = new_stanza (self, refused == NULL ? "transport-accept" : "transport-reject",
                                &jingle);

  if (refused == NULL)
    add_in_band (self, add_content (self, jingle));
  else if (refused->transport != NULL)
    xmpp_element_append_copy (add_content (self, jingle), refused->transport);
  say (self, iq, TRUE);
}

/**
 * xmpp_jingle_file_say_no_more:
 * @self: the file
 * @name: (nullable): of a content that is to be added
 *
 * Files go one by one: XEP-0234, 6.3 is not offered.
 */
void
xmpp_jingle_file_say_no_more (XmppJingleFile *self,
                              const char     *name)
{
  XmppElement *jingle = NULL;
  XmppElement *iq = new_stanza (self, "content-reject", &jingle);

  if (name != NULL)
    xmpp_jingle_stanza_add_content (jingle, self->is_incoming ? "initiator" : "responder", name,
                                    NULL);
  xmpp_element_add_child (xmpp_element_add_child (jingle, "reason", NULL),
                          "unsupported-applications", NULL);
  say (self, iq, FALSE);
}

static void
end_told_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(XmppJingleFile) self = user_data;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, NULL);

  if (iq == NULL)
    xmpp_jingle_file_note_unheard (self);
}

/* @self: (nullable): it is the offer itself that is answered */
static void
say_terminate (XmppJingleContext *context,
               const char        *peer,
               const char        *sid,
               const GError      *error,
               XmppJingleFile    *self)
{
  XmppElement *jingle = NULL;
  XmppElement *iq = xmpp_jingle_stanza_new (peer, "session-terminate", sid, &jingle);

  xmpp_jingle_reason_write (error, self == NULL, jingle);
  if (context->session != NULL)
    xmpp_jingle_context_request (context, iq, 0, self != NULL ? end_told_cb : told_cb,
                                 self != NULL ? g_object_ref (self) : NULL);
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
  say_terminate (self->context, peer_text (self), self->sid, self->error, self);
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
  say_terminate (context, xmpp_address_get_full (peer), sid, error, NULL);
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
