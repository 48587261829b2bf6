/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the person cancelled while it rested, or refused when its sender had forgotten the session:
 * there was nobody to tell. Whoever sends it offers it anew by itself, and hears of it then,
 * instead of the person being asked. That is once: who offers it again after having heard so means
 * it. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs-private.h"

#include "chat-directs.h"
#include "chat-file-told.h"
#include "xmpp-address.h"
#include "xmpp-jingle-files.h"

#include <string.h>

/* Whoever has not offered it anew by then has given it up. */
#define REFUSED_US (24 * G_TIME_SPAN_HOUR)

/* The oldest are asked for again. */
#define MAX_REFUSED 100

typedef struct {
  XmppAddress *peer;
  ArchiveFile *file;
  gint64       time_us; /* monotonic */
  gboolean     is_declined; /* not even begun */
} Refused;

static void
refused_free (gpointer data)
{
  Refused *refused = data;

  xmpp_address_unref (refused->peer);
  archive_file_free (refused->file);
  g_free (refused);
}

/* Of what has two names in its sender's mouth there are two. */
gboolean
chat_directs_is_same_file (const ArchiveFile *one,
                           const ArchiveFile *other)
{
  return one->sha256 != NULL && g_strcmp0 (one->sha256, other->sha256) == 0
         && one->size_bytes == other->size_bytes && g_strcmp0 (one->name, other->name) == 0
         && (one->offer_id == NULL || other->offer_id == NULL
             || strcmp (one->offer_id, other->offer_id) == 0);
}

static void
add (ChatDirects    *self,
     XmppJingleFile *jingle,
     ArchiveFile    *file, /* (transfer full) */
     gboolean        is_declined)
{
  Refused *refused = g_new0 (Refused, 1);

  refused->peer = xmpp_address_ref (xmpp_jingle_file_get_peer (jingle));
  refused->file = file;
  refused->time_us = g_get_monotonic_time ();
  refused->is_declined = is_declined;
  g_queue_push_tail (&self->refused, refused);
  if (self->refused.length > MAX_REFUSED)
    refused_free (g_queue_pop_head (&self->refused));
}

static ArchiveFile *
read_file (XmppJingleFile *jingle)
{
  ArchiveFile *file = chat_file_told_read (xmpp_jingle_file_get_file (jingle));

  file->offer_id = g_strdup (xmpp_jingle_file_get_offer_id (jingle));
  return file;
}

/* It may have been offered anew before that is known. Where nobody says that it is the same, the
 * person has been asked. */
static void
unheard_cb (XmppJingleFile *jingle,
            ChatDirects    *self)
{
  g_autoptr(ArchiveFile) file = read_file (jingle);
  const GError *error = xmpp_jingle_file_get_error (jingle);

  for (guint i = 0; i < self->receives->len; i++)
    {
      ChatReceive *receive = g_ptr_array_index (self->receives, i);

      if (!chat_receive_is_same (receive, xmpp_jingle_file_get_peer (jingle), file))
        continue;

      if (receive->transfer == NULL && file->offer_id != NULL && receive->row->offer_id != NULL)
        chat_receive_decline (receive);
      return;
    }

  add (self, jingle, g_steal_pointer (&file),
       g_error_matches (error, XMPP_JINGLE_ERROR, XMPP_JINGLE_ERROR_DECLINED));
}

void
chat_directs_refuse (ChatDirects *self,
                     ChatReceive *receive)
{
  if (receive->row->sha256 == NULL || receive->next != NULL)
    return;

  if (!xmpp_jingle_file_is_ending (receive->jingle))
    g_signal_connect_object (receive->jingle, "unheard", G_CALLBACK (unheard_cb), self,
                             G_CONNECT_DEFAULT);
  else if (receive->transfer != NULL)
    add (self, receive->jingle, archive_file_copy (receive->row), FALSE);
}

gboolean
chat_directs_take_refused (ChatDirects       *self,
                           XmppJingleFile    *jingle,
                           const ArchiveFile *file)
{
  XmppAddress *peer = xmpp_jingle_file_get_peer (jingle);

  for (GList *link = self->refused.head; link != NULL; link = link->next)
    {
      Refused *refused = link->data;
      gboolean is_due;

      if (!xmpp_address_equal_bare (refused->peer, peer)
          || !chat_directs_is_same_file (refused->file, file))
        continue;

      is_due = g_get_monotonic_time () - refused->time_us <= REFUSED_US;
      if (is_due && refused->is_declined)
        xmpp_jingle_file_decline (jingle);
      else if (is_due)
        xmpp_jingle_file_cancel (jingle);
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
