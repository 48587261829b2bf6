/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A round picture of somebody, or their initials on their colour (XEP-0392), with a presence
 * dot. */
#define G_LOG_DOMAIN "ui-avatar"

#include "ui-avatar.h"

#include "base-text.h"
#include "chat-occupant.h"
#include "ui-presence-dot.h"
#include "ui-sight.h"
#include "ui-texture-cache.h"

struct _UiAvatar
{
  GtkWidget      parent_instance;

  int            size;
  char          *name;          /* (nullable) */
  char          *color;         /* (nullable) */
  GBytes        *image;         /* (nullable) */
  GdkTexture    *texture;       /* (nullable) of image */
  ChatPeer      *peer;          /* (nullable) */
  GBindingGroup *bindings;
  GSignalGroup  *signals;       /* of peer */
  GCancellable  *decoding;      /* (nullable) */
  PangoLayout   *initials;      /* (nullable): made when drawn first */
  GtkWidget     *dot;
  UiSight       *sight;         /* (nullable): while peer is somebody in a room */
  gboolean       show_presence;
  gboolean       is_square;
  gboolean       is_named;      /* name and colour are not the peer's */
};

G_DEFINE_FINAL_TYPE (UiAvatar, ui_avatar, GTK_TYPE_WIDGET)

enum {
  PROP_SIZE = 1,
  PROP_NAME,
  PROP_COLOR,
  PROP_IMAGE,
  PROP_PRESENCE,
  PROP_SHOW_PRESENCE,
  PROP_SQUARE,
  PROP_PEER,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static int
dot_size (UiAvatar *self)
{
  return CLAMP (self->size / 4, 9, 18);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiAvatar) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = ui_texture_cache_load_finish (result, &error);

  if (texture == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("No picture: %s", error->message);
      return;
    }

  g_clear_object (&self->decoding);
  g_set_object (&self->texture, texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Decoded for the screen's scale, once the avatar is in a window that may have it already. */
static void
load_texture (UiAvatar *self)
{
  UiTextureCache *cache = ui_texture_cache_for_widget (GTK_WIDGET (self));
  int pixels = self->size * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GdkTexture *kept = NULL;

  if (self->decoding != NULL)
    g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);

  if (self->image != NULL && cache != NULL)
    kept = ui_texture_cache_lookup (cache, self->image, pixels);
  if (self->image == NULL || kept != NULL)
    {
      g_set_object (&self->texture, kept);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }

  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (cache == NULL)
    return;
  self->decoding = g_cancellable_new ();
  ui_texture_cache_load_async (cache, self->image, pixels, self->decoding, decoded_cb,
                               g_object_ref (self));
}

static void
ui_avatar_root (GtkWidget *widget)
{
  UiAvatar *self = UI_AVATAR (widget);

  GTK_WIDGET_CLASS (ui_avatar_parent_class)->root (widget);
  if (self->image != NULL && self->texture == NULL)
    load_texture (self);
}

/* A dialogue has its rows before it is told which window it belongs to, and who decodes there. */
static void
ui_avatar_map (GtkWidget *widget)
{
  UiAvatar *self = UI_AVATAR (widget);

  if (self->image != NULL && self->texture == NULL && self->decoding == NULL)
    load_texture (self);
  GTK_WIDGET_CLASS (ui_avatar_parent_class)->map (widget);
}

static void
ui_avatar_measure (GtkWidget      *widget,
                   GtkOrientation  orientation,
                   int             for_size,
                   int            *minimum,
                   int            *natural,
                   int            *minimum_baseline,
                   int            *natural_baseline)
{
  UiAvatar *self = UI_AVATAR (widget);
  int dot;

  /* A child must be measured before it is allocated. */
  gtk_widget_measure (self->dot, orientation, -1, &dot, NULL, NULL, NULL);
  *minimum = *natural = self->size;
}

static void
ui_avatar_size_allocate (GtkWidget *widget,
                         int        width,
                         int        height,
                         int        baseline)
{
  UiAvatar *self = UI_AVATAR (widget);
  int dot = dot_size (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int right = (width + self->size) / 2 - dot, left = (width - self->size) / 2;

  gtk_widget_size_allocate (self->dot,
                            &(GtkAllocation) { rtl ? left : right, (height + self->size) / 2 - dot,
                                               dot, dot },
                            -1);
}

static void
draw_initials (UiAvatar    *self,
               GtkSnapshot *snapshot,
               float        x,
               float        y)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  GdkRGBA color = { 0.5F, 0.5F, 0.5F, 1 };
  PangoRectangle ink;

  if (self->color != NULL)
    gdk_rgba_parse (&color, self->color);
  /* The colours of XEP-0392 are all alike in lightness; a little darker, white is easy to read. */
  color.red *= 0.85F;
  color.green *= 0.85F;
  color.blue *= 0.85F;
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (x, y, (float) self->size, (float) self->size));

