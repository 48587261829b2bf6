/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-file.h"
#include "chat-file-private.h"
#include "chat-message-private.h"
#include "ui-file-view.h"
#include "ui-message-body.h"
#include "ui-message-menu.h"
#include "ui-message-row.h"
#include "ui-state-icon.h"
#include "ui-test.h"
#include "ui-transfer-line.h"

#include <glib/gstdio.h>
#include <string.h>

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)
#define WIDTH 500

typedef struct {
  UiMessageContext  context;
  GtkWidget        *window;
  GtkWidget        *row;
  gint64            next_id;
  gint64            time_us;
  guint             n_signals;
  char             *uri;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  g_autoptr(GDateTime) noon = g_date_time_new_local (2024, 3, 12, 12, 0, 0);

  fx->time_us = g_date_time_to_unix (noon) * G_USEC_PER_SEC;
  fx->next_id = 1;
  ui_message_context_init (&fx->context);
  fx->row = ui_message_row_new (&fx->context);
  fx->window = gtk_window_new ();
  gtk_widget_set_valign (fx->row, GTK_ALIGN_START);
  gtk_window_set_default_size (GTK_WINDOW (fx->window), WIDTH, 600);
  gtk_window_set_child (GTK_WINDOW (fx->window), fx->row);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fx->row), (gpointer *) &fx->row);
  ui_test_close (&fx->window);
  g_assert_null (fx->row);
  g_assert_finalize_object (g_steal_pointer (&fx->context.clock));
  ui_message_context_clear (&fx->context);
  g_clear_pointer (&fx->uri, g_free);
}

/* All its lines end at that side. */
static gboolean
ends_at (GtkWidget *label,
         gboolean   right)
{
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (label));
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  gboolean ends = pango_layout_get_line_count (layout) > 1;

  do
    {
      PangoRectangle line;

      pango_layout_iter_get_line_extents (iter, NULL, &line);
      ends &= ABS (right ? pango_layout_get_width (layout) - line.x - line.width : line.x)
              < PANGO_SCALE;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  return ends;
}

/* @init: what is not usual; @minutes: after the last one */
static ChatMessage *
make (Fixture         *fx,
      ChatMessageInit  init,
      int              minutes)
{
  fx->time_us += minutes * MINUTE_US;
  init.id = fx->next_id++;
  init.sort_us = init.time_us = fx->time_us;
  init.conversation_id = 1;
  init.is_outgoing = init.state != CHAT_MESSAGE_RECEIVED;
  if (init.sender == NULL)
    init.sender = init.is_outgoing ? "ana@office.example" : "marta@office.example";
  if (init.sender_name == NULL)
    init.sender_name = init.is_outgoing ? "Ana" : "Marta";
  return chat_message_new (&init);
}

static ChatMessage *
say (Fixture    *fx,
     const char *body,
     int         minutes)
{
  return make (fx, (ChatMessageInit) { .text.body = body }, minutes);
}

static void
bind (Fixture     *fx,
      ChatMessage *message,
      ChatMessage *before)
{
  ui_message_row_bind (UI_MESSAGE_ROW (fx->row), message, before);
}

/* What is to be read, part by part, without the isolates around names. */
static char *
read_row (Fixture *fx)
{
  GString *all = g_string_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (fx->row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_child_visible (child))
        continue;
      if (GTK_IS_LABEL (child))
        g_string_append_printf (all, "|%s", gtk_label_get_text (GTK_LABEL (child)));
      else if (GTK_IS_BUTTON (child))
        g_string_append_printf (all, "|(%s)", gtk_button_get_label (GTK_BUTTON (child)));
    }

  g_string_replace (all, "\342\201\250", "", 0);
  g_string_replace (all, "\342\201\251", "", 0);
  return g_string_free (all, FALSE);
}

#define assert_reads(fx, text) \
  G_STMT_START { \
    g_autofree char *read_text = read_row (fx); \
    g_assert_cmpstr (read_text, ==, text); \
  } G_STMT_END

static GtkWidget *
get_child (Fixture    *fx,
           const char *css_name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (fx->row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (gtk_widget_get_css_name (child), css_name))
      return child;

  return NULL;
}

static char *
read_labels (GtkWidget *widget)
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      g_autofree char *inner = gtk_widget_get_visible (child) ? read_labels (child) : NULL;

      if (inner != NULL && GTK_IS_LABEL (child))
        g_string_append_printf (all, "|%s", gtk_label_get_text (GTK_LABEL (child)));
      else if (inner != NULL)
        g_string_append (all, inner);
    }

  g_string_replace (all, "\342\201\250", "", 0);
  g_string_replace (all, "\342\201\251", "", 0);
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* What went wrong stands at the side of the button beside it, in whatever script. */
static void
test_problem_side (Fixture       *fx,
                   gconstpointer  data)
{
  static const char *reasons[] = {
    "The server of marta@elsewhere.example cannot be reached by anybody who tries, or by nobody.",
    "\327\224\327\251\327\250\327\252 \327\234\327\220 \327\226\327\236\327\231\327\237 "
    "\327\242\327\233\327\251\327\231\327\225 \327\225\327\234\327\220 \327\220\327\227\327\250 "
    "\327\233\327\232 \327\225\327\222\327\235 \327\234\327\220 \327\236\327\227\327\250 "
    "\327\220\327\225 \327\221\327\251\327\221\327\225\327\242 \327\224\327\221\327\220 "
    "\327\233\327\232 \327\225\327\222\327\235 \327\234\327\220 \327\236\327\227\327\250 "
    "\327\220\327\225 \327\221\327\251\327\221\327\225\327\242 \327\224\327\221\327\220",
  };
  const GtkTextDirection before = gtk_widget_get_default_direction ();

  gtk_window_present (GTK_WINDOW (fx->window));
  for (guint i = 0; i < 2 * G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr(ChatMessage) own = make (fx, (ChatMessageInit) { .text.body = "one",
                                                                 .state = CHAT_MESSAGE_QUEUED }, 0);
      gboolean rtl = i >= G_N_ELEMENTS (reasons);
      GtkWidget *label;

      gtk_widget_set_default_direction (rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      bind (fx, own, NULL);
      chat_message_set_state (own, CHAT_MESSAGE_FAILED, reasons[i % G_N_ELEMENTS (reasons)]);
      label = ui_test_find (fx->row, GTK_TYPE_LABEL, reasons[i % G_N_ELEMENTS (reasons)]);
      g_assert_nonnull (label);
      ui_test_wait_for (ends_at (label, !rtl));
    }
  gtk_widget_set_default_direction (before);
}

/* What is said at length has the whole width, and the button below it. */
static void
test_problem_long (Fixture       *fx,
                   gconstpointer  data)
{
  static const char *reasons[] = {
    "Nobody is there.",
    "You have used up what the server has for you. Delete what you no longer need on "
    "https://files.example/mine, or ask whoever runs it for more, and then try it again.",
  };

  gtk_window_present (GTK_WINDOW (fx->window));
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr(ChatMessage) own = make (fx, (ChatMessageInit) { .text.body = "one",
                                                                 .state = CHAT_MESSAGE_QUEUED }, 0);
      GtkWidget *label;
      GtkWidget *button;
      graphene_rect_t reason;
      graphene_rect_t retry;

      bind (fx, own, NULL);
      chat_message_set_state (own, CHAT_MESSAGE_FAILED, reasons[i]);
      label = ui_test_find (fx->row, GTK_TYPE_LABEL, reasons[i]);
      button = ui_test_find (fx->row, GTK_TYPE_BUTTON, "Send _again");
      g_assert_true (label != NULL && button != NULL);
      ui_test_wait_for (gtk_widget_get_width (label) > 1
                        && gtk_widget_compute_bounds (label, fx->row, &reason)
                        && gtk_widget_compute_bounds (button, fx->row, &retry)
                        && (i == 0 ? retry.origin.x >= reason.origin.x + reason.size.width
                                   : retry.origin.y >= reason.origin.y + reason.size.height));
      ui_message_row_unbind (UI_MESSAGE_ROW (fx->row));
    }
}

