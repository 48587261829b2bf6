/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-file-flow.c: the bytes of a file, in band or straight: XEP-0234, XEP-0260, XEP-0261
 * 1.0; and whether they are the right ones. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-file-private.h"
#include "xmpp-jingle-file.h"

#include "xmpp-namespaces.h"

#include <string.h>

#define CONNECTING_S 60
#define RUNNING_S    180
#define CONFIRMING_S 120
#define CHECKSUM_S   15

/* Both in SHA-256: what is weaker is no proof, and what is stronger nobody sends alone. */
static gboolean
fits (XmppJingleFile *self,
      gboolean       *is_known)
{
  GBytes *told = xmpp_file_get_hash (self->file, "sha-256");

  *is_known = told != NULL;
  return told == NULL || g_bytes_equal (told, self->digest);
}

/**
 * xmpp_jingle_file_check:
 * @self: the file, which is all here
 *
 * Ends it, once it is known what it should amount to, or that nobody tells.
 */
void
xmpp_jingle_file_check (XmppJingleFile *self)
{
  gboolean is_known = FALSE;

  if (!fits (self, &is_known))
    {
      xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_WRONG_HASH,
                             "What came is not what was announced");
      return;
    }
  if (!is_known && self->hash_follows && !self->is_left)
    {
      xmpp_jingle_file_set_patience (self, CHECKSUM_S);
      return;
    }

  self->is_verified = is_known;
  xmpp_jingle_file_note_whole (self);
}

static void
sink_closed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(XmppJingleFile) self = user_data;
  GError *error = NULL;

  g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, &error);
  self->is_pumping = FALSE;
  if (self->is_ending)
    {
      g_clear_error (&error);
      xmpp_jingle_file_settle (self);
      return;
    }
  if (error != NULL)
    {
      xmpp_jingle_file_end (self, error);
      return;
    }

  xmpp_jingle_file_check (self);
}

/* All of it is written: the disk may yet say that it is not. */
static void
finish_incoming (XmppJingleFile *self)
{
  g_autoptr(GOutputStream) sink = g_steal_pointer (&self->sink);

  self->is_pumping = TRUE;
  xmpp_jingle_file_set_patience (self, 0);
  xmpp_jingle_file_set_state (self, XMPP_JINGLE_FILE_CHECKING);
  g_output_stream_close_async (sink, G_PRIORITY_DEFAULT, NULL, sink_closed_cb,
                               g_object_ref (self));
}

static void
ibb_closed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(XmppJingleFile) self = user_data;
  GError *error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (object), result, &error))
    xmpp_jingle_file_end (self, error);
}

/* All of it is on its way. Who has it says so: XEP-0234, 6.6. */
static void
finish_outgoing (XmppJingleFile *self)
{
  xmpp_jingle_file_set_state (self, XMPP_JINGLE_FILE_CHECKING);
  xmpp_jingle_file_set_patience (self, CONFIRMING_S);
  if (!self->is_left)
    xmpp_jingle_file_say_checksum (self);
  if (self->is_confirmed)
    {
      xmpp_jingle_file_end (self, NULL);
      return;
    }

  if (self->connection != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->connection)),
                       FALSE, TRUE, NULL);
  if (self->ibb_output != NULL)
    g_output_stream_close_async (G_OUTPUT_STREAM (self->ibb_output), G_PRIORITY_DEFAULT, NULL,
                                 ibb_closed_cb, g_object_ref (self));
}

/* Where nothing comes through to the other side, or from there, that may have a word on it. */
static void
fail_moving (XmppJingleFile *self,
             GError         *error) /* (transfer full) */
{
  if (g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_INCOMPLETE)
      || g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_GONE))
    xmpp_jingle_file_break (self, error);
  else
    xmpp_jingle_file_end (self, error);
}

static void
pumped_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(XmppJingleFile) self = user_data;
  GError *error = NULL;
  GBytes *digest = xmpp_jingle_pump_finish (result, &error);

  self->is_pumping = FALSE;
  self->digest = digest;
  if (self->is_ending)
    {
      g_clear_error (&error);
      xmpp_jingle_file_settle (self);
      return;
    }

  if (digest == NULL)
    fail_moving (self, error);
  else if (self->is_incoming)
    finish_incoming (self);
  else
    finish_outgoing (self);
}

static void
pump (XmppJingleFile *self,
      GInputStream   *from,
      GOutputStream  *to)
{
  gint64 length = self->file->size - self->range.offset;

  if (self->range.length >= 0)
    length = MIN (length, self->range.length);

  self->is_pumping = TRUE;
  self->transferred = self->range.offset;
  xmpp_jingle_file_set_state (self, XMPP_JINGLE_FILE_RUNNING);
  xmpp_jingle_file_set_patience (self, RUNNING_S);
  xmpp_jingle_file_watch (self);
  xmpp_jingle_pump_async (self->is_incoming ? self->before : self->source, self->range.offset,
                          from, to, length, self->is_incoming, xmpp_jingle_file_add_progress,
                          self->cancellable, pumped_cb, g_object_ref (self));
}

/**
 * xmpp_jingle_file_run_straight:
 * @self: the file, which has a connection
 *
 * Sends or receives it.
 */
