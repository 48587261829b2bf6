/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mock-server.h"

G_BEGIN_DECLS

/* The server's side of one SCRAM, honest or not. */
typedef struct _MockScram MockScram;

MockScram *mock_scram_new       (const char     *mechanism,
                                 MockLie         lie,
                                 const char     *extension,
                                 GTlsConnection *tls) G_GNUC_WARN_UNUSED_RESULT;
void       mock_scram_free      (MockScram      *self);
char      *mock_scram_challenge (MockScram      *self,
                                 const char     *client_first) G_GNUC_WARN_UNUSED_RESULT;
char      *mock_scram_finish    (MockScram      *self,
                                 const char     *client_final) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
