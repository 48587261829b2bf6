/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells, once for many changes, that the items of a list are no longer what they were. */
#define G_LOG_DOMAIN "ui-item-watch"

#include "ui-item-watch.h"

#include <time.h>

/* What takes longer than that to follow is given a rest of that many times its length: however fast
 * things change, most of the time is somebody else's. */
#define SHORT_US 2000
#define REST 15
#define REST_MOST_MS 250

struct _UiItemWatch
{
  GObject            parent_instance;

  GListModel        *model;
  const char *const *properties;
  GPtrArray         *items; /* owned objects, as @model has them; our handler is on each */
  guint              idle;     /* or a timeout */
  gboolean           is_resting;
  gint64             rest_us;  /* monotonic: not before */
};

G_DEFINE_FINAL_TYPE (UiItemWatch, ui_item_watch, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];
static guint n_resting;

/* Of this thread alone: a machine that does something else does not make us rest. */
static gint64
get_spent_us (void)
{
  struct timespec spent = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);
  return (gint64) spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

static void
end_rest (UiItemWatch *self)
{
  n_resting -= self->is_resting;
  self->is_resting = FALSE;
}

static gboolean
changed_idle (gpointer user_data)
{
  g_autoptr(UiItemWatch) self = g_object_ref (user_data);
  gint64 spent_us = get_spent_us ();

  self->idle = 0;
  end_rest (self);
  g_signal_emit (self, signals[CHANGED], 0);
  spent_us = get_spent_us () - spent_us;
  self->rest_us = 0;
  if (spent_us > SHORT_US)
    self->rest_us = g_get_monotonic_time () + MIN (spent_us * REST, REST_MOST_MS * 1000);
  return G_SOURCE_REMOVE;
}

static void
item_notify_cb (GObject    *item,
                GParamSpec *pspec,
                gpointer    user_data)
{
  UiItemWatch *self = user_data;

  if (self->idle == 0 && g_strv_contains (self->properties, pspec->name))
    ui_item_watch_queue (self);
}

static void
item_forget (UiItemWatch *self,
             GObject     *item)
{
  g_signal_handlers_disconnect_by_data (item, self);
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  UiItemWatch *self = user_data;

  for (guint i = 0; i < removed; i++)
    item_forget (self, self->items->pdata[position + i]);
  if (removed > 0)
    g_ptr_array_remove_range (self->items, position, removed);

  for (guint i = 0; i < added; i++)
    {
      GObject *item = g_list_model_get_item (model, position + i);

      g_signal_connect (item, "notify", G_CALLBACK (item_notify_cb), self);
      g_ptr_array_insert (self->items, (int) (position + i), item);
    }
  ui_item_watch_queue (self);
}

static void
ui_item_watch_dispose (GObject *object)
{
  UiItemWatch *self = UI_ITEM_WATCH (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  end_rest (self);
  for (guint i = 0; i < self->items->len; i++)
    item_forget (self, self->items->pdata[i]);
  g_ptr_array_set_size (self->items, 0);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (ui_item_watch_parent_class)->dispose (object);
}

static void
ui_item_watch_finalize (GObject *object)
{
  UiItemWatch *self = UI_ITEM_WATCH (object);

  g_ptr_array_unref (self->items);

  G_OBJECT_CLASS (ui_item_watch_parent_class)->finalize (object);
}

static void
ui_item_watch_class_init (UiItemWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ui_item_watch_dispose;
  object_class->finalize = ui_item_watch_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ui_item_watch_init (UiItemWatch *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

UiItemWatch *
ui_item_watch_new (GListModel        *model,
                   const char *const *properties)
{
  UiItemWatch *self = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (model), NULL);
  g_return_val_if_fail (properties != NULL, NULL);

  self = g_object_new (UI_TYPE_ITEM_WATCH, NULL);
  self->model = g_object_ref (model);
  self->properties = properties;
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  items_changed_cb (model, 0, 0, g_list_model_get_n_items (model), self);
  return self;
}

GListModel *
ui_item_watch_get_model (UiItemWatch *self)
{
  g_return_val_if_fail (UI_IS_ITEM_WATCH (self), NULL);

  return self->model;
}

void
ui_item_watch_queue (UiItemWatch *self)
{
  gint64 rest_ms = 0;

  g_return_if_fail (UI_IS_ITEM_WATCH (self));

  if (self->idle != 0)
    return;

  /* After what the network brought in this turn, before GTK lays the window out. */
  rest_ms = self->rest_us > 0 ? (self->rest_us - g_get_monotonic_time ()) / 1000 : 0;
  if (rest_ms > 0)
    {
      self->idle = g_timeout_add_full (G_PRIORITY_HIGH_IDLE, (guint) rest_ms, changed_idle, self,
                                       NULL);
      self->is_resting = TRUE;
      n_resting++;
    }
  else
    {
      self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, changed_idle, self, NULL);
    }
}

guint
ui_item_watch_n_resting (void)
{
  return n_resting;
}
