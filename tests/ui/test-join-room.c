/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not let in: what a room that is for its members offers. */
#include "chat-account.h"
#include "chat-mock.h"
#include "ui-join-room.h"
#include "ui-room-gate.h"
#include "ui-room-settings.h"
#include "ui-test.h"

#define ROOM   "coven@chat.shakespeare.lit"
#define MUC_NS "http://jabber.org/protocol/muc"

#define KEPT_OUT \
  SERVER_HEARS ("<presence to='" ROOM "/juliet'>" MOCK_NO_PHOTO MOCK_CAPS "<x xmlns='" MUC_NS "'/>" \
                "</presence>"), \
  SERVER_SAYS ("<presence type='error' from='" ROOM "/juliet' to='juliet@capulet.lit'>" \
               "<x xmlns='" MUC_NS "'/><error type='auth'>" \
               "<registration-required xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>" \
               "</presence>")
#define ASKED_OF \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               "<feature var='" MUC_NS "'/><feature var='muc_membersonly'/>" \
               "<feature var='jabber:iq:register'/></query></iq>")
#define ASKS_FORM \
  SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'><query xmlns='jabber:iq:register'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'><query xmlns='jabber:iq:register'>" \
               "<x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE' type='hidden'>" \
               "<value>" MUC_NS "#register</value></field><field type='text-single' " \
               "var='muc#register_roomnick' label='Nickname'><required/></field></x></query></iq>")

typedef struct {
  ChatMock *mock;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->mock = chat_mock_new_online ();
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  chat_mock_free (fx->mock);
}

#define PLAY(fx, ...) \
  G_STMT_START { \
    static const MockLine lines_[] = { __VA_ARGS__ }; \
    mock_server_play ((fx)->mock->server, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END

/* (nullable) */
static GtkWidget *
find_registration (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (UI_IS_ROOM_SETTINGS (window))
        return window;
    }
  return NULL;
}

/* What it asks is shown in a form, and whoever has sent that tries to come in; where that is not
 * granted yet, that is said. */
static void
test_members_only (Fixture       *fx,
                   gconstpointer  data)
{
  GtkWidget *dialog = ui_join_room_new (fx->mock->client, MOCK_ADDRESS, ROOM);
  GtkWidget *ask = ui_test_child (dialog, "ask");
  GtkWidget *gate = g_object_ref_sink (g_object_new (UI_TYPE_ROOM_GATE, NULL));
  GtkWidget *window = NULL;
  GtkWidget *save = NULL;
  ChatRoom *room;

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_visible (ask));
  PLAY (fx, ASKED_OF, KEPT_OUT);
  gtk_widget_grab_focus (ui_test_child (dialog, "join"));
  ui_test_click (ui_test_child (dialog, "join"));
  ui_test_wait_for (gtk_widget_get_visible (ask));
  g_assert_nonnull (ui_test_find (dialog, GTK_TYPE_LABEL, "This room is for members only."));
  room = chat_rooms_find (chat_account_get_rooms (fx->mock->account), ROOM);
  ui_room_gate_set_room (UI_ROOM_GATE (gate), room);
  g_assert_nonnull (ui_test_find (gate, GTK_TYPE_BUTTON, "Become a _member…"));

  PLAY (fx, ASKS_FORM);
  ui_test_click (ask);
  window = find_registration ();
  g_assert_nonnull (window);
  save = ui_test_child (window, "save");
  ui_test_wait_for (gtk_widget_get_sensitive (save));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Become a member");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (save)), ==, "_Send");

  PLAY (fx, ASKS_FORM,
        SERVER_HEARS ("<iq type='set' id='*' to='" ROOM "'><query xmlns='jabber:iq:register'>"
                      "<x xmlns='jabber:x:data' type='submit'>"
                      "<field type='hidden' var='FORM_TYPE'><value>" MUC_NS "#register</value>"
                      "</field><field var='muc#register_roomnick'><value>juliet</value></field>"
                      "</x></query></iq>"),
        SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'/>"),
        ASKED_OF, KEPT_OUT);
  ui_test_click (save);
  ui_test_wait_for (find_registration () == NULL);
  ui_test_wait_for (ui_test_find (dialog, GTK_TYPE_LABEL, "You have asked to become a member. You "
                                                          "can come in once that is granted.")
                    != NULL);
  g_assert_false (gtk_widget_get_visible (ask));
  g_assert_null (ui_test_find (gate, GTK_TYPE_BUTTON, "Become a _member…"));
  g_object_unref (gate);
  ui_test_close (&dialog);
}

/* A room that keeps a nick for one, and lets one in with no other, says which. */
static void
test_reserved_nick (Fixture       *fx,
                    gconstpointer  data)
{
  GtkWidget *dialog = ui_join_room_new (fx->mock->client, MOCK_ADDRESS, ROOM);
  GtkEditable *nick = ui_test_child (dialog, "nick");

  gtk_window_present (GTK_WINDOW (dialog));
  PLAY (fx, ASKED_OF,
        SERVER_HEARS ("<presence to='" ROOM "/juliet'>" MOCK_NO_PHOTO MOCK_CAPS
                      "<x xmlns='" MUC_NS "'/></presence>"),
        SERVER_SAYS ("<presence type='error' from='" ROOM "/juliet' to='juliet@capulet.lit'>"
                     "<x xmlns='" MUC_NS "'/><error type='cancel'>"
                     "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                     "</presence>"),
        SERVER_HEARS ("<iq type='get' id='*' to='" ROOM "'>"
                      "<query xmlns='http://jabber.org/protocol/disco#info' "
                      "node='x-roomuser-item'/></iq>"),
        SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'>"
                     "<query xmlns='http://jabber.org/protocol/disco#info' "
                     "node='x-roomuser-item'>"
                     "<identity category='conference' type='text' name='Jule'/></query></iq>"));
  gtk_widget_grab_focus (ui_test_child (dialog, "join"));
  ui_test_click (ui_test_child (dialog, "join"));
  ui_test_wait_for (g_str_equal (gtk_editable_get_text (nick), "Jule"));
  g_assert_nonnull (ui_test_find (dialog, GTK_TYPE_LABEL, "This room wants you to use the nickname "
                                                          "that is reserved for you."));
  g_assert_true (gtk_widget_get_sensitive (ui_test_child (dialog, "join")));
  ui_test_close (&dialog);
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/join-room/members-only", Fixture, NULL, set_up, test_members_only, tear_down);
  g_test_add ("/ui/join-room/reserved-nick", Fixture, NULL, set_up, test_reserved_nick, tear_down);
  return g_test_run ();
}
