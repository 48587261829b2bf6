/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a conversation as a whole, over a model that has no server. */
#include "chat-contact-private.h"
#include "chat-conversation-private.h"
#include "chat-fixture.h"
#include "ui-conversation-page.h"
#include "ui-delete-message.h"
#include "ui-message-text.h"
#include "ui-test.h"
#include "ui-timeline-view.h"

#include <glib/gstdio.h>

typedef struct {
  ChatClient         *client;
  ChatConversation   *conversation;
  UiConversationPage *page;
  GtkWidget          *window;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (2, 10);
  fx->conversation = chat_fixture_get_conversation (fx->client, 0);
  fx->page = UI_CONVERSATION_PAGE (ui_conversation_page_new (fx->client));
  fx->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fx->window), 600, 600);
  gtk_window_set_child (GTK_WINDOW (fx->window), GTK_WIDGET (fx->page));
  ui_conversation_page_set_conversation (fx->page, fx->conversation);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fx->page), (gpointer *) &fx->page);
  ui_test_close (&fx->window);
  g_assert_null (fx->page);
  chat_fixture_clear_client (&fx->client);
}

/* A label that is to be read, without the isolates around names */
static gboolean
shows (GtkWidget  *widget,
       const char *text)
{
  if (!gtk_widget_get_child_visible (widget))
    return FALSE;

  if (GTK_IS_LABEL (widget))
    {
      g_autoptr(GString) said = g_string_new (gtk_label_get_text (GTK_LABEL (widget)));

      g_string_replace (said, "\342\201\250", "", 0);
      g_string_replace (said, "\342\201\251", "", 0);
      if (g_str_equal (said->str, text))
        return TRUE;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;

  return FALSE;
}

/* Who is called by another name is so in all that is on the screen. */
static void
test_rename (Fixture       *fx,
             gconstpointer  data)
{
  GtkWidget *list = ui_test_child (fx->page, "list");

  ui_test_wait_for (shows (list, "Marta Ruiz"));
  chat_contact_set_roster (chat_conversation_get_contact (fx->conversation), "Tía Marta", NULL,
                           CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  ui_test_wait_for (shows (list, "Tía Marta"));
  g_assert_false (shows (list, "Marta Ruiz"));
}

static void
look_cb (ChatConversation *conversation,
         gboolean          wants_more,
         guint            *n_looks)
{
  *n_looks += wants_more;
}

/* Whether @sign lies over words */
static gboolean
covers (GtkWidget *sign,
        GtkWidget *widget,
        GtkWidget *window)
{
  graphene_rect_t one, other;

  if (!gtk_widget_get_child_visible (widget))
    return FALSE;

  if (GTK_IS_LABEL (widget) && !g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), "\xc2\xa0")
      && gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (sign, window, &one)
      && gtk_widget_compute_bounds (widget, window, &other)
      && graphene_rect_intersection (&one, &other, NULL))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (covers (sign, child, window))
      return TRUE;
  return FALSE;
}

/* What the server has beyond what is here is asked for when it is reached, and never denied. */
static void
test_older (Fixture       *fx,
            gconstpointer  data)
{
  GtkWidget *list = ui_test_child (fx->page, "list");
  GtkWidget *loading = ui_test_child (list, "loading");
  guint n_looks = 0;

  g_signal_connect (fx->conversation, "look", G_CALLBACK (look_cb), &n_looks);
  ui_test_wait_for (shows (list, "This is where your conversation with Marta Ruiz begins"));
  chat_conversation_set_older (fx->conversation, CHAT_OLDER_OFFLINE, 0);
  ui_test_wait_for (shows (list, "Older messages come when you are online again"));
  g_assert_false (shows (list, "This is where your conversation with Marta Ruiz begins"));
  g_assert_cmpuint (n_looks, ==, 0);

  chat_conversation_set_older (fx->conversation, CHAT_OLDER_THERE, 0);
  ui_test_wait_for (n_looks > 0);
  ui_test_wait_for (!shows (list, "Older messages come when you are online again"));
  g_assert_false (gtk_widget_get_visible (loading));
  chat_conversation_set_older (fx->conversation, CHAT_OLDER_COMING, 0);
  g_assert_true (gtk_widget_get_visible (loading));
  g_assert_true (ui_test_press (ui_test_find (list, UI_TYPE_TIMELINE_VIEW, NULL), "Home"));
  gtk_test_widget_wait_for_draw (fx->window);
  g_assert_false (covers (loading, list, fx->window));

  /* It brought nothing to be seen, but there is more. */
  n_looks = 0;
  chat_conversation_set_older (fx->conversation, CHAT_OLDER_THERE, 0);
  ui_test_wait_for (n_looks > 0);
  chat_conversation_set_older (fx->conversation, CHAT_OLDER_NONE, 0);
  ui_test_wait_for (shows (list, "This is where your conversation with Marta Ruiz begins"));
  g_assert_false (gtk_widget_get_visible (loading));
}

