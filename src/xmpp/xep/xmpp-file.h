/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

#define XMPP_FILE_MAX_HASHES     8
#define XMPP_FILE_MAX_THUMBNAILS 8
#define XMPP_FILE_MAX_DIMENSION  65535

/**
 * XmppFileHash:
 *
 * What a file's bytes amount to: XEP-0300. Only of algorithms that are known to be strong, and of
 * the length that they give.
 */
typedef struct {
  char   *algorithm; /* "sha-256" or "sha-512", or so of "sha3" and "blake2b" */
  GBytes *digest;
} XmppFileHash;

/**
 * XmppFileThumbnail:
 *
 * Where a small picture of a file is: XEP-0264.
 */
typedef struct {
  char  *uri;        /* "cid:", "https:" or "data:"; what it leads to is unchecked */
  char  *media_type; /* (nullable) */
  guint  width;      /* 0: not told */
  guint  height;
} XmppFileThumbnail;

/**
 * XmppFile:
 *
 * What somebody says of a file: XEP-0446. None of it is known to be so before the file is there.
 * Fields may be filled in by hand to describe one that is sent.
 */
typedef struct {
  char      *name;        /* (nullable): fit to be shown and to be written under */
  char      *media_type;  /* (nullable): "image/png", without parameters, in lower case */
  char      *description; /* (nullable): for people */
  gint64     size;        /* in bytes; -1: not told */
  gint64     length_ms;   /* of sound and video; 0: not told */
  gint64     time_us;     /* last changed, since 1970, never in the future; 0: not told */
  guint      width;       /* 0: not told, or neither is */
  guint      height;
  GPtrArray *hashes;      /* owned XmppFileHash, one of an algorithm */
  GPtrArray *thumbnails;  /* owned XmppFileThumbnail */
} XmppFile;

XmppFile    *xmpp_file_new           (void) G_GNUC_WARN_UNUSED_RESULT;
XmppFile    *xmpp_file_copy          (const XmppFile *self) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_file_free          (XmppFile       *self);
XmppFile    *xmpp_file_read          (XmppElement    *file) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_file_write         (const XmppFile *self,
                                      XmppElement    *parent);

void         xmpp_file_write_thumbnails (const XmppFile *self,
                                         XmppElement    *file);

GBytes      *xmpp_file_get_hash      (const XmppFile *self,
                                      const char     *algorithm); /* (nullable) borrowed */
gboolean     xmpp_file_add_hash      (XmppFile       *self,
                                      const char     *algorithm,
                                      GBytes         *digest);
gboolean     xmpp_file_add_thumbnail (XmppFile       *self,
                                      const char     *uri,
                                      const char     *media_type, /* (nullable) */
                                      guint           width,
                                      guint           height);

char        *xmpp_media_type_parse   (const char     *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppFile, xmpp_file_free)

G_END_DECLS
