/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom one can mention: a list over the "@" that one types. It has few rows, whatever the room has,
 * and never the focus: what is typed goes on to where one writes. */
#define G_LOG_DOMAIN "ui-mention-list"

#include "ui-mention-list.h"

#include "chat-mentions.h"
#include "ui-mention-row.h"
#include "ui-nick-completion.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_PEOPLE 20
#define MAX_CHARS  80 /* from "@" to the cursor */
#define MAX_SPACES 3
#define MAX_HEIGHT 290
#define GAP        6  /* over the line that one types in */

struct _UiMentionList
{
  GtkPopover        parent_instance;

  ChatRoom         *room;       /* (nullable) */
  GtkTextView      *text;       /* borrowed */
  UiNickCompletion *completion;
  GPtrArray        *rows;       /* borrowed UiMentionRow */
  guint             n_shown;    /* how many of them */
  int               start;      /* where the "@" stands, in characters */
  gboolean          is_taking;  /* the text changes for a choice */
  int               dismissed;  /* where one stands that shall have no list; -1: none */

  GtkWidget        *scroller;
  GtkWidget        *list;
};

G_DEFINE_FINAL_TYPE (UiMentionList, ui_mention_list, GTK_TYPE_POPOVER)

static GtkTextBuffer *
get_buffer (UiMentionList *self)
{
  return gtk_text_view_get_buffer (self->text);
}

static gboolean
is_open (UiMentionList *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

/* For whoever does not see it: which one it is, of how many. */
static void
tell_selected (UiMentionList *self,
               UiMentionRow  *row) /* (nullable) */
{
  g_autofree char *words = NULL;

  if (row == NULL)
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->text),
                                     GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self->text),
                                     GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      return;
    }

  words = g_strdup_printf (
    /* Translators: of a list; first what is chosen, then which one it is, then of how many */
    _("%s, %d of %u"), ui_mention_row_get_label (row),
    gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + 1, self->n_shown);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->text),
                                  GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

void
ui_mention_list_close (UiMentionList *self)
{
  g_return_if_fail (UI_IS_MENTION_LIST (self));

  if (!is_open (self))
    return;

  gtk_popover_popdown (GTK_POPOVER (self));
  tell_selected (self, NULL);
}

static void
scroll_to (UiMentionList *self,
           GtkWidget     *row)
{
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (row, self->list, &bounds) && bounds.size.height > 0)
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y,
                               bounds.origin.y + bounds.size.height);
}

static void
select_row (UiMentionList *self,
            guint          position)
{
  UiMentionRow *row = g_ptr_array_index (self->rows, position);

  gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (row));
  scroll_to (self, GTK_WIDGET (row));
  tell_selected (self, row);
}

/* Rows are made once and kept: the list follows every key. */
static UiMentionRow *
next_row (UiMentionList *self)
{
  UiMentionRow *row = NULL;

  if (self->n_shown == self->rows->len)
    {
      row = UI_MENTION_ROW (ui_mention_row_new ());
      gtk_list_box_append (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
      g_ptr_array_add (self->rows, row);
    }

  row = g_ptr_array_index (self->rows, self->n_shown++);
  gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
  return row;
}

/* What all are asked for reaches those who let it: that is said with it. */
static void
add_groups (UiMentionList *self,
            const char    *word)
{
  static const char *const words[] = {
    N_("All whose settings allow it"),
    N_("All who are active and allow it"),
    N_("All who keep order here"),
  };
  const char *const *groups = chat_mentions_get_groups ();

  for (gsize i = 0; groups[i] != NULL && i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(ChatOccupant) same = chat_room_find_occupant (self->room, groups[i]);

      if (same == NULL && chat_mentions_may (self->room, (ChatMentionKind) (CHAT_MENTION_ALL + i))
          && g_ascii_strncasecmp (groups[i], word, strlen (word)) == 0)
        ui_mention_row_set_group (next_row (self), groups[i], _(words[i]));
    }
}

static void
fill (UiMentionList *self,
      const char    *word)
{
  g_autoptr(GPtrArray) people = chat_room_find_people (self->room, word, MAX_PEOPLE);

  self->n_shown = 0;
  for (guint i = 0; i < people->len; i++)
    ui_mention_row_set_occupant (next_row (self), g_ptr_array_index (people, i));
  if (chat_room_get_state (self->room) == CHAT_ROOM_JOINED)
    add_groups (self, word);
  for (guint i = self->n_shown; i < self->rows->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->rows, i), FALSE);
}

