/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * XmppScramHash:
 *
 * The families of SCRAM, the weakest first.
 */
typedef enum {
  XMPP_SCRAM_SHA_1,
  XMPP_SCRAM_SHA_256,
  XMPP_SCRAM_SHA_512,
} XmppScramHash;

#define XMPP_SCRAM_N_HASHES      (XMPP_SCRAM_SHA_512 + 1)
#define XMPP_SCRAM_MAX_BYTES     64
#define XMPP_SCRAM_MIN_ITERATIONS 4096
#define XMPP_SCRAM_MAX_ITERATIONS 10000000

/**
 * XmppScramChallenge:
 *
 * The server's first message.
 */
typedef struct {
  char   *nonce;
  GBytes *salt;
  guint   iterations;
} XmppScramChallenge;

/**
 * XmppScramKeys:
 *
 * What a password becomes under one salt: enough to sign in, and to know the server again.
 */
typedef struct {
  guint8 client_key[XMPP_SCRAM_MAX_BYTES];
  guint8 server_key[XMPP_SCRAM_MAX_BYTES];
} XmppScramKeys;

const char *xmpp_scram_get_name         (XmppScramHash hash);
gsize       xmpp_scram_get_length       (XmppScramHash hash);
char       *xmpp_scram_escape_name      (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char       *xmpp_scram_make_nonce       (void) G_GNUC_WARN_UNUSED_RESULT;

gboolean    xmpp_scram_challenge_parse  (XmppScramChallenge  *self,
                                         const char          *message,
                                         const char          *client_nonce,
                                         GError             **error);
void        xmpp_scram_challenge_clear  (XmppScramChallenge  *self);

void        xmpp_scram_forget           (void                *secret,
                                         gsize                n_bytes);
gboolean    xmpp_scram_salt_password    (XmppScramHash        hash,
                                         const char          *password,
                                         GBytes              *salt,
                                         guint                iterations,
                                         guint8              *salted,
                                         GError             **error);
gboolean    xmpp_scram_derive_keys      (XmppScramHash        hash,
                                         const char          *password,
                                         GBytes              *salt,
                                         guint                iterations,
                                         XmppScramKeys       *keys,
                                         GError             **error);
void        xmpp_scram_keys_clear       (XmppScramKeys       *keys);
void        xmpp_scram_digest           (XmppScramHash        hash,
                                         const void          *bytes,
                                         gsize                n_bytes,
                                         guint8              *digest);
void        xmpp_scram_prove            (XmppScramHash        hash,
                                         const XmppScramKeys *keys,
                                         const char          *auth_message,
                                         guint8              *proof,
                                         guint8              *server_signature);
gboolean    xmpp_scram_verify_final     (XmppScramHash        hash,
                                         const char          *message,
                                         const guint8        *server_signature,
                                         GError             **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XmppScramChallenge, xmpp_scram_challenge_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XmppScramKeys, xmpp_scram_keys_clear)

G_END_DECLS
