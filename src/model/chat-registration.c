/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a new account: XEP-0077, with forms, captchas and invitations (XEP-0445). */
#define G_LOG_DOMAIN "chat-registration"

#include "chat-registration.h"

#include "chat-error.h"
#include "chat-registration-form.h"
#include "chat-registration-private.h"
#include "chat-trust.h"
#include "xmpp-error.h"
#include "xmpp-register.h"
#include "xmpp-session.h"

struct _ChatRegistration
{
  GObject               parent_instance;

  XmppAddress          *address;      /* of the domain */
  char                 *token;        /* (nullable) */
  char                 *host;         /* (nullable) */
  char                 *tls;          /* (nullable) */
  char                 *ca_file;      /* (nullable) */
  char                 *proxy;        /* (nullable) */
  char                 *proxy_password; /* (nullable) */
  guint16               port;
  gboolean              allow_plain;
  ChatRegistrationSink  sink;

  ChatTrust            *trust;
  XmppSession          *session;
  XmppBob              *bob;
  XmppRegister         *registering;
  XmppRegistration     *registration; /* (nullable): what the server asked */
  ChatForm             *form;         /* (nullable): the same for people */
  GTask                *opening;      /* (nullable): waits for the session */
  guint                 refused;      /* until the certificate is shown */
  GCancellable         *cancellable;  /* of pictures */
};

G_DEFINE_FINAL_TYPE (ChatRegistration, chat_registration, G_TYPE_OBJECT)

enum {
  PROP_CERTIFICATE = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
chat_registration_dispose (GObject *object)
{
  ChatRegistration *self = CHAT_REGISTRATION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refused, g_source_remove);
  if (self->session != NULL)
    {
      xmpp_session_set_trust (self->session, NULL);
      xmpp_feature_detach (XMPP_FEATURE (self->registering), self->session);
      xmpp_feature_detach (XMPP_FEATURE (self->bob), self->session);
      xmpp_session_stop_async (self->session, NULL, NULL, NULL);
    }
  g_clear_object (&self->session);
  g_clear_object (&self->registering);
  g_clear_object (&self->bob);
  g_clear_object (&self->trust);
  g_clear_object (&self->form);
  g_clear_object (&self->sink.client);

  G_OBJECT_CLASS (chat_registration_parent_class)->dispose (object);
}

static void
chat_registration_finalize (GObject *object)
{
  ChatRegistration *self = CHAT_REGISTRATION (object);

  g_clear_pointer (&self->address, xmpp_address_unref);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->tls, g_free);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->proxy, g_free);
  g_clear_pointer (&self->proxy_password, g_free);
  g_clear_pointer (&self->registration, xmpp_registration_free);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (chat_registration_parent_class)->finalize (object);
}