static GtkLabel *
get_body (Fixture *fx)
{
  for (GtkWidget *child = gtk_widget_get_first_child (fx->row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "body"))
      return GTK_LABEL (child);

  g_assert_not_reached ();
}

static gboolean
shows (Fixture    *fx,
       const char *css_name)
{
  GtkWidget *child = get_child (fx, css_name);

  return child != NULL && gtk_widget_get_child_visible (child);
}

static void
test_groups (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatMessage) first = say (fx, "one", 0);
  g_autoptr(ChatMessage) second = say (fx, "two", 1);
  g_autoptr(ChatMessage) late = say (fx, "three", 2);
  g_autoptr(ChatMessage) own = make (fx, (ChatMessageInit) { .text.body = "four",
                                                             .state = CHAT_MESSAGE_SENT }, 0);
  g_autoptr(ChatMessage) next_day = say (fx, "five", 12 * 60);

  bind (fx, first, NULL);
  assert_reads (fx, "|Marta|12:00|one|Tuesday, 12 March 2024");
  g_assert_true (shows (fx, "portrait"));

  bind (fx, second, first);
  assert_reads (fx, "|two");
  g_assert_false (shows (fx, "portrait"));

  bind (fx, late, second);
  assert_reads (fx, "|Marta|12:03|three");

  bind (fx, own, late);
  assert_reads (fx, "|12:03|four");
  g_assert_false (shows (fx, "portrait"));

  bind (fx, next_day, own);
  assert_reads (fx, "|Marta|00:03|five|Wednesday, 13 March 2024");
}

static void
changed_cb (UiClock  *clock,
            guint    *n)
{
  (*n)++;
}

/* Who travels reads other times. */
static void
test_zone (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *home = g_strdup (g_getenv ("TZ"));
  g_autoptr(ChatMessage) message = say (fx, "one", 0);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  guint n_changes = 0;

  g_setenv ("TZ", "UTC", TRUE);
  ui_clock_look (fx->context.clock);
  g_signal_connect (fx->context.clock, "changed", G_CALLBACK (changed_cb), &n_changes);
  ui_clock_look (fx->context.clock);
  g_assert_cmpuint (n_changes, ==, 0);

  bind (fx, message, NULL);
  here = read_row (fx);
  /* It is the same day there. */
  g_setenv ("TZ", g_date_time_get_hour (now) < 12 ? "<+02>-2" : "<-02>2", TRUE);
  ui_clock_look (fx->context.clock);
  g_assert_cmpuint (n_changes, ==, 1);
  bind (fx, message, NULL);
  there = read_row (fx);
  g_assert_cmpstr (here, !=, there);

  if (home != NULL)
    g_setenv ("TZ", home, TRUE);
  else
    g_unsetenv ("TZ");
}

static void
test_new_line (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(ChatMessage) first = say (fx, "one", 0);
  g_autoptr(ChatMessage) second = say (fx, "two", 0);

  fx->context.first_unread = chat_message_get_id (second);
  bind (fx, second, first);
  assert_reads (fx, "|Marta|12:00|two|New");

  fx->context.first_unread = 0;
  bind (fx, second, first);
  assert_reads (fx, "|two");
}

static void
test_states (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatMessage) first = say (fx, "one", 0);
  g_autoptr(ChatMessage) own = make (fx, (ChatMessageInit) { .text.body = "two",
                                                             .state = CHAT_MESSAGE_QUEUED }, 0);
  static const struct {
    ChatMessageState  state;
    const char       *text;
    const char       *style;
  } states[] = {
    { CHAT_MESSAGE_SENT, "Sent", "dim-label" },
    { CHAT_MESSAGE_DELIVERED, "Delivered", "dim-label" },
    { CHAT_MESSAGE_DISPLAYED, "Read", "accent" },
  };
  GtkWidget *icon = get_child (fx, "state");

  bind (fx, first, NULL);
  g_assert_false (shows (fx, "state"));

  bind (fx, own, first);
  g_assert_true (shows (fx, "state"));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (icon), ==, "Waits to be sent");

  /* The row follows the message by itself. */
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      chat_message_set_state (own, states[i].state, NULL);
      g_assert_cmpstr (gtk_widget_get_tooltip_text (icon), ==, states[i].text);
      g_assert_true (gtk_widget_has_css_class (icon, states[i].style));
    }

  chat_message_set_state (own, CHAT_MESSAGE_FAILED, "Nobody is there.");
  assert_reads (fx, "|12:00|two|Nobody is there.|(Send _again)");
  g_assert_true (gtk_widget_has_css_class (icon, "error"));

  chat_message_set_state (own, CHAT_MESSAGE_QUEUED, NULL);
  assert_reads (fx, "|12:00|two");

  /* Another message, and the old one is no longer heard. */
  bind (fx, first, NULL);
  chat_message_set_state (own, CHAT_MESSAGE_FAILED, "No");
  g_assert_false (shows (fx, "state"));
}

