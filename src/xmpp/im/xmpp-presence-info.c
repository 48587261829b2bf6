/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-presence-info.c: what one resource says about itself: RFC 6121, 4.7, with what XEP-0115,
 * 0153, 0203, 0319 and 0390 put into presence. */
#define G_LOG_DOMAIN "xmpp-presence"

#include "xmpp-presence-info.h"

#include "xmpp-datetime.h"
#include "xmpp-delay.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_STATUS_BYTES 4096
#define MAX_NODE_BYTES   1024
#define MAX_HASH_BYTES   256

static const char *const show_names[] = {
  [XMPP_SHOW_OFFLINE] = NULL,
  [XMPP_SHOW_EXTENDED_AWAY] = "xa",
  [XMPP_SHOW_AWAY] = "away",
  [XMPP_SHOW_DO_NOT_DISTURB] = "dnd",
  [XMPP_SHOW_ONLINE] = NULL,
  [XMPP_SHOW_CHAT] = "chat",
};

/* What we can compute, the best first: XEP-0390, 4.2. */
static const char *const caps2_algorithms[] = { "sha-256", "sha-512" };

/**
 * xmpp_show_get_name:
 * @show: an availability
 *
 * Returns: (nullable): what <show/> holds for it: RFC 6121, 4.7.2.1; %NULL for online and offline
 */
const char *
xmpp_show_get_name (XmppShow show)
{
  g_return_val_if_fail (show < G_N_ELEMENTS (show_names), NULL);

  return show_names[show];
}

static XmppShow
parse_show (const char *name)
{
  if (name != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (show_names); i++)
      if (g_strcmp0 (name, show_names[i]) == 0)
        return i;
  return XMPP_SHOW_ONLINE;
}

static int
parse_priority (const char *text)
{
  gint64 priority = 0;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, -128, 127, &priority, NULL))
    return 0;

  return (int) priority;
}

static void
read_idle (XmppPresenceInfo *self,
           XmppElement      *stanza)
{
  XmppElement *idle = xmpp_element_get_child (stanza, "idle", XMPP_NS_IDLE);
  const char *since = idle != NULL ? xmpp_element_get_attribute (idle, "since") : NULL;
  gint64 time_us = 0;

  if (since != NULL && xmpp_datetime_parse (since, &time_us))
    self->idle_since_us = CLAMP (time_us, 0, g_get_real_time ());
}

/* XEP-0153, 4.1: without <photo/> nothing is known yet; an empty one: there is no picture. */
static void
read_photo (XmppPresenceInfo *self,
            XmppElement      *stanza)
{
  XmppElement *x = xmpp_element_get_child (stanza, "x", XMPP_NS_VCARD_UPDATE);
  const char *photo = x != NULL
                      ? xmpp_element_get_child_text (x, "photo", XMPP_NS_VCARD_UPDATE) : NULL;
  g_autofree char *hash = photo != NULL ? g_ascii_strdown (photo, -1) : NULL;

  if (hash != NULL)
    g_strstrip (hash);
  if (hash != NULL && (*hash == '\0' || xmpp_text_is_sha1 (hash)))
    self->photo_hash = g_steal_pointer (&hash);
}

/* XEP-0115, 5.4: without the name of a hash it is the old form, which proves nothing. */
static void
read_caps (XmppPresenceInfo *self,
           XmppElement      *stanza)
{
  XmppElement *c = xmpp_element_get_child (stanza, "c", XMPP_NS_CAPS);
  g_autofree char *algorithm = NULL;
  g_autofree char *value = NULL;
  g_autofree char *node = NULL;

  if (c == NULL)
    return;

  algorithm = xmpp_text_bounded (xmpp_element_get_attribute (c, "hash"), MAX_HASH_BYTES);
  value = xmpp_text_bounded (xmpp_element_get_attribute (c, "ver"), MAX_HASH_BYTES);
  node = xmpp_text_bounded (xmpp_element_get_attribute (c, "node"), MAX_NODE_BYTES);
  if (algorithm == NULL || value == NULL || node == NULL)
    return;

  self->caps.algorithm = g_steal_pointer (&algorithm);
  self->caps.value = g_steal_pointer (&value);
  self->caps_node = g_steal_pointer (&node);
}

