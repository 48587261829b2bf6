/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-data-form.c: forms, their answers and results: XEP-0004 2.13.2, with XEP-0068 and
 * XEP-0221. */
#define G_LOG_DOMAIN "xmpp-data-form"

#include "xmpp-data-form.h"

#include "xmpp-address.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

static const char *const form_types[] = {
  [XMPP_FORM_FORM] = "form",
  [XMPP_FORM_SUBMIT] = "submit",
  [XMPP_FORM_CANCEL] = "cancel",
  [XMPP_FORM_RESULT] = "result",
};

static const char *const field_types[] = {
  [XMPP_FIELD_BOOLEAN] = "boolean",
  [XMPP_FIELD_FIXED] = "fixed",
  [XMPP_FIELD_HIDDEN] = "hidden",
  [XMPP_FIELD_JID_MULTI] = "jid-multi",
  [XMPP_FIELD_JID_SINGLE] = "jid-single",
  [XMPP_FIELD_LIST_MULTI] = "list-multi",
  [XMPP_FIELD_LIST_SINGLE] = "list-single",
  [XMPP_FIELD_TEXT_MULTI] = "text-multi",
  [XMPP_FIELD_TEXT_PRIVATE] = "text-private",
  [XMPP_FIELD_TEXT_SINGLE] = "text-single",
};

/**
 * xmpp_form_type_get_name:
 * @type: a type of form
 *
 * Returns: what it is called on the wire: XEP-0004, 3.1
 */
const char *
xmpp_form_type_get_name (XmppFormType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (form_types), "form");

  return form_types[type];
}

/**
 * xmpp_field_type_get_name:
 * @type: a type of field
 *
 * Returns: what it is called on the wire: XEP-0004, 3.3
 */
const char *
xmpp_field_type_get_name (XmppFieldType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (field_types), "text-single");

  return field_types[type];
}

static void
option_free (gpointer data)
{
  XmppFieldOption *option = data;

  g_free (option->label);
  g_free (option->value);
  g_free (option);
}

static void
media_free (gpointer data)
{
  XmppFieldMedia *media = data;

  g_free (media->type);
  g_free (media->uri);
  g_free (media);
}

/**
 * xmpp_data_field_new:
 * @type: its type
 * @var: (nullable): its name
 *
 * Returns: (transfer full): a field without values
 */
XmppDataField *
xmpp_data_field_new (XmppFieldType  type,
                     const char    *var)
{
  XmppDataField *self = g_new0 (XmppDataField, 1);

  self->type = type;
  self->has_type = TRUE;
  self->var = g_strdup (var);
  self->values = g_new0 (char *, 1);
  self->options = g_ptr_array_new_with_free_func (option_free);
  self->media = g_ptr_array_new_with_free_func (media_free);
  return self;
}

/**
 * xmpp_data_field_free:
 * @self: (nullable): a field
 *
 * Frees @self.
 */
void
xmpp_data_field_free (XmppDataField *self)
{
  if (self == NULL)
    return;

  g_free (self->var);
  g_free (self->label);
  g_free (self->description);
  g_strfreev (self->values);
  g_ptr_array_unref (self->options);
  g_ptr_array_unref (self->media);
  g_free (self);
}

/**
 * xmpp_data_form_new:
 * @type: its type
 * @form_type: (nullable): what its fields mean: XEP-0068
 *
 * Returns: (transfer full): a form that has no field but FORM_TYPE
 */
XmppDataForm *
xmpp_data_form_new (XmppFormType  type,
                    const char   *form_type)
{
  XmppDataForm *self = g_atomic_rc_box_new0 (XmppDataForm);

  self->type = type;
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_data_field_free);
  self->reported = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_data_field_free);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  if (form_type != NULL)
    {
      xmpp_data_form_add_field (self, XMPP_FIELD_HIDDEN, "FORM_TYPE");
      xmpp_data_form_set_value (self, "FORM_TYPE", form_type);
    }

  return self;
}

