/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a file of a message. */
#define G_LOG_DOMAIN "ui-open-file"

#include "ui-open-file.h"

#include "base-place.h"
#include "base-program.h"
#include "chat-file.h"
#include "ui-confirm.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Counted: who is asked may answer, or go without an answer. */
typedef struct {
  GtkWidget        *from;
  ChatConversation *conversation; /* (nullable) */
  ChatMessage      *message;      /* (nullable) without one */
  ChatFile         *file;
  GFile            *place;
} Opening;

static void
opening_clear (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->from);
  g_clear_object (&opening->conversation);
  g_clear_object (&opening->message);
  g_object_unref (opening->file);
  g_object_unref (opening->place);
}

static void
opening_unref (Opening *opening)
{
  g_rc_box_release_full (opening, opening_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_unref)

static void
opening_closure_free (gpointer  data,
                      GClosure *closure)
{
  opening_unref (data);
}

static GFile *
make_place (ChatFile *file)
{
  return base_place_to_file (chat_file_get_path (file));
}

/* What the libraries say of the two that happen names their terms, not what can be done. */
static const char *
get_reason (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return _("There is no program for this on this computer. Install one, and try again.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return _("It is no longer where it was: it was moved or deleted.");
  return error->message;
}

static void
tell (GtkWidget  *from,
      const char *heading,
      const char *text)
{
  GtkWidget *dialog = adw_message_dialog_new (ui_confirm_get_window (from), heading, text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Opening) opening = user_data;
  g_autoptr(GError) error = NULL;

  if (!gtk_show_uri_full_finish ((GtkWindow *) object, result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (opening->from, _("The file cannot be opened"), get_reason (error));
}

static void
show (Opening *opening) /* (transfer full) */
{
  g_autofree char *uri = g_file_get_uri (opening->place);

  gtk_show_uri_full (ui_confirm_get_window (opening->from), uri, GDK_CURRENT_TIME, NULL, shown_cb,
                     opening);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Opening *opening = user_data;

  if (g_str_equal (response, "yes"))
    show (g_rc_box_acquire (opening));
}

/* What may run something does so only when meant. */
static gboolean
may_run (GFile     *place,
         GFileInfo *info)
{
  g_autofree char *name = g_file_get_basename (place);

  return base_program_is_one (g_file_info_get_content_type (info), name)
         || g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_EXECUTE);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Opening) opening = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, &error);
  const char *name = chat_file_get_name (opening->file);
  AdwMessageDialog *dialog;
  g_autofree char *text = NULL;

  if (info == NULL && opening->conversation != NULL && chat_file_get_url (opening->file) != NULL
      && !chat_message_is_outgoing (opening->message))
    {
      chat_conversation_fetch_file (opening->conversation, opening->message, opening->file, TRUE);
      return;
    }

  if (info == NULL)
    {
      tell (opening->from, _("The file cannot be opened"), get_reason (error));
      return;
    }

  if (!may_run (opening->place, info))
    {
      show (g_steal_pointer (&opening));
      return;
    }

  /* Translators: %s is the name of a file */
  text = g_strdup_printf (_("“%s” may be a program. Open it only if you trust whoever sent it."),
                          name != NULL ? name : _("File"));
  dialog = ui_confirm_new (opening->from, _("Open this file?"), text, _("_Open"));
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), g_steal_pointer (&opening),
                         opening_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
ui_open_file (GtkWidget        *from,
              ChatConversation *conversation,
              ChatMessage      *message,
              ChatFile         *file)
{
  Opening *opening;

  if (chat_file_get_path (file) == NULL)
    {
      /* Whether that is wanted, and one's address may be seen, its buttons ask. */
      if (conversation != NULL && !chat_file_is_direct (file))
        chat_conversation_fetch_file (conversation, message, file, TRUE);
      return;
    }

  opening = g_rc_box_new0 (Opening);
  opening->from = g_object_ref (from);
  opening->conversation = conversation != NULL ? g_object_ref (conversation) : NULL;
  opening->message = message != NULL ? g_object_ref (message) : NULL;
  opening->file = g_object_ref (file);
  opening->place = make_place (file);
  g_file_query_info_async (opening->place,
                           G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE ","
                           G_FILE_ATTRIBUTE_ACCESS_CAN_EXECUTE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, looked_cb, opening);
}

/* Saving. */

typedef struct {
  GtkWidget            *from;
  GFile                *place;
  GtkFileChooserNative *chooser;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->from);
  g_object_unref (saving->place);
  g_object_unref (saving->chooser);
  g_free (saving);
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Saving *saving = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_file_copy_finish (G_FILE (object), result, &error))
    tell (saving->from, _("The file cannot be saved"), error->message);
  saving_free (saving);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           Saving          *saving)
{
  g_autoptr(GFile) there = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response != GTK_RESPONSE_ACCEPT || there == NULL)
    {
      saving_free (saving);
      return;
    }

  g_file_copy_async (saving->place, there,
                     G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, G_PRIORITY_DEFAULT,
                     NULL, NULL, NULL, copied_cb, saving);
}

