/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL on a stream: RFC 6120, 6, or XEP-0388 where that is offered. Tries mechanisms and passwords
 * until one is taken.
 *
 *   choose ──→ ask for a password ──→ <auth/> ──→ <challenge/> ⇄ <response/> ──→ <success/>
 *     ↑    (where one is needed)                        │
 *     └────────────── <failure/> that another way mends ┘
 */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-authentication.h"

#include "xmpp-authentication-private.h"
#include "xmpp-error.h"
#include "xmpp-sasl-external.h"
#include "xmpp-sasl-plain.h"
#include "xmpp-sasl-scram.h"
#include "xmpp-saslprep.h"

G_DEFINE_FINAL_TYPE (XmppAuthentication, xmpp_authentication, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
xmpp_authentication_stop_timer (XmppAuthentication *self)
{
  clear_source (&self->timer);
}

/* The one way out. @error: (nullable) (transfer full): why we are not in */
void
xmpp_authentication_end (XmppAuthentication *self,
                         GError             *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_DOWNGRADE))
    {
      g_autofree char *weaker = xmpp_sasl_choice_to_text (&self->choice);

      xmpp_sasl_credentials_note_weaker (self->credentials, weaker);
    }
  xmpp_authentication_stop_timer (self);
  clear_source (&self->cancelled);
  self->state = AUTHENTICATION_ENDED;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
xmpp_authentication_end_with (XmppAuthentication *self,
                              XmppError           code,
                              const char         *why)
{
  xmpp_authentication_end (self, g_error_new_literal (XMPP_ERROR, (int) code, why));
}

static gboolean
timeout_cb (gpointer user_data)
{
  xmpp_authentication_end_with (user_data, XMPP_ERROR_TIMEOUT, "No answer while signing in");
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  xmpp_authentication_end (user_data, error);
  return G_SOURCE_REMOVE;
}

