/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-message-parse.c: reads a message stanza: RFC 6121, 5, with what XEP-0045, 0066, 0085, 0091,
 * 0172, 0184, 0203, 0308, 0333, 0334, 0359, 0380, 0421, 0424, 0425, 0428, 0447, 0511 and 0513 put
 * into it. */
#define G_LOG_DOMAIN "xmpp-message"

#include "xmpp-message.h"

#include "xmpp-delay.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_ID_BYTES   1024
#define MAX_URL_BYTES  8192
#define MAX_NICK_BYTES 1024
#define MAX_LANGUAGES  32

typedef void (*ReadFunc) (XmppMessage *self,
                          XmppElement *child);

/* XEP-0380, 4: these need no name. */
static const struct {
  const char *ns;
  const char *name;
} encryptions[] = {
  { "urn:xmpp:omemo:2", "OMEMO" },
  { "urn:xmpp:omemo:1", "OMEMO" },
  { "eu.siacs.conversations.axolotl", "OMEMO" },
  { "urn:xmpp:openpgp:0", "OpenPGP" },
  { "jabber:x:encrypted", "OpenPGP" },
  { "urn:xmpp:otr:0", "OTR" },
};

/* The first one counts: what comes after it was put there by somebody who saw it. */
static void
take_first (char **place,
            char  *text)
{
  if (*place == NULL)
    *place = text;
  else
    g_free (text);
}

static void
read_thread (XmppMessage *self,
             XmppElement *child)
{
  take_first (&self->thread, xmpp_text_bounded (xmpp_element_get_text (child), MAX_ID_BYTES));
}

static void
read_origin_id (XmppMessage *self,
                XmppElement *child)
{
  take_first (&self->origin_id,
              xmpp_text_bounded (xmpp_element_get_attribute (child, "id"), MAX_ID_BYTES));
}

static void
read_stanza_id (XmppMessage *self,
                XmppElement *child)
{
  g_autofree char *id = xmpp_text_bounded (xmpp_element_get_attribute (child, "id"), MAX_ID_BYTES);
  const char *by_text = xmpp_element_get_attribute (child, "by");
  g_autoptr(XmppAddress) by = by_text != NULL ? xmpp_address_parse (by_text, NULL) : NULL;

  if (by == NULL)
    return;

  if (self->stanza_ids == NULL)
    self->stanza_ids = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_stanza_id_free);

  /* One too many is kept, so that xmpp_message_get_stanza_id_by() sees the flood; so is one that
   * is none, which an archive would have taken away like any other that pretends to be its own. */
  if (self->stanza_ids->len <= XMPP_MESSAGE_MAX_STANZA_IDS)
    g_ptr_array_add (self->stanza_ids, xmpp_stanza_id_new (id != NULL ? id : "",
                                                           xmpp_address_get_full (by)));
}

/* XEP-0421, 4: not more than one, for a room takes away what others put there. Which of several is
 * the room's nobody knows, so there is none. */
static void
read_occupant_id (XmppMessage *self,
                  XmppElement *stanza)
{
  XmppElement *element = xmpp_element_get_child (stanza, "occupant-id", XMPP_NS_OCCUPANT_ID);

  if (element != NULL && xmpp_element_get_next_same (element) == NULL)
    self->occupant_id = xmpp_text_bounded (xmpp_element_get_attribute (element, "id"),
                                           MAX_ID_BYTES);
}

static void
read_chat_state (XmppMessage *self,
                 XmppElement *child)
{
  const char *name = xmpp_element_get_name (child);

  for (guint i = XMPP_CHAT_STATE_ACTIVE; i <= XMPP_CHAT_STATE_GONE; i++)
    if (g_strcmp0 (name, xmpp_chat_state_get_name (i)) == 0)
      self->chat_state = i;
}

static void
read_receipt_request (XmppMessage *self,
                      XmppElement *child)
{
  self->wants_receipt = TRUE;
}

static void
read_receipt (XmppMessage *self,
              XmppElement *child)
{
  take_first (&self->received_id,
              xmpp_text_bounded (xmpp_element_get_attribute (child, "id"), MAX_ID_BYTES));
}

static void
read_markable (XmppMessage *self,
               XmppElement *child)
{
  self->is_markable = TRUE;
}

static void
read_displayed (XmppMessage *self,
                XmppElement *child)
{
  take_first (&self->displayed_id,
              xmpp_text_bounded (xmpp_element_get_attribute (child, "id"), MAX_ID_BYTES));
}

static void
read_replace (XmppMessage *self,
              XmppElement *child)
{
  take_first (&self->replace_id,
              xmpp_text_bounded (xmpp_element_get_attribute (child, "id"), MAX_ID_BYTES));
}

static void
read_oob (XmppMessage *self,
          XmppElement *child)
{
  take_first (&self->oob_url,
              xmpp_text_bounded (xmpp_element_get_child_text (child, "url", XMPP_NS_OOB),
                                 MAX_URL_BYTES));
}

