/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom one can mention, over what one types, in a room of the scripted server. */
#include "chat-account-private.h"
#include "chat-fixture.h"
#include "chat-message-private.h"
#include "chat-mock.h"
#include "ui-composer.h"
#include "ui-mention-list.h"
#include "ui-mention-row.h"
#include "ui-message-body.h"
#include "ui-test.h"

#include <time.h>

#define ROOM   "coven@chat.shakespeare.lit"
#define MUC_NS "http://jabber.org/protocol/muc"
#define COMES(nick, content) \
  "<presence from='" ROOM "/" nick "' to='juliet@capulet.lit'><x xmlns='" MUC_NS "#user'>" \
  "<item affiliation='member' role='participant'/>" content "</x></presence>"
#define SAYS(xml) SERVER_SAYS (xml CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING

typedef struct {
  ChatMock      *mock;
  ChatRoom      *room;     /* borrowed */
  GtkWidget     *window;
  UiComposer    *composer;
  GtkWidget     *text;
  GtkTextBuffer *buffer;
  GtkWidget     *list;     /* the popover */
} Fixture;

static void
play (Fixture        *fx,
      const MockLine *lines,
      gsize           n_lines)
{
  mock_server_play (fx->mock->server, lines, n_lines);
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const MockLine joins[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>"
                  "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>"
                 "<query xmlns='http://jabber.org/protocol/disco#info'>"
                 "<identity category='conference' type='text' name='A Dark Cave'/>"
                 "<feature var='" MUC_NS "'/></query></iq>"),
    SERVER_HEARS ("<presence to='" ROOM "/juliet'>" MOCK_NO_PHOTO MOCK_CAPS
                  "<x xmlns='" MUC_NS "'/></presence>"),
    SERVER_SAYS (COMES ("witch", "") COMES ("Ana", "") COMES ("Ana María", "") COMES ("íñigo", "")
                 COMES ("juliet", "<status code='110'/>")
                 "<message type='groupchat' from='" ROOM "/witch' to='juliet@capulet.lit'>"
                 "<subject>Spells</subject></message>"),
  };
  ChatPolicy policy = CHAT_POLICY_INIT;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  policy.send_typing = FALSE;
  fx->mock = chat_mock_new_online ();
  chat_client_set_policy (fx->mock->client, &policy);
  fx->room = chat_rooms_ensure (chat_account_get_rooms (fx->mock->account), ROOM);
  mock_server_play (fx->mock->server, joins, G_N_ELEMENTS (joins));
  chat_room_join_async (fx->room, NULL, NULL, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_room_finish (fx->room, chat_fixture_wait_result (&result), &error));
  g_assert_no_error (error);
  chat_mock_wait_played (fx->mock);

  fx->composer = UI_COMPOSER (ui_composer_new ());
  fx->text = ui_test_child (fx->composer, "text");
  fx->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (fx->text));
  ui_composer_set_conversation (fx->composer,
                                chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS,
                                                               ROOM),
                                fx->mock->account);
  fx->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fx->window), 500, 400);
  gtk_widget_set_valign (GTK_WIDGET (fx->composer), GTK_ALIGN_END);
  gtk_window_set_child (GTK_WINDOW (fx->window), GTK_WIDGET (fx->composer));
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
  gtk_widget_grab_focus (fx->text);
  fx->list = ui_test_find (fx->composer, UI_TYPE_MENTION_LIST, NULL);
  g_assert_nonnull (fx->list);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  ui_test_close (&fx->window);
  chat_mock_free (fx->mock);
}

static void
type (Fixture    *fx,
      const char *text)
{
  gtk_text_buffer_insert_at_cursor (fx->buffer, text, -1);
}

static void
clear (Fixture *fx)
{
  gtk_text_buffer_set_text (fx->buffer, "", -1);
}

static void
assert_text (Fixture    *fx,
             const char *expected)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (fx->buffer, &start, &end);
  text = gtk_text_buffer_get_text (fx->buffer, &start, &end, FALSE);
  g_assert_cmpstr (text, ==, expected);
}

/* "witch; >Ana; …": the one that is chosen; "": closed */
static void
assert_list (Fixture    *fx,
             const char *expected)
{
  g_autoptr(GString) shown = g_string_new (NULL);
  GtkListBox *box = ui_test_find (fx->list, GTK_TYPE_LIST_BOX, NULL);
  GtkListBoxRow *row = NULL;

  for (int i = 0; gtk_widget_get_visible (fx->list)
                  && (row = gtk_list_box_get_row_at_index (box, i)) != NULL; i++)
    if (gtk_widget_get_visible (GTK_WIDGET (row)))
      g_string_append_printf (shown, "%s%s;", gtk_list_box_row_is_selected (row) ? ">" : "",
                              ui_mention_row_get_nick (UI_MENTION_ROW (row)));
  g_assert_cmpstr (shown->str, ==, expected);
}

