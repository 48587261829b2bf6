/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shows before there are chats. */
#define G_LOG_DOMAIN "ui-start-page"

#include "ui-start-page.h"

#include "ui-banner.h"
#include "ui-first-start.h"
#include "ui-template.h"

struct _UiStartPage
{
  GtkWidget   parent_instance;

  ChatClient *client;      /* (nullable) */
  GSettings  *settings;    /* (nullable) */
  GtkWidget  *first_start; /* (nullable): made when it is shown, which is once in a lifetime */
  gboolean    signing_in;  /* it is shown until it is done */
  gboolean    needed;

  GtkWidget  *stack;
  GtkWidget  *spinner;
  GtkWidget  *trouble;
};

G_DEFINE_FINAL_TYPE (UiStartPage, ui_start_page, GTK_TYPE_WIDGET)

enum {
  PROP_NEEDED = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_needed (UiStartPage *self,
            gboolean     needed)
{
  if (self->needed == needed)
    return;

  self->needed = needed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEEDED]);
}

static void
done_cb (UiStartPage *self)
{
  self->signing_in = FALSE;
  set_needed (self, FALSE);
}

static void
show_first_start (UiStartPage *self)
{
  if (self->first_start == NULL)
    {
      self->first_start = g_object_new (UI_TYPE_FIRST_START, NULL);
      ui_first_start_set_client (UI_FIRST_START (self->first_start), self->client, self->settings);
      g_signal_connect_object (self->first_start, "done", G_CALLBACK (done_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_named (GTK_STACK (self->stack), self->first_start, "first-start");
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "first-start");
  self->signing_in = TRUE;
}

static void
update_trouble (UiStartPage *self)
{
  const char *trouble = chat_client_get_trouble_text (self->client);

  ui_banner_set_title (UI_BANNER (self->trouble), trouble);
  ui_banner_set_revealed (UI_BANNER (self->trouble), trouble != NULL);
  gtk_widget_set_visible (self->spinner, trouble == NULL);
}

static void
update (UiStartPage *self)
{
  gboolean ready = chat_client_get_ready (self->client);
  gboolean any = g_list_model_get_n_items (chat_client_get_accounts (self->client)) > 0;

  update_trouble (self);
  if (ready && !self->signing_in && !any)
    {
      show_first_start (self);
      set_needed (self, TRUE);
      gtk_widget_grab_focus (self->first_start);
      return;
    }

  /* One that came by another way; what is only being tried here may come to nothing. */
  if (self->signing_in && any && !ui_first_start_is_busy (UI_FIRST_START (self->first_start)))
    self->signing_in = FALSE;
  set_needed (self, !ready || self->signing_in);
}

static gboolean
ui_start_page_grab_focus (GtkWidget *widget)
{
  UiStartPage *self = UI_START_PAGE (widget);

  return self->first_start != NULL && gtk_widget_grab_focus (self->first_start);
}

static void
ui_start_page_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NEEDED:
      g_value_set_boolean (value, UI_START_PAGE (object)->needed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_start_page_dispose (GObject *object)
{
  UiStartPage *self = UI_START_PAGE (object);

  self->first_start = NULL;
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_START_PAGE);
  g_clear_object (&self->settings);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_start_page_parent_class)->dispose (object);
}

static void
ui_start_page_class_init (UiStartPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ui_start_page_get_property;
  object_class->dispose = ui_start_page_dispose;
  widget_class->grab_focus = ui_start_page_grab_focus;

  props[PROP_NEEDED] = g_param_spec_boolean ("needed", NULL, NULL, TRUE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (UI_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UiStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UiStartPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, UiStartPage, trouble);
}

static void
ui_start_page_init (UiStartPage *self)
{
  self->needed = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  ui_banner_set_kind (UI_BANNER (self->trouble), UI_BANNER_ERROR);
}

void
ui_start_page_set_client (UiStartPage *self,
                          ChatClient  *client,
                          GSettings   *settings)
{
  g_return_if_fail (UI_IS_START_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (client, "notify::ready", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::trouble-text", G_CALLBACK (update_trouble), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chat_client_get_accounts (client), "items-changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

gboolean
ui_start_page_get_needed (UiStartPage *self)
{
  g_return_val_if_fail (UI_IS_START_PAGE (self), FALSE);

  return self->needed;
}

gboolean
ui_start_page_is_first_start (UiStartPage *self)
{
  g_return_val_if_fail (UI_IS_START_PAGE (self), FALSE);

  return self->first_start != NULL;
}
