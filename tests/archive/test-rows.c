/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts, settings, roster, capabilities, avatars. */
#include "archive-avatars.h"
#include "archive-caps.h"
#include "archive-fixture.h"
#include "archive-roster.h"
#include "archive-settings.h"

typedef gboolean (*FinishFunc) (ArchiveDatabase  *database,
                                GAsyncResult     *result,
                                GError          **error);

static void
settle (ArchiveFixture *fx,
        ArchiveWait    *wait,
        FinishFunc      finish)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (finish (fx->database, archive_wait (wait), &error));
  g_assert_no_error (error);
  g_clear_object (&wait->result);
}

static void
fail (ArchiveFixture *fx,
      ArchiveWait    *wait,
      FinishFunc      finish,
      int             code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (finish (fx->database, archive_wait (wait), &error));
  g_assert_error (error, ARCHIVE_ERROR, code);
  g_clear_object (&wait->result);
}

static GPtrArray *
load_accounts (ArchiveFixture *fx)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  GPtrArray *accounts;

  archive_accounts_load_async (fx->database, NULL, archive_wait_cb, &wait);
  accounts = archive_accounts_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return accounts;
}

static gint64
save_account (ArchiveFixture *fx,
              ArchiveAccount *account,
              int             code)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  gint64 id;

  archive_accounts_save_async (fx->database, account, NULL, archive_wait_cb, &wait);
  id = archive_accounts_save_finish (fx->database, archive_wait (&wait), &error);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, ARCHIVE_ERROR, code);
  g_assert_cmpint (id != 0, ==, code < 0);
  g_clear_object (&wait.result);
  return id;
}

static void
test_accounts (ArchiveFixture *fx,
               gconstpointer   data)
{
  static const char *const certificates[] = { "aa11", "bb22", NULL };
  g_autoptr(ArchiveAccount) account = archive_account_new ();
  g_autoptr(ArchiveAccount) copy = NULL;
  g_autoptr(GPtrArray) accounts = NULL;
  g_autoptr(GPtrArray) changed = NULL;
  const ArchiveAccount *read;

  account->address = g_strdup ("nurse@capulet.lit");
  account->enabled = TRUE;
  account->position = 7;
  account->color = g_strdup ("#3584e4");
  account->host = g_strdup ("xmpp.capulet.lit");
  account->port = 5223;
  account->tls = ARCHIVE_TLS_DIRECT;
  account->ca_file = g_strdup ("/etc/ca.pem");
  account->client_certificate = g_strdup ("/etc/me.pem");
  account->resource = g_strdup ("desk");
  account->allow_plain = TRUE;
  account->mechanism = g_strdup ("SCRAM-SHA-256-PLUS");
  account->show = g_strdup ("dnd");
  account->status = g_strdup ("Sleeping");
  account->proxy = g_strdup ("socks5://nurse@capulet.lit:1080");
  account->certificates = g_strdupv ((char **) certificates);
  copy = archive_account_copy (account);
  account->id = save_account (fx, copy, -1);

  accounts = load_accounts (fx);
  g_assert_cmpuint (accounts->len, ==, 2);
  read = g_ptr_array_index (accounts, 1);
  g_assert_cmpint (read->id, ==, account->id);
  g_assert_cmpstr (read->address, ==, account->address);
  g_assert_true (read->enabled);
  g_assert_cmpuint (read->position, ==, 7);
  g_assert_cmpstr (read->color, ==, account->color);
  g_assert_cmpstr (read->host, ==, account->host);
  g_assert_cmpuint (read->port, ==, 5223);
  g_assert_cmpint (read->tls, ==, ARCHIVE_TLS_DIRECT);
  g_assert_cmpstr (read->ca_file, ==, account->ca_file);
  g_assert_cmpstr (read->client_certificate, ==, account->client_certificate);
  g_assert_cmpstr (read->resource, ==, account->resource);
  g_assert_true (read->allow_plain);
  g_assert_cmpstr (read->mechanism, ==, account->mechanism);
  g_assert_cmpstr (read->show, ==, account->show);
  g_assert_cmpstr (read->status, ==, account->status);
  g_assert_cmpstr (read->proxy, ==, account->proxy);
  g_assert_cmpstrv (read->certificates, account->certificates);

  g_clear_pointer (&account->status, g_free);
  g_clear_pointer (&account->certificates, g_strfreev);
  account->enabled = FALSE;
  account->position = 0;
  g_assert_cmpint (save_account (fx, account, -1), ==, account->id);
  changed = load_accounts (fx);
  g_assert_cmpuint (changed->len, ==, 2);
  read = g_ptr_array_index (changed, 1);
  g_assert_cmpint (read->id, ==, account->id);
  g_assert_false (read->enabled);
  g_assert_null (read->status);
  g_assert_null (read->certificates);

  account->id = 0;
  save_account (fx, account, ARCHIVE_ERROR_CONSTRAINT);
  account->id = 4711;
  save_account (fx, account, ARCHIVE_ERROR_NOT_FOUND);
}

