/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account signs in with, as long as it runs: the password that the prompt gave, and the
 * keys that SCRAM made of it (RFC 5802, 5.1 allows to keep them), so that reconnecting costs no
 * PBKDF2. */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-sasl-credentials.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-saslprep.h"

/* How often a person may mistype before it ends. */
#define MAX_REFUSALS 3

struct _XmppSaslCredentials
{
  GObject         parent_instance;

  char           *address;
  char           *username;
  XmppSaslPrompt *prompt;     /* (nullable), borrowed: outlives us */
  char           *password;   /* (nullable) */
  XmppFast       *fast;       /* the token */
  char           *accepted;   /* (nullable): the mechanism that signed us in last */
  char           *weaker;     /* (nullable): the one that we refused as too weak after that */
  guint           n_refused;  /* since somebody started us */
  gboolean        is_retry;   /* the last password was refused */
  gboolean        skips_upgrades; /* the server asked for what cannot be made */

  XmppScramHash   keys_hash;
  GBytes         *keys_salt;  /* (nullable): NULL when there are no keys */
  guint           keys_iterations;
  XmppScramKeys   keys;
};

G_DEFINE_FINAL_TYPE (XmppSaslCredentials, xmpp_sasl_credentials, G_TYPE_OBJECT)

static void
drop_password (XmppSaslCredentials *self)
{
  g_clear_pointer (&self->password, xmpp_secret_free);
  g_clear_pointer (&self->keys_salt, g_bytes_unref);
  xmpp_scram_keys_clear (&self->keys);
}

static void
xmpp_sasl_credentials_finalize (GObject *object)
{
  XmppSaslCredentials *self = XMPP_SASL_CREDENTIALS (object);

  drop_password (self);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->accepted, g_free);
  g_clear_pointer (&self->weaker, g_free);
  g_clear_object (&self->fast);

  G_OBJECT_CLASS (xmpp_sasl_credentials_parent_class)->finalize (object);
}

static void
xmpp_sasl_credentials_class_init (XmppSaslCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_sasl_credentials_finalize;
}

static void
xmpp_sasl_credentials_init (XmppSaslCredentials *self)
{
}

/**
 * xmpp_sasl_credentials_new:
 * @address: the account's bare address
 *
 * Returns: (transfer full): credentials that know no password yet
 */
XmppSaslCredentials *
xmpp_sasl_credentials_new (const char *address)
{
  XmppSaslCredentials *self = NULL;
  const char *at = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (XMPP_TYPE_SASL_CREDENTIALS, NULL);
  at = strchr (address, '@');
  self->address = g_strdup (address);
  self->fast = xmpp_fast_new (address);
  self->username = at != NULL ? g_strndup (address, (gsize) (at - address)) : g_strdup ("");
  return self;
}

/**
 * xmpp_sasl_credentials_set_prompt:
 * @self: credentials
 * @prompt: (nullable): whom to ask; not referenced
 *
 * Sets where passwords come from.
 */
void
xmpp_sasl_credentials_set_prompt (XmppSaslCredentials *self,
                                  XmppSaslPrompt      *prompt)
{
  g_return_if_fail (XMPP_IS_SASL_CREDENTIALS (self));

  self->prompt = prompt;
}

/**
 * xmpp_sasl_credentials_get_address:
 * @self: credentials
 *
 * Returns: the account's bare address
 */
const char *
xmpp_sasl_credentials_get_address (XmppSaslCredentials *self)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), NULL);

  return self->address;
}

/**
 * xmpp_sasl_credentials_get_username:
 * @self: credentials
 *
 * Returns: the address's local part, which is the user name of RFC 6120, 6.3.7
 */
const char *
xmpp_sasl_credentials_get_username (XmppSaslCredentials *self)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), NULL);

  return self->username;
}

/**
 * xmpp_sasl_credentials_get_password:
 * @self: credentials
 *
 * Returns: (nullable): the password, once it was asked for and while it was not refused
 */
