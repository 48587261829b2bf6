/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-message-private.h"
#include "ui-fold-words.h"
#include "ui-message-row.h"
#include "ui-test.h"

#include <string.h>

#define NOON_US (1710241200 * (gint64) G_USEC_PER_SEC)

static ChatNote *
make (ChatNoteKind  kind,
      const char   *nick,
      guint64       serial)
{
  ChatNote *note = g_new0 (ChatNote, 1);

  note->kind = kind;
  note->time_us = NOON_US;
  note->nick = g_strdup (nick);
  note->serial = serial;
  return note;
}

static GPtrArray *
make_notes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) chat_note_free);
}

static void
drop_isolates (char *text)
{
  g_autoptr(GString) plain = g_string_new (text);

  g_string_replace (plain, "\342\201\250", "", 0);
  g_string_replace (plain, "\342\201\251", "", 0);
  strcpy (text, plain->str);
}

#define assert_sum(notes, dropped, expected) \
  G_STMT_START { \
    ChatFold fold_ = { notes, dropped }; \
    g_autofree char *sum_ = ui_fold_words_sum (&fold_); \
    drop_isolates (sum_); \
    g_assert_cmpstr (sum_, ==, expected); \
  } G_STMT_END

static void
test_words (void)
{
  static const char *const nicks[] = { "Ana", "Luis", "Marta", "Ben", "Zoe" };
  g_autoptr(GPtrArray) notes = make_notes ();
  g_autoptr(GPtrArray) others = make_notes ();
  ChatNote *note;

  g_ptr_array_add (notes, make (CHAT_NOTE_CAME, "Ana", 1));
  assert_sum (notes, 0, "Ana came in");
  g_ptr_array_add (notes, make (CHAT_NOTE_CAME, "Luis", 2));
  assert_sum (notes, 0, "Ana and Luis came in");
  for (guint i = 2; i < G_N_ELEMENTS (nicks); i++)
    g_ptr_array_add (notes, make (CHAT_NOTE_CAME, nicks[i], i + 1));
  g_ptr_array_add (notes, make (CHAT_NOTE_LEFT, "Eva", 20));
  assert_sum (notes, 0, "Ana, Luis, Marta and 2 more came in; Eva left");
  assert_sum (notes, 7, "Ana, Luis, Marta and 2 more came in; Eva left; 7 more before");

  note = make (CHAT_NOTE_RENAMED, "Eva", 1);
  note->new_nick = g_strdup ("Eve");
  g_ptr_array_add (others, note);
  note = make (CHAT_NOTE_AFFILIATION, "Luis", 2);
  note->affiliation = CHAT_AFFILIATION_MEMBER;
  g_ptr_array_add (others, note);
  note = make (CHAT_NOTE_AFFILIATION, "Ben", 3);
  note->affiliation = CHAT_AFFILIATION_OWNER;
  g_ptr_array_add (others, note);
  assert_sum (others, 0, "Eva is called Eve now; Luis is a member now; Ben is an owner now");
}

/* What would turn the line round, or be a line of its own, is none. */
static void
test_hostile (void)
{
  g_autoptr(GPtrArray) notes = make_notes ();

  g_ptr_array_add (notes, make (CHAT_NOTE_CAME, "\342\200\256Ana\nEva left", 1));
  assert_sum (notes, 0, "Ana Eva left came in");
}

static char *
dup_label (GtkWidget *widget)
{
  char *text = g_strdup (GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
                                               : gtk_button_get_label (GTK_BUTTON (widget)));

  drop_isolates (text);
  return text;
}

static GtkWidget *
find_fold (GtkWidget *row)
{
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "fold"))
      return child;

  return NULL;
}

static void
unfold_cb (UiMessageRow     *row,
           ChatMessage      *message,
           UiMessageContext *context)
{
  ui_message_context_turn_fold (context, chat_message_get_id (message));
  ui_message_row_update_fold (row);
}

/* Below the message, in one line that tells more when it is asked, with the keyboard as well. */
static void
test_row (void)
{
  const ChatMessageInit init = {
    .id = 5, .time_us = NOON_US, .sort_us = NOON_US, .conversation_id = 1, .text.body = "Hello",
    .sender = "marta@office.example", .sender_name = "Marta", .state = CHAT_MESSAGE_RECEIVED,
  };
  UiMessageContext context = { 0 };
  g_autoptr(ChatMessage) message = chat_message_new (&init);
  g_autoptr(GPtrArray) notes = make_notes ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *row;
  GtkWidget *fold;
  GtkWidget *events;
  g_autofree char *sum = NULL;
  g_autofree char *told = NULL;
  g_autofree char *time = NULL;
  g_autofree char *expected = NULL;
  int height;

  ui_message_context_init (&context);
  context.notes = chat_notes_new ();
  row = ui_message_row_new (&context);
  g_signal_connect (row, "unfold", G_CALLBACK (unfold_cb), &context);
  gtk_window_set_child (GTK_WINDOW (window), row);
  ui_message_row_bind (UI_MESSAGE_ROW (row), message, NULL);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_assert_null (find_fold (row));
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 500, NULL, &height, NULL, NULL);

  g_ptr_array_add (notes, make (CHAT_NOTE_LEFT, "Eva", 20));
  chat_notes_take (context.notes, 5, notes);
  ui_message_row_update_fold (UI_MESSAGE_ROW (row));
  fold = find_fold (row);
  events = gtk_widget_get_next_sibling (fold);
  sum = dup_label (fold);
  g_assert_cmpstr (sum, ==, "Eva left");
  g_assert_false (gtk_widget_get_child_visible (events));
  {
    int now;

    gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 500, NULL, &now, NULL, NULL);
    g_assert_cmpint (now, >, height);
  }

  g_assert_true (gtk_widget_grab_focus (fold));
  g_assert_true (gtk_widget_activate (fold));
  ui_test_wait_for (gtk_widget_get_child_visible (events)); /* it shows itself pressed first */
  told = dup_label (events);
  time = ui_clock_format_time (context.clock, NOON_US);
  expected = g_strdup_printf ("%s  Eva left", time);
  g_assert_cmpstr (told, ==, expected);
  g_signal_emit_by_name (fold, "clicked");
  g_assert_false (gtk_widget_get_child_visible (events));

  chat_notes_clear (context.notes);
  ui_message_row_update_fold (UI_MESSAGE_ROW (row));
  g_assert_false (gtk_widget_get_child_visible (fold));
  g_assert_false (gtk_widget_get_can_focus (fold));

  ui_test_close (&window);
  ui_message_context_clear (&context);
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/note-fold/words", test_words);
  g_test_add_func ("/ui/note-fold/hostile", test_hostile);
  g_test_add_func ("/ui/note-fold/row", test_row);
  return g_test_run ();
}
