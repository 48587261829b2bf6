/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _NetStore NetStore;

/* All of these wait for the disk: not from the main thread, and one thread at a time. */
NetStore *net_store_open    (const char  *folder,
                             const char  *name,
                             const char  *key,
                             gboolean     resumes,
                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether all of it came before */
gboolean  net_store_is_whole (const char *folder,
                              const char *key,
                              gint64      size);
/* Before the first byte */
void      net_store_sum_nothing (NetStore *self);
gint64    net_store_get_size (NetStore   *self);
/* Where what is there can be read; borrowed */
const char *net_store_get_part (NetStore *self);
gboolean  net_store_has_room (NetStore   *self,
                              gint64      size,
                              GError    **error);
gboolean  net_store_restart (NetStore    *self,
                             GError     **error);
gboolean  net_store_append  (NetStore    *self,
                             const void  *data,
                             gsize        n_bytes,
                             GError     **error);
char     *net_store_commit  (NetStore    *self,
                             gint64       size,
                             const char  *sha256,
                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* Leaves most of it behind */
void      net_store_give_back (NetStore  *self);
/* Leaves nothing behind */
void      net_store_discard (NetStore    *self);
/* It was opened for this time only, and did not come whole */
gboolean  net_store_is_passing (NetStore *self);
/* What is there stays, for the next time */
void      net_store_free    (NetStore    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetStore, net_store_free)

G_END_DECLS
