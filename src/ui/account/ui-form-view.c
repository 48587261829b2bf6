/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's own form (XEP-0004, with media of XEP-0221), as rows. */
#define G_LOG_DOMAIN "ui-form-view"

#include "ui-form-view.h"

#include "base-text.h"
#include "ui-texture-cache.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is in view at once is there at once; the rest follows in slices, between frames. */
#define FIRST_ROWS 20
#define SLICE_US 4000

/* A form is for a person to fill in. What is more stays as the server has it. */
#define MAX_ROWS 2000
#define MAX_OPTIONS 1000
#define MAX_LABEL 500
#define MAX_TEXT 4000
#define MAX_HEADING 100
#define MAX_PICTURE_SIDE 1024
#define PICTURE_HEIGHT 160

struct _UiFormView
{
  GtkWidget  parent_instance;

  ChatForm  *form; /* (nullable) */

  GtkWidget *title;
  GtkWidget *instructions;
  GtkWidget *groups;

  /* While it is filled */
  GtkWidget     *group;  /* (nullable) borrowed: the last of @groups */
  guint          n_rows;
  guint          next;   /* field */
  GtkWidget     *choices; /* (nullable) borrowed: of @field, whose options are not all there */
  ChatFormField *field;  /* (nullable) */
  guint          option; /* of @field */
  guint          idle;
};

G_DEFINE_FINAL_TYPE (UiFormView, ui_form_view, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One input and the field it fills in. */
typedef struct {
  UiFormView    *self; /* borrowed: it owns the input */
  ChatFormField *field;
  guint          option; /* of a multiple choice */
} Input;

static void
input_free (gpointer  data,
            GClosure *closure)
{
  Input *input = data;

  g_object_unref (input->field);
  g_free (input);
}

static void
connect_input (UiFormView    *self,
               gpointer       widget, /* or a text buffer */
               const char    *signal,
               GCallback      callback,
               ChatFormField *field,
               guint          option)
{
  Input *input = g_new0 (Input, 1);

  input->self = self;
  input->field = g_object_ref (field);
  input->option = option;
  g_signal_connect_data (widget, signal, callback, input, input_free, 0);
}

static void
changed (UiFormView *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
text_changed_cb (GtkEditable *editable,
                 gpointer     user_data)
{
  Input *input = user_data;

  chat_form_field_set_value (input->field, gtk_editable_get_text (editable));
  changed (input->self);
}

static void
buffer_changed_cb (GtkTextBuffer *buffer,
                   gpointer       user_data)
{
  Input *input = user_data;
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  chat_form_field_set_value (input->field, text);
  changed (input->self);
}

static void
switched_cb (GtkSwitch  *button,
             GParamSpec *pspec,
             gpointer    user_data)
{
  Input *input = user_data;

  chat_form_field_set_value (input->field, gtk_switch_get_active (button) ? "1" : "0");
  changed (input->self);
}

static void
chosen_cb (AdwComboRow *row,
           GParamSpec  *pspec,
           gpointer     user_data)
{
  Input *input = user_data;
  const char *const *options = chat_form_field_get_options (input->field);
  guint selected = adw_combo_row_get_selected (row);

  if (selected < g_strv_length ((char **) options))
    chat_form_field_set_value (input->field, options[selected]);
  changed (input->self);
}

static void
checked_cb (GtkCheckButton *button,
            gpointer        user_data)
{
  Input *input = user_data;
  const char *const *values = chat_form_field_get_values (input->field);
  const char *option = chat_form_field_get_options (input->field)[input->option];
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) chosen = NULL;

  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    {
      if (!g_str_equal (values[i], option))
        g_strv_builder_add (builder, values[i]);
    }
  if (gtk_check_button_get_active (button))
    g_strv_builder_add (builder, option);
  chosen = g_strv_builder_end (builder);
  chat_form_field_set_values (input->field, (const char *const *) chosen);
  changed (input->self);
}

static void
add_group (UiFormView *self)
{
  self->group = adw_preferences_group_new ();
  gtk_box_append (GTK_BOX (self->groups), self->group);
  gtk_widget_set_visible (self->groups, TRUE);
}

static void
add_row (UiFormView *self,
         GtkWidget  *row)
{
  if (self->group == NULL)
    add_group (self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
}

/* The label, with a mark on what must be filled in. */
static void
set_title (GtkWidget     *row,
           ChatFormField *field)
{
  const char *description = chat_form_field_get_description (field);
  g_autofree char *label = base_text_truncate (chat_form_field_get_label (field), MAX_LABEL);
  g_autofree char *title = chat_form_field_get_required (field)
                           ? g_strdup_printf ("%s *", label) : g_strdup (label);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  /* The title of an entry is one line. */
  gtk_widget_set_tooltip_text (row, description != NULL || !ADW_IS_ENTRY_ROW (row) ? description
                                                                                   : label);
}

/* A picture that is to be decoded. */
typedef struct {
  GtkWidget *picture;
  GBytes    *encoded;
} Pending;

static void
pending_free (gpointer  data,
              GClosure *closure)
{
  Pending *pending = data;

  g_object_unref (pending->picture);
  g_bytes_unref (pending->encoded);
  g_free (pending);
}

/* From a stranger: where it cannot be shown there is no row of it. */
static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GtkWidget) widget = user_data;
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(ChatPicture) picture =
    chat_pictures_decode_finish (CHAT_PICTURES (object), result, &error);

  if (picture == NULL || row == NULL)
    {
      g_debug ("No picture in a form: %s", error != NULL ? error->message : "it is gone");
      return;
    }

  texture = ui_texture_new (picture, 0);
  gtk_picture_set_paintable (GTK_PICTURE (widget), GDK_PAINTABLE (texture));
  gtk_widget_set_size_request (widget, -1,
                               MIN (gdk_texture_get_height (texture), PICTURE_HEIGHT));
  gtk_widget_set_visible (row, TRUE);
}

