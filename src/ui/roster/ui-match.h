/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-contact.h"

G_BEGIN_DECLS

/* What a person typed to find somebody: each word must begin a word of the name or of the local
 * part, or, with "@" or ".", stand in the address; case and accents do not count. */
typedef struct _UiMatch UiMatch;

/* NULL when nothing was typed */
UiMatch *ui_match_new     (const char  *text) G_GNUC_WARN_UNUSED_RESULT;
void     ui_match_free    (UiMatch     *self);
gboolean ui_match_contact (UiMatch     *self, /* (nullable): everybody */
                           ChatContact *contact);
gboolean ui_match_text    (UiMatch     *self,
                           const char  *name,
                           const char  *address); /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiMatch, ui_match_free)

G_END_DECLS
