/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's form (XEP-0004), as questions that a window asks. */
#define G_LOG_DOMAIN "chat-form"

#include "chat-form.h"

#include "chat-enums.h"
#include "chat-form-private.h"

struct _ChatFormField
{
  GObject        parent_instance;

  ChatFieldKind  kind;
  char          *name;
  char          *label;
  char          *description;   /* (nullable) */
  gboolean       required;
  char         **values;        /* never NULL */
  GPtrArray     *options;       /* owned char *, NULL-terminated */
  GPtrArray     *option_labels; /* owned char *, NULL-terminated */
  GBytes        *picture;       /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ChatFormField, chat_form_field, G_TYPE_OBJECT)

struct _ChatForm
{
  GObject    parent_instance;

  GPtrArray *fields;       /* owned ChatFormField */
  char      *title;        /* (nullable) */
  char      *instructions; /* (nullable) */
  char      *url;          /* (nullable) */
};

static GType
chat_form_get_item_type (GListModel *model)
{
  return CHAT_TYPE_FORM_FIELD;
}

static guint
chat_form_get_n_items (GListModel *model)
{
  return CHAT_FORM (model)->fields->len;
}

static gpointer
chat_form_get_item (GListModel *model,
                    guint       position)
{
  ChatForm *self = CHAT_FORM (model);

  return position < self->fields->len
           ? g_object_ref (g_ptr_array_index (self->fields, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_form_get_item_type;
  iface->get_n_items = chat_form_get_n_items;
  iface->get_item = chat_form_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatForm, chat_form, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum {
  PROP_KIND = 1,
  PROP_NAME,
  PROP_LABEL,
  PROP_DESCRIPTION,
  PROP_REQUIRED,
  PROP_VALUE,
  PROP_VALUES,
  PROP_PICTURE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
chat_form_field_finalize (GObject *object)
{
  ChatFormField *self = CHAT_FORM_FIELD (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->values, g_strfreev);
  g_clear_pointer (&self->options, g_ptr_array_unref);
  g_clear_pointer (&self->option_labels, g_ptr_array_unref);
  g_clear_pointer (&self->picture, g_bytes_unref);

  G_OBJECT_CLASS (chat_form_field_parent_class)->finalize (object);
}

static void
chat_form_field_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  ChatFormField *self = CHAT_FORM_FIELD (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, (int) self->kind);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_REQUIRED:
      g_value_set_boolean (value, self->required);
      break;
    case PROP_VALUE:
      g_value_set_string (value, chat_form_field_get_value (self));
      break;
    case PROP_VALUES:
      g_value_set_boxed (value, self->values);
      break;
    case PROP_PICTURE:
      g_value_set_boxed (value, self->picture);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_form_field_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  ChatFormField *self = CHAT_FORM_FIELD (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      chat_form_field_set_value (self, g_value_get_string (value));
      break;
    case PROP_VALUES:
      chat_form_field_set_values (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_form_field_class_init (ChatFormFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = flags | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = chat_form_field_finalize;
  object_class->get_property = chat_form_field_get_property;
  object_class->set_property = chat_form_field_set_property;

  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, CHAT_TYPE_FIELD_KIND, CHAT_FIELD_TEXT,
                                        flags);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  props[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  props[PROP_REQUIRED] = g_param_spec_boolean ("required", NULL, NULL, FALSE, flags);
  props[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, "", writable);
  props[PROP_VALUES] = g_param_spec_boxed ("values", NULL, NULL, G_TYPE_STRV, writable);
  props[PROP_PICTURE] = g_param_spec_boxed ("picture", NULL, NULL, G_TYPE_BYTES, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
chat_form_field_init (ChatFormField *self)
{
  self->values = g_new0 (char *, 1);
  self->options = g_ptr_array_new_with_free_func (g_free);
  self->option_labels = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->options, NULL);
  g_ptr_array_add (self->option_labels, NULL);
}

ChatFormField *
chat_form_field_new (int         kind,
                     const char *name,
                     const char *label,
                     const char *description,
                     gboolean    required)
{
  ChatFormField *self = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (CHAT_TYPE_FORM_FIELD, NULL);
  self->kind = (ChatFieldKind) kind;
  self->name = g_strdup (name);
  self->label = g_strdup (label != NULL ? label : name);
  self->description = g_strdup (description);
  self->required = required;
  return self;
}

void
chat_form_field_add_option (ChatFormField *self,
                            const char    *value,
                            const char    *label)
{
  g_return_if_fail (CHAT_IS_FORM_FIELD (self));
  g_return_if_fail (value != NULL);

  g_ptr_array_insert (self->options, (int) self->options->len - 1, g_strdup (value));
  g_ptr_array_insert (self->option_labels, (int) self->option_labels->len - 1,
                      g_strdup (label != NULL ? label : value));
}

void
chat_form_field_set_picture (ChatFormField *self,
                             GBytes        *picture)
{
  g_return_if_fail (CHAT_IS_FORM_FIELD (self));

  if (self->picture == picture)
    return;

  g_clear_pointer (&self->picture, g_bytes_unref);
  self->picture = picture != NULL ? g_bytes_ref (picture) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PICTURE]);
}

ChatFieldKind
chat_form_field_get_kind (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), CHAT_FIELD_TEXT);

  return self->kind;
}

const char *
chat_form_field_get_name (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), NULL);

  return self->name;
}

const char *
chat_form_field_get_label (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), NULL);

  return self->label;
}

