/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that do something when they are opened, on whatever system: what hides its kind may be told
 * by its name, and what hides behind its name by its kind. Text is none, though GIO thinks that any
 * text could be run: who is asked about every list asks nobody when it matters. */
#define G_LOG_DOMAIN "base"

#include "base-program.h"

#include <gio/gio.h>
#include <string.h>

static const char *const types[] = {
  "application/x-executable", "application/x-sharedlib", "application/x-shellscript",
  "application/x-desktop", "application/vnd.appimage", "application/x-iso9660-appimage",
  "application/x-ms-dos-executable", "application/vnd.microsoft.portable-executable",
  "application/x-msdownload", "application/x-msi", "application/x-ms-shortcut",
  "application/x-java-archive", "application/x-java-jnlp-file", "application/x-java",
  "application/vnd.debian.binary-package", "application/x-rpm", "application/vnd.flatpak",
  "application/vnd.flatpak.ref", "application/vnd.flatpak.repo", "application/vnd.snap",
  "application/vnd.android.package-archive", "application/x-perl", "application/x-ruby",
  "application/x-php", "text/x-python",
  "text/x-tcl", "text/x-lua", "text/vbscript", "text/html", "application/xhtml+xml",
};

static const char *const endings[] = {
  "appimage", "apk", "app", "bash", "bat", "cmd", "com", "command", "cpl", "csh", "deb",
  "desktop", "dll", "elf", "exe", "fish", "flatpak", "flatpakref", "flatpakrepo", "gadget", "hta",
  "htm", "html", "jar", "jnlp", "js", "jse", "ksh", "lnk", "lua", "mht", "mhtml", "msi", "msp",
  "php", "pif", "pl", "ps1", "psm1", "py", "pyc", "pyw", "pyz", "rb", "reg", "rpm", "run",
  "scf", "scpt", "scr", "sh", "snap", "tcl", "url", "vb", "vbe", "vbs", "workflow", "ws",
  "wsf", "wsh", "xht", "xhtml", "zsh",
};

/**
 * base_program_is_one:
 * @type: (nullable): the content type of what a file holds
 * @name: (nullable): its name
 *
 * Returns: whether to open it may be to run it
 */
gboolean
base_program_is_one (const char *type,
                     const char *name)
{
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;

  if (type == NULL)
    return TRUE;

  /* Which is known as a kind of program because JavaScript can be. */
  if (!g_content_type_is_a (type, "application/json"))
    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
      if (g_content_type_is_a (type, types[i]))
        return TRUE;

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      return TRUE;

  return FALSE;
}