static void
chat_registration_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CERTIFICATE:
      g_value_set_object (value,
                          chat_registration_get_certificate (CHAT_REGISTRATION (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_registration_class_init (ChatRegistrationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_registration_dispose;
  object_class->finalize = chat_registration_finalize;
  object_class->get_property = chat_registration_get_property;

  props[PROP_CERTIFICATE] =
    g_param_spec_object ("certificate", NULL, NULL, CHAT_TYPE_CERTIFICATE,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_registration_init (ChatRegistration *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
notify_certificate (ChatRegistration *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CERTIFICATE]);
}

/* "Not here" is said in many ways. */
static GError *
translate (GError *error)
{
  static const int refusals[] = {
    XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE,
    XMPP_STANZA_ERROR_NOT_ALLOWED, XMPP_STANZA_ERROR_FORBIDDEN,
  };
  g_autoptr(GError) owned = error;
  gboolean is_refused = g_error_matches (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    is_refused = is_refused || g_error_matches (error, XMPP_STANZA_ERROR, refusals[i]);
  return is_refused ? g_error_new_literal (CHAT_ERROR, CHAT_ERROR_NO_REGISTRATION, error->message)
                    : chat_error_translate (g_steal_pointer (&owned));
}

/* Takes what the server asked now. */
static gboolean
take_request (ChatRegistration *self,
              GAsyncResult     *result,
              GError          **error)
{
  XmppRegistration *asked = xmpp_register_request_finish (self->registering, result, error);
  g_autoptr(ChatForm) before = g_steal_pointer (&self->form);

  if (asked == NULL)
    return FALSE;

  g_clear_pointer (&self->registration, xmpp_registration_free);
  self->registration = asked;
  self->form = chat_registration_form_new (asked->form, asked->redirect_url, self->bob,
                                           self->address, self->cancellable);
  if (before != NULL)
    chat_registration_form_copy (self->form, before);
  return TRUE;
}

static void
requested_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRegistration *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!take_request (self, result, &error))
    g_task_return_error (task, translate (g_steal_pointer (&error)));
  else if (!self->registration->can_fill_in && self->registration->redirect_url == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NO_REGISTRATION,
                             "There is nothing to fill in");
  else
    g_task_return_pointer (task, g_object_ref (self->form), g_object_unref);
}

static void
fail_opening (ChatRegistration *self)
{
  const GError *error = xmpp_session_get_error (self->session);
  g_autoptr(GTask) task = g_steal_pointer (&self->opening);

  if (error != NULL)
    g_task_return_error (task, translate (g_error_copy (error)));
  else
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_DISCONNECTED, "The connection was lost");
}

static gboolean
refused_cb (gpointer user_data)
{
  ChatRegistration *self = user_data;

  self->refused = 0;
  if (self->opening != NULL)
    fail_opening (self);
  return G_SOURCE_REMOVE;
}

static void
state_cb (ChatRegistration *self)
{
  XmppSessionState state = xmpp_session_get_state (self->session);
  g_autoptr(GTask) task = NULL;

  if (self->opening == NULL)
    return;

  if (state == XMPP_SESSION_REGISTERING)
    {
      task = g_steal_pointer (&self->opening);
      xmpp_register_request_async (self->registering, self->token, g_task_get_cancellable (task),
                                   requested_cb, g_object_ref (task));
    }
  else if (state != XMPP_SESSION_FAILED && state != XMPP_SESSION_WAITING)
    return;
  else if (!g_error_matches (xmpp_session_get_error (self->session), XMPP_ERROR,
                             XMPP_ERROR_CERTIFICATE))
    fail_opening (self);
  else if (self->refused == 0)
    /* The certificate itself is shown right after, and whoever asked wants to look at it. */
    self->refused = g_idle_add_full (G_PRIORITY_DEFAULT, refused_cb, self, NULL);
}

static void
configure (ChatRegistration *self)
{
  XmppSessionConfig config = {
    .host = self->host,
    .port = self->port,
    .tls = XMPP_TLS_AUTO,
    .ca_file = self->ca_file,
    .proxy = self->proxy,
    .proxy_password = self->proxy_password,
  };

  if (g_strcmp0 (self->tls, "starttls") == 0)
    config.tls = XMPP_TLS_STARTTLS;
  else if (g_strcmp0 (self->tls, "direct") == 0)
    config.tls = XMPP_TLS_DIRECT;
  else if (g_strcmp0 (self->tls, "websocket") == 0)
    config.tls = XMPP_TLS_WEBSOCKET;
  xmpp_session_set_config (self->session, &config);
}

ChatRegistration *
chat_registration_new (const char                  *domain,
                       const char                  *token,
                       const ChatServer            *server,
                       const ChatRegistrationSink  *sink,
                       GError                     **error)
{
  ChatRegistration *self = NULL;
  g_autoptr(XmppAddress) parsed = NULL;
  g_autoptr(XmppAddress) address = NULL;

  g_return_val_if_fail (domain != NULL && sink != NULL, NULL);

  parsed = xmpp_address_parse (domain, NULL);
  if (parsed != NULL)
    address = xmpp_address_new (NULL, xmpp_address_get_domain (parsed), NULL, NULL);
  if (address == NULL)
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "This is no server");
      return NULL;
    }

  self = g_object_new (CHAT_TYPE_REGISTRATION, NULL);
  self->address = g_steal_pointer (&address);
  self->token = g_strdup (token);
  if (server != NULL)
    {
      self->host = g_strdup (server->host);
      self->port = server->port;
      self->tls = g_strdup (server->tls);
      self->ca_file = g_strdup (server->ca_file);
      self->allow_plain = server->allow_plain;
      self->proxy = g_strdup (server->proxy);
      self->proxy_password = g_strdup (server->proxy_password);
    }
  self->sink = *sink;
  g_object_ref (self->sink.client);
  self->trust = chat_trust_new (xmpp_address_get_domain (self->address), NULL);
  self->session = xmpp_session_new (self->address);
  self->bob = xmpp_bob_new ();
  self->registering = xmpp_register_new (self->bob);
  xmpp_session_set_trust (self->session, XMPP_TRUST (self->trust));
  configure (self);
  xmpp_feature_attach (XMPP_FEATURE (self->bob), self->session);
  xmpp_feature_attach (XMPP_FEATURE (self->registering), self->session);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trust, "refused", G_CALLBACK (notify_certificate), self,
                           G_CONNECT_SWAPPED);
  return self;
}

const char *
chat_registration_get_domain (ChatRegistration *self)
{
  g_return_val_if_fail (CHAT_IS_REGISTRATION (self), NULL);

  return xmpp_address_get_domain (self->address);
}

