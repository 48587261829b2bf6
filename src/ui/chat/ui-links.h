/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UiLinksMark:
 * @begin: in bytes
 * @end: the one after
 * @open: markup before it; borrowed
 * @close: and after it; borrowed
 *
 * A part of a text that stands out.
 */
typedef struct {
  gsize       begin;
  gsize       end;
  const char *open;
  const char *close;
} UiLinksMark;

/* Pango markup of @text: everything escaped, links of harmless kinds made links. */
char     *ui_links_to_markup    (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* The same with @marks, in order and none within another; not in links */
char     *ui_links_to_marked_markup (const char        *text,
                                 const UiLinksMark *marks,
                                 guint              n_marks) G_GNUC_WARN_UNUSED_RESULT;
/* http, https, xmpp, mailto, geo, tel: what may be handed to the desktop. */
gboolean  ui_links_is_allowed   (const char *uri);
/* Where the link ends that goes on beyond @length bytes of @text; @length when none does. */
gsize     ui_links_skip         (const char *text,
                                 gsize       length);
/* The first link of @text; NULL without one. */
char     *ui_links_dup_first    (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* How many emoji @text is made of, and nothing else but spaces; 0 when there is anything else. */
guint     ui_links_count_emoji  (const char *text);

G_END_DECLS
