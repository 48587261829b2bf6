/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of messages that arrive: judged, stored once, shown, counted. */
#include <string.h>

#include "archive-row.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-connection.h"
#include "chat-file.h"
#include "chat-fixture.h"
#include "chat-inbox.h"
#include "chat-inbox-private.h"
#include "chat-inbox-row.h"
#include "xmpp-message.h"
#include "xmpp-messaging.h"
#include "xmpp-namespaces.h"

#define MARTA "contact0@office.example"

typedef struct {
  ChatClient  *client;
  ChatAccount *account;
  char        *last;       /* (nullable): body of the message that was told last */
  guint        n_messages;
  guint        n_notified;
} Fixture;

static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            Fixture          *fx)
{
  g_free (fx->last);
  fx->last = g_strdup (chat_message_get_body (message));
  fx->n_messages++;
  fx->n_notified += notify;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (3, 0);
  fx->account = chat_fixture_get_account (fx->client);
  g_signal_connect (fx->client, "message", G_CALLBACK (message_cb), fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_fixture_clear_client (&fx->client);
  g_clear_pointer (&fx->last, g_free);
}

/* Any XML, from the wire to the windows. */
static void
hear_xml (Fixture    *fx,
          const char *xml)
{
  g_autoptr(XmppElement) stanza = chat_fixture_parse (xml);
  g_autoptr(XmppMessage) message = NULL;
  g_autoptr(GError) error = NULL;

  message = xmpp_message_parse (stanza, NULL, &error);
  g_assert_no_error (error);
  g_signal_emit_by_name (fx->account->connection->messaging, "message", message, stanza);
  chat_fixture_settle (fx->client);
}

static ChatConversation *
find (Fixture    *fx,
      const char *address)
{
  return chat_client_find_conversation (fx->client, "ana@office.example", address);
}

static ChatMessage *
get_last (ChatConversation *conversation)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);
  guint n_messages;

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  n_messages = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  g_assert_cmpuint (n_messages, >, 0);
  return g_list_model_get_item (G_LIST_MODEL (timeline), n_messages - 1);
}

static void
test_shows (Fixture       *fx,
            gconstpointer  data)
{
  ChatConversation *conversation;
  g_autoptr(ChatMessage) message = NULL;

  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='a'>"
                "<body>Hello\r\nyou\xe2\x80\xae</body><markable xmlns='urn:xmpp:chat-markers:0'/>"
                "</message>");
  conversation = find (fx, MARTA);
  g_assert_nonnull (conversation);
  g_assert_cmpuint (fx->n_messages, ==, 1);
  g_assert_cmpuint (fx->n_notified, ==, 1);
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 1);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 1);
  g_assert_cmpstr (chat_conversation_get_preview (conversation), ==, "Hello you");
  g_assert_cmpstr (chat_conversation_get_title (conversation), ==, "Marta Ruiz");

  message = get_last (conversation);
  g_assert_true (g_str_has_prefix (chat_message_get_body (message), "Hello\nyou"));
  g_assert_cmpstr (chat_message_get_sender (message), ==, MARTA);
  g_assert_cmpstr (chat_message_get_sender_name (message), ==, "Marta Ruiz");
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_RECEIVED);
  g_assert_false (chat_message_is_outgoing (message));
  g_assert_false (chat_message_is_delayed (message));
}

