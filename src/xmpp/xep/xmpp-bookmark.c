/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-bookmark.c: reads and writes what is kept for a room or a conversation: XEP-0402 1.2.0, with
 * XEP-0469 0.1.0 and XEP-0492 0.2.0, and XEP-0048 1.2. */
#define G_LOG_DOMAIN "xmpp-bookmarks"

#include "xmpp-bookmark.h"

#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_TEXT_BYTES 4096

/**
 * xmpp_bookmark_new:
 * @address: a room's or a person's
 * @is_room: whether it is a room's
 *
 * Returns: (transfer full): a bookmark that says nothing yet
 */
XmppBookmark *
xmpp_bookmark_new (XmppAddress *address,
                   gboolean     is_room)
{
  XmppBookmark *self;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_new0 (XmppBookmark, 1);
  self->address = xmpp_address_dup_bare (address);
  self->is_room = is_room;
  return self;
}

static XmppElement *
find_extensions (XmppElement *element)
{
  return xmpp_element_get_child (element, "extensions", xmpp_element_get_ns (element));
}

static gboolean
is_pinned (XmppElement *extensions)
{
  return extensions != NULL
         && xmpp_element_get_child (extensions, "pinned", XMPP_NS_PINNING) != NULL;
}

static gboolean
is_bookmark (XmppElement *element)
{
  return xmpp_element_is (element, "conference", XMPP_NS_BOOKMARKS)
         || xmpp_element_is (element, "conference", XMPP_NS_BOOKMARK_STORAGE)
         || xmpp_element_is (element, "conversation", XMPP_NS_CONVERSATIONS);
}

static char *
read_text (XmppElement *element,
           const char  *name)
{
  const char *text = xmpp_element_get_child_text (element, name, xmpp_element_get_ns (element));

  return text != NULL && *text != '\0' ? xmpp_text_clip (text, MAX_TEXT_BYTES) : NULL;
}

static char *
read_name (XmppElement *element)
{
  const char *name = xmpp_element_get_attribute (element, "name");

  return name != NULL && *name != '\0' ? xmpp_text_clip (name, MAX_TEXT_BYTES) : NULL;
}

/**
 * xmpp_bookmark_read:
 * @address: (nullable): whose it says that it is
 * @element: (nullable): what was stored
 *
 * Reads a bookmark.
 *
 * Returns: (transfer full) (nullable): the bookmark; %NULL when it is none, or is nobody's
 */
XmppBookmark *
xmpp_bookmark_read (const char  *address,
                    XmppElement *element)
{
  g_autoptr(XmppAddress) parsed = NULL;
  XmppBookmark *self;
  XmppElement *extensions;

  if (address == NULL || element == NULL || !is_bookmark (element))
    return NULL;

  /* A room is never a device of somebody. */
  parsed = xmpp_address_parse (address, NULL);
  if (parsed == NULL || !xmpp_address_is_bare (parsed))
    return NULL;

  self = xmpp_bookmark_new (parsed, !xmpp_element_is (element, NULL, XMPP_NS_CONVERSATIONS));
  /* A reference would keep all that came with it. */
  self->element = xmpp_element_copy (element);
  extensions = find_extensions (element);
  self->is_pinned = is_pinned (extensions);
  self->notify = xmpp_notify_setting_read (extensions);
  if (!self->is_room)
    return self;

  self->name = read_name (element);
  self->autojoin = xmpp_text_is_true (xmpp_element_get_attribute (element, "autojoin"));
  self->nick = read_text (element, "nick");
  self->password = read_text (element, "password");
  return self;
}

/**
 * xmpp_bookmark_copy:
 * @self: a bookmark
 *
 * Returns: (transfer full): a copy
 */
XmppBookmark *
xmpp_bookmark_copy (const XmppBookmark *self)
{
  XmppBookmark *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (XmppBookmark, 1);
  *copy = *self;
  copy->address = xmpp_address_ref (self->address);
  copy->name = g_strdup (self->name);
  copy->nick = g_strdup (self->nick);
  copy->password = g_strdup (self->password);
  copy->element = self->element != NULL ? xmpp_element_ref (self->element) : NULL;
  return copy;
}

/**
 * xmpp_bookmark_free:
 * @self: (nullable): a bookmark
 *
 * Frees @self.
 */
void
xmpp_bookmark_free (XmppBookmark *self)
{
  if (self == NULL)
    return;

  xmpp_address_unref (self->address);
  g_free (self->name);
  g_free (self->nick);
  g_free (self->password);
  g_clear_pointer (&self->element, xmpp_element_unref);
  g_free (self);
}

/**
 * xmpp_bookmark_equal:
 * @self: a bookmark
 * @other: another one
 *
 * Returns: whether they say the same of the same room or conversation; what others have put into
 *   their elements does not count
 */
