/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: finds the message that a call is about. */
#define G_LOG_DOMAIN "desktop-door-look"

#include "desktop-door-look.h"

#include "desktop-door-call.h"
#include "desktop-door-walk.h"

#include <glib/gi18n.h>

/* It ends through look_end() alone. */
typedef struct {
  GDBusMethodInvocation *invocation;
  ChatConversation      *conversation;
  ChatTimeline          *timeline; /* (nullable): finds it by its row */
  ChatMessage           *message;  /* (nullable) once found */
  char                  *id;
  DesktopLookFunc        func;
  gpointer               user_data;
  GDestroyNotify         free_func; /* (nullable) */
} Look;

static void
look_end (Look           *look,
          DesktopWalkEnd  end)
{
  const char *text;
  ChatError code = desktop_walk_explain (end, &text);

  if (look->message != NULL)
    look->func (look->conversation, look->message, look->user_data, look->invocation);
  else
    desktop_call_refuse (look->invocation, code, text);
  if (look->free_func != NULL)
    look->free_func (look->user_data);
  g_clear_object (&look->message);
  g_clear_object (&look->timeline);
  g_object_unref (look->conversation);
  g_free (look->id);
  g_free (look);
}

static gboolean
walk_message (ChatMessage *message,
              gpointer     user_data)
{
  Look *look = user_data;

  if (g_strcmp0 (chat_message_get_message_id (message), look->id) == 0)
    look->message = g_object_ref (message);
  return look->message == NULL;
}

static void
walk_done (DesktopWalkEnd end,
           gpointer       user_data)
{
  look_end (user_data, end);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Look *look = user_data;

  look->message = chat_conversation_find_finish (CHAT_CONVERSATION (object), result, NULL);
  if (look->message != NULL)
    look_end (look, DESKTOP_WALK_OVER);
  else /* the server may have it */
    desktop_walk_new (look->conversation, 0, walk_message, walk_done, look);
}

static void
around_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Look *look = user_data;
  int position = chat_timeline_load_around_finish (CHAT_TIMELINE (object), result, NULL);

  if (position >= 0)
    look->message = g_list_model_get_item (G_LIST_MODEL (object), (guint) position);
  look_end (look, DESKTOP_WALK_GONE);
}

gint64
desktop_look_parse_row (const char *id)
{
  gint64 row = 0;

  if (id[0] == '#' && !g_ascii_string_to_signed (id + 1, 10, 1, G_MAXINT64, &row, NULL))
    row = 0;
  return row;
}

void
desktop_look_for (ChatClient            *client,
                  const char            *account,
                  const char            *with,
                  const char            *id,
                  DesktopLookFunc        func,
                  gpointer               user_data,
                  GDestroyNotify         free_func,
                  GDBusMethodInvocation *invocation)
{
  ChatConversation *conversation = NULL;
  gboolean is_known = desktop_call_find_conversation (client, account, with, &conversation,
                                                      invocation);
  gint64 row = desktop_look_parse_row (id);
  Look *look;

  /* One that the archive does not know has nothing to load. */
  if (is_known && (conversation == NULL || chat_conversation_get_id (conversation) == 0))
    desktop_call_refuse (invocation, CHAT_ERROR_NOT_FOUND, _("There is no such message."));
  if (!is_known || conversation == NULL || chat_conversation_get_id (conversation) == 0)
    {
      if (free_func != NULL)
        free_func (user_data);
      return;
    }

  look = g_new0 (Look, 1);
  look->invocation = invocation;
  look->conversation = g_object_ref (conversation);
  look->id = g_strdup (id);
  look->func = func;
  look->user_data = user_data;
  look->free_func = free_func;
  if (row == 0)
    {
      chat_conversation_find_async (conversation, id, NULL, found_cb, look);
      return;
    }

  look->timeline = chat_conversation_open_timeline (conversation);
  chat_timeline_load_around_async (look->timeline, row, NULL, around_cb, look);
}
