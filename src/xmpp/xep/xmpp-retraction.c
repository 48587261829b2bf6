/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-retraction.c: messages that are taken back, by their author or by a room: XEP-0424 0.4.2 and
 * 0.3.0, XEP-0425 0.3.0 and 0.2.1. */
#define G_LOG_DOMAIN "xmpp-message"

#include "xmpp-retraction.h"

#include "xmpp-datetime.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_ID_BYTES     1024
#define MAX_REASON_BYTES 4096

/**
 * xmpp_retraction_new:
 * @id: of our own message: in a room its stanza-id, else its own id
 *
 * Returns: (transfer full): what takes it back
 */
XmppRetraction *
xmpp_retraction_new (const char *id)
{
  XmppRetraction *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_new0 (XmppRetraction, 1);
  self->id = g_strdup (id);
  return self;
}

/**
 * xmpp_retraction_copy:
 * @self: a retraction
 *
 * Returns: (transfer full): a copy
 */
XmppRetraction *
xmpp_retraction_copy (const XmppRetraction *self)
{
  XmppRetraction *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (XmppRetraction, 1);
  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->by = self->by != NULL ? xmpp_address_ref (self->by) : NULL;
  copy->by_occupant_id = g_strdup (self->by_occupant_id);
  copy->reason = g_strdup (self->reason);
  return copy;
}

/**
 * xmpp_retraction_free:
 * @self: (nullable): a retraction
 *
 * Frees @self.
 */
void
xmpp_retraction_free (XmppRetraction *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_clear_pointer (&self->by, xmpp_address_unref);
  g_free (self->by_occupant_id);
  g_free (self->reason);
  g_free (self);
}

static void
read_moderator (XmppRetraction *self,
                XmppElement    *moderated)
{
  const char *by = xmpp_element_get_attribute (moderated, "by");
  XmppElement *id = xmpp_element_get_child (moderated, "occupant-id", XMPP_NS_OCCUPANT_ID);

  self->by = by != NULL ? xmpp_address_parse (by, NULL) : NULL;
  if (id != NULL && xmpp_element_get_next_same (id) == NULL)
    self->by_occupant_id = xmpp_text_bounded (xmpp_element_get_attribute (id, "id"), MAX_ID_BYTES);
}

static void
read_reason (XmppRetraction *self,
             XmppElement    *parent)
{
  const char *reason = xmpp_element_get_child_text (parent, "reason", xmpp_element_get_ns (parent));

  if (reason != NULL && *reason != '\0')
    self->reason = xmpp_text_clip (reason, MAX_REASON_BYTES);
}

static XmppRetraction *
read_id (XmppElement        *element,
         XmppRetractionKind  kind)
{
  g_autofree char *id = xmpp_text_bounded (xmpp_element_get_attribute (element, "id"),
                                           MAX_ID_BYTES);
  XmppRetraction *self = id != NULL ? xmpp_retraction_new (id) : NULL;

  if (self != NULL)
    self->kind = kind;
  return self;
}

/* <retract id=""/>, with <moderated/> in it when it is a room's. */
static XmppRetraction *
read_current (XmppElement *retract)
{
  XmppElement *moderated = xmpp_element_get_child (retract, "moderated", XMPP_NS_MODERATE);
  XmppRetraction *self = read_id (retract, moderated != NULL ? XMPP_RETRACTION_BY_ROOM
                                                             : XMPP_RETRACTION_BY_AUTHOR);

  if (self != NULL && moderated != NULL)
    {
      read_moderator (self, moderated);
      read_reason (self, retract);
    }
  return self;
}

/* XEP-0422: <apply-to id=""/> with either <retract/>, or <moderated/> with <retract/> in it. */
static XmppRetraction *
read_fastened (XmppElement *apply)
{
  XmppElement *moderated = xmpp_element_get_child (apply, "moderated", XMPP_NS_MODERATE_0);
  XmppRetraction *self;

  if (xmpp_element_get_child (apply, "retract", XMPP_NS_RETRACT_0) != NULL)
    return read_id (apply, XMPP_RETRACTION_BY_AUTHOR);

  if (moderated == NULL || xmpp_element_get_child (moderated, "retract", XMPP_NS_RETRACT_0) == NULL)
    return NULL;

  self = read_id (apply, XMPP_RETRACTION_BY_ROOM);
  if (self != NULL)
    {
      read_moderator (self, moderated);
      read_reason (self, moderated);
    }
  return self;
}

/* @outer: what holds the reason */
static XmppRetraction *
read_tombstone (XmppElement *retracted,
                XmppElement *moderated,
                XmppElement *outer)
{
  XmppRetraction *self = g_new0 (XmppRetraction, 1);
  const char *stamp = xmpp_element_get_attribute (retracted, "stamp");
  gint64 time_us = 0;

  self->kind = XMPP_RETRACTION_TOMBSTONE;
  if (stamp != NULL && xmpp_datetime_parse (stamp, &time_us))
    self->time_us = CLAMP (time_us, 0, g_get_real_time ());
  if (moderated != NULL)
    {
      read_moderator (self, moderated);
      read_reason (self, outer);
    }
  return self;
}

/**
 * xmpp_retraction_read:
 * @message: a message stanza, from wherever it came
 *
 * Reads whether a message takes another one back, or stands for one that was. Both
 * versions that are in use are read.
 *
 * Returns: (transfer full) (nullable): what is said
 */
XmppRetraction *
xmpp_retraction_read (XmppElement *message)
{
  XmppElement *element;
  XmppElement *inner = NULL;

  g_return_val_if_fail (message != NULL, NULL);

  if ((element = xmpp_element_get_child (message, "retract", XMPP_NS_RETRACT)) != NULL)
    return read_current (element);

  if ((element = xmpp_element_get_child (message, "apply-to", XMPP_NS_FASTEN)) != NULL)
    return read_fastened (element);

  if ((element = xmpp_element_get_child (message, "retracted", XMPP_NS_RETRACT)) != NULL)
    return read_tombstone (element,
                           xmpp_element_get_child (element, "moderated", XMPP_NS_MODERATE),
                           element);

  if ((element = xmpp_element_get_child (message, "retracted", XMPP_NS_RETRACT_0)) != NULL)
    return read_tombstone (element, NULL, element);

  element = xmpp_element_get_child (message, "moderated", XMPP_NS_MODERATE_0);
  if (element != NULL)
    inner = xmpp_element_get_child (element, "retracted", XMPP_NS_RETRACT_0);

  return inner != NULL ? read_tombstone (inner, element, element) : NULL;
}

/**
 * xmpp_retraction_write:
 * @self: a retraction by the author
 * @message: a message that is built
 *
 * Adds it, together with the mark that what else the message says is for those who do not know
 * retractions: XEP-0424, 3.
 */
void
xmpp_retraction_write (const XmppRetraction *self,
                       XmppElement          *message)
{
  g_return_if_fail (self != NULL && self->kind == XMPP_RETRACTION_BY_AUTHOR && self->id != NULL);

  xmpp_element_set_attribute (xmpp_element_add_child (message, "retract", XMPP_NS_RETRACT),
                              "id", self->id);
  if (xmpp_element_get_child (message, "body", XMPP_NS_CLIENT) != NULL)
    xmpp_element_set_attribute (xmpp_element_add_child (message, "fallback", XMPP_NS_FALLBACK),
                                "for", XMPP_NS_RETRACT);
}
