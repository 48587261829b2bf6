/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libsoup alone does with one file, without a sum of it, without waiting for the disk:
 *   floor-files put URL CA FILE
 *   floor-files get URL CA FOLDER
 * Prints seconds. It is asked to wait: that is the faster way to put something. */
#include <libsoup/soup.h>
#include <stdlib.h>

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsDatabase) roots = NULL;
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GInputStream) answer = NULL;
  g_autoptr(GFile) file = NULL;
  gboolean is_put;
  gint64 began_us;

  if (argc != 5 || (roots = g_tls_file_database_new (argv[3], &error)) == NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "put|get URL CA PATH");
      return EXIT_FAILURE;
    }

  is_put = g_str_equal (argv[1], "put");
  soup_session_set_tls_database (session, roots);
  message = soup_message_new (is_put ? SOUP_METHOD_PUT : SOUP_METHOD_GET, argv[2]);
  began_us = g_get_monotonic_time ();
  if (is_put)
    {
      g_autoptr(GFileInfo) info = NULL;
      g_autoptr(GFileInputStream) content = NULL;

      file = g_file_new_for_path (argv[4]);
      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, &error);
      g_assert_no_error (error);
      content = g_file_read (file, NULL, &error);
      g_assert_no_error (error);
      soup_message_set_request_body (message, "application/octet-stream",
                                     G_INPUT_STREAM (content), g_file_info_get_size (info));
    }

  answer = soup_session_send (session, message, NULL, &error);
  g_assert_no_error (error);
  if (!is_put)
    {
      g_autoptr(GFileOutputStream) output = NULL;

      file = g_file_new_build_filename (argv[4], "floor", NULL);
      output = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
      g_assert_no_error (error);
      g_output_stream_splice (G_OUTPUT_STREAM (output), answer,
                              G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
      g_assert_no_error (error);
    }

  g_print ("%.3f\n", (double) (g_get_monotonic_time () - began_us) / 1e6);
  return EXIT_SUCCESS;
}
