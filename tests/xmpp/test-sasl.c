/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL without a stream: SCRAM's arithmetic and messages, preparation, and which mechanism is chosen. */
#include <string.h>

#include "xmpp-base64.h"
#include "xmpp-error.h"
#include "xmpp-sasl-choice.h"
#include "xmpp-sasl-external.h"
#include "xmpp-sasl-plain.h"
#include "xmpp-sasl-scram.h"
#include "xmpp-saslprep.h"
#include "xmpp-scram-guard.h"
#include "xmpp-scram.h"

#include "mock-prompt.h"
#include "mock-server.h"

#define NONCE "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"

/* RFC 5802, 5; RFC 7677, 3; the same for SHA-512, computed with Python's hashlib */
static const struct {
  XmppScramHash  hash;
  const char    *salt;
  const char    *auth_message;
  const char    *proof;
  const char    *signature;
} vectors[] = {
  { XMPP_SCRAM_SHA_1, "QSXCR+Q6sek8bf92",
    "n=user,r=fyko+d2lbbFgONRv9qkxdawL,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
    "s=QSXCR+Q6sek8bf92,i=4096,c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
    "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
  { XMPP_SCRAM_SHA_256, "W22ZaJ0SNY7soEsUEjb6gQ==",
    "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" NONCE ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=" NONCE,
    "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
  { XMPP_SCRAM_SHA_512, "Yin2FuHTt/M0kJWb0t9OI32n2VmOGi3m+JfjOvuDF88=",
    "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" NONCE ",s=Yin2FuHTt/M0kJWb0t9OI32n2VmOGi3m+JfjOvuDF88=,i=4096,"
    "c=biws,r=" NONCE,
    "/3obeUE1tHCJjbQttd+ChF5ox2IU1rNjj2wVDnbQ5LdNT126oy4QgLz2tHw/Uj7Gwb6PRuHOS3HC+45exxT58A==",
    "5AwW78p+EVPirB3A5lrHcvrN8pVKRlR3opLuRoxXrN9ubKokkPzVPzWNNNuBbrtZrv5mpfKZ7+QCDSZWeZQEqw==" },
};

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr(GBytes) salt = xmpp_base64_decode (vectors[i].salt, 64);
      g_autoptr(GError) error = NULL;
      g_autofree char *proof_text = NULL;
      g_autofree char *final = g_strconcat ("v=", vectors[i].signature, NULL);
      guint8 proof[XMPP_SCRAM_MAX_BYTES];
      guint8 signature[XMPP_SCRAM_MAX_BYTES];
      XmppScramKeys keys;

      g_assert_true (xmpp_scram_derive_keys (vectors[i].hash, "pencil", salt, 4096, &keys, &error));
      g_assert_no_error (error);
      xmpp_scram_prove (vectors[i].hash, &keys, vectors[i].auth_message, proof, signature);
      proof_text = g_base64_encode (proof, xmpp_scram_get_length (vectors[i].hash));
      g_assert_cmpstr (proof_text, ==, vectors[i].proof);
      g_assert_true (xmpp_scram_verify_final (vectors[i].hash, final, signature, &error));
      g_assert_no_error (error);

      signature[0] ^= 0x80;
      g_assert_false (xmpp_scram_verify_final (vectors[i].hash, final, signature, &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_SERVER_UNTRUSTED);
    }
}

static void
test_challenge (void)
{
  static const struct {
    const char *message;
    int         code;  /* -1: acceptable */
  } cases[] = {
    { "r=abcdef,s=c2FsdA==,i=4096", -1 },
    { "r=abcdef,s=c2FsdA==,i=4096,d=unknown,h=x", -1 },
    { "r=abcdef,s=c2FsdA==,i=10000000", -1 },
    { "r=abcdef,s=c2FsdA==,i=10000001", XMPP_ERROR_SERVER_UNTRUSTED },
    { "r=abcdef,s=c2FsdA==,i=1000000000", XMPP_ERROR_SERVER_UNTRUSTED },
    { "r=abcdef,s=c2FsdA==,i=4095", XMPP_ERROR_SERVER_UNTRUSTED },
    { "r=abcdef,s=c2FsdA==,i=1", XMPP_ERROR_SERVER_UNTRUSTED },
    { "r=abcdef,s=c2FsdA==,i=0", XMPP_ERROR_MALFORMED },
    { "r=abcdef,s=c2FsdA==,i=-4096", XMPP_ERROR_MALFORMED },
    { "r=abcdef,s=c2FsdA==,i=4096x", XMPP_ERROR_MALFORMED },
    { "r=abcdef,s=c2FsdA==,i=99999999999999999999", XMPP_ERROR_MALFORMED },
    { "r=abcdef,s=c2FsdA==", XMPP_ERROR_MALFORMED },
    { "r=abcdef,s=,i=4096", XMPP_ERROR_MALFORMED },
    { "r=abcdef,s=c2FsdA,i=4096", XMPP_ERROR_MALFORMED },
    { "r=abcdef,s=c2Fs dA==,i=4096", XMPP_ERROR_MALFORMED },
    { "s=c2FsdA==,r=abcdef,i=4096", XMPP_ERROR_MALFORMED },
    { "r=abc,s=c2FsdA==,i=4096", XMPP_ERROR_SERVER_UNTRUSTED },
    { "r=xyzdef,s=c2FsdA==,i=4096", XMPP_ERROR_SERVER_UNTRUSTED },
    { "r=,s=c2FsdA==,i=4096", XMPP_ERROR_MALFORMED },
    { "r=abc\303\244,s=c2FsdA==,i=4096", XMPP_ERROR_MALFORMED },
    { "m=ext,r=abcdef,s=c2FsdA==,i=4096", XMPP_ERROR_UNSUPPORTED },
    { "e=other-error", XMPP_ERROR_MALFORMED },
    { "", XMPP_ERROR_MALFORMED },
    { ",,,", XMPP_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(XmppScramChallenge) challenge = { NULL, NULL, 0 };
      g_autoptr(GError) error = NULL;
      gboolean ok = xmpp_scram_challenge_parse (&challenge, cases[i].message, "abc", &error);

      g_test_message ("%s", cases[i].message);
      if (cases[i].code == -1)
        {
          g_assert_no_error (error);
          g_assert_true (ok);
          g_assert_cmpstr (challenge.nonce, ==, "abcdef");
          g_assert_cmpuint (g_bytes_get_size (challenge.salt), ==, 4);
        }
      else
        {
          g_assert_error (error, XMPP_ERROR, cases[i].code);
          g_assert_false (ok);
        }
    }
}

static void
test_final (void)
{
  static const guint8 signature[20] = { 0 };
  static const struct {
    const char *message;
    int         code;
  } cases[] = {
    { "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=", -1 },
    { "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=,x=y", -1 },
    { "v=AAAAAAAAAAAAAAAAAAAAAAAAAAE=", XMPP_ERROR_MALFORMED },  /* unused bits */
    { "v=BAAAAAAAAAAAAAAAAAAAAAAAAAA=", XMPP_ERROR_SERVER_UNTRUSTED },
    { "v=AAAA", XMPP_ERROR_SERVER_UNTRUSTED },
    { "v=", XMPP_ERROR_SERVER_UNTRUSTED },
    { "", XMPP_ERROR_SERVER_UNTRUSTED },
    { "x=y", XMPP_ERROR_SERVER_UNTRUSTED },
    { "e=invalid-proof", XMPP_ERROR_NOT_AUTHORIZED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean ok = xmpp_scram_verify_final (XMPP_SCRAM_SHA_1, cases[i].message, signature, &error);

      g_test_message ("%s", cases[i].message);
      g_assert_cmpint (ok, ==, cases[i].code == -1);
      if (cases[i].code == XMPP_ERROR_NOT_AUTHORIZED)
        g_assert_error (error, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED);
      else if (cases[i].code != -1)
        g_assert_error (error, XMPP_ERROR, XMPP_ERROR_SERVER_UNTRUSTED);
    }
}

static void
test_names (void)
{
  g_autofree char *escaped = xmpp_scram_escape_name ("a=b,c");
  g_autofree char *one = xmpp_scram_make_nonce ();
  g_autofree char *other = xmpp_scram_make_nonce ();

  g_assert_cmpstr (escaped, ==, "a=3Db=2Cc");
  g_assert_cmpstr (one, !=, other);
  g_assert_cmpuint (strlen (one), >=, 22);
  g_assert_null (strchr (one, ','));
}

static void
test_base64 (void)
{
  static const char *const bad[] = { "A", "AA", "AA=", "AB==", "AAB=", "A A=", "AAAA\n", "====", "AA==AA==",
                                     "\303\244AA", "AAAAAAAA" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GBytes) bytes = xmpp_base64_decode (bad[i], 3);

      g_test_message ("%s", bad[i]);
      g_assert_null (bytes);
    }

  for (gsize len = 0; len < 20; len++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new ("12345678901234567890", len);
      g_autofree char *text = xmpp_base64_encode (bytes);
      g_autoptr(GBytes) again = xmpp_base64_decode (text, len);

      g_assert_nonnull (again);
      g_assert_true (g_bytes_equal (bytes, again));
    }
}

/* RFC 4013, 3, and what people type */
static void
test_saslprep (void)
{
  static const struct {
    const char *text;
    const char *prepared;  /* NULL: refused */
  } cases[] = {
    { "I\302\255X", "IX" },
    { "user", "user" },
    { "USER", "USER" },
    { "\302\252", "a" },
    { "\342\205\250", "IX" },
    { "\007", NULL },
    { "\330\247\061", NULL },
    { "p\303\244ssw\303\266rd", "p\303\244ssw\303\266rd" },
    { "pa\314\210ss", "p\303\244ss" },
    { "a\302\240b", "a b" },
    { "\360\237\220\210 cat", "\360\237\220\210 cat" },
    { "\377", NULL },
    { "", "" },
  };
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autofree char *edge = g_strnfill (4096, 'x');
  g_autofree char *prepared = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *result = xmpp_saslprep (cases[i].text, &error);

      g_assert_cmpstr (result, ==, cases[i].prepared);
      if (cases[i].prepared == NULL)
        g_assert_error (error, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED);
    }

  g_assert_null (xmpp_saslprep (long_text, NULL));
  prepared = xmpp_saslprep (edge, NULL);
  g_assert_cmpstr (prepared, ==, edge);
}

#define LIST(...) ((const char *const[]) { __VA_ARGS__, NULL })
#define NONE      ((const char *const[]) { NULL })
#define ALL       LIST ("SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", \
                        "SCRAM-SHA-512", "SCRAM-SHA-512-PLUS", "PLAIN", "EXTERNAL", "DIGEST-MD5", "X-OAUTH2")