const char *
xmpp_sasl_credentials_get_password (XmppSaslCredentials *self)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), NULL);

  return self->password;
}

/**
 * xmpp_sasl_credentials_get_fast:
 * @self: credentials
 *
 * Returns: the token that does without a password, if there is one
 */
XmppFast *
xmpp_sasl_credentials_get_fast (XmppSaslCredentials *self)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), NULL);

  return self->fast;
}

static void
ask_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppSaslCredentials *self = g_task_get_source_object (task);
  char *password = xmpp_sasl_prompt_ask_finish (XMPP_SASL_PROMPT (object), result, &error);

  if (g_task_return_error_if_cancelled (task))
    {
      xmpp_secret_free (password);
      return;
    }

  if (password == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_CANCELLED_BY_USER, "No password: %s",
                               error != NULL ? error->message : "none given");
      return;
    }

  drop_password (self);
  self->password = password;
  g_task_return_boolean (task, TRUE);
}

/**
 * xmpp_sasl_credentials_ask_async:
 * @self: credentials
 * @cancellable: (nullable): to end the question
 * @callback: (scope async): called once the answer is there, whenever a person gives it
 * @user_data: for @callback
 *
 * Asks the prompt for the password, as a retry when the last one was refused.
 */
void
xmpp_sasl_credentials_ask_async (XmppSaslCredentials *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_SASL_CREDENTIALS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_sasl_credentials_ask_async);

  if (self->prompt == NULL)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED, "Nobody to ask");
  else
    xmpp_sasl_prompt_ask_async (self->prompt, self->address, self->is_retry, cancellable, ask_cb,
                                g_object_ref (task));
}

/**
 * xmpp_sasl_credentials_ask_finish:
 * @self: credentials
 * @result: what the callback was given
 * @error: return location for %XMPP_ERROR_CANCELLED_BY_USER, %XMPP_ERROR_NOT_AUTHORIZED or a
 *   cancellation
 *
 * Returns: whether there is a password now
 */
gboolean
xmpp_sasl_credentials_ask_finish (XmppSaslCredentials  *self,
                                  GAsyncResult         *result,
                                  GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * xmpp_sasl_credentials_refused:
 * @self: credentials
 *
 * Forgets the password that the server refused.
 *
 * Returns: whether it makes sense to ask for another one; %FALSE after the third refusal
 */
gboolean
xmpp_sasl_credentials_refused (XmppSaslCredentials *self)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), FALSE);

  drop_password (self);
  self->is_retry = TRUE;
  return ++self->n_refused < MAX_REFUSALS;
}

/**
 * xmpp_sasl_credentials_accepted:
 * @self: credentials
 * @mechanism: the mechanism, as xmpp_sasl_choice_to_text() says it
 *
 * Notes that the server took them, and how: nothing weaker is accepted from then on.
 */
void
xmpp_sasl_credentials_accepted (XmppSaslCredentials *self,
                                const char          *mechanism)
{
  g_return_if_fail (XMPP_IS_SASL_CREDENTIALS (self));
  g_return_if_fail (mechanism != NULL);

  self->n_refused = 0;
  self->is_retry = FALSE;
  g_clear_pointer (&self->weaker, g_free);
  g_free (self->accepted);
  self->accepted = g_strdup (mechanism);
}

/**
 * xmpp_sasl_credentials_set_accepted:
 * @self: credentials
 * @mechanism: (nullable): as xmpp_sasl_credentials_accepted(), from another life; %NULL to accept
 *   anything
 *
 * Sets what signed us in last.
 */
void
xmpp_sasl_credentials_set_accepted (XmppSaslCredentials *self,
                                    const char          *mechanism)
{
  g_return_if_fail (XMPP_IS_SASL_CREDENTIALS (self));

  g_free (self->accepted);
  self->accepted = g_strdup (mechanism);
}

