/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs in with an account that there is already. */
#define G_LOG_DOMAIN "ui-sign-in"

#include "ui-sign-in.h"

#include "chat-error.h"
#include "ui-account-try.h"
#include "ui-address.h"
#include "ui-server-group.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiSignIn
{
  GtkWidget     parent_instance;

  ChatClient   *client; /* (nullable) */
  UiAccountTry *attempt; /* (nullable): while it is on */
  gboolean      adding;  /* the account is about to be stored */
  gboolean      cancelled;

  GtkWidget    *title;
  GtkWidget    *inputs;
  GtkWidget    *address;
  GtkWidget    *password;
  GtkWidget    *remember;
  GtkWidget    *server;
  GtkWidget    *scroller;
  GtkWidget    *problem;
  GtkWidget    *progress;
  GtkWidget    *progress_text;
  GtkWidget    *submit;
  GtkWidget    *create;
};

G_DEFINE_FINAL_TYPE (UiSignIn, ui_sign_in, GTK_TYPE_WIDGET)

enum {
  CREATE,
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

gboolean
ui_sign_in_is_busy (UiSignIn *self)
{
  g_return_val_if_fail (UI_IS_SIGN_IN (self), FALSE);

  return self->adding || self->attempt != NULL;
}

static gboolean
asks_password (UiSignIn *self)
{
  return gtk_widget_get_visible (self->password);
}

static void
update (UiSignIn *self)
{
  g_autofree char *address = NULL;
  gboolean complete;

  address = ui_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  complete = address != NULL
             && (!asks_password (self)
                 || *gtk_editable_get_text (GTK_EDITABLE (self->password)) != '\0');
  gtk_widget_set_sensitive (self->submit, complete || ui_sign_in_is_busy (self));
  if (ui_sign_in_is_busy (self))
    gtk_widget_grab_focus (self->submit); /* an entry must not lose it by becoming insensitive */
  gtk_widget_set_sensitive (self->inputs, !ui_sign_in_is_busy (self));
  gtk_widget_set_visible (self->progress, ui_sign_in_is_busy (self));
  gtk_widget_set_visible (self->create, !ui_sign_in_is_busy (self));
  if (ui_sign_in_is_busy (self))
    gtk_button_set_label (GTK_BUTTON (self->submit), _("_Cancel"));
  else
    gtk_button_set_label (GTK_BUTTON (self->submit),
                          asks_password (self) ? _("_Sign in") : _("_Continue"));
}

static void
scroll_to_top (UiSignIn *self)
{
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (self->scroller);

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (scroller), 0);
}

/* @row: (nullable): what is to be put right */
static void
show_problem (UiSignIn   *self,
              const char *text,
              GtkWidget  *row)
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  if (text != NULL)
    scroll_to_top (self); /* there it stands, above whatever was opened */
  gtk_widget_remove_css_class (self->address, "error");
  gtk_widget_remove_css_class (self->password, "error");
  if (row != NULL)
    {
      gtk_widget_add_css_class (row, "error");
      gtk_widget_grab_focus (row);
    }
}

static void
address_changed_cb (UiSignIn *self)
{
  show_problem (self, NULL, NULL);
  update (self);
}

static gboolean
exists (UiSignIn   *self,
        const char *address)
{
  return chat_client_get_account (self->client, address) != NULL;
}

/* The first step: is it an address, and is it new here? */
static void
address_activated_cb (UiSignIn *self)
{
  g_autofree char *address = NULL;

  address = ui_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  if (address == NULL)
    {
      show_problem (self, _("This is not an address. It should look like name@example.org."),
                    self->address);
    }
  else if (exists (self, address))
    {
      show_problem (self, _("This account is here already."), self->address);
    }
  else
    {
      show_problem (self, NULL, NULL);
      gtk_widget_show (self->password);
      gtk_widget_grab_focus (self->password);
      update (self);
    }
}

static void
online_cb (UiAccountTry *attempt,
           ChatAccount  *account,
           UiSignIn     *self)
{
  g_autoptr(ChatAccount) kept = g_object_ref (account);

  g_clear_object (&self->attempt);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  update (self);
  g_signal_emit (self, signals[DONE], 0, kept);
}

