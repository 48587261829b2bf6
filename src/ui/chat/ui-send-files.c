/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is about to be sent, before it is: files can be left out and written to. */
#define G_LOG_DOMAIN "ui-send-files"

#include "ui-send-files.h"

#include "base-place.h"
#include "base-text.h"
#include "chat-error.h"
#include "ui-file-icon.h"
#include "ui-file-words.h"
#include "ui-send-direct.h"
#include "ui-texture-cache.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define ATTRIBUTES \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," \
  G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," \
  G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE
#define LIST_WIDTH  288 /* with its dialog it fits on a telephone */
#define LIST_HEIGHT 240
#define EDGE        3
#define MAX_FILES   100
#define ICON_SIDE   40
#define NAME_CHARS  44

/* What is asked about; its dialog owns it, and so does each file that is being read or sent. */
typedef struct {
  GWeakRef          widget;
  ChatConversation *conversation;
  gint64            limit;        /* bytes; 0: not known; -1: none can be sent */
  UiSendFilesDone   done;
  gpointer          user_data;
  GtkWidget        *dialog;       /* (nullable) borrowed: until it is gone */
  GtkWidget        *list;         /* likewise */
  GtkWidget        *caption;      /* likewise */
  GtkWidget        *direct;       /* (nullable) likewise: the switch: straight to the contact */
  gboolean          is_direct;    /* it is so, or there is no other way */
  GtkWidget        *original;     /* likewise: the switch: photographs are sent as they are */
  guint             fit;          /* px of photographs; 0: as they are */
  GPtrArray        *entries;      /* owned Entry, in order */
  guint             n_sent;       /* of them, from the first on */
  char             *text;         /* (nullable): goes with the next */
} Sending;

/* One of the files */
typedef struct {
  GFile     *file;
  GtkWidget *row;     /* borrowed */
  GtkWidget *icon;    /* likewise */
  gboolean   fit;     /* it can be sent, as far as is known */
  char      *size;    /* (nullable): of one that is more than the server takes */
  gboolean   checked; /* what it tells is said */
  gboolean   shrinks; /* a photograph that can be sent smaller */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->file);
  g_free (entry->size);
  g_free (entry);
}

static void
sending_clear (gpointer data)
{
  Sending *sending = data;

  g_weak_ref_clear (&sending->widget);
  g_object_unref (sending->conversation);
  g_ptr_array_unref (sending->entries);
  g_free (sending->text);
}

static void
sending_release (gpointer data)
{
  g_rc_box_release_full (data, sending_clear);
}

static void
sending_gone (gpointer  data,
              GClosure *closure)
{
  sending_release (data);
}

static void
tell (Sending    *sending,
      const char *text)
{
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&sending->widget);

  if (widget != NULL)
    sending->done (sending->conversation, text, NULL, sending->user_data);
}

static gboolean
has_text (Sending *sending)
{
  return sending->text != NULL && sending->text[strspn (sending->text, " \t")] != '\0';
}

/* Nothing that was written gets lost. */
static void
give_back_text (Sending *sending)
{
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&sending->widget);
  g_autofree char *text = has_text (sending) ? g_steal_pointer (&sending->text) : NULL;

  if (text == NULL)
    return;

  if (widget != NULL)
    sending->done (sending->conversation, NULL, text, sending->user_data);
  else
    chat_conversation_add_to_draft (sending->conversation, text);
}

static void send_next (Sending *sending);

static void
go_on (Sending     *sending, /* (transfer full) */
       ChatMessage *message, /* (nullable) */
       GError      *error)
{
  g_autofree char *text = message == NULL ? chat_error_to_text (error) : NULL;

  tell (sending, text);
  if (message != NULL)
    g_clear_pointer (&sending->text, g_free);
  send_next (sending);
  sending_release (sending);
}

static void
direct_sent_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message =
    chat_conversation_send_finish (CHAT_CONVERSATION (object), result, &error);

  go_on (user_data, message, error);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message =
    chat_conversation_send_finish (CHAT_CONVERSATION (object), result, &error);

  go_on (user_data, message, error);
}

static void
text_sent_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) message =
    chat_conversation_send_finish (CHAT_CONVERSATION (object), result, &error);

  go_on (user_data, message, error);
}

