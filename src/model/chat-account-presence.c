/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Own presence, chosen and automatic (RFC 6121, 4; XEP-0319), and that of contacts. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-contact-private.h"
#include "chat-device-private.h"
#include "chat-text.h"
#include "xmpp-presence.h"
#include "xmpp-session.h"

#include <string.h>

#define MAX_STATUSES     10
#define MAX_STATUS_CHARS 300

static const XmppShow shows[] = {
  [CHAT_PRESENCE_CHATTY] = XMPP_SHOW_CHAT,
  [CHAT_PRESENCE_AVAILABLE] = XMPP_SHOW_ONLINE,
  [CHAT_PRESENCE_AWAY] = XMPP_SHOW_AWAY,
  [CHAT_PRESENCE_EXTENDED_AWAY] = XMPP_SHOW_EXTENDED_AWAY,
  [CHAT_PRESENCE_DO_NOT_DISTURB] = XMPP_SHOW_DO_NOT_DISTURB,
  [CHAT_PRESENCE_OFFLINE] = XMPP_SHOW_OFFLINE,
};

static ChatPresence
presence_from_show (XmppShow show)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shows); i++)
    if (shows[i] == show)
      return (ChatPresence) i;

  return CHAT_PRESENCE_OFFLINE;
}

void
chat_account_show_presence (ChatAccount *self,
                            ChatContact *contact,
                            XmppAddress *address)
{
  const XmppPresenceInfo *best =
    xmpp_presence_get_best (self->connection->presence, address);
  gint64 last_s = 0;

  if (best == NULL)
    {
      chat_contact_set_presence (contact, CHAT_PRESENCE_OFFLINE, NULL, 0);
      return;
    }

  if (best->idle_since_us > 0)
    last_s = best->idle_since_us / G_USEC_PER_SEC;
  chat_contact_set_presence (contact, presence_from_show (best->show), best->status, last_s);
}

static void
show_device (ChatContact            *contact,
             const XmppPresenceInfo *info)
{
  const char *resource = xmpp_address_get_resource (info->address);
  g_autofree char *status = NULL;

  if (resource == NULL)
    return;

  if (info->show == XMPP_SHOW_OFFLINE)
    {
      chat_contact_remove_device (contact, resource);
      return;
    }

  status = chat_text_clean_line (info->status, MAX_STATUS_CHARS);
  chat_device_set_state (chat_contact_add_device (contact, resource),
                         presence_from_show (info->show), status, info->priority);
}

static void
changed_cb (XmppPresence     *presence,
            XmppAddress      *address,
            XmppPresenceInfo *info,
            ChatAccount      *self)
{
  ChatContact *contact = chat_account_find_contact (self, xmpp_address_get_bare (address));

  /* Strangers may send any presence; nobody looks at it. */
  if (contact == NULL)
    return;

  show_device (contact, info);
  chat_account_show_presence (self, contact, address);
}

static void
reset_cb (ChatAccount *self)
{
  g_autoptr(GPtrArray) contacts = chat_account_dup_contacts (self);

  for (guint i = 0; i < contacts->len; i++)
    {
      chat_contact_remove_all_devices (g_ptr_array_index (contacts, i));
      chat_contact_set_presence (g_ptr_array_index (contacts, i), CHAT_PRESENCE_OFFLINE, NULL, 0);
    }
}

void
chat_account_init_presence (ChatAccount *self)
{
  g_signal_connect_object (self->connection->presence, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connection->presence, "reset", G_CALLBACK (reset_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Away by itself is only who said to be there. */
static gboolean
may_go_away (ChatAccount *self)
{
  return self->record.presence == CHAT_PRESENCE_CHATTY
         || self->record.presence == CHAT_PRESENCE_AVAILABLE;
}

void
chat_account_apply_presence (ChatAccount *self)
{
  ChatPresence presence;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  presence = self->record.presence;
  if (self->is_automatic_away && may_go_away (self))
    presence = self->automatic_presence;
  if (presence != CHAT_PRESENCE_OFFLINE)
    xmpp_presence_set (self->connection->presence, shows[presence], self->record.status);
}

static void
remember_status (ChatAccount *self,
                 const char  *status)
{
  GPtrArray *history = self->record.status_history;
  g_autofree char *lines = NULL;

  for (guint i = 0; i + 1 < history->len; i++)
    if (g_str_equal (g_ptr_array_index (history, i), status))
      {
        g_ptr_array_remove_index (history, i);
        break;
      }
  g_ptr_array_insert (history, 0, g_strdup (status));
  if (history->len > MAX_STATUSES + 1)
    g_ptr_array_remove_index (history, MAX_STATUSES);

  lines = g_strjoinv ("\n", (char **) history->pdata);
  chat_account_save_setting (self, "statuses", lines);
}

void
chat_account_set_presence (ChatAccount  *self,
                           ChatPresence  presence,
                           const char   *status)
{
  g_autofree char *clean = NULL;
  gboolean is_other;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  clean = chat_text_clean_line (status, MAX_STATUS_CHARS);
  is_other = g_strcmp0 (self->record.status, clean) != 0;
  if (self->record.presence == presence && !is_other)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  if (is_other)
    {
      g_free (self->record.status);
      self->record.status = g_steal_pointer (&clean);
      if (self->record.status != NULL)
        remember_status (self, self->record.status);
      chat_account_notify (self, CHAT_ACCOUNT_PROP_STATUS);
    }
  if (self->record.presence != presence)
    {
      self->record.presence = presence;
      chat_account_notify (self, CHAT_ACCOUNT_PROP_PRESENCE);
    }
  chat_account_save (self);
  chat_account_apply_presence (self);
  chat_account_update_session (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_account_set_idle (ChatAccount *self,
                       guint        idle_s,
                       gboolean     locked)
{
  const ChatPolicy *policy = &self->connection->policy;
  ChatPresence automatic = CHAT_PRESENCE_AVAILABLE;
  gboolean is_away;

  if (policy->extended_away_after_s > 0 && idle_s >= policy->extended_away_after_s)
    automatic = CHAT_PRESENCE_EXTENDED_AWAY;
  else if ((policy->away_after_s > 0 && idle_s >= policy->away_after_s) || locked)
    automatic = CHAT_PRESENCE_AWAY;

  is_away = automatic != CHAT_PRESENCE_AVAILABLE && may_go_away (self);
  if (is_away == self->is_automatic_away && (!is_away || automatic == self->automatic_presence))
    return;

  /* Since when is told with the presence that changes for it, and taken back with the next. */
  if (!is_away || !policy->send_idle)
    xmpp_presence_set_idle_since (self->connection->presence, 0);
  else if (!self->is_automatic_away)
    xmpp_presence_set_idle_since (self->connection->presence,
                                  g_get_real_time () - (gint64) idle_s * G_USEC_PER_SEC);

  self->automatic_presence = automatic;
  if (self->is_automatic_away != is_away)
    {
      self->is_automatic_away = is_away;
      chat_account_notify (self, CHAT_ACCOUNT_PROP_AUTOMATIC_AWAY);
    }
  chat_account_apply_presence (self);
}

void
chat_account_set_active (ChatAccount *self,
                         gboolean     active)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  xmpp_session_set_active (self->connection->session, active);
}

void
chat_account_set_policy (ChatAccount      *self,
                         const ChatPolicy *policy)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  chat_connection_set_policy (self->connection, policy);
}