  if (self->initials == NULL)
    {
      g_autofree char *text = base_text_initials (self->name != NULL ? self->name : "");
      g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_attr_list_insert (attributes,
                              pango_attr_size_new_absolute (self->size * 2 / 5 * PANGO_SCALE));
      self->initials = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
      pango_layout_set_attributes (self->initials, attributes);
    }

  pango_layout_get_pixel_extents (self->initials, &ink, NULL);
  gtk_snapshot_save (snapshot);
  x += (float) (self->size - ink.width) / 2 - (float) ink.x;
  y += (float) (self->size - ink.height) / 2 - (float) ink.y;
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, self->initials, &white);
  gtk_snapshot_restore (snapshot);
}

static void
draw_face (UiAvatar    *self,
           GtkSnapshot *snapshot,
           float        x,
           float        y)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x, y, (float) self->size, (float) self->size);
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &bounds,
                                   (float) self->size / (self->is_square ? 4 : 2));
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture, &bounds);
  else
    draw_initials (self, snapshot, x, y);
  gtk_snapshot_pop (snapshot);
}

static void
ui_avatar_snapshot (GtkWidget   *widget,
                    GtkSnapshot *snapshot)
{
  UiAvatar *self = UI_AVATAR (widget);

  draw_face (self, snapshot, (float) (gtk_widget_get_width (widget) - self->size) / 2,
             (float) (gtk_widget_get_height (widget) - self->size) / 2);
  if (gtk_widget_get_child_visible (self->dot))
    gtk_widget_snapshot_child (widget, self->dot, snapshot);
}

static void
set_image (UiAvatar *self,
           GBytes   *image)
{
  if (self->image == image
      || (self->image != NULL && image != NULL && g_bytes_equal (self->image, image)))
    return;

  g_clear_pointer (&self->image, g_bytes_unref);
  self->image = image != NULL ? g_bytes_ref (image) : NULL;
  g_clear_object (&self->texture);
  load_texture (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IMAGE]);
}

void
ui_avatar_set_size (UiAvatar *self,
                    int       size)
{
  g_return_if_fail (UI_IS_AVATAR (self) && size > 0);

  if (self->size == size)
    return;

  self->size = size;
  ui_presence_dot_set_size (UI_PRESENCE_DOT (self->dot), dot_size (self));
  g_clear_object (&self->initials);
  load_texture (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIZE]);
}

const char *
ui_avatar_get_name (UiAvatar *self)
{
  g_return_val_if_fail (UI_IS_AVATAR (self), NULL);

  return self->name;
}

void
ui_avatar_set_name (UiAvatar   *self,
                    const char *name)
{
  g_return_if_fail (UI_IS_AVATAR (self));

  if (g_strcmp0 (self->name, name) == 0)
    return;

  g_free (self->name);
  self->name = g_strdup (name);
  g_clear_object (&self->initials);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
}

const char *
ui_avatar_get_color (UiAvatar *self)
{
  g_return_val_if_fail (UI_IS_AVATAR (self), NULL);

  return self->color;
}

void
ui_avatar_set_color (UiAvatar   *self,
                     const char *color)
{
  g_return_if_fail (UI_IS_AVATAR (self));

  if (g_strcmp0 (self->color, color) == 0)
    return;

  g_free (self->color);
  self->color = g_strdup (color);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLOR]);
}

GBytes *
ui_avatar_get_image (UiAvatar *self)
{
  g_return_val_if_fail (UI_IS_AVATAR (self), NULL);

  return self->image;
}

void
ui_avatar_set_image (UiAvatar *self,
                     GBytes   *image)
{
  g_return_if_fail (UI_IS_AVATAR (self));

  set_image (self, image);
}

