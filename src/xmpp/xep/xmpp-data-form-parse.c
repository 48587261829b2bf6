/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-data-form-parse.c: reads forms and writes them: XEP-0004 2.13.2, with XEP-0221. */
#define G_LOG_DOMAIN "xmpp-data-form"

#include "xmpp-data-form.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#include <string.h>

#define MAX_PARTS      20000 /* fields, options, values, media of a form together */
#define MAX_VAR_BYTES  4096
#define MAX_TYPE_BYTES 256
#define MAX_URI_BYTES  8192

static XmppFieldType
parse_field_type (const char *name)
{
  for (guint i = XMPP_FIELD_BOOLEAN; i <= XMPP_FIELD_TEXT_SINGLE; i++)
    if (g_strcmp0 (name, xmpp_field_type_get_name (i)) == 0)
      return i;
  return XMPP_FIELD_TEXT_SINGLE;
}

static gboolean
spend (guint *budget)
{
  if (*budget == 0)
    return FALSE;

  (*budget)--;
  return TRUE;
}

static void
read_values (XmppDataField *field,
             XmppElement   *element,
             guint         *budget)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new ();

  for (XmppElement *value = xmpp_element_get_child (element, "value", XMPP_NS_DATA_FORM);
       value != NULL && spend (budget);
       value = xmpp_element_get_next_same (value))
    g_ptr_array_add (values, g_strdup (xmpp_element_get_text (value)));

  field->had_values = values->len > 0;
  g_ptr_array_add (values, NULL);
  g_strfreev (field->values);
  field->values = (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

static void
read_options (XmppDataField *field,
              XmppElement   *element,
              guint         *budget)
{
  for (XmppElement *child = xmpp_element_get_child (element, "option", XMPP_NS_DATA_FORM);
       child != NULL && spend (budget);
       child = xmpp_element_get_next_same (child))
    {
      const char *value = xmpp_element_get_child_text (child, "value", XMPP_NS_DATA_FORM);
      const char *label = xmpp_element_get_attribute (child, "label");
      XmppFieldOption *option;

      if (value == NULL)
        continue;

      option = g_new0 (XmppFieldOption, 1);
      option->value = g_strdup (value);
      option->label = g_strdup (label != NULL && *label != '\0' ? label : value);
      g_ptr_array_add (field->options, option);
    }
}

/* XEP-0221, 2: several places of one picture, the first the best. */
static void
read_media (XmppDataField *field,
            XmppElement   *element,
            guint         *budget)
{
  XmppElement *media = xmpp_element_get_child (element, "media", XMPP_NS_MEDIA_ELEMENT);

  if (media == NULL)
    return;

  for (XmppElement *uri = xmpp_element_get_child (media, "uri", XMPP_NS_MEDIA_ELEMENT);
       uri != NULL && spend (budget);
       uri = xmpp_element_get_next_same (uri))
    {
      g_autofree char *text = g_strstrip (g_strdup (xmpp_element_get_text (uri)));
      g_autofree char *type = xmpp_text_bounded (xmpp_element_get_attribute (uri, "type"),
                                                 MAX_TYPE_BYTES);
      XmppFieldMedia *place;

      if (type == NULL || *text == '\0' || strlen (text) > MAX_URI_BYTES)
        continue;

      place = g_new0 (XmppFieldMedia, 1);
      place->type = g_steal_pointer (&type);
      place->uri = g_steal_pointer (&text);
      g_ptr_array_add (field->media, place);
    }
}

static XmppDataField *
read_field (XmppElement *element,
            guint       *budget)
{
  const char *type = xmpp_element_get_attribute (element, "type");
  g_autofree char *var = xmpp_text_bounded (xmpp_element_get_attribute (element, "var"),
                                            MAX_VAR_BYTES);
  XmppDataField *field = xmpp_data_field_new (parse_field_type (type), var);

  field->has_type = type != NULL;
  field->label = g_strdup (xmpp_element_get_attribute (element, "label"));
  field->description = g_strdup (xmpp_element_get_child_text (element, "desc", XMPP_NS_DATA_FORM));
  field->is_required = xmpp_element_get_child (element, "required", XMPP_NS_DATA_FORM) != NULL;
  read_values (field, element, budget);
  read_options (field, element, budget);
  read_media (field, element, budget);
  return field;
}

/* A field without a name is of use only to be read: XEP-0004, 3.2. */
static void
read_fields (GPtrArray   *fields,
             XmppElement *parent,
             guint       *budget)
{
  for (XmppElement *element = xmpp_element_get_child (parent, "field", XMPP_NS_DATA_FORM);
       element != NULL && spend (budget);
       element = xmpp_element_get_next_same (element))
    {
      g_autoptr(XmppDataField) field = read_field (element, budget);

      if (field->var != NULL || field->type == XMPP_FIELD_FIXED)
        g_ptr_array_add (fields, g_steal_pointer (&field));
    }
}

static void
read_items (XmppDataForm *self,
            XmppElement  *x,
            guint        *budget)
{
  XmppElement *reported = xmpp_element_get_child (x, "reported", XMPP_NS_DATA_FORM);

  if (reported != NULL)
    read_fields (self->reported, reported, budget);

  for (XmppElement *element = xmpp_element_get_child (x, "item", XMPP_NS_DATA_FORM);
       element != NULL && spend (budget);
       element = xmpp_element_get_next_same (element))
    {
      GPtrArray *item = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_data_field_free);

      read_fields (item, element, budget);
      g_ptr_array_add (self->items, item);
    }
}