static void
test_kinds (Fixture       *fx,
            gconstpointer  data)
{
  static const struct {
    const char      *content;
    ChatMessageKind  kind;
    const char      *body;
    const char      *url;
  } cases[] = {
    { "<body>/me waves</body>", CHAT_MESSAGE_ACTION, "waves", NULL },
    { "<body>/meh</body>", CHAT_MESSAGE_TEXT, "/meh", NULL },
    { "<body>https://a.example/x.png</body><x xmlns='jabber:x:oob'>"
      "<url>https://a.example/x.png</url></x>",
      CHAT_MESSAGE_FILE, "", NULL },
    { "<body>https://a.example/</body><x xmlns='jabber:x:oob'><url>https://a.example/</url></x>",
      CHAT_MESSAGE_LINK, "https://a.example/", "https://a.example/" },
    { "<body>Look</body><x xmlns='jabber:x:oob'><url>https://a.example/x.png</url></x>",
      CHAT_MESSAGE_TEXT, "Look", NULL },
    { "<body>file:///etc/passwd</body><x xmlns='jabber:x:oob'><url>file:///etc/passwd</url></x>",
      CHAT_MESSAGE_TEXT, "file:///etc/passwd", NULL },
    { "<body>I sent you an OMEMO encrypted message</body>"
      "<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>",
      CHAT_MESSAGE_UNREADABLE, "I sent you an OMEMO encrypted message", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml =
        g_strdup_printf ("<message type='chat' from='" MARTA "/phone' to='ana@office.example'"
                         " id='k%zu'>%s</message>", i, cases[i].content);
      g_autoptr(ChatMessage) message = NULL;

      hear_xml (fx, xml);
      message = get_last (find (fx, MARTA));
      g_assert_cmpint (chat_message_get_kind (message), ==, cases[i].kind);
      g_assert_cmpstr (chat_message_get_body (message), ==, cases[i].body);
      g_assert_cmpstr (chat_message_get_url (message), ==, cases[i].url);
    }
}

#define FILE_NS "xmlns='urn:xmpp:file:metadata:0'"
#define SHARE(file, url) \
  "<file-sharing xmlns='urn:xmpp:sfs:0'><file " FILE_NS ">" file "</file><sources>" \
  "<url-data xmlns='http://jabber.org/protocol/url-data' target='" url "'/></sources></file-sharing>"

/* A file with a text, of which programs that know no files show more. */
static void
test_files (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(ChatFile) file = NULL;
  g_autoptr(ChatMessage) other = NULL;
  g_autoptr(ChatFile) other_file = NULL;
  g_autoptr(GBytes) thumbnail = NULL;

  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='f1'>"
            "<body>https://a.example/4/x.png\nThe lake</body>"
            SHARE ("<name>../lake.png</name><media-type>image/png</media-type><size>2000</size>"
                   "<width>640</width><height>480</height><length>63000</length>"
                   "<hash xmlns='urn:xmpp:hashes:2' "
                   "algo='sha-256'>AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=</hash>"
                   "<thumbnail xmlns='urn:xmpp:thumbs:1' uri='https://tracker.example/s.png'/>"
                   "<thumbnail xmlns='urn:xmpp:thumbs:1' "
                   "uri='data:image/blurhash,LEHV6nWB2yk8pyo0adR*.7kCMdnj'/>"
                   "<thumbnail xmlns='urn:xmpp:thumbs:1' media-type='image/png' "
                   "uri='data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=='/>",
                   "https://a.example/4/x.png")
            "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body start='0' end='26'/>"
            "</fallback></message>");
  message = get_last (find (fx, MARTA));
  g_assert_cmpint (chat_message_get_kind (message), ==, CHAT_MESSAGE_FILE);
  g_assert_cmpstr (chat_message_get_body (message), ==, "The lake");
  file = g_list_model_get_item (chat_message_get_files (message), 0);
  g_assert_cmpstr (chat_file_get_name (file), ==, "lake.png");
  g_assert_cmpint (chat_file_get_kind (file), ==, CHAT_FILE_PICTURE);
  g_assert_cmpint (chat_file_get_size (file), ==, 2000);
  g_assert_cmpuint (chat_file_get_width (file), ==, 640);
  g_assert_cmpint (chat_file_get_length (file), ==, 63000);
  g_assert_cmpstr (chat_file_get_url (file), ==, "https://a.example/4/x.png");
  g_assert_null (chat_file_get_path (file));
  thumbnail = chat_file_dup_thumbnail (file); /* the one that nobody has to be asked for */
  g_assert_nonnull (thumbnail);

  /* As most programs do; the name says what it is. */
  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='f2'>"
            "<body>https://a.example/5/a%20b.pdf</body><x xmlns='jabber:x:oob'>"
            "<url>https://a.example/5/a%20b.pdf</url></x></message>");
  other = get_last (find (fx, MARTA));
  other_file = g_list_model_get_item (chat_message_get_files (other), 0);
  g_assert_cmpstr (chat_file_get_name (other_file), ==, "a b.pdf");
  g_assert_cmpstr (chat_file_get_media_type (other_file), ==, "application/pdf");
  g_assert_cmpint (chat_file_get_size (other_file), ==, -1);
}

