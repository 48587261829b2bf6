/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workspaces that all of our devices have. */
#include "private-mock.h"

#include "xmpp-error.h"
#include "xmpp-workspaces.h"

#define NODE "https://charla.im/protocol/workspaces:0"
#define WORKSPACE(attributes, content) \
  "<workspace xmlns='" NODE "' " attributes ">" content "</workspace>"
#define REMOVED "<removed xmlns='" NODE "'/>"
#define WORK WORKSPACE ("name='Work' position='1'", "<member jid='team@rooms.lit'/>")

typedef struct {
  FeatureFixture *fx;
  XmppWorkspaces *workspaces;
} Play;

static void
settled_cb (XmppWorkspaces *workspaces,
            GPtrArray      *all,
            gpointer        user_data)
{
  g_assert_true (xmpp_workspaces_is_settled (workspaces));
  feature_fixture_note (user_data, "settled %u%s%s", all->len,
                        xmpp_workspaces_is_supported (workspaces) ? "" : " without",
                        xmpp_workspaces_is_present (workspaces) ? "" : " absent");
}

static void
changed_cb (XmppWorkspaces *workspaces,
            XmppWorkspace  *workspace,
            gpointer        user_data)
{
  feature_fixture_note (user_data, "changed %s %s %u", workspace->id, workspace->name,
                        workspace->members->len);
}

static void
removed_cb (XmppWorkspaces *workspaces,
            const char     *id,
            gpointer        user_data)
{
  feature_fixture_note (user_data, "removed %s", id);
}

static void
setup (Play          *play,
       gconstpointer  data)
{
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *server_info = xmpp_server_info_new (disco);
  XmppPubsub *pubsub = xmpp_pubsub_new (disco, server_info);

  play->fx = feature_fixture_new ();
  play->workspaces = xmpp_workspaces_new (pubsub, server_info);
  feature_fixture_add (play->fx, disco);
  feature_fixture_add (play->fx, server_info);
  feature_fixture_add (play->fx, pubsub);
  feature_fixture_add (play->fx, play->workspaces);
  g_signal_connect (play->workspaces, "settled", G_CALLBACK (settled_cb), play->fx);
  g_signal_connect (play->workspaces, "changed", G_CALLBACK (changed_cb), play->fx);
  g_signal_connect (play->workspaces, "removed", G_CALLBACK (removed_cb), play->fx);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
}

static void
go_online (Play *play)
{
  static const MockLine online[] = {
    ASKS ("capulet.lit", "info"),
    ANSWERS ("capulet.lit", "info", ""),
    ASKS (OWN, "info"),
    ANSWERS (OWN, "info", CAN_OPTIONS),
    ASKS ("capulet.lit", "items"),
    ANSWERS ("capulet.lit", "items", ""),
    ASKS_ITEMS (NODE),
    GIVES_ITEMS (NODE, ITEM ("w1", WORK) ITEM ("w2", "<other xmlns='urn:other'/>")
                       ITEM_OF ("w3", "romeo@montague.lit", WORK)),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (play->fx, "settled 1\n");
}

/* CVE-2023-28686: who has a node of that name is not us. */
static void
test_forged (Play          *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    TELLS_FROM (" from='romeo@montague.lit'", ITEMS (NODE, ITEM ("w1", WORK))),
    TELLS_FROM (" from='capulet.lit'", ITEMS (NODE, ITEM ("w1", WORK))),
    TELLS_FROM (" from='juliet@capulet.lit/chamber'", ITEMS (NODE, ITEM ("w1", WORK))),
    TELLS_FROM (" from='romeo@montague.lit'", ITEMS (NODE, "<retract id='w1'/>")),
    TELLS_FROM (" from='romeo@montague.lit'", "<purge node='" NODE "'/>"),
    TELLS_FROM (" from='romeo@montague.lit'", "<delete node='" NODE "'/>"),
    TELLS (ITEMS (NODE, ITEM_OF ("w1", "romeo@montague.lit/orchard", WORK))),
    TELLS (ITEMS (NODE, ITEM ("w1", "<workspace xmlns='urn:other' name='Work'/>"))),
    TELLS (ITEMS (NODE, ITEM ("w1", WORKSPACE ("position='1'", "")))),
    SERVER_WAITS,
    TELLS (ITEMS (NODE, ITEM ("w1", WORK))),
    TELLS (ITEMS (NODE, ITEM ("w0", REMOVED))),
    TELLS (ITEMS (NODE, "<retract id='w1'/>")),
    TELLS ("<purge node='" NODE "'/>"),
    SERVER_WAITS,
  };

  go_online (play);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "changed w1 Work 1\nremoved w0\nremoved w1\nsettled 0\n");
}

