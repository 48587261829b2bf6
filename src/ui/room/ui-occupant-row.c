/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody in a room. */
#define G_LOG_DOMAIN "ui-occupant-row"

#include "ui-occupant-row.h"

#include "base-text.h"
#include "ui-avatar.h"
#include "ui-presence-dot.h"
#include "ui-room-words.h"
#include "ui-template.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UiOccupantRow
{
  GtkWidget     parent_instance;

  ChatOccupant *occupant; /* (nullable) */
  UiMember     *member;   /* (nullable): instead: who is not there */
  GSignalGroup *signals;
  gboolean      ignored;
  GBinding     *picture;  /* (nullable) weak: of a member who is a contact */

  GtkWidget    *heading;
  GtkWidget    *avatar;
  GtkWidget    *nick;
  GtkWidget    *line;
  GtkWidget    *warning;
  GtkWidget    *rank;
};

G_DEFINE_FINAL_TYPE (UiOccupantRow, ui_occupant_row, GTK_TYPE_WIDGET)

/* Status text, else who it really is. */
static char *
dup_line (UiOccupantRow *self)
{
  const char *status = chat_occupant_get_status (self->occupant);
  const char *address = chat_occupant_get_real_address (self->occupant);

  if (status != NULL && *status != '\0')
    return base_text_clean (status, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  return g_strdup (address != NULL ? address : "");
}

static void
append (GString    *text,
        const char *word)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, word);
}

/* What one has chosen, what the room calls somebody, and hats, which are titles that it gives
 * (XEP-0317). */
static char *
dup_rank (UiOccupantRow *self)
{
  const GPtrArray *hats = chat_occupant_get_hats (self->occupant);
  g_autoptr(GString) text = g_string_new (NULL);

  if (self->ignored)
    /* Translators: beside the name of somebody in a room whose messages one does not see */
    append (text, _("ignored"));
  if (chat_occupant_is_self (self->occupant))
    append (text, _("you"));
  else if (chat_occupant_get_affiliation (self->occupant) >= CHAT_AFFILIATION_ADMIN)
    append (text, ui_room_words_affiliation (chat_occupant_get_affiliation (self->occupant)));
  for (guint i = 0; hats != NULL && i < hats->len; i++)
    {
      const ChatHat *hat = hats->pdata[i];

      append (text, hat->title);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* @text: (transfer full): what a screen reader says */
static void
announce (UiOccupantRow *self,
          char          *text)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *sentence = text;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    sentence, -1);
}

static void
update (UiOccupantRow *self)
{
  g_autofree char *line = dup_line (self);
  g_autofree char *rank = dup_rank (self);
  gboolean alike = chat_occupant_is_look_alike (self->occupant);

  gtk_label_set_text (GTK_LABEL (self->heading),
                      ui_room_words_roles (chat_occupant_get_role (self->occupant)));
  gtk_label_set_text (GTK_LABEL (self->nick), chat_peer_get_name (CHAT_PEER (self->occupant)));
  gtk_label_set_text (GTK_LABEL (self->line), line);
  gtk_widget_set_visible (self->line, *line != '\0');
  gtk_label_set_text (GTK_LABEL (self->rank), rank);
  gtk_widget_set_visible (self->rank, *rank != '\0');
  gtk_widget_set_visible (self->warning, alike);
  gtk_widget_set_tooltip_text (self->warning,
                               alike ? _("This name looks like that of somebody else here. It may "
                                         "not be who you think.") : NULL);
  announce (self, g_strdup_printf ("%s, %s, %s%s%s%s%s%s%s",
                                   chat_peer_get_name (CHAT_PEER (self->occupant)),
                                   ui_room_words_role (chat_occupant_get_role (self->occupant)),
                                   ui_presence_to_text (chat_peer_get_presence (
                                     CHAT_PEER (self->occupant))),
                                   *rank != '\0' ? ", " : "", rank, *line != '\0' ? ", " : "",
                                   line, alike ? ", " : "",
                                   alike ? _("looks like another name") : ""));
}

static void
show_member (UiOccupantRow *self)
{
  ChatAffiliation affiliation = ui_member_get_affiliation (self->member);
  const char *name = ui_member_get_name (self->member);
  const char *address = ui_member_get_address (self->member);
  const char *rank = ui_room_words_affiliation (affiliation);
  gboolean is_banned = affiliation == CHAT_AFFILIATION_OUTCAST;
  gboolean has_line = strcmp (name, address) != 0;

  gtk_label_set_text (GTK_LABEL (self->heading), is_banned ? _("Banned") : _("Not in the room"));
  ui_avatar_set_name (UI_AVATAR (self->avatar), name);
  ui_avatar_set_color (UI_AVATAR (self->avatar), NULL);
  gtk_label_set_text (GTK_LABEL (self->nick), name);
  gtk_label_set_text (GTK_LABEL (self->line), has_line ? address : "");
  gtk_widget_set_visible (self->line, has_line);
  gtk_label_set_text (GTK_LABEL (self->rank), rank);
  gtk_widget_set_visible (self->rank, affiliation >= CHAT_AFFILIATION_ADMIN);
  gtk_widget_set_visible (self->warning, FALSE);
  announce (self, g_strdup_printf ("%s, %s, %s%s%s", name, rank,
                                   ui_room_words_role (CHAT_ROLE_NONE), has_line ? ", " : "",
                                   has_line ? address : ""));
}

