/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-error.h"
#include "chat-fixture.h"
#include "chat-form-private.h"
#include "chat-form.h"
#include "ui-add-account.h"
#include "ui-form-view.h"
#include "ui-password.h"
#include "ui-register.h"
#include "ui-server-group.h"
#include "ui-sign-in.h"
#include "ui-test.h"
#include "ui-window.h"

/* Nothing ever listens there. */
#define NOWHERE "127.0.92.1"

/* The dialog that adds an account; one "ana@office.example" is there already. */
typedef struct {
  ChatClient   *client;
  GSettings    *settings;
  GtkWidget    *dialog;
  UiFirstStart *page;
  UiSignIn     *sign_in;
  GtkWidget    *address;
  GtkWidget    *password;
  GtkWidget    *submit;
  GtkWidget    *problem;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (2, 0);
  fx->settings = ui_test_new_settings ();
  fx->dialog = ui_add_account_new (fx->client, fx->settings);
  fx->page = ui_add_account_get_page (UI_ADD_ACCOUNT (fx->dialog));
  fx->sign_in = ui_test_child (fx->page, "sign_in");
  fx->address = ui_test_child (fx->sign_in, "address");
  fx->password = ui_test_child (fx->sign_in, "password");
  fx->submit = ui_test_child (fx->sign_in, "submit");
  fx->problem = ui_test_child (fx->sign_in, "problem");
  gtk_window_present (GTK_WINDOW (fx->dialog));
  gtk_test_widget_wait_for_draw (fx->dialog);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  if (fx->dialog != NULL)
    ui_test_close (&fx->dialog);
  g_object_unref (fx->settings);
  chat_fixture_clear_client (&fx->client);
}

static void
type (gpointer    entry,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static const char *
get_problem (Fixture *fx)
{
  return gtk_widget_get_visible (fx->problem) ? gtk_label_get_text (GTK_LABEL (fx->problem)) : NULL;
}

/* Where the server is meant to be, so that no test asks the network for one. */
static void
set_server (Fixture *fx)
{
  ChatServer server = { NOWHERE, 1, "direct", NULL, FALSE };

  ui_server_group_set_server (ui_test_child (fx->sign_in, "server"), &server);
}

static void
sign_in_as (Fixture    *fx,
            const char *address)
{
  set_server (fx);
  type (fx->address, address);
  if (!gtk_widget_get_visible (fx->password))
    ui_test_click (fx->submit);
  type (fx->password, "secret");
  ui_test_click (fx->submit);
}

static void
test_asks_step_by_step (Fixture       *fx,
                        gconstpointer  data)
{
  g_assert_false (gtk_widget_get_visible (fx->password));
  g_assert_false (gtk_widget_is_sensitive (fx->submit));

  type (fx->address, "bea");
  g_assert_false (gtk_widget_is_sensitive (fx->submit));
  g_signal_emit_by_name (fx->address, "entry-activated");
  g_assert_cmpstr (get_problem (fx), ==,
                   "This is not an address. It should look like name@example.org.");
  g_assert_true (gtk_widget_has_css_class (fx->address, "error"));

  type (fx->address, "bea@office.example");
  g_assert_null (get_problem (fx));
  g_assert_false (gtk_widget_has_css_class (fx->address, "error"));
  ui_test_click (fx->submit);
  g_assert_true (gtk_widget_get_visible (fx->password));
  g_assert_false (gtk_widget_is_sensitive (fx->submit));
  type (fx->password, "secret");
  g_assert_true (gtk_widget_is_sensitive (fx->submit));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (fx->submit)), ==, "_Sign in");
}

static void
test_refuses_the_same_again (Fixture       *fx,
                             gconstpointer  data)
{
  type (fx->address, "Ana@office.example");
  ui_test_click (fx->submit);
  g_assert_cmpstr (get_problem (fx), ==, "This account is here already.");
  g_assert_false (gtk_widget_get_visible (fx->password));
}

