/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-fallback.c: text for those who do not understand the rest: XEP-0428 0.2.1, counted in code
 * points. It may hide a part of a body, and nothing else is believed of it. */
#define G_LOG_DOMAIN "xmpp-message"

#include "xmpp-fallback.h"

#include "xmpp-namespaces.h"

#define MAX_FALLBACKS 32

/* Without a number it goes from the start, or to the end; what makes no sense hides nothing. */
static gboolean
read_region (XmppElement  *region,
             glong         length,
             XmppFallback *range)
{
  const char *start = xmpp_element_get_attribute (region, "start");
  const char *end = xmpp_element_get_attribute (region, "end");
  guint64 from = 0;
  guint64 to = G_MAXUINT32;

  if ((start != NULL && !g_ascii_string_to_unsigned (start, 10, 0, G_MAXUINT32, &from, NULL))
      || (end != NULL && !g_ascii_string_to_unsigned (end, 10, 0, G_MAXUINT32, &to, NULL)))
    return FALSE;

  to = MIN (to, (guint64) length);
  if (from >= to)
    return FALSE;

  range->begin = (guint) from;
  range->end = (guint) to;
  return TRUE;
}

/**
 * xmpp_fallback_read:
 * @message: a message stanza
 * @for_ns: what of the message is understood here
 * @body: (nullable): the text of the message
 *
 * Finds which part of a body repeats what @for_ns says. The first one counts.
 *
 * Returns: the part; empty when there is none
 */
XmppFallback
xmpp_fallback_read (XmppElement *message,
                    const char  *for_ns,
                    const char  *body)
{
  XmppFallback range = { 0, 0 };
  guint n_fallbacks = 0;

  g_return_val_if_fail (message != NULL && for_ns != NULL, range);

  if (body == NULL)
    return range;

  for (XmppElement *fallback = xmpp_element_get_child (message, "fallback", XMPP_NS_FALLBACK);
       fallback != NULL && n_fallbacks++ < MAX_FALLBACKS;
       fallback = xmpp_element_get_next_same (fallback))
    {
      XmppElement *region = xmpp_element_get_child (fallback, "body", XMPP_NS_FALLBACK);
      glong length;

      if (g_strcmp0 (xmpp_element_get_attribute (fallback, "for"), for_ns) != 0)
        continue;

      length = g_utf8_strlen (body, -1);
      if (region != NULL)
        read_region (region, length, &range);
      else if (xmpp_element_get_first_child (fallback) == NULL)
        range.end = (guint) length; /* all of the message */
      break;
    }

  return range;
}

/**
 * xmpp_fallback_write:
 * @self: a part of @body; an empty one writes nothing
 * @message: a message that is built
 * @for_ns: what the part repeats
 * @body: the text of the message
 *
 * Marks a part of a body.
 */
void
xmpp_fallback_write (const XmppFallback *self,
                     XmppElement        *message,
                     const char         *for_ns,
                     const char         *body)
{
  XmppElement *fallback;
  XmppElement *region;

  g_return_if_fail (self != NULL && message != NULL && for_ns != NULL && body != NULL);

  if (self->begin >= self->end)
    return;

  fallback = xmpp_element_add_child (message, "fallback", XMPP_NS_FALLBACK);
  xmpp_element_set_attribute (fallback, "for", for_ns);
  region = xmpp_element_add_child (fallback, "body", NULL);

  if (self->begin > 0 || (glong) self->end < g_utf8_strlen (body, -1))
    {
      g_autofree char *begin = g_strdup_printf ("%u", self->begin);
      g_autofree char *end = g_strdup_printf ("%u", self->end);

      xmpp_element_set_attribute (region, "start", begin);
      xmpp_element_set_attribute (region, "end", end);
    }
}

/**
 * xmpp_fallback_strip:
 * @self: a part
 * @body: valid UTF-8
 *
 * Takes a part out of a text, with the white space that set it off.
 *
 * Returns: (transfer full): the rest, "" when nothing is left
 */
char *
xmpp_fallback_strip (const XmppFallback *self,
                     const char         *body)
{
  glong length;
  const char *begin;
  const char *end;
  g_autofree char *head = NULL;

  g_return_val_if_fail (self != NULL && body != NULL, NULL);

  if (self->begin >= self->end)
    return g_strdup (body);

  length = g_utf8_strlen (body, -1);
  begin = g_utf8_offset_to_pointer (body, MIN ((glong) self->begin, length));
  end = g_utf8_offset_to_pointer (body, MIN ((glong) self->end, length));
  head = g_strndup (body, (gsize) (begin - body));

  if (*end == '\0')
    g_strchomp (head);
  if (*head == '\0')
    while (g_ascii_isspace (*end))
      end++;

  return g_strconcat (head, end, NULL);
}