#define TLS13     LIST ("tls-exporter", "tls-server-end-point")
#define TLS12     LIST ("tls-unique", "tls-server-end-point")

/* @name: NULL when there is none; "!" when there are only weaker ones than before; with a "?" before it
 * when the server must confirm it */
static void
assert_choice (XmppSaslOffer  offer,
               const char    *name,
               const char    *binding,
               gboolean       server_binds)
{
  XmppSaslChoice choice;
  g_autoptr(GError) error = NULL;
  gboolean chosen = FALSE;

  if (offer.available == NULL)
    offer.available = TLS13;
  chosen = xmpp_sasl_choose (&offer, &choice, &error);

  if (name == NULL || g_str_equal (name, "!"))
    {
      int code = name == NULL ? XMPP_ERROR_NO_MECHANISM : XMPP_ERROR_DOWNGRADE;

      g_assert_error (error, XMPP_ERROR, code);
      g_assert_false (chosen);
      return;
    }

  g_assert_no_error (error);
  g_assert_true (chosen);
  g_assert_cmpint (choice.must_confirm, ==, name[0] == '?');
  g_assert_cmpstr (choice.name, ==, name[0] == '?' ? name + 1 : name);
  g_assert_cmpstr (choice.binding, ==, binding);
  g_assert_cmpint (choice.server_binds, ==, server_binds);
}

