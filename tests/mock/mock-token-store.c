/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key ring for one token. */
#include "mock-token-store.h"

#include "mock-server.h"

struct _MockTokenStore
{
  GObject  parent_instance;

  char    *token;    /* (nullable) */
  GTask   *held;     /* (nullable) */
  guint    n_asked;
  gboolean is_broken;
  gboolean is_holding;
};

static void token_store_iface_init (XmppTokenStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MockTokenStore, mock_token_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_TOKEN_STORE,
                                                      token_store_iface_init))

static void
answer (MockTokenStore *self,
        GTask          *task)
{
  if (self->is_broken)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The key ring is broken");
  else
    g_task_return_pointer (task, g_strdup (self->token), g_free);
}

static void
load_async (XmppTokenStore      *store,
            const char          *address,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  MockTokenStore *self = MOCK_TOKEN_STORE (store);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_assert_cmpstr (address, ==, MOCK_ADDRESS);
  self->n_asked++;
  if (self->is_holding)
    self->held = g_steal_pointer (&task);
  else
    answer (self, task);
}

static char *
load_finish (XmppTokenStore  *store,
             GAsyncResult    *result,
             GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_token (XmppTokenStore *store,
             const char     *address,
             const char     *token)
{
  MockTokenStore *self = MOCK_TOKEN_STORE (store);

  g_assert_cmpstr (address, ==, MOCK_ADDRESS);
  g_free (self->token);
  self->token = g_strdup (token);
}

static void
forget (XmppTokenStore *store,
        const char     *address)
{
  g_clear_pointer (&MOCK_TOKEN_STORE (store)->token, g_free);
}

static void
token_store_iface_init (XmppTokenStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->store = store_token;
  iface->forget = forget;
}

static void
mock_token_store_finalize (GObject *object)
{
  MockTokenStore *self = MOCK_TOKEN_STORE (object);

  g_assert_null (self->held);
  g_free (self->token);

  G_OBJECT_CLASS (mock_token_store_parent_class)->finalize (object);
}

static void
mock_token_store_class_init (MockTokenStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mock_token_store_finalize;
}

static void
mock_token_store_init (MockTokenStore *self)
{
}

MockTokenStore *
mock_token_store_new (void)
{
  return g_object_new (MOCK_TYPE_TOKEN_STORE, NULL);
}

const char *
mock_token_store_get (MockTokenStore *self)
{
  return self->token;
}

void
mock_token_store_set (MockTokenStore *self,
                      const char     *mechanism,
                      const char     *expiry,
                      const char     *secret)
{
  g_free (self->token);
  self->token = g_strjoin (" ", mechanism, expiry, secret, NULL);
}

void
mock_token_store_break (MockTokenStore *self)
{
  self->is_broken = TRUE;
}

void
mock_token_store_hold (MockTokenStore *self)
{
  self->is_holding = TRUE;
}

void
mock_token_store_release (MockTokenStore *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->held);

  self->is_holding = FALSE;
  if (task != NULL)
    answer (self, task);
}

guint
mock_token_store_get_n_asked (MockTokenStore *self)
{
  return self->n_asked;
}