/* What cannot be had is no file: the text counts. */
static void
test_no_files (Fixture       *fx,
               gconstpointer  data)
{
  static const char *const shares[] = {
    SHARE ("<name>a.png</name>", "file:///etc/passwd"),
    SHARE ("<name>a.png</name>", "http://a.example/a.png"),
    SHARE ("<name>a.png</name>", "javascript:alert(1)"),
    "<file-sharing xmlns='urn:xmpp:sfs:0'/>",
    "<file-sharing xmlns='urn:xmpp:sfs:0'><file " FILE_NS "/></file-sharing>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autofree char *xml =
        g_strdup_printf ("<message type='chat' from='" MARTA "/phone' to='ana@office.example' "
                         "id='n%zu'><body>Look</body>%s</message>", i, shares[i]);
      g_autoptr(ChatMessage) message = NULL;

      hear_xml (fx, xml);
      message = get_last (find (fx, MARTA));
      g_assert_cmpint (chat_message_get_kind (message), ==, CHAT_MESSAGE_TEXT);
      g_assert_cmpstr (chat_message_get_body (message), ==, "Look");
    }
}

/* None of these is a message for a person from a contact. */
static void
test_ignores (Fixture       *fx,
              gconstpointer  data)
{
  static const char *const ignored[] = {
    "<message type='groupchat' from='room@rooms.example/Marta' to='ana@office.example' id='1'>"
    "<body>In a room</body></message>",
    "<message type='chat' from='room@rooms.example/Marta' to='ana@office.example' id='2'>"
    "<body>From a room</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>",
    "<message type='headline' from='spam@elsewhere.example' to='ana@office.example' id='3'>"
    "<body>Buy!</body></message>",
    "<message type='chat' from='" MARTA "/phone' to='somebody@else.example' id='4'>"
    "<body>Not for us</body></message>",
    /* Copies from who is not our own server, or anybody: they are no copies. */
    "<message from='" MARTA "' to='ana@office.example'><received xmlns='urn:xmpp:carbons:2'>"
    "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat'"
    " from='boss@office.example/x' to='ana@office.example'><body>You are fired</body></message>"
    "</forwarded></received></message>",
    "<message from='" MARTA "' to='ana@office.example'><result xmlns='urn:xmpp:mam:2' id='5'>"
    "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat'"
    " from='boss@office.example/x' to='ana@office.example'><body>You are fired</body></message>"
    "</forwarded></result></message>",
    "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='6'/>",
    "<message type='error' from='" MARTA "' to='ana@office.example' id='7'><body>Not ours</body>"
    "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
    "<message type='chat' from='stranger@elsewhere.example/x' to='ana@office.example'>"
    "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
    "<message type='chat' from='stranger@elsewhere.example/x' to='ana@office.example'>"
    "<received xmlns='urn:xmpp:receipts' id='x'/></message>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ignored); i++)
    hear_xml (fx, ignored[i]);
  g_assert_cmpuint (fx->n_messages, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (chat_client_get_conversations (fx->client)), ==, 0);
}

static void
test_once (Fixture       *fx,
           gconstpointer  data)
{
  const char *xml = "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='a'>"
                    "<body>Once</body><origin-id xmlns='urn:xmpp:sid:0' id='a'/></message>";
  const char *forged = "<message type='chat' from='contact1@office.example/x' id='a'"
                       " to='ana@office.example'><body>Not once</body>"
                       "<origin-id xmlns='urn:xmpp:sid:0' id='a'/></message>";

  hear_xml (fx, xml);
  hear_xml (fx, xml);
  g_assert_cmpuint (fx->n_messages, ==, 1);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 1);

  /* Another's message with the same id is another message. */
  hear_xml (fx, forged);
  g_assert_cmpuint (fx->n_messages, ==, 2);
  g_assert_cmpstr (chat_conversation_get_preview (find (fx, MARTA)), ==, "Once");
}

