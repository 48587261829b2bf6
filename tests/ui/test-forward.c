/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that hands a message on. */
#include "archive-file.h"
#include "archive-row.h"
#include "chat-client-private.h"
#include "chat-contact-private.h"
#include "chat-error.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-store.h"
#include "ui-chat-picker.h"
#include "ui-forward.h"
#include "ui-message-body.h"
#include "ui-message-row.h"
#include "ui-picture-viewer.h"
#include "ui-show-file.h"
#include "ui-test.h"
#include "ui-window.h"

#include <glib/gstdio.h>

/* The main window with the first conversation, where somebody has said something. */
typedef struct {
  ChatClient  *client;
  GSettings   *settings;
  UiWindow    *window;
  ChatMessage *message; /* borrowed */
  GtkWidget   *dialog;  /* (nullable): once it is open */
  GtkWidget   *picker;
  GtkWidget   *entry;
  GtkWidget   *send;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  ChatConversation *conversation;

  fx->client = chat_fixture_new_client_with (6, 3);
  fx->settings = ui_test_new_settings ();
  fx->window = ui_window_new (NULL, fx->client, fx->settings);
  conversation = chat_fixture_get_conversation (fx->client, 0);
  fx->message = chat_fixture_receive (fx->client, conversation, "The train goes at six");
  ui_window_show_conversation (fx->window, conversation);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fx->window));
  ui_test_settle ();
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_fixture_settle (fx->client);
  ui_test_close (&fx->window);
  g_object_unref (fx->settings);
  chat_fixture_clear_client (&fx->client);
}

static GtkWidget *
find_row (GtkWidget   *root,
          ChatMessage *message)
{
  if (UI_IS_MESSAGE_ROW (root) && ui_message_row_get_message (UI_MESSAGE_ROW (root)) == message)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, message);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
take_dialog (Fixture *fx)
{
  fx->dialog = ui_test_find_window (UI_TYPE_FORWARD);
  g_assert_nonnull (fx->dialog);
  g_object_add_weak_pointer (G_OBJECT (fx->dialog), (gpointer *) &fx->dialog);
  fx->picker = ui_test_child (fx->dialog, "picker");
  fx->entry = ui_test_child (fx->picker, "entry");
  fx->send = ui_test_child (fx->dialog, "send");
  ui_test_settle ();
}

/* As its menu does */
static void
open_dialog (Fixture *fx)
{
  GtkWidget *row = NULL;

  ui_test_wait_for ((row = find_row (GTK_WIDGET (fx->window), fx->message)) != NULL);
  g_assert_true (gtk_widget_activate_action (row, "message.forward", NULL));
  take_dialog (fx);
}

static void
wait_closed (Fixture *fx)
{
  ui_test_wait_for (fx->dialog == NULL);
  g_assert_null (ui_test_find_window (UI_TYPE_FORWARD));
}

/* Types some of their name, and takes who is found first. */
static void
choose (Fixture    *fx,
        const char *typed,
        guint       n_chosen)
{
  gtk_editable_set_text (GTK_EDITABLE (fx->entry), typed);
  g_signal_emit_by_name (fx->entry, "activate");
  ui_test_settle ();
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fx->entry)), ==, "");
  g_assert_cmpuint (ui_chat_picker_get_count (UI_CHAT_PICKER (fx->picker)), ==, n_chosen);
}

/* The last but @before of what was said there */
static ChatMessage *
get_last (ChatConversation *conversation,
          guint             before)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);
  g_autoptr(ChatMessage) message = NULL;
  guint n_items;

  ui_test_wait_for (!chat_timeline_get_loading (timeline));
  n_items = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  g_assert_cmpuint (n_items, >, before);
  message = g_list_model_get_item (G_LIST_MODEL (timeline), n_items - 1 - before);
  g_assert_true (chat_message_is_outgoing (message));
  return g_steal_pointer (&message);
}

static void
assert_said (ChatConversation *conversation,
             guint             before,
             const char       *text)
{
  g_autoptr(ChatMessage) message = get_last (conversation, before);

  g_assert_cmpstr (chat_message_get_body (message), ==, text);
}

/* How many rows there are, headings too */
static guint
count_found (Fixture *fx)
{
  GtkWidget *view = ui_test_child (fx->picker, "view");

  return g_list_model_get_n_items (G_LIST_MODEL (
    gtk_list_view_get_model (GTK_LIST_VIEW (view))));
}

