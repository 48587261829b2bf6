/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NetPage:
 * @title: (nullable): what the page is called
 * @description: (nullable): what it is about
 * @site: (nullable): the site that it belongs to
 *
 * What a page of the web says of itself: in UTF-8, of bounded length, but otherwise as it stands
 * there.
 */
typedef struct {
  char *title;
  char *description;
  char *site;
} NetPage;

void     net_page_free (NetPage    *self);
/* @charset: (nullable): as whoever sent it says. In no hurry: not from the main thread */
NetPage *net_html_read (const char *data,
                        gsize       length,
                        const char *charset) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetPage, net_page_free)

G_END_DECLS
