/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions before those who keep order in a room take messages away: XEP-0425. */
#define G_LOG_DOMAIN "ui-moderation"

#include "ui-moderation.h"

#include "base-text.h"
#include "chat-error.h"
#include "ui-ask-text.h"
#include "ui-room-words.h"

#include <glib/gi18n.h>

/* How much of what is removed stands in the question. */
#define TEXT_CHARS 120

/* What a question is about, until it is answered and done. */
typedef struct {
  GWeakRef   widget;
  ChatRoom  *room;
  char      *name;   /* of whoever wrote it, isolated */
  GPtrArray *ids;    /* owned strings, as the room's archive calls them */
} Removal;

static void
removal_clear (gpointer data)
{
  Removal *removal = data;

  g_weak_ref_clear (&removal->widget);
  g_object_unref (removal->room);
  g_free (removal->name);
  g_ptr_array_unref (removal->ids);
}

static void
removal_release (gpointer data)
{
  g_rc_box_release_full (data, removal_clear);
}

static void
removal_gone (gpointer  data,
              GClosure *closure)
{
  removal_release (data);
}

static Removal *
removal_new (GtkWidget   *widget,
             ChatRoom    *room,
             ChatMessage *message)
{
  Removal *removal = g_rc_box_new0 (Removal);

  g_weak_ref_init (&removal->widget, widget);
  removal->room = g_object_ref (room);
  removal->name = ui_room_words_name (chat_message_get_sender_name (message));
  removal->ids = g_ptr_array_new_with_free_func (g_free);
  return removal;
}

static void
say (Removal    *removal,
     const char *text)
{
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&removal->widget);

  if (widget != NULL)
    gtk_widget_activate_action (widget, "win.say", "s", text);
}

static void
say_error (Removal      *removal,
           const GError *error)
{
  g_autofree char *text = chat_error_to_text (error);

  say (removal, text);
}

/* Of one message the row tells it. */
static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Removal *removal = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  if (!chat_room_moderate_all_finish (CHAT_ROOM (object), result, &n, &error))
    say_error (removal, error);
  else if (n == 0)
    say (removal, _("The room does not have this message any more."));
  else if (removal->ids->len > 1)
    {
      text = g_strdup_printf (ngettext ("%u message was removed.", "%u messages were removed.", n),
                              n);
      say (removal, text);
    }
  removal_release (removal);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Removal          *removal)
{
  g_autofree char *reason = NULL;

  if (!g_str_equal (response, "yes"))
    return;

  reason = ui_ask_text_dup (dialog);
  chat_room_moderate_all_async (removal->room, removal->ids, *reason != '\0' ? reason : NULL, NULL,
                                removed_cb, g_rc_box_acquire (removal));
}

static void
ask (Removal    *removal,
     const char *heading,
     const char *body)
{
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&removal->widget);
  AdwMessageDialog *dialog = NULL;

  if (widget == NULL)
    return;

  dialog = ui_ask_text_new (widget, heading, body, _("Reason (optional)"), NULL, _("_Remove"));
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_DESTRUCTIVE);
  /* The dialog may go without an answer, when its window does. */
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb),
                         g_rc_box_acquire (removal), removal_gone, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
ui_moderation_ask (GtkWidget   *widget,
                   ChatRoom    *room,
                   ChatMessage *message)
{
  const char *archive_id = chat_message_get_archive_id (message);
  Removal *removal = NULL;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  g_autofree char *body = NULL;

  if (archive_id == NULL)
    return;

  removal = removal_new (widget, room, message);
  g_ptr_array_add (removal->ids, g_strdup (archive_id));
  line = base_text_clean (chat_message_get_body (message),
                          BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  text = base_text_truncate (line, TEXT_CHARS);
  if (*text == '\0')
    body = g_strdup (removal->name);
  else
    /* Translators: the name of somebody in a room, and the beginning of what they wrote there */
    body = g_strdup_printf (_("%s: “%s”"), removal->name, text);
  ask (removal, _("Remove this message for everybody?"), body);
  removal_release (removal);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Removal *removal = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) ids =
    chat_conversation_list_author_finish (CHAT_CONVERSATION (object), result, &error);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  if (ids == NULL)
    say_error (removal, error);
  else if (ids->len == 0)
    say (removal, _("Nothing of theirs is left here."));
  else
    {
      g_ptr_array_unref (removal->ids);
      removal->ids = g_ptr_array_ref (ids);
      /* Translators: %s is the name of somebody in a room */
      heading = g_strdup_printf (_("Remove all messages of %s?"), removal->name);
      body = g_strdup_printf (ngettext ("The %u message of theirs that Charla has is removed for "
                                        "everybody in the room.",
                                        "The %u messages of theirs that Charla has are removed "
                                        "for everybody in the room.", ids->len), ids->len);
      ask (removal, heading, body);
    }
  removal_release (removal);
}

void
ui_moderation_ask_all (GtkWidget        *widget,
                       ChatConversation *conversation,
                       ChatMessage      *message)
{
  const char *author = chat_message_get_author (message);

  if (author != NULL)
    chat_conversation_list_author_async (
      conversation, author, NULL, listed_cb,
      removal_new (widget, chat_conversation_get_room (conversation), message));
}