#define OFFER(...) ((XmppSaslOffer) { __VA_ARGS__ })

static void
test_choice_bindings (void)
{
  assert_choice (OFFER (.mechanisms = ALL, .bindings = TLS13), "SCRAM-SHA-512-PLUS", "tls-exporter", TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .bindings = LIST ("tls-server-end-point")),
                 "SCRAM-SHA-512-PLUS", "tls-server-end-point", TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .bindings = TLS12, .available = TLS12),
                 "SCRAM-SHA-512-PLUS", "tls-unique", TRUE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1-PLUS", "SCRAM-SHA-512"), .bindings = TLS13),
                 "SCRAM-SHA-1-PLUS", "tls-exporter", TRUE);

  /* No list: "n" */
  assert_choice (OFFER (.mechanisms = ALL), "SCRAM-SHA-512", NULL, TRUE);
  /* No -PLUS: "y" */
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-256", "PLAIN")), "SCRAM-SHA-256", NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-256"), .bindings = TLS13), "SCRAM-SHA-256", NULL,
                 FALSE);
  /* A list of ours, none of which this connection has */
  assert_choice (OFFER (.mechanisms = ALL, .bindings = LIST ("tls-unique")), "SCRAM-SHA-512", NULL, TRUE);
  /* A list of nothing that we know was tampered with, unless the server says that it was not */
  assert_choice (OFFER (.mechanisms = ALL, .bindings = LIST ("tls-magic")), "?SCRAM-SHA-512", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .bindings = NONE), "?SCRAM-SHA-512", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1-PLUS", "PLAIN"), .bindings = NONE, .allow_plain = TRUE),
                 NULL, NULL, TRUE);
  /* After a failure, which who stands in between cannot avoid */
  assert_choice (OFFER (.mechanisms = ALL, .bindings = TLS13, .skip_bindings = TRUE), "!", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1-PLUS", "PLAIN"), .bindings = TLS13, .skip_bindings = TRUE,
                        .allow_plain = TRUE), "!", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .bindings = TLS13, .skip_bindings = TRUE, .accepted = "SCRAM-SHA-512"),
                 "SCRAM-SHA-512", NULL, TRUE);
}

