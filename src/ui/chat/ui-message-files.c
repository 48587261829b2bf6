/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a message. */
#define G_LOG_DOMAIN "ui-message-files"

#include "ui-message-files.h"

#include "ui-film-view.h"
#include "ui-film-window.h"
#include "ui-picture-place.h"
#include "ui-sound-view.h"
#include "ui-texture-cache.h"

#define GAP         6
#define CORNER_GAP  6
#define MIN_EDGE    120 /* px of a picture that how far it is stands upon */
#define SOUND_WIDTH 320

/* Of pictures that stand side by side: how many times wider than high they are, and the px that two
 * of them need. */
#define MIN_SHAPE 0.4
#define MAX_SHAPE 2.5
#define MIN_PAIR  160

/* Of more the others are not shown: nobody sends so many at once. */
#define MAX_SHOWN 20

struct _UiMessageFiles
{
  GtkWidget       parent_instance;

  UiPictureCache *cache;    /* borrowed */
  GListModel     *messages; /* (nullable): of ChatMessage: what sounds are followed in */
  GPtrArray      *slots;    /* owned Slot */
  guint           chosen;   /* of them: the one that the menu is about */
};

/* A file, and what plays it in its place: one of the two is shown. */
typedef struct {
  UiMessageFiles *self;     /* borrowed */
  GtkWidget      *view;     /* borrowed UiFileView: a child */
  GtkWidget      *play;     /* (nullable) borrowed UiSoundView or UiFilmView: a child */
  char           *unplayed; /* (nullable): the path of what cannot be played */
  char           *codec;    /* (nullable): what that needs */
  GSignalGroup   *signals;
} Slot;

G_DEFINE_FINAL_TYPE (UiMessageFiles, ui_message_files, GTK_TYPE_WIDGET)

static guint activate_signal;

static void
activate_cb (UiFileView     *view,
             UiMessageFiles *self)
{
  if (ui_file_view_get_file (view) != NULL)
    g_signal_emit (self, activate_signal, 0, ui_file_view_get_file (view));
}

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_object_unref (slot->signals);
  gtk_widget_unparent (slot->view);
  g_clear_pointer (&slot->play, gtk_widget_unparent);
  g_free (slot->unplayed);
  g_free (slot->codec);
  g_free (slot);
}

/* (nullable) borrowed */
static ChatPlayer *
get_player (UiMessageFiles *self)
{
  UiTextureCache *window = ui_texture_cache_for_widget (GTK_WIDGET (self));

  return window != NULL ? chat_pictures_get_player (ui_texture_cache_get_pictures (window)) : NULL;
}

static void
enlarge_cb (Slot *slot)
{
  ChatFile *file = ui_file_view_get_file (UI_FILE_VIEW (slot->view));

  if (file != NULL && chat_file_get_path (file) != NULL && get_player (slot->self) != NULL)
    ui_film_window_present (GTK_WIDGET (slot->self), get_player (slot->self), file);
}

static void show_slot (Slot *slot);

/* Whether a film has been looked at, and there is nothing to be seen in it. */
static gboolean
is_heard_only (ChatPlayer *player, /* (nullable) */
               const char *path)   /* (nullable) */
{
  const ChatLook *look = player != NULL && path != NULL ? chat_player_get_look (player, path)
                                                        : NULL;

  return look != NULL && chat_look_get_has_sound (look) && chat_look_get_full_width (look) == 0
         && chat_look_get_missing (look) == NULL;
}

/* Then it is a sound after all, or a file like any other. */
static void
failed_cb (Slot       *slot,
           const char *codec) /* (nullable) */
{
  ChatFile *file = ui_file_view_get_file (UI_FILE_VIEW (slot->view));
  const char *path = file != NULL ? chat_file_get_path (file) : NULL;

  if (!UI_IS_FILM_VIEW (slot->play) || !is_heard_only (get_player (slot->self), path))
    {
      g_free (slot->codec);
      slot->codec = g_strdup (codec);
      g_free (slot->unplayed);
      slot->unplayed = g_strdup (path);
    }
  show_slot (slot);
  gtk_widget_queue_resize (GTK_WIDGET (slot->self));
}