static char *
join_instructions (XmppElement *x,
                   guint       *budget)
{
  GString *text = NULL;

  for (XmppElement *part = xmpp_element_get_child (x, "instructions", XMPP_NS_DATA_FORM);
       part != NULL && spend (budget);
       part = xmpp_element_get_next_same (part))
    {
      if (text == NULL)
        text = g_string_new (NULL);
      else
        g_string_append_c (text, '\n');
      g_string_append (text, xmpp_element_get_text (part));
    }

  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

/**
 * xmpp_data_form_parse:
 * @x: the root of a form
 * @error: return location for %XMPP_ERROR_MALFORMED or %XMPP_ERROR_TOO_LARGE
 *
 * Reads a form. What is not understood is left out; unknown types of fields are text-single.
 *
 * Returns: (transfer full) (nullable): the form
 */
XmppDataForm *
xmpp_data_form_parse (XmppElement  *x,
                      GError      **error)
{
  g_autoptr(XmppDataForm) self = NULL;
  guint budget = MAX_PARTS;
  int type = -1;

  g_return_val_if_fail (x != NULL, NULL);

  for (guint i = XMPP_FORM_FORM; i <= XMPP_FORM_RESULT; i++)
    if (g_strcmp0 (xmpp_element_get_attribute (x, "type"), xmpp_form_type_get_name (i)) == 0)
      type = (int) i;

  if (type < 0 || !xmpp_element_is (x, "x", XMPP_NS_DATA_FORM))
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "Not a data form");
      return NULL;
    }

  self = xmpp_data_form_new ((XmppFormType) type, NULL);
  self->title = g_strdup (xmpp_element_get_child_text (x, "title", XMPP_NS_DATA_FORM));
  self->instructions = join_instructions (x, &budget);
  read_fields (self->fields, x, &budget);
  read_items (self, x, &budget);

  if (budget == 0)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_TOO_LARGE, "The form is too large");
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
write_options (XmppDataField *field,
               XmppElement   *element)
{
  for (guint i = 0; i < field->options->len; i++)
    {
      XmppFieldOption *option = g_ptr_array_index (field->options, i);
      XmppElement *child = xmpp_element_add_child (element, "option", NULL);

      xmpp_element_set_attribute (child, "label", option->label);
      xmpp_element_add_text_child (child, "value", NULL, option->value);
    }
}

static void
write_media (XmppDataField *field,
             XmppElement   *element)
{
  XmppElement *media;

  if (field->media->len == 0)
    return;

  media = xmpp_element_add_child (element, "media", XMPP_NS_MEDIA_ELEMENT);
  for (guint i = 0; i < field->media->len; i++)
    {
      XmppFieldMedia *place = g_ptr_array_index (field->media, i);
      XmppElement *uri = xmpp_element_add_text_child (media, "uri", NULL, place->uri);

      xmpp_element_set_attribute (uri, "type", place->type);
    }
}