static void
test_choice_policy (void)
{
  assert_choice (OFFER (.mechanisms = LIST ("PLAIN")), NULL, NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("PLAIN"), .allow_plain = TRUE), "PLAIN", NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("PLAIN", "SCRAM-SHA-1"), .allow_plain = TRUE), "SCRAM-SHA-1",
                 NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("DIGEST-MD5", "LOGIN", "ANONYMOUS"), .allow_plain = TRUE), NULL,
                 NULL, FALSE);
  assert_choice (OFFER (.mechanisms = NONE, .allow_plain = TRUE), NULL, NULL, FALSE);

  assert_choice (OFFER (.mechanisms = ALL), "SCRAM-SHA-512", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .has_certificate = TRUE), "EXTERNAL", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .has_certificate = TRUE, .refused = LIST ("EXTERNAL")),
                 "SCRAM-SHA-512", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .refused = LIST ("SCRAM-SHA-512")), "SCRAM-SHA-256", NULL, TRUE);

  /* Nothing weaker than before */
  assert_choice (OFFER (.mechanisms = LIST ("PLAIN"), .allow_plain = TRUE, .accepted = "SCRAM-SHA-1"), "!",
                 NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("PLAIN"), .allow_plain = TRUE, .accepted = "EXTERNAL"), "!",
                 NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("PLAIN"), .allow_plain = TRUE, .accepted = "PLAIN"), "PLAIN",
                 NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1"), .accepted = "SCRAM-SHA-1-PLUS"), "?SCRAM-SHA-1",
                 NULL, FALSE);
  assert_choice (OFFER (.mechanisms = ALL, .accepted = "SCRAM-SHA-256-PLUS tls-server-end-point"),
                 "?SCRAM-SHA-512", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .bindings = TLS13, .accepted = "SCRAM-SHA-256-PLUS tls-exporter",
                        .skip_bindings = TRUE), "!", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1"), .accepted = "SCRAM-SHA-256"), "?SCRAM-SHA-1", NULL,
                 FALSE);

  /* The lists are as they were, so that the server may well confirm them: something else is wrong */
  assert_choice (OFFER (.mechanisms = ALL, .refused = LIST ("SCRAM-SHA-512"), .accepted = "SCRAM-SHA-512"), "!",
                 NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .bindings = TLS13, .available = NONE,
                        .accepted = "SCRAM-SHA-512-PLUS tls-exporter"), "!", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .bindings = TLS13, .available = TLS12,
                        .accepted = "SCRAM-SHA-512-PLUS tls-unique"), "!", NULL, TRUE);
  assert_choice (OFFER (.mechanisms = ALL, .bindings = LIST ("tls-server-end-point"),
                        .accepted = "SCRAM-SHA-256-PLUS tls-exporter"),
                 "?SCRAM-SHA-512-PLUS", "tls-server-end-point", TRUE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1-PLUS"), .bindings = TLS13,
                        .accepted = "SCRAM-SHA-512-PLUS tls-exporter"),
                 "?SCRAM-SHA-1-PLUS", "tls-exporter", TRUE);

  /* As strong, or stronger; TLS 1.2 has another kind of binding, of the same worth */
  assert_choice (OFFER (.mechanisms = ALL, .bindings = TLS12, .available = TLS12,
                        .accepted = "SCRAM-SHA-512-PLUS tls-exporter"),
                 "SCRAM-SHA-512-PLUS", "tls-unique", TRUE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1-PLUS"), .bindings = TLS13, .accepted = "SCRAM-SHA-512"),
                 "SCRAM-SHA-1-PLUS", "tls-exporter", TRUE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1"), .accepted = "PLAIN"), "SCRAM-SHA-1", NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1"), .accepted = "EXTERNAL"), "SCRAM-SHA-1", NULL, FALSE);
  assert_choice (OFFER (.mechanisms = LIST ("SCRAM-SHA-1"), .accepted = ""), "SCRAM-SHA-1", NULL, FALSE);
}

