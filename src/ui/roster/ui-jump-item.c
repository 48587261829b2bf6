/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of what a search or jump found. */
#define G_LOG_DOMAIN "ui-jump-item"

#include "ui-jump-item.h"

struct _UiJumpItem
{
  GObject     parent_instance;

  UiJumpKind  kind;
  char       *text;   /* (nullable) */
  GObject    *object; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (UiJumpItem, ui_jump_item, G_TYPE_OBJECT)

static void
ui_jump_item_finalize (GObject *object)
{
  UiJumpItem *self = UI_JUMP_ITEM (object);

  g_free (self->text);
  g_clear_object (&self->object);

  G_OBJECT_CLASS (ui_jump_item_parent_class)->finalize (object);
}

static void
ui_jump_item_class_init (UiJumpItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ui_jump_item_finalize;
}

static void
ui_jump_item_init (UiJumpItem *self)
{
}

UiJumpItem *
ui_jump_item_new (UiJumpKind  kind,
                  const char *text,
                  gpointer    object)
{
  UiJumpItem *self = g_object_new (UI_TYPE_JUMP_ITEM, NULL);

  self->kind = kind;
  self->text = g_strdup (text);
  g_set_object (&self->object, object);
  return self;
}

UiJumpKind
ui_jump_item_get_kind (UiJumpItem *self)
{
  g_return_val_if_fail (UI_IS_JUMP_ITEM (self), UI_JUMP_HEADER);

  return self->kind;
}

const char *
ui_jump_item_get_text (UiJumpItem *self)
{
  g_return_val_if_fail (UI_IS_JUMP_ITEM (self), NULL);

  return self->text;
}

gpointer
ui_jump_item_get_object (UiJumpItem *self)
{
  g_return_val_if_fail (UI_IS_JUMP_ITEM (self), NULL);

  return self->object;
}

ChatPeer *
ui_jump_item_get_peer (UiJumpItem *self)
{
  g_return_val_if_fail (UI_IS_JUMP_ITEM (self), NULL);

  switch (self->kind)
    {
    case UI_JUMP_CHAT:
      return chat_conversation_get_peer (CHAT_CONVERSATION (self->object));
    case UI_JUMP_MESSAGE:
      return chat_conversation_get_peer (chat_hit_get_conversation (CHAT_HIT (self->object)));
    case UI_JUMP_CONTACT:
      return CHAT_PEER (self->object);
    case UI_JUMP_HEADER:
    case UI_JUMP_ADDRESS:
    default:
      return NULL;
    }
}
