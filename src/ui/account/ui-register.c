/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a new account on a server (XEP-0077), also by invitation (XEP-0445). */
#define G_LOG_DOMAIN "ui-register"

#include "ui-register.h"

#include "chat-error.h"
#include "ui-account-try.h"
#include "ui-certificate.h"
#include "ui-confirm.h"
#include "ui-form-view.h"
#include "ui-server-group.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiRegister
{
  GtkWidget         parent_instance;

  ChatClient       *client;       /* (nullable) */
  ChatRegistration *registration; /* (nullable): of the server chosen */
  UiAccountTry     *attempt;      /* (nullable): the account was made, and signs in */
  GCancellable     *cancellable;  /* (nullable): of what is under way */

  GtkWidget        *heading;
  GtkWidget        *stack;
  GtkWidget        *server_inputs;
  GtkWidget        *servers;
  GtkWidget        *own_server;
  GtkWidget        *invitation;
  GtkWidget        *server;
  GtkWidget        *form;
  GtkWidget        *scroller;
  GtkWidget        *problem;
  GtkWidget        *web;
  GtkWidget        *progress;
  GtkWidget        *progress_text;
  GtkWidget        *submit;
};

G_DEFINE_FINAL_TYPE (UiRegister, ui_register, GTK_TYPE_WIDGET)

enum {
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void open_form (UiRegister *self);

gboolean
ui_register_is_busy (UiRegister *self)
{
  g_return_val_if_fail (UI_IS_REGISTER (self), FALSE);

  return self->cancellable != NULL || self->attempt != NULL;
}

static gboolean
shows_form (UiRegister *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "form") == 0;
}

/* The first that says something: invitation, own server, list. */
static char *
dup_domain (UiRegister *self)
{
  const char *invitation = gtk_editable_get_text (GTK_EDITABLE (self->invitation));
  const char *own = gtk_editable_get_text (GTK_EDITABLE (self->own_server));
  GtkStringObject *chosen = adw_combo_row_get_selected_item (ADW_COMBO_ROW (self->servers));
  g_autoptr(ChatLink) link = NULL;
  g_autofree char *text = NULL;

  if (*invitation != '\0')
    {
      const char *at = NULL;

      text = g_strstrip (g_strdup (invitation));
      if ((link = chat_link_parse (text, NULL)) == NULL || link->address == NULL)
        return NULL;
      at = strchr (link->address, '@');
      return g_strdup (at != NULL ? at + 1 : link->address);
    }
  if (*own != '\0')
    {
      text = g_strstrip (g_strdup (own));
      link = chat_link_parse (text, NULL);
      return link != NULL && strchr (link->address, '@') == NULL ? g_strdup (link->address) : NULL;
    }
  return chosen != NULL ? g_strdup (gtk_string_object_get_string (chosen)) : NULL;
}

static void
update (UiRegister *self)
{
  gboolean form = shows_form (self);
  g_autofree char *domain = form ? NULL : dup_domain (self);
  gboolean complete = form ? ui_form_view_get_complete (UI_FORM_VIEW (self->form))
                           : domain != NULL;

  gtk_widget_set_sensitive (self->submit, complete || ui_register_is_busy (self));
  if (ui_register_is_busy (self))
    gtk_widget_grab_focus (self->submit); /* an entry must not lose it by becoming insensitive */
  gtk_widget_set_sensitive (self->server_inputs, !ui_register_is_busy (self));
  gtk_widget_set_visible (self->server, !form);
  gtk_widget_set_sensitive (self->form, !ui_register_is_busy (self));
  gtk_widget_set_visible (self->progress, ui_register_is_busy (self));
  if (ui_register_is_busy (self))
    gtk_button_set_label (GTK_BUTTON (self->submit), _("_Cancel"));
  else
    gtk_button_set_label (GTK_BUTTON (self->submit), form ? _("Create _account") : _("_Continue"));
}

static void
show_problem (UiRegister *self,
              const char *text) /* (nullable) */
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  if (text != NULL) /* it stands at the top, above whatever was opened */
    gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
}

static void
show_progress (UiRegister *self,
               const char *text)
{
  show_problem (self, NULL);
  gtk_label_set_text (GTK_LABEL (self->progress_text), text);
  update (self);
}

/* Only what a browser opens; the link is the server's. */
static void
show_web (UiRegister *self,
          const char *url) /* (nullable) */
{
  gboolean safe = url != NULL && (g_str_has_prefix (url, "https://")
                                  || g_str_has_prefix (url, "http://"));

  gtk_widget_set_visible (self->web, safe);
  if (safe)
    {
      gtk_link_button_set_uri (GTK_LINK_BUTTON (self->web), url);
      gtk_widget_set_tooltip_text (self->web, url);
    }
}

