/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom one can mention. */
#define G_LOG_DOMAIN "ui-mention-row"

#include "ui-mention-row.h"

#include "ui-avatar.h"
#include "ui-presence-dot.h"

#define PICTURE_SIZE 32
#define WIDTH_CHARS  22

struct _UiMentionRow
{
  GtkListBoxRow  parent_instance;

  char          *nick;  /* (nullable) */
  char          *label; /* (nullable) */

  GtkWidget     *avatar;
  GtkWidget     *icon;
  GtkWidget     *name;
  GtkWidget     *words;
};

G_DEFINE_FINAL_TYPE (UiMentionRow, ui_mention_row, GTK_TYPE_LIST_BOX_ROW)

static void
ui_mention_row_finalize (GObject *object)
{
  UiMentionRow *self = UI_MENTION_ROW (object);

  g_free (self->nick);
  g_free (self->label);

  G_OBJECT_CLASS (ui_mention_row_parent_class)->finalize (object);
}

static void
ui_mention_row_class_init (UiMentionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_mention_row_finalize;
}

static GtkWidget *
add_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
ui_mention_row_init (UiMentionRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->avatar = ui_avatar_new (PICTURE_SIZE);
  ui_avatar_set_show_presence (UI_AVATAR (self->avatar), TRUE);
  gtk_widget_set_valign (self->avatar, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->avatar);
  self->icon = gtk_image_new_from_icon_name ("system-users-symbolic");
  gtk_widget_set_size_request (self->icon, PICTURE_SIZE, PICTURE_SIZE);
  gtk_box_append (GTK_BOX (box), self->icon);

  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  self->name = add_label (lines);
  gtk_label_set_single_line_mode (GTK_LABEL (self->name), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (self->name), WIDTH_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (self->name), WIDTH_CHARS);
  self->words = add_label (lines);
  gtk_widget_add_css_class (self->words, "caption");
  gtk_widget_add_css_class (self->words, "dim-label");
  gtk_box_append (GTK_BOX (box), lines);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

GtkWidget *
ui_mention_row_new (void)
{
  return g_object_new (UI_TYPE_MENTION_ROW, NULL);
}

static void
show (UiMentionRow *self,
      ChatOccupant *occupant, /* (nullable) */
      const char   *name,
      const char   *words)    /* (nullable) */
{
  const char *more = occupant != NULL
                     ? ui_presence_to_text (chat_peer_get_presence (CHAT_PEER (occupant))) : words;

  ui_avatar_set_peer (UI_AVATAR (self->avatar), (ChatPeer *) occupant);
  gtk_widget_set_visible (self->avatar, occupant != NULL);
  gtk_widget_set_visible (self->icon, occupant == NULL);
  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->words), words != NULL ? words : "");
  gtk_widget_set_visible (self->words, words != NULL);
  g_free (self->label);
  self->label = g_strdup_printf ("%s, %s", name, more);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->label, -1);
}

void
ui_mention_row_set_occupant (UiMentionRow *self,
                             ChatOccupant *occupant)
{
  g_return_if_fail (UI_IS_MENTION_ROW (self));
  g_return_if_fail (CHAT_IS_OCCUPANT (occupant));

  g_free (self->nick);
  self->nick = g_strdup (chat_occupant_get_nick (occupant));
  show (self, occupant, chat_peer_get_name (CHAT_PEER (occupant)), NULL);
}

void
ui_mention_row_set_group (UiMentionRow *self,
                          const char   *name,
                          const char   *words)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (UI_IS_MENTION_ROW (self));

  g_free (self->nick);
  self->nick = g_strdup (name);
  shown = g_strconcat ("@", name, NULL);
  show (self, NULL, shown, words);
}

const char *
ui_mention_row_get_nick (UiMentionRow *self)
{
  g_return_val_if_fail (UI_IS_MENTION_ROW (self), NULL);

  return self->nick;
}

const char *
ui_mention_row_get_label (UiMentionRow *self)
{
  g_return_val_if_fail (UI_IS_MENTION_ROW (self), NULL);

  return self->label;
}