ChatPresence
ui_avatar_get_presence (UiAvatar *self)
{
  g_return_val_if_fail (UI_IS_AVATAR (self), CHAT_PRESENCE_OFFLINE);

  return ui_presence_dot_get_presence (UI_PRESENCE_DOT (self->dot));
}

/* Nothing is shown of what nobody tells us. */
static void
update_dot (UiAvatar *self)
{
  gboolean shown = self->show_presence
                   && (self->peer == NULL || ui_presence_is_known (self->peer));

  if (gtk_widget_get_child_visible (self->dot) == shown)
    return;

  gtk_widget_set_child_visible (self->dot, shown);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ui_avatar_set_presence (UiAvatar     *self,
                        ChatPresence  presence)
{
  g_return_if_fail (UI_IS_AVATAR (self));

  if (ui_avatar_get_presence (self) == presence)
    return;

  ui_presence_dot_set_presence (UI_PRESENCE_DOT (self->dot), presence);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRESENCE]);
}

void
ui_avatar_set_show_presence (UiAvatar *self,
                             gboolean  show_presence)
{
  g_return_if_fail (UI_IS_AVATAR (self));

  if (self->show_presence == show_presence)
    return;

  self->show_presence = show_presence;
  update_dot (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOW_PRESENCE]);
}

/* In a room may be thousands of people: their pictures are fetched for whoever sees them. */
static void
seen_cb (gboolean seen,
         gpointer user_data)
{
  UiAvatar *self = user_data;

  if (seen)
    chat_occupant_look (CHAT_OCCUPANT (self->peer));
  else
    chat_occupant_look_away (CHAT_OCCUPANT (self->peer));
}

static void
set_peer (UiAvatar *self,
          ChatPeer *peer,
          gboolean  is_named)
{
  if (self->peer == peer && self->is_named == is_named)
    return;

  self->is_named = is_named;

  if (!CHAT_IS_OCCUPANT (peer))
    g_clear_pointer (&self->sight, ui_sight_free);
  else if (self->sight != NULL)
    ui_sight_reset (self->sight);
  g_set_object (&self->peer, peer);
  if (CHAT_IS_OCCUPANT (peer) && self->sight == NULL)
    self->sight = ui_sight_new (GTK_WIDGET (self), seen_cb, self);

  if (peer == NULL)
    set_image (self, NULL);
  g_binding_group_set_source (self->bindings, NULL); /* all is taken over anew */
  g_binding_group_set_source (self->bindings, peer);
  g_signal_group_set_target (self->signals, peer);
  update_dot (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PEER]);
}

void
ui_avatar_set_peer (UiAvatar *self,
                    ChatPeer *peer)
{
  g_return_if_fail (UI_IS_AVATAR (self));

  set_peer (self, peer, FALSE);
}

void
ui_avatar_set_peer_as (UiAvatar   *self,
                       ChatPeer   *peer,
                       const char *name,
                       const char *color)
{
  g_return_if_fail (UI_IS_AVATAR (self));

  set_peer (self, peer, TRUE);
  ui_avatar_set_name (self, name);
  ui_avatar_set_color (self, color);
}

static void
set_square (UiAvatar *self,
            gboolean  square)
{
  if (self->is_square == square)
    return;

  self->is_square = square;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SQUARE]);
}