void
xmpp_jingle_file_run_straight (XmppJingleFile *self)
{
  if (self->is_incoming)
    pump (self, g_io_stream_get_input_stream (self->connection), self->sink);
  else
    pump (self, self->source, g_io_stream_get_output_stream (self->connection));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(XmppJingleFile) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  if (self->is_ending)
    return;
  if (iq == NULL)
    {
      xmpp_jingle_file_fail (self, XMPP_JINGLE_ERROR_NO_WAY, error->message);
      return;
    }

  self->way = XMPP_JINGLE_WAY_IN_BAND;
  self->ibb_output = xmpp_ibb_output_new (self->context,
                                          xmpp_address_get_full (self->peer), self->ibb_sid,
                                          self->ibb_block);
  pump (self, self->source, G_OUTPUT_STREAM (self->ibb_output));
}

/**
 * xmpp_jingle_file_open_in_band:
 * @self: the file
 *
 * The other side agrees to stanzas: XEP-0261, 2.2. Who sends opens; who receives waits for it.
 */
void
xmpp_jingle_file_open_in_band (XmppJingleFile *self)
{
  XmppElement *iq;
  XmppElement *open;
  g_autofree char *block = g_strdup_printf ("%u", self->ibb_block);

  xmpp_jingle_file_set_state (self, XMPP_JINGLE_FILE_CONNECTING);
  xmpp_jingle_file_set_patience (self, CONNECTING_S);
  if (self->is_incoming)
    return;

  iq = xmpp_element_new_iq ("set", xmpp_address_get_full (self->peer));
  open = xmpp_element_add_child (iq, "open", XMPP_NS_IBB);
  xmpp_element_set_attribute (open, "block-size", block);
  xmpp_element_set_attribute (open, "sid", self->ibb_sid);
  xmpp_element_set_attribute (open, "stanza", "iq");
  xmpp_jingle_context_request (self->context, iq, 0, opened_cb, g_object_ref (self));
}

/**
 * xmpp_jingle_file_has_in_band:
 * @self: the file
 * @ibb_sid: of a bytestream
 *
 * Returns: whether it is this file's
 */
gboolean
xmpp_jingle_file_has_in_band (XmppJingleFile *self,
                              const char     *ibb_sid)
{
  return self->is_in_band && !self->is_ending && g_strcmp0 (self->ibb_sid, ibb_sid) == 0;
}

static gboolean
is_agreed_block (XmppJingleFile *self,
                 XmppElement    *open)
{
  const char *text = xmpp_element_get_attribute (open, "block-size");
  guint64 size = 0;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, self->ibb_block, &size, NULL);
}

static void
refuse (XmppJingleFile  *self,
        XmppElement     *iq,
        XmppStanzaError  condition,
        const char      *text)
{
  xmpp_jingle_context_send (self->context, xmpp_stanza_error_reply (iq, condition, text));
}

static void
take_open (XmppJingleFile *self,
           XmppElement    *iq,
           XmppElement    *open)
{

  if (!self->is_incoming || self->ibb_input != NULL
      || self->state != XMPP_JINGLE_FILE_CONNECTING)
    {
      refuse (self, iq, XMPP_STANZA_ERROR_NOT_ACCEPTABLE, NULL);
      return;
    }
  if (g_strcmp0 (xmpp_element_get_attribute (open, "stanza"), "message") == 0)
    {
      refuse (self, iq, XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED, "Only with <iq/>");
      return;
    }
  if (!is_agreed_block (self, open))
    {
      refuse (self, iq, XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT, NULL);
      return;
    }

  xmpp_jingle_context_send (self->context, xmpp_element_new_result (iq));
  self->way = XMPP_JINGLE_WAY_IN_BAND;
  self->ibb_input = xmpp_ibb_input_new (self->context, self->ibb_block);
  pump (self, G_INPUT_STREAM (self->ibb_input), self->sink);
}

static void
take_close (XmppJingleFile *self,
            XmppElement    *iq)
{
  xmpp_jingle_context_send (self->context, xmpp_element_new_result (iq));

  if (self->ibb_input != NULL)
    xmpp_ibb_input_end (self->ibb_input, NULL);
  else if (self->state == XMPP_JINGLE_FILE_RUNNING)
    xmpp_jingle_file_break (self, g_error_new_literal (XMPP_JINGLE_ERROR,
                                                       XMPP_JINGLE_ERROR_INCOMPLETE,
                                                       "The other side has closed"));
}

/**
 * xmpp_jingle_file_take_in_band:
 * @self: the file
 * @iq: what came, from the other side
 * @payload: what it holds for our bytestream
 *
 * Takes <open/>, <data/> and <close/>: XEP-0047.
 */
void
xmpp_jingle_file_take_in_band (XmppJingleFile *self,
                               XmppElement    *iq,
                               XmppElement    *payload)
{
  const char *name = xmpp_element_get_name (payload);

  if (strcmp (name, "open") == 0)
    take_open (self, iq, payload);
  else if (strcmp (name, "close") == 0)
    take_close (self, iq);
  else if (strcmp (name, "data") == 0 && self->ibb_input != NULL)
    xmpp_ibb_input_take (self->ibb_input, iq, payload);
  else
    refuse (self, iq, XMPP_STANZA_ERROR_UNEXPECTED_REQUEST, NULL);
}
