/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key ring: tokens, beside the password. */
#include "chat-error.h"
#include "chat-prompt.h"
#include "chat-tokens.h"
#include "fake-keyring.h"
#include "xmpp-sasl-prompt.h"
#include "xmpp-token-store.h"

#define ADDRESS "juliet@capulet.lit"
#define PLACE   ADDRESS "/token"

typedef struct {
  FakeKeyring *keyring;
  ChatPrompt  *prompt;
  ChatTokens  *tokens;
  GString     *heard;  /* what "kept" said */
} Fixture;

static void
kept_cb (ChatTokens *tokens,
         gboolean    kept,
         GString    *heard)
{
  g_string_append_c (heard, kept ? '+' : '-');
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->keyring = fake_keyring_new ((FakeKeyringMood) GPOINTER_TO_INT (data));
  fx->prompt = chat_prompt_new (ADDRESS, CHAT_PROMPT_ACCOUNT, CHAT_KEYRING (fx->keyring));
  fx->tokens = chat_tokens_new (ADDRESS, CHAT_KEYRING (fx->keyring), fx->prompt);
  fx->heard = g_string_new (NULL);
  g_signal_connect (fx->tokens, "kept", G_CALLBACK (kept_cb), fx->heard);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_assert_finalize_object (fx->tokens);
  g_assert_finalize_object (fx->prompt);
  g_object_unref (fx->keyring);
  g_string_free (fx->heard, TRUE);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static char *
load (Fixture  *fx,
      GError  **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  xmpp_token_store_load_async (XMPP_TOKEN_STORE (fx->tokens), ADDRESS, NULL, result_cb, &result);
  wait_for (&result);
  return xmpp_token_store_load_finish (XMPP_TOKEN_STORE (fx->tokens), result, error);
}

static void
settle (Fixture *fx)
{
  g_autoptr(GAsyncResult) result = NULL;

  chat_tokens_settle_async (fx->tokens, result_cb, &result);
  wait_for (&result);
  chat_tokens_settle_finish (fx->tokens, result);
}

/* Whoever has the password kept has the token kept; of several the last. */
static void
test_kept (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *token = NULL;
  g_autoptr(GError) error = NULL;

  chat_prompt_give (fx->prompt, "secret", TRUE);
  xmpp_token_store_store (XMPP_TOKEN_STORE (fx->tokens), ADDRESS, "one");
  xmpp_token_store_store (XMPP_TOKEN_STORE (fx->tokens), ADDRESS, "two");
  xmpp_token_store_store (XMPP_TOKEN_STORE (fx->tokens), ADDRESS, "three");
  settle (fx);
  g_assert_cmpstr (fake_keyring_get (fx->keyring, PLACE), ==, "three");
  g_assert_cmpuint (fake_keyring_get_n_asked (fx->keyring), ==, 2);

  token = load (fx, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "three");

  xmpp_token_store_store (XMPP_TOKEN_STORE (fx->tokens), ADDRESS, "four");
  xmpp_token_store_forget (XMPP_TOKEN_STORE (fx->tokens), ADDRESS);
  settle (fx);
  g_assert_null (fake_keyring_get (fx->keyring, PLACE));
  g_assert_cmpstr (fx->heard->str, ==, "+-");
}

/* Who wants to be asked for the password the next time is asked. */
static void
test_not_remembered (Fixture       *fx,
                     gconstpointer  data)
{
  chat_prompt_give (fx->prompt, "secret", FALSE);
  xmpp_token_store_store (XMPP_TOKEN_STORE (fx->tokens), ADDRESS, "one");
  settle (fx);
  g_assert_null (fake_keyring_get (fx->keyring, PLACE));
  g_assert_cmpuint (fake_keyring_get_n_asked (fx->keyring), ==, 0);
  g_assert_cmpstr (fx->heard->str, ==, "");
}

/* Without a token nobody bothers the key ring, which may have to be unlocked for the answer. */
static void
test_nothing_to_look_for (Fixture       *fx,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load (fx, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fake_keyring_get_n_asked (fx->keyring), ==, 0);
}

/* The next start: a token that is replaced stays in the key ring, and so does a password that is. */
static void
test_replaced (Fixture       *fx,
               gconstpointer  data)
{
  g_autofree char *token = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fake_keyring_set (fx->keyring, PLACE, "one");
  fake_keyring_set (fx->keyring, ADDRESS, "old");
  chat_tokens_set_kept (fx->tokens, TRUE);
  token = load (fx, &error);
  g_assert_cmpstr (token, ==, "one");

  xmpp_token_store_store (XMPP_TOKEN_STORE (fx->tokens), ADDRESS, "two");
  settle (fx);
  g_assert_cmpstr (fake_keyring_get (fx->keyring, PLACE), ==, "two");

  chat_prompt_change (fx->prompt, "new");
  chat_prompt_settle_async (fx->prompt, result_cb, &result);
  wait_for (&result);
  g_assert_cmpstr (fake_keyring_get (fx->keyring, ADDRESS), ==, "new");
}

/* Somebody else has emptied the key ring. */
static void
test_gone (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  chat_tokens_set_kept (fx->tokens, TRUE);
  g_assert_null (load (fx, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fx->heard->str, ==, "-");
}

static void
needed_cb (ChatPrompt   *prompt,
           const GError *error,
           int          *code)
{
  *code = error != NULL ? error->code : -1;
}

/* Then a person is asked for the password at once: the key ring was waited for already. */
static void
test_broken (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *password = NULL;
  int code = 0;

  g_signal_connect (fx->prompt, "needed", G_CALLBACK (needed_cb), &code);
  chat_tokens_set_kept (fx->tokens, TRUE);
  g_assert_null (load (fx, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (fake_keyring_get_n_asked (fx->keyring), ==, 1);

  xmpp_sasl_prompt_ask_async (XMPP_SASL_PROMPT (fx->prompt), ADDRESS, FALSE, NULL, result_cb,
                              &result);
  g_assert_cmpint (code, ==, CHAT_ERROR_KEYRING);
  g_assert_cmpuint (fake_keyring_get_n_asked (fx->keyring), ==, 1);
  chat_prompt_give (fx->prompt, "secret", FALSE);
  wait_for (&result);
  password = xmpp_sasl_prompt_ask_finish (XMPP_SASL_PROMPT (fx->prompt), result, NULL);
  g_assert_cmpstr (password, ==, "secret");
}

static char *
ask (Fixture       *fx,
     GCancellable  *cancellable,
     GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  xmpp_sasl_prompt_ask_async (XMPP_SASL_PROMPT (fx->prompt), ADDRESS, FALSE, cancellable, result_cb,
                              &result);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  wait_for (&result);
  return xmpp_sasl_prompt_ask_finish (XMPP_SASL_PROMPT (fx->prompt), result, error);
}

/* A connection that is cut while the key ring looks has not been told that there is no password. */
static void
test_left (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) no_error = NULL;
  g_autofree char *none = NULL;
  g_autofree char *password = NULL;

  fake_keyring_set (fx->keyring, ADDRESS, "secret");
  none = ask (fx, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (none);

  password = ask (fx, NULL, &no_error);
  g_assert_no_error (no_error);
  g_assert_cmpstr (password, ==, "secret");
}

static void
add (const char      *name,
     FakeKeyringMood  mood,
     void           (*test) (Fixture       *fx,
                             gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/chat/tokens/", name, NULL);

  g_test_add (path, Fixture, GINT_TO_POINTER (mood), set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("kept", FAKE_KEYRING_WORKS, test_kept);
  add ("not-remembered", FAKE_KEYRING_WORKS, test_not_remembered);
  add ("nothing-to-look-for", FAKE_KEYRING_WORKS, test_nothing_to_look_for);
  add ("replaced", FAKE_KEYRING_WORKS, test_replaced);
  add ("gone", FAKE_KEYRING_WORKS, test_gone);
  add ("broken", FAKE_KEYRING_FAILS, test_broken);
  add ("left", FAKE_KEYRING_WORKS, test_left);
  return g_test_run ();
}
