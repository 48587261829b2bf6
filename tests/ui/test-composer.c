/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-contact-private.h"
#include "chat-fixture.h"
#include "ui-composer.h"
#include "ui-test.h"

#include <string.h>

typedef struct {
  ChatClient       *client;
  ChatConversation *conversation;
  ChatTimeline     *timeline;
  GtkWidget        *window;
  UiComposer       *composer;
  GtkWidget        *text;
  GtkTextBuffer    *buffer;
  GtkWidget        *send;
  char             *error;
  guint             n_sent;
  int               pages;
} Fixture;

static void
sent_cb (UiComposer  *composer,
         ChatMessage *message,
         Fixture     *fx)
{
  g_assert_true (CHAT_IS_MESSAGE (message));
  fx->n_sent++;
}

static void
error_cb (UiComposer *composer,
          const char *text,
          Fixture    *fx)
{
  g_free (fx->error);
  fx->error = g_strdup (text);
}

static void
pages_cb (UiComposer *composer,
          int         pages,
          Fixture    *fx)
{
  fx->pages = pages;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (2, 3);
  fx->conversation = chat_fixture_get_conversation (fx->client, 0);
  fx->timeline = chat_conversation_open_timeline (fx->conversation);
  fx->composer = UI_COMPOSER (ui_composer_new ());
  fx->text = ui_test_child (fx->composer, "text");
  fx->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (fx->text));
  fx->send = ui_test_child (fx->composer, "send");
  g_signal_connect (fx->composer, "sent", G_CALLBACK (sent_cb), fx);
  g_signal_connect (fx->composer, "error", G_CALLBACK (error_cb), fx);
  g_signal_connect (fx->composer, "scroll-pages", G_CALLBACK (pages_cb), fx);
  ui_composer_set_conversation (fx->composer, fx->conversation,
                                chat_fixture_get_account (fx->client));

  fx->window = gtk_window_new ();
  gtk_widget_set_valign (GTK_WIDGET (fx->composer), GTK_ALIGN_END);
  gtk_window_set_default_size (GTK_WINDOW (fx->window), 500, 500);
  gtk_window_set_child (GTK_WINDOW (fx->window), GTK_WIDGET (fx->composer));
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
  ui_test_wait_for (!chat_timeline_get_loading (fx->timeline));
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fx->composer), (gpointer *) &fx->composer);
  ui_test_close (&fx->window);
  g_assert_null (fx->composer);
  g_clear_object (&fx->timeline);
  chat_fixture_clear_client (&fx->client);
  g_clear_pointer (&fx->error, g_free);
}

static char *
get_text (Fixture *fx)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (fx->buffer, &start, &end);
  return gtk_text_buffer_get_text (fx->buffer, &start, &end, FALSE);
}

#define assert_text(fx, expected) \
  G_STMT_START { \
    g_autofree char *text_now = get_text (fx); \
    g_assert_cmpstr (text_now, ==, expected); \
  } G_STMT_END

/* As the text would hear it; TRUE: it is not for the text. */
static gboolean
press (Fixture         *fx,
       guint            key,
       GdkModifierType  state)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (fx->text);
  gboolean taken = FALSE;

  for (guint i = 0; !taken && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller)
          && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
    }

  return taken;
}

static const char *
get_last_body (Fixture *fx)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fx->timeline));
  g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (fx->timeline), n - 1);

  return chat_message_get_body (message);
}

static const char *
get_placeholder (Fixture *fx)
{
  return gtk_label_get_text (ui_test_child (fx->composer, "placeholder"));
}

static void
test_enter (Fixture       *fx,
            gconstpointer  data)
{
  static const struct {
    gboolean        enter_sends;
    GdkModifierType state;
    gboolean        sends;
  } keys[] = {
    { TRUE, 0, TRUE }, { TRUE, GDK_SHIFT_MASK, FALSE }, { TRUE, GDK_CONTROL_MASK, TRUE },
    { FALSE, 0, FALSE }, { FALSE, GDK_SHIFT_MASK, TRUE }, { FALSE, GDK_CONTROL_MASK, TRUE },
  };
  guint n_sent = 0;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *said = g_strdup_printf ("message %u", i);

      ui_composer_set_enter_sends (fx->composer, keys[i].enter_sends);
      gtk_text_buffer_set_text (fx->buffer, said, -1);
      g_assert_true (press (fx, GDK_KEY_Return, keys[i].state) == keys[i].sends);
      if (!keys[i].sends)
        {
          assert_text (fx, said);
          continue;
        }

      assert_text (fx, "");
      n_sent++;
      ui_test_wait_for (fx->n_sent == n_sent);
      ui_test_wait_for (g_strcmp0 (get_last_body (fx), said) == 0);
    }

  g_assert_null (fx->error);
}

