/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-message.c: a message as a plain struct, and how it is sent: RFC 6121, 5, with what XEP-0045,
 * 0066, 0085, 0172, 0184, 0333, 0334, 0359, 0424, 0428, 0447 and 0513 put into it. */
#define G_LOG_DOMAIN "xmpp-message"

#include "xmpp-message.h"

#include "xmpp-namespaces.h"

#include <string.h>

static const char *const type_names[] = {
  [XMPP_MESSAGE_NORMAL] = "normal",
  [XMPP_MESSAGE_CHAT] = "chat",
  [XMPP_MESSAGE_GROUPCHAT] = "groupchat",
  [XMPP_MESSAGE_HEADLINE] = "headline",
  [XMPP_MESSAGE_ERROR] = "error",
};

static const char *const chat_state_names[] = {
  [XMPP_CHAT_STATE_NONE] = NULL,
  [XMPP_CHAT_STATE_ACTIVE] = "active",
  [XMPP_CHAT_STATE_COMPOSING] = "composing",
  [XMPP_CHAT_STATE_PAUSED] = "paused",
  [XMPP_CHAT_STATE_INACTIVE] = "inactive",
  [XMPP_CHAT_STATE_GONE] = "gone",
};

static const char *const hint_names[] = {
  "no-permanent-store", "no-store", "no-copy", "store",
};

G_STATIC_ASSERT (XMPP_HINT_STORE == 1 << (G_N_ELEMENTS (hint_names) - 1));

/**
 * xmpp_message_type_get_name:
 * @type: a type of message
 *
 * Returns: what it is called on the wire: RFC 6121, 5.2.2
 */
const char *
xmpp_message_type_get_name (XmppMessageType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (type_names), "normal");

  return type_names[type];
}

/**
 * xmpp_chat_state_get_name:
 * @chat_state: a chat state
 *
 * Returns: (nullable): what it is called on the wire: XEP-0085, 2; %NULL for none
 */
const char *
xmpp_chat_state_get_name (XmppChatState chat_state)
{
  g_return_val_if_fail (chat_state < G_N_ELEMENTS (chat_state_names), NULL);

  return chat_state_names[chat_state];
}

/**
 * xmpp_hints_parse:
 * @name: (nullable): a name on the wire
 *
 * Returns: the hint of that name: XEP-0334, 3; %XMPP_HINT_NONE when it is not known
 */
XmppHints
xmpp_hints_parse (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (hint_names); i++)
    if (g_strcmp0 (name, hint_names[i]) == 0)
      return 1 << i;
  return XMPP_HINT_NONE;
}

/**
 * xmpp_stanza_id_new:
 * @id: the id
 * @by: the prepared address of who gave it
 *
 * Makes an identity of a message: XEP-0359, 2.1.
 *
 * Returns: (transfer full): the identity
 */
XmppStanzaId *
xmpp_stanza_id_new (const char *id,
                    const char *by)
{
  XmppStanzaId *self;

  g_return_val_if_fail (id != NULL && by != NULL, NULL);

  self = g_new0 (XmppStanzaId, 1);
  self->id = g_strdup (id);
  self->by = g_strdup (by);
  return self;
}

/**
 * xmpp_stanza_id_free:
 * @self: (nullable): an identity
 *
 * Frees @self.
 */
void
xmpp_stanza_id_free (XmppStanzaId *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->by);
  g_free (self);
}

/**
 * xmpp_message_new:
 * @type: its type
 * @to: (nullable): whom it is for
 *
 * Makes a message to be filled in and sent.
 *
 * Returns: (transfer full): the message
 */
XmppMessage *
xmpp_message_new (XmppMessageType  type,
                  XmppAddress     *to)
{
  XmppMessage *self = g_new0 (XmppMessage, 1);

  self->type = type;
  self->to = to != NULL ? xmpp_address_ref (to) : NULL;
  return self;
}

static gpointer
copy_stanza_id (gconstpointer source,
                gpointer      user_data)
{
  const XmppStanzaId *id = source;

  return xmpp_stanza_id_new (id->id, id->by);
}

/**
 * xmpp_message_copy:
 * @self: a message
 *
 * Makes a deep copy.
 *
 * Returns: (transfer full): the copy
 */
