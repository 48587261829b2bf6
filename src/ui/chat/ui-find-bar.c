/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search within a conversation. Hits come newest first, by pages. */
#define G_LOG_DOMAIN "ui-find-bar"

#include "ui-find-bar.h"

#include "ui-template.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _UiFindBar
{
  GtkWidget         parent_instance;

  ChatClient       *client;
  ChatConversation *conversation; /* (nullable) */
  ChatSearch       *search;       /* (nullable) */
  int               current;      /* hit that is shown; -1: none */
  gboolean          wants_older;  /* as soon as the next page is there */
  gboolean          search_mode;

  GtkWidget        *bar;
  GtkWidget        *entry;
  GtkWidget        *count;
  GtkWidget        *older;
  GtkWidget        *newer;
};

G_DEFINE_FINAL_TYPE (UiFindBar, ui_find_bar, GTK_TYPE_WIDGET)

enum {
  PROP_SEARCH_MODE = 1,
  N_PROPS,
};

enum {
  SIGNAL_GO_TO,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static guint
count_hits (UiFindBar *self)
{
  return self->search != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->search)) : 0;
}

static void
update (UiFindBar *self)
{
  guint n = count_hits (self);
  gboolean more = self->search != NULL && chat_search_get_has_more (self->search);
  g_autofree char *text = NULL;

  if (gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] == '\0'
      || (n == 0 && self->search != NULL && chat_search_get_searching (self->search)))
    text = g_strdup ("");
  else if (n == 0)
    text = g_strdup (_("No results"));
  else
    /* Translators: which of how many hits: "3 of 12", with "+" when there are more */
    text = g_strdup_printf (more ? _("%1$d of %2$u+") : _("%1$d of %2$u"), self->current + 1, n);
  gtk_label_set_text (GTK_LABEL (self->count), text);
  gtk_widget_set_sensitive (self->older, n > 0 && (self->current + 1 < (int) n || more));
  gtk_widget_set_sensitive (self->newer, self->current > 0);
}

static void
show_hit (UiFindBar *self,
          int        index)
{
  g_autoptr(ChatHit) hit = g_list_model_get_item (G_LIST_MODEL (self->search), (guint) index);

  if (hit == NULL)
    return;

  self->current = index;
  g_signal_emit (self, signals[SIGNAL_GO_TO], 0, chat_message_get_id (chat_hit_get_message (hit)));
  update (self);
}

static void
searched_cb (UiFindBar *self)
{
  if (!chat_search_get_searching (self->search))
    {
      if (self->current < 0 && count_hits (self) > 0)
        show_hit (self, 0);
      else if (self->wants_older && self->current + 1 < (int) count_hits (self))
        show_hit (self, self->current + 1);
      self->wants_older = FALSE;
    }
  update (self);
}

static void
search_changed_cb (UiFindBar *self)
{
  if (self->search == NULL)
    return;

  self->current = -1;
  self->wants_older = FALSE;
  chat_search_set_query (self->search, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  update (self);
}

static void
older_cb (UiFindBar *self)
{
  if (self->current + 1 < (int) count_hits (self))
    show_hit (self, self->current + 1);
  else if (self->search != NULL && chat_search_get_has_more (self->search))
    {
      self->wants_older = TRUE;
      chat_search_load_more (self->search);
    }
}

static void
newer_cb (UiFindBar *self)
{
  if (self->current > 0)
    show_hit (self, self->current - 1);
}

/* The search is made when the bar opens and goes when it closes. */
static void
renew_search (UiFindBar *self)
{
  if (self->search != NULL)
    g_signal_handlers_disconnect_by_data (self->search, self);
  g_clear_object (&self->search);
  self->current = -1;

  if (self->search_mode && self->conversation != NULL)
    {
      self->search = chat_client_new_search (self->client, self->conversation);
      g_signal_connect_swapped (self->search, "notify::searching", G_CALLBACK (searched_cb), self);
      search_changed_cb (self);
    }
  update (self);
}

void
ui_find_bar_set_conversation (UiFindBar        *self,
                              ChatConversation *conversation)
{
  g_return_if_fail (UI_IS_FIND_BAR (self));

  if (!g_set_object (&self->conversation, conversation))
    return;

  ui_find_bar_set_search_mode (self, FALSE);
  renew_search (self);
}

void
ui_find_bar_set_search_mode (UiFindBar *self,
                             gboolean   search_mode)
{
  g_return_if_fail (UI_IS_FIND_BAR (self));

  if (self->search_mode == search_mode)
    return;

  self->search_mode = search_mode;
  renew_search (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCH_MODE]);
  if (search_mode)
    gtk_widget_grab_focus (self->entry);
}

static void
ui_find_bar_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (prop_id == PROP_SEARCH_MODE)
    g_value_set_boolean (value, UI_FIND_BAR (object)->search_mode);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_find_bar_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  if (prop_id == PROP_SEARCH_MODE)
    ui_find_bar_set_search_mode (UI_FIND_BAR (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
ui_find_bar_dispose (GObject *object)
{
  UiFindBar *self = UI_FIND_BAR (object);

  if (self->search != NULL)
    g_signal_handlers_disconnect_by_data (self->search, self);
  g_clear_object (&self->search);
  g_clear_object (&self->conversation);
  g_clear_object (&self->client);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_FIND_BAR);

  G_OBJECT_CLASS (ui_find_bar_parent_class)->dispose (object);
}

static void
ui_find_bar_class_init (UiFindBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_find_bar_get_property;
  object_class->set_property = ui_find_bar_set_property;
  object_class->dispose = ui_find_bar_dispose;

  props[PROP_SEARCH_MODE] =
    g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_GO_TO] = g_signal_new ("go-to", UI_TYPE_FIND_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, "/im/charla/Charla/ui/ui-find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, UiFindBar, bar);
  gtk_widget_class_bind_template_child (widget_class, UiFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, UiFindBar, count);
  gtk_widget_class_bind_template_child (widget_class, UiFindBar, older);
  gtk_widget_class_bind_template_child (widget_class, UiFindBar, newer);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, older_cb);
  gtk_widget_class_bind_template_callback (widget_class, newer_cb);
}

static void
ui_find_bar_init (UiFindBar *self)
{
  self->current = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->bar), GTK_EDITABLE (self->entry));
}

GtkWidget *
ui_find_bar_new (ChatClient *client)
{
  UiFindBar *self = g_object_new (UI_TYPE_FIND_BAR, NULL);

  self->client = g_object_ref (client);
  return GTK_WIDGET (self);
}
