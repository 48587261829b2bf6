/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account goes online, and says why it does not.
 *
 *   session                         account
 *   OFFLINE, CLOSING                OFFLINE
 *   WAITING                         WAITING, counting down
 *   CONNECTING … BINDING            CONNECTING; NEEDS_PASSWORD while a person is asked
 *   ONLINE                          ONLINE
 *   FAILED with a certificate       NEEDS_TRUST
 *   FAILED otherwise                FAILED */
#define G_LOG_DOMAIN "chat-account"

#include "chat-account.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-error.h"
#include "chat-prompt.h"
#include "chat-trust.h"
#include "chat-web.h"
#include "xmpp-error.h"
#include "xmpp-jingle-files.h"
#include "xmpp-muc.h"
#include "xmpp-server-info.h"
#include "xmpp-session.h"

/* A good-bye that takes longer is none. */
#define STOP_TIMEOUT_S 5

/* Who asks to connect may not know yet, as little as we do, that the connection is dead. */
#define HURRY_US (10 * G_USEC_PER_SEC)

static void configure (ChatAccount *self);

static XmppSessionState
get_session_state (ChatAccount *self)
{
  return xmpp_session_get_state (self->connection->session);
}

static GError *
dup_session_error (ChatAccount *self)
{
  const GError *error = xmpp_session_get_error (self->connection->session);

  return error != NULL ? chat_error_translate (g_error_copy (error)) : NULL;
}

