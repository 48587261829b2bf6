/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture goes to the clipboard. */
#define G_LOG_DOMAIN "ui-copy-picture"

#include "ui-copy-picture.h"

#include "ui-open-file.h"
#include "ui-texture-cache.h"
#include "ui-toast.h"

#include <glib/gi18n.h>

#define SHARPEST 4096 /* px that a side is decoded to at most */

static void
say (GtkWidget  *from,
     const char *text)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (from, ADW_TYPE_TOAST_OVERLAY);

  if (toasts != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (toasts), ui_toast_new (toasts, text, NULL));
}

static void
copy (GtkWidget   *from,
      ChatPicture *picture)
{
  g_autoptr(GdkTexture) texture = ui_texture_new (picture, 0);

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (from), texture);
  say (from, _("Copied"));
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GtkWidget) from = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);

  if (gtk_widget_get_root (from) == NULL)
    return; /* it was closed */

  if (picture != NULL)
    copy (from, picture);
  else
    say (from, _("The picture cannot be copied"));
}

/* As sharp as it can be had, not as it happens to be shown. */
void
ui_copy_picture (GtkWidget    *from,
                 ChatPictures *pictures,
                 ChatPicture  *picture,
                 ChatFile     *file)
{
  static const ChatPictureSize size = { SHARPEST, SHARPEST, FALSE, 1 };
  g_autoptr(GFile) place = ui_open_file_dup_place (file);

  if (chat_picture_get_width (picture) == chat_picture_get_full_width (picture) || place == NULL)
    copy (from, picture);
  else
    chat_pictures_decode_file_async (pictures, place, &size, NULL, decoded_cb,
                                     g_object_ref (from));
}
