/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page says of itself at its head: OpenGraph (https://ogp.me/), else its <title> and its
 * description. libxml2 reads it without making a tree of it, and no further than to the body. */
#define G_LOG_DOMAIN "net-html"

#include "net-html.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/* No head is longer than that. */
#define MAX_BYTES      (512 * 1024)
#define MAX_ELEMENTS   5000
#define MAX_TEXT_BYTES 4096

/* Where a page says in which letters it is written: WHATWG HTML, 13.2.3.2 */
#define CHARSET_BYTES 1024

/* libxml2 gets it in pieces of this size, so that it can be stopped in between. */
#define PIECE_BYTES 4096

/* Those of the web; what knows more of them knows some that are rarely looked after. */
static const char *const charsets[] = {
  "utf-8", "us-ascii", "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5",
  "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13",
  "iso-8859-14", "iso-8859-15", "iso-8859-16", "windows-1250", "windows-1251", "windows-1252",
  "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258",
  "koi8-r", "koi8-u", "shift_jis", "euc-jp", "euc-kr", "gbk", "gb2312", "gb18030", "big5",
  "utf-16le", "utf-16be",
};

typedef struct {
  NetPage         *page;
  htmlParserCtxt  *parser;
  GString         *title;       /* of <title> */
  char            *description; /* (nullable): of its own <meta> */
  guint            n_elements;
  gboolean         is_in_title;
  gboolean         has_title;
  gboolean         is_over;
} Reading;

/**
 * net_page_free:
 * @self: (nullable): what a page says of itself
 *
 * Frees @self.
 */
void
net_page_free (NetPage *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->description);
  g_free (self->site);
  g_free (self);
}

static void
stop (Reading *reading)
{
  reading->is_over = TRUE;
  xmlStopParser (reading->parser);
}

static gboolean
is_name (const xmlChar *name, /* (nullable) */
         const char    *wanted)
{
  return name != NULL && g_ascii_strcasecmp ((const char *) name, wanted) == 0;
}

static const char *
find (const xmlChar **attributes, /* (nullable) */
      const char     *name)
{
  for (guint i = 0; attributes != NULL && attributes[i] != NULL; i += 2)
    if (is_name (attributes[i], name))
      return (const char *) attributes[i + 1];

  return NULL;
}

/* The first one counts. */
static void
take (char       **place,
      const char  *text)
{
  gsize length = strlen (text);

  if (*place != NULL || length == 0)
    return;

  if (length > MAX_TEXT_BYTES)
    length = MAX_TEXT_BYTES;
  *place = g_utf8_make_valid (text, (gssize) length);
}

static void
read_meta (Reading        *reading,
           const xmlChar **attributes)
{
  const char *property = find (attributes, "property");
  const char *name = find (attributes, "name");
  const char *content = find (attributes, "content");

  /* Many write the one for the other. */
  if (property == NULL)
    property = name;
  if (property == NULL || content == NULL)
    return;

  if (g_ascii_strcasecmp (property, "og:title") == 0)
    take (&reading->page->title, content);
  else if (g_ascii_strcasecmp (property, "og:description") == 0)
    take (&reading->page->description, content);
  else if (g_ascii_strcasecmp (property, "og:site_name") == 0)
    take (&reading->page->site, content);
  else if (g_ascii_strcasecmp (property, "description") == 0)
    take (&reading->description, content);
}

