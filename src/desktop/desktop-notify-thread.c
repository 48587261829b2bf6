/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread of its own for libnotify, whose calls wait for the notification server. */
#define G_LOG_DOMAIN "desktop-notify-thread"

#include "desktop-notify-thread.h"

#include "charla-config.h"

#include <libnotify/notify.h>

#define SERVER_NAME "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"

/* Ours while the program runs; everything below "thread only" is touched by the thread alone. */
struct _DesktopNotifyThread
{
  DesktopNotifyFunc  func;
  gpointer           user_data;

  GThread           *thread;
  GMainContext      *context;
  GMainLoop         *loop;
  GMainContext      *main_context;
  gint               alive;       /* atomic: FALSE once freed; late answers are dropped then */
  gint               ref_count;

  /* Main thread only. */
  GHashTable        *asked;       /* owned key => serial of what was last to be shown for it */
  guint              serial;

  /* Thread only. */
  GHashTable        *shown;       /* owned key => owned NotifyNotification */
  GHashTable        *serials;     /* owned key => serial of what is shown */
  GDBusConnection   *bus;         /* (nullable) for replies, which libnotify does not know */
  guint              replied_id;
  gboolean           is_learned;  /* the server was asked what it can do */
  gboolean           has_actions;
  gboolean           has_reply;
  gboolean           has_markup;
};

typedef struct {
  DesktopNotifyThread *thread;
  DesktopBubble       *bubble; /* (nullable) */
  char                *key;    /* (nullable) */
  guint                serial; /* of @bubble */
} Job;

typedef struct {
  DesktopNotifyThread *thread;
  char                *key;
  char                *action;
  char                *text; /* (nullable) */
  guint                serial;
} Answer;

DesktopBubble *
desktop_bubble_new (const char *key,
                    const char *title,
                    const char *body)
{
  DesktopBubble *self = g_new0 (DesktopBubble, 1);

  self->key = g_strdup (key);
  self->title = g_strdup (title);
  self->body = g_strdup (body);
  return self;
}

void
desktop_bubble_free (DesktopBubble *self)
{
  g_free (self->key);
  g_free (self->title);
  g_free (self->body);
  g_free (self->category);
  g_clear_pointer (&self->picture, g_bytes_unref);
  g_strfreev (self->actions);
  g_free (self->reply);
  g_free (self);
}

static DesktopNotifyThread *
thread_ref (DesktopNotifyThread *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
thread_unref (DesktopNotifyThread *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_hash_table_unref (self->asked);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->main_context);
  g_free (self);
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->bubble, desktop_bubble_free);
  g_free (job->key);
  thread_unref (job->thread);
  g_free (job);
}

static void
answer_free (Answer *answer)
{
  g_free (answer->key);
  g_free (answer->action);
  g_free (answer->text);
  thread_unref (answer->thread);
  g_free (answer);
}

/* What was closed may have been followed by another bubble, which is on its way to the thread. */
static gboolean
is_overtaken (Answer *answer)
{
  gpointer serial = g_hash_table_lookup (answer->thread->asked, answer->key);

  return g_str_equal (answer->action, "closed") && answer->serial != GPOINTER_TO_UINT (serial);
}

static gboolean
answer_on_main (gpointer user_data)
{
  Answer *answer = user_data;

  if (!g_atomic_int_get (&answer->thread->alive) || is_overtaken (answer))
    return G_SOURCE_REMOVE;

  if (g_str_equal (answer->action, "closed"))
    g_hash_table_remove (answer->thread->asked, answer->key);
  answer->thread->func (answer->key, answer->action, answer->text, answer->thread->user_data);
  return G_SOURCE_REMOVE;
}

static void
tell_main (DesktopNotifyThread *self,
           const char          *key,
           const char          *action,
           const char          *text)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->thread = thread_ref (self);
  answer->key = g_strdup (key);
  answer->action = g_strdup (action);
  answer->text = g_strdup (text);
  answer->serial = GPOINTER_TO_UINT (g_hash_table_lookup (self->serials, key));
  g_main_context_invoke_full (self->main_context, G_PRIORITY_DEFAULT, answer_on_main, answer,
                              (GDestroyNotify) answer_free);
}

static const char *
find_key (DesktopNotifyThread *self,
          NotifyNotification  *notification,
          guint                id)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      int shown_id = 0;

      if (value == notification)
        return key;
      if (notification != NULL)
        continue;
      g_object_get (value, "id", &shown_id, NULL);
      if (shown_id == (int) id)
        return key;
    }
  return NULL;
}

static void
action_cb (NotifyNotification *notification,
           char               *action,
           gpointer            user_data)
{
  DesktopNotifyThread *self = user_data;
  const char *key = find_key (self, notification, 0);

  if (key != NULL)
    tell_main (self, key, g_str_equal (action, "default") ? "open" : action, NULL);
}

