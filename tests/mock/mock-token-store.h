/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-token-store.h"

G_BEGIN_DECLS

#define MOCK_TYPE_TOKEN_STORE (mock_token_store_get_type ())
G_DECLARE_FINAL_TYPE (MockTokenStore, mock_token_store, MOCK, TOKEN_STORE, GObject)

/* Keeps one token, as text. */
MockTokenStore *mock_token_store_new         (void) G_GNUC_WARN_UNUSED_RESULT;
const char     *mock_token_store_get         (MockTokenStore *self); /* (nullable) */
void            mock_token_store_set         (MockTokenStore *self,
                                              const char     *mechanism,
                                              const char     *expiry,
                                              const char     *secret);
void            mock_token_store_break       (MockTokenStore *self);  /* it fails from now on */
void            mock_token_store_hold        (MockTokenStore *self);  /* until … */
void            mock_token_store_release     (MockTokenStore *self);
guint           mock_token_store_get_n_asked (MockTokenStore *self);

G_END_DECLS