/* The example of XEP-0474 and XEP-0515, and what somebody in the middle makes of it */
static void
test_guard (void)
{
#define FIRST "r=x,s=c2FsdA==,i=4096"
#define NEW_HASH "G6k/rBLDqgOhRRaCuuatSDFkJ08="
#define COMMA_HASH "dRc3RenuSY9ypgPpERowoaySQZY=" /* the same lists, with the "," and "|" of other versions */
#define MECHANISMS LIST ("SCRAM-SHA-1-PLUS", "SCRAM-SHA-1")
#define BINDINGS   LIST ("tls-server-end-point", "tls-exporter")
  static const struct {
    const char *message;
    int         code;       /* 0: as it should be */
    int         needed;     /* the same when it is needed */
  } cases[] = {
    { FIRST, 0, XMPP_ERROR_DOWNGRADE },
    { FIRST ",h=" NEW_HASH, 0, 0 },
    { FIRST ",x=1,h=" NEW_HASH ",t=0304", 0, 0 },
    { FIRST ",d=" COMMA_HASH, 0, XMPP_ERROR_DOWNGRADE },
    { FIRST ",t=0304", 0, XMPP_ERROR_DOWNGRADE },
    { FIRST ",t=0303", XMPP_ERROR_TAMPERED, XMPP_ERROR_TAMPERED },
    { FIRST ",t=", XMPP_ERROR_TAMPERED, XMPP_ERROR_TAMPERED },
    { FIRST ",h=" NEW_HASH ",t=0303", XMPP_ERROR_TAMPERED, XMPP_ERROR_TAMPERED },
    { FIRST ",h=" COMMA_HASH, XMPP_ERROR_TAMPERED, XMPP_ERROR_TAMPERED },
    { FIRST ",h=", XMPP_ERROR_TAMPERED, XMPP_ERROR_TAMPERED },
    { FIRST ",h=" NEW_HASH ",h=x", XMPP_ERROR_TAMPERED, XMPP_ERROR_TAMPERED },
  };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      gboolean needed = i % 2 == 1;
      int code = needed ? cases[i / 2].needed : cases[i / 2].code;
      XmppScramGuard guard = { MECHANISMS, BINDINGS, "0304", needed };
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i / 2].message);
      g_assert_cmpint (xmpp_scram_guard_check (&guard, XMPP_SCRAM_SHA_1, cases[i / 2].message, &error), ==,
                       code == 0);
      if (code != 0)
        g_assert_error (error, XMPP_ERROR, code);
    }
}

