/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows messages of every kind and state, to be looked at: show-conversation [WIDTH HEIGHT].
 * Environment: SHOW_DARK, SHOW_RTL, SHOW_FROM (position of the first one). */
#include <adwaita.h>
#include <stdlib.h>

#include "chat-message-private.h"
#include "ui-message-row.h"
#include "ui-timeline-view.h"

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

typedef struct {
  ChatMessageKind   kind;
  ChatMessageState  state;
  int               minutes; /* after the one before */
  const char       *body;
  const char       *url;
  const char       *error;
  const char       *unsent; /* a text of it that could not be sent */
  const char       *link;   /* what is told of a link in it */
} Sample;

static const Sample samples[] = {
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 0, "Good morning!" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 1, "Did you see the plan?" },
  { CHAT_MESSAGE_LINK, CHAT_MESSAGE_RECEIVED, 0, "https://files.office.example/a/plan%20for%20May.pdf",
    "https://files.office.example/a/plan%20for%20May.pdf" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_DISPLAYED, 8, "Not yet" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_DISPLAYED, 0, "I am on the train, it will take an hour or so until "
    "I can look at it. Can you tell me in two words what has changed since the last time?" },
  { CHAT_MESSAGE_ACTION, CHAT_MESSAGE_RECEIVED, 1, "sighs" },
  { CHAT_MESSAGE_NOTICE, CHAT_MESSAGE_RECEIVED, 1, "Marta Ruiz has a new device" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 700, "See https://example.org/wiki/Plan_(office), "
    "or write to mailto:plan@office.example. Not a link: file:///etc/passwd <b>bold</b> &amp;" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 4, "🎉" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_DELIVERED, 0, "👍🏽 👨‍👩‍👧‍👦" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 800, "مرحبا، كيف حالك؟ هذه رسالة أطول قليلا حتى ينكسر السطر "
    "في مكان ما، لأن النافذة ليست عريضة بما يكفي لها كلها في سطر واحد." },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_DELIVERED, 1, "שלום" },
  { CHAT_MESSAGE_UNREADABLE, CHAT_MESSAGE_RECEIVED, 3, "I sent you an OMEMO encrypted message" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 5,
    "Averyveryverylongwordwithoutanyspaceinitthatmustbreaksomewhereorelseitwouldbecutattheedgeofthewindow"
    "Averyveryverylongwordwithoutanyspaceinitthatmustbreaksomewhereorelseitwouldbecutattheedgeofthewindow" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_SENT, 3, "Sent" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_FAILED, 0, "Failed", NULL,
    "The server of marta@elsewhere.example cannot be reached. Try again later." },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_DISPLAYED, 0, "The edit of this one came back", NULL, NULL,
    "This is what it was to say after the edit, and it is too long to be shown whole" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 9, "Short: https://example.org/a", .link =
    "https://example.org/a\nExample\n\n" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 0, "https://news.example.org/2026/the-plan-for-may", .link =
    "https://news.example.org/2026/the-plan-for-may\nThe plan for May, and what has become of all the "
    "plans that were made before it, in the order in which they were made\nThis is a description that "
    "goes on for a while, as they do, for whoever wrote it was not sure how much of it would be "
    "shown, and by whom, and so wrote all of it down, to the very end of what there was to be said"
    "\nThe Daily Example" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_DISPLAYED, 1, "Have you read https://example.org/a already?", .link =
    "https://example.org/a\nHow bread is baked\nFlour, water, salt, and time.\nBakery" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 1, "geo:41.40338,-2.17403;u=12" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_DISPLAYED, 1, "geo:-33.8568,151.2153" },
  { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_QUEUED, 0, "Queued, with Z̸̢̧̛̹͓̟͗̈́̑̕a̵̡̪̜̎̽̏l̶̢̛̺̇g̵̱̈́ǫ̷̛̪̱" },
};

typedef struct {
  UiMessageContext  context;
  GListStore       *model;
} Show;

