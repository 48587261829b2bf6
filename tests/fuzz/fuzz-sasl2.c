/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any XML as what a server says while SASL2 runs, and what comes with its success: a token. Nothing is
 * believed that it cannot know, and what is taken has its bounds. */
#include "xmpp-base64.h"
#include "xmpp-fast.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-sasl-ht.h"
#include "xmpp-sasl-profile.h"
#include "xmpp-scram-guard.h"
#include "xmpp-stream-features.h"

#include <string.h>

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define MECHANISM "HT-SHA-256-NONE"
#define MOST      (16 * 1024)

/* Keeps the last token. */
#define FUZZ_TYPE_STORE (fuzz_store_get_type ())
G_DECLARE_FINAL_TYPE (FuzzStore, fuzz_store, FUZZ, STORE, GObject)

struct _FuzzStore
{
  GObject  parent_instance;
  char    *token; /* (nullable) */
};

static void
load_async (XmppTokenStore      *store,
            const char          *address,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_return_pointer (task, g_strdup (FUZZ_STORE (store)->token), g_free);
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
  g_free (FUZZ_STORE (store)->token);
  FUZZ_STORE (store)->token = g_strdup (token);
}

static void
forget (XmppTokenStore *store,
        const char     *address)
{
  g_clear_pointer (&FUZZ_STORE (store)->token, g_free);
}

static void
store_iface_init (XmppTokenStoreInterface *iface)
{
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->store = store_token;
  iface->forget = forget;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FuzzStore, fuzz_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_TOKEN_STORE, store_iface_init))

static void
fuzz_store_finalize (GObject *object)
{
  g_free (FUZZ_STORE (object)->token);
  G_OBJECT_CLASS (fuzz_store_parent_class)->finalize (object);
}

static void
fuzz_store_class_init (FuzzStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fuzz_store_finalize;
}

static void
fuzz_store_init (FuzzStore *self)
{
}

/* Whatever the server has ready as a proof, it does not know the token. */
static void
check_proof (GBytes *bytes)
{
  g_autoptr(XmppSaslMechanism) token = xmpp_sasl_ht_new (MECHANISM, "user", "token", NULL);
  g_autoptr(GBytes) initial = NULL;
  g_autoptr(GError) error = NULL;

  initial = xmpp_sasl_mechanism_begin (token, &error);
  g_assert_no_error (error);
  g_assert_false (xmpp_sasl_mechanism_complete (token, bytes, &error));
  g_assert_nonnull (error);
}

static void
check_reply (XmppSaslProfile  profile,
             XmppElement     *element)
{
  g_auto(XmppSaslReply) reply = { 0 };
  g_autoptr(GError) error = NULL;

  if (!xmpp_sasl_reply_read (&reply, profile, element, &error))
    {
      g_assert_nonnull (error);
      return;
    }

  if (reply.bytes != NULL)
    g_assert_cmpuint (g_bytes_get_size (reply.bytes), <=, MOST);
  if (reply.text != NULL)
    g_assert_true (g_utf8_validate (reply.text, -1, NULL));
  if (reply.kind == XMPP_SASL_REPLY_FAILURE)
    g_assert_nonnull (reply.condition);
  if (reply.kind == XMPP_SASL_REPLY_CONTINUE)
    g_assert_cmpuint (g_strv_length (reply.tasks), >, 0);
  if (reply.kind == XMPP_SASL_REPLY_SUCCESS)
    {
      g_assert_true (profile == XMPP_SASL_PROFILE_1 || reply.identity != NULL);
      check_proof (reply.bytes);
    }
}

static void
check_token (XmppElement *success)
{
  g_autoptr(FuzzStore) store = g_object_new (FUZZ_TYPE_STORE, NULL);
  g_autoptr(XmppFast) fast = xmpp_fast_new ("user@fuzz.example");
  XmppElement *token = xmpp_element_get_child (success, "token", XMPP_NS_FAST);
  const char *secret = NULL;

  if (token == NULL)
    return;

  xmpp_fast_set_store (fast, XMPP_TOKEN_STORE (store));
  if (xmpp_fast_take (fast, MECHANISM, token))
    {
      g_assert_nonnull (store->token);
      g_assert_cmpuint (strlen (store->token), <=, MOST);
      secret = xmpp_fast_get_secret (fast); /* not once it has expired */
      if (secret != NULL)
        g_assert_cmpuint (strlen (secret), >, 0);
    }
  else
    {
      g_assert_null (store->token);
      g_assert_null (xmpp_fast_get_secret (fast));
    }
}

/* The hash of all that is offered is computed, and is none of those that the server can make up. */
static void
check_features (XmppElement *element)
{
  g_auto(XmppStreamFeatures) offer = { 0 };
  g_autoptr(GError) error = NULL;
  XmppScramGuard guard = { 0 };

  xmpp_stream_features_read (&offer, element);
  if (offer.mechanisms2 == NULL)
    return;

  guard.mechanisms = (const char *const *) offer.mechanisms2;
  guard.bindings = (const char *const *) offer.bindings;
  guard.is_needed = TRUE;
  g_assert_false (xmpp_scram_guard_check (&guard, XMPP_SCRAM_SHA_256, "r=x,s=c2FsdA==,i=4096,h=",
                                          &error));
  g_assert_nonnull (error);
}

static void
try (const char *xml)
{
  g_autoptr(XmppElement) element = xmpp_parser_parse (xml, -1, NULL);

  if (element == NULL)
    return;

  check_reply (XMPP_SASL_PROFILE_1, element);
  check_reply (XMPP_SASL_PROFILE_2, element);
  check_token (element);
  check_features (element);
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const char *const names[] = { "success", "continue", "failure", "challenge", "task-data" };
  g_autofree char *text = NULL;
  g_autofree char *reply = NULL;
  g_autofree char *features = NULL;
  const char *name = NULL;

  if (size < 1)
    return 0;

  name = names[data[0] % G_N_ELEMENTS (names)];
  text = g_strndup ((const char *) data + 1, size - 1);
  reply = g_strdup_printf ("<%s xmlns='" XMPP_NS_SASL2 "'>%s</%s>", name, text, name);
  features = g_strdup_printf ("<features xmlns='" XMPP_NS_STREAM "'>%s</features>", text);
  try (text);
  try (reply);
  try (features);

  return 0;
}
