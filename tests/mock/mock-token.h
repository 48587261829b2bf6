/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mock-server.h"

G_BEGIN_DECLS

char *mock_token_check (const char     *mechanism,
                        const char     *secret,
                        GTlsConnection *tls,
                        const char     *initial_response,
                        MockLie         lie) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
