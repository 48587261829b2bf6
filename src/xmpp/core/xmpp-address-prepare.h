/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The parts of an address. For the address alone. */

gboolean  xmpp_address_is_clean         (const char  *text,
                                         GError     **error);
char     *xmpp_address_prepare_local    (const char  *text,
                                         gsize        length,
                                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;
char     *xmpp_address_prepare_domain   (const char  *text,
                                         gsize        length,
                                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;
char     *xmpp_address_prepare_resource (const char  *text,
                                         gsize        length,
                                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;
char     *xmpp_address_convert_domain   (const char  *domain,
                                         gboolean     to_ascii) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