static gboolean
update_retry_in (ChatAccount *self)
{
  gint64 time_us = xmpp_session_get_retry_time (self->connection->session);
  gint64 left_us = time_us > 0 ? time_us - g_get_monotonic_time () : 0;
  guint retry_in_s = 0;

  if (get_session_state (self) == XMPP_SESSION_WAITING && left_us > 0)
    retry_in_s = (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  if (self->retry_in_s != retry_in_s)
    {
      self->retry_in_s = retry_in_s;
      chat_account_notify (self, CHAT_ACCOUNT_PROP_RETRY_IN);
    }

  return retry_in_s > 0;
}

static gboolean
retry_in_cb (gpointer user_data)
{
  ChatAccount *self = user_data;

  if (update_retry_in (self))
    return G_SOURCE_CONTINUE;

  self->retry_source = 0;
  return G_SOURCE_REMOVE;
}

static void
count_down (ChatAccount *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  if (update_retry_in (self))
    self->retry_source = g_timeout_add_seconds (1, retry_in_cb, self);
}

static gboolean
ask_trust_cb (gpointer user_data)
{
  ChatAccount *self = user_data;
  gboolean can_ask = chat_trust_get_certificate (self->trust) != NULL;

  self->trust_source = 0;
  if (get_session_state (self) == XMPP_SESSION_FAILED)
    chat_account_set_state (self, can_ask ? CHAT_ACCOUNT_NEEDS_TRUST : CHAT_ACCOUNT_FAILED,
                            dup_session_error (self));
  return G_SOURCE_REMOVE;
}

static void
state_cb (ChatAccount *self)
{
  const GError *error = xmpp_session_get_error (self->connection->session);

  switch (get_session_state (self))
    {
    case XMPP_SESSION_WAITING:
      if (g_get_monotonic_time () < self->hurry_until_us)
        {
          self->hurry_until_us = 0;
          configure (self);
          xmpp_session_start (self->connection->session);
          return;
        }
      chat_account_note_refusal (self);
      chat_account_set_state (self, CHAT_ACCOUNT_WAITING, dup_session_error (self));
      break;
    case XMPP_SESSION_CONNECTING:
    case XMPP_SESSION_SECURING:
    case XMPP_SESSION_AUTHENTICATING:
    case XMPP_SESSION_BINDING:
      if (!chat_prompt_is_asking (self->prompt))
        chat_account_set_state (self, CHAT_ACCOUNT_CONNECTING, NULL);
      break;
    case XMPP_SESSION_ONLINE:
      chat_prompt_note_accepted (self->prompt);
      chat_connection_note_online (self->connection);
      chat_account_note_accepted (self);
      chat_account_set_state (self, CHAT_ACCOUNT_ONLINE, NULL);
      break;
    case XMPP_SESSION_FAILED:
      chat_account_note_refusal (self);
      /* The certificate itself is shown right after. */
      if (!g_error_matches (error, XMPP_ERROR, XMPP_ERROR_CERTIFICATE))
        chat_account_set_state (self, CHAT_ACCOUNT_FAILED, dup_session_error (self));
      else if (self->trust_source == 0)
        self->trust_source = g_idle_add_full (G_PRIORITY_DEFAULT, ask_trust_cb, self, NULL);
      break;
    case XMPP_SESSION_OFFLINE:
    case XMPP_SESSION_CLOSING:
    case XMPP_SESSION_REGISTERING:
    default:
      chat_account_forget_once (self);
      self->asks_weaker = FALSE;
      chat_account_set_state (self, CHAT_ACCOUNT_OFFLINE, NULL);
    }
  count_down (self);
}

static void
needed_cb (ChatAccount  *self,
           const GError *error)
{
  chat_account_set_state (self, CHAT_ACCOUNT_NEEDS_PASSWORD,
                          error != NULL ? g_error_copy (error) : NULL);
}

static void
answered_cb (ChatAccount *self)
{
  state_cb (self);
}

/* Only now is it known what the server takes. */
static void
server_known_cb (ChatAccount *self)
{
  chat_account_notify (self, CHAT_ACCOUNT_PROP_FILE_LIMIT);
}

void
chat_account_init_session (ChatAccount *self)
{
  XmppSession *session = self->connection->session;

  xmpp_session_set_prompt (session, XMPP_SASL_PROMPT (self->prompt));
  xmpp_session_set_trust (session, XMPP_TRUST (self->trust));
  g_signal_connect_object (session, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection->server_info, "ready", G_CALLBACK (server_known_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->prompt, "needed", G_CALLBACK (needed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->prompt, "answered", G_CALLBACK (answered_cb), self,
                           G_CONNECT_SWAPPED);
}

/* The same at each sign-in: what the server still holds of a connection that is lost ends then, and
 * takes nothing more. Who sees it learns no more from it than that. */
static char *
make_resource (ChatAccount *self)
{
  g_autofree char *digest =
    g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->record.user_agent, -1);

  return g_strdup_printf ("%s.%.8s", CHAT_CONNECTION_NAME, digest);
}

static void
configure (ChatAccount *self)
{
  g_autofree char *resource = make_resource (self);
  XmppSessionConfig config = {
    .host = self->record.host,
    .port = self->record.port,
    .tls = XMPP_TLS_AUTO,
    .ca_file = self->record.ca_file,
    .allow_plain = self->record.allow_plain,
    .proxy = self->record.proxy,
    .proxy_password = chat_prompt_get_password (self->proxy_prompt),
    .resource = resource,
    .software = CHAT_CONNECTION_NAME,
    .user_agent = self->record.user_agent,
    .carbons = TRUE,
    .accepted = chat_account_get_accepted (self),
  };

  if (g_strcmp0 (self->record.tls, "starttls") == 0)
    config.tls = XMPP_TLS_STARTTLS;
  else if (g_strcmp0 (self->record.tls, "direct") == 0)
    config.tls = XMPP_TLS_DIRECT;
  else if (g_strcmp0 (self->record.tls, "websocket") == 0)
    config.tls = XMPP_TLS_WEBSOCKET;
  xmpp_session_set_config (self->connection->session, &config);
  chat_web_configure (self->web, config.proxy, config.proxy_password, config.ca_file);
  xmpp_jingle_files_set_proxy (self->connection->jingle, config.proxy, config.proxy_password);
}

static gboolean
shall_be_online (ChatAccount *self)
{
  return self->record.enabled && self->record.presence != CHAT_PRESENCE_OFFLINE && !self->is_held
         && !self->is_choked && self->record.id != 0;
}

void
chat_account_update_session (ChatAccount *self)
{
  XmppSessionState state;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  state = get_session_state (self);
  if (shall_be_online (self))
    {
      if ((state == XMPP_SESSION_OFFLINE || state == XMPP_SESSION_CLOSING)
          && chat_account_prepare_proxy (self))
        {
          configure (self);
          chat_prompt_begin (self->prompt);
          xmpp_session_start (self->connection->session);
        }
    }
  else if (state != XMPP_SESSION_OFFLINE && state != XMPP_SESSION_CLOSING)
    xmpp_session_stop_async (self->connection->session, NULL, NULL, NULL);
  else if (state == XMPP_SESSION_OFFLINE && self->state == CHAT_ACCOUNT_CONNECTING)
    chat_account_set_state (self, CHAT_ACCOUNT_OFFLINE, NULL); /* it only waited for the key ring */
}

void
chat_account_set_held (ChatAccount *self,
                       gboolean     held)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  self->is_held = held;
  chat_account_update_session (self);
}

gboolean
chat_account_suspend (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), FALSE);

  return shall_be_online (self) && xmpp_session_suspend (self->connection->session);
}

void
chat_account_check (ChatAccount *self)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (!shall_be_online (self))
    return;

  xmpp_session_check (self->connection->session);
  xmpp_muc_check (self->connection->muc);
}

void
chat_account_set_choked (ChatAccount *self,
                         gboolean     choked)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  self->is_choked = choked;
  chat_account_update_session (self);
}

void
chat_account_set_enabled (ChatAccount *self,
                          gboolean     enabled)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (self->record.enabled == (enabled != FALSE))
    return;

  self->record.enabled = enabled != FALSE;
  chat_account_save (self);
  chat_account_update_session (self);
  chat_account_notify (self, CHAT_ACCOUNT_PROP_ENABLED);
}

static void
restart (ChatAccount *self)
{
  if (self->proxy_step == CHAT_ACCOUNT_PROXY_ASKING)
    return; /* it starts by itself */

  chat_trust_clear (self->trust);
  chat_prompt_begin (self->prompt);
  configure (self);
  xmpp_session_start (self->connection->session);
}