static void
test_kinds (Fixture       *fx,
            gconstpointer  data)
{
  static const struct {
    ChatMessageInit  init;
    const char      *text;
    gboolean         has_bubble;
  } kinds[] = {
    { { .text.kind = CHAT_MESSAGE_ACTION, .text.body = "waves <b>" }, "|Marta|12:00|Marta waves <b>", TRUE },
    { { .text.kind = CHAT_MESSAGE_NOTICE, .text.body = "Something" }, "|Something", FALSE },
    { { .text.kind = CHAT_MESSAGE_UNREADABLE, .text.body = "I sent you an OMEMO message" },
      "|Marta|12:00|This message is encrypted in a way that Charla cannot read.", TRUE },
    { { .text.kind = CHAT_MESSAGE_RETRACTED, .text.is_moderated = TRUE },
      "|Marta|12:00|Removed by a moderator", TRUE },
    { { .text.kind = CHAT_MESSAGE_RETRACTED, .text.is_moderated = TRUE,
        .text.moderator = "He<b>cate\342\200\256" }, "|Marta|12:00|Removed by He<b>cate", TRUE },
    { { .text.kind = CHAT_MESSAGE_LINK, .text.body = "https://a.example/x/my%20plan.pdf",
        .text.url = "https://a.example/x/my%20plan.pdf" }, "|Marta|12:00|my plan.pdf\na.example", TRUE },
    { { .text.kind = CHAT_MESSAGE_LINK, .text.body = "Look", .text.url = "https://a.example/x.png" },
      "|Marta|12:00|Look\nx.png\na.example", TRUE },
    { { .text.kind = CHAT_MESSAGE_LINK, .text.body = "https://a.example/x%2F..%2Fy",
        .text.url = "https://a.example/x%2F..%2Fy" }, "|Marta|12:00|https://a.example/x%2F..%2Fy", TRUE },
    { { .text.kind = CHAT_MESSAGE_LINK, .text.body = "https://a.example/%E2%80%AE",
        .text.url = "https://a.example/%E2%80%AE" }, "|Marta|12:00|https://a.example/%E2%80%AE", TRUE },
    { { .text.kind = CHAT_MESSAGE_LINK, .text.body = "file:///etc/passwd", .text.url = "file:///etc/passwd" },
      "|Marta|12:00|file:///etc/passwd", TRUE },
    { { .text.kind = CHAT_MESSAGE_TEXT, .text.body = "🎉" }, "|Marta|12:00|🎉", FALSE },
    { { .text.kind = CHAT_MESSAGE_TEXT, .text.body = "🎉🎉🎉🎉" }, "|Marta|12:00|🎉🎉🎉🎉", TRUE },
  };
  g_autoptr(ChatMessage) before = make (fx, (ChatMessageInit) { .text.body = "own",
                                                                .state = CHAT_MESSAGE_SENT }, 0);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(ChatMessage) message = make (fx, kinds[i].init, 0);

      bind (fx, message, before);
      assert_reads (fx, kinds[i].text);
      g_assert_true (shows (fx, "bubble") == kinds[i].has_bubble);
    }
}

static void
count_cb (UiMessageRow *row,
          ChatMessage  *message,
          Fixture      *fx)
{
  g_assert_true (CHAT_IS_MESSAGE (message));
  fx->n_signals++;
}

static void
test_long (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GString) body = g_string_new (NULL);
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(ChatMessage) lined = NULL;
  gint64 id;

  for (guint i = 0; i < 2000; i++)
    g_string_append (body, "añb ");
  for (guint i = 0; i < 100; i++)
    g_string_append (lines, "x\n");
  message = say (fx, body->str, 0);
  lined = say (fx, lines->str, 0);

  bind (fx, message, NULL);
  g_assert_cmpint (g_utf8_strlen (gtk_label_get_text (get_body (fx)), -1), <=, 1501);
  g_assert_true (g_str_has_suffix (gtk_label_get_text (get_body (fx)), "añb…"));

  g_signal_connect (fx->row, "expand", G_CALLBACK (count_cb), fx);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
  gtk_widget_activate_action (fx->row, "message.expand", NULL);
  g_assert_cmpuint (fx->n_signals, ==, 1);

  id = chat_message_get_id (message);
  g_hash_table_add (fx->context.expanded, g_memdup2 (&id, sizeof id));
  bind (fx, message, NULL);
  g_assert_cmpstr (gtk_label_get_text (get_body (fx)), ==, chat_message_get_body (message));

  bind (fx, lined, message);
  g_assert_cmpint ((int) strlen (gtk_label_get_text (get_body (fx))), <, 90);
}

/* The subject of a room, of 20 KB: a few lines of it, and the rest where it is asked for. */
static void
test_long_notice (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(GString) body = g_string_new (NULL);
  g_autoptr(ChatMessage) message = NULL;
  GtkWidget *more = NULL;
  graphene_rect_t bounds;

  for (guint i = 0; i < 1300; i++)
    g_string_append (body, "and more of it\n");
  message = make (fx, (ChatMessageInit) { .text.body = body->str,
                                          .text.kind = CHAT_MESSAGE_NOTICE }, 0);
  bind (fx, message, NULL);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
  ui_test_settle ();
  g_assert_cmpstr (gtk_label_get_text (get_body (fx)), ==,
                   "and more of it\nand more of it\nand more of it…");
  more = ui_test_find (fx->row, GTK_TYPE_BUTTON, "_Read more");
  g_assert_nonnull (more);
  g_assert_true (gtk_widget_get_mapped (more));
  g_assert_true (gtk_widget_compute_bounds (more, fx->row, &bounds));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=,
                     gtk_widget_get_height (fx->row));
  g_assert_cmpfloat (bounds.size.height, >, 0);
}

/* A link that is cut would lead elsewhere. */
static void
test_long_link (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(GString) body = g_string_new (NULL);
  g_autoptr(ChatMessage) message = NULL;

  while (body->len < 1440)
    g_string_append (body, "word ");
  g_string_append (body, "https://bank.example/");
  for (guint i = 0; i < 30; i++)
    g_string_append (body, "pay.");
  g_string_append (body, "x");
  while (body->len < 3000)
    g_string_append (body, " word");
  message = say (fx, body->str, 0);

  bind (fx, message, NULL);
  g_assert_true (g_str_has_suffix (gtk_label_get_label (get_body (fx)), "pay.x</a>…"));
}

static gboolean
uri_cb (UiMessageRow *row,
        const char   *uri,
        Fixture      *fx)
{
  g_free (fx->uri);
  fx->uri = g_strdup (uri);
  return TRUE;
}

static void
test_links (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(ChatMessage) message = say (fx, "see https://a.example/?a=1&b=2", 0);
  gboolean handled;

  bind (fx, message, NULL);
  g_signal_connect (fx->row, "activate-uri", G_CALLBACK (uri_cb), fx);
  g_signal_emit_by_name (get_body (fx), "activate-link", "https://a.example/?a=1&b=2", &handled);
  g_assert_true (handled);
  g_assert_cmpstr (fx->uri, ==, "https://a.example/?a=1&b=2");

  /* Whatever got into a label: GTK never opens it by itself, and we neither. */
  g_signal_emit_by_name (get_body (fx), "activate-link", "file:///etc/passwd", &handled);
  g_assert_true (handled);
  g_assert_cmpstr (fx->uri, ==, "https://a.example/?a=1&b=2");
}

/* Selected text stays when only the neighbour of a row changes; and the row is not given away. */
static void
test_selection (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatMessage) first = say (fx, "one", 0);
  g_autoptr(ChatMessage) second = say (fx, "two three", 0);
  int start;
  int end;

  bind (fx, second, first);
  g_assert_false (ui_message_row_is_busy (UI_MESSAGE_ROW (fx->row)));
  gtk_label_select_region (get_body (fx), 4, 9);
  g_assert_true (ui_message_row_is_busy (UI_MESSAGE_ROW (fx->row)));

  bind (fx, second, NULL);
  g_assert_true (gtk_label_get_selection_bounds (get_body (fx), &start, &end));
  g_assert_cmpint (start, ==, 4);

  ui_message_row_unbind (UI_MESSAGE_ROW (fx->row));
  g_assert_false (ui_message_row_is_busy (UI_MESSAGE_ROW (fx->row)));
}