static void
failed_cb (UiAccountTry *attempt,
           const char   *text,
           int           code,
           UiSignIn     *self)
{
  g_clear_object (&self->attempt);
  update (self);
  show_problem (self, text, code == CHAT_ERROR_WRONG_PASSWORD ? self->password : NULL);
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!chat_client_remove_account_finish (CHAT_CLIENT (object), result, &error))
    g_warning ("The account that nobody wants any more stays: %s", error->message);
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(UiSignIn) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  ChatAccount *account = NULL;

  self->adding = FALSE;
  account = chat_client_add_account_finish (CHAT_CLIENT (object), result, &error);
  if (self->cancelled)
    {
      if (account != NULL)
        chat_client_remove_account_async (CHAT_CLIENT (object), account, FALSE, NULL,
                                          removed_cb, NULL);
      if (self->client != NULL)
        update (self);
      return;
    }
  if (account == NULL)
    {
      text = chat_error_to_text (error);
      update (self);
      show_problem (self, text, NULL);
      return;
    }

  self->attempt = ui_account_try_new (CHAT_CLIENT (object), GTK_WIDGET (self), FALSE);
  g_signal_connect_object (self->attempt, "online", G_CALLBACK (online_cb), self, 0);
  g_signal_connect_object (self->attempt, "failed", G_CALLBACK (failed_cb), self, 0);
  ui_account_try_start (self->attempt, account);
  update (self);
}

static void
cancel (UiSignIn *self)
{
  self->cancelled = TRUE;
  if (self->attempt != NULL)
    {
      ui_account_try_cancel (self->attempt);
      g_clear_object (&self->attempt);
    }
  update (self);
}

static void
submit_cb (UiSignIn *self)
{
  if (ui_sign_in_is_busy (self))
    cancel (self);
  else if (!asks_password (self))
    address_activated_cb (self);
  else
    ui_sign_in_submit (self);
}

static void
create_cb (UiSignIn *self)
{
  g_signal_emit (self, signals[CREATE], 0);
}

static gboolean
ui_sign_in_grab_focus (GtkWidget *widget)
{
  UiSignIn *self = UI_SIGN_IN (widget);

  return gtk_widget_grab_focus (asks_password (self) ? self->password : self->address);
}

static void
ui_sign_in_dispose (GObject *object)
{
  UiSignIn *self = UI_SIGN_IN (object);

  self->cancelled = TRUE;
  if (self->attempt != NULL)
    ui_account_try_cancel (self->attempt);
  g_clear_object (&self->attempt);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_SIGN_IN);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_sign_in_parent_class)->dispose (object);
}

static void
ui_sign_in_class_init (UiSignInClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_sign_in_dispose;
  widget_class->grab_focus = ui_sign_in_grab_focus;

  signals[CREATE] = g_signal_new ("create", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, CHAT_TYPE_ACCOUNT);

  g_type_ensure (UI_TYPE_SERVER_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-sign-in.ui");
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, title);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, inputs);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, address);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, password);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, remember);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, server);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, problem);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, progress);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, progress_text);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, submit);
  gtk_widget_class_bind_template_child (widget_class, UiSignIn, create);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, ui_sign_in_submit);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
}

static void
ui_sign_in_init (UiSignIn *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ui_sign_in_set_client (UiSignIn   *self,
                       ChatClient *client)
{
  g_return_if_fail (UI_IS_SIGN_IN (self));

  g_set_object (&self->client, client);
  /* Whoever has one already needs no welcome. */
  if (g_list_model_get_n_items (chat_client_get_accounts (client)) > 0)
    gtk_label_set_label (GTK_LABEL (self->title), _("Add account"));
}

void
ui_sign_in_submit (UiSignIn *self)
{
  const char *password = NULL;
  g_autofree char *address = NULL;
  g_autofree char *progress = NULL;
  ChatServer server = { 0 };

  g_return_if_fail (UI_IS_SIGN_IN (self));

  address = ui_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->address)));
  password = gtk_editable_get_text (GTK_EDITABLE (self->password));
  if (ui_sign_in_is_busy (self))
    return;
  if (address == NULL || !asks_password (self) || exists (self, address))
    {
      address_activated_cb (self);
      return;
    }
  if (*password == '\0')
    {
      show_problem (self, _("Please type your password."), self->password);
      return;
    }
  if (!ui_server_group_get_server (UI_SERVER_GROUP (self->server), &server))
    {
      show_problem (self, _("Please correct what is marked below."), NULL);
      return;
    }

  show_problem (self, NULL, NULL);
  progress = g_strdup_printf (_("Connecting to %s…"), strchr (address, '@') + 1);
  gtk_label_set_text (GTK_LABEL (self->progress_text), progress);
  self->adding = TRUE;
  self->cancelled = FALSE;
  chat_client_add_account_async (self->client, address, password,
                                 gtk_check_button_get_active (GTK_CHECK_BUTTON (self->remember)),
                                 &server, NULL, added_cb, g_object_ref (self));
  update (self);
}