static void
test_online_closes (Fixture       *fx,
                    gconstpointer  data)
{
  ChatAccount *account = NULL;
  gpointer dialog = fx->dialog;

  g_object_add_weak_pointer (G_OBJECT (fx->dialog), (gpointer *) &fx->dialog);
  sign_in_as (fx, "bea@office.example");
  g_assert_true (gtk_widget_get_visible (ui_test_child (fx->sign_in, "progress")));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (fx->submit)), ==, "_Cancel");
  g_assert_false (gtk_widget_is_sensitive (fx->address));

  ui_test_wait_for ((account = chat_client_get_account (fx->client, "bea@office.example")) != NULL);
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_CONNECTING, -1);
  ui_test_settle ();
  g_assert_true (fx->dialog == dialog);
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_ONLINE, -1);
  ui_test_wait_for (fx->dialog == NULL);
  g_assert_nonnull (chat_client_get_account (fx->client, "bea@office.example"));
}

static void
test_failure_is_said_and_leaves_nothing (Fixture       *fx,
                                         gconstpointer  data)
{
  static const struct {
    ChatAccountState state;
    ChatError        error;
    gboolean         password;
  } cases[] = {
    { CHAT_ACCOUNT_NEEDS_PASSWORD, CHAT_ERROR_WRONG_PASSWORD, TRUE },
    { CHAT_ACCOUNT_FAILED, CHAT_ERROR_SERVER_TOO_OLD, FALSE },
    { CHAT_ACCOUNT_FAILED, CHAT_ERROR_CERTIFICATE, FALSE },
    { CHAT_ACCOUNT_WAITING, CHAT_ERROR_UNKNOWN_HOST, FALSE },
    { CHAT_ACCOUNT_WAITING, CHAT_ERROR_NO_NETWORK, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = g_strdup_printf ("bea%u@office.example", i);
      g_autoptr(GError) error = g_error_new_literal (CHAT_ERROR, (int) cases[i].error, "x");
      g_autofree char *text = chat_error_to_text (error);
      ChatAccount *account = NULL;

      sign_in_as (fx, address);
      ui_test_wait_for ((account = chat_client_get_account (fx->client, address)) != NULL);
      chat_fixture_set_account_state (account, cases[i].state, (int) cases[i].error);
      ui_test_wait_for (get_problem (fx) != NULL);
      if (cases[i].error != CHAT_ERROR_CERTIFICATE)
        g_assert_cmpstr (get_problem (fx), ==, text);
      g_assert_cmpint (gtk_widget_has_css_class (fx->password, "error"), ==, cases[i].password);
      ui_test_wait_for (chat_client_get_account (fx->client, address) == NULL);
      g_assert_true (gtk_widget_is_sensitive (fx->address));
      g_assert_false (gtk_widget_get_visible (ui_test_child (fx->sign_in, "progress")));
    }
}

/* A server that refuses what it offers: only who says so goes on. */
static void
test_asks_about_a_weaker_way (Fixture       *fx,
                              gconstpointer  data)
{
  ChatAccount *account = NULL;

  sign_in_as (fx, "bea@office.example");
  ui_test_wait_for ((account = chat_client_get_account (fx->client, "bea@office.example")) != NULL);
  chat_fixture_refuse_weaker (account, "SCRAM-SHA-256");
  ui_test_wait_for (ui_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_null (get_problem (fx));
  ui_test_answer (fx->dialog, "cancel");
  ui_test_wait_for (get_problem (fx) != NULL);
  ui_test_wait_for (chat_client_get_account (fx->client, "bea@office.example") == NULL);
}

/* Whatever was opened below. */
static void
test_failure_is_in_view (Fixture       *fx,
                         gconstpointer  data)
{
  ChatServer server = { NOWHERE, 1, "direct", "/etc/ssl/office.pem", TRUE };
  GtkWidget *scroller = ui_test_child (fx->sign_in, "scroller");
  ChatAccount *account = NULL;
  graphene_rect_t place;

  sign_in_as (fx, "bea@office.example");
  ui_server_group_set_server (ui_test_child (fx->sign_in, "server"), &server); /* it opens */
  gtk_test_widget_wait_for_draw (fx->dialog);
  gtk_adjustment_set_value (
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), 1000);
  ui_test_wait_for ((account = chat_client_get_account (fx->client, "bea@office.example")) != NULL);
  chat_fixture_set_account_state (account, CHAT_ACCOUNT_WAITING, CHAT_ERROR_UNKNOWN_HOST);
  ui_test_wait_for (get_problem (fx) != NULL);
  gtk_test_widget_wait_for_draw (fx->dialog);
  g_assert_true (gtk_widget_compute_bounds (fx->problem, scroller, &place));
  g_assert_cmpfloat (place.origin.y, >=, 0);
  g_assert_cmpfloat (place.origin.y + place.size.height, <=, gtk_widget_get_height (scroller));
}

static void
test_cancel_leaves_nothing (Fixture       *fx,
                            gconstpointer  data)
{
  /* At once, and when it is stored */
  sign_in_as (fx, "bea@office.example");
  ui_test_click (fx->submit);
  ui_test_wait_for (chat_client_get_account (fx->client, "bea@office.example") == NULL
                    && gtk_widget_is_sensitive (fx->address));

  sign_in_as (fx, "bob@office.example");
  ui_test_wait_for (chat_client_get_account (fx->client, "bob@office.example") != NULL);
  ui_test_settle ();
  if (!gtk_widget_is_sensitive (fx->address))
    ui_test_click (fx->submit);
  ui_test_wait_for (chat_client_get_account (fx->client, "bob@office.example") == NULL);

  /* Or when the dialog is closed */
  sign_in_as (fx, "eve@office.example");
  ui_test_close (&fx->dialog);
  ui_test_wait_for (chat_client_get_account (fx->client, "eve@office.example") == NULL);
}

static void
test_server_settings (Fixture       *fx,
                      gconstpointer  data)
{
  UiServerGroup *group = ui_test_child (fx->sign_in, "server");
  ChatServer server = { "xmpp.office.example", 5223, "direct", "/etc/ssl/office.pem", TRUE };
  ChatServer got = { 0 };

  ui_server_group_get_server (group, &got);
  g_assert_null (got.host);
  g_assert_cmpuint (got.port, ==, 0);
  g_assert_cmpstr (got.tls, ==, "auto");
  g_assert_null (got.ca_file);
  g_assert_false (got.allow_plain);

  ui_server_group_set_server (group, &server);
  ui_server_group_get_server (group, &got);
  g_assert_cmpstr (got.host, ==, "xmpp.office.example");
  g_assert_cmpuint (got.port, ==, 5223);
  g_assert_cmpstr (got.tls, ==, "direct");
  g_assert_cmpstr (got.ca_file, ==, "/etc/ssl/office.pem");
  g_assert_true (got.allow_plain);

  server.proxy = "socks5://bea@proxy.example:9050";
  ui_server_group_set_server (group, &server);
  g_assert_true (ui_server_group_get_server (group, &got));
  g_assert_cmpstr (got.proxy, ==, "socks5://bea@proxy.example:9050");
  g_assert_null (got.proxy_password);
  type (ui_test_child (ui_test_child (group, "proxy"), "password"), "secret");
  g_assert_true (ui_server_group_get_server (group, &got));
  g_assert_cmpstr (got.proxy_password, ==, "secret");

  /* Nothing must be done without the proxy because it was written wrongly. */
  type (ui_test_child (ui_test_child (group, "proxy"), "host"), "");
  g_assert_false (ui_server_group_get_server (group, &got));
  server.proxy = NULL;
  ui_server_group_set_server (group, &server);
  g_assert_true (ui_server_group_get_server (group, &got));
  g_assert_cmpstr (got.proxy, ==, "system");
  g_assert_null (got.proxy_password);

  type (ui_test_child (group, "port"), "99999");
  ui_server_group_get_server (group, &got);
  g_assert_cmpuint (got.port, ==, 0);
  g_assert_true (gtk_widget_has_css_class (ui_test_child (group, "port"), "error"));
}

static void
test_register_checks (Fixture       *fx,
                      gconstpointer  data)
{
  UiRegister *registering = NULL;
  GtkWidget *submit = NULL;

  ui_test_click (ui_test_child (fx->sign_in, "create"));
  registering = ui_test_child (fx->page, "register_page");
  submit = ui_test_child (registering, "submit");
  g_assert_true (gtk_widget_is_sensitive (submit)); /* one of the list is chosen */
  type (ui_test_child (registering, "own_server"), "not a server");
  g_assert_false (gtk_widget_is_sensitive (submit));
  type (ui_test_child (registering, "own_server"), "ana@office.example");
  g_assert_false (gtk_widget_is_sensitive (submit));
  type (ui_test_child (registering, "own_server"), "office.example");
  g_assert_true (gtk_widget_is_sensitive (submit));
  type (ui_test_child (registering, "invitation"), "zzz zzz");
  g_assert_false (gtk_widget_is_sensitive (submit));
  type (ui_test_child (registering, "invitation"), "xmpp:office.example?register;preauth=abc");
  g_assert_true (gtk_widget_is_sensitive (submit));

  ui_test_click (ui_test_child (fx->page, "back"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (fx->page, "stack")), ==,
                   "sign-in");
}

static void
test_register_failure_is_said (Fixture       *fx,
                               gconstpointer  data)
{
  ChatServer server = { NOWHERE, 1, "direct", NULL, FALSE };
  UiRegister *registering = ui_test_child (fx->page, "register_page");
  GtkWidget *problem = ui_test_child (registering, "problem");

  ui_test_click (ui_test_child (fx->sign_in, "create"));
  ui_register_set_server (registering, "office.example");
  ui_server_group_set_server (ui_test_child (registering, "server"), &server);
  ui_register_submit (registering);
  g_assert_true (gtk_widget_get_visible (ui_test_child (registering, "progress")));
  ui_test_wait_for (gtk_widget_get_visible (problem));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (problem)), !=, "");
  g_assert_false (gtk_widget_get_visible (ui_test_child (registering, "progress")));

  /* A second one, cancelled */
  ui_register_submit (registering);
  ui_test_click (ui_test_child (registering, "submit"));
  ui_test_settle ();
  g_assert_false (gtk_widget_get_visible (ui_test_child (registering, "progress")));
}

