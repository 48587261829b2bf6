/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The foot of the side bar: oneself, and how one is. */
#define G_LOG_DOMAIN "ui-presence-button"

#include "ui-presence-button.h"

#include "ui-avatar.h"
#include "ui-item-watch.h"
#include "ui-presence-dot.h"
#include "ui-presence-popover.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiPresenceButton
{
  GtkWidget    parent_instance;

  UiItemWatch *accounts; /* (nullable) */

  GtkWidget   *button;
  GtkWidget   *content;
  GtkWidget   *popover;
  GtkWidget   *avatar;
  GtkWidget   *name;
  GtkWidget   *presence;
};

G_DEFINE_FINAL_TYPE (UiPresenceButton, ui_presence_button, GTK_TYPE_WIDGET)

static const char *const account_properties[] = {
  "address", "automatic-away", "avatar", "color", "enabled", "label", "nickname", "presence",
  "state", "status", NULL,
};

/* The account that stands for all: the first that is switched on, or else the first. */
static ChatAccount *
get_account (UiPresenceButton *self,
             guint            *n_enabled)
{
  GListModel *model = ui_item_watch_get_model (self->accounts);
  ChatAccount *found = NULL;

  *n_enabled = 0;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (model, i);

      if (found == NULL || (*n_enabled == 0 && chat_account_get_enabled (account)))
        found = account; /* the list keeps it */
      *n_enabled += chat_account_get_enabled (account) ? 1 : 0;
    }
  return found;
}

static ChatPresence
get_presence (ChatAccount *account)
{
  gboolean away = FALSE;

  if (chat_account_get_state (account) != CHAT_ACCOUNT_ONLINE)
    return CHAT_PRESENCE_OFFLINE;

  g_object_get (account, "automatic-away", &away, NULL);
  return away && chat_account_get_presence (account) <= CHAT_PRESENCE_AVAILABLE
         ? CHAT_PRESENCE_AWAY : chat_account_get_presence (account);
}

static char *
dup_text (ChatAccount *account)
{
  const char *status = chat_account_get_status (account);
  const char *presence = ui_presence_to_text (get_presence (account));

  switch (chat_account_get_state (account))
    {
    case CHAT_ACCOUNT_CONNECTING:
      return g_strdup (_("Connecting…"));
    case CHAT_ACCOUNT_NEEDS_PASSWORD:
    case CHAT_ACCOUNT_NEEDS_TRUST:
    case CHAT_ACCOUNT_FAILED:
      return g_strdup (_("Needs attention"));
    case CHAT_ACCOUNT_OFFLINE:
    case CHAT_ACCOUNT_WAITING:
      return g_strdup (presence);
    case CHAT_ACCOUNT_ONLINE:
    default:
      if (status == NULL || *status == '\0')
        return g_strdup (presence);
      /* Translators: presence and status text: "Away · At lunch". */
      return g_strdup_printf (_("%s · %s"), presence, status);
    }
}

static void
update (UiPresenceButton *self)
{
  guint n_enabled = 0;
  ChatAccount *account = get_account (self, &n_enabled);
  const char *name = NULL;
  g_autofree char *text = NULL;
  g_autofree char *sentence = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), account != NULL);
  if (account == NULL)
    return;

  name = chat_account_get_nickname (account);
  if (name == NULL || *name == '\0')
    name = chat_account_get_label (account);
  text = dup_text (account);
  ui_avatar_set_name (UI_AVATAR (self->avatar), name);
  ui_avatar_set_color (UI_AVATAR (self->avatar), chat_account_get_color (account));
  ui_avatar_set_image (UI_AVATAR (self->avatar), chat_account_get_avatar (account));
  ui_avatar_set_presence (UI_AVATAR (self->avatar), get_presence (account));
  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->presence), text);
  gtk_widget_set_tooltip_text (self->button, chat_account_get_address (account));

  sentence = g_strdup_printf (_("You: %s, %s"), name, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

static void
ui_presence_button_dispose (GObject *object)
{
  UiPresenceButton *self = UI_PRESENCE_BUTTON (object);

  g_clear_object (&self->accounts);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_PRESENCE_BUTTON);

  G_OBJECT_CLASS (ui_presence_button_parent_class)->dispose (object);
}

static void
ui_presence_button_class_init (UiPresenceButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_presence_button_dispose;

  g_type_ensure (UI_TYPE_AVATAR);
  g_type_ensure (UI_TYPE_PRESENCE_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-presence-button.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPresenceButton, button);
  gtk_widget_class_bind_template_child (widget_class, UiPresenceButton, content);
  gtk_widget_class_bind_template_child (widget_class, UiPresenceButton, popover);
  gtk_widget_class_bind_template_child (widget_class, UiPresenceButton, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiPresenceButton, name);
  gtk_widget_class_bind_template_child (widget_class, UiPresenceButton, presence);
}

static void
ui_presence_button_init (UiPresenceButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* The button puts its child into the middle of a box of its own. */
  gtk_widget_set_halign (gtk_widget_get_parent (self->content), GTK_ALIGN_FILL);
}

void
ui_presence_button_set_client (UiPresenceButton *self,
                               ChatClient       *client)
{
  g_return_if_fail (UI_IS_PRESENCE_BUTTON (self));
  g_return_if_fail (self->accounts == NULL);

  ui_presence_popover_set_client (UI_PRESENCE_POPOVER (self->popover), client);
  self->accounts = ui_item_watch_new (chat_client_get_accounts (client), account_properties);
  g_signal_connect_object (self->accounts, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
