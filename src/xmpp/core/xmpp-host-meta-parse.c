/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a host-meta file says about WebSockets: XEP-0156, in both forms of RFC 6415. Everybody who
 * holds the web site may write it, so it is read like a stanza of a stranger's. */
#define G_LOG_DOMAIN "xmpp-host-meta"

#include "xmpp-host-meta-parse.h"

#include <json-glib/json-glib.h>
#include <libxml/parser.h>
#include <string.h>

#define NS_XRD        "http://docs.oasis-open.org/ns/xri/xrd-1.0"
#define REL_WEBSOCKET "urn:xmpp:alt-connections:websocket"

/* More places than that nobody tries. */
#define MAX_LINKS 8

#define MAX_URI_BYTES 2048

/* JSON-GLib recurses, and has no limit of its own. */
#define MAX_NESTING 1000

static GPtrArray *
new_links (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

/**
 * xmpp_host_meta_is_usable:
 * @href: (nullable): what somebody whom we know calls the place of a WebSocket
 *
 * Returns: whether it may be one: XEP-0156, 2.2 and RFC 7395, 3.6.1 allow nothing but wss
 */
gboolean
xmpp_host_meta_is_usable (const char *href)
{
  g_autoptr(GUri) uri = NULL;

  if (href == NULL || strlen (href) > MAX_URI_BYTES)
    return FALSE;

  uri = g_uri_parse (href, G_URI_FLAGS_NONE, NULL);
  return uri != NULL && g_ascii_strcasecmp (g_uri_get_scheme (uri), "wss") == 0
         && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
         && g_uri_get_userinfo (uri) == NULL;
}

static void
add_link (GPtrArray  *links,
          const char *rel,
          const char *href)
{
  if (g_strcmp0 (rel, REL_WEBSOCKET) != 0 || !xmpp_host_meta_is_usable (href)
      || links->len == MAX_LINKS
      || g_ptr_array_find_with_equal_func (links, href, g_str_equal, NULL))
    return;

  g_ptr_array_add (links, g_strdup (href));
}

/* No DTD, hence no entity. */
static void
refuse_dtd_cb (void          *context,
               const xmlChar *name,
               const xmlChar *external_id,
               const xmlChar *system_id)
{
  xmlStopParser (context);
}

static void
take_xrd_link (GPtrArray *links,
               xmlNode   *node)
{
  xmlChar *rel = NULL;
  xmlChar *href = NULL;

  if (node->type != XML_ELEMENT_NODE || node->ns == NULL
      || !xmlStrEqual (node->name, (const xmlChar *) "Link")
      || !xmlStrEqual (node->ns->href, (const xmlChar *) NS_XRD))
    return;

  rel = xmlGetNoNsProp (node, (const xmlChar *) "rel");
  href = xmlGetNoNsProp (node, (const xmlChar *) "href");
  add_link (links, (const char *) rel, (const char *) href);
  xmlFree (rel);
  xmlFree (href);
}

/**
 * xmpp_host_meta_parse_xrd:
 * @text: (array length=len): an XRD file, RFC 6415, 3; bounded by the caller
 * @len: its length in bytes
 *
 * Returns: (transfer full) (element-type utf8): the URIs of WebSockets in it, perhaps none
 */
GPtrArray *
xmpp_host_meta_parse_xrd (const char *text,
                          gsize       len)
{
  g_autoptr(GPtrArray) links = new_links ();
  xmlParserCtxt *context = NULL;
  xmlDoc *document = NULL;
  xmlNode *root = NULL;

  g_return_val_if_fail (text != NULL || len == 0, NULL);

  if (len == 0 || len > G_MAXINT)
    return g_steal_pointer (&links);

  context = xmlNewParserCtxt ();
  context->sax->internalSubset = refuse_dtd_cb;
  document = xmlCtxtReadMemory (context, text, (int) len, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  root = document != NULL && context->wellFormed ? xmlDocGetRootElement (document) : NULL;
  if (root != NULL && xmlStrEqual (root->name, (const xmlChar *) "XRD"))
    for (xmlNode *node = root->children; node != NULL; node = node->next)
      take_xrd_link (links, node);

  xmlFreeDoc (document);
  xmlFreeParserCtxt (context);
  return g_steal_pointer (&links);
}

/* Counted wherever they stand: what is a string and what is none, JSON-GLib takes less seriously
 * than JSON does. */
static gboolean
nests_little (const char *text,
              gsize       len)
{
  guint n = 0;

  for (gsize i = 0; i < len; i++)
    n += text[i] == '[' || text[i] == '{';
  return n <= MAX_NESTING;
}

/* JSON-GLib takes comments, other quotes and value after value, and forgets to free all but the
 * last one. A file is one object and nothing else: RFC 6415, appendix A. */
static gboolean
is_one_object (const char *text,
               gsize       len)
{
  gboolean in_string = FALSE;
  gsize end = 0;
  int depth = 0;

  for (gsize i = 0; i < len; i++)
    {
      if (in_string)
        {
          if (text[i] == '\\')
            i++;
          else
            in_string = text[i] != '"';
          continue;
        }

      if ((end > 0 || (depth == 0 && text[i] != '{')) && !g_ascii_isspace (text[i]))
        return FALSE;

      in_string = text[i] == '"';
      depth += (text[i] == '{' || text[i] == '[') - (text[i] == '}' || text[i] == ']');
      if (text[i] == '/' || text[i] == '\'' || depth < 0)
        return FALSE;
      if (depth == 0 && text[i] == '}')
        end = i;
    }

  return end > 0;
}

static const char *
get_string (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/**
 * xmpp_host_meta_parse_json:
 * @text: (array length=len): a JRD file, RFC 6415, appendix A; bounded by the caller
 * @len: its length in bytes
 *
 * Returns: (transfer full) (element-type utf8): the URIs of WebSockets in it, perhaps none
 */
GPtrArray *
xmpp_host_meta_parse_json (const char *text,
                           gsize       len)
{
  g_autoptr(GPtrArray) links = new_links ();
  g_autoptr(JsonParser) parser = NULL;
  JsonNode *root = NULL;
  JsonNode *array = NULL;

  g_return_val_if_fail (text != NULL || len == 0, NULL);

  if (len == 0 || len > G_MAXINT || !g_utf8_validate_len (text, len, NULL)
      || !nests_little (text, len) || !is_one_object (text, len))
    return g_steal_pointer (&links);

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) len, NULL)
      || (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || (array = json_object_get_member (json_node_get_object (root), "links")) == NULL
      || !JSON_NODE_HOLDS_ARRAY (array))
    return g_steal_pointer (&links);

  for (guint i = 0; i < json_array_get_length (json_node_get_array (array)); i++)
    {
      JsonNode *link = json_array_get_element (json_node_get_array (array), i);

      if (JSON_NODE_HOLDS_OBJECT (link))
        add_link (links, get_string (json_node_get_object (link), "rel"),
                  get_string (json_node_get_object (link), "href"));
    }
  return g_steal_pointer (&links);
}
