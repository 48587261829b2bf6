/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a message row: what they say and whether they are shown. */
#define G_LOG_DOMAIN "ui-message-parts"

#include "ui-message-parts.h"

#include "ui-avatar.h"
#include "ui-card-view.h"
#include "ui-message-files.h"
#include "ui-offer-line.h"
#include "ui-state-icon.h"
#include "ui-text-layout.h"
#include "ui-transfer-line.h"

#include <glib/gi18n.h>

static GtkWidget *
make_label (GtkWidget  *row,
            const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, style);
  gtk_widget_set_child_visible (label, FALSE);
  gtk_widget_set_parent (label, row);
  return label;
}

static void
let_wrap (GtkWidget *label,
          float      xalign)
{
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
}

static GtkWidget *
make_button (GtkWidget  *row,
             const char *text,
             const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "inline-button");
  gtk_widget_set_child_visible (button, FALSE);
  gtk_widget_set_parent (button, row);
  return button;
}

static void
show (GtkWidget *part,
      gboolean   shown)
{
  if (part == NULL || gtk_widget_get_child_visible (part) == shown)
    return;

  gtk_widget_set_child_visible (part, shown);
  /* Out of sight it must not be found by the keyboard either. */
  gtk_widget_set_can_focus (part, shown);
}

static void
show_line (UiMessageParts  *parts,
           GtkWidget      **line,
           const char      *size,
           const char      *color,
           const char      *text)
{
  if (*line == NULL && text != NULL)
    {
      *line = make_label (parts->row, size);
      gtk_widget_add_css_class (*line, color);
      let_wrap (*line, 0.5F);
      gtk_label_set_justify (GTK_LABEL (*line), GTK_JUSTIFY_CENTER);
    }

  show (*line, text != NULL);
  if (text != NULL)
    gtk_label_set_text (GTK_LABEL (*line), text);
}

void
ui_message_parts_set_start (UiMessageParts *parts,
                            const char     *text)
{
  show_line (parts, &parts->start, "caption", "dim-label", text);
}

void
ui_message_parts_set_day (UiMessageParts *parts,
                          const char     *text)
{
  show_line (parts, &parts->day, "caption-heading", "dim-label", text);
}

void
ui_message_parts_set_fresh (UiMessageParts *parts,
                            gboolean        fresh)
{
  show_line (parts, &parts->fresh, "caption-heading", "accent", fresh ? _("New") : NULL);
}

void
ui_message_parts_set_more (UiMessageParts *parts,
                           gboolean        more)
{
  if (parts->more == NULL && more)
    parts->more = make_button (parts->row, _("_Read more"), "message.expand");
  show (parts->more, more);
}

void
ui_message_parts_set_edited (UiMessageParts *parts,
                             gboolean        edited)
{
  if (parts->edited == NULL && edited)
    {
      /* Translators: beside a message whose author has changed it */
      parts->edited = make_button (parts->row, _("edited"), "message.versions");
      gtk_button_set_use_underline (GTK_BUTTON (parts->edited), FALSE);
      gtk_widget_remove_css_class (parts->edited, "inline-button");
      gtk_widget_add_css_class (parts->edited, "flat");
      gtk_widget_add_css_class (parts->edited, "edited-mark");
      gtk_widget_set_focus_on_click (parts->edited, FALSE);
      gtk_widget_set_tooltip_text (parts->edited, _("Show what it said before"));
      /* Its own label would count for more than what it is called here. */
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (parts->edited),
                                     GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (parts->edited),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _("Edited. Show what it said before"),
                                      GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
    }
  show (parts->edited, edited);
}

gboolean
ui_message_parts_set_files (UiMessageParts *parts,
                            GListModel     *files,
                            GListModel     *messages,
                            UiPictureCache *cache)
{
  gboolean is_new = parts->files == NULL && files != NULL;

  if (is_new)
    {
      parts->files = ui_message_files_new (cache);
      gtk_widget_insert_before (parts->files, parts->row, parts->body);
      gtk_widget_set_child_visible (parts->files, FALSE);
    }
  if (parts->files != NULL)
    ui_message_files_set_files (UI_MESSAGE_FILES (parts->files), files, messages);
  show (parts->files, files != NULL);
  return is_new;
}

gboolean
ui_message_parts_set_card (UiMessageParts *parts,
                           gboolean        card)
{
  gboolean is_new = parts->card == NULL && card;

  if (is_new)
    {
      parts->card = ui_card_view_new ();
      gtk_widget_set_child_visible (parts->card, FALSE);
      gtk_widget_insert_after (parts->card, parts->row, parts->body);
    }
  show (parts->card, card);
  return is_new;
}

void
ui_message_parts_set_transfer (UiMessageParts *parts,
                               ChatTransfer   *transfer)
{
  if (parts->transfer == NULL && transfer != NULL)
    {
      parts->transfer = ui_transfer_line_new ();
      gtk_widget_set_parent (parts->transfer, parts->row);
    }

  show (parts->transfer, transfer != NULL);
  if (parts->transfer != NULL)
    ui_transfer_line_set_transfer (UI_TRANSFER_LINE (parts->transfer), transfer);
}

void
ui_message_parts_set_offer (UiMessageParts   *parts,
                            ChatConversation *conversation,
                            ChatMessage      *message)
{
  /* A screen reader finds what is only not drawn. */
  if (message == NULL)
    {
      g_clear_pointer (&parts->offer, gtk_widget_unparent);
      return;
    }

  if (parts->offer == NULL)
    {
      parts->offer = ui_offer_line_new ();
      gtk_widget_set_parent (parts->offer, parts->row);
    }
  ui_offer_line_set_message (UI_OFFER_LINE (parts->offer), conversation, message);
}

