/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of what a search or jump found. */
#define G_LOG_DOMAIN "ui-jump-row"

#include "ui-jump-row.h"

#include "ui-avatar.h"
#include "ui-template.h"

#include <glib/gi18n.h>

struct _UiJumpRow
{
  GtkWidget  parent_instance;

  GtkWidget *avatar;
  GtkWidget *title;
  GtkWidget *time;
  GtkWidget *subtitle;
};

G_DEFINE_FINAL_TYPE (UiJumpRow, ui_jump_row, GTK_TYPE_WIDGET)

/* What matched is bold; no attributes that come from the text itself. */
static void
show_excerpt (UiJumpRow *self,
              ChatHit   *hit)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  ChatMessage *message = chat_hit_get_message (hit);
  GArray *starts = NULL;
  GArray *ends = NULL;
  const char *excerpt = chat_hit_get_excerpt (hit, &starts, &ends);
  const char *who = chat_message_is_outgoing (message) ? _("You: ") : "";
  guint shift = (guint) strlen (who);
  g_autofree char *text = g_strconcat (who, excerpt, NULL);

  for (guint i = 0; starts != NULL && ends != NULL && i < MIN (starts->len, ends->len); i++)
    {
      PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

      bold->start_index = shift + g_array_index (starts, guint, i);
      bold->end_index = shift + g_array_index (ends, guint, i);
      pango_attr_list_insert (attributes, bold);
    }
  gtk_label_set_text (GTK_LABEL (self->subtitle), text);
  gtk_label_set_attributes (GTK_LABEL (self->subtitle), attributes);
}

static void
show_people (UiJumpRow  *self,
             UiJumpItem *item)
{
  ChatPeer *peer = ui_jump_item_get_peer (item);

  gtk_label_set_text (GTK_LABEL (self->title),
                      peer != NULL ? chat_peer_get_name (peer)
                                      : ui_jump_item_get_text (item));
  gtk_label_set_attributes (GTK_LABEL (self->subtitle), NULL);
  if (peer == NULL)
    gtk_label_set_text (GTK_LABEL (self->subtitle), _("Write to this address"));
  else
    gtk_label_set_text (GTK_LABEL (self->subtitle), ui_jump_item_get_text (item) != NULL
                                                    ? ui_jump_item_get_text (item)
                                                    : chat_peer_get_address (peer));
}

static void
show_heading (UiJumpRow  *self,
              UiJumpItem *item)
{
  gtk_label_set_text (GTK_LABEL (self->title), ui_jump_item_get_text (item));
}

static void
announce (UiJumpRow  *self,
          UiJumpItem *item)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *title = gtk_label_get_text (GTK_LABEL (self->title));
  const char *subtitle = gtk_label_get_text (GTK_LABEL (self->subtitle));
  const char *time = gtk_label_get_text (GTK_LABEL (self->time));
  g_autofree char *sentence = NULL;

  if (ui_jump_item_get_kind (item) == UI_JUMP_HEADER)
    sentence = g_strdup (title);
  else if (*time != '\0')
    sentence = g_strjoin (", ", title, subtitle, time, NULL);
  else
    sentence = g_strjoin (", ", title, subtitle, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

static void
ui_jump_row_dispose (GObject *object)
{
  ui_template_dispose (GTK_WIDGET (object), UI_TYPE_JUMP_ROW);

  G_OBJECT_CLASS (ui_jump_row_parent_class)->dispose (object);
}

static void
ui_jump_row_class_init (UiJumpRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_jump_row_dispose;

  g_type_ensure (UI_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-jump-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiJumpRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiJumpRow, title);
  gtk_widget_class_bind_template_child (widget_class, UiJumpRow, time);
  gtk_widget_class_bind_template_child (widget_class, UiJumpRow, subtitle);
  gtk_widget_class_set_css_name (widget_class, "jumprow");
}

static void
ui_jump_row_init (UiJumpRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_jump_row_new (void)
{
  return g_object_new (UI_TYPE_JUMP_ROW, NULL);
}

void
ui_jump_row_set_item (UiJumpRow  *self,
                      UiJumpItem *item,
                      UiClock    *clock)
{
  ChatPeer *peer = NULL;
  gboolean heading;
  g_autofree char *time = NULL;

  g_return_if_fail (UI_IS_JUMP_ROW (self));

  peer = item != NULL ? ui_jump_item_get_peer (item) : NULL;
  ui_avatar_set_peer (UI_AVATAR (self->avatar), peer);
  if (item == NULL)
    return;

  heading = ui_jump_item_get_kind (item) == UI_JUMP_HEADER;
  gtk_widget_set_visible (self->avatar, !heading);
  gtk_widget_set_visible (self->subtitle, !heading);
  if (heading)
    gtk_widget_add_css_class (self->title, "caption-heading");
  else
    gtk_widget_remove_css_class (self->title, "caption-heading");

  if (heading)
    show_heading (self, item);
  else
    show_people (self, item);
  if (peer == NULL && !heading)
    ui_avatar_set_name (UI_AVATAR (self->avatar), ui_jump_item_get_text (item));

  if (ui_jump_item_get_kind (item) == UI_JUMP_MESSAGE)
    {
      ChatHit *hit = ui_jump_item_get_object (item);

      show_excerpt (self, hit);
      time = ui_clock_format_short (clock, chat_message_get_time (chat_hit_get_message (hit)));
    }
  gtk_label_set_text (GTK_LABEL (self->time), time != NULL ? time : "");
  announce (self, item);
}
