/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the password of an account comes from: memory, the key ring, a person. */
#define G_LOG_DOMAIN "chat-prompt"

#include "chat-prompt.h"

#include "chat-error.h"
#include "xmpp-error.h"
#include "xmpp-sasl-prompt.h"

#include <string.h>

/* A key ring that waits for somebody to unlock it must not hold everything up. */
#define KEYRING_TIMEOUT_S 10

struct _ChatPrompt
{
  GObject       parent_instance;

  char         *address;
  const char   *kind;
  ChatKeyring  *keyring;     /* (nullable) */
  char         *password;    /* (nullable) */
  GTask        *task;        /* (nullable): the session waits for it */
  GSource      *cancelled;   /* (nullable): tells when the session gives up */
  GCancellable *lookup;      /* (nullable): the key ring is being asked */
  guint         timeout;
  GQueue        settling;    /* owned GTask: wait until @n_changing is 0 */
  guint         n_changing;  /* what the key ring was told and has not done yet */
  gboolean      is_fresh;    /* @password was not tried yet */
  gboolean      is_looked_up; /* the key ring was asked in this sign-in */
  gboolean      is_asking;   /* a person is */
  gboolean      is_broken;   /* the key ring is, in this sign-in */
  gboolean      is_kept;     /* @password is in the key ring */
  gboolean      remember;    /* in the key ring, once it was accepted */
};

static void prompt_iface_init (XmppSaslPromptInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatPrompt, chat_prompt, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_SASL_PROMPT, prompt_iface_init))

enum {
  SIGNAL_NEEDED,
  SIGNAL_ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_password (ChatPrompt *self,
              const char *password)
{
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  self->password = g_strdup (password);
}

static void
end_question (ChatPrompt *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_clear_handle_id (&self->timeout, g_source_remove);
  /* Left without its answer, as when the connection was cut meanwhile, it is asked again. */
  if (self->lookup != NULL)
    {
      g_cancellable_cancel (self->lookup);
      self->is_looked_up = FALSE;
    }
  g_clear_object (&self->lookup);
  if (self->is_asking)
    {
      self->is_asking = FALSE;
      g_signal_emit (self, signals[SIGNAL_ANSWERED], 0);
    }
}

/* The one door out of a question. @error: (nullable) (transfer full): there is no password */
static void
answer (ChatPrompt *self,
        GError     *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  end_question (self);
  if (task == NULL)
    {
      g_clear_error (&error);
      return;
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    {
      self->is_fresh = FALSE;
      g_task_return_pointer (task, g_strdup (self->password), g_free);
    }
}

static void
ask_person (ChatPrompt *self,
            ChatError   code)
{
  g_autoptr(GError) error = NULL;

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (code != CHAT_ERROR_NO_PASSWORD)
    error = g_error_new_literal (CHAT_ERROR, (int) code, "A person has to give the password");

  self->is_asking = TRUE;
  g_signal_emit (self, signals[SIGNAL_NEEDED], 0, error);
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatPrompt) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *password = NULL;

  password = chat_keyring_lookup_finish (CHAT_KEYRING (object), result, &error);
  if (self->task == NULL || self->is_asking || self->lookup == NULL)
    return; /* too late, or nobody waits */

  g_clear_object (&self->lookup);
  if (password != NULL)
    {
      set_password (self, password);
      self->is_kept = TRUE;
      answer (self, NULL);
      explicit_bzero (password, strlen (password));
    }
  else
    ask_person (self, error != NULL ? CHAT_ERROR_KEYRING : CHAT_ERROR_NO_PASSWORD);
}

static gboolean
timeout_cb (gpointer user_data)
{
  ChatPrompt *self = user_data;

  self->timeout = 0;
  g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  ask_person (self, CHAT_ERROR_KEYRING);
  return G_SOURCE_REMOVE;
}

static void
look_up (ChatPrompt *self)
{
  self->is_looked_up = TRUE;
  self->lookup = g_cancellable_new ();
  self->timeout = g_timeout_add_seconds (KEYRING_TIMEOUT_S, timeout_cb, self);
  chat_keyring_lookup_async (self->keyring, self->address, self->kind, self->lookup, lookup_cb,
                             g_object_ref (self));
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  ChatPrompt *self = user_data;

  answer (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "No longer needed"));
  return G_SOURCE_REMOVE;
}

static void
chat_prompt_ask_async (XmppSaslPrompt      *prompt,
                       const char          *address,
                       gboolean             retry,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  ChatPrompt *self = CHAT_PROMPT (prompt);

  if (self->task != NULL)
    answer (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Asked once more"));

  /* Not with @cancellable: then it would be answered twice, or with somebody waiting. */
  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, chat_prompt_ask_async);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (self->task));
    }

  if (self->password != NULL && (self->is_fresh || !retry))
    answer (self, NULL);
  else if (retry)
    {
      set_password (self, NULL);
      self->is_kept = FALSE;
      ask_person (self, CHAT_ERROR_WRONG_PASSWORD);
    }
  else if (self->keyring != NULL && !self->is_looked_up)
    look_up (self);
  else
    ask_person (self, self->is_broken ? CHAT_ERROR_KEYRING : CHAT_ERROR_NO_PASSWORD);
}

static char *
chat_prompt_ask_finish (XmppSaslPrompt  *prompt,
                        GAsyncResult    *result,
                        GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, prompt), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
