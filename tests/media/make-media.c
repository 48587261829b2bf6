/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make-media PATH WORDS: writes what a GStreamer pipeline gives to a file. Status 77: an element is
 * not there. A program of its own, so that no test has to hold all of GStreamer. */
#include "media-av-plugins.h"

#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
/* What the libraries keep is not what is tested. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}
#endif

int
main (int    argc,
      char **argv)
{
  static const char *const plugins[] = {
    "coreelements", "audiotestsrc", "videotestsrc", "audioconvert", "audioresample",
    "videoconvertscale", "opus", "ogg", "vorbis", "flac", "wavenc", "lame", "isomp4", "matroska",
    "vpx", "aom", "videoparsersbad", "libav", "audioparsers", NULL,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstBus) bus = NULL;
  g_autoptr(GstMessage) message = NULL;
  g_autofree char *all = NULL;

  if (argc != 3)
    return EXIT_FAILURE;

  media_av_plugins_load (plugins);
  all = g_strdup_printf ("%s ! filesink location=\"%s\"", argv[2], argv[1]);
  pipeline = gst_parse_launch (all, &error);
  if (error != NULL)
    {
      g_printerr ("%s\n", error->message);
      return g_error_matches (error, GST_PARSE_ERROR, GST_PARSE_ERROR_NO_SUCH_ELEMENT)
             ? 77 : EXIT_FAILURE;
    }

  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &error, NULL);
      g_printerr ("%s\n", error->message);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return message != NULL && error == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
