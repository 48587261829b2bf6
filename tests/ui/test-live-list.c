/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-item-watch.h"
#include "ui-live-list.h"
#include "ui-match.h"
#include "ui-test.h"

/* What a list told of its last change. */
typedef struct {
  guint position;
  guint removed;
  guint added;
  guint n_changes;
  guint n_selections;
} Heard;

static void
changed_cb (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            Heard      *heard)
{
  heard->position = position;
  heard->removed = removed;
  heard->added = added;
  heard->n_changes++;
}

static void
selection_cb (GtkSelectionModel *model,
              guint              position,
              guint              n_items,
              Heard             *heard)
{
  heard->n_selections++;
}

/* A list of labels "a", "b"… from a pool, so that the same letter is the same object. */
static GPtrArray *
letters (GtkStringObject **pool,
         const char       *text)
{
  GPtrArray *array = g_ptr_array_new_with_free_func (g_object_unref);

  for (const char *p = text; *p != '\0'; p++)
    g_ptr_array_add (array, g_object_ref (pool[*p - 'a']));
  return array;
}

static void
test_tells_the_difference (void)
{
  static const struct {
    const char *before;
    const char *after;
    guint       position, removed, added, n_changes;
  } cases[] = {
    { "abc", "abc", 0, 0, 0, 0 },
    { "", "abc", 0, 0, 3, 1 },
    { "abc", "", 0, 3, 0, 1 },
    { "abcdef", "dabcef", 0, 4, 4, 1 },
    { "abc", "abdc", 2, 0, 1, 1 },
    { "abdc", "abc", 2, 1, 0, 1 },
    { "abcde", "edcba", 0, 5, 5, 1 },
    { "aab", "ab", 1, 1, 0, 1 },
  };
  GtkStringObject *pool[6];

  for (guint i = 0; i < G_N_ELEMENTS (pool); i++)
    pool[i] = gtk_string_object_new ("letter");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(UiLiveList) list = ui_live_list_new (GTK_TYPE_STRING_OBJECT);
      Heard heard = { 0 };

      ui_live_list_take_items (list, letters (pool, cases[i].before));
      g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), &heard);
      ui_live_list_take_items (list, letters (pool, cases[i].after));
      g_assert_cmpuint (heard.n_changes, ==, cases[i].n_changes);
      g_assert_cmpuint (heard.position, ==, cases[i].position);
      g_assert_cmpuint (heard.removed, ==, cases[i].removed);
      g_assert_cmpuint (heard.added, ==, cases[i].added);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==,
                        strlen (cases[i].after));
    }
  for (guint i = 0; i < G_N_ELEMENTS (pool); i++)
    g_assert_finalize_object (pool[i]);
}

static void
test_one_is_chosen (void)
{
  g_autoptr(UiLiveList) list = ui_live_list_new (GTK_TYPE_STRING_OBJECT);
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (list);
  GtkStringObject *pool[3];
  Heard heard = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (pool); i++)
    pool[i] = gtk_string_object_new ("letter");
  ui_live_list_take_items (list, letters (pool, "abc"));
  g_signal_connect (list, "selection-changed", G_CALLBACK (selection_cb), &heard);

  ui_live_list_choose (list, pool[1]);
  g_assert_cmpuint (heard.n_selections, ==, 1);
  g_assert_true (gtk_selection_model_is_selected (selection, 1));
  g_assert_false (gtk_selection_model_is_selected (selection, 0));

  /* It goes with its item. */
  ui_live_list_take_items (list, letters (pool, "bac"));
  g_assert_true (gtk_selection_model_is_selected (selection, 0));

  /* Neither a pointer that hovers nor keys choose. */
  g_assert_false (gtk_selection_model_select_item (selection, 2, TRUE));
  g_assert_true (gtk_selection_model_is_selected (selection, 0));

  ui_live_list_choose (list, pool[2]);
  g_assert_cmpuint (heard.n_selections, ==, 3);
  ui_live_list_choose (list, NULL);
  g_assert_false (gtk_selection_model_is_selected (selection, 2));
  for (guint i = 0; i < G_N_ELEMENTS (pool); i++)
    g_object_unref (pool[i]);
}

