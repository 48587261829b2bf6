/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a picture or a film that is about to be sent: what is left of it is as long as was
 * said, and no longer than it was but for which way is up. */
#include "media-clean.h"

#define MAX_ADDED 64

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GInputStream) input = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(MediaClean) clean = media_clean_new (input, NULL, &error);
  g_autoptr(GInputStream) left = NULL;
  g_autoptr(GOutputStream) output = NULL;
  gssize n_left;

  g_assert_no_error (error);
  if (clean == NULL)
    return 0;

  left = media_clean_open (clean, input);
  output = g_memory_output_stream_new_resizable ();
  n_left = g_output_stream_splice (output, left, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_left, ==, clean->size);
  g_assert_cmpint (n_left, <=, (gint64) size + MAX_ADDED);
  return 0;
}