static void
show_form (UiRegister *self,
           ChatForm   *form)
{
  g_autofree char *heading = NULL;

  heading = g_strdup_printf (_("New account on %s"),
                             chat_registration_get_domain (self->registration));
  gtk_label_set_text (GTK_LABEL (self->heading), heading);
  ui_form_view_set_form (UI_FORM_VIEW (self->form), form);
  show_web (self, chat_form_get_url (form));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "form");
  update (self);
  gtk_widget_child_focus (self->form, GTK_DIR_TAB_FORWARD);
}

static void
show_servers (UiRegister *self)
{
  gtk_label_set_text (GTK_LABEL (self->heading), _("Create an account"));
  show_web (self, NULL);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "server");
  g_clear_object (&self->registration);
  update (self);
}

static void
certificate_answer_cb (UiCertificate *question,
                       gboolean       trust,
                       UiRegister    *self)
{
  if (self->registration == NULL)
    return;

  if (trust)
    {
      chat_registration_trust (self->registration);
      open_form (self);
    }
  else
    {
      show_servers (self);
    }
}

static void
ask_trust (UiRegister *self)
{
  GtkWidget *window = NULL;

  window = ui_certificate_new (chat_registration_get_certificate (self->registration));
  g_signal_connect_object (window, "answer", G_CALLBACK (certificate_answer_cb), self, 0);
  gtk_window_set_transient_for (GTK_WINDOW (window), ui_confirm_get_window (GTK_WIDGET (self)));
  gtk_window_present (GTK_WINDOW (window));
}

/* Whether the answer is still wanted; if so, nothing is under way any more. */
static gboolean
take_answer (UiRegister       *self,
             ChatRegistration *registration)
{
  if (self->registration != registration || self->cancellable == NULL)
    return FALSE;

  g_clear_object (&self->cancellable);
  return TRUE;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(UiRegister) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  ChatRegistration *registration = CHAT_REGISTRATION (object);
  ChatForm *form = chat_registration_open_finish (registration, result, &error);

  if (!take_answer (self, registration))
    return;

  if (form != NULL)
    {
      show_form (self, form);
      return;
    }
  update (self);
  if (g_error_matches (error, CHAT_ERROR, CHAT_ERROR_CERTIFICATE)
      && chat_registration_get_certificate (registration) != NULL)
    {
      ask_trust (self);
      return;
    }
  text = chat_error_to_text (error);
  show_problem (self, text);
}

static void
open_form (UiRegister *self)
{
  g_autofree char *progress = NULL;

  self->cancellable = g_cancellable_new ();
  chat_registration_open_async (self->registration, self->cancellable, opened_cb,
                                g_object_ref (self));
  progress = g_strdup_printf (_("Connecting to %s…"),
                              chat_registration_get_domain (self->registration));
  show_progress (self, progress);
}

static void
choose_server (UiRegister *self)
{
  g_autofree char *domain = dup_domain (self);
  g_autofree char *invitation = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  ChatServer server = { 0 };

  if (domain == NULL)
    {
      show_problem (self, _("This is not the name of a server. It should look like example.org."));
      return;
    }

  if (!ui_server_group_get_server (UI_SERVER_GROUP (self->server), &server))
    {
      show_problem (self, _("Please correct what is marked below."));
      return;
    }

  invitation = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->invitation))));
  g_clear_object (&self->registration);
  self->registration = chat_client_new_registration (self->client, domain,
                                                     *invitation != '\0' ? invitation : NULL,
                                                     &server, &error);
  if (self->registration == NULL)
    {
      text = chat_error_to_text (error);
      show_problem (self, text);
      return;
    }
  open_form (self);
}

static void
online_cb (UiAccountTry *attempt,
           ChatAccount  *account,
           UiRegister   *self)
{
  g_autoptr(ChatAccount) kept = g_object_ref (account);

  g_clear_object (&self->attempt);
  show_servers (self);
  g_signal_emit (self, signals[DONE], 0, kept);
}