static void
pasted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

#define assert_clipboard(fx, expected) \
  G_STMT_START { \
    g_autofree char *pasted = NULL; \
    gdk_clipboard_read_text_async (gtk_widget_get_clipboard ((fx)->row), NULL, pasted_cb, \
                                   &pasted); \
    ui_test_wait_for (pasted != NULL); \
    g_assert_cmpstr (pasted, ==, expected); \
  } G_STMT_END

static gboolean
tells_time (Fixture *fx)
{
  g_autoptr(GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean tells = FALSE;

  g_signal_emit_by_name (fx->row, "query-tooltip", 0, 0, TRUE, tooltip, &tells);
  return tells;
}

static void
test_menu (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(ChatMessage) message = say (fx, "see https://a.example now", 0);
  GtkWidget *menu;

  bind (fx, message, NULL);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
  g_assert_true (gtk_widget_grab_focus (fx->row));

  g_assert_true (tells_time (fx));
  g_assert_true (ui_test_press (fx->row, "<Shift>F10"));
  menu = ui_test_find (fx->row, GTK_TYPE_POPOVER_MENU, NULL);
  g_assert_nonnull (menu);
  g_assert_false (tells_time (fx));
  g_assert_true (ui_message_row_is_busy (UI_MESSAGE_ROW (fx->row)));
  gtk_widget_activate_action (fx->row, "message.copy-link", NULL);
  assert_clipboard (fx, "https://a.example");
  gtk_popover_popdown (GTK_POPOVER (menu));
  ui_test_settle ();
  g_assert_false (ui_message_row_is_busy (UI_MESSAGE_ROW (fx->row)));

  g_assert_true (ui_test_press (fx->row, "<Control>c"));
  assert_clipboard (fx, "see https://a.example now");
  gtk_label_select_region (get_body (fx), 0, 3);
  gtk_widget_activate_action (fx->row, "message.copy", NULL);
  assert_clipboard (fx, "see");

  g_signal_connect (fx->row, "delete", G_CALLBACK (count_cb), fx);
  g_signal_connect (fx->row, "details", G_CALLBACK (count_cb), fx);
  g_assert_true (ui_test_press (fx->row, "Delete"));
  gtk_widget_activate_action (fx->row, "message.details", NULL);
  g_assert_cmpuint (fx->n_signals, ==, 2);
}

/* Whoever has no mouse rests a finger on it. */
static void
test_long_press (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(ChatMessage) message = say (fx, "pressed for long", 0);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (fx->row);
  GtkGesture *press = NULL;
  GtkWidget *menu = NULL;

  bind (fx, message, NULL);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkGesture) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_LONG_PRESS (controller))
        press = controller;
    }
  g_assert_nonnull (press);
  g_assert_true (gtk_gesture_single_get_touch_only (GTK_GESTURE_SINGLE (press)));
  g_signal_emit_by_name (press, "pressed", 20.0, 20.0);
  menu = ui_test_find (fx->row, GTK_TYPE_POPOVER_MENU, NULL);
  g_assert_nonnull (menu);
  g_assert_true (gtk_widget_get_visible (menu));
}

/* The row is used for another message while its menu is open, for its own was taken away. */
static void
test_menu_of_another (Fixture       *fx,
                      gconstpointer  data)
{
  g_autoptr(ChatMessage) gone = say (fx, "one", 0);
  g_autoptr(ChatMessage) other = say (fx, "two", 0);
  GtkWidget *menu;

  gtk_window_present (GTK_WINDOW (fx->window));
  bind (fx, gone, NULL);
  gtk_test_widget_wait_for_draw (fx->window);
  g_assert_true (gtk_widget_grab_focus (fx->row));
  g_assert_true (ui_test_press (fx->row, "<Shift>F10"));
  menu = ui_test_find (fx->row, GTK_TYPE_POPOVER_MENU, NULL);
  g_assert_true (gtk_widget_get_visible (menu));

  ui_message_row_unbind (UI_MESSAGE_ROW (fx->row));
  g_assert_false (ui_message_row_is_busy (UI_MESSAGE_ROW (fx->row)));
  bind (fx, other, NULL);
  ui_test_settle ();
  g_assert_false (gtk_widget_get_visible (menu));
}

/* A name that turns the direction stays within its own bounds. */
/* Whoever looks at it sees its new text, and that it is not the first one. */
static void
test_edited (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatMessage) before = say (fx, "When?", 1);
  g_autoptr(ChatMessage) message = say (fx, "At fvie", 9);
  g_autoptr(ChatMessage) other = say (fx, "Good", 1);
  const ChatMessageText text = { CHAT_MESSAGE_TEXT, "At five", NULL, TRUE };

  bind (fx, message, before);
  assert_reads (fx, "|Marta|12:10|At fvie");
  chat_message_set_text (message, &text);
  assert_reads (fx, "|Marta|12:10|At five|(edited)");
  bind (fx, other, message);
  assert_reads (fx, "|Good");
}

static void
count_asked_cb (UiMessageRow *row,
                ChatMessage  *message,
                guint        *n)
{
  ++*n;
}

/* A text that could not be sent is told of beside the one that stays, with what can be done. */
static void
test_unsent (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatMessage) before = say (fx, "When?", 1);
  g_autoptr(ChatMessage) own = make (fx, (ChatMessageInit) { .text.body = "One",
                                                             .message_id = "m", .is_outgoing = TRUE,
                                                             .state = CHAT_MESSAGE_SENT }, 0);
  const ChatMessageText text = { .body = "One", .unsent_id = 7, .unsent_body = "Two",
                                 .unsent_reason = "Nobody is there." };
  const ChatMessageText again = { .body = "Two", .is_edited = TRUE,
                                  .text_state = CHAT_MESSAGE_QUEUED };
  guint n_discards = 0;
  guint n_edits = 0;

  g_signal_connect (fx->row, "discard", G_CALLBACK (count_asked_cb), &n_discards);
  g_signal_connect (fx->row, "edit", G_CALLBACK (count_asked_cb), &n_edits);
  bind (fx, own, before);
  chat_message_set_text (own, &text);
  assert_reads (fx, "|12:01|One|The edit “Two” was not sent. Nobody is there.|(Send _again)|(_Discard)");
  gtk_widget_activate_action (fx->row, "message.discard", NULL);
  gtk_widget_activate_action (fx->row, "message.edit", NULL);
  g_assert_cmpuint (n_discards, ==, 1);
  g_assert_cmpuint (n_edits, ==, 1);

  chat_message_set_text (own, &again);
  assert_reads (fx, "|12:01|Two|(edited)");
  g_assert_cmpint (chat_message_get_state (own), ==, CHAT_MESSAGE_QUEUED);
}

