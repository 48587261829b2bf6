/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-keyring.h"

G_BEGIN_DECLS

/* A key ring in memory. What is no account's password stands under "address/kind". */
#define FAKE_TYPE_KEYRING (fake_keyring_get_type ())
G_DECLARE_FINAL_TYPE (FakeKeyring, fake_keyring, FAKE, KEYRING, GObject)

typedef enum {
  FAKE_KEYRING_WORKS,
  FAKE_KEYRING_FAILS,
  FAKE_KEYRING_HANGS, /* until it is cancelled */
} FakeKeyringMood;

FakeKeyring *fake_keyring_new          (FakeKeyringMood  mood) G_GNUC_WARN_UNUSED_RESULT;
const char  *fake_keyring_get          (FakeKeyring     *self,
                                        const char      *address); /* (nullable) */
void         fake_keyring_set          (FakeKeyring     *self,
                                        const char      *address,
                                        const char      *secret);
guint        fake_keyring_get_n_asked  (FakeKeyring     *self);

G_END_DECLS
