/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-vcard.c: what people say about themselves, read and written: XEP-0054 1.3.0. */
#define G_LOG_DOMAIN "xmpp-vcard"

#include "xmpp-vcard.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_TEXT_BYTES  16384
#define MAX_TYPE_BYTES  128
#define MAX_PHOTO_BYTES (1024 * 1024)

/* Where each text is kept. Of what may be there several times the first one is ours. */
static const struct {
  gsize       offset;
  const char *name;
  const char *inner; /* (nullable): the child that holds the text */
} texts[] = {
  { G_STRUCT_OFFSET (XmppVcard, full_name), "FN", NULL },
  { G_STRUCT_OFFSET (XmppVcard, nickname), "NICKNAME", NULL },
  { G_STRUCT_OFFSET (XmppVcard, email), "EMAIL", "USERID" },
  { G_STRUCT_OFFSET (XmppVcard, phone), "TEL", "NUMBER" },
  { G_STRUCT_OFFSET (XmppVcard, organization), "ORG", "ORGNAME" },
  { G_STRUCT_OFFSET (XmppVcard, title), "TITLE", NULL },
  { G_STRUCT_OFFSET (XmppVcard, birthday), "BDAY", NULL },
  { G_STRUCT_OFFSET (XmppVcard, url), "URL", NULL },
  { G_STRUCT_OFFSET (XmppVcard, note), "DESC", NULL },
};

static char *
read_text (XmppElement *element,
           const char  *inner)
{
  g_autofree char *text = NULL;

  if (inner == NULL)
    text = xmpp_text_clip (xmpp_element_get_text (element), MAX_TEXT_BYTES);
  else
    text = xmpp_text_clip (xmpp_element_get_child_text (element, inner, XMPP_NS_VCARD),
                           MAX_TEXT_BYTES);

  if (text == NULL || *g_strstrip (text) == '\0')
    return NULL;

  return g_steal_pointer (&text);
}

static GBytes *
read_photo (XmppElement *photo)
{
  return xmpp_text_decode_base64 (xmpp_element_get_child_text (photo, "BINVAL", XMPP_NS_VCARD),
                                  MAX_PHOTO_BYTES);
}

/**
 * xmpp_vcard_new:
 *
 * Returns: (transfer full): an empty vCard
 */
XmppVcard *
xmpp_vcard_new (void)
{
  return g_new0 (XmppVcard, 1);
}

/**
 * xmpp_vcard_parse:
 * @vcard: (nullable): a vCard as it was sent
 *
 * Reads a vCard. What is too long is cut, a picture that is too large is left out; neither is lost
 * when the vCard is written again.
 *
 * Returns: (transfer full): what it says
 */
XmppVcard *
xmpp_vcard_parse (XmppElement *vcard)
{
  XmppVcard *self = xmpp_vcard_new ();
  XmppElement *photo;

  if (vcard == NULL)
    return self;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      XmppElement *element = xmpp_element_get_child (vcard, texts[i].name, XMPP_NS_VCARD);

      if (element != NULL)
        G_STRUCT_MEMBER (char *, self, texts[i].offset) = read_text (element, texts[i].inner);
    }

  photo = xmpp_element_get_child (vcard, "PHOTO", XMPP_NS_VCARD);
  if (photo != NULL)
    {
      self->photo = read_photo (photo);
      self->photo_type = xmpp_text_bounded (xmpp_element_get_child_text (photo, "TYPE",
                                                                         XMPP_NS_VCARD),
                                            MAX_TYPE_BYTES);
    }

  self->source = xmpp_element_ref (vcard);
  return self;
}

/**
 * xmpp_vcard_copy:
 * @self: a vCard
 *
 * Returns: (transfer full): a copy of it
 */
XmppVcard *
xmpp_vcard_copy (const XmppVcard *self)
{
  XmppVcard *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = xmpp_vcard_new ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, copy, texts[i].offset)
      = g_strdup (G_STRUCT_MEMBER (char *, self, texts[i].offset));
  copy->photo = self->photo != NULL ? g_bytes_ref (self->photo) : NULL;
  copy->photo_type = g_strdup (self->photo_type);
  copy->source = self->source != NULL ? xmpp_element_ref (self->source) : NULL;
  return copy;
}

