/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-delay.c: when a stanza was sent that comes late: XEP-0203, and XEP-0091 from old servers. */
#define G_LOG_DOMAIN "xmpp-delay"

#include "xmpp-delay.h"

#include "xmpp-datetime.h"
#include "xmpp-namespaces.h"

#include <string.h>

/* XEP-0091 writes "20020910T23:08:25", always UTC. */
static gint64
parse_legacy_stamp (const char *stamp)
{
  g_autoptr(GString) text = NULL;
  gint64 time_us = 0;

  if (stamp == NULL || strlen (stamp) != 17)
    return 0;

  text = g_string_new (stamp);
  g_string_insert (text, 6, "-");
  g_string_insert (text, 4, "-");
  g_string_append_c (text, 'Z');
  return xmpp_datetime_parse (text->str, &time_us) ? time_us : 0;
}

static gint64
read_stamp (XmppElement *delay,
            gboolean     is_legacy)
{
  const char *stamp = xmpp_element_get_attribute (delay, "stamp");
  gint64 time_us = 0;

  if (is_legacy)
    return parse_legacy_stamp (stamp);

  return stamp != NULL && xmpp_datetime_parse (stamp, &time_us) ? time_us : 0;
}

static XmppElement *
find_last (XmppElement *stanza,
           gboolean    *is_legacy)
{
  XmppElement *last = NULL;

  for (XmppElement *delay = xmpp_element_get_child (stanza, "delay", XMPP_NS_DELAY);
       delay != NULL;
       delay = xmpp_element_get_next_same (delay))
    last = delay;

  *is_legacy = last == NULL;
  return last != NULL ? last : xmpp_element_get_child (stanza, "x", XMPP_NS_LEGACY_DELAY);
}

/**
 * xmpp_delay_read_stamp:
 * @stanza: a stanza, or what holds one
 *
 * Reads when @stanza was sent, as the clock of whoever says so had it, which may be fast.
 *
 * Returns: µs since 1970; 0 when it was not delayed
 */
gint64
xmpp_delay_read_stamp (XmppElement *stanza)
{
  gboolean is_legacy = FALSE;
  XmppElement *last;

  g_return_val_if_fail (stanza != NULL, 0);

  last = find_last (stanza, &is_legacy);
  return last != NULL ? MAX (read_stamp (last, is_legacy), 0) : 0;
}

/**
 * xmpp_delay_read:
 * @stanza: a stanza
 * @from: (out) (optional) (nullable) (transfer full): who says that it was delayed; what it held
 *   before is dropped without being freed
 *
 * Reads when @stanza was sent. Who forwards it adds a mark behind those that are there, so the last
 * one is the nearest to us, and counts; whether its author is believed is for the caller to decide.
 * Nothing comes from the future: such a time is now.
 *
 * Returns: µs since 1970; 0 when it was not delayed
 */
gint64
xmpp_delay_read (XmppElement  *stanza,
                 XmppAddress **from)
{
  gint64 time_us;

  g_return_val_if_fail (stanza != NULL, 0);

  time_us = xmpp_delay_read_stamp (stanza);
  if (from != NULL && time_us > 0)
    {
      gboolean is_legacy = FALSE;
      const char *text = xmpp_element_get_attribute (find_last (stanza, &is_legacy), "from");

      *from = text != NULL ? xmpp_address_parse (text, NULL) : NULL;
    }

  return MIN (time_us, g_get_real_time ());
}
