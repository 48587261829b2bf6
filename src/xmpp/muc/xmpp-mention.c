/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-mention.c: whom a message speaks to: XEP-0513 0.1.0. */
#define G_LOG_DOMAIN "xmpp-muc"

#include "xmpp-mention.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_ID_BYTES     1024
#define MAX_DIGITS_BYTES 10
#define MAX_URI_BYTES    1024

/* XEP-0513, 3.2.2. */
static const struct {
  const char      *name;
  gboolean         is_role;
  XmppRole         role;
  XmppAffiliation  affiliation;
} associations[] = {
  { "moderators", TRUE, XMPP_ROLE_MODERATOR, XMPP_AFFILIATION_NONE },
  { "participants", TRUE, XMPP_ROLE_PARTICIPANT, XMPP_AFFILIATION_NONE },
  { "visitors", TRUE, XMPP_ROLE_VISITOR, XMPP_AFFILIATION_NONE },
  { "owner", FALSE, XMPP_ROLE_NONE, XMPP_AFFILIATION_OWNER },
  { "admin", FALSE, XMPP_ROLE_NONE, XMPP_AFFILIATION_ADMIN },
  { "member", FALSE, XMPP_ROLE_NONE, XMPP_AFFILIATION_MEMBER },
  { "none", FALSE, XMPP_ROLE_NONE, XMPP_AFFILIATION_NONE },
};

/**
 * xmpp_mention_new:
 * @kind: whom it is about
 *
 * Returns: (transfer full): a mention that is to be filled in
 */
XmppMention *
xmpp_mention_new (XmppMentionKind kind)
{
  XmppMention *self = g_new0 (XmppMention, 1);

  self->kind = kind;
  return self;
}

/* (nullable): as it stands in the table */
static const char *
find_association (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (associations); i++)
    if (strcmp (associations[i].name, name) == 0)
      return associations[i].name;

  return NULL;
}

/**
 * xmpp_mention_new_group:
 * @group: which, as XEP-0513, 3.2.2 calls it
 *
 * Returns: (transfer full): a mention of those who have that role or affiliation
 */
XmppMention *
xmpp_mention_new_group (const char *group)
{
  XmppMention *self;

  g_return_val_if_fail (group != NULL && find_association (group) != NULL, NULL);

  self = xmpp_mention_new (XMPP_MENTION_ASSOCIATION);
  self->group = find_association (group);
  return self;
}

/**
 * xmpp_mention_includes:
 * @self: a mention of all, of an association or of a hat
 * @occupant: somebody who is in the room
 *
 * Returns: whether it is for @occupant
 */
gboolean
xmpp_mention_includes (const XmppMention  *self,
                       const XmppOccupant *occupant)
{
  g_return_val_if_fail (self != NULL && occupant != NULL, FALSE);

  switch (self->kind)
    {
    case XMPP_MENTION_CHANNEL:
      return TRUE;
    case XMPP_MENTION_ASSOCIATION:
      for (gsize i = 0; i < G_N_ELEMENTS (associations); i++)
        if (g_strcmp0 (associations[i].name, self->group) == 0)
          return associations[i].is_role ? occupant->role == associations[i].role
                                         : occupant->affiliation == associations[i].affiliation;
      return FALSE;
    case XMPP_MENTION_HAT:
      for (guint i = 0; occupant->hats != NULL && i < occupant->hats->len; i++)
        if (g_strcmp0 (((XmppHat *) occupant->hats->pdata[i])->uri, self->hat) == 0)
          return TRUE;
      return FALSE;
    case XMPP_MENTION_PERSON:
    default:
      return FALSE;
    }
}

/**
 * xmpp_mention_copy:
 * @self: a mention
 *
 * Returns: (transfer full): a copy
 */
XmppMention *
xmpp_mention_copy (const XmppMention *self)
{
  XmppMention *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->occupant_id = g_strdup (self->occupant_id);
  copy->hat = g_strdup (self->hat);
  copy->address = self->address != NULL ? xmpp_address_ref (self->address) : NULL;
  return copy;
}