/* The keyboard is never left with nobody. */
static void
test_find_closes (Fixture       *fx,
                  gconstpointer  data)
{
  GtkWidget *composer = ui_test_child (fx->page, "composer");
  GtkWidget *focus;

  ui_conversation_page_set_search_mode (fx->page, TRUE);
  ui_test_settle ();
  focus = gtk_root_get_focus (GTK_ROOT (fx->window));
  g_assert_nonnull (focus);
  g_assert_false (gtk_widget_is_ancestor (focus, composer));

  g_signal_emit_by_name (gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY), "stop-search");
  ui_test_settle ();
  g_assert_false (gtk_widget_get_mapped (focus));
  focus = gtk_root_get_focus (GTK_ROOT (fx->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, composer));
}

static void
failed_cb (const GError *error,
           gpointer      user_data)
{
  g_assert_not_reached ();
}

/* The window goes before the question is answered: nothing is deleted, and nothing is kept. */
static void
test_question_unanswered (Fixture       *fx,
                          gconstpointer  data)
{
  ChatTimeline *timeline = chat_conversation_open_timeline (fx->conversation);
  g_autoptr(ChatMessage) message = NULL;
  GtkWidget *window = gtk_window_new ();
  GtkWidget *dialog;
  guint n_messages;

  ui_test_wait_for (!chat_timeline_get_loading (timeline));
  n_messages = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  message = g_list_model_get_item (G_LIST_MODEL (timeline), 0);
  gtk_window_present (GTK_WINDOW (window));
  ui_delete_message_ask (window, fx->conversation, message, failed_cb, NULL);
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
  chat_fixture_settle (fx->client);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, n_messages);
  g_assert_finalize_object (timeline);
}

static void
test_deletes (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
  g_autoptr(ChatMessage) message = NULL;
  guint n_messages;

  ui_test_wait_for (!chat_timeline_get_loading (timeline));
  n_messages = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  message = g_list_model_get_item (G_LIST_MODEL (timeline), 0);
  ui_delete_message_ask (GTK_WIDGET (fx->page), fx->conversation, message, failed_cb, NULL);
  ui_test_answer (fx->window, "yes");
  ui_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == n_messages - 1);
}

static gboolean
can_send (GtkWidget *dialog)
{
  return adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "send");
}

/* Borrowed from @timeline */
static ChatMessage *
get_last (ChatTimeline *timeline)
{
  GListModel *list = G_LIST_MODEL (timeline);
  g_autoptr(ChatMessage) last = g_list_model_get_item (list, g_list_model_get_n_items (list) - 1);

  return last;
}