XmppMessage *
xmpp_message_copy (const XmppMessage *self)
{
  XmppMessage *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->from = self->from != NULL ? xmpp_address_ref (self->from) : NULL;
  copy->to = self->to != NULL ? xmpp_address_ref (self->to) : NULL;
  copy->id = g_strdup (self->id);
  copy->body = g_strdup (self->body);
  copy->language = g_strdup (self->language);
  copy->subject = g_strdup (self->subject);
  copy->thread = g_strdup (self->thread);
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  copy->origin_id = g_strdup (self->origin_id);
  copy->stanza_ids = self->stanza_ids != NULL
                     ? g_ptr_array_copy (self->stanza_ids, (GCopyFunc) copy_stanza_id, NULL) : NULL;
  copy->occupant_id = g_strdup (self->occupant_id);
  copy->delay_from = self->delay_from != NULL ? xmpp_address_ref (self->delay_from) : NULL;
  copy->received_id = g_strdup (self->received_id);
  copy->displayed_id = g_strdup (self->displayed_id);
  copy->replace_id = g_strdup (self->replace_id);
  copy->oob_url = g_strdup (self->oob_url);
  copy->nick = g_strdup (self->nick);
  copy->encryption = g_strdup (self->encryption);
  copy->muc_user = self->muc_user != NULL ? xmpp_muc_user_ref (self->muc_user) : NULL;
  copy->mentions = xmpp_mentions_copy (self->mentions);
  copy->files = xmpp_file_shares_copy (self->files);
  copy->links = xmpp_links_copy (self->links);
  copy->retraction = self->retraction != NULL ? xmpp_retraction_copy (self->retraction) : NULL;
  return copy;
}

/**
 * xmpp_message_free:
 * @self: (nullable): a message
 *
 * Frees @self and all that it holds.
 */
void
xmpp_message_free (XmppMessage *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->from, xmpp_address_unref);
  g_clear_pointer (&self->to, xmpp_address_unref);
  g_free (self->id);
  g_free (self->body);
  g_free (self->language);
  g_free (self->subject);
  g_free (self->thread);
  g_clear_error (&self->error);
  g_free (self->origin_id);
  g_clear_pointer (&self->stanza_ids, g_ptr_array_unref);
  g_free (self->occupant_id);
  g_clear_pointer (&self->delay_from, xmpp_address_unref);
  g_free (self->received_id);
  g_free (self->displayed_id);
  g_free (self->replace_id);
  g_free (self->oob_url);
  g_free (self->nick);
  g_free (self->encryption);
  g_clear_pointer (&self->muc_user, xmpp_muc_user_unref);
  g_clear_pointer (&self->mentions, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->links, g_ptr_array_unref);
  g_clear_pointer (&self->retraction, xmpp_retraction_free);
  g_free (self);
}

static void
write_files (const XmppMessage *self,
             XmppElement       *stanza)
{
  for (guint i = 0; self->files != NULL && i < self->files->len; i++)
    xmpp_file_share_write (g_ptr_array_index (self->files, i), stanza);
  if (self->body != NULL)
    xmpp_fallback_write (&self->files_text, stanza, XMPP_NS_FILE_SHARING, self->body);
}

static void
add_with_id (XmppElement *stanza,
             const char  *name,
             const char  *ns,
             const char  *id)
{
  if (id != NULL)
    xmpp_element_set_attribute (xmpp_element_add_child (stanza, name, ns), "id", id);
}

/**
 * xmpp_message_to_element:
 * @self: a message
 *
 * Writes a message as it is sent: without what only others can say of it (from, delay, the
 * archive's identities, an error) and without what is merely read (an encryption).
 *
 * Returns: (transfer full): the stanza
 */
XmppElement *
xmpp_message_to_element (const XmppMessage *self)
{
  XmppElement *stanza;

  g_return_val_if_fail (self != NULL, NULL);

  stanza = xmpp_element_new ("message", XMPP_NS_CLIENT);
  if (self->type != XMPP_MESSAGE_NORMAL)
    xmpp_element_set_attribute (stanza, "type", type_names[self->type]);
  if (self->to != NULL)
    xmpp_element_set_attribute (stanza, "to", xmpp_address_get_full (self->to));
  xmpp_element_set_attribute (stanza, "id", self->id);

  if (self->subject != NULL)
    xmpp_element_add_text_child (stanza, "subject", NULL, self->subject);
  if (self->body != NULL)
    xmpp_element_add_text_child (stanza, "body", NULL, self->body);
  if (self->thread != NULL)
    xmpp_element_add_text_child (stanza, "thread", NULL, self->thread);

  add_with_id (stanza, "replace", XMPP_NS_CORRECTION, self->replace_id);
  add_with_id (stanza, "origin-id", XMPP_NS_STANZA_ID, self->origin_id);
  if (self->chat_state != XMPP_CHAT_STATE_NONE)
    xmpp_element_add_child (stanza, chat_state_names[self->chat_state], XMPP_NS_CHAT_STATES);
  if (self->wants_receipt)
    xmpp_element_add_child (stanza, "request", XMPP_NS_RECEIPTS);
  add_with_id (stanza, "received", XMPP_NS_RECEIPTS, self->received_id);
  if (self->is_markable)
    xmpp_element_add_child (stanza, "markable", XMPP_NS_CHAT_MARKERS);
  add_with_id (stanza, "displayed", XMPP_NS_CHAT_MARKERS, self->displayed_id);
  if (self->oob_url != NULL)
    xmpp_element_add_text_child (xmpp_element_add_child (stanza, "x", XMPP_NS_OOB),
                                 "url", NULL, self->oob_url);
  if (self->nick != NULL)
    xmpp_element_add_text_child (stanza, "nick", XMPP_NS_NICK, self->nick);
  for (guint i = 0; i < G_N_ELEMENTS (hint_names); i++)
    if ((self->hints & (1 << i)) != 0)
      xmpp_element_add_child (stanza, hint_names[i], XMPP_NS_HINTS);
  if (self->muc_user != NULL)
    xmpp_element_add_child (stanza, "x", XMPP_NS_MUC_USER);
  for (guint i = 0; self->mentions != NULL && i < self->mentions->len; i++)
    xmpp_mention_write (g_ptr_array_index (self->mentions, i), stanza);
  write_files (self, stanza);
  for (guint i = 0; self->links != NULL && i < self->links->len; i++)
    xmpp_link_metadata_write (g_ptr_array_index (self->links, i), stanza);
  if (self->retraction != NULL && self->retraction->kind == XMPP_RETRACTION_BY_AUTHOR)
    xmpp_retraction_write (self->retraction, stanza);

  return stanza;
}