static void
read_nick (XmppMessage *self,
           XmppElement *child)
{
  take_first (&self->nick, xmpp_text_clip (xmpp_element_get_text (child), MAX_NICK_BYTES));
}

static void
read_hint (XmppMessage *self,
           XmppElement *child)
{
  self->hints |= xmpp_hints_parse (xmpp_element_get_name (child));
}

static const char *
find_encryption_name (const char *ns)
{
  for (guint i = 0; i < G_N_ELEMENTS (encryptions); i++)
    if (g_strcmp0 (ns, encryptions[i].ns) == 0)
      return encryptions[i].name;
  return NULL;
}

/* XEP-0380, 3: <encryption/> names what else the message holds. */
static void
read_encryption (XmppMessage *self,
                 XmppElement *child)
{
  const char *ns = xmpp_element_get_attribute (child, "namespace");
  const char *name = find_encryption_name (ns);

  if (name == NULL)
    name = xmpp_element_get_attribute (child, "name");
  if (name == NULL)
    name = ns;
  take_first (&self->encryption, xmpp_text_clip (name, MAX_NICK_BYTES));
}

static void
read_encrypted (XmppMessage *self,
                XmppElement *child)
{
  take_first (&self->encryption, g_strdup (find_encryption_name (xmpp_element_get_ns (child))));
}

static void
read_carbon (XmppMessage *self,
             XmppElement *child)
{
  self->wrappers |= XMPP_WRAPPER_CARBON;
}

static void
read_archive_result (XmppMessage *self,
                     XmppElement *child)
{
  self->wrappers |= XMPP_WRAPPER_ARCHIVE_RESULT;
}

static void
read_forwarded (XmppMessage *self,
                XmppElement *child)
{
  self->wrappers |= XMPP_WRAPPER_FORWARDED;
}

static const struct {
  const char *name; /* NULL: any */
  const char *ns;
  ReadFunc    read;
} readers[] = {
  { "thread", XMPP_NS_CLIENT, read_thread },
  { NULL, XMPP_NS_CHAT_STATES, read_chat_state },
  { "request", XMPP_NS_RECEIPTS, read_receipt_request },
  { "received", XMPP_NS_RECEIPTS, read_receipt },
  { "markable", XMPP_NS_CHAT_MARKERS, read_markable },
  { "displayed", XMPP_NS_CHAT_MARKERS, read_displayed },
  { "origin-id", XMPP_NS_STANZA_ID, read_origin_id },
  { "stanza-id", XMPP_NS_STANZA_ID, read_stanza_id },
  { "replace", XMPP_NS_CORRECTION, read_replace },
  { "x", XMPP_NS_OOB, read_oob },
  { "nick", XMPP_NS_NICK, read_nick },
  { NULL, XMPP_NS_HINTS, read_hint },
  { "encryption", XMPP_NS_ENCRYPTION, read_encryption },
  { "encrypted", "eu.siacs.conversations.axolotl", read_encrypted },
  { "encrypted", "urn:xmpp:omemo:2", read_encrypted },
  { "openpgp", "urn:xmpp:openpgp:0", read_encrypted },
  { "x", "jabber:x:encrypted", read_encrypted },
  { "received", XMPP_NS_CARBONS, read_carbon },
  { "sent", XMPP_NS_CARBONS, read_carbon },
  { "result", XMPP_NS_ARCHIVE, read_archive_result },
  { "forwarded", XMPP_NS_FORWARD, read_forwarded },
};

static void
read_children (XmppMessage *self,
               XmppElement *stanza)
{
  for (XmppElement *child = xmpp_element_get_first_child (stanza);
       child != NULL;
       child = xmpp_element_get_next (child))
    {
      const char *name = xmpp_element_get_name (child);
      const char *ns = xmpp_element_get_ns (child);

      for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
        if ((readers[i].name == NULL || g_strcmp0 (readers[i].name, name) == 0)
            && g_strcmp0 (readers[i].ns, ns) == 0)
          {
            readers[i].read (self, child);
            break;
          }
    }
}

/* How well @language ("en-GB") suits somebody who reads @wanted ("en_GB", "en"): 2, 1 or 0. */
static int
match_language (const char *language,
                const char *wanted)
{
  gsize primary;

  if (language == NULL)
    return 0;

  primary = strcspn (language, "-_");
  if (primary == 0 || g_ascii_strncasecmp (language, wanted, primary) != 0)
    return 0;

  if (wanted[primary] == '\0')
    return language[primary] == '\0' ? 2 : 1;

  return (wanted[primary] == '_' || wanted[primary] == '-')
         && g_ascii_strcasecmp (language + primary + (language[primary] != '\0'),
                                wanted + primary + 1) == 0 ? 2 : 0;
}

/* RFC 6121, 5.2.3 and 5.2.4: several are one text in several languages. Two in one language are
 * neither: which of them others are shown nobody knows, so there is none. */