static void
ui_avatar_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  UiAvatar *self = UI_AVATAR (object);

  switch (prop_id)
    {
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case PROP_IMAGE:
      g_value_set_boxed (value, self->image);
      break;
    case PROP_PRESENCE:
      g_value_set_int (value, (int) ui_avatar_get_presence (self));
      break;
    case PROP_SQUARE:
      g_value_set_boolean (value, self->is_square);
      break;
    case PROP_SHOW_PRESENCE:
      g_value_set_boolean (value, self->show_presence);
      break;
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_avatar_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  UiAvatar *self = UI_AVATAR (object);

  switch (prop_id)
    {
    case PROP_SIZE:
      ui_avatar_set_size (self, g_value_get_int (value));
      break;
    case PROP_NAME:
      ui_avatar_set_name (self, g_value_get_string (value));
      break;
    case PROP_COLOR:
      ui_avatar_set_color (self, g_value_get_string (value));
      break;
    case PROP_IMAGE:
      ui_avatar_set_image (self, g_value_get_boxed (value));
      break;
    case PROP_PRESENCE:
      ui_avatar_set_presence (self, (ChatPresence) g_value_get_int (value));
      break;
    case PROP_SQUARE:
      set_square (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_PRESENCE:
      ui_avatar_set_show_presence (self, g_value_get_boolean (value));
      break;
    case PROP_PEER:
      ui_avatar_set_peer (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_avatar_dispose (GObject *object)
{
  UiAvatar *self = UI_AVATAR (object);

  if (self->decoding != NULL)
    g_cancellable_cancel (self->decoding);
  g_clear_object (&self->decoding);
  if (self->bindings != NULL)
    g_binding_group_set_source (self->bindings, NULL);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_pointer (&self->sight, ui_sight_free);
  g_clear_object (&self->peer);
  g_clear_object (&self->texture);
  g_clear_object (&self->initials);
  g_clear_pointer (&self->dot, gtk_widget_unparent);

  G_OBJECT_CLASS (ui_avatar_parent_class)->dispose (object);
}

static void
ui_avatar_finalize (GObject *object)
{
  UiAvatar *self = UI_AVATAR (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->color, g_free);
  g_clear_pointer (&self->image, g_bytes_unref);

  G_OBJECT_CLASS (ui_avatar_parent_class)->finalize (object);
}

static void
ui_avatar_class_init (UiAvatarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ui_avatar_get_property;
  object_class->set_property = ui_avatar_set_property;
  object_class->dispose = ui_avatar_dispose;
  object_class->finalize = ui_avatar_finalize;
  widget_class->root = ui_avatar_root;
  widget_class->map = ui_avatar_map;
  widget_class->measure = ui_avatar_measure;
  widget_class->size_allocate = ui_avatar_size_allocate;
  widget_class->snapshot = ui_avatar_snapshot;

  props[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 1, 1024, 40, flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_COLOR] = g_param_spec_string ("color", NULL, NULL, NULL, flags);
  props[PROP_IMAGE] = g_param_spec_boxed ("image", NULL, NULL, G_TYPE_BYTES, flags);
  props[PROP_PRESENCE] = g_param_spec_int ("presence", NULL, NULL, CHAT_PRESENCE_CHATTY,
                                           CHAT_PRESENCE_OFFLINE, CHAT_PRESENCE_OFFLINE, flags);
  props[PROP_SHOW_PRESENCE] = g_param_spec_boolean ("show-presence", NULL, NULL, FALSE, flags);
  props[PROP_SQUARE] = g_param_spec_boolean ("square", NULL, NULL, FALSE, flags);
  props[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, CHAT_TYPE_PEER, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "portrait");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static gboolean
presence_to_int (GBinding     *binding,
                 const GValue *from,
                 GValue       *to,
                 gpointer      user_data)
{
  g_value_set_int (to, g_value_get_enum (from));
  return TRUE;
}

/* Of a peer whose name is not shown nothing is taken over. */
static gboolean
take_own (GBinding     *binding,
          const GValue *from,
          GValue       *to,
          gpointer      user_data)
{
  if (((UiAvatar *) user_data)->is_named)
    return FALSE;

  g_value_copy (from, to);
  return TRUE;
}

static void
ui_avatar_init (UiAvatar *self)
{
  self->size = 40;
  self->dot = ui_presence_dot_new ();
  ui_presence_dot_set_size (UI_PRESENCE_DOT (self->dot), dot_size (self));
  gtk_widget_set_parent (self->dot, GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->dot, FALSE);

  self->bindings = g_binding_group_new ();
  g_binding_group_bind_full (self->bindings, "name", self, "name", G_BINDING_SYNC_CREATE, take_own,
                             NULL, self, NULL);
  g_binding_group_bind_full (self->bindings, "color", self, "color", G_BINDING_SYNC_CREATE,
                             take_own, NULL, self, NULL);
  g_binding_group_bind (self->bindings, "avatar", self, "image", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (self->bindings, "presence", self, "presence", G_BINDING_SYNC_CREATE,
                             presence_to_int, NULL, NULL, NULL);
  self->signals = g_signal_group_new (G_TYPE_OBJECT); /* "subscription" is of contacts alone */
  g_signal_group_connect_swapped (self->signals, "notify::presence", G_CALLBACK (update_dot), self);
  g_signal_group_connect_swapped (self->signals, "notify::subscription", G_CALLBACK (update_dot),
                                  self);
}

GtkWidget *
ui_avatar_new (int size)
{
  return g_object_new (UI_TYPE_AVATAR, "size", size, NULL);
}