static void
wait_for_server (XmppAuthentication *self)
{
  xmpp_authentication_stop_timer (self);
  self->state = AUTHENTICATION_WAITING;
  self->timer = g_timeout_source_new (self->step_ms);
  g_source_set_callback (self->timer, timeout_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

/* Says @element, which it takes, and waits for the answer. */
void
xmpp_authentication_say (XmppAuthentication *self,
                         XmppElement        *element)
{
  g_autoptr(XmppElement) owned = element;

  xmpp_stream_send (self->stream, owned, NULL);
  wait_for_server (self);
}

/* XEP-0388, 2.3 */
static void
add_user_agent (XmppAuthentication *self,
                XmppElement        *element)
{
  XmppElement *agent = NULL;

  if (self->config.user_agent == NULL && self->config.software == NULL)
    return;

  agent = xmpp_element_add_child (element, "user-agent", NULL);
  xmpp_element_set_attribute (agent, "id", self->config.user_agent);
  if (self->config.software != NULL)
    xmpp_element_add_text_child (agent, "software", NULL, self->config.software);
}

static void
say_auth (XmppAuthentication *self,
          GBytes             *initial)
{
  XmppElement *element = xmpp_sasl_make_auth (self->profile, self->choice.name, initial);

  if (self->profile == XMPP_SASL_PROFILE_2)
    {
      add_user_agent (self, element);
      xmpp_authentication_add_token (self, element);
      xmpp_authentication_add_upgrades (self, element);
      for (guint i = 0; self->inlined != NULL && i < self->inlined->len; i++)
        xmpp_element_append_copy (element, self->inlined->pdata[i]);
    }
  xmpp_authentication_say (self, element);
}

/* SCRAM lets the server say whether what we have heard is what it said. */
static XmppSaslMechanism *
make_scram (XmppAuthentication *self,
            GBytes             *binding)
{
  GTlsConnection *tls = xmpp_stream_get_tls (self->stream);
  const XmppScramGuard guard = {
    .mechanisms = (const char *const *) self->mechanisms,
    .bindings = (const char *const *) self->bindings,
    .tls_version = tls != NULL ? xmpp_tls_get_number (tls) : NULL,
    .is_needed = self->choice.must_confirm,
  };
  XmppSaslMechanism *scram = xmpp_sasl_scram_new (self->credentials, self->choice.hash,
                                                  self->choice.server_binds, self->choice.binding,
                                                  binding);

  xmpp_sasl_scram_set_guard (XMPP_SASL_SCRAM (scram), &guard);
  return scram;
}

static XmppSaslMechanism *
make_mechanism (XmppAuthentication *self)
{
  GTlsConnection *tls = xmpp_stream_get_tls (self->stream);
  g_autoptr(GBytes) binding = NULL;

  if (self->choice.binding != NULL)
    binding = xmpp_tls_get_binding (tls, self->choice.binding);

  switch (self->choice.kind)
    {
    case XMPP_SASL_HT_KIND:
      return xmpp_authentication_make_token_mechanism (self, binding);

    case XMPP_SASL_EXTERNAL_KIND:
      return xmpp_sasl_external_new (xmpp_sasl_credentials_get_address (self->credentials),
                                     self->config.client_certificate);

    case XMPP_SASL_PLAIN_KIND:
      return xmpp_sasl_plain_new (self->credentials);

    case XMPP_SASL_SCRAM_KIND:
      return make_scram (self, binding);
    }
  g_assert_not_reached ();
}

static void
begin (XmppAuthentication *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) initial = NULL;

  g_clear_object (&self->mechanism);
  self->is_complete = FALSE;
  self->mechanism = make_mechanism (self);
  initial = xmpp_sasl_mechanism_begin (self->mechanism, &error);
  if (initial == NULL)
    xmpp_authentication_end (self, g_steal_pointer (&error));
  else
    say_auth (self, initial);
}

void
xmpp_authentication_refuse_mechanism (XmppAuthentication *self)
{
  g_ptr_array_set_size (self->refused, (int) self->refused->len - 1);
  g_ptr_array_add (self->refused, g_strdup (self->choice.name));
  g_ptr_array_add (self->refused, NULL);
  xmpp_authentication_choose (self);
}

void
xmpp_authentication_refuse_password (XmppAuthentication *self,
                                     const char         *why)
{
  if (self->choice.kind == XMPP_SASL_EXTERNAL_KIND)
    xmpp_authentication_refuse_mechanism (self);
  else if (xmpp_sasl_credentials_refused (self->credentials))
    xmpp_authentication_choose (self);
  else
    xmpp_authentication_end_with (self, XMPP_ERROR_NOT_AUTHORIZED, why);
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
    xmpp_authentication_end (self, g_steal_pointer (&error));
  else if (self->lost != NULL)
    /* The next connection has the password at hand. */
    xmpp_authentication_end (self, g_steal_pointer (&self->lost));
  else if (!is_possible (xmpp_sasl_credentials_get_password (self->credentials), &error))
    xmpp_authentication_refuse_password (self, error->message);
  else
    begin (self);
}

void
xmpp_authentication_choose (XmppAuthentication *self)
{
  g_autoptr(GError) error = NULL;
  const XmppSaslOffer offer = {
    .mechanisms = (const char *const *) self->mechanisms,
    .bindings = (const char *const *) self->bindings,
    .available = (const char *const *) self->available->pdata,
    .refused = (const char *const *) self->refused->pdata,
    .accepted = xmpp_sasl_credentials_get_accepted (self->credentials),
    .has_certificate = self->config.client_certificate != NULL,
    .allow_plain = self->config.allow_plain,
    .skip_bindings = self->skip_bindings,
    .is_strict = self->profile == XMPP_SASL_PROFILE_2,
  };

  if (xmpp_authentication_choose_token (self))
    {
      begin (self);
      return;
    }
  if (self->is_revoking)
    {
      xmpp_authentication_end_with (self, XMPP_ERROR_NOT_AUTHORIZED, "There is no token to revoke");
      return;
    }

  if (!xmpp_sasl_choose (&offer, &self->choice, &error))
    {
      xmpp_authentication_end (self, g_steal_pointer (&error));
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

  xmpp_authentication_stop_timer (self);
  self->state = AUTHENTICATION_ASKING;
  xmpp_sasl_credentials_ask_async (self->credentials, g_task_get_cancellable (self->task), asked_cb,
                                   g_object_ref (self));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(XmppAuthentication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!xmpp_fast_load_finish (XMPP_FAST (object), result, &error))
    g_debug ("The token: %s", error->message);
  if (self->state != AUTHENTICATION_LOADING)
    return;

  if (self->lost != NULL)
    xmpp_authentication_end (self, g_steal_pointer (&self->lost));
  else
    xmpp_authentication_choose (self);
}

static void
xmpp_authentication_dispose (GObject *object)
{
  XmppAuthentication *self = XMPP_AUTHENTICATION (object);

  xmpp_authentication_stop_timer (self);
  clear_source (&self->cancelled);
  g_clear_object (&self->stream);
  g_clear_object (&self->credentials);
  g_clear_object (&self->mechanism);

  G_OBJECT_CLASS (xmpp_authentication_parent_class)->dispose (object);
}

static void
xmpp_authentication_finalize (GObject *object)
{
  XmppAuthentication *self = XMPP_AUTHENTICATION (object);

  xmpp_session_config_clear (&self->config);
  g_clear_pointer (&self->inlined, g_ptr_array_unref);
  g_clear_error (&self->lost);
  g_clear_pointer (&self->mechanisms, g_strfreev);
  g_clear_pointer (&self->bindings, g_strfreev);
  g_clear_pointer (&self->token_mechanisms, g_strfreev);
  g_clear_pointer (&self->upgrade_tasks, g_strfreev);
  g_clear_pointer (&self->available, g_ptr_array_unref);
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  g_clear_pointer (&self->success, xmpp_element_unref);
  g_clear_pointer (&self->identity, xmpp_address_unref);

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
  xmpp_session_config_copy (&self->config, config);
  self->step_ms = step_ms;
  return self;
}

/**
 * xmpp_authentication_set_inlined:
 * @self: an authentication that has not begun
 * @inlined: (element-type XmppElement) (transfer none): elements that do not change any more
 *
 * Sets what the server is asked for together with the authentication, where it takes that:
 * XEP-0388, 2.3.
 */
void
xmpp_authentication_set_inlined (XmppAuthentication *self,
                                 GPtrArray          *inlined)
{
  g_return_if_fail (XMPP_IS_AUTHENTICATION (self));
  g_return_if_fail (inlined != NULL);

  g_clear_pointer (&self->inlined, g_ptr_array_unref);
  self->inlined = g_ptr_array_ref (inlined);
}

/**
 * xmpp_authentication_set_revoking:
 * @self: an authentication that has not begun
 *
 * Signs in with the token only, to say that it shall not be good any more: XEP-0484, 3.6.
 */
void
xmpp_authentication_set_revoking (XmppAuthentication *self)
{
  g_return_if_fail (XMPP_IS_AUTHENTICATION (self));

  self->is_revoking = TRUE;
}

/**
 * xmpp_authentication_skip_token:
 * @self: an authentication that has not begun
 *
 * Does not try the token: it was refused just before.
 */
void
xmpp_authentication_skip_token (XmppAuthentication *self)
{
  g_return_if_fail (XMPP_IS_AUTHENTICATION (self));

  self->is_token_refused = TRUE;
}

/* What this connection can be bound to; what nobody asks for is not computed. */
static void
find_bindings (XmppAuthentication *self)
{
  GTlsConnection *tls = xmpp_stream_get_tls (self->stream);
  gboolean is_asked_for = self->bindings != NULL || self->token_mechanisms != NULL;

  for (gsize i = 0; tls != NULL && is_asked_for && xmpp_sasl_bindings[i] != NULL; i++)
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
  g_return_if_fail (offer != NULL);
  g_return_if_fail (offer->mechanisms != NULL || offer->mechanisms2 != NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, xmpp_authentication_run_async);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }

  self->profile = offer->mechanisms2 != NULL ? XMPP_SASL_PROFILE_2 : XMPP_SASL_PROFILE_1;
  self->mechanisms = g_strdupv (offer->mechanisms2 != NULL ? offer->mechanisms2
                                                           : offer->mechanisms);
  self->bindings = g_strdupv (offer->bindings);
  self->token_mechanisms = g_strdupv (offer->token_mechanisms);
  self->upgrade_tasks = g_strdupv (offer->upgrades);
  find_bindings (self);
  if (!xmpp_authentication_can_use_tokens (self))
    {
      xmpp_authentication_choose (self);
      return;
    }

  self->state = AUTHENTICATION_LOADING;
  xmpp_fast_load_async (xmpp_sasl_credentials_get_fast (self->credentials), cancellable, loaded_cb,
                        g_object_ref (self));
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
 * xmpp_authentication_stream_lost:
 * @self: an authentication that runs
 * @error: why
 *
 * Ends the authentication; but while somebody is asked for a password, or for the token, the
 * answer is awaited first, so that it is not asked for twice.
 */
void
xmpp_authentication_stream_lost (XmppAuthentication *self,
                                 const GError       *error)
{
  g_return_if_fail (XMPP_IS_AUTHENTICATION (self));

  if (self->state == AUTHENTICATION_ENDED)
    return;
  if (self->state != AUTHENTICATION_ASKING && self->state != AUTHENTICATION_LOADING)
    xmpp_authentication_end (self, g_error_copy (error));
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

/**
 * xmpp_authentication_is_by_token:
 * @self: an authentication
 *
 * Returns: whether a token is, or was, used instead of a password: XEP-0484
 */
gboolean
xmpp_authentication_is_by_token (XmppAuthentication *self)
{
  g_return_val_if_fail (XMPP_IS_AUTHENTICATION (self), FALSE);

  return self->choice.kind == XMPP_SASL_HT_KIND && self->choice.name[0] != '\0';
}

/**
 * xmpp_authentication_is_waiting:
 * @self: an authentication
 *
 * Returns: whether the server has the word, and not a person, a key ring or we
 */
gboolean
xmpp_authentication_is_waiting (XmppAuthentication *self)
{
  g_return_val_if_fail (XMPP_IS_AUTHENTICATION (self), FALSE);

  return self->state == AUTHENTICATION_WAITING;
}

/**
 * xmpp_authentication_is_stuck:
 * @self: an authentication that has failed
 *
 * Returns: whether another stream to the same server, without the token, may do better
 */
gboolean
xmpp_authentication_is_stuck (XmppAuthentication *self)
{
  g_return_val_if_fail (XMPP_IS_AUTHENTICATION (self), FALSE);

  return self->is_stuck;
}

/**
 * xmpp_authentication_get_success:
 * @self: an authentication
 *
 * Returns: (nullable): what the server said in the end, and with it of what else it was asked for;
 *   %NULL before that, and when SASL2 was not used
 */
XmppElement *
xmpp_authentication_get_success (XmppAuthentication *self)
{
  g_return_val_if_fail (XMPP_IS_AUTHENTICATION (self), NULL);

  return self->success;
}

/**
 * xmpp_authentication_get_identity:
 * @self: an authentication
 *
 * Returns: (nullable): whom the success is about: our bare address, or our full one; as
 *   xmpp_authentication_get_success()
 */
XmppAddress *
xmpp_authentication_get_identity (XmppAuthentication *self)
{
  g_return_val_if_fail (XMPP_IS_AUTHENTICATION (self), NULL);

  return self->identity;
}
