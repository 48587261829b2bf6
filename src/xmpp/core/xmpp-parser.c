/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of an XML stream: libxml2's push parser, kept to RFC 6120, 4 and 11, and to limits. */
#define G_LOG_DOMAIN "xmpp-parser"

#include "xmpp-parser.h"

#include "base-utf8.h"
#include "xmpp-tree-builder.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* libxml2 gets a push in pieces of this size, so that limits are looked at in between. */
#define PIECE_BYTES (16 * 1024)

/* A tag is held until it is whole, and comparing its attributes takes time with the square of their
 * number: RFC 6120, 13.12. */
#define TAG_BYTES (256 * 1024)

/* Also what is left out costs memory for each level. */
#define HARD_DEPTH 10000

/* libxml2 keeps every name it has seen, and takes 10 MB of them. Past the first limits the context
 * is made anew between two stanzas; past the last, within one stanza, somebody means harm. */
#define MANY_NAMES       4096
#define MANY_NAMES_BYTES (1024 * 1024)
#define TOO_MANY_NAMES   100000

struct _XmppParser
{
  XmppParserFuncs   funcs;
  gpointer          user_data; /* borrowed */
  XmppParserLimits  limits;

  xmlParserCtxtPtr  context;
  GString          *header;       /* enough of the stream's start tag to make the context anew */
  XmppTreeBuilder   builder;      /* the stanza that is being read */
  guint             depth;
  gsize             fed;          /* bytes that the context got */
  gsize             stanza_start; /* how many of them came before this stanza */
  char              cut[4];       /* the beginning of a character */
  gsize             n_cut;
  GError           *error;        /* (nullable): why nothing more is read */

  gboolean          pushing;
  gboolean          stopped;      /* this push is over, whatever is left of it */
  gboolean          reset_wanted;
  gboolean          freed;
  gboolean          skipping;     /* this stanza has passed a limit, and only its end matters */
  gboolean          replaying;    /* reading our own @header */
  gboolean          has_many_names;
};

/* Ends this push; the context may be in the midst of something, so it goes later. */
static void
stop (XmppParser *self)
{
  self->stopped = TRUE;
  xmlStopParser (self->context);
}

static void
fail (XmppParser      *self,
      XmppParserError  code,
      const char      *message)
{
  if (self->stopped)
    return;

  self->error = g_error_new_literal (XMPP_PARSER_ERROR, (int) code, message);
  stop (self);
}

/* The stanza has passed a limit: keeps its start tag alone and waits for its end; or ends the
 * stream where that is not allowed. */
static void
pass_limit (XmppParser *self,
            const char *limit)
{
  if (self->skipping)
    return;

  if (self->depth < 2 || self->limits.skip_bytes == 0 || self->funcs.stanza_skipped == NULL)
    {
      fail (self, XMPP_PARSER_ERROR_TOO_LARGE, limit);
      return;
    }

  g_debug ("A stanza is left out: %s", limit);

  xmpp_tree_builder_cut (&self->builder);
  self->skipping = TRUE;
}

/* In a namespace from libxml2 an ampersand is a reference still, and nothing else. */
static void
append_namespace (GString    *xml,
                  const char *ns)
{
  for (; *ns != '\0'; ns++)
    if (*ns == '<')
      g_string_append (xml, "&lt;");
    else if (*ns == '\'')
      g_string_append (xml, "&apos;");
    else
      g_string_append_c (xml, *ns);
}

/* Remembers of the stream's start tag what stanzas depend on: its name, and its namespaces. */
static void
remember_header (XmppParser     *self,
                 const xmlChar  *name,
                 const xmlChar  *prefix,
                 const xmlChar **namespaces,
                 guint           n_namespaces)
{
  g_string_truncate (self->header, 0);
  g_string_append_c (self->header, '<');
  if (prefix != NULL)
    g_string_append_printf (self->header, "%s:", (const char *) prefix);
  g_string_append (self->header, (const char *) name);

  for (guint i = 0; i < n_namespaces; i++)
    {
      const char *declared = (const char *) namespaces[2 * i];
      const char *ns = (const char *) namespaces[2 * i + 1];

      g_string_append_printf (self->header, " xmlns%s%s='", declared != NULL ? ":" : "",
                              declared != NULL ? declared : "");
      append_namespace (self->header, ns != NULL ? ns : "");
      g_string_append_c (self->header, '\'');
    }

  g_string_append_c (self->header, '>');
}

static gsize
get_position (XmppParser *self)
{
  return (gsize) xmlByteConsumed (self->context);
}