/* The "@" of the word that the cursor is at the end of. Nicks may hold spaces; after one that ends
 * with a space the text goes on. */
static gboolean
find_word (UiMentionList *self,
           GtkTextIter   *start,
           GtkTextIter   *cursor)
{
  GtkTextBuffer *buffer = get_buffer (self);
  gunichar after = 0;
  guint n_spaces = 0;

  gtk_text_buffer_get_iter_at_mark (buffer, cursor, gtk_text_buffer_get_insert (buffer));
  *start = *cursor;
  if (gtk_text_buffer_get_has_selection (buffer))
    return FALSE;

  for (guint n = 0; n < MAX_CHARS && gtk_text_iter_backward_char (start); n++)
    {
      gunichar c = gtk_text_iter_get_char (start);
      GtkTextIter before = *start;

      if (c == '@' && !g_unichar_isspace (after)
          && (!gtk_text_iter_backward_char (&before)
              || chat_mentions_may_follow (gtk_text_iter_get_char (&before))))
        return TRUE;
      if (c == '\n' || (g_unichar_isspace (c) && (n == 0 || ++n_spaces > MAX_SPACES)))
        return FALSE;
      after = c;
    }

  return FALSE;
}

/* It begins at the "@", but not so that it leaves the window where that has room for it. */
static void
point_to (UiMentionList     *self,
          const GtkTextIter *start)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  gboolean is_rtl = gtk_widget_get_direction (parent) == GTK_TEXT_DIR_RTL;
  GdkRectangle place;
  double x;
  double y;
  int width;

  gtk_text_view_get_iter_location (self->text, start, &place);
  gtk_text_view_buffer_to_window_coords (self->text, GTK_TEXT_WINDOW_WIDGET, place.x, place.y,
                                         &place.x, &place.y);
  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self->text), parent, place.x, place.y, &x,
                                         &y))
    return;

  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  place.width = MAX (place.width, 1);
  place.x = is_rtl ? MAX ((int) x, width - place.width)
                   : MAX (MIN ((int) x, gtk_widget_get_width (parent) - width), 0);
  place.y = (int) y;
  gtk_widget_set_halign (GTK_WIDGET (self), is_rtl ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &place);
}

void
ui_mention_list_update (UiMentionList *self)
{
  g_autofree char *word = NULL;
  GtkTextIter start;
  GtkTextIter cursor;

  g_return_if_fail (UI_IS_MENTION_LIST (self));

  if (self->is_taking)
    return;
  if (self->room == NULL || !find_word (self, &start, &cursor))
    {
      self->dismissed = -1;
      ui_mention_list_close (self);
      return;
    }

  self->start = gtk_text_iter_get_offset (&start);
  if (self->start == self->dismissed)
    return;

  self->dismissed = -1;
  word = gtk_text_buffer_get_text (get_buffer (self), &start, &cursor, FALSE);
  fill (self, word + 1);
  if (self->n_shown == 0)
    {
      ui_mention_list_close (self);
      return;
    }

  select_row (self, 0);
  point_to (self, &start);
  if (!is_open (self))
    gtk_popover_popup (GTK_POPOVER (self));
}

/* The cursor has gone elsewhere, or something was typed, which is told besides. */
static void
moved_cb (UiMentionList *self)
{
  if (is_open (self))
    ui_mention_list_update (self);
}

