/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mock_xml_explain_difference (const char *expected,
                                   const char *actual) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