/* One after the other, so that they stand in the order in which they were chosen; the text goes
 * before the first that can be sent. */
static void
send_next (Sending *sending)
{
  const Entry *entry;
  g_autofree char *place = NULL;

  if (sending->n_sent >= sending->entries->len)
    {
      give_back_text (sending);
      return;
    }

  entry = g_ptr_array_index (sending->entries, sending->n_sent++);
  place = base_place_from_file (entry->file);
  if (sending->is_direct)
    {
      chat_conversation_send_direct_async (sending->conversation, place, NULL, NULL, direct_sent_cb,
                                           g_rc_box_acquire (sending));
      return;
    }

  chat_conversation_send_smaller_async (sending->conversation, place,
                                        entry->shrinks ? sending->fit : 0, sending->text, NULL,
                                        sent_cb, g_rc_box_acquire (sending));
}

/* (nullable): it was left out */
static Entry *
find_entry (Sending   *sending,
            GtkWidget *row)
{
  for (guint i = 0; i < sending->entries->len; i++)
    if (((Entry *) g_ptr_array_index (sending->entries, i))->row == row)
      return g_ptr_array_index (sending->entries, i);

  return NULL;
}

static gboolean
is_original (Sending *sending)
{
  return gtk_switch_get_active (GTK_SWITCH (sending->original));
}

/* What the server does not take may go straight to the contact all the same, and a photograph may
 * be smaller when it is sent: by how much is not known yet. */
static void
show_limit (Sending *sending,
            Entry   *entry)
{
  g_autofree char *limit = g_format_size ((guint64) sending->limit);
  g_autofree char *text =
    g_strdup_printf (_("%1$s. The server takes up to %2$s."), entry->size, limit);

  entry->fit = sending->is_direct || (entry->shrinks && !is_original (sending));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (entry->row), entry->fit ? entry->size : text);
  if (entry->fit)
    gtk_widget_remove_css_class (entry->row, "error");
  else
    gtk_widget_add_css_class (entry->row, "error");
}

static void
update_response (Sending *sending)
{
  gboolean can_send = sending->entries->len > 0;
  gboolean shrinks = FALSE;

  if (sending->dialog == NULL)
    return;

  for (guint i = 0; i < sending->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (sending->entries, i);

      if (entry->size != NULL)
        show_limit (sending, entry);
      can_send = can_send && entry->fit && entry->checked;
      shrinks |= entry->shrinks;
    }
  gtk_widget_set_visible (gtk_widget_get_ancestor (sending->original, GTK_TYPE_LIST_BOX_ROW),
                          shrinks && !sending->is_direct);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (sending->dialog), "send", can_send);
}

/* What is found out of a file may need a line more, and a window that is open grows for no less. */
static void
update_height (Sending *sending)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (sending->list, GTK_TYPE_SCROLLED_WINDOW);
  int width = MAX (gtk_widget_get_width (scroller), LIST_WIDTH);
  int height;

  gtk_widget_measure (sending->list, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              MIN (height, LIST_HEIGHT));
}

/* How many lines it has is known once it is known how wide they are. */
static gboolean
tick_cb (GtkWidget     *list,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Sending *sending = user_data;

  if (gtk_widget_get_width (list) == 0)
    return G_SOURCE_CONTINUE;

  if (sending->dialog != NULL)
    update_height (sending);
  return G_SOURCE_REMOVE;
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Sending          *sending)
{
  if (!g_str_equal (response, "send"))
    return;

  sending->fit = is_original (sending) ? 0 : CHAT_PHOTO_FIT;
  sending->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (sending->caption)));
  /* What goes straight there has no text: that is a message of its own. */
  if (sending->is_direct && has_text (sending))
    chat_conversation_send_async (sending->conversation, sending->text, NULL, text_sent_cb,
                                  g_rc_box_acquire (sending));
  else
    send_next (sending);
}

static void
remove_cb (GtkButton *button,
           Sending   *sending)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);

  g_ptr_array_remove (sending->entries, find_entry (sending, row));
  gtk_list_box_remove (GTK_LIST_BOX (sending->list), row);
  update_response (sending);
  gtk_widget_grab_focus (sending->caption);
}

