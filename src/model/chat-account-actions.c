/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do with the contacts of an account. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-contact-private.h"
#include "chat-device-private.h"
#include "chat-error.h"
#include "chat-text.h"
#include "xmpp-blocking.h"
#include "xmpp-namespaces.h"
#include "xmpp-presence.h"
#include "xmpp-roster.h"
#include "xmpp-server-info.h"
#include "xmpp-version.h"

#define MAX_CLIENT_CHARS 100

/* The address that an action is about, or NULL after @task has said why not. */
static XmppAddress *
begin (ChatAccount *self,
       GTask       *task,
       const char  *address)
{
  g_autoptr(XmppAddress) parsed = NULL;
  g_autoptr(GError) error = NULL;

  if (!chat_connection_is_online (self->connection))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The account is not online");
      return NULL;
    }

  parsed = xmpp_address_parse (address, &error);
  if (parsed == NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return NULL;
    }

  return xmpp_address_dup_bare (parsed);
}

static void
end (GTask    *task,
     gboolean  is_done,
     GError   *error) /* (transfer full), NULL when done */
{
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, chat_error_translate (error));
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatAccount *self = g_task_get_source_object (task);
  XmppAddress *address = g_task_get_task_data (task);
  XmppPresence *presence = self->connection->presence;
  XmppRoster *roster = self->connection->roster;
  ChatContact *contact;
  GError *error = NULL;

  if (!xmpp_roster_set_finish (roster, result, &error))
    {
      end (task, FALSE, error);
      return;
    }

  /* Who adds somebody lets them see, too; in advance where the server keeps that: RFC 6121, 3.4. */
  xmpp_presence_subscribe (presence, address, NULL, self->record.nickname, NULL);
  contact = chat_account_find_contact (self, xmpp_address_get_bare (address));
  if (xmpp_roster_can_preapprove (roster)
      || (contact != NULL && chat_contact_get_wants_subscription (contact)))
    xmpp_presence_approve (presence, address);
  end (task, TRUE, NULL);
}

void
chat_account_add_contact_async (ChatAccount         *self,
                                const char          *address,
                                const char          *name,
                                const char *const   *groups,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppAddress *parsed;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (address != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_add_contact_async);
  parsed = begin (self, task, address);
  if (parsed == NULL)
    return;

  g_task_set_task_data (task, parsed, (GDestroyNotify) xmpp_address_unref);
  if (xmpp_address_equal (parsed, self->connection->address))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_ALREADY_EXISTS, "This is ourselves");
  else
    xmpp_roster_set_async (self->connection->roster, parsed, name, groups, cancellable, added_cb,
                           g_steal_pointer (&task));
}

static void
set_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done = xmpp_roster_set_finish (XMPP_ROSTER (object), result, &error);

  end (task, is_done, error);
}

void
chat_account_set_contact_async (ChatAccount         *self,
                                ChatContact         *contact,
                                const char          *name,
                                const char *const   *groups,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) address = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (CHAT_IS_CONTACT (contact));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_set_contact_async);
  address = begin (self, task, chat_contact_get_address (contact));
  if (address != NULL)
    xmpp_roster_set_async (self->connection->roster, address, name, groups, cancellable, set_cb,
                           g_steal_pointer (&task));
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done = xmpp_roster_remove_finish (XMPP_ROSTER (object), result, &error);

  end (task, is_done, error);
}

static void
end_request (ChatAccount *self,
             ChatContact *contact)
{
  gboolean was_listed = chat_account_is_listed (contact);

  chat_contact_set_request (contact, FALSE, NULL);
  chat_account_list_contact (self, contact, was_listed);
}

void
chat_account_remove_contact_async (ChatAccount         *self,
                                   ChatContact         *contact,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) address = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (CHAT_IS_CONTACT (contact));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_remove_contact_async);
  address = begin (self, task, chat_contact_get_address (contact));
  if (address == NULL)
    return;

  if (chat_contact_get_wants_subscription (contact))
    {
      xmpp_presence_deny (self->connection->presence, address);
      end_request (self, contact);
    }
  if (chat_contact_get_in_list (contact))
    xmpp_roster_remove_async (self->connection->roster, address, cancellable, removed_cb,
                              g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

void
chat_account_answer_request_async (ChatAccount         *self,
                                   ChatContact         *contact,
                                   gboolean             approve,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) address = NULL;
  XmppPresence *presence;
  gboolean is_sent;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (CHAT_IS_CONTACT (contact));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_answer_request_async);
  address = begin (self, task, chat_contact_get_address (contact));
  if (address == NULL)
    return;

  presence = self->connection->presence;
  is_sent = approve ? xmpp_presence_approve (presence, address)
                    : xmpp_presence_deny (presence, address);
  if (!is_sent)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The account is not online");
      return;
    }

  if (approve && !chat_contact_get_asking (contact)
      && chat_contact_get_subscription (contact) != CHAT_SUBSCRIPTION_TO
      && chat_contact_get_subscription (contact) != CHAT_SUBSCRIPTION_BOTH)
    xmpp_presence_subscribe (presence, address, NULL, self->record.nickname, NULL);
  end_request (self, contact);
  g_task_return_boolean (task, TRUE);
}

