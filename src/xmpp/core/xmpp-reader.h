/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppReader:
 *
 * Reads a stream in slices of a few milliseconds, and lets the main loop draw and answer between
 * them: a flood of stanzas does not freeze the windows. It fills no queue either, since nothing
 * is read before what was read is told.
 */
typedef struct _XmppReader XmppReader;

typedef enum {
  XMPP_READER_HEADER,
  XMPP_READER_ELEMENT,
  XMPP_READER_SKIPPED,
  XMPP_READER_END,
} XmppReaderEvent;

/**
 * XmppReaderFuncs:
 * @event: something was read: the stream's header, a child, a child without what was in it
 *   because it passed a limit, the end (then @element is %NULL)
 * @heard: so many bytes arrived
 * @failed: nothing more can be read: %XMPP_ERROR_DISCONNECTED, or of the domain
 *   %XMPP_PARSER_ERROR
 *
 * Each may call any function of the reader, xmpp_reader_free() too.
 */
typedef struct {
  void (*event)  (XmppReaderEvent  event,
                  XmppElement     *element,
                  gpointer         user_data);
  void (*heard)  (gsize            n_bytes,
                  gpointer         user_data);
  void (*failed) (const GError    *error,
                  gpointer         user_data);
} XmppReaderFuncs;

XmppReader *xmpp_reader_new         (const XmppReaderFuncs *funcs,
                                     gpointer               user_data) G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_reader_free        (XmppReader            *self);

void        xmpp_reader_set_input   (XmppReader            *self,
                                     GInputStream          *input);
void        xmpp_reader_set_running (XmppReader            *self,
                                     gboolean               running);
void        xmpp_reader_set_exact   (XmppReader            *self,
                                     gboolean               exact);
void        xmpp_reader_set_trusted (XmppReader            *self);
void        xmpp_reader_set_broken  (XmppReader            *self,
                                     const GError          *error);
void        xmpp_reader_restart     (XmppReader            *self);
gboolean    xmpp_reader_is_drained  (XmppReader            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppReader, xmpp_reader_free)

G_END_DECLS
