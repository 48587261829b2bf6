/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The details pane. */
#define G_LOG_DOMAIN "ui-contact-details"

#include "ui-contact-details.h"

#include "ui-avatar.h"
#include "ui-conversation-menu.h"
#include "ui-device-group.h"
#include "ui-media-group.h"
#include "ui-presence-dot.h"
#include "ui-profile-group.h"
#include "ui-template.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _UiContactDetails
{
  GtkWidget         parent_instance;

  ChatClient       *client;       /* (nullable) */
  UiClock          *clock;        /* (nullable) */
  ChatContact      *contact;      /* (nullable) */
  ChatAccount      *account;      /* (nullable): of @contact */
  ChatConversation *conversation; /* (nullable): with @contact */
  GSignalGroup     *contact_signals;
  GSignalGroup     *account_signals;
  GSignalGroup     *conversation_signals;
  guint             idle;

  GtkWidget        *close;
  GtkWidget        *avatar;
  GtkWidget        *name;
  GtkWidget        *address;
  GtkWidget        *copy;
  GtkWidget        *presence;
  GtkWidget        *seen;
  GtkWidget        *notifications;
  GtkWidget        *mute;
  GtkWidget        *subscription;
  GtkWidget        *ask;
  GtkWidget        *rename;
  GtkWidget        *groups;
  GtkWidget        *account_row;
  GtkWidget        *media;
  GtkWidget        *profile;
  GtkWidget        *devices;
  GtkWidget        *clear;
  GtkWidget        *block;
  GtkWidget        *unblock;
  GtkWidget        *remove;
};

G_DEFINE_FINAL_TYPE (UiContactDetails, ui_contact_details, GTK_TYPE_WIDGET)

enum {
  CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_subtitle (GtkWidget  *row,
              const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL ? text : "");
}

static void
update_presence (UiContactDetails *self)
{
  const char *status = chat_contact_get_status (self->contact);
  ChatPresence presence = chat_contact_get_presence (self->contact);
  gint64 seen = chat_contact_get_last_interaction (self->contact);
  g_autofree char *text = NULL;
  g_autofree char *ago = NULL;
  g_autofree char *seen_text = NULL;

  text = status != NULL && *status != '\0'
         ? g_strdup_printf (_("%s · %s"), ui_presence_to_text (presence), status)
         : g_strdup (ui_presence_to_text (presence));
  gtk_label_set_text (GTK_LABEL (self->presence), text);
  gtk_widget_set_visible (self->presence, ui_presence_is_known (CHAT_PEER (self->contact)));

  if (seen > 0 && presence != CHAT_PRESENCE_AVAILABLE && presence != CHAT_PRESENCE_CHATTY)
    {
      ago = ui_clock_format_ago (self->clock, seen * G_USEC_PER_SEC);
      /* Translators: "Last seen 5 minutes ago". */
      seen_text = g_strdup_printf (_("Last seen %s"), ago);
    }
  gtk_label_set_text (GTK_LABEL (self->seen), seen_text != NULL ? seen_text : "");
  gtk_widget_set_visible (self->seen, seen_text != NULL);
}

static const char *
get_subscription_text (ChatContact *contact)
{
  if (chat_contact_get_wants_subscription (contact))
    return _("They ask to see when you are online.");
  if (!chat_contact_get_in_list (contact))
    return _("They are not in your contact list.");

  switch (chat_contact_get_subscription (contact))
    {
    case CHAT_SUBSCRIPTION_BOTH:
      return _("You both see when the other is online.");
    case CHAT_SUBSCRIPTION_TO:
      return _("You see when they are online; they do not see it of you.");
    case CHAT_SUBSCRIPTION_FROM:
      return chat_contact_get_asking (contact)
             ? _("They see when you are online. You asked to see it of them too.")
             : _("They see when you are online; you do not see it of them.");
    case CHAT_SUBSCRIPTION_NONE:
    default:
      return chat_contact_get_asking (contact)
             ? _("You asked to see when they are online, and wait for an answer.")
             : _("Neither of you sees when the other is online.");
    }
}

/* The one verb that fits; @action NULL: none */
static void
set_verb (UiContactDetails *self,
          const char       *label,
          const char       *action)
{
  gtk_widget_set_visible (self->ask, action != NULL);
  if (action == NULL)
    return;

  gtk_button_set_label (GTK_BUTTON (self->ask), label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->ask), action);
}