static void
start_element_cb (gpointer        user_data,
                  const xmlChar  *name,
                  const xmlChar  *prefix,
                  const xmlChar  *ns,
                  int             n_namespaces,
                  const xmlChar **namespaces,
                  int             n_attributes,
                  int             n_defaulted,
                  const xmlChar **attributes)
{
  XmppParser *self = user_data;
  XmppElement *cursor = self->builder.cursor;
  guint n_kept;

  if (self->stopped)
    return;

  self->depth++;
  if (self->replaying)
    return;

  if (self->depth > HARD_DEPTH)
    fail (self, XMPP_PARSER_ERROR_TOO_LARGE, "Elements far too deep in one another");
  else if (self->depth > self->limits.depth)
    pass_limit (self, "Elements too deep in one another");
  else if (cursor != NULL && cursor->n_children >= self->limits.children)
    pass_limit (self, "Too many elements in one");
  else if (cursor != NULL && self->builder.n_elements >= self->limits.elements)
    pass_limit (self, "Too many elements");
  if (self->stopped || self->skipping)
    return;

  n_kept = MIN ((guint) n_attributes, self->limits.attributes);
  if (!xmpp_tree_builder_start (&self->builder, name, ns, attributes, n_kept))
    pass_limit (self, "A name of too many bytes");
  else if ((guint) (n_attributes + n_namespaces) > self->limits.attributes)
    pass_limit (self, "Too many attributes");
  if (self->stopped)
    return;

  if (self->depth == 1)
    {
      g_autoptr(XmppElement) header = xmpp_tree_builder_take (&self->builder);

      remember_header (self, name, prefix, namespaces, (guint) n_namespaces);
      self->stanza_start = get_position (self);
      self->funcs.stream_open (self, header, self->user_data);
    }
}

static void
end_stanza (XmppParser *self)
{
  g_autoptr(XmppElement) stanza = NULL;
  gsize position = get_position (self);
  gboolean skipped;

  if (position - self->stanza_start > self->limits.stanza_bytes)
    pass_limit (self, "A stanza of too many bytes");
  if (self->stopped)
    return;

  stanza = xmpp_tree_builder_take (&self->builder);
  skipped = self->skipping;
  self->skipping = FALSE;
  self->stanza_start = position;

  if (skipped)
    self->funcs.stanza_skipped (self, stanza, self->user_data);
  else
    self->funcs.stanza (self, stanza, self->user_data);
}

static void
end_element_cb (gpointer       user_data,
                const xmlChar *name,
                const xmlChar *prefix,
                const xmlChar *ns)
{
  XmppParser *self = user_data;

  if (self->stopped)
    return;

  if (self->depth == 1)
    self->funcs.stream_close (self, self->user_data);
  else if (self->depth == 2)
    end_stanza (self);
  else if (!self->skipping)
    xmpp_tree_builder_end (&self->builder);

  self->depth--;
}

/* Between stanzas only white space may stand, which keeps the connection alive: RFC 6120, 4.6.1. */
static void
skip_blanks (XmppParser *self,
             const char *text,
             gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      {
        fail (self, XMPP_PARSER_ERROR_BAD_FORMAT, "Text between stanzas");
        return;
      }

  self->stanza_start = get_position (self);
}

static void
characters_cb (gpointer       user_data,
               const xmlChar *text,
               int            length)
{
  XmppParser *self = user_data;

  if (self->stopped || self->skipping)
    return;

  if (self->builder.cursor != NULL)
    xmpp_tree_append_text (self->builder.cursor, (const char *) text, (gsize) length);
  else
    skip_blanks (self, (const char *) text, (gsize) length);
}

/* RFC 6120, 11.5 and 11.6: version 1.0, in UTF-8, whether it says so or not. */
static void
start_document_cb (gpointer user_data)
{
  XmppParser *self = user_data;
  const char *encoding = (const char *) self->context->encoding;
  const char *version = (const char *) self->context->version;

  if (self->stopped)
    return;

  if (encoding != NULL && g_ascii_strcasecmp (encoding, "UTF-8") != 0)
    fail (self, XMPP_PARSER_ERROR_INVALID_ENCODING, "An encoding other than UTF-8");
  else if (version != NULL && strcmp (version, "1.0") != 0)
    fail (self, XMPP_PARSER_ERROR_NOT_WELL_FORMED, "A version of XML other than 1.0");
}

/* RFC 6120, 11.1 */
static void
comment_cb (gpointer       user_data,
            const xmlChar *text)
{
  fail (user_data, XMPP_PARSER_ERROR_RESTRICTED_XML, "A comment");
}

static void
processing_instruction_cb (gpointer       user_data,
                           const xmlChar *target,
                           const xmlChar *text)
{
  fail (user_data, XMPP_PARSER_ERROR_RESTRICTED_XML, "A processing instruction");
}

static void
document_type_cb (gpointer       user_data,
                  const xmlChar *name,
                  const xmlChar *public_id,
                  const xmlChar *system_id)
{
  fail (user_data, XMPP_PARSER_ERROR_RESTRICTED_XML, "A document type");
}