/* Once: when the form is in a window it is known what decodes. */
static void
map_cb (UiFormView *self,
        Pending    *pending)
{
  static const ChatPictureSize size = { MAX_PICTURE_SIDE, MAX_PICTURE_SIDE, FALSE, 0 };
  UiTextureCache *cache = ui_texture_cache_for_widget (GTK_WIDGET (self));

  if (cache == NULL)
    return;

  chat_pictures_decode_async (ui_texture_cache_get_pictures (cache), pending->encoded, &size, NULL,
                              decoded_cb, g_object_ref (pending->picture));
  g_signal_handlers_disconnect_by_func (self, map_cb, pending);
}

static void
add_picture (UiFormView    *self,
             ChatFormField *field)
{
  GBytes *bytes = chat_form_field_get_picture (field);
  GtkWidget *picture = NULL;
  GtkWidget *row = NULL;
  Pending *pending;

  if (bytes == NULL)
    return;

  picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), _("Picture with the answer"));
  gtk_widget_set_margin_top (picture, 12);
  gtk_widget_set_margin_bottom (picture, 12);
  row = adw_preferences_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), picture);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, FALSE);
  add_row (self, row);

  pending = g_new0 (Pending, 1);
  pending->picture = g_object_ref (picture);
  pending->encoded = g_bytes_ref (bytes);
  g_signal_connect_data (self, "map", G_CALLBACK (map_cb), pending, pending_free, 0);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    map_cb (self, pending);
}

static void
add_text (UiFormView    *self,
          ChatFormField *field,
          gboolean       secret)
{
  GtkWidget *row = secret ? adw_password_entry_row_new () : adw_entry_row_new ();

  set_title (row, field);
  gtk_editable_set_text (GTK_EDITABLE (row), chat_form_field_get_value (field));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  connect_input (self, row, "changed", G_CALLBACK (text_changed_cb), field, 0);
  add_row (self, row);
}

static void
add_lines (UiFormView    *self,
           ChatFormField *field)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_buffer_set_text (buffer, chat_form_field_get_value (field), -1);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 12);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_size_request (scrolled, -1, 96);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  chat_form_field_get_label (field), -1);
  set_title (row, field);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), scrolled);
  connect_input (self, buffer, "changed", G_CALLBACK (buffer_changed_cb), field, 0);
  add_row (self, row);
}

static gboolean
is_true (const char *value)
{
  return g_str_equal (value, "1") || g_str_equal (value, "true");
}