static void
end_bubble (DesktopNotifyThread *self,
            const char          *key)
{
  tell_main (self, key, "closed", NULL);
  g_hash_table_remove (self->serials, key);
  g_hash_table_remove (self->shown, key);
}

static void
closed_cb (NotifyNotification *notification,
           gpointer            user_data)
{
  DesktopNotifyThread *self = user_data;
  g_autofree char *key = g_strdup (find_key (self, notification, 0));

  if (key == NULL)
    return;

  end_bubble (self, key);
}

static void
replied_cb (GDBusConnection *bus,
            const char      *sender,
            const char      *path,
            const char      *interface,
            const char      *signal,
            GVariant        *parameters,
            gpointer         user_data)
{
  DesktopNotifyThread *self = user_data;
  const char *text = NULL, *key;
  guint id = 0;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    return;

  g_variant_get (parameters, "(u&s)", &id, &text);
  if ((key = find_key (self, NULL, id)) != NULL && text[0] != '\0')
    tell_main (self, key, "reply", text);
}

static gboolean
ask_bus (DesktopNotifyThread *self,
         const char          *method,
         GVariant            *arguments,
         const char          *type,
         GVariant           **answer)
{
  *answer = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus",
                                         "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                                         arguments, G_VARIANT_TYPE (type), G_DBUS_CALL_FLAGS_NONE,
                                         -1, NULL, NULL);
  return *answer != NULL;
}

/* libnotify warns of each call that nobody answers: it is called only where somebody can. */
static gboolean
has_server (DesktopNotifyThread *self)
{
  g_autoptr(GVariant) owned = NULL;
  g_autoptr(GVariant) activatable = NULL;
  g_autofree const char **names = NULL;
  gboolean is_owned = FALSE;

  if (self->bus == NULL && (self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL)) == NULL)
    return FALSE;

  if (ask_bus (self, "NameHasOwner", g_variant_new ("(s)", SERVER_NAME), "(b)", &owned))
    g_variant_get (owned, "(b)", &is_owned);
  if (is_owned)
    return TRUE;

  if (!ask_bus (self, "ListActivatableNames", NULL, "(as)", &activatable))
    return FALSE;
  g_variant_get (activatable, "(^a&s)", &names);
  return g_strv_contains (names, SERVER_NAME);
}

static void
learn_server (DesktopNotifyThread *self)
{
  GList *caps = notify_get_server_caps ();

  self->is_learned = TRUE;
  for (GList *l = caps; l != NULL; l = l->next)
    {
      self->has_actions |= g_str_equal (l->data, "actions");
      self->has_reply |= g_str_equal (l->data, "inline-reply");
      self->has_markup |= g_str_equal (l->data, "body-markup");
    }
  g_list_free_full (caps, g_free);

  if (self->has_reply)
    self->replied_id =
      g_dbus_connection_signal_subscribe (self->bus, SERVER_NAME, SERVER_NAME,
                                          "NotificationReplied", SERVER_PATH, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, replied_cb, self, NULL);
}

static void
fill (DesktopNotifyThread *self,
      NotifyNotification  *notification,
      const DesktopBubble *bubble)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  int n_channels = bubble->picture_has_alpha ? 4 : 3;

  notify_notification_set_app_name (notification, "Charla");
  notify_notification_set_hint (notification, "desktop-entry", g_variant_new_string (CHARLA_ID));
  notify_notification_set_urgency (notification,
                                   bubble->urgent ? NOTIFY_URGENCY_CRITICAL
                                                  : NOTIFY_URGENCY_NORMAL);
  if (bubble->sound)
    notify_notification_set_hint (notification, "sound-name",
                                  g_variant_new_string ("message-new-instant"));
  else
    notify_notification_set_hint (notification, "suppress-sound", g_variant_new_boolean (TRUE));
  if (bubble->category != NULL)
    notify_notification_set_category (notification, bubble->category);
  if (bubble->picture != NULL)
    picture = gdk_pixbuf_new_from_bytes (bubble->picture, GDK_COLORSPACE_RGB,
                                         bubble->picture_has_alpha, 8, bubble->picture_size,
                                         bubble->picture_size, bubble->picture_size * n_channels);
  notify_notification_set_image_from_pixbuf (notification, picture);

  notify_notification_clear_actions (notification);
  if (!self->has_actions)
    return;

  for (guint i = 0; bubble->actions != NULL && bubble->actions[i] != NULL; i += 2)
    notify_notification_add_action (notification, bubble->actions[i], bubble->actions[i + 1],
                                    action_cb, self, NULL);
  if (self->has_reply && bubble->reply != NULL)
    notify_notification_add_action (notification, "inline-reply", bubble->reply, action_cb, self,
                                    NULL);
}