static void
reference_cb (gpointer       user_data,
              const xmlChar *name)
{
  fail (user_data, XMPP_PARSER_ERROR_RESTRICTED_XML, "A reference to an entity");
}

static void
error_cb (gpointer        user_data,
          const xmlError *error)
{
  XmppParser *self = user_data;

  /* XML asks namespaces to be URIs, but for no more than comparing them. */
  if (self->stopped || error->level < XML_ERR_ERROR || error->code == XML_WAR_NS_URI)
    return;

  self->error = xmpp_parser_error_new_for_xml (error->domain, error->code, error->message);
  stop (self);
}

/* A context of libxml2 for one XML document, ours being the only functions that it knows: nothing
 * is ever loaded, declared or looked up. */
static xmlParserCtxtPtr
make_context (XmppParser *self)
{
  xmlSAXHandler sax = {
    .initialized = XML_SAX2_MAGIC,
    .startDocument = start_document_cb,
    .startElementNs = start_element_cb,
    .endElementNs = end_element_cb,
    .characters = characters_cb,
    .ignorableWhitespace = characters_cb,
    .cdataBlock = characters_cb,
    .comment = comment_cb,
    .processingInstruction = processing_instruction_cb,
    .internalSubset = document_type_cb,
    .reference = reference_cb,
    .serror = (xmlStructuredErrorFunc) error_cb, /* const in later versions of libxml2 */
  };
  xmlParserCtxtPtr context = xmlCreatePushParserCtxt (&sax, self, NULL, 0, NULL);

  if (context == NULL)
    g_error ("No memory for a parser of XML");

  xmlCtxtUseOptions (context, XML_PARSE_NONET);
  return context;
}

static void
clear_context (XmppParser *self)
{
  g_clear_pointer (&self->context, xmlFreeParserCtxt);
  xmpp_tree_builder_forget_names (&self->builder);
  self->fed = 0;
  self->has_many_names = FALSE;
}

static void
start_over (XmppParser *self)
{
  clear_context (self);
  xmpp_tree_builder_drop (&self->builder);
  g_clear_error (&self->error);
  self->skipping = FALSE;
  self->depth = 0;
  self->stanza_start = 0;
  self->n_cut = 0;
  self->stopped = FALSE;
  self->reset_wanted = FALSE;
  self->context = make_context (self);
}

/* Between two stanzas: goes on with a new context that has no names but the stream's. */
static void
forget_names (XmppParser *self)
{
  clear_context (self);
  self->context = make_context (self);
  self->depth = 0;

  self->replaying = TRUE;
  xmlParseChunk (self->context, self->header->str, (int) self->header->len, 0);
  self->replaying = FALSE;

  self->fed = self->header->len;
  self->stanza_start = self->fed;
}

/* What can only be seen from outside the context: what it holds back, and what it has kept. */
static void
check_limits (XmppParser *self)
{
  gsize position = get_position (self);
  gsize length = self->fed - self->stanza_start;
  int n_names = xmlDictSize (self->context->dict);

  self->has_many_names = n_names > MANY_NAMES
                         || xmlDictGetUsage (self->context->dict) > MANY_NAMES_BYTES;

  if (length > self->limits.stanza_bytes)
    pass_limit (self, "A stanza of too many bytes");
  if (self->skipping && length > self->limits.skip_bytes)
    fail (self, XMPP_PARSER_ERROR_TOO_LARGE, "A stanza of far too many bytes");
  else if (self->fed - position > TAG_BYTES)
    fail (self, XMPP_PARSER_ERROR_TOO_LARGE, "A tag of too many bytes");
  else if (n_names > TOO_MANY_NAMES)
    fail (self, XMPP_PARSER_ERROR_TOO_LARGE, "Too many names");
  else if (self->has_many_names && self->depth == 1 && position == self->fed && !self->stopped)
    forget_names (self);
}

/* @text is clean UTF-8. */
static void
feed (XmppParser *self,
      const char *text,
      gsize       length)
{
  if (length == 0 || self->stopped)
    return;

  /* RFC 6120, 11.6: U+FEFF is a character, not a mark, but libxml2 would take it for one. */
  if (self->fed == 0 && length >= 3 && memcmp (text, "\357\273\277", 3) == 0)
    {
      fail (self, XMPP_PARSER_ERROR_NOT_WELL_FORMED, "A byte order mark");
      return;
    }

  self->fed += length;
  xmlParseChunk (self->context, text, (int) length, 0);

  if (!self->stopped)
    check_limits (self);
}