static void
test_to_two (Fixture       *fx,
             gconstpointer  data)
{
  ChatConversation *first = chat_fixture_get_conversation (fx->client, 1);
  ChatConversation *second = chat_fixture_get_conversation (fx->client, 2);
  guint n_all;

  open_dialog (fx);
  ui_test_wait_for (gtk_widget_get_mapped (fx->send));
  g_assert_false (gtk_widget_get_sensitive (fx->send));
  n_all = count_found (fx);
  g_assert_cmpuint (n_all, >=, 6);

  /* Who types sees fewer, and a name that nobody has finds none. */
  gtk_editable_set_text (GTK_EDITABLE (fx->entry), chat_conversation_get_title (first));
  ui_test_wait_for (count_found (fx) < n_all);
  gtk_editable_set_text (GTK_EDITABLE (fx->entry), "qqqq");
  ui_test_wait_for (count_found (fx) == 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (fx->picker, "stack")), ==,
                   "none");

  choose (fx, chat_conversation_get_title (first), 1);
  ui_test_wait_for (gtk_widget_get_sensitive (fx->send));
  choose (fx, chat_conversation_get_title (first), 0); /* once more: no */
  g_assert_false (gtk_widget_get_sensitive (fx->send));
  choose (fx, chat_conversation_get_title (first), 1);
  choose (fx, chat_conversation_get_address (second), 2);

  gtk_editable_set_text (ui_test_child (fx->dialog, "comment"), "Hurry up");
  ui_test_click (fx->send);
  g_assert_false (gtk_widget_get_sensitive (fx->send)); /* not twice */
  wait_closed (fx);
  assert_said (first, 1, "Hurry up");
  assert_said (first, 0, "The train goes at six");
  assert_said (second, 1, "Hurry up");
  assert_said (second, 0, "The train goes at six");
}

/* The toast leads to the one it went to. */
static void
test_toast_opens (Fixture       *fx,
                  gconstpointer  data)
{
  ChatConversation *to = chat_fixture_get_conversation (fx->client, 3);
  GtkWidget *button = NULL;

  open_dialog (fx);
  choose (fx, chat_conversation_get_title (to), 1);
  ui_test_wait_for (gtk_widget_get_sensitive (fx->send));
  g_signal_emit_by_name (ui_test_child (fx->dialog, "comment"), "activate");
  wait_closed (fx);
  assert_said (to, 0, "The train goes at six");
  ui_test_wait_for ((button = ui_test_find (fx->window, GTK_TYPE_BUTTON, "_Open")) != NULL);
  ui_test_click (button);
  ui_test_settle ();
  g_assert_true (ui_window_get_conversation (fx->window) == to);
}

/* Also whoever has closed the dialog meanwhile hears what has become of it. */
static void
test_closed_meanwhile (Fixture       *fx,
                       gconstpointer  data)
{
  ChatConversation *to = chat_fixture_get_conversation (fx->client, 3);
  g_autoptr(GError) blocked = g_error_new_literal (CHAT_ERROR, CHAT_ERROR_BLOCKED, "");
  g_autofree char *sentence = chat_error_to_text (blocked);
  g_autofree char *name = ui_message_body_isolate (chat_conversation_get_title (to));
  g_autofree char *text = g_strdup_printf ("%s: %s", name, sentence);

  open_dialog (fx);
  choose (fx, chat_conversation_get_title (to), 1);
  ui_test_wait_for (gtk_widget_get_sensitive (fx->send));
  chat_contact_set_blocked (chat_conversation_get_contact (to), TRUE);
  g_signal_emit_by_name (fx->send, "clicked"); /* at once: nothing is sent yet */
  gtk_window_close (GTK_WINDOW (fx->dialog));
  wait_closed (fx);
  ui_test_wait_for (ui_test_find (fx->window, GTK_TYPE_LABEL, text) != NULL);
}

static void
test_escape_closes (Fixture       *fx,
                    gconstpointer  data)
{
  open_dialog (fx);
  choose (fx, chat_conversation_get_title (chat_fixture_get_conversation (fx->client, 1)), 1);
  g_assert_true (ui_test_press (fx->dialog, "Escape"));
  wait_closed (fx);

  /* The search has the keyboard, and takes the key first. */
  open_dialog (fx);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fx->dialog)),
                                         fx->entry));
  g_signal_emit_by_name (fx->entry, "stop-search");
  wait_closed (fx);
}