/* What is here and can be played is shown as such. */
static void
show_slot (Slot *slot)
{
  ChatFile *file = ui_file_view_get_file (UI_FILE_VIEW (slot->view));
  ChatFileKind kind = file != NULL ? chat_file_get_kind (file) : CHAT_FILE_OTHER;
  const char *path = file != NULL ? chat_file_get_path (file) : NULL;
  ChatPlayer *player = get_player (slot->self);
  gboolean is_sound = kind == CHAT_FILE_AUDIO
                      || (kind == CHAT_FILE_VIDEO && is_heard_only (player, path));
  gboolean is_unplayed = path != NULL && g_strcmp0 (path, slot->unplayed) == 0;

  ui_file_view_set_unplayed (UI_FILE_VIEW (slot->view), is_unplayed,
                             is_unplayed ? slot->codec : NULL);
  if (path == NULL || player == NULL || (!is_sound && kind != CHAT_FILE_VIDEO) || is_unplayed)
    {
      g_clear_pointer (&slot->play, gtk_widget_unparent);
      gtk_widget_set_child_visible (slot->view, TRUE);
      return;
    }

  if (slot->play != NULL && UI_IS_SOUND_VIEW (slot->play) != is_sound)
    g_clear_pointer (&slot->play, gtk_widget_unparent);
  if (slot->play == NULL)
    {
      slot->play = is_sound ? ui_sound_view_new (player) : ui_film_view_new (player, FALSE);
      g_signal_connect_swapped (slot->play, "failed", G_CALLBACK (failed_cb), slot);
      if (!is_sound)
        g_signal_connect_swapped (slot->play, "enlarge", G_CALLBACK (enlarge_cb), slot);
      gtk_widget_insert_after (slot->play, GTK_WIDGET (slot->self), slot->view);
    }
  gtk_widget_set_child_visible (slot->view, FALSE);
  if (is_sound)
    ui_sound_view_set_file (UI_SOUND_VIEW (slot->play), file, slot->self->messages);
  else
    ui_film_view_set_file (UI_FILM_VIEW (slot->play), file,
                           ui_file_view_get_thumbnail (UI_FILE_VIEW (slot->view)));
}

static void
place_cb (Slot *slot)
{
  show_slot (slot);
  gtk_widget_queue_resize (GTK_WIDGET (slot->self));
}

static Slot *
slot_new (UiMessageFiles *self)
{
  Slot *slot = g_new0 (Slot, 1);

  slot->self = self;
  slot->view = ui_file_view_new (self->cache);
  /* The first one has a line of its own below them. */
  ui_file_view_set_tells_progress (UI_FILE_VIEW (slot->view), self->slots->len > 0);
  g_signal_connect (slot->view, "activate", G_CALLBACK (activate_cb), self);
  gtk_widget_set_parent (slot->view, GTK_WIDGET (self));
  slot->signals = g_signal_group_new (CHAT_TYPE_FILE);
  g_signal_group_connect_swapped (slot->signals, "notify::path", G_CALLBACK (place_cb), slot);
  return slot;
}

void
ui_message_files_set_files (UiMessageFiles *self,
                            GListModel     *files,
                            GListModel     *messages)
{
  guint n_files = files != NULL ? MIN (g_list_model_get_n_items (files), MAX_SHOWN) : 0;

  g_return_if_fail (UI_IS_MESSAGE_FILES (self));

  self->chosen = 0;
  g_set_object (&self->messages, messages);
  g_ptr_array_set_size (self->slots, (int) MIN (self->slots->len, n_files));
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(ChatFile) file = g_list_model_get_item (files, i);
      Slot *slot;

      if (i == self->slots->len)
        g_ptr_array_add (self->slots, slot_new (self));
      slot = g_ptr_array_index (self->slots, i);
      ui_file_view_set_file (UI_FILE_VIEW (slot->view), file);
      g_signal_group_set_target (slot->signals, file);
      show_slot (slot);
    }
}

static GtkWidget *
get_shown (const Slot *slot)
{
  return slot->play != NULL ? slot->play : slot->view;
}

void
ui_message_files_choose (UiMessageFiles *self,
                         GtkWidget      *widget,
                         double          x,
                         double          y)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  g_return_if_fail (UI_IS_MESSAGE_FILES (self));

  self->chosen = 0;
  for (guint i = 0; i < self->slots->len; i++)
    {
      GtkWidget *shown = get_shown (g_ptr_array_index (self->slots, i));
      double at_x;
      double at_y;

      if (gtk_widget_translate_coordinates (widget, shown, x, y, &at_x, &at_y)
          && gtk_widget_contains (shown, at_x, at_y))
        {
          self->chosen = i;
          return;
        }
      if (focus != NULL && (focus == shown || gtk_widget_is_ancestor (focus, shown)))
        self->chosen = i;
    }
}