static XmppSaslCredentials *
new_credentials (const char *password)
{
  XmppSaslCredentials *credentials = xmpp_sasl_credentials_new (MOCK_ADDRESS);
  g_autoptr(MockPrompt) prompt = mock_prompt_new (LIST (password));
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_sasl_credentials_set_prompt (credentials, XMPP_SASL_PROMPT (prompt));
  xmpp_sasl_credentials_ask_async (credentials, NULL, mock_result_cb, &result);
  g_assert_true (xmpp_sasl_credentials_ask_finish (credentials, mock_result_wait (&result), NULL));
  xmpp_sasl_credentials_set_prompt (credentials, NULL);
  return credentials;
}

static void
test_plain (void)
{
  g_autoptr(XmppSaslCredentials) credentials = new_credentials ("p\302\252ss");
  g_autoptr(XmppSaslMechanism) plain = xmpp_sasl_plain_new (credentials);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) initial = xmpp_sasl_mechanism_begin (plain, &error);
  g_autoptr(GBytes) challenge = g_bytes_new ("x", 1);
  g_autoptr(GBytes) response = NULL;
  g_auto(MockResult) result = { NULL, 0 };

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (initial, NULL), g_bytes_get_size (initial), "\0juliet\0pass", 12);
  g_assert_true (xmpp_sasl_mechanism_complete (plain, NULL, &error));

  xmpp_sasl_mechanism_respond_async (plain, challenge, NULL, mock_result_cb, &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  response = xmpp_sasl_mechanism_respond_finish (plain, mock_result_wait (&result), &error);
  g_assert_null (response);
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
}

