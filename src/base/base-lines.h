/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BaseLines:
 * @name: of the line, in capitals, without its group
 * @parameters: all of them, as they stand there; "" without any
 * @value: as it stands there
 *
 * The lines of a card or of a calendar, one after the other: RFC 6350, 3.3, RFC 5545, 3.1 and
 * vCard 2.1. Other fields are its own.
 */
typedef struct {
  char       *name;
  char       *parameters;
  char       *value;
  const char *at;
  const char *end;
  guint       n_lines;
} BaseLines;

/* @data: borrowed */
void     base_lines_init          (BaseLines  *self,
                                   const char *data,
                                   gsize       length);
void     base_lines_clear         (BaseLines  *self);
/* To the next line that is one; FALSE: there is none */
gboolean base_lines_next          (BaseLines  *self);
/* (nullable): the value of a parameter */
char    *base_lines_dup_parameter (BaseLines  *self,
                                   const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* The text, in UTF-8 */
char    *base_lines_dup_text      (BaseLines  *self) G_GNUC_WARN_UNUSED_RESULT;
/* Of several texts with semicolons between them one */
char    *base_lines_dup_field     (BaseLines  *self,
                                   guint       field) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BaseLines, base_lines_clear)

G_END_DECLS
