/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppFormType:
 *
 * XEP-0004, 3.1.
 */
typedef enum {
  XMPP_FORM_FORM,
  XMPP_FORM_SUBMIT,
  XMPP_FORM_CANCEL,
  XMPP_FORM_RESULT,
} XmppFormType;

/**
 * XmppFieldType:
 *
 * XEP-0004, 3.3. What is absent or unknown is %XMPP_FIELD_TEXT_SINGLE.
 */
typedef enum {
  XMPP_FIELD_BOOLEAN,
  XMPP_FIELD_FIXED,
  XMPP_FIELD_HIDDEN,
  XMPP_FIELD_JID_MULTI,
  XMPP_FIELD_JID_SINGLE,
  XMPP_FIELD_LIST_MULTI,
  XMPP_FIELD_LIST_SINGLE,
  XMPP_FIELD_TEXT_MULTI,
  XMPP_FIELD_TEXT_PRIVATE,
  XMPP_FIELD_TEXT_SINGLE,
} XmppFieldType;

/**
 * XmppFieldOption:
 *
 * One of the choices of a list.
 */
typedef struct {
  char *label; /* never NULL: the value where there is none */
  char *value;
} XmppFieldOption;

/**
 * XmppFieldMedia:
 *
 * A picture or sound to be shown with a field: one of its places. XEP-0221.
 */
typedef struct {
  char *type; /* media type */
  char *uri;  /* "cid:…" (XEP-0231) or a URL, unchecked */
} XmppFieldMedia;

/**
 * XmppDataField:
 *
 * One field of a form. @values are the defaults of a form, the answers of a submission.
 */
typedef struct {
  XmppFieldType  type;
  gboolean       has_type;    /* whether the type was said, and not supposed */
  gboolean       had_values;  /* whether it came with values: they may have to be taken back */
  char          *var;         /* (nullable) for fixed fields alone */
  char          *label;       /* (nullable) */
  char          *description; /* (nullable) */
  gboolean       is_required;
  char         **values;      /* never NULL */
  GPtrArray     *options;     /* owned XmppFieldOption */
  GPtrArray     *media;       /* owned XmppFieldMedia */
} XmppDataField;

/**
 * XmppDataForm:
 *
 * XEP-0004. A form to fill in, an answer, or a result; reference-counted. A result may be a table:
 * @reported says what the columns are, each of @items is an array of fields.
 */
typedef struct {
  XmppFormType  type;
  char         *title;        /* (nullable) */
  char         *instructions; /* (nullable) paragraphs */
  GPtrArray    *fields;       /* owned XmppDataField, in order */
  GPtrArray    *reported;     /* owned XmppDataField */
  GPtrArray    *items;        /* owned GPtrArray of owned XmppDataField */
} XmppDataForm;

XmppDataForm  *xmpp_data_form_new           (XmppFormType   type,
                                             const char    *form_type) G_GNUC_WARN_UNUSED_RESULT;
/* @x: the <x xmlns='jabber:x:data'/>; NULL with an error when it is none or too large */
XmppDataForm  *xmpp_data_form_parse         (XmppElement   *x,
                                             GError       **error) G_GNUC_WARN_UNUSED_RESULT;
XmppDataForm  *xmpp_data_form_ref           (XmppDataForm  *self);
void           xmpp_data_form_unref         (XmppDataForm  *self);

const char    *xmpp_form_type_get_name      (XmppFormType   type);
const char    *xmpp_field_type_get_name     (XmppFieldType  type);
XmppDataField *xmpp_data_field_new          (XmppFieldType  type,
                                             const char    *var) G_GNUC_WARN_UNUSED_RESULT;
void           xmpp_data_field_free         (XmppDataField *self);

XmppDataField *xmpp_data_form_get_field     (XmppDataForm  *self,
                                             const char    *var); /* (nullable) borrowed */
const char    *xmpp_data_form_get_value     (XmppDataForm  *self,
                                             const char    *var); /* (nullable) the first one */
gboolean       xmpp_data_form_get_boolean   (XmppDataForm  *self,
                                             const char    *var,
                                             gboolean       otherwise);
const char    *xmpp_data_form_get_form_type (XmppDataForm  *self); /* (nullable) XEP-0068 */

/* Answers. Setting a field that is not there adds it */
XmppDataField *xmpp_data_form_add_field     (XmppDataForm       *self,
                                             XmppFieldType       type,
                                             const char         *var);
void           xmpp_data_form_set_value     (XmppDataForm       *self,
                                             const char         *var,
                                             const char         *value); /* NULL takes it away */
void           xmpp_data_form_set_values    (XmppDataForm       *self,
                                             const char         *var,
                                             const char *const  *values);
void           xmpp_data_form_set_boolean   (XmppDataForm       *self,
                                             const char         *var,
                                             gboolean            value);
/* Whether it may be submitted; else @bad_var says which field is at fault: XMPP_ERROR_MALFORMED */
gboolean       xmpp_data_form_validate      (XmppDataForm       *self,
                                             const char        **bad_var, /* (nullable) borrowed */
                                             GError            **error);

/* The form as it is */
XmppElement   *xmpp_data_form_to_element    (XmppDataForm *self) G_GNUC_WARN_UNUSED_RESULT;
/* The answer to a form: type submit, fields with a name alone */
XmppElement   *xmpp_data_form_to_submit     (XmppDataForm *self) G_GNUC_WARN_UNUSED_RESULT;
XmppElement   *xmpp_data_form_to_cancel     (XmppDataForm *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppDataField, xmpp_data_field_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppDataForm, xmpp_data_form_unref)

G_END_DECLS