/* An id that somebody gave in our archive's name is worth nothing where the archive gives none. */
static void
test_stanza_ids (void)
{
  g_autoptr(XmppElement) stanza =
    chat_fixture_parse ("<message type='chat' from='" MARTA "/phone' to='ana@office.example'>"
                        "<body>x</body>"
                        "<stanza-id xmlns='urn:xmpp:sid:0' id='own' by='ana@office.example'/>"
                        "<stanza-id xmlns='urn:xmpp:sid:0' id='other' by='" MARTA "'/></message>");
  g_autoptr(XmppAddress) own = xmpp_address_parse ("ana@office.example", NULL);
  g_autoptr(XmppMessage) message = xmpp_message_parse (stanza, NULL, NULL);
  g_autoptr(ArchiveMessage) trusted = chat_inbox_row_new (message, own, 1, TRUE, CHAT_SOURCE_LIVE);
  g_autoptr(ArchiveMessage) untrusted = chat_inbox_row_new (message, own, 1, FALSE, CHAT_SOURCE_LIVE);

  g_assert_cmpstr (trusted->ids.stanza, ==, "own");
  g_assert_null (untrusted->ids.stanza);
}

static void
test_delayed (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;

  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='a'>"
                "<body>Late</body><delay xmlns='urn:xmpp:delay' from='office.example'"
                " stamp='2020-02-03T04:05:06Z'/></message>");
  message = get_last (find (fx, MARTA));
  g_assert_true (chat_message_is_delayed (message));
  g_assert_cmpint (chat_message_get_time (message) / G_USEC_PER_SEC, ==, 1580702706);
  g_assert_cmpuint (fx->n_notified, ==, 1);
}

static void
test_notice_to_self (Fixture       *fx,
                     gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;

  hear_xml (fx, "<message type='chat' from='ana@office.example/phone' to='ana@office.example'"
                " id='a'><body>Buy milk</body></message>");
  message = get_last (find (fx, "ana@office.example"));
  g_assert_true (chat_message_is_outgoing (message));
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 0);
  g_assert_cmpuint (fx->n_notified, ==, 0);
}

static void
test_active_and_muted (Fixture       *fx,
                       gconstpointer  data)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->client, fx->account, MARTA, NULL);

  chat_fixture_settle (fx->client);
  chat_conversation_set_active (conversation, TRUE);
  chat_fixture_receive (fx->client, conversation, "Seen at once");
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 0);
  g_assert_cmpuint (fx->n_notified, ==, 0);
  chat_conversation_set_active (conversation, FALSE);

  chat_conversation_set_muted_until (conversation, G_MAXINT64);
  chat_fixture_receive (fx->client, conversation, "Unheard");
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 1);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 0);
  g_assert_cmpuint (fx->n_notified, ==, 0);
  chat_conversation_set_muted_until (conversation, 0);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 1);

  /* What was put away comes back. */
  chat_conversation_set_archived (conversation, TRUE);
  chat_fixture_receive (fx->client, conversation, "Here again");
  g_assert_false (chat_conversation_get_archived (conversation));
  chat_conversation_mark_read (conversation);
  g_assert_cmpuint (chat_client_get_unread (fx->client), ==, 0);
}

static void
changed_cb (GListModel *list,
            guint       position,
            guint       n_removed,
            guint       n_added,
            guint      *n)
{
  (*n)++;
}

