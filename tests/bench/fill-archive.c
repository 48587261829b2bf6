/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills the archive of a Charla that does not run: fill-archive FILE ACCOUNT WITH COUNT. The word
 * "needle" is in every thousandth message. */
#include "archive-accounts.h"
#include "archive-fixture.h"
#include "archive-messages.h"

#define PAGE 500

static const char *const words[] = {
  "the", "plan", "is", "on", "my", "desk", "and", "nobody", "has", "read", "it", "yet", "but",
  "tomorrow", "we", "meet", "at", "ten", "in", "Vigo", "so", "bring", "coffee", "lisboa", "train",
};

static char *
make_body (guint n)
{
  GString *body = g_string_new (NULL);

  g_string_append_printf (body, "%u:", n);
  for (guint i = 0; i < 6 + n % 20; i++)
    g_string_append_printf (body, " %s", words[(n * 31 + i * 17 + i / 7) % G_N_ELEMENTS (words)]);
  g_string_append_printf (body, " word%u%s", n % 3000, n % 1000 == 500 ? " needle" : "");
  return g_string_free (body, FALSE);
}

static void
find_account (ArchiveFixture *fx,
              const char     *address)
{
  ArchiveWait wait = { NULL };
  g_autoptr(GPtrArray) accounts = NULL;

  archive_accounts_load_async (fx->database, NULL, archive_wait_cb, &wait);
  accounts = archive_accounts_load_finish (fx->database, archive_wait (&wait), NULL);
  g_clear_object (&wait.result);
  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    if (g_str_equal (((ArchiveAccount *) g_ptr_array_index (accounts, i))->address, address))
      fx->account_id = ((ArchiveAccount *) g_ptr_array_index (accounts, i))->id;
  if (fx->account_id == 0)
    g_error ("There is no account %s", address);
}

static void
fill (ArchiveFixture *fx,
      const char     *with,
      guint           count)
{
  gint64 first_us = g_get_real_time () - (gint64) (count + 1) * 60 * G_USEC_PER_SEC;

  for (guint i = 0; i < count; i += PAGE)
    {
      g_autoptr(GPtrArray) page =
        g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);

      for (guint n = i; n < MIN (i + PAGE, count); n++)
        {
          g_autofree char *body = make_body (n);
          g_autofree char *id = g_uuid_string_random ();
          ArchiveMessage *message = archive_make_incoming (fx, with, id, body);

          message->time_us = first_us + (gint64) n * 60 * G_USEC_PER_SEC;
          message->ids.origin = g_strdup (id);
          message->ids.stanza = g_uuid_string_random ();
          g_ptr_array_add (page, message);
        }
      g_array_unref (archive_insert (fx, page, ARCHIVE_PLACE_END));
    }
}

int
main (int    argc,
      char **argv)
{
  ArchiveFixture fx = { NULL };

  if (argc != 5)
    g_error ("usage: fill-archive FILE ACCOUNT WITH COUNT");

  fx.path = g_strdup (argv[1]);
  archive_fixture_open (&fx);
  find_account (&fx, argv[2]);
  fill (&fx, argv[3], (guint) g_ascii_strtoull (argv[4], NULL, 10));
  archive_fixture_close (&fx);
  g_free (fx.path);
  return 0;
}