/* Files that are pasted, dropped or chosen are shown before they are sent, and may be left out. */
static void
test_files (Fixture       *fx,
            gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *folder_uri = g_filename_to_uri (g_get_tmp_dir (), NULL, NULL);
  int fd = g_file_open_tmp ("charla-XXXXXX.txt", &path, NULL);
  GtkWidget *list = ui_test_child (fx->page, "list");
  GtkWidget *dialog;
  GtkWidget *row;
  ChatMessage *sent;
  ChatFile *file;
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "Hello", -1, NULL));
  uri = g_filename_to_uri (path, NULL, NULL);
  {
    const char *const uris[] = { uri, folder_uri, NULL };

    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->page), "conversation.attach-files",
                                               "^as", uris));
  }

  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  ui_test_wait_for (ui_test_find (dialog, GTK_TYPE_LABEL, "Folders cannot be sent.") != NULL);
  ui_test_wait_for (ui_test_find (dialog, GTK_TYPE_LABEL, "5 bytes") != NULL);
  g_assert_false (can_send (dialog));

  /* The folder is left out. */
  row = gtk_widget_get_ancestor (ui_test_find (dialog, GTK_TYPE_LABEL, "Folders cannot be sent."),
                                 ADW_TYPE_ACTION_ROW);
  ui_test_click (ui_test_find (row, GTK_TYPE_BUTTON, NULL));
  ui_test_wait_for (can_send (dialog));
  ui_test_answer (fx->window, "send");

  ui_test_wait_for (shows (list, "5 bytes") || chat_conversation_get_preview_kind (fx->conversation)
                                                 == CHAT_MESSAGE_FILE);
  ui_test_wait_for (!chat_timeline_get_loading (timeline));
  sent = get_last (timeline);
  file = chat_message_get_file (sent);
  g_assert_nonnull (file);
  g_assert_cmpint (chat_file_get_size (file), ==, 5);
  g_assert_nonnull (chat_file_get_transfer (file));

  /* It can be stopped, which says so, and tried again. */
  chat_transfer_cancel (chat_file_get_transfer (file));
  g_assert_null (chat_file_get_transfer (file));
  ui_test_wait_for (shows (list, "Cancelled. Nothing was sent."));
  sent = get_last (timeline);
  g_assert_cmpint (chat_message_get_state (sent), ==, CHAT_MESSAGE_FAILED);
  chat_conversation_retry (fx->conversation, sent);
  ui_test_wait_for (chat_file_get_transfer (file) != NULL);
  g_assert_cmpint (chat_message_get_state (sent), ==, CHAT_MESSAGE_QUEUED);
  g_unlink (path);
}

/* How many labels of that text can be read */
static guint
count_shown (GtkWidget  *widget,
             const char *text)
{
  guint n = 0;

  if (!gtk_widget_get_child_visible (widget))
    return 0;

  if (GTK_IS_LABEL (widget))
    return g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_shown (child, text);
  return n;
}

#define N_STRAIGHT 5

/* Several at a time that go straight to the contact: each has its row, in the order of the choice,
 * and waits by itself. */
static void
test_files_straight (Fixture       *fx,
                     gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) uris = NULL;
  GtkWidget *list = ui_test_child (fx->page, "list");
  GtkWidget *dialog;
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
  GListModel *messages = G_LIST_MODEL (timeline);
  guint n_before;

  chat_contact_set_roster (chat_conversation_get_contact (fx->conversation), "Marta", NULL,
                           CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  for (guint i = 0; i < N_STRAIGHT; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.txt", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

      g_assert_true (g_file_set_contents (path, "Hello", -1, NULL));
      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  ui_test_wait_for (!chat_timeline_get_loading (timeline));
  n_before = g_list_model_get_n_items (messages);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->page), "conversation.attach-files",
                                             "^as", uris));
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  ui_test_wait_for (can_send (dialog));
  gtk_switch_set_active (ui_test_find (ui_test_find (dialog, ADW_TYPE_ACTION_ROW, "Send directly"),
                                       GTK_TYPE_SWITCH, NULL), TRUE);
  ui_test_answer (fx->window, "send");
  ui_test_wait_for (g_list_model_get_n_items (messages) == n_before + N_STRAIGHT);
  ui_test_wait_for (count_shown (list, "Waiting") == N_STRAIGHT);

  for (guint i = 0; i < N_STRAIGHT; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (messages, n_before + i);
      ChatFile *file = chat_message_get_file (message);

      g_assert_true (chat_file_is_direct (file));
      g_assert_cmpint (chat_file_get_name (file)[0], ==, '0' + (int) i);
      g_assert_nonnull (chat_file_get_transfer (file));
      g_unlink (chat_file_get_path (file));
    }

  /* One can be stopped without the others. */
  {
    g_autoptr(ChatMessage) message = g_list_model_get_item (messages, n_before + 2);

    chat_transfer_cancel (chat_file_get_transfer (chat_message_get_file (message)));
    ui_test_wait_for (chat_message_get_state (message) == CHAT_MESSAGE_FAILED);
  }
  ui_test_wait_for (count_shown (list, "Waiting") == N_STRAIGHT - 1);
  g_rmdir (folder);
}

