/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether somebody looks at the windows. Who turns to another program for a moment comes back, and
 * may still see us; who closes the last window does not. */
#define G_LOG_DOMAIN "ui-attention"

#include "ui-attention.h"

#define MOMENT_S 60

struct _UiAttention
{
  GObject     parent_instance;

  GListModel *windows; /* borrowed: GTK keeps it for good */
  gboolean    given;
  guint       timer; /* until it is no longer */
};

G_DEFINE_FINAL_TYPE (UiAttention, ui_attention, G_TYPE_OBJECT)

enum {
  PROP_GIVEN = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_given (UiAttention *self,
           gboolean     given)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->given == given)
    return;

  self->given = given;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GIVEN]);
}

static gboolean
timer_cb (gpointer user_data)
{
  UiAttention *self = user_data;

  self->timer = 0;
  set_given (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
update (UiAttention *self)
{
  guint n_windows = g_list_model_get_n_items (self->windows);
  gboolean is_shown = FALSE;
  gboolean is_active = FALSE;

  for (guint i = 0; i < n_windows; i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (self->windows, i);

      is_shown |= gtk_widget_get_mapped (GTK_WIDGET (window));
      is_active |= gtk_window_is_active (window);
    }

  if (is_active)
    set_given (self, TRUE);
  else if (!is_shown)
    set_given (self, FALSE);
  else if (self->given && self->timer == 0)
    self->timer = g_timeout_add_seconds (MOMENT_S, timer_cb, self);
}

static void
windows_changed_cb (GListModel  *windows,
                    guint        position,
                    guint        n_removed,
                    guint        n_added,
                    UiAttention *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      g_signal_connect_object (window, "notify::is-active", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (window, "unmap", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  if (n_removed > 0)
    update (self);
}

static void
ui_attention_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_GIVEN:
      g_value_set_boolean (value, ui_attention_get_given (UI_ATTENTION (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ui_attention_dispose (GObject *object)
{
  UiAttention *self = UI_ATTENTION (object);

  g_clear_handle_id (&self->timer, g_source_remove);

  G_OBJECT_CLASS (ui_attention_parent_class)->dispose (object);
}

static void
ui_attention_class_init (UiAttentionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ui_attention_get_property;
  object_class->dispose = ui_attention_dispose;

  /**
   * UiAttention:given:
   *
   * Whether somebody looks.
   */
  props[PROP_GIVEN] =
    g_param_spec_boolean ("given", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ui_attention_init (UiAttention *self)
{
  self->windows = gtk_window_get_toplevels ();
  g_signal_connect_object (self->windows, "items-changed", G_CALLBACK (windows_changed_cb), self,
                           0);
  windows_changed_cb (self->windows, 0, 0, g_list_model_get_n_items (self->windows), self);
  update (self);
}

UiAttention *
ui_attention_new (void)
{
  return g_object_new (UI_TYPE_ATTENTION, NULL);
}

gboolean
ui_attention_get_given (UiAttention *self)
{
  g_return_val_if_fail (UI_IS_ATTENTION (self), FALSE);

  return self->given;
}