const char *
chat_form_field_get_description (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), NULL);

  return self->description;
}

gboolean
chat_form_field_get_required (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), FALSE);

  return self->required;
}

const char *
chat_form_field_get_value (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), "");

  return self->values[0] != NULL ? self->values[0] : "";
}

void
chat_form_field_set_value (ChatFormField *self,
                           const char    *value)
{
  const char *const values[] = { value != NULL ? value : "", NULL };

  g_return_if_fail (CHAT_IS_FORM_FIELD (self));

  chat_form_field_set_values (self, values);
}

const char *const *
chat_form_field_get_values (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), NULL);

  return (const char *const *) self->values;
}

void
chat_form_field_set_values (ChatFormField     *self,
                            const char *const *values)
{
  static const char *const nothing[] = { NULL };

  g_return_if_fail (CHAT_IS_FORM_FIELD (self));

  if (values == NULL)
    values = nothing;
  if (g_strv_equal (values, (const char *const *) self->values))
    return;

  g_strfreev (self->values);
  self->values = g_strdupv ((char **) values);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUES]);
}

const char *const *
chat_form_field_get_options (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), NULL);

  return (const char *const *) self->options->pdata;
}

const char *const *
chat_form_field_get_option_labels (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), NULL);

  return (const char *const *) self->option_labels->pdata;
}

GBytes *
chat_form_field_get_picture (ChatFormField *self)
{
  g_return_val_if_fail (CHAT_IS_FORM_FIELD (self), NULL);

  return self->picture;
}

static void
chat_form_finalize (GObject *object)
{
  ChatForm *self = CHAT_FORM (object);

  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->instructions, g_free);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (chat_form_parent_class)->finalize (object);
}

static void
chat_form_class_init (ChatFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_form_finalize;
}

static void
chat_form_init (ChatForm *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
}

ChatForm *
chat_form_new (const char *title,
               const char *instructions,
               const char *url)
{
  ChatForm *self = g_object_new (CHAT_TYPE_FORM, NULL);

  self->title = g_strdup (title);
  self->instructions = g_strdup (instructions);
  self->url = g_strdup (url);
  return self;
}

void
chat_form_add (ChatForm      *self,
               ChatFormField *field)
{
  g_return_if_fail (CHAT_IS_FORM (self));
  g_return_if_fail (CHAT_IS_FORM_FIELD (field));

  g_ptr_array_add (self->fields, field);
  g_list_model_items_changed (G_LIST_MODEL (self), self->fields->len - 1, 0, 1);
}

const char *
chat_form_get_title (ChatForm *self)
{
  g_return_val_if_fail (CHAT_IS_FORM (self), NULL);

  return self->title;
}

const char *
chat_form_get_instructions (ChatForm *self)
{
  g_return_val_if_fail (CHAT_IS_FORM (self), NULL);

  return self->instructions;
}

const char *
chat_form_get_url (ChatForm *self)
{
  g_return_val_if_fail (CHAT_IS_FORM (self), NULL);

  return self->url;
}

ChatFormField *
chat_form_get_field (ChatForm   *self,
                     const char *name)
{
  g_return_val_if_fail (CHAT_IS_FORM (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < self->fields->len; i++)
    {
      ChatFormField *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (field->name, name))
        return field;
    }

  return NULL;
}
