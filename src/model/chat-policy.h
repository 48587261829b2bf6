/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Privacy and behaviour (GSettings are read by app and handed down): */
typedef struct {
  gboolean send_typing;       /* XEP-0085 */
  gboolean send_receipts;     /* XEP-0184 */
  gboolean send_markers;      /* XEP-0333 */
  gboolean send_idle;         /* XEP-0319 */
  gboolean answer_version;    /* XEP-0092, XEP-0202: to contacts only in any case */
  guint    away_after_s;      /* 0: never */
  guint    extended_away_after_s;
  gboolean fetch_files;       /* by themselves, of whom one knows: what is shown */
  gint64   fetch_max_bytes;
  gboolean preview_links;     /* what is told of them is asked of their sites */
  gboolean clean_pictures;    /* what pictures tell of whoever made them is not sent */
  gboolean show_address;      /* who sends us a file directly, or gets one, may see where we are */
} ChatPolicy;

#define CHAT_POLICY_INIT \
  { TRUE, TRUE, TRUE, TRUE, TRUE, 300, 1800, TRUE, 10 * 1000 * 1000, TRUE, TRUE, TRUE }

G_END_DECLS