static void
add_switch (UiFormView    *self,
            ChatFormField *field)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_switch_new ();

  set_title (row, field);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (button), is_true (chat_form_field_get_value (field)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  connect_input (self, button, "notify::active", G_CALLBACK (switched_cb), field, 0);
  add_row (self, row);
}

static void
add_choice (UiFormView    *self,
            ChatFormField *field)
{
  const char *const *options = chat_form_field_get_options (field);
  const char *const *labels = chat_form_field_get_option_labels (field);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; options[i] != NULL && i < MAX_OPTIONS; i++)
    {
      gtk_string_list_take (names, base_text_truncate (labels[i], MAX_LABEL));
      if (g_str_equal (options[i], chat_form_field_get_value (field)))
        selected = i;
    }
  set_title (row, field);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  connect_input (self, row, "notify::selected", G_CALLBACK (chosen_cb), field, 0);
  add_row (self, row);
}

static void
add_choices (UiFormView    *self,
             ChatFormField *field)
{
  GtkWidget *row = adw_expander_row_new ();

  set_title (row, field);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  add_row (self, row);
  self->choices = row;
  g_set_object (&self->field, field);
  self->option = 0;
}

static void
add_option (UiFormView *self)
{
  const char *const *values = chat_form_field_get_values (self->field);
  const char *value = chat_form_field_get_options (self->field)[self->option];
  g_autofree char *label = NULL;
  GtkWidget *row = NULL;
  GtkWidget *check = NULL;

  if (value == NULL || self->option == MAX_OPTIONS)
    {
      self->choices = NULL;
      g_clear_object (&self->field);
      return;
    }

  label = base_text_truncate (chat_form_field_get_option_labels (self->field)[self->option],
                              MAX_LABEL);
  row = adw_action_row_new ();
  check = gtk_check_button_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               values != NULL && g_strv_contains (values, value));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  connect_input (self, check, "toggled", G_CALLBACK (checked_cb), self->field, self->option);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self->choices), row);
  self->option++;
}

/* With what is only to be read begins a section: its heading, or what explains it. */
static void
add_fixed (UiFormView    *self,
           ChatFormField *field)
{
  const char *value = chat_form_field_get_value (field);
  gboolean is_heading;
  g_autofree char *cut = NULL;
  g_autofree char *escaped = NULL;

  if (*value == '\0')
    value = chat_form_field_get_label (field);
  is_heading = g_utf8_strlen (value, -1) <= MAX_HEADING && strchr (value, '\n') == NULL;
  cut = base_text_truncate (value, MAX_TEXT);
  escaped = g_markup_escape_text (cut, -1);
  add_group (self);
  if (is_heading)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), escaped);
  else
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group), escaped);
}

static void
add_field (UiFormView    *self,
           ChatFormField *field)
{
  add_picture (self, field);
  switch (chat_form_field_get_kind (field))
    {
    case CHAT_FIELD_PASSWORD:
      add_text (self, field, TRUE);
      break;
    case CHAT_FIELD_MULTILINE:
      add_lines (self, field);
      break;
    case CHAT_FIELD_BOOLEAN:
      add_switch (self, field);
      break;
    case CHAT_FIELD_CHOICE:
      add_choice (self, field);
      break;
    case CHAT_FIELD_MULTIPLE_CHOICE:
      add_choices (self, field);
      break;
    case CHAT_FIELD_FIXED:
      add_fixed (self, field);
      break;
    case CHAT_FIELD_HIDDEN:
      break;
    case CHAT_FIELD_TEXT:
    default:
      add_text (self, field, FALSE);
      break;
    }
}

static void
show_text (GtkWidget  *label,
           const char *text) /* (nullable) */
{
  g_autofree char *cut = base_text_truncate (text != NULL ? text : "", MAX_TEXT);

  gtk_label_set_text (GTK_LABEL (label), cut);
  gtk_widget_set_visible (label, *cut != '\0');
}

