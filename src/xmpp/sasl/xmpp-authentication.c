/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL on a stream: RFC 6120, 6. Tries mechanisms and passwords until one is taken.
 *
 *   choose ──→ ask for a password ──→ <auth/> ──→ <challenge/> ⇄ <response/> ──→ <success/>
 *     ↑    (where one is needed)                        │
 *     └────────────── <failure/> that another way mends ┘
 */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-authentication.h"

#include <string.h>

#include "xmpp-base64.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-sasl-choice.h"
#include "xmpp-sasl-external.h"
#include "xmpp-sasl-plain.h"
#include "xmpp-sasl-scram.h"
#include "xmpp-saslprep.h"

/* What a server can say in one message; the parser has its own limit on the whole. */
#define MAX_MESSAGE_BYTES (16 * 1024)

typedef enum {
  AUTHENTICATION_NEW,
  AUTHENTICATION_ASKING,    /* a person, or a key ring */
  AUTHENTICATION_WAITING,   /* for the server */
  AUTHENTICATION_COMPUTING,
  AUTHENTICATION_ENDED,
} AuthenticationState;

struct _XmppAuthentication
{
  GObject              parent_instance;

  AuthenticationState  state;
  XmppStream          *stream;
  XmppSaslCredentials *credentials;
  GTlsCertificate     *certificate;   /* (nullable) */
  gboolean             allow_plain;
  guint                step_ms;

  GTask               *task;          /* (nullable): while it runs */
  GSource             *timer;         /* (nullable): while the server is waited for */
  GSource             *cancelled;     /* (nullable) */
  GError              *lost;          /* (nullable): the stream went while somebody was asked */

  GStrv                mechanisms;    /* what the server offers */
  GStrv                bindings;      /* (nullable): that it lists */
  GPtrArray           *available;     /* owned, NULL-terminated: of the bindings */
  GPtrArray           *refused;       /* owned, NULL-terminated: of the mechanisms */
  gboolean             skip_bindings;

  XmppSaslChoice       choice;
  XmppSaslMechanism   *mechanism;     /* (nullable) */
};

G_DEFINE_FINAL_TYPE (XmppAuthentication, xmpp_authentication, G_TYPE_OBJECT)