static XmppElement *
find_text (XmppElement       *stanza,
           const char        *name,
           const char *const *languages)
{
  XmppElement *first = xmpp_element_get_child (stanza, name, XMPP_NS_CLIENT);
  XmppElement *best = first;
  const char *own = xmpp_element_get_language (stanza);
  int best_score = -1;
  guint n_texts = 0;

  for (XmppElement *text = first; text != NULL; text = xmpp_element_get_next_same (text))
    {
      const char *language = xmpp_element_get_language (text);
      int score = g_strcmp0 (language, own) == 0 ? 1 : 0;

      if (++n_texts > MAX_LANGUAGES)
        return NULL;

      for (XmppElement *other = first; other != text; other = xmpp_element_get_next_same (other))
        if (g_strcmp0 (xmpp_element_get_language (other), language) == 0)
          return NULL;

      for (guint i = 0; languages[i] != NULL; i++)
        score = MAX (score, 10 * match_language (language, languages[i]) - (int) MIN (i, 8));

      if (score > best_score)
        {
          best = text;
          best_score = score;
        }
    }

  return best;
}

static void
read_texts (XmppMessage       *self,
            XmppElement       *stanza,
            const char *const *languages)
{
  XmppElement *body = find_text (stanza, "body", languages);
  XmppElement *subject = find_text (stanza, "subject", languages);

  if (body != NULL)
    {
      self->body = g_strdup (xmpp_element_get_text (body));
      self->language = g_strdup (xmpp_element_get_language (body));
    }

  if (subject != NULL)
    self->subject = g_strdup (xmpp_element_get_text (subject));
}

static XmppMessageType
parse_type (const char *name)
{
  for (guint i = XMPP_MESSAGE_NORMAL; i <= XMPP_MESSAGE_ERROR; i++)
    if (g_strcmp0 (name, xmpp_message_type_get_name (i)) == 0)
      return i;
  return XMPP_MESSAGE_NORMAL;
}

/* An address that is absent is none; one that is none is an error. */
static gboolean
read_address (XmppElement  *stanza,
              const char   *name,
              XmppAddress **address,
              GError      **error)
{
  const char *text = xmpp_element_get_attribute (stanza, name);

  if (text == NULL)
    return TRUE;

  *address = xmpp_address_parse (text, error);
  return *address != NULL;
}

/**
 * xmpp_message_parse:
 * @stanza: a message stanza, from wherever it came: the stream, an archive, a carbon
 * @languages: (nullable) (array zero-terminated=1): the reader's, the best first; %NULL: the
 *   locale's
 * @error: return location for an error
 *
 * Reads a stanza. Nothing that it says is believed or acted upon; what is absent, too long or makes
 * no sense is %NULL. What other specifications put into messages is not touched.
 *
 * Returns: (transfer full) (nullable): the message; %NULL with an error when it is no message, or
 *   comes from or goes to something that is no address
 */
XmppMessage *
xmpp_message_parse (XmppElement        *stanza,
                    const char *const  *languages,
                    GError            **error)
{
  g_autoptr(XmppMessage) self = NULL;

  g_return_val_if_fail (stanza != NULL, NULL);

  if (!xmpp_element_is (stanza, "message", XMPP_NS_CLIENT))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "Not a message stanza");
      return NULL;
    }

  self = xmpp_message_new (parse_type (xmpp_element_get_attribute (stanza, "type")), NULL);
  if (!read_address (stanza, "from", &self->from, error)
      || !read_address (stanza, "to", &self->to, error))
    return NULL;

  self->id = xmpp_text_bounded (xmpp_element_get_attribute (stanza, "id"), MAX_ID_BYTES);
  self->delay_time_us = xmpp_delay_read (stanza, &self->delay_from);
  read_texts (self, stanza, languages != NULL ? languages : g_get_language_names ());
  read_children (self, stanza);
  read_occupant_id (self, stanza);
  self->muc_user = xmpp_muc_user_read (stanza);
  self->mentions = xmpp_mentions_read (stanza, self->body, self->language);
  self->files = xmpp_file_shares_read (stanza);
  if (self->files != NULL)
    self->files_text = xmpp_fallback_read (stanza, XMPP_NS_FILE_SHARING, self->body);
  self->links = xmpp_links_read (stanza);
  self->retraction = xmpp_retraction_read (stanza);

  if (self->type == XMPP_MESSAGE_ERROR)
    self->error = xmpp_stanza_error_from_element (stanza);

  /* XEP-0184, 5.4 and XEP-0333, 4.2: an answer never asks for one, nor does what cannot be named.
   * */
  if (self->id == NULL || self->received_id != NULL || self->type == XMPP_MESSAGE_ERROR)
    self->wants_receipt = FALSE;
  if (self->displayed_id != NULL || self->type == XMPP_MESSAGE_ERROR)
    self->is_markable = FALSE;

  return g_steal_pointer (&self);
}