static void
write_field (XmppDataField *field,
             XmppElement   *parent)
{
  XmppElement *element = xmpp_element_add_child (parent, "field", NULL);

  if (field->has_type)
    xmpp_element_set_attribute (element, "type", xmpp_field_type_get_name (field->type));
  xmpp_element_set_attribute (element, "var", field->var);
  xmpp_element_set_attribute (element, "label", field->label);
  if (field->description != NULL)
    xmpp_element_add_text_child (element, "desc", NULL, field->description);
  if (field->is_required)
    xmpp_element_add_child (element, "required", NULL);
  for (guint i = 0; field->values[i] != NULL; i++)
    xmpp_element_add_text_child (element, "value", NULL, field->values[i]);
  write_options (field, element);
  write_media (field, element);
}

static XmppElement *
new_x (XmppFormType type)
{
  XmppElement *x = xmpp_element_new ("x", XMPP_NS_DATA_FORM);

  xmpp_element_set_attribute (x, "type", xmpp_form_type_get_name (type));
  return x;
}

/**
 * xmpp_data_form_to_element:
 * @self: a form
 *
 * Returns: (transfer full): the form as it is, with labels, options and table
 */
XmppElement *
xmpp_data_form_to_element (XmppDataForm *self)
{
  XmppElement *x;

  g_return_val_if_fail (self != NULL, NULL);

  x = new_x (self->type);
  if (self->title != NULL)
    xmpp_element_add_text_child (x, "title", NULL, self->title);
  if (self->instructions != NULL)
    xmpp_element_add_text_child (x, "instructions", NULL, self->instructions);
  for (guint i = 0; i < self->fields->len; i++)
    write_field (g_ptr_array_index (self->fields, i), x);

  if (self->reported->len > 0)
    {
      XmppElement *reported = xmpp_element_add_child (x, "reported", NULL);

      for (guint i = 0; i < self->reported->len; i++)
        write_field (g_ptr_array_index (self->reported, i), reported);
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      GPtrArray *fields = g_ptr_array_index (self->items, i);
      XmppElement *item = xmpp_element_add_child (x, "item", NULL);

      for (guint j = 0; j < fields->len; j++)
        write_field (g_ptr_array_index (fields, j), item);
    }

  return x;
}

/* XEP-0004, 3.3: each line of a text-multi is a value of its own. */
static void
write_answer (XmppDataField *field,
              XmppElement   *x)
{
  XmppElement *element = xmpp_element_add_child (x, "field", NULL);

  xmpp_element_set_attribute (element, "var", field->var);
  if (field->type == XMPP_FIELD_HIDDEN)
    xmpp_element_set_attribute (element, "type", xmpp_field_type_get_name (field->type));

  for (guint i = 0; field->values[i] != NULL; i++)
    if (field->type == XMPP_FIELD_TEXT_MULTI)
      {
        g_auto(GStrv) lines = g_strsplit (field->values[i], "\n", -1);

        for (guint j = 0; lines[j] != NULL; j++)
          xmpp_element_add_text_child (element, "value", NULL, g_strchomp (lines[j]));
      }
    else
      xmpp_element_add_text_child (element, "value", NULL, field->values[i]);
}

/**
 * xmpp_data_form_to_submit:
 * @self: a form that was filled in
 *
 * Writes the answer: names and values. An optional field that was empty and still is stays out; one
 * that was emptied goes along, so that the other side empties it, too: XEP-0004, 3.5 and 3.6.
 *
 * Returns: (transfer full): the answer
 */
XmppElement *
xmpp_data_form_to_submit (XmppDataForm *self)
{
  XmppElement *x;

  g_return_val_if_fail (self != NULL, NULL);

  x = new_x (XMPP_FORM_SUBMIT);
  for (guint i = 0; i < self->fields->len; i++)
    {
      XmppDataField *field = g_ptr_array_index (self->fields, i);

      if (field->type != XMPP_FIELD_FIXED && field->var != NULL
          && (field->values[0] != NULL || field->had_values || field->is_required))
        write_answer (field, x);
    }

  return x;
}

/**
 * xmpp_data_form_to_cancel:
 * @self: a form
 *
 * Returns: (transfer full): the answer that nobody will fill it in
 */
XmppElement *
xmpp_data_form_to_cancel (XmppDataForm *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return new_x (XMPP_FORM_CANCEL);
}
