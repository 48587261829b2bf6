/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-keyring.h"

G_BEGIN_DECLS

/* Where the password of one account comes from: memory, the key ring, a person.
 *
 * Signals:
 *   "needed" (const GError *error): a person is to be asked, see chat_prompt_give(); @error:
 *     (nullable) domain CHAT_ERROR: what was wrong before
 *   "answered" (): nobody is asked any more */
#define CHAT_TYPE_PROMPT (chat_prompt_get_type ())
G_DECLARE_FINAL_TYPE (ChatPrompt, chat_prompt, CHAT, PROMPT, GObject)

/* What the password is for, as the key ring has it */
#define CHAT_PROMPT_ACCOUNT "password"
#define CHAT_PROMPT_PROXY   "proxy-password"

ChatPrompt *chat_prompt_new           (const char  *address,
                                       const char  *kind,     /* static */
                                       ChatKeyring *keyring)  /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
gboolean    chat_prompt_is_asking     (ChatPrompt  *self);
const char *chat_prompt_get_password  (ChatPrompt  *self);    /* (nullable) while it is known */
/* A person answers, or knows it before anybody asks; NULL: cancels the question */
void        chat_prompt_give          (ChatPrompt  *self,
                                       const char  *password,
                                       gboolean     remember);
/* A new sign-in begins: the key ring may be asked once more */
void        chat_prompt_begin         (ChatPrompt  *self);
/* The password is in the key ring, or will be when it is accepted */
gboolean    chat_prompt_is_kept       (ChatPrompt  *self);
/* It is there, though it was not looked for: another secret of the account is */
void        chat_prompt_note_kept     (ChatPrompt  *self);
/* The key ring does not answer: not to be waited for in this sign-in */
void        chat_prompt_note_broken   (ChatPrompt  *self);
/* The server took the password */
void        chat_prompt_note_accepted (ChatPrompt  *self);
/* The server has another one from now on */
void        chat_prompt_change        (ChatPrompt  *self,
                                       const char  *password);
/* The account goes: the key ring forgets */
void        chat_prompt_forget        (ChatPrompt  *self);
/* Answers once the key ring has done all that it was told */
void        chat_prompt_settle_async  (ChatPrompt          *self,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
void        chat_prompt_settle_finish (ChatPrompt          *self,
                                       GAsyncResult        *result);

G_END_DECLS