/* Messages first to last - 1, in one turn. */
static void
hear_burst (Fixture *fx,
            guint    first,
            guint    last)
{
  for (guint i = first; i < last; i++)
    {
      g_autofree char *id = g_strdup_printf ("burst-%u", i);

      chat_fixture_hear (fx->account, MARTA "/phone", id, id, NULL, NULL);
    }
}

/* More than anybody reads is stored in strides, in one transaction each; nothing is lost of it, nor
 * out of order, and where the program ends it does not wait. */
static void
test_burst (Fixture       *fx,
            gconstpointer  data)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->client, fx->account, MARTA, NULL);
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);
  ChatInbox *inbox = g_ptr_array_index (fx->client->inboxes, 0);
  guint n_changes = 0;

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (timeline, "items-changed", G_CALLBACK (changed_cb), &n_changes);

  hear_burst (fx, 0, 30);
  chat_fixture_settle (fx->client);
  g_assert_cmpuint (fx->n_messages, ==, 30);
  for (guint i = 30; i < 50; i++)
    {
      hear_burst (fx, i, i + 1);
      g_main_context_iteration (NULL, FALSE);
    }
  while (fx->n_messages < 50)
    g_main_context_iteration (NULL, TRUE);
  chat_fixture_settle (fx->client);
  g_assert_cmpuint (fx->n_messages, ==, 50);
  g_assert_cmpstr (fx->last, ==, "burst-49");
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 50);
  g_assert_cmpuint (n_changes, <, 20);
  g_assert_true (chat_inbox_is_idle (inbox));

  inbox->stored_us = g_get_monotonic_time (); /* however slow this is */
  hear_burst (fx, 50, 70);
  chat_inbox_flush (inbox);
  g_assert_false (inbox->is_striding);
  while (fx->n_messages < 70)
    g_main_context_iteration (NULL, TRUE);

  /* One of ours is about to get its place after them, or the connection is lost. */
  inbox->stored_us = g_get_monotonic_time (); /* however slow this is */
  hear_burst (fx, 70, 80);
  g_assert_true (inbox->is_striding);
  g_signal_emit_by_name (fx->account->outbox, "placing");
  g_assert_cmpuint (inbox->entries->len, ==, 0);
  while (fx->n_messages < 80)
    g_main_context_iteration (NULL, TRUE);
  inbox->stored_us = g_get_monotonic_time (); /* however slow this is */
  hear_burst (fx, 80, 90);
  g_assert_true (inbox->is_striding);
  g_object_notify (G_OBJECT (fx->account->connection->session), "state");
  g_assert_cmpuint (inbox->entries->len, ==, 0);
  while (fx->n_messages < 90)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 90; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);
      g_autofree char *id = g_strdup_printf ("burst-%u", i);

      g_assert_cmpstr (chat_message_get_body (message), ==, id);
    }
}

/* One transaction at a time, and what comes meanwhile goes into the next. */
static void
test_one_at_a_time (Fixture       *fx,
                    gconstpointer  data)
{
  ChatInbox *inbox = g_ptr_array_index (fx->client->inboxes, 0);

  hear_burst (fx, 0, 1);
  while (inbox->n_storing == 0)
    g_main_context_iteration (NULL, TRUE);
  hear_burst (fx, 1, 2);
  while (fx->n_messages < 2)
    {
      g_assert_cmpuint (inbox->n_storing, <=, 1);
      g_main_context_iteration (NULL, FALSE);
    }
}

/* What came before it was known that the server's ids are worth nothing. */
static void
test_judged_late (Fixture       *fx,
                  gconstpointer  data)
{
  ChatInbox *inbox = g_ptr_array_index (fx->client->inboxes, 0);
  g_autoptr(ChatMessage) message = NULL;

  chat_inbox_set_waiting (inbox, TRUE);
  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='a'>"
                "<body>x</body><stanza-id xmlns='urn:xmpp:sid:0' id='own'"
                " by='ana@office.example'/></message>");
  g_assert_cmpuint (fx->n_messages, ==, 0);
  chat_inbox_set_waiting (inbox, FALSE);
  chat_fixture_settle (fx->client);
  g_assert_cmpuint (fx->n_messages, ==, 1);
  message = get_last (find (fx, MARTA));
  g_assert_null (chat_message_get_archive_id (message));
}