static void
test_opens (Fixture       *fx,
            gconstpointer  data)
{
  assert_list (fx, "");
  type (fx, "Hail");
  assert_list (fx, "");
  type (fx, "@");
  assert_list (fx, ""); /* as in an address */
  type (fx, " @");
  assert_list (fx, ">Ana;Ana María;íñigo;witch;all;here;moderators;");
  ui_test_settle ();
  g_assert_true (gtk_widget_get_mapped (fx->list));
  g_assert_true (gtk_widget_is_focus (fx->text));
  type (fx, "I");
  assert_list (fx, ">íñigo;Ana María;witch;");
  type (fx, "Ñ");
  assert_list (fx, ">íñigo;");
  type (fx, "x");
  assert_list (fx, "");
  clear (fx);
  type (fx, "(@ana");
  assert_list (fx, ">Ana;Ana María;");
  type (fx, " ");
  assert_list (fx, "");
  type (fx, "m");
  assert_list (fx, ">Ana María;");
  clear (fx);
  assert_list (fx, "");
  type (fx, "@h");
  assert_list (fx, ">witch;here;");
  type (fx, "ere\n");
  assert_list (fx, "");
  clear (fx);
  type (fx, "@ ");
  assert_list (fx, "");
}

static void
test_keys (Fixture       *fx,
           gconstpointer  data)
{
  g_assert_false (ui_test_type_key (fx->text, GDK_KEY_Down));
  type (fx, "@an");
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Down));
  assert_list (fx, "Ana;>Ana María;");
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Down));
  assert_list (fx, ">Ana;Ana María;");
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Up));
  assert_list (fx, "Ana;>Ana María;");
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Return));
  assert_text (fx, "@Ana María ");
  assert_list (fx, "");

  type (fx, "and @w");
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Tab));
  assert_text (fx, "@Ana María and @witch ");
  assert_list (fx, "");

  /* Whoever wants no list gets none for this word. */
  type (fx, "@");
  assert_list (fx, ">Ana;Ana María;íñigo;witch;all;here;moderators;");
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Escape));
  assert_list (fx, "");
  type (fx, "w");
  assert_list (fx, "");
  g_assert_false (ui_test_type_key (fx->text, GDK_KEY_Escape));
  type (fx, " @w");
  assert_list (fx, ">witch;");

  /* A space that is there already is enough. */
  {
    GtkTextIter place;

    gtk_text_buffer_set_text (fx->buffer, "@an then", -1);
    gtk_text_buffer_get_iter_at_offset (fx->buffer, &place, 3);
    gtk_text_buffer_place_cursor (fx->buffer, &place);
    assert_list (fx, "");
    type (fx, "a");
    assert_list (fx, ">Ana;Ana María;");
    g_assert_true (ui_test_type_key (fx->text, GDK_KEY_KP_Enter));
    assert_text (fx, "@Ana then");
    assert_list (fx, "");
  }
}

/* Both name the same person first, and write it the same way. */
static void
test_completion (Fixture       *fx,
                 gconstpointer  data)
{
  static const MockLine says[] = {
    SAYS ("<message type='groupchat' from='" ROOM "/Ana María'><body>Hail</body></message>"),
  };

  play (fx, says, G_N_ELEMENTS (says));
  type (fx, "@a");
  assert_list (fx, ">Ana María;Ana;all;");
  ui_test_type_key (fx->text, GDK_KEY_Escape);
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Tab));
  assert_text (fx, "@Ana María ");
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Tab));
  assert_text (fx, "@Ana ");
  clear (fx);
  type (fx, "wi");
  g_assert_true (ui_test_type_key (fx->text, GDK_KEY_Tab));
  assert_text (fx, "witch: ");
  clear (fx);
  type (fx, "nobody");
  ui_test_type_key (fx->text, GDK_KEY_Tab);
  assert_text (fx, "nobody");
}

static void
test_mouse (Fixture       *fx,
            gconstpointer  data)
{
  GtkListBox *box = ui_test_find (fx->list, GTK_TYPE_LIST_BOX, NULL);

  type (fx, "Hail, @");
  ui_test_settle ();
  g_signal_emit_by_name (box, "row-activated", gtk_list_box_get_row_at_index (box, 3));
  assert_text (fx, "Hail, @witch ");
  assert_list (fx, "");
  g_assert_true (gtk_widget_is_focus (fx->text));
}