static void
ask_about (Fixture    *fx,
           const char *uri,
           const char *subtitle)
{
  const char *const uris[] = { uri, NULL };
  GtkWidget *dialog;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->page), "conversation.attach-files",
                                             "^as", uris));
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_false (can_send (dialog)); /* not before it is known */
  ui_test_wait_for (can_send (dialog));
  g_assert_nonnull (ui_test_find (dialog, GTK_TYPE_LABEL, subtitle));
  ui_test_answer (fx->window, "cancel");
}

/* A picture that cannot be cleaned says so before it is sent, to who wants them cleaned. */
static void
test_warning (Fixture       *fx,
              gconstpointer  data)
{
  static const char heic[] = "\0\0\0\x18" "ftypheic\0\0\0\0mif1heic";
  static const char png[] = "\x89PNG\r\n\x1a\n";
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;
  int fd = g_file_open_tmp ("charla-XXXXXX.heic", &path, NULL);
  ChatPolicy policy = CHAT_POLICY_INIT;

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  uri = g_filename_to_uri (path, NULL, NULL);
  g_assert_true (g_file_set_contents (path, heic, sizeof heic - 1, NULL));
  ask_about (fx, uri, "24 bytes\nMay tell where it was taken.");

  policy.clean_pictures = FALSE;
  chat_client_set_policy (fx->client, &policy);
  ask_about (fx, uri, "24 bytes");

  policy.clean_pictures = TRUE;
  chat_client_set_policy (fx->client, &policy);
  g_assert_true (g_file_set_contents (path, png, sizeof png - 1, NULL));
  ask_about (fx, uri, "8 bytes");
  g_unlink (path);
}

static gboolean
is_shown (GtkWidget *dialog)
{
  return gtk_widget_get_mapped (ui_test_find (dialog, GTK_TYPE_SWITCH, NULL));
}

/* A large photograph is sent smaller, unless one wants it as it is, which is remembered. */
static void
test_original_size (Fixture       *fx,
                    gconstpointer  data)
{
  g_autoptr(GByteArray) photo = g_byte_array_new ();
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;
  int fd = g_file_open_tmp ("charla-XXXXXX.jpg", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  uri = g_filename_to_uri (path, NULL, NULL);
  g_byte_array_append (photo, (const guint8 *) "\xff\xd8\xff\xd9", 4);
  g_byte_array_set_size (photo, 1000 * 1000);
  for (guint i = 0; i < 3; i++)
    {
      const char *const uris[] = { uri, NULL };
      g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
      g_autoptr(ChatMessage) message = NULL;
      gboolean is_original = FALSE;
      GtkWidget *dialog;
      guint n_before;

      /* One byte makes it large. */
      g_byte_array_set_size (photo, 1000 * 1000 + MIN (i, 1));
      g_assert_true (g_file_set_contents (path, (const char *) photo->data, photo->len, NULL));
      ui_test_wait_for (!chat_timeline_get_loading (timeline));
      n_before = g_list_model_get_n_items (G_LIST_MODEL (timeline));
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->page),
                                                 "conversation.attach-files", "^as", uris));
      dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
      ui_test_wait_for (can_send (dialog));
      if (i == 0)
        g_assert_false (is_shown (dialog));
      else
        ui_test_wait_for (is_shown (dialog));
      if (i == 2)
        gtk_switch_set_active (GTK_SWITCH (ui_test_find (dialog, GTK_TYPE_SWITCH, NULL)), TRUE);
      ui_test_answer (fx->window, "send");
      ui_test_wait_for (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == n_before + 1);

      message = g_list_model_get_item (G_LIST_MODEL (timeline), n_before);
      g_assert_cmpuint (chat_file_get_fit (chat_message_get_file (message)), ==,
                        i == 1 ? CHAT_PHOTO_FIT : 0);
      g_object_get (fx->page, "original-photos", &is_original, NULL);
      g_assert_cmpint (is_original, ==, i == 2);
      chat_transfer_cancel (chat_file_get_transfer (chat_message_get_file (message)));
    }
  g_unlink (path);
}