void
ui_open_file_save (GtkWidget *from,
                   ChatFile  *file)
{
  const char *name = chat_file_get_name (file);
  Saving *saving;

  if (chat_file_get_path (file) == NULL)
    return;

  saving = g_new0 (Saving, 1);
  saving->from = g_object_ref (from);
  saving->place = make_place (file);
  saving->chooser = gtk_file_chooser_native_new (_("Save the file"), ui_confirm_get_window (from),
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"),
                                                 _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (saving->chooser),
                                     name != NULL ? name : _("File"));
  g_signal_connect (saving->chooser, "response", G_CALLBACK (chosen_cb), saving);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (saving->chooser));
}

/* Its folder. */

#define FILE_MANAGER "org.freedesktop.FileManager1"

typedef struct {
  GtkWidget *from;
  GFile     *place;
} Showing;

static void
showing_free (Showing *showing)
{
  g_object_unref (showing->from);
  g_object_unref (showing->place);
  g_free (showing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Showing, showing_free)

static void
folder_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Showing) showing = user_data;
  g_autoptr(GError) error = NULL;

  if (!gtk_show_uri_full_finish ((GtkWindow *) object, result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (showing->from, _("The folder cannot be opened"), get_reason (error));
}

static void
marked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Showing) showing = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  g_autoptr(GFile) folder = answer == NULL ? g_file_get_parent (showing->place) : NULL;
  g_autofree char *uri = NULL;

  if (folder == NULL)
    return;

  /* No such file manager: whatever opens folders does it, without marking the file. */
  g_debug ("%s", error->message);
  uri = g_file_get_uri (folder);
  gtk_show_uri_full (ui_confirm_get_window (showing->from), uri, GDK_CURRENT_TIME, NULL, folder_cb,
                     showing);
  g_steal_pointer (&showing);
}

static void
bus_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(Showing) showing = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);
  g_autofree char *uri = g_file_get_uri (showing->place);
  const char *uris[] = { uri, NULL };

  if (bus == NULL)
    {
      tell (showing->from, _("The folder cannot be opened"), get_reason (error));
      return;
    }

  g_dbus_connection_call (bus, FILE_MANAGER, "/org/freedesktop/FileManager1", FILE_MANAGER,
                          "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, marked_cb, g_steal_pointer (&showing));
}

void
ui_open_file_show_folder (GtkWidget *from,
                          ChatFile  *file)
{
  Showing *showing;

  if (chat_file_get_path (file) == NULL)
    return;

  showing = g_new0 (Showing, 1);
  showing->from = g_object_ref (from);
  showing->place = make_place (file);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, showing);
}

GFile *
ui_open_file_dup_place (ChatFile *file)
{
  return chat_file_get_path (file) != NULL ? make_place (file) : NULL;
}
