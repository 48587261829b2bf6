/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where people say how they are. */
#define G_LOG_DOMAIN "ui-presence-popover"

#include "ui-presence-popover.h"

#include "ui-item-watch.h"
#include "ui-presence-dot.h"

#include <glib/gi18n.h>

#define MAX_HISTORY 4

struct _UiPresencePopover
{
  GtkPopover   parent_instance;

  ChatClient  *client; /* (nullable) */
  UiItemWatch *accounts;

  GtkWidget   *which;
  GtkWidget   *choices;
  GtkWidget   *status;
  GtkWidget   *history;
};

G_DEFINE_FINAL_TYPE (UiPresencePopover, ui_presence_popover, GTK_TYPE_POPOVER)

static const char *const account_properties[] = {
  "address", "enabled", "label", "presence", "status", NULL,
};

/* In the order of the rows. */
static const ChatPresence presences[] = {
  CHAT_PRESENCE_AVAILABLE,
  CHAT_PRESENCE_CHATTY,
  CHAT_PRESENCE_AWAY,
  CHAT_PRESENCE_EXTENDED_AWAY,
  CHAT_PRESENCE_DO_NOT_DISTURB,
  CHAT_PRESENCE_OFFLINE,
};

static GListModel *
get_model (UiPresencePopover *self)
{
  return chat_client_get_accounts (self->client);
}

/* Those that a choice is for; the first entry of the drop-down stands for all. */
static GPtrArray *
dup_targets (UiPresencePopover *self)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func (g_object_unref);
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which));
  guint n_accounts = g_list_model_get_n_items (get_model (self));

  for (guint i = 0; i < n_accounts; i++)
    {
      gboolean meant = n_accounts == 1 || selected == 0 || selected == GTK_INVALID_LIST_POSITION
                       || selected == i + 1;

      if (meant)
        g_ptr_array_add (targets, g_list_model_get_item (get_model (self), i));
    }
  return targets;
}

static void
update_choices (UiPresencePopover *self,
                ChatAccount       *account)
{
  for (guint i = 0; i < G_N_ELEMENTS (presences); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->choices), (int) i);
      GtkWidget *check = gtk_widget_get_last_child (gtk_list_box_row_get_child (row));
      gboolean chosen = account != NULL && chat_account_get_presence (account) == presences[i];

      gtk_widget_set_opacity (check, chosen ? 1 : 0);
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED,
                                   chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE
                                          : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
    }
}

static void
clear (GtkWidget *list)
{
  GtkWidget *row = NULL;

  while ((row = gtk_widget_get_first_child (list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), row);
}

static void
update_history (UiPresencePopover *self,
                ChatAccount       *account)
{
  const char *const *texts = account != NULL ? chat_account_get_status_history (account) : NULL;

  clear (self->history);
  for (guint i = 0; texts != NULL && texts[i] != NULL && i < MAX_HISTORY; i++)
    {
      GtkWidget *label = gtk_label_new (texts[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 1);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_list_box_append (GTK_LIST_BOX (self->history), label);
    }
  gtk_widget_set_visible (self->history, gtk_widget_get_first_child (self->history) != NULL);
}

static void
update (UiPresencePopover *self)
{
  g_autoptr(GPtrArray) targets = NULL;
  ChatAccount *account = NULL;
  const char *status = NULL;

  if (self->client == NULL)
    return;

  targets = dup_targets (self);
  account = targets->len > 0 ? targets->pdata[0] : NULL;
  status = account != NULL ? chat_account_get_status (account) : NULL;
  update_choices (self, account);
  update_history (self, account);
  if (gtk_widget_get_focus_child (self->status) == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->status), status != NULL ? status : "");
}

static void
update_accounts (UiPresencePopover *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  guint n_accounts = g_list_model_get_n_items (get_model (self));
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which));
  GListModel *shown = gtk_drop_down_get_model (GTK_DROP_DOWN (self->which));

  if (shown == NULL || g_list_model_get_n_items (shown) != n_accounts + 1)
    {
      gtk_string_list_append (names, _("All accounts"));
      for (guint i = 0; i < n_accounts; i++)
        {
          g_autoptr(ChatAccount) account = g_list_model_get_item (get_model (self), i);

          gtk_string_list_append (names, chat_account_get_label (account));
        }
      gtk_drop_down_set_model (GTK_DROP_DOWN (self->which), G_LIST_MODEL (names));
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which),
                                  selected <= n_accounts ? selected : 0);
    }
  gtk_widget_set_visible (self->which, n_accounts > 1);
  update (self);
}