#define N_MANY 24

/* Several files stand in the order in which they were chosen, and the text with the first. */
static void
test_many_files (Fixture       *fx,
                 gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (fx->conversation);
  GListModel *messages = G_LIST_MODEL (timeline);
  g_autoptr(ChatMessage) words = NULL;
  char *uris[N_MANY + 1] = { NULL };
  GtkWidget *dialog;
  guint n_before;

  ui_test_wait_for (!chat_timeline_get_loading (timeline));
  n_before = g_list_model_get_n_items (messages);
  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.txt", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_true (g_file_set_contents (path, "Hello", -1, NULL));
      uris[i] = g_filename_to_uri (path, NULL, NULL);
    }
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->page), "conversation.attach-files",
                                             "^as", uris));
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  ui_test_wait_for (can_send (dialog));
  gtk_editable_set_text (GTK_EDITABLE (ui_test_find (dialog, ADW_TYPE_ENTRY_ROW, NULL)), "Look!");
  ui_test_answer (fx->window, "send");
  /* The words go before the files. */
  ui_test_wait_for (g_list_model_get_n_items (messages) == n_before + 1 + N_MANY);
  words = g_list_model_get_item (messages, n_before);
  g_assert_cmpstr (chat_message_get_body (words), ==, "Look!");
  g_assert_null (chat_message_get_file (words));

  for (guint i = 0; i < N_MANY; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (messages, n_before + 1 + i);
      ChatFile *file = chat_message_get_file (message);
      g_autofree char *name = g_strdup_printf ("%02u.txt", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpstr (chat_file_get_name (file), ==, name);
      g_assert_cmpstr (chat_message_get_body (message), ==, "");
      chat_transfer_cancel (chat_file_get_transfer (file));
      g_unlink (path);
      g_free (uris[i]);
    }
  g_rmdir (folder);
}

/* The text of files of which none could be sent is not lost: it is to be written again. */
static void
test_text_without_files (Fixture       *fx,
                         gconstpointer  data)
{
  static const char *const drafts[] = { "Look!", "Look!\nLook!", "Look!\nLook!\nLook!" };
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *written = NULL;
  GtkWidget *text = ui_test_find (fx->page, UI_TYPE_MESSAGE_TEXT, NULL);
  GtkWidget *dialog;
  int fd = g_file_open_tmp ("charla-XXXXXX.txt", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  uri = g_filename_to_uri (path, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (drafts); i++)
    {
      const char *const uris[] = { uri, NULL };

      g_assert_true (g_file_set_contents (path, "Hello", -1, NULL));
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fx->page),
                                                 "conversation.attach-files", "^as", uris));
      dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
      ui_test_wait_for (can_send (dialog));
      gtk_editable_set_text (GTK_EDITABLE (ui_test_find (dialog, ADW_TYPE_ENTRY_ROW, NULL)),
                             "Look!");
      g_unlink (path);
      /* Whoever is elsewhere meanwhile finds it there later. */
      if (i == 2)
        ui_conversation_page_set_conversation (fx->page, NULL);
      ui_test_answer (fx->window, "send");
      ui_test_wait_for (g_strcmp0 (chat_conversation_get_draft (fx->conversation), drafts[i]) == 0);
      ui_test_wait_for (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
    }

  written = ui_message_text_dup (UI_MESSAGE_TEXT (text));
  g_assert_cmpstr (written, ==, "");
}

/* Files that the clipboard has, and does not give */
typedef GdkContentProvider      KeepingProvider;
typedef GdkContentProviderClass KeepingProviderClass;

