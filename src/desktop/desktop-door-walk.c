/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a conversation backwards through a timeline of its own, which slides over the archive; then
 * what only the server has, where it gives it in time. */
#define G_LOG_DOMAIN "desktop-door-walk"

#include "desktop-door-walk.h"

/* Who asks does not wait for a server that is in trouble. */
#define SERVER_PATIENCE_S 20

/* Counts its references: it stays while the timeline looks for the place to begin. */
struct _DesktopWalk
{
  ChatConversation *conversation;
  ChatTimeline     *timeline;
  DesktopWalkFunc   func;
  DesktopWalkDone   done;       /* (nullable): nobody waits any more */
  gpointer          user_data;
  gint64            before_row; /* 0: the newest message is the first */
  gint64            last_row;   /* the last that was given; 0: none yet */
  gint64            asked_row;  /* what was the last when an older page was asked for */
  guint             idle;       /* the next step */
  guint             patience;   /* with the server */
};

static void step (DesktopWalk *self);

static gboolean
step_cb (gpointer user_data)
{
  DesktopWalk *self = user_data;

  self->idle = 0;
  step (self);
  return G_SOURCE_REMOVE;
}

static void
step_soon (DesktopWalk *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, step_cb, self, NULL);
}

static void
end (DesktopWalk *self,
     gboolean     is_whole)
{
  DesktopWalkDone done = self->done;
  gpointer user_data = self->user_data;

  desktop_walk_free (self);
  done (is_whole, user_data);
}

/* Gives what the window shows and was not given yet; FALSE: that is enough. */
static gboolean
give (DesktopWalk *self,
      guint        end_position)
{
  for (guint i = end_position; i-- > 0;)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (self->timeline), i);

      self->last_row = chat_message_get_id (message);
      if (!self->func (message, self->user_data))
        return FALSE;
    }
  return TRUE;
}

static void
walk_clear (gpointer data)
{
  DesktopWalk *self = data;

  g_object_unref (self->timeline);
  g_object_unref (self->conversation);
}

static void
around_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  DesktopWalk *self = user_data;
  int position = chat_timeline_load_around_finish (CHAT_TIMELINE (object), result, NULL);

  if (self->done != NULL && position < 0)
    end (self, FALSE);
  else if (self->done != NULL)
    {
      self->last_row = self->before_row;
      step_soon (self);
    }
  g_rc_box_release_full (self, walk_clear);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  DesktopWalk *self = user_data;

  self->patience = 0;
  end (self, TRUE);
  return G_SOURCE_REMOVE;
}

/* FALSE: the server has nothing more, or nobody can ask it. */
static gboolean
ask_server (DesktopWalk *self)
{
  if (chat_conversation_get_older (self->conversation) == CHAT_OLDER_THERE)
    chat_conversation_load_older (self->conversation, self->timeline);
  if (chat_conversation_get_older (self->conversation) != CHAT_OLDER_COMING)
    return FALSE;

  if (self->patience == 0)
    self->patience = g_timeout_add_seconds (SERVER_PATIENCE_S, out_of_patience_cb, self);
  return TRUE;
}

static void
step (DesktopWalk *self)
{
  guint position = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));

  /* One that the archive does not know has nothing to load. */
  if (chat_conversation_get_id (self->conversation) == 0)
    {
      end (self, self->before_row == 0);
      return;
    }
  if (chat_timeline_get_loading (self->timeline))
    return;

  if (self->last_row == 0 && self->before_row != 0)
    {
      chat_timeline_load_around_async (self->timeline, self->before_row, NULL, around_cb,
                                       g_rc_box_acquire (self));
      return;
    }
  if (self->last_row != 0
      && chat_timeline_find (self->timeline, self->last_row, &position) == NULL)
    {
      end (self, FALSE); /* deleted under our feet */
      return;
    }

  if (!give (self, position)
      || (!chat_timeline_get_has_older (self->timeline) && !ask_server (self)))
    end (self, TRUE);
  else if (!chat_timeline_get_has_older (self->timeline))
    return; /* the server is asked */
  else if (self->last_row == self->asked_row)
    end (self, FALSE); /* the page could not be read */
  else
    {
      self->asked_row = self->last_row;
      chat_timeline_load_older (self->timeline);
    }
}

DesktopWalk *
desktop_walk_new (ChatConversation *conversation,
                  gint64            before_row,
                  DesktopWalkFunc   func,
                  DesktopWalkDone   done,
                  gpointer          user_data)
{
  DesktopWalk *self = g_rc_box_new0 (DesktopWalk);

  self->conversation = g_object_ref (conversation);
  self->timeline = chat_conversation_open_timeline (conversation);
  self->func = func;
  self->done = done;
  self->user_data = user_data;
  self->before_row = before_row;
  g_signal_connect_swapped (self->timeline, "notify::loading", G_CALLBACK (step_soon), self);
  g_signal_connect_swapped (conversation, "notify::older", G_CALLBACK (step_soon), self);
  step_soon (self);
  return self;
}

void
desktop_walk_free (DesktopWalk *self)
{
  self->done = NULL;
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->conversation, self);
  g_signal_handlers_disconnect_by_data (self->timeline, self);
  g_rc_box_release_full (self, walk_clear);
}
