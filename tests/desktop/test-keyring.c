/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key ring against gnome-keyring: unlocked, locked, and not there at all. */
#include "desktop-keyring.h"

#include "chat-error.h"
#include "chat-fixture.h"

#define ADDRESS "ana@office.example"

typedef struct {
  ChatKeyring *keyring;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->keyring = CHAT_KEYRING (desktop_keyring_new ());
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_assert_finalize_object (fx->keyring);
}

static char *
lookup (Fixture     *fx,
        const char  *address,
        const char  *kind,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  chat_keyring_lookup_async (fx->keyring, address, kind, NULL, chat_fixture_result_cb, &result);
  return chat_keyring_lookup_finish (fx->keyring, chat_fixture_wait_result (&result), error);
}

static gboolean
store (Fixture     *fx,
       const char  *address,
       const char  *kind,
       const char  *secret,
       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  chat_keyring_store_async (fx->keyring, address, kind, secret, NULL, chat_fixture_result_cb,
                            &result);
  return chat_keyring_store_finish (fx->keyring, chat_fixture_wait_result (&result), error);
}

static gboolean
clear (Fixture     *fx,
       const char  *address,
       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  chat_keyring_clear_async (fx->keyring, address, "password", NULL, chat_fixture_result_cb,
                            &result);
  return chat_keyring_clear_finish (fx->keyring, chat_fixture_wait_result (&result), error);
}

static void
assert_secret (Fixture    *fx,
               const char *address,
               const char *kind,
               const char *wanted)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *secret = lookup (fx, address, kind, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, wanted);
}

static void
test_keeps (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  assert_secret (fx, ADDRESS, "password", NULL);
  g_assert_true (store (fx, ADDRESS, "password", "Xyzzy ñ 4711", &error));
  g_assert_no_error (error);
  assert_secret (fx, ADDRESS, "password", "Xyzzy ñ 4711");
  assert_secret (fx, ADDRESS, "token", NULL);
  assert_secret (fx, "bea@office.example", "password", NULL);

  store (fx, ADDRESS, "password", "another", &error);
  g_assert_no_error (error);
  assert_secret (fx, ADDRESS, "password", "another");
  g_assert_true (clear (fx, ADDRESS, &error));
  assert_secret (fx, ADDRESS, "password", NULL);
  /* What is not there need not be taken away. */
  g_assert_true (clear (fx, ADDRESS, &error));
  g_assert_no_error (error);
}

static void
test_cancelled (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  chat_keyring_lookup_async (fx->keyring, ADDRESS, "password", cancellable,
                             chat_fixture_result_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (chat_keyring_lookup_finish (fx->keyring, chat_fixture_wait_result (&result),
                                             &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Nobody can unlock it: what is stored must say so, and what is looked up must end. */
static void
test_locked (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *secret = lookup (fx, ADDRESS, "password", NULL);

  g_assert_null (secret);
  g_assert_false (store (fx, ADDRESS, "password", "x", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_KEYRING);
}

static void
test_none (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GError) lookup_error = NULL;
  g_autoptr(GError) store_error = NULL;
  g_autoptr(GError) clear_error = NULL;

  g_assert_null (lookup (fx, ADDRESS, "password", &lookup_error));
  g_assert_error (lookup_error, CHAT_ERROR, CHAT_ERROR_KEYRING);
  g_assert_false (store (fx, ADDRESS, "password", "x", &store_error));
  g_assert_error (store_error, CHAT_ERROR, CHAT_ERROR_KEYRING);
  g_assert_false (clear (fx, ADDRESS, &clear_error));
  g_assert_error (clear_error, CHAT_ERROR, CHAT_ERROR_KEYRING);
}

static void
wait_for_service (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  gboolean is_owned = FALSE;

  while (!is_owned)
    {
      g_autoptr(GVariant) answer =
        g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                     "org.freedesktop.DBus", "NameHasOwner",
                                     g_variant_new ("(s)", "org.freedesktop.secrets"),
                                     G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                     NULL);

      g_variant_get (answer, "(b)", &is_owned);
    }
}

/* Which of them runs says the key ring that there is, see with-keyring. */
int
main (int    argc,
      char **argv)
{
  const char *kind = g_getenv ("CHARLA_KEYRING");

  g_test_init (&argc, &argv, NULL);
  if (kind != NULL)
    wait_for_service ();

  if (kind == NULL)
    g_test_add ("/keyring/none", Fixture, NULL, set_up, test_none, tear_down);
  else if (g_str_equal (kind, "locked"))
    g_test_add ("/keyring/locked", Fixture, NULL, set_up, test_locked, tear_down);
  else
    {
      g_test_add ("/keyring/keeps", Fixture, NULL, set_up, test_keeps, tear_down);
      g_test_add ("/keyring/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
    }
  return g_test_run ();
}
