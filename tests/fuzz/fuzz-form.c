/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any XML as a data form: what is taken can be shown, answered, written, and read again. */
#include "xmpp-data-form.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

#include <string.h>

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_field (XmppDataForm  *form,
             XmppDataField *field)
{
  g_assert_nonnull (field->values);
  g_assert_nonnull (xmpp_field_type_get_name (field->type));
  for (guint i = 0; i < field->options->len; i++)
    {
      XmppFieldOption *option = field->options->pdata[i];

      g_assert_nonnull (option->label);
      g_assert_nonnull (option->value);
    }

  if (field->var != NULL)
    {
      xmpp_data_form_get_value (form, field->var);
      xmpp_data_form_get_boolean (form, field->var, FALSE);
    }
}

static void
answer (XmppDataForm *form)
{
  g_autoptr(XmppElement) submit = NULL;
  g_autoptr(XmppElement) cancel = xmpp_data_form_to_cancel (form);
  g_autoptr(GError) error = NULL;
  g_autofree char *xml = NULL;
  const char *var = NULL;

  g_assert_true (xmpp_element_is (cancel, "x", XMPP_NS_DATA_FORM));
  if (!xmpp_data_form_validate (form, &var, &error))
    g_assert_nonnull (error);

  xmpp_data_form_set_value (form, "fuzz", "value");
  g_assert_cmpstr (xmpp_data_form_get_value (form, "fuzz"), ==, "value");
  submit = xmpp_data_form_to_submit (form);
  g_assert_true (xmpp_element_is (submit, "x", XMPP_NS_DATA_FORM));
  xml = xmpp_element_to_xml (submit, NULL);
}

static void
check_form (XmppDataForm *form)
{
  g_autoptr(XmppElement) element = NULL;
  g_autoptr(XmppElement) again_element = NULL;
  g_autoptr(XmppDataForm) again = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *again_xml = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < form->fields->len; i++)
    check_field (form, form->fields->pdata[i]);
  xmpp_data_form_get_form_type (form);

  element = xmpp_data_form_to_element (form);
  again = xmpp_data_form_parse (element, &error);
  g_assert_no_error (error);
  again_element = xmpp_data_form_to_element (again);
  xml = xmpp_element_to_xml (element, NULL);
  again_xml = xmpp_element_to_xml (again_element, NULL);
  g_assert_cmpstr (again_xml, ==, xml);

  answer (form);
}

static void
try (const char *xml)
{
  g_autoptr(XmppElement) x = xmpp_parser_parse (xml, -1, NULL);
  g_autoptr(XmppDataForm) form = NULL;
  g_autoptr(GError) error = NULL;

  if (x == NULL)
    return;

  form = xmpp_data_form_parse (x, &error);
  if (form != NULL)
    check_form (form);
  else
    g_assert_nonnull (error);
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const char *const types[] = { "form", "submit", "result", "cancel" };
  g_autofree char *text = NULL;
  g_autofree char *wrapped = NULL;

  if (size < 1)
    return 0;

  text = g_strndup ((const char *) data + 1, size - 1);
  wrapped = g_strdup_printf ("<x xmlns='" XMPP_NS_DATA_FORM "' type='%s'>%s</x>",
                             types[data[0] % G_N_ELEMENTS (types)], text);
  try (text);
  try (wrapped);

  return 0;
}