static void
read_caps2 (XmppPresenceInfo *self,
            XmppElement      *stanza)
{
  XmppElement *c = xmpp_element_get_child (stanza, "c", XMPP_NS_ECAPS2);
  guint best = G_N_ELEMENTS (caps2_algorithms);
  guint n_hashes = 0;

  if (c == NULL)
    return;

  for (XmppElement *hash = xmpp_element_get_child (c, "hash", XMPP_NS_HASHES);
       hash != NULL && n_hashes < 16;
       hash = xmpp_element_get_next_same (hash), n_hashes++)
    for (guint i = 0; i < best; i++)
      if (g_strcmp0 (xmpp_element_get_attribute (hash, "algo"), caps2_algorithms[i]) == 0)
        {
          g_autofree char *value = xmpp_text_bounded (xmpp_element_get_text (hash), MAX_HASH_BYTES);

          if (value == NULL)
            continue;

          best = i;
          g_free (self->caps2.algorithm);
          g_free (self->caps2.value);
          self->caps2.algorithm = g_strdup (caps2_algorithms[i]);
          self->caps2.value = g_steal_pointer (&value);
        }
}

/**
 * xmpp_presence_info_parse:
 * @stanza: a presence stanza
 * @address: whose presence it is
 *
 * Reads a presence that tells of availability: of no type, "unavailable" or "error".
 *
 * Returns: (transfer full) (nullable): what it says; %NULL for any other type
 */
XmppPresenceInfo *
xmpp_presence_info_parse (XmppElement *stanza,
                          XmppAddress *address)
{
  g_autoptr(XmppPresenceInfo) self = NULL;
  const char *type;

  g_return_val_if_fail (stanza != NULL, NULL);
  g_return_val_if_fail (address != NULL, NULL);

  type = xmpp_element_get_attribute (stanza, "type");
  if (type != NULL && g_strcmp0 (type, "unavailable") != 0 && g_strcmp0 (type, "error") != 0)
    return NULL;

  self = g_atomic_rc_box_new0 (XmppPresenceInfo);
  self->address = xmpp_address_ref (address);
  self->received_us = g_get_monotonic_time ();
  if (g_strcmp0 (type, "error") == 0)
    {
      self->error = xmpp_stanza_error_from_element (stanza);
      return g_steal_pointer (&self);
    }

  self->status = xmpp_text_clip (xmpp_element_get_child_text (stanza, "status", XMPP_NS_CLIENT),
                                 MAX_STATUS_BYTES);
  self->delay_time_us = xmpp_delay_read (stanza, NULL);
  if (type != NULL)
    return g_steal_pointer (&self);

  self->show = parse_show (xmpp_element_get_child_text (stanza, "show", XMPP_NS_CLIENT));
  self->priority = parse_priority (xmpp_element_get_child_text (stanza, "priority",
                                                                XMPP_NS_CLIENT));
  read_idle (self, stanza);
  read_photo (self, stanza);
  read_caps (self, stanza);
  read_caps2 (self, stanza);
  return g_steal_pointer (&self);
}

/**
 * xmpp_presence_info_ref:
 * @self: what a resource says
 *
 * Returns: (transfer full): @self
 */
XmppPresenceInfo *
xmpp_presence_info_ref (XmppPresenceInfo *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer info)
{
  XmppPresenceInfo *self = info;

  xmpp_address_unref (self->address);
  g_free (self->status);
  g_free (self->photo_hash);
  g_free (self->caps_node);
  g_free (self->caps.algorithm);
  g_free (self->caps.value);
  g_free (self->caps2.algorithm);
  g_free (self->caps2.value);
  g_clear_error (&self->error);
}

/**
 * xmpp_presence_info_unref:
 * @self: (transfer full): what a resource says
 *
 * Gives a reference back.
 */
void
xmpp_presence_info_unref (XmppPresenceInfo *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * xmpp_presence_info_compare:
 * @self: one resource
 * @other: another one of the same contact
 *
 * Orders resources by how well the person is reached there: whatever is available, then by priority
 * (RFC 6121, 4.7.2.3), by how available it is, and by who spoke last.
 *
 * Returns: more than 0 when @self is the better one, less than 0 when @other is
 */
int
xmpp_presence_info_compare (const XmppPresenceInfo *self,
                            const XmppPresenceInfo *other)
{
  gboolean is_available;
  gboolean other_is_available;

  g_return_val_if_fail (self != NULL && other != NULL, 0);

  is_available = self->show != XMPP_SHOW_OFFLINE;
  other_is_available = other->show != XMPP_SHOW_OFFLINE;
  if (is_available != other_is_available)
    return is_available ? 1 : -1;

  if (self->priority != other->priority)
    return self->priority > other->priority ? 1 : -1;

  if (self->show != other->show)
    return self->show > other->show ? 1 : -1;

  return (self->received_us > other->received_us) - (self->received_us < other->received_us);
}
