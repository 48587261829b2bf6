/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any XML as what comes out of our account's stores: a message inside another one, with files, the end
 * of a page of an archive, a bookmark, what was seen, a workspace, an event of a node; and a place for
 * a file. What is read is within its bounds, and what is written back has lost nothing. */
#include "xmpp-bookmark.h"
#include "xmpp-displayed-sync.h"
#include "xmpp-mam-stanza.h"
#include "xmpp-message.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-upload.h"
#include "xmpp-web-url.h"
#include "xmpp-workspace.h"

#include <string.h>

int LLVMFuzzerInitialize   (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static XmppAddress *own;
static XmppAddress *room;

static void
check_file (const XmppFile *file)
{
  if (file->name != NULL)
    g_assert_true (*file->name != '\0' && strpbrk (file->name, "/\\\n") == NULL);
  g_assert_cmpint (file->size, >=, -1);
  g_assert_true ((file->width == 0) == (file->height == 0));
  g_assert_cmpuint (file->hashes->len, <=, XMPP_FILE_MAX_HASHES);
  g_assert_cmpuint (file->thumbnails->len, <=, XMPP_FILE_MAX_THUMBNAILS);
}

static void
check_files (XmppMessage *message)
{
  g_autoptr(XmppElement) written = NULL;
  g_autoptr(XmppElement) again = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *same_xml = NULL;
  g_autoptr(XmppMessage) copy = NULL;

  if (message->files == NULL)
    return;

  for (guint i = 0; i < message->files->len; i++)
    {
      XmppFileShare *share = g_ptr_array_index (message->files, i);

      check_file (share->file);
      for (guint j = 0; j < share->urls->len; j++)
        g_assert_true (xmpp_web_url_is_safe (g_ptr_array_index (share->urls, j)));
    }
  if (message->body != NULL)
    rest = xmpp_fallback_strip (&message->files_text, message->body);

  /* What was read is read again as it is. */
  written = xmpp_message_to_element (message);
  xml = xmpp_element_to_xml (written, NULL);
  copy = xmpp_message_parse (written, NULL, NULL);
  again = xmpp_message_to_element (copy);
  same_xml = xmpp_element_to_xml (again, NULL);
  g_assert_cmpstr (same_xml, ==, xml);
}

static void
check_slot (XmppElement *element)
{
  g_autoptr(XmppUploadSlot) slot = xmpp_upload_slot_read (element);

  for (guint i = 0; slot != NULL && i < slot->headers->len; i++)
    {
      XmppUploadHeader *header = g_ptr_array_index (slot->headers, i);

      for (const char *c = header->value; *c != '\0'; c++)
        g_assert_false (g_ascii_iscntrl (*c));
    }
}

static void
check_forwarded (XmppElement *wrapper)
{
  g_autoptr(XmppForwarded) forwarded = xmpp_forwarded_read (wrapper, "id");
  g_autoptr(XmppMessage) message = NULL;

  g_assert_cmpstr (forwarded->archive_id, ==, "id");
  g_assert_cmpint (forwarded->time_us, >=, 0);
  g_assert_cmpint (forwarded->time_us, <=, g_get_real_time ());
  if (forwarded->stanza == NULL)
    return;

  g_assert_true (xmpp_element_is (forwarded->stanza, "message", XMPP_NS_CLIENT));
  message = xmpp_message_parse (forwarded->stanza, NULL, NULL);
  if (message != NULL)
    {
      g_assert_false (message->wrappers & (XMPP_WRAPPER_CARBON | XMPP_WRAPPER_ARCHIVE_RESULT));
      xmpp_message_get_stanza_id_by (message, own);
      check_files (message);
    }
}

static void
check_page (XmppElement *iq,
            XmppElement *wrapper)
{
  static const XmppMamQuery query = { .before_id = "", .after_id = "b" };
  g_autoptr(XmppMamPage) page = xmpp_mam_page_new ();
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (page->messages, xmpp_forwarded_read (wrapper, "a"));
  g_ptr_array_add (page->messages, xmpp_forwarded_read (wrapper, "b"));
  g_ptr_array_add (page->messages, xmpp_forwarded_read (wrapper, "c"));
  if (!xmpp_mam_page_finish (page, &query, iq, &error))
    g_assert_nonnull (error);
  else if (page->messages->len > 0)
    g_assert_true (page->first != NULL && page->last != NULL);
}

static XmppBookmark *
write_and_read (const XmppBookmark *bookmark,
                XmppElement        *base,
                const char         *ns)
{
  g_autoptr(XmppElement) element = xmpp_bookmark_to_element (bookmark, base, ns);
  XmppBookmark *again = xmpp_bookmark_read (xmpp_address_get_full (bookmark->address), element);

  g_assert_nonnull (again);
  return again;
}

static void
check_bookmark (XmppElement *element)
{
  g_autoptr(XmppBookmark) bookmark = xmpp_bookmark_read (xmpp_address_get_full (room), element);
  g_autoptr(XmppBookmark) changed = NULL;
  g_autoptr(XmppBookmark) converted = NULL;
  g_autoptr(XmppElement) same = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *same_xml = NULL;
  const char *ns = xmpp_element_get_ns (element);

  if (bookmark == NULL)
    return;

  /* What is not changed stays as it is. */
  if (g_strcmp0 (ns, XMPP_NS_BOOKMARKS) == 0)
    {
      same = xmpp_bookmark_to_element (bookmark, element, ns);
      xml = xmpp_element_to_xml (element, NULL);
      same_xml = xmpp_element_to_xml (same, NULL);
      g_assert_cmpstr (same_xml, ==, xml);
    }

  /* What is changed is changed, and nothing else is. */
  bookmark->is_pinned = !bookmark->is_pinned;
  bookmark->notify = bookmark->notify == XMPP_NOTIFY_NEVER ? XMPP_NOTIFY_ALWAYS : XMPP_NOTIFY_NEVER;
  if (bookmark->is_room)
    {
      bookmark->autojoin = !bookmark->autojoin;
      g_free (bookmark->nick);
      bookmark->nick = g_strdup ("nick");
      g_clear_pointer (&bookmark->password, g_free);
    }
  changed = write_and_read (bookmark, element, ns);
  g_assert_true (xmpp_bookmark_equal (changed, bookmark));

  if (bookmark->is_room)
    {
      converted = write_and_read (bookmark, element, XMPP_NS_BOOKMARKS);
      g_assert_true (xmpp_bookmark_equal (converted, bookmark));
    }
}

static void
check_displayed (XmppElement *payload)
{
  gboolean by_room = FALSE;
  g_autofree char *id = xmpp_displayed_read (payload, room, own, &by_room);

  if (id != NULL)
    g_assert_cmpuint (strlen (id), >, 0);
}

static void
check_workspace (XmppElement *payload)
{
  g_autoptr(XmppWorkspace) workspace = xmpp_workspace_read ("id", payload);
  g_autoptr(XmppWorkspace) again = NULL;
  g_autoptr(XmppElement) element = NULL;
  g_autoptr(XmppElement) same = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *same_xml = NULL;

  if (workspace == NULL)
    return;

  g_assert_cmpuint (strlen (workspace->name), <=, XMPP_WORKSPACE_MAX_NAME_BYTES);
  g_assert_cmpuint (workspace->members->len, <=, XMPP_WORKSPACE_MAX_MEMBERS);
  g_assert_cmpint (workspace->service == NULL, ==, workspace->node == NULL);
  element = xmpp_workspace_to_element (workspace);
  again = xmpp_workspace_read ("id", element);
  same = xmpp_workspace_to_element (again);
  xml = xmpp_element_to_xml (element, NULL);
  same_xml = xmpp_element_to_xml (same, NULL);
  g_assert_cmpstr (same_xml, ==, xml);
}

static void
check_event (XmppElement *payload)
{
  XmppPubsubEvent event;

  if (!xmpp_pubsub_event_read (&event, payload))
    return;

  for (guint i = 0; i < event.items->len; i++)
    {
      XmppPubsubItem *item = g_ptr_array_index (event.items, i);
      g_autoptr(XmppBookmark) bookmark = xmpp_bookmark_read (item->id, item->payload);

      if (item->payload != NULL)
        check_displayed (item->payload);
    }

  xmpp_pubsub_event_clear (&event);
}

static void
try (const char *xml)
{
  g_autoptr(XmppElement) element = xmpp_parser_parse (xml, -1, NULL);

  if (element == NULL)
    return;

  check_forwarded (element);
  check_page (element, element);
  check_bookmark (element);
  check_displayed (element);
  check_workspace (element);
  check_event (element);
  check_slot (element);
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  own = xmpp_address_parse ("juliet@capulet.lit", NULL);
  room = xmpp_address_parse ("coven@chat.shakespeare.lit", NULL);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static const char *const frames[] = {
    "%s",
    "<result xmlns='" XMPP_NS_ARCHIVE "'><forwarded xmlns='" XMPP_NS_FORWARD "'>%s</forwarded></result>",
    "<iq xmlns='jabber:client'><fin xmlns='" XMPP_NS_ARCHIVE "'>%s</fin></iq>",
    "<conference xmlns='" XMPP_NS_BOOKMARKS "'>%s</conference>",
    "<conference xmlns='" XMPP_NS_BOOKMARKS "'><extensions><notify xmlns='" XMPP_NS_NOTIFY "'>%s"
    "</notify></extensions></conference>",
    "<conference xmlns='" XMPP_NS_BOOKMARK_STORAGE "'>%s</conference>",
    "<conversation xmlns='" XMPP_NS_CONVERSATIONS "'><extensions>%s</extensions></conversation>",
    "<displayed xmlns='" XMPP_NS_DISPLAYED "'>%s</displayed>",
    "<event xmlns='" XMPP_NS_PUBSUB_EVENT "'><items node='n'>%s</items></event>",
    "<result xmlns='" XMPP_NS_ARCHIVE "'><forwarded xmlns='" XMPP_NS_FORWARD "'><message "
    "xmlns='jabber:client'><body>https://a.lit/b</body><file-sharing xmlns='" XMPP_NS_FILE_SHARING
    "'><file xmlns='" XMPP_NS_FILE_METADATA "'>%s</file></file-sharing></message></forwarded></result>",
    "<slot xmlns='" XMPP_NS_UPLOAD "'><get url='https://a.lit/b'/><put url='https://a.lit/c'>%s</put>"
    "</slot>",
    "<workspace xmlns='" XMPP_NS_WORKSPACES "' name='n'>%s</workspace>",
  };
  g_autofree char *text = NULL;
  g_auto(GStrv) parts = NULL;
  g_autofree char *wrapped = NULL;

  if (size < 1)
    return 0;

  text = g_strndup ((const char *) data + 1, size - 1);
  parts = g_strsplit (frames[data[0] % G_N_ELEMENTS (frames)], "%s", 2);
  wrapped = g_strconcat (parts[0], text, parts[1], NULL);
  try (wrapped);

  return 0;
}
