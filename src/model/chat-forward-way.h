/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a message is handed on. */
typedef enum {
  CHAT_FORWARD_NOTHING, /* it says nothing that could be */
  CHAT_FORWARD_READY,   /* its words, and files that others get where they are */
  CHAT_FORWARD_COPY,    /* a file of it is sent once more from this machine */
  CHAT_FORWARD_MISSING, /* a file of it is neither here nor, as far as is known, anywhere else */
} ChatForwardWay;

G_END_DECLS
