/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people say of themselves: vCard (XEP-0054), picture (XEP-0084), nickname (XEP-0172); and the
 * password, which is nobody else's business. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-avatars.h"
#include "chat-connection.h"
#include "chat-error.h"
#include "chat-prompt.h"
#include "chat-text.h"
#include "xmpp-avatar.h"
#include "xmpp-nick.h"
#include "xmpp-register.h"
#include "xmpp-vcard-temp.h"

#define MAX_LINE_CHARS 200

/* Which property of a profile is which field of a vCard. */
static const struct {
  const char *property;
  gsize       member;
} fields[] = {
  { "full-name", G_STRUCT_OFFSET (XmppVcard, full_name) },
  { "nickname", G_STRUCT_OFFSET (XmppVcard, nickname) },
  { "email", G_STRUCT_OFFSET (XmppVcard, email) },
  { "phone", G_STRUCT_OFFSET (XmppVcard, phone) },
  { "organization", G_STRUCT_OFFSET (XmppVcard, organization) },
  { "job-title", G_STRUCT_OFFSET (XmppVcard, title) },
  { "birthday", G_STRUCT_OFFSET (XmppVcard, birthday) },
  { "url", G_STRUCT_OFFSET (XmppVcard, url) },
  { "note", G_STRUCT_OFFSET (XmppVcard, note) },
};

static gboolean
begin (ChatAccount *self,
       GTask       *task)
{
  if (chat_connection_is_online (self->connection))
    return TRUE;

  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The account is not online");
  return FALSE;
}

/* The own picture. */

static void
own_avatar_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(ChatAccount) self = user_data;
  g_autoptr(GBytes) bytes = chat_avatars_load_finish (CHAT_AVATARS (object), result, NULL);

  if (bytes != NULL)
    chat_account_set_own_avatar (self, bytes);
  else
    chat_avatars_note_missing (CHAT_AVATARS (object), self->address);
}

void
chat_account_load_own_avatar (ChatAccount *self)
{
  const char *hash = chat_avatars_get_hash (self->avatars, self->address);

  if (hash == NULL)
    chat_account_set_own_avatar (self, NULL);
  else
    chat_avatars_load_async (self->avatars, hash, NULL, own_avatar_cb, g_object_ref (self));
}

static void
published_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *hash = xmpp_avatar_publish_finish (XMPP_AVATAR (object), result, &error);

  if (hash == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  chat_avatars_set (self->avatars, self->address, hash, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

void
chat_account_set_avatar_async (ChatAccount         *self,
                               GBytes              *png,
                               int                  width,
                               int                  height,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (png == NULL || (width > 0 && height > 0));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_set_avatar_async);
  if (png != NULL)
    g_task_set_task_data (task, g_bytes_ref (png), (GDestroyNotify) g_bytes_unref);
  if (png != NULL && g_bytes_get_size (png) > XMPP_AVATAR_MAX_BYTES)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "The picture is too large");
  else if (begin (self, task))
    xmpp_avatar_publish_async (self->connection->avatars, png, (guint) MAX (width, 0),
                               (guint) MAX (height, 0), cancellable, published_cb,
                               g_steal_pointer (&task));
}

/* The own nickname. */

static void
nick_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!xmpp_nick_publish_finish (XMPP_NICK (object), result, &error))
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  chat_account_set_own_nickname (g_task_get_source_object (task), g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

void
chat_account_set_nickname_async (ChatAccount         *self,
                                 const char          *nickname,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  char *clean;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_set_nickname_async);
  clean = chat_text_clean_line (nickname, MAX_LINE_CHARS);
  g_task_set_task_data (task, clean, g_free);
  if (begin (self, task))
    xmpp_nick_publish_async (self->connection->nicks, clean, cancellable, nick_cb,
                             g_steal_pointer (&task));
}

/* vCards. */

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(XmppVcard) vcard = NULL;
  g_autoptr(ChatProfile) profile = NULL;
  GError *error = NULL;

  vcard = xmpp_vcard_temp_get_finish (XMPP_VCARD_TEMP (object), result, &error);
  if (vcard == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  profile = chat_profile_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value =
        chat_text_clean_line (G_STRUCT_MEMBER (char *, vcard, fields[i].member), 4096);

      g_object_set (profile, fields[i].property, value, NULL);
    }
  g_task_return_pointer (task, g_steal_pointer (&profile), g_object_unref);
}

void
chat_account_load_profile_async (ChatAccount         *self,
                                 ChatContact         *contact,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) address = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_load_profile_async);
  if (contact != NULL)
    address = xmpp_address_parse (chat_contact_get_address (contact), NULL);
  if (begin (self, task))
    xmpp_vcard_temp_get_async (self->connection->vcards, address, cancellable, loaded_cb,
                               g_steal_pointer (&task));
}

ChatProfile *
chat_account_load_profile_finish (ChatAccount   *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (xmpp_vcard_temp_set_finish (XMPP_VCARD_TEMP (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, chat_error_translate (error));
}

/* What else the vCard holds, from other clients, goes back as it came. */
static void
save_over_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatProfile *profile = g_task_get_task_data (task);
  g_autoptr(XmppVcard) vcard = NULL;
  GError *error = NULL;

  vcard = xmpp_vcard_temp_get_finish (XMPP_VCARD_TEMP (object), result, &error);
  if (vcard == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      char **member = G_STRUCT_MEMBER_P (vcard, fields[i].member);

      g_clear_pointer (member, g_free);
      g_object_get (profile, fields[i].property, member, NULL);
    }
  xmpp_vcard_temp_set_async (XMPP_VCARD_TEMP (object), vcard, g_task_get_cancellable (task),
                             saved_cb, g_object_ref (task));
}

void
chat_account_save_profile_async (ChatAccount         *self,
                                 ChatProfile         *profile,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (CHAT_IS_PROFILE (profile));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_save_profile_async);
  g_task_set_task_data (task, g_object_ref (profile), g_object_unref);
  if (begin (self, task))
    xmpp_vcard_temp_get_async (self->connection->vcards, NULL, cancellable, save_over_cb,
                               g_steal_pointer (&task));
}

/* The password. */

static void
password_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatAccount *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!xmpp_register_change_password_finish (XMPP_REGISTER (object), result, &error))
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  chat_prompt_change (self->prompt, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

void
chat_account_change_password_async (ChatAccount         *self,
                                    const char          *password,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_change_password_async);
  g_task_set_task_data (task, g_strdup (password), g_free);
  if (begin (self, task))
    xmpp_register_change_password_async (self->connection->registering, password, cancellable,
                                         password_cb, g_steal_pointer (&task));
}