/* Whom we have blocked is there, and says so, but cannot be chosen. */
static void
test_blocked (Fixture       *fx,
              gconstpointer  data)
{
  ChatConversation *to = chat_fixture_get_conversation (fx->client, 2);
  GtkWidget *label = NULL;

  chat_contact_set_blocked (chat_conversation_get_contact (to), TRUE);
  open_dialog (fx);
  gtk_editable_set_text (GTK_EDITABLE (fx->entry), chat_conversation_get_address (to));
  ui_test_wait_for ((label = ui_test_find (fx->picker, GTK_TYPE_LABEL, "Blocked")) != NULL);
  g_signal_emit_by_name (fx->entry, "activate");
  g_assert_cmpuint (ui_chat_picker_get_count (UI_CHAT_PICKER (fx->picker)), ==, 0);
  g_assert_false (gtk_widget_get_sensitive (fx->send));
  gtk_window_close (GTK_WINDOW (fx->dialog));
  wait_closed (fx);
}

/* An address that is typed becomes a contact when it is chosen, and what stands on the way there
 * becomes none. */
static void
test_address (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatAccount) account = g_list_model_get_item (chat_client_get_accounts (fx->client), 0);
  const char *names[] = { "stranger@elsewhere.li", "stranger@elsewhere.lit" };
  GtkWidget *label = NULL;
  ChatContact *contact;

  open_dialog (fx);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (fx->entry), names[i]);
      ui_test_wait_for ((label = ui_test_find (fx->picker, GTK_TYPE_LABEL, names[i])) != NULL);
      g_assert_null (chat_account_find_contact (account, names[i]));
    }

  choose (fx, names[1], 1);
  contact = chat_account_find_contact (account, names[1]);
  g_assert_nonnull (contact);
  g_assert_null (chat_account_find_contact (account, names[0]));
  choose (fx, names[1], 0); /* once more: no */
  chat_contact_set_blocked (contact, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (fx->entry), names[1]);
  ui_test_wait_for ((label = ui_test_find (fx->picker, GTK_TYPE_LABEL, "Blocked")) != NULL);
  chat_contact_set_blocked (contact, FALSE);
  choose (fx, names[1], 1);
  ui_test_wait_for (gtk_widget_get_sensitive (fx->send));
  ui_test_click (fx->send);
  wait_closed (fx);
  assert_said (chat_client_get_conversation (fx->client, account, names[1], NULL), 0,
               "The train goes at six");
}

static ChatMessage *
new_file (Fixture    *fx,
          const char *url,
          const char *path)
{
  g_autoptr(ArchiveMessage) row = archive_message_new ();
  g_autoptr(GPtrArray) rows = g_ptr_array_new ();
  g_autoptr(GPtrArray) messages = NULL;
  ArchiveFile *file = archive_file_new ();

  row->id = url != NULL ? 4711 : g_str_has_prefix (path, "/nonexistent") ? 4712 : 4713;
  row->sender = g_strdup ("romeo@montague.lit");
  row->with = g_strdup ("romeo@montague.lit");
  row->kind = ARCHIVE_MESSAGE_FILE;
  row->files = archive_files_new ();
  file->name = g_strdup ("plan.pdf");
  file->type = g_strdup ("application/pdf");
  file->size_bytes = 8;
  file->url = g_strdup (url);
  file->path = g_strdup (path);
  file->direct = path != NULL ? ARCHIVE_DIRECT_OFFERED : ARCHIVE_DIRECT_NONE;
  g_ptr_array_add (row->files, file);
  g_ptr_array_add (rows, row);
  messages = chat_store_wrap (fx->client->store, rows);
  return g_ptr_array_steal_index (messages, 0);
}

/* A file on a server is told of; one that is only here says that it is sent once more; one that is
 * nowhere cannot be handed on, which is said at once. */