static ChatFormField *
add_field (ChatForm      *form,
           ChatFieldKind  kind,
           const char    *name,
           const char    *label,
           gboolean       required)
{
  ChatFormField *field = chat_form_field_new (kind, name, label, NULL, required);

  chat_form_add (form, field);
  return field;
}

static void
test_form (void)
{
  ChatForm *form = chat_form_new ("Join <us>", "Fill & send", NULL);
  UiFormView *view = g_object_ref_sink (g_object_new (UI_TYPE_FORM_VIEW, NULL));
  ChatFormField *name = add_field (form, CHAT_FIELD_TEXT, "username", "Name", TRUE);
  ChatFormField *secret = add_field (form, CHAT_FIELD_PASSWORD, "password", "Password", TRUE);
  ChatFormField *about = add_field (form, CHAT_FIELD_MULTILINE, "about", "About", FALSE);
  ChatFormField *news = add_field (form, CHAT_FIELD_BOOLEAN, "news", "News", FALSE);
  ChatFormField *color = add_field (form, CHAT_FIELD_CHOICE, "color", "Color", TRUE);
  ChatFormField *days = add_field (form, CHAT_FIELD_MULTIPLE_CHOICE, "days", "Days", FALSE);
  GtkTextBuffer *buffer = NULL;
  GtkWidget *row = NULL;

  add_field (form, CHAT_FIELD_FIXED, "note", "Read <this>", FALSE);
  add_field (form, CHAT_FIELD_HIDDEN, "token", "Token", TRUE);
  chat_form_field_add_option (color, "r", "Red");
  chat_form_field_add_option (color, "g", "Green");
  chat_form_field_add_option (days, "mo", "Monday");
  chat_form_field_add_option (days, "tu", "Tuesday");
  ui_form_view_set_form (view, form);

  g_assert_nonnull (ui_test_find (view, GTK_TYPE_LABEL, "Join <us>"));
  g_assert_nonnull (ui_test_find (view, GTK_TYPE_LABEL, "Fill & send"));
  g_assert_nonnull (ui_test_find (view, GTK_TYPE_LABEL, "Read <this>"));
  g_assert_null (ui_test_find (view, ADW_TYPE_PREFERENCES_ROW, "Token *"));
  g_assert_false (ui_form_view_get_complete (view));

  type (ui_test_find (view, ADW_TYPE_ENTRY_ROW, "Name *"), "bea");
  row = ui_test_find (view, ADW_TYPE_ENTRY_ROW, "Password *");
  g_assert_true (ADW_IS_PASSWORD_ENTRY_ROW (row));
  type (row, "secret");
  g_assert_cmpstr (chat_form_field_get_value (name), ==, "bea");
  g_assert_cmpstr (chat_form_field_get_value (secret), ==, "secret");

  buffer = gtk_text_view_get_buffer (ui_test_find (view, GTK_TYPE_TEXT_VIEW, NULL));
  gtk_text_buffer_set_text (buffer, "one\ntwo", -1);
  g_assert_cmpstr (chat_form_field_get_value (about), ==, "one\ntwo");

  row = ui_test_find (view, ADW_TYPE_ACTION_ROW, "News");
  gtk_switch_set_active (ui_test_find (row, GTK_TYPE_SWITCH, NULL), TRUE);
  g_assert_cmpstr (chat_form_field_get_value (news), ==, "1");

  g_assert_false (ui_form_view_get_complete (view));
  adw_combo_row_set_selected (ui_test_find (view, ADW_TYPE_COMBO_ROW, "Color *"), 1);
  g_assert_cmpstr (chat_form_field_get_value (color), ==, "g");
  g_assert_true (ui_form_view_get_complete (view));

  row = ui_test_find (view, ADW_TYPE_ACTION_ROW, "Tuesday");
  gtk_check_button_set_active (ui_test_find (row, GTK_TYPE_CHECK_BUTTON, NULL), TRUE);
  g_assert_cmpstr (chat_form_field_get_values (days)[0], ==, "tu");
  gtk_check_button_set_active (ui_test_find (row, GTK_TYPE_CHECK_BUTTON, NULL), FALSE);
  g_assert_true (chat_form_field_get_values (days)[0] == NULL
                 || *chat_form_field_get_values (days)[0] == '\0');

  ui_form_view_set_form (view, NULL);
  g_assert_null (ui_test_find (view, ADW_TYPE_ENTRY_ROW, NULL));
  g_assert_finalize_object (view);
  g_object_unref (form);
}