static void
test_isolated (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(ChatMessage) message =
    make (fx, (ChatMessageInit) { .text.body = "waves", .text.kind = CHAT_MESSAGE_ACTION,
                                  .sender_name = "\xe2\x80\xaeMarta" }, 0);

  bind (fx, message, NULL);
  g_assert_true (g_str_has_prefix (gtk_label_get_text (get_body (fx)), "\342\201\250"));
  g_assert_nonnull (strstr (gtk_label_get_text (get_body (fx)), "\342\201\251 waves"));
}

/* Whatever the text, the row takes as much place as it needs in the width that it gets. */
static void
test_sizes (Fixture       *fx,
            gconstpointer  data)
{
  g_autoptr(GString) word = g_string_new (NULL);
  const char *texts[] = { "x", "a text of several words that breaks", "a\nb\nc", NULL, "مرحبا، كيف حالك؟" };
  int heights[2];

  for (guint i = 0; i < 1000; i++)
    g_string_append (word, "word");
  texts[3] = word->str;
  gtk_window_present (GTK_WINDOW (fx->window));

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(ChatMessage) message = say (fx, texts[i], 0);
      GtkWidget *body = GTK_WIDGET (get_body (fx));
      PangoRectangle text;
      graphene_rect_t bounds;

      bind (fx, message, NULL);
      gtk_widget_measure (fx->row, GTK_ORIENTATION_VERTICAL, 900, NULL, &heights[0], NULL, NULL);
      gtk_widget_measure (fx->row, GTK_ORIENTATION_VERTICAL, 300, NULL, &heights[1], NULL, NULL);
      g_assert_cmpint (heights[1], >=, heights[0]);
      gtk_test_widget_wait_for_draw (fx->window);
      g_assert_true (gtk_widget_compute_bounds (body, fx->row, &bounds));
      g_assert_cmpfloat (bounds.origin.x, >=, 12);
      g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, WIDTH - 12);
      pango_layout_get_pixel_extents (gtk_label_get_layout (get_body (fx)), NULL, &text);
      g_assert_cmpint (text.width, <=, (int) bounds.size.width);
      g_assert_cmpint (text.height, <=, (int) bounds.size.height);
    }
}

/* Through a row with the keyboard: itself, its text, the button, and out. */
static void
test_keyboard (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(ChatMessage) own = make (fx, (ChatMessageInit) { .text.body = "two",
                                                             .state = CHAT_MESSAGE_FAILED }, 0);
  GtkWidget *focus;

  bind (fx, own, NULL);
  g_signal_connect (fx->row, "retry", G_CALLBACK (count_cb), fx);
  gtk_window_present (GTK_WINDOW (fx->window));
  gtk_test_widget_wait_for_draw (fx->window);

  g_assert_true (gtk_widget_grab_focus (fx->row));
  g_assert_true (gtk_widget_child_focus (fx->row, GTK_DIR_TAB_FORWARD)); /* its menu */
  g_assert_true (gtk_widget_child_focus (fx->row, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fx->window)) == GTK_WIDGET (get_body (fx)));
  g_assert_true (gtk_widget_child_focus (fx->row, GTK_DIR_TAB_FORWARD));
  focus = gtk_root_get_focus (GTK_ROOT (fx->window));
  g_assert_true (GTK_IS_BUTTON (focus));
  ui_test_click (focus);
  g_assert_cmpuint (fx->n_signals, ==, 1);
  g_assert_false (gtk_widget_child_focus (fx->row, GTK_DIR_TAB_FORWARD));

  /* What is hidden cannot be reached. */
  chat_message_set_state (own, CHAT_MESSAGE_SENT, NULL);
  ui_test_settle ();
  g_assert_true (gtk_widget_grab_focus (fx->row));
  g_assert_true (gtk_widget_child_focus (fx->row, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_widget_child_focus (fx->row, GTK_DIR_TAB_FORWARD));
  g_assert_false (gtk_widget_child_focus (fx->row, GTK_DIR_TAB_FORWARD));
}

static GtkWidget *
get_menu_button (Fixture *fx)
{
  for (GtkWidget *child = gtk_widget_get_first_child (fx->row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child) && gtk_widget_get_child_visible (child)
        && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (child)), "view-more-symbolic") == 0)
      return child;

  return NULL;
}

/* It is there for the message that the pointer is on, or that the keyboard is at, and beside the
 * bubble, whoever wrote it. */
static void
test_menu_button (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(ChatMessage) theirs = say (fx, "one", 0);
  g_autoptr(ChatMessage) own = make (fx, (ChatMessageInit) { .text.body = "two",
                                                             .state = CHAT_MESSAGE_SENT }, 0);
  g_autoptr(ChatMessage) notice = make (fx, (ChatMessageInit) { .text.body = "left",
                                                                .text.kind = CHAT_MESSAGE_NOTICE }, 0);
  ChatMessage *const both[] = { theirs, own };
  graphene_rect_t bubble;
  graphene_rect_t place;
  GtkWidget *button = NULL;

  gtk_window_present (GTK_WINDOW (fx->window));
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      bind (fx, both[i], NULL);
      gtk_test_widget_wait_for_draw (fx->window);
      gtk_window_set_focus (GTK_WINDOW (fx->window), NULL);
      g_assert_null (get_menu_button (fx));
      gtk_widget_set_state_flags (fx->row, GTK_STATE_FLAG_PRELIGHT, FALSE);
      button = get_menu_button (fx);
      g_assert_nonnull (button);
      gtk_test_widget_wait_for_draw (fx->window);
      g_assert_true (gtk_widget_compute_bounds (button, fx->row, &place));
      g_assert_true (gtk_widget_compute_bounds (get_child (fx, "bubble"), fx->row, &bubble));
      g_assert_false (graphene_rect_intersection (&place, &bubble, NULL));
      g_assert_cmpfloat (place.origin.x, >=, 0);
      g_assert_cmpfloat (place.origin.x + place.size.width, <=, WIDTH);
      ui_test_click (button);
      g_assert_true (ui_message_row_is_busy (UI_MESSAGE_ROW (fx->row)));
      gtk_popover_popdown (ui_test_find (fx->row, GTK_TYPE_POPOVER_MENU, NULL));
      gtk_widget_unset_state_flags (fx->row, GTK_STATE_FLAG_PRELIGHT);
      gtk_window_set_focus (GTK_WINDOW (fx->window), NULL);
      g_assert_null (get_menu_button (fx));
    }

  g_assert_true (gtk_widget_grab_focus (fx->row));
  g_assert_nonnull (get_menu_button (fx));
  bind (fx, notice, NULL);
  g_assert_null (get_menu_button (fx));
}

static int
measure_row (Fixture     *fx,
             ChatMessage *message,
             ChatMessage *before)
{
  int height;

  bind (fx, message, before);
  gtk_widget_measure (fx->row, GTK_ORIENTATION_VERTICAL, WIDTH, NULL, &height, NULL, NULL);
  return height;
}

