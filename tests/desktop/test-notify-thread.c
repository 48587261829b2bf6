/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bubbles against a notification server of the test's own. */
#include "desktop-notify-thread.h"

#include <string.h>

static const char introspection[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
  "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/>"
  "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
  "<arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
  "<signal name='NotificationReplied'><arg type='u'/><arg type='s'/></signal>"
  "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
  "</interface></node>";

/* What the server was told, and what the client heard back. */
typedef struct {
  GDBusConnection     *bus;
  guint                object;
  guint                name;
  gboolean             owned;
  guint                n_shown;
  guint                replaced;
  guint                n_closed;
  char                *title;
  char                *body;
  GStrv                actions;
  GVariant            *hints;
  DesktopNotifyThread *thread;
  char                *key;
  char                *action;
  char                *text;
  guint                n_answers;
} Fixture;

static void
wait_until (gboolean (*condition) (Fixture *fx),
            Fixture   *fx)
{
  while (!condition (fx))
    g_main_context_iteration (NULL, TRUE);
}

static void
method_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *arguments,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  static const char *const caps[] = { "actions", "body", "body-markup", "inline-reply", NULL };
  Fixture *fx = user_data;

  if (g_str_equal (method, "GetCapabilities"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", caps));
  else if (g_str_equal (method, "GetServerInformation"))
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(ssss)", "test", "test", "1", "1.2"));
  else if (g_str_equal (method, "CloseNotification"))
    {
      fx->n_closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      g_clear_pointer (&fx->title, g_free);
      g_clear_pointer (&fx->body, g_free);
      g_clear_pointer (&fx->actions, g_strfreev);
      g_clear_pointer (&fx->hints, g_variant_unref);
      g_variant_get (arguments, "(susss^as@a{sv}i)", NULL, &fx->replaced, NULL, &fx->title,
                     &fx->body, &fx->actions, &fx->hints, NULL);
      fx->n_shown++;
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 7));
    }
}

static void
owned_cb (GDBusConnection *bus,
          const char      *name,
          gpointer         user_data)
{
  ((Fixture *) user_data)->owned = TRUE;
}

static gboolean
is_owned (Fixture *fx)
{
  return fx->owned;
}

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
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const GDBusInterfaceVTable vtable = { method_cb, NULL, NULL, { NULL } };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);

  g_assert_no_error (error);
  fx->bus = g_dbus_connection_new_for_address_sync (address,
                                                    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                    | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                    NULL, NULL, &error);
  g_assert_no_error (error);
  fx->object = g_dbus_connection_register_object (fx->bus, "/org/freedesktop/Notifications",
                                                  node->interfaces[0], &vtable, fx, NULL, &error);
  g_assert_no_error (error);
  fx->name = g_bus_own_name_on_connection (fx->bus, "org.freedesktop.Notifications",
                                           G_BUS_NAME_OWNER_FLAGS_REPLACE, owned_cb, NULL, fx, NULL);
  wait_until (is_owned, fx);
  fx->thread = desktop_notify_thread_new (answer_cb, fx);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->thread, desktop_notify_thread_free);
  g_bus_unown_name (fx->name);
  g_dbus_connection_unregister_object (fx->bus, fx->object);
  g_clear_object (&fx->bus);
  g_free (fx->title);
  g_free (fx->body);
  g_strfreev (fx->actions);
  g_clear_pointer (&fx->hints, g_variant_unref);
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

static gboolean
is_shown (Fixture *fx)
{
  return fx->n_shown == 1;
}

static gboolean
is_shown_twice (Fixture *fx)
{
  return fx->n_shown == 2;
}

static gboolean
is_answered (Fixture *fx)
{
  return fx->n_answers == 1;
}

static gboolean
is_closed (Fixture *fx)
{
  return fx->n_closed == 1;
}

static void
emit (Fixture    *fx,
      const char *signal,
      GVariant   *parameters)
{
  g_autoptr(GError) error = NULL;

  g_dbus_connection_emit_signal (fx->bus, NULL, "/org/freedesktop/Notifications",
                                 "org.freedesktop.Notifications", signal, parameters, &error);
  g_assert_no_error (error);
}

static void
test_markup_is_text (Fixture       *fx,
                     gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("<b>a</b> & <img src='http://x/'>"));
  wait_until (is_shown, fx);

  g_assert_cmpstr (fx->title, ==, "Marta");
  g_assert_cmpstr (fx->body, ==, "&lt;b&gt;a&lt;/b&gt; &amp; &lt;img src=&apos;http://x/&apos;&gt;");
  g_assert_true (g_strv_contains ((const char *const *) fx->actions, "default"));
  g_assert_true (g_strv_contains ((const char *const *) fx->actions, "read"));
  g_assert_true (g_strv_contains ((const char *const *) fx->actions, "inline-reply"));
}

static void
test_the_second_replaces (Fixture       *fx,
                          gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("one"));
  wait_until (is_shown, fx);
  g_assert_cmpuint (fx->replaced, ==, 0);

  desktop_notify_thread_show (fx->thread, bubble ("two"));
  wait_until (is_shown_twice, fx);
  g_assert_cmpuint (fx->replaced, ==, 7);
  g_assert_cmpstr (fx->body, ==, "two");
}

static void
test_open (Fixture       *fx,
           gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("one"));
  wait_until (is_shown, fx);
  emit (fx, "ActionInvoked", g_variant_new ("(us)", 7, "default"));
  wait_until (is_answered, fx);

  g_assert_cmpstr (fx->key, ==, "chat marta");
  g_assert_cmpstr (fx->action, ==, "open");
}

static void
test_reply (Fixture       *fx,
            gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("one"));
  wait_until (is_shown, fx);
  emit (fx, "NotificationReplied", g_variant_new ("(us)", 99, "to somebody else's bubble"));
  emit (fx, "NotificationReplied", g_variant_new ("(us)", 7, "On my way"));
  wait_until (is_answered, fx);

  g_assert_cmpstr (fx->action, ==, "reply");
  g_assert_cmpstr (fx->text, ==, "On my way");
}

static void
test_close (Fixture       *fx,
            gconstpointer  data)
{
  desktop_notify_thread_show (fx->thread, bubble ("one"));
  wait_until (is_shown, fx);
  desktop_notify_thread_close (fx->thread, "chat marta");
  wait_until (is_closed, fx);
}

/* A picture that says it is huge is refused before its pixels take memory. */
static void
test_huge_picture (Fixture       *fx,
                   gconstpointer  data)
{
  static const guint8 head[] = {
    0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 'I', 'H', 'D', 'R',
    0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 6, 0, 0, 0, 0x12, 0xf5, 0x84, 0x11,
  };
  DesktopBubble *shown = bubble ("one");

  shown->picture = g_bytes_new_static (head, sizeof head);
  desktop_notify_thread_show (fx->thread, shown);
  wait_until (is_shown, fx);
  g_assert_null (g_variant_lookup_value (fx->hints, "image-data", NULL));
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
    { "/notify/huge-picture", test_huge_picture },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
