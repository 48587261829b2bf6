/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NetJudgeFunc:
 * @host: whom we have connected to
 * @certificate: what it shows
 * @errors: what the authorities find wrong with it
 *
 * Returns: whether it will do all the same
 */
typedef gboolean (*NetJudgeFunc)    (const char           *host,
                                     GTlsCertificate      *certificate,
                                     GTlsCertificateFlags  errors,
                                     gpointer              user_data);

/**
 * NetProgressFunc:
 * @done: how many bytes have gone
 *
 * From the main loop, not after the callback of what it is told of.
 */
typedef void     (*NetProgressFunc) (gint64                done,
                                     gpointer              user_data);

G_END_DECLS