/* The account exists now: its banner says what it needs. */
static void
failed_cb (UiAccountTry *attempt,
           const char   *text,
           int           code,
           UiRegister   *self)
{
  g_clear_object (&self->attempt);
  update (self);
  show_problem (self, text);
  g_signal_emit (self, signals[DONE], 0, NULL);
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(UiRegister) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  ChatRegistration *registration = CHAT_REGISTRATION (object);
  ChatAccount *account = chat_registration_submit_finish (registration, result, &error);
  ChatForm *form = NULL;

  if (!take_answer (self, registration))
    return;

  if (account != NULL)
    {
      self->attempt = ui_account_try_new (self->client, GTK_WIDGET (self), TRUE);
      g_signal_connect_object (self->attempt, "online", G_CALLBACK (online_cb), self, 0);
      g_signal_connect_object (self->attempt, "failed", G_CALLBACK (failed_cb), self, 0);
      show_progress (self, _("The account was made. Signing in…"));
      ui_account_try_start (self->attempt, account);
      return;
    }

  /* A refusal may bring a new captcha. */
  form = chat_registration_get_form (registration);
  if (form != NULL)
    ui_form_view_set_form (UI_FORM_VIEW (self->form), form);
  update (self);
  text = chat_error_to_text (error);
  show_problem (self, text);
}

static void
cancel (UiRegister *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->attempt != NULL)
    ui_account_try_cancel (self->attempt);
  g_clear_object (&self->attempt);
}

static void
submit_cb (UiRegister *self)
{
  if (!ui_register_is_busy (self))
    {
      ui_register_submit (self);
      return;
    }

  cancel (self);
  if (shows_form (self))
    update (self);
  else
    show_servers (self);
}

static void
server_selected_cb (UiRegister *self)
{
  if (adw_combo_row_get_selected (ADW_COMBO_ROW (self->servers)) != GTK_INVALID_LIST_POSITION)
    gtk_editable_set_text (GTK_EDITABLE (self->own_server), "");
  update (self);
}

static void
ui_register_dispose (GObject *object)
{
  UiRegister *self = UI_REGISTER (object);

  cancel (self);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_REGISTER);
  g_clear_object (&self->registration);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_register_parent_class)->dispose (object);
}

static void
ui_register_class_init (UiRegisterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_register_dispose;

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_ACCOUNT);

  g_type_ensure (UI_TYPE_FORM_VIEW);
  g_type_ensure (UI_TYPE_SERVER_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-register.ui");
  gtk_widget_class_bind_template_child (widget_class, UiRegister, heading);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, stack);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, server_inputs);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, servers);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, own_server);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, invitation);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, server);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, form);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, scroller);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, problem);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, web);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, progress);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, progress_text);
  gtk_widget_class_bind_template_child (widget_class, UiRegister, submit);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, server_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, ui_register_submit);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
}

static void
ui_register_init (UiRegister *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
ui_register_set_client (UiRegister *self,
                        ChatClient *client,
                        GSettings  *settings)
{
  g_auto(GStrv) servers = NULL;
  g_autoptr(GtkStringList) list = NULL;

  g_return_if_fail (UI_IS_REGISTER (self));

  g_set_object (&self->client, client);
  servers = g_settings_get_strv (settings, "registration-servers");
  list = gtk_string_list_new ((const char *const *) servers);
  adw_combo_row_set_model (ADW_COMBO_ROW (self->servers), G_LIST_MODEL (list));
  gtk_widget_set_visible (self->servers, servers[0] != NULL);
  update (self);
}

void
ui_register_set_invitation (UiRegister *self,
                            const char *link)
{
  g_return_if_fail (UI_IS_REGISTER (self));

  gtk_editable_set_text (GTK_EDITABLE (self->invitation), link);
}

void
ui_register_set_server (UiRegister *self,
                        const char *domain)
{
  g_return_if_fail (UI_IS_REGISTER (self));

  gtk_editable_set_text (GTK_EDITABLE (self->own_server), domain);
}

void
ui_register_submit (UiRegister *self)
{
  g_return_if_fail (UI_IS_REGISTER (self));
  g_return_if_fail (self->client != NULL);

  if (ui_register_is_busy (self))
    return;

  if (!shows_form (self))
    {
      choose_server (self);
    }
  else if (!ui_form_view_get_complete (UI_FORM_VIEW (self->form)))
    {
      show_problem (self, _("Please fill in what is marked with *."));
    }
  else
    {
      self->cancellable = g_cancellable_new ();
      chat_registration_submit_async (self->registration, self->cancellable, submitted_cb,
                                      g_object_ref (self));
      show_progress (self, _("Creating the account…"));
    }
}

gboolean
ui_register_go_back (UiRegister *self)
{
  g_return_val_if_fail (UI_IS_REGISTER (self), FALSE);

  cancel (self);
  show_problem (self, NULL);
  if (!shows_form (self))
    {
      update (self);
      return FALSE;
    }

  show_servers (self);
  return TRUE;
}