static void
test_blank (Fixture       *fx,
            gconstpointer  data)
{
  g_assert_false (gtk_widget_get_sensitive (fx->send));
  gtk_text_buffer_set_text (fx->buffer, " \n\t\302\240", -1);
  g_assert_false (gtk_widget_get_sensitive (fx->send));
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  assert_text (fx, " \n\t\302\240");

  gtk_text_buffer_set_text (fx->buffer, "hello  \n", -1);
  g_assert_true (gtk_widget_get_sensitive (fx->send));
  ui_test_click (fx->send);
  ui_test_wait_for (fx->n_sent == 1);
  g_assert_cmpstr (get_last_body (fx), ==, "hello");
  g_assert_false (gtk_widget_get_sensitive (fx->send));
}

/* Enter chooses what an input method proposes. */
static void
test_input_method (Fixture       *fx,
                   gconstpointer  data)
{
  gtk_text_buffer_set_text (fx->buffer, "ni", -1);
  g_signal_emit_by_name (fx->text, "preedit-changed", "你");
  g_assert_false (press (fx, GDK_KEY_Return, 0));
  g_assert_false (press (fx, GDK_KEY_Return, GDK_CONTROL_MASK));
  assert_text (fx, "ni");

  g_signal_emit_by_name (fx->text, "preedit-changed", "");
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  assert_text (fx, "");
  ui_test_wait_for (fx->n_sent == 1);
}

static void
test_draft (Fixture       *fx,
            gconstpointer  data)
{
  ChatConversation *other = chat_fixture_get_conversation (fx->client, 1);
  ChatAccount *account = chat_fixture_get_account (fx->client);

  gtk_text_buffer_set_text (fx->buffer, "I wanted", -1);
  g_assert_null (chat_conversation_get_draft (fx->conversation));
  ui_test_wait_for (chat_conversation_get_draft (fx->conversation) != NULL);
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "I wanted");

  /* Whoever leaves does not wait. */
  gtk_text_buffer_set_text (fx->buffer, "I wanted to say", -1);
  ui_composer_set_conversation (fx->composer, other, account);
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "I wanted to say");
  assert_text (fx, "");
  g_assert_null (chat_conversation_get_draft (other));
  g_assert_false (gtk_text_buffer_get_can_undo (fx->buffer));

  ui_composer_set_conversation (fx->composer, fx->conversation, account);
  assert_text (fx, "I wanted to say");
  g_assert_true (gtk_widget_get_sensitive (fx->send));

  g_assert_true (press (fx, GDK_KEY_Return, 0));
  g_assert_null (chat_conversation_get_draft (fx->conversation));
  ui_test_wait_for (fx->n_sent == 1);
}

/* Who types without a pause has a draft as well. */
static void
test_draft_while_typing (Fixture       *fx,
                         gconstpointer  data)
{
  while (chat_conversation_get_draft (fx->conversation) == NULL)
    {
      gtk_text_buffer_insert_at_cursor (fx->buffer, "x", 1);
      if (gtk_text_buffer_get_char_count (fx->buffer) > 20)
        gtk_text_buffer_set_text (fx->buffer, "y", 1);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_placeholder (Fixture       *fx,
                  gconstpointer  data)
{
  ChatAccount *account = chat_fixture_get_account (fx->client);
  ChatContact *contact = chat_conversation_get_contact (fx->conversation);
  GtkWidget *placeholder = ui_test_child (fx->composer, "placeholder");

  chat_fixture_set_account_state (account, CHAT_ACCOUNT_ONLINE, -1);
  g_assert_cmpstr (get_placeholder (fx), ==, "Write to Marta Ruiz");
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_WAITING, -1);
  g_assert_cmpstr (get_placeholder (fx), ==, "Will be sent when you are online");
  chat_contact_set_blocked (contact, TRUE);
  g_assert_cmpstr (get_placeholder (fx), ==, "You have blocked Marta Ruiz");
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (fx->composer)));
  chat_contact_set_blocked (contact, FALSE);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (fx->composer)));

  g_assert_true (gtk_widget_get_visible (placeholder));
  gtk_text_buffer_set_text (fx->buffer, "x", -1);
  g_assert_false (gtk_widget_get_visible (placeholder));
}

static void
test_too_long (Fixture       *fx,
               gconstpointer  data)
{
  g_autofree char *text = g_strnfill (64 * 1024 + 1, 'x');

  gtk_text_buffer_set_text (fx->buffer, text, -1);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  g_assert_nonnull (fx->error);
  g_assert_cmpint (gtk_text_buffer_get_char_count (fx->buffer), ==, 64 * 1024 + 1);
  g_assert_cmpuint (fx->n_sent, ==, 0);
}