static void
choice_cb (GtkListBox        *list,
           GtkListBoxRow     *row,
           UiPresencePopover *self)
{
  g_autoptr(GPtrArray) targets = dup_targets (self);
  ChatPresence presence = presences[gtk_list_box_row_get_index (row)];

  for (guint i = 0; i < targets->len; i++)
    chat_account_set_presence (targets->pdata[i], presence,
                               chat_account_get_status (targets->pdata[i]));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
set_status (UiPresencePopover *self,
            const char        *text)
{
  g_autoptr(GPtrArray) targets = dup_targets (self);
  g_autofree char *status = g_strstrip (g_strdup (text));

  for (guint i = 0; i < targets->len; i++)
    chat_account_set_presence (targets->pdata[i], chat_account_get_presence (targets->pdata[i]),
                               *status != '\0' ? status : NULL);
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
status_activate_cb (GtkEntry          *entry,
                    UiPresencePopover *self)
{
  set_status (self, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
status_icon_cb (GtkEntry             *entry,
                GtkEntryIconPosition  position,
                UiPresencePopover    *self)
{
  set_status (self, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
history_cb (GtkListBox        *list,
            GtkListBoxRow     *row,
            UiPresencePopover *self)
{
  set_status (self, gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (row))));
}

static void
add_choice (UiPresencePopover *self,
            ChatPresence       presence)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *dot = ui_presence_dot_new ();
  GtkWidget *label = gtk_label_new (ui_presence_to_text (presence));
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");
  GtkWidget *row = gtk_list_box_row_new ();

  ui_presence_dot_set_presence (UI_PRESENCE_DOT (dot), presence);
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ui_presence_to_text (presence), -1);
  gtk_list_box_append (GTK_LIST_BOX (self->choices), row);
}

static void
ui_presence_popover_map (GtkWidget *widget)
{
  update (UI_PRESENCE_POPOVER (widget));

  GTK_WIDGET_CLASS (ui_presence_popover_parent_class)->map (widget);
}

static void
ui_presence_popover_dispose (GObject *object)
{
  UiPresencePopover *self = UI_PRESENCE_POPOVER (object);

  g_clear_object (&self->accounts);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_PRESENCE_POPOVER);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_presence_popover_parent_class)->dispose (object);
}

static void
ui_presence_popover_class_init (UiPresencePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_presence_popover_dispose;
  widget_class->map = ui_presence_popover_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-presence-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPresencePopover, which);
  gtk_widget_class_bind_template_child (widget_class, UiPresencePopover, choices);
  gtk_widget_class_bind_template_child (widget_class, UiPresencePopover, status);
  gtk_widget_class_bind_template_child (widget_class, UiPresencePopover, history);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_icon_cb);
  gtk_widget_class_bind_template_callback (widget_class, history_cb);
}

static void
ui_presence_popover_init (UiPresencePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (presences); i++)
    add_choice (self, presences[i]);
}

void
ui_presence_popover_set_client (UiPresencePopover *self,
                                ChatClient        *client)
{
  g_return_if_fail (UI_IS_PRESENCE_POPOVER (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->accounts = ui_item_watch_new (chat_client_get_accounts (client), account_properties);
  g_signal_connect_object (self->accounts, "changed", G_CALLBACK (update_accounts), self,
                           G_CONNECT_SWAPPED);
  update_accounts (self);
}
