/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-sasl-prompt.h"

G_BEGIN_DECLS

#define MOCK_TYPE_PROMPT (mock_prompt_get_type ())
G_DECLARE_FINAL_TYPE (MockPrompt, mock_prompt, MOCK, PROMPT, GObject)

/* Gives @passwords one after the other, then none. */
MockPrompt *mock_prompt_new           (const char *const *passwords) G_GNUC_WARN_UNUSED_RESULT;
void        mock_prompt_hold          (MockPrompt *self);  /* until mock_prompt_release() */
void        mock_prompt_release       (MockPrompt *self);
guint       mock_prompt_get_n_asked   (MockPrompt *self);
guint       mock_prompt_get_n_retries (MockPrompt *self);

G_END_DECLS