/* What comes now and then is stored at once; and of a burst no more than so much waits. */
static void
test_no_stride (Fixture       *fx,
                gconstpointer  data)
{
  ChatInbox *inbox = g_ptr_array_index (fx->client->inboxes, 0);

  for (guint i = 0; i < 5; i++)
    {
      hear_burst (fx, i, i + 1);
      while (fx->n_messages <= i)
        {
          g_assert_false (inbox->is_striding);
          g_main_context_iteration (NULL, TRUE);
        }
    }

  hear_burst (fx, 5, 20);
  chat_fixture_settle (fx->client);
  hear_burst (fx, 20, 20 + 499);
  g_assert_true (inbox->is_striding);
  hear_burst (fx, 20 + 499, 20 + 500);
  g_assert_false (inbox->is_striding);
  while (fx->n_messages < 20 + 500)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fx->last, ==, "burst-519");
}

/* One of ours that was sent after something came, and noted before that was stored, is not in the
 * answer that has what came. */
static void
test_tail (void)
{
  g_auto(ChatTail) tail = { 0 };
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  chat_tail_init (&tail);
  chat_tail_begin (&tail, 1);
  chat_tail_note (&tail, "first", 10, 10, 10, CHAT_TAIL_NEXT);
  chat_tail_note (&tail, NULL, 100, 0, 0, CHAT_TAIL_OWN);
  chat_tail_note (&tail, "second", 50, 50, 50, CHAT_TAIL_NEXT);
  g_hash_table_add (ids, (gpointer) "first");
  g_hash_table_add (ids, (gpointer) "second");
  chat_tail_join (&tail, "second", ids, 90);
  g_assert_true (chat_tail_is_unplaced (&tail));
  chat_tail_join (&tail, "second", ids, 110);
  g_assert_false (chat_tail_is_unplaced (&tail));
}

/* What a server has kept for us and delivers late is in an answer that what came before it is not
 * in: that is newer, and still to be asked for. */
static void
test_tail_delayed (void)
{
  g_auto(ChatTail) tail = { .is_copied = TRUE };
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  ChatTailHeld held;

  chat_tail_init (&tail);
  chat_tail_begin (&tail, 1);
  tail.is_copied = TRUE;
  chat_tail_note (&tail, "new", 10, 10, 10, CHAT_TAIL_NEXT);
  chat_tail_note (&tail, "late", 20, 5, 20, CHAT_TAIL_DELAYED);
  g_hash_table_add (ids, (gpointer) "late");
  chat_tail_join (&tail, "late", ids, 15);
  g_assert_false (chat_tail_is_unplaced (&tail));
  g_assert_cmpuint (tail.entries.length, ==, 1);
  g_assert_true (chat_tail_get_held (&tail, &held));
  g_assert_cmpstr (held.id, ==, "new");

  /* Where what is held cannot go on with it, the archive is asked. */
  chat_tail_doubt (&tail, held.id);
  g_assert_true (chat_tail_is_unplaced (&tail));
  g_assert_false (chat_tail_get_held (&tail, &held));
  g_hash_table_add (ids, (gpointer) "new");
  chat_tail_join (&tail, "new", ids, 30);
  g_assert_false (chat_tail_is_unplaced (&tail));
}

