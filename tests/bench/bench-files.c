/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file to the web or from there:
 *   bench-files put URL CA FILE
 *   bench-files get URL CA FOLDER [SHA256]
 * Prints seconds, ms of CPU, and by how many KiB it grew at most. */
#include "net-client.h"
#include "net-download.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
  GMainLoop *loop;
  gboolean   is_put;
  GError    *error;
} Run;

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Run *run = user_data;
  g_autofree char *what = run->is_put ? net_client_put_finish (NET_CLIENT (object), result,
                                                               &run->error)
                                      : net_download_finish (NET_CLIENT (object), result, NULL,
                                                             &run->error);

  g_main_loop_quit (run->loop);
}

/* What getrusage() knows is that of who has started us as well. */
static long
get_peak_kib (void)
{
  g_autofree char *status = NULL;
  const char *peak;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  peak = status != NULL ? strstr (status, "VmHWM:") : NULL;
  return peak != NULL ? strtol (peak + strlen ("VmHWM:"), NULL, 10) : 0;
}

static double
get_cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GTlsDatabase) roots = NULL;
  g_autoptr(NetClient) client = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Run run = { .loop = loop };
  gint64 began_us;
  long idle_kib;

  if (argc < 5 || argc > 6 || (roots = g_tls_file_database_new (argv[3], &error)) == NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "put|get URL CA PATH [SHA256]");
      return EXIT_FAILURE;
    }

  run.is_put = g_str_equal (argv[1], "put");
  client = net_client_new (roots, NULL, NULL, NULL, NULL);
  idle_kib = get_peak_kib ();
  began_us = g_get_monotonic_time ();
  if (run.is_put)
    {
      g_autoptr(GFile) file = g_file_new_for_path (argv[4]);
      g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, &error);
      g_autoptr(GFileInfo) info =
        g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, &error);

      g_assert_no_error (error);
      net_client_put_async (client, argv[2], G_INPUT_STREAM (stream), g_file_info_get_size (info),
                            NULL, NULL, NULL, NULL, NULL, done_cb, &run);
    }
  else
    net_download_async (client, &(const NetDownload) {
      .url = argv[2], .folder = argv[4], .name = "got", .key = "got", .sha256 = argv[5], .size = -1,
      .max_size = G_MAXINT64, .may_be_near = TRUE }, NULL, NULL, NULL, done_cb, &run);
  g_main_loop_run (loop);
  if (run.error != NULL)
    {
      g_printerr ("%s\n", run.error->message);
      return EXIT_FAILURE;
    }

  g_print ("%.3f %.0f %ld\n", (double) (g_get_monotonic_time () - began_us) / 1e6, get_cpu_ms (),
           get_peak_kib () - idle_kib);
  return EXIT_SUCCESS;
}