/**
 * xmpp_data_form_ref:
 * @self: a form
 *
 * Returns: (transfer full): @self
 */
XmppDataForm *
xmpp_data_form_ref (XmppDataForm *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer form)
{
  XmppDataForm *self = form;

  g_free (self->title);
  g_free (self->instructions);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->reported);
  g_ptr_array_unref (self->items);
}

/**
 * xmpp_data_form_unref:
 * @self: (transfer full): a form
 *
 * Gives a reference back.
 */
void
xmpp_data_form_unref (XmppDataForm *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * xmpp_data_form_get_field:
 * @self: a form
 * @var: a name
 *
 * Returns: (nullable) (transfer none): the first field of that name
 */
XmppDataField *
xmpp_data_form_get_field (XmppDataForm *self,
                          const char   *var)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (var != NULL, NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      XmppDataField *field = g_ptr_array_index (self->fields, i);

      if (g_strcmp0 (field->var, var) == 0)
        return field;
    }

  return NULL;
}

/**
 * xmpp_data_form_get_value:
 * @self: a form
 * @var: a name
 *
 * Returns: (nullable): the first value of the field; %NULL when there is no such field, or it is
 *   empty
 */
const char *
xmpp_data_form_get_value (XmppDataForm *self,
                          const char   *var)
{
  XmppDataField *field = xmpp_data_form_get_field (self, var);

  return field != NULL ? field->values[0] : NULL;
}

/**
 * xmpp_data_form_get_boolean:
 * @self: a form
 * @var: a name
 * @otherwise: what an absent value means
 *
 * Returns: the value as an xs:boolean: XEP-0004, 3.3
 */
gboolean
xmpp_data_form_get_boolean (XmppDataForm *self,
                            const char   *var,
                            gboolean      otherwise)
{
  const char *value = xmpp_data_form_get_value (self, var);

  return value != NULL ? xmpp_text_is_true (value) : otherwise;
}

/**
 * xmpp_data_form_get_form_type:
 * @self: a form
 *
 * Returns: (nullable): what the fields mean: XEP-0068; only an answer may leave the field's type
 *   out
 */
const char *
xmpp_data_form_get_form_type (XmppDataForm *self)
{
  XmppDataField *field = xmpp_data_form_get_field (self, "FORM_TYPE");

  if (field == NULL)
    return NULL;

  if (field->type != XMPP_FIELD_HIDDEN && (field->has_type || self->type != XMPP_FORM_SUBMIT))
    return NULL;

  return field->values[0];
}

/**
 * xmpp_data_form_add_field:
 * @self: a form
 * @type: a type
 * @var: (nullable): a name
 *
 * Adds a field at the end.
 *
 * Returns: (transfer none): the field, to be filled in
 */
XmppDataField *
xmpp_data_form_add_field (XmppDataForm  *self,
                          XmppFieldType  type,
                          const char    *var)
{
  XmppDataField *field;

  g_return_val_if_fail (self != NULL, NULL);

  field = xmpp_data_field_new (type, var);
  g_ptr_array_add (self->fields, field);
  return field;
}

/**
 * xmpp_data_form_set_values:
 * @self: a form
 * @var: a name
 * @values: (array zero-terminated=1): the answers
 *
 * Answers a field; one that is not there is added, as XEP-0004, 3.1 allows.
 */
void
xmpp_data_form_set_values (XmppDataForm      *self,
                           const char        *var,
                           const char *const *values)
{
  XmppDataField *field;
  char **copy;

  g_return_if_fail (self != NULL);
  g_return_if_fail (var != NULL);
  g_return_if_fail (values != NULL);

  field = xmpp_data_form_get_field (self, var);
  if (field == NULL)
    field = xmpp_data_form_add_field (self, XMPP_FIELD_TEXT_SINGLE, var);

  copy = g_strdupv ((char **) values);
  g_strfreev (field->values);
  field->values = copy;
}

