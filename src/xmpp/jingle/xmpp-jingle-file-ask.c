/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-file-ask.c: whether the other side still knows of a file: XEP-0166 1.1.2, 6.8. Who
 * was killed and is back under the same address has forgotten all of it, and not every server tells
 * that it was away. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-file-private.h"
#include "xmpp-jingle-file.h"

/* How long no byte may move before it is asked */
#define SILENCE_S 15

/* How much later than the answer the word of an end may come: some close first, and say so
 * after. */
#define AFTER_ANSWER_S 1

static gboolean
is_forgotten (const GError *error)
{
  static const XmppStanzaError conditions[] = {
    XMPP_STANZA_ERROR_ITEM_NOT_FOUND, XMPP_STANZA_ERROR_GONE,
    XMPP_STANZA_ERROR_RECIPIENT_UNAVAILABLE, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE,
    XMPP_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (g_error_matches (error, XMPP_STANZA_ERROR, (int) conditions[i]))
      return TRUE;

  return FALSE;
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(XmppJingleFile) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  self->is_asking = FALSE;
  if (self->is_ending || self->is_confirmed)
    return;

  /* Whatever it said of an end came before the answer. */
  if (iq == NULL && is_forgotten (error))
    {
      self->is_left = TRUE;
      xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_GONE, "The other side knows nothing of it");
    }
  else if (self->asks_again)
    {
      self->asks_again = FALSE;
      xmpp_jingle_file_ask (self);
    }
  else if (iq != NULL && self->broken != NULL)
    {
      xmpp_jingle_file_set_patience (self, AFTER_ANSWER_S);
    }
}

/**
 * xmpp_jingle_file_ask:
 * @self: the file
 *
 * Asks the other side whether it still knows of it. If not, that is its end.
 */
void
xmpp_jingle_file_ask (XmppJingleFile *self)
{
  XmppElement *jingle = NULL;
  XmppElement *iq;

  if (!self->is_told || self->is_left || self->is_ending || self->context->session == NULL)
    return;

  if (self->is_asking)
    {
      self->asks_again = TRUE;
      return;
    }

  self->is_asking = TRUE;
  iq = xmpp_jingle_stanza_new (xmpp_address_get_full (self->peer), "session-info", self->sid,
                               &jingle);
  xmpp_jingle_context_request (self->context, iq, 0, asked_cb, g_object_ref (self));
}

static gboolean
silent_cb (gpointer user_data)
{
  XmppJingleFile *self = user_data;

  if (self->state == XMPP_JINGLE_FILE_RUNNING && !self->is_asking
      && g_get_monotonic_time () - self->last_us >= SILENCE_S * G_USEC_PER_SEC)
    xmpp_jingle_file_ask (self);
  return G_SOURCE_CONTINUE;
}

/**
 * xmpp_jingle_file_watch:
 * @self: the file, whose bytes are about to move
 *
 * Asks whenever they have not moved for some time.
 */
void
xmpp_jingle_file_watch (XmppJingleFile *self)
{
  if (self->silence == 0)
    self->silence = g_timeout_add_seconds (SILENCE_S, silent_cb, self);
}