ChatCertificate *
chat_registration_get_certificate (ChatRegistration *self)
{
  g_return_val_if_fail (CHAT_IS_REGISTRATION (self), NULL);

  return self->trust != NULL ? chat_trust_get_certificate (self->trust) : NULL;
}

ChatForm *
chat_registration_get_form (ChatRegistration *self)
{
  g_return_val_if_fail (CHAT_IS_REGISTRATION (self), NULL);

  return self->form;
}

void
chat_registration_trust (ChatRegistration *self)
{
  g_return_if_fail (CHAT_IS_REGISTRATION (self));

  if (chat_trust_pin (self->trust))
    notify_certificate (self);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ChatRegistration) self = user_data;

  xmpp_session_stop_finish (XMPP_SESSION (object), result, NULL);
  if (self->opening != NULL)
    xmpp_session_start_unregistered (self->session);
}

void
chat_registration_open_async (ChatRegistration    *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_REGISTRATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_registration_open_async);
  if (self->opening != NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_FAILED, "Being opened already");
      return;
    }

  self->opening = g_steal_pointer (&task);
  xmpp_session_stop_async (self->session, NULL, stopped_cb, g_object_ref (self));
}

ChatForm *
chat_registration_open_finish (ChatRegistration  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What submitting needs on its way. */
typedef struct {
  GError *error; /* (nullable): why the form was refused */
} Submit;

static void
submit_free (gpointer data)
{
  Submit *submit = data;

  g_clear_error (&submit->error);
  g_free (submit);
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRegistration *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  ChatAccount *account = self->sink.add_finish (object, result, &error);

  if (account != NULL)
    g_task_return_pointer (task, g_object_ref (account), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
add_account (ChatRegistration *self,
             GTask            *task)
{
  const ChatServer server = {
    self->host, self->port, self->tls, self->ca_file, self->allow_plain, self->proxy,
    self->proxy_password,
  };
  ChatFormField *name = chat_form_get_field (self->form, "username");
  ChatFormField *password = chat_form_get_field (self->form, "password");
  g_autoptr(XmppAddress) address = NULL;

  if (name != NULL)
    address = xmpp_address_new (chat_form_field_get_value (name),
                                xmpp_address_get_domain (self->address), NULL, NULL);
  if (address == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS,
                               "The account was made, under a name that is not known");
      return;
    }

  self->sink.add_async (self->sink.client, xmpp_address_get_bare (address),
                        password != NULL ? chat_form_field_get_value (password) : NULL, &server,
                        chat_trust_get_pins (self->trust), g_task_get_cancellable (task),
                        added_cb, g_object_ref (task));
}

static void
asked_again_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRegistration *self = g_task_get_source_object (task);
  Submit *submit = g_task_get_task_data (task);
  g_autoptr(ChatForm) before = g_object_ref (self->form);

  /* Without a new form the old one stays. */
  if (!take_request (self, result, NULL))
    g_set_object (&self->form, before);
  g_task_return_error (task, g_steal_pointer (&submit->error));
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRegistration *self = g_task_get_source_object (task);
  Submit *submit = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (xmpp_register_submit_finish (self->registering, result, &error))
    {
      xmpp_session_stop_async (self->session, NULL, NULL, NULL);
      add_account (self, task);
      return;
    }

  /* Whatever it was, the picture was used up: a new form has a new one. */
  if (error->domain == XMPP_STANZA_ERROR
      && xmpp_session_get_state (self->session) == XMPP_SESSION_REGISTERING)
    {
      submit->error = chat_error_translate (g_steal_pointer (&error));
      xmpp_register_request_async (self->registering, self->token, g_task_get_cancellable (task),
                                   asked_again_cb, g_object_ref (task));
      return;
    }

  g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
}

void
chat_registration_submit_async (ChatRegistration    *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  const char *bad_field = NULL;

  g_return_if_fail (CHAT_IS_REGISTRATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_registration_submit_async);
  g_task_set_task_data (task, g_new0 (Submit, 1), submit_free);
  if (self->form == NULL || xmpp_session_get_state (self->session) != XMPP_SESSION_REGISTERING)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_DISCONNECTED,
                               "The connection was lost");
      return;
    }

  chat_registration_form_write (self->form, self->registration->form);
  if (!xmpp_data_form_validate (self->registration->form, &bad_field, &error))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_REFUSED, "%s",
                               bad_field != NULL ? bad_field : error->message);
      return;
    }

  xmpp_register_submit_async (self->registering, self->registration, cancellable, submitted_cb,
                              g_object_ref (task));
}

ChatAccount *
chat_registration_submit_finish (ChatRegistration  *self,
                                 GAsyncResult      *result,
                                 GError           **error)
{
  g_autoptr(ChatAccount) account = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  account = g_task_propagate_pointer (G_TASK (result), error);
  return account; /* the client keeps it */
}