static void
test_settings (ArchiveFixture *fx,
               gconstpointer   data)
{
  g_autoptr(GHashTable) settings = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_settings_set_async (fx->database, ARCHIVE_SCOPE_ACCOUNT, fx->account_id, "a", "1", NULL,
                              archive_wait_cb, &wait);
  settle (fx, &wait, archive_settings_set_finish);
  archive_settings_set_async (fx->database, ARCHIVE_SCOPE_ACCOUNT, fx->account_id, "b", "2", NULL,
                              archive_wait_cb, &wait);
  settle (fx, &wait, archive_settings_set_finish);
  archive_settings_set_async (fx->database, ARCHIVE_SCOPE_ACCOUNT, fx->account_id, "a", "3", NULL,
                              archive_wait_cb, &wait);
  settle (fx, &wait, archive_settings_set_finish);
  archive_settings_set_async (fx->database, ARCHIVE_SCOPE_ACCOUNT, fx->account_id, "b", NULL, NULL,
                              archive_wait_cb, &wait);
  settle (fx, &wait, archive_settings_set_finish);
  archive_settings_set_async (fx->database, ARCHIVE_SCOPE_CONVERSATION, 4711, "a", "1", NULL,
                              archive_wait_cb, &wait);
  fail (fx, &wait, archive_settings_set_finish, ARCHIVE_ERROR_CONSTRAINT);

  archive_settings_load_async (fx->database, ARCHIVE_SCOPE_ACCOUNT, fx->account_id, NULL,
                               archive_wait_cb, &wait);
  settings = archive_settings_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (g_hash_table_size (settings), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (settings, "a"), ==, "3");
}

static ArchiveRoster *
load_roster (ArchiveFixture *fx,
             gint64          account_id)
{
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };
  ArchiveRoster *roster;

  archive_roster_load_async (fx->database, account_id, NULL, archive_wait_cb, &wait);
  roster = archive_roster_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  return roster;
}

static ArchiveRosterItem *
make_item (const char *address,
           const char *name,
           const char *groups)
{
  ArchiveRosterItem *item = archive_roster_item_new (address);

  item->name = g_strdup (name);
  item->subscription = ARCHIVE_SUBSCRIPTION_BOTH;
  item->groups = groups != NULL ? g_strsplit (groups, ",", -1) : NULL;
  return item;
}