/* Not every page says where its body begins. */
static gboolean
is_of_body (const xmlChar *name)
{
  static const char *const names[] = {
    "body", "div", "p", "main", "header", "section", "article", "nav", "table", "ul", "ol", "form",
    "h1", "h2", "h3", "frameset",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (is_name (name, names[i]))
      return TRUE;

  return FALSE;
}

static void
start_cb (void           *data,
          const xmlChar  *name,
          const xmlChar **attributes)
{
  Reading *reading = data;

  if (reading->is_over)
    return;

  if (++reading->n_elements > MAX_ELEMENTS || is_of_body (name))
    stop (reading);
  else if (is_name (name, "meta"))
    read_meta (reading, attributes);
  else if (is_name (name, "title") && !reading->has_title)
    reading->is_in_title = reading->has_title = TRUE;
}

static void
end_cb (void          *data,
        const xmlChar *name)
{
  Reading *reading = data;

  if (is_name (name, "title"))
    reading->is_in_title = FALSE;
}

static void
text_cb (void          *data,
         const xmlChar *text,
         int            length)
{
  Reading *reading = data;

  if (reading->is_in_title && reading->title->len < MAX_TEXT_BYTES)
    g_string_append_len (reading->title, (const char *) text,
                         (gssize) MIN ((gsize) length, MAX_TEXT_BYTES - reading->title->len));
}

static const char *
know_charset (const char *name) /* (nullable) */
{
  if (name == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
    if (g_ascii_strcasecmp (name, charsets[i]) == 0)
      return charsets[i];
  if (g_ascii_strcasecmp (name, "utf8") == 0)
    return "utf-8";
  /* WHATWG Encoding, 4.2 */
  return g_ascii_strcasecmp (name, "latin1") == 0 ? "windows-1252" : NULL;
}

/* "charset=" near the start, whatever stands around it. */
static char *
dup_told_charset (const char *data,
                  gsize       length)
{
  g_autofree char *start = g_ascii_strdown (data, (gssize) MIN (length, CHARSET_BYTES));
  const char *at = strstr (start, "charset=");

  if (at == NULL)
    return NULL;

  at += strlen ("charset=");
  at += strspn (at, "\"' ");
  return g_strndup (at, strcspn (at, "\"' ;/>"));
}

static const char *
find_charset (const char *data,
              gsize       length,
              const char *told) /* (nullable) */
{
  g_autofree char *within = NULL;
  const char *known = NULL;

  if (length >= 2 && memcmp (data, "\xff\xfe", 2) == 0)
    return "utf-16le";
  if (length >= 2 && memcmp (data, "\xfe\xff", 2) == 0)
    return "utf-16be";
  if ((known = know_charset (told)) != NULL)
    return known;

  within = dup_told_charset (data, length);
  known = know_charset (within);
  /* What can be read so says it of itself in vain. */
  return known != NULL && !g_str_has_prefix (known, "utf-16") ? known : "utf-8";
}

static char *
convert (const char *data,
         gsize       length,
         const char *charset)
{
  g_autofree char *text = NULL;

  /* What is cut ends within a letter at times. */
  if (!g_str_equal (charset, "utf-8"))
    for (guint cut = 0; cut < 4 && text == NULL && cut < length; cut++)
      text = g_convert (data, (gssize) (length - cut), "UTF-8", charset, NULL, NULL, NULL);

  return text != NULL ? g_utf8_make_valid (text, -1) : g_utf8_make_valid (data, (gssize) length);
}

static void
parse (Reading    *reading,
       const char *text)
{
  htmlSAXHandler handler = {
    .startElement = start_cb, .endElement = end_cb, .characters = text_cb, .cdataBlock = NULL,
  };
  gsize length;

  /* The mark of the order of bytes is no text, which would be of the body. */
  if (g_str_has_prefix (text, "\357\273\277"))
    text += strlen ("\357\273\277");
  length = strlen (text);
  reading->parser = htmlCreatePushParserCtxt (&handler, reading, NULL, 0, NULL,
                                              XML_CHAR_ENCODING_UTF8);
  if (reading->parser == NULL)
    return;

  htmlCtxtUseOptions (reading->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR
                                       | HTML_PARSE_NOWARNING | HTML_PARSE_NONET
                                       | HTML_PARSE_NODEFDTD | HTML_PARSE_IGNORE_ENC);
  for (gsize at = 0; at < length && !reading->is_over; at += PIECE_BYTES)
    htmlParseChunk (reading->parser, text + at, (int) MIN (length - at, PIECE_BYTES), 0);
  if (!reading->is_over)
    htmlParseChunk (reading->parser, NULL, 0, 1);
  if (reading->parser->myDoc != NULL)
    xmlFreeDoc (reading->parser->myDoc);
  htmlFreeParserCtxt (reading->parser);
}

/**
 * net_html_read:
 * @data: (nullable) (array length=length): a page, or its beginning; from anybody
 * @length: how much of it there is
 * @charset: (nullable): in which letters it is written, as whoever sent it says
 *
 * Returns: (transfer full): what it says of itself
 */
NetPage *
net_html_read (const char *data,
               gsize       length,
               const char *charset)
{
  NetPage *page = g_new0 (NetPage, 1);
  Reading reading = { .page = page };
  g_autofree char *text = NULL;

  length = MIN (length, MAX_BYTES);
  if (length == 0)
    data = ""; /* of nothing there need not even be an address */
  text = convert (data, length, find_charset (data, length, charset));
  reading.title = g_string_new (NULL);
  parse (&reading, text);
  take (&page->title, reading.title->str);
  if (reading.description != NULL)
    take (&page->description, reading.description);
  g_string_free (reading.title, TRUE);
  g_free (reading.description);
  return page;
}