static void
test_store (Play          *play,
            gconstpointer  data)
{
  static const MockLine lines[] = {
    IS_PRIVATE (NODE),
    PUBLISHES (NODE, "w1",
               WORKSPACE ("name='Work' position='7'",
                          "<space service='pubsub.lit' node='dev'/>"
                          "<member jid='romeo@montague.lit'/>")),
    AGREES,
  };
  static const MockLine removal[] = {
    IS_PRIVATE (NODE),
    PUBLISHES (NODE, "w1", REMOVED),
    AGREES,
    RETRACTS (NODE, "w1"),
    AGREES,
  };
  static const MockLine is_open[] = {
    ASKS_CONFIG (NODE),
    GIVES_CONFIG (NODE, FIELD ("access_model", "open")),
    SETS_CONFIG (NODE, FIELD ("access_model", "whitelist")),
    REFUSES ("forbidden"),
    SERVER_WAITS,
  };
  g_autoptr(XmppWorkspace) workspace = xmpp_workspace_new ("w1", "Work");
  g_autoptr(GError) error = NULL;

  workspace->position = 7;
  workspace->service = g_strdup ("pubsub.lit");
  workspace->node = g_strdup ("dev");
  g_assert_true (xmpp_workspace_add_member (workspace, "Romeo@montague.lit"));
  go_online (play);
  for (guint i = 0; i < 2; i++)
    {
      g_auto(MockResult) result = { NULL, 0 };

      g_assert_no_error (error);
      if (i == 1)
        mock_server_say (play->fx->server,
                         "<message from='" OWN "' type='headline'><event xmlns="
                         "'http://jabber.org/protocol/pubsub#event'><delete node='" NODE "'/>"
                         "</event></message>");
      if (i == 1)
        feature_fixture_play (play->fx, (const MockLine[]) { SERVER_WAITS }, 2);
      xmpp_workspaces_store_async (play->workspaces, workspace, NULL, mock_result_cb, &result);
      feature_fixture_play (play->fx, i == 0 ? lines : is_open,
                            i == 0 ? G_N_ELEMENTS (lines) : G_N_ELEMENTS (is_open));
      g_assert_cmpint (xmpp_workspaces_store_finish (play->workspaces, mock_result_wait (&result),
                                                     &error), ==, i == 0);
    }
  g_assert_nonnull (error); /* never where others could read it */

  {
    g_auto(MockResult) result = { NULL, 0 };

    xmpp_workspaces_remove_async (play->workspaces, "w1", NULL, mock_result_cb, &result);
    feature_fixture_play (play->fx, removal, G_N_ELEMENTS (removal));
    g_assert_true (xmpp_workspaces_remove_finish (play->workspaces, mock_result_wait (&result),
                                                  NULL));
  }
}

static void
test_absent (Play          *play,
             gconstpointer  data)
{
  static const MockLine absent[] = {
    ASKS ("capulet.lit", "info"),
    ANSWERS ("capulet.lit", "info", CAN_OPTIONS),
    ASKS (OWN, "info"),
    ANSWERS (OWN, "info", ""),
    ASKS ("capulet.lit", "items"),
    ANSWERS ("capulet.lit", "items", ""),
    ASKS_ITEMS (NODE),
    REFUSES ("item-not-found"),
    SERVER_WAITS,
  };
  static const MockLine unsupported[] = {
    ASKS ("capulet.lit", "info"),
    ANSWERS ("capulet.lit", "info", ""),
    ASKS (OWN, "info"),
    ANSWERS (OWN, "info", ""),
    ASKS ("capulet.lit", "items"),
    ANSWERS ("capulet.lit", "items", ""),
    SERVER_WAITS,
  };

  feature_fixture_go_online (play->fx, absent, G_N_ELEMENTS (absent));
  feature_fixture_assert_noted (play->fx, "settled 0 absent\n");
  feature_fixture_reconnect (play->fx, unsupported, G_N_ELEMENTS (unsupported));
  feature_fixture_assert_noted (play->fx, "settled 0 without absent\n");
}

static XmppWorkspace *
read_workspace (const char *xml)
{
  g_autoptr(XmppElement) payload = feature_fixture_parse (xml);

  return xmpp_workspace_read ("w1", payload);
}