/**
 * xmpp_sasl_credentials_note_weaker:
 * @self: credentials
 * @mechanism: as xmpp_sasl_choice_to_text() says it
 *
 * Notes that it was the best that the server offered, and too weak after what there was.
 */
void
xmpp_sasl_credentials_note_weaker (XmppSaslCredentials *self,
                                   const char          *mechanism)
{
  g_return_if_fail (XMPP_IS_SASL_CREDENTIALS (self));

  g_free (self->weaker);
  self->weaker = g_strdup (mechanism);
}

/**
 * xmpp_sasl_credentials_get_weaker:
 * @self: credentials
 *
 * Returns: (nullable): what was too weak last
 */
const char *
xmpp_sasl_credentials_get_weaker (XmppSaslCredentials *self)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), NULL);

  return self->weaker;
}

/**
 * xmpp_sasl_credentials_skip_upgrades:
 * @self: credentials
 *
 * Makes no other hashes of the password for the server as long as we run: XEP-0480.
 */
void
xmpp_sasl_credentials_skip_upgrades (XmppSaslCredentials *self)
{
  g_return_if_fail (XMPP_IS_SASL_CREDENTIALS (self));

  self->skips_upgrades = TRUE;
}

/**
 * xmpp_sasl_credentials_may_upgrade:
 * @self: credentials
 *
 * Returns: whether other hashes of the password can be made
 */
gboolean
xmpp_sasl_credentials_may_upgrade (XmppSaslCredentials *self)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), FALSE);

  return !self->skips_upgrades && self->password != NULL;
}

/**
 * xmpp_sasl_credentials_forget:
 * @self: credentials
 *
 * Forgets password, keys and how often they were refused, so that the next start asks anew.
 */
void
xmpp_sasl_credentials_forget (XmppSaslCredentials *self)
{
  g_return_if_fail (XMPP_IS_SASL_CREDENTIALS (self));

  drop_password (self);
  self->n_refused = 0;
}

/**
 * xmpp_sasl_credentials_get_accepted:
 * @self: credentials
 *
 * Returns: (nullable): the mechanism that signed us in last, as xmpp_sasl_choice_to_text() says it
 */
const char *
xmpp_sasl_credentials_get_accepted (XmppSaslCredentials *self)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), NULL);

  return self->accepted;
}

/**
 * xmpp_sasl_credentials_lookup_keys:
 * @self: credentials
 * @hash: the family
 * @salt: the server's salt
 * @iterations: the server's count
 * @keys: (out caller-allocates): the keys, when they are known
 *
 * Returns: whether the keys for just this challenge are known
 */
gboolean
xmpp_sasl_credentials_lookup_keys (XmppSaslCredentials *self,
                                   XmppScramHash        hash,
                                   GBytes              *salt,
                                   guint                iterations,
                                   XmppScramKeys       *keys)
{
  g_return_val_if_fail (XMPP_IS_SASL_CREDENTIALS (self), FALSE);

  if (self->keys_salt == NULL || self->keys_hash != hash || self->keys_iterations != iterations
      || !g_bytes_equal (self->keys_salt, salt))
    return FALSE;

  *keys = self->keys;
  return TRUE;
}

/**
 * xmpp_sasl_credentials_store_keys:
 * @self: credentials
 * @hash: the family
 * @salt: the server's salt
 * @iterations: the server's count
 * @keys: what the password became
 *
 * Keeps @keys in place of those kept before.
 */
void
xmpp_sasl_credentials_store_keys (XmppSaslCredentials *self,
                                  XmppScramHash        hash,
                                  GBytes              *salt,
                                  guint                iterations,
                                  const XmppScramKeys *keys)
{
  g_return_if_fail (XMPP_IS_SASL_CREDENTIALS (self));

  g_clear_pointer (&self->keys_salt, g_bytes_unref);
  self->keys_hash = hash;
  self->keys_salt = g_bytes_ref (salt);
  self->keys_iterations = iterations;
  self->keys = *keys;
}
