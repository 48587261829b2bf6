/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-room.h"

G_BEGIN_DECLS

/**
 * ChatMentionKind:
 * @CHAT_MENTION_PERSON: somebody who is in the room
 * @CHAT_MENTION_SELF: us
 * @CHAT_MENTION_ALL: all who are there
 * @CHAT_MENTION_ACTIVE: those of them who are active
 * @CHAT_MENTION_MODERATORS: those of them who keep order
 * @CHAT_MENTION_WORD: us, by a word of our choice
 */
typedef enum {
  CHAT_MENTION_PERSON,
  CHAT_MENTION_SELF,
  CHAT_MENTION_ALL,
  CHAT_MENTION_ACTIVE,
  CHAT_MENTION_MODERATORS,
  CHAT_MENTION_WORD,
} ChatMentionKind;

/**
 * ChatMention:
 *
 * A part of a text that speaks to somebody, with the "@" before it.
 */
typedef struct {
  gsize            begin; /* in bytes */
  gsize            end;
  ChatMentionKind  kind;
} ChatMention;

/* Whom @text speaks to, of those who are in @room now: "@nick", "@all" and the like anywhere, and
 * "nick:" and "nick," at its start; with @is_to_us also our own nick and the words of our choice
 * wherever they are words. Array of ChatMention, in order, none within another; (nullable): none */
GArray   *chat_mentions_find     (ChatRoom   *room,
                                  const char *text,
                                  gboolean    is_to_us) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): owned XmppMention: how that is said where @text is sent */
GPtrArray *chat_mentions_make    (ChatRoom   *room,
                                  const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the room lets us: XEP-0513, 3.6 */
gboolean  chat_mentions_may      (ChatRoom        *room,
                                  ChatMentionKind  kind);
/* Whether @text speaks of @nick: as a word of its own, whatever the case */
gboolean  chat_mentions_has_nick (const char *text,
                                  const char *nick);
/* Whether "@" after @c begins a mention: an address has one, too */
gboolean  chat_mentions_may_follow (gunichar c);
/* What "@" may be followed by, beside nicks: NULL-terminated; the kinds from CHAT_MENTION_ALL on */
const char *const *chat_mentions_get_groups (void);

G_END_DECLS
