/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a file among all those of a conversation. */
#define G_LOG_DOMAIN "ui-media-menu"

#include "ui-media-menu.h"

#include "ui-drag-file.h"
#include "ui-forward.h"
#include "ui-open-file.h"

#include <glib/gi18n.h>

GMenuModel *
ui_media_menu_new (ChatMedia *media,
                   ChatFile  *file)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) opening = g_menu_new ();
  g_autoptr(GMenu) copying = g_menu_new ();
  gboolean is_here;

  g_return_val_if_fail (CHAT_IS_MEDIA (media), NULL);
  g_return_val_if_fail (CHAT_IS_FILE (file), NULL);

  is_here = chat_file_get_path (file) != NULL;
  g_menu_append (opening, is_here ? _("_Open") : _("Do_wnload"), "media.open");
  if (is_here)
    {
      g_menu_append (opening, _("S_how in its folder"), "media.show-folder");
      g_menu_append (copying, _("Copy f_ile"), "media.copy");
      g_menu_append (copying, _("Save _as…"), "media.save");
    }
  if (chat_media_find_message (media, file) != NULL)
    g_menu_append (copying, _("_Forward…"), "media.forward");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (opening));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copying));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

void
ui_media_menu_run (GtkWidget  *from,
                   ChatMedia  *media,
                   ChatFile   *file,
                   const char *action)
{
  ChatMessage *message;

  g_return_if_fail (GTK_IS_WIDGET (from));
  g_return_if_fail (CHAT_IS_MEDIA (media));
  g_return_if_fail (CHAT_IS_FILE (file));

  message = chat_media_find_message (media, file);
  if (g_str_equal (action, "media.save"))
    ui_open_file_save (from, file);
  else if (g_str_equal (action, "media.copy"))
    ui_drag_file_copy (from, file);
  else if (g_str_equal (action, "media.show-folder"))
    ui_open_file_show_folder (from, file);
  else if (message != NULL)
    ui_forward_present (from, chat_media_get_conversation (media), message, file);
}
