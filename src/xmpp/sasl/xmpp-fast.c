/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The token that signs an account in without its password: XEP-0484. Whoever has it is in, so it
 * goes into the store and to the server it came from, and only by the mechanism that it was made
 * for. */
#define G_LOG_DOMAIN "xmpp-sasl"

#include "xmpp-fast.h"

#include <string.h>

#include "xmpp-datetime.h"
#include "xmpp-namespaces.h"
#include "xmpp-saslprep.h"

/* Nobody needs that many random characters. */
#define MAX_SECRET_BYTES 4096

typedef enum {
  FAST_UNKNOWN,
  FAST_LOADING,
  FAST_KNOWN,
} FastState;

struct _XmppFast
{
  GObject         parent_instance;

  FastState       state;
  char           *address;
  XmppTokenStore *store;     /* (nullable), borrowed: outlives us */
  char           *mechanism; /* (nullable): of the token */
  char           *secret;    /* (nullable): the token */
  gint64          expiry_us;
  GPtrArray      *waiting;   /* owned GTask: until it is loaded */
};

G_DEFINE_FINAL_TYPE (XmppFast, xmpp_fast, G_TYPE_OBJECT)

static void
drop_token (XmppFast *self)
{
  g_clear_pointer (&self->mechanism, g_free);
  g_clear_pointer (&self->secret, xmpp_secret_free);
  self->expiry_us = 0;
}

/* A mechanism's name has no space, a date neither; the secret may have some. */
static char *
encode (XmppFast *self)
{
  g_autofree char *expiry = xmpp_datetime_format (self->expiry_us);

  return g_strjoin (" ", self->mechanism, expiry, self->secret, NULL);
}

static void
decode (XmppFast   *self,
        const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, " ", 3);
  gint64 expiry_us = 0;

  if (g_strv_length (parts) != 3 || *parts[2] == '\0'
      || !xmpp_datetime_parse (parts[1], &expiry_us))
    {
      g_debug ("What is stored is no token");
      return;
    }

  drop_token (self);
  self->mechanism = g_strdup (parts[0]);
  self->secret = g_strdup (parts[2]);
  self->expiry_us = expiry_us;
  explicit_bzero (parts[2], strlen (parts[2]));
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(XmppFast) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&self->waiting);
  char *text = xmpp_token_store_load_finish (XMPP_TOKEN_STORE (object), result, &error);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  if (self->state == FAST_LOADING)
    {
      /* A store that does not work now may work at the next sign-in. */
      self->state = error == NULL ? FAST_KNOWN : FAST_UNKNOWN;
      if (text != NULL)
        decode (self, text);
      if (error != NULL)
        g_debug ("No token: %s", error->message);
    }
  xmpp_secret_free (text);

  for (guint i = 0; i < waiting->len; i++)
    g_task_return_boolean (waiting->pdata[i], TRUE);
}

static void
xmpp_fast_finalize (GObject *object)
{
  XmppFast *self = XMPP_FAST (object);

  g_clear_pointer (&self->address, g_free);
  drop_token (self);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);

  G_OBJECT_CLASS (xmpp_fast_parent_class)->finalize (object);
}

static void
xmpp_fast_class_init (XmppFastClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_fast_finalize;
}

