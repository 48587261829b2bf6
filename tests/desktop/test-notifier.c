/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What notifications say of a model, and what the answers to them do. */
#include "desktop-notifier.h"

#include "chat-contact-private.h"
#include "chat-fixture.h"
#include "notify-server.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

typedef struct {
  NotifyServer     *server;
  ChatClient       *client;
  DesktopNotifier  *notifier;
  ChatConversation *conversation; /* borrowed */
  guint             n_opened;
  gpointer          opened;       /* borrowed */
} Fixture;

static void
open_cb (DesktopNotifier *notifier,
         gpointer         what,
         Fixture         *fx)
{
  fx->n_opened++;
  fx->opened = what;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->server = notify_server_new ();
  fx->client = chat_fixture_new_client_with (2, 1);
  fx->conversation = chat_fixture_get_conversation (fx->client, 0);
  chat_conversation_mark_read (fx->conversation);
  chat_fixture_settle (fx->client);
  fx->notifier = desktop_notifier_new (fx->client);
  g_signal_connect (fx->notifier, "open", G_CALLBACK (open_cb), fx);
  g_signal_connect (fx->notifier, "open-requests", G_CALLBACK (open_cb), fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_assert_finalize_object (fx->notifier);
  chat_fixture_clear_client (&fx->client);
  g_clear_pointer (&fx->server, notify_server_free);
}

static void
receive (Fixture    *fx,
         const char *body,
         guint       n_shown)
{
  chat_fixture_receive (fx->client, fx->conversation, body);
  notify_server_wait_shown (fx->server, n_shown);
}

static void
test_lines (Fixture       *fx,
            gconstpointer  data)
{
  receive (fx, "Are you there?", 1);
  g_assert_cmpstr (fx->server->title, ==, chat_conversation_get_title (fx->conversation));
  g_assert_cmpstr (fx->server->body, ==, "Are you there?");
  receive (fx, "/me waits", 2);
  g_assert_cmpuint (fx->server->replaced, ==, 1);
  g_assert_true (g_str_has_prefix (fx->server->body, "Are you there?\n"));
  g_assert_true (g_str_has_suffix (fx->server->body, " waits"));

  /* A flood stays short, and says how much it leaves out. */
  for (guint i = 3; i <= 8; i++)
    {
      g_autofree char *body = g_strdup_printf ("line %u\nand more", i);

      receive (fx, body, i);
    }
  g_assert_cmpstr (fx->server->body, ==,
                   "3 messages before\nline 4 and more\nline 5 and more\nline 6 and more\n"
                   "line 7 and more\nline 8 and more");
  receive (fx, " geo:41.40338,2.17403;u=12\n", 9);
  g_assert_true (g_str_has_suffix (fx->server->body, "\nLocation: 41.40338° N, 2.17403° E"));
}

/* What comes together is shown together, whole. */
static void
test_burst (Fixture       *fx,
            gconstpointer  data)
{
  g_autofree char *from =
    g_strconcat (chat_conversation_get_address (fx->conversation), "/phone", NULL);

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("burst %u", i);

      chat_fixture_hear (chat_fixture_get_account (fx->client), from, text, text, NULL, NULL);
    }
  notify_server_wait_shown (fx->server, 1);
  g_assert_cmpstr (fx->server->body, ==, "burst 1\nburst 2\nburst 3");
  receive (fx, "One more", 2);
  g_assert_cmpuint (fx->server->replaced, ==, 1);
  g_assert_true (g_str_has_suffix (fx->server->body, "burst 3\nOne more"));
}

/* The peer's picture, decoded; without it where it is none. */
static void
test_picture (Fixture       *fx,
              gconstpointer  data)
{
  ChatContact *contact = CHAT_CONTACT (chat_conversation_get_peer (fx->conversation));
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 20, 10);
  g_autoptr(GVariant) image = NULL;
  g_autoptr(GBytes) png = NULL;
  g_autoptr(GBytes) damaged = NULL;
  int width = 0;
  char *encoded = NULL;
  gsize length = 0;

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &encoded, &length, "png", NULL, NULL));
  png = g_bytes_new_take (encoded, length);
  damaged = g_bytes_new_from_bytes (png, 0, length / 2);

  chat_contact_set_avatar_hash (contact, "1");
  chat_contact_set_avatar (contact, "1", png);
  receive (fx, "Look", 1);
  image = g_variant_lookup_value (fx->server->hints, "image-data", NULL);
  g_assert_nonnull (image);
  g_variant_get_child (image, 0, "i", &width);
  g_assert_cmpint (width, ==, 64);

  chat_contact_set_avatar_hash (contact, "2");
  chat_contact_set_avatar (contact, "2", damaged);
  receive (fx, "And now", 2);
  g_assert_null (g_variant_lookup_value (fx->server->hints, "image-data", NULL));
}