static void
count_cb (UiItemWatch *watch,
          guint       *count)
{
  (*count)++;
}

static void
test_watch_tells_once (void)
{
  static const char *const properties[] = { "label", NULL };
  g_autoptr(GListStore) store = g_list_store_new (GTK_TYPE_WIDGET);
  UiItemWatch *watch = ui_item_watch_new (G_LIST_MODEL (store), properties);
  guint count = 0;

  g_signal_connect (watch, "changed", G_CALLBACK (count_cb), &count);
  ui_test_settle ();
  g_assert_cmpuint (count, ==, 1);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(GtkWidget) label = g_object_ref_sink (gtk_label_new ("a"));

      g_list_store_append (store, label);
      gtk_label_set_text (GTK_LABEL (label), "b");
    }
  ui_test_settle ();
  g_assert_cmpuint (count, ==, 2);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(GtkLabel) label = g_list_model_get_item (G_LIST_MODEL (store), i);

      gtk_label_set_text (label, "c");
    }
  ui_test_settle ();
  g_assert_cmpuint (count, ==, 3);

  {
    g_autoptr(GtkLabel) label = g_list_model_get_item (G_LIST_MODEL (store), 50);

    /* Not what was asked for */
    gtk_label_set_wrap (label, TRUE);
    ui_test_settle ();
    g_assert_cmpuint (count, ==, 3);

    /* Gone, so no longer heard */
    g_list_store_remove (store, 50);
    ui_test_settle ();
    g_assert_cmpuint (count, ==, 4);
    gtk_label_set_text (label, "d");
    ui_test_settle ();
    g_assert_cmpuint (count, ==, 4);
  }

  g_assert_finalize_object (watch);
  g_list_store_remove_all (store);
}

static void
test_match (void)
{
  static const struct {
    const char *typed;
    const char *name;
    const char *address;
    gboolean    found;
  } cases[] = {
    { "mar", "Marta Ruiz", "m@a.example", TRUE },
    { "rui", "Marta Ruiz", "m@a.example", TRUE },
    { "RUIZ mar", "Marta Ruiz", "m@a.example", TRUE },
    { "art", "Marta Ruiz", "m@a.example", FALSE },
    { "jose", "José", "x@a.example", TRUE },
    { "JOSÉ", "Jose", "x@a.example", TRUE },
    { "nuria", "Núria Puig", "n@a.example", TRUE },
    { "أمل", "أمل حداد", "a@a.example", TRUE },
    { "exa", "Marta", "m@example.org", FALSE },
    { "example.org", "Marta", "m@example.org", TRUE },
    { "@example", "Marta", "m@example.org", TRUE },
    { "gil", "Luis", "luis.gil@a.example", TRUE },
    { "marta luis", "Marta", "m@a.example", FALSE },
    { "m-b", "a m-b", "x@a.example", TRUE },
  };

  g_assert_null (ui_match_new (NULL));
  g_assert_null (ui_match_new ("  "));
  g_assert_null (ui_match_new ("\xff"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(UiMatch) match = ui_match_new (cases[i].typed);

      if (ui_match_text (match, cases[i].name, cases[i].address) != cases[i].found)
        g_error ("“%s” in “%s”", cases[i].typed, cases[i].name);
    }
}

int
main (int    argc,
      char **argv)
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/live-list/tells-the-difference", test_tells_the_difference);
  g_test_add_func ("/ui/live-list/one-is-chosen", test_one_is_chosen);
  g_test_add_func ("/ui/live-list/watch-tells-once", test_watch_tells_once);
  g_test_add_func ("/ui/live-list/match", test_match);
  return g_test_run ();
}
