/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCRAM-SHA-1, -256 and -512, with and without channel binding: RFC 5802, RFC 7677.
 *
 *   begin      → gs2 header, n=user, r=nonce
 *   respond    ← r=, s=, i=            PBKDF2 on a thread, unless the keys are known
 *              → c=, r=, p=
 *   complete   ← v=                    with the success, or as a challenge of its own before it
 */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-sasl-scram.h"

#include <string.h>

#include "xmpp-base64.h"
#include "xmpp-error.h"
#include "xmpp-saslprep.h"

typedef enum {
  SCRAM_NEW,
  SCRAM_NAMED,
  SCRAM_COMPUTING,
  SCRAM_PROVED,
  SCRAM_VERIFIED,
} ScramState;

struct _XmppSaslScram
{
  XmppSaslMechanism    parent_instance;

  ScramState           state;
  XmppSaslCredentials *credentials;
  XmppScramHash        hash;
  char                *gs2_header;
  GBytes              *binding_data;      /* (nullable) */
  char                *client_nonce;
  char                *client_first_bare;
  XmppScramGuard       guard;             /* its lists are ours; without mechanisms: none */
  guint8               server_signature[XMPP_SCRAM_MAX_BYTES];
};

G_DEFINE_FINAL_TYPE (XmppSaslScram, xmpp_sasl_scram, XMPP_TYPE_SASL_MECHANISM)

/* One challenge on its way through the thread. */
typedef struct {
  XmppScramHash       hash;
  char               *password;
  char               *server_first;
  XmppScramChallenge  challenge;
  XmppScramKeys       keys;
} Computation;

static void
computation_free (Computation *self)
{
  g_clear_pointer (&self->password, xmpp_secret_free);
  g_clear_pointer (&self->server_first, g_free);
  xmpp_scram_challenge_clear (&self->challenge);
  xmpp_scram_keys_clear (&self->keys);
  g_free (self);
}

/* The text of a message: UTF-8 without NUL, or NULL. */
static char *
dup_text (GBytes *message)
{
  gsize len = 0;
  const char *start = g_bytes_get_data (message, &len);

  if (len == 0 || !g_utf8_validate (start, (gssize) len, NULL))
    return NULL;
  return g_strndup (start, len);
}

static GBytes *
xmpp_sasl_scram_begin (XmppSaslMechanism  *mechanism,
                       GError            **error)
{
  XmppSaslScram *self = XMPP_SASL_SCRAM (mechanism);
  g_autofree char *prepared = NULL;
  g_autofree char *name = NULL;
  char *message = NULL;

  g_assert (self->state == SCRAM_NEW);

  prepared = xmpp_saslprep (xmpp_sasl_credentials_get_username (self->credentials), error);
  if (prepared == NULL)
    return NULL;

  name = xmpp_scram_escape_name (prepared);
  self->client_nonce = xmpp_scram_make_nonce ();
  self->client_first_bare = g_strdup_printf ("n=%s,r=%s", name, self->client_nonce);
  self->state = SCRAM_NAMED;

  message = g_strconcat (self->gs2_header, self->client_first_bare, NULL);
  return g_bytes_new_take (message, strlen (message));
}

/* "c=": what we believe about the channel, so that the server can compare: RFC 5802, 7. */
static char *
encode_channel (XmppSaslScram *self)
{
  GByteArray *array = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  g_byte_array_append (array, (const guint8 *) self->gs2_header, (guint) strlen (self->gs2_header));
  if (self->binding_data != NULL)
    g_byte_array_append (array, g_bytes_get_data (self->binding_data, NULL),
                         (guint) g_bytes_get_size (self->binding_data));
  bytes = g_byte_array_free_to_bytes (array);
  return xmpp_base64_encode (bytes);
}