static void
blocked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done = xmpp_blocking_block_finish (XMPP_BLOCKING (object), result, &error);

  end (task, is_done, error);
}

static void
unblocked_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gboolean is_done = xmpp_blocking_unblock_finish (XMPP_BLOCKING (object), result, &error);

  end (task, is_done, error);
}

void
chat_account_block_async (ChatAccount         *self,
                          ChatContact         *contact,
                          gboolean             block,
                          gboolean             report_spam,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  const XmppReport report = { .is_spam = TRUE, .tell_origin = TRUE, .tell_others = TRUE };
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) address = NULL;
  XmppBlocking *blocking;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (CHAT_IS_CONTACT (contact));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_block_async);
  address = begin (self, task, chat_contact_get_address (contact));
  if (address == NULL)
    return;

  blocking = self->connection->blocking;
  if (!xmpp_blocking_is_supported (blocking))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_UNSUPPORTED,
                             "The server cannot block anybody");
  else if (block)
    xmpp_blocking_block_async (blocking, address, report_spam ? &report : NULL, cancellable,
                               blocked_cb, g_steal_pointer (&task));
  else
    xmpp_blocking_unblock_async (blocking, address, cancellable, unblocked_cb,
                                 g_steal_pointer (&task));
}

void
chat_account_ask_presence (ChatAccount *self,
                           ChatContact *contact)
{
  g_autoptr(XmppAddress) address = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (CHAT_IS_CONTACT (contact));

  address = xmpp_address_parse (chat_contact_get_address (contact), NULL);
  if (address != NULL)
    xmpp_presence_subscribe (self->connection->presence, address, NULL, self->record.nickname,
                             NULL);
}

/* The device that a question is about. */
typedef struct {
  ChatContact *contact;
  char        *resource;
} Query;

static void
query_free (Query *query)
{
  g_object_unref (query->contact);
  g_free (query->resource);
  g_free (query);
}

static void
version_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Query *query = g_task_get_task_data (task);
  g_autoptr(XmppSoftware) software = NULL;
  g_autofree char *text = NULL;
  g_autofree char *client = NULL;
  ChatDevice *device;
  GError *error = NULL;

  software = xmpp_version_query_finish (XMPP_VERSION (object), result, &error);
  if (software == NULL)
    {
      end (task, FALSE, error);
      return;
    }

  text = g_strdup_printf ("%s %s%s%s%s", software->name != NULL ? software->name : "",
                          software->version != NULL ? software->version : "",
                          software->os != NULL ? " (" : "",
                          software->os != NULL ? software->os : "",
                          software->os != NULL ? ")" : "");
  client = chat_text_clean_line (text, MAX_CLIENT_CHARS);
  device = chat_contact_find_device (query->contact, query->resource);
  if (device != NULL)
    chat_device_set_client (device, client);
  g_task_return_boolean (task, TRUE);
}

void
chat_account_query_device_async (ChatAccount         *self,
                                 ChatContact         *contact,
                                 const char          *resource,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) address = NULL;
  g_autoptr(XmppAddress) full = NULL;
  Query *query;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (CHAT_IS_CONTACT (contact));
  g_return_if_fail (resource != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_query_device_async);
  address = begin (self, task, chat_contact_get_address (contact));
  if (address == NULL)
    return;

  full = xmpp_address_with_resource (address, resource, NULL);
  if (full == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NOT_FOUND, "There is no such device");
      return;
    }

  query = g_new0 (Query, 1);
  query->contact = g_object_ref (contact);
  query->resource = g_strdup (resource);
  g_task_set_task_data (task, query, (GDestroyNotify) query_free);
  xmpp_version_query_async (self->connection->version, full, cancellable, version_cb,
                            g_steal_pointer (&task));
}

gboolean
chat_account_finish (ChatAccount   *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
