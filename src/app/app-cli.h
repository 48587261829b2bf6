/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether @word begins a subcommand. */
gboolean app_cli_knows (const char  *word);
/* Runs it; returns the exit status. */
int      app_cli_run   (int          argc,
                        char       **argv);
/* What "charla --help" says of the subcommands. */
char    *app_cli_help  (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
