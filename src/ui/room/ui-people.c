/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in a room, and what can be done with them. */
#define G_LOG_DOMAIN "ui-people"

#include "ui-people.h"

#include "chat-error.h"
#include "ui-absent.h"
#include "ui-ask-text.h"
#include "ui-list-menu.h"
#include "ui-member.h"
#include "ui-occupant-menu.h"
#include "ui-occupant-row.h"
#include "ui-room-words.h"
#include "ui-tab-stop.h"
#include "ui-toast.h"

#include <glib/gi18n.h>

struct _UiPeople
{
  AdwWindow           parent_instance;

  ChatRoom           *room;
  ChatOccupants      *occupants;
  UiAbsent           *absent;
  GListModel         *all;   /* of ChatOccupant, then UiMember */
  GSimpleActionGroup *actions;
  UiListMenu         *menu;
  GPtrArray          *bound; /* borrowed GtkListItem that are shown now */

  GtkWidget          *toasts;
  GtkWidget          *content;
  GtkWidget          *heading;
  GtkWidget          *entry;
  GtkWidget          *stack;
  GtkWidget          *none;
  GtkWidget          *view;
};

G_DEFINE_FINAL_TYPE (UiPeople, ui_people, ADW_TYPE_WINDOW)

/* Whom a question is about, until it is answered. */
typedef struct {
  UiPeople *self;
  char     *nick;
  char     *address; /* (nullable) */
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->self);
  g_free (question->nick);
  g_free (question->address);
  g_free (question);
}

/* Those of one section have one heading. */
static int
get_section (gpointer item)
{
  if (UI_IS_MEMBER (item))
    return ui_member_get_affiliation (item) == CHAT_AFFILIATION_OUTCAST ? -2 : -1;

  return (int) chat_occupant_get_role (item);
}

static void
update_first (UiPeople    *self,
              GtkListItem *item)
{
  guint position = gtk_list_item_get_position (item);
  gpointer object = gtk_list_item_get_item (item);
  g_autoptr(GObject) before = NULL;

  if (object == NULL || position == GTK_INVALID_LIST_POSITION)
    return;

  if (position > 0)
    before = g_list_model_get_item (self->all, position - 1);
  ui_occupant_row_set_first (UI_OCCUPANT_ROW (gtk_list_item_get_child (item)),
                             before == NULL || get_section (before) != get_section (object));
}

static void
update_ignored (UiPeople    *self,
                GtkListItem *item)
{
  gpointer object = gtk_list_item_get_item (item);

  ui_occupant_row_set_ignored (UI_OCCUPANT_ROW (gtk_list_item_get_child (item)),
                               CHAT_IS_OCCUPANT (object)
                               && chat_room_is_ignored (self->room,
                                                        chat_occupant_get_author (object)));
}

static void
changed_cb (UiPeople *self)
{
  guint n_items = g_list_model_get_n_items (self->all);
  guint n = chat_room_get_n_occupants (self->room);
  g_autofree char *text = g_strdup_printf (ngettext ("%u person", "%u people", n), n);

  for (guint i = 0; i < self->bound->len; i++)
    update_first (self, self->bound->pdata[i]);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->heading), text);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->none),
                                   *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0'
                                   ? _("Nobody here has this name.")
                                   : _("You are not in this room, so that you cannot see who is "
                                       "there."));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n_items > 0 ? "list" : "none");
}

static void
search_cb (UiPeople *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  chat_occupants_set_filter (self->occupants, text);
  ui_absent_set_filter (self->absent, text);
  changed_cb (self);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          UiPeople                 *self)
{
  gtk_list_item_set_child (item, ui_occupant_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         UiPeople                 *self)
{
  ui_occupant_row_set_item (UI_OCCUPANT_ROW (gtk_list_item_get_child (item)),
                            gtk_list_item_get_item (item));
  g_ptr_array_add (self->bound, item);
  update_first (self, item);
  update_ignored (self, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           UiPeople                 *self)
{
  g_ptr_array_remove_fast (self->bound, item);
  ui_occupant_row_set_item (UI_OCCUPANT_ROW (gtk_list_item_get_child (item)), NULL);
}

/* Opens the chat, in the window behind. */
static void
open_chat (UiPeople   *self,
           const char *address)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.message", "(ss)",
                                chat_room_get_account_address (self->room), address);
  gtk_window_close (GTK_WINDOW (self));
}

static void
open_private (UiPeople   *self,
              const char *nick)
{
  g_autofree char *address = g_strdup_printf ("%s/%s", chat_room_get_address (self->room), nick);

  open_chat (self, address);
}

