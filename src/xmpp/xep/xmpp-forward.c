/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-forward.c: reads a message that stands inside another one: XEP-0297 1.0. */
#define G_LOG_DOMAIN "xmpp-forward"

#include "xmpp-forward.h"

#include "xmpp-delay.h"
#include "xmpp-namespaces.h"

/* What has its authority from its sender alone: nobody may pass it on. */
static gboolean
is_copy (XmppElement *message)
{
  return xmpp_element_get_child (message, "sent", XMPP_NS_CARBONS) != NULL
         || xmpp_element_get_child (message, "received", XMPP_NS_CARBONS) != NULL
         || xmpp_element_get_child (message, "result", XMPP_NS_ARCHIVE) != NULL;
}

/* XEP-0297, 8: at most one stanza. Which of several is meant nobody knows, so none is. */
static XmppElement *
find_message (XmppElement *forwarded)
{
  XmppElement *message = NULL;

  for (XmppElement *child = xmpp_element_get_first_child (forwarded);
       child != NULL;
       child = xmpp_element_get_next (child))
    {
      if (xmpp_element_is (child, "delay", XMPP_NS_DELAY))
        continue;
      if (message != NULL || !xmpp_element_is (child, "message", XMPP_NS_CLIENT))
        return NULL;
      message = child;
    }

  return message != NULL && !is_copy (message) ? message : NULL;
}

/**
 * xmpp_forwarded_read:
 * @wrapper: what holds the <forwarded/>; its own sender has been checked
 * @archive_id: (nullable): the id that the archive gives it
 *
 * Reads what is forwarded, one level deep: a copy of a copy is none. Nothing is copied: the result
 * keeps the tree that @wrapper is in.
 *
 * Returns: (transfer full): what was read; without a stanza where there is none, or not just one
 */
XmppForwarded *
xmpp_forwarded_read (XmppElement *wrapper,
                     const char  *archive_id)
{
  XmppForwarded *self = g_new0 (XmppForwarded, 1);
  XmppElement *forwarded;
  XmppElement *message;

  g_return_val_if_fail (wrapper != NULL, self);

  self->archive_id = g_strdup (archive_id);
  forwarded = xmpp_element_get_child (wrapper, "forwarded", XMPP_NS_FORWARD);
  if (forwarded == NULL)
    return self;

  self->stamp_us = xmpp_delay_read_stamp (forwarded);
  self->time_us = MIN (self->stamp_us, g_get_real_time ());
  message = xmpp_element_get_next_same (forwarded) == NULL ? find_message (forwarded) : NULL;
  if (message != NULL)
    self->stanza = xmpp_element_ref (message);

  return self;
}

/**
 * xmpp_forwarded_free:
 * @self: (nullable): what was read
 *
 * Frees @self.
 */
void
xmpp_forwarded_free (XmppForwarded *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->stanza, xmpp_element_unref);
  g_free (self->archive_id);
  g_free (self);
}
