/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a conversation backwards through a timeline of its own, which slides over the archive; then
 * what only the server has, where it gives it in time. */
#define G_LOG_DOMAIN "desktop-door-walk"

#include "desktop-door-walk.h"

#include <glib/gi18n.h>

/* A page does not fit when what it was to end before has got another place meanwhile. */
#define MAX_TRIES 20

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
  gint64            sought_row; /* where it is to go on; 0: where the window is */
  gint64            last_row;   /* the last that was given; 0: none yet */
  gint64            asked_row;  /* what was the last when an older page was asked for */
  guint             n_tries;    /* in a row, to get one */
  guint             patience_s;
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
end (DesktopWalk    *self,
     DesktopWalkEnd  how)
{
  DesktopWalkDone done = self->done;
  gpointer user_data = self->user_data;

  desktop_walk_free (self);
  done (how, user_data);
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
    end (self, DESKTOP_WALK_GONE);
  else if (self->done != NULL)
    {
      self->last_row = self->sought_row;
      self->sought_row = 0;
      step_soon (self);
    }
  g_rc_box_release_full (self, walk_clear);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  DesktopWalk *self = user_data;

  self->patience = 0;
  end (self, DESKTOP_WALK_LATE);
  return G_SOURCE_REMOVE;
}

static void
ask_server (DesktopWalk *self)
{
  if (chat_conversation_get_older (self->conversation) == CHAT_OLDER_THERE)
    chat_conversation_load_older (self->conversation, self->timeline);
  if (chat_conversation_get_older (self->conversation) == CHAT_OLDER_OFFLINE)
    end (self, DESKTOP_WALK_OFFLINE);
  else if (chat_conversation_get_older (self->conversation) != CHAT_OLDER_COMING)
    end (self, DESKTOP_WALK_OVER);
  else if (self->patience == 0)
    self->patience = g_timeout_add_seconds (self->patience_s, out_of_patience_cb, self);
}

static void
load_older (DesktopWalk *self)
{
  self->n_tries = self->last_row == self->asked_row ? self->n_tries + 1 : 0;
  self->asked_row = self->last_row;
  if (self->n_tries < MAX_TRIES)
    chat_timeline_load_older (self->timeline);
  else
    end (self, DESKTOP_WALK_FAILED);
}

static void
seek (DesktopWalk *self)
{
  chat_timeline_load_around_async (self->timeline, self->sought_row, NULL, around_cb,
                                   g_rc_box_acquire (self));
}

static void
step (DesktopWalk *self)
{
  guint position = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));

  /* One that the archive does not know has nothing to load. */
  if (chat_conversation_get_id (self->conversation) == 0)
    {
      end (self, self->sought_row == 0 ? DESKTOP_WALK_OVER : DESKTOP_WALK_GONE);
      return;
    }
  if (chat_timeline_get_loading (self->timeline))
    return;

  /* Where the last one has got another place, or was deleted. */
  if (self->sought_row == 0 && self->last_row != 0
      && chat_timeline_find (self->timeline, self->last_row, &position) == NULL)
    self->sought_row = self->last_row;

  if (self->sought_row != 0)
    seek (self);
  else if (!give (self, position))
    end (self, DESKTOP_WALK_OVER);
  else if (chat_timeline_get_has_older (self->timeline))
    load_older (self);
  else
    ask_server (self);
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
  self->sought_row = before_row;
  self->patience_s = SERVER_PATIENCE_S;
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

void
desktop_walk_set_patience (DesktopWalk *self,
                           guint        patience_s)
{
  self->patience_s = patience_s;
}

ChatError
desktop_walk_explain (DesktopWalkEnd   end,
                      const char     **text)
{
  static const struct {
    ChatError   code;
    const char *text;
  } ends[] = {
    [DESKTOP_WALK_OVER] = { CHAT_ERROR_NOT_FOUND, N_("There is no such message.") },
    [DESKTOP_WALK_OFFLINE] = { CHAT_ERROR_OFFLINE,
                               N_("Only the server may have this message. You are offline.") },
    [DESKTOP_WALK_LATE] = { CHAT_ERROR_TIMEOUT,
                            N_("The server has not said in time what is older. Try again later.") },
    [DESKTOP_WALK_GONE] = { CHAT_ERROR_NOT_FOUND, N_("There is no such message.") },
    [DESKTOP_WALK_FAILED] = { CHAT_ERROR_STORAGE, N_("The messages could not be read.") },
  };

  *text = _(ends[end].text);
  return ends[end].code;
}
