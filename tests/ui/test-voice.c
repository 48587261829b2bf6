/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A voice message is recorded where one writes: by holding, by clicking, by keys. */
#include "chat-client-private.h"
#include "chat-contact-private.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "chat-mock.h"
#include "chat-voice.h"
#include "ui-conversation-page.h"
#include "ui-message-row.h"
#include "ui-test.h"
#include "ui-voice-bar.h"
#include "ui-wave.h"

#include <glib/gstdio.h>

#define TONE    "audiotestsrc is-live=true freq=440 volume=0.5"
#define SILENCE "audiotestsrc is-live=true wave=silence"
#define HANGING "appsrc is-live=true"

typedef struct {
  ChatClient         *client;
  ChatConversation   *conversation;
  UiConversationPage *page;
  GtkWidget          *window;
  GtkWidget          *bar;
  GtkWidget          *strip;
  GtkWidget          *button;  /* with the microphone */
  GtkWidget          *composer;
  GtkGesture         *drag;
  ChatVoice          *voice;   /* borrowed */
  char               *error;
} Fixture;

static void
error_cb (UiConversationPage *page,
          const char         *text,
          Fixture            *fx)
{
  g_free (fx->error);
  fx->error = g_strdup (text);
}

static GtkGesture *
find_drag (GtkWidget *button)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (button);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_DRAG (controller))
        return GTK_GESTURE (controller);
    }

  g_assert_not_reached ();
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (2, 3);
  fx->conversation = chat_fixture_get_conversation (fx->client, 0);
  fx->voice = chat_voice_get (fx->conversation);
  chat_voice_set_source (fx->voice, NULL, TONE);
  fx->page = UI_CONVERSATION_PAGE (ui_conversation_page_new (fx->client));
  g_signal_connect (fx->page, "error", G_CALLBACK (error_cb), fx);
  fx->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fx->window), 360, 600);
  gtk_window_set_child (GTK_WINDOW (fx->window), GTK_WIDGET (fx->page));
  ui_conversation_page_set_conversation (fx->page, fx->conversation);
  fx->bar = ui_test_child (fx->page, "voice");
  fx->composer = ui_test_child (fx->page, "composer");
  fx->strip = gtk_widget_get_first_child (fx->bar);
  fx->button = gtk_widget_get_last_child (fx->bar);
  fx->drag = find_drag (fx->button);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
  ui_conversation_page_focus_composer (fx->page);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fx->client->data_dir, "voice", NULL);
  g_autoptr(GDir) dir = NULL;
  const char *name;

  chat_voice_discard (fx->voice);
  ui_test_close (&fx->window);
  chat_fixture_settle (fx->client);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (fx->error);
  chat_fixture_clear_client (&fx->client);
}

