/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the person cancelled while it rested: there was nobody to tell. Whoever sends it offers it
 * anew by itself, and hears of it then, instead of the person being asked. That is once: who offers
 * it again after having heard so means it. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs-private.h"

#include "xmpp-address.h"
#include "xmpp-jingle-files.h"

/* Whoever has not offered it anew by then has given it up. */
#define REFUSED_US (24 * G_TIME_SPAN_HOUR)

/* The oldest are asked for again. */
#define MAX_REFUSED 100

typedef struct {
  XmppAddress *peer;
  ArchiveFile *file;
  gint64       time_us; /* monotonic */
} Refused;

static void
refused_free (gpointer data)
{
  Refused *refused = data;

  xmpp_address_unref (refused->peer);
  archive_file_free (refused->file);
  g_free (refused);
}

gboolean
chat_directs_is_same_file (const ArchiveFile *one,
                           const ArchiveFile *other)
{
  return one->sha256 != NULL && g_strcmp0 (one->sha256, other->sha256) == 0
         && one->size_bytes == other->size_bytes && g_strcmp0 (one->name, other->name) == 0;
}

void
chat_directs_refuse (ChatDirects *self,
                     ChatReceive *receive)
{
  Refused *refused;

  /* Else whoever sends it hears so now. */
  if (receive->transfer == NULL || receive->row->sha256 == NULL || receive->next != NULL
      || !xmpp_jingle_file_is_ending (receive->jingle))
    return;

  refused = g_new0 (Refused, 1);
  refused->peer = xmpp_address_ref (xmpp_jingle_file_get_peer (receive->jingle));
  refused->file = archive_file_copy (receive->row);
  refused->time_us = g_get_monotonic_time ();
  g_queue_push_tail (&self->refused, refused);
  if (self->refused.length > MAX_REFUSED)
    refused_free (g_queue_pop_head (&self->refused));
}

gboolean
chat_directs_take_refused (ChatDirects       *self,
                           XmppAddress       *peer,
                           const ArchiveFile *file)
{
  for (GList *link = self->refused.head; link != NULL; link = link->next)
    {
      Refused *refused = link->data;
      gboolean is_due;

      if (!xmpp_address_equal_bare (refused->peer, peer)
          || !chat_directs_is_same_file (refused->file, file))
        continue;

      is_due = g_get_monotonic_time () - refused->time_us <= REFUSED_US;
      refused_free (refused);
      g_queue_delete_link (&self->refused, link);
      return is_due;
    }

  return FALSE;
}

void
chat_directs_clear_refused (ChatDirects *self)
{
  g_queue_clear_full (&self->refused, refused_free);
}