ChatFile *
ui_message_files_get_chosen (UiMessageFiles *self)
{
  g_return_val_if_fail (UI_IS_MESSAGE_FILES (self), NULL);

  if (self->chosen >= self->slots->len)
    return NULL;

  return ui_file_view_get_file (
    UI_FILE_VIEW (((Slot *) g_ptr_array_index (self->slots, self->chosen))->view));
}

static void
measure_slot (const Slot *slot,
              int         room,
              int        *width,
              int        *height)
{
  if (slot->play == NULL)
    {
      ui_file_view_measure (UI_FILE_VIEW (slot->view), room, width, height);
      return;
    }

  if (UI_IS_FILM_VIEW (slot->play))
    {
      gtk_widget_measure (slot->play, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      ui_film_view_measure (UI_FILM_VIEW (slot->play), room, width, height);
      return;
    }

  gtk_widget_measure (slot->play, GTK_ORIENTATION_HORIZONTAL, -1, width, NULL, NULL, NULL);
  *width = MAX (*width, MIN (SOUND_WIDTH, room));
  gtk_widget_measure (slot->play, GTK_ORIENTATION_VERTICAL, *width, NULL, height, NULL, NULL);
}

/* What is nearly square, or not far from it, stands beside another one. */
static double
get_shape (const Slot *slot)
{
  double shape = slot->play == NULL ? ui_file_view_get_shape (UI_FILE_VIEW (slot->view)) : 0;

  return shape >= MIN_SHAPE && shape <= MAX_SHAPE ? shape : 0;
}

/* Two pictures side by side, of one height. */
static void
place_pair (const Slot    *first,
            const Slot    *second,
            int            room,
            GtkAllocation *places) /* two */
{
  double shape = get_shape (first);
  double both = shape + get_shape (second);
  int width = MIN (room, UI_PICTURE_PLACE_WIDTH) - GAP;
  int height = MIN ((int) (width / both + 0.5), UI_PICTURE_PLACE_HEIGHT);
  int rest = MIN (width, (int) (height * both + 0.5));

  /* GTK wants every widget asked before it is given a place. */
  measure_slot (first, room, &places[0].width, &places[0].height);
  measure_slot (second, room, &places[1].width, &places[1].height);
  places[0].width = CLAMP ((int) (height * shape + 0.5), 1, MAX (rest - 1, 1));
  places[1].width = MAX (rest - places[0].width, 1);
  places[0].height = places[1].height = MAX (height, 1);
  places[0].x = 0;
  places[1].x = places[0].width + GAP;
}

/* Where each is, from the side where reading begins. */
static void
place_slots (UiMessageFiles *self,
             int             room,
             GtkAllocation  *places, /* of as many as there are slots */
             int            *width,
             int            *height)
{
  guint n_beside;

  *width = *height = 0;
  for (guint i = 0; i < self->slots->len; i += n_beside)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);
      const Slot *next = i + 1 < self->slots->len ? g_ptr_array_index (self->slots, i + 1) : NULL;

      *height += i > 0 ? GAP : 0;
      n_beside = next != NULL && room >= MIN_PAIR && get_shape (slot) > 0 && get_shape (next) > 0
                 ? 2 : 1;
      if (n_beside == 2)
        place_pair (slot, next, room, &places[i]);
      else
        measure_slot (slot, room, &places[i].width, &places[i].height);
      for (guint j = i; j < i + n_beside; j++)
        {
          places[j].y = *height;
          *width = MAX (*width, places[j].x + places[j].width);
        }
      *height += places[i].height;
    }
}

void
ui_message_files_measure (UiMessageFiles *self,
                          int             room,
                          int            *width,
                          int            *height)
{
  GtkAllocation places[MAX_SHOWN] = { 0 };

  g_return_if_fail (UI_IS_MESSAGE_FILES (self));

  place_slots (self, room, places, width, height);
}

static gboolean
is_film (const Slot *slot)
{
  return slot->play != NULL && UI_IS_FILM_VIEW (slot->play);
}

/* A picture or a film, so large that a sign of that size can stand upon it. */
static gboolean
has_room_for (const Slot          *slot,
              const GtkAllocation *place,
              int                  width,
              int                  height)
{
  return (is_film (slot)
          || (slot->play == NULL && ui_file_view_is_picture (UI_FILE_VIEW (slot->view))))
         && place->width >= 2 * width && place->height >= 2 * height;
}

/* What is around a film that plays is at its lower edge. */
static int
find_line (const Slot          *slot,
           const GtkAllocation *place,
           int                  height)
{
  return place->y + (is_film (slot) ? CORNER_GAP : place->height - height - CORNER_GAP);
}