/* What comes together is shown together; a flood keeps the window bounded. */
static void
test_flood (Fixture       *fx,
            gconstpointer  data)
{
  const guint n_flood = 10000;
  ChatConversation *conversation =
    chat_client_get_conversation (fx->client, fx->account, MARTA, NULL);
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);
  g_autoptr(ChatMessage) last = NULL;
  guint n_changes = 0;

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  chat_timeline_set_follow (timeline, TRUE);
  g_signal_connect (timeline, "items-changed", G_CALLBACK (changed_cb), &n_changes);
  for (guint i = 0; i < n_flood; i++)
    {
      g_autofree char *id = g_strdup_printf ("flood-%u", i);

      chat_fixture_hear (fx->account, MARTA "/phone", id, id, NULL, NULL);
    }
  while (fx->n_messages < n_flood)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (n_changes, <=, 2 * n_flood / 100);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), <=, 400);
  g_assert_true (chat_timeline_get_has_older (timeline));
  last = g_list_model_get_item (G_LIST_MODEL (timeline),
                                g_list_model_get_n_items (G_LIST_MODEL (timeline)) - 1);
  g_assert_cmpstr (chat_message_get_body (last), ==, "flood-9999");
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, n_flood);
}

static void
test_typing (Fixture       *fx,
             gconstpointer  data)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->client, fx->account, MARTA, NULL);

  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example'>"
                "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>");
  g_assert_cmpint (chat_conversation_get_typing (conversation), ==, CHAT_TYPING_COMPOSING);
  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='a'>"
                "<body>x</body><active xmlns='http://jabber.org/protocol/chatstates'/></message>");
  g_assert_cmpint (chat_conversation_get_typing (conversation), ==, CHAT_TYPING_IDLE);

  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example'>"
                "<paused xmlns='http://jabber.org/protocol/chatstates'/></message>");
  g_assert_cmpint (chat_conversation_get_typing (conversation), ==, CHAT_TYPING_PAUSED);
  chat_fixture_set_presence (chat_conversation_get_contact (conversation),
                             CHAT_PRESENCE_AVAILABLE, NULL);
  chat_fixture_set_presence (chat_conversation_get_contact (conversation), CHAT_PRESENCE_OFFLINE,
                             NULL);
  g_assert_cmpint (chat_conversation_get_typing (conversation), ==, CHAT_TYPING_IDLE);

  /* What was said long ago is no news. */
  hear_xml (fx, "<message type='chat' from='" MARTA "/phone' to='ana@office.example'>"
                "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
                "<delay xmlns='urn:xmpp:delay' stamp='2020-02-03T04:05:06Z'/></message>");
  g_assert_cmpint (chat_conversation_get_typing (conversation), ==, CHAT_TYPING_IDLE);
}

static char *
describe (ChatConversation *conversation)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);
  GString *text = g_string_new (NULL);

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", chat_message_get_body (message),
                              chat_message_is_edited (message) ? "*" : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_texts (ChatConversation *conversation,
              const char       *expected)
{
  g_autofree char *text = describe (conversation);

  g_assert_cmpstr (text, ==, expected);
}

#define FROM_MARTA(id, content) \
  "<message type='chat' from='" MARTA "/phone' to='ana@office.example' id='" id "'>" content \
  "</message>"
#define CORRECTS(id) "<replace xmlns='urn:xmpp:message-correct:0' id='" id "'/>"

static void
count_edit_cb (guint *n)
{
  ++*n;
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  ++*n;
}

/* XEP-0308: whoever shows the message sees its new text; nobody is told of one more. */
static void
test_corrections (Fixture       *fx,
                  gconstpointer  data)
{
  ChatConversation *conversation;
  g_autoptr(ChatMessage) message = NULL;
  guint n_edits = 0;
  guint n_texts = 0;

  hear_xml (fx, FROM_MARTA ("a", "<body>At fvie</body>"));
  conversation = find (fx, MARTA);
  message = get_last (conversation);
  g_signal_connect (message, "notify::body", G_CALLBACK (count_cb), &n_texts);
  g_signal_connect_swapped (fx->client, "message-edited", G_CALLBACK (count_edit_cb), &n_edits);
  hear_xml (fx, FROM_MARTA ("b", "<body>At five</body>" CORRECTS ("a")));
  g_assert_cmpstr (chat_message_get_body (message), ==, "At five");
  g_assert_true (chat_message_is_edited (message));
  g_assert_cmpuint (n_texts, ==, 1);
  g_assert_cmpuint (n_edits, ==, 1);
  g_assert_cmpuint (fx->n_messages, ==, 1);
  g_assert_cmpuint (fx->n_notified, ==, 1);
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 1);
  g_assert_cmpstr (chat_conversation_get_preview (conversation), ==, "At five");
  assert_texts (conversation, "At five*");

  /* Before its original: a message of its own, until that comes. */
  hear_xml (fx, FROM_MARTA ("d", "<body>six</body>" CORRECTS ("c")));
  assert_texts (conversation, "At five* six");
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 2);
  hear_xml (fx, FROM_MARTA ("c", "<body>sxi</body>"));
  assert_texts (conversation, "At five* six*");
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 2);
  g_assert_cmpstr (chat_conversation_get_preview (conversation), ==, "six");
}

