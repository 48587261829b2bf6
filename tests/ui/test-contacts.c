/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-contact-private.h"
#include "chat-fixture.h"
#include "ui-add-contact.h"
#include "ui-address.h"
#include "ui-contact-details.h"
#include "ui-contact-list.h"
#include "ui-contact-menu.h"
#include "ui-contact-row.h"
#include "ui-group-row.h"
#include "ui-groups.h"
#include "ui-request-row.h"
#include "ui-roster-item.h"
#include "ui-test.h"

/* The contact list in a window. Of the contacts 0, 3, 6, 9 are in "Friends", the others in "Office". */
typedef struct {
  ChatClient    *client;
  ChatAccount   *account;
  GSettings     *settings;
  GtkWidget     *window;
  UiContactList *contacts;
  UiRoster      *roster;
  UiLiveList    *list;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->client = chat_fixture_new_client_with (12, 1);
  fx->account = chat_fixture_get_account (fx->client);
  fx->settings = ui_test_new_settings ();
  fx->window = gtk_window_new ();
  fx->contacts = g_object_new (UI_TYPE_CONTACT_LIST, NULL);
  ui_contact_list_set_client (fx->contacts, fx->client, fx->settings);
  fx->roster = ui_contact_list_get_roster (fx->contacts);
  fx->list = ui_roster_get_list (fx->roster);
  gtk_window_set_child (GTK_WINDOW (fx->window), GTK_WIDGET (fx->contacts));
  gtk_window_set_default_size (GTK_WINDOW (fx->window), 320, 900);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
  ui_test_settle ();
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  ui_test_close (&fx->window);
  g_object_unref (fx->settings);
  chat_fixture_clear_client (&fx->client);
}

static UiRosterItem *
at (Fixture *fx,
    guint    position)
{
  return ui_live_list_peek (fx->list, position);
}

static ChatContact *
get_contact (Fixture *fx,
             guint    i)
{
  g_autofree char *address = g_strdup_printf ("contact%u@office.example", i);

  return chat_account_get_contact (fx->account, address);
}