/**
 * xmpp_mention_free:
 * @self: (nullable): a mention
 *
 * Frees @self.
 */
void
xmpp_mention_free (XmppMention *self)
{
  if (self == NULL)
    return;

  g_free (self->occupant_id);
  g_free (self->hat);
  g_clear_pointer (&self->address, xmpp_address_unref);
  g_free (self);
}

static gpointer
copy_cb (gconstpointer source,
         gpointer      user_data)
{
  return xmpp_mention_copy (source);
}

/**
 * xmpp_mentions_copy:
 * @mentions: (nullable): mentions
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
GPtrArray *
xmpp_mentions_copy (GPtrArray *mentions)
{
  return mentions != NULL ? g_ptr_array_copy (mentions, copy_cb, NULL) : NULL;
}

/* Digits and nothing else: what a C library takes for a number is more than that. */
static gboolean
read_number (XmppElement *element,
             const char  *name,
             guint       *number)
{
  const char *text = xmpp_element_get_attribute (element, name);
  guint64 value;

  if (text == NULL || strlen (text) > MAX_DIGITS_BYTES
      || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &value, NULL))
    return FALSE;

  *number = (guint) value;
  return TRUE;
}

/* XEP-0513, 3.3: no more than a hint. One that points beyond the text, or into another one (3.4),
 * points nowhere. */
static void
read_range (XmppMention *self,
            XmppElement *element,
            const char  *language,
            guint        n_chars)
{
  const char *hreflang = xmpp_element_get_attribute (element, "hreflang");
  guint begin;
  guint end;

  if (!read_number (element, "begin", &begin) || !read_number (element, "end", &end)
      || begin >= end || end > n_chars)
    return;
  if (hreflang != NULL && (language == NULL || g_ascii_strcasecmp (hreflang, language) != 0))
    return;

  self->begin = begin;
  self->end = end;
}

/* XEP-0513, 3.1: a room that gives occupant-ids names people by them. */
static gboolean
read_person (XmppMention *self,
             XmppElement *element)
{
  const char *address = xmpp_element_get_attribute (element, "jid");

  self->occupant_id = xmpp_text_bounded (xmpp_element_get_attribute (element, "occupantid"),
                                         MAX_ID_BYTES);
  if (self->occupant_id != NULL && self->occupant_id[0] == '\0')
    g_clear_pointer (&self->occupant_id, g_free);
  if (address != NULL)
    self->address = xmpp_address_parse (address, NULL);
  return self->occupant_id != NULL || self->address != NULL;
}

/* XEP-0513, 3.2. @uri: (nullable). Of a space, a server or another room (nullable) none: they are
 * none of ours to tell of. */
static XmppMention *
read_group (const char *group,
            const char *uri)
{
  XmppMention *self = NULL;

  if (strcmp (group, XMPP_NS_MENTIONS_CHANNEL) == 0 && uri == NULL)
    return xmpp_mention_new (XMPP_MENTION_CHANNEL);
  if (strcmp (group, XMPP_NS_MENTIONS_HATS) == 0 && uri != NULL && strlen (uri) <= MAX_URI_BYTES)
    {
      self = xmpp_mention_new (XMPP_MENTION_HAT);
      self->hat = g_strdup (uri);
      return self;
    }
  if (uri != NULL || !g_str_has_prefix (group, XMPP_NS_MENTIONS "#"))
    return NULL;

  group += strlen (XMPP_NS_MENTIONS "#");
  return find_association (group) != NULL ? xmpp_mention_new_group (group) : NULL;
}