static gboolean
is_focused (GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* One of the two is where the other one is not. */
static void
assert_active (Fixture  *fx,
               gboolean  active)
{
  g_assert_true (ui_voice_bar_get_active (UI_VOICE_BAR (fx->bar)) == active);
  g_assert_true (gtk_widget_get_visible (fx->strip) == active);
  g_assert_true (gtk_widget_get_visible (fx->composer) == !active);
  g_assert_true (gtk_widget_get_visible (ui_test_child (fx->page, "attach")) == !active);
}

static void
wait_for_state (Fixture        *fx,
                ChatVoiceState  state)
{
  ui_test_wait_for (chat_voice_get_state (fx->voice) == state);
}

static void
press (Fixture *fx)
{
  g_signal_emit_by_name (fx->drag, "drag-begin", 5.0, 5.0);
}

static void
drag_to (Fixture *fx,
         double   x,
         double   y)
{
  g_signal_emit_by_name (fx->drag, "drag-update", x, y);
}

static void
let_go (Fixture *fx)
{
  g_signal_emit_by_name (fx->drag, "drag-end", 0.0, 0.0);
}

static void
escape (Fixture *fx)
{
  ui_test_type_key (fx->page, GDK_KEY_Escape);
}

/* A click goes on without being held; the keyboard is where it sends. */
static void
test_click (Fixture       *fx,
            gconstpointer  data)
{
  GtkWidget *time = ui_test_child (fx->strip, "time");
  GtkWidget *send = ui_test_child (fx->strip, "send");
  GtkWidget *stop = ui_test_child (fx->strip, "stop");

  assert_active (fx, FALSE);
  g_assert_true (gtk_widget_get_visible (fx->button));
  press (fx);
  assert_active (fx, TRUE);
  g_assert_true (gtk_widget_get_visible (fx->button));
  g_assert_true (is_focused (fx->button));
  g_assert_false (gtk_widget_get_visible (send));
  let_go (fx);
  g_assert_false (gtk_widget_get_visible (fx->button));
  g_assert_true (is_focused (send));
  g_assert_true (gtk_widget_get_visible (stop));
  wait_for_state (fx, CHAT_VOICE_RECORDING);
  ui_test_wait_for (chat_voice_get_length (fx->voice) > 1000);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (time)), ==, "0:01");
  g_assert_true (gtk_widget_get_visible (ui_test_child (fx->strip, "dot")));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->strip, "hint")));

  ui_test_click (stop);
  wait_for_state (fx, CHAT_VOICE_READY);
  assert_active (fx, TRUE);
  g_assert_false (gtk_widget_get_visible (stop));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->strip, "dot")));
  g_assert_true (is_focused (send));

  g_assert_true (gtk_widget_get_visible (ui_test_child (fx->strip, "preview")));
  g_assert_false (gtk_widget_get_visible (time));

  /* What is ready is not thrown away by a key. */
  escape (fx);
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_READY);
  ui_test_click (ui_test_child (fx->strip, "discard"));
  assert_active (fx, FALSE);
  g_assert_true (is_focused (fx->composer));
  g_assert_true (gtk_widget_get_visible (fx->button));
}

static void
test_hold (Fixture       *fx,
           gconstpointer  data)
{
  gint64 begun_us = g_get_monotonic_time ();

  press (fx);
  ui_test_wait_for (chat_voice_get_length (fx->voice) > 500
                    && g_get_monotonic_time () - begun_us > 600 * 1000);
  drag_to (fx, 10, 10);
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->strip, "hint")));
  let_go (fx);
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_true (is_focused (ui_test_child (fx->strip, "send")));
  g_assert_false (gtk_widget_get_visible (fx->button));
}

static void
test_drag_away (Fixture       *fx,
                gconstpointer  data)
{
  GtkWidget *hint = ui_test_child (fx->strip, "hint");

  press (fx);
  wait_for_state (fx, CHAT_VOICE_RECORDING);
  drag_to (fx, -100, 0);
  g_assert_true (gtk_widget_get_visible (hint));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (hint)), ==, "Let go to discard it");
  drag_to (fx, -10, 0); /* or not */
  g_assert_false (gtk_widget_get_visible (hint));
  drag_to (fx, 0, -100);
  let_go (fx);
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_NONE);
  assert_active (fx, FALSE);
  g_assert_true (is_focused (fx->composer));
}

/* Something else has taken the pointer. */
static void
test_grab_broken (Fixture       *fx,
                  gconstpointer  data)
{
  press (fx);
  ui_test_wait_for (chat_voice_get_length (fx->voice) > 500);
  drag_to (fx, -100, 0);
  g_signal_emit_by_name (fx->drag, "cancel", NULL);
  wait_for_state (fx, CHAT_VOICE_READY);
}

static void
test_keys (Fixture       *fx,
           gconstpointer  data)
{
  g_assert_true (ui_test_press (fx->page, "<Control><Shift>r"));
  assert_active (fx, TRUE);
  g_assert_true (is_focused (ui_test_child (fx->strip, "send")));
  wait_for_state (fx, CHAT_VOICE_RECORDING);
  escape (fx);
  assert_active (fx, FALSE);
  g_assert_true (is_focused (fx->composer));

  /* By the button, with the keyboard */
  gtk_widget_grab_focus (fx->button);
  ui_test_click (fx->button);
  g_assert_true (is_focused (ui_test_child (fx->strip, "send")));
  ui_test_wait_for (chat_voice_get_length (fx->voice) > 500);
  g_assert_true (ui_test_press (fx->page, "<Control><Shift>r"));
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_true (ui_test_press (fx->page, "<Control><Shift>r"));
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_READY);
}