/* A form of any length is there as a whole, and no frame waits for it. */
static void
test_form_grows (void)
{
  g_autofree char *label = g_strnfill (100000, 'x');
  g_autoptr(ChatForm) form = chat_form_new (NULL, NULL, NULL);
  UiFormView *view = g_object_ref_sink (g_object_new (UI_TYPE_FORM_VIEW, NULL));
  ChatFormField *days = NULL;

  add_field (form, CHAT_FIELD_TEXT, "long", label, FALSE);
  for (guint i = 0; i < 498; i++)
    {
      g_autofree char *name = g_strdup_printf ("Field %u", i);

      add_field (form, i % 2 == 0 ? CHAT_FIELD_TEXT : CHAT_FIELD_BOOLEAN, name, name, FALSE);
    }
  days = add_field (form, CHAT_FIELD_MULTIPLE_CHOICE, "days", "Days", FALSE);
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *name = g_strdup_printf ("Day %u", i);

      chat_form_field_add_option (days, name, name);
    }

  ui_form_view_set_form (view, form);
  g_assert_nonnull (ui_test_find (view, ADW_TYPE_ENTRY_ROW, "Field 10"));
  g_assert_null (ui_test_find (view, ADW_TYPE_ENTRY_ROW, "Field 200"));
  ui_test_wait_for (ui_test_find (view, ADW_TYPE_ACTION_ROW, "Day 149") != NULL);
  g_assert_nonnull (ui_test_find (view, ADW_TYPE_ACTION_ROW, "Field 497"));
  gtk_check_button_set_active (ui_test_find (ui_test_find (view, ADW_TYPE_ACTION_ROW, "Day 149"),
                                             GTK_TYPE_CHECK_BUTTON, NULL), TRUE);
  g_assert_cmpstr (chat_form_field_get_values (days)[0], ==, "Day 149");

  /* Gone in the middle of it */
  ui_form_view_set_form (view, NULL);
  ui_form_view_set_form (view, form);
  g_assert_finalize_object (view);
  ui_test_settle ();
}

