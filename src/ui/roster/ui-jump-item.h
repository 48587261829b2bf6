/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-search.h"

G_BEGIN_DECLS

typedef enum {
  UI_JUMP_HEADER,
  UI_JUMP_CHAT,
  UI_JUMP_CONTACT,
  UI_JUMP_ADDRESS,
  UI_JUMP_MESSAGE,
} UiJumpKind;

/* One row of what a search or jump found; immutable. */
#define UI_TYPE_JUMP_ITEM (ui_jump_item_get_type ())
G_DECLARE_FINAL_TYPE (UiJumpItem, ui_jump_item, UI, JUMP_ITEM, GObject)

/* @text: of a header or an address; of a chat or a contact what is said instead of the address;
 * @object: the ChatConversation, ChatContact or ChatHit; both
 * (nullable) */
UiJumpItem       *ui_jump_item_new              (UiJumpKind  kind,
                                                 const char *text,
                                                 gpointer    object) G_GNUC_WARN_UNUSED_RESULT;
UiJumpKind        ui_jump_item_get_kind         (UiJumpItem *self);
const char       *ui_jump_item_get_text         (UiJumpItem *self); /* (nullable) */
gpointer          ui_jump_item_get_object       (UiJumpItem *self); /* (nullable) borrowed */
/* (nullable) borrowed: who it is about */
ChatPeer         *ui_jump_item_get_peer         (UiJumpItem *self);

G_END_DECLS
