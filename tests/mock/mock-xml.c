/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what was heard with what a play expects. By libxml2's own trees, not by the parser
 * that is tested. */
#include "mock-xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

static const char *
text_of (const void *text)
{
  return text != NULL ? text : "";
}

static const char *
ns_of (const xmlNs *ns)
{
  return ns != NULL ? text_of (ns->href) : "";
}

static gboolean
matches (const char *expected,
         const char *actual)
{
  return strcmp (expected, "*") == 0 || strcmp (expected, actual) == 0;
}

static xmlNode *
next_element (xmlNode *node)
{
  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

static char *
dup_own_text (xmlNode *node)
{
  GString *text = g_string_new (NULL);

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
      g_string_append (text, text_of (child->content));
  return g_string_free (text, FALSE);
}

static guint
count_attributes (xmlNode *node)
{
  guint n = 0;

  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    n++;
  return n;
}

static char *
compare_attributes (xmlNode *expected,
                    xmlNode *actual)
{
  for (xmlAttr *attribute = expected->properties; attribute != NULL; attribute = attribute->next)
    {
      const xmlChar *ns = attribute->ns != NULL ? attribute->ns->href : NULL;
      xmlChar *wanted = xmlNodeGetContent ((xmlNode *) attribute);
      xmlChar *value = xmlGetNsProp (actual, attribute->name, ns);
      gboolean is_same = value != NULL && matches (text_of (wanted), text_of (value));

      xmlFree (wanted);
      xmlFree (value);
      if (!is_same)
        return g_strdup_printf ("attribute %s of <%s>", text_of (attribute->name),
                                text_of (expected->name));
    }

  if (count_attributes (expected) != count_attributes (actual))
    return g_strdup_printf ("other attributes of <%s>", text_of (expected->name));
  return NULL;
}

static char *
compare (xmlNode *expected,
         xmlNode *actual)
{
  g_autofree char *expected_text = dup_own_text (expected);
  g_autofree char *actual_text = dup_own_text (actual);
  xmlNode *one = next_element (expected->children);
  xmlNode *other = next_element (actual->children);
  char *difference = NULL;

  if (strcmp (text_of (expected->name), text_of (actual->name)) != 0
      || strcmp (ns_of (expected->ns), ns_of (actual->ns)) != 0)
    return g_strdup_printf ("<%s> of %s instead of <%s> of %s", text_of (actual->name),
                            ns_of (actual->ns), text_of (expected->name), ns_of (expected->ns));
  if ((difference = compare_attributes (expected, actual)) != NULL)
    return difference;
  if (strcmp (expected_text, "*") == 0)
    return NULL;
  if (strcmp (expected_text, actual_text) != 0)
    return g_strdup_printf ("the text of <%s>", text_of (expected->name));

  while (one != NULL && other != NULL)
    {
      if ((difference = compare (one, other)) != NULL)
        return difference;
      one = next_element (one->next);
      other = next_element (other->next);
    }
  if (one != NULL)
    return g_strdup_printf ("<%s> is missing", text_of (one->name));
  if (other != NULL)
    return g_strdup_printf ("<%s> is too much", text_of (other->name));
  return NULL;
}

static xmlDoc *
parse (const char *xml)
{
  g_autofree char *whole = g_strdup_printf ("<stream:stream xmlns='jabber:client' "
                                            "xmlns:stream='http://etherx.jabber.org/streams'>"
                                            "%s</stream:stream>", xml);
  xmlDoc *doc = xmlReadMemory (whole, (int) strlen (whole), NULL, NULL, XML_PARSE_NONET);

  if (doc == NULL)
    g_error ("No XML: %s", xml);
  return doc;
}

/**
 * mock_xml_explain_difference:
 * @expected: an element, with "*" for any value of an attribute, or any content
 * @actual: an element
 *
 * Returns: (transfer full) (nullable): where they differ; %NULL when @actual is as expected
 */
char *
mock_xml_explain_difference (const char *expected,
                             const char *actual)
{
  xmlDoc *one = parse (expected);
  xmlDoc *other = parse (actual);
  char *difference = compare (next_element (xmlDocGetRootElement (one)->children),
                              next_element (xmlDocGetRootElement (other)->children));

  xmlFreeDoc (one);
  xmlFreeDoc (other);
  return difference;
}