static char *
describe_roster (ArchiveRoster *roster)
{
  GString *text = g_string_new (roster->version);

  for (guint i = 0; i < roster->items->len; i++)
    {
      const ArchiveRosterItem *item = g_ptr_array_index (roster->items, i);
      g_autofree char *groups = item->groups != NULL ? g_strjoinv (",", item->groups) : NULL;

      g_string_append_printf (text, " %s=%s/%d%d%d(%s)", item->address,
                              item->name != NULL ? item->name : "-", (int) item->subscription,
                              item->ask, item->approved, groups != NULL ? groups : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_roster (ArchiveFixture *fx,
               const char     *expected)
{
  g_autoptr(ArchiveRoster) roster = load_roster (fx, fx->account_id);
  g_autofree char *text = describe_roster (roster);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_roster (ArchiveFixture *fx,
             gconstpointer   data)
{
  static const char *const removed[] = { "benvolio@montague.lit", "nobody@montague.lit", NULL };
  g_autoptr(GPtrArray) items =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_roster_item_free);
  g_autoptr(GPtrArray) push =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_roster_item_free);
  g_autoptr(GPtrArray) broken =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_roster_item_free);
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(ArchiveRoster) empty = load_roster (fx, fx->account_id);
  g_autoptr(ArchiveRoster) nobody = load_roster (fx, 4711);
  ArchiveRosterItem *item;
  ArchiveWait wait = { NULL };

  g_assert_null (empty->version);
  g_assert_cmpuint (empty->items->len, ==, 0);
  g_assert_cmpuint (nobody->items->len, ==, 0);

  g_ptr_array_add (items, make_item ("romeo@montague.lit", "Romeo", "Friends,Lovers,Friends"));
  g_ptr_array_add (items, make_item ("benvolio@montague.lit", NULL, NULL));
  archive_roster_replace_async (fx->database, fx->account_id, "v1", items, NULL, archive_wait_cb,
                                &wait);
  settle (fx, &wait, archive_roster_replace_finish);
  assert_roster (fx,
                 "v1 benvolio@montague.lit=-/300() romeo@montague.lit=Romeo/300(Friends,Lovers)");

  item = make_item ("romeo@montague.lit", "My Romeo", "Husband");
  item->subscription = ARCHIVE_SUBSCRIPTION_TO;
  item->ask = TRUE;
  item->approved = TRUE;
  g_ptr_array_add (push, item);
  archive_roster_update_async (fx->database, fx->account_id, "v2", push, removed, NULL,
                               archive_wait_cb, &wait);
  settle (fx, &wait, archive_roster_update_finish);
  assert_roster (fx, "v2 romeo@montague.lit=My Romeo/111(Husband)");

  archive_roster_update_async (fx->database, fx->account_id, NULL, NULL, NULL, NULL,
                               archive_wait_cb, &wait);
  settle (fx, &wait, archive_roster_update_finish);
  assert_roster (fx, "v2 romeo@montague.lit=My Romeo/111(Husband)");

  /* All or nothing. */
  g_ptr_array_add (broken, make_item ("tybalt@capulet.lit", NULL, NULL));
  g_ptr_array_add (broken, make_item ("\xff", NULL, NULL));
  archive_roster_replace_async (fx->database, fx->account_id, "v3", broken, NULL, archive_wait_cb,
                                &wait);
  fail (fx, &wait, archive_roster_replace_finish, ARCHIVE_ERROR_INVALID);
  assert_roster (fx, "v2 romeo@montague.lit=My Romeo/111(Husband)");

  archive_roster_replace_async (fx->database, fx->account_id, NULL, none, NULL, archive_wait_cb,
                                &wait);
  settle (fx, &wait, archive_roster_replace_finish);
  assert_roster (fx, "");
}

static void
test_caps (ArchiveFixture *fx,
           gconstpointer   data)
{
  static const char *const keys[] = { "sha-1:a", "sha-1:b", "sha-1:0", NULL };
  g_autoptr(GHashTable) known = NULL;
  g_autoptr(GHashTable) later = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *huge = g_strnfill (ARCHIVE_CAPS_MAX_BYTES + 1, 'x');
  ArchiveWait wait = { NULL };

  archive_caps_store_async (fx->database, "sha-1:a", "<query/>", NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_caps_store_finish);
  archive_caps_store_async (fx->database, "sha-1:a", "<query x=''/>", NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_caps_store_finish);
  archive_caps_store_async (fx->database, "sha-1:b", huge, NULL, archive_wait_cb, &wait);
  fail (fx, &wait, archive_caps_store_finish, ARCHIVE_ERROR_INVALID);

  archive_caps_load_async (fx->database, keys, NULL, archive_wait_cb, &wait);
  known = archive_caps_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (g_hash_table_size (known), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (known, "sha-1:a"), ==, "<query x=''/>");

  /* Somebody who makes up ever new ones pushes out the old ones, no more. */
  for (guint i = 0; i < ARCHIVE_CAPS_MAX_ROWS; i++)
    {
      g_autofree char *key = g_strdup_printf ("sha-1:%u", i);

      archive_caps_store_async (fx->database, key, "<query/>", NULL,
                                i + 1 < ARCHIVE_CAPS_MAX_ROWS ? NULL : archive_wait_cb, &wait);
    }
  settle (fx, &wait, archive_caps_store_finish);
  archive_caps_load_async (fx->database, keys, NULL, archive_wait_cb, &wait);
  later = archive_caps_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_null (g_hash_table_lookup (later, "sha-1:a"));
  g_assert_nonnull (g_hash_table_lookup (later, "sha-1:0"));
}

static void
assert_stored (ArchiveFixture *fx,
               const char     *hash,
               gboolean        stored)
{
  ArchiveWait wait = { NULL };
  g_autoptr(ArchiveAvatar) avatar = NULL;

  archive_avatars_get_async (fx->database, hash, NULL, archive_wait_cb, &wait);
  avatar = archive_avatars_get_finish (fx->database, archive_wait (&wait), NULL);
  g_assert_cmpint (avatar != NULL, ==, stored);
  g_clear_object (&wait.result);
}

static void
test_avatars (ArchiveFixture *fx,
              gconstpointer   data)
{
  static const char image[] = "not \0 an image";
  g_autoptr(GBytes) bytes = g_bytes_new_static (image, sizeof image);
  g_autoptr(GBytes) huge = g_bytes_new_take (g_malloc0 (ARCHIVE_AVATAR_MAX_BYTES + 1),
                                             ARCHIVE_AVATAR_MAX_BYTES + 1);
  g_autoptr(GHashTable) hashes = NULL;
  g_autoptr(ArchiveAvatar) avatar = NULL;
  g_autoptr(GError) error = NULL;
  ArchiveWait wait = { NULL };

  archive_avatars_store_async (fx->database, "h1", "image/png", bytes, NULL, archive_wait_cb,
                               &wait);
  settle (fx, &wait, archive_avatars_store_finish);
  archive_avatars_store_async (fx->database, "h2", NULL, bytes, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_avatars_store_finish);
  archive_avatars_store_async (fx->database, "h3", NULL, huge, NULL, archive_wait_cb, &wait);
  fail (fx, &wait, archive_avatars_store_finish, ARCHIVE_ERROR_INVALID);

  archive_avatars_assign_async (fx->database, fx->account_id, "romeo@montague.lit", "h2", NULL,
                                archive_wait_cb, &wait);
  settle (fx, &wait, archive_avatars_assign_finish);
  archive_avatars_assign_async (fx->database, fx->account_id, "romeo@montague.lit", "h1", NULL,
                                archive_wait_cb, &wait);
  settle (fx, &wait, archive_avatars_assign_finish);
  archive_avatars_assign_async (fx->database, fx->account_id, "nurse@capulet.lit", "h9", NULL,
                                archive_wait_cb, &wait);
  settle (fx, &wait, archive_avatars_assign_finish);
  archive_avatars_assign_async (fx->database, fx->account_id, "nurse@capulet.lit", NULL, NULL,
                                archive_wait_cb, &wait);
  settle (fx, &wait, archive_avatars_assign_finish);

  archive_avatars_load_async (fx->database, fx->account_id, NULL, archive_wait_cb, &wait);
  hashes = archive_avatars_load_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpuint (g_hash_table_size (hashes), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (hashes, "romeo@montague.lit"), ==, "h1");

  /* Of those whom nobody is noted to have, the newest stay. */
  archive_avatars_store_async (fx->database, "h4", NULL, bytes, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_avatars_store_finish);
  archive_avatars_trim_async (fx->database, 1, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_avatars_trim_finish);
  assert_stored (fx, "h1", TRUE);
  assert_stored (fx, "h2", FALSE);
  assert_stored (fx, "h4", TRUE);

  archive_avatars_prune_async (fx->database, NULL, archive_wait_cb, &wait);
  settle (fx, &wait, archive_avatars_prune_finish);
  archive_avatars_get_async (fx->database, "h1", NULL, archive_wait_cb, &wait);
  avatar = archive_avatars_get_finish (fx->database, archive_wait (&wait), &error);
  g_assert_no_error (error);
  g_clear_object (&wait.result);
  g_assert_cmpstr (avatar->hash, ==, "h1");
  g_assert_cmpstr (avatar->type, ==, "image/png");
  g_assert_true (g_bytes_equal (avatar->bytes, bytes));
  assert_stored (fx, "h4", FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/archive/rows/" path, ArchiveFixture, NULL, archive_fixture_set_up, func, \
              archive_fixture_tear_down)
  ADD ("accounts", test_accounts);
  ADD ("settings", test_settings);
  ADD ("roster", test_roster);
  ADD ("caps", test_caps);
  ADD ("avatars", test_avatars);

  return g_test_run ();
}
