/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of GStreamer that are used, and no other. */
#define G_LOG_DOMAIN "media-av"

#include "media-av-plugins.h"

#include "charla-config.h"

/* What people send one another: Ogg with Opus, Vorbis or FLAC, WebM and Matroska, MP4 and
 * QuickTime, MP3, AAC, WAV. What is not here is not looked at. (videoconvertscale was two plugins
 * before GStreamer 1.22.) */
static const char *const usual[] = {
  "coreelements", "typefindfunctions", "playback", "app", "audioconvert", "audioresample",
  "audiofx", "videoconvertscale", "videoconvert", "videoscale", "videofilter", "ogg", "opus",
  "vorbis", "flac", "wavparse", "matroska", "isomp4", "vpx", "mpg123", "audioparsers", "id3demux",
  NULL,
};

/* Not everywhere: AV1, by one or the other */
static const char *const rare[] = { "dav1d", "aom", NULL };

/* What it has is much; this is what is used of it. */
static const char *const of_libav[] = {
  "avdec_aac", "avdec_alac", "avdec_amrnb", "avdec_amrwb", "avdec_h263", "avdec_h264",
  "avdec_h265", "avdec_mpeg4", NULL,
};

static gboolean
load_from (const char *folders, /* (nullable) */
           const char *name)
{
  g_auto(GStrv) list = g_strsplit (folders != NULL ? folders : "", G_SEARCHPATH_SEPARATOR_S, -1);
  g_autofree char *file = g_strdup_printf ("libgst%s.so", name);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (list[i], file, NULL);
      GstPlugin *plugin = g_file_test (path, G_FILE_TEST_EXISTS)
                          ? gst_plugin_load_file (path, NULL) : NULL;

      if (plugin != NULL)
        {
          gst_object_unref (plugin);
          return TRUE;
        }
    }

  return FALSE;
}

static void
load (const char *name)
{
  static const char *const variables[] = {
    "GST_PLUGIN_PATH_1_0", "GST_PLUGIN_PATH", "GST_PLUGIN_SYSTEM_PATH_1_0",
    "GST_PLUGIN_SYSTEM_PATH",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    if (load_from (g_getenv (variables[i]), name))
      return;

  if (!load_from (CHARLA_GST_PLUGINS, name))
    g_debug ("There is no GStreamer plugin \"%s\"", name);
}

void
media_av_plugins_load (const char *const *names)
{
  /* Neither is its list read or written, nor does another process look for what there is; and it
   * makes no machine code of its own, which the sandbox refuses. */
  g_setenv ("GST_REGISTRY_DISABLE", "yes", TRUE);
  g_setenv ("ORC_CODE", "backup", TRUE);
  gst_init (NULL, NULL);
  gst_registry_fork_set_enabled (FALSE);
  for (gsize i = 0; names[i] != NULL; i++)
    load (names[i]);
}

void
media_av_plugins_load_all (gboolean is_all)
{
  GstRegistry *registry;
  GList *features;

  media_av_plugins_load (usual);
  if (!is_all)
    return;

  for (gsize i = 0; rare[i] != NULL; i++)
    load (rare[i]);
  load ("libav");
  registry = gst_registry_get ();
  features = gst_registry_get_feature_list_by_plugin (registry, "libav");
  for (GList *l = features; l != NULL; l = l->next)
    if (!g_strv_contains (of_libav, gst_plugin_feature_get_name (l->data)))
      gst_registry_remove_feature (registry, l->data);
  gst_plugin_feature_list_free (features);
}