/* Gives the context whole characters alone, so that it never guesses. */
static void
feed_checked (XmppParser *self,
              const char *data,
              gsize       length)
{
  while (length > 0 && !self->stopped)
    {
      gsize piece = MIN (length, PIECE_BYTES);
      const char *end;
      gsize tail;
      gsize clean;

      if (self->n_cut > 0)
        {
          self->cut[self->n_cut++] = *data++;
          length--;
          clean = base_utf8_span (self->cut, self->n_cut, &tail);
          feed (self, self->cut, clean);
          if (clean + tail < self->n_cut)
            fail (self, XMPP_PARSER_ERROR_INVALID_ENCODING, "Not UTF-8");
          if (tail == 0)
            self->n_cut = 0;
          continue;
        }

      /* So as not to miss the end of the stanza, where names can be forgotten */
      if (self->has_many_names && (end = memchr (data, '>', piece)) != NULL)
        piece = (gsize) (end - data) + 1;

      clean = base_utf8_span (data, piece, &tail);
      feed (self, data, clean);
      if (clean + tail < piece)
        fail (self, XMPP_PARSER_ERROR_INVALID_ENCODING, "Not UTF-8");

      memcpy (self->cut, data + clean, tail);
      self->n_cut = tail;
      data += piece;
      length -= piece;
    }
}

/**
 * xmpp_parser_new:
 * @funcs: what to call; copied
 * @user_data: what to call it with; borrowed
 *
 * Makes a parser with the limits for strangers, ready for a stream's header.
 *
 * Returns: (transfer full): the parser
 */
XmppParser *
xmpp_parser_new (const XmppParserFuncs *funcs,
                 gpointer               user_data)
{
  XmppParser *self;

  g_return_val_if_fail (funcs != NULL, NULL);
  g_return_val_if_fail (funcs->stream_open != NULL && funcs->stanza != NULL, NULL);
  g_return_val_if_fail (funcs->stream_close != NULL, NULL);

  self = g_new0 (XmppParser, 1);
  self->funcs = *funcs;
  self->user_data = user_data;
  self->limits = xmpp_parser_limits_strangers;
  self->header = g_string_new (NULL);
  xmpp_tree_builder_init (&self->builder);
  self->context = make_context (self);

  return self;
}

static void
destroy (XmppParser *self)
{
  clear_context (self);
  xmpp_tree_builder_clear (&self->builder);
  g_string_free (self->header, TRUE);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * xmpp_parser_free:
 * @self: (transfer full): a parser
 *
 * Ends the parser. Also from within its callbacks, and then what is left of the running push is
 * dropped, and nothing is called any more.
 */
void
xmpp_parser_free (XmppParser *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->freed);

  if (self->pushing)
    {
      self->freed = TRUE;
      stop (self);
    }
  else
    {
      destroy (self);
    }
}

/**
 * xmpp_parser_set_limits:
 * @self: a parser
 * @limits: the limits from now on; copied
 *
 * Changes how much the peer may send, at any time.
 */
void
xmpp_parser_set_limits (XmppParser             *self,
                        const XmppParserLimits *limits)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (limits != NULL);
  g_return_if_fail (limits->depth >= 2);

  self->limits = *limits;
}

/**
 * xmpp_parser_push:
 * @self: a parser
 * @data: (array length=len): bytes as they came from the peer
 * @len: how many
 * @error: where to say what is wrong with them
 *
 * Reads the next bytes of the stream, in pieces of any size, and calls back for all that is whole
 * with them. After an error the parser reads nothing until xmpp_parser_reset(), and every push
 * answers with the same error, of the domain %XMPP_PARSER_ERROR. When a callback resets or frees
 * the parser, the bytes that follow are dropped and that is no error. Not to be called from within
 * a callback.
 *
 * Returns: whether all was well
 */
gboolean
xmpp_parser_push (XmppParser  *self,
                  const char  *data,
                  gsize        len,
                  GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || len == 0, FALSE);
  g_return_val_if_fail (!self->pushing, FALSE);

  self->pushing = TRUE;
  feed_checked (self, data, len);
  self->pushing = FALSE;

  if (self->freed)
    {
      destroy (self);
      return TRUE;
    }

  if (self->reset_wanted)
    start_over (self);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }

  return TRUE;
}

/**
 * xmpp_parser_reset:
 * @self: a parser
 *
 * Forgets the stream and waits for the header of a new one: RFC 6120, 4.3.3. Called from within a
 * callback it also drops what is left of the running push: after <proceed/> those bytes came
 * without TLS and somebody may have put them there, and after <success/> the client is the first
 * to speak. The limits stay.
 */
void
xmpp_parser_reset (XmppParser *self)
{
  g_return_if_fail (self != NULL);

  if (self->pushing)
    {
      self->reset_wanted = TRUE;
      stop (self);
    }
  else
    {
      start_over (self);
    }
}