static void
test_paste (Fixture       *fx,
            gconstpointer  data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fx->text);
  g_autofree char *huge = g_strnfill (70 * 1024, 'x');

  gtk_text_buffer_set_text (fx->buffer, "ab", -1);
  gdk_clipboard_set_text (clipboard, "<b>1</b>\n2");
  g_signal_emit_by_name (fx->text, "paste-clipboard");
  ui_test_wait_for (gtk_text_buffer_get_char_count (fx->buffer) > 2);
  assert_text (fx, "ab<b>1</b>\n2");

  gdk_clipboard_set_text (clipboard, huge);
  g_signal_emit_by_name (fx->text, "paste-clipboard");
  ui_test_wait_for (fx->error != NULL);
  assert_text (fx, "ab<b>1</b>\n2");
}

/* What comes late from the clipboard is for the chat where it was pasted, or for nobody. */
static void
test_paste_late (Fixture       *fx,
                 gconstpointer  data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fx->text);
  ChatConversation *other = chat_fixture_get_conversation (fx->client, 1);
  GtkWidget *gone = g_object_ref_sink (ui_composer_new ());

  gdk_clipboard_set_text (clipboard, "secret");
  g_signal_emit_by_name (fx->text, "paste-clipboard");
  ui_composer_set_conversation (fx->composer, other, chat_fixture_get_account (fx->client));
  gdk_clipboard_set_text (clipboard, "known");
  g_signal_emit_by_name (fx->text, "paste-clipboard");
  ui_test_wait_for (gtk_text_buffer_get_char_count (fx->buffer) > 0);
  ui_test_settle ();
  assert_text (fx, "known");

  g_signal_emit_by_name (ui_test_child (gone, "text"), "paste-clipboard");
  g_object_run_dispose (G_OBJECT (gone));
  g_object_add_weak_pointer (G_OBJECT (gone), (gpointer *) &gone);
  g_object_unref (gone);
  ui_test_wait_for (gone == NULL);
}

static void
say_cb (GSimpleAction *action,
        GVariant      *text,
        char         **said)
{
  g_free (*said);
  *said = g_variant_dup_string (text, NULL);
}

/* A picture that there is no place for */
static void
test_paste_fails (Fixture       *fx,
                  gconstpointer  data)
{
  static const guint8 red[] = { 0xff, 0, 0 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (red, sizeof red);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (1, 1, GDK_MEMORY_R8G8B8, bytes, 3);
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GSimpleAction) action = g_simple_action_new ("say", G_VARIANT_TYPE_STRING);
  g_autofree char *said = NULL;

  g_signal_connect (action, "activate", G_CALLBACK (say_cb), &said);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (fx->window, "win", G_ACTION_GROUP (group));
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (fx->text), texture);
  g_signal_emit_by_name (fx->text, "paste-clipboard");
  ui_test_wait_for (said != NULL);
  g_assert_cmpstr (said, ==, "The picture could not be pasted: Not a directory");
}

static ChatMessage *
get_editing (Fixture *fx)
{
  g_autoptr(ChatMessage) message = NULL;

  g_object_get (fx->composer, "editing", &message, NULL);
  return message; /* the composer holds it */
}

/* XEP-0308: Up changes the last own message; what was being written comes back in the end. */
static void
test_edit (Fixture       *fx,
           gconstpointer  data)
{
  ChatMessage *message;
  guint n;

  gtk_text_buffer_set_text (fx->buffer, "At fvie", -1);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  ui_test_wait_for (fx->n_sent == 1);
  n = g_list_model_get_n_items (G_LIST_MODEL (fx->timeline));

  /* Where something is written Up moves in it. */
  gtk_text_buffer_set_text (fx->buffer, "x", -1);
  g_assert_false (press (fx, GDK_KEY_Up, 0));
  gtk_text_buffer_set_text (fx->buffer, "", -1);
  g_assert_false (press (fx, GDK_KEY_Up, GDK_SHIFT_MASK));
  g_assert_true (press (fx, GDK_KEY_Up, 0));
  ui_test_wait_for (get_editing (fx) != NULL);
  message = get_editing (fx);
  assert_text (fx, "At fvie");
  g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (fx->send)), ==, "object-select-symbolic");
  g_assert_true (press (fx, GDK_KEY_Escape, 0));
  g_assert_null (get_editing (fx));
  assert_text (fx, "");
  g_assert_false (press (fx, GDK_KEY_Escape, 0));

  /* From the menu, in the midst of another one. */
  gtk_text_buffer_set_text (fx->buffer, "Another", -1);
  ui_composer_edit (fx->composer, message);
  assert_text (fx, "At fvie");
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "Another");
  gtk_text_buffer_set_text (fx->buffer, "At five", -1);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  g_assert_null (get_editing (fx));
  assert_text (fx, "Another");
  ui_test_wait_for (chat_message_is_edited (message));
  g_assert_cmpstr (get_last_body (fx), ==, "At five");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fx->timeline)), ==, n);
  g_assert_cmpuint (fx->n_sent, ==, 1);
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "Another");

  g_assert_null (chat_conversation_get_edit (fx->conversation, NULL));
}