static void
update_subscription (UiContactDetails *self)
{
  ChatSubscription subscription = chat_contact_get_subscription (self->contact);

  set_subtitle (self->subscription, get_subscription_text (self->contact));
  if (chat_contact_get_wants_subscription (self->contact))
    set_verb (self, _("_Accept"), "contact.approve");
  else if (!chat_contact_get_in_list (self->contact))
    set_verb (self, _("_Add"), "contact.add");
  else if (subscription == CHAT_SUBSCRIPTION_NONE || subscription == CHAT_SUBSCRIPTION_FROM)
    set_verb (self, chat_contact_get_asking (self->contact) ? _("Ask a_gain") : _("_Ask"),
              "contact.ask-presence");
  else
    set_verb (self, NULL, NULL);
}

static void
update_mute (UiContactDetails *self)
{
  g_autoptr(GMenuModel) menu = NULL;
  g_autofree char *until = NULL;
  g_autofree char *text = NULL;
  gint64 until_s;

  gtk_widget_set_visible (self->notifications, self->conversation != NULL);
  gtk_widget_set_visible (self->clear, self->conversation != NULL);
  if (self->conversation == NULL)
    return;

  until_s = chat_conversation_get_muted_until (self->conversation);
  if (!chat_conversation_get_muted (self->conversation))
    {
      text = g_strdup (_("On"));
    }
  else if (until_s == G_MAXINT64)
    {
      text = g_strdup (_("Muted"));
    }
  else
    {
      g_autofree char *day = ui_clock_format_day (self->clock, until_s * G_USEC_PER_SEC);
      g_autofree char *time = ui_clock_format_time (self->clock, until_s * G_USEC_PER_SEC);

      until = ui_clock_is_same_day (self->clock, until_s * G_USEC_PER_SEC, g_get_real_time ())
              ? g_steal_pointer (&time) : g_strdup_printf ("%s, %s", day, time);
      /* Translators: a time, or a day and a time. */
      text = g_strdup_printf (_("Muted until %s"), until);
    }
  set_subtitle (self->notifications, text);
  menu = ui_conversation_menu_new_mute (self->conversation);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->mute), menu);
}

static void
update (UiContactDetails *self)
{
  const char *const *groups = chat_contact_get_groups (self->contact);
  const char *given = chat_contact_get_given_name (self->contact);
  gboolean listed = chat_contact_get_in_list (self->contact);
  gboolean blocked = chat_contact_get_blocked (self->contact);
  gboolean can_block = self->account != NULL
                       && chat_account_has_feature (self->account, "blocking");
  g_autofree char *names = NULL;

  gtk_label_set_text (GTK_LABEL (self->name), chat_contact_get_name (self->contact));
  gtk_label_set_text (GTK_LABEL (self->address), chat_contact_get_address (self->contact));
  update_presence (self);
  update_subscription (self);
  update_mute (self);

  set_subtitle (self->rename, given != NULL ? given : _("The one that they chose"));
  gtk_widget_set_visible (self->rename, listed);
  names = groups != NULL && groups[0] != NULL ? g_strjoinv (", ", (char **) groups) : NULL;
  set_subtitle (self->groups, names != NULL ? names : _("None"));
  gtk_widget_set_visible (self->groups, listed);
  set_subtitle (self->account_row, chat_contact_get_account_address (self->contact));
  gtk_widget_set_visible (self->account_row,
                          g_list_model_get_n_items (chat_client_get_accounts (self->client)) > 1);
  gtk_widget_set_visible (self->block, can_block && !blocked);
  gtk_widget_set_visible (self->unblock, blocked);
  gtk_widget_set_visible (self->remove, listed);
}

static gboolean
update_idle (gpointer user_data)
{
  UiContactDetails *self = user_data;

  self->idle = 0;
  if (self->contact != NULL)
    update (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (UiContactDetails *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_idle, self, NULL);
}

static void
load (UiContactDetails *self)
{
  gboolean seen = gtk_widget_get_mapped (GTK_WIDGET (self));

  ui_profile_group_set_contact (UI_PROFILE_GROUP (self->profile), seen ? self->account : NULL,
                                seen ? self->contact : NULL);
  ui_device_group_set_contact (UI_DEVICE_GROUP (self->devices), seen ? self->account : NULL,
                               seen ? self->contact : NULL);
}

static void
account_changed_cb (UiContactDetails *self)
{
  queue_update (self);
  load (self); /* what could not be asked for offline */
}

static void
set_targets (UiContactDetails *self)
{
  GtkWidget *widgets[] = {
    self->copy, self->ask, self->rename, self->groups, self->clear, self->block, self->unblock,
    self->remove,
  };

  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (widgets[i]), "(ss)",
                                      chat_contact_get_account_address (self->contact),
                                      chat_contact_get_address (self->contact));
}

