/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-image.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Decodes pictures from strangers in a process that has no network, no files and little memory: a
 * hostile one can at worst not be shown. The process runs while there is something to decode, and a
 * little longer. */
#define MEDIA_TYPE_DECODER (media_decoder_get_type ())
G_DECLARE_FINAL_TYPE (MediaDecoder, media_decoder, MEDIA, DECODER, GObject)

/* @program: (nullable): the decoder's; NULL: where it is installed, or was built */
MediaDecoder *media_decoder_new               (const char           *program)
  G_GNUC_WARN_UNUSED_RESULT;
void          media_decoder_decode_async      (MediaDecoder         *self,
                                               GBytes               *encoded,
                                               const MediaImageSize *size,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
void          media_decoder_decode_file_async (MediaDecoder         *self,
                                               GFile                *file,
                                               const MediaImageSize *size,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
MediaImage   *media_decoder_decode_finish     (MediaDecoder         *self,
                                               GAsyncResult         *result,
                                               GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* For tests: (nullable) borrowed: which process it is that decodes now */
const char   *media_decoder_get_process       (MediaDecoder         *self);
/* For tests: ms that one picture may take */
void          media_decoder_set_patience      (MediaDecoder         *self,
                                               guint                 patience_ms);

G_END_DECLS