/* Who goes elsewhere takes nothing along, and finds it again; not so what was deleted meanwhile. */
static void
test_edit_stays (Fixture       *fx,
                 gconstpointer  data)
{
  ChatConversation *other = chat_fixture_get_conversation (fx->client, 1);
  ChatAccount *account = chat_fixture_get_account (fx->client);
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  gtk_text_buffer_set_text (fx->buffer, "At fvie", -1);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  ui_test_wait_for (fx->n_sent == 1);
  message = g_list_model_get_item (G_LIST_MODEL (fx->timeline),
                                   g_list_model_get_n_items (G_LIST_MODEL (fx->timeline)) - 1);
  gtk_text_buffer_set_text (fx->buffer, "Another", -1);
  ui_composer_edit (fx->composer, message);
  gtk_text_buffer_set_text (fx->buffer, "At five", -1);

  ui_composer_set_conversation (fx->composer, other, account);
  g_assert_null (get_editing (fx));
  assert_text (fx, "");
  ui_composer_set_conversation (fx->composer, fx->conversation, account);
  g_assert_true (get_editing (fx) == message);
  assert_text (fx, "At five");
  g_assert_true (press (fx, GDK_KEY_Escape, 0));
  assert_text (fx, "Another");

  ui_composer_edit (fx->composer, message);
  ui_composer_set_conversation (fx->composer, other, account);
  chat_conversation_delete_message_async (fx->conversation, message, NULL,
                                          chat_fixture_result_cb, &result);
  g_assert_true (chat_conversation_delete_message_finish (
    fx->conversation, chat_fixture_wait_result (&result), NULL));
  ui_composer_set_conversation (fx->composer, fx->conversation, account);
  g_assert_null (get_editing (fx));
  assert_text (fx, "Another");
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* What could not be stored comes back, with what was typed meanwhile. */
static void
test_not_stored (Fixture       *fx,
                 gconstpointer  data)
{
  gboolean stopped = FALSE;

  chat_client_stop_async (fx->client, NULL, stopped_cb, &stopped);
  ui_test_wait_for (stopped);
  gtk_text_buffer_set_text (fx->buffer, "precious", -1);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  assert_text (fx, "");
  gtk_text_buffer_set_text (fx->buffer, "more", -1);
  ui_test_wait_for (fx->error != NULL);
  g_assert_cmpuint (fx->n_sent, ==, 0);
  assert_text (fx, "precious\nmore");
  g_assert_true (gtk_widget_get_sensitive (fx->send));
}

/* The same when the person writes to somebody else by then. */
static void
test_not_stored_elsewhere (Fixture       *fx,
                           gconstpointer  data)
{
  ChatConversation *other = chat_fixture_get_conversation (fx->client, 1);
  gboolean stopped = FALSE;

  chat_client_stop_async (fx->client, NULL, stopped_cb, &stopped);
  ui_test_wait_for (stopped);
  gtk_text_buffer_set_text (fx->buffer, "precious", -1);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  gtk_text_buffer_set_text (fx->buffer, "more", -1);
  ui_composer_set_conversation (fx->composer, other, chat_fixture_get_account (fx->client));
  gtk_text_buffer_set_text (fx->buffer, "for another", -1);
  ui_test_wait_for (fx->error != NULL);
  assert_text (fx, "for another");
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "precious\nmore");
}

