/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that makes a room. */
#define G_LOG_DOMAIN "ui-new-group"

#include "ui-new-group.h"

#include "chat-error.h"
#include "ui-address.h"
#include "ui-people-picker.h"

#include <glib/gi18n.h>

#define MAX_NAME_CHARS 200

struct _UiNewGroup
{
  AdwWindow     parent_instance;

  ChatClient   *client;
  GCancellable *cancellable;
  gboolean      busy;

  GtkWidget    *back;
  GtkWidget    *next;
  GtkWidget    *spinner;
  GtkWidget    *problem;
  GtkWidget    *stack;
  GtkWidget    *accounts;
  GtkWidget    *name;
  GtkWidget    *public;
  GtkWidget    *picker;
};

G_DEFINE_FINAL_TYPE (UiNewGroup, ui_new_group, ADW_TYPE_WINDOW)

enum {
  CREATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_at_people (UiNewGroup *self)
{
  return g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "people");
}

static char *
dup_name (UiNewGroup *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->name));
  glong length = MIN (g_utf8_strlen (text, -1), MAX_NAME_CHARS);

  return g_strstrip (g_utf8_substring (text, 0, length));
}

static void
show_problem (UiNewGroup *self,
              const char *text) /* (nullable) */
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
}

/* One may be alone in it at first: others can be invited later. */
static void
update (UiNewGroup *self)
{
  gboolean people = is_at_people (self);
  g_autofree char *name = dup_name (self);

  gtk_button_set_label (GTK_BUTTON (self->back), people ? _("_Back") : _("_Cancel"));
  gtk_button_set_label (GTK_BUTTON (self->next), people ? _("_Create") : _("_Next"));
  gtk_widget_set_sensitive (self->next, *name != '\0' && !self->busy);
  gtk_widget_set_sensitive (self->stack, !self->busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), self->busy);
  gtk_window_set_title (GTK_WINDOW (self), people ? _("Who is in it") : _("New group"));
}

static void
changed_cb (UiNewGroup *self)
{
  show_problem (self, NULL);
  update (self);
}

static void
account_cb (UiNewGroup *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));

  if (account != NULL)
    ui_people_picker_set_account (UI_PEOPLE_PICKER (self->picker), account);
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(UiNewGroup) self = user_data;
  g_autoptr(GError) error = NULL;
  ChatRoom *room = chat_rooms_create_finish (CHAT_ROOMS (object), result, &error);
  g_autofree char *text = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  self->busy = FALSE;
  update (self);
  if (room == NULL)
    {
      text = chat_error_to_text (error);
      show_problem (self, text);
      return;
    }

  g_signal_emit (self, signals[CREATED], 0, room);
  gtk_window_close (GTK_WINDOW (self));
}

static void
create (UiNewGroup *self)
{
  ChatAccount *account = ui_address_get_account (GTK_DROP_DOWN (self->accounts));
  g_auto(GStrv) people = ui_people_picker_dup_chosen (UI_PEOPLE_PICKER (self->picker));
  g_autofree char *name = dup_name (self);

  if (account == NULL)
    {
      show_problem (self, _("No account is switched on."));
      return;
    }

  self->busy = TRUE;
  show_problem (self, NULL);
  update (self);
  chat_rooms_create_async (chat_account_get_rooms (account), name, NULL,
                           gtk_check_button_get_active (GTK_CHECK_BUTTON (self->public)),
                           (const char *const *) people, self->cancellable, created_cb,
                           g_object_ref (self));
}

static void
next_cb (UiNewGroup *self)
{
  if (is_at_people (self))
    {
      create (self);
      return;
    }

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "people");
  update (self);
  gtk_widget_grab_focus (self->picker);
}

static void
back_cb (UiNewGroup *self)
{
  if (!is_at_people (self))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  show_problem (self, NULL);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "name");
  update (self);
  gtk_widget_grab_focus (self->name);
}

static void
ui_new_group_dispose (GObject *object)
{
  UiNewGroup *self = UI_NEW_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_NEW_GROUP);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (ui_new_group_parent_class)->dispose (object);
}

static void
ui_new_group_finalize (GObject *object)
{
  g_clear_object (&UI_NEW_GROUP (object)->cancellable);

  G_OBJECT_CLASS (ui_new_group_parent_class)->finalize (object);
}

static void
ui_new_group_class_init (UiNewGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_new_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_new_group_finalize;

  signals[CREATED] = g_signal_new ("created", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_ROOM);

  g_type_ensure (UI_TYPE_PEOPLE_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-new-group.ui");
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, back);
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, next);
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, problem);
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, stack);
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, accounts);
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, name);
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, public);
  gtk_widget_class_bind_template_child (widget_class, UiNewGroup, picker);
  gtk_widget_class_bind_template_callback (widget_class, account_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_new_group_init (UiNewGroup *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_new_group_new (ChatClient *client,
                  const char *account)
{
  UiNewGroup *self = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (client), NULL);

  self = g_object_new (UI_TYPE_NEW_GROUP, NULL);
  self->client = g_object_ref (client);
  ui_address_list_accounts (GTK_DROP_DOWN (self->accounts), client, account);
  account_cb (self);
  update (self);
  gtk_widget_grab_focus (self->name);
  return GTK_WIDGET (self);
}