static void
test_file (Fixture       *fx,
           gconstpointer  data)
{
  ChatConversation *to = chat_fixture_get_conversation (fx->client, 1);
  g_autoptr(ChatMessage) there = new_file (fx, "https://files.example/1/plan.pdf", NULL);
  g_autoptr(ChatMessage) nowhere = new_file (fx, NULL, "/nonexistent/plan.pdf");
  g_autoptr(ChatMessage) here = NULL;
  g_autoptr(ChatMessage) sent = NULL;
  g_autofree char *path = NULL;
  int handle = g_file_open_tmp ("charla-XXXXXX.pdf", &path, NULL);

  g_assert_cmpint (handle, >=, 0);
  g_close (handle, NULL);
  g_assert_true (g_file_set_contents (path, "12345678", 8, NULL));
  here = new_file (fx, NULL, path);

  ui_forward_present (GTK_WIDGET (fx->window), NULL, there, NULL);
  take_dialog (fx);
  g_assert_nonnull (ui_test_find (fx->dialog, GTK_TYPE_LABEL, "plan.pdf"));
  choose (fx, chat_conversation_get_title (to), 1);
  ui_test_wait_for (gtk_widget_get_sensitive (fx->send));
  g_assert_false (gtk_widget_get_visible (ui_test_child (fx->dialog, "note")));
  ui_test_click (fx->send);
  wait_closed (fx);
  sent = get_last (to, 0);
  g_assert_cmpstr (chat_file_get_url (chat_message_get_file (sent)), ==,
                   "https://files.example/1/plan.pdf");

  ui_forward_present (GTK_WIDGET (fx->window), NULL, here, NULL);
  take_dialog (fx);
  ui_test_wait_for (gtk_widget_get_visible (ui_test_child (fx->dialog, "note")));
  gtk_window_close (GTK_WINDOW (fx->dialog));
  wait_closed (fx);

  ui_forward_present (GTK_WIDGET (fx->window), NULL, nowhere, NULL);
  take_dialog (fx);
  ui_test_wait_for (gtk_widget_get_visible (ui_test_child (fx->dialog, "nothing")));
  g_assert_false (gtk_widget_get_mapped (fx->entry));
  g_assert_false (gtk_widget_get_mapped (fx->send));
  g_assert_false (gtk_widget_get_sensitive (fx->send));
  g_assert_true (ui_test_press (fx->dialog, "Escape"));
  wait_closed (fx);
  g_unlink (path);
}

/* From where a picture is shown large it goes by itself; what says so leads to where it went, past
 * what covers it. */
static void
test_from_viewer (Fixture       *fx,
                  gconstpointer  data)
{
  ChatConversation *from = chat_fixture_get_conversation (fx->client, 0);
  ChatConversation *to = chat_fixture_get_conversation (fx->client, 3);
  g_autofree char *path = NULL;
  int handle = g_file_open_tmp ("charla-XXXXXX.png", &path, NULL);
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(ChatMessage) sent = NULL;
  g_autoptr(ArchiveFile) row = NULL;
  ChatFile *file;
  GtkWidget *viewer;
  GtkWidget *button = NULL;

  g_assert_cmpint (handle, >=, 0);
  g_close (handle, NULL);
  message = new_file (fx, NULL, path);
  file = chat_message_get_file (message);
  row = archive_file_copy (chat_file_get_row (file));
  g_free (row->type);
  row->type = g_strdup ("image/png");
  row->url = g_strdup ("https://files.example/1/plan.png");
  row->direct = ARCHIVE_DIRECT_NONE;
  chat_file_update (file, row);

  ui_show_file (GTK_WIDGET (fx->window), from, NULL, message, file);
  viewer = ui_test_find_window (UI_TYPE_PICTURE_VIEWER);
  g_assert_nonnull (viewer);
  g_object_add_weak_pointer (G_OBJECT (viewer), (gpointer *) &viewer);
  g_assert_true (ui_test_press (viewer, "<Control><Shift>f"));
  take_dialog (fx);
  g_assert_nonnull (ui_test_find (fx->dialog, GTK_TYPE_LABEL, "Picture"));
  choose (fx, chat_conversation_get_title (to), 1);
  ui_test_wait_for (gtk_widget_get_sensitive (fx->send));
  ui_test_click (fx->send);
  wait_closed (fx);
  sent = get_last (to, 0);
  g_assert_cmpstr (chat_file_get_url (chat_message_get_file (sent)), ==, row->url);

  ui_test_wait_for ((button = ui_test_find (viewer, GTK_TYPE_BUTTON, "_Open")) != NULL);
  ui_test_click (button);
  ui_test_wait_for (viewer == NULL);
  g_assert_true (ui_window_get_conversation (fx->window) == to);
  g_unlink (path);
}

/* Its window goes while it is looked where the files are. */
static void
test_window_goes (Fixture       *fx,
                  gconstpointer  data)
{
  UiWindow *other = ui_window_new (NULL, fx->client, fx->settings);

  gtk_window_present (GTK_WINDOW (other));
  ui_forward_present (GTK_WIDGET (other), NULL, fx->message, NULL);
  take_dialog (fx);
  ui_test_close (&other);
  wait_closed (fx);
}

#define ADD(name, func) g_test_add ("/ui/forward/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  ADD ("to-two", test_to_two);
  ADD ("toast-opens", test_toast_opens);
  ADD ("closed-meanwhile", test_closed_meanwhile);
  ADD ("escape-closes", test_escape_closes);
  ADD ("address", test_address);
  ADD ("blocked", test_blocked);
  ADD ("file", test_file);
  ADD ("from-viewer", test_from_viewer);
  ADD ("window-goes", test_window_goes);
  return g_test_run ();
}
