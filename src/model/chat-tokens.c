/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps tokens (XEP-0484) in the key ring. */
#define G_LOG_DOMAIN "chat-tokens"

#include "chat-tokens.h"

#include "chat-prompt.h"
#include "xmpp-token-store.h"

#include <string.h>

#define KIND_TOKEN "token"

/* A key ring that waits for somebody to unlock it must not hold everything up. */
#define KEYRING_TIMEOUT_S 10

struct _ChatTokens
{
  GObject       parent_instance;

  char         *address;
  ChatKeyring  *keyring;
  ChatPrompt   *prompt;
  gboolean      is_kept;     /* there is one in the key ring */

  GTask        *task;        /* (nullable): somebody waits for the token */
  GCancellable *lookup;      /* (nullable): the key ring is being asked */
  guint         timeout;

  /* The key ring is told one thing after the other, and of several only the last. */
  char         *wanted;      /* (nullable): what it shall keep; nothing */
  gboolean      is_changed;  /* it has not been told yet */
  gboolean      is_changing; /* it is being told */
  GQueue        settling;    /* owned GTask: wait for it */
};

static void token_store_iface_init (XmppTokenStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatTokens, chat_tokens, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_TOKEN_STORE,
                                                      token_store_iface_init))

enum {
  SIGNAL_KEPT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void change (ChatTokens *self);

static void
set_wanted (ChatTokens *self,
            const char *wanted)
{
  if (self->wanted != NULL)
    explicit_bzero (self->wanted, strlen (self->wanted));
  g_free (self->wanted);
  self->wanted = g_strdup (wanted);
}

static void
set_kept (ChatTokens *self,
          gboolean    kept)
{
  if (self->is_kept == kept)
    return;

  self->is_kept = kept;
  g_signal_emit (self, signals[SIGNAL_KEPT], 0, kept);
}

static void
end_change (ChatTokens *self)
{
  GTask *task;

  self->is_changing = FALSE;
  change (self);
  if (self->is_changing)
    return;

  while ((task = g_queue_pop_head (&self->settling)) != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatTokens) self = user_data;
  g_autoptr(GError) error = NULL;

  /* There is still the password. */
  if (!chat_keyring_store_finish (CHAT_KEYRING (object), result, &error))
    g_debug ("The key ring did not take a token: %s", error->message);
  end_change (self);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ChatTokens) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_keyring_clear_finish (CHAT_KEYRING (object), result, &error))
    g_warning ("The key ring did not forget a token: %s", error->message);
  end_change (self);
}

static void
change (ChatTokens *self)
{
  if (!self->is_changed || self->is_changing)
    return;

  self->is_changed = FALSE;
  self->is_changing = TRUE;
  if (self->wanted != NULL)
    chat_keyring_store_async (self->keyring, self->address, KIND_TOKEN, self->wanted, NULL,
                              stored_cb, g_object_ref (self));
  else
    chat_keyring_clear_async (self->keyring, self->address, KIND_TOKEN, NULL, cleared_cb,
                              g_object_ref (self));
  set_wanted (self, NULL);
}

/* The one door out of a question. @error: (nullable) (transfer full): there is no token */
static void
answer (ChatTokens *self,
        const char *token,
        GError     *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->lookup != NULL)
    g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup (token), g_free);
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatTokens) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *token = chat_keyring_lookup_finish (CHAT_KEYRING (object), result, &error);

  if (self->task == NULL)
    return; /* too late */

  if (error != NULL)
    {
      chat_prompt_note_broken (self->prompt);
      answer (self, NULL, g_steal_pointer (&error));
      return;
    }

  if (token != NULL)
    chat_prompt_note_kept (self->prompt);
  else
    set_kept (self, FALSE);
  answer (self, token, NULL);
  if (token != NULL)
    explicit_bzero (token, strlen (token));
}

static gboolean
timeout_cb (gpointer user_data)
{
  ChatTokens *self = user_data;

  self->timeout = 0;
  chat_prompt_note_broken (self->prompt);
  answer (self, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                           "The key ring does not answer"));
  return G_SOURCE_REMOVE;
}

static void
load_async (XmppTokenStore      *store,
            const char          *address,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  ChatTokens *self = CHAT_TOKENS (store);
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, load_async);
  if (!self->is_kept || self->task != NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  self->task = g_steal_pointer (&task);
  self->lookup = g_cancellable_new ();
  self->timeout = g_timeout_add_seconds (KEYRING_TIMEOUT_S, timeout_cb, self);
  chat_keyring_lookup_async (self->keyring, self->address, KIND_TOKEN, self->lookup, lookup_cb,
                             g_object_ref (self));
}

static char *
load_finish (XmppTokenStore  *store,
             GAsyncResult    *result,
             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_token (XmppTokenStore *store,
             const char     *address,
             const char     *token)
{
  ChatTokens *self = CHAT_TOKENS (store);

  if (!self->is_kept && !chat_prompt_is_kept (self->prompt))
    return;

  set_wanted (self, token);
  self->is_changed = TRUE;
  set_kept (self, TRUE);
  change (self);
}

static void
forget (XmppTokenStore *store,
        const char     *address)
{
  ChatTokens *self = CHAT_TOKENS (store);

  if (!self->is_kept)
    return;

  set_wanted (self, NULL);
  self->is_changed = TRUE;
  set_kept (self, FALSE);
  change (self);
}

static void
token_store_iface_init (XmppTokenStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->store = store_token;
  iface->forget = forget;
}

static void
chat_tokens_finalize (GObject *object)
{
  ChatTokens *self = CHAT_TOKENS (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_object (&self->keyring);
  g_clear_object (&self->prompt);
  g_assert (self->task == NULL); /* it would hold a reference */
  set_wanted (self, NULL);

  G_OBJECT_CLASS (chat_tokens_parent_class)->finalize (object);
}

static void
chat_tokens_class_init (ChatTokensClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_tokens_finalize;

  signals[SIGNAL_KEPT] = g_signal_new ("kept", CHAT_TYPE_TOKENS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
chat_tokens_init (ChatTokens *self)
{
  g_queue_init (&self->settling);
}

ChatTokens *
chat_tokens_new (const char  *address,
                 ChatKeyring *keyring,
                 ChatPrompt  *prompt)
{
  ChatTokens *self = NULL;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (CHAT_IS_KEYRING (keyring) && CHAT_IS_PROMPT (prompt), NULL);

  self = g_object_new (CHAT_TYPE_TOKENS, NULL);
  self->address = g_strdup (address);
  self->keyring = g_object_ref (keyring);
  self->prompt = g_object_ref (prompt);
  return self;
}

void
chat_tokens_set_kept (ChatTokens *self,
                      gboolean    kept)
{
  g_return_if_fail (CHAT_IS_TOKENS (self));

  self->is_kept = kept != FALSE;
}

void
chat_tokens_settle_async (ChatTokens          *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_TOKENS (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_tokens_settle_async);
  if (!self->is_changing)
    g_task_return_boolean (task, TRUE);
  else
    g_queue_push_tail (&self->settling, g_steal_pointer (&task));
}

void
chat_tokens_settle_finish (ChatTokens   *self,
                           GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