static GBytes *
make_final (XmppSaslScram *self,
            Computation   *computation)
{
  g_autofree char *channel = encode_channel (self);
  g_autofree char *without_proof = g_strdup_printf ("c=%s,r=%s", channel,
                                                    computation->challenge.nonce);
  g_autofree char *auth_message = g_strjoin (",", self->client_first_bare,
                                             computation->server_first, without_proof, NULL);
  guint8 proof[XMPP_SCRAM_MAX_BYTES];
  g_autofree char *proof_text = NULL;
  char *message = NULL;

  xmpp_scram_prove (self->hash, &computation->keys, auth_message, proof, self->server_signature);
  proof_text = g_base64_encode (proof, xmpp_scram_get_length (self->hash));
  self->state = SCRAM_PROVED;

  message = g_strdup_printf ("%s,p=%s", without_proof, proof_text);
  return g_bytes_new_take (message, strlen (message));
}

static void
derive_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Computation *computation = task_data;
  g_autoptr(GError) error = NULL;
  char *prepared = xmpp_saslprep (computation->password, &error);

  if (prepared == NULL
      || !xmpp_scram_derive_keys (computation->hash, prepared, computation->challenge.salt,
                                  computation->challenge.iterations, &computation->keys, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);

  xmpp_secret_free (prepared);
}

static void
derive_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  XmppSaslScram *self = XMPP_SASL_SCRAM (object);
  Computation *computation = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  xmpp_sasl_credentials_store_keys (self->credentials, self->hash, computation->challenge.salt,
                                    computation->challenge.iterations, &computation->keys);
  g_task_return_pointer (task, make_final (self, computation), (GDestroyNotify) g_bytes_unref);
}

static void
answer_first (XmppSaslScram *self,
              const char    *server_first,
              GTask         *task)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) derivation = NULL;
  const char *password = xmpp_sasl_credentials_get_password (self->credentials);
  Computation *computation = g_new0 (Computation, 1);

  /* The thread of @derivation works on it; the callback above reads it afterwards. */
  derivation = g_task_new (self, g_task_get_cancellable (task), derive_cb, g_object_ref (task));
  g_task_set_source_tag (derivation, answer_first);
  g_task_set_return_on_cancel (derivation, TRUE);
  g_task_set_task_data (derivation, computation, (GDestroyNotify) computation_free);

  computation->hash = self->hash;
  computation->server_first = g_strdup (server_first);
  if (!xmpp_scram_challenge_parse (&computation->challenge, server_first, self->client_nonce,
                                   &error)
      || (self->guard.mechanisms != NULL
          && !xmpp_scram_guard_check (&self->guard, self->hash, server_first, &error)))
    {
      g_task_return_error (derivation, g_steal_pointer (&error));
      return;
    }

  self->state = SCRAM_COMPUTING;
  if (xmpp_sasl_credentials_lookup_keys (self->credentials, self->hash, computation->challenge.salt,
                                         computation->challenge.iterations, &computation->keys))
    {
      g_task_return_boolean (derivation, TRUE);
    }
  else if (password != NULL)
    {
      computation->password = g_strdup (password);
      g_task_run_in_thread (derivation, derive_thread);
    }
  else
    {
      g_task_return_new_error (derivation, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED, "No password");
    }
}

static gboolean
verify (XmppSaslScram  *self,
        GBytes         *server_final,
        GError        **error)
{
  g_autofree char *text = dup_text (server_final);

  if (text == NULL)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_SERVER_UNTRUSTED,
                           "The server did not prove that it knows the password");
      return FALSE;
    }
  if (!xmpp_scram_verify_final (self->hash, text, self->server_signature, error))
    return FALSE;

  self->state = SCRAM_VERIFIED;
  return TRUE;
}

static void
xmpp_sasl_scram_respond_async (XmppSaslMechanism   *mechanism,
                               GBytes              *challenge,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  XmppSaslScram *self = XMPP_SASL_SCRAM (mechanism);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = dup_text (challenge);

  g_task_set_source_tag (task, xmpp_sasl_scram_respond_async);

  if (self->state == SCRAM_NAMED && text != NULL)
    answer_first (self, text, task);
  else if (self->state != SCRAM_PROVED)
    g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_MALFORMED, "A challenge out of turn");
  else if (verify (self, challenge, &error))
    g_task_return_pointer (task, g_bytes_new (NULL, 0), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
xmpp_sasl_scram_complete (XmppSaslMechanism  *mechanism,
                          GBytes             *additional,
                          GError            **error)
{
  XmppSaslScram *self = XMPP_SASL_SCRAM (mechanism);

  if (self->state == SCRAM_VERIFIED)
    return TRUE;
  if (self->state == SCRAM_PROVED && additional != NULL)
    return verify (self, additional, error);

  g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_SERVER_UNTRUSTED,
                       "Success without the server's proof");
  return FALSE;
}