gboolean
ui_message_files_find_corner (UiMessageFiles *self,
                              int             room,
                              int             width,
                              int             height,
                              GtkAllocation  *place)
{
  GtkAllocation places[MAX_SHOWN] = { 0 };
  const GtkAllocation *last;
  const Slot *slot;
  int all_width;
  int all_height;

  g_return_val_if_fail (UI_IS_MESSAGE_FILES (self), FALSE);

  if (self->slots->len == 0)
    return FALSE;

  slot = g_ptr_array_index (self->slots, self->slots->len - 1);
  place_slots (self, room, places, &all_width, &all_height);
  last = &places[self->slots->len - 1];
  if (!has_room_for (slot, last, width, height))
    return FALSE;

  *place = (GtkAllocation) { last->x + last->width - width - CORNER_GAP,
                             find_line (slot, last, height), width, height };
  return TRUE;
}

gboolean
ui_message_files_find_edge (UiMessageFiles *self,
                            int             room,
                            int             height,
                            GtkAllocation  *place)
{
  GtkAllocation places[MAX_SHOWN] = { 0 };
  const Slot *slot;
  int all_width;
  int all_height;

  g_return_val_if_fail (UI_IS_MESSAGE_FILES (self), FALSE);

  if (self->slots->len == 0)
    return FALSE;

  slot = g_ptr_array_index (self->slots, 0);
  place_slots (self, room, places, &all_width, &all_height);
  if (!has_room_for (slot, &places[0], MIN_EDGE / 2, height))
    return FALSE;

  *place = (GtkAllocation) { places[0].x + CORNER_GAP, find_line (slot, &places[0], height),
                             places[0].width - 2 * CORNER_GAP, height };
  return TRUE;
}

static void
ui_message_files_measure_vfunc (GtkWidget      *widget,
                                GtkOrientation  orientation,
                                int             for_size,
                                int            *minimum,
                                int            *natural,
                                int            *minimum_baseline,
                                int            *natural_baseline)
{
  int width;
  int height;

  ui_message_files_measure (UI_MESSAGE_FILES (widget), for_size > 0 ? for_size : G_MAXINT16, &width,
                            &height);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height;
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN (width, 1) : height;
}

static void
ui_message_files_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  UiMessageFiles *self = UI_MESSAGE_FILES (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation places[MAX_SHOWN] = { 0 };
  int all_width;
  int all_height;

  place_slots (self, width, places, &all_width, &all_height);
  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);
      GtkWidget *view = get_shown (slot);

      gtk_widget_measure (view, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      if (rtl)
        places[i].x = width - places[i].x - places[i].width;
      gtk_widget_size_allocate (view, &places[i], -1);
    }
}

/* Only now is it known in which window it is, and who plays there. */
static void
ui_message_files_root (GtkWidget *widget)
{
  UiMessageFiles *self = UI_MESSAGE_FILES (widget);

  GTK_WIDGET_CLASS (ui_message_files_parent_class)->root (widget);
  for (guint i = 0; i < self->slots->len; i++)
    show_slot (g_ptr_array_index (self->slots, i));
}

static void
ui_message_files_dispose (GObject *object)
{
  UiMessageFiles *self = UI_MESSAGE_FILES (object);

  ui_message_files_set_files (self, NULL, NULL);

  G_OBJECT_CLASS (ui_message_files_parent_class)->dispose (object);
}

static void
ui_message_files_finalize (GObject *object)
{
  g_ptr_array_unref (UI_MESSAGE_FILES (object)->slots);

  G_OBJECT_CLASS (ui_message_files_parent_class)->finalize (object);
}

static void
ui_message_files_class_init (UiMessageFilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_message_files_dispose;
  object_class->finalize = ui_message_files_finalize;
  widget_class->root = ui_message_files_root;
  widget_class->measure = ui_message_files_measure_vfunc;
  widget_class->size_allocate = ui_message_files_size_allocate;
  activate_signal = g_signal_new ("activate-file", UI_TYPE_MESSAGE_FILES, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_FILE);
  gtk_widget_class_set_css_name (widget_class, "files");
}

static void
ui_message_files_init (UiMessageFiles *self)
{
  self->slots = g_ptr_array_new_with_free_func (slot_free);
}

GtkWidget *
ui_message_files_new (UiPictureCache *cache)
{
  UiMessageFiles *self = g_object_new (UI_TYPE_MESSAGE_FILES, NULL);

  self->cache = cache;
  return GTK_WIDGET (self);
}