static void
test_long_text (Fixture       *fx,
                gconstpointer  data)
{
  g_autofree char *body = g_strnfill (100000, 'x');

  receive (fx, body, 1);
  g_assert_cmpint (g_utf8_strlen (fx->server->body, -1), <=, 241);
  g_assert_true (g_str_has_suffix (fx->server->body, "…"));
}

static void
test_no_preview (Fixture       *fx,
                 gconstpointer  data)
{
  g_object_set (fx->notifier, "show-text", FALSE, NULL);
  receive (fx, "A secret", 1);
  g_assert_cmpstr (fx->server->body, ==, "1 new message");
  receive (fx, "Another", 2);
  g_assert_cmpstr (fx->server->body, ==, "2 new messages");
}

static void
test_switches (Fixture       *fx,
               gconstpointer  data)
{
  gboolean is_silent = FALSE;

  g_object_set (fx->notifier, "messages", FALSE, "requests", FALSE, NULL);
  chat_fixture_receive (fx->client, fx->conversation, "Not told");
  chat_fixture_add_request (fx->client, "lea@example.org", NULL);

  g_object_set (fx->notifier, "messages", TRUE, "sound", FALSE, NULL);
  receive (fx, "Told", 1);
  g_assert_cmpstr (fx->server->body, ==, "Told");
  g_assert_true (g_variant_lookup (fx->server->hints, "suppress-sound", "b", &is_silent));
  g_assert_true (is_silent);
}

static void
test_muted (Fixture       *fx,
            gconstpointer  data)
{
  chat_conversation_set_muted_until (fx->conversation, G_MAXINT64);
  chat_fixture_receive (fx->client, fx->conversation, "Not told");
  chat_conversation_set_muted_until (fx->conversation, 0);
  receive (fx, "Told", 1);
  g_assert_cmpstr (fx->server->body, ==, "Told");
}

static void
test_reading_closes (Fixture       *fx,
                     gconstpointer  data)
{
  receive (fx, "One", 1);
  chat_conversation_mark_read (fx->conversation);
  notify_server_wait_closed (fx->server, 1);

  /* What was read is not told again. */
  receive (fx, "Two", 2);
  g_assert_cmpuint (fx->server->replaced, ==, 0);
  g_assert_cmpstr (fx->server->body, ==, "Two");
}

static void
test_mark_as_read (Fixture       *fx,
                   gconstpointer  data)
{
  receive (fx, "One", 1);
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 1);
  notify_server_press (fx->server, 1, "read");
  notify_server_wait_closed (fx->server, 1);
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 0);
}