static void
test_compact (Fixture       *fx,
              gconstpointer  data)
{
  g_autoptr(ChatMessage) first = say (fx, "one", 0);
  g_autoptr(ChatMessage) second = say (fx, "two", 0);
  int roomy = measure_row (fx, second, first);

  fx->context.compact = TRUE;
  g_assert_cmpint (measure_row (fx, second, first), <, roomy);
}

/* A file on its way says how far it is; one that does not come says why, and is on no way. */
static void
test_file (Fixture       *fx,
           gconstpointer  data)
{
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  g_autoptr(ArchiveFile) said = archive_file_new ();
  g_autoptr(ChatTransfer) transfer = chat_transfer_new ();
  g_autoptr(ChatFile) file = NULL;
  g_autoptr(ChatMessage) message = NULL;
  GtkWidget *line;

  said->url = g_strdup ("https://a.example/plan.pdf");
  said->name = g_strdup ("plan.pdf");
  said->type = g_strdup ("application/pdf");
  said->size_bytes = 5100;
  file = chat_file_new (said);
  g_list_store_append (files, file);
  message = make (fx, (ChatMessageInit) { .text = { .kind = CHAT_MESSAGE_FILE, .body = "" },
                                          .files = G_LIST_MODEL (files) }, 0);
  bind (fx, message, NULL);
  g_assert_nonnull (ui_test_find (fx->row, GTK_TYPE_LABEL, "plan.pdf"));
  g_assert_nonnull (ui_test_find (fx->row, GTK_TYPE_LABEL, "5.1\302\240kB · click to download"));

  chat_transfer_set_state (transfer, CHAT_TRANSFER_ACTIVE);
  chat_file_set_transfer (file, transfer);
  line = ui_test_find (fx->row, UI_TYPE_TRANSFER_LINE, NULL);
  g_assert_nonnull (line);
  g_assert_true (gtk_widget_get_child_visible (line));
  chat_transfer_fail (transfer, "It is gone.");
  g_assert_false (gtk_widget_get_child_visible (line));
  g_assert_nonnull (ui_test_find (fx->row, GTK_TYPE_LABEL, "It is gone. Click to try again."));
  ui_message_row_unbind (UI_MESSAGE_ROW (fx->row));
}

static ChatFile *
new_picture (guint width,
             guint height)
{
  g_autoptr(ArchiveFile) said = archive_file_new ();

  said->url = g_strdup ("https://a.example/lake.jpg");
  said->name = g_strdup ("lake.jpg");
  said->type = g_strdup ("image/jpeg");
  said->width = width;
  said->height = height;
  return chat_file_new (said);
}

static graphene_rect_t
get_bounds (Fixture    *fx,
            const char *css_name)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (get_child (fx, css_name), fx->row, &bounds));
  return bounds;
}

/* Beside an own picture nothing is kept free for its state, which stands in its corner; that of what
 * is written below it stands beside that. */
static void
test_state_of_picture (Fixture       *fx,
                       gconstpointer  data)
{
  static const struct {
    guint       width;
    guint       height;
    const char *body;
    gboolean    is_on;
    int         beside; /* px of the bubble, with what is around everything in it */
  } cases[] = {
    { 320, 240, "", TRUE, 24 },
    { 320, 240, "A lake", FALSE, 24 },
    { 30, 20, "", FALSE, 48 }, /* too small */
  };
  const GtkTextDirection before = gtk_widget_get_default_direction ();

  gtk_window_present (GTK_WINDOW (fx->window));
  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      guint at = i % G_N_ELEMENTS (cases);
      gboolean rtl = i >= G_N_ELEMENTS (cases);
      g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
      g_autoptr(ChatFile) file = new_picture (cases[at].width, cases[at].height);
      g_autoptr(ChatMessage) own = NULL;
      graphene_rect_t state;
      graphene_rect_t picture;

      gtk_widget_set_default_direction (rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      g_list_store_append (files, file);
      own = make (fx, (ChatMessageInit) { .text = { .kind = CHAT_MESSAGE_FILE,
                                                    .body = cases[at].body },
                                          .state = CHAT_MESSAGE_SENT,
                                          .files = G_LIST_MODEL (files) }, 0);
      bind (fx, own, NULL);
      ui_test_wait_for (gtk_widget_has_css_class (get_child (fx, "state"), "on-picture")
                        == cases[at].is_on
                        && gtk_widget_get_width (get_child (fx, "bubble"))
                           == gtk_widget_get_width (get_child (fx, "files")) + cases[at].beside);
      state = get_bounds (fx, "state");
      picture = get_bounds (fx, "files");
      g_assert_cmpint (graphene_rect_contains_rect (&picture, &state), ==, cases[at].is_on);
      if (cases[at].is_on)
        g_assert_cmpfloat (rtl ? state.origin.x - picture.origin.x
                               : picture.origin.x + picture.size.width - state.origin.x
                                 - state.size.width, ==, 6);
      ui_message_row_unbind (UI_MESSAGE_ROW (fx->row));
    }
  gtk_widget_set_default_direction (before);
}

static int
measure_height (Fixture *fx)
{
  int height;

  gtk_widget_measure (fx->row, GTK_ORIENTATION_VERTICAL, WIDTH, NULL, &height, NULL, NULL);
  return height;
}

/* How far a picture is stands upon it, so that nothing moves when it comes: not even its state, which
 * is told by that. Of what is no picture, or too narrow, it stands below. */
static void
test_transfer_of_picture (Fixture       *fx,
                          gconstpointer  data)
{
  static const struct {
    guint    width;
    guint    height;
    gboolean is_on;
  } cases[] = {
    { 320, 240, TRUE },
    { 180, 320, TRUE },
    { 100, 300, FALSE },
    { 0, 0, FALSE },
  };

  gtk_window_present (GTK_WINDOW (fx->window));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
      g_autoptr(ChatFile) file = new_picture (cases[i].width, cases[i].height);
      g_autoptr(ChatTransfer) transfer = chat_transfer_new ();
      g_autoptr(ChatMessage) own = NULL;
      graphene_rect_t line;
      graphene_rect_t picture;
      graphene_rect_t state;
      int height;

      g_list_store_append (files, file);
      own = make (fx, (ChatMessageInit) { .text = { .kind = CHAT_MESSAGE_FILE, .body = "" },
                                          .state = CHAT_MESSAGE_QUEUED,
                                          .files = G_LIST_MODEL (files) }, 0);
      bind (fx, own, NULL);
      height = measure_height (fx);
      chat_transfer_set_progress (transfer, 1000, 4000);
      chat_transfer_set_state (transfer, CHAT_TRANSFER_ACTIVE);
      chat_file_set_transfer (file, transfer);
      ui_test_wait_for (gtk_widget_has_css_class (get_child (fx, "transfer"), "on-picture")
                        == cases[i].is_on && gtk_widget_get_width (get_child (fx, "transfer")) > 0);
      g_assert_true (cases[i].is_on == (measure_height (fx) == height));
      line = get_bounds (fx, "transfer");
      picture = get_bounds (fx, "files");
      state = get_bounds (fx, "state");
      g_assert_cmpint (graphene_rect_contains_rect (&picture, &line), ==, cases[i].is_on);
      if (cases[i].is_on)
        g_assert_false (graphene_rect_intersection (&picture, &state, NULL));

      chat_file_set_transfer (file, NULL);
      g_assert_cmpint (measure_height (fx), ==, height);
      g_assert_false (gtk_widget_get_child_visible (get_child (fx, "transfer")));
      ui_message_row_unbind (UI_MESSAGE_ROW (fx->row));
    }
}

