/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and pictures that are pasted. A picture becomes a file of ours: it has to be there until it
 * is sent, whenever that is. */
#define G_LOG_DOMAIN "ui-send-picture"

#include "ui-send-picture.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define FOLDER_MODE 0700
#define MAX_SAME    100 /* pictures of one second */

static void
attach (GtkWidget         *widget,
        const char *const *uris)
{
  gtk_widget_activate_action (widget, "conversation.attach-files", "^as", uris);
}

static void
say (GtkWidget    *widget,
     const char   *format, /* with one string: the reason */
     const GError *error)
{
  g_autoptr(GString) text = g_string_new (format);

  g_string_replace (text, "%s", error->message, 1);
  gtk_widget_activate_action (widget, "win.say", "s", text->str);
}

static void
say_picture (GtkWidget    *widget,
             const GError *error)
{
  /* Translators: %s is a reason, such as “No space left on device” */
  say (widget, _("The picture could not be pasted: %s"), error);
}

static void
files_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GtkWidget) widget = user_data;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, &error);
  g_auto(GStrv) uris = NULL;

  if (value == NULL)
    {
      /* Translators: %s is a reason, such as “Permission denied” */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say (widget, _("The files could not be pasted: %s"), error);
      return;
    }

  for (GSList *link = g_value_get_boxed (value); link != NULL; link = link->next)
    {
      g_autofree char *uri = g_file_get_uri (link->data);

      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  attach (widget, (const char *const *) uris);
}

/* (nullable): where nothing was yet, called by the time: whoever gets it sees the name. */
static GFileOutputStream *
create_file (const char  *folder,
             GFile      **file, /* (out) (transfer full) */
             GError     **error)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  GFileOutputStream *stream = NULL;

  *file = NULL;
  for (guint i = 1; i <= MAX_SAME && stream == NULL; i++)
    {
      g_autofree char *more = i > 1 ? g_strdup_printf (" (%u)", i) : g_strdup ("");
      /* Translators: the name of a picture that was pasted, before date and time */
      g_autofree char *name = g_strdup_printf ("%s %s%s.png", _("Picture"), stamp, more);
      g_autoptr(GError) failure = NULL;

      g_clear_object (file);
      *file = g_file_new_build_filename (folder, name, NULL);
      stream = g_file_create (*file, G_FILE_CREATE_PRIVATE, NULL, &failure);
      if (stream == NULL
          && (i == MAX_SAME || !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_EXISTS)))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          break;
        }
    }
  return stream;
}

/* Off the main thread: a large picture takes its time. */
static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      texture,
             GCancellable *cancellable)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "charla", "pasted", NULL);
  g_autoptr(GBytes) png = gdk_texture_save_to_png_bytes (texture);
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autoptr(GFile) file = NULL;
  GError *error = NULL;

  if (g_mkdir_with_parents (folder, FOLDER_MODE) != 0)
    {
      int code = errno;

      g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (code), "%s",
                               g_strerror (code));
      return;
    }

  stream = create_file (folder, &file, &error);
  if (stream != NULL
      && g_output_stream_write_all (G_OUTPUT_STREAM (stream), g_bytes_get_data (png, NULL),
                                    g_bytes_get_size (png), NULL, NULL, &error)
      && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &error))
    {
      g_task_return_pointer (task, g_file_get_uri (file), g_free);
      return;
    }

  if (stream != NULL)
    g_file_delete (file, NULL, NULL);
  g_task_return_error (task, error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = g_task_propagate_pointer (G_TASK (result), &error);
  const char *const uris[] = { uri, NULL };

  if (uri != NULL)
    attach (GTK_WIDGET (object), uris);
  else
    say_picture (GTK_WIDGET (object), error);
}

static void
texture_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GtkWidget) widget = user_data;
  g_autoptr(GError) error = NULL;
  GdkTexture *texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (object), result, &error);
  g_autoptr(GTask) task = NULL;

  if (texture == NULL)
    {
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say_picture (widget, error);
      return;
    }

  task = g_task_new (widget, NULL, saved_cb, NULL);
  g_task_set_source_tag (task, texture_cb);
  g_task_set_task_data (task, texture, g_object_unref);
  g_task_run_in_thread (task, save_thread);
}

gboolean
ui_send_picture_wants (GdkClipboard *clipboard)
{
  GdkContentFormats *formats;

  g_return_val_if_fail (GDK_IS_CLIPBOARD (clipboard), FALSE);

  formats = gdk_clipboard_get_formats (clipboard);

  /* What is both, as from a web page or an office program, is text to who writes. */
  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
         || (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
             && !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING));
}

void
ui_send_picture_paste (GtkWidget    *widget,
                       GdkClipboard *clipboard,
                       GCancellable *cancellable)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));

  if (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard),
                                         GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, cancellable,
                                    files_cb, g_object_ref (widget));
  else
    gdk_clipboard_read_texture_async (clipboard, cancellable, texture_cb, g_object_ref (widget));
}
