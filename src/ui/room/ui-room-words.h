/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

/* What things in a room are called: translated. */
const char *ui_room_words_role        (ChatRole        role);        /* "moderator" */
const char *ui_room_words_roles       (ChatRole        role);        /* "Moderators" */
const char *ui_room_words_affiliation (ChatAffiliation affiliation); /* "owner" */

G_END_DECLS
