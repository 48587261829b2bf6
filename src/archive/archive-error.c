/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive's errors. */
#define G_LOG_DOMAIN "archive-error"

#include "archive-error.h"

G_DEFINE_QUARK (archive-error-quark, archive_error)
