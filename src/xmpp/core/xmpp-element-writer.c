/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements as text for the wire: XML 1.0 with namespaces, nothing that RFC 6120, 11.1 forbids. */
#define G_LOG_DOMAIN "xmpp-element"

#include "xmpp-element.h"

#include "base-utf8.h"
#include "xmpp-namespaces.h"
#include "xmpp-tree.h"

#include <string.h>

/* What an ASCII character becomes; NULL: nothing, for XML 1.0 forbids it. All others are
 * themselves. White space that XML would change while reading is written as a reference. */
static const char *
escape (char     c,
        gboolean in_attribute)
{
  switch (c)
    {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '\'': return in_attribute ? "&apos;" : "'";
    case '\t': return in_attribute ? "&#9;" : "\t";
    case '\n': return in_attribute ? "&#10;" : "\n";
    case '\r': return "&#13;";
    default: return NULL;
    }
}

static inline gboolean
is_special (guint8 c)
{
  return c < 0x20 || c == '&' || c == '<' || c == '>' || c == '\'';
}

/* @text is clean UTF-8. */
static void
append_escaped (GString    *xml,
                const char *text,
                gsize       length,
                gboolean    in_attribute)
{
  const char *end = text + length;
  const char *run = text;

  for (const char *c = text; c < end; c++)
    {
      const char *escaped;

      if (!is_special ((guint8) *c))
        continue;

      escaped = escape (*c, in_attribute);
      g_string_append_len (xml, run, c - run);
      if (escaped != NULL)
        g_string_append (xml, escaped);
      run = c + 1;
    }

  g_string_append_len (xml, run, end - run);
}

static void
append_text (GString    *xml,
             const char *text,
             gsize       length,
             gboolean    in_attribute)
{
  while (length > 0)
    {
      gsize clean = base_utf8_span (text, length, NULL);

      append_escaped (xml, text, clean, in_attribute);
      if (clean < length)
        clean++; /* what is not UTF-8 would end the stream */
      text += clean;
      length -= clean;
    }
}

static void
append_attribute (GString    *xml,
                  const char *prefix, /* with its colon */
                  const char *name,
                  const char *value)
{
  g_string_append_c (xml, ' ');
  g_string_append (xml, prefix);
  g_string_append (xml, name);
  g_string_append (xml, "='");
  append_text (xml, value, strlen (value), TRUE);
  g_string_append_c (xml, '\'');
}

/* Prefixes are made up for each attribute anew: they are rare, and none is in use around it. */
static void
append_attributes (XmppElement *self,
                   GString     *xml)
{
  guint n_prefixes = 0;

  for (XmppAttribute *attribute = self->attributes; attribute != NULL; attribute = attribute->next)
    {
      char prefix[16] = "";

      if (attribute->ns != NULL && strcmp (attribute->ns, XMPP_NS_XML) == 0)
        {
          memcpy (prefix, "xml:", sizeof "xml:");
        }
      else if (attribute->ns != NULL)
        {
          g_snprintf (prefix, sizeof prefix, "a%u", n_prefixes++);
          append_attribute (xml, "xmlns:", prefix, attribute->ns);
          strcat (prefix, ":");
        }

      append_attribute (xml, prefix, attribute->name, attribute->value);
    }
}

/**
 * xmpp_element_append_xml:
 * @self: an element
 * @outer_ns: (nullable): the default namespace where it will stand: %XMPP_NS_CLIENT inside a
 *   stream; %NULL: none
 * @xml: where to write
 *
 * Writes @self and all in it. What is no UTF-8, and characters that XML 1.0 forbids, are left out.
 */
void
xmpp_element_append_xml (XmppElement *self,
                         const char  *outer_ns,
                         GString     *xml)
{
  const char *ns;
  guint32 written = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (xml != NULL);

  ns = self->ns != NULL ? self->ns : "";
  g_string_append_c (xml, '<');
  g_string_append (xml, self->name);
  if (strcmp (ns, outer_ns != NULL ? outer_ns : "") != 0)
    append_attribute (xml, "", "xmlns", ns);
  append_attributes (self, xml);

  if (self->first_child == NULL && self->text_length == 0)
    {
      g_string_append (xml, "/>");
      return;
    }

  g_string_append_c (xml, '>');
  for (XmppElement *child = self->first_child; child != NULL; child = child->next)
    {
      if (child->offset > written)
        {
          append_text (xml, self->text + written, child->offset - written, FALSE);
          written = child->offset;
        }
      xmpp_element_append_xml (child, self->ns, xml);
    }
  if (self->text_length > written)
    append_text (xml, self->text + written, self->text_length - written, FALSE);
  g_string_append (xml, "</");
  g_string_append (xml, self->name);
  g_string_append_c (xml, '>');
}

/**
 * xmpp_element_to_xml:
 * @self: an element
 * @outer_ns: (nullable): the default namespace where it will stand
 *
 * As xmpp_element_append_xml(), into a string of its own.
 *
 * Returns: (transfer full): the text
 */
char *
xmpp_element_to_xml (XmppElement *self,
                     const char  *outer_ns)
{
  GString *xml;

  g_return_val_if_fail (self != NULL, NULL);

  xml = g_string_sized_new (512);
  xmpp_element_append_xml (self, outer_ns, xml);

  return g_string_free (xml, FALSE);
}
