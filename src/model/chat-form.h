/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  CHAT_FIELD_TEXT,
  CHAT_FIELD_PASSWORD,
  CHAT_FIELD_MULTILINE,
  CHAT_FIELD_BOOLEAN,
  CHAT_FIELD_CHOICE,
  CHAT_FIELD_MULTIPLE_CHOICE,
  CHAT_FIELD_FIXED,  /* only text to read */
  CHAT_FIELD_HIDDEN, /* not shown */
} ChatFieldKind;

/* One question of a server's form (XEP-0004, or a plain field of XEP-0077). Only value(s)
 * change. */
#define CHAT_TYPE_FORM_FIELD (chat_form_field_get_type ())
G_DECLARE_FINAL_TYPE (ChatFormField, chat_form_field, CHAT, FORM_FIELD, GObject)

ChatFieldKind      chat_form_field_get_kind          (ChatFormField *self);
const char        *chat_form_field_get_name          (ChatFormField *self); /* "username" */
const char        *chat_form_field_get_label         (ChatFormField *self); /* never NULL */
const char        *chat_form_field_get_description   (ChatFormField *self); /* (nullable) */
gboolean           chat_form_field_get_required      (ChatFormField *self);
/* property "value"; "" not NULL */
const char        *chat_form_field_get_value         (ChatFormField *self);
void               chat_form_field_set_value         (ChatFormField *self,
                                                      const char    *value);
const char *const *chat_form_field_get_values        (ChatFormField *self); /* several */
void               chat_form_field_set_values        (ChatFormField     *self,
                                                      const char *const *values);
/* values to choose from */
const char *const *chat_form_field_get_options       (ChatFormField *self);
const char *const *chat_form_field_get_option_labels (ChatFormField *self);
/* (nullable) captcha image */
GBytes            *chat_form_field_get_picture       (ChatFormField *self);

/* A form: GListModel of ChatFormField. */
#define CHAT_TYPE_FORM (chat_form_get_type ())
G_DECLARE_FINAL_TYPE (ChatForm, chat_form, CHAT, FORM, GObject)

const char    *chat_form_get_title        (ChatForm *self); /* (nullable) */
const char    *chat_form_get_instructions (ChatForm *self); /* (nullable) */
/* (nullable): register on the web instead */
const char    *chat_form_get_url          (ChatForm *self);
ChatFormField *chat_form_get_field        (ChatForm   *self,
                                           const char *name); /* (nullable) borrowed */

G_END_DECLS