static void
activate_cb (GtkListView *view,
             guint        position,
             UiPeople    *self)
{
  g_autoptr(GObject) item = g_list_model_get_item (self->all, position);

  if (UI_IS_MEMBER (item))
    open_chat (self, ui_member_get_address (UI_MEMBER (item)));
  else if (item != NULL && !chat_occupant_is_self (CHAT_OCCUPANT (item)))
    open_private (self, chat_occupant_get_nick (CHAT_OCCUPANT (item)));
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(UiPeople) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (self->absent == NULL)
    return;
  if (chat_room_finish (CHAT_ROOM (object), result, &error))
    {
      ui_absent_reload (self->absent);
      return;
    }

  text = chat_error_to_text (error);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts),
                               ui_toast_new (self->toasts, text, NULL));
}

static void
private_cb (GSimpleAction *action,
            GVariant      *target,
            gpointer       user_data)
{
  open_private (user_data, g_variant_get_string (target, NULL));
}

static void
write_cb (GSimpleAction *action,
          GVariant      *target,
          gpointer       user_data)
{
  open_chat (user_data, g_variant_get_string (target, NULL));
}

static void
copy_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (user_data)),
                          g_variant_get_string (target, NULL));
}

static void
ignore_cb (GSimpleAction *action,
           GVariant      *target,
           gpointer       user_data)
{
  UiPeople *self = user_data;
  const char *author = NULL;
  gboolean ignored = FALSE;
  const char *text = NULL;

  g_variant_get (target, "(&sb)", &author, &ignored);
  if (!chat_room_set_ignored (self->room, author, ignored))
    text = _("You ignore too many people in this room.");
  else if (ignored)
    text = _("What they write from now on is not shown.");
  else
    text = _("What they write from now on is shown again.");
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts),
                               ui_toast_new (self->toasts, text, NULL));
  for (guint i = 0; i < self->bound->len; i++)
    update_ignored (self, self->bound->pdata[i]);
}

static void
kick_response_cb (AdwMessageDialog *dialog,
                  const char       *response,
                  gpointer          user_data)
{
  Question *question = user_data;
  g_autofree char *reason = NULL;

  if (!g_str_equal (response, "yes"))
    return;

  reason = ui_ask_text_dup (dialog);
  chat_room_set_role_async (question->self->room, question->nick, CHAT_ROLE_NONE,
                            *reason != '\0' ? reason : NULL, NULL, done_cb,
                            g_object_ref (question->self));
}

static void
ban_response_cb (AdwMessageDialog *dialog,
                 const char       *response,
                 gpointer          user_data)
{
  Question *question = user_data;
  g_autofree char *reason = NULL;

  if (!g_str_equal (response, "yes"))
    return;

  reason = ui_ask_text_dup (dialog);
  chat_room_set_affiliation_async (question->self->room, question->address,
                                   CHAT_AFFILIATION_OUTCAST, *reason != '\0' ? reason : NULL,
                                   NULL, done_cb, g_object_ref (question->self));
}

static void
ask (UiPeople         *self,
     const char       *nick,
     const char       *address,
     AdwMessageDialog *dialog,
     GCallback         callback)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->nick = g_strdup (nick);
  question->address = g_strdup (address);
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", callback, question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
kick_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  UiPeople *self = user_data;
  const char *nick = g_variant_get_string (target, NULL);
  g_autofree char *name = ui_room_words_name (nick);
  /* Translators: %s is the name of somebody in a room */
  g_autofree char *heading = g_strdup_printf (_("Send %s out of the room?"), name);

  ask (self, nick, NULL,
       ui_ask_text_new (GTK_WIDGET (self), heading, _("They can come back."),
                        _("Reason (optional)"), NULL, _("_Send out")),
       G_CALLBACK (kick_response_cb));
}

static void
ban_cb (GSimpleAction *action,
        GVariant      *target,
        gpointer       user_data)
{
  UiPeople *self = user_data;
  const char *nick = NULL;
  const char *address = NULL;
  g_autofree char *name = NULL;
  g_autofree char *heading = NULL;

  g_variant_get (target, "(&s&s)", &nick, &address);
  name = ui_room_words_name (nick);
  /* Translators: %s is the name of somebody in a room */
  heading = g_strdup_printf (_("Ban %s?"), name);
  ask (self, nick, address,
       ui_ask_text_new (GTK_WIDGET (self), heading,
                        _("They are sent out, and cannot come back before the ban is lifted."),
                        _("Reason (optional)"), NULL, _("_Ban")),
       G_CALLBACK (ban_response_cb));
}