/**
 * xmpp_message_get_stanza_id_by:
 * @self: a message
 * @by: (nullable): the archive that is trusted: our own account, or a room that was joined
 *
 * Looks up the identity that an archive gave: XEP-0359, 3. An archive takes away those that pretend
 * to be its own, so two of them, or a flood, mean that it did not, and none is believed. Whether
 * the archive announces that it does so is for the caller to know (XEP-0359, 6).
 *
 * Returns: (nullable): the id
 */
const char *
xmpp_message_get_stanza_id_by (const XmppMessage *self,
                               XmppAddress       *by)
{
  const char *id = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (by == NULL || self->stanza_ids == NULL || self->stanza_ids->len > XMPP_MESSAGE_MAX_STANZA_IDS)
    return NULL;

  for (guint i = 0; i < self->stanza_ids->len; i++)
    {
      const XmppStanzaId *candidate = g_ptr_array_index (self->stanza_ids, i);

      if (strcmp (candidate->by, xmpp_address_get_bare (by)) != 0)
        continue;
      if (id != NULL)
        return NULL;
      id = candidate->id;
    }

  return id != NULL && *id != '\0' ? id : NULL;
}

/**
 * xmpp_message_has_content:
 * @self: a message
 *
 * Tells whether there is something for a person to read, or at least to be told of.
 *
 * Returns: %TRUE when it has a body, or one that is encrypted in a way that is not known here
 */
gboolean
xmpp_message_has_content (const XmppMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (self->body != NULL && *self->body != '\0') || self->encryption != NULL
         || self->oob_url != NULL;
}

/**
 * xmpp_message_new_receipt:
 * @received: a message that wants a receipt and has a sender
 *
 * Makes the receipt for a message: XEP-0184, 7. It tells the sender that we are online: only send
 * it to whom xmpp_audience_includes_address() admits. It is stored, so that the sender's other
 * devices learn of it.
 *
 * Returns: (transfer full) (nullable): the receipt; %NULL when none is wanted
 */
XmppMessage *
xmpp_message_new_receipt (const XmppMessage *received)
{
  XmppMessage *self;

  g_return_val_if_fail (received != NULL, NULL);

  if (!received->wants_receipt || received->from == NULL || received->id == NULL
      || received->type == XMPP_MESSAGE_GROUPCHAT)
    return NULL;

  self = xmpp_message_new (received->type, received->from);
  self->received_id = g_strdup (received->id);
  self->hints = XMPP_HINT_STORE;
  return self;
}

/**
 * xmpp_message_new_displayed:
 * @type: the type of the conversation: chat or groupchat
 * @to: whom it is told
 * @id: the id of the last message that was displayed; in rooms the one that the room gave
 *
 * Makes the notice that all messages up to one were displayed: XEP-0333, 4.2.
 *
 * Returns: (transfer full): the notice
 */
XmppMessage *
xmpp_message_new_displayed (XmppMessageType  type,
                            XmppAddress     *to,
                            const char      *id)
{
  XmppMessage *self;

  g_return_val_if_fail (to != NULL && id != NULL, NULL);

  self = xmpp_message_new (type, to);
  self->displayed_id = g_strdup (id);
  self->hints = XMPP_HINT_STORE;
  return self;
}

/**
 * xmpp_message_new_chat_state:
 * @type: the type of the conversation: chat or groupchat
 * @to: whom it is told
 * @chat_state: what is told
 *
 * Makes a message that holds a chat state and nothing else: XEP-0085, 5.1. Nobody needs to keep it.
 *
 * Returns: (transfer full): the notice
 */
XmppMessage *
xmpp_message_new_chat_state (XmppMessageType  type,
                             XmppAddress     *to,
                             XmppChatState    chat_state)
{
  XmppMessage *self;

  g_return_val_if_fail (to != NULL && chat_state != XMPP_CHAT_STATE_NONE, NULL);

  self = xmpp_message_new (type, to);
  self->chat_state = chat_state;
  self->hints = XMPP_HINT_NO_STORE;
  return self;
}