static gboolean
show_job (gpointer user_data)
{
  Job *job = user_data;
  DesktopNotifyThread *self = job->thread;
  const DesktopBubble *bubble = job->bubble;
  NotifyNotification *notification = g_hash_table_lookup (self->shown, bubble->key);
  g_autofree char *body = NULL;
  g_autoptr(GError) error = NULL;

  g_hash_table_replace (self->serials, g_strdup (bubble->key), GUINT_TO_POINTER (job->serial));
  if (!has_server (self))
    {
      end_bubble (self, bubble->key);
      return G_SOURCE_REMOVE;
    }
  if (!self->is_learned)
    learn_server (self);

  body = self->has_markup ? g_markup_escape_text (bubble->body, -1) : g_strdup (bubble->body);
  if (notification == NULL)
    {
      notification = notify_notification_new (bubble->title, body, CHARLA_ID);
      g_signal_connect (notification, "closed", G_CALLBACK (closed_cb), self);
      g_hash_table_insert (self->shown, g_strdup (bubble->key), notification);
    }
  else
    notify_notification_update (notification, bubble->title, body, CHARLA_ID);

  fill (self, notification, bubble);
  if (!notify_notification_show (notification, &error))
    {
      g_debug ("No notification: %s", error->message);
      end_bubble (self, bubble->key);
    }
  return G_SOURCE_REMOVE;
}

static gboolean
close_job (gpointer user_data)
{
  Job *job = user_data;
  DesktopNotifyThread *self = job->thread;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (job->key == NULL || g_str_equal (job->key, key))
      {
        g_signal_handlers_disconnect_by_data (value, self);
        notify_notification_close (value, NULL);
        g_hash_table_remove (self->serials, key);
        g_hash_table_iter_remove (&iter);
      }
  return G_SOURCE_REMOVE;
}

/* libnotify is one for the process: who comes next waits until the last has let go of it. */
static GMutex libnotify;

static gpointer
run (gpointer user_data)
{
  DesktopNotifyThread *self = user_data;

  g_mutex_lock (&libnotify);
  g_main_context_push_thread_default (self->context);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->serials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  notify_init ("Charla");

  g_main_loop_run (self->loop); /* the thread's own, not a nested one */

  if (self->replied_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->replied_id);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  g_clear_pointer (&self->serials, g_hash_table_unref);
  if (notify_is_initted ())
    notify_uninit ();
  /* GDBus lets go of its subscriptions in idle sources of this context. */
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_pop_thread_default (self->context);
  g_mutex_unlock (&libnotify);
  thread_unref (self);
  return NULL;
}

static void
queue (DesktopNotifyThread *self,
       GSourceFunc          func,
       DesktopBubble       *bubble,
       const char          *key)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Job *job = g_new0 (Job, 1);

  job->thread = thread_ref (self);
  job->bubble = bubble;
  job->key = g_strdup (key);
  job->serial = self->serial;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, job, (GDestroyNotify) job_free);
  g_source_attach (source, self->context);
}

static gboolean
quit_job (gpointer user_data)
{
  Job *job = user_data;

  g_main_loop_quit (job->thread->loop);
  return G_SOURCE_REMOVE;
}

/**
 * desktop_notify_thread_new:
 * @func: what hears of the person's answers, on the thread that calls this
 * @user_data: data for @func
 *
 * Returns: (transfer full): a running thread
 */
DesktopNotifyThread *
desktop_notify_thread_new (DesktopNotifyFunc func,
                           gpointer          user_data)
{
  DesktopNotifyThread *self = g_new0 (DesktopNotifyThread, 1);

  self->func = func;
  self->user_data = user_data;
  self->alive = TRUE;
  self->ref_count = 1;
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->main_context = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("notifications", run, thread_ref (self));
  return self;
}

/**
 * desktop_notify_thread_free:
 * @self: (transfer full): the thread
 *
 * Closes what is shown and lets the thread end by itself: a notification server that hangs does not
 * hold up the end of the program.
 */
void
desktop_notify_thread_free (DesktopNotifyThread *self)
{
  g_atomic_int_set (&self->alive, FALSE);
  queue (self, close_job, NULL, NULL);
  queue (self, quit_job, NULL, NULL);
  g_thread_unref (self->thread);
  thread_unref (self);
}

/**
 * desktop_notify_thread_show:
 * @self: the thread
 * @bubble: (transfer full): what to show; replaces the one with the same key
 */
void
desktop_notify_thread_show (DesktopNotifyThread *self,
                            DesktopBubble       *bubble)
{
  self->serial++;
  g_hash_table_replace (self->asked, g_strdup (bubble->key), GUINT_TO_POINTER (self->serial));
  queue (self, show_job, bubble, NULL);
}

/**
 * desktop_notify_thread_close:
 * @self: the thread
 * @key: (nullable): what to take away; %NULL for everything
 */
void
desktop_notify_thread_close (DesktopNotifyThread *self,
                             const char          *key)
{
  if (key != NULL)
    g_hash_table_remove (self->asked, key);
  else
    g_hash_table_remove_all (self->asked);
  queue (self, close_job, NULL, key);
}