/* FALSE: everything is there. */
static gboolean
add_next (UiFormView *self)
{
  g_autoptr(ChatFormField) field = NULL;

  if (self->n_rows++ >= MAX_ROWS)
    {
      add_group (self);
      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group),
                                             _("There is more than can be shown here. It stays as "
                                               "it is."));
      return FALSE;
    }
  if (self->choices != NULL)
    {
      add_option (self);
      return TRUE;
    }

  field = g_list_model_get_item (G_LIST_MODEL (self->form), self->next++);
  if (field != NULL)
    add_field (self, field);
  return field != NULL;
}

static gboolean
idle_cb (gpointer user_data)
{
  UiFormView *self = user_data;
  gint64 end_us = g_get_monotonic_time () + SLICE_US;

  while (g_get_monotonic_time () < end_us)
    if (!add_next (self))
      {
        self->idle = 0;
        return G_SOURCE_REMOVE;
      }

  return G_SOURCE_CONTINUE;
}

static void
clear (UiFormView *self)
{
  GtkWidget *child = NULL;

  g_clear_handle_id (&self->idle, g_source_remove);
  while (self->groups != NULL && (child = gtk_widget_get_first_child (self->groups)) != NULL)
    gtk_box_remove (GTK_BOX (self->groups), child);
  if (self->groups != NULL)
    gtk_widget_set_visible (self->groups, FALSE); /* until there is something */
  self->group = NULL;
  self->choices = NULL;
  g_clear_object (&self->field);
  self->n_rows = 0;
  self->next = 0;
}

static void
rebuild (UiFormView *self)
{
  gboolean is_more = self->form != NULL;

  clear (self);
  show_text (self->title, self->form != NULL ? chat_form_get_title (self->form) : NULL);
  show_text (self->instructions,
             self->form != NULL ? chat_form_get_instructions (self->form) : NULL);
  while (is_more && self->n_rows < FIRST_ROWS)
    is_more = add_next (self);
  if (is_more)
    self->idle = g_idle_add (idle_cb, self);
}

static void
ui_form_view_dispose (GObject *object)
{
  UiFormView *self = UI_FORM_VIEW (object);
  GtkWidget *child = NULL;

  clear (self);
  self->groups = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->form);

  G_OBJECT_CLASS (ui_form_view_parent_class)->dispose (object);
}

static void
ui_form_view_class_init (UiFormViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ui_form_view_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
ui_form_view_init (UiFormView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget **labels[] = { &self->title, &self->instructions };
  g_autoptr(PangoAttrList) plain = pango_attr_list_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  /* An address has no hyphen that is not its own. */
  pango_attr_list_insert (plain, pango_attr_insert_hyphens_new (FALSE));
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      *labels[i] = gtk_label_new (NULL);
      gtk_label_set_wrap (GTK_LABEL (*labels[i]), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (*labels[i]), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_attributes (GTK_LABEL (*labels[i]), plain);
      gtk_label_set_xalign (GTK_LABEL (*labels[i]), 0);
      gtk_widget_hide (*labels[i]);
      gtk_widget_set_parent (*labels[i], GTK_WIDGET (self));
    }
  gtk_widget_add_css_class (self->title, "heading");
  self->groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_parent (self->groups, GTK_WIDGET (self));
}

ChatForm *
ui_form_view_get_form (UiFormView *self)
{
  g_return_val_if_fail (UI_IS_FORM_VIEW (self), NULL);

  return self->form;
}

void
ui_form_view_set_form (UiFormView *self,
                       ChatForm   *form)
{
  g_return_if_fail (UI_IS_FORM_VIEW (self));

  if (!g_set_object (&self->form, form))
    return;

  rebuild (self);
  changed (self);
}

gboolean
ui_form_view_get_complete (UiFormView *self)
{
  guint n_fields;

  g_return_val_if_fail (UI_IS_FORM_VIEW (self), FALSE);

  n_fields = self->form != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->form)) : 0;
  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr(ChatFormField) field = g_list_model_get_item (G_LIST_MODEL (self->form), i);
      ChatFieldKind kind = chat_form_field_get_kind (field);

      if (chat_form_field_get_required (field) && kind != CHAT_FIELD_HIDDEN
          && kind != CHAT_FIELD_FIXED && kind != CHAT_FIELD_BOOLEAN
          && *chat_form_field_get_value (field) == '\0')
        return FALSE;
    }
  return self->form != NULL;
}
