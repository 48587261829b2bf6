/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChatForm ChatForm;
typedef struct _ChatFormField ChatFormField;

/* Building a form. Strings are copied. */
ChatForm      *chat_form_new               (const char        *title,        /* (nullable) */
                                            const char        *instructions, /* (nullable) */
                                            const char        *url)          /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;
/* Takes @field */
void           chat_form_add               (ChatForm          *self,
                                            ChatFormField     *field);

ChatFormField *chat_form_field_new         (int                kind,         /* ChatFieldKind */
                                            const char        *name,
                                            const char        *label,        /* (nullable) */
                                            const char        *description,  /* (nullable) */
                                            gboolean           required) G_GNUC_WARN_UNUSED_RESULT;
void           chat_form_field_add_option  (ChatFormField     *self,
                                            const char        *value,
                                            const char        *label);
void           chat_form_field_set_picture (ChatFormField     *self,
                                            GBytes            *picture);

G_END_DECLS