/* CVE-2022-39835, CVE-2021-41055. What nobody may correct stays as it is. */
static void
test_forged_corrections (Fixture       *fx,
                         gconstpointer  data)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->client, fx->account, MARTA, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ChatMessage) own = NULL;
  g_autofree char *forged = NULL;

  chat_conversation_send_async (conversation, "mine", NULL, chat_fixture_result_cb, &result);
  own = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result), NULL);
  forged = g_strdup_printf (FROM_MARTA ("f2", "<body>not-mine</body>" CORRECTS ("%s")),
                            chat_message_get_message_id (own));
  hear_xml (fx, FROM_MARTA ("a", "<body>hers</body>"));
  hear_xml (fx, "<message type='chat' from='contact1@office.example/x' to='ana@office.example' "
                "id='f1'><body>his</body>" CORRECTS ("a") "</message>");
  hear_xml (fx, forged);
  hear_xml (fx, FROM_MARTA ("f3", "<body>itself</body>" CORRECTS ("f3")));
  assert_texts (conversation, "hers not-mine itself mine");
  assert_texts (find (fx, "contact1@office.example"), "his");

  /* From another of her devices: it is the bare address that counts. */
  hear_xml (fx, "<message type='chat' from='" MARTA "/desk' to='ana@office.example' id='b'>"
                "<body>still-hers</body>" CORRECTS ("a") "</message>");
  assert_texts (conversation, "still-hers* not-mine itself mine");
}

/* XEP-0297: what somebody says to what they forward is theirs; what they forward is nobody's word. */
static void
test_forwarded (Fixture       *fx,
                gconstpointer  data)
{
#define FORWARDED \
  "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat' id='inner'" \
  " from='boss@office.example/x' to='ana@office.example'><body>You are fired</body></message>" \
  "</forwarded>"
  hear_xml (fx, FROM_MARTA ("a", "<body>Look</body>" FORWARDED));
  hear_xml (fx, FROM_MARTA ("b", FORWARDED));
#undef FORWARDED
  g_assert_cmpuint (fx->n_messages, ==, 1);
  assert_texts (find (fx, MARTA), "Look");
  g_assert_cmpuint (g_list_model_get_n_items (chat_client_get_conversations (fx->client)), ==, 1);
}

#define ADD(name, func) \
  g_test_add ("/model/inbox/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("shows", test_shows);
  ADD ("files", test_files);
  ADD ("no-files", test_no_files);
  ADD ("kinds", test_kinds);
  ADD ("ignores", test_ignores);
  ADD ("once", test_once);
  g_test_add_func ("/model/inbox/stanza-ids", test_stanza_ids);
  ADD ("delayed", test_delayed);
  ADD ("note-to-self", test_notice_to_self);
  ADD ("active-and-muted", test_active_and_muted);
  ADD ("burst", test_burst);
  ADD ("no-stride", test_no_stride);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("judged-late", test_judged_late);
  g_test_add_func ("/model/inbox/tail", test_tail);
  g_test_add_func ("/model/inbox/tail/delayed", test_tail_delayed);
  ADD ("flood", test_flood);
  ADD ("typing", test_typing);
  ADD ("corrections", test_corrections);
  ADD ("forged-corrections", test_forged_corrections);
  ADD ("forwarded", test_forwarded);

  return g_test_run ();
}
