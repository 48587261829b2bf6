/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-file.h"
#include "xmpp-file.h"

G_BEGIN_DECLS

XmppFile    *chat_file_told_new  (const ArchiveFile *row) G_GNUC_WARN_UNUSED_RESULT;
ArchiveFile *chat_file_told_read (const XmppFile    *said) G_GNUC_WARN_UNUSED_RESULT;
char        *chat_file_told_dup_thumbnail (const XmppFile *said) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
