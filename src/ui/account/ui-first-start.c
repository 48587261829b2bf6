/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs in or makes an account. */
#define G_LOG_DOMAIN "ui-first-start"

#include "ui-first-start.h"

#include "ui-register.h"
#include "ui-sign-in.h"
#include "ui-template.h"

struct _UiFirstStart
{
  GtkWidget  parent_instance;

  GtkWidget *back;
  GtkWidget *stack;
  GtkWidget *sign_in;
  GtkWidget *register_page;
};

G_DEFINE_FINAL_TYPE (UiFirstStart, ui_first_start, GTK_TYPE_WIDGET)

enum {
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_page (UiFirstStart *self,
           const char   *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
  gtk_widget_set_visible (self->back, g_str_equal (name, "register"));
}

static void
create_cb (UiFirstStart *self)
{
  show_page (self, "register");
}

static void
back_cb (UiFirstStart *self)
{
  if (!ui_register_go_back (UI_REGISTER (self->register_page)))
    show_page (self, "sign-in");
}

static void
done_cb (UiFirstStart *self,
         ChatAccount  *account)
{
  g_signal_emit (self, signals[DONE], 0, account);
}

static gboolean
ui_first_start_grab_focus (GtkWidget *widget)
{
  UiFirstStart *self = UI_FIRST_START (widget);

  if (gtk_widget_get_visible (self->back))
    return gtk_widget_child_focus (self->register_page, GTK_DIR_TAB_FORWARD);
  return gtk_widget_grab_focus (self->sign_in);
}

static void
ui_first_start_dispose (GObject *object)
{
  ui_template_dispose (GTK_WIDGET (object), UI_TYPE_FIRST_START);

  G_OBJECT_CLASS (ui_first_start_parent_class)->dispose (object);
}

static void
ui_first_start_class_init (UiFirstStartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_first_start_dispose;
  widget_class->grab_focus = ui_first_start_grab_focus;

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_ACCOUNT);

  g_type_ensure (UI_TYPE_REGISTER);
  g_type_ensure (UI_TYPE_SIGN_IN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-first-start.ui");
  gtk_widget_class_bind_template_child (widget_class, UiFirstStart, back);
  gtk_widget_class_bind_template_child (widget_class, UiFirstStart, stack);
  gtk_widget_class_bind_template_child (widget_class, UiFirstStart, sign_in);
  gtk_widget_class_bind_template_child (widget_class, UiFirstStart, register_page);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
ui_first_start_init (UiFirstStart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ui_first_start_set_client (UiFirstStart *self,
                           ChatClient   *client,
                           GSettings    *settings)
{
  g_return_if_fail (UI_IS_FIRST_START (self));

  ui_sign_in_set_client (UI_SIGN_IN (self->sign_in), client);
  ui_register_set_client (UI_REGISTER (self->register_page), client, settings);
}

void
ui_first_start_set_invitation (UiFirstStart *self,
                               const char   *link)
{
  g_return_if_fail (UI_IS_FIRST_START (self));

  ui_register_set_invitation (UI_REGISTER (self->register_page), link);
  show_page (self, "register");
}

gboolean
ui_first_start_is_busy (UiFirstStart *self)
{
  g_return_val_if_fail (UI_IS_FIRST_START (self), FALSE);

  return ui_sign_in_is_busy (UI_SIGN_IN (self->sign_in))
         || ui_register_is_busy (UI_REGISTER (self->register_page));
}