/* The first place of @contact; GTK_INVALID_LIST_POSITION when it is not shown */
static guint
find_contact (Fixture     *fx,
              ChatContact *contact)
{
  for (guint i = 0; i < ui_live_list_get_length (fx->list); i++)
    {
      if (ui_roster_item_get_contact (at (fx, i)) == contact)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static guint
find_group (Fixture    *fx,
            const char *name)
{
  for (guint i = 0; i < ui_live_list_get_length (fx->list); i++)
    {
      if (ui_roster_item_get_kind (at (fx, i)) == UI_ROSTER_GROUP
          && g_str_equal (ui_roster_item_get_group (at (fx, i)), name))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
test_groups_and_order (Fixture       *fx,
                       gconstpointer  data)
{
  guint friends = find_group (fx, "Friends");
  guint office = find_group (fx, "Office");

  g_assert_cmpuint (friends, ==, 0);
  g_assert_cmpuint (office, ==, 5);
  g_assert_cmpuint (ui_roster_item_get_total (at (fx, friends)), ==, 4);
  g_assert_cmpuint (ui_live_list_get_length (fx->list), ==, 14);
  for (guint i = friends + 2; i < office; i++)
    g_assert_cmpint (ui_roster_item_compare (at (fx, i - 1), at (fx, i)), <, 0);
}

static void
test_presence_moves (Fixture       *fx,
                     gconstpointer  data)
{
  ChatContact *contact = get_contact (fx, 9);
  UiRosterItem *item = at (fx, find_contact (fx, contact));
  guint online = ui_roster_item_get_online (at (fx, 0));

  g_assert_cmpint (chat_contact_get_presence (contact), ==, CHAT_PRESENCE_OFFLINE);
  chat_fixture_set_presence (contact, CHAT_PRESENCE_CHATTY, "Here");
  ui_test_settle ();
  g_assert_cmpuint (find_contact (fx, contact), <=, 2);
  g_assert_true (at (fx, find_contact (fx, contact)) == item); /* the row stays the same */
  g_assert_cmpuint (ui_roster_item_get_online (at (fx, 0)), ==, online + 1);
}

static void
test_offline_toggle (Fixture       *fx,
                     gconstpointer  data)
{
  ChatContact *offline = get_contact (fx, 3);

  chat_fixture_set_presence (offline, CHAT_PRESENCE_OFFLINE, NULL);
  ui_test_settle ();
  gtk_toggle_button_set_active (ui_test_child (fx->contacts, "online"), TRUE);
  ui_test_settle ();
  g_assert_false (g_settings_get_boolean (fx->settings, "show-offline"));
  g_assert_cmpuint (find_contact (fx, offline), ==, GTK_INVALID_LIST_POSITION);

  /* Who comes online comes in. */
  chat_fixture_set_presence (offline, CHAT_PRESENCE_AWAY, NULL);
  ui_test_settle ();
  g_assert_cmpuint (find_contact (fx, offline), !=, GTK_INVALID_LIST_POSITION);

  g_settings_set_boolean (fx->settings, "show-offline", TRUE);
  g_assert_false (gtk_toggle_button_get_active (ui_test_child (fx->contacts, "online")));
}

static void
test_folds_are_remembered (Fixture       *fx,
                           gconstpointer  data)
{
  g_auto(GStrv) folded = NULL;
  g_autoptr(UiRoster) other = NULL;

  /* As a click on the head, and as the arrow keys, do */
  g_signal_emit_by_name (ui_test_child (fx->contacts, "view"), "activate", find_group (fx, "Office"));
  g_assert_cmpuint (ui_live_list_get_length (fx->list), ==, 6);
  folded = g_settings_get_strv (fx->settings, "folded-groups");
  g_assert_cmpstrv (folded, ((const char *const []) { "Office", NULL }));
  g_assert_true (ui_roster_item_get_folded (at (fx, find_group (fx, "Office"))));

  /* What is looked for is found in spite of that. */
  ui_contact_list_set_filter (fx->contacts, "luis");
  g_assert_cmpuint (find_contact (fx, get_contact (fx, 1)), !=, GTK_INVALID_LIST_POSITION);
  ui_contact_list_set_filter (fx->contacts, NULL);
  g_assert_cmpuint (find_contact (fx, get_contact (fx, 1)), ==, GTK_INVALID_LIST_POSITION);

  ui_roster_set_folded (fx->roster, "Office", FALSE);
  g_assert_cmpuint (ui_live_list_get_length (fx->list), ==, 14);
}

static void
test_filter (Fixture       *fx,
             gconstpointer  data)
{
  g_settings_set_boolean (fx->settings, "show-offline", FALSE);
  ui_contact_list_set_filter (fx->contacts, "mar");
  g_assert_cmpuint (find_contact (fx, get_contact (fx, 0)), !=, GTK_INVALID_LIST_POSITION);
  g_assert_cmpuint (find_contact (fx, get_contact (fx, 1)), ==, GTK_INVALID_LIST_POSITION);

  ui_contact_list_set_filter (fx->contacts, "zzzz");
  g_assert_cmpuint (ui_live_list_get_length (fx->list), ==, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_test_child (fx->contacts, "stack")), ==,
                   "no-match");
}

static void
test_requests_on_top (Fixture       *fx,
                      gconstpointer  data)
{
  ChatContact *contact = NULL;
  UiRequestRow *row = NULL;
  g_autoptr(GVariant) target = NULL;

  contact = chat_fixture_add_request (fx->client, "nora@elsewhere.example", "<b>Hi</b> Ana");
  ui_test_settle ();
  gtk_test_widget_wait_for_draw (fx->window);
  g_assert_cmpuint (ui_roster_get_n_requests (fx->roster), ==, 1);
  g_assert_cmpint (ui_roster_item_get_kind (at (fx, 0)), ==, UI_ROSTER_REQUEST);
  row = ui_test_find (fx->window, UI_TYPE_REQUEST_ROW, NULL);
  g_assert_true (ui_request_row_get_contact (row) == contact);
  g_assert_nonnull (ui_test_find (row, GTK_TYPE_LABEL, "<b>Hi</b> Ana"));
  target = g_variant_ref_sink (g_variant_new ("(ss)", "ana@office.example",
                                              "nora@elsewhere.example"));
  g_assert_cmpvariant (gtk_actionable_get_action_target_value (ui_test_child (row, "approve")),
                       target);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (row)));

  chat_contact_set_request (contact, FALSE, NULL);
  ui_test_settle ();
  g_assert_cmpuint (ui_roster_get_n_requests (fx->roster), ==, 0);
}

static void
test_several_groups (Fixture       *fx,
                     gconstpointer  data)
{
  static const char *const both[] = { "Friends", "Office", NULL };
  ChatContact *contact = get_contact (fx, 0);

  chat_contact_set_roster (contact, "Marta", both, CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  chat_contact_set_roster (get_contact (fx, 1), "Luis", NULL, CHAT_SUBSCRIPTION_BOTH, FALSE, TRUE);
  ui_test_settle ();
  g_assert_cmpuint (ui_roster_item_get_total (at (fx, find_group (fx, "Friends"))), ==, 4);
  g_assert_cmpuint (ui_roster_item_get_total (at (fx, find_group (fx, "Office"))), ==, 8);
  /* Those in no group stand last. */
  g_assert_cmpuint (find_group (fx, ""), ==, ui_live_list_get_length (fx->list) - 2);
}

static void
keep_contact_cb (UiContactList  *list,
                 ChatContact    *contact,
                 ChatContact   **kept)
{
  *kept = contact;
}

static void
test_activates (Fixture       *fx,
                gconstpointer  data)
{
  ChatContact *opened = NULL;

  g_signal_connect (fx->contacts, "activate", G_CALLBACK (keep_contact_cb), &opened);
  ui_contact_list_set_filter (fx->contacts, "eva");
  g_assert_true (ui_contact_list_activate_first (fx->contacts));
  g_assert_true (opened == get_contact (fx, 2));
  ui_contact_list_set_filter (fx->contacts, "zzzz");
  g_assert_false (ui_contact_list_activate_first (fx->contacts));
}

static void
test_rows_say_it (Fixture       *fx,
                  gconstpointer  data)
{
  ChatContact *contact = get_contact (fx, 0);
  UiContactRow *row = NULL;
  UiGroupRow *head = NULL;

  chat_fixture_set_presence (contact, CHAT_PRESENCE_DO_NOT_DISTURB, "In a meeting");
  ui_test_settle ();
  gtk_test_widget_wait_for_draw (fx->window);
  row = UI_CONTACT_ROW (gtk_widget_get_parent (gtk_widget_get_parent (GTK_WIDGET (
    ui_test_find (fx->window, GTK_TYPE_LABEL, "In a meeting"))))) ;
  g_assert_true (ui_contact_row_get_contact (row) == contact);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Marta Ruiz, Do not disturb, In a meeting");
  head = ui_test_find (fx->window, UI_TYPE_GROUP_ROW, NULL);
  gtk_test_accessible_assert_state (
    GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (head))),
    GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
}

static gboolean
has_action (GMenuModel *menu,
            const char *action)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = NULL;
      g_autofree char *name = NULL;

      section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      if (section != NULL && has_action (section, action))
        return TRUE;
      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name)
          && g_str_equal (name, action))
        return TRUE;
    }
  return FALSE;
}