/* XEP-0178, 2: the identity is said only when the certificate leaves it open. */
static void
test_external (void)
{
  static const struct {
    const char *certificate;
    const char *identity;
  } cases[] = {
    { "client", "" },
    { "client-two", MOCK_ADDRESS },
    { "client-other", MOCK_ADDRESS },
    { "good", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = mock_cert_path (cases[i].certificate);
      g_autoptr(GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);
      g_autoptr(XmppSaslMechanism) external = xmpp_sasl_external_new (MOCK_ADDRESS, certificate);
      g_autoptr(GBytes) initial = xmpp_sasl_mechanism_begin (external, NULL);

      g_assert_cmpmem (g_bytes_get_data (initial, NULL), g_bytes_get_size (initial),
                       cases[i].identity, strlen (cases[i].identity));
    }
}

/* A whole run against a server's side: the messages, the cached keys, and that order is kept. */
static void
test_scram_run (void)
{
  g_autoptr(XmppSaslCredentials) credentials = new_credentials (MOCK_PASSWORD);

  for (int run = 0; run < 2; run++)
    {
      g_autoptr(GBytes) data = g_bytes_new_static ("binding", 7);
      g_autoptr(XmppSaslMechanism) scram =
        xmpp_sasl_scram_new (credentials, XMPP_SCRAM_SHA_256, TRUE, "tls-exporter", data);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) initial = xmpp_sasl_mechanism_begin (scram, &error);
      g_autofree char *first = g_strndup (g_bytes_get_data (initial, NULL), g_bytes_get_size (initial));
      g_autofree char *server_first = NULL;
      g_autofree char *final = NULL;
      g_autoptr(GBytes) challenge = NULL;
      g_autoptr(GBytes) response = NULL;
      g_auto(MockResult) result = { NULL, 0 };
      XmppScramKeys keys;
      g_autoptr(GBytes) salt = g_bytes_new_static ("salt", 4);

      g_assert_true (g_str_has_prefix (first, "p=tls-exporter,,n=juliet,r="));
      g_assert_cmpint (xmpp_sasl_credentials_lookup_keys (credentials, XMPP_SCRAM_SHA_256, salt, 4096, &keys),
                       ==, run == 1);

      /* Success before anything was proved */
      g_assert_false (xmpp_sasl_mechanism_complete (scram, NULL, &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_SERVER_UNTRUSTED);
      g_clear_error (&error);

      server_first = g_strdup_printf ("r=%sserver,s=c2FsdA==,i=4096",
                                      first + strlen ("p=tls-exporter,,n=juliet,r="));
      challenge = g_bytes_new (server_first, strlen (server_first));
      xmpp_sasl_mechanism_respond_async (scram, challenge, NULL, mock_result_cb, &result);
      g_assert_cmpuint (result.n_calls, ==, 0);
      response = xmpp_sasl_mechanism_respond_finish (scram, mock_result_wait (&result), &error);
      g_assert_no_error (error);
      final = g_strndup (g_bytes_get_data (response, NULL), g_bytes_get_size (response));
      g_assert_true (g_str_has_prefix (final, "c=cD10bHMtZXhwb3J0ZXIsLGJpbmRpbmc=,r="));
      g_assert_nonnull (strstr (final, ",p="));

      /* And without, or with a wrong, signature */
      g_assert_false (xmpp_sasl_mechanism_complete (scram, NULL, &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_SERVER_UNTRUSTED);
      g_clear_error (&error);
      g_assert_false (xmpp_sasl_mechanism_complete (scram, challenge, &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_SERVER_UNTRUSTED);
    }
}

static void
test_scram_cancelled (void)
{
  g_autoptr(XmppSaslCredentials) credentials = new_credentials (MOCK_PASSWORD);
  g_autoptr(XmppSaslMechanism) scram =
    xmpp_sasl_scram_new (credentials, XMPP_SCRAM_SHA_512, FALSE, NULL, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) initial = xmpp_sasl_mechanism_begin (scram, &error);
  g_autofree char *first = g_strndup (g_bytes_get_data (initial, NULL), g_bytes_get_size (initial));
  g_autofree char *server_first = g_strdup_printf ("r=%sx,s=c2FsdA==,i=100000",
                                                   first + strlen ("y,,n=juliet,r="));
  g_autoptr(GBytes) challenge = g_bytes_new (server_first, strlen (server_first));
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_sasl_mechanism_respond_async (scram, challenge, cancellable, mock_result_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (xmpp_sasl_mechanism_respond_finish (scram, mock_result_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_credentials (void)
{
  g_autoptr(XmppSaslCredentials) credentials = xmpp_sasl_credentials_new ("romeo@montague.lit");
  g_autoptr(GError) error = NULL;
  g_auto(MockResult) result = { NULL, 0 };

  g_assert_cmpstr (xmpp_sasl_credentials_get_username (credentials), ==, "romeo");
  xmpp_sasl_credentials_ask_async (credentials, NULL, mock_result_cb, &result);
  g_assert_false (xmpp_sasl_credentials_ask_finish (credentials, mock_result_wait (&result), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED);

  g_assert_true (xmpp_sasl_credentials_refused (credentials));
  g_assert_true (xmpp_sasl_credentials_refused (credentials));
  g_assert_false (xmpp_sasl_credentials_refused (credentials));
  xmpp_sasl_credentials_forget (credentials);
  g_assert_true (xmpp_sasl_credentials_refused (credentials));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/sasl/vectors", test_vectors);
  g_test_add_func ("/xmpp/sasl/challenge", test_challenge);
  g_test_add_func ("/xmpp/sasl/final", test_final);
  g_test_add_func ("/xmpp/sasl/names", test_names);
  g_test_add_func ("/xmpp/sasl/base64", test_base64);
  g_test_add_func ("/xmpp/sasl/saslprep", test_saslprep);
  g_test_add_func ("/xmpp/sasl/choice/bindings", test_choice_bindings);
  g_test_add_func ("/xmpp/sasl/choice/policy", test_choice_policy);
  g_test_add_func ("/xmpp/sasl/guard", test_guard);
  g_test_add_func ("/xmpp/sasl/plain", test_plain);
  g_test_add_func ("/xmpp/sasl/external", test_external);
  g_test_add_func ("/xmpp/sasl/scram-run", test_scram_run);
  g_test_add_func ("/xmpp/sasl/scram-cancelled", test_scram_cancelled);
  g_test_add_func ("/xmpp/sasl/credentials", test_credentials);
  return g_test_run ();
}