static void
test_send (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
  g_autoptr(ChatMessage) message = NULL;
  ChatFile *file;
  guint n_messages;

  ui_test_settle ();
  n_messages = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  ui_test_press (fx->page, "<Control><Shift>r");
  ui_test_wait_for (chat_voice_get_length (fx->voice) > 500);
  ui_test_click (ui_test_child (fx->strip, "send"));
  wait_for_state (fx, CHAT_VOICE_NONE);
  assert_active (fx, FALSE);
  g_assert_true (is_focused (fx->composer));
  ui_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (timeline)) > n_messages);
  message = g_list_model_get_item (G_LIST_MODEL (timeline),
                                   g_list_model_get_n_items (G_LIST_MODEL (timeline)) - 1);
  file = chat_message_get_file (message);
  g_assert_cmpint (chat_file_get_kind (file), ==, CHAT_FILE_AUDIO);
  g_assert_true (g_str_has_prefix (chat_file_get_name (file), "voice-message-20"));
  g_assert_true (chat_file_is_voice (file));
  g_assert_null (fx->error);
  if (chat_file_get_transfer (file) != NULL)
    chat_transfer_cancel (chat_file_get_transfer (file));
}

/* It can be heard before it is sent; nothing else is heard while something is recorded. */
static void
test_listen (Fixture       *fx,
             gconstpointer  data)
{
  ChatPlayer *player = chat_pictures_get_player (chat_client_get_pictures (fx->client));
  GtkWidget *preview = ui_test_child (fx->strip, "preview");
  GtkWidget *play = gtk_widget_get_first_child (preview);
  g_autofree char *path = NULL;

  ui_test_press (fx->page, "<Control><Shift>r");
  ui_test_wait_for (chat_voice_get_length (fx->voice) > 1000);
  ui_test_press (fx->page, "<Control><Shift>r");
  wait_for_state (fx, CHAT_VOICE_READY);
  path = g_strdup (chat_voice_get_path (fx->voice));
  g_assert_true (gtk_widget_get_mapped (preview));
  g_assert_cmpuint (ui_test_count (preview, UI_TYPE_WAVE), ==, 1);
  ui_test_click (play);
  g_assert_cmpint (chat_player_get_state (player, path), ==, CHAT_PLAYER_PLAYING);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (play), ==, "Pause");
  ui_test_click (play);
  g_assert_cmpint (chat_player_get_state (player, path), ==, CHAT_PLAYER_PAUSED);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (play), ==, "Play");

  /* Who goes somewhere else hears it no more. */
  ui_test_click (play);
  ui_conversation_page_set_conversation (fx->page, chat_fixture_get_conversation (fx->client, 1));
  g_assert_cmpint (chat_player_get_state (player, path), ==, CHAT_PLAYER_PAUSED);
  ui_conversation_page_set_conversation (fx->page, fx->conversation);
  g_assert_true (gtk_widget_get_visible (preview));

  /* The next one is another one, at the same place. */
  ui_test_click (play);
  chat_voice_discard (fx->voice);
  g_assert_cmpint (chat_player_get_state (player, path), ==, CHAT_PLAYER_PAUSED);
  g_assert_cmpint (chat_player_get_position (player, path), ==, 0);
  chat_player_play (player, "/nonexistent/x.ogg", NULL);
  ui_test_press (fx->page, "<Control><Shift>r");
  g_assert_cmpint (chat_player_get_state (player, "/nonexistent/x.ogg"), !=, CHAT_PLAYER_PLAYING);
}

