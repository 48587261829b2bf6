/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net-client.h"

G_BEGIN_DECLS

/**
 * NetDownload:
 * @url: https
 * @folder: where it is to be, a path; made where it is not
 * @name: how it is to be called there: no path
 * @key: which file it is, for a try that goes on with another: fit for a file's name
 * @size: bytes that it has; -1: not known
 * @max_size: bytes that it may have
 * @sha256: (nullable): what they amount to, in hex; %NULL: not known
 * @may_be_near: it may come from this machine or from a network nearby
 *
 * A file that is to be fetched.
 */
typedef struct {
  const char *url;
  const char *folder;
  const char *name;
  const char *key;
  gint64      size;
  gint64      max_size;
  const char *sha256;
  gboolean    may_be_near;
} NetDownload;

void   net_download_async  (NetClient           *client,
                            const NetDownload   *download,
                            NetProgressFunc      progress, /* (nullable) */
                            gpointer             progress_data,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data);
/* (transfer full): the path of the file; *@size: how many bytes it has */
char  *net_download_finish (NetClient           *client,
                            GAsyncResult        *result,
                            gint64              *size,     /* (out) (optional) */
                            GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