/* Of a contact who is not there; the colour stays that of those who are not. */
static void
follow_picture (UiOccupantRow *self,
                ChatContact   *contact) /* (nullable) */
{
  if (self->picture != NULL)
    {
      g_binding_unbind (self->picture);
      g_clear_weak_pointer (&self->picture);
      ui_avatar_set_image (UI_AVATAR (self->avatar), NULL);
    }
  if (contact != NULL)
    g_set_weak_pointer (&self->picture,
                        g_object_bind_property (contact, "avatar", self->avatar, "image",
                                                G_BINDING_SYNC_CREATE));
}

static void
ui_occupant_row_dispose (GObject *object)
{
  UiOccupantRow *self = UI_OCCUPANT_ROW (object);

  g_clear_object (&self->signals);
  follow_picture (self, NULL);
  ui_template_dispose (GTK_WIDGET (self), UI_TYPE_OCCUPANT_ROW);
  g_clear_object (&self->occupant);
  g_clear_object (&self->member);

  G_OBJECT_CLASS (ui_occupant_row_parent_class)->dispose (object);
}

static void
ui_occupant_row_class_init (UiOccupantRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_occupant_row_dispose;

  g_type_ensure (UI_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-occupant-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiOccupantRow, heading);
  gtk_widget_class_bind_template_child (widget_class, UiOccupantRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiOccupantRow, nick);
  gtk_widget_class_bind_template_child (widget_class, UiOccupantRow, line);
  gtk_widget_class_bind_template_child (widget_class, UiOccupantRow, warning);
  gtk_widget_class_bind_template_child (widget_class, UiOccupantRow, rank);
  gtk_widget_class_set_css_name (widget_class, "occupantrow");
}

static void
ui_occupant_row_init (UiOccupantRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (CHAT_TYPE_OCCUPANT);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}

GtkWidget *
ui_occupant_row_new (void)
{
  return g_object_new (UI_TYPE_OCCUPANT_ROW, NULL);
}

ChatOccupant *
ui_occupant_row_get_occupant (UiOccupantRow *self)
{
  g_return_val_if_fail (UI_IS_OCCUPANT_ROW (self), NULL);

  return self->occupant;
}

UiMember *
ui_occupant_row_get_member (UiOccupantRow *self)
{
  g_return_val_if_fail (UI_IS_OCCUPANT_ROW (self), NULL);

  return self->member;
}

void
ui_occupant_row_set_item (UiOccupantRow *self,
                          gpointer       item)
{
  ChatOccupant *occupant = CHAT_IS_OCCUPANT (item) ? item : NULL;
  UiMember *member = UI_IS_MEMBER (item) ? item : NULL;

  g_return_if_fail (UI_IS_OCCUPANT_ROW (self));

  g_set_object (&self->member, member);
  g_set_object (&self->occupant, occupant);
  g_signal_group_set_target (self->signals, occupant);
  follow_picture (self, NULL);
  ui_avatar_set_peer (UI_AVATAR (self->avatar), (ChatPeer *) occupant);
  follow_picture (self, member != NULL ? ui_member_get_contact (member) : NULL);
  ui_avatar_set_show_presence (UI_AVATAR (self->avatar), occupant != NULL);
  if (member != NULL)
    gtk_widget_add_css_class (self->nick, "dim-label");
  else
    gtk_widget_remove_css_class (self->nick, "dim-label");
  if (occupant != NULL)
    update (self);
  else if (member != NULL)
    show_member (self);
}

void
ui_occupant_row_set_ignored (UiOccupantRow *self,
                             gboolean       ignored)
{
  g_return_if_fail (UI_IS_OCCUPANT_ROW (self));

  if (self->ignored == ignored)
    return;

  self->ignored = ignored;
  if (self->occupant != NULL)
    update (self);
}

void
ui_occupant_row_set_first (UiOccupantRow *self,
                           gboolean       first)
{
  g_return_if_fail (UI_IS_OCCUPANT_ROW (self));

  gtk_widget_set_visible (self->heading, first);
}