/* The first message of all is seen like any other. */
static void
test_first (Fixture       *fx,
            gconstpointer  data)
{
  ChatConversation *other = chat_client_get_conversation (
    fx->client, chat_fixture_get_account (fx->client), "nobody@office.example", NULL);
  ChatVoice *voice = chat_voice_get (other);
  GtkWidget *list = ui_test_child (fx->page, "list");
  GtkWidget *empty = ui_test_child (list, "empty");
  GtkWidget *scroller = ui_test_child (list, "scroller");

  chat_voice_set_source (voice, NULL, TONE);
  ui_conversation_page_set_conversation (fx->page, other);
  ui_test_wait_for (gtk_widget_get_visible (empty));
  gtk_test_widget_wait_for_draw (fx->window);
  g_assert_true (gtk_widget_get_mapped (scroller));
  g_assert_cmpint (gtk_widget_get_width (gtk_scrolled_window_get_child (
                     GTK_SCROLLED_WINDOW (scroller))), >, 0);

  ui_test_press (fx->page, "<Control><Shift>r");
  ui_test_wait_for (chat_voice_get_length (voice) > 500);
  ui_test_click (ui_test_child (fx->strip, "send"));
  ui_test_wait_for (!gtk_widget_get_visible (empty));
  for (guint i = 0; i < 5; i++)
    {
      gtk_widget_queue_draw (list);
      gtk_test_widget_wait_for_draw (fx->window);
    }
  g_assert_cmpuint (ui_test_count (list, UI_TYPE_MESSAGE_ROW), ==, 1);
  ui_conversation_page_set_conversation (fx->page, fx->conversation);
}

/* It ends, stays where it belongs, and goes nowhere else. */
static void
test_switch (Fixture       *fx,
             gconstpointer  data)
{
  ChatConversation *other = chat_fixture_get_conversation (fx->client, 1);

  ui_test_press (fx->page, "<Control><Shift>r");
  ui_test_wait_for (chat_voice_get_length (fx->voice) > 500);
  ui_conversation_page_set_conversation (fx->page, other);
  assert_active (fx, FALSE);
  g_assert_true (chat_voice_get (other) != fx->voice);
  wait_for_state (fx, CHAT_VOICE_READY);
  assert_active (fx, FALSE);
  ui_conversation_page_set_conversation (fx->page, fx->conversation);
  assert_active (fx, TRUE);
  ui_conversation_page_focus_composer (fx->page);
  g_assert_true (is_focused (ui_test_child (fx->strip, "send")));

  /* Nobody who does not see it is recorded. */
  chat_voice_discard (fx->voice);
  ui_test_press (fx->page, "<Control><Shift>r");
  ui_test_wait_for (chat_voice_get_length (fx->voice) > 500);
  gtk_widget_set_visible (GTK_WIDGET (fx->page), FALSE);
  wait_for_state (fx, CHAT_VOICE_READY);
  gtk_widget_set_visible (GTK_WIDGET (fx->page), TRUE);
}

/* There is room for one of the two buttons. */
static void
test_offered (Fixture       *fx,
              gconstpointer  data)
{
  ChatContact *contact = chat_conversation_get_contact (fx->conversation);
  GtkWidget *text = ui_test_child (fx->composer, "text");
  GtkWidget *send = ui_test_child (fx->composer, "send");

  g_assert_true (gtk_widget_get_visible (fx->button));
  g_assert_false (gtk_widget_get_visible (send));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "Hi", -1);
  g_assert_false (gtk_widget_get_visible (fx->button));
  g_assert_true (gtk_widget_get_visible (send));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "", -1);
  g_assert_true (gtk_widget_get_visible (fx->button));

  chat_contact_set_blocked (contact, TRUE);
  g_assert_false (gtk_widget_get_sensitive (fx->button));
  ui_test_press (fx->page, "<Control><Shift>r");
  assert_active (fx, FALSE);
  chat_contact_set_blocked (contact, FALSE);
  g_assert_true (gtk_widget_get_sensitive (fx->button));
}