static void
role_cb (GSimpleAction *action,
         GVariant      *target,
         gpointer       user_data)
{
  UiPeople *self = user_data;
  const char *nick = NULL;
  int role;

  g_variant_get (target, "(&si)", &nick, &role);
  chat_room_set_role_async (self->room, nick, (ChatRole) role, NULL, NULL, done_cb,
                            g_object_ref (self));
}

static void
affiliation_cb (GSimpleAction *action,
                GVariant      *target,
                gpointer       user_data)
{
  UiPeople *self = user_data;
  const char *address = NULL;
  int affiliation;

  g_variant_get (target, "(&si)", &address, &affiliation);
  chat_room_set_affiliation_async (self->room, address, (ChatAffiliation) affiliation, NULL, NULL,
                                   done_cb, g_object_ref (self));
}

static const GActionEntry entries[] = {
  { .name = "affiliation", .activate = affiliation_cb, .parameter_type = "(si)" },
  { .name = "ban", .activate = ban_cb, .parameter_type = "(ss)" },
  { .name = "copy-address", .activate = copy_cb, .parameter_type = "s" },
  { .name = "ignore", .activate = ignore_cb, .parameter_type = "(sb)" },
  { .name = "kick", .activate = kick_cb, .parameter_type = "s" },
  { .name = "private", .activate = private_cb, .parameter_type = "s" },
  { .name = "role", .activate = role_cb, .parameter_type = "(si)" },
  { .name = "write", .activate = write_cb, .parameter_type = "s" },
};

static GMenuModel *
menu_cb (GtkWidget *row,
         gpointer   user_data)
{
  UiPeople *self = user_data;
  ChatOccupant *occupant = ui_occupant_row_get_occupant (UI_OCCUPANT_ROW (row));
  UiMember *member = ui_occupant_row_get_member (UI_OCCUPANT_ROW (row));

  if (member != NULL)
    return ui_occupant_menu_new_for_member (self->room, member);
  return occupant != NULL ? ui_occupant_menu_new (self->room, occupant) : NULL;
}

static void
ui_people_dispose (GObject *object)
{
  UiPeople *self = UI_PEOPLE (object);

  if (self->menu != NULL)
    ui_list_menu_close (self->menu);
  g_clear_object (&self->menu);
  gtk_widget_dispose_template (GTK_WIDGET (self), UI_TYPE_PEOPLE);
  g_clear_object (&self->actions);
  g_clear_object (&self->all);
  g_clear_object (&self->absent);
  g_clear_object (&self->occupants);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (ui_people_parent_class)->dispose (object);
}

static void
ui_people_finalize (GObject *object)
{
  g_ptr_array_unref (UI_PEOPLE (object)->bound);

  G_OBJECT_CLASS (ui_people_parent_class)->finalize (object);
}

static void
ui_people_class_init (UiPeopleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_people_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_people_finalize;

  g_type_ensure (UI_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/im/charla/Charla/ui/ui-people.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPeople, toasts);
  gtk_widget_class_bind_template_child (widget_class, UiPeople, content);
  gtk_widget_class_bind_template_child (widget_class, UiPeople, heading);
  gtk_widget_class_bind_template_child (widget_class, UiPeople, entry);
  gtk_widget_class_bind_template_child (widget_class, UiPeople, stack);
  gtk_widget_class_bind_template_child (widget_class, UiPeople, none);
  gtk_widget_class_bind_template_child (widget_class, UiPeople, view);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ui_people_init (UiPeople *self)
{
  self->bound = g_ptr_array_new ();
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "occupant", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->menu = ui_list_menu_new (self->content, self->view, UI_TYPE_OCCUPANT_ROW, menu_cb, self);
}

GtkWidget *
ui_people_new (ChatRoom    *room,
               ChatAccount *account)
{
  UiPeople *self = NULL;
  g_autoptr(GtkSelectionModel) model = NULL;
  GListStore *lists = NULL;

  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);

  self = g_object_new (UI_TYPE_PEOPLE, NULL);
  self->room = g_object_ref (room);
  self->occupants = chat_room_open_occupants (room);
  self->absent = ui_absent_new (room, account);
  lists = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (lists, self->occupants);
  g_list_store_append (lists, self->absent);
  self->all = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->all)));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), model);
  /* After the view, which moves its rows first */
  g_signal_connect_object (self->all, "items-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->occupants, "items-changed", G_CALLBACK (ui_absent_update),
                           self->absent, G_CONNECT_SWAPPED);
  changed_cb (self);
  gtk_widget_grab_focus (self->entry);
  return GTK_WIDGET (self);
}