/* What is told of a link stands below it, in words alone, with where it really leads. */
static void
test_link_card (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatMessage) told =
    make (fx, (ChatMessageInit) {
            .text.body = "See https://a.example/b",
            .text.link = "https://a.example/b\n<b>Bread</b>\nAnd butter\nYour Bank",
          }, 0);
  g_autoptr(ChatMessage) plain = say (fx, "See https://a.example/b", 1);
  ChatMessageText text = { .body = "Nothing" };
  GtkWidget *card;
  g_autofree char *read = NULL;

  gtk_window_present (GTK_WINDOW (fx->window));
  g_signal_connect (fx->row, "activate-uri", G_CALLBACK (uri_cb), fx);
  bind (fx, plain, NULL);
  g_assert_null (get_child (fx, "cardview"));
  bind (fx, told, NULL);
  ui_test_settle ();
  card = get_child (fx, "cardview");
  g_assert_true (gtk_widget_get_child_visible (card));
  read = read_labels (card);
  g_assert_cmpstr (read, ==, "|<b>Bread</b>|And butter|a.example · Your Bank");
  g_assert_cmpint (gtk_widget_get_height (card), >, 40);

  g_signal_emit_by_name (gtk_widget_get_first_child (card), "clicked");
  g_assert_cmpstr (fx->uri, ==, "https://a.example/b");

  chat_message_set_text (told, &text);
  g_assert_false (gtk_widget_get_child_visible (card));
  bind (fx, plain, NULL);
  g_assert_false (gtk_widget_get_child_visible (card));
}

/* A place is told of in a card, with ways to a map that are taken when somebody asks. */
static void
test_place_card (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(ChatMessage) place = say (fx, " geo:41.40338,-2.17403;u=12\n", 0);
  g_autoptr(ChatMessage) spoken = say (fx, "It is at geo:41.40338,-2.17403", 1);
  g_autoptr(ChatMessage) wrong = say (fx, "geo:141,2", 1);
  g_autofree char *gap = g_strnfill (5000, ' ');
  g_autofree char *more = g_strdup_printf ("geo:41.40338,-2.17403%s and more", gap);
  g_autoptr(ChatMessage) longer = say (fx, more, 1);
  GtkWidget *card;
  GtkWidget *button;
  g_autofree char *read = NULL;
  g_autofree char *label = NULL;

  gtk_window_present (GTK_WINDOW (fx->window));
  g_signal_connect (fx->row, "activate-uri", G_CALLBACK (uri_cb), fx);
  bind (fx, spoken, NULL);
  g_assert_null (get_child (fx, "cardview"));
  bind (fx, wrong, NULL);
  g_assert_null (get_child (fx, "cardview"));
  bind (fx, longer, NULL);
  g_assert_null (get_child (fx, "cardview"));
  bind (fx, place, NULL);
  ui_test_settle ();
  card = get_child (fx, "cardview");
  g_assert_true (gtk_widget_get_child_visible (card));
  g_assert_false (gtk_widget_get_child_visible (GTK_WIDGET (get_body (fx))));
  read = read_labels (card);
  g_assert_cmpstr (read, ==, "|Location|41.40338°\u00a0N, 2.17403°\u00a0W|Within 12 metres|Open in maps|"
                             "Open on the web|Copy");
  label = gtk_test_accessible_check_property (GTK_ACCESSIBLE (fx->row),
                                              GTK_ACCESSIBLE_PROPERTY_LABEL, "", NULL);
  g_assert_nonnull (strstr (label, ": Location: 41.40338° N, 2.17403° W"));

  button = gtk_widget_get_first_child (gtk_widget_get_last_child (card));
  ui_test_click (gtk_widget_get_first_child (button));
  g_assert_cmpstr (fx->uri, ==, "geo:41.40338,-2.17403;u=12");
  ui_test_click (gtk_widget_get_first_child (gtk_widget_get_next_sibling (button)));
  g_assert_true (g_str_has_prefix (fx->uri, "https://www.openstreetmap.org/?mlat=41.40338&mlon=-2"));

  bind (fx, spoken, NULL);
  g_assert_false (gtk_widget_get_child_visible (card));
  g_assert_true (gtk_widget_get_child_visible (GTK_WIDGET (get_body (fx))));
}

static ChatMessage *
say_file (Fixture    *fx,
          const char *path,
          const char *type)
{
  g_autoptr(ArchiveFile) said = archive_file_new ();
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  g_autoptr(ChatFile) file = NULL;

  said->url = g_strdup ("https://a.example/it");
  said->path = g_strdup (path);
  said->name = g_strdup ("it");
  said->type = g_strdup (type);
  said->size_bytes = 100;
  file = chat_file_new (said);
  g_list_store_append (files, file);
  return make (fx, (ChatMessageInit) { .text = { .kind = CHAT_MESSAGE_FILE, .body = "" },
                                       .files = G_LIST_MODEL (files) }, 0);
}

/* What is here goes to the clipboard as a file. */
static void
test_copy_file (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatMessage) away = say_file (fx, NULL, "text/plain");
  g_autoptr(ChatMessage) here = say_file (fx, "/somewhere/it", "text/plain");
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fx->window);

  gtk_window_present (GTK_WINDOW (fx->window));
  gdk_clipboard_set_text (clipboard, "before");
  bind (fx, away, NULL);
  gtk_widget_activate_action (fx->row, "message.copy-file", NULL);
  g_assert_false (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard),
                                                     GDK_TYPE_FILE_LIST));
  bind (fx, here, NULL);
  gtk_widget_activate_action (fx->row, "message.copy-file", NULL);
  g_assert_true (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard),
                                                    GDK_TYPE_FILE_LIST));
  gdk_clipboard_set_content (clipboard, NULL);
}