/* What is no address, or too much, is left out; the rest counts. */
static void
test_read (void)
{
  g_autoptr(XmppWorkspace) workspace = NULL;
  g_autoptr(XmppElement) again = NULL;
  g_autofree char *xml = NULL;

  workspace = read_workspace (WORKSPACE ("name='Work' position='-1'",
                                         "<space service='pubsub.lit/x' node='dev'/>"
                                         "<member jid='Team@rooms.lit'/><member/><other jid='a@b.c'/>"
                                         "<member jid='team@rooms.lit'/><member jid='@@@'/>"
                                         "<member jid='team@rooms.lit/nick'/>"
                                         "<member xmlns='urn:other' jid='d@e.f'/>"
                                         "<member jid='romeo@montague.lit'/>"));
  g_assert_cmpstr (workspace->name, ==, "Work");
  g_assert_cmpuint (workspace->position, ==, XMPP_WORKSPACE_MAX_POSITION);
  g_assert_null (workspace->service);
  g_assert_cmpuint (workspace->members->len, ==, 2);
  g_assert_cmpstr (workspace->members->pdata[0], ==, "team@rooms.lit");
  g_assert_cmpstr (workspace->members->pdata[1], ==, "romeo@montague.lit");
  again = xmpp_workspace_to_element (workspace);
  g_clear_pointer (&workspace, xmpp_workspace_free);
  workspace = xmpp_workspace_read ("w1", again);
  g_assert_cmpuint (workspace->members->len, ==, 2);
  g_clear_pointer (&workspace, xmpp_workspace_free);

  workspace = read_workspace (WORKSPACE ("name='Dev' position='2'",
                                         "<space service='pubsub.lit' node='dev'/>"));
  g_assert_cmpstr (workspace->service, ==, "pubsub.lit");
  g_assert_cmpstr (workspace->node, ==, "dev");
  g_clear_pointer (&workspace, xmpp_workspace_free);
  workspace = read_workspace (WORKSPACE ("name='Dev'", "<space service='pubsub.lit'/>"));
  g_assert_null (workspace->service);

  g_assert_null (read_workspace (WORKSPACE ("name=''", "")));
  g_assert_null (read_workspace (WORKSPACE ("", "")));
  g_assert_null (read_workspace ("<x xmlns='" NODE "' name='Work'/>"));
  g_assert_null (xmpp_workspace_read (NULL, again));
  g_assert_null (xmpp_workspace_read ("", again));
  g_assert_null (xmpp_workspace_read ("w1", NULL));
  xml = g_strnfill (200, 'w');
  g_assert_null (xmpp_workspace_read (xml, again));
}

static void
test_limits (void)
{
  g_autofree char *long_name = g_strnfill (5000, 'n');
  g_autofree char *start = g_strdup_printf ("<workspace xmlns='" NODE "' name='%s'>", long_name);
  g_autoptr(GString) xml = g_string_new (start);
  g_autofree char *local = g_strnfill (1000, 'm');
  g_autoptr(XmppWorkspace) workspace = NULL;
  gsize n_bytes = 0;

  for (guint i = 0; i < 2 * XMPP_WORKSPACE_MAX_MEMBERS; i++)
    g_string_append_printf (xml, "<member jid='m%u@b.lit'/>", i);
  g_string_append (xml, "</workspace>");
  workspace = read_workspace (xml->str);
  g_assert_cmpuint (strlen (workspace->name), <=, XMPP_WORKSPACE_MAX_NAME_BYTES);
  g_assert_cmpuint (workspace->members->len, ==, XMPP_WORKSPACE_MAX_MEMBERS);

  g_clear_pointer (&workspace, xmpp_workspace_free);
  workspace = xmpp_workspace_new ("w1", "Work");
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *member = g_strdup_printf ("m%u%s@b.lit", i, local);

      xmpp_workspace_add_member (workspace, member);
    }
  for (guint i = 0; i < workspace->members->len; i++)
    n_bytes += strlen (workspace->members->pdata[i]);
  g_assert_cmpuint (n_bytes, <=, XMPP_WORKSPACE_MAX_MEMBER_BYTES);
  g_assert_cmpuint (workspace->members->len, >, 10);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/workspaces/read", test_read);
  g_test_add_func ("/xmpp/workspaces/limits", test_limits);
#define ADD(path, func) g_test_add (path, Play, NULL, setup, func, teardown)
  ADD ("/xmpp/workspaces/forged", test_forged);
  ADD ("/xmpp/workspaces/store", test_store);
  ADD ("/xmpp/workspaces/absent", test_absent);
#undef ADD
  return g_test_run ();
}
