/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What tests of windows share. */

/* Starts GTK and libadwaita, with Charla's style and no animations. */
void       ui_test_init         (int                *argc,
                                 char             ***argv);
/* The settings, all at their defaults */
GSettings *ui_test_new_settings (void) G_GNUC_WARN_UNUSED_RESULT;

/* Runs the main loop until @condition holds. */
#define ui_test_wait_for(condition) \
  G_STMT_START { \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
  } G_STMT_END

/* Lets everything that is due now happen, idle sources too. */
void       ui_test_settle       (void);

/* The child of a template, by its id */
gpointer   ui_test_child        (gpointer            widget,
                                 const char         *id);
/* The first widget of @type under @root whose text, label or title is @text (nullable: any);
 * (nullable) */
gpointer   ui_test_find         (gpointer            root,
                                 GType               type,
                                 const char         *text);
/* How many mapped widgets of @type there are under @root */
guint      ui_test_count        (gpointer            root,
                                 GType               type);
/* Does what a key of @widget does, "<Control>k"; FALSE when it has no such one */
gboolean   ui_test_press        (gpointer            widget,
                                 const char         *key);
/* Lets the key controllers of @widget itself have a key */
gboolean   ui_test_type_key     (gpointer            widget,
                                 guint               keyval);
void       ui_test_click        (gpointer            button);
/* Answers the message dialog that is open over @window */
void       ui_test_answer       (gpointer            window,
                                 const char         *response);
/* The window of @type that is open; (nullable) */
gpointer   ui_test_find_window  (GType               type);
/* Destroys @window (a GtkWindow **) and asserts that nothing keeps it. */
#define ui_test_close(window) \
  G_STMT_START { \
    g_object_add_weak_pointer (G_OBJECT (*(window)), (gpointer *) (window)); \
    gtk_window_destroy (GTK_WINDOW (*(window))); \
    ui_test_settle (); \
    g_assert_null (*(window)); \
  } G_STMT_END

G_END_DECLS