/* Its lines end where reading ends in the window. What is written in another direction, as a
 * server's own words may be, Pango turns round. */
static void
justify_end (GtkLabel *label)
{
  PangoLayout *layout = gtk_label_get_layout (label);
  PangoDirection direction = pango_layout_get_line_readonly (layout, 0)->resolved_dir;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (label)) == GTK_TEXT_DIR_RTL;

  gtk_label_set_justify (label, (direction == PANGO_DIRECTION_RTL) == rtl ? GTK_JUSTIFY_RIGHT
                                                                          : GTK_JUSTIFY_LEFT);
}

void
ui_message_parts_set_failed (UiMessageParts *parts,
                             const char     *reason,
                             gboolean        can_discard)
{
  if (parts->problem == NULL && reason != NULL)
    {
      parts->problem = make_label (parts->row, "caption");
      gtk_widget_add_css_class (parts->problem, "error");
      let_wrap (parts->problem, 1);
      parts->retry = make_button (parts->row, _("Send _again"), "message.retry");
    }

  if (parts->discard == NULL && can_discard)
    parts->discard = make_button (parts->row, _("_Discard"), "message.discard");

  show (parts->problem, reason != NULL);
  show (parts->retry, reason != NULL);
  show (parts->discard, reason != NULL && can_discard);
  if (reason == NULL)
    return;

  gtk_label_set_text (GTK_LABEL (parts->problem), reason);
  justify_end (GTK_LABEL (parts->problem));
}

static void
make_fold (UiMessageParts *parts)
{
  GtkWidget *label;

  parts->fold = make_button (parts->row, "", "message.unfold");
  gtk_button_set_use_underline (GTK_BUTTON (parts->fold), FALSE);
  gtk_widget_remove_css_class (parts->fold, "inline-button");
  gtk_widget_add_css_class (parts->fold, "flat");
  gtk_widget_add_css_class (parts->fold, "fold");
  gtk_widget_set_focus_on_click (parts->fold, FALSE);
  gtk_widget_set_tooltip_text (parts->fold, _("Show when"));
  label = gtk_button_get_child (GTK_BUTTON (parts->fold));
  let_wrap (label, 0.5F);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);

  parts->events = make_label (parts->row, "caption");
  gtk_widget_add_css_class (parts->events, "dim-label");
  gtk_widget_add_css_class (parts->events, "numeric");
  let_wrap (parts->events, 0);
}

void
ui_message_parts_set_fold (UiMessageParts *parts,
                           const char     *sum,
                           const char     *events)
{
  if (parts->fold == NULL && sum != NULL)
    make_fold (parts);
  show (parts->fold, sum != NULL);
  show (parts->events, sum != NULL && events != NULL);
  if (sum == NULL)
    return;

  gtk_button_set_label (GTK_BUTTON (parts->fold), sum);
  /* Else it would be heard twice. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (parts->fold),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_state (GTK_ACCESSIBLE (parts->fold), GTK_ACCESSIBLE_STATE_EXPANDED,
                               events != NULL, -1);
  gtk_label_set_text (GTK_LABEL (parts->events), events != NULL ? events : "");
}

gboolean
ui_message_parts_set_menu (UiMessageParts *parts,
                           gboolean        shown)
{
  if ((parts->menu != NULL && gtk_widget_get_child_visible (parts->menu)) == shown)
    return FALSE;

  if (parts->menu == NULL)
    {
      parts->menu = make_button (parts->row, "", "message.menu");
      gtk_button_set_icon_name (GTK_BUTTON (parts->menu), "view-more-symbolic");
      gtk_widget_add_css_class (parts->menu, "flat");
      gtk_widget_add_css_class (parts->menu, "circular");
      gtk_widget_set_focus_on_click (parts->menu, FALSE);
      gtk_widget_set_tooltip_text (parts->menu, _("Menu of the message"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (parts->menu),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, _("Menu of the message"),
                                      GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
    }
  show (parts->menu, shown);
  return TRUE;
}

/**
 * ui_message_parts_make:
 * @parts: (out): the parts
 * @row: the row that they become children of
 *
 * Makes the children that every row has.
 */
void
ui_message_parts_make (UiMessageParts *parts,
                       GtkWidget      *row)
{
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  parts->row = row;
  parts->avatar = ui_avatar_new (UI_MESSAGE_AVATAR);
  gtk_widget_set_parent (parts->avatar, row);
  parts->name = make_label (row, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (parts->name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (parts->name), 0);
  parts->time = make_label (row, "caption");
  gtk_widget_add_css_class (parts->time, "dim-label");

  parts->bubble = g_object_new (GTK_TYPE_FRAME, "css-name", "bubble", NULL);
  gtk_widget_set_can_target (parts->bubble, FALSE);
  gtk_widget_set_parent (parts->bubble, row);

  parts->body = make_label (row, "body");
  gtk_widget_set_child_visible (parts->body, TRUE);
  gtk_widget_set_layout_manager (parts->body, ui_text_layout_new ());
  /* A hyphen that is not in the text would be taken for a part of an address. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (parts->body), attributes);
  let_wrap (parts->body, 0);
  gtk_label_set_selectable (GTK_LABEL (parts->body), TRUE);
  gtk_label_set_yalign (GTK_LABEL (parts->body), 0);

  parts->state = ui_state_icon_new ();
  gtk_widget_set_parent (parts->state, row);
}
