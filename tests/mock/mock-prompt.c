/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody who knows passwords, right and wrong ones. */
#include "mock-prompt.h"

#include "xmpp-error.h"

struct _MockPrompt
{
  GObject   parent_instance;

  GStrv     passwords;
  guint     n_given;
  guint     n_asked;
  guint     n_retries;
  gboolean  is_holding;
  GTask    *held;       /* (nullable) */
};

static void
answer (MockPrompt *self,
        GTask      *task)
{
  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->passwords[self->n_given] == NULL)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_CANCELLED_BY_USER, "No");
  else
    g_task_return_pointer (task, g_strdup (self->passwords[self->n_given++]), g_free);
}

static void
mock_prompt_ask_async (XmppSaslPrompt      *prompt,
                       const char          *address,
                       gboolean             retry,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  MockPrompt *self = MOCK_PROMPT (prompt);
  g_autoptr(GTask) task = g_task_new (prompt, cancellable, callback, user_data);

  self->n_asked++;
  self->n_retries += retry ? 1 : 0;
  if (self->is_holding)
    {
      g_assert_null (self->held);
      self->held = g_steal_pointer (&task);
    }
  else
    {
      answer (self, task);
    }
}

static char *
mock_prompt_ask_finish (XmppSaslPrompt  *prompt,
                        GAsyncResult    *result,
                        GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
prompt_iface_init (XmppSaslPromptInterface *iface)
{
  iface->ask_async = mock_prompt_ask_async;
  iface->ask_finish = mock_prompt_ask_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MockPrompt, mock_prompt, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_SASL_PROMPT, prompt_iface_init))

static void
mock_prompt_finalize (GObject *object)
{
  MockPrompt *self = MOCK_PROMPT (object);

  g_assert_null (self->held);
  g_strfreev (self->passwords);

  G_OBJECT_CLASS (mock_prompt_parent_class)->finalize (object);
}

static void
mock_prompt_class_init (MockPromptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mock_prompt_finalize;
}

static void
mock_prompt_init (MockPrompt *self)
{
}

MockPrompt *
mock_prompt_new (const char *const *passwords)
{
  MockPrompt *self = g_object_new (MOCK_TYPE_PROMPT, NULL);

  self->passwords = g_strdupv ((char **) passwords);
  return self;
}

void
mock_prompt_hold (MockPrompt *self)
{
  self->is_holding = TRUE;
}

void
mock_prompt_release (MockPrompt *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->held);

  self->is_holding = FALSE;
  if (task != NULL)
    answer (self, task);
}

guint
mock_prompt_get_n_asked (MockPrompt *self)
{
  return self->n_asked;
}

guint
mock_prompt_get_n_retries (MockPrompt *self)
{
  return self->n_retries;
}