static void
test_trouble (Fixture       *fx,
              gconstpointer  data)
{
  GtkWidget *hint = ui_test_child (fx->strip, "hint");

  chat_voice_set_source (fx->voice, NULL, "audiotestsrc is-live=true ! identity error-after=1");
  ui_test_press (fx->page, "<Control><Shift>r");
  g_assert_true (gtk_widget_get_visible (hint));
  ui_test_wait_for (fx->error != NULL);
  g_assert_nonnull (strstr (fx->error, "no microphone"));
  wait_for_state (fx, CHAT_VOICE_NONE);
  assert_active (fx, FALSE);

  /* It is pulled out: what was said is there, and one can write again after it. */
  g_clear_pointer (&fx->error, g_free);
  chat_voice_set_source (fx->voice, NULL, "audiotestsrc is-live=true ! identity error-after=60");
  ui_test_press (fx->page, "<Control><Shift>r");
  wait_for_state (fx, CHAT_VOICE_READY);
  g_assert_nonnull (strstr (fx->error, "What there is can be listened to and sent."));
  g_assert_true (gtk_widget_get_mapped (ui_test_child (fx->strip, "preview")));
  ui_test_click (ui_test_child (fx->strip, "discard"));
  assert_active (fx, FALSE);
  g_assert_true (is_focused (fx->composer));

  /* One that is turned off */
  chat_voice_set_source (fx->voice, NULL, SILENCE);
  ui_test_press (fx->page, "<Control><Shift>r");
  wait_for_state (fx, CHAT_VOICE_RECORDING);
  g_assert_false (gtk_widget_get_visible (hint));
  ui_test_wait_for (gtk_widget_get_visible (hint));
  g_assert_cmpint (chat_voice_get_length (fx->voice), >=, 2000);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (hint)), ==, "No sound");
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (hint), "muted"));
  escape (fx);
}

/* It is said before anybody speaks, as soon as it is known. */
static void
test_no_service (void)
{
  static const MockLine play[] = { MOCK_GREETING };
  ChatMock *mock = chat_mock_new (NULL);
  GtkWidget *bar = g_object_ref_sink (ui_voice_bar_new ());
  GtkWidget *button = gtk_widget_get_last_child (bar);

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  ui_voice_bar_set_conversation (UI_VOICE_BAR (bar),
                                 chat_client_get_conversation (mock->client, mock->account,
                                                               "romeo@montague.lit", NULL),
                                 mock->account);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (button), "Record"));
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  g_assert_cmpint (chat_account_get_file_limit (mock->account), ==, -1);
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==,
                   "The server takes no files. Ask whoever runs it.");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "The server takes no files. Ask whoever runs it.");
  ui_voice_bar_set_conversation (UI_VOICE_BAR (bar), NULL, NULL);
  g_object_unref (bar);
  chat_mock_free (mock);
}

/* What hangs is told of, is still waited for, and can be given up at any time. */
static void
test_slow (Fixture       *fx,
           gconstpointer  data)
{
  GtkWidget *hint = ui_test_child (fx->strip, "hint");

  chat_voice_set_source (fx->voice, NULL, HANGING);
  ui_test_press (fx->page, "<Control><Shift>r");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (hint)), ==, "Starting…");
  ui_test_wait_for (chat_voice_get_slow (fx->voice));
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_STARTING);
  g_assert_true (gtk_widget_get_visible (hint));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (hint)), ==, "The sound system does not answer");
  escape (fx);
  g_assert_cmpint (chat_voice_get_state (fx->voice), ==, CHAT_VOICE_NONE);
  g_assert_false (chat_voice_get_slow (fx->voice));
  assert_active (fx, FALSE);
  g_assert_null (fx->error);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*test) (Fixture       *fx,
                       gconstpointer  data);
  } tests[] = {
    { "/ui/voice/click", test_click },
    { "/ui/voice/hold", test_hold },
    { "/ui/voice/drag-away", test_drag_away },
    { "/ui/voice/grab-broken", test_grab_broken },
    { "/ui/voice/keys", test_keys },
    { "/ui/voice/send", test_send },
    { "/ui/voice/listen", test_listen },
    { "/ui/voice/first", test_first },
    { "/ui/voice/switch", test_switch },
    { "/ui/voice/offered", test_offered },
    { "/ui/voice/trouble", test_trouble },
    { "/ui/voice/slow", test_slow },
  };

  ui_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/ui/voice/no-service", test_no_service);
  return g_test_run ();
}
