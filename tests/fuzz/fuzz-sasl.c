/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as what a server says in SCRAM: nothing is believed that it cannot know. */
#include "xmpp-base64.h"
#include "xmpp-saslprep.h"
#include "xmpp-scram-guard.h"
#include "xmpp-scram.h"

#include <string.h>

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define NONCE "fyko+d2lbbFgONRv9qkxdawL"

static void
check_challenge (const char *message)
{
  g_auto(XmppScramChallenge) challenge = { 0 };
  g_autoptr(GError) error = NULL;

  if (!xmpp_scram_challenge_parse (&challenge, message, NONCE, &error))
    {
      g_assert_nonnull (error);
      return;
    }

  g_assert_true (g_str_has_prefix (challenge.nonce, NONCE));
  g_assert_cmpuint (strlen (challenge.nonce), >, strlen (NONCE));
  g_assert_cmpuint (g_bytes_get_size (challenge.salt), >, 0);
  g_assert_cmpuint (challenge.iterations, >=, XMPP_SCRAM_MIN_ITERATIONS);
  g_assert_cmpuint (challenge.iterations, <=, XMPP_SCRAM_MAX_ITERATIONS);
}

/* What was offered has one hash, which @message had to hit. */
static void
check_guard (const char *message)
{
  static const char *const mechanisms[] = { "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1", NULL };
  static const char *const bindings[] = { "tls-server-end-point", "tls-exporter", NULL };
  const XmppScramGuard guard = { mechanisms, bindings, "0304", TRUE };
  g_autoptr(GError) error = NULL;

  if (xmpp_scram_guard_check (&guard, XMPP_SCRAM_SHA_1, message, &error))
    g_assert_nonnull (strstr (message, ",h=G6k/rBLDqgOhRRaCuuatSDFkJ08="));
  else
    g_assert_nonnull (error);
}

/* The signature that is right is a secret to whoever makes up @message. */
static void
check_final (XmppScramHash  hash,
             const char    *message)
{
  XmppScramKeys keys = { { 1 }, { 2 } };
  guint8 proof[XMPP_SCRAM_MAX_BYTES];
  guint8 signature[XMPP_SCRAM_MAX_BYTES];
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *base64 = NULL;
  g_autofree char *right = NULL;

  xmpp_scram_prove (hash, &keys, "n=user,r=" NONCE, proof, signature);
  bytes = g_bytes_new (signature, xmpp_scram_get_length (hash));
  base64 = xmpp_base64_encode (bytes);
  right = g_strconcat ("v=", base64, NULL);

  g_assert_true (xmpp_scram_verify_final (hash, right, signature, NULL));
  if (!g_str_has_prefix (message, right))
    {
      g_assert_false (xmpp_scram_verify_final (hash, message, signature, &error));
      g_assert_nonnull (error);
    }
}

static void
check_base64 (const char *text)
{
  g_autoptr(GBytes) bytes = xmpp_base64_decode (text, 100);
  g_autofree char *again = NULL;

  if (bytes == NULL)
    return;

  g_assert_cmpuint (g_bytes_get_size (bytes), <=, 100);
  again = xmpp_base64_encode (bytes);
  g_assert_cmpstr (again, ==, text);
}

static void
check_name (const char *text)
{
  g_autofree char *prepared = NULL;
  g_autofree char *escaped = NULL;

  if (!g_utf8_validate (text, -1, NULL) || !(prepared = xmpp_saslprep (text, NULL)))
    return;

  g_assert_true (g_utf8_validate (prepared, -1, NULL));
  escaped = xmpp_scram_escape_name (prepared);
  g_assert_null (strchr (escaped, ','));
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
  g_autofree char *text = NULL;
  g_autofree char *continued = NULL;

  if (size < 1)
    return 0;

  text = g_strndup ((const char *) data + 1, size - 1);
  continued = g_strconcat ("r=" NONCE, text, NULL);
  check_challenge (text);
  check_challenge (continued);
  check_guard (text);
  check_guard (continued);
  check_final ((XmppScramHash) (data[0] % XMPP_SCRAM_N_HASHES), text);
  check_base64 (text);
  check_name (text);

  return 0;
}
