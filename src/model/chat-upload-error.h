/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What becomes of a file that did not get where it should. */
typedef enum {
  CHAT_UPLOAD_FAILS,  /* nothing helps but a person */
  CHAT_UPLOAD_AGAIN,  /* after a while it may go */
  CHAT_UPLOAD_ONLINE, /* it goes on when we are online again */
} ChatUploadFate;

ChatUploadFate  chat_upload_error_judge         (const GError  *error);
/* Under what it is stored that it failed; @detail: (out) (nullable): and with which text */
const char     *chat_upload_error_get_condition (const GError  *error,
                                                 char         **detail);

G_END_DECLS