/* What a contact or a calendar holds is told once it is here. */
static void
test_file_card (Fixture       *fx,
                gconstpointer  data)
{
  static const char contact[] =
    "BEGIN:VCARD\nFN:Ana <b>\nORG:Office\nTEL:+34 600\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD\n";
  static const char event[] =
    "BEGIN:VEVENT\nSUMMARY:Lunch\nDTSTART:20260314T130000\nDTEND:20260314T143000\n"
    "LOCATION:Kitchen\nRRULE:FREQ=DAILY\nEND:VEVENT\n";
  g_autofree char *folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "it", NULL);
  g_autoptr(ChatMessage) away = say_file (fx, NULL, "text/vcard");
  g_autoptr(ChatMessage) here = say_file (fx, path, "text/vcard");
  g_autoptr(ChatMessage) calendar = say_file (fx, path, "text/calendar");
  g_autoptr(ChatMessage) other = say_file (fx, path, "text/plain");
  GtkWidget *card;

  gtk_window_present (GTK_WINDOW (fx->window));
  bind (fx, away, NULL);
  g_assert_null (get_child (fx, "cardview"));
  bind (fx, other, NULL);
  g_assert_null (get_child (fx, "cardview"));

  g_assert_true (g_file_set_contents (path, contact, -1, NULL));
  bind (fx, here, NULL);
  card = get_child (fx, "cardview");
  g_assert_true (gtk_widget_get_child_visible (card));
  ui_test_wait_for (ui_test_find (card, GTK_TYPE_LABEL, "Ana <b>") != NULL);
  g_assert_nonnull (ui_test_find (card, GTK_TYPE_LABEL, "Office\n+34 600"));
  g_assert_nonnull (ui_test_find (card, GTK_TYPE_LABEL, "and 1 more"));

  g_assert_true (g_file_set_contents (path, event, -1, NULL));
  bind (fx, calendar, NULL);
  ui_test_wait_for (ui_test_find (card, GTK_TYPE_LABEL, "Lunch") != NULL);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (card)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Lunch");
  g_assert_nonnull (ui_test_find (card, GTK_TYPE_LABEL,
                                  "Saturday, 14 March 2026, 13:00\u2060–\u206014:30\nKitchen"));
  g_assert_nonnull (ui_test_find (card, GTK_TYPE_LABEL, "Repeats"));

  g_assert_true (g_file_set_contents (path, "nothing", -1, NULL));
  bind (fx, here, NULL);
  ui_test_wait_for (ui_test_find (card, GTK_TYPE_LABEL, "What this file holds cannot be told.")
                    != NULL);
  g_unlink (path);
  g_rmdir (folder);
  bind (fx, other, NULL);
  g_assert_false (gtk_widget_get_child_visible (card));
  ui_message_row_unbind (UI_MESSAGE_ROW (fx->row));
}

static gboolean
has_item (GMenuModel *menu,
          const char *action)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *name = NULL;

      g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name);
      if (g_strcmp0 (name, action) == 0 || (section != NULL && has_item (section, action)))
        return TRUE;
    }
  return FALSE;
}

static void
assert_copied (Fixture    *fx,
               const char *path)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fx->window);
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
  GValue value = G_VALUE_INIT;
  GSList *places;

  g_assert_nonnull (content);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  places = g_value_get_boxed (&value);
  g_assert_cmpstr (g_file_peek_path (places->data), ==, path);
  g_value_unset (&value);
  gdk_clipboard_set_content (clipboard, NULL);
}

/* Of several files in a message the menu is about the one under the pointer, or with the keyboard;
 * where there are no words nothing is put in the place of what was copied before. */
static void
test_menu_of_file (Fixture       *fx,
                   gconstpointer  data)
{
  static const char *paths[] = { "/somewhere/one", "/somewhere/two" };
  g_autoptr(GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(GMenuModel) menu = NULL;
  GtkWidget *second;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(ArchiveFile) said = archive_file_new ();
      g_autoptr(ChatFile) file = NULL;

      said->name = g_path_get_basename (paths[i]);
      said->path = g_strdup (paths[i]);
      said->type = g_strdup ("text/plain");
      file = chat_file_new (said);
      g_list_store_append (files, file);
    }
  message = make (fx, (ChatMessageInit) { .text = { .kind = CHAT_MESSAGE_FILE, .body = "" },
                                          .files = G_LIST_MODEL (files) }, 0);
  bind (fx, message, NULL);
  gtk_window_present (GTK_WINDOW (fx->window));
  second = ui_test_find (fx->row, UI_TYPE_FILE_VIEW, NULL);
  second = gtk_widget_get_next_sibling (second);
  ui_test_wait_for (gtk_widget_get_mapped (second) && gtk_widget_grab_focus (second));

  g_assert_true (gtk_widget_activate_action (fx->row, "message.menu", NULL));
  gtk_widget_activate_action (fx->row, "message.copy-file", NULL);
  assert_copied (fx, "/somewhere/two");
  gtk_popover_popdown (ui_test_find (fx->row, GTK_TYPE_POPOVER_MENU, NULL));
  ui_test_settle ();

  gtk_widget_grab_focus (fx->row);
  g_assert_true (gtk_widget_activate_action (fx->row, "message.menu", NULL));
  gtk_popover_popdown (ui_test_find (fx->row, GTK_TYPE_POPOVER_MENU, NULL));
  gtk_widget_grab_focus (fx->row);
  g_assert_true (ui_test_press (fx->row, "<Control>c"));
  assert_copied (fx, "/somewhere/one");
  gtk_widget_grab_focus (second);
  g_assert_true (ui_test_press (fx->row, "<Control>c"));
  assert_copied (fx, "/somewhere/two");

  menu = ui_message_menu_new (message, chat_message_get_file (message), NULL, 0);
  g_assert_true (has_item (menu, "message.show-folder"));
  g_assert_true (has_item (menu, "message.save-file"));
  g_assert_false (has_item (menu, "message.copy"));
  ui_message_row_unbind (UI_MESSAGE_ROW (fx->row));
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void      (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/ui/message-row/groups", test_groups },
    { "/ui/message-row/zone", test_zone },
    { "/ui/message-row/new-line", test_new_line },
    { "/ui/message-row/states", test_states },
    { "/ui/message-row/state-of-picture", test_state_of_picture },
    { "/ui/message-row/transfer-of-picture", test_transfer_of_picture },
    { "/ui/message-row/kinds", test_kinds },
    { "/ui/message-row/problem-side", test_problem_side },
    { "/ui/message-row/problem-long", test_problem_long },
    { "/ui/message-row/long", test_long },
    { "/ui/message-row/long-notice", test_long_notice },
    { "/ui/message-row/long-link", test_long_link },
    { "/ui/message-row/links", test_links },
    { "/ui/message-row/selection", test_selection },
    { "/ui/message-row/menu", test_menu },
    { "/ui/message-row/long-press", test_long_press },
    { "/ui/message-row/menu-button", test_menu_button },
    { "/ui/message-row/compact", test_compact },
    { "/ui/message-row/menu-of-another", test_menu_of_another },
    { "/ui/message-row/isolated", test_isolated },
    { "/ui/message-row/edited", test_edited },
    { "/ui/message-row/unsent", test_unsent },
    { "/ui/message-row/sizes", test_sizes },
    { "/ui/message-row/keyboard", test_keyboard },
    { "/ui/message-row/file", test_file },
    { "/ui/message-row/link-card", test_link_card },
    { "/ui/message-row/place-card", test_place_card },
    { "/ui/message-row/copy-file", test_copy_file },
    { "/ui/message-row/file-card", test_file_card },
    { "/ui/message-row/menu-of-file", test_menu_of_file },
  };

  ui_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
