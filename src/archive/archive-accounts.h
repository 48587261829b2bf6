/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"

G_BEGIN_DECLS

typedef enum {
  ARCHIVE_TLS_AUTO,
  ARCHIVE_TLS_STARTTLS,
  ARCHIVE_TLS_DIRECT,
  ARCHIVE_TLS_WEBSOCKET,
} ArchiveTlsMode;

/**
 * ArchiveAccount:
 * @id: 0 in one that is to be added
 * @address: the bare address
 * @position: its place in the list
 * @color: (nullable): as the user chose it, "#3584e4"
 * @host: (nullable): connect here instead of where DNS says
 * @port: 0: the usual one
 * @ca_file: (nullable): trusted besides the system's
 * @client_certificate: (nullable): path of a certificate for SASL EXTERNAL
 * @resource: (nullable): what to ask the server for
 * @allow_plain: whether SASL PLAIN is acceptable inside verified TLS
 * @mechanism: (nullable): the strongest SASL mechanism that was seen, never to fall below it
 * @show: (nullable): the presence last chosen: "away", "dnd", …; "offline"; NULL is available
 * @status: (nullable): the text with it
 * @proxy: (nullable): what to connect through, without a password; NULL is as the desktop says
 * @certificates: (nullable): SHA-256 fingerprints in hex, of certificates that the user accepted
 *
 * What is known of an own account. Never its password.
 */
typedef struct {
  gint64           id;
  char            *address;
  gboolean         enabled;
  guint            position;
  char            *color;
  char            *host;
  guint16          port;
  ArchiveTlsMode   tls;
  char            *ca_file;
  char            *client_certificate;
  char            *resource;
  gboolean         allow_plain;
  char            *mechanism;
  char            *show;
  char            *status;
  char            *proxy;
  char           **certificates;
} ArchiveAccount;

ArchiveAccount *archive_account_new  (void) G_GNUC_WARN_UNUSED_RESULT;
ArchiveAccount *archive_account_copy (const ArchiveAccount *self) G_GNUC_WARN_UNUSED_RESULT;
void            archive_account_free (ArchiveAccount       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveAccount, archive_account_free)

/* load: ArchiveAccount, by position. save: id 0 adds, else replaces; gives the id (0: failed).
 * delete: with its conversations, messages, roster, settings. */
void       archive_accounts_load_async    (ArchiveDatabase      *database,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GPtrArray *archive_accounts_load_finish   (ArchiveDatabase      *database,
                                           GAsyncResult         *result,
                                           GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void       archive_accounts_save_async    (ArchiveDatabase      *database,
                                           const ArchiveAccount *account,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gint64     archive_accounts_save_finish   (ArchiveDatabase      *database,
                                           GAsyncResult         *result,
                                           GError              **error);
void       archive_accounts_delete_async  (ArchiveDatabase      *database,
                                           gint64                account_id,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean   archive_accounts_delete_finish (ArchiveDatabase      *database,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
