/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server keeps of our messages: XEP-0441. */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-error.h"
#include "xmpp-mam.h"

static const XmppMamPolicy policies[] = {
  [CHAT_ARCHIVE_EVERYBODY] = XMPP_MAM_POLICY_ALWAYS,
  [CHAT_ARCHIVE_CONTACTS] = XMPP_MAM_POLICY_ROSTER,
  [CHAT_ARCHIVE_NOBODY] = XMPP_MAM_POLICY_NEVER,
};

static GTask *
begin (ChatAccount         *self,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_account_load_archive_policy_async);
  if (chat_connection_is_online (self->connection))
    return task;

  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The account is not online");
  g_object_unref (task);
  return NULL;
}

/* @prefs: (nullable) @error: (transfer full): why there are none */
static void
end (GTask              *task,
     const XmppMamPrefs *prefs,
     GError             *error)
{
  if (prefs == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    if (policies[i] == prefs->policy)
      g_task_return_int (task, (gssize) i);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(XmppMamPrefs) prefs = xmpp_mam_get_prefs_finish (XMPP_MAM (object), result, &error);

  end (task, prefs, error);
}

void
chat_account_load_archive_policy_async (ChatAccount         *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  task = begin (self, cancellable, callback, user_data);
  if (task != NULL)
    xmpp_mam_get_prefs_async (self->connection->mam, cancellable, loaded_cb, task);
}

static void
set_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(XmppMamPrefs) prefs = xmpp_mam_set_prefs_finish (XMPP_MAM (object), result, &error);

  end (task, prefs, error);
}

/* Whom another client has named stays named: what is set replaces everything. */
static void
set_over_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const ChatArchivePolicy *policy = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(XmppMamPrefs) prefs = xmpp_mam_get_prefs_finish (XMPP_MAM (object), result, &error);

  if (prefs == NULL)
    {
      end (task, NULL, error);
      return;
    }

  prefs->policy = policies[*policy];
  xmpp_mam_set_prefs_async (XMPP_MAM (object), prefs, g_task_get_cancellable (task), set_cb,
                            g_object_ref (task));
}

void
chat_account_set_archive_policy_async (ChatAccount         *self,
                                       ChatArchivePolicy    policy,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail ((gsize) policy < G_N_ELEMENTS (policies));

  task = begin (self, cancellable, callback, user_data);
  if (task == NULL)
    return;

  g_task_set_task_data (task, g_memdup2 (&policy, sizeof policy), g_free);
  xmpp_mam_get_prefs_async (self->connection->mam, cancellable, set_over_cb, task);
}

gboolean
chat_account_archive_policy_finish (ChatAccount        *self,
                                    GAsyncResult       *result,
                                    ChatArchivePolicy  *policy,
                                    GError            **error)
{
  gssize answer;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (policy != NULL, FALSE);

  answer = g_task_propagate_int (G_TASK (result), error);
  if (answer < 0)
    return FALSE;

  *policy = (ChatArchivePolicy) answer;
  return TRUE;
}
