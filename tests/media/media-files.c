/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files with sound and film. */
#include "media-files.h"

#include <sys/wait.h>

GFile *
media_files_make (const char *folder,
                  const char *name,
                  const char *words)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *own_folder = g_path_get_dirname (own);
  g_autofree char *program = g_build_filename (own_folder, "..", "media", "make-media", NULL);
  const char *arguments[] = { program, path, words, NULL };
  g_autoptr(GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == 77)
    return NULL;

  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  return g_file_new_for_path (path);
}

GFile *
media_files_sound (const char *folder,
                   guint       ms)
{
  g_autofree char *words =
    g_strdup_printf ("audiotestsrc num-buffers=%u samplesperbuffer=480 volume=0.5 ! "
                     "audio/x-raw,rate=48000 ! opusenc ! oggmux", ms / 10);
  g_autofree char *name = g_strdup_printf ("%u.ogg", ms);

  return media_files_make (folder, name, words);
}

GFile *
media_files_film (const char *folder,
                  guint       ms,
                  guint       width,
                  guint       height)
{
  g_autofree char *words =
    g_strdup_printf ("webmmux name=mux  videotestsrc pattern=red num-buffers=%u ! "
                     "video/x-raw,width=%u,height=%u,framerate=25/1 ! "
                     "vp8enc deadline=1 keyframe-max-dist=25 ! mux.  "
                     "audiotestsrc num-buffers=%u samplesperbuffer=480 ! "
                     "audio/x-raw,rate=48000 ! opusenc ! mux.  mux.", ms / 40, width, height,
                     ms / 10);
  g_autofree char *name = g_strdup_printf ("%u-%ux%u.webm", ms, width, height);

  return media_files_make (folder, name, words);
}