/**
 * xmpp_data_form_set_value:
 * @self: a form
 * @var: a name
 * @value: (nullable): the answer; %NULL: none
 *
 * Answers a field with one value.
 */
void
xmpp_data_form_set_value (XmppDataForm *self,
                          const char   *var,
                          const char   *value)
{
  const char *values[] = { value, NULL };

  xmpp_data_form_set_values (self, var, values);
}

/**
 * xmpp_data_form_set_boolean:
 * @self: a form
 * @var: a name
 * @value: the answer
 *
 * Answers a boolean field.
 */
void
xmpp_data_form_set_boolean (XmppDataForm *self,
                            const char   *var,
                            gboolean      value)
{
  xmpp_data_form_set_value (self, var, value ? "1" : "0");
}

static gboolean
is_option (XmppDataField *field,
           const char    *value)
{
  for (guint i = 0; i < field->options->len; i++)
    if (g_strcmp0 (((XmppFieldOption *) field->options->pdata[i])->value, value) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_valid_value (XmppDataField *field,
                const char    *value)
{
  g_autoptr(XmppAddress) address = NULL;

  switch (field->type)
    {
    case XMPP_FIELD_BOOLEAN:
      return xmpp_text_is_true (value) || g_strcmp0 (value, "0") == 0
             || g_strcmp0 (value, "false") == 0;

    case XMPP_FIELD_JID_MULTI:
    case XMPP_FIELD_JID_SINGLE:
      address = xmpp_address_parse (value, NULL);
      return address != NULL;

    case XMPP_FIELD_LIST_MULTI:
    case XMPP_FIELD_LIST_SINGLE:
      return field->options->len == 0 || is_option (field, value);

    case XMPP_FIELD_FIXED:
    case XMPP_FIELD_HIDDEN:
    case XMPP_FIELD_TEXT_MULTI:
    case XMPP_FIELD_TEXT_PRIVATE:
    case XMPP_FIELD_TEXT_SINGLE:
    default:
      return TRUE;
    }
}

/* XEP-0004, 3.2: only these may have more than one value. */
static gboolean
takes_many (XmppFieldType type)
{
  return type == XMPP_FIELD_LIST_MULTI || type == XMPP_FIELD_JID_MULTI
         || type == XMPP_FIELD_TEXT_MULTI || type == XMPP_FIELD_HIDDEN || type == XMPP_FIELD_FIXED;
}

static gboolean
is_valid (XmppDataField *field)
{
  guint n_values = g_strv_length (field->values);
  gboolean is_empty = n_values == 0 || *field->values[0] == '\0';

  if (is_empty)
    return !field->is_required;

  if (n_values > 1 && !takes_many (field->type))
    return FALSE;

  for (guint i = 0; i < n_values; i++)
    if (!is_valid_value (field, field->values[i]))
      return FALSE;
  return TRUE;
}

/**
 * xmpp_data_form_validate:
 * @self: a form that was filled in
 * @bad_var: (out) (optional) (nullable) (transfer none): the first field at fault
 * @error: return location for %XMPP_ERROR_MALFORMED
 *
 * Checks what can be known here: that what is required is there, that choices are offered ones,
 * that addresses and booleans are such. The last word is the server's: XEP-0004, 4.
 *
 * Returns: whether the form may be submitted
 */
gboolean
xmpp_data_form_validate (XmppDataForm  *self,
                         const char   **bad_var,
                         GError       **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->fields->len; i++)
    {
      XmppDataField *field = g_ptr_array_index (self->fields, i);

      if (field->type == XMPP_FIELD_FIXED || is_valid (field))
        continue;

      if (bad_var != NULL)
        *bad_var = field->var;
      g_set_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "The field \"%s\" has no proper value",
                   field->var != NULL ? field->var : "");
      return FALSE;
    }

  return TRUE;
}