/* It goes with the cursor, the conversation, and what is written for other reasons. */
static void
test_closes (Fixture       *fx,
             gconstpointer  data)
{
  GtkTextIter place;
  ChatConversation *conversation = NULL;

  type (fx, "Hail @w");
  assert_list (fx, ">witch;");
  gtk_text_buffer_get_iter_at_offset (fx->buffer, &place, 2);
  gtk_text_buffer_place_cursor (fx->buffer, &place);
  assert_list (fx, "");

  gtk_text_buffer_get_end_iter (fx->buffer, &place);
  gtk_text_buffer_place_cursor (fx->buffer, &place);
  type (fx, "i");
  assert_list (fx, ">witch;");
  conversation = chat_client_get_conversation (fx->mock->client, fx->mock->account,
                                               "romeo@montague.lit", NULL);
  ui_composer_set_conversation (fx->composer, conversation, fx->mock->account);
  assert_list (fx, "");
  type (fx, "@w");
  assert_list (fx, ""); /* nobody but the two */
  ui_composer_set_conversation (fx->composer,
                                chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS,
                                                               ROOM),
                                fx->mock->account);
  assert_text (fx, "Hail @wi");
  assert_list (fx, ""); /* a draft is not typed */
}

static void
test_accessible (Fixture       *fx,
                 gconstpointer  data)
{
  GtkListBox *box = ui_test_find (fx->list, GTK_TYPE_LIST_BOX, NULL);
  GtkListBoxRow *first = NULL;

  type (fx, "@a");
  first = gtk_list_box_get_row_at_index (box, 0);
  gtk_test_accessible_assert_property (box, GTK_ACCESSIBLE_PROPERTY_LABEL, "People to mention");
  gtk_test_accessible_assert_property (first, GTK_ACCESSIBLE_PROPERTY_LABEL, "Ana, Available");
  gtk_test_accessible_assert_state (first, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_test_accessible_assert_property (fx->text, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Ana, Available, 1 of 3");
  ui_test_type_key (fx->text, GDK_KEY_Down);
  gtk_test_accessible_assert_state (first, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
  gtk_test_accessible_assert_property (fx->text, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Ana María, Available, 2 of 3");
  ui_test_type_key (fx->text, GDK_KEY_Escape);
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (fx->text),
                                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

/* What others do on the machine does not count. */
static gint64
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Few rows, whatever the room has. */
static void
test_many (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GString) xml = g_string_new (NULL);
  GtkListBox *box = ui_test_find (fx->list, GTK_TYPE_LIST_BOX, NULL);
  gint64 longest_us = 0;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (xml, COMES ("Víctor %u", ""), i);
  g_string_append (xml, CHAT_MOCK_ASKS_NOTHING);
  {
    const MockLine lines[] = { SERVER_SAYS (xml->str), MOCK_ANSWERS_NOTHING };

    play (fx, lines, G_N_ELEMENTS (lines));
  }
  g_assert_cmpuint (chat_room_get_n_occupants (fx->room), ==, 5005);

  for (const char *p = "@victor 499"; *p != '\0'; p++)
    {
      const char key[] = { *p, '\0' };
      gint64 start_us = get_cpu_us ();

      type (fx, key);
      longest_us = MAX (longest_us, get_cpu_us () - start_us);
      ui_test_settle ();
    }
  assert_list (fx, ">Víctor 499;Víctor 4990;Víctor 4991;Víctor 4992;Víctor 4993;Víctor 4994;"
                   "Víctor 4995;Víctor 4996;Víctor 4997;Víctor 4998;Víctor 4999;");
  g_assert_cmpuint (ui_test_count (box, UI_TYPE_MENTION_ROW), <=, 22);
  /* Ten times what it takes with sanitizers. */
  g_assert_cmpint (longest_us, <, G_USEC_PER_SEC / 2);
  g_test_message ("The longest key: %.1f ms", (double) longest_us / 1000);
}

/* Who is mentioned stands out in what was said, we most of all; the rest is what it was. */
static void
test_messages (Fixture       *fx,
               gconstpointer  data)
{
  static const struct {
    ChatMessageKind kind;
    const char     *body;
    const char     *markup;
    gboolean        is_mention;
    gboolean        is_outgoing;
  } cases[] = {
    { CHAT_MESSAGE_TEXT, "a < b, juliet", "a &lt; b, juliet", FALSE, FALSE },
    { CHAT_MESSAGE_TEXT, "witch: <Hail> @Ana María & co", "<b>witch</b>: &lt;Hail&gt; <b>@Ana María</b> "
      "&amp; co", FALSE, FALSE },
    { CHAT_MESSAGE_TEXT, "@witch, juliet", "<b>@witch</b>, <u>juliet</u>", TRUE, FALSE },
    { CHAT_MESSAGE_TEXT, "a Bröom <", "a <u>Bröom</u> &lt;", TRUE, FALSE },
    { CHAT_MESSAGE_TEXT, "a broom", "a broom", FALSE, FALSE },
    { CHAT_MESSAGE_TEXT, "a broom", "a broom", FALSE, TRUE },
    { CHAT_MESSAGE_TEXT, "@all @here", "@all @here", FALSE, FALSE },
    { CHAT_MESSAGE_TEXT, "@all @here", "<u>@all</u> <u>@here</u>", TRUE, FALSE },
    { CHAT_MESSAGE_TEXT, "@all juliet @nobody", "<b>@all</b> juliet @nobody", FALSE, TRUE },
    { CHAT_MESSAGE_TEXT, "@Ana https://a.example/juliet?@witch @witch",
      "<b>@Ana</b> <a href=\"https://a.example/juliet?@witch\">https://a.example/juliet?@witch</a> "
      "<b>@witch</b>", TRUE, FALSE },
    { CHAT_MESSAGE_ACTION, "waves at @witch",
      "<i><b>\342\201\250witch\342\201\251</b> waves at <b>@witch</b></i>", FALSE, FALSE },
    { CHAT_MESSAGE_NOTICE, "@witch", "@witch", FALSE, FALSE },
  };
  static const char *const words[] = { "broom", NULL };
  const UiMessageMention look = { fx->room, "<u>", "</u>" };

  chat_client_set_keywords (fx->mock->client, words);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ChatMessageInit init = {
        .id = (gint64) i + 1, .conversation_id = 1, .sender = ROOM "/witch", .sender_name = "witch",
        .state = cases[i].is_outgoing ? CHAT_MESSAGE_SENT : CHAT_MESSAGE_RECEIVED,
        .is_outgoing = cases[i].is_outgoing,
        .text = {
          .kind = cases[i].kind, .body = cases[i].body, .is_mention = cases[i].is_mention,
        },
      };
      g_autoptr(ChatMessage) message = chat_message_new (&init);
      UiMessageBody body = { 0 };

      ui_message_body_make (&body, message, FALSE, &look);
      g_assert_cmpstr (body.markup, ==, cases[i].markup);
      ui_message_body_clear (&body);
    }
}

/* What the room does not let one do is not offered, nor does it stand out in what one has said. */
static void
test_not_allowed (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine changes[] = {
    SERVER_SAYS ("<message type='groupchat' from='" ROOM "' to='juliet@capulet.lit'>"
                 "<x xmlns='" MUC_NS "#user'><status code='104'/></x></message>"),
    SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>"
                  "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"),
    SAYS ("<iq type='result' id='$id' from='" ROOM "'>"
          "<query xmlns='http://jabber.org/protocol/disco#info'>"
          "<identity category='conference' type='text' name='A Dark Cave'/>"
          "<feature var='" MUC_NS "'/><feature var='urn:xmpp:mentions:0'/>"
          "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
          "<value>" MUC_NS "#roominfo</value></field><field var='mentions#channel'>"
          "<value>moderators</value></field></x></query></iq>"),
  };
  const UiMessageMention look = { fx->room, "<m>", "</m>" };
  const ChatMessageInit init = {
    .id = 1, .sender = "juliet@capulet.lit", .state = CHAT_MESSAGE_SENT, .is_outgoing = TRUE,
    .text = { .kind = CHAT_MESSAGE_TEXT, .body = "@all @witch" },
  };
  g_autoptr(ChatMessage) message = chat_message_new (&init);
  UiMessageBody before = { 0 };
  UiMessageBody after = { 0 };

  type (fx, "@al");
  assert_list (fx, ">all;");
  ui_message_body_make (&before, message, FALSE, &look);
  g_assert_cmpstr (before.markup, ==, "<b>@all</b> <b>@witch</b>");
  clear (fx);
  play (fx, changes, G_N_ELEMENTS (changes));
  type (fx, "@al");
  assert_list (fx, "");
  ui_message_body_make (&after, message, FALSE, &look);
  g_assert_cmpstr (after.markup, ==, "@all <b>@witch</b>");
  ui_message_body_clear (&before);
  ui_message_body_clear (&after);
}

#define ADD(path, func) g_test_add ("/ui/mention-list/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  ADD ("opens", test_opens);
  ADD ("keys", test_keys);
  ADD ("completion", test_completion);
  ADD ("mouse", test_mouse);
  ADD ("closes", test_closes);
  ADD ("accessible", test_accessible);
  ADD ("many", test_many);
  ADD ("messages", test_messages);
  ADD ("not-allowed", test_not_allowed);
  return g_test_run ();
}
