/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first sign-in of a new account. */
#define G_LOG_DOMAIN "ui-account-try"

#include "ui-account-try.h"

#include "chat-error.h"
#include "ui-certificate.h"
#include "ui-confirm.h"
#include "ui-weaker.h"

#include <glib/gi18n.h>

struct _UiAccountTry
{
  GObject      parent_instance;

  ChatClient  *client;
  GtkWidget   *widget;  /* weak */
  ChatAccount *account; /* (nullable): while it is tried */
  GtkWidget   *question; /* weak: about the certificate, or a weaker way to sign in */
  gulong       handler;
  gboolean     keep;
};

G_DEFINE_FINAL_TYPE (UiAccountTry, ui_account_try, G_TYPE_OBJECT)

enum {
  ONLINE,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Lets go of the account; whoever asked is told after that. */
static ChatAccount *
steal_account (UiAccountTry *self)
{
  g_clear_signal_handler (&self->handler, self->account);
  g_clear_weak_pointer (&self->question);
  return g_steal_pointer (&self->account);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!chat_client_remove_account_finish (CHAT_CLIENT (object), result, &error))
    g_message ("The account that could not sign in stays: %s", error->message);
}

static void
fail (UiAccountTry *self)
{
  g_autoptr(ChatAccount) account = steal_account (self);
  const GError *error = chat_account_get_error (account);
  g_autofree char *text = NULL;
  int code = error != NULL ? error->code : CHAT_ERROR_FAILED;

  text = g_strdup (chat_account_get_error_text (account) != NULL
                   ? chat_account_get_error_text (account) : _("It did not work."));
  if (!self->keep)
    chat_client_remove_account_async (self->client, account, FALSE, NULL, removed_cb, NULL);
  g_signal_emit (self, signals[FAILED], 0, text, code);
}

static void
ask_trust (UiAccountTry *self)
{
  GtkWidget *question = NULL;

  if (self->question != NULL || chat_account_get_certificate (self->account) == NULL)
    return;

  question = ui_certificate_present_for_account (ui_confirm_get_window (self->widget),
                                                 self->account);
  g_set_weak_pointer (&self->question, question);
}

static void
weaker_response_cb (UiAccountTry *self,
                    const char   *response)
{
  if (g_str_equal (response, "cancel") && self->account != NULL)
    fail (self);
}

static void
ask_weaker (UiAccountTry *self)
{
  GtkWidget *question = NULL;

  if (self->question != NULL)
    return;

  question = ui_weaker_present (ui_confirm_get_window (self->widget), self->account);
  g_signal_connect_object (question, "response", G_CALLBACK (weaker_response_cb), self,
                           G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->question, question);
}

static void
state_cb (UiAccountTry *self)
{
  g_autoptr(UiAccountTry) kept = g_object_ref (self);

  switch (chat_account_get_state (self->account))
    {
    case CHAT_ACCOUNT_ONLINE:
      {
        g_autoptr(ChatAccount) account = steal_account (self);

        g_signal_emit (self, signals[ONLINE], 0, account);
      }
      break;
    case CHAT_ACCOUNT_NEEDS_TRUST:
      ask_trust (self);
      break;
    case CHAT_ACCOUNT_WAITING:
      if (chat_account_get_weaker (self->account) != NULL)
        ask_weaker (self);
      else
        fail (self);
      break;
    case CHAT_ACCOUNT_NEEDS_PASSWORD:
    case CHAT_ACCOUNT_FAILED:
      fail (self);
      break;
    case CHAT_ACCOUNT_OFFLINE:
    case CHAT_ACCOUNT_CONNECTING:
    default:
      break;
    }
}

static void
ui_account_try_dispose (GObject *object)
{
  UiAccountTry *self = UI_ACCOUNT_TRY (object);

  if (self->account != NULL)
    {
      g_autoptr(ChatAccount) account = steal_account (self);

      g_debug ("%s is tried no longer", chat_account_get_address (account));
    }
  g_clear_weak_pointer (&self->widget);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_account_try_parent_class)->dispose (object);
}

static void
ui_account_try_class_init (UiAccountTryClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_account_try_dispose;

  signals[ONLINE] = g_signal_new ("online", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, CHAT_TYPE_ACCOUNT);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT);
}

static void
ui_account_try_init (UiAccountTry *self)
{
}

UiAccountTry *
ui_account_try_new (ChatClient *client,
                    GtkWidget  *widget,
                    gboolean    keep)
{
  UiAccountTry *self = g_object_new (UI_TYPE_ACCOUNT_TRY, NULL);

  self->client = g_object_ref (client);
  g_set_weak_pointer (&self->widget, widget);
  self->keep = keep;
  return self;
}

void
ui_account_try_start (UiAccountTry *self,
                      ChatAccount  *account)
{
  g_return_if_fail (UI_IS_ACCOUNT_TRY (self));
  g_return_if_fail (CHAT_IS_ACCOUNT (account));
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  self->handler = g_signal_connect_swapped (account, "notify::state", G_CALLBACK (state_cb), self);
  state_cb (self);
}

void
ui_account_try_cancel (UiAccountTry *self)
{
  g_autoptr(ChatAccount) account = NULL;

  g_return_if_fail (UI_IS_ACCOUNT_TRY (self));

  if (self->account == NULL)
    return;

  account = steal_account (self);
  if (!self->keep)
    chat_client_remove_account_async (self->client, account, FALSE, NULL, removed_cb, NULL);
}