static void
show_problem (GtkWidget  *row,
              const char *text)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (row, "error");
}

/* What kind of file it is stays to be seen. */
static void
show_name (Entry      *entry,
           const char *name)
{
  g_autofree char *cut = base_text_truncate_name (name, NAME_CHARS);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry->row), cut);
  gtk_widget_set_tooltip_text (entry->row, g_str_equal (cut, name) ? NULL : name);
}

/* (nullable) */
static const char *
get_type (GFileInfo *info)
{
  return g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_STANDARD_FAST_CONTENT_TYPE);
}

static void
show_info (Sending   *sending,
           Entry     *entry,
           GFileInfo *info)
{
  GtkWidget *row = entry->row;
  g_autofree char *name = base_text_clean (g_file_info_get_display_name (info),
                                           BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  g_autofree char *size = g_format_size ((guint64) g_file_info_get_size (info));

  show_name (entry, name);
  gtk_image_set_from_icon_name (GTK_IMAGE (entry->icon),
                                ui_file_words_get_icon_of_type (get_type (info), name));
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    show_problem (row, _("Folders cannot be sent."));
  else if (sending->limit > 0 && g_file_info_get_size (info) > sending->limit)
    {
      entry->size = g_steal_pointer (&size);
      show_limit (sending, entry);
    }
  else
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), size);
      entry->fit = TRUE;
    }
}

static void
load_thumbnail (Sending   *sending,
                Entry     *entry,
                GFileInfo *info)
{
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&sending->widget);
  UiTextureCache *cache = widget != NULL ? ui_texture_cache_for_widget (widget) : NULL;
  const char *type = get_type (info);

  if (cache != NULL && type != NULL && g_content_type_is_mime_type (type, "image/*"))
    ui_file_icon_load (GTK_IMAGE (entry->icon), ui_texture_cache_get_pictures (cache), entry->file,
                       ICON_SIDE);
}

/* It is sent all the same, if the person wants so. */
static void
show_warning (GtkWidget *row)
{
  const char *size = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
  g_autofree char *text = g_strconcat (size, "\n", _("May tell where it was taken."), NULL);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (row, "warning");
}

/* A file that is being looked at. */
typedef struct {
  Sending   *sending;
  GtkWidget *row;
} Look;

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Look *look = user_data;
  g_autoptr(GtkWidget) row = look->row;
  Sending *sending = look->sending;
  ChatFileTraits traits = chat_conversation_check_file_finish (CHAT_CONVERSATION (object), result);
  Entry *entry = sending->dialog != NULL ? find_entry (sending, row) : NULL;

  if (entry != NULL)
    {
      entry->checked = TRUE;
      entry->shrinks = (traits & CHAT_FILE_SHRINKS) != 0;
      if ((traits & CHAT_FILE_TELLS) != 0)
        show_warning (row);
      update_response (sending);
      update_height (sending);
    }
  sending_release (sending);
}

static void
info_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Look *look = user_data;
  g_autoptr(GtkWidget) row = g_object_ref (look->row);
  Sending *sending = look->sending;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, NULL);
  Entry *entry = sending->dialog != NULL ? find_entry (sending, row) : NULL;

  if (entry != NULL && info != NULL)
    show_info (sending, entry, info);
  else if (entry != NULL)
    show_problem (row, _("This file cannot be read."));

  if (entry != NULL && (entry->fit || entry->size != NULL))
    {
      load_thumbnail (sending, entry, info);
      chat_conversation_check_file_async (sending->conversation, G_FILE (object), NULL, checked_cb,
                                          look);
      return;
    }

  if (entry != NULL)
    {
      update_response (sending);
      update_height (sending);
    }
  g_object_unref (look->row);
  g_free (look);
  sending_release (sending);
}