static void choose (XmppAuthentication *self);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
end (XmppAuthentication *self,
     GError             *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  clear_source (&self->timer);
  clear_source (&self->cancelled);
  self->state = AUTHENTICATION_ENDED;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
end_with (XmppAuthentication *self,
          XmppError           code,
          const char         *why)
{
  end (self, g_error_new_literal (XMPP_ERROR, (int) code, why));
}

static gboolean
timeout_cb (gpointer user_data)
{
  end_with (user_data, XMPP_ERROR_TIMEOUT, "No answer while signing in");
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  end (user_data, error);
  return G_SOURCE_REMOVE;
}

static void
wait_for_server (XmppAuthentication *self)
{
  clear_source (&self->timer);
  self->state = AUTHENTICATION_WAITING;
  self->timer = g_timeout_source_new (self->step_ms);
  g_source_set_callback (self->timer, timeout_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
send_message (XmppAuthentication *self,
              const char         *name,
              const char         *mechanism,
              GBytes             *message)
{
  g_autoptr(XmppElement) element = xmpp_element_new (name, XMPP_NS_SASL);
  g_autofree char *text = xmpp_base64_encode (message);
  gboolean is_first = mechanism != NULL;

  xmpp_element_set_attribute (element, "mechanism", mechanism);
  /* RFC 6120, 6.4.2: "=" is an initial response that is empty, nothing is none. */
  xmpp_element_set_text (element, *text == '\0' && is_first ? "=" : text);
  xmpp_stream_send (self->stream, element, NULL);
  wait_for_server (self);
}

static XmppSaslMechanism *
make_mechanism (XmppAuthentication *self)
{
  GTlsConnection *tls = xmpp_stream_get_tls (self->stream);
  g_autoptr(GBytes) binding = NULL;

  switch (self->choice.kind)
    {
    case XMPP_SASL_EXTERNAL_KIND:
      return xmpp_sasl_external_new (xmpp_sasl_credentials_get_address (self->credentials),
                                     self->certificate);

    case XMPP_SASL_PLAIN_KIND:
      return xmpp_sasl_plain_new (self->credentials);

    case XMPP_SASL_SCRAM_KIND:
      if (self->choice.binding != NULL)
        binding = xmpp_tls_get_binding (tls, self->choice.binding);
      return xmpp_sasl_scram_new (self->credentials, self->choice.hash, self->choice.server_binds,
                                  self->choice.binding, binding);
    }
  g_assert_not_reached ();
}

static void
begin (XmppAuthentication *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) initial = NULL;

  g_clear_object (&self->mechanism);
  self->mechanism = make_mechanism (self);
  initial = xmpp_sasl_mechanism_begin (self->mechanism, &error);
  if (initial == NULL)
    end (self, g_steal_pointer (&error));
  else
    send_message (self, "auth", self->choice.name, initial);
}

static void
refuse_mechanism (XmppAuthentication *self)
{
  g_ptr_array_set_size (self->refused, (int) self->refused->len - 1);
  g_ptr_array_add (self->refused, g_strdup (self->choice.name));
  g_ptr_array_add (self->refused, NULL);
  choose (self);
}

static void
refuse_password (XmppAuthentication *self,
                 const char         *why)
{
  if (self->choice.kind == XMPP_SASL_EXTERNAL_KIND)
    refuse_mechanism (self);
  else if (xmpp_sasl_credentials_refused (self->credentials))
    choose (self);
  else
    end_with (self, XMPP_ERROR_NOT_AUTHORIZED, why);
}

/* What nobody can have as a password was mistyped, and the server need not hear of it. */
static gboolean
is_possible (const char  *password,
             GError     **error)
{
  char *prepared = xmpp_saslprep (password, error);
  gboolean possible = prepared != NULL;

  xmpp_secret_free (prepared);
  return possible;
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(XmppAuthentication) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean known = xmpp_sasl_credentials_ask_finish (self->credentials, result, &error);

  if (self->state != AUTHENTICATION_ASKING)
    return;

  if (!known)
    end (self, g_steal_pointer (&error));
  else if (self->lost != NULL)
    end (self, g_steal_pointer (&self->lost)); /* the next connection has the password at hand */
  else if (!is_possible (xmpp_sasl_credentials_get_password (self->credentials), &error))
    refuse_password (self, error->message);
  else
    begin (self);
}

static void
choose (XmppAuthentication *self)
{
  g_autoptr(GError) error = NULL;
  const XmppSaslOffer offer = {
    .mechanisms = (const char *const *) self->mechanisms,
    .bindings = (const char *const *) self->bindings,
    .available = (const char *const *) self->available->pdata,
    .refused = (const char *const *) self->refused->pdata,
    .accepted = xmpp_sasl_credentials_get_accepted (self->credentials),
    .has_certificate = self->certificate != NULL,
    .allow_plain = self->allow_plain,
    .skip_bindings = self->skip_bindings,
  };

  if (!xmpp_sasl_choose (&offer, &self->choice, &error))
    {
      end (self, g_steal_pointer (&error));
      return;
    }

  g_debug ("Using %s, binding %s", self->choice.name,
           self->choice.binding != NULL ? self->choice.binding : "none");

  if (self->choice.kind == XMPP_SASL_EXTERNAL_KIND
      || xmpp_sasl_credentials_get_password (self->credentials) != NULL)
    {
      begin (self);
      return;
    }

  clear_source (&self->timer);
  self->state = AUTHENTICATION_ASKING;
  xmpp_sasl_credentials_ask_async (self->credentials, g_task_get_cancellable (self->task), asked_cb,
                                   g_object_ref (self));
}

static void
responded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(XmppAuthentication) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) response =
    xmpp_sasl_mechanism_respond_finish (XMPP_SASL_MECHANISM (object), result, &error);

  if (self->state != AUTHENTICATION_COMPUTING)
    return;

  if (response == NULL)
    {
      g_autoptr(XmppElement) abort = xmpp_element_new ("abort", XMPP_NS_SASL);

      xmpp_stream_send (self->stream, abort, NULL);
      end (self, g_steal_pointer (&error));
    }
  else
    {
      send_message (self, "response", NULL, response);
    }
}

/* The message in an element: NULL when it is no Base64. */
static GBytes *
dup_message (XmppElement *element)
{
  const char *text = xmpp_element_get_text (element);

  return xmpp_base64_decode (strcmp (text, "=") == 0 ? "" : text, MAX_MESSAGE_BYTES);
}

static void
receive_challenge (XmppAuthentication *self,
                   XmppElement        *element)
{
  g_autoptr(GBytes) challenge = dup_message (element);

  if (challenge == NULL)
    {
      end_with (self, XMPP_ERROR_MALFORMED, "A challenge that is no Base64");
      return;
    }

  clear_source (&self->timer);
  self->state = AUTHENTICATION_COMPUTING;
  xmpp_sasl_mechanism_respond_async (self->mechanism, challenge,
                                     g_task_get_cancellable (self->task), responded_cb,
                                     g_object_ref (self));
}