static GtkWidget *
create_cb (gpointer user_data)
{
  return ui_message_row_new (&((Show *) user_data)->context);
}

static void
bind_cb (GtkWidget *row,
         GObject   *item,
         guint      position,
         gpointer   user_data)
{
  Show *show = user_data;
  g_autoptr(ChatMessage) before = NULL;

  if (position > 0)
    before = g_list_model_get_item (G_LIST_MODEL (show->model), position - 1);
  ui_message_row_bind (UI_MESSAGE_ROW (row), CHAT_MESSAGE (item), before);
}

static void
unbind_cb (GtkWidget *row,
           gpointer   user_data)
{
  ui_message_row_unbind (UI_MESSAGE_ROW (row));
}

static void
add (Show         *show,
     const Sample *sample,
     gint64        id,
     gint64        time_us,
     const char   *body)
{
  gboolean is_outgoing = sample->state != CHAT_MESSAGE_RECEIVED;
  ChatMessageInit init = {
    .id = id, .conversation_id = 1, .sort_us = id, .time_us = time_us, .text.body = body,
    .text.url = sample->url, .text.link = sample->link, .text.kind = sample->kind,
    .state = sample->state,
    .error_text = sample->error, .is_outgoing = is_outgoing,
    .sender = is_outgoing ? "ana@office.example" : "marta@office.example",
    .sender_name = is_outgoing ? "Ana" : "Marta Ruiz", .sender_color = "#8f6b00",
  };
  g_autoptr(ChatMessage) message = NULL;

  if (sample->unsent != NULL)
    {
      init.text.unsent_id = id;
      init.text.unsent_body = sample->unsent;
      init.text.unsent_reason = "The server of marta@elsewhere.example cannot be reached.";
    }
  message = chat_message_new (&init);

  g_list_store_append (show->model, message);
}

static void
fill (Show *show)
{
  static const Sample long_one = { CHAT_MESSAGE_TEXT, CHAT_MESSAGE_RECEIVED, 1, NULL };
  g_autoptr(GString) text = g_string_new (NULL);
  gint64 time_us = g_get_real_time ();

  for (guint i = 0; i < 60; i++)
    g_string_append (text, "This is one of very many sentences, and it is not even the last. ");

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    time_us -= samples[i].minutes * MINUTE_US;

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      time_us += samples[i].minutes * MINUTE_US;
      add (show, &samples[i], i + 1, time_us, samples[i].body);
      if (i == 12)
        add (show, &long_one, 100, time_us, text->str);
    }
}

int
main (int    argc,
      char **argv)
{
  static const UiTimelineFactory factory = { create_cb, bind_cb, unbind_cb, NULL };
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();
  const char *from = g_getenv ("SHOW_FROM");
  Show show = { 0 };
  GtkWidget *window;
  GtkWidget *scrolled;
  GtkWidget *view;

  adw_init ();
  if (g_getenv ("SHOW_RTL") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (g_getenv ("SHOW_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_css_provider_load_from_resource (style, "/im/charla/Charla/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  ui_message_context_init (&show.context);
  show.context.top = UI_MESSAGE_TOP_START;
  show.context.first_unread = 12;
  show.model = g_list_store_new (CHAT_TYPE_MESSAGE);
  fill (&show);

  window = gtk_window_new ();
  scrolled = gtk_scrolled_window_new ();
  view = ui_timeline_view_new (&factory, &show);
  ui_timeline_view_set_model (UI_TIMELINE_VIEW (view), G_LIST_MODEL (show.model));
  if (from != NULL)
    ui_timeline_view_go_to (UI_TIMELINE_VIEW (view), (guint) atoi (from), FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (window), argc > 2 ? atoi (argv[1]) : 740,
                               argc > 2 ? atoi (argv[2]) : 900);
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);

  g_clear_object (&show.model);
  ui_message_context_clear (&show.context);
  return 0;
}