static XmppMention *
read_one (XmppElement *element,
          const char  *language,
          guint        n_chars)
{
  const char *group = xmpp_element_get_attribute (element, "mentions");
  g_autoptr(XmppMention) self =
    group != NULL ? read_group (group, xmpp_element_get_attribute (element, "uri"))
                  : xmpp_mention_new (XMPP_MENTION_PERSON);

  if (self == NULL || (group == NULL && !read_person (self, element)))
    return NULL;

  self->is_active = xmpp_element_get_child (element, "active", XMPP_NS_MENTIONS) != NULL;
  self->is_silent = xmpp_element_get_child (element, "noping", XMPP_NS_MENTIONS) != NULL;
  read_range (self, element, language, n_chars);
  return g_steal_pointer (&self);
}

/**
 * xmpp_mentions_read:
 * @stanza: a message
 * @body: (nullable): the text that is taken from it
 * @language: (nullable): what that is in
 *
 * Reads whom a message speaks to. What makes no sense is left out; a range that makes none is left
 * out of its mention.
 *
 * Returns: (transfer full) (nullable): owned #XmppMention; %NULL: none, or more than count
 */
GPtrArray *
xmpp_mentions_read (XmppElement *stanza,
                    const char  *body,
                    const char  *language)
{
  XmppElement *element = xmpp_element_get_child (stanza, "mention", XMPP_NS_MENTIONS);
  g_autoptr(GPtrArray) mentions = NULL;
  guint n_chars;
  guint n = 0;

  if (element == NULL)
    return NULL;

  n_chars = body != NULL ? (guint) MIN (g_utf8_strlen (body, -1), G_MAXINT) : 0;
  mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_mention_free);
  for (; element != NULL; element = xmpp_element_get_next_same (element))
    {
      XmppMention *one;

      if (++n > XMPP_MENTIONS_MAX)
        return NULL;

      one = read_one (element, language, n_chars);
      if (one != NULL)
        g_ptr_array_add (mentions, one);
    }

  return mentions->len > 0 ? g_steal_pointer (&mentions) : NULL;
}

static void
write_group (const XmppMention *self,
             XmppElement       *element)
{
  g_autofree char *association = NULL;

  switch (self->kind)
    {
    case XMPP_MENTION_ASSOCIATION:
      association = g_strconcat (XMPP_NS_MENTIONS "#", self->group, NULL);
      xmpp_element_set_attribute (element, "mentions", association);
      break;
    case XMPP_MENTION_HAT:
      xmpp_element_set_attribute (element, "mentions", XMPP_NS_MENTIONS_HATS);
      xmpp_element_set_attribute (element, "uri", self->hat);
      break;
    case XMPP_MENTION_CHANNEL:
    case XMPP_MENTION_PERSON:
    default:
      xmpp_element_set_attribute (element, "mentions", XMPP_NS_MENTIONS_CHANNEL);
      break;
    }
}

/**
 * xmpp_mention_write:
 * @self: a mention; one of a person that nothing names is none
 * @stanza: the message that it is in
 *
 * Adds a mention to a message: XEP-0513, 3.
 */
void
xmpp_mention_write (const XmppMention *self,
                    XmppElement       *stanza)
{
  XmppElement *element;

  g_return_if_fail (self != NULL);

  if (self->kind == XMPP_MENTION_PERSON && self->occupant_id == NULL && self->address == NULL)
    return;

  element = xmpp_element_add_child (stanza, "mention", XMPP_NS_MENTIONS);
  if (self->kind != XMPP_MENTION_PERSON)
    write_group (self, element);
  else if (self->occupant_id != NULL)
    xmpp_element_set_attribute (element, "occupantid", self->occupant_id);
  else
    xmpp_element_set_attribute (element, "jid", xmpp_address_get_bare (self->address));
  if (self->end > self->begin)
    {
      g_autofree char *begin = g_strdup_printf ("%u", self->begin);
      g_autofree char *end = g_strdup_printf ("%u", self->end);

      xmpp_element_set_attribute (element, "begin", begin);
      xmpp_element_set_attribute (element, "end", end);
    }
  if (self->is_active)
    xmpp_element_add_child (element, "active", NULL);
  if (self->is_silent)
    xmpp_element_add_child (element, "noping", NULL);
}