static GType keeping_provider_get_type (void);
G_DEFINE_TYPE (KeepingProvider, keeping_provider, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
keeping_provider_ref_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST);
}

static gboolean
keeping_provider_get_value (GdkContentProvider  *provider,
                            GValue              *value,
                            GError             **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "They are mine");
  return FALSE;
}

static void
keeping_provider_class_init (KeepingProviderClass *klass)
{
  klass->ref_formats = keeping_provider_ref_formats;
  klass->get_value = keeping_provider_get_value;
}

static void
keeping_provider_init (KeepingProvider *self)
{
}

static void
say_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  *(char **) user_data = g_variant_dup_string (parameter, NULL);
}

static void
test_pasted_nothing (Fixture       *fx,
                     gconstpointer  data)
{
  static const GActionEntry entries[] = { { .name = "say", .activate = say_cb,
                                            .parameter_type = "s" } };
  g_autoptr(GdkContentProvider) provider = g_object_new (keeping_provider_get_type (), NULL);
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkWidget *text = ui_test_find (fx->page, UI_TYPE_MESSAGE_TEXT, NULL);
  g_autofree char *said = NULL;

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, 1, &said);
  gtk_widget_insert_action_group (text, "win", G_ACTION_GROUP (actions));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (fx->window), provider);
  g_signal_emit_by_name (text, "paste-clipboard");
  ui_test_wait_for (said != NULL);
  g_assert_cmpstr (said, ==, "The files could not be pasted: They are mine");
  gdk_clipboard_set_content (gtk_widget_get_clipboard (fx->window), NULL);
}

/* A picture that is pasted is a file before anybody is asked about it; text beside it is text. */
static void
test_pasted_picture (Fixture       *fx,
                     gconstpointer  data)
{
  static const guint8 pixels[2 * 2 * 4] = { 0xff, 0, 0, 0xff };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture =
    gdk_memory_texture_new (2, 2, GDK_MEMORY_DEFAULT, bytes, 2 * 4);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fx->window);
  GtkWidget *text = ui_test_find (fx->page, UI_TYPE_MESSAGE_TEXT, NULL);
  GtkWidget *dialog;
  g_autofree char *written = NULL;

  g_assert_nonnull (text);
  gdk_clipboard_set_texture (clipboard, texture);
  g_signal_emit_by_name (text, "paste-clipboard");
  ui_test_wait_for (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  dialog = ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  ui_test_wait_for (can_send (dialog));
  /* Called by the time alone; a second one of the same second has a number. */
  g_assert_true (g_regex_match_simple (
    "^Picture \\d{4}-\\d\\d-\\d\\d \\d\\d-\\d\\d-\\d\\d( \\(\\d+\\))?\\.png$",
    adw_preferences_row_get_title (ui_test_find (dialog, ADW_TYPE_ACTION_ROW, NULL)), 0, 0));
  ui_test_answer (fx->window, "cancel");

  gdk_clipboard_set_text (clipboard, "words");
  g_signal_emit_by_name (text, "paste-clipboard");
  ui_test_wait_for (!ui_message_text_is_empty (UI_MESSAGE_TEXT (text)));
  written = ui_message_text_dup (UI_MESSAGE_TEXT (text));
  g_assert_cmpstr (written, ==, "words");
  g_assert_null (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/ui/conversation-page/rename", test_rename },
    { "/ui/conversation-page/older", test_older },
    { "/ui/conversation-page/find-closes", test_find_closes },
    { "/ui/conversation-page/question-unanswered", test_question_unanswered },
    { "/ui/conversation-page/deletes", test_deletes },
    { "/ui/conversation-page/files", test_files },
    { "/ui/conversation-page/files-straight", test_files_straight },
    { "/ui/conversation-page/warning", test_warning },
    { "/ui/conversation-page/original-size", test_original_size },
    { "/ui/conversation-page/many-files", test_many_files },
    { "/ui/conversation-page/text-without-files", test_text_without_files },
    { "/ui/conversation-page/pasted-nothing", test_pasted_nothing },
    { "/ui/conversation-page/pasted-picture", test_pasted_picture },
  };

  ui_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
