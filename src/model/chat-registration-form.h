/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-form.h"

G_BEGIN_DECLS

typedef struct _XmppAddress XmppAddress;
typedef struct _XmppBob XmppBob;

/* @form: an XmppDataForm. Pictures are looked up, or asked of @from, by @bob */
ChatForm *chat_registration_form_new   (gconstpointer  form,
                                        const char    *url,      /* (nullable) */
                                        XmppBob       *bob,
                                        XmppAddress   *from,
                                        GCancellable  *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* What was filled in goes back into @data_form, an XmppDataForm */
void      chat_registration_form_write (ChatForm      *form,
                                        gpointer       data_form);
/* What was filled in before stays, where the new form asks for it again */
void      chat_registration_form_copy  (ChatForm      *form,
                                        ChatForm      *before);

G_END_DECLS