/* However much of it nobody is to see comes first. */
static void
test_form_hidden (void)
{
  g_autoptr(ChatForm) form = chat_form_new (NULL, NULL, NULL);
  UiFormView *view = g_object_ref_sink (g_object_new (UI_TYPE_FORM_VIEW, NULL));

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *name = g_strdup_printf ("hidden-%u", i);

      add_field (form, CHAT_FIELD_HIDDEN, name, name, FALSE);
    }
  add_field (form, CHAT_FIELD_TEXT, "name", "Name", FALSE);

  ui_form_view_set_form (view, form);
  ui_test_wait_for (ui_test_find (view, ADW_TYPE_ENTRY_ROW, "Name") != NULL);
  g_assert_true (gtk_widget_is_visible (ui_test_find (view, ADW_TYPE_ENTRY_ROW, "Name")));
  g_assert_finalize_object (view);
}

/* All that was to be decoded before is by then. */
static void
fence_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);

  *(gboolean *) user_data = TRUE;
}

static GBytes *
new_png (int width,
         int height)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  char *data = NULL;
  gsize length = 0;

  gdk_pixbuf_fill (pixbuf, 0xffffffff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", NULL, NULL));
  return g_bytes_new_take (data, length);
}

/* A picture that has to be answered is shown; one that is broken, or larger than any, leaves no
 * empty place. */