static void
add_file (Sending *sending,
          GFile   *file)
{
  g_autofree char *basename = g_file_get_basename (file);
  g_autofree char *name = base_text_clean (basename, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *label = g_strdup_printf (_("Leave out %s"), name);
  Look *look = g_new (Look, 1);
  Entry *entry = g_new0 (Entry, 1);

  entry->file = g_object_ref (file);
  entry->row = row;
  g_ptr_array_add (sending->entries, entry);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  show_name (entry, name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  entry->icon = gtk_image_new_from_icon_name ("text-x-generic-symbolic");
  gtk_widget_set_size_request (entry->icon, ICON_SIDE, ICON_SIDE);
  gtk_widget_set_valign (entry->icon, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (entry->icon, "thumbnail");
  gtk_widget_set_overflow (entry->icon, GTK_OVERFLOW_HIDDEN);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), entry->icon);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Leave out"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), sending);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (GTK_LIST_BOX (sending->list), row);

  look->sending = g_rc_box_acquire (sending);
  look->row = g_object_ref (row);
  g_file_query_info_async (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           info_cb, look);
}

static void
destroy_cb (Sending *sending)
{
  sending->dialog = sending->list = sending->caption = sending->direct = NULL;
  sending->original = NULL;
}

/* One click, and remembered, where the widget that asks does so. */
static GtkWidget *
make_original_row (Sending   *sending,
                   GtkWidget *widget)
{
  GtkWidget *row = adw_action_row_new ();

  sending->original = gtk_switch_new ();
  gtk_widget_set_valign (sending->original, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Original size"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Otherwise photos are sent smaller."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), sending->original);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), sending->original);
  gtk_widget_set_visible (row, FALSE);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "original-photos") != NULL)
    g_object_bind_property (widget, "original-photos", sending->original, "active",
                            G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_data (sending->original, "notify::active", G_CALLBACK (update_response),
                         g_rc_box_acquire (sending), sending_gone, G_CONNECT_SWAPPED);
  return row;
}

static void
direct_cb (GtkSwitch  *direct,
           GParamSpec *pspec,
           Sending    *sending)
{
  sending->is_direct = gtk_switch_get_active (direct);
  update_response (sending);
  update_height (sending);
}

/* (nullable) */
static GtkWidget *
make_direct_row (Sending *sending)
{
  GtkWidget *row =
    ui_send_direct_row_new (sending->conversation, sending->limit < 0, &sending->direct);

  sending->is_direct = row != NULL && sending->limit < 0;
  if (sending->direct != NULL)
    g_signal_connect (sending->direct, "notify::active", G_CALLBACK (direct_cb), sending);
  return row;
}

static GtkWidget *
make_list (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_margin_start (list, EDGE);
  gtk_widget_set_margin_end (list, EDGE);
  return list;
}

static GtkWidget *
make_content (Sending   *sending,
              GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *captions = make_list ();
  GtkWidget *choices = make_list ();
  GtkWidget *original = make_original_row (sending, widget);
  GtkWidget *direct = make_direct_row (sending);

  sending->list = make_list ();
  /* Its shadow needs room in what scrolls. */
  gtk_widget_set_margin_top (sending->list, EDGE);
  gtk_widget_set_margin_bottom (sending->list, EDGE);
  gtk_widget_set_valign (sending->list, GTK_ALIGN_START);
  gtk_widget_add_tick_callback (sending->list, tick_cb, g_rc_box_acquire (sending),
                                sending_release);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sending->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Files to send"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_widget_set_size_request (scroller, LIST_WIDTH, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), sending->list);
  gtk_box_append (GTK_BOX (box), scroller);

  sending->caption = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (sending->caption), _("Message"));
  gtk_list_box_append (GTK_LIST_BOX (captions), sending->caption);
  gtk_list_box_append (GTK_LIST_BOX (choices), original);
  if (direct != NULL)
    gtk_list_box_append (GTK_LIST_BOX (choices), direct);
  else
    g_object_bind_property (original, "visible", choices, "visible", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), captions);
  gtk_box_append (GTK_BOX (box), choices);
  return box;
}

static void
make_dialog (Sending   *sending,
             GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *title =
    base_text_clean (chat_conversation_get_title (sending->conversation), BASE_TEXT_ONE_LINE);
  g_autofree char *heading = NULL;

  /* Translators: "%s" is somebody's name, or a room's. */
  heading = g_strdup_printf (_("Send to %s"), title);
  sending->dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                            heading, NULL);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (sending->dialog), "cancel", _("_Cancel"),
                                    "send", _("_Send"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (sending->dialog), "send",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (sending->dialog), "send");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (sending->dialog), "cancel");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (sending->dialog), "send", FALSE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (sending->dialog),
                                      make_content (sending, widget));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (sending->caption), TRUE);
  g_signal_connect_swapped (sending->dialog, "destroy", G_CALLBACK (destroy_cb), sending);
  g_signal_connect_data (sending->dialog, "response", G_CALLBACK (response_cb), sending,
                         sending_gone, 0);
}