/* The same while a message is changed: that is something else. */
static void
test_not_stored_editing (Fixture       *fx,
                         gconstpointer  data)
{
  g_autoptr(ChatMessage) message = NULL;
  gboolean stopped = FALSE;

  gtk_text_buffer_set_text (fx->buffer, "mine", -1);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  ui_test_wait_for (fx->n_sent == 1);
  message = g_list_model_get_item (G_LIST_MODEL (fx->timeline),
                                   g_list_model_get_n_items (G_LIST_MODEL (fx->timeline)) - 1);
  chat_client_stop_async (fx->client, NULL, stopped_cb, &stopped);
  ui_test_wait_for (stopped);
  gtk_text_buffer_set_text (fx->buffer, "precious", -1);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  gtk_text_buffer_set_text (fx->buffer, "more", -1);
  ui_composer_edit (fx->composer, message);
  gtk_text_buffer_set_text (fx->buffer, "mine, too", -1);
  ui_test_wait_for (fx->error != NULL);
  assert_text (fx, "mine, too");
  g_assert_true (get_editing (fx) == message);
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "precious\nmore");

  /* What changes it cannot be stored either: it is there when one comes back. */
  g_clear_pointer (&fx->error, g_free);
  g_assert_true (press (fx, GDK_KEY_Return, 0));
  assert_text (fx, "precious\nmore");
  ui_composer_set_conversation (fx->composer, chat_fixture_get_conversation (fx->client, 1),
                                chat_fixture_get_account (fx->client));
  ui_test_wait_for (fx->error != NULL);
  assert_text (fx, "");
  ui_composer_set_conversation (fx->composer, fx->conversation,
                                chat_fixture_get_account (fx->client));
  assert_text (fx, "mine, too");
  g_assert_true (get_editing (fx) == message);
  g_assert_true (press (fx, GDK_KEY_Escape, 0));
  assert_text (fx, "precious\nmore");
}

static void
test_height (Fixture       *fx,
             gconstpointer  data)
{
  static const guint lines[] = { 1, 4, 8, 9, 30 };
  int heights[G_N_ELEMENTS (lines)];

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr(GString) text = g_string_new ("x");

      for (guint j = 1; j < lines[i]; j++)
        g_string_append (text, "\nx");
      gtk_text_buffer_set_text (fx->buffer, text->str, -1);
      gtk_test_widget_wait_for_draw (fx->window);
      gtk_test_widget_wait_for_draw (fx->window);
      heights[i] = gtk_widget_get_height (GTK_WIDGET (fx->composer));
    }

  g_assert_cmpint (heights[0], <, heights[1]);
  g_assert_cmpint (heights[1], <, heights[2]);
  g_assert_cmpint (heights[2], ==, heights[3]);
  g_assert_cmpint (heights[3], ==, heights[4]);
}

static void
test_emoji (Fixture       *fx,
            gconstpointer  data)
{
  GtkMenuButton *button = ui_test_child (fx->composer, "emoji");
  GtkPopover *chooser;

  g_assert_null (gtk_menu_button_get_popover (button));
  gtk_text_buffer_set_text (fx->buffer, "ab", -1);
  g_assert_true (press (fx, GDK_KEY_period, GDK_CONTROL_MASK));
  chooser = gtk_menu_button_get_popover (button);
  g_assert_true (GTK_IS_EMOJI_CHOOSER (chooser));
  g_signal_emit_by_name (chooser, "emoji-picked", "🎉");
  assert_text (fx, "ab🎉");
  gtk_menu_button_popdown (button);
  ui_test_settle ();
}

static void
test_pages (Fixture       *fx,
            gconstpointer  data)
{
  g_assert_true (press (fx, GDK_KEY_Page_Up, 0));
  g_assert_cmpint (fx->pages, ==, -1);
  g_assert_true (press (fx, GDK_KEY_Page_Down, 0));
  g_assert_cmpint (fx->pages, ==, 1);
  g_assert_false (press (fx, GDK_KEY_Page_Down, GDK_SHIFT_MASK));
  g_assert_false (press (fx, GDK_KEY_Down, 0));
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/ui/composer/enter", test_enter },
    { "/ui/composer/blank", test_blank },
    { "/ui/composer/input-method", test_input_method },
    { "/ui/composer/draft", test_draft },
    { "/ui/composer/draft-while-typing", test_draft_while_typing },
    { "/ui/composer/placeholder", test_placeholder },
    { "/ui/composer/too-long", test_too_long },
    { "/ui/composer/paste", test_paste },
    { "/ui/composer/paste-late", test_paste_late },
    { "/ui/composer/paste-fails", test_paste_fails },
    { "/ui/composer/edit", test_edit },
    { "/ui/composer/edit-stays", test_edit_stays },
    { "/ui/composer/not-stored", test_not_stored },
    { "/ui/composer/not-stored-elsewhere", test_not_stored_elsewhere },
    { "/ui/composer/not-stored-editing", test_not_stored_editing },
    { "/ui/composer/height", test_height },
    { "/ui/composer/emoji", test_emoji },
    { "/ui/composer/pages", test_pages },
  };

  /* Nothing can be stored there. */
  g_setenv ("XDG_DATA_HOME", "/dev/null", TRUE);
  ui_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
