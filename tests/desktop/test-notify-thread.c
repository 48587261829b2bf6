/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bubbles against a notification server of the test's own. */
#include "desktop-notify-thread.h"

#include "notify-server.h"

typedef struct {
  NotifyServer        *server;
  DesktopNotifyThread *thread;
  char                *key;    /* of the last answer */
  char                *action;
  char                *text;
  guint                n_answers;
} Fixture;

static void
answer_cb (const char *key,
           const char *action,
           const char *text,
           gpointer    user_data)
{
  Fixture *fx = user_data;

  g_free (fx->key);
  g_free (fx->action);
  g_free (fx->text);
  fx->key = g_strdup (key);
  fx->action = g_strdup (action);
  fx->text = g_strdup (text);
  fx->n_answers++;
}

static void
wait_answer (Fixture *fx)
{
  while (fx->n_answers == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->server = notify_server_new ();
  fx->thread = desktop_notify_thread_new (answer_cb, fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->thread, desktop_notify_thread_free);
  g_clear_pointer (&fx->server, notify_server_free);
  g_free (fx->key);
  g_free (fx->action);
  g_free (fx->text);
}

static DesktopBubble *
bubble (const char *body)
{
  DesktopBubble *self = desktop_bubble_new ("chat marta", "Marta", body);

  self->actions = g_strsplit ("default,Open,read,Mark as read", ",", -1);
  self->reply = g_strdup ("Reply");
  return self;
}

static void
test_markup_is_text (Fixture       *fx,
                     gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("<b>a</b> & <img src='http://x/'>"));
  notify_server_wait_shown (fx->server, 1);

  g_assert_cmpstr (fx->server->title, ==, "Marta");
  g_assert_cmpstr (fx->server->body, ==,
                   "&lt;b&gt;a&lt;/b&gt; &amp; &lt;img src=&apos;http://x/&apos;&gt;");
  g_assert_true (notify_server_has_action (fx->server, "default"));
  g_assert_true (notify_server_has_action (fx->server, "read"));
  g_assert_true (notify_server_has_action (fx->server, "inline-reply"));
}

static void
test_the_second_replaces (Fixture       *fx,
                          gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("one"));
  notify_server_wait_shown (fx->server, 1);
  g_assert_cmpuint (fx->server->replaced, ==, 0);

  desktop_notify_thread_show (fx->thread, bubble ("two"));
  notify_server_wait_shown (fx->server, 2);
  g_assert_cmpuint (fx->server->replaced, ==, 1);
  g_assert_cmpstr (fx->server->body, ==, "two");
}

static void
test_open (Fixture       *fx,
           gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("one"));
  notify_server_wait_shown (fx->server, 1);
  notify_server_press (fx->server, 1, "default");
  wait_answer (fx);

  g_assert_cmpstr (fx->key, ==, "chat marta");
  g_assert_cmpstr (fx->action, ==, "open");
}

static void
test_reply (Fixture       *fx,
            gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("one"));
  notify_server_wait_shown (fx->server, 1);
  notify_server_reply (fx->server, 99, "to somebody else's bubble");
  notify_server_reply (fx->server, 1, "On my way");
  wait_answer (fx);

  g_assert_cmpstr (fx->action, ==, "reply");
  g_assert_cmpstr (fx->text, ==, "On my way");
}

static void
test_close (Fixture       *fx,
            gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("one"));
  notify_server_wait_shown (fx->server, 1);
  desktop_notify_thread_close (fx->thread, "chat marta");
  notify_server_wait_closed (fx->server, 1);
}

static void
test_picture (Fixture       *fx,
              gconstpointer  data)
{
  static const guint8 pixels[2 * 2 * 3] = { 0xff, 0, 0, 0xff, 0, 0, 0, 0, 0xff, 0, 0, 0xff };
  DesktopBubble *shown = bubble ("one");
  g_autoptr(GVariant) image = NULL;

  shown->picture = g_bytes_new_static (pixels, sizeof pixels);
  shown->picture_size = 2;
  desktop_notify_thread_show (fx->thread, shown);
  notify_server_wait_shown (fx->server, 1);
  image = g_variant_lookup_value (fx->server->hints, "image-data", NULL);
  g_assert_nonnull (image);
}

/* Nobody shows anything, and nothing is complained of; a server that comes later is found. */
static void
test_no_server (void)
{
  Fixture fx = { 0 };

  fx.thread = desktop_notify_thread_new (answer_cb, &fx);
  desktop_notify_thread_show (fx.thread, bubble ("one"));
  wait_answer (&fx);
  g_assert_cmpstr (fx.action, ==, "closed");

  fx.server = notify_server_new ();
  desktop_notify_thread_show (fx.thread, bubble ("two"));
  notify_server_wait_shown (fx.server, 1);
  g_assert_true (notify_server_has_action (fx.server, "inline-reply"));
  tear_down (&fx, NULL);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*func) (Fixture *fx, gconstpointer data);
  } tests[] = {
    { "/notify/markup-is-text", test_markup_is_text },
    { "/notify/the-second-replaces", test_the_second_replaces },
    { "/notify/open", test_open },
    { "/notify/reply", test_reply },
    { "/notify/close", test_close },
    { "/notify/picture", test_picture },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notify/no-server", test_no_server);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