static void
test_open (Fixture       *fx,
           gconstpointer  data)
{
  receive (fx, "One", 1);
  g_assert_true (notify_server_has_action (fx->server, "default"));
  notify_server_press (fx->server, 1, "default");
  while (fx->n_opened == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (fx->opened == fx->conversation);
}

/* Without windows there is nothing to open. */
static void
test_nothing_to_open (Fixture       *fx,
                      gconstpointer  data)
{
  g_signal_handlers_disconnect_by_func (fx->notifier, open_cb, fx);
  receive (fx, "One", 1);
  g_assert_false (notify_server_has_action (fx->server, "default"));
  g_assert_true (notify_server_has_action (fx->server, "read"));
  g_assert_true (notify_server_has_action (fx->server, "inline-reply"));
}

static void
test_reply (Fixture       *fx,
            gconstpointer  data)
{
  receive (fx, "Are you there?", 1);
  notify_server_reply (fx->server, 1, "On my way");
  notify_server_wait_closed (fx->server, 1);
  g_assert_cmpuint (chat_conversation_get_unread (fx->conversation), ==, 0);
  g_assert_cmpstr (chat_conversation_get_preview (fx->conversation), ==, "On my way");
  g_assert_null (chat_conversation_get_draft (fx->conversation));
}

static void
test_failed_reply (Fixture       *fx,
                   gconstpointer  data)
{
  receive (fx, "Are you there?", 1);
  chat_contact_set_blocked (chat_conversation_get_contact (fx->conversation), TRUE);
  notify_server_reply (fx->server, 1, "On my way");
  while (chat_conversation_get_draft (fx->conversation) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "On my way");

  /* Nothing of what was begun is lost either. */
  notify_server_reply (fx->server, 1, "Two minutes");
  while (g_str_equal (chat_conversation_get_draft (fx->conversation), "On my way"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (chat_conversation_get_draft (fx->conversation), ==, "On my way\nTwo minutes");
}

static void
test_dismissed (Fixture       *fx,
                gconstpointer  data)
{
  guint n_shown = 1;

  receive (fx, "One", 1);
  notify_server_dismiss (fx->server, 1);
  notify_server_press (fx->server, 1, "default"); /* too late: nobody shows it */

  /* The thread hears of it when it gets to it; from then on it begins anew. */
  do
    receive (fx, "Two", ++n_shown);
  while (fx->server->replaced != 0);
  g_assert_cmpuint (fx->n_opened, ==, 0);

  /* The end of the first one is not taken for that of its successor. */
  notify_server_press (fx->server, fx->server->id, "default");
  while (fx->n_opened == 0)
    g_main_context_iteration (NULL, TRUE);
  chat_conversation_mark_read (fx->conversation);
  notify_server_wait_closed (fx->server, 1);
}

/* Nobody is let into a room by being shown that somebody wants it. */
static void
test_invitation (Fixture       *fx,
                 gconstpointer  data)
{
  ChatRooms *rooms = chat_account_get_rooms (chat_fixture_get_account (fx->client));
  GListModel *invitations = chat_rooms_get_invitations (rooms);

  chat_fixture_add_invitation (fx->client, "cave@rooms.example.org", "lea@example.org", "Come");
  notify_server_wait_shown (fx->server, 1);
  g_assert_nonnull (strstr (fx->server->body, "lea invites you to cave"));
  g_assert_nonnull (strstr (fx->server->body, "Come"));
  notify_server_press (fx->server, 1, "default");
  while (fx->n_opened == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (fx->opened == chat_fixture_get_account (fx->client));
  g_assert_cmpuint (g_list_model_get_n_items (invitations), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (chat_rooms_get_list (rooms)), ==, 0);

  notify_server_press (fx->server, 1, "accept");
  notify_server_wait_closed (fx->server, 1);
  g_assert_cmpuint (g_list_model_get_n_items (invitations), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (chat_rooms_get_list (rooms)), ==, 1);
}

static void
test_request (Fixture       *fx,
              gconstpointer  data)
{
  ChatContact *contact = chat_fixture_add_request (fx->client, "lea@example.org", "It is me");

  notify_server_wait_shown (fx->server, 1);
  g_assert_nonnull (strstr (fx->server->body, chat_contact_get_name (contact)));
  notify_server_press (fx->server, 1, "default");
  while (fx->n_opened == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (fx->opened == chat_fixture_get_account (fx->client));

  chat_contact_set_request (contact, FALSE, NULL);
  notify_server_wait_closed (fx->server, 1);
}

/* What is shown goes with who showed it. */
static void
test_end (Fixture       *fx,
          gconstpointer  data)
{
  receive (fx, "One", 1);
  g_object_unref (fx->notifier);
  notify_server_wait_closed (fx->server, 1);
  fx->notifier = desktop_notifier_new (fx->client);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*func) (Fixture *fx, gconstpointer data);
  } tests[] = {
    { "/notifier/lines", test_lines },
    { "/notifier/burst", test_burst },
    { "/notifier/picture", test_picture },
    { "/notifier/long-text", test_long_text },
    { "/notifier/no-preview", test_no_preview },
    { "/notifier/switches", test_switches },
    { "/notifier/muted", test_muted },
    { "/notifier/reading-closes", test_reading_closes },
    { "/notifier/mark-as-read", test_mark_as_read },
    { "/notifier/open", test_open },
    { "/notifier/nothing-to-open", test_nothing_to_open },
    { "/notifier/reply", test_reply },
    { "/notifier/failed-reply", test_failed_reply },
    { "/notifier/dismissed", test_dismissed },
    { "/notifier/request", test_request },
    { "/notifier/invitation", test_invitation },
    { "/notifier/end", test_end },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