static Sending *
sending_new (GtkWidget        *widget,
             ChatConversation *conversation,
             ChatAccount      *account, /* (nullable) */
             UiSendFilesDone   done,
             gpointer          user_data)
{
  Sending *sending = g_rc_box_new0 (Sending);

  g_weak_ref_init (&sending->widget, widget);
  sending->conversation = g_object_ref (conversation);
  sending->limit = account != NULL ? chat_account_get_file_limit (account) : 0;
  sending->done = done;
  sending->user_data = user_data;
  sending->entries = g_ptr_array_new_with_free_func (entry_free);
  return sending;
}

/* (nullable): why no file can be sent at all */
static const char *
get_obstacle (ChatConversation *conversation,
              ChatAccount      *account) /* (nullable) */
{
  return account != NULL && chat_account_get_file_limit (account) < 0
         ? ui_send_direct_get_obstacle (conversation) : NULL;
}

void
ui_send_files_ask (GtkWidget        *widget,
                   ChatConversation *conversation,
                   ChatAccount      *account,
                   GListModel       *files,
                   UiSendFilesDone   done,
                   gpointer          user_data)
{
  const char *obstacle;
  Sending *sending;
  guint n_files;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (CHAT_IS_CONVERSATION (conversation));
  g_return_if_fail (G_IS_LIST_MODEL (files));

  n_files = g_list_model_get_n_items (files);
  if (n_files == 0)
    return;

  obstacle = get_obstacle (conversation, account);
  if (obstacle != NULL)
    {
      done (conversation, obstacle, NULL, user_data);
      return;
    }

  if (n_files > MAX_FILES)
    {
      done (conversation, _("These are too many files. Send them in parts."), NULL, user_data);
      return;
    }

  sending = sending_new (widget, conversation, account, done, user_data);
  make_dialog (sending, widget);
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);

      add_file (sending, file);
    }
  gtk_window_present (GTK_WINDOW (sending->dialog));
  gtk_widget_grab_focus (sending->caption);
}

/* Whom the files that are being chosen are for */
typedef struct {
  GWeakRef          widget;
  ChatConversation *conversation;
  ChatAccount      *account; /* (nullable) */
  UiSendFilesDone   done;
  gpointer          user_data;
} Choice;

static void
choice_free (gpointer  data,
             GClosure *closure)
{
  Choice *choice = data;

  g_weak_ref_clear (&choice->widget);
  g_object_unref (choice->conversation);
  g_clear_object (&choice->account);
  g_free (choice);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           Choice          *choice)
{
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&choice->widget);
  g_autoptr(GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT && widget != NULL)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      ui_send_files_ask (widget, choice->conversation, choice->account, files, choice->done,
                         choice->user_data);
    }
  g_object_unref (dialog);
}

void
ui_send_files_choose (GtkWidget        *widget,
                      ChatConversation *conversation,
                      ChatAccount      *account,
                      UiSendFilesDone   done,
                      gpointer          user_data)
{
  const char *obstacle;
  GtkRoot *root;
  GtkFileChooserNative *dialog;
  Choice *choice;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (CHAT_IS_CONVERSATION (conversation));

  obstacle = get_obstacle (conversation, account);
  if (obstacle != NULL)
    {
      done (conversation, obstacle, NULL, user_data);
      return;
    }

  root = gtk_widget_get_root (widget);
  dialog = gtk_file_chooser_native_new (_("Send files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root)
                                                                              : NULL,
                                        GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  choice = g_new0 (Choice, 1);
  g_weak_ref_init (&choice->widget, widget);
  choice->conversation = g_object_ref (conversation);
  choice->account = account != NULL ? g_object_ref (account) : NULL;
  choice->done = done;
  choice->user_data = user_data;
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen_cb), choice, choice_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
