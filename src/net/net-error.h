/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NetError:
 * @NET_ERROR_UNREACHABLE: there is no way there, or it was cut
 * @NET_ERROR_CERTIFICATE: who is there cannot prove to be who it should be
 * @NET_ERROR_STALLED: nothing has moved for too long
 * @NET_ERROR_BUSY: the server cannot do it now (5xx, 408, 429)
 * @NET_ERROR_REFUSED: the server does not want to (other 4xx, a redirection)
 * @NET_ERROR_TOO_LARGE: it is too much for the server (413), or more than was agreed
 * @NET_ERROR_CHANGED: what is sent is not what it was when its size was read
 *
 * Why a file does not get through. What is wrong with files here is of the domain %G_IO_ERROR.
 */
typedef enum {
  NET_ERROR_UNREACHABLE,
  NET_ERROR_CERTIFICATE,
  NET_ERROR_STALLED,
  NET_ERROR_BUSY,
  NET_ERROR_REFUSED,
  NET_ERROR_TOO_LARGE,
  NET_ERROR_CHANGED,
} NetError;

#define NET_ERROR (net_error_quark ())
GQuark   net_error_quark        (void);

gboolean net_error_is_temporary (const GError *error);

G_END_DECLS