gboolean
xmpp_bookmark_equal (const XmppBookmark *self,
                     const XmppBookmark *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return xmpp_address_equal (self->address, other->address)
         && self->is_room == other->is_room
         && g_strcmp0 (self->name, other->name) == 0
         && self->autojoin == other->autojoin
         && g_strcmp0 (self->nick, other->nick) == 0
         && g_strcmp0 (self->password, other->password) == 0
         && self->is_pinned == other->is_pinned
         && self->notify == other->notify;
}

static void
remove_children (XmppElement *element,
                 const char  *name,
                 const char  *ns)
{
  XmppElement *child;

  while ((child = xmpp_element_get_child (element, name, ns)) != NULL)
    xmpp_element_remove_child (element, child);
}

/* What is said already stays as it is written. Returns whether there is one more child. */
static gboolean
write_text (XmppElement *element,
            const char  *name,
            const char  *text)
{
  g_autofree char *present = read_text (element, name);

  if (g_strcmp0 (present, text) == 0)
    return FALSE;

  remove_children (element, name, xmpp_element_get_ns (element));
  if (text != NULL)
    xmpp_element_add_text_child (element, name, NULL, text);
  return text != NULL;
}

/* XEP-0402, 9: in an order. Several stay in that which they have. */
static void
move_behind (XmppElement *element,
             const char  *name)
{
  XmppElement *child = xmpp_element_get_child (element, name, xmpp_element_get_ns (element));
  guint n_children = 0;

  for (XmppElement *one = child; one != NULL; one = xmpp_element_get_next_same (one))
    n_children++;

  for (; n_children > 0; n_children--)
    {
      XmppElement *next = xmpp_element_get_next_same (child);

      xmpp_element_append_copy (element, child);
      xmpp_element_remove_child (element, child);
      child = next;
    }
}

static void
write_extensions (const XmppBookmark *self,
                  XmppElement        *element)
{
  XmppElement *extensions = find_extensions (element);

  if (is_pinned (extensions) == self->is_pinned
      && xmpp_notify_setting_read (extensions) == self->notify)
    return;

  if (extensions == NULL)
    extensions = xmpp_element_add_child (element, "extensions", NULL);
  if (!self->is_pinned)
    remove_children (extensions, "pinned", XMPP_NS_PINNING);
  else if (!is_pinned (extensions))
    xmpp_element_add_child (extensions, "pinned", XMPP_NS_PINNING);
  xmpp_notify_setting_write (self->notify, extensions);

  if (xmpp_element_get_first_child (extensions) == NULL)
    xmpp_element_remove_child (element, extensions);
}

static void
write_room (const XmppBookmark *self,
            XmppElement        *element)
{
  g_autofree char *name = read_name (element);
  gboolean has_more = FALSE;

  if (g_strcmp0 (self->name, name) != 0)
    xmpp_element_set_attribute (element, "name", self->name);
  if (xmpp_text_is_true (xmpp_element_get_attribute (element, "autojoin")) != self->autojoin)
    xmpp_element_set_attribute (element, "autojoin", self->autojoin ? "true" : "false");

  has_more |= write_text (element, "nick", self->nick);
  has_more |= write_text (element, "password", self->password);
  if (has_more)
    {
      move_behind (element, "password");
      move_behind (element, "extensions");
    }
}

/* A copy of @base in @ns, which may be another one: XEP-0402, 5.3.1. */
static XmppElement *
make_element (const XmppBookmark *self,
              XmppElement        *base,
              const char         *ns)
{
  XmppElement *extensions = base != NULL ? find_extensions (base) : NULL;
  XmppElement *element;
  XmppElement *copy;

  if (base != NULL && xmpp_element_is (base, NULL, ns))
    return xmpp_element_copy (base);

  element = xmpp_element_new (self->is_room ? "conference" : "conversation", ns);
  if (extensions == NULL)
    return element;

  copy = xmpp_element_add_child (element, "extensions", NULL);
  for (XmppElement *child = xmpp_element_get_first_child (extensions);
       child != NULL;
       child = xmpp_element_get_next (child))
    xmpp_element_append_copy (copy, child);
  return element;
}

/**
 * xmpp_bookmark_to_element:
 * @self: a bookmark
 * @base: (nullable): what is stored now
 * @ns: where it shall be stored
 *
 * Writes a bookmark, preserving what is there that we do not know: XEP-0402, 3.4.
 *
 * Returns: (transfer full): what to store
 */
XmppElement *
xmpp_bookmark_to_element (const XmppBookmark *self,
                          XmppElement        *base,
                          const char         *ns)
{
  XmppElement *element;

  g_return_val_if_fail (self != NULL && ns != NULL, NULL);

  element = make_element (self, base, ns);
  if (g_strcmp0 (ns, XMPP_NS_BOOKMARKS) != 0)
    xmpp_element_set_attribute (element, "jid", xmpp_address_get_full (self->address));
  write_extensions (self, element);
  if (self->is_room)
    write_room (self, element);
  return element;
}
