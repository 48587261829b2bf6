/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of links in messages (XEP-0511): what is shown of it, and that it goes with its
 * message. */
#include "chat-client.h"
#include "chat-fixture.h"
#include "chat-preview.h"
#include "chat-preview-private.h"
#include "xmpp-message.h"

#include <string.h>

#define ROMEO "romeo@montague.lit"
#define URL   "https://verona.example/balcony"

typedef struct {
  char             *folder;
  ChatClient       *client;
  ChatAccount      *account;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  fx->client = chat_fixture_start (fx->folder);
  fx->account = chat_fixture_add_account (fx->client, "ana@office.example");
  chat_fixture_settle (fx->client);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_fixture_stop (&fx->client);
  chat_fixture_remove_folder (fx->folder);
  g_free (fx->folder);
}

/* What is told of a link, one for each. */
typedef struct {
  const char *about;
  const char *title;
  const char *replace_id; /* (nullable) */
} Told;

static void
tell_cb (gpointer data,
         gpointer user_data)
{
  XmppMessage *message = data;
  const Told *told = user_data;
  XmppLinkMetadata *link = xmpp_link_metadata_new (told->about);

  link->title = g_strdup (told->title);
  link->description = g_strdup ("Where\nshe stands");
  link->site = g_strdup ("Verona");
  message->links = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_link_metadata_free);
  g_ptr_array_add (message->links, link);
  message->replace_id = g_strdup (told->replace_id);
}

static ChatConversation *
get_conversation (Fixture *fx)
{
  return chat_client_get_conversation (fx->client, fx->account, ROMEO, NULL);
}

static char *
describe (Fixture *fx)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (get_conversation (fx));
  GString *text = g_string_new (NULL);

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);
      ChatPreview *preview = chat_message_get_preview (message);

      if (preview == NULL)
        g_string_append (text, "-;");
      else
        g_string_append_printf (text, "%s|%s|%s|%s;", chat_preview_get_host (preview),
                                chat_preview_get_title (preview),
                                chat_preview_get_description (preview),
                                chat_preview_get_site (preview));
    }

  return g_string_free (text, FALSE);
}

static void
hear (Fixture    *fx,
      const char *id,
      const char *body,
      const Told *told)
{
  chat_fixture_hear (fx->account, ROMEO "/a", id, body, tell_cb, (gpointer) told);
  chat_fixture_settle (fx->client);
}

static void
assert_shown (Fixture    *fx,
              const char *expected)
{
  g_autofree char *now = describe (fx);
  g_autofree char *later = NULL;

  g_assert_cmpstr (now, ==, expected);
  chat_fixture_stop (&fx->client);
  fx->client = chat_fixture_start (fx->folder);
  chat_fixture_settle (fx->client);
  fx->account = chat_fixture_get_account (fx->client);
  later = describe (fx);
  g_assert_cmpstr (later, ==, expected);
}

static void
test_received (Fixture       *fx,
               gconstpointer  data)
{
  const Told told = { URL, "A\tbal\342\200\256cony\n", NULL };

  hear (fx, "1", "Look: " URL "!", &told);
  assert_shown (fx, "verona.example|A balcony|Where she stands|Verona;");
}