static void
xmpp_fast_init (XmppFast *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * xmpp_fast_new:
 * @address: the account's bare address
 *
 * Returns: (transfer full): one that knows of no token
 */
XmppFast *
xmpp_fast_new (const char *address)
{
  XmppFast *self = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_object_new (XMPP_TYPE_FAST, NULL);
  self->address = g_strdup (address);
  return self;
}

/**
 * xmpp_fast_set_store:
 * @self: one
 * @store: (nullable): where tokens are kept; not referenced
 *
 * Sets the store. Without one there are no tokens.
 */
void
xmpp_fast_set_store (XmppFast       *self,
                     XmppTokenStore *store)
{
  g_return_if_fail (XMPP_IS_FAST (self));

  self->store = store;
  self->state = FAST_UNKNOWN;
  drop_token (self);
}

/**
 * xmpp_fast_has_store:
 * @self: one
 *
 * Returns: whether a token could be kept
 */
gboolean
xmpp_fast_has_store (XmppFast *self)
{
  g_return_val_if_fail (XMPP_IS_FAST (self), FALSE);

  return self->store != NULL;
}

/**
 * xmpp_fast_load_async:
 * @self: one
 * @cancellable: (nullable): ends the waiting
 * @callback: (scope async): called when it is known whether there is a token
 * @user_data: for @callback
 *
 * Asks the store, unless it has answered before.
 */
void
xmpp_fast_load_async (XmppFast            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_FAST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_fast_load_async);
  if (self->state == FAST_KNOWN || self->store == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  if (self->state == FAST_LOADING)
    return;

  /* For everybody who waits, so not with the cancellable of one of them. */
  self->state = FAST_LOADING;
  xmpp_token_store_load_async (self->store, self->address, NULL, load_cb, g_object_ref (self));
}

/**
 * xmpp_fast_load_finish:
 * @self: one
 * @result: what the callback was given
 * @error: return location for a cancellation
 *
 * A store that does not answer is one without a token.
 *
 * Returns: whether it was waited for
 */
gboolean
xmpp_fast_load_finish (XmppFast      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * xmpp_fast_get_mechanism:
 * @self: one
 *
 * Returns: (nullable): the one mechanism that the token is for; %NULL when there is no token, or it
 *   has expired
 */
const char *
xmpp_fast_get_mechanism (XmppFast *self)
{
  g_return_val_if_fail (XMPP_IS_FAST (self), NULL);

  return self->expiry_us > g_get_real_time () ? self->mechanism : NULL;
}

/**
 * xmpp_fast_get_secret:
 * @self: one
 *
 * Returns: (nullable): the token; %NULL when there is none, or it has expired
 */
const char *
xmpp_fast_get_secret (XmppFast *self)
{
  g_return_val_if_fail (XMPP_IS_FAST (self), NULL);

  return self->expiry_us > g_get_real_time () ? self->secret : NULL;
}

/**
 * xmpp_fast_take:
 * @self: one
 * @mechanism: what the token is for
 * @token: what the server sent with a success
 *
 * Keeps a new token in place of the one before: XEP-0484, 3.3 and 3.5.
 *
 * Returns: whether it is one
 */
gboolean
xmpp_fast_take (XmppFast    *self,
                const char  *mechanism,
                XmppElement *token)
{
  const char *secret = NULL;
  const char *expiry = NULL;
  gint64 expiry_us = 0;
  char *text = NULL;

  g_return_val_if_fail (XMPP_IS_FAST (self), FALSE);
  g_return_val_if_fail (mechanism != NULL && token != NULL, FALSE);

  secret = xmpp_element_get_attribute (token, "token");
  expiry = xmpp_element_get_attribute (token, "expiry");
  if (self->store == NULL || secret == NULL || *secret == '\0' || expiry == NULL
      || strlen (secret) > MAX_SECRET_BYTES || !xmpp_datetime_parse (expiry, &expiry_us))
    {
      g_debug ("A token that is none");
      return FALSE;
    }

  drop_token (self);
  self->state = FAST_KNOWN;
  self->mechanism = g_strdup (mechanism);
  self->secret = g_strdup (secret);
  self->expiry_us = expiry_us;

  text = encode (self);
  xmpp_token_store_store (self->store, self->address, text);
  xmpp_secret_free (text);
  return TRUE;
}

/**
 * xmpp_fast_discard:
 * @self: one
 *
 * Forgets the token, here and in the store: it was refused, or given up.
 */
void
xmpp_fast_discard (XmppFast *self)
{
  g_return_if_fail (XMPP_IS_FAST (self));

  drop_token (self);
  self->state = FAST_KNOWN;
  if (self->store != NULL)
    xmpp_token_store_forget (self->store, self->address);
}
