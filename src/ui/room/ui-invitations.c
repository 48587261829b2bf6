/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who invites us into rooms. */
#define G_LOG_DOMAIN "ui-invitations"

#include "ui-invitations.h"

#include "base-text.h"
#include "chat-invitation.h"
#include "ui-message-body.h"

#include <glib/gi18n.h>

/* Strangers may invite, and the chats are to stay in sight. */
#define MOST_SHOWN 2
#define MAX_REASON_CHARS 200

struct _UiInvitations
{
  GtkWidget   parent_instance;

  GListModel *model; /* (nullable): of ChatInvitation, of all accounts */
};

G_DEFINE_FINAL_TYPE (UiInvitations, ui_invitations, GTK_TYPE_WIDGET)

static void
join_cb (GtkButton      *button,
         ChatInvitation *invitation)
{
  g_autoptr(ChatInvitation) kept = g_object_ref (invitation);
  g_autoptr(GtkWidget) root = NULL;

  root = GTK_WIDGET (g_object_ref (gtk_widget_get_root (GTK_WIDGET (button))));
  chat_invitation_accept (kept);
  gtk_widget_activate_action (root, "win.message", "(ss)",
                              chat_invitation_get_account_address (kept),
                              chat_invitation_get_room (kept));
}

static void
decline_cb (GtkButton      *button,
            ChatInvitation *invitation)
{
  g_autoptr(ChatInvitation) kept = g_object_ref (invitation);

  chat_invitation_decline (kept);
}

static GtkWidget *
make_label (const char *text,
            const char *style, /* (nullable) */
            int         lines)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), lines);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_button (const char     *label,
             GCallback       callback,
             ChatInvitation *invitation)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_object (button, "clicked", callback, invitation, 0);
  return button;
}

static GtkWidget *
make_row (ChatInvitation *invitation)
{
  const char *foreign = chat_invitation_get_reason (invitation);
  g_autofree char *name = ui_message_body_isolate (chat_invitation_get_inviter_name (invitation));
  g_autofree char *room = ui_message_body_isolate (chat_invitation_get_room_name (invitation));
  g_autofree char *title = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *reason = NULL;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *join = make_button (_("_Join"), G_CALLBACK (join_cb), invitation);

  /* Translators: the first is a name, the second that of a room */
  title = g_strdup_printf (_("%1$s invites you to the room %2$s"), name, room);
  gtk_box_append (GTK_BOX (row), make_label (title, "heading", 3));
  gtk_box_append (GTK_BOX (row),
                  make_label (chat_invitation_get_room (invitation), "dim-label", 2));
  if (foreign != NULL && *foreign != '\0')
    {
      clean = base_text_clean (foreign, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
      reason = base_text_truncate (clean, MAX_REASON_CHARS);
      gtk_box_append (GTK_BOX (row), make_label (reason, NULL, 3));
    }

  gtk_widget_add_css_class (join, "suggested-action");
  gtk_box_set_homogeneous (GTK_BOX (buttons), TRUE);
  gtk_box_append (GTK_BOX (buttons), join);
  gtk_box_append (GTK_BOX (buttons),
                  make_button (_("_Decline"), G_CALLBACK (decline_cb), invitation));
  gtk_box_append (GTK_BOX (row), buttons);
  gtk_widget_add_css_class (row, "strip");
  return row;
}

static void
remove_all (UiInvitations *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
rebuild (UiInvitations *self)
{
  guint n_items = g_list_model_get_n_items (self->model);

  remove_all (self);
  for (guint i = 0; i < MIN (n_items, MOST_SHOWN); i++)
    {
      g_autoptr(ChatInvitation) invitation = g_list_model_get_item (self->model, i);

      gtk_widget_set_parent (make_row (invitation), GTK_WIDGET (self));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n_items > 0);
}

static void
ui_invitations_dispose (GObject *object)
{
  UiInvitations *self = UI_INVITATIONS (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  remove_all (self);

  G_OBJECT_CLASS (ui_invitations_parent_class)->dispose (object);
}

static void
ui_invitations_class_init (UiInvitationsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_invitations_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "invitations");
}

static void
ui_invitations_init (UiInvitations *self)
{
  GtkLayoutManager *manager = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (manager), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static gpointer
get_invitations (gpointer item,
                 gpointer user_data)
{
  g_autoptr(ChatAccount) account = item;

  return g_object_ref (chat_rooms_get_invitations (chat_account_get_rooms (account)));
}

void
ui_invitations_set_client (UiInvitations *self,
                           ChatClient    *client)
{
  GtkMapListModel *lists = NULL;

  g_return_if_fail (UI_IS_INVITATIONS (self));
  g_return_if_fail (self->model == NULL);

  lists = gtk_map_list_model_new (g_object_ref (chat_client_get_accounts (client)),
                                  get_invitations, NULL, NULL);
  self->model = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (rebuild), self,
                           G_CONNECT_SWAPPED);
  rebuild (self);
}