static void
receive_success (XmppAuthentication *self,
                 XmppElement        *element)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) additional = NULL;

  if (*xmpp_element_get_text (element) != '\0' && (additional = dup_message (element)) == NULL)
    {
      end_with (self, XMPP_ERROR_MALFORMED, "A success that is no Base64");
      return;
    }

  if (!xmpp_sasl_mechanism_complete (self->mechanism, additional, &error))
    {
      end (self, g_steal_pointer (&error));
      return;
    }

  xmpp_sasl_credentials_accepted (self->credentials, self->choice.name);
  end (self, NULL);
}

/* Servers have no condition of their own for it, and say it in words. */
static gboolean
is_about_binding (XmppAuthentication *self,
                  const char         *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return self->choice.binding != NULL
         && (strstr (lower, "channel binding") != NULL
             || strstr (lower, "channel-binding") != NULL);
}

/* RFC 6120, 6.5 */
static void
receive_failure (XmppAuthentication *self,
                 XmppElement        *element)
{
  XmppElement *condition = xmpp_element_get_first_child (element);
  const char *text = xmpp_element_get_child_text (element, "text", XMPP_NS_SASL);
  const char *name = NULL;
  g_autofree char *why = NULL;

  while (condition != NULL && g_strcmp0 (xmpp_element_get_name (condition), "text") == 0)
    condition = xmpp_element_get_next (condition);
  name = condition != NULL ? xmpp_element_get_name (condition) : "not-authorized";
  text = text != NULL ? text : "";
  why = g_strdup_printf ("%s%s%.500s", name, *text != '\0' ? ": " : "", text);
  g_debug ("%s refused: %s", self->choice.name, why);

  if (is_about_binding (self, text) && !self->skip_bindings)
    {
      self->skip_bindings = TRUE;
      choose (self);
    }
  else if (strcmp (name, "invalid-mechanism") == 0 || strcmp (name, "mechanism-too-weak") == 0
           || strcmp (name, "encryption-required") == 0)
    refuse_mechanism (self);
  else if (strcmp (name, "account-disabled") == 0)
    end_with (self, XMPP_ERROR_ACCOUNT_DISABLED, why);
  else if (strcmp (name, "credentials-expired") == 0)
    end_with (self, XMPP_ERROR_NOT_AUTHORIZED, why);
  else if (strcmp (name, "temporary-auth-failure") == 0)
    end_with (self, XMPP_ERROR_STREAM, why);
  else if (strcmp (name, "not-authorized") == 0 || strcmp (name, "invalid-authzid") == 0)
    refuse_password (self, why);
  else
    end_with (self, XMPP_ERROR_MALFORMED, why);
}

static void
xmpp_authentication_dispose (GObject *object)
{
  XmppAuthentication *self = XMPP_AUTHENTICATION (object);

  clear_source (&self->timer);
  clear_source (&self->cancelled);
  g_clear_object (&self->stream);
  g_clear_object (&self->credentials);
  g_clear_object (&self->certificate);
  g_clear_object (&self->mechanism);

  G_OBJECT_CLASS (xmpp_authentication_parent_class)->dispose (object);
}

static void
xmpp_authentication_finalize (GObject *object)
{
  XmppAuthentication *self = XMPP_AUTHENTICATION (object);

  g_clear_error (&self->lost);
  g_clear_pointer (&self->mechanisms, g_strfreev);
  g_clear_pointer (&self->bindings, g_strfreev);
  g_clear_pointer (&self->available, g_ptr_array_unref);
  g_clear_pointer (&self->refused, g_ptr_array_unref);

  G_OBJECT_CLASS (xmpp_authentication_parent_class)->finalize (object);
}

static void
xmpp_authentication_class_init (XmppAuthenticationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_authentication_dispose;
  object_class->finalize = xmpp_authentication_finalize;
}

static void
xmpp_authentication_init (XmppAuthentication *self)
{
  self->available = g_ptr_array_new_with_free_func (g_free);
  self->refused = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->refused, NULL);
}

/**
 * xmpp_authentication_new:
 * @stream: (transfer none): a stream inside verified TLS
 * @credentials: (transfer none): who signs in
 * @config: which mechanisms will do
 * @step_ms: how long each answer of the server may take
 *
 * Returns: (transfer full): an authentication that has not begun
 */
XmppAuthentication *
xmpp_authentication_new (XmppStream              *stream,
                         XmppSaslCredentials     *credentials,
                         const XmppSessionConfig *config,
                         guint                    step_ms)
{
  XmppAuthentication *self = NULL;

  g_return_val_if_fail (XMPP_IS_STREAM (stream), NULL);
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (credentials), NULL);

  self = g_object_new (XMPP_TYPE_AUTHENTICATION, NULL);
  self->stream = g_object_ref (stream);
  self->credentials = g_object_ref (credentials);
  g_set_object (&self->certificate, config->client_certificate);
  self->allow_plain = config->allow_plain;
  self->step_ms = step_ms;
  return self;
}