static void
close_cb (UiContactDetails *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
ui_contact_details_map (GtkWidget *widget)
{
  UiContactDetails *self = UI_CONTACT_DETAILS (widget);

  GTK_WIDGET_CLASS (ui_contact_details_parent_class)->map (widget);
  if (self->contact != NULL)
    update (self);
  load (self);
}

static void
ui_contact_details_dispose (GObject *object)
{
  UiContactDetails *self = UI_CONTACT_DETAILS (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->contact_signals);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->conversation_signals);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_CONTACT_DETAILS);
  g_clear_object (&self->client);
  g_clear_object (&self->clock);
  g_clear_object (&self->contact);
  g_clear_object (&self->account);
  g_clear_object (&self->conversation);

  G_OBJECT_CLASS (ui_contact_details_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, close);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, name);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, address);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, copy);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, presence);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, seen);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, notifications);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, mute);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, subscription);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, ask);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, rename);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, groups);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, account_row);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, media);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, profile);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, devices);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, clear);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, block);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, unblock);
  gtk_widget_class_bind_template_child (widget_class, UiContactDetails, remove);
}

static void
ui_contact_details_class_init (UiContactDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_contact_details_dispose;
  widget_class->map = ui_contact_details_map;

  signals[CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_AVATAR);
  g_type_ensure (UI_TYPE_DEVICE_GROUP);
  g_type_ensure (UI_TYPE_MEDIA_GROUP);
  g_type_ensure (UI_TYPE_PROFILE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-contact-details.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_set_css_name (widget_class, "details");
}

static void
ui_contact_details_init (UiContactDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->contact_signals = g_signal_group_new (CHAT_TYPE_CONTACT);
  g_signal_group_connect_swapped (self->contact_signals, "notify", G_CALLBACK (queue_update), self);
  self->account_signals = g_signal_group_new (CHAT_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify::state",
                                  G_CALLBACK (account_changed_cb), self);
  self->conversation_signals = g_signal_group_new (CHAT_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::muted-until",
                                  G_CALLBACK (queue_update), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::muted",
                                  G_CALLBACK (queue_update), self);
}

void
ui_contact_details_set_client (UiContactDetails *self,
                               ChatClient       *client,
                               UiClock          *clock)
{
  g_return_if_fail (UI_IS_CONTACT_DETAILS (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (clock, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
}

ChatContact *
ui_contact_details_get_contact (UiContactDetails *self)
{
  g_return_val_if_fail (UI_IS_CONTACT_DETAILS (self), NULL);

  return self->contact;
}

void
ui_contact_details_set_contact (UiContactDetails *self,
                                ChatContact      *contact)
{
  ChatAccount *account = NULL;
  ChatConversation *conversation = NULL;

  g_return_if_fail (UI_IS_CONTACT_DETAILS (self));
  g_return_if_fail (self->client != NULL);

  if (!g_set_object (&self->contact, contact))
    return;

  if (contact != NULL)
    {
      const char *address = chat_contact_get_account_address (contact);

      account = chat_client_get_account (self->client, address);
      conversation = chat_client_find_conversation (self->client, address,
                                                    chat_contact_get_address (contact));
    }
  g_set_object (&self->account, account);
  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->contact_signals, contact);
  g_signal_group_set_target (self->account_signals, self->account);
  g_signal_group_set_target (self->conversation_signals, self->conversation);
  ui_avatar_set_peer (UI_AVATAR (self->avatar), (ChatPeer *) contact);
  ui_media_group_set_conversation (UI_MEDIA_GROUP (self->media), self->conversation);
  if (contact != NULL)
    {
      set_targets (self);
      update (self);
    }
  load (self);
}

void
ui_contact_details_set_alone (UiContactDetails *self,
                              gboolean          alone)
{
  g_return_if_fail (UI_IS_CONTACT_DETAILS (self));

  gtk_button_set_icon_name (GTK_BUTTON (self->close),
                            alone ? "go-previous-symbolic" : "sidebar-show-right-symbolic");
}