static void
take (UiMentionList *self,
      UiMentionRow  *row)
{
  GtkTextBuffer *buffer = get_buffer (self);
  g_autofree char *nick = NULL;
  GtkTextIter start;
  GtkTextIter cursor;

  if (!find_word (self, &start, &cursor))
    return;

  /* A space comes after it, if none is there. */
  nick = g_strconcat ("@", ui_mention_row_get_nick (row),
                      g_unichar_isspace (gtk_text_iter_get_char (&cursor)) ? NULL : " ", NULL);
  ui_mention_list_close (self);
  self->dismissed = gtk_text_iter_get_offset (&start);
  self->is_taking = TRUE;
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &cursor);
  gtk_text_buffer_insert (buffer, &start, nick, -1);
  gtk_text_buffer_end_user_action (buffer);
  self->is_taking = FALSE;
}

static void
activated_cb (GtkListBox    *list,
              GtkListBoxRow *row,
              UiMentionList *self)
{
  take (self, UI_MENTION_ROW (row));
}

static void
step (UiMentionList *self,
      int            by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int n = (int) self->n_shown;
  int at = row != NULL ? gtk_list_box_row_get_index (row) : 0;

  select_row (self, (guint) ((at + by + n) % n));
}

static gboolean
take_list_key (UiMentionList *self,
               guint          key)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step (self, -1);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step (self, 1);
      return TRUE;
    case GDK_KEY_Escape:
      self->dismissed = self->start;
      ui_mention_list_close (self);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_Tab:
      if (row != NULL)
        take (self, UI_MENTION_ROW (row));
      return row != NULL;
    default:
      return FALSE;
    }
}

gboolean
ui_mention_list_take_key (UiMentionList   *self,
                          guint            key,
                          GdkModifierType  state)
{
  g_return_val_if_fail (UI_IS_MENTION_LIST (self), FALSE);

  if (self->room == NULL
      || (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  if (is_open (self))
    return take_list_key (self, key);

  /* Where there is no such nick, Tab goes on to what is next. */
  return key == GDK_KEY_Tab
         && ui_nick_completion_step (self->completion, get_buffer (self), self->room);
}

void
ui_mention_list_set_room (UiMentionList *self,
                          ChatRoom      *room)
{
  g_return_if_fail (UI_IS_MENTION_LIST (self));

  ui_mention_list_close (self);
  self->dismissed = -1;
  g_set_object (&self->room, room);
}

static void
ui_mention_list_dispose (GObject *object)
{
  UiMentionList *self = UI_MENTION_LIST (object);

  g_clear_object (&self->room);

  G_OBJECT_CLASS (ui_mention_list_parent_class)->dispose (object);
}

static void
ui_mention_list_finalize (GObject *object)
{
  UiMentionList *self = UI_MENTION_LIST (object);

  ui_nick_completion_free (self->completion);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (ui_mention_list_parent_class)->finalize (object);
}

static void
ui_mention_list_class_init (UiMentionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ui_mention_list_dispose;
  object_class->finalize = ui_mention_list_finalize;
}

static void
ui_mention_list_init (UiMentionList *self)
{
  GtkPopover *popover = GTK_POPOVER (self);

  self->completion = ui_nick_completion_new ();
  self->rows = g_ptr_array_new ();
  self->dismissed = -1;

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("People to mention"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, 0);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);

  gtk_popover_set_child (popover, self->scroller);
  gtk_popover_set_autohide (popover, FALSE);
  gtk_popover_set_has_arrow (popover, FALSE);
  gtk_popover_set_position (popover, GTK_POS_TOP);
  gtk_popover_set_offset (popover, 0, -GAP);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "mentions");
}

GtkWidget *
ui_mention_list_new (GtkTextView *text)
{
  UiMentionList *self = g_object_new (UI_TYPE_MENTION_LIST, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->text = text;
  g_signal_connect_object (gtk_text_view_get_buffer (text), "notify::cursor-position",
                           G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (ui_mention_list_close), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (text), focus);
  return GTK_WIDGET (self);
}