static void
test_menu_offers_what_fits (Fixture       *fx,
                            gconstpointer  data)
{
  ChatContact *contact = get_contact (fx, 0);
  ChatContact *stranger = chat_account_get_contact (fx->account, "x@elsewhere.example");
  g_autoptr(GMenuModel) menu = ui_contact_menu_new (fx->account, contact);
  g_autoptr(GMenuModel) one_sided = NULL;
  g_autoptr(GMenuModel) unknown = ui_contact_menu_new (fx->account, stranger);

  g_assert_true (has_action (menu, "contact.rename"));
  g_assert_false (has_action (menu, "contact.ask-presence"));
  g_assert_false (has_action (menu, "contact.add"));
  chat_contact_set_roster (contact, "Marta", NULL, CHAT_SUBSCRIPTION_FROM, FALSE, TRUE);
  one_sided = ui_contact_menu_new (fx->account, contact);
  g_assert_true (has_action (one_sided, "contact.ask-presence"));
  g_assert_true (has_action (unknown, "contact.add"));
  g_assert_false (has_action (unknown, "contact.remove"));
}

static void
test_details (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(UiClock) clock = ui_clock_new ();
  UiContactDetails *details = g_object_new (UI_TYPE_CONTACT_DETAILS, NULL);
  GtkWidget *window = gtk_window_new ();
  ChatContact *contact = get_contact (fx, 0);
  ChatContact *stranger = chat_account_get_contact (fx->account, "x@elsewhere.example");
  AdwActionRow *subscription = ui_test_child (details, "subscription");
  GtkWidget *ask = ui_test_child (details, "ask");

  ui_contact_details_set_client (details, fx->client, clock);
  ui_contact_details_set_contact (details, contact);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (details));
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_assert_cmpstr (gtk_label_get_text (ui_test_child (details, "name")), ==, "Marta Ruiz");
  g_assert_false (gtk_widget_get_visible (ask));
  g_assert_true (gtk_widget_get_visible (ui_test_child (details, "remove")));

  chat_contact_set_roster (contact, "Marta <R>", NULL, CHAT_SUBSCRIPTION_NONE, TRUE, TRUE);
  chat_contact_set_presence (contact, CHAT_PRESENCE_OFFLINE, NULL,
                             g_get_real_time () / G_USEC_PER_SEC - 300);
  ui_test_settle ();
  g_assert_cmpstr (gtk_label_get_text (ui_test_child (details, "name")), ==, "Marta <R>");
  g_assert_cmpstr (adw_action_row_get_subtitle (subscription), ==,
                   "You asked to see when they are online, and wait for an answer.");
  g_assert_true (gtk_widget_get_visible (ask));
  g_assert_true (gtk_widget_get_visible (ui_test_child (details, "seen")));

  chat_conversation_set_muted_until (chat_fixture_get_conversation (fx->client, 0), G_MAXINT64);
  ui_test_settle ();
  g_assert_cmpstr (adw_action_row_get_subtitle (ui_test_child (details, "notifications")), ==,
                   "Muted");

  ui_contact_details_set_contact (details, stranger);
  ui_test_settle ();
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (ask)), ==, "contact.add");
  g_assert_false (gtk_widget_get_visible (ui_test_child (details, "remove")));
  ui_contact_details_set_contact (details, NULL);
  ui_test_close (&window);
}

