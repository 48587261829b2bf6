/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-mock.h"

/* How the tests of rooms play. Others that share the mock have a PLAY and a SAYS of their own, so this
 * is for those alone that ask for it. */

G_BEGIN_DECLS

/* Plays @lines, to the end, and until all is stored and shown that came of it */
void room_play (ChatMock       *mock,
                const MockLine *lines,
                gsize           n_lines);

/* Plays these lines with the mock of @fx: room_play() */
#define PLAY(fx, ...) \
  G_STMT_START { \
    static const MockLine lines_[] = { __VA_ARGS__ }; \
    room_play ((fx)->mock, lines_, G_N_ELEMENTS (lines_)); \
  } G_STMT_END

/* Says something; whatever was said until then has been dealt with when it is over */
#define SAYS(xml) SERVER_SAYS (xml CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING

G_END_DECLS