static void
test_form_picture (void)
{
  static const char broken[] = "\x89PNG\r\n\x1a\nnothing more";
  static const ChatPictureSize any = { 9, 9, FALSE, 0 };
  ChatClient *client = chat_fixture_new_client_with (0, 0);
  GSettings *settings = ui_test_new_settings ();
  GtkWidget *window = GTK_WIDGET (ui_window_new (NULL, client, settings));
  GBytes *pictures[] = { new_png (120, 40), new_png (20000, 2),
                         g_bytes_new_static (broken, sizeof broken) };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      ChatForm *form = chat_form_new (NULL, NULL, NULL);
      GtkWidget *dialog = gtk_window_new ();
      UiFormView *view = g_object_new (UI_TYPE_FORM_VIEW, NULL);
      ChatFormField *field = add_field (form, CHAT_FIELD_TEXT, "ocr", "What do you see?", TRUE);
      gboolean is_decoded = FALSE;
      GtkWidget *picture;

      chat_form_field_set_picture (field, pictures[i]);
      ui_form_view_set_form (view, form);
      gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (window));
      gtk_window_set_child (GTK_WINDOW (dialog), GTK_WIDGET (view));
      gtk_window_present (GTK_WINDOW (dialog));
      gtk_test_widget_wait_for_draw (dialog);
      chat_pictures_decode_async (chat_client_get_pictures (client), pictures[0], &any, NULL,
                                  fence_cb, &is_decoded);
      ui_test_wait_for (is_decoded);
      picture = ui_test_find (view, GTK_TYPE_PICTURE, NULL);
      g_assert_cmpint (picture != NULL && gtk_widget_is_visible (picture), ==, i == 0);
      g_assert_nonnull (ui_test_find (view, ADW_TYPE_ENTRY_ROW, "What do you see? *"));
      ui_test_close (&dialog);
      g_object_unref (form);
    }

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    g_bytes_unref (pictures[i]);
  ui_test_close (&window);
  g_object_unref (settings);
  chat_fixture_clear_client (&client);
}

#define ADD(name, func) g_test_add ("/ui/first-start/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);

  ADD ("asks-step-by-step", test_asks_step_by_step);
  ADD ("refuses-the-same-again", test_refuses_the_same_again);
  ADD ("online-closes", test_online_closes);
  ADD ("failure-is-said-and-leaves-nothing", test_failure_is_said_and_leaves_nothing);
  ADD ("asks-about-a-weaker-way", test_asks_about_a_weaker_way);
  ADD ("failure-is-in-view", test_failure_is_in_view);
  ADD ("cancel-leaves-nothing", test_cancel_leaves_nothing);
  ADD ("server-settings", test_server_settings);
  ADD ("register-checks", test_register_checks);
  ADD ("register-failure-is-said", test_register_failure_is_said);
  g_test_add_func ("/ui/first-start/form", test_form);
  g_test_add_func ("/ui/first-start/form-grows", test_form_grows);
  g_test_add_func ("/ui/first-start/form-hidden", test_form_hidden);
  g_test_add_func ("/ui/first-start/form-picture", test_form_picture);
  return g_test_run ();
}