/* What this connection can be bound to; what nobody asks for is not computed. */
static void
find_bindings (XmppAuthentication *self)
{
  GTlsConnection *tls = xmpp_stream_get_tls (self->stream);

  for (gsize i = 0; tls != NULL && self->bindings != NULL && xmpp_sasl_bindings[i] != NULL; i++)
    {
      g_autoptr(GBytes) binding = xmpp_tls_get_binding (tls, xmpp_sasl_bindings[i]);

      if (binding != NULL)
        g_ptr_array_add (self->available, g_strdup (xmpp_sasl_bindings[i]));
    }
  g_ptr_array_add (self->available, NULL);
}

/**
 * xmpp_authentication_run_async:
 * @self: an authentication that has not begun
 * @offer: the stream's features, with mechanisms in them
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called when the server let us in, or does not
 * @user_data: for @callback
 *
 * Signs in, by the strongest mechanism that is offered, asking for a password where one is needed
 * and again when it was refused. The stream's elements come by xmpp_authentication_receive().
 */
void
xmpp_authentication_run_async (XmppAuthentication       *self,
                               const XmppStreamFeatures *offer,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  g_return_if_fail (XMPP_IS_AUTHENTICATION (self));
  g_return_if_fail (self->state == AUTHENTICATION_NEW);
  g_return_if_fail (offer != NULL && offer->mechanisms != NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, xmpp_authentication_run_async);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }

  self->mechanisms = g_strdupv (offer->mechanisms);
  self->bindings = g_strdupv (offer->bindings);
  find_bindings (self);
  choose (self);
}

/**
 * xmpp_authentication_run_finish:
 * @self: an authentication
 * @result: what the callback was given
 * @error: return location for an error of the domain %XMPP_ERROR, or a cancellation
 *
 * Returns: whether we are in, and the server is who it says
 */
gboolean
xmpp_authentication_run_finish (XmppAuthentication  *self,
                                GAsyncResult        *result,
                                GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * xmpp_authentication_receive:
 * @self: an authentication that runs
 * @element: (transfer none): what arrived
 *
 * Goes on with what the server says; anything but SASL, and at another time than it is its turn,
 * ends the authentication.
 */
void
xmpp_authentication_receive (XmppAuthentication *self,
                             XmppElement        *element)
{
  g_autoptr(XmppAuthentication) keep = NULL;

  g_return_if_fail (XMPP_IS_AUTHENTICATION (self));

  keep = g_object_ref (self);
  if (self->state == AUTHENTICATION_ENDED)
    return;

  if (self->state != AUTHENTICATION_WAITING)
    end_with (self, XMPP_ERROR_MALFORMED, "The server spoke out of turn");
  else if (xmpp_element_is (element, "challenge", XMPP_NS_SASL))
    receive_challenge (self, element);
  else if (xmpp_element_is (element, "success", XMPP_NS_SASL))
    receive_success (self, element);
  else if (xmpp_element_is (element, "failure", XMPP_NS_SASL))
    receive_failure (self, element);
  else
    end_with (self, XMPP_ERROR_MALFORMED, "Something else than SASL");
}

/**
 * xmpp_authentication_stream_lost:
 * @self: an authentication that runs
 * @error: why
 *
 * Ends the authentication; but while somebody is asked for a password the answer is awaited
 * first, so that it is not asked for twice.
 */
void
xmpp_authentication_stream_lost (XmppAuthentication *self,
                                 const GError       *error)
{
  g_return_if_fail (XMPP_IS_AUTHENTICATION (self));

  if (self->state == AUTHENTICATION_ENDED)
    return;
  if (self->state != AUTHENTICATION_ASKING)
    end (self, g_error_copy (error));
  else if (self->lost == NULL)
    self->lost = g_error_copy (error);
}

/**
 * xmpp_authentication_get_mechanism:
 * @self: an authentication
 *
 * Returns: (nullable): the mechanism that is, or was, used
 */
const char *
xmpp_authentication_get_mechanism (XmppAuthentication *self)
{
  g_return_val_if_fail (XMPP_IS_AUTHENTICATION (self), NULL);

  return self->choice.name[0] != '\0' ? self->choice.name : NULL;
}

/**
 * xmpp_authentication_get_binding:
 * @self: an authentication
 *
 * Returns: (nullable): the kind of channel binding
 */
const char *
xmpp_authentication_get_binding (XmppAuthentication *self)
{
  g_return_val_if_fail (XMPP_IS_AUTHENTICATION (self), NULL);

  return self->choice.binding;
}