static void
restart_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ChatAccount) self = user_data;

  xmpp_session_stop_finish (XMPP_SESSION (object), result, NULL);
  if (self->connection != NULL)
    chat_account_update_session (self);
}

/* @value: (nullable), may be *@field itself; an empty one is none */
static void
take_string (char       **field,
             const char  *value)
{
  g_autofree char *before = *field;

  *field = value != NULL && value[0] != '\0' ? g_strdup (value) : NULL;
}

void
chat_account_set_server (ChatAccount      *self,
                         const ChatServer *server)
{
  g_autofree char *host = NULL;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (server != NULL);

  /* It may be what chat_account_get_server() lent, with a change in it. */
  host = g_strdup (self->record.host);
  take_string (&self->record.host, server->host);
  if (g_strcmp0 (host, self->record.host) != 0)
    chat_account_forget_accepted (self);
  take_string (&self->record.tls, g_strcmp0 (server->tls, "auto") != 0 ? server->tls : NULL);
  take_string (&self->record.ca_file, server->ca_file);
  self->record.port = server->port;
  self->record.allow_plain = server->allow_plain;
  chat_account_take_proxy (self, server->proxy, server->proxy_password);
  chat_account_save (self);

  /* What is said holds at once, not after the next loss of the connection. */
  if (get_session_state (self) != XMPP_SESSION_OFFLINE)
    xmpp_session_stop_async (self->connection->session, NULL, restart_cb, g_object_ref (self));
}

void
chat_account_reconnect (ChatAccount *self)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (self->record.presence == CHAT_PRESENCE_OFFLINE)
    chat_account_set_presence (self, CHAT_PRESENCE_AVAILABLE, self->record.status);
  if (!shall_be_online (self))
    return;

  switch (get_session_state (self))
    {
    case XMPP_SESSION_OFFLINE:
    case XMPP_SESSION_WAITING:
    case XMPP_SESSION_FAILED:
    case XMPP_SESSION_CLOSING:
      restart (self);
      break;
    case XMPP_SESSION_CONNECTING:
    case XMPP_SESSION_SECURING:
    case XMPP_SESSION_AUTHENTICATING:
    case XMPP_SESSION_BINDING:
    case XMPP_SESSION_ONLINE:
    case XMPP_SESSION_REGISTERING:
    default:
      self->hurry_until_us = g_get_monotonic_time () + HURRY_US;
    }
}

void
chat_account_give_password (ChatAccount *self,
                            const char  *password,
                            gboolean     remember)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  chat_prompt_give (self->prompt, password, remember);
  if (password != NULL && shall_be_online (self)
      && get_session_state (self) == XMPP_SESSION_FAILED)
    restart (self);
}

void
chat_account_answer_trust (ChatAccount *self,
                           gboolean     trust)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  if (self->state != CHAT_ACCOUNT_NEEDS_TRUST)
    return;

  if (trust && chat_trust_pin (self->trust))
    {
      chat_account_save (self);
      restart (self);
    }
  else
    {
      chat_account_set_state (self, CHAT_ACCOUNT_FAILED,
                              g_error_new_literal (CHAT_ERROR, CHAT_ERROR_CERTIFICATE,
                                                   "The certificate is not trusted"));
      chat_trust_clear (self->trust);
    }
}

/* Waits for the good-bye and for the key ring, but not for ever. */
typedef struct {
  guint timeout;
  guint n_waiting;
} Stop;

static void
end_stop (GTask *task)
{
  Stop *stop = g_task_get_task_data (task);

  if (--stop->n_waiting > 0 || stop->timeout == 0)
    return; /* not all yet, or given up already */

  g_clear_handle_id (&stop->timeout, g_source_remove);
  g_task_return_boolean (task, TRUE);
}

static void
settled_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  chat_prompt_settle_finish (CHAT_PROMPT (object), result);
  end_stop (task);
}

static void
stop_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  xmpp_session_stop_finish (XMPP_SESSION (object), result, NULL);
  end_stop (task);
}

static gboolean
stop_timeout_cb (gpointer user_data)
{
  GTask *task = user_data;
  Stop *stop = g_task_get_task_data (task);

  stop->timeout = 0;
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

void
chat_account_stop_async (ChatAccount         *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Stop *stop;

  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  self->is_held = TRUE;
  chat_prompt_give (self->proxy_prompt, NULL, FALSE);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_account_stop_async);
  stop = g_new0 (Stop, 1);
  stop->n_waiting = 3;
  stop->timeout = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, STOP_TIMEOUT_S, stop_timeout_cb,
                                              g_object_ref (task), g_object_unref);
  g_task_set_task_data (task, stop, g_free);
  chat_prompt_settle_async (self->prompt, settled_cb, g_object_ref (task));
  chat_prompt_settle_async (self->proxy_prompt, settled_cb, g_object_ref (task));
  xmpp_session_stop_async (self->connection->session, NULL, stop_cb, g_steal_pointer (&task));
}