/**
 * xmpp_vcard_free:
 * @self: (nullable): a vCard
 *
 * Frees @self.
 */
void
xmpp_vcard_free (XmppVcard *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, self, texts[i].offset));
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_free (self->photo_type);
  g_clear_pointer (&self->source, xmpp_element_unref);
  g_free (self);
}

/* @source: (nullable): what is there now; its other children (such as HOME, WORK) stay. */
static void
write_text (XmppElement *vcard,
            guint        which,
            const char  *text,
            XmppElement *source)
{
  const char *inner = texts[which].inner;
  g_autofree char *old = source != NULL ? read_text (source, inner) : NULL;
  XmppElement *element;
  XmppElement *child;

  if (old != NULL && g_strcmp0 (old, text) == 0)
    {
      xmpp_element_append_copy (vcard, source);
      return;
    }

  if (text == NULL || *text == '\0')
    return;

  if (inner == NULL)
    {
      xmpp_element_add_text_child (vcard, texts[which].name, NULL, text);
      return;
    }

  element = xmpp_element_add_child (vcard, texts[which].name, NULL);
  for (child = source != NULL ? xmpp_element_get_first_child (source) : NULL;
       child != NULL;
       child = xmpp_element_get_next (child))
    if (!xmpp_element_is (child, inner, XMPP_NS_VCARD))
      xmpp_element_append_copy (element, child);
  xmpp_element_add_text_child (element, inner, NULL, text);
}

static void
write_photo (XmppElement     *vcard,
             const XmppVcard *self,
             XmppElement     *source)
{
  g_autoptr(GBytes) old = source != NULL ? read_photo (source) : NULL;
  g_autofree char *text = NULL;
  XmppElement *photo;

  /* What could not be read was not taken away, either. */
  if (source != NULL
      && ((old == NULL && self->photo == NULL)
          || (old != NULL && self->photo != NULL && g_bytes_equal (old, self->photo))))
    {
      xmpp_element_append_copy (vcard, source);
      return;
    }

  if (self->photo == NULL)
    return;

  photo = xmpp_element_add_child (vcard, "PHOTO", NULL);
  text = g_base64_encode (g_bytes_get_data (self->photo, NULL), g_bytes_get_size (self->photo));
  xmpp_element_add_text_child (photo, "TYPE", NULL,
                               self->photo_type != NULL ? self->photo_type : "image/png");
  xmpp_element_add_text_child (photo, "BINVAL", NULL, text);
}

static guint
find_text (XmppElement *child)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (texts) && !xmpp_element_is (child, texts[i].name, XMPP_NS_VCARD))
    i++;

  return i;
}

/**
 * xmpp_vcard_to_element:
 * @self: a vCard
 *
 * Writes a vCard. What it was read from gives order and all that is not in the struct.
 *
 * Returns: (transfer full): the vCard
 */
XmppElement *
xmpp_vcard_to_element (const XmppVcard *self)
{
  XmppElement *vcard;
  gboolean is_written[G_N_ELEMENTS (texts)] = { FALSE };
  gboolean is_photo_written = FALSE;
  XmppElement *child;

  g_return_val_if_fail (self != NULL, NULL);

  vcard = xmpp_element_new ("vCard", XMPP_NS_VCARD);
  for (child = self->source != NULL ? xmpp_element_get_first_child (self->source) : NULL;
       child != NULL;
       child = xmpp_element_get_next (child))
    {
      guint which = find_text (child);

      if (which < G_N_ELEMENTS (texts) && !is_written[which])
        {
          write_text (vcard, which, G_STRUCT_MEMBER (char *, self, texts[which].offset), child);
          is_written[which] = TRUE;
        }
      else if (xmpp_element_is (child, "PHOTO", XMPP_NS_VCARD) && !is_photo_written)
        {
          write_photo (vcard, self, child);
          is_photo_written = TRUE;
        }
      else
        xmpp_element_append_copy (vcard, child);
    }

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!is_written[i])
      write_text (vcard, i, G_STRUCT_MEMBER (char *, self, texts[i].offset), NULL);
  if (!is_photo_written)
    write_photo (vcard, self, NULL);

  return vcard;
}
