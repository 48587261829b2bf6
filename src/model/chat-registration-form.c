/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's data form (XEP-0004) as the form that a window shows, and back. Captcha pictures:
 * XEP-0158, XEP-0221, XEP-0231. */
#define G_LOG_DOMAIN "chat-registration"

#include "chat-registration-form.h"

#include "chat-form-private.h"
#include "chat-text.h"
#include "xmpp-bob.h"
#include "xmpp-data-form.h"

#include <string.h>

#define MAX_LABEL_CHARS 500

static const ChatFieldKind kinds[] = {
  [XMPP_FIELD_BOOLEAN] = CHAT_FIELD_BOOLEAN,
  [XMPP_FIELD_FIXED] = CHAT_FIELD_FIXED,
  [XMPP_FIELD_HIDDEN] = CHAT_FIELD_HIDDEN,
  [XMPP_FIELD_JID_MULTI] = CHAT_FIELD_MULTILINE,
  [XMPP_FIELD_JID_SINGLE] = CHAT_FIELD_TEXT,
  [XMPP_FIELD_LIST_MULTI] = CHAT_FIELD_MULTIPLE_CHOICE,
  [XMPP_FIELD_LIST_SINGLE] = CHAT_FIELD_CHOICE,
  [XMPP_FIELD_TEXT_MULTI] = CHAT_FIELD_MULTILINE,
  [XMPP_FIELD_TEXT_PRIVATE] = CHAT_FIELD_PASSWORD,
  [XMPP_FIELD_TEXT_SINGLE] = CHAT_FIELD_TEXT,
};

static void
picture_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ChatFormField) field = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) picture = xmpp_bob_fetch_finish (XMPP_BOB (object), result, &error);

  if (picture != NULL)
    chat_form_field_set_picture (field, picture);
  else
    g_debug ("A picture of a form did not come: %s", error->message);
}

/* Only what the server sends itself; nothing is fetched from elsewhere by itself. */
static void
add_picture (ChatFormField       *field,
             const XmppDataField *source,
             XmppBob             *bob,
             XmppAddress         *from,
             GCancellable        *cancellable)
{
  for (guint i = 0; i < source->media->len; i++)
    {
      const XmppFieldMedia *media = g_ptr_array_index (source->media, i);
      GBytes *picture;

      if (media->type == NULL || media->uri == NULL || !g_str_has_prefix (media->type, "image/")
          || !g_str_has_prefix (media->uri, "cid:"))
        continue;

      picture = xmpp_bob_lookup (bob, media->uri);
      if (picture != NULL)
        chat_form_field_set_picture (field, picture);
      else
        xmpp_bob_fetch_async (bob, from, media->uri, cancellable, picture_cb, g_object_ref (field));
      return;
    }
}

static void
set_values (ChatFormField       *field,
            ChatFieldKind        kind,
            const XmppDataField *source)
{
  if (kind == CHAT_FIELD_MULTILINE || kind == CHAT_FIELD_FIXED)
    {
      g_autofree char *text = g_strjoinv ("\n", source->values);
      g_autofree char *clean = chat_text_clean_body (text);

      chat_form_field_set_value (field, clean);
    }
  else
    chat_form_field_set_values (field, (const char *const *) source->values);
}

static ChatFormField *
new_field (const XmppDataField *source,
           guint                number)
{
  ChatFieldKind kind = kinds[source->type];
  g_autofree char *label = chat_text_clean_line (source->label, MAX_LABEL_CHARS);
  g_autofree char *description = chat_text_clean_line (source->description, MAX_LABEL_CHARS);
  g_autofree char *fixed = g_strdup_printf ("fixed-%u", number);
  ChatFormField *field;

  /* XEP-0077, 14.1: the field of that name, whatever its type says. */
  if (kind == CHAT_FIELD_TEXT && g_strcmp0 (source->var, "password") == 0)
    kind = CHAT_FIELD_PASSWORD;

  field = chat_form_field_new (kind, source->var != NULL ? source->var : fixed,
                               label != NULL ? label : source->var, description,
                               source->is_required);
  for (guint i = 0; i < source->options->len; i++)
    {
      const XmppFieldOption *option = g_ptr_array_index (source->options, i);
      g_autofree char *option_label = chat_text_clean_line (option->label, MAX_LABEL_CHARS);

      chat_form_field_add_option (field, option->value, option_label);
    }
  set_values (field, kind, source);
  return field;
}

ChatForm *
chat_registration_form_new (gconstpointer  data_form,
                            const char    *url,
                            XmppBob       *bob,
                            XmppAddress   *from,
                            GCancellable  *cancellable)
{
  const XmppDataForm *source = data_form;
  g_autofree char *title = chat_text_clean_line (source->title, MAX_LABEL_CHARS);
  g_autofree char *instructions = NULL;
  ChatForm *form;

  if (source->instructions != NULL)
    instructions = chat_text_clean_body (source->instructions);
  form = chat_form_new (title, instructions, url);
  for (guint i = 0; i < source->fields->len; i++)
    {
      const XmppDataField *from_field = g_ptr_array_index (source->fields, i);
      ChatFormField *field = new_field (from_field, i);

      add_picture (field, from_field, bob, from, cancellable);
      chat_form_add (form, field);
    }

  return form;
}

void
chat_registration_form_write (ChatForm *form,
                              gpointer  data_form)
{
  XmppDataForm *target = data_form;

  for (guint i = 0; i < target->fields->len; i++)
    {
      const XmppDataField *field = g_ptr_array_index (target->fields, i);
      ChatFormField *filled = NULL;
      g_auto(GStrv) lines = NULL;

      if (field->var == NULL || field->type == XMPP_FIELD_FIXED
          || field->type == XMPP_FIELD_HIDDEN)
        continue;

      filled = chat_form_get_field (form, field->var);
      if (filled == NULL)
        continue;

      if (chat_form_field_get_kind (filled) == CHAT_FIELD_MULTILINE)
        lines = g_strsplit (chat_form_field_get_value (filled), "\n", -1);
      xmpp_data_form_set_values (target, field->var,
                                 lines != NULL ? (const char *const *) lines
                                               : chat_form_field_get_values (filled));
    }
}

void
chat_registration_form_copy (ChatForm *form,
                             ChatForm *before)
{
  guint n_fields = g_list_model_get_n_items (G_LIST_MODEL (form));

  for (guint i = 0; i < n_fields; i++)
    {
      g_autoptr(ChatFormField) field = g_list_model_get_item (G_LIST_MODEL (form), i);
      ChatFormField *filled = chat_form_get_field (before, chat_form_field_get_name (field));
      ChatFieldKind kind = chat_form_field_get_kind (field);

      /* A new picture wants a new answer. */
      if (filled == NULL || kind == CHAT_FIELD_HIDDEN || kind == CHAT_FIELD_FIXED
          || chat_form_field_get_picture (filled) != NULL)
        continue;

      chat_form_field_set_values (field, chat_form_field_get_values (filled));
    }
}