prompt_iface_init (XmppSaslPromptInterface *iface)
{
  iface->ask_async = chat_prompt_ask_async;
  iface->ask_finish = chat_prompt_ask_finish;
}

static void
chat_prompt_finalize (GObject *object)
{
  ChatPrompt *self = CHAT_PROMPT (object);

  set_password (self, NULL);
  g_clear_pointer (&self->address, g_free);
  g_clear_object (&self->keyring);
  g_assert (self->task == NULL); /* it would hold a reference */
  g_clear_handle_id (&self->timeout, g_source_remove);

  G_OBJECT_CLASS (chat_prompt_parent_class)->finalize (object);
}

static void
chat_prompt_class_init (ChatPromptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_prompt_finalize;

  signals[SIGNAL_NEEDED] = g_signal_new ("needed", CHAT_TYPE_PROMPT, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_ANSWERED] = g_signal_new ("answered", CHAT_TYPE_PROMPT, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_prompt_init (ChatPrompt *self)
{
  g_queue_init (&self->settling);
}

ChatPrompt *
chat_prompt_new (const char  *address,
                 const char  *kind,
                 ChatKeyring *keyring)
{
  ChatPrompt *self = NULL;

  g_return_val_if_fail (address != NULL && kind != NULL, NULL);

  self = g_object_new (CHAT_TYPE_PROMPT, NULL);
  self->address = g_strdup (address);
  self->kind = kind;
  self->keyring = keyring != NULL ? g_object_ref (keyring) : NULL;
  return self;
}

gboolean
chat_prompt_is_asking (ChatPrompt *self)
{
  g_return_val_if_fail (CHAT_IS_PROMPT (self), FALSE);

  return self->is_asking;
}

const char *
chat_prompt_get_password (ChatPrompt *self)
{
  g_return_val_if_fail (CHAT_IS_PROMPT (self), NULL);

  return self->password;
}

void
chat_prompt_give (ChatPrompt *self,
                  const char *password,
                  gboolean    remember)
{
  g_return_if_fail (CHAT_IS_PROMPT (self));

  if (password == NULL)
    {
      answer (self, g_error_new_literal (XMPP_ERROR, XMPP_ERROR_CANCELLED_BY_USER,
                                         "The person gave no password"));
      return;
    }

  set_password (self, password);
  self->is_fresh = TRUE;
  self->remember = remember;
  answer (self, NULL);
}

void
chat_prompt_begin (ChatPrompt *self)
{
  g_return_if_fail (CHAT_IS_PROMPT (self));

  self->is_looked_up = FALSE;
  self->is_broken = FALSE;
}

gboolean
chat_prompt_is_kept (ChatPrompt *self)
{
  g_return_val_if_fail (CHAT_IS_PROMPT (self), FALSE);

  return self->is_kept || self->remember;
}

void
chat_prompt_note_kept (ChatPrompt *self)
{
  g_return_if_fail (CHAT_IS_PROMPT (self));

  self->is_kept = TRUE;
}

void
chat_prompt_note_broken (ChatPrompt *self)
{
  g_return_if_fail (CHAT_IS_PROMPT (self));

  self->is_looked_up = TRUE;
  self->is_broken = TRUE;
}

static void
end_change (ChatPrompt *self)
{
  GTask *task;

  if (--self->n_changing > 0)
    return;

  while ((task = g_queue_pop_head (&self->settling)) != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static void
store_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatPrompt) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_keyring_store_finish (CHAT_KEYRING (object), result, &error))
    g_warning ("The key ring did not take a password: %s", error->message);
  end_change (self);
}

void
chat_prompt_note_accepted (ChatPrompt *self)
{
  g_return_if_fail (CHAT_IS_PROMPT (self));

  if (self->remember && self->keyring != NULL && self->password != NULL)
    {
      self->is_kept = TRUE;
      self->n_changing++;
      chat_keyring_store_async (self->keyring, self->address, self->kind, self->password, NULL,
                                store_cb, g_object_ref (self));
    }
  self->remember = FALSE;
}

void
chat_prompt_change (ChatPrompt *self,
                    const char *password)
{
  g_return_if_fail (CHAT_IS_PROMPT (self));
  g_return_if_fail (password != NULL);

  /* The session still has the old one: when it fails, this one is a new try. */
  set_password (self, password);
  self->is_fresh = TRUE;
  self->remember = self->is_kept;
  chat_prompt_note_accepted (self);
}

static void
clear_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatPrompt) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_keyring_clear_finish (CHAT_KEYRING (object), result, &error))
    g_warning ("The key ring did not forget a password: %s", error->message);
  end_change (self);
}

void
chat_prompt_forget (ChatPrompt *self)
{
  g_return_if_fail (CHAT_IS_PROMPT (self));

  set_password (self, NULL);
  self->remember = FALSE;
  if (self->keyring != NULL)
    {
      self->n_changing++;
      chat_keyring_clear_async (self->keyring, self->address, self->kind, NULL, clear_cb,
                                g_object_ref (self));
    }
}

void
chat_prompt_settle_async (ChatPrompt          *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_PROMPT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_prompt_settle_async);
  if (self->n_changing == 0)
    g_task_return_boolean (task, TRUE);
  else
    g_queue_push_tail (&self->settling, g_steal_pointer (&task));
}

void
chat_prompt_settle_finish (ChatPrompt   *self,
                           GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
