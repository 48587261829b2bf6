/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody whom the lists of a room name. */
#define G_LOG_DOMAIN "ui-member"

#include "ui-member.h"

#include "base-text.h"

#include <string.h>

struct _UiMember
{
  GObject           parent_instance;

  GPtrArray        *members;  /* of ChatMember */
  const ChatMember *member;   /* borrowed: of them */
  char             *name;
  char             *sort_key;
  ChatContact      *contact;  /* (nullable) */
};

G_DEFINE_FINAL_TYPE (UiMember, ui_member, G_TYPE_OBJECT)

static void
ui_member_finalize (GObject *object)
{
  UiMember *self = UI_MEMBER (object);

  g_ptr_array_unref (self->members);
  g_clear_object (&self->contact);
  g_free (self->name);
  g_free (self->sort_key);

  G_OBJECT_CLASS (ui_member_parent_class)->finalize (object);
}

static void
ui_member_class_init (UiMemberClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_member_finalize;
}

static void
ui_member_init (UiMember *self)
{
}

/* A nick is what somebody chose, and the room hands it on as it is. */
UiMember *
ui_member_new (GPtrArray  *members,
               guint       position,
               const char *name)
{
  UiMember *self = g_object_new (UI_TYPE_MEMBER, NULL);
  g_autofree char *nick = NULL;
  g_autofree char *folded = NULL;

  self->members = g_ptr_array_ref (members);
  self->member = g_ptr_array_index (members, position);
  if (name == NULL)
    name = self->member->nick;
  if (name != NULL)
    nick = base_text_clean (name, BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI
                                                | BASE_TEXT_NO_UNSEEN);
  self->name = nick != NULL && *nick != '\0' ? g_steal_pointer (&nick)
                                             : g_strdup (self->member->address);
  folded = g_utf8_casefold (self->name, -1);
  self->sort_key = g_utf8_collate_key (folded, -1);
  return self;
}

const char *
ui_member_get_address (UiMember *self)
{
  g_return_val_if_fail (UI_IS_MEMBER (self), NULL);

  return self->member->address;
}

const char *
ui_member_get_name (UiMember *self)
{
  g_return_val_if_fail (UI_IS_MEMBER (self), NULL);

  return self->name;
}

ChatAffiliation
ui_member_get_affiliation (UiMember *self)
{
  g_return_val_if_fail (UI_IS_MEMBER (self), CHAT_AFFILIATION_NONE);

  return self->member->affiliation;
}

ChatContact *
ui_member_get_contact (UiMember *self)
{
  g_return_val_if_fail (UI_IS_MEMBER (self), NULL);

  return self->contact;
}

void
ui_member_set_contact (UiMember    *self,
                       ChatContact *contact)
{
  g_return_if_fail (UI_IS_MEMBER (self));

  g_set_object (&self->contact, contact);
}

gboolean
ui_member_is_here (UiMember *self)
{
  g_return_val_if_fail (UI_IS_MEMBER (self), FALSE);

  return self->member->is_here;
}

int
ui_member_compare (UiMember *self,
                   UiMember *other)
{
  g_return_val_if_fail (UI_IS_MEMBER (self) && UI_IS_MEMBER (other), 0);

  if (self->member->affiliation != other->member->affiliation)
    return self->member->affiliation > other->member->affiliation ? -1 : 1;

  return strcmp (self->sort_key, other->sort_key);
}