static void
test_add_contact_checks (Fixture       *fx,
                         gconstpointer  data)
{
  GtkWidget *dialog = ui_add_contact_new (fx->client, NULL, NULL, NULL);
  GtkWidget *add = ui_test_child (dialog, "add");
  GtkEditable *address = ui_test_child (dialog, "address");
  GtkLabel *problem = ui_test_child (dialog, "problem");

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_is_sensitive (add));
  gtk_editable_set_text (address, "marta");
  g_assert_false (gtk_widget_is_sensitive (add));
  gtk_editable_set_text (address, " Contact3@Office.example ");
  g_assert_true (gtk_widget_is_sensitive (add));
  ui_test_click (add);
  g_assert_cmpstr (gtk_label_get_text (problem), ==, "They are in your contact list already.");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (address), "error"));
  gtk_editable_set_text (address, "new@elsewhere.example");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (problem)));
  ui_test_close (&dialog);
}

static void
test_groups_dialog (Fixture       *fx,
                    gconstpointer  data)
{
  GtkWidget *dialog = ui_groups_new (fx->account, get_contact (fx, 0));
  GtkWidget *friends = ui_test_find (dialog, ADW_TYPE_ACTION_ROW, "Friends");
  GtkWidget *office = ui_test_find (dialog, ADW_TYPE_ACTION_ROW, "Office");

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_true (gtk_check_button_get_active (ui_test_find (friends, GTK_TYPE_CHECK_BUTTON, NULL)));
  g_assert_false (gtk_check_button_get_active (ui_test_find (office, GTK_TYPE_CHECK_BUTTON, NULL)));
  gtk_editable_set_text (ui_test_child (dialog, "new_group"), "  Family <3 ");
  g_signal_emit_by_name (ui_test_child (dialog, "new_group"), "apply");
  g_assert_nonnull (ui_test_find (dialog, ADW_TYPE_ACTION_ROW, "Family <3"));
  ui_test_close (&dialog);
}