static void
clear_guard (XmppSaslScram *self)
{
  g_strfreev ((char **) self->guard.mechanisms);
  g_strfreev ((char **) self->guard.bindings);
  self->guard = (XmppScramGuard) { 0 };
}

static void
xmpp_sasl_scram_finalize (GObject *object)
{
  XmppSaslScram *self = XMPP_SASL_SCRAM (object);

  g_clear_object (&self->credentials);
  g_clear_pointer (&self->gs2_header, g_free);
  g_clear_pointer (&self->binding_data, g_bytes_unref);
  g_clear_pointer (&self->client_nonce, g_free);
  g_clear_pointer (&self->client_first_bare, g_free);
  clear_guard (self);

  G_OBJECT_CLASS (xmpp_sasl_scram_parent_class)->finalize (object);
}

static void
xmpp_sasl_scram_class_init (XmppSaslScramClass *klass)
{
  XmppSaslMechanismClass *mechanism_class = XMPP_SASL_MECHANISM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = xmpp_sasl_scram_finalize;
  mechanism_class->begin = xmpp_sasl_scram_begin;
  mechanism_class->respond_async = xmpp_sasl_scram_respond_async;
  mechanism_class->complete = xmpp_sasl_scram_complete;
}

static void
xmpp_sasl_scram_init (XmppSaslScram *self)
{
}

/**
 * xmpp_sasl_scram_new:
 * @credentials: (transfer none): user name and password
 * @hash: the family
 * @server_binds: whether the server offered any mechanism with channel binding
 * @binding: (nullable): the kind of channel binding, for -PLUS
 * @binding_data: (nullable): what it binds to
 *
 * The GS2 header tells the server what we saw, so that it notices when somebody took its -PLUS
 * mechanisms out of the list: "p" with a binding; "y", we could but you do not offer it; "n", we
 * cannot, though you offer it (RFC 5802, 6).
 *
 * Returns: (transfer full): a run of SCRAM
 */
XmppSaslMechanism *
xmpp_sasl_scram_new (XmppSaslCredentials *credentials,
                     XmppScramHash        hash,
                     gboolean             server_binds,
                     const char          *binding,
                     GBytes              *binding_data)
{
  XmppSaslScram *self = g_object_new (XMPP_TYPE_SASL_SCRAM, NULL);

  g_return_val_if_fail ((binding == NULL) == (binding_data == NULL), NULL);

  self->credentials = g_object_ref (credentials);
  self->hash = hash;
  if (binding != NULL)
    {
      self->gs2_header = g_strdup_printf ("p=%s,,", binding);
      self->binding_data = g_bytes_ref (binding_data);
    }
  else
    {
      self->gs2_header = g_strdup (server_binds ? "n,," : "y,,");
    }
  return XMPP_SASL_MECHANISM (self);
}

/**
 * xmpp_sasl_scram_set_guard:
 * @self: a run that has not begun
 * @guard: what the server seems to offer; copied, but for the version of TLS, which is static
 *
 * Checks it against what the server says in its first message: XEP-0474, XEP-0515.
 */
void
xmpp_sasl_scram_set_guard (XmppSaslScram        *self,
                           const XmppScramGuard *guard)
{
  g_return_if_fail (XMPP_IS_SASL_SCRAM (self));
  g_return_if_fail (guard != NULL && guard->mechanisms != NULL);

  clear_guard (self);
  self->guard = *guard;
  self->guard.mechanisms = (const char *const *) g_strdupv ((char **) guard->mechanisms);
  self->guard.bindings = (const char *const *) g_strdupv ((char **) guard->bindings);
}