/* Nothing is told of what the text does not lead to. */
static void
test_mismatch (Fixture       *fx,
               gconstpointer  data)
{
  static const struct {
    const char *about;
    const char *body;
  } cases[] = {
    { URL, "Look" },
    { URL, "Look: " URL "/else" },
    { URL, "Look: " URL ".evil.example/" },
    { URL, "Look: https://evil.example/?" URL },
    { "https://verona.example@evil.example/", "https://verona.example@evil.example/" },
    { "https://verona.example:pass@evil.example/", "https://verona.example:pass@evil.example/" },
    { "mailto:romeo@montague.lit", "mailto:romeo@montague.lit" },
    { "javascript:alert(1)", "javascript:alert(1)" },
    { "file:///etc/passwd", "file:///etc/passwd" },
    { "https:///", "https:///" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Told told = { cases[i].about, "Title", NULL };
      g_autofree char *id = g_strdup_printf ("%" G_GSIZE_FORMAT, i);
      g_autofree char *shown = NULL;

      hear (fx, id, cases[i].body, &told);
      shown = describe (fx);
      g_assert_null (strchr (shown, '|'));
    }
}

/* Letters that look like others are seen to be others. */
static void
test_lookalike (void)
{
  g_autoptr(ChatPreview) preview = chat_preview_new ("https://b\320\260nk.example/", "Bank", NULL, NULL);

  g_assert_cmpstr (chat_preview_get_host (preview), ==, "xn--bnk-6cd.example");
}

static void
test_bounds (void)
{
  g_autofree char *text = g_strnfill (100000, 'a');
  g_autoptr(ChatPreview) preview = chat_preview_new (URL, text, text + 1, text);
  g_autoptr(ChatPreview) empty = chat_preview_new (URL, " \n", "", NULL);
  g_autoptr(ChatPreview) described = chat_preview_new (URL, NULL, "Only that", NULL);
  g_autoptr(ChatPreview) broken = chat_preview_parse (URL "\nTitle");
  g_autofree char *stored = chat_preview_store (preview);
  g_autoptr(ChatPreview) again = chat_preview_parse (stored);

  g_assert_cmpint (g_utf8_strlen (chat_preview_get_title (preview), -1), <=, 201);
  g_assert_cmpint (g_utf8_strlen (chat_preview_get_description (preview), -1), <=, 401);
  g_assert_cmpint (g_utf8_strlen (chat_preview_get_site (preview), -1), <=, 61);
  g_assert_true (chat_preview_equal (preview, again));
  g_assert_null (empty);
  g_assert_null (broken);
  g_assert_cmpstr (chat_preview_get_title (described), ==, "Only that");
  g_assert_null (chat_preview_get_description (described));
}

/* A small picture that came along is kept with the rest; what is none, or large, is left out. */
static void
test_image (void)
{
  static const char png[] = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==";
  static const char *const others[] = {
    "https://tracker.example/x.png", "cid:sha1+aa@bob.xmpp.org", "file:///etc/passwd", "",
    "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=", "data:image/png,x", "data:image/png;base64,\n",
  };
  g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func (
    (GDestroyNotify) xmpp_link_metadata_free);
  XmppLinkMetadata *link = xmpp_link_metadata_new (URL);
  g_autoptr(GString) large = g_string_new (png);
  g_autoptr(ChatPreview) preview = NULL;
  g_autoptr(ChatPreview) again = NULL;
  g_autoptr(ChatPreview) bare = NULL;
  g_autoptr(ChatPreview) without = NULL;
  g_autoptr(GBytes) picture = NULL;
  g_autofree char *stored = NULL;

  g_ptr_array_add (links, link);
  link->title = g_strdup ("Balcony");
  without = chat_preview_read (links, URL);
  g_assert_null (chat_preview_dup_image (without));
  link->image = g_strdup (png);
  preview = chat_preview_read (links, URL);
  g_assert_false (chat_preview_equal (preview, without));
  stored = chat_preview_store (preview);
  again = chat_preview_parse (stored);
  g_assert_true (chat_preview_equal (again, preview));
  picture = chat_preview_dup_image (again);
  g_assert_cmpuint (g_bytes_get_size (picture), ==, 16);

  for (gsize i = 0; i <= G_N_ELEMENTS (others); i++)
    {
      while (large->len < 9000)
        g_string_append (large, "AAAA");
      g_free (link->image);
      link->image = g_strdup (i < G_N_ELEMENTS (others) ? others[i] : large->str);
      g_clear_object (&bare);
      bare = chat_preview_read (links, URL);
      g_assert_true (chat_preview_equal (bare, without));
    }
}

static void
test_dup_link (void)
{
  static const struct {
    const char *text;
    const char *link; /* (nullable) */
  } cases[] = {
    { "no link", NULL },
    { "see (https://a.example/b), and http://c.example", "https://a.example/b" },
    { "xmpp:romeo@montague.lit geo:1,2 https://a.example", "https://a.example" },
    { "https://me:secret@a.example/ https://b.example", "https://b.example" },
    { "xhttps://a.example", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *link = chat_preview_dup_link (cases[i].text);

      g_assert_cmpstr (link, ==, cases[i].link);
    }
}

/* A correction tells of the links of the new text, or of none. */
static void
test_corrected (Fixture       *fx,
                gconstpointer  data)
{
  const Told told = { URL, "Balcony", NULL };
  const Told other = { URL "2", "Another", "1" };
  const Told none = { "https://nowhere.example/", "Nothing", "1" };

  hear (fx, "1", "Look: " URL, &told);
  hear (fx, "2", "Look: " URL "2", &other);
  assert_shown (fx, "verona.example|Another|Where she stands|Verona;");
  hear (fx, "3", "Look there", &none);
  assert_shown (fx, "-;");
}

static void
note_cb (guint *n_notes)
{
  (*n_notes)++;
}

/* Nothing is asked of what was not written by hand, nor over a way that all can read; and a link
 * that nobody answers for is written without a word. */
static void
test_previewer (Fixture       *fx,
                gconstpointer  data)
{
  ChatConversation *conversation = get_conversation (fx);
  ChatPreviewer *previewer = chat_conversation_get_previewer (conversation);
  guint n_notes = 0;

  g_signal_connect_swapped (previewer, "notify::preview", G_CALLBACK (note_cb), &n_notes);
  chat_previewer_hurry (previewer, 0);
  g_assert_false (chat_previewer_is_busy (previewer));
  chat_previewer_set_text (previewer, "Look: " URL, FALSE);
  g_assert_false (chat_previewer_is_busy (previewer));
  chat_previewer_set_text (previewer, "Look: http://verona.example/", TRUE);
  g_assert_false (chat_previewer_is_busy (previewer));
  chat_previewer_set_text (previewer, "Look there", TRUE);
  g_assert_false (chat_previewer_is_busy (previewer));
  chat_previewer_set_text (previewer, "Look: " URL "2", TRUE);
  g_assert_true (chat_previewer_is_busy (previewer));
  chat_previewer_dismiss (previewer);
  g_assert_false (chat_previewer_is_busy (previewer));
  chat_previewer_set_text (previewer, "Look once more: " URL "2", TRUE);
  g_assert_false (chat_previewer_is_busy (previewer));

  /* Of a text that came from elsewhere, of a stranger, and of one who is not online */
  chat_conversation_set_draft (conversation, "Look: " URL "3");
  g_assert_false (chat_previewer_is_busy (previewer));
  chat_conversation_set_composing (conversation, TRUE);
  chat_conversation_set_draft (conversation, "Look: " URL "4");
  g_assert_false (chat_previewer_is_busy (previewer));

  chat_previewer_set_text (previewer, "Look: https://localhost/", TRUE);
  while (chat_previewer_is_busy (previewer))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (chat_previewer_get_preview (previewer));
  g_assert_null (chat_previewer_take (previewer, "Look: https://localhost/"));
  g_assert_cmpuint (n_notes, ==, 0);
}

/* What is said of one conversation stays said. */
static void
test_switched_off (Fixture       *fx,
                   gconstpointer  data)
{
  const Told told = { URL, "Balcony", NULL };

  hear (fx, "1", "Look: " URL, &told);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (chat_conversation_get_previews (get_conversation (fx))); /* not read yet */
      chat_conversation_get_previewer (get_conversation (fx));
      chat_fixture_settle (fx->client);
      while (!chat_conversation_get_previews (get_conversation (fx)) && i == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (chat_conversation_get_previews (get_conversation (fx)) == (i == 0));
      /* Of a stranger there is nothing to be said. */
      g_assert_false (chat_conversation_can_preview (get_conversation (fx)));
      chat_conversation_set_previews (get_conversation (fx), FALSE);
      chat_fixture_settle (fx->client);
      chat_fixture_stop (&fx->client);
      fx->client = chat_fixture_start (fx->folder);
      chat_fixture_settle (fx->client);
      fx->account = chat_fixture_get_account (fx->client);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/previews/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("received", test_received);
  ADD ("mismatch", test_mismatch);
  ADD ("corrected", test_corrected);
  ADD ("previewer", test_previewer);
  ADD ("switched-off", test_switched_off);
#undef ADD
  g_test_add_func ("/previews/lookalike", test_lookalike);
  g_test_add_func ("/previews/bounds", test_bounds);
  g_test_add_func ("/previews/image", test_image);
  g_test_add_func ("/previews/dup-link", test_dup_link);
  return g_test_run ();
}