static void
test_addresses (void)
{
  static const struct {
    const char *text;
    const char *address;
  } cases[] = {
    { "ana@office.example", "ana@office.example" },
    { "  Ana@Office.Example\n", "ana@office.example" },
    { "xmpp:ana@office.example?message", "ana@office.example" },
    { "ana", NULL },
    { "office.example", NULL },
    { "@office.example", NULL },
    { "ana@", NULL },
    { "", NULL },
    { "a b@c.example", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = ui_address_parse (cases[i].text);

      g_assert_cmpstr (address, ==, cases[i].address);
    }
}

/* A thousand people who all come online at once cost one change of the list. */
static void
count_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          guint      *count)
{
  (*count)++;
}

static void
test_thousand (void)
{
  ChatClient *client = chat_fixture_new_client_with (1000, 0);
  ChatAccount *account = chat_fixture_get_account (client);
  UiRoster *roster = ui_roster_new (client);
  guint count = 0;

  ui_test_settle ();
  g_assert_cmpuint (ui_live_list_get_length (ui_roster_get_list (roster)), ==, 1002);
  g_signal_connect (ui_roster_get_list (roster), "items-changed", G_CALLBACK (count_cb), &count);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *address = g_strdup_printf ("contact%u@office.example", i);

      chat_fixture_set_presence (chat_account_get_contact (account, address),
                                 CHAT_PRESENCE_AVAILABLE, NULL);
    }
  ui_test_wait_for (count > 0);
  ui_test_settle ();
  g_assert_cmpuint (count, ==, 1);

  g_assert_finalize_object (roster);
  chat_fixture_clear_client (&client);
}

#define ADD(name, func) g_test_add ("/ui/contacts/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);

  ADD ("groups-and-order", test_groups_and_order);
  ADD ("presence-moves", test_presence_moves);
  ADD ("offline-toggle", test_offline_toggle);
  ADD ("folds-are-remembered", test_folds_are_remembered);
  ADD ("filter", test_filter);
  ADD ("requests-on-top", test_requests_on_top);
  ADD ("several-groups", test_several_groups);
  ADD ("activates", test_activates);
  ADD ("rows-say-it", test_rows_say_it);
  ADD ("menu-offers-what-fits", test_menu_offers_what_fits);
  ADD ("details", test_details);
  ADD ("add-contact-checks", test_add_contact_checks);
  ADD ("groups-dialog", test_groups_dialog);
  g_test_add_func ("/ui/contacts/addresses", test_addresses);
  g_test_add_func ("/ui/contacts/thousand", test_thousand);
  return g_test_run ();
}
